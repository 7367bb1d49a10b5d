"""Labels at the beginning of blocks, lines and items: what a list of notes in plain text is made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from transflow.formats.documents.html.tokens import Kind
from transflow.formats.documents.html.tree import Element, Run, Tree
from transflow.formats.documents.markers import SUPERSCRIPTS, label_number

_BLANK: Final = r"(?:\s|&nbsp;)"
#: A label at the beginning of a block: its style is the name of the group.
_LABEL: Final = re.compile(
    rf"{_BLANK}*(?:\[(?P<square>\d{{1,4}})\]|\((?P<round>\d{{1,3}})\)|(?P<dot>\d{{1,4}})[.)](?={_BLANK}|\Z)"
    rf"|(?P<raised>[{SUPERSCRIPTS}]{{1,4}})|(?P<sign>\*{{1,4}}|†{{1,3}}|‡{{1,3}}|§{{1,3}})(?=[\s\w“\"&]))[.:]?{_BLANK}*"
)
_BARE: Final = re.compile(rf"{_BLANK}*(?P<sup>\d{{1,4}}|[*†‡§]{{1,4}}){_BLANK}*")
#: Elements that a label may stand in.
_ROUND_LABEL: Final = frozenset({"sup", "b", "strong", "span", "a", "small", "em", "i", "font"})
#: Signs that label notes.
SIGNS: Final = "*†‡§"
#: How many blocks without a label may stand between two notes of a list.
_FURTHER: Final = 3


@dataclass(frozen=True, slots=True)
class Head:
    """A label at the beginning of a block or line: the run, the line's first token and offset, the span of what shows it."""

    run: int
    token: int
    label: str
    style: str
    begin: int
    start: int
    end: int
    written: tuple[int, int] | None

    @property
    def number(self) -> int:
        """The number that it says, 0 for a sign."""
        return label_number(self.label) if self.style != "sign" and self.label[0] not in SIGNS else 0


@dataclass(frozen=True, slots=True)
class Heads:
    """Finds labels in the runs of an article."""

    tree: Tree
    runs: Sequence[Run]

    def groups(self) -> list[list[Head]]:
        """Labels that rise from 1, or signs that differ, in order and without much between them."""
        return _groups([head for index in range(len(self.runs)) for head in self._heads(index)])

    def _heads(self, index: int) -> list[Head]:
        """The labels that a run and its further lines begin with."""
        run = self.runs[index]
        head = self._head(index, run.first)
        if head is None:
            return []
        found = [head]
        depth = 0
        for position in range(run.first, run.last):
            token = self.tree.tokens[position]
            if token.kind is Kind.START and token.partner >= 0:
                depth += 1
            elif token.kind is Kind.END and token.partner >= 0:
                depth -= 1
            elif token.name == "br" and not depth:
                further = self._head(index, position + 1)
                if further is not None and further.style == head.style:
                    found.append(further)
        return found

    def _head(self, index: int, position: int) -> Head | None:
        run = self.runs[index]
        inside = ""
        begin = -1
        for place in range(position, run.last):
            token = self.tree.tokens[place]
            if token.kind is Kind.TEXT:
                raw = self.tree.text[token.start : min(token.end, token.start + 40)]
                if not raw.strip():
                    continue
                if begin < 0:
                    begin = token.start + len(raw) - len(raw.lstrip())
                match = _LABEL.match(raw)
                if match is None and inside == "sup" and token.end - token.start < 40:
                    match = _BARE.fullmatch(raw)
                if match is None or match.lastgroup is None:
                    return None
                written = (token.start + match.start(match.lastgroup), token.start + match.end(match.lastgroup))
                end = token.start + match.end()
                start = token.start + len(raw) - len(raw.lstrip())
                return Head(index, position, match[match.lastgroup], match.lastgroup, begin, start, end, written)
            begin = token.start if begin < 0 else begin
            if token.kind is Kind.START and token.name in _ROUND_LABEL:
                inside = token.name if token.name == "sup" or not inside else inside
            elif token.kind is not Kind.COMMENT and token.partner < 0 and token.name != "a":
                return None
        return None

    def items(self) -> list[Head]:
        """The items of the last ordered list, whose labels are its numbers."""
        last = next((e for e in self._lists_backwards() if e.name == "ol"), None)
        if last is None:
            return []
        start = self.tree.attributes(last.first).get("start")
        number = int(start.text) if start is not None and re.fullmatch(r"\d{1,4}", start.text) else 1
        heads: list[Head] = []
        item = -1
        for index, run in enumerate(self.runs):
            own = self._item_of(run.element, last)
            if own is None or own.index == item:
                continue
            item = own.index
            begin = self.tree.tokens[run.first].start
            value = self.tree.attributes(own.first).get("value")
            written = None
            if value is not None and re.fullmatch(r"\d{1,4}", value.text):
                number, written = int(value.text), (value.start, value.end)
            heads.append(Head(index, run.first, str(number), "item", begin, begin, begin, written))
            number += 1
        return heads

    def _lists_backwards(self) -> list[Element]:
        seen: dict[int, Element] = {}
        for run in reversed(self.runs[-400:]):
            element: Element | None = run.element
            for _ in range(6):
                if element is None:
                    break
                if element.name in ("ol", "ul"):
                    seen.setdefault(element.index, element)
                element = element.parent
        return list(seen.values())

    @staticmethod
    def _item_of(element: Element, listed: Element) -> Element | None:
        for _ in range(6):
            if element.parent is None:
                return None
            if element.parent is listed:
                return element if element.name == "li" else None
            element = element.parent
        return None


def _groups(heads: Sequence[Head]) -> list[list[Head]]:
    """Runs of labels that rise from 1 (or signs that differ), in order, without much between them."""
    groups: list[list[Head]] = []
    for head in heads:
        last = groups[-1][-1] if groups else None
        near = last is not None and last.style == head.style and head.run - last.run <= 1 + _FURTHER
        follows = last is not None and near and 0 < last.number <= head.number <= last.number + 3
        if follows or (near and head.number == 0 and all(head.label != h.label for h in groups[-1])):
            groups[-1].append(head)
        elif head.number in (0, 1):
            groups.append([head])
    return groups
