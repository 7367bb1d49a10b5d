"""Each ``cases/NAME.md`` with the blocks, codes, notes and findings that ``cases/NAME.json`` expects of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from transflow.domain.article import Article, Block
from transflow.domain.reassembly import assemble
from transflow.formats.documents.anatomy import Anatomy
from transflow.formats.documents.markdown import MarkdownFormat

CASES = Path(__file__).parent / "cases"
SOURCES = sorted(CASES.glob("*.md"))
MARKDOWN = MarkdownFormat()


def described(article: Article) -> dict[str, Any]:
    """An article as the expectations write it: what is empty is left out."""
    return {
        "blocks": [block_row(block) for block in article.blocks],
        "notes": [[n.number, n.label, list(n.blocks), list(n.citations)] for n in article.notes],
        "findings": [[f.code, f.line, dict(f.params)] for f in article.findings],
    }


def block_row(block: Block) -> list[Any]:
    """Line, what it is, its words; then its codes, if it has any."""
    what = " ".join(
        str(part)
        for part in (
            block.kind.value,
            block.role,
            f"level={block.level}" if block.level else "",
            f"note={block.note}" if block.note else "",
            f"cell={block.cell}" if block.cell else "",
        )
        if part
    )
    codes = [f"{c.number} {c.kind.value} {c.reference}".strip() for c in block.content.codes]
    return [block.line, what, block.content.text, *([codes] if codes else [])]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert described(MARKDOWN.read(path.read_bytes(), Anatomy())) == expected


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_line_ends_and_a_mark_change_nothing(path: Path, newline: str) -> None:
    """Whatever ends the lines, the same article is read, and nothing is changed on writing it."""
    plain = path.read_text(encoding="utf-8")
    content = ("\ufeff" + plain.replace("\n", newline)).encode()
    article = MARKDOWN.read(content, Anatomy())
    assert described(article) == described(MARKDOWN.read(plain.encode(), Anatomy()))
    assert MARKDOWN.write(content, Anatomy(), assemble(article, [], {}, "tr")) is content


def test_every_expectation_has_its_case() -> None:
    assert {path.stem for path in CASES.glob("*.json")} == {path.stem for path in SOURCES}
