"""A block's lines as one text, without what stands before them (``> ``, indentation), and the way back to the source."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from transflow.formats.documents.markdown.blocks import Span
from transflow.formats.documents.skeleton import Mark, Piece


class View:
    """The lines at ``spans`` of ``source``, joined by newlines in ``text``."""

    __slots__ = ("_begins", "_offset", "_spans", "text")

    def __init__(self, source: str, spans: Sequence[Span]) -> None:
        self._spans = spans
        self._begins = [0]
        self._offset = spans[0][0] if len(spans) == 1 else -1
        if self._offset >= 0:
            self.text = source[slice(*spans[0])]
            return
        lines = [source[start:end] for start, end in spans]
        for line in lines[:-1]:
            self._begins.append(self._begins[-1] + len(line) + 1)
        self.text = "\n".join(lines)

    def line(self, offset: int) -> int:
        """The line of an offset in the text, from 0."""
        return bisect_right(self._begins, offset) - 1

    def at(self, offset: int) -> int:
        """An offset in the text as one in the source."""
        if self._offset >= 0:
            return self._offset + offset
        line = self.line(offset)
        return self._spans[line][0] + offset - self._begins[line]

    def key(self, key: str) -> str:
        """A note's key: those of notes in the text are told apart by their place in the source."""
        return f"^[{self.at(int(key[2:]))}" if key.startswith("^[") else key

    def locate(self, pieces: Sequence[Piece]) -> None:
        """Make ``pieces`` of the text pieces of the source."""
        at = self.at
        for piece in pieces:
            piece.start, piece.end = at(piece.start), at(piece.end)
            if isinstance(piece, Mark):
                piece.label = (at(piece.label[0]), at(piece.label[1])) if piece.label else None
                piece.notes = tuple(map(self.key, piece.notes))
