"""What a page has of notes, before blocks are made of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from transflow.formats.documents.html.inline import Atom


@dataclass(slots=True, eq=False, kw_only=True)
class Found:
    """A note that was found: its key, the label that its marks show ("" for none), the span of its entry.

    ``series``: which list it is in, -1 where its words stand inside its mark. ``written``: the span of the label that the
    entry shows. ``body``: the span of its words, where they stand inside the mark. ``echoes``: spans of the label in what
    its marks and its ways back say aloud.
    """

    key: str
    label: str
    start: int
    end: int
    series: int = -1
    written: tuple[int, int] | None = None
    body: tuple[int, int] | None = None
    echoes: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Apparatus:
    """The notes of a page, the atoms that cite them or belong to them, the spans that are left alone.

    ``missing``: (offset, label) of marks in plain text whose note is not there. ``doubled``: (offset, label, offset of the
    first) of notes that are there twice.
    """

    found: list[Found] = field(default_factory=list)
    atoms: list[Atom] = field(default_factory=list)
    alone: list[tuple[int, int]] = field(default_factory=list)
    missing: list[tuple[int, str]] = field(default_factory=list)
    doubled: list[tuple[int, str, int]] = field(default_factory=list)
