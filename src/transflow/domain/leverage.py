"""A new revision against the old one: which unit is which, and what becomes of its targets (guard G5)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise
from typing import Final

from transflow.domain.inline import collapse, without_markers
from transflow.domain.units import Piece, Unit, anonymous

#: Below this share of common words an edited sentence counts as another sentence.
EDITED_RATIO: Final = 0.5
#: A gap of more than this many pairs is aligned by position only, so that the work stays linear.
_PAIRS: Final = 400

_QUOTES: Final = str.maketrans(
    dict.fromkeys("‘’‚‛′ʼ`´", "'") | dict.fromkeys("“”„‟«»″", '"') | {"\u00ad": None, "\u200b": None}
)
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


def folded(text: str) -> str:
    """``text`` with white space and quote style folded away: what G5 calls the same."""
    return collapse(text.translate(_QUOTES))


def align(old: Sequence[Unit], new: Sequence[Piece], retired: Sequence[Unit] = ()) -> Alignment:
    """Say which old unit each new piece continues.

    First equal text in order, then equal text anywhere (moved), then units that were gone before (an undo), then
    similar text between the same neighbours (edited). Markers are left out of the comparison: they are compared later,
    by note identity.
    """
    old_keys = [folded(without_markers(u.source, u.notes)) for u in old]
    new_keys = [folded(without_markers(p.source, p.block.content.notes)) for p in new]
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
    """Pairs of equal texts in order: common ends first, the middle by difflib (which is quick on what is left)."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    pairs = [(i, i) for i in range(head)]
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    if middle_old and middle_new:
        matcher = SequenceMatcher(None, middle_old, middle_new, autojunk=False)
        for block in matcher.get_matching_blocks():
            pairs += [(head + block.a + k, head + block.b + k) for k in range(block.size)]
    pairs += [(len(old) - tail + k, len(new) - tail + k) for k in range(tail)]
    return pairs


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
        waiting[folded(without_markers(retired[i].source, retired[i].notes))].append(i)
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
            if len(left) * len(right) <= _PAIRS
            else list(zip(left, right, strict=False))
        )
        scored = [
            (_similarity(old_keys[i], new_keys[j]), -abs((i - i0) - (j - j0)), -i, -j)
            for i, j in pairs
            if old[i].kind is new[j].block.kind
        ]
        for ratio, _, minus_i, minus_j in sorted(scored, reverse=True):
            i, j = -minus_i, -minus_j
            if ratio >= EDITED_RATIO and i not in matched and j not in given:
                given[j] = old[i].id
                matched.add(i)


def _similarity(a: str, b: str) -> float:
    """Share of common words (Dice), 0 to 1."""
    left, right = _WORD.findall(a.casefold()), _WORD.findall(b.casefold())
    if not left or not right:
        return 0.0
    rest = list(right)
    common = 0
    for word in left:
        if word in rest:
            rest.remove(word)
            common += 1
    return 2 * common / (len(left) + len(right))


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
    return anonymous(unit.source, unit.notes)
