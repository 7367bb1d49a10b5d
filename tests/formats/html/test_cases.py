"""Each page of ``cases`` with the anatomy that its ``.json`` expects: one a convention of notes, one a tricky thing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from transflow.domain.article import Article, Block
from transflow.domain.reassembly import Assembly, assemble
from transflow.formats.documents.anatomy import Anatomy
from transflow.formats.documents.html import HtmlFormat

CASES = Path(__file__).parent / "cases"
SOURCES = sorted(path for path in CASES.iterdir() if path.suffix != ".json")
ANATOMY = Anatomy()
HTML = HtmlFormat()
NOTHING = Assembly(locale="tr", texts={}, notes=())


def described(article: Article) -> dict[str, Any]:
    return {
        "blocks": [described_block(block) for block in article.blocks],
        "notes": [[n.number, n.label, list(n.blocks), list(n.citations)] for n in article.notes],
        "findings": [[f.code, f.line, dict(f.params)] for f in article.findings],
    }


def described_block(block: Block) -> list[Any]:
    """Line, kind (with level, role, note or cell), words, codes."""
    kind = block.kind.value
    if block.level:
        kind += f" {block.level}"
    if block.role:
        kind += f" {block.role}"
    if block.note is not None:
        kind += f" of {block.note}"
    if block.cell is not None:
        kind += " {}:{}:{}".format(*block.cell)
    row: list[Any] = [block.line, kind, block.content.text]
    if block.content.codes:
        row.append([f"{code.kind.value} {code.reference}".strip() for code in block.content.codes])
    return row


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert described(HTML.read(path.read_bytes(), ANATOMY)) == expected


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_untouched_is_byte_identical(path: Path, newline: bytes, mark: bytes) -> None:
    content = mark + path.read_bytes().replace(b"\n", newline)
    article = HTML.read(content, ANATOMY)
    assert HTML.write(content, ANATOMY, NOTHING) == content
    assert HTML.write(content, ANATOMY, assemble(article, [], {}, "tr")) == content
    assert described(article) == described(HTML.read(path.read_bytes(), ANATOMY))


def test_every_expectation_has_its_case() -> None:
    assert {path.stem for path in CASES.glob("*.json")} == {path.stem for path in SOURCES}
