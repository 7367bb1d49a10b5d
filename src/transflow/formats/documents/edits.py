"""Edits of a source: new text for spans, worked out from the outside in, since spans may lie inside one another."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Edit:
    """New text for a span; ``slot``: of a whole list entry, whose own span other edits may lie in."""

    start: int
    end: int
    write: Callable[[], str]
    slot: bool = False


@dataclass(slots=True)
class Part:
    """One part of a source and the edits in it; they may lie inside one another. :meth:`settle` before :meth:`read`."""

    text: str
    edits: list[Edit] = field(default_factory=list)
    starts: list[tuple[int, int]] = field(default_factory=list)

    def settle(self) -> None:
        """Bring the edits in order, the outer before the inner."""
        self.edits.sort(key=lambda edit: (edit.start, -edit.end, not edit.slot))
        self.starts = [(edit.start, -edit.end) for edit in self.edits]

    def read(self, start: int, end: int, *, inside: Edit | None = None, entry: bool = False) -> str:
        """The span with the edits inside it; not ``inside`` itself, which is being worked out.

        ``entry``: the span is a list entry's own, whichever slot it moves to.
        """
        pieces: list[str] = []
        position = start
        place = bisect_left(self.starts, (start, -end))
        while place < len(self.edits) and self.edits[place].start < end:
            edit = self.edits[place]
            place += 1
            if edit is inside or edit.start < position or edit.end > end:
                continue
            if entry and edit.slot and (edit.start, edit.end) == (start, end):
                continue
            pieces += (self.text[position : edit.start], edit.write())
            position = edit.end
        pieces.append(self.text[position:end])
        return "".join(pieces)
