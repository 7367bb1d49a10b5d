"""The real article beside the checkout: only counts of it are kept here."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from transflow.domain.article import LANGUAGE_LINE, BlockKind
from transflow.domain.reassembly import assemble
from transflow.formats.documents import Anatomy, reader_for


@pytest.fixture
def content(shared_folder: Path) -> bytes:
    files = sorted((shared_folder / "data" / "article").glob("*.txt"))
    if not files:
        pytest.skip("the real article is not there")
    return files[0].read_bytes()


def test_its_anatomy_is_found(content: bytes) -> None:
    article = reader_for(".txt").read(content, Anatomy())
    kinds = Counter(block.kind for block in article.blocks)
    assert kinds == {
        BlockKind.KICKER: 1,
        BlockKind.TITLE: 1,
        BlockKind.HIGHLIGHT: 3,
        BlockKind.FURNITURE: 3,
        BlockKind.PARAGRAPH: 11,
        BlockKind.NOTE: 5,
        BlockKind.BYLINE: 2,
        BlockKind.BIOGRAPHY: 1,
    }
    assert [block.role for block in article.blocks].count(LANGUAGE_LINE) == 1
    assert [note.number for note in article.notes] == [1, 2, 3, 4, 5]
    assert [len(note.citations) for note in article.notes] == [1] * 5
    assert article.findings == ()


def test_putting_it_back_gives_the_same_bytes(content: bytes) -> None:
    reader = reader_for(".txt")
    article = reader.read(content, Anatomy())
    assert reader.write(content, Anatomy(), assemble(article, [], {}, "tr")) == content
