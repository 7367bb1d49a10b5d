"""Cross references in words, "see note 3": found in a source and in its translation, and kept true when notes move.

What such a reference *means* is the note behind it, as with markers: a unit's links name that note, so that "see note 3"
that became "see note 4" because a note was inserted is no change. The number in a text is the note's label, as readers
see it. Only references that a source itself holds are ever rewritten; any other number is nobody's business.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from transflow.domain.article import Note

_TAGS: Final = r"(?:</?\d{1,4}/?>)*"
#: What stands between two words of a reference; a tag may begin or end there.
GAP: Final = rf"{_TAGS}\s{_TAGS}"
#: One number, which no decimal and no letter continues.
ONE: Final = r"\d{1,4}(?![\w]|[.,:]\d)"

#: The end of a link of :class:`~transflow.domain.units.Unit` that stands for a cross reference.
_SEEN: Final = " see"


def several(conjunctions: str) -> str:
    """The pattern of a list or range of numbers; ``conjunctions`` are the words between two of them, as alternatives."""
    between = rf"(?:\s?[-–—]\s?|\s?,\s(?:(?:{conjunctions})\s)?|\s(?:{conjunctions})\s)"
    return rf"\d{{1,4}}(?:{between}\d{{1,4}})*(?![\w]|[.,:]\d)"


_LIST: Final = several("and|or|to|&|through")
_NOTE: Final = rf"(?:note{GAP}{ONE}|notes{GAP}{_LIST})"
_SHORT: Final = rf"(?:n\.\s?{ONE}|nn\.\s?{_LIST})"

#: References in English. A bare "note 3" may be a verb or a telephone: it wants a word before or behind it that points.
#: Every run of digits in a match, outside of tags, is the label of a note.
ENGLISH: Final = re.compile(
    rf"\b(?:foot|end)(?:note{GAP}{ONE}|notes{GAP}{_LIST})|\bfn(?:\.\s?|{GAP}){ONE}|\b(?:fnn|fns)\.?{GAP}{_LIST}"
    rf"|(?:\b(?:see|in|under|from|by|per|cf\.|compare|and|supra|infra|above|below|cit\.,?)(?:{GAP}also)?{GAP}|\({_TAGS}){_NOTE}"
    rf"|\b(?:see|cf\.|supra|infra|above|below|cit\.,?){GAP}{_SHORT}"
    rf"|\b(?:{_NOTE}|{_SHORT}){GAP}(?:above|below|supra|infra)\b",
    re.IGNORECASE,
)

#: A tag, or a number that is none.
_NUMBER: Final = re.compile(r"<[^<>]*>|(\d+)")
#: A text with none of these holds no reference in English.
_HINTS: Final = ("ote", "n.", "fn", "OTE", "FN")

#: A suffix for another number: Turkish says "3'üncü", but "6'ncı". Takes the number and the suffix that stands there.
Suffix = Callable[[int, str], str]
_SUFFIX: Final = re.compile(r"(?<=[’'])\w+")


@dataclass(frozen=True, slots=True)
class Reference:
    """One number of a cross reference: the label of the note, and the span [start, end) of its digits."""

    number: int
    start: int
    end: int


def find_references(text: str, pattern: re.Pattern[str] | None = ENGLISH) -> list[Reference]:
    """The cross references to notes in ``text``, in order; none where the language has no ``pattern``."""
    if pattern is None or (pattern is ENGLISH and not any(hint in text for hint in _HINTS)):
        return []
    return [
        Reference(int(number[1]), number.start(1), number.end(1))
        for match in pattern.finditer(text)
        for number in _NUMBER.finditer(text, *match.span())
        if number[1]
    ]


def labels_of(notes: Iterable[Note]) -> dict[int, int]:
    """Label of a note, as readers see it → its number. A note whose label is no number is known by its number."""
    shown: dict[int, int] = {}
    for note in notes:
        shown.setdefault(_label(note), note.number)
    return shown


def _label(note: Note) -> int:
    digits = note.label.strip("[]().^ \u00a0")
    return int(digits) if digits.isdecimal() else note.number


def labels_then(notes: Sequence[Note], order: Mapping[int, int]) -> dict[int, int]:
    """Note → the number that its label shows in the target, where the list of the source is written again.

    ``order``: source note (n) and translator's own note (-n) → number in the target. Labels stay while notes do. Else a list
    that counts up, from whatever number, counts up in the target; every other note is labelled by its number there. An own
    note is counted in the list of the note that it follows.
    """
    labels = {note.number: _label(note) for note in notes}
    if all(order[number] == number for number in labels) and len(order) == len(labels):
        return labels
    shown = {number: order[number] for number in labels}
    lists: dict[int, list[Note]] = {}
    for note in sorted(notes, key=lambda note: note.number):
        lists.setdefault(note.series, []).append(note)
    ends = sorted((order[note.number], note.series) for note in notes)
    places = {series: [order[note.number] for note in members] for series, members in lists.items()}
    for own in (order[note] for note in order if note < 0 and ends):
        places[ends[max(0, bisect_left(ends, (own, 0)) - 1)][1]].append(own)
    for series, members in lists.items():
        if [note.label for note in members] == [str(labels[members[0].number] + n) for n in range(len(members))]:
            rank = {place: n for n, place in enumerate(sorted(places[series]), start=labels[members[0].number])}
            shown |= {note.number: rank[order[note.number]] for note in members}
    return shown


def links_to(source: str, labels: Mapping[int, int], bodies: Mapping[int, str]) -> tuple[str, ...]:
    """The links of a source's cross references, one a number, in order.

    ``labels``: as :func:`labels_of` says; ``bodies``: number of a note → identity of its body. A number that is no note's
    stands for itself.
    """
    found = find_references(source)
    return tuple(f"{bodies.get(labels.get(r.number, -1), str(r.number))}{_SEEN}" for r in found)


def refers(links: Iterable[str]) -> bool:
    """Whether any of a unit's links stands for a cross reference."""
    return any(link.endswith(_SEEN) for link in links)


