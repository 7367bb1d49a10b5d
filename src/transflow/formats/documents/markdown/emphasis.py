"""Runs of ``*``, ``_`` and ``~~``: which of them open and close what (CommonMark 0.31, section 6.2; GFM strikethrough)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from transflow.domain.codes import CodeKind
from transflow.formats.documents.markdown.patterns import is_punctuation, is_space

#: A code's end inside a run: how many signs it takes, the key of the code, its kind.
End = tuple[int, int, CodeKind]


@dataclass(slots=True)
class Run:
    """A run of one sign. ``closes`` are taken from its left, in order; ``opens`` from its right, the innermost first."""

    start: int
    end: int
    char: str
    can_open: bool
    can_close: bool
    closes: list[End] = field(default_factory=list)
    opens: list[End] = field(default_factory=list)
    left: int = 0

    def __post_init__(self) -> None:
        self.left = self.end - self.start


def flanks(char: str, before: str, after: str) -> tuple[bool, bool]:
    """Whether a run of ``char`` between two characters can open, and whether it can close."""
    blank_before, blank_after = is_space(before), is_space(after)
    sign_before = not blank_before and is_punctuation(before)
    sign_after = not blank_after and is_punctuation(after)
    left = not blank_after and (not sign_after or blank_before or sign_before)
    right = not blank_before and (not sign_before or blank_after or sign_after)
    if char != "_":
        return left, right
    return left and (not right or sign_before), right and (not left or sign_after)


def pair(runs: Sequence[Run], new_key: Callable[[], int]) -> None:
    """Find the pairs among ``runs``, which stand in the order of the text; each run then knows its ends.

    Linear: where no opener was found for a closer of one shape, none is looked for again below it.
    """
    count = len(runs)
    before = list(range(-1, count - 1))
    after = list(range(1, count + 1))
    floors: dict[tuple[str, bool, int], int] = {}

    def remove(index: int) -> None:
        if before[index] >= 0:
            after[before[index]] = after[index]
        if after[index] < count:
            before[after[index]] = before[index]

    current = 0
    while current < count:
        closer = runs[current]
        if not closer.can_close:
            current = after[current]
            continue
        shape = (closer.char, closer.can_open, (closer.end - closer.start) % 3)
        candidate = before[current]
        floor = floors.get(shape, -1)
        while candidate > floor and not _fits(runs[candidate], closer):
            candidate = before[candidate]
        if candidate <= floor:
            floors[shape] = before[current]
            if not closer.can_open:
                remove(current)
            current = after[current]
            continue
        opener = runs[candidate]
        _join(opener, closer, new_key())
        after[candidate], before[current] = current, candidate
        if not opener.left:
            remove(candidate)
        if not closer.left:
            remove(current)
            current = after[current]


def _fits(opener: Run, closer: Run) -> bool:
    if opener.char != closer.char or not opener.can_open:
        return False
    if not (closer.can_open or opener.can_close):
        return True
    length, other = closer.end - closer.start, opener.end - opener.start
    return length % 3 == 0 or (length + other) % 3 != 0


def _join(opener: Run, closer: Run, key: int) -> None:
    if opener.char == "~":
        size, kind = 2, CodeKind.STRIKE
    else:
        size = 2 if opener.left >= 2 and closer.left >= 2 else 1
        kind = CodeKind.STRONG if size == 2 else CodeKind.EMPHASIS
    opener.opens.append((size, key, kind))
    closer.closes.append((size, key, kind))
    opener.left -= size
    closer.left -= size
