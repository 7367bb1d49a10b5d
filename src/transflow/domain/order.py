"""Equal texts in order: which of two lists of texts stand for each other, in time that stays bearable."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

#: Steps that difflib may need in order to align a stretch (a second); its worst case is cubic.
_STEPS: Final = 20_000_000


def in_order(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
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
        pairs += [(head + i, head + j) for i, j in middle(middle_old, middle_new, by_difflib=steps <= _STEPS)]
    pairs += [(len(old) - tail + k, len(new) - tail + k) for k in range(tail)]
    return pairs


def middle(old: Sequence[str], new: Sequence[str], *, by_difflib: bool) -> list[tuple[int, int]]:
    """Pairs of equal texts in order, by difflib or by the longest increasing sequence of the n-th of equal texts."""
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
    return increasing(equal)


def increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
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