def without_references(links: Iterable[str]) -> tuple[str, ...]:
    """The links of a unit that stand for markers, and for what an "Ibid." repeats."""
    return tuple(link for link in links if not link.endswith(_SEEN))


def bound_references(source: str, links: Iterable[str]) -> list[Reference]:
    """The cross references of a unit's ``source`` behind which there is a note, told by its ``links``."""
    seen = [link for link in links if link.endswith(_SEEN)]
    if not seen:
        return []
    found = find_references(source)
    if len(found) != len(seen):
        return []
    return [r for r, link in zip(found, seen, strict=True) if link != f"{r.number}{_SEEN}"]


def unnumbered(source: str) -> str:
    """``source`` with "#" for each number of a cross reference: the note behind it counts, not the number."""
    pieces, position = list[str](), 0
    for reference in find_references(source):
        pieces += (source[position : reference.start], "#")
        position = reference.end
    return "".join((*pieces, source[position:]))


def before_and_after(before: str, after: str) -> dict[int, int]:
    """Label in ``before`` → label in ``after`` of cross references that changed; both texts have as many, in order."""
    then, now = find_references(before), find_references(after)
    if len(then) != len(now):
        return {}
    moved = {old.number: new.number for old, new in zip(then, now, strict=True)}
    return {} if all(old == new for old, new in moved.items()) else moved


def follow(
    text: str, numbers: Mapping[int, int], pattern: re.Pattern[str] | None = ENGLISH, suffix: Suffix | None = None
) -> str:
    """``text`` with each cross reference to one of ``numbers`` as one to ``numbers[n]``; every other number stays.

    ``suffix``: how a suffix behind an apostrophe follows the number.
    """
    return _rewritten(text, numbers, pattern, suffix, str)


#: Stand around the number of a note in a text that is being put together, until the notes are numbered.
_OPEN, _CLOSE = "\ue002", "\ue003"
_PINNED: Final = re.compile(rf"{_OPEN}(\d+){_CLOSE}(?:(?P<apostrophe>[’'])(?P<suffix>\w+))?")


def pinned(text: str, numbers: Mapping[int, int], pattern: re.Pattern[str] | None = ENGLISH) -> str:
    """``text`` with each cross reference to one of ``numbers`` (label → note) bound to that note until :func:`unpinned`."""
    return _rewritten(text, numbers, pattern, None, lambda note: f"{_OPEN}{note}{_CLOSE}")


def unpinned(text: str, shown: Mapping[int, int], suffix: Suffix | None = None) -> str:
    """``text`` as :func:`pinned` left it with what readers see of each note; ``shown``: note → that in the target."""
    if _OPEN not in text:
        return text

    def write(match: re.Match[str]) -> str:
        number = shown.get(int(match[1]), int(match[1]))
        if match["suffix"] is None:
            return str(number)
        said = suffix(number, match["suffix"]) if suffix is not None else match["suffix"]
        return f"{number}{match['apostrophe']}{said}"

    return _PINNED.sub(write, text)


def _rewritten(
    text: str,
    numbers: Mapping[int, int],
    pattern: re.Pattern[str] | None,
    suffix: Suffix | None,
    shown: Callable[[int], str],
) -> str:
    pieces, position = list[str](), 0
    for reference in find_references(text, pattern):
        if reference.number not in numbers:
            continue
        number = numbers[reference.number]
        pieces += (text[position : reference.start], shown(number))
        position = reference.end
        behind = _SUFFIX.match(text, position + 1) if suffix is not None and number != reference.number else None
        if behind is not None and suffix is not None:
            pieces += (text[position], suffix(number, behind.group()))
            position = behind.end()
    return "".join((*pieces, text[position:]))
