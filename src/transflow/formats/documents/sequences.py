"""Sequences of labels: how a source counts its notes (5, 6, 7 · ¹ ² ³ · i, ii, iii · a, b, c), to be carried on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from transflow.formats.documents.markers import raised

_ROMAN: Final = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_SIGNS: Final = "*†‡§"


def roman(number: int) -> str:
    """``number`` in small Roman numerals."""
    pieces: list[str] = []
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        pieces.append(letters * count)
    return "".join(pieces)


def letter(number: int) -> str:
    """``number`` in letters, as spreadsheets count their columns: a … z, aa, ab …"""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def sign(number: int) -> str:
    """``number`` in signs: * † ‡ §, then doubled."""
    count, place = divmod(number - 1, len(_SIGNS))
    return _SIGNS[place] * (count + 1)


#: Ways of counting, the likeliest first.
_WAYS: Final[tuple[Callable[[int], str], ...]] = (
    str,
    raised,
    roman,
    lambda number: roman(number).upper(),
    letter,
    lambda number: letter(number).upper(),
    sign,
)


def carried_on(labels: Sequence[str]) -> Callable[[int], str] | None:
    """How ``labels`` count, as a function from a place (from 0) to its label; None where they are no plain sequence."""
    if not labels:
        return None
    first = labels[0]
    start = int(first) if first.isascii() and first.isdecimal() and len(first) < 6 else 1
    for way in _WAYS:
        begin = start if way is str else 1
        if all(way(place) == label for place, label in enumerate(labels, start=begin)):
            return _from(way, begin)
    return None


def _from(way: Callable[[int], str], begin: int) -> Callable[[int], str]:
    return lambda place: way(begin + place)
