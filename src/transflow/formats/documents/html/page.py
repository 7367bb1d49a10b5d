"""What each run of a page is: a title, a paragraph, a cell …, and whether it belongs to the article at all.

On a whole page only the article counts: what lies in ``<main>`` or in the one ``<article>`` with most of the words, or
else the page without its navigation, header, footer, asides and forms. In a fragment everything counts but navigation.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from transflow.domain.article import HEADER, ORDERED, BlockKind
from transflow.formats.documents.html.names import (
    BIOGRAPHY_CLASSES,
    BYLINE_CLASSES,
    CAPTION_CLASSES,
    HEADINGS,
    HIGHLIGHT_CLASSES,
    KICKER_CLASSES,
    LANDMARKS,
    SURROUNDINGS,
)
from transflow.formats.documents.html.tokens import Kind, Value
from transflow.formats.documents.html.tree import Element, Run, Tree

#: Elements that make a source a whole page.
_PAGE: Final = frozenset({"html", "head", "body"})
#: Elements around an article on a whole page, and those that may hold its title all the same.
_AROUND: Final = frozenset({"aside", "footer", "header"})
_CLASSES: Final = (
    (KICKER_CLASSES, BlockKind.KICKER),
    (BYLINE_CLASSES, BlockKind.BYLINE),
    (BIOGRAPHY_CLASSES, BlockKind.BIOGRAPHY),
    (HIGHLIGHT_CLASSES, BlockKind.HIGHLIGHT),
    (CAPTION_CLASSES, BlockKind.CAPTION),
)
_HIDDEN: Final = re.compile(r"hidden|translate", re.IGNORECASE)
_LISTS: Final = frozenset({"ul", "ol", "menu", "dir"})


@dataclass(frozen=True, slots=True)
class Context:
    """What words in an element are."""

    kind: BlockKind = BlockKind.PARAGRAPH
    role: str = ""
    level: int = 0
    cell: tuple[int, int, int] | None = None
    depth: int = 0
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The context of each element by its index, and which elements are left alone."""

    contexts: Sequence[Context]
    alone: Sequence[bool]
    spans: Sequence[tuple[int, int]]

    def keeps(self, element: Element, start: int) -> bool:
        """Whether words at ``start``, in ``element``, belong to the article."""
        return not self.alone[element.index] and (not self.spans or _within(self.spans, start))


def _within(spans: Sequence[tuple[int, int]], place: int) -> bool:
    """Whether a place lies in one of ``spans``, which are in order."""
    found = bisect_right(spans, place, key=lambda span: span[0]) - 1
    return found >= 0 and place < spans[found][1]


def survey(tree: Tree, main: tuple[int, int] | None = None) -> Page:
    """The page that ``tree`` is; ``main``: the span of the article, where somebody found it."""
    whole = any(element.name in _PAGE for element in tree.elements)
    spans = [main] if main is not None else _article(tree) if whole else []
    return Page(_contexts(tree), _left_alone(tree, spans, whole=whole, found=main is not None), spans)


def classes_of(attributes: Mapping[str, Value]) -> frozenset[str]:
    """The classes of an element, in lower case."""
    value = attributes.get("class")
    return frozenset(value.text.lower().split()) if value is not None else frozenset()


def is_hidden(tree: Tree, position: int) -> bool:
    """Whether the words of the element that a tag opens are for nobody, or for no translator."""
    token = tree.tokens[position]
    if not tree.hides or _HIDDEN.search(tree.text, token.start, token.opened) is None:
        return False
    attributes = tree.attributes(position)
    if "hidden" in attributes or "notranslate" in classes_of(attributes):
        return True
    translate, aria = attributes.get("translate"), attributes.get("aria-hidden")
    return (translate is not None and translate.text.lower() == "no") or (
        aria is not None and aria.text.lower() == "true"
    )


def _article(tree: Tree) -> list[tuple[int, int]]:
    """The span of the article: of ``<main>``, or of the outermost ``<article>`` that most words are in."""
    for name in ("main", "article"):
        found = [e for e in tree.elements if e.name == name]
        found = [e for e, before in zip(found, [None, *found], strict=False) if before is None or e.start >= before.end]
        if not found:
            continue
        if len(found) == 1:
            return [(found[0].start, found[0].end)]
        sizes = _sizes(tree, found)
        best = max(range(len(found)), key=sizes.__getitem__)
        if name == "main" or sizes[best] * 2 > sum(sizes):
            return [(found[best].start, found[best].end)]
        return [(e.start, e.end) for e in found]
    return []


def _sizes(tree: Tree, elements: Sequence[Element]) -> list[int]:
    """How much text is in each of ``elements``."""
    texts = (t.end - t.start if t.kind is Kind.TEXT else 0 for t in tree.tokens)
    before = list(accumulate(texts, initial=0))
    return [before[e.last + 1] - before[e.first] for e in elements]


