"""Markers that moved: lost in one unit and foreign in another are one mistake, told at both ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from transflow.domain.checks.ground import Ground, Group
from transflow.domain.checks.messages import CHECKS
from transflow.domain.findings import Finding

#: So much of a sentence says which one is meant.
_SHOWN = 40


def joined(findings: Sequence[Finding], groups: Sequence[Group], ground: Ground) -> list[Finding]:
    """``findings`` of an article, with ``marker-moved`` in place of a pair of ``marker-lost`` and ``marker-foreign``.

    Both units have it, because neither may be signed as it is; the words name both. Linear in the findings.
    """
    lost = _by_marker(findings, "marker-lost")
    if not lost:
        return list(findings)
    foreign = _by_marker(findings, "marker-foreign")
    told: dict[int, tuple[Finding, Finding]] = {}
    for marker, homes in lost.items():
        for home, place in zip(homes, foreign.get(marker, ()), strict=False):
            told[id(home)] = told[id(place)] = (home, place)
    if not told:
        return list(findings)
    words = {group.units[0].id: _beginning(group.source) for group in groups}
    return [_moved(f, *told[id(f)], words, ground) if id(f) in told else f for f in findings]


def _by_marker(findings: Sequence[Finding], code: str) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.code == code:
            found.setdefault(str(finding.params["marker"]), []).append(finding)
    return found


def _moved(finding: Finding, home: Finding, place: Finding, words: Mapping[str, str], ground: Ground) -> Finding:
    params = {"marker": finding.params["marker"], "home": words[home.unit], "place": words[place.unit]}
    severity = ground.severities.get("marker-moved") or CHECKS["marker-moved"].severity
    return replace(finding, code="marker-moved", severity=severity, params=params)


def _beginning(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1].rstrip()}…"
