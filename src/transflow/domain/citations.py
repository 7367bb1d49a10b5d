"""The parts of an English citation note: who, what, where, when, with their places in the note.

What a policy institute's notes are made of (Chicago 17, 14.19 to 14.231, and the house styles near it). What no rule knows
is a part of its own, so that a translator can be told what was left in English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from transflow.domain.inline import ADDRESS
from transflow.domain.language.apparatus import ACCESS, DATE, IBID, PAGE


class PartKind(StrEnum):
    """What a part of a citation is."""

    AUTHOR = "author"
    TITLE = "title"
    OUTLET = "outlet"  # journal, publisher, institution, place: whatever is named after the title
    DATE = "date"
    PAGES = "pages"
    ADDRESS = "address"
    ACCESS = "access"
    IBID = "ibid"
    EARLIER = "earlier"  # op. cit., loc. cit.
    POINTER = "pointer"  # see, see also, cf., quoted in
    ROLE = "role"  # ed., trans., et al.
    VOLUME = "volume"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Part:
    """One part: what it is, its words, and its span [start, end) in code points of the note."""

    kind: PartKind
    text: str
    start: int
    end: int


_TITLE: Final = r"“[^”]*”|\"[^\"]*\"|«[^»]*»"
#: In the order in which they are looked for: what was found is looked at no more.
_PATTERNS: Final = (
    (PartKind.TITLE, re.compile(_TITLE)),
    (PartKind.ADDRESS, ADDRESS),
    (PartKind.ACCESS, ACCESS),
    (PartKind.IBID, IBID),
    (PartKind.EARLIER, re.compile(r"\b(?:op|loc)\. cit\.", re.IGNORECASE)),
    (PartKind.POINTER, re.compile(r"(?:(?<=;\s)|^)(?:see(?: also)?|cf\.)(?=[\s:])|\bquoted in\b", re.IGNORECASE)),
    (PartKind.ROLE, re.compile(r"\bet al\.|\((?:eds?|trans)\.\)|\b(?:eds?|trans)\.(?=\s[A-Z])", re.IGNORECASE)),
    (PartKind.PAGES, PAGE),
    (PartKind.VOLUME, re.compile(r"\b(?:vol|no|issue|ch|chap|nr)\.?\s?\d+\b|\b\d+\s?\(\d+\)(?=[,:])", re.IGNORECASE)),
    (PartKind.DATE, re.compile(rf"(?:{DATE})|\b(?:1[5-9]|20)\d\d\b")),
)
#: English words of a name or an outlet, which say nothing of how a citation is built.
_LINKS: Final = frozenset(
    {"of", "the", "and", "for", "in", "on", "at", "de", "van", "von", "der", "al", "bin", "la", "le", "du"}
)
_SMALL: Final = re.compile(r"(?<![\w.'’-])[a-z][a-z-]+(?![\w'’])")


def parts(note: str) -> list[Part]:
    """The parts of a citation in order; between them is punctuation alone. Several citations are cut at semicolons."""
    taken = sorted(_typed(note), key=lambda part: part.start)
    found: list[Part] = []
    position = 0
    for part in [*taken, Part(PartKind.UNKNOWN, "", len(note), len(note))]:
        found += _untyped(note, position, part.start, found)
        if part.end > part.start:
            found.append(part)
        position = max(position, part.end)
    return found


def not_understood(note: str) -> tuple[str, ...]:
    """What of a citation stays in English because no rule knows it: "forthcoming", "interview with the author"."""
    return tuple(part.text for part in parts(note) if part.kind is PartKind.UNKNOWN)


def _typed(note: str) -> Iterator[Part]:
    blank = note
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(blank):
            if match.group().strip():
                yield Part(kind, note[match.start() : match.end()].strip(), match.start(), match.end())
                blank = blank[: match.start()] + "\u0001" * (match.end() - match.start()) + blank[match.end() :]


def _untyped(note: str, start: int, end: int, before: list[Part]) -> Iterator[Part]:
    """The words between typed parts: an author before the title, an outlet after it, else what nobody knows."""
    for match in re.finditer(r"[^;]+", note[start:end]):
        text = match.group().strip(" ,.:()[]\u0001")
        if not any(letter.isalpha() for letter in text):
            continue
        at = start + match.start() + match.group().index(text)
        yield Part(_kind(text, before), text, at, at + len(text))


def _kind(text: str, before: list[Part]) -> PartKind:
    small = [word for word in _SMALL.findall(text) if word not in _LINKS]
    if small:
        return PartKind.UNKNOWN
    since = [part.kind for part in before]
    return PartKind.OUTLET if PartKind.TITLE in since else PartKind.AUTHOR