def _left_alone(tree: Tree, spans: Sequence[tuple[int, int]], *, whole: bool, found: bool) -> list[bool]:
    """Which elements are no part of the article, by index."""
    titles = _titles(tree)
    alone = [False] * len(tree.elements)
    for element in tree.elements[1:]:
        assert element.parent is not None  # only the root has none
        if alone[element.parent.index]:
            alone[element.index] = True
            continue
        name = element.name
        if name in ("nav", "head", "frameset") or is_hidden(tree, element.first):
            alone[element.index] = True
        elif name == "form":
            alone[element.index] = not _holds(element, titles)
        elif whole:
            attributes = tree.attributes(element.first)
            around = (name in _AROUND or _is_landmark(attributes)) and not found and not _within(spans, element.start)
            alone[element.index] = (around and not _holds(element, titles)) or _surrounds(attributes)
    return alone


def _titles(tree: Tree) -> list[int]:
    """Where the ``<h1>`` are: those outside of headers, footers and asides, or all where there are no others."""
    around = [False] * len(tree.elements)
    for element in tree.elements[1:]:
        assert element.parent is not None  # only the root has none
        around[element.index] = around[element.parent.index] or element.name in _AROUND
    titles = [e for e in tree.elements if e.name == "h1"]
    return [e.start for e in titles if not around[e.index]] or [e.start for e in titles]


def _holds(element: Element, titles: Sequence[int]) -> bool:
    place = bisect_right(titles, element.start)
    return place < len(titles) and titles[place] < element.end


def _is_landmark(attributes: Mapping[str, Value]) -> bool:
    role = attributes.get("role")
    return role is not None and role.text.lower() in LANDMARKS


def _surrounds(attributes: Mapping[str, Value]) -> bool:
    if not attributes:
        return False
    name = attributes.get("id")
    return (name is not None and name.text.lower() in SURROUNDINGS) or not SURROUNDINGS.isdisjoint(
        classes_of(attributes)
    )


def _contexts(tree: Tree) -> list[Context]:
    return _Contexts(tree).found


class _Contexts:
    """The context of each element from that of its parent: elements come in the order of the source."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.layout = _layout_tables(tree)
        #: Of each table its number, its row and its column.
        self.places: dict[int, list[int]] = {}
        self.tables: dict[int, int] = {}
        self.found = [Context()]
        for element in tree.elements[1:]:
            assert element.parent is not None  # only the root has none
            table = self.tables.get(element.parent.index, -1)
            self.tables[element.index] = table
            self.found.append(self._context(element, self.found[element.parent.index], table))

    def _context(self, element: Element, outer: Context, table: int) -> Context:
        name = element.name
        if name in HEADINGS:
            return replace(outer, kind=BlockKind.HEADING, role="", level=HEADINGS[name], cell=None)
        if name in _LISTS:
            return replace(outer, depth=outer.depth + 1, ordered=name == "ol")
        if name == "li":
            return self._item(outer, ORDERED if outer.ordered else "")
        if name in ("dt", "dd"):
            return self._item(outer, "")
        if name == "blockquote":
            return replace(outer, kind=BlockKind.QUOTE, role="", level=0)
        if name in ("figcaption", "caption"):
            return replace(outer, kind=BlockKind.CAPTION, role="", level=0, cell=None)
        if name == "table" and element.index not in self.layout:
            self.tables[element.index] = element.index
            self.places[element.index] = [len(self.places), -1, 0]
        elif name == "tr" and table >= 0:
            self.places[table][1:] = [self.places[table][1] + 1, 0]
        elif name in ("td", "th") and table >= 0:
            return self._cell(element, self.places[table], outer)
        return self._by_class(element, outer)

    @staticmethod
    def _item(outer: Context, role: str) -> Context:
        return replace(outer, kind=BlockKind.LIST_ITEM, role=role, level=max(1, outer.depth), cell=None)

    def _cell(self, element: Element, place: list[int], outer: Context) -> Context:
        number, row, column = place
        span = self.tree.attributes(element.first).get("colspan")
        place[2] += int(span.text) if span is not None and span.text.isdecimal() and len(span.text) < 4 else 1
        role = HEADER if element.name == "th" else ""
        cell = (number, max(0, row), column)
        return Context(kind=BlockKind.TABLE_CELL, role=role, cell=cell, depth=outer.depth)

    def _by_class(self, element: Element, outer: Context) -> Context:
        attributes = self.tree.attributes(element.first)
        if not attributes or outer.kind is not BlockKind.PARAGRAPH:
            return outer
        classes = classes_of(attributes)
        rel = attributes.get("rel")
        if rel is not None and rel.text.lower() == "author":
            return replace(outer, kind=BlockKind.BYLINE)
        return next(
            (replace(outer, kind=kind) for names, kind in _CLASSES if not names.isdisjoint(classes)),
            outer,
        )


def _layout_tables(tree: Tree) -> set[int]:
    """Tables that only place things on the page: with headings or tables in them, or by their role."""
    found: set[int] = set()
    tables: dict[int, int] = {0: -1}
    for element in tree.elements[1:]:
        assert element.parent is not None  # only the root has none
        table = tables[element.parent.index]
        if table >= 0 and (element.name == "table" or element.name in HEADINGS):
            found.add(table)
        if element.name == "table":
            table = element.index
            role = tree.attributes(element.first).get("role")
            if role is not None and role.text.lower() in ("presentation", "none"):
                found.add(table)
        tables[element.index] = table
    return found


def kept_runs(tree: Tree, page: Page) -> list[Run]:
    """The runs of the article."""
    return [run for run in tree.runs if page.keeps(run.element, tree.tokens[run.first].start)]
