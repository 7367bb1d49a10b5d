"""Notes as pairs of links: a short link in running text leads to an element, and that leads back or is known for a note.

One rule for all conventions. A link cites a note if it shows no more than a label and leads forward to something that is
no heading, and at least one of these holds: that links back to it; one of the two calls itself a note (role, type, class,
style, name); that begins with the same label, or is the item of that number in a list.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from transflow.formats.documents.html import conventions
from transflow.formats.documents.html.apparatus import Apparatus, Found
from transflow.formats.documents.html.inline import Atom, hidden
from transflow.formats.documents.html.links import (
    Extent,
    Link,
    anchors,
    echoes_of,
    extent_of,
    is_called_back,
    is_called_list,
    is_called_mark,
    is_called_note,
    label_of,
    links_within,
    target_of,
)
from transflow.formats.documents.html.machinery import LABEL_SHOWN, machinery
from transflow.formats.documents.html.names import HEADINGS
from transflow.formats.documents.html.tokens import Kind
from transflow.formats.documents.html.tree import Element, Tree
from transflow.formats.documents.skeleton import Mark

#: How far up from its anchor a note is looked for, and a list from its note.
_CLIMB: Final = 6
#: Elements that are a note as a whole, and those that hold one if they hold no other.
_NOTE_WHOLE: Final = frozenset({"li", "tr"})
_CELLS: Final = frozenset({"td", "th"})
#: Elements that are too much to be a note.
_TOO_MUCH: Final = frozenset({"", "html", "body", "main", "article", "ol", "ul", "dl", "table", "tbody"})


@dataclass(frozen=True, slots=True)
class _Scope:
    """The entry of a note: its span, its element (None: a line of a block), the element that its list is."""

    start: int
    end: int
    element: Element | None
    series: int


def linked_notes(tree: Tree, taken: Sequence[tuple[int, int]] = ()) -> Apparatus:
    """The notes of a page that are tied to their marks by links; not those links in the spans ``taken``."""
    links = links_within(tree)
    if taken:
        starts = [tree.starts[link.first] for link in links]
        inside = {i for start, end in taken for i in range(bisect_left(starts, start), bisect_left(starts, end))}
        links = [link for place, link in enumerate(links) if place not in inside]
    return _Pairs(tree, links).apparatus if links else Apparatus()


class _Pairs:
    def __init__(self, tree: Tree, links: Sequence[Link]) -> None:
        self.tree = tree
        self.tokens = tree.tokens
        self.links = links
        self.apparatus = Apparatus()
        self.names = {name for link in links for name in (link.name, unquote(link.name))}
        self.places, doubled = anchors(tree, self.names)
        self.element_starts = [element.first for element in tree.elements]
        self.run_firsts = [run.first for run in tree.runs]
        self.link_firsts = [link.first for link in links]
        self.breaks = [position for position, token in enumerate(tree.tokens) if token.name == "br"]
        self.extents: dict[int, Extent] = {}
        self.scopes: dict[tuple[int, int], tuple[_Scope, Found]] = {}
        self.ordinals: dict[int, int] = {}
        self.forward: dict[int, list[Link]] = {}
        self.backward: list[tuple[int, Link]] = []
        self.found_at: dict[int, Found] = {}
        for link in links:
            self._sort(link)
        self.noted = sorted(self.forward)
        for target in self.noted:
            self._note(target, self.forward[target])
        for target, link in self.backward:
            self._cite_again(target, link)
        self._complete()
        for name, position in doubled:
            self._doubled(name, position)

    def _sort(self, link: Link) -> None:
        """Remember a link that may cite a note."""
        target = target_of(link, self.places)
        if conventions.COMMENT_NAME.fullmatch(link.name):
            self._comment(link, target)
            return
        if conventions.LABEL.fullmatch(link.text) is None:
            return
        if -1 < target <= link.last:
            self.backward.append((target, link))
            return
        extent = self.extents[link.first] = extent_of(self.tree, link.first, link.last, self.names)
        if target >= 0:
            self.forward.setdefault(target, []).append(link)
        elif is_called_mark(self.tree, extent) or conventions.NOTE_NAME.fullmatch(link.name):
            label = label_of(self.tree, link.first, link.last, link.text)
            key = label[0] if label else link.text
            self.apparatus.atoms.append(Atom(extent.start, extent.end, Mark(extent.start, extent.end, (key,))))

    def _comment(self, link: Link, target: int) -> None:
        """A word processor's comment is no note: its mark is a code, its text is left alone."""
        if target <= link.last:
            return
        extent = extent_of(self.tree, link.first, link.last)
        piece = hidden(extent.start, extent.end, extent.first)
        self.apparatus.atoms.append(Atom(extent.start, extent.end, piece))
        element = self._element_at(target)
        parent = element.parent
        if parent is not None and parent.name == "div" and self._begins(element, parent):
            element = parent
        self.apparatus.alone.append((element.start, element.end))

    def _element_at(self, position: int) -> Element:
        """The innermost block element that a token lies in, or begins."""
        element = self.tree.elements[bisect_right(self.element_starts, position) - 1]
        while element.last < position and element.parent is not None:
            element = element.parent
        return element

    def _begins(self, inner: Element, outer: Element) -> bool:
        """Whether no words stand in ``outer`` before ``inner``."""
        words = self.tree.words_of(outer.first, inner.first, 400)
        return not any(map(str.isalpha, words)) and len(words.strip()) < 8

    def _targets_in(self, element: Element) -> int:
        return bisect_right(self.noted, element.last) - bisect_left(self.noted, element.first)

    # -- where a note is

    def _scope(self, target: int) -> _Scope | None:
        """The entry that a note's anchor stands for."""
        element = self._element_at(target)
        if element.name in HEADINGS:
            return None
        if element.first != target and (element.name in _TOO_MUCH or not self._is_alone_in(target, element)):
            return self._line(target, element)
        if element.name in _TOO_MUCH:
            return None
        for _ in range(_CLIMB):
            parent = element.parent
            if parent is None or element.name in _NOTE_WHOLE or not self._holds_one(element, parent):
                break
            element = parent
        end = element.end
        if element.name == "dt":
            end = max([e.end for e in self._following(element) if e.name == "dd"], default=end)
        series = element.parent.index if element.parent is not None else 0
        return _Scope(element.start, end, element, series)

    def _is_alone_in(self, target: int, element: Element) -> bool:
        """Whether an anchor stands at the beginning of an element without other notes."""
        words = self.tree.words_of(element.first, target, 400).strip()
        return self._targets_in(element) == 1 and len(words) < 8

    def _holds_one(self, element: Element, parent: Element) -> bool:
        """Whether ``parent`` is the note that ``element`` begins."""
        if parent.name in _TOO_MUCH or self._targets_in(parent) != 1 or not self._begins(element, parent):
            return False
        if parent.name in _NOTE_WHOLE or parent.name in _CELLS or is_called_note(self.tree, parent):
            return True
        return parent.name == "div" and self._is_wrapped(element, parent) and not is_called_list(self.tree, parent)

    def _is_wrapped(self, element: Element, parent: Element) -> bool:
        """Whether there is nothing in ``parent`` but ``element``."""
        text, inner = self.tree.text, self.tokens[parent.first].end
        close = self.tokens[parent.last].start if self.tokens[parent.last].kind is Kind.END else parent.end
        return not text[inner : element.start].strip() and not text[element.end : close].strip()

    def _following(self, element: Element) -> list[Element]:
        """The siblings behind a ``<dt>`` that belong to it."""
        found: list[Element] = []
        for other in self.tree.elements[element.index + 1 : element.index + 50]:
            if other.parent is element.parent:
                if other.name != "dd":
                    break
                found.append(other)
        return found

    def _line(self, target: int, element: Element) -> _Scope | None:
        """The line of a block that an anchor stands in, up to the next note's."""
        place = bisect_right(self.run_firsts, target) - 1
        if place < 0 or target >= self.tree.runs[place].last:
            return None
        run = self.tree.runs[place]
        following = bisect_right(self.noted, target)
        limit = min(self.noted[following], run.last) if following < len(self.noted) else run.last
        earlier, later = bisect_left(self.breaks, target) - 1, bisect_left(self.breaks, limit) - 1
        low = max(run.first, self.breaks[earlier] + 1) if earlier >= 0 else run.first
        high = limit
        if limit < run.last and later >= 0 and self.breaks[later] > target:
            high = self.breaks[later]
        while high - 1 > target and self._is_blank(high - 1):
            high -= 1
        while low < target and self._is_blank(low):
            low += 1
        return _Scope(self.tokens[low].start, self.tokens[high - 1].end, None, element.index)

    def _is_blank(self, position: int) -> bool:
        token = self.tokens[position]
        return token.name == "br" or (token.kind is Kind.TEXT and self.tree.text[token.start : token.end].isspace())

    # -- whether it is one

    def _note(self, target: int, links: Sequence[Link]) -> None:
        """Take what stands at ``target`` for a note if it is one."""
        scope = self._scope(target)
        if scope is None:
            return
        marks = [link for link in links if self.extents[link.first].end <= scope.start]
        first, last = self._tokens_of(scope)
        if not marks or not any(map(str.isalnum, self.tree.words_of(first, last, 2_000))):
            return
        cited = marks[0]
        label = label_of(self.tree, cited.first, cited.last, cited.text)
        back = self._back(scope, links)
        if not (back or self._is_known(cited, target, scope) or self._shows(label[0] if label else "", cited, scope)):
            return
        known = self.scopes.get((scope.start, scope.end))
        if known is None:
            found = Found(
                key=f"#{cited.name}",
                label=label[0] if label else "",
                start=scope.start,
                end=scope.end,
                series=scope.series,
            )
            self.scopes[scope.start, scope.end] = (scope, found)
            self.apparatus.found.append(found)
            self.apparatus.atoms += machinery(self.tree, found, first, last, back)
        else:
            found = known[1]
        self.found_at[target] = found
        for link in marks:
            self._cite(link, self.extents[link.first], found)

    def _cite(self, link: Link, extent: Extent, found: Found) -> None:
        shown = label_of(self.tree, link.first, link.last, link.text)
        mark = Mark(extent.start, extent.end, (found.key,), shown[1] if shown else None)
        self.apparatus.atoms.append(Atom(extent.start, extent.end, mark))
        found.echoes += echoes_of(self.tree, extent.start, extent.end, found.label)

    def _cite_again(self, target: int, link: Link) -> None:
        """Take a link that stands behind a note for a mark of it: in another note, or in a further chapter."""
        found = self.found_at.get(target)
        if found is not None and self.tree.starts[link.first] >= found.end:
            self._cite(link, extent_of(self.tree, link.first, link.last, self.names), found)

    def _tokens_of(self, scope: _Scope) -> tuple[int, int]:
        return self.tree.position_at(scope.start), self.tree.position_at(scope.end)

    def _back(self, scope: _Scope, links: Sequence[Link]) -> list[Link]:
        """The links in an entry that lead back to the marks ``links``, or call themselves a way back."""
        extents = [self.extents[link.first] for link in links]
        first, last = self._tokens_of(scope)
        found = []
        for link in self.links[bisect_left(self.link_firsts, first) : bisect_left(self.link_firsts, last)]:
            target = target_of(link, self.places)
            if (
                any(extent.first <= target <= extent.last for extent in extents)
                or is_called_back(self.tree, link.first)
                or (-1 < target < first and conventions.BACK_TEXT.fullmatch(link.text))
            ):
                found.append(link)
        return found

    def _is_known(self, cited: Link, target: int, scope: _Scope) -> bool:
        """Whether a mark, its note or the list calls itself one."""
        if is_called_mark(self.tree, self.extents[cited.first]) or conventions.NOTE_NAME.fullmatch(cited.name):
            return True
        element = scope.element or self._element_at(target)
        return is_called_note(self.tree, element) or any(
            is_called_list(self.tree, outer) for outer in self._outer(element)
        )

    @staticmethod
    def _outer(element: Element) -> list[Element]:
        """The elements round another, a few steps up."""
        found: list[Element] = []
        outer = element.parent
        while outer is not None and len(found) < _CLIMB:
            found.append(outer)
            outer = outer.parent
        return found

    def _shows(self, label: str, cited: Link, scope: _Scope) -> bool:
        """Whether an entry begins with the label of its mark, or is the item of that number; and the mark is in a text."""
        element = scope.element
        if element is not None and any(
            inner.name in HEADINGS
            for inner in self.tree.elements[element.index + 1 : element.index + 10]
            if inner.start < element.end
        ):
            return False
        run = self.tree.runs[bisect_right(self.run_firsts, cited.first) - 1]
        if not label or not any(map(str.isalpha, self.tree.words_of(run.first, cited.first, 2_000))):
            return False
        first, last = self._tokens_of(scope)
        begun = LABEL_SHOWN.match(self.tree.words_of(first, last, 60))
        if begun is not None and begun["label"] == label:
            return True
        return element is not None and element.name == "li" and label == str(self._ordinal(element))

    def _ordinal(self, item: Element) -> int:
        """The number of a list's item."""
        if not self.ordinals:
            counts: dict[int, int] = {}
            for element in self.tree.elements[1:]:
                if element.name == "ol":
                    start = self.tree.attributes(element.first).get("start")
                    counts[element.index] = (
                        int(start.text) - 1 if start is not None and re.fullmatch(r"\d{1,4}", start.text) else 0
                    )
                elif element.name == "li" and element.parent is not None:
                    counts[element.parent.index] = counts.get(element.parent.index, 0) + 1
                    self.ordinals[element.index] = counts[element.parent.index]
        return self.ordinals[item.index]

    # -- what belongs to a list besides

    def _complete(self) -> None:
        """Notes that nobody cites, and further paragraphs of a note: what else is in a list of notes."""
        by_list: dict[int, list[tuple[_Scope, Found]]] = {}
        for scope, found in self.scopes.values():
            if scope.element is not None:
                by_list.setdefault(scope.series, []).append((scope, found))
        if not by_list:
            return
        children: dict[int, list[Element]] = {series: [] for series in by_list}
        for element in self.tree.elements[1:]:
            if element.parent is not None and element.parent.index in children:
                children[element.parent.index].append(element)
        for series, noted in by_list.items():
            found_at = {scope.start: found for scope, found in noted}
            self._complete_list(series, children[series], found_at, max(scope.start for scope, _ in noted))

    def _complete_list(self, series: int, children: Sequence[Element], found_at: dict[int, Found], last: int) -> None:
        own = self.tree.elements[series]
        before: Found | None = None
        for child in children:
            if child.start in found_at:
                before = found_at[child.start]
            elif (child.name == "li" and own.name in ("ol", "ul")) or (before and is_called_note(self.tree, child)):
                if any(map(str.isalnum, self.tree.words_of(child.first, child.last, 2_000))):
                    before = self._uncited(child, series)
            elif before is not None and child.name == "p" and child.start < last:
                before.end = child.end

    def _uncited(self, element: Element, series: int) -> Found:
        label = str(self._ordinal(element)) if element.name == "li" else ""
        first, last = element.first, element.last + 1
        if not label:
            match = re.match(r"[\s\[(]*(\d{1,4})[\])]?[.:)]?\s", self.tree.words_of(first, last, 60))
            label = match.group(1) if match else ""
        found = Found(key=f"@{element.start}", label=label, start=element.start, end=element.end, series=series)
        scope = _Scope(element.start, element.end, element, series)
        back = [link for link in self._back(scope, []) if conventions.LABEL.fullmatch(link.text)] or self._back(
            scope, []
        )
        self.apparatus.found.append(found)
        self.apparatus.atoms += machinery(self.tree, found, first, last, back)
        return found

    def _doubled(self, name: str, position: int) -> None:
        """Report a note whose name stands a second time."""
        start = self.tokens[position].start
        for found in self.apparatus.found:
            if found.key == f"#{name}" and not found.start <= start < found.end:
                self.apparatus.doubled.append((start, found.label or name, found.start))
