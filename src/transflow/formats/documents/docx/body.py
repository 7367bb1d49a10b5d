"""The flow of a part: its paragraphs in reading order, with cells and text boxes, and words in attributes of pictures.

A text box stands twice in the file, for new readers (``mc:Choice``) and for old ones (``mc:Fallback``): the first is read,
the second is written with the same words where it holds the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from transflow.domain.article import ATTRIBUTE, BlockKind
from transflow.formats.documents.docx.changes import without_changes
from transflow.formats.documents.docx.edges import lead_of, tail_of
from transflow.formats.documents.docx.items import Anchor, Cite, Edge, Gone, Item, Solo, Span, Text, words_of
from transflow.formats.documents.docx.looks import Looks, Prefix, prefix_at
from transflow.formats.documents.docx.names import FALSE
from transflow.formats.documents.docx.parts import Relation
from transflow.formats.documents.docx.pieces import Paragraph
from transflow.formats.documents.docx.runs import Paragraphs, Story
from transflow.formats.documents.docx.styles import Facts, Styles, paragraph_numbers, whole_number
from transflow.formats.documents.skeleton import Place, Words
from transflow.formats.documents.xml import Kind, Token, Xml

#: Elements whose attributes hold words: name → the attributes.
_WORDED: Final = {"wp:docPr": ("title", "descr"), "v:shape": ("alt",), "v:rect": ("alt",)}
#: What Word writes for a picture that nobody described.
_FILE_NAME: Final = re.compile(r"\S*\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|svg)", re.IGNORECASE)
#: A paragraph without any of these holds nothing but itself.
_NESTING: Final = re.compile(r"txbxContent|docPr|\balt=")
_GALLERIES: Final = frozenset({"Table of Contents"})


class Properties(NamedTuple):
    """What a paragraph says of itself. ``head``: its ``w:pPr`` as it is written anew, "" where that stays as it is."""

    style: str
    outline: int | None
    numbering: tuple[str, int] | None
    centred: bool
    head: str
    span: Span


@dataclass(slots=True, kw_only=True)
class Draft:
    """A paragraph in the making: its place without pieces, and what tells its kind. ``boxed``: in a cell or a text box;
    ``whole``: the span of the paragraph; ``lead`` and ``tail``: what stands around its words (the number of a note, space).
    """

    place: Paragraph
    items: list[Item]
    facts: Facts
    properties: Properties
    boxed: bool
    header: bool = False
    whole: Span = (0, 0)
    lead: list[Item] = field(default_factory=list)
    tail: list[Item] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What readers see of it."""
        return words_of(self.items).strip()


@dataclass(slots=True)
class _Table:
    number: int
    row: int = -1
    column: int = 0
    following: int = 0
    header: bool = False


@dataclass(slots=True)
class _Twofold:
    """An ``mc:AlternateContent``: the paragraphs of its first choice."""

    drafts: list[Draft] = field(default_factory=list)
    chosen: bool = False


