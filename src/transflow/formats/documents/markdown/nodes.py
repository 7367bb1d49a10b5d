"""What the inline scanner leaves behind, and how it becomes the pieces of a place: words folded, tags paired."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Final

from transflow.domain.codes import CodeKind, Side
from transflow.formats.documents.markdown.emphasis import Run
from transflow.formats.documents.markdown.patterns import KINDS, VOID, fold
from transflow.formats.documents.skeleton import Mark, Piece, Tagged, Words


class Role(StrEnum):
    """What words inside a piece of another place are."""

    ALT = "alt"
    TITLE = "title"  # of a link or an image
    ATTRIBUTE = "attribute"  # of an HTML tag
    PARAMETER = "parameter"  # of a site generator's tag
    NOTE = "note"  # the body of ``^[…]``


@dataclass(slots=True)
class Inner:
    """Words that lie inside a piece: their role and span, and the sign around them. ``key``: of the note they are.

    ``label``: of the picture they are, where they are its label too: ``![words]``, ``![words][]`` (``][`` is theirs then).
    """

    role: Role
    start: int
    end: int
    pieces: list[Piece]
    quote: str = ""
    key: str = ""
    label: str = ""


@dataclass(slots=True)
class Opening:
    """A bracket that may come to open a link, an image or a note. ``runs``: how many runs of signs stood before it."""

    start: int
    end: int
    sign: str
    node: int
    runs: int


@dataclass(slots=True)
class Html:
    """A tag of HTML in the text."""

    start: int
    end: int
    name: str
    side: Side
    reference: str


Node = Words | Tagged | Mark | Run | Opening | Html


def flatten(nodes: Sequence[Node], text: str, new_key: Callable[[], int]) -> list[Piece]:
    """``nodes`` as pieces: words joined and folded, signs that pair nothing as words, HTML tags as pairs where nested."""
    return _Flattening(text, new_key).pieces_of(nodes)


@dataclass(slots=True)
class _Frame:
    """The HTML tags that are open between two ends of Markdown's own pairs: (name, place among the pieces)."""

    open: list[tuple[str, int]] = field(default_factory=list)
    count: dict[str, int] = field(default_factory=dict)


class _Flattening:
    def __init__(self, text: str, new_key: Callable[[], int]) -> None:
        self.text = text
        self.new_key = new_key
        self.pieces: list[Piece | None] = []
        self.words: list[Words] = []
        self.frames = [_Frame()]
        self.html: dict[int, Html] = {}

    def pieces_of(self, nodes: Sequence[Node]) -> list[Piece]:
        for node in nodes:
            if isinstance(node, Words):
                self.words.append(node)
            elif isinstance(node, Run):
                self._run(node)
            elif isinstance(node, Opening):
                self._say(node.start, node.end)
            elif isinstance(node, Html):
                self._flush()
                self._html(node)
            else:
                self._flush()
                self._piece(node)
        self._flush()
        for index, tag in self.html.items():
            self.pieces[index] = self._alone(tag)
        return trimmed([piece for piece in self.pieces if piece is not None])

    def _say(self, start: int, end: int) -> None:
        if start < end:
            self.words.append(Words(start, end, self.text[start:end]))

    def _flush(self) -> None:
        if not self.words:
            return
        first = self.words[0]
        if len(self.words) == 1:
            first.text = fold(first.text)
        else:
            first.text = fold("".join([word.text for word in self.words]))
            first.end = self.words[-1].end
        if first.text:
            self.pieces.append(first)
        self.words.clear()

    def _piece(self, piece: Tagged | Mark) -> None:
        self.pieces.append(piece)
        if isinstance(piece, Tagged):
            if piece.side is Side.OPEN:
                self.frames.append(_Frame())
            elif piece.side is Side.CLOSE and len(self.frames) > 1:
                self.frames.pop()

    def _run(self, run: Run) -> None:
        position = run.start
        for size, key, kind in run.closes:
            self._flush()
            self._piece(Tagged(position, position + size, Side.CLOSE, key, kind))
            position += size
        self._say(position, position + run.left)
        position += run.left
        for size, key, kind in reversed(run.opens):
            self._flush()
            self._piece(Tagged(position, position + size, Side.OPEN, key, kind))
            position += size

    def _html(self, tag: Html) -> None:
        """A closing tag pairs with the last open one of its name, if nothing of Markdown's opens or closes between them."""
        frame = self.frames[-1]
        if tag.side is Side.OPEN:
            frame.open.append((tag.name, len(self.pieces)))
            frame.count[tag.name] = frame.count.get(tag.name, 0) + 1
        elif tag.side is Side.CLOSE and frame.count.get(tag.name):
            while True:
                name, index = frame.open.pop()
                frame.count[name] -= 1
                if name == tag.name:
                    break
            self._pair(index, tag)
            return
        self.html[len(self.pieces)] = tag
        self.pieces.append(None)

    def _pair(self, index: int, tag: Html) -> None:
        opening = self.html.pop(index)
        key = self.new_key()
        kind = KINDS.get(tag.name, CodeKind.SPAN)
        if index == len(self.pieces) - 1:  # nothing between them: an anchor
            self.pieces[index] = Tagged(opening.start, tag.end, Side.ALONE, key, CodeKind.OBJECT, opening.reference)
            return
        self.pieces[index] = Tagged(opening.start, opening.end, Side.OPEN, key, kind, opening.reference)
        self.pieces.append(Tagged(tag.start, tag.end, Side.CLOSE, key, kind, opening.reference))

    def _alone(self, tag: Html) -> Tagged:
        kind = _ALONE.get(tag.name, CodeKind.OBJECT)
        return Tagged(tag.start, tag.end, Side.ALONE, self.new_key(), kind, tag.reference)


_ALONE: Final = {"br": CodeKind.BREAK, "img": CodeKind.IMAGE}


def side_of(name: str, *, close: bool, alone: bool) -> Side:
    """Which end of an element a tag is."""
    if alone or name in VOID:
        return Side.ALONE
    return Side.CLOSE if close else Side.OPEN


def trimmed(pieces: list[Piece]) -> list[Piece]:
    """``pieces`` without the white space at the ends of the block and around its line breaks."""
    edges = [-1, *(index for index, piece in enumerate(pieces) if is_break(piece)), len(pieces)]
    for before, after in pairwise(edges):
        if before + 1 == after:
            continue
        first, last = pieces[before + 1], pieces[after - 1]
        if isinstance(first, Words):
            first.text = first.text.lstrip(" ")
        if isinstance(last, Words):
            last.text = last.text.rstrip(" ")
    return [piece for piece in pieces if not isinstance(piece, Words) or piece.text]


def is_break(piece: Piece) -> bool:
    """Whether a piece is a line break."""
    return isinstance(piece, Tagged) and piece.kind is CodeKind.BREAK
