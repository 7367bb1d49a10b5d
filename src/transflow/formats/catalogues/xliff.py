"""What XLIFF 1.2 and 2.1 have in common here: our codes and note markers as inline elements and back, and what is refused.

A pair of codes becomes one element around its words, unless its other half stands in another sentence or pairs overlap;
then each half is an element of its own. Ids tell them apart: ``3`` is code 3, ``n3`` is note marker [3], ``3-2`` stands
there for the second time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from transflow.domain.codes import Code, Side, are_nested, find_tags, numbers_of
from transflow.domain.inline import find_markers
from transflow.errors import N_
from transflow.formats.catalogues.base import CatalogueEntry, Problem
from transflow.formats.documents.xml import escaped

#: Largest text of one entry, in code points, and largest file, in bytes.
TEXT_LIMIT: Final = 200_000
FILE_LIMIT: Final = 100_000_000

#: Whose a note is: ours, the translator's; and what a file holds for us, its article and its base.
OURS, TRANSLATOR, ARTICLE, BASE = "transflow", "translator", "transflow-article", "transflow-base"

#: States of ours whose text a person still has to look at: a catalogue shows them as not translated.
UNFINISHED: Final = frozenset({"new", "drafted", "stale", "rejected"})

_ID: Final = re.compile(r"(n?)(\d{1,4})(?:-\d+)?")


@dataclass(frozen=True, slots=True)
class Piece:
    """One inline element to be written: what it stands for, its id, and which side of a pair it is.

    ``marker``: the number of a note, 0 for a code. ``whole``: both halves of the pair are here and nest; ``lone``: the
    other half is not here.
    """

    id: str
    number: int
    side: Side
    marker: int = 0
    code: Code | None = None
    whole: bool = False
    lone: bool = False


def inline(text: str, notes: Sequence[int], codes: Sequence[Code], write: Callable[[Piece], str]) -> str:
    """``text`` as the content of a ``source`` or ``target``; ``write`` gives the tag of each piece."""
    by_number = {code.number: code for code in codes}
    tags = find_tags(text, numbers_of(codes)) if codes else []
    nested = are_nested(tags)
    opened = {tag.number for tag in tags if tag.side is Side.OPEN}
    closed = {tag.number for tag in tags if tag.side is Side.CLOSE}
    whole = {n for n in opened & closed if nested and sum(t.number == n for t in tags) == 2}
    places = [(tag.start, tag.end, tag.number, tag.side, 0) for tag in tags]
    places += [(m.start, m.end, m.number, Side.ALONE, m.number) for m in find_markers(text, frozenset(notes))]
    seen: dict[tuple[str, Side], int] = {}
    parts: list[str] = []
    position = 0
    for start, end, number, side, marker in sorted(places):
        name = f"n{number}" if marker else str(number)
        again = seen[name, side] = seen.get((name, side), 0) + 1
        piece = Piece(
            id=name if again == 1 else f"{name}-{again}",
            number=number,
            side=side,
            marker=marker,
            code=None if marker else by_number[number],
            whole=not marker and number in whole,
            lone=not marker and number not in opened & closed,
        )
        parts += (escaped(text[position:start]), write(piece))
        position = end
    parts.append(escaped(text[position:]))
    return "".join(parts)


def shown(id_: str, side: Side, equiv: str = "") -> str:
    """What an inline element stands for in our text; "" for one that is not ours. ``equiv`` is what a tool kept of it."""
    match = _ID.fullmatch(id_.strip())
    if match is None:
        return equiv if re.fullmatch(r"\[\d{1,4}\]", equiv) else ""
    if match[1]:
        return f"[{match[2]}]"
    number = match[2]
    return f"<{number}>" if side is Side.OPEN else f"</{number}>" if side is Side.CLOSE else f"<{number}/>"


@dataclass(slots=True, eq=False)
class Text:
    """One ``source`` or ``target`` as it comes in: its words, and the inline elements as our codes.

    ``elements`` says of each element name which sides it stands for: one for an empty element, two for one around words.
    What is not listed is as if it were not there; its words count. ``native`` elements hold foreign markup, no words.
    """

    elements: Mapping[str, tuple[Side, ...]]
    native: frozenset[str] = frozenset()
    over: bool = False
    _parts: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)
    _silent: int = 0
    _size: int = 0

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        """A tag opens an element inside the text."""
        if self._silent or name in self.native:
            self._silent += 1
        sides = self.elements.get(name, ())
        if name == "it":
            sides = (Side.CLOSE if attributes.get("pos") == "close" else Side.OPEN,)
        id_ = attributes.get("id") or attributes.get("startRef") or ""
        if name in ("ex", "ec"):
            id_ = attributes.get("rid") or attributes.get("startRef") or id_
        elif name == "bx":
            id_ = attributes.get("rid") or id_
        equiv = attributes.get("equiv-text") or attributes.get("equiv") or ""
        if sides and self._silent <= 1:
            self._put(shown(id_, sides[0], equiv))
        self._open.append(shown(id_, sides[1]) if len(sides) > 1 and self._silent <= 1 else "")

    def closed(self, name: str) -> None:
        """An element inside the text is over."""
        self._put(self._open.pop() if self._open else "")
        if self._silent:
            self._silent -= 1

    def said(self, words: str) -> None:
        """Words inside the text."""
        if not self._silent:
            self._put(words)

    def _put(self, words: str) -> None:
        self._size += len(words)
        if self._size > TEXT_LIMIT:
            self.over = True
            self._parts.clear()
        else:
            self._parts.append(words)

    @property
    def text(self) -> str:
        """All of it as we write texts; "" where it was too long."""
        return "".join(self._parts)


def sort_out(entries: Iterator[tuple[CatalogueEntry, bool]]) -> tuple[list[CatalogueEntry], list[Problem]]:
    """The entries that can be taken, and what is wrong with the others; True beside an entry whose text was too long.

    Of equal duplicates the first is kept; where they differ none is.
    """
    kept: dict[str, CatalogueEntry] = {}
    doubled: dict[str, CatalogueEntry] = {}
    problems: list[Problem] = []
    for entry, over in entries:
        if not entry.unit or over:
            problems.append(_problem(entry))
            continue
        first = kept.setdefault(entry.unit, entry)
        if first is not entry and (first.target, first.fuzzy) != (entry.target, entry.fuzzy):
            doubled[entry.unit] = entry
    for unit, entry in doubled.items():
        first = kept.pop(unit)
        problems.append(
            Problem(
                code="duplicate-entry",
                line=entry.line,
                unit=unit,
                template=N_(
                    "{unit} occurs twice with different translations (first in line {first}); neither was taken."
                ),
                fields={"unit": unit, "first": first.line},
            )
        )
    problems.sort(key=lambda problem: problem.line)
    return list(kept.values()), problems


def _problem(entry: CatalogueEntry) -> Problem:
    if not entry.unit:
        return Problem(
            code="no-context",
            line=entry.line,
            unit="",
            template=N_("An entry without an id of ours cannot be matched to a unit."),
        )
    return Problem(
        code="over-limit",
        line=entry.line,
        unit=entry.unit,
        template=N_("{unit}: the translation is longer than {limit} characters."),
        fields={"unit": entry.unit, "limit": TEXT_LIMIT},
    )
