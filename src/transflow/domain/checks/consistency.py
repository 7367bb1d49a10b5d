"""Consistency: within an article one sentence has one translation, and one translation stands for one sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from transflow.domain.article import BlockKind
from transflow.domain.checks.ground import Ground, Group
from transflow.domain.findings import Finding
from transflow.domain.inline import without_markers
from transflow.domain.notes import is_ibid

_WORD: Final = re.compile(r"\w+")
#: Shorter translations may well stand for two sentences ("Related", "Similar"; "Evet").
_FEW: Final = 4
_SHOWN: Final = 60


def check_article(groups: Sequence[Group], ground: Ground) -> list[Finding]:
    """Findings ``source-inconsistent`` and ``target-repeated`` of an article; linear in its groups.

    Letters in capitals or small, punctuation, markers and codes make no difference. A finding stands at the later one.
    """
    findings: list[Finding] = []
    by_source: dict[str, tuple[str, Group]] = {}
    by_target: dict[str, tuple[str, Group]] = {}
    for group in groups:
        source = _key(group.source, group.notes)
        target = _key(group.own_text, group.notes)
        if not source or not target or is_ibid(group.source):
            continue
        first = by_source.setdefault(source, (target, group))
        if first[0] != target:
            findings.append(_finding("source-inconsistent", group, first[1].target, ground))
        if group.units[0].kind is BlockKind.BYLINE or target.count(" ") + 1 < _FEW:
            continue
        other = by_target.setdefault(target, (source, group))
        if other[0] != source and not _nearly(other[0], source):
            findings.append(_finding("target-repeated", group, other[1].source, ground))
    return findings


def _nearly(one: str, other: str) -> bool:
    """Whether two sentences differ in one word at most ("neighbors", "neighbours"), so that one translation may be right."""
    words, others = one.split(), other.split()
    return len(words) == len(others) and sum(a != b for a, b in zip(words, others, strict=True)) <= 1


def _finding(code: str, group: Group, other: str, ground: Ground) -> Finding:
    shown = " ".join(other.split())
    shown = shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1].rstrip()}…"
    return ground.finding(code, group, {"other": shown}, (0, len(group.target)))


def _key(text: str, notes: tuple[int, ...]) -> str:
    return " ".join(_WORD.findall(without_markers(text, notes))).lower()
