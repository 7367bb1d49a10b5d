"""A list of notes at the end that Markdown does not know for one: ``[1] body``, ``1. body``, ``<sup>1</sup> body``.

Like plain text's, but the blocks are known already. An ordered list is one of notes only where its first number is cited
above, and only near the end; false friends (a list of steps, a year in brackets) stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from transflow.formats.documents.markdown.blocks import Leaf, Span
from transflow.formats.documents.markdown.citations import LABEL, cited_numbers, label_of
from transflow.formats.documents.markers import SUPERSCRIPTS, label_number
from transflow.formats.documents.shapes import NOTES_HEADING, TAIL_GROUPS

#: How many paragraphs without a label may stand between two notes: they continue the one above.
_LOOSE: Final = 2
_CITED: Final = re.compile(r"\[\d{1,4}\\?\]|<sup[^<>]*>\[?\d{1,4}")
_SIGN: Final = re.compile(rf"\S[{SUPERSCRIPTS}]")


@dataclass(slots=True, kw_only=True)
class Listed:
    """A note of such a list: its key, its label and where that is written, the leaves of its body."""

    key: str
    label: str
    written: Span
    start: int
    leaves: list[Leaf] = field(default_factory=list)

    @property
    def end(self) -> int:
        """Where its body ends."""
        return self.leaves[-1].end

    @property
    def number(self) -> int:
        """What its label says."""
        return label_number(self.label)


@dataclass(slots=True)
class NoteList:
    """The notes in list order, and the article's leaves with those that belong to notes marked.

    ``superscript``: raised digits cite them.
    """

    leaves: list[Leaf]
    notes: list[Listed] = field(default_factory=list)
    superscript: bool = False
    keys: set[str] = field(default_factory=set)

    def add(self, label: str, written: Span, start: int) -> None:
        """One note more; of two with one number the first is the one that citations mean."""
        key = f"#{label_number(label)}"
        if key in self.keys:
            key = f"{key}~{len(self.notes)}"
        self.keys.add(key)
        self.notes.append(Listed(key=key, label=label, written=written, start=start))


def find_notes(source: str, leaves: Sequence[Leaf]) -> NoteList:
    """The list of notes in ``leaves``; without one they come back as they are."""
    found = _labelled(source, leaves)
    if not found.notes:
        found = _numbered(source, leaves)
    if not found.notes:
        return NoteList(list(leaves))
    above = source[: found.notes[0].start]
    found.superscript = is_raised(found.notes[0].label) or (not _CITED.search(above) and bool(_SIGN.search(above)))
    return found


def _labelled(source: str, leaves: Sequence[Leaf]) -> NoteList:
    """Paragraphs or items that begin with a label."""
    starts = [i for i, leaf in enumerate(leaves) if _label(source, leaf)]
    if not starts:
        return NoteList([])
    begin = last = starts[-1]
    for index in reversed(starts[:-1]):
        between = leaves[index + 1 : begin]
        ascending = _number_at(source, leaves[index]) < _number_at(source, leaves[begin])
        loose = [leaf for leaf in between if leaf.note is None]
        if any(leaf.name != "paragraph" for leaf in between) or len(loose) > _LOOSE or (loose and not ascending):
            break
        begin = index
    if not _is_list(source, leaves, begin):
        return NoteList([])
    result = NoteList(list(leaves[:begin]))
    for leaf in leaves[begin : last + 1]:
        _take(source, leaf, result)
    result.leaves += leaves[last + 1 :]
    return result


def _label(source: str, leaf: Leaf) -> re.Match[str] | None:
    """The label that a paragraph outside of quotes begins with."""
    if leaf.name != "paragraph" or leaf.quoted or leaf.note is not None or leaf.depth > 1:
        return None
    return LABEL.match(source, leaf.start, leaf.end)


def _number_at(source: str, leaf: Leaf) -> int:
    match = _label(source, leaf)
    return label_number(label_of(match)[0]) if match else 0


def _is_list(source: str, leaves: Sequence[Leaf], begin: int) -> bool:
    """Whether one of its numbers is cited above, or a heading calls it notes."""
    above = leaves[:begin]
    if above and NOTES_HEADING.match(source[above[-1].start : above[-1].end].strip("*_: ")):
        return True
    numbers = {_number_at(source, leaf) for leaf in leaves[begin:]}
    return any(numbers & cited_numbers(source[leaf.start : leaf.end]) for leaf in above)


def _take(source: str, leaf: Leaf, result: NoteList) -> None:
    """One paragraph of the list: a note a line where each begins with a label, else one note, or more of the last."""
    groups: list[list[Span]] = []
    for span in leaf.lines:
        if not groups or LABEL.match(source, *span):
            groups.append([span])
        else:
            groups[-1].append(span)
    line = leaf.line
    for group in groups:
        match = LABEL.match(source, *group[0])
        if group[-1] is not leaf.lines[-1]:
            begin, end = group[-1]
            group[-1] = (begin, begin + len(source[begin:end].rstrip(" \t").removesuffix("\\")))
        if match:
            label, start, end = label_of(match)
            result.add(label, (start, end), group[0][0])
            if match.end() < group[0][1]:
                group[0] = (match.end(), group[0][1])
            elif len(group) > 1:  # the body begins on the next line
                del group[0]
            else:
                group[0] = (group[0][1], group[0][1])
        body = replace(leaf, lines=tuple(group), line=line, note=result.notes[-1].key, item=False)
        result.notes[-1].leaves.append(body)
        result.leaves.append(body)
        line += len(group)


def _numbered(source: str, leaves: Sequence[Leaf]) -> NoteList:
    """An ordered list near the end: its first number is 1, which is cited above, as is at least half of the others."""
    last = next((i for i in range(len(leaves) - 1, -1, -1) if leaves[i].depth and leaves[i].list_id), -1)
    if last < 0 or len(leaves) - 1 - last > TAIL_GROUPS:
        return NoteList([])
    ident = leaves[last].list_id
    begin = next(i for i, leaf in enumerate(leaves) if leaf.list_id == ident)
    items = leaves[begin : last + 1]
    if any(leaf.list_id != ident or leaf.note is not None for leaf in items):
        return NoteList([])
    numbers = [int(source[slice(*leaf.number)]) for leaf in items if leaf.number is not None and leaf.depth == 1]
    shown = cited_numbers("\n".join(source[leaf.start : leaf.end] for leaf in leaves[:begin]))
    if numbers[:1] != [1] or 1 not in shown or len(shown.intersection(numbers)) * 2 < len(numbers):
        return NoteList([])
    result = NoteList(list(leaves[:begin]))
    for leaf in items:
        if leaf.number is not None and leaf.depth == 1:
            result.add(source[slice(*leaf.number)], leaf.number, leaf.number[0])
        elif leaf.depth == 1 and leaf.item:
            return NoteList([])  # an item of which we do not know the number
        body = replace(leaf, note=result.notes[-1].key)
        result.notes[-1].leaves.append(body)
        result.leaves.append(body)
    result.leaves += leaves[last + 1 :]
    return result


def gap(source: str, notes: Sequence[Listed]) -> str:
    """What stands between two notes of the list."""
    for note, following in pairwise(notes):
        between = source[note.end : following.start]
        if not between.strip("\\ \t\r\n"):
            return between
    return ""


def is_raised(label: str) -> bool:
    """Whether a label is written in raised digits."""
    return label[:1] in SUPERSCRIPTS if label else False
