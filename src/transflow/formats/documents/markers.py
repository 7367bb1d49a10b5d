"""Binding markers to notes: which brackets are citations, and the numbers by first citation that a translator sees.

Serves every format that writes its markers as plain text: ``[1]``, ``[1, 2]``, ``[1][2]``, ``[1]–[3]``, ``¹``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from transflow.domain.inline import MARKER, InlineText

SUPERSCRIPTS: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_TO_SUPERSCRIPT: Final = str.maketrans("0123456789", SUPERSCRIPTS)
_FROM_SUPERSCRIPT: Final = str.maketrans(SUPERSCRIPTS, "0123456789")

_BRACKETS: Final = re.compile(r"\[(\d{1,4}(?: ?[,;–-] ?\d{1,4}){0,30})\](?:[–-]\[(\d{1,4})\])?")
_RAISED: Final = re.compile(rf"(?<=\S)[{SUPERSCRIPTS}]{{1,4}}")
_PARTS: Final = re.compile(r"(\d+)|([–-])")
#: A measure before a raised digit: km², 5 m³.
_MEASURE: Final = re.compile(r"(?:^|[\d\s])(?:[kcmd]?m|ft|in|mi)$")
#: Longest range of notes in one citation that is believed.
_LONGEST_RANGE: Final = 50


class Citation(NamedTuple):
    """One place that cites: its span [start, end) in the block's raw text and the labels it stands for, in order."""

    start: int
    end: int
    labels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Binding:
    """Visible content of each text, the number of each note (by position in the list), and what bound nothing.

    ``unbound``: (position of the text, number) of each bracket that looks like a marker but has no note. ``cited``:
    for each note the positions of the texts that cite it. ``first_labels``: labels in order of their first citation.
    """

    contents: tuple[InlineText, ...]
    numbers: tuple[int, ...]
    cited: tuple[tuple[int, ...], ...]
    unbound: tuple[tuple[int, int], ...]
    first_labels: tuple[int, ...]


def raised(number: int) -> str:
    """``number`` in superscript digits."""
    return str(number).translate(_TO_SUPERSCRIPT)


def label_number(label: str) -> int:
    """The number that a label says, whichever digits write it."""
    return int(label.translate(_FROM_SUPERSCRIPT))


def find_citations(
    text: str, labels: Collection[int], *, superscript: bool = False
) -> tuple[list[Citation], list[tuple[int, int]]]:
    """Citations of the notes ``labels`` in ``text``, and the (offset, number) of single brackets that bind nothing."""
    found: list[Citation] = []
    unbound: list[tuple[int, int]] = []
    if "[" in text:
        for match in _BRACKETS.finditer(text):
            inner, last = match.group(1), match.group(2)
            if last is None and inner.isdigit():  # the usual case
                number = int(inner)
                if number in labels:
                    found.append(Citation(match.start(), match.end(), (number,)))
                else:
                    unbound.append((match.start(), number))
            else:
                _compound(match, labels, found, unbound)
    if superscript:
        found += _find_raised(text, labels)
        found.sort()
    return found, unbound


def _compound(
    match: re.Match[str], labels: Collection[int], found: list[Citation], unbound: list[tuple[int, int]]
) -> None:
    """A list or a range of labels: bound whole, or each bracket by itself, or not at all."""
    inner, last = match.group(1), match.group(2)
    whole = _expand(f"{inner}-{last}" if last else inner)
    if whole and all(number in labels for number in whole):
        found.append(Citation(match.start(), match.end(), whole))
        return
    if last is None:
        return
    for piece, start, end in (
        (inner, match.start(), match.end(1) + 1),
        (last, match.start(2) - 1, match.end()),
    ):
        part = _expand(piece)
        if part and all(number in labels for number in part):
            found.append(Citation(start, end, part))
        elif piece.isdigit():
            unbound.append((start, int(piece)))


