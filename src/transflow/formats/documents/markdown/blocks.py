"""The blocks of a Markdown source: where each paragraph, heading and cell has its words, line by line.

markdown-it-py knows what a line begins or goes on (CommonMark 0.31, GFM tables); its rules are wrapped
(:mod:`transflow.formats.documents.markdown.rules`) so that each block remembers where its lines begin behind ``>``, list
markers and indentation. Inline markup is not its business: see :mod:`transflow.formats.documents.markdown.inline`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from markdown_it.token import Token

from transflow.formats.documents.markdown.rules import NESTING, parser

_LINE_END: Final = re.compile(r"\r\n?|\n")
_BLANK: Final = " \t"
_MARKER_BEFORE: Final = re.compile(r"(\d{1,9})[.)][ \t]*$")

#: A span [start, end) of the source.
Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A block that holds words: ``name`` is paragraph, heading, setext or cell, ``lines`` the spans of its lines.

    ``line`` is 1-based. ``depth``: how many lists it lies in; ``item``: whether it begins an item, whose number has the
    span ``number``. ``quoted``: its nearest container is a quote. ``note``: label of the note that it is the body of.
    """

    name: str
    lines: tuple[Span, ...]
    line: int
    level: int = 0
    depth: int = 0
    ordered: bool = False
    item: bool = False
    number: Span | None = None
    list_id: int = 0
    quoted: bool = False
    nested: bool = False
    note: str | None = None
    header: bool = False
    cell: tuple[int, int, int] | None = None

    @property
    def start(self) -> int:
        """Where its words begin."""
        return self.lines[0][0]

    @property
    def end(self) -> int:
        """Where its words end."""
        return self.lines[-1][1]

    def cut(self, start: int) -> Leaf:
        """The same without what stands before ``start`` in its first line."""
        return replace(self, lines=((start, self.lines[0][1]), *self.lines[1:]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A note's definition ``[^label]: …``: its span, the span of its label, its line; ``nested`` in another block."""

    label: str
    start: int
    end: int
    written: Span
    line: int
    nested: bool


@dataclass(slots=True)
class Structure:
    """What a source consists of. ``references``: label of a link's definition → where it leads.

    ``twice``: definitions of notes that an earlier one of the same label hides.

    ``kept``: (line, span) of HTML blocks; ``too_deep``: lines where blocks lie deeper than :data:`NESTING`.
    """

    leaves: list[Leaf] = field(default_factory=list)
    definitions: dict[str, Definition] = field(default_factory=dict)
    twice: list[Definition] = field(default_factory=list)
    references: Mapping[str, str] = field(default_factory=dict)
    kept: list[tuple[int, Span]] = field(default_factory=list)
    too_deep: list[int] = field(default_factory=list)


class _Lines:
    """Offsets of the text that was parsed (line ends as ``\\n``) as offsets of the source."""

    def __init__(self, source: str, start: int) -> None:
        self.source = source
        self.first = source.count("\n", 0, start) + source.count("\r", 0, start) - source.count("\r\n", 0, start)
        self.base = start
        self.starts = [start, *(match.end() for match in _LINE_END.finditer(source, start))]
        self.plain = "\r" not in source
        self.text = source[start:] if self.plain else _LINE_END.sub("\n", source[start:])
        self.own = [0]
        if not self.plain:
            self.own += [match.end() for match in re.finditer("\n", self.text)]

    def at(self, offset: int) -> int:
        if self.plain:
            return self.base + offset
        line = bisect_right(self.own, offset) - 1
        return self.starts[line] + offset - self.own[line]

    def number(self, line: int) -> int:
        """The 1-based number in the file of a line of the text."""
        return self.first + line + 1

    def last(self, begin: int, end: int) -> int:
        """Where the words of the lines [begin, end) end."""
        stop = self.starts[end] if end < len(self.starts) else len(self.source)
        return self.starts[begin] + len(self.source[self.starts[begin] : stop].rstrip())


def structure(source: str, start: int = 0) -> Structure:
    """The blocks of ``source`` from ``start`` on (behind front matter)."""
    lines = _Lines(source, start)
    env: MutableMapping[str, Any] = {}
    tokens = parser().parse(lines.text, env)
    walk = _Walk(source, lines)
    for token in tokens:
        walk.take(token)
    walk.found.references = {label: found["href"] for label, found in env.get("references", {}).items()}
    return walk.found


@dataclass(slots=True)
class _Container:
    """A block around others. ``fresh``: nothing stands in it yet."""

    kind: str
    ordered: bool = False
    fresh: bool = True
    list_id: int = 0


class _Walk:
    """Turns the flat list of tokens into leaves, knowing what each lies in."""

    def __init__(self, source: str, lines: _Lines) -> None:
        self.source = source
        self.lines = lines
        self.found = Structure()
        self.around: list[_Container] = []
        self.notes: list[str | None] = []
        self.depth = 0
        self.lists = 0
        self.tables = -1

    def take(self, token: Token) -> None:
        if token.nesting > 0:
            self._open(token)
        elif token.nesting < 0 and token.type in _CLOSES:
            closed = self.around.pop()
            if closed.kind == "note":
                self._end_note()
            elif closed.kind == "list":
                self.depth -= 1
        elif token.type == "html_block" and token.map and not self._hidden():
            begin, end = token.map
            span = (self.lines.starts[begin], self.lines.last(begin, end))
            self.found.kept.append((self.lines.number(begin), span))

    def _open(self, token: Token) -> None:
        kind = token.type
        line = self.lines.number(token.map[0]) if token.map else 0
        if kind in _OPENS:
            if token.level + 1 >= NESTING:
                self.found.too_deep.append(line)
            if kind in ("bullet_list_open", "ordered_list_open"):
                self.depth += 1
                self.lists += 1
            ordered = kind == "ordered_list_open" or (kind == "list_item_open" and self.around[-1].ordered)
            self.around.append(_Container(_OPENS[kind], ordered, list_id=self.lists))
            if kind == "note_open":
                self._define(token, line)
        elif kind == "table_open":
            self._table(token, line)
        elif kind in ("paragraph_open", "heading_open") and "lines" in token.meta and not self._hidden():
            self._leaf(token, line)

    def _hidden(self) -> bool:
        return "" in self.notes

    def _define(self, token: Token, line: int) -> None:
        label: str = token.meta["label"]
        begin, end = token.map or (0, 0)
        start = self.lines.at(token.meta["start"])
        definition = Definition(
            label=label,
            start=start,
            end=self.lines.last(begin, end),
            written=(start + 2, start + 2 + len(label)),
            line=line,
            nested=len(self.around) > 1,
        )
        if label in self.found.definitions:
            self.found.twice.append(definition)
            label = ""  # nobody reads it: the first one counts
        else:
            self.found.definitions[label] = definition
        self.notes.append(label)

    def _end_note(self) -> None:
        """A note without a paragraph has an empty one, so that it is numbered and moves as the others do."""
        label = self.notes.pop()
        if label and (not self.found.leaves or self.found.leaves[-1].note != label):
            definition = self.found.definitions[label]
            empty = Leaf(name="paragraph", lines=((definition.end, definition.end),), line=definition.line, note=label)
            self.found.leaves.append(empty)

    def _leaf(self, token: Token, line: int) -> None:
        spans = tuple((self.lines.at(start), self.lines.at(end)) for start, end in token.meta["lines"])
        if token.type == "paragraph_open":
            name, level = "paragraph", 0
        else:
            name, level = ("setext" if token.markup in "=-" else "heading"), int(token.tag[1:])
        if name == "setext":
            spans = spans[:-1]
        elif name == "heading":
            spans = (self._heading(spans[0]),)
        spans = _trimmed(self.source, spans)
        if spans:
            self._add(name, spans, line, level=level)

    def _heading(self, span: Span) -> Span:
        """The words of a heading, without the signs around them."""
        text = self.source[span[0] : span[1]]
        words = text.lstrip("#").lstrip(_BLANK)
        start = span[1] - len(words)
        words = words.rstrip(_BLANK)
        bare = words.rstrip("#")
        if not bare or bare[-1] in _BLANK:
            words = bare.rstrip(_BLANK)
        return start, start + len(words)

    def _table(self, token: Token, line: int) -> None:
        self.tables += 1
        if self._hidden() or "lines" not in token.meta:
            return
        columns = 0
        for index, (first, last) in enumerate(token.meta["lines"]):
            if index == 1:
                continue  # the line of dashes
            cells = _cells(self.source, self.lines.at(first), self.lines.at(last))
            columns = columns or len(cells)
            for column, span in enumerate(cells[:columns]):
                if span[0] < span[1]:
                    place = (self.tables, max(0, index - 1), column)
                    self._add("cell", (span,), line + index, header=index == 0, cell=place)

    def _add(
        self,
        name: str,
        lines: tuple[Span, ...],
        line: int,
        *,
        level: int = 0,
        header: bool = False,
        cell: tuple[int, int, int] | None = None,
    ) -> None:
        """A leaf, with what it lies in."""
        if not self.around:
            self.found.leaves.append(Leaf(name=name, lines=lines, line=line, level=level, header=header, cell=cell))
            return
        nearest = self.around[-1]
        inside = next((c for c in reversed(self.around) if c.kind != "list"), nearest)
        item = nearest.kind == "item" and nearest.fresh
        nearest.fresh = False
        self.found.leaves.append(
            Leaf(
                name=name,
                lines=lines,
                line=line,
                level=level,
                depth=self.depth,
                ordered=inside.ordered,
                item=item,
                number=self._number(lines[0][0]) if item and nearest.ordered else None,
                list_id=next((c.list_id for c in self.around if c.kind == "list"), 0),
                quoted=inside.kind == "quote",
                nested=True,
                note=self.notes[-1] if self.notes else None,
                header=header,
                cell=cell,
            )
        )

    def _number(self, start: int) -> Span | None:
        """The span of the number that stands before the words of an item, in the same line."""
        begin = self.source.rfind("\n", 0, start) + 1
        match = _MARKER_BEFORE.search(self.source, max(begin, start - 40), start)
        return match.span(1) if match else None


_OPENS: Final = {
    "blockquote_open": "quote",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "list_item_open": "item",
    "note_open": "note",
}
_CLOSES: Final = frozenset(name.replace("_open", "_close") for name in _OPENS)


def _trimmed(source: str, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Lines without the blanks at the end of the last one; empty where no word is in them."""
    if not spans:
        return spans
    start, end = spans[-1]
    end = start + len(source[start:end].rstrip(_BLANK))
    return (*spans[:-1], (start, end)) if end > spans[0][0] else ()


def _cells(source: str, start: int, end: int) -> list[Span]:
    """The spans of a row's cells, without the blanks around them (GFM: a backslash before a bar keeps it)."""
    row = source[start:end].rstrip()
    first = 1 if row.startswith("|") else 0
    edges: list[Span] = []
    begin = first
    for match in _BAR.finditer(row, first):
        edges.append((begin, match.start()))
        begin = match.end()
    if begin < len(row):
        edges.append((begin, len(row)))
    spans: list[Span] = []
    for left, right in edges:
        cell = row[left:right]
        inner = cell.strip()
        left += len(cell) - len(cell.lstrip())
        spans.append((start + left, start + left + len(inner)))
    return spans


_BAR: Final = re.compile(r"(?<!\\)\|")
