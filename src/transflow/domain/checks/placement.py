"""Placement: a marker at the end of a sentence stands where the language has it, behind the stop or before it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from transflow.domain.checks.ground import Ground, Group
from transflow.domain.findings import Finding

_MARKER: Final = re.compile(r"\[(\d{1,4})\]")
#: The end of a sentence: markers, stops, markers. Quotation marks and brackets are left alone: what a note is about
#: decides whether its marker stands inside of them.
_END: Final = re.compile(r"(?<![\s\]])((?:\[\d{1,4}\])*)([.,;:]+)((?:\[\d{1,4}\])*)(\s*)\Z")

#: Stops that a marker stands behind where a language has it behind them (İSNAD names these two).
_AFTER: Final = ".,"


def check(group: Group, ground: Ground) -> list[Finding]:
    """Finding ``marker-placement`` of one group, with a fix (İSNAD for Turkish; GOST R 7.0.5, Milchin for Russian)."""
    target = group.target
    if not group.notes or "[" not in target:
        return []
    # Searched from the first of the markers at the end: a search over the whole text would try every place.
    end = _END.search(target, max(0, len(target) - 60))
    if end is None or bool(end[1]) == bool(end[3]):
        return []
    if end[2][-1] not in (ground.target.before_stops or _AFTER):
        return []
    markers = end[1] or end[3]
    if any(int(number) not in group.notes for number in _MARKER.findall(markers)):
        return []
    placed = ground.target.place_edge(target[: end.start()] + end[2] + end[4], [markers])
    if placed == target:
        return []
    start = end.start(1) if end[1] else end.start(3)
    finding = ground.finding("marker-placement", group, {"marker": markers}, (start, start + len(markers)))
    return [replace(finding, fix=placed)]