def _expand(inner: str) -> tuple[int, ...]:
    """Labels of "1, 3-5" in order: (1, 3, 4, 5); empty where a range runs backwards or is too long to be one."""
    result: list[int] = []
    ranging = False
    for match in _PARTS.finditer(inner):
        if match.group(2):
            ranging = True
            continue
        number = int(match.group(1))
        if ranging:
            if not 0 < number - result[-1] <= _LONGEST_RANGE:
                return ()
            result.extend(range(result[-1] + 1, number + 1))
            ranging = False
        else:
            result.append(number)
    return tuple(result)


def _find_raised(text: str, labels: Collection[int]) -> list[Citation]:
    found: list[Citation] = []
    for match in _RAISED.finditer(text):
        if _MEASURE.search(text[max(0, match.start() - 4) : match.start()]):
            continue
        number = label_number(match.group())
        digits = tuple(label_number(c) for c in match.group())
        if number in labels:
            found.append(Citation(match.start(), match.end(), (number,)))
        elif all(digit in labels for digit in digits):
            found.append(Citation(match.start(), match.end(), digits))
    return found


def bind(texts: Sequence[str], order: Sequence[int], labels: Sequence[int], *, superscript: bool = False) -> Binding:
    """Bind the citations of ``texts`` to the notes whose ``labels`` are given in list order; the first of equals wins.

    ``order``: positions of the texts that may cite, in reading order (running text, then note bodies); the others are
    taken as they are. Numbers follow the first citation; uncited notes come after, in list order. A number that also
    stands in the text as a bracket without a note is skipped, so that what a translator sees is never ambiguous.
    """
    known: dict[int, int] = {}
    for position, label in enumerate(labels):
        known.setdefault(label, position)
    places: dict[int, list[Citation]] = {}
    unbound: list[tuple[int, int]] = []
    first: dict[int, None] = {}
    cited: list[dict[int, None]] = [{} for _ in labels]
    for position in order:
        found, loose = find_citations(texts[position], known, superscript=superscript)
        unbound += [(position, number) for _, number in loose]
        if found:
            places[position] = found
            for citation in found:
                for label in citation.labels:
                    first.setdefault(label)
                    cited[known[label]].setdefault(position)
    numbers = _number(labels, known, first, {number for _, number in unbound})
    number_of = {label: numbers[position] for label, position in known.items()}
    contents = [InlineText(text) for text in texts]
    for position, citations in places.items():
        contents[position] = _visible(texts[position], citations, number_of)
    return Binding(
        contents=tuple(contents),
        numbers=tuple(numbers),
        cited=tuple(tuple(blocks) for blocks in cited),
        unbound=tuple(unbound),
        first_labels=tuple(first),
    )


def _number(
    labels: Sequence[int], known: Mapping[int, int], first: Collection[int], taken: Collection[int]
) -> list[int]:
    numbers = [0] * len(labels)
    cited = [known[label] for label in first]
    seen = set(cited)
    number = 0
    for position in [*cited, *(p for p in range(len(labels)) if p not in seen)]:
        number += 1
        while number in taken:
            number += 1
        numbers[position] = number
    return numbers


def _visible(text: str, citations: Sequence[Citation], number_of: Mapping[int, int]) -> InlineText:
    """``text`` with each citation written as ``[n]``, one bracket a note."""
    pieces: list[str] = []
    notes: list[int] = []
    position = 0
    for citation in citations:
        pieces.append(text[position : citation.start])
        for label in citation.labels:
            number = number_of[label]
            notes.append(number)
            pieces.append(f"[{number}]")
        position = citation.end
    pieces.append(text[position:])
    return InlineText("".join(pieces), tuple(notes))


def styled(text: str, label_of: Mapping[int, str], *, superscript: bool = False) -> str:
    """``text`` with the markers ``[n]`` of ``label_of`` written as the source writes its markers."""
    if "[" not in text:
        return text

    def write(match: re.Match[str]) -> str:
        label = label_of.get(int(match.group(1)))
        if label is None:
            return match.group()
        return raised(label_number(label)) if superscript else f"[{label}]"

    return MARKER.sub(write, text)