class Flow:
    """Walks one part. ``drafts`` are its paragraphs with words, ``attributes`` the places of words in attributes."""

    def __init__(self, xml: Xml, styles: Styles, relations: Mapping[str, Relation], line: int) -> None:
        self.xml = xml
        self.drafts: list[Draft] = []
        self.attributes: list[Place] = []
        #: Number of the last paragraph seen, from 1.
        self.line = line
        self._styles = styles
        self._paragraphs = Paragraphs(xml, Looks(xml, styles), relations)
        self._known: dict[str, Properties] = {}
        self._tables = 0
        #: Where one is: tables (None: in a text box), flows of text, alternatives; what ends where.
        self._inside: list[_Table | None] = []
        self._stories = [Story()]
        self._twofold: list[_Twofold] = []
        self._ends: list[tuple[int, str]] = []
        self._note: str | None = None

    def walk(self, element: int, note: str | None = None) -> None:
        """Take all paragraphs inside the element at ``element``; ``note``: key of the note that it is the body of."""
        self._note = note
        tokens = self.xml.tokens
        index, end = element + 1, self.xml.ends[element]
        while index < end:
            token = tokens[index]
            if token.kind is Kind.START or token.kind is Kind.EMPTY:
                index = self._enter(index, token)
                continue
            while self._ends and self._ends[-1][0] == index:
                self._leave(self._ends.pop()[1])
            index += 1

    def _enter(self, index: int, token: Token) -> int:
        """Look at an element; returns the index of the next token to look at."""
        after = self.xml.ends[index] + 1
        name = token.name
        if name == "w:p":
            return self._paragraph(index)
        if name in _WORDED:
            self._attributes_of(index, _WORDED[name])
        if token.kind is Kind.EMPTY:
            return after
        if name == "w:tbl":
            self._enter_table(index)
        elif name == "w:tr":
            if self._enter_row(index):
                return after
        elif name == "w:tc":
            self._enter_cell(index)
        elif name == "w:txbxContent":
            self._inside.append(None)
            self._stories.append(Story())
            self._ends.append((self.xml.ends[index], name))
        elif name == "mc:AlternateContent":
            self._twofold.append(_Twofold())
            self._ends.append((self.xml.ends[index], name))
        elif name in ("mc:Choice", "mc:Fallback"):
            return self._alternative(index)
        elif name in ("w:del", "w:moveFrom", "w:sectPr") or (name == "w:sdt" and self._is_generated(index)):
            return after
        return index + 1

    def _leave(self, name: str) -> None:
        if name in ("w:tbl", "w:txbxContent"):
            self._inside.pop()
        if name == "w:txbxContent":
            self._stories.pop()
        elif name == "mc:AlternateContent":
            self._twofold.pop()

    # tables

    def _enter_table(self, index: int) -> None:
        cells = [cell for row in self._children(index, "w:tr") for cell in self._children(row, "w:tc")]
        if len(cells) == 1:  # a frame around text rather than a table
            self._inside.append(None)
        else:
            self._inside.append(_Table(self._tables))
            self._tables += 1
        self._ends.append((self.xml.ends[index], "w:tbl"))

    def _enter_row(self, index: int) -> bool:
        """Count a row; returns whether tracked changes took it away."""
        table = self._inside[-1] if self._inside else None
        before = 0
        header = False
        for properties in self._children(index, "w:trPr"):
            for said in self.xml.children(properties):
                match self.xml.tokens[said].name:
                    case "w:del":
                        return True
                    case "w:tblHeader":
                        header = self.xml.value(said, "w:val", "1") not in FALSE
                    case "w:gridBefore":
                        before = min(whole_number(self.xml.value(said, "w:val"), 0), 100)
        if table is not None:
            table.row += 1
            table.following = before
            table.header = header
        return False

    def _enter_cell(self, index: int) -> None:
        table = self._inside[-1] if self._inside else None
        if table is None:
            return
        wide = 1
        for properties in self._children(index, "w:tcPr"):
            for span in self._children(properties, "w:gridSpan"):
                wide = min(max(whole_number(self.xml.value(span, "w:val"), 1), 1), 100)
        table.column = table.following
        table.following += wide

    def _children(self, index: int, name: str) -> list[int]:
        return [child for child in self.xml.children(index) if self.xml.tokens[child].name == name]

    # alternatives and what is generated

    def _alternative(self, index: int) -> int:
        """The first choice is read; of the others the paragraphs are bound to its own."""
        if not self._twofold:
            return index + 1
        twofold = self._twofold[-1]
        if not twofold.chosen:
            twofold.chosen = True
            return index + 1
        others = [
            (found, self._properties(found))
            for found in range(index + 1, self.xml.ends[index])
            if self.xml.tokens[found].name == "w:p" and self.xml.tokens[found].kind is Kind.START
        ]
        read = [self._paragraphs.items(found, said.style, Story()) for found, said in others]
        worded = [items for items in read if _has_words(items)]
        if len(worded) == len(twofold.drafts):
            for draft, items in zip(twofold.drafts, worded, strict=True):
                del items[: lead_of(items, self.xml.text)], items[len(items) - tail_of(items, self.xml.text) :]
                if not draft.place.head and _shape(items) == _shape(draft.items):
                    draft.place.mirrors = (*draft.place.mirrors, bounds(items))
        return self.xml.ends[index] + 1

    def _is_generated(self, index: int) -> bool:
        """Whether a content control holds what Word fills in: a table of contents."""
        for properties in self._children(index, "w:sdtPr"):
            for part in self._children(properties, "w:docPartObj"):
                for gallery in self._children(part, "w:docPartGallery"):
                    return self.xml.value(gallery, "w:val") in _GALLERIES
        return False

    # paragraphs

    def _paragraph(self, index: int) -> int:
        xml = self.xml
        self.line += 1
        after = xml.ends[index] + 1
        if xml.tokens[index].kind is Kind.EMPTY:
            return after
        properties = self._properties(index)
        items = self._paragraphs.items(index, properties.style, self._stories[-1])
        if _has_words(items):
            draft = self._draft(index, properties, items)
            self.drafts.append(draft)
            for twofold in self._twofold:
                twofold.drafts.append(draft)
        start, end = xml.span(index)
        return index + 1 if _NESTING.search(xml.text, start, end) else after

    def _draft(self, index: int, properties: Properties, items: list[Item]) -> Draft:
        table = self._inside[-1] if self._inside else None
        start, end = bounds(items)
        place = Paragraph(
            kind=BlockKind.NOTE if self._note is not None else BlockKind.PARAGRAPH,
            start=properties.span[0] if properties.head else start,
            end=end,
            line=self.line,
            part=self.xml.part,
            note=self._note,
            head=properties.head,
            prefix=self._prefix(index),
            notable=self._note is None and len(self._stories) == 1,
            cell=(table.number, table.row, table.column) if table is not None else None,
        )
        draft = Draft(
            place=place,
            items=items,
            facts=self._styles.facts(properties.style),
            properties=properties,
            boxed=bool(self._inside),
            header=table is not None and table.header,
            whole=self.xml.span(index),
        )
        if self._note is None:
            take_lead(draft, lead_of(items, self.xml.text))
        _take_tail(draft, tail_of(items, self.xml.text))
        return draft

    def _properties(self, index: int) -> Properties:
        xml = self.xml
        first = next((c for c in xml.children(index) if xml.tokens[c].name), -1)
        if first < 0 or xml.tokens[first].name != "w:pPr":
            return Properties("", None, None, False, "", (xml.tokens[index].end,) * 2)
        span = xml.span(first)
        raw = xml.text[span[0] : span[1]]
        known = self._known.get(raw)
        if known is None:
            style = next((xml.value(c, "w:val") for c in self._children(first, "w:pStyle")), "")
            centred = any(xml.value(c, "w:val") == "center" for c in self._children(first, "w:jc"))
            head = without_changes(raw, self._prefix(index))
            outline, numbering = paragraph_numbers(xml, first)
            known = self._known[raw] = Properties(style, outline, numbering, centred, head if head != raw else "", span)
        return known._replace(span=span)

    def _prefix(self, index: int) -> Prefix:
        """How names are written where a paragraph stands."""
        token = self.xml.tokens[index]
        written = prefix_at(self.xml.text, token.start)
        if written:
            return Prefix(written, written)
        prefixes = token.scope.prefixes if token.scope is not None else {}
        return Prefix(
            "", next((f"{prefix}:" for prefix, called in prefixes.items() if called == "w:" and prefix), "w:")
        )

    # attributes

    def _attributes_of(self, index: int, names: Sequence[str]) -> None:
        for name in names:
            found = self.xml.attribute(index, name)
            if found is None or not any(map(str.isalnum, found.value)) or _FILE_NAME.fullmatch(found.value.strip()):
                continue
            text = " ".join(found.value.split())
            self.attributes.append(
                Place(
                    kind=BlockKind.CAPTION,
                    role=ATTRIBUTE,
                    start=found.start,
                    end=found.end,
                    line=self.line,
                    part=self.xml.part,
                    pieces=[Words(found.start, found.end, text)],
                )
            )


