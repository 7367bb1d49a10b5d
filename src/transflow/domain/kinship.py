"""Sentences that were split and merged between two revisions, told by the words that a neighbour lost or won."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from transflow.domain.units import Piece, Unit

#: This share of a sentence's words must come from its neighbour (or have gone there).
KIN_RATIO: Final = 0.6


class Counts(Protocol):
    """The words of some texts by place, each as often as it occurs."""

    def __getitem__(self, place: int) -> Counter[str]:
        """The words of one text."""
        ...


@dataclass(frozen=True, slots=True)
class Kinship:
    """What was split and what was merged.

    ``halves``: position of a new piece → identity of the unit it was split off; ``joined``: identity that is gone →
    identity of the unit that its words went to. ``instead``: position of a piece → the identity it is to continue, where
    the first of the merged sentences is not the one that it was most like.
    """

    halves: dict[int, str] = field(default_factory=dict)
    joined: dict[str, str] = field(default_factory=dict)
    instead: dict[int, str] = field(default_factory=dict)


def kinship(
    old: Sequence[Unit],
    new: Sequence[Piece],
    old_words: Counts,
    new_words: Counts,
    given: Mapping[int, str],
    alike: Collection[int],
) -> Kinship:
    """Look beside every unit whose words changed: at new pieces of its block, and at units of its block that are gone.

    ``alike``: places of pieces whose unit was told by likeness alone; what is told by equal words never changes its unit.
    """
    kin = Kinship()
    place = {u.id: i for i, u in enumerate(old)}
    kept = {place[unit] for unit in given.values() if unit in place}
    fresh = {j for j in range(len(new)) if given.get(j) not in place}
    gone = set(range(len(old))) - kept
    if not fresh and not gone:
        return kin
    blocks = [u.block for u in old], [p.block.index for p in new]
    for j in sorted(given):
        i = place.get(given[j])
        if i is None or old[i].source == new[j].source:
            continue
        lost = _beside(i, gone, blocks[0])
        merged = [i, *_of_these(lost, old_words, new_words[j] - old_words[i])] if lost else [i]
        # The first of the merged sentences goes on, whichever is most like the new one.
        head = min(merged) if j in alike else i
        if head != i:
            kin.instead[j] = old[head].id
        kin.joined.update((old[k].id, old[head].id) for k in merged if k != head)
        gone.difference_update(merged)
        beside = _beside(j, fresh, blocks[1])
        halves = _of_these(beside, new_words, old_words[i] - new_words[j]) if beside else ()
        kin.halves.update((k, old[head].id) for k in halves)
        fresh.difference_update(halves)
    return kin


def _beside(place: int, free: set[int], blocks: Sequence[int]) -> list[int]:
    """The places in ``free`` next to ``place`` in its block, those behind it first, each way from near to far."""
    found: list[int] = []
    for step in (1, -1):
        at = place + step
        while at in free and blocks[at] == blocks[place]:
            found.append(at)
            at += step
    return found


def _of_these(places: Sequence[int], words: Counts, source: Counter[str]) -> list[int]:
    """Those of ``places`` whose words are mostly in ``source``; each takes its words out of it."""
    found = []
    for place in places:
        both = words[place] & source
        if both.total() >= max(1.0, KIN_RATIO * words[place].total()):
            found.append(place)
            source -= both
    return found
