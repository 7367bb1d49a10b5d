"""Each ``cases/NAME.txt`` with the anatomy that ``cases/NAME.json`` expects of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from transflow.domain.article import Article
from transflow.formats.documents import SUFFIXES, Anatomy, reader_for

CASES = Path(__file__).parent / "cases"
SOURCES = sorted(path for suffix in SUFFIXES for path in CASES.glob(f"*{suffix}"))


def described(article: Article) -> dict[str, Any]:
    blocks: list[dict[str, Any]] = []
    for block in article.blocks:
        row: dict[str, Any] = {"kind": block.role or block.kind.value, "line": block.line}
        if block.note:
            row["note"] = block.note
        row["text"] = block.content.text
        if block.content.notes:
            row["markers"] = list(block.content.notes)
        blocks.append(row)
    return {
        "blocks": blocks,
        "notes": [
            {"number": n.number, "label": n.label, "blocks": list(n.blocks), "citations": list(n.citations)}
            for n in article.notes
        ],
        "findings": [{"code": f.code, "line": f.line, "params": dict(f.params)} for f in article.findings],
    }


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert described(reader_for(path.suffix).read(path.read_bytes(), Anatomy())) == expected


def test_every_expectation_has_its_case() -> None:
    assert {path.stem for path in CASES.glob("*.json")} == {path.stem for path in SOURCES}
