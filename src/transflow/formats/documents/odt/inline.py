"""Inside a paragraph: its words, codes and marks as pieces of a place, and what is kept though nobody sees it.

White space is folded as OpenDocument reads it (part 3, 6.1.2): runs are one space, none at the two ends; ``text:s`` are
spaces that stay. Spans that change nothing visible are *clear*: no code stands for them. Marks of places (*hidden*) go
to the ends of a paragraph that is written anew.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from transflow.domain.codes import CodeKind, Side
from transflow.formats.documents.odt.styles import Look, is_bold
from transflow.formats.documents.skeleton import Mark, Piece, Place, Tagged, Words

_BLANKS: Final = re.compile(r"[ \t\r\n]+")
#: More spaces in a row than this are layout, in characters.
MOST_SPACES: Final = 100


@dataclass(frozen=True, slots=True)
class Hidden:
    """A span of the source that shows nothing and must not be lost; ``last``: it belongs to the end of its paragraph."""

    start: int
    end: int
    last: bool


@dataclass(slots=True)
class _Open:
    """A pair that is open.

    ``at``: the index of its first tag among the pieces; of a clear span, among those. ``around``: the properties that
    hold again behind it. ``joined``: it began as a neighbour of the same look. ``stretch``: of a stretch between two
    marks, what tells it from others.
    """

    at: int
    look: tuple[str, ...]
    around: Mapping[str, str]
    clear: bool = False
    joined: bool = False
    stretch: tuple[str, str] | None = None
    #: Whether it turned out to be no pair.
    loose: bool = False


@dataclass(slots=True)
class Paragraph:
    """A paragraph in the making; ``effective``: the text properties that hold where the reader stands in ``source``."""

    place: Place
    source: str
    effective: Mapping[str, str]
    #: Whether all its words are bold.
    bold: bool = True
    hidden: list[Hidden] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)
    #: Clear spans: where their two tags begin and end.
    _clear: list[tuple[int, int, int, int]] = field(default_factory=list)
    #: Of closed pairs, by their key: the look, and the index of the first tag; neighbours of the same look are joined.
    _closed: dict[int, tuple[tuple[str, ...], int]] = field(default_factory=dict)
    #: Of these the codes that are one element, not neighbours that were joined.
    _whole: set[int] = field(default_factory=set)
    #: Stretches that have begun, the last of equal ones last.
    _waiting: dict[tuple[str, str], list[_Open]] = field(default_factory=dict)
    #: Codes that are marks of stretches.
    _stretches: set[int] = field(default_factory=set)
    _after_blank: bool = True
    _worded: bool = False

    @property
    def pieces(self) -> list[Piece]:
        """The pieces so far."""
        return self.place.pieces

    def words(self, start: int, end: int, text: str) -> None:
        """Words of the source, folded."""
        text = _BLANKS.sub(" ", text)
        if self._after_blank:
            text = text.removeprefix(" ")
        if text:
            self._after_blank = text.endswith(" ")
            if not text.isspace():
                self._worded = True
                self.bold = self.bold and is_bold(self.effective)
            self.pieces.append(Words(start, end, text))

    def spaces(self, start: int, end: int, count: int) -> None:
        """Spaces that stay."""
        self._after_blank = False
        if count > MOST_SPACES:
            self.alone(start, end, -1 - start, CodeKind.OBJECT)
        elif count > 0:
            self.pieces.append(Words(start, end, " " * count))

    def alone(self, start: int, end: int, key: int, kind: CodeKind, reference: str = "") -> None:
        """A code that stands alone."""
        self._after_blank = False
        self.pieces.append(Tagged(start, end, Side.ALONE, key, kind, reference))

    def mark(self, mark: Mark) -> None:
        """A citation of a note."""
        self._after_blank = False
        self.pieces.append(mark)

    def keep(self, start: int, end: int, *, last: bool = False) -> None:
        """Something that shows nothing."""
        self.hidden.append(Hidden(start, end, last))

    def open(
        self, start: int, end: int, key: int, look: Look, reference: str = "", stretch: tuple[str, str] | None = None
    ) -> None:
        """The first tag of a pair; a look without a kind is clear."""
        around = self.effective
        self.effective = look.effective
        if look.kind is None:
            self._open.append(_Open(len(self._clear), (), around, clear=True))
            self._clear.append((start, end, -1, -1))
            return
        last = self.pieces[-1] if self.pieces else None
        if stretch is None and isinstance(last, Tagged) and last.side is Side.CLOSE:
            known, first = self._closed.get(last.code, ((), -1))
            if known == look.key and first >= 0:
                self.pieces.pop()  # the same look goes on: one code for both
                self._whole.discard(last.code)
                self._open.append(_Open(first, look.key, around, joined=True))
                return
        self._open.append(_Open(len(self.pieces), look.key, around, stretch=stretch))
        if stretch is not None:
            self._stretches.add(key)
            self._waiting.setdefault(stretch, []).append(self._open[-1])
        self.pieces.append(Tagged(start, end, Side.OPEN, key, look.kind, reference))

    def close(self, start: int, end: int) -> None:
        """The last tag of the pair that was opened last; stretches inside it that are still open end in other paragraphs."""
        while self._open[-1].stretch is not None:
            self._loosen(self._open.pop())
        self._close(self._open.pop(), start, end)

    def _close(self, opened: _Open, start: int, end: int) -> None:
        self.effective = opened.around
        if opened.clear:
            self._clear[opened.at] = (*self._clear[opened.at][:2], start, end)
            return
        tag = self.pieces[opened.at]
        assert isinstance(tag, Tagged)
        inside = len(self.pieces) - opened.at - 1
        if inside == 0:
            self.pieces.pop()  # nothing in it that one sees
            self.keep(tag.start, end)
        elif inside > 1 or not self._absorb(tag, start, end):
            kind = tag.kind
            if self._is_one(opened.at, tag, start):
                kind, start = self._united(opened.at, tag, start)
            else:
                self._closed[tag.code] = (opened.look, opened.at)
                if not opened.joined:
                    self._whole.add(tag.code)
            self.pieces.append(Tagged(start, end, Side.CLOSE, tag.code, kind, tag.reference))

    def _absorb(self, tag: Tagged, start: int, end: int) -> bool:
        """A pair around nothing but one mark, or one code that stands alone, is part of that."""
        inner = self.pieces[-1]
        if isinstance(inner, Mark):
            self.pieces[-2:] = [Mark(tag.start, end, inner.notes, inner.label, inner.template)]
            return True
        if isinstance(inner, Tagged):
            self.pieces[-2:] = [Tagged(tag.start, end, Side.ALONE, inner.code, inner.kind, inner.reference)]
            return True
        return False

    def _united(self, at: int, tag: Tagged, start: int) -> tuple[CodeKind, int]:
        """A pair that stands right inside another one is part of it, if one of the two says nothing of its own.

        Returns the kind of the pair and where its last tag begins.
        """
        first, last = self.pieces[at + 1], self.pieces[-1]
        assert isinstance(first, Tagged)
        assert isinstance(last, Tagged)
        kind = first.kind if tag.kind is CodeKind.SPAN else tag.kind
        self.pieces.pop()
        self.pieces[at : at + 2] = [Tagged(tag.start, first.end, Side.OPEN, tag.code, kind, tag.reference)]
        return kind, last.start

    def _is_one(self, at: int, tag: Tagged, start: int) -> bool:
        """Whether what stands in a pair is but one other pair, and the two can be one."""
        first, last = self.pieces[at + 1], self.pieces[-1]
        if not (isinstance(first, Tagged) and isinstance(last, Tagged) and first.code == last.code):
            return False
        # Of neighbours that were joined, the tags may stand in different elements: only side by side they are safe.
        whole = first.code in self._whole or (tag.end == first.start and last.end == start)
        return first.code in self._closed and whole and CodeKind.SPAN in (first.kind, tag.kind)

    def close_stretch(self, start: int, end: int, key: int, stretch: tuple[str, str]) -> None:
        """The mark that ends a stretch: a pair with its first, if that is the code opened last, else a code by itself."""
        waiting = self._waiting.get(stretch, [])
        opened = waiting.pop() if waiting else None
        while self._open and self._open[-1].loose:
            self._open.pop()
        if opened is not None and self._open and self._open[-1] is opened:
            self._open.pop()
            tag = self.pieces[opened.at]
            assert isinstance(tag, Tagged)
            self.effective = opened.around
            self.pieces.append(Tagged(start, end, Side.CLOSE, tag.code, tag.kind))
            return
        if opened is not None:
            self._loosen(opened)
        self._stretches.add(key)
        self.pieces.append(Tagged(start, end, Side.ALONE, key, CodeKind.OBJECT))

    def _loosen(self, opened: _Open) -> None:
        """The first mark of a stretch, as a code by itself."""
        if not opened.loose:
            opened.loose = True
            tag = self.pieces[opened.at]
            assert isinstance(tag, Tagged)
            self.pieces[opened.at] = Tagged(tag.start, tag.end, Side.ALONE, tag.code, CodeKind.OBJECT)

    def finish(self) -> bool:
        """Settle where the place begins and ends; whether there is anything to read in it."""
        while self._open:
            self._loosen(self._open.pop())
        self._bare()
        if not self._worded and not any(isinstance(piece, Mark) for piece in self.pieces):
            return False
        self._settle(self.pieces[0].start, self.pieces[-1].end)
        return True

    def _bare(self) -> None:
        """Leave outside what stands around the words without saying anything: spaces, the marks of stretches."""
        pieces = self.pieces
        first, last = 0, len(pieces)
        while first < last:
            one, other = pieces[first], pieces[last - 1]
            if isinstance(one, Words) and one.text.isspace():
                first += 1
            elif isinstance(other, Words) and other.text.isspace():
                last -= 1
            elif isinstance(one, Tagged) and one.code in self._stretches and one.side is Side.ALONE:
                first += 1
            elif isinstance(other, Tagged) and other.code in self._stretches and other.side is Side.ALONE:
                last -= 1
            elif (
                isinstance(one, Tagged)
                and isinstance(other, Tagged)
                and one.code == other.code
                and one.code in self._stretches
            ):
                first, last = first + 1, last - 1
            else:
                break
        pieces[:] = pieces[first:last]
        if pieces and isinstance(words := pieces[0], Words):
            raw = self.source[words.start : words.end]
            pieces[0] = Words(words.start + len(raw) - len(raw.lstrip()), words.end, words.text.lstrip())
        if pieces and isinstance(words := pieces[-1], Words):
            raw = self.source[words.start : words.end]
            pieces[-1] = Words(words.start, words.end - len(raw) + len(raw.rstrip()), words.text.rstrip())

    def _settle(self, first: int, end: int) -> None:
        """The place's span: from its first piece to its last, and no clear span torn; what is hidden in it."""
        start = first
        last = end
        for opened, opened_end, closed, closed_end in self._clear:
            if opened_end <= first and closed >= last:
                continue  # around it all: it stays
            if opened < first < closed_end:
                start = min(start, opened)
            if opened < last < closed_end:
                end = max(end, closed_end)
        self.place.start, self.place.end = start, end
        held = [(piece.start, piece.end) for piece in self.pieces if not isinstance(piece, Words)]
        place = 0
        kept: list[Hidden] = []
        for hidden in sorted(self.hidden, key=lambda hidden: (hidden.start, -hidden.end)):
            while place < len(held) and held[place][1] <= hidden.start:
                place += 1
            inside = place < len(held) and held[place][0] <= hidden.start
            inside = inside or (bool(kept) and hidden.start < kept[-1].end)
            if start <= hidden.start < end and not inside:
                kept.append(hidden)
        self.hidden = kept
