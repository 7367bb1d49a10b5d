"""The outline of a view: its blocks as the things that every format has (lines, lists, quotations, tables) and its notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from transflow.domain.article import HEADER, ORDERED, BlockKind
from transflow.domain.inline import plain
from transflow.domain.release import View, ViewBlock
from transflow.formats.renderings.pieces import Cutter, Piece, names, numbers_of, one_line, shown

#: Deepest list and lowest heading that every format has.
_DEEPEST_LIST: Final = 6
_LOWEST_HEADING: Final = 6
#: Cells further right stand in the last column.
_MOST_COLUMNS: Final = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A block by itself: a title, a heading (``level`` from 2), a paragraph, a byline and the like."""

    kind: BlockKind
    pieces: list[Piece]
    level: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list and the lists below it."""

    pieces: list[Piece]
    below: list[Listing] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; ``highlights``: what the article says in short."""

    ordered: bool
    items: list[Item]
    highlights: bool = False


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation of one or more paragraphs."""

    paragraphs: list[list[Piece]]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; nothing in it where the source has none at its place."""

    paragraphs: list[list[Piece]]
    header: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the first ``headings`` rows say what the columns are. Rows may be shorter than ``columns``."""

    headings: int
    columns: int
    rows: list[list[Cell]]


Section = Line | Listing | Quotation | Table


@dataclass(frozen=True, slots=True)
class Endnote:
    """A note: its number, its paragraphs, how often it is cited, and whether it is the translator's own."""

    number: int
    paragraphs: list[list[Piece]]
    translators: bool
    cited: int


@dataclass(frozen=True, slots=True)
class Outline:
    """A view, cut: what is said about it as plain words, sections in order, notes by number.

    ``translators`` are their names, ``credit`` is the line that names them, empty where nobody is to be named.
    ``cited_in_text``: the notes that the running text cites, in that order; the others are cited in other notes only, or
    not at all.
    """

    title: str
    description: str
    tags: list[str]
    authors: list[str]
    translators: list[str]
    credit: str
    notes_heading: str
    sections: list[Section]
    notes: list[Endnote]
    cited_in_text: tuple[int, ...]

    @property
    def has_title(self) -> bool:
        """Whether the title is one of the sections."""
        return any(isinstance(section, Line) and section.kind is BlockKind.TITLE for section in self.sections)


def outline(view: View, *, relative: bool = False) -> Outline:
    """The outline of ``view``; ``relative`` as in :class:`~transflow.formats.renderings.pieces.Cutter`."""
    cutter = Cutter(view, relative=relative)
    blocks = shown(view)
    sections = list(_sections(blocks, cutter))
    in_text = tuple(cutter.citations)
    bodies = [
        (note, [cutter.pieces(text, note.codes[i] if note.codes else ()) for i, text in enumerate(note.texts)])
        for note in sorted(view.notes, key=lambda note: note.number)
    ]
    notes = numbers_of(view)
    translators, label = names(view.translators), one_line(view.label_translator)
    bylines = [plain(block.text, notes, block.codes) for block in blocks if block.kind is BlockKind.BYLINE]
    return Outline(
        title=one_line(plain(view.title, notes)) or one_line(view.name),
        description=one_line(view.description),
        tags=names(view.tags),
        authors=names(bylines),
        translators=translators,
        credit=f"{label}: {', '.join(translators)}" if label and translators else ", ".join(translators),
        notes_heading=one_line(view.label_notes),
        sections=sections,
        notes=[
            Endnote(note.number, paragraphs, note.translators, cutter.citations[note.number])
            for note, paragraphs in bodies
        ],
        cited_in_text=in_text,
    )


def _sections(blocks: Sequence[ViewBlock], cutter: Cutter) -> Iterator[Section]:
    levels = _levels(blocks)
    for kind, group in groupby(blocks, key=_togetherness):
        neighbours = list(group)
        if kind == "table":
            yield from _tables(neighbours, cutter)
        elif kind is BlockKind.HIGHLIGHT:
            yield Listing(False, [Item(cutter.pieces(b.text, b.codes)) for b in neighbours], highlights=True)
        elif kind is BlockKind.LIST_ITEM:
            yield from _lists(neighbours, cutter)
        elif kind is BlockKind.QUOTE:
            yield Quotation([cutter.pieces(b.text, b.codes) for b in neighbours])
        else:
            for block in neighbours:
                yield Line(block.kind, cutter.pieces(block.text, block.codes), levels.get(block.index, 0))


def _levels(blocks: Sequence[ViewBlock]) -> dict[int, int]:
    """The level of each heading by its block's index: from 2, since 1 is the title's, and without a step left out."""
    headings = [block for block in blocks if block.kind is BlockKind.HEADING]
    shift = 2 - min((block.level for block in headings if block.level), default=2)
    levels: dict[int, int] = {}
    before = 1
    for block in headings:
        before = min(block.level + shift if block.level else 2, before + 1, _LOWEST_HEADING)
        levels[block.index] = before
    return levels


def _togetherness(block: ViewBlock) -> BlockKind | str:
    """What neighbours have in common that are one thing."""
    return "table" if block.cell is not None else block.kind


def _lists(blocks: Sequence[ViewBlock], cutter: Cutter) -> list[Listing]:
    """Neighbouring items as lists in lists; an item is at most one step deeper than the one before it."""
    top: list[Listing] = []
    levels = [top]  # at each depth, the lists that an item of that depth belongs to
    for block in blocks:
        ordered = block.role == ORDERED
        depth = min(max(block.level, 1), len(levels), _DEEPEST_LIST)
        del levels[depth:]
        lists = levels[-1]
        if not lists or lists[-1].ordered is not ordered:
            lists.append(Listing(ordered, []))
        item = Item(cutter.pieces(block.text, block.codes))
        lists[-1].items.append(item)
        levels.append(item.below)
    return top


def _tables(blocks: Sequence[ViewBlock], cutter: Cutter) -> list[Table]:
    """Neighbouring cells as tables, in the order of their first cells; a table inside another one follows it."""
    tables: dict[int, dict[int, dict[int, list[ViewBlock]]]] = {}
    for block in blocks:
        if block.cell is not None:
            number, row, column = block.cell
            tables.setdefault(number, {}).setdefault(row, {}).setdefault(column, []).append(block)
    return [_table(rows, cutter) for rows in tables.values()]


def _table(cells: dict[int, dict[int, list[ViewBlock]]], cutter: Cutter) -> Table:
    places = {c: min(i, _MOST_COLUMNS - 1) for i, c in enumerate(sorted({c for row in cells.values() for c in row}))}
    rows: list[list[Cell]] = []
    for _, row in sorted(cells.items()):
        filled: list[Cell] = []
        for column, blocks in sorted(row.items()):
            paragraphs = [cutter.pieces(block.text, block.codes) for block in blocks]
            if places[column] < len(filled):
                filled[-1].paragraphs.extend(paragraphs)
                continue
            filled += [Cell([]) for _ in range(places[column] - len(filled))]
            filled.append(Cell(paragraphs, all(block.role == HEADER for block in blocks)))
        rows.append(filled)
    headings = next((i for i, row in enumerate(rows) if not _is_heading(row)), 1)
    return Table(headings, max(map(len, rows)), rows)


def _is_heading(row: Sequence[Cell]) -> bool:
    """Whether a row says what the columns are: nothing but heading cells and gaps."""
    return all(cell.header or not cell.paragraphs for cell in row) and any(cell.header for cell in row)
