"""Edited units: sentences that are not equal, but alike enough in their words to be one and the same."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from typing import Final, Protocol

from transflow.domain.article import BlockKind
from transflow.domain.order import increasing
from transflow.domain.units import Piece, Unit

#: Below this share of common words an edited sentence counts as another sentence.
EDITED_RATIO: Final = 0.5
#: The same where it came to stand elsewhere too, or as another kind of block: chance must not do that.
MOVED_RATIO: Final = 0.75
#: In a gap of more than this many pairs only near ones, and those that share rare words, are compared: that stays linear.
_PAIRS: Final = 400
#: A word that more sentences of a gap have than this tells nothing; so many of a sentence's rarest are looked at, so many
#: sentences compared for them; how far by position is near.
_COMMON: Final = 100
_RAREST: Final = 4
_BEST: Final = 4
_NEAR: Final = 2
#: Characters that the pairs of one gap may be compared over (two seconds); sentences of megabytes go by position.
_EFFORT: Final = 20_000_000

_WORD: Final = re.compile(r"\w+")


class Texts(Protocol):
    """Some texts by place."""

    def __getitem__(self, place: int, /) -> str:
        """One text."""
        ...


def similar(
    old: Sequence[Unit],
    new: Sequence[Piece],
    words: tuple[Words, Words],
    given: dict[int, str],
    matched: set[int],
) -> set[int]:
    """Edited units: between the same matched neighbours, sharing half of their words; the places of their pieces."""
    taken: set[int] = set()
    position = {u.id: i for i, u in enumerate(old)}
    # Of what stayed in order, whatever was moved across it.
    kept = sorted((position[unit], j) for j, unit in given.items() if unit in position)
    anchors = [(-1, -1), *increasing(kept), (len(old), len(new))]
    for (i0, j0), (i1, j1) in pairwise(anchors):
        left = [i for i in range(i0 + 1, i1) if i not in matched]
        right = [j for j in range(j0 + 1, j1) if j not in given]
        if left and right:
            scored = _scored(old, new, words, left, right, EDITED_RATIO, (i0, j0))
            taken |= _take(old, scored, given, matched)
    return taken


def elsewhere(
    old: Sequence[Unit],
    new: Sequence[Piece],
    words: tuple[Words, Words],
    given: dict[int, str],
    matched: set[int],
) -> set[int]:
    """Units that were moved and edited at once: wherever they stand now, they share most of their words.

    Not notes: citations of one publisher are alike, and yet another book each.
    """
    left = [i for i in range(len(old)) if i not in matched and old[i].kind is not BlockKind.NOTE]
    right = [j for j in range(len(new)) if j not in given and new[j].block.kind is not BlockKind.NOTE]
    if not left or not right:
        return set()
    return _take(old, _scored(old, new, words, left, right, MOVED_RATIO, (0, 0)), given, matched)


#: How alike an old and a new unit are, minus how far they are apart, minus the places of both: the best is the greatest.
_Score = tuple[float, int, int, int]


def _scored(
    old: Sequence[Unit],
    new: Sequence[Piece],
    words: tuple[Words, Words],
    left: Sequence[int],
    right: Sequence[int],
    least: float,
    start: tuple[int, int],
) -> list[_Score]:
    """The pairs of ``left`` and ``right`` that may be one unit, the best first; ``start``: where distances are from."""
    scored: list[_Score] = []
    for i, j in _pairs(words, left, right):
        kind, now = old[i].kind, new[j].block.kind
        if kind is not now and BlockKind.NOTE in (kind, now):
            continue
        ratio = similarity(words[0][i], words[1][j])
        if ratio >= (least if kind is now else MOVED_RATIO):
            scored.append((ratio, -abs((i - start[0]) - (j - start[1])), -i, -j))
    return sorted(scored, reverse=True)


def _take(old: Sequence[Unit], scored: Iterable[_Score], given: dict[int, str], matched: set[int]) -> set[int]:
    """Pair off the best ones; the places of the pieces that got a unit."""
    taken: set[int] = set()
    for _, _, minus_i, minus_j in scored:
        i, j = -minus_i, -minus_j
        if i not in matched and j not in given:
            given[j] = old[i].id
            matched.add(i)
            taken.add(j)
    return taken


def _pairs(words: tuple[Words, Words], left: Sequence[int], right: Sequence[int]) -> Iterable[tuple[int, int]]:
    """The pairs worth comparing: all of a few; else near ones and those that share rare words, as long as that is little."""
    if len(left) * len(right) <= _PAIRS:
        pairs: Collection[tuple[int, int]] = [(i, j) for i in left for j in right]
    else:
        pairs = _likely(words, left, right)
    if sum(min(words[0].size(i), words[1].size(j)) for i, j in pairs) <= _EFFORT:
        return pairs
    return zip(left, right, strict=False)


def _likely(words: tuple[Words, Words], left: Sequence[int], right: Sequence[int]) -> set[tuple[int, int]]:
    """Pairs that are near each other by position, and for each new text those that share its rarest words with it."""
    pairs = {
        (left[n], j) for at, j in enumerate(right) for n in range(max(0, at - _NEAR), min(len(left), at + _NEAR + 1))
    }
    holding: dict[str, list[int]] = defaultdict(list)
    for i in left:
        for word in words[0][i]:
            holding[word].append(i)
    for j in right:
        known = sorted((len(found), word) for word in words[1][j] if (found := holding.get(word)) is not None)
        rarest = [word for often, word in known[:_RAREST] if often <= _COMMON]
        shared = Counter(i for word in rarest for i in holding[word])
        pairs.update((i, j) for i, _ in shared.most_common(_BEST))
    return pairs


class Words:
    """The words of some texts, each text counted once, and only where somebody asks."""

    def __init__(self, keys: Texts) -> None:
        self._keys = keys
        self._counted: dict[int, Counter[str]] = {}

    def __getitem__(self, place: int) -> Counter[str]:
        if place not in self._counted:
            self._counted[place] = Counter(_WORD.findall(self._keys[place].casefold()))
        return self._counted[place]

    def size(self, place: int) -> int:
        """Characters of a text, at most as many as comparing its words looks at."""
        return len(self._keys[place])


def similarity(left: Counter[str], right: Counter[str]) -> float:
    """Share of common words (Dice), 0 to 1."""
    both = left.total() + right.total()
    if not left or not right:
        return 0.0
    few, many = (left, right) if len(left) <= len(right) else (right, left)
    return 2 * sum(min(times, many[word]) for word, times in few.items() if word in many) / both
