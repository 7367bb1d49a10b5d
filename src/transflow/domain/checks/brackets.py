"""Brackets: opened and closed as often as in the source."""

from __future__ import annotations

from typing import Final

from transflow.domain.checks.ground import Ground, Group
from transflow.domain.findings import Finding

_PAIRS: Final = ("()", "[]", "{}")


def check(group: Group, ground: Ground) -> list[Finding]:
    """Finding ``bracket-unbalanced`` of one group: the first kind that is opened more or less often than it is closed."""
    text = group.own_text
    for opening, closing in _PAIRS:
        if opening not in text and closing not in text:
            continue
        surplus = text.count(opening) - text.count(closing)
        if surplus and surplus != group.source.count(opening) - group.source.count(closing):
            sign = opening if surplus > 0 else closing
            at = text.rfind(sign) if surplus > 0 else text.find(sign)
            return [ground.finding("bracket-unbalanced", group, {"found": sign}, (at, at + 1))]
    return []
