"""A new revision against the old one: which unit is which, and what becomes of its targets (guard G5)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise
from typing import Final

from transflow.domain.inline import folded, plain
from transflow.domain.units import Piece, Unit, anonymous

#: Below this share of common words an edited sentence counts as another sentence.
EDITED_RATIO: Final = 0.5
#: A gap of more than this many pairs is aligned by position only, so that the work stays linear.
_PAIRS: Final = 400
#: Characters that the pairs of one gap may be compared over (two seconds); sentences of megabytes go by position.
_EFFORT: Final = 20_000_000
#: Steps that difflib may need in order to align a stretch (a second); its worst case is cubic.
_STEPS: Final = 20_000_000

_WORD: Final = re.compile(r"\w+")


class Change(StrEnum):
    """What happened to a unit between two revisions."""

    UNCHANGED = "unchanged"
    CARRIED = "carried"  # white space, quote style or note numbers only
    EDITED = "edited"
    NEW = "new"
    GONE = "gone"
    RESTORED = "restored"  # gone in the revision before, here again


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """``given``: position of a piece → identity of the old unit it continues; ``gone``: identities that have no piece."""

    given: Mapping[int, str]
    gone: tuple[str, ...]


def align(old: Sequence[Unit], new: Sequence[Piece], retired: Sequence[Unit] = ()) -> Alignment:
    """Say which old unit each new piece continues.

    First equal text in order, then equal text anywhere (moved), then units that were gone before (an undo), then
    similar text between the same neighbours (edited). Markers are left out of the comparison: they are compared later,
    by note identity.
    """
    old_keys = [folded(u.plain) for u in old]
    new_keys = [folded(plain(p.source, p.block.content.notes, p.block.content.codes)) for p in new]
    given: dict[int, str] = {}
    matched: set[int] = set()
    for i, j in _in_order(old_keys, new_keys):
        given[j] = old[i].id
        matched.add(i)
    _anywhere(old_keys, new_keys, [u.id for u in old], given, matched)
    present = {u.id for u in old}
    free = {i for i, u in enumerate(retired) if u.id not in present}
    _revive(retired, new_keys, given, free, certain=True)
    _similar(old, new, old_keys, new_keys, given, matched)
    _revive(retired, new_keys, given, free, certain=False)
    return Alignment(given=given, gone=tuple(u.id for i, u in enumerate(old) if i not in matched))


def _in_order(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Pairs of equal texts in order: common ends first, the middle by difflib (which is quick on what is left).

    Where it would not be quick (thousands of lines, or many equal ones), the middle by longest increasing sequence.
    """
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    pairs = [(i, i) for i in range(head)]
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    if middle_old and middle_new:
        often = Counter(middle_new)
        steps = sum(often[key] for key in middle_old) * min(len(middle_old), len(middle_new))
        pairs += [(head + i, head + j) for i, j in _middle(middle_old, middle_new, by_difflib=steps <= _STEPS)]
    pairs += [(len(old) - tail + k, len(new) - tail + k) for k in range(tail)]
    return pairs


def _middle(old: list[str], new: list[str], *, by_difflib: bool) -> list[tuple[int, int]]:
    if by_difflib:
        blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        return [(block.a + k, block.b + k) for block in blocks for k in range(block.size)]
    places: dict[str, list[int]] = defaultdict(list)
    for j, key in enumerate(new):
        places[key].append(j)
    seen: Counter[str] = Counter()
    equal: list[tuple[int, int]] = []
    for i, key in enumerate(old):  # the n-th of equal texts is the n-th
        if seen[key] < len(places.get(key, ())):
            equal.append((i, places[key][seen[key]]))
            seen[key] += 1
    return _increasing(equal)


