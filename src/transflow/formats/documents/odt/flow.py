"""Where a reader stands in a text document: which run of paragraphs, which list, which table, which paragraph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from transflow.formats.documents.odt.inline import Paragraph
from transflow.formats.documents.odt.styles import Look, Styles
from transflow.formats.documents.skeleton import Entry, Place
from transflow.formats.documents.xml import Kind, Xml


@dataclass(slots=True)
class Listing:
    """A list that is open; ``fresh``: the first paragraph of its item is still to come."""

    style: str
    ordered: bool
    fresh: bool = False


@dataclass(slots=True)
class Table:
    """A table that is open, and the cell that the reader stands in."""

    number: int
    row: int = -1
    column: int = -1
    header: bool = False
    #: How many more rows and columns the current ones stand for.
    more_rows: int = 0
    more_columns: int = 0


@dataclass(slots=True)
class Flow:
    """A run of paragraphs: the body, the body of a note (``note``: its key), a table, the text in a drawing (``boxed``)."""

    note: str | None = None
    boxed: bool = False
    table: Table | None = None
    paragraph: Paragraph | None = None
    lists: list[Listing] = field(default_factory=list)

    def inner(self, *, note: str | None = None, boxed: bool = False, table: Table | None = None) -> Flow:
        """A run inside this one."""
        return Flow(note=note or self.note, boxed=boxed or self.boxed, table=table or self.table)


@dataclass(slots=True)
class State:
    """What a pass over a body knows and has found."""

    xml: Xml
    styles: Styles
    #: Addresses of objects in the package that are formulas.
    formulas: frozenset[str] = frozenset()
    flows: list[Flow] = field(default_factory=lambda: [Flow()])
    #: Of open elements: the token that ends each, and what to do there with its span.
    closers: list[tuple[int, Callable[[int, int], None]]] = field(default_factory=list)
    #: Places in reading order; None for the paragraph where it is an attribute.
    found: list[tuple[Place, Paragraph | None]] = field(default_factory=list)
    unread: set[int] = field(default_factory=set)
    entries: dict[str, Entry] = field(default_factory=dict)
    #: The tokens of the notes.
    notes: list[int] = field(default_factory=list)
    #: By the identity of a place: whether it lies in a drawing; what its paragraph's style says that it is; where its
    #: paragraph begins and ends.
    boxed: set[int] = field(default_factory=set)
    roles: dict[int, str] = field(default_factory=dict)
    whole: dict[int, tuple[int, int]] = field(default_factory=dict)
    paragraphs: int = 0
    tables: int = 0
    _properties: dict[str, Mapping[str, str]] = field(default_factory=dict)
    _looks: dict[tuple[str, int], tuple[Mapping[str, str], Look]] = field(default_factory=dict)

    @property
    def flow(self) -> Flow:
        """The run that the reader stands in."""
        return self.flows[-1]

    @property
    def paragraph(self) -> Paragraph | None:
        """The paragraph that the reader stands in."""
        return self.flows[-1].paragraph

    def behind(self, index: int) -> int:
        """The index of the token behind an element."""
        return self.xml.ends[index] + 1

    def on_end(self, index: int, closer: Callable[[int, int], None]) -> bool:
        """Have ``closer`` called with the span of the tag that ends an element; False where it has none (``<name/>``)."""
        if self.xml.tokens[index].kind is Kind.EMPTY:
            return False
        self.closers.append((self.xml.ends[index], closer))
        return True

    def enter(self, index: int, flow: Flow) -> None:
        """Stand in ``flow`` up to the end of an element."""
        if self.on_end(index, lambda _start, _end: self._leave()):
            self.flows.append(flow)

    def _leave(self) -> None:
        self.flows.pop()

    def properties(self, style: str) -> Mapping[str, str]:
        """Text properties of a paragraph style, the same object each time."""
        known = self._properties.get(style)
        if known is None:
            known = self._properties[style] = self.styles.of_paragraph(style)
        return known

    def look(self, style: str, around: Mapping[str, str]) -> Look:
        """The look of a span; kept by the identity of what is ``around``, which is kept with it."""
        known = self._looks.get((style, id(around)))
        if known is None:
            known = self._looks[style, id(around)] = (around, self.styles.look(style, around))
        return known[1]
