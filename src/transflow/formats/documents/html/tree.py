"""Which tags belong together, which blocks lie in which, and the runs of words between the tags of blocks.

A *run* is what stands between two tags of blocks: words with inline markup. Inline tags are matched within a run only; a
tag whose other half is not there (ill-nested, or round a whole block) keeps ``partner`` -1 and is nobody's pair.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from transflow.formats.documents.html.names import BLOCK, CELLS, ENDED_BY, HEADINGS, TABLE_PARTS
from transflow.formats.documents.html.tokens import NO_ATTRIBUTES, Kind, Token, Value, attributes

#: How many open elements a tag looks through for one that it ends: real pages need few.
_REACH: Final = 12
#: How many tokens are looked through for a few words.
_MOST_TOKENS: Final = 500
#: Block tags that a paragraph may hold, as browsers have it.
_IN_PARAGRAPH: Final = frozenset({"base", "link", "meta", "col", "colgroup", "caption", "tbody", "tr", "td", "th"})


@dataclass(slots=True, eq=False)
class Element:
    """A block element: the position of its start tag, what it lies in, its span [start, end) from tag to tag.

    ``index`` is its place among the elements, ``last`` the position of its last token.
    """

    index: int
    name: str
    first: int
    start: int
    parent: Element | None
    last: int = -1
    end: int = -1


class Run(NamedTuple):
    """Tokens [first, last) between two tags of blocks, the innermost element they lie in, whether there are any words."""

    first: int
    last: int
    element: Element
    worded: bool


@dataclass(slots=True)
class Tree:
    """A source, cut up: its tokens, block elements and runs, all in the order of the source."""

    text: str
    tokens: Sequence[Token]
    elements: list[Element] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    #: Whether some element may be hidden, or not to be translated.
    hides: bool = False
    _attributes: dict[int, Mapping[str, Value]] = field(default_factory=dict)
    _starts: list[int] = field(default_factory=list)
    _attributed: list[int] = field(default_factory=list)

    @property
    def starts(self) -> Sequence[int]:
        """Where each token begins."""
        if not self._starts:
            self._starts = [token.start for token in self.tokens]
        return self._starts

    @property
    def attributed(self) -> Sequence[int]:
        """The positions of the tags that have attributes, and where they open."""
        if not self._attributed:
            self._attributed = [i for i, t in enumerate(self.tokens) if t.opened - t.start - len(t.name) > 5]
        return self._attributed

    def position_at(self, offset: int) -> int:
        """The position of the first token that begins at ``offset`` or behind it."""
        return bisect_left(self.starts, offset)

    def attributes(self, position: int) -> Mapping[str, Value]:
        """The attributes of the tag at a position among the tokens."""
        token = self.tokens[position]
        if token.opened - token.start - len(token.name) <= 2:
            return NO_ATTRIBUTES
        known = self._attributes.get(position)
        if known is None:
            known = self._attributes[position] = attributes(self.text, token)
        return known

    def words_of(self, first: int, last: int, limit: int = 200) -> str:
        """The raw text of the tokens [first, last), not much more than ``limit`` characters of it."""
        pieces: list[str] = []
        size = 0
        for position in range(first, min(last, first + _MOST_TOKENS)):
            token = self.tokens[position]
            if token.kind is Kind.TEXT:
                pieces.append(self.text[token.start : min(token.end, token.start + limit)])
                size += len(pieces[-1])
                if size > limit:
                    break
        return "".join(pieces)


def grow(text: str, tokens: Sequence[Token]) -> Tree:
    """The tree of ``tokens``."""
    return _Growing(text, tokens).tree


class _Growing:
    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self.tokens = tokens
        lowered = text.lower()
        self.tree = Tree(text, tokens, hides="hidden" in lowered or "translate" in lowered)
        root = Element(index=0, name="", first=-1, start=0, parent=None)
        self.tree.elements.append(root)
        self.stack = [root]
        #: Depths of the open elements by name.
        self.open: defaultdict[str, list[int]] = defaultdict(list)
        #: Depths of the open tables and cells, which end tags do not reach over.
        self.tables: list[int] = []
        self.cells: list[int] = []
        self.first = 0
        self.worded = self.anything = False
        self.inline: list[int] = []
        self.inline_open: Counter[str] = Counter()
        self.breaks = 0
        self._run()

    def _run(self) -> None:
        text = self.text
        for position, token in enumerate(self.tokens):
            kind = token.kind
            if kind is Kind.TEXT:
                if not text[token.start].isspace() or not text[token.start : token.end].isspace():
                    self.worded = self.anything = True
                    self.breaks = 0
            elif kind is Kind.START:
                if token.name in BLOCK:
                    self._start_block(position, token)
                else:
                    self.anything = True
                    self.breaks = 0
                    self.inline.append(position)
                    self.inline_open[token.name] += 1
            elif kind is Kind.END:
                if token.name in BLOCK:
                    self._end_block(position, token)
                else:
                    self._end_inline(position, token)
            elif kind is not Kind.COMMENT:
                self._sole(position, token)
        size = len(self.tokens)
        self._cut(size)
        while self.stack:
            self._pop(size - 1, len(text))

    def _sole(self, position: int, token: Token) -> None:
        if token.name in BLOCK:
            self._cut(position)
            return
        self.anything = True
        if token.name == "br" and not self.inline:
            self.breaks += 1
            if self.breaks > 1:  # two line breaks part paragraphs
                self._cut(position)
                self.breaks = 1
        else:
            self.breaks = 0

    def _start_block(self, position: int, token: Token) -> None:
        name = token.name
        self._cut(position)
        self._end_implied(name, position)
        element = Element(
            index=len(self.tree.elements), name=name, first=position, start=token.start, parent=self.stack[-1]
        )
        self.tree.elements.append(element)
        if name == "table":
            self.tables.append(len(self.stack))
            self.cells.append(len(self.stack))
        elif name in CELLS:
            self.cells.append(len(self.stack))
        self.open[name].append(len(self.stack))
        self.stack.append(element)

    def _end_implied(self, name: str, position: int) -> None:
        """Close what the opening tag ``name`` ends: a paragraph, the item or cell before it."""
        top = self.stack[-1].name
        if (top == "p" and name not in _IN_PARAGRAPH) or (top in HEADINGS and name in HEADINGS):
            self._pop(position - 1, self.tokens[position].start)
        if name not in ENDED_BY:
            return
        ended, bounds = ENDED_BY[name]
        for depth in range(len(self.stack) - 1, max(0, len(self.stack) - _REACH), -1):
            open_name = self.stack[depth].name
            if open_name in bounds:
                return
            if open_name in ended:
                while len(self.stack) > depth:
                    self._pop(position - 1, self.tokens[position].start)
                return

    def _end_inline(self, position: int, token: Token) -> None:
        self.anything = True
        self.breaks = 0
        if not self.inline_open[token.name]:
            return
        while True:
            start = self.inline.pop()
            opened = self.tokens[start]
            self.inline_open[opened.name] -= 1
            if opened.name == token.name:
                opened.partner, token.partner = position, start
                return

    def _end_block(self, position: int, token: Token) -> None:
        name = token.name
        self._cut(position)
        # Only what lies above the barrier can be ended; the search is paid for by what it closes.
        barrier = self.tables if name in TABLE_PARTS else self.cells
        lowest = barrier[-1] + (name != "table") if barrier else 1
        depths = self.open[name]
        if not depths or depths[-1] < lowest:
            return
        depth = depths[-1]
        while len(self.stack) > depth + 1:
            self._pop(position - 1, token.start)
        element = self.stack[-1]
        self.tokens[element.first].partner, token.partner = position, element.first
        self._pop(position, token.end)

    def _pop(self, last: int, end: int) -> None:
        element = self.stack.pop()
        element.last, element.end = last, end
        depth = len(self.stack)
        if depth:
            self.open[element.name].pop()
        if self.tables and self.tables[-1] == depth:
            self.tables.pop()
        if self.cells and self.cells[-1] == depth:
            self.cells.pop()

    def _cut(self, position: int) -> None:
        """End the run before ``position``."""
        if self.anything:
            self.tree.runs.append(Run(self.first, position, self.stack[-1], self.worded))
            self.worded = self.anything = False
        self.first = position + 1
        self.breaks = 0
        if self.inline:
            self.inline.clear()
            self.inline_open.clear()