def bounds(items: Sequence[Item]) -> Span:
    """From the first to the last of the paragraph's own children in which something is seen (or was taken away)."""
    seen = [item.top for item in items if not isinstance(item, Anchor)]
    return (min(start for start, _ in seen), max(end for _, end in seen)) if seen else (0, 0)


def take_lead(draft: Draft, count: int) -> None:
    """The first ``count`` items of a draft are none of its words; they stay before them."""
    draft.lead += draft.items[:count]
    del draft.items[:count]
    _bind(draft)


def _take_tail(draft: Draft, count: int) -> None:
    draft.tail = draft.items[len(draft.items) - count :]
    del draft.items[len(draft.items) - count :]
    _bind(draft)


def _bind(draft: Draft) -> None:
    """A place spans what its words stand in. What is no word and stands in there too is written again."""
    place = draft.place
    gone = [item for item in (*draft.lead, *draft.tail) if isinstance(item, Gone)]
    start, place.end = bounds([*draft.items, *gone])
    if not place.head:
        place.start = start
    place.lead = tuple(f for item in draft.lead for f in item.fragments if f.start >= place.start)
    place.tail = tuple(f for item in draft.tail for f in item.fragments if f.end <= place.end)


def _has_words(items: Sequence[Item]) -> bool:
    """Whether there is anything to translate, or a citation."""
    return any(
        isinstance(item, Cite) or (isinstance(item, Text) and any(map(str.isalnum, item.text))) for item in items
    )


def _shape(items: Sequence[Item]) -> list[str]:
    """What readers see of a paragraph, to compare it with another."""
    parts = [words_of([item]) if isinstance(item, Text) else type(item).__name__ for item in items]
    text = "".join(words_of([item]) for item in items if isinstance(item, Text))
    return [text, *(part for part, item in zip(parts, items, strict=True) if isinstance(item, (Solo, Edge, Cite)))]
