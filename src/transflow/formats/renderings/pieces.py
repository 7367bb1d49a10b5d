"""What both renderings need: a text cut into words, markers and addresses, and each marker's own name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from transflow.domain.article import BlockKind
from transflow.domain.inline import ADDRESS, MARKER
from transflow.domain.release import View, ViewBlock

#: Blocks that the page around an article brings along, and note bodies, which have a section of their own.
_APART: Final = frozenset({BlockKind.FURNITURE, BlockKind.NOTE})

_TOKEN: Final = re.compile(f"(?P<marker>{MARKER.pattern})|(?P<address>{ADDRESS.pattern})")
_NEWLINES: Final = re.compile(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
#: Characters that no XML or HTML page may hold.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: plain words, a marker (``number`` > 0, ``occurrence`` from 1), or an address to link."""

    text: str
    number: int = 0
    occurrence: int = 0
    href: str = ""


def one_line(text: str) -> str:
    """``text`` without newlines and without characters that no page may hold; other white space stays."""
    lines = (line.strip(" \t") for line in _NEWLINES.split(_FORBIDDEN.sub("", text)))
    return " ".join(filter(None, lines)).strip()


class Cutter:
    """Cuts the texts of one view in reading order, counting how often each note was cited."""

    def __init__(self, numbers: Collection[int]) -> None:
        self._numbers = numbers
        self.citations: Counter[int] = Counter()

    def pieces(self, text: str) -> list[Piece]:
        """The pieces of ``text``; brackets around a number that is no note are words."""
        text = one_line(text)
        return list(self._cut(text)) if "[" in text or "." in text else [Piece(text)]

    def _cut(self, text: str) -> Iterator[Piece]:
        position = 0
        for match in _TOKEN.finditer(text):
            number = int(match.group(2)) if match.group("marker") else 0
            address = match.group("address") or ""
            if number not in self._numbers and not address.startswith(("http://", "https://")):
                continue
            if match.start() > position:
                yield Piece(text[position : match.start()])
            if number:
                self.citations[number] += 1
                yield Piece(match.group(), number=number, occurrence=self.citations[number])
            else:
                yield Piece(address, href=address)
            position = match.end()
        if position < len(text):
            yield Piece(text[position:])


def numbers_of(view: View) -> frozenset[int]:
    """Numbers of the notes of a view."""
    return frozenset(note.number for note in view.notes)


def shown(view: View) -> list[ViewBlock]:
    """The blocks that a rendering shows: furniture belongs to the page, note bodies to the notes."""
    return [block for block in view.blocks if block.kind not in _APART]


def is_safe_reference(href: str) -> bool:
    """Whether a link between siblings is relative or http(s)."""
    scheme, colon, _ = href.partition(":")
    return not colon or "/" in scheme or scheme in ("http", "https")
