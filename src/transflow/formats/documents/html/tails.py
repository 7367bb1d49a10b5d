"""Notes in plain text: ``[1]`` or ``<sup>1</sup>`` in the article, at its end blocks, lines or items with labels.

Labels are ``[1]``, ``1.``, ``(1)``, ``¹``, ``<sup>1</sup>``, ``*``, or the numbers of an ordered list. A list is one of
notes if its numbers rise from 1 and words before it cite some of them, or if its labels are in square brackets under a
heading that says so. Powers (``x<sup>2</sup>``), measures and years stay text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from transflow.formats.documents.html import conventions
from transflow.formats.documents.html.apparatus import Apparatus, Found
from transflow.formats.documents.html.heads import SIGNS, Head, Heads
from transflow.formats.documents.html.inline import Atom, hidden
from transflow.formats.documents.html.links import Extent, extent_of
from transflow.formats.documents.html.names import HEADINGS
from transflow.formats.documents.html.tokens import Kind
from transflow.formats.documents.html.tree import Element, Run, Tree
from transflow.formats.documents.markers import SUPERSCRIPTS, find_citations, label_number
from transflow.formats.documents.skeleton import Mark

_NUMBERS: Final = re.compile(r"\s*\d{1,4}(?:\s?[,;–-]\s?\d{1,4}){0,20}\s*")
_SIGNS: Final = re.compile(r"(?<=[\w.,;:!?”\"’)])(\*{1,4}|†{1,3}|‡{1,3})(?![*†‡\w])")
#: What stands before a raised number that is a power or a measure: a single letter, a digit, an equation, m, km, ft …
_POWER: Final = re.compile(r"(?:\d|(?:^|[\s\d=+*/(−-])(?:[b-zB-HJ-Z]|[kcmd]?m|ft|mi)|=\S{0,12})\Z")
_DIGITS: Final = re.compile(rf"(?:[0-9]+|[{SUPERSCRIPTS}]+)")
#: Elements whose text cites nothing, and numbers in brackets that are years.
_NO_MARKS: Final = frozenset({"a", "code", "kbd", "samp", "tt", "var"})
_YEARS: Final = 1_000
#: How many groups of labels, from the end, are tried.
_TRIED: Final = 4


@dataclass(frozen=True, slots=True)
class _Cite:
    """A place that cites: its span, the labels, the span of the label if it is one, and how each is written."""

    start: int
    end: int
    labels: tuple[str, ...]
    label: tuple[int, int] | None
    template: str


def plain_notes(tree: Tree, runs: Sequence[Run]) -> Apparatus:
    """The notes of a page that no link ties to their marks; ``runs`` are its article's."""
    return _Tail(tree, runs).apparatus


