"""Every finding that intake can come to has words, and no words are left over."""

from __future__ import annotations

import re
from pathlib import Path

from transflow.formats.containers.messages import MESSAGES as OF_CONTAINERS
from transflow.i18n import INTAKE

FORMATS = Path(__file__).resolve().parents[2] / "src" / "transflow" / "formats"
#: How readers and containers make findings: the code is the first text in the call.
_MADE = re.compile(r"(?:\bFinding\(\s*code=|\b_?(?:report|add|finding|info|note|found)\(\s*)\"([a-z]+(?:-[a-z]+)+)\"")


def raised(folder: str) -> set[str]:
    return {
        code for path in (FORMATS / folder).rglob("*.py") for code in _MADE.findall(path.read_text(encoding="utf-8"))
    }


def test_what_readers_notice_has_words() -> None:
    found = raised("documents")
    assert len(found) >= 6
    assert found == set(INTAKE)


def test_what_containers_notice_has_words() -> None:
    found = raised("containers")
    assert len(found) >= 10
    assert found <= set(OF_CONTAINERS)
