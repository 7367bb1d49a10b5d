"""Fields: what a field instruction (`` HYPERLINK "…" \\l "…" ``) says, and what becomes of the field."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final, NamedTuple

_WORD: Final = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
#: Fields that fill whole paragraphs by themselves, from what stands elsewhere.
_GENERATED: Final = frozenset({"TOC", "INDEX", "TOA"})
#: Fields that show nothing where they stand.
_INVISIBLE: Final = frozenset({"XE", "TC", "TA", "RD", "SET", "ASK", "BOOKMARK", "PRIVATE"})
#: Fields of reference managers: the words of citations and of lists of them differ from language to language.
_CITING: Final = frozenset({"ADDIN", "CITATION", "BIBLIOGRAPHY"})


class Use(Enum):
    """What becomes of a field: a pair around words, a word of its own, nothing that one sees, paragraphs left alone."""

    LINK = "link"
    CITATION = "citation"
    WORD = "word"
    INVISIBLE = "invisible"
    GENERATED = "generated"


class Field(NamedTuple):
    """A field, understood: its use, and where a link leads."""

    use: Use
    reference: str = ""


def understood(instruction: str) -> Field:
    """What a field instruction asks for."""
    words = [match.group(1) if match.group(1) is not None else match.group(2) for match in _WORD.finditer(instruction)]
    name = words[0].upper() if words else ""
    if name == "HYPERLINK":
        return Field(Use.LINK, _address(words[1:]))
    if name in _GENERATED:
        return Field(Use.GENERATED)
    if name in _INVISIBLE:
        return Field(Use.INVISIBLE)
    if name in _CITING:
        return Field(Use.CITATION)
    return Field(Use.WORD)


def _address(words: list[str]) -> str:
    """Where a link leads: an address, and a place in it after ``\\l``. Switches with a value of their own: l, m, n, o, t."""
    address = place = switch = ""
    for word in words:
        if switch:
            place = word if switch == "l" else place
            switch = ""
        elif re.fullmatch(r"\\[lmnot]", word, re.IGNORECASE):
            switch = word[1].lower() if word[1].lower() in "lot" else ""
        else:
            address = address or word
    return f"{address}#{place}" if place else address.replace("\\\\", "\\")
