"""Elements that hold paragraphs, and the paragraphs themselves: which kind of block each is, and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from transflow.domain.article import ATTRIBUTE, HEADER, ORDERED, BlockKind
from transflow.domain.codes import CodeKind
from transflow.domain.inline import collapse
from transflow.formats.documents.odt.flow import Listing, State, Table
from transflow.formats.documents.odt.inline import Paragraph
from transflow.formats.documents.skeleton import Place, Words

#: Deepest heading that a block speaks of.
_DEEPEST_HEADING: Final = 6
_BY_STYLE: Final[Mapping[str, BlockKind]] = {
    "author": BlockKind.BYLINE,
    "quote": BlockKind.QUOTE,
    "caption": BlockKind.CAPTION,
}

#: Takes an element; returns the index of the token to go on with.
Handler = Callable[[State, int], int]


def paragraph(state: State, index: int) -> int:
    """``text:p``, ``text:h``."""
    state.paragraphs += 1
    flow = state.flow
    token = state.xml.tokens[index]
    if flow.paragraph is not None:  # no schema allows it; its words are read all the same
        flow.paragraph.alone(*state.xml.span(index), index, CodeKind.OBJECT)
        flow = flow.inner(boxed=True)
        state.enter(index, flow)
    style = state.xml.value(index, "text:style-name")
    role = state.styles.role(style)
    place = _place(state, index, role)
    opened = Paragraph(place, state.xml.text, state.properties(style))

    def close(start: int, end: int) -> None:
        flow.paragraph = None
        if not opened.finish():
            state.unread.add(id(place))
        elif opened.bold and not role:
            state.roles[id(place)] = "bold"

    if state.on_end(index, close):
        flow.paragraph = opened
        place.start = token.end
        state.found.append((place, opened))
        state.whole[id(place)] = state.xml.span(index)
        if flow.boxed:
            state.boxed.add(id(place))
    return index + 1


def _place(state: State, index: int, role: str) -> Place:
    """The place of a paragraph, by what it stands in, its name and its style, in this order."""
    flow = state.flow
    listing = flow.lists[-1] if flow.lists else None
    fresh = listing is not None and listing.fresh
    if listing is not None:
        listing.fresh = False
    place = Place(kind=BlockKind.PARAGRAPH, start=0, end=0, line=state.paragraphs, note=flow.note, part=state.xml.part)
    state.roles[id(place)] = role
    if flow.note is not None:
        place.kind = BlockKind.NOTE
    elif state.xml.tokens[index].name == "text:h":
        level = state.xml.value(index, "text:outline-level", "1")
        place.kind = BlockKind.HEADING
        place.level = _number(level, _DEEPEST_HEADING)
    elif role.startswith("heading ") or role == "subtitle":
        place.kind = BlockKind.HEADING
        place.level = 2 if role == "subtitle" else _number(role.removeprefix("heading "), _DEEPEST_HEADING)
    elif flow.table is not None:
        table = flow.table
        place.kind = BlockKind.TABLE_CELL
        place.cell = (table.number, table.row, table.column)
        place.role = HEADER if table.header or role == "table-heading" else ""
    elif fresh and listing is not None:
        place.kind = BlockKind.LIST_ITEM
        place.level = len(flow.lists)
        place.role = ORDERED if listing.ordered else ""
    else:
        place.kind = _BY_STYLE.get(role, BlockKind.PARAGRAPH)
    return place


def _number(written: str, most: int) -> int:
    return max(1, min(int(written), most)) if written.isdecimal() and len(written) < 10 else 1


def listing(state: State, index: int) -> int:
    """``text:list``; a list inside another one has its style where it names none."""
    lists = state.flow.lists
    style = state.xml.value(index, "text:style-name") or (lists[-1].style if lists else "")
    if state.on_end(index, lambda _start, _end: _drop(lists)):
        lists.append(Listing(style, state.styles.is_ordered(style, len(lists) + 1)))
    return index + 1


def _drop(lists: list[Listing]) -> None:
    lists.pop()


def list_item(state: State, index: int) -> int:
    """``text:list-item``, ``text:list-header``."""
    if state.flow.lists:
        state.flow.lists[-1].fresh = True
    return index + 1


def numbered_paragraph(state: State, index: int) -> int:
    """``text:numbered-paragraph``: an item without a list around it."""
    listing(state, index)
    return list_item(state, index)


def table(state: State, index: int) -> int:
    """``table:table``."""
    state.enter(index, state.flow.inner(table=Table(state.tables)))
    state.tables += 1
    return index + 1


def header_rows(state: State, index: int) -> int:
    """``table:table-header-rows``."""
    around = state.flow.table
    if around is not None:

        def close(_start: int, _end: int) -> None:
            around.header = False

        around.header = state.on_end(index, close)
    return index + 1


def row(state: State, index: int) -> int:
    """``table:table-row``."""
    around = state.flow.table
    if around is not None:
        around.row += 1 + around.more_rows
        around.more_rows = _number(state.xml.value(index, "table:number-rows-repeated", "1"), 1_000_000) - 1
        around.column, around.more_columns = -1, 0
    return index + 1


def cell(state: State, index: int) -> int:
    """``table:table-cell``, ``table:covered-table-cell``."""
    around = state.flow.table
    if around is not None:
        around.column += 1 + around.more_columns
        around.more_columns = _number(state.xml.value(index, "table:number-columns-repeated", "1"), 1_000_000) - 1
    return index + 1


def alternative(state: State, index: int) -> int:
    """``svg:title``, ``svg:desc``: what those hear who do not see the drawing."""
    if state.flow.boxed:
        start, end = state.xml.tokens[index].end, state.xml.tokens[state.xml.ends[index]].start
        text = collapse(state.xml.content(index))
        if text:
            place = Place(
                kind=BlockKind.CAPTION,
                start=start,
                end=end,
                line=state.paragraphs or 1,
                pieces=[Words(start, end, text)],
                part=state.xml.part,
                role=ATTRIBUTE,
            )
            state.found.append((place, None))
    return state.behind(index)


#: What an element outside of paragraphs does, by its name.
BLOCKS: Final[Mapping[str, Handler]] = {
    "text:p": paragraph,
    "text:h": paragraph,
    "text:list": listing,
    "text:list-item": list_item,
    "text:list-header": list_item,
    "text:numbered-paragraph": numbered_paragraph,
    "table:table": table,
    "table:table-header-rows": header_rows,
    "table:table-row": row,
    "table:table-cell": cell,
    "table:covered-table-cell": cell,
    "svg:title": alternative,
    "svg:desc": alternative,
}