def _increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of ``pairs`` (first members rising) whose second members rise too, by patience sorting."""
    tops: list[int] = []  # the least last second member of a sequence of each length
    ends: list[int] = []  # the pair that it belongs to
    before: list[int] = []
    for place, (_, j) in enumerate(pairs):
        length = bisect_left(tops, j)
        before.append(ends[length - 1] if length else -1)
        tops[length : length + 1] = [j]
        ends[length : length + 1] = [place]
    chosen: list[tuple[int, int]] = []
    place = ends[-1] if ends else -1
    while place >= 0:
        chosen.append(pairs[place])
        place = before[place]
    return chosen[::-1]


def _anywhere(old: list[str], new: list[str], ids: list[str], given: dict[int, str], matched: set[int]) -> None:
    """Moved units: equal text at another place."""
    waiting: dict[str, list[int]] = defaultdict(list)
    for i, key in enumerate(old):
        if i not in matched:
            waiting[key].append(i)
    for j, key in enumerate(new):
        if j not in given and waiting.get(key):
            i = waiting[key].pop(0)
            given[j] = ids[i]
            matched.add(i)


def _revive(retired: Sequence[Unit], new: list[str], given: dict[int, str], free: set[int], *, certain: bool) -> None:
    """Units of earlier revisions that are here again; ``certain``: only texts of which all new pieces find one.

    Where a text is here more often than it is retired, its neighbours say first which piece is an edited unit.
    """
    if not free:
        return
    waiting: dict[str, list[int]] = defaultdict(list)
    for i in sorted(free):
        waiting[folded(retired[i].plain)].append(i)
    wanted = Counter(key for j, key in enumerate(new) if j not in given)
    for j, key in enumerate(new):
        if j in given or not waiting.get(key) or (certain and wanted[key] > len(waiting[key])):
            continue
        wanted[key] -= 1
        i = waiting[key].pop(0)
        free.discard(i)
        given[j] = retired[i].id


def _similar(
    old: Sequence[Unit],
    new: Sequence[Piece],
    old_keys: list[str],
    new_keys: list[str],
    given: dict[int, str],
    matched: set[int],
) -> None:
    """Edited units: between the same matched neighbours, of the same kind, sharing at least half of their words."""
    position = {u.id: i for i, u in enumerate(old)}
    old_words, new_words = _Words(old_keys), _Words(new_keys)
    anchors = [(-1, -1)]
    for j in sorted(given):
        if given[j] in position and position[given[j]] > anchors[-1][0]:
            anchors.append((position[given[j]], j))
    anchors.append((len(old), len(new)))
    for (i0, j0), (i1, j1) in pairwise(anchors):
        left = [i for i in range(i0 + 1, i1) if i not in matched]
        right = [j for j in range(j0 + 1, j1) if j not in given]
        if not left or not right:
            continue
        pairs = (
            [(i, j) for i in left for j in right]
            if len(left) * len(right) <= _PAIRS and _effort(left, right, old_keys, new_keys) <= _EFFORT
            else list(zip(left, right, strict=False))
        )
        scored = [
            (_similarity(old_words[i], new_words[j]), -abs((i - i0) - (j - j0)), -i, -j)
            for i, j in pairs
            if old[i].kind is new[j].block.kind
        ]
        for ratio, _, minus_i, minus_j in sorted(scored, reverse=True):
            i, j = -minus_i, -minus_j
            if ratio >= EDITED_RATIO and i not in matched and j not in given:
                given[j] = old[i].id
                matched.add(i)


class _Words:
    """The words of some texts, each text counted once, and only where somebody asks."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = keys
        self._counted: dict[int, Counter[str]] = {}

    def __getitem__(self, place: int) -> Counter[str]:
        if place not in self._counted:
            self._counted[place] = Counter(_WORD.findall(self._keys[place].casefold()))
        return self._counted[place]


def _effort(left: Sequence[int], right: Sequence[int], old_keys: Sequence[str], new_keys: Sequence[str]) -> int:
    """Characters that comparing every pair looks at, at most."""
    return sum(min(len(old_keys[i]), len(new_keys[j])) for i in left for j in right)


def _similarity(left: Counter[str], right: Counter[str]) -> float:
    """Share of common words (Dice), 0 to 1."""
    both = left.total() + right.total()
    if not left or not right:
        return 0.0
    few, many = (left, right) if len(left) <= len(right) else (right, left)
    return 2 * sum(min(times, many[word]) for word, times in few.items() if word in many) / both


def compare(old: Unit, new: Unit) -> Change:
    """G5: the same unit in two revisions. ``links`` are note identities, so renumbering alone is no change."""
    if old.links != new.links:
        return Change.EDITED
    plain_old = _with_order(old)
    plain_new = _with_order(new)
    if plain_old == plain_new:
        return Change.UNCHANGED if old.source == new.source else Change.CARRIED
    return Change.CARRIED if folded(plain_old) == folded(plain_new) else Change.EDITED


def _with_order(unit: Unit) -> str:
    return anonymous(unit.source, unit.notes, unit.codes)
