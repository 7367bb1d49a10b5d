"""A view as pandoc's own document model: what pandoc reads is made by us, and holds no raw markup of any format.

The model is that of pandoc-types 1.23, in its JSON form: ``{"t": tag, "c": contents}``. The first citation of a note in the
running text becomes a real note; further ones, and those in notes, its number.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from transflow.domain.article import BlockKind
from transflow.domain.codes import CodeKind
from transflow.domain.identity import digest
from transflow.domain.release import View
from transflow.formats.renderings.html import RIGHT_TO_LEFT
from transflow.formats.renderings.outline import (
    Cell,
    Line,
    Listing,
    Outline,
    Quotation,
    Section,
    Table,
    outline,
)
from transflow.formats.renderings.pieces import (
    Address,
    Break,
    Cite,
    Piece,
    Start,
    Stop,
    Verbatim,
    Words,
)

API_VERSION: Final = (1, 23, 1)

Node = dict[str, object]
#: No identifier, no classes, no attributes.
_BARE: Final[tuple[str, tuple[()], tuple[()]]] = ("", (), ())

_TAGS: Final[Mapping[CodeKind, str]] = {
    CodeKind.STRONG: "Strong",
    CodeKind.EMPHASIS: "Emph",
    CodeKind.UNDERLINE: "Underline",
    CodeKind.STRIKE: "Strikeout",
    CodeKind.SUPERSCRIPT: "Superscript",
    CodeKind.SUBSCRIPT: "Subscript",
}
#: Lines that a word processor gets with a style of their own, which an editor can then change in one place.
_NAMED: Final[Mapping[BlockKind, str]] = {
    BlockKind.KICKER: "Kicker",
    BlockKind.BYLINE: "Byline",
    BlockKind.BIOGRAPHY: "Biography",
    BlockKind.CAPTION: "Caption",
}
_STRONG: Final = frozenset({BlockKind.KICKER, BlockKind.BYLINE})
_SPACE: Final[Node] = {"t": "Space"}


def pandoc_ast(view: View, *, book: bool = False) -> bytes:
    """``view`` as pandoc's JSON; ``book``: for an EPUB, with the metadata that a document has not, and the title first,
    since each heading of the first level begins a file there.
    """
    drawn = outline(view)
    blocks = list(_Writer(drawn).blocks(title_first=book))
    meta = _meta(view, drawn)
    if book:
        seed = digest(view.locale, view.name, json.dumps(blocks))
        meta["identifier"] = _meta_text(uuid.uuid5(uuid.NAMESPACE_OID, seed).urn)
        meta["subject"] = meta.pop("keywords")
        meta["contributor"] = _list(
            {"t": "MetaMap", "c": {"role": _meta_text("trl"), "text": _meta_text(name)}} for name in drawn.translators
        )
    document = {"pandoc-api-version": API_VERSION, "meta": meta, "blocks": blocks}
    return json.dumps(document, ensure_ascii=False).encode("utf-8")


def _meta(view: View, drawn: Outline) -> dict[str, Node]:
    meta = {
        "title": _meta_text(drawn.title),
        "lang": _meta_text(view.locale.replace("_", "-")),
        "author": _list(map(_meta_text, drawn.authors)),
        "keywords": _list(map(_meta_text, drawn.tags)),
    }
    if drawn.description:
        meta["description"] = _meta_text(drawn.description)
    if view.locale.partition("-")[0] in RIGHT_TO_LEFT:
        meta["dir"] = _meta_text("rtl")
    return meta


def _meta_text(text: str) -> Node:
    """Metadata as inline text: of keywords, the writers of DOCX and ODT take nothing else."""
    return _node("MetaInlines", _words(text))


def _list(nodes: Iterable[Node]) -> Node:
    return _node("MetaList", list(nodes))


def _node(tag: str, contents: object = None) -> Node:
    return {"t": tag} if contents is None else {"t": tag, "c": contents}


def _styled(name: str, blocks: Sequence[Node]) -> Node:
    """Paragraphs with a style of their own where the format has styles."""
    return _node("Div", [["", [name.lower()], [["custom-style", name]]], blocks])


def _words(text: str) -> list[Node]:
    """Words and the spaces between them; other white space (no-break, thin) belongs to the words."""
    nodes: list[Node] = []
    for place, word in enumerate(text.split(" ")):
        if place and (not nodes or nodes[-1] != _SPACE):
            nodes.append(_SPACE)
        if word:
            nodes.append(_node("Str", word))
    return nodes


class _Writer:
    """Writes an outline; knows which number each note gets from the program that reads the document."""

    def __init__(self, drawn: Outline) -> None:
        self._drawn = drawn
        cited = drawn.cited_in_text
        uncited = [note.number for note in drawn.notes if note.number not in frozenset(cited)]
        self._numbers = {number: place for place, number in enumerate((*cited, *uncited), start=1)}
        self._uncited = uncited
        self._notes = {note.number: note for note in drawn.notes}

    def blocks(self, *, title_first: bool) -> Iterator[Node]:
        """The blocks of the document; ``title_first``: what stands before the title (a kicker) comes right after it."""
        sections = list(self._drawn.sections)
        if not self._drawn.has_title:
            sections.insert(0, Line(BlockKind.TITLE, [Words(self._drawn.title)]))
        if title_first:
            place = next(i for i, s in enumerate(sections) if isinstance(s, Line) and s.kind is BlockKind.TITLE)
            sections.insert(0, sections.pop(place))
        for section in sections:
            yield from self._section(section)
        if self._drawn.credit:
            yield _styled("Translator", [_node("Para", _words(self._drawn.credit))])
        if self._uncited:
            if self._drawn.notes_heading:
                yield _node("Header", [2, _BARE, _words(self._drawn.notes_heading)])
            for number in self._uncited:
                sign = [_node("Superscript", _words(str(self._numbers[number]))), _SPACE]
                first, *others = self._body(number)
                yield _node("Para", [*sign, *first])
                yield from (_node("Para", inlines) for inlines in others)

    def _section(self, section: Section) -> Iterator[Node]:
        if isinstance(section, Listing):
            yield self._listing(section)
        elif isinstance(section, Quotation):
            yield _node("BlockQuote", [_node("Para", self._inlines(pieces)) for pieces in section.paragraphs])
        elif isinstance(section, Table):
            yield self._table(section)
        else:
            yield self._line(section)

    def _line(self, line: Line) -> Node:
        inlines = self._inlines(line.pieces)
        if line.kind in (BlockKind.TITLE, BlockKind.HEADING):
            return _node("Header", [line.level or 1, _BARE, inlines])
        if line.kind not in _NAMED:
            return _node("Para", inlines)
        if line.kind in _STRONG:
            inlines = [_node("Strong", inlines)]
        return _styled(_NAMED[line.kind], [_node("Para", inlines)])

    def _listing(self, listing: Listing) -> Node:
        items: list[list[Node]] = []
        for item in listing.items:
            inlines = self._inlines(item.pieces)
            words = _node("Plain", [_node("Strong", inlines)] if listing.highlights else inlines)
            items.append([words, *(self._listing(below) for below in item.below)])
        if listing.ordered:
            return _node("OrderedList", [[1, _node("Decimal"), _node("Period")], items])
        return _node("BulletList", items)

    def _table(self, table: Table) -> Node:
        rows = [
            _row([self._cell(cell, head=y < table.headings) for cell in row], table.columns)
            for y, row in enumerate(table.rows)
        ]
        columns = [[_node("AlignDefault"), _node("ColWidth", 1 / table.columns)] for _ in range(table.columns)]
        head, body = rows[: table.headings], rows[table.headings :]
        return _node("Table", [_BARE, [None, []], columns, [_BARE, head], [[_BARE, 0, [], body]], [_BARE, []]])

    def _cell(self, cell: Cell, *, head: bool) -> list[Node]:
        paragraphs = [self._inlines(pieces) for pieces in cell.paragraphs]
        if cell.header and not head:
            paragraphs = [[_node("Strong", inlines)] for inlines in paragraphs]
        return [_node("Plain" if len(paragraphs) == 1 else "Para", inlines) for inlines in paragraphs]

    def _body(self, number: int) -> list[list[Node]]:
        """The paragraphs of a note."""
        return [self._inlines(pieces, note=True) for pieces in self._notes[number].paragraphs] or [[]]

    def _inlines(self, pieces: Sequence[Piece], *, note: bool = False) -> list[Node]:
        """``pieces`` as inline nodes; ``note``: they stand in a note, which cannot hold notes."""
        levels: list[list[Node]] = [[]]
        for piece in pieces:
            match piece:
                case Words(text):
                    levels[-1] += _words(text)
                case Verbatim(text):
                    levels[-1].append(_node("Code", [_BARE, text]))
                case Address(href):
                    levels[-1].append(_node("Link", [_BARE, [_node("Str", href)], [href, ""]]))
                case Cite(number, occurrence):
                    levels[-1].append(self._cite(number, first=occurrence == 1 and not note))
                case Break():
                    levels[-1].append(_node("LineBreak"))
                case Start():
                    levels.append([])
                case Stop(kind, href):
                    inside = levels.pop()
                    link = kind is CodeKind.LINK
                    levels[-1].append(
                        _node("Link", [_BARE, inside, [href, ""]]) if link else _node(_TAGS[kind], inside)
                    )
        return levels[0]

    def _cite(self, number: int, *, first: bool) -> Node:
        if first:
            return _node("Note", [_node("Para", inlines) for inlines in self._body(number)])
        return _node("Superscript", _words(str(self._numbers[number])))


def _row(cells: Sequence[Sequence[Node]], columns: int) -> list[object]:
    """A row; pandoc wants every row as long as the table is wide."""
    filled = [*cells, *([] for _ in range(columns - len(cells)))]
    return [_BARE, [[_BARE, _node("AlignDefault"), 1, 1, blocks] for blocks in filled]]