class _Tail:
    def __init__(self, tree: Tree, runs: Sequence[Run]) -> None:
        self.tree = tree
        self.text = tree.text
        self.runs = [run for run in runs if run.worded]
        self.apparatus = Apparatus()
        heads = Heads(tree, self.runs)
        for group in reversed(heads.groups()[-_TRIED:]):
            if self._take(group):
                return
        items = heads.items()
        if items and self._take(items):
            return
        self.apparatus.missing = unbound_brackets(tree, self.runs, ())

    # -- whether they are notes

    def _take(self, heads: Sequence[Head]) -> bool:
        """Take a group of labelled blocks for the list of notes if it is one."""
        labels = [head.label for head in heads]
        first_run = heads[0].run
        style = heads[0].style
        wanted = frozenset(labels)
        numbers = {label_number(label): label for label in labels if label[0] not in SIGNS}
        cites = [c for run in self.runs[:first_run] for c in self._cites(run, numbers, wanted, style)]
        cited = {label for cite in cites for label in cite.labels}
        under_heading = self._is_under_heading(first_run)
        if style == "item" and not (under_heading or cited >= set(labels)):
            return False
        if style in ("sign", "sup") and heads[0].number == 0 and cited != set(labels):
            return False
        if not cited and not (style == "square" and under_heading):
            return False
        last_cited = max((c.start for c in cites), default=-1)
        if last_cited > heads[0].start:
            return False
        founds = self._entries(heads)
        known: dict[str, Found] = {}
        for found in founds:
            if found.label in known:
                self.apparatus.doubled.append((found.start, found.label, known[found.label].start))
            known.setdefault(found.label, found)
        cites += [c for run in self.runs[first_run:] for c in self._cites(run, numbers, wanted, style)]
        heads_at = {place for head in heads for place in range(head.start, head.end)}
        for cite in cites:
            if cite.start in heads_at:
                continue
            keys = tuple(known[label].key for label in cite.labels)
            mark = Mark(cite.start, cite.end, keys, cite.label, cite.template)
            self.apparatus.atoms.append(Atom(cite.start, cite.end, mark))
        self.apparatus.found += founds
        self.apparatus.missing = unbound_brackets(self.tree, self.runs[:first_run], labels)
        return True

    def _is_under_heading(self, first_run: int) -> bool:
        """Whether a heading (or a short line) before a list says that notes follow."""
        for run in reversed(self.runs[max(0, first_run - 2) : first_run]):
            words = self.tree.words_of(run.first, run.last, 60).strip(" \t\r\n\f:.")
            if conventions.NOTES_HEADING.fullmatch(words):
                return True
            if run.element.name in HEADINGS:
                return False
        return False

    def _entries(self, heads: Sequence[Head]) -> list[Found]:
        """The notes that labels begin, each up to the next one; an element's whole span where it has its own."""
        founds: list[Found] = []
        for place, head in enumerate(heads):
            following = heads[place + 1] if place + 1 < len(heads) else None
            run = self.runs[head.run]
            shared = any(other is not head and other.run == head.run for other in heads[max(0, place - 1) : place + 2])
            own = self._own_element(run.element)
            if shared or own is None:
                start, end = head.begin, self._line_end(run, following if shared else None)
                if shared and following is not None and following.run != head.run:
                    end = self._line_end(run, None)
                series = run.element.index
            else:
                start, end = own.start, own.end
                series = own.parent.index if own.parent is not None else 0
                if following is not None and following.run > head.run + 1:
                    further = self._own_element(self.runs[following.run - 1].element)
                    if further is not None and further.parent is own.parent:
                        end = max(end, further.end)
            found = Found(key=f"={head.start}", label=head.label, start=start, end=end, series=series)
            found.written = head.written
            founds.append(found)
            if head.end > head.start:
                piece = hidden(head.start, head.end, len(self.tree.tokens) + head.start)
                self.apparatus.atoms.append(Atom(head.start, head.end, piece, machinery=True))
        return founds

    @staticmethod
    def _own_element(element: Element) -> Element | None:
        """The element that an entry is: a paragraph, or the item or row round it."""
        for _ in range(3):
            if element.name in ("li", "tr") or element.parent is None:
                break
            if element.parent.name not in ("li", "tr", "td", "th"):
                break
            element = element.parent
        return element if element.name in ("p", "li", "tr", "div", "dd", "dt", "aside", "address") else None

    def _line_end(self, run: Run, following: Head | None) -> int:
        """Where a line of a run ends: before the line breaks in front of the following label, or with the run."""
        tokens = self.tree.tokens
        last = following.token if following is not None else run.last
        while last - 1 > run.first:
            token = tokens[last - 1]
            if token.name != "br" and not (token.kind is Kind.TEXT and self.text[token.start : token.end].isspace()):
                break
            last -= 1
        end = tokens[last - 1].end
        if tokens[last - 1].kind is Kind.TEXT:
            end -= len(raw := self.text[tokens[last - 1].start : end]) - len(raw.rstrip())
        return end

    # -- what cites them

    def _cites(self, run: Run, numbers: dict[int, str], labels: Collection[str], style: str) -> list[_Cite]:
        """The places of a run that cite one of ``labels``; ``numbers``: those of them that are numbers, by these."""
        tokens = self.tree.tokens
        found: list[_Cite] = []
        position = run.first
        begun = False
        while position < run.last:
            token = tokens[position]
            if token.kind is Kind.START and token.name in ("code", "kbd", "samp", "tt", "var") and token.partner >= 0:
                position = token.partner
            elif token.kind is Kind.START and token.name == "sup" and token.partner >= 0 and begun:
                cite = self._raised(position, numbers, labels)
                if cite is not None:
                    found.append(cite)
                    position = token.partner
            elif token.kind is Kind.TEXT:
                found += self._in_text(token.start, token.end, numbers, labels, style, begun=begun)
                begun = begun or not self.text[token.start : token.end].isspace()
            position += 1
        return found

    def _in_text(
        self, start: int, end: int, numbers: dict[int, str], labels: Collection[str], style: str, *, begun: bool
    ) -> list[_Cite]:
        raw = self.text[start:end]
        found: list[_Cite] = []
        if numbers and ("[" in raw or style in ("raised", "sup")):
            citations, _ = find_citations(raw, numbers, superscript=style in ("raised", "sup"))
            for citation in citations:
                if not begun and not raw[: citation.start].strip():
                    continue
                shown = raw[citation.start : citation.end]
                template = "[{}]" if shown[0] == "[" else "{}"
                single = len(citation.labels) == 1
                label = (start + citation.start + (shown[0] == "["), start + citation.end - (shown[0] == "["))
                found.append(
                    _Cite(
                        start + citation.start,
                        start + citation.end,
                        tuple(numbers[n] for n in citation.labels),
                        label if single else None,
                        "" if single else template,
                    )
                )
        if style in ("sign", "sup"):
            found += [
                _Cite(start + m.start(), start + m.end(), (m.group(1),), (start + m.start(), start + m.end()), "")
                for m in _SIGNS.finditer(raw)
                if m.group(1) in labels
            ]
        return found

    def _raised(self, position: int, numbers: dict[int, str], labels: Collection[str]) -> _Cite | None:
        """The mark that a ``<sup>`` is: a number, several, or a sign; not a power."""
        token = self.tree.tokens[position]
        if token.partner - position > 6:
            return None
        close = self.tree.tokens[token.partner]
        shown = self.tree.words_of(position, token.partner, 80)
        stripped = shown.strip()
        if not stripped or any(t.name == "a" for t in self.tree.tokens[position : token.partner]):
            return None
        extent: Extent = extent_of(self.tree, position, token.partner)
        place = self.text.find(stripped, token.opened, close.start)
        if place < 0:
            return None
        if stripped in labels and stripped[0] in SIGNS:
            return _Cite(extent.start, extent.end, (stripped,), (place, place + len(stripped)), "")
        inner = stripped[1:-1] if stripped[0] in "[(" and stripped[-1] in "])" else stripped
        if not _NUMBERS.fullmatch(inner) or _POWER.search(self.text[max(0, extent.start - 16) : extent.start]):
            return None
        citations, _ = find_citations(f"[{inner.strip()}]", numbers)
        if len(citations) != 1:
            return None
        place = self.text.find(inner, token.opened, close.start)
        cited = tuple(numbers[n] for n in citations[0].labels)
        if len(cited) == 1:
            return _Cite(extent.start, extent.end, cited, (place, place + len(inner)), "")
        template = self.text[extent.start : place] + "{}" + self.text[place + len(inner) : extent.end]
        return _Cite(extent.start, extent.end, cited, None, template)


def unbound_brackets(tree: Tree, runs: Sequence[Run], labels: Collection[str]) -> list[tuple[int, str]]:
    """(Offset, number) of single brackets in ``runs`` that look like marks and are no note's of ``labels``."""
    text = tree.text
    if "[" not in text:
        return []
    numbers = {label_number(label) for label in labels if _DIGITS.fullmatch(label)}
    missing: list[tuple[int, str]] = []
    for run in runs:
        begun = False
        for position in range(run.first, run.last):
            token = tree.tokens[position]
            if token.kind is not Kind.TEXT:
                continue
            raw = text[token.start : token.end]
            if "[" in raw and tree.tokens[position - 1].name not in _NO_MARKS:
                _, unbound = find_citations(raw, numbers)
                missing += [
                    (token.start + place, str(number))
                    for place, number in unbound
                    if number < _YEARS and (begun or raw[:place].strip())
                ]
            begun = begun or not raw.isspace()
    return missing
