"""Items as the pieces of a place: a look that differs from the rest of the paragraph becomes a code, a pair a stretch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from transflow.domain.codes import Side
from transflow.formats.documents.docx.items import Anchor, Cite, Edge, Fragment, Gone, Item, Solo, Text
from transflow.formats.documents.docx.looks import PLAIN, WORD, Look, Prefix
from transflow.formats.documents.skeleton import Mark, Piece, Place, Tagged, Words

#: Key of the look of words that nothing encloses.
_OUTSIDE: Final = -1
#: Characters without emphasis count so many times where the look of a paragraph is found.
_PLAIN_WEIGHS: Final = 3


@dataclass(slots=True)
class RunCode(Tagged):
    """A code of a paragraph: what is written for it, and how the words look that stand behind it (None: as before it)."""

    fragments: tuple[Fragment, ...] = ()
    look: Look | None = None


@dataclass(slots=True)
class Reference(Mark):
    """A citation: what is written for it; of one written in words, how they look and what stands around the number."""

    fragments: tuple[Fragment, ...] = ()
    look: Look | None = None
    around: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Fixed:
    """An anchor, and before which piece it stands."""

    place: int
    anchor: Anchor


@dataclass(slots=True, kw_only=True)
class Paragraph(Place):
    """A place that is a paragraph's runs. ``look``: of words without a code; ``head``: what is written before everything
    (cleaned properties); ``lead`` and ``tail``: what stays around the words (the number of a note, space); ``notable``: Word
    takes notes here.
    """

    look: Look = PLAIN
    prefix: Prefix = WORD
    head: str = ""
    lead: tuple[Fragment, ...] = ()
    tail: tuple[Fragment, ...] = ()
    fixed: list[Fixed] = field(default_factory=list)
    notable: bool = True


def fill(place: Paragraph, items: Sequence[Item]) -> None:
    """Give ``place`` its pieces, its anchors and its look."""
    bases = _bases(items)
    place.look = bases.get(_OUTSIDE, PLAIN)
    _Filling(place, bases).take(items)


def _bases(items: Sequence[Item]) -> dict[int, Look]:
    """For each enclosure the look that most of its own words have, by characters that are no space; the first of equals.

    Emphasis is the exception by nature: it must have three times as many.
    """
    weights: dict[int, Counter[str]] = {}
    looks: dict[str, Look] = {}
    inside = [_OUTSIDE]
    for item in items:
        if isinstance(item, Edge):
            if item.side is Side.OPEN:
                inside.append(item.key)
            else:
                inside.pop()
        elif isinstance(item, Text):
            looks.setdefault(item.look.key, item.look)
            size = len(item.text) - item.text.count(" ")
            size *= 1 if item.look.emphatic else _PLAIN_WEIGHS
            weights.setdefault(inside[-1], Counter())[item.look.key] += size
    return {key: looks[max(counter, key=lambda look: counter[look])] for key, counter in weights.items()}


class _Filling:
    """One pass over the items of a paragraph."""

    def __init__(self, place: Paragraph, bases: dict[int, Look]) -> None:
        self._place = place
        self._pieces: list[Piece] = place.pieces
        self._bases = bases
        self._base = place.look
        self._around: list[Look] = []
        self._open: RunCode | None = None
        #: What has no look of its own and waits for the next words: spaces, pictures, citations.
        self._waiting: list[Item] = []
        #: Keys of codes: odd ones here, even ones of what encloses.
        self._codes = -1

    def take(self, items: Sequence[Item]) -> None:
        for place, item in enumerate(items):
            if isinstance(item, Edge):
                self._edge(item)
            elif isinstance(item, Text) and not _is_mere_space(items, place, item):
                self._words(item)
            else:
                self._waiting.append(item)
        self._close()
        self._flush()

    def _words(self, item: Text) -> None:
        look = item.look
        if self._open is None or self._open.look is None or self._open.look.key != look.key:
            self._close()
            self._flush()
            if look.key != self._base.key:
                self._codes += 2
                kind = look.kind_in(self._base)
                self._open = RunCode(item.start, item.start, Side.OPEN, self._codes, kind, look=look)
                self._pieces.append(self._open)
        self._flush()
        self._pieces.append(Words(item.start, item.end, item.text))

    def _edge(self, item: Edge) -> None:
        self._close()
        self._flush()
        start, end = item.fragments[0].start, item.fragments[-1].end
        look: Look | None = None
        if item.side is Side.OPEN:
            self._around.append(self._base)
            look = self._base = self._bases.get(item.key, self._base)
        else:
            self._base = self._around.pop()
        self._pieces.append(
            RunCode(start, end, item.side, 2 * item.key, item.kind, item.reference, item.fragments, look)
        )

    def _close(self) -> None:
        if self._open is not None:
            end = self._pieces[-1].end
            self._pieces.append(RunCode(end, end, Side.CLOSE, self._open.code, self._open.kind))
            self._open = None

    def _flush(self) -> None:
        for item in self._waiting:
            if isinstance(item, Text):
                self._pieces.append(Words(item.start, item.end, item.text))
            elif isinstance(item, Anchor):
                self._place.fixed.append(Fixed(len(self._pieces), item))
            elif isinstance(item, Cite):
                self._pieces.append(_reference(item))
            elif isinstance(item, Solo):
                self._codes += 2
                start, end = item.fragments[0].start, item.fragments[-1].end
                self._pieces.append(
                    RunCode(start, end, Side.ALONE, self._codes, item.kind, item.reference, item.fragments)
                )
            else:
                assert isinstance(item, Gone)
        self._waiting.clear()


def _is_mere_space(items: Sequence[Item], place: int, item: Text) -> bool:
    """Whether words are a space between others, whose look nobody sees, and not a part of a longer run."""
    if not item.text.isspace() or item.look.shows:
        return False
    around = (*items[max(0, place - 1) : place], *items[place + 1 : place + 2])
    run = item.fragments[0].run
    return not any(isinstance(other, Text) and other.fragments[0].run == run for other in around)


def _reference(item: Cite) -> Reference:
    start, end = item.fragments[0].start, item.fragments[-1].end
    return Reference(start, end, item.keys, item.written, item.template, item.fragments, item.look, item.around)
