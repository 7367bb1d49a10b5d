"""A place as it will be written: words and markup in a row, tidied so that Markdown can say it.

Emphasis cannot begin or end with a space, and cannot be empty: spaces move out of it, and an empty pair goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from transflow.domain.codes import CodeKind, Side
from transflow.formats.documents.markdown.patterns import fold

#: How a pair of signs is written where signs cannot say it.
ELEMENTS: Final = {CodeKind.STRONG: "strong", CodeKind.EMPHASIS: "em", CodeKind.STRIKE: "del"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Words, or markup as it is written (``side`` says which end of a pair). ``signs``: it is a run of ``*``, ``_``, ``~``.

    ``bracketed``: it stands inside brackets. ``breaks``: it is a line break.
    """

    text: str
    words: bool = False
    side: Side = Side.ALONE
    kind: CodeKind = CodeKind.OBJECT
    code: int = 0
    bracketed: bool = False
    breaks: bool = False
    marks: bool = False

    @property
    def opens_line(self) -> bool:
        """Whether what follows begins a line of the source, too."""
        return self.breaks and not self.text.endswith(">")

    @property
    def signs(self) -> bool:
        """Whether it is one end of emphasis, written with signs."""
        return not self.words and self.side is not Side.ALONE and self.kind in ELEMENTS and self.text[:1] in "*_~"


@dataclass(slots=True)
class Row:
    """Chunks in the making."""

    chunks: list[Chunk] = field(default_factory=list)
    space: bool = False  # one waits to be written behind the pair that closes

    def say(self, text: str, *, bracketed: bool = False) -> None:
        """Add words; white space is folded, and moves out of a pair that has just opened."""
        text = fold(text)
        if self.space:
            text = " " + text.lstrip(" ")
            self.space = False
        last = self.chunks[-1] if self.chunks else None
        if text.startswith(" ") and last is not None and last.signs and last.side is Side.OPEN:
            place = len(self.chunks)
            while place and self.chunks[place - 1].signs and self.chunks[place - 1].side is Side.OPEN:
                place -= 1
            self._space_before(place)
            text = text.lstrip(" ")
        if last is not None and last.words and last.bracketed == bracketed:
            self.chunks[-1] = Chunk(text=fold(last.text + text), words=True, bracketed=bracketed)
        elif text:
            self.chunks.append(Chunk(text=text, words=True, bracketed=bracketed))

    def _space_before(self, place: int) -> None:
        if place and self.chunks[place - 1].words:
            self.chunks[place - 1] = replace(self.chunks[place - 1], text=self.chunks[place - 1].text.rstrip(" ") + " ")
        elif place:
            self.chunks.insert(place, Chunk(text=" ", words=True))

    def mark(self, chunk: Chunk) -> None:
        """Add markup; before the end of a pair, white space waits until it is closed."""
        if chunk.signs and chunk.side is Side.CLOSE:
            last = self.chunks[-1] if self.chunks else None
            if last is not None and last.words and last.text.endswith(" "):
                self.chunks[-1] = replace(last, text=last.text.rstrip(" "))
                self.space = True
                if not self.chunks[-1].text:
                    self.chunks.pop()
                    last = self.chunks[-1] if self.chunks else None
            if last is not None and last.signs and last.side is Side.OPEN and last.code == chunk.code:
                self.chunks.pop()
                return
        elif self.space:
            self.space = False
            self.say(" ")
        self.chunks.append(chunk)

    def trimmed(self) -> list[Chunk]:
        """The chunks, without white space at the ends of lines."""
        result: list[Chunk] = []
        for index, chunk in enumerate(self.chunks):
            if chunk.words:
                text = chunk.text
                if index == 0 or self.chunks[index - 1].breaks:
                    text = text.lstrip(" ")
                if index == len(self.chunks) - 1 or self.chunks[index + 1].breaks:
                    text = text.rstrip(" ")
                if not text:
                    continue
                if text != chunk.text:
                    chunk = replace(chunk, text=text)
            result.append(chunk)
        return result


def partners(chunks: Sequence[Chunk]) -> Iterator[tuple[int, int]]:
    """The places of both ends of each pair of signs."""
    opened: dict[int, int] = {}
    for index, chunk in enumerate(chunks):
        if chunk.signs and chunk.side is Side.OPEN:
            opened[chunk.code] = index
        elif chunk.signs and chunk.code in opened:
            yield opened.pop(chunk.code), index
