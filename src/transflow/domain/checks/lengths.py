"""Lengths: a translation far longer or shorter than translations of such a source are has lost or gained something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from transflow.domain.checks.ground import Ground, Group
from transflow.domain.findings import Finding
from transflow.domain.inline import collapse
from transflow.domain.notes import is_ibid


class _Bounds(NamedTuple):
    """The least and the most characters for a source of n: ``low * n - below`` and ``high * n + above``."""

    low: float
    below: int
    high: float
    above: int

    def hold(self, source: int, target: int) -> bool:
        """Whether a target of that length is within."""
        return self.low * source - self.below <= target <= self.high * source + self.above


#: Drawn around the news of WMT 2018 (newstest, 3,000 human translations from English each): outside of the first lies
#: about one in a thousand, outside of the second none. No bounds, no finding: other pairs were not measured.
_USUAL: Final[Mapping[str, _Bounds]] = {"tr": _Bounds(0.6, 8, 1.3, 27), "ru": _Bounds(0.6, 12, 1.6, 30)}
_POSSIBLE: Final[Mapping[str, _Bounds]] = {"tr": _Bounds(0.35, 4, 2.0, 30), "ru": _Bounds(0.35, 4, 2.3, 40)}
#: Shorter sources say too little about the length of a translation.
_SHORT: Final = 20


def check(group: Group, ground: Ground) -> list[Finding]:
    """Finding ``length-extreme`` or ``length-unusual`` of one group."""
    if ground.source.language != "en" or (usual := _USUAL.get(ground.target.language)) is None:
        return []
    # With markers and blanks first: nearly every unit ends here.
    if len(group.source) < _SHORT or usual.hold(len(group.source), len(group.target)):
        return []
    source, target = len(collapse(group.source)), len(collapse(group.own_text))
    if source < _SHORT or usual.hold(source, target) or is_ibid(group.source):
        return []
    possible = _POSSIBLE[ground.target.language].hold(source, target)
    code = "length-unusual" if possible else "length-extreme"
    return [ground.finding(code, group, {"source": source, "target": target})]
