"""What a reader of a marked-up format finds: places of words, codes and markers in the source, and the article in them.

A reader says where things are (:class:`Place`, :class:`Entry`); :func:`reading` numbers notes and codes and makes the
article; :mod:`transflow.formats.documents.splicing` writes targets into the very same places. Offsets are code points in
one *part* of the source: the decoded text, or a file inside a package.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from transflow.domain.article import Article, Block, BlockKind, Note
from transflow.domain.codes import TAG, Code, CodeKind, Side, written
from transflow.domain.findings import Finding, Severity
from transflow.domain.inline import MARKER, InlineText

# Not frozen, since freezing makes them three times as slow to make, and a page has thousands; nobody changes one.


@dataclass(slots=True)
class Words:
    """Words of the source: span [start, end) there, and the text as a translator reads it (decoded, white space folded)."""

    start: int
    end: int
    text: str


@dataclass(slots=True)
class Tagged:
    """One end of a code: its span, its side, and the reader's own key of the code (both ends have the same)."""

    start: int
    end: int
    side: Side
    code: int
    kind: CodeKind
    reference: str = ""


@dataclass(slots=True)
class Mark:
    """A citation of notes: its span, and the keys of the notes (usually one).

    ``label`` is the span of the visible number inside, None where the format numbers by itself. ``template`` writes one
    citation anew, with ``{}`` for the number; needed where a mark cites several notes.
    """

    start: int
    end: int
    notes: tuple[str, ...]
    label: tuple[int, int] | None = None
    template: str = ""


Piece = Words | Tagged | Mark


@dataclass(slots=True, kw_only=True)
class Place:
    """A block in the making: what its words, codes and marks are, in order.

    ``start`` and ``end`` span what a translation replaces. ``note``: key of the note whose body it is part of. A place may
    lie inside a piece of another one (a text in a picture's attribute, a note's body inside its marker). ``mirrors`` are
    spans where the format writes the same words once more (a text box for old readers): they get the same translation.
    """

    kind: BlockKind
    start: int
    end: int
    line: int
    pieces: list[Piece] = field(default_factory=list)
    part: str = ""
    note: str | None = None
    role: str = ""
    level: int = 0
    cell: tuple[int, int, int] | None = None
    mirrors: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True, kw_only=True)
class Entry:
    """A note of the source: the reader's key, the label as readers see it ("1", "¹", "*").

    ``start`` and ``end`` span its whole entry in a list whose order follows the citations, -1 where there is no such list
    (the format orders notes by itself, or the body stands inside the marker). ``written`` is the span of the label
    that the entry writes out, None where it is numbered by itself. ``series``: which list of the part it is in; each list is
    numbered and ordered for itself. ``echoes`` are further spans of the label, beside those that readers see: what a way
    back says aloud ("Back to reference 2").
    """

    key: str
    label: str
    start: int = -1
    end: int = -1
    part: str = ""
    written: tuple[int, int] | None = None
    series: int = 0
    echoes: tuple[tuple[int, int], ...] = ()

    @property
    def listed(self) -> bool:
        """Whether it has a place of its own in a list."""
        return self.start >= 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A source, read. ``places[i]`` is block i; ``numbers`` gives each note's number by its key, ``codes`` the number of
    each code of each block by the reader's key.
    """

    article: Article
    places: tuple[Place, ...]
    entries: tuple[Entry, ...]
    numbers: Mapping[str, int]
    codes: tuple[Mapping[int, int], ...]


def reading(
    format: str,
    places: Sequence[Place],
    entries: Sequence[Entry],
    findings: Sequence[Finding] = (),
    *,
    by_citation: bool = False,
) -> Reading:
    """The article in ``places`` (in reading order: a note's body after what cites it, or at the end) and its notes.

    Notes are numbered by first citation in the running text, then in bodies; uncited ones come last, in list order. A
    mark whose note has no entry is kept as a code, and reported. Numbers that the words themselves show in brackets, and
    codes that they spell out, are left out, so that what a translator sees is never ambiguous. ``by_citation``: the format
    numbers notes by first citation, wherever their bodies stand in the source (Markdown).
    """
    known: dict[str, Entry] = {}
    for entry in entries:
        known.setdefault(entry.key, entry)
    marked = [(index, place, marks) for index, place in enumerate(places) if (marks := _marks(place))]
    running = [m for m in marked if m[1].note is None and m[1].kind is not BlockKind.FURNITURE]
    cited: dict[str, dict[int, None]] = {key: {} for key in known}
    order: dict[str, None] = {}
    for index, _, marks in (*running, *(m for m in marked if m[1].note is not None)):
        for mark in marks:
            if all(key in known for key in mark.notes):
                for key in mark.notes:
                    order.setdefault(key)
                    cited[key].setdefault(index)
    numbers = _numbers([*order, *(key for key in known if key not in order)], _shown_numbers(places))
    contents = [_content(place, numbers) for place in places]
    blocks = tuple(
        Block(
            index=index,
            kind=place.kind,
            content=content,
            line=place.line,
            note=numbers[place.note] if place.note is not None else None,
            role=place.role,
            level=place.level,
            cell=place.cell,
        )
        for index, (place, (content, _)) in enumerate(zip(places, contents, strict=True))
    )
    bodies: dict[str, list[int]] = {key: [] for key in known}
    for index, place in enumerate(places):
        if place.note is not None:
            bodies[place.note].append(index)
    # The order in which readers see the notes decides what an "Ibid." repeats.
    listed = not by_citation and any(entry.listed for entry in known.values())
    shown = list(known.items()) if listed else sorted(known.items(), key=lambda item: numbers[item[0]])
    lists: dict[tuple[str, int], int] = {}
    notes = tuple(
        Note(
            number=numbers[key],
            label=entry.label,
            blocks=tuple(bodies[key]),
            citations=tuple(cited[key]),
            series=lists.setdefault((entry.part, entry.series), len(lists)),
        )
        for key, entry in shown
    )
    noticed = (*findings, *_unbound(places, marked, known, cited, bodies))
    article = Article(
        format=format,
        blocks=blocks,
        notes=notes,
        findings=tuple(sorted(noticed, key=lambda finding: finding.line or 0)),
    )
    return Reading(
        article=article,
        places=tuple(places),
        entries=tuple(known.values()),
        numbers=numbers,
        codes=tuple(codes for _, codes in contents),
    )


def _marks(place: Place) -> list[Mark]:
    return [piece for piece in place.pieces if isinstance(piece, Mark)]


def _shown_numbers(places: Sequence[Place]) -> set[int]:
    """Numbers in brackets that are words."""
    return {
        int(match.group(1))
        for place in places
        for piece in place.pieces
        if isinstance(piece, Words) and "[" in piece.text
        for match in MARKER.finditer(piece.text)
    }


def _numbers(keys: Sequence[str], taken: set[int]) -> dict[str, int]:
    numbers: dict[str, int] = {}
    number = 0
    for key in keys:
        number += 1
        while number in taken:
            number += 1
        numbers[key] = number
    return numbers


def _content(place: Place, numbers: Mapping[str, int]) -> tuple[InlineText, dict[int, int]]:
    """A place's visible text, and the number of each of its codes by the reader's key."""
    if len(place.pieces) == 1 and isinstance(place.pieces[0], Words):
        return InlineText(place.pieces[0].text), {}
    taken = {
        int(match["number"] or match["alone"])
        for piece in place.pieces
        if isinstance(piece, Words) and "<" in piece.text
        for match in TAG.finditer(piece.text)
    }
    texts: list[str] = []
    notes: list[int] = []
    number_of: dict[int, int] = {}
    codes: list[Code] = []
    last = 0
    for piece in place.pieces:
        if isinstance(piece, Words):
            texts.append(piece.text)
            continue
        if isinstance(piece, Mark) and all(key in numbers for key in piece.notes):
            cites = [numbers[key] for key in piece.notes]
            notes += cites
            texts += [f"[{number}]" for number in cites]
            continue
        key = piece.code if isinstance(piece, Tagged) else -1 - piece.start  # a mark without a note, as a code
        if key not in number_of:
            last += 1
            while last in taken:
                last += 1
            number_of[key] = last
            side = piece.side if isinstance(piece, Tagged) else Side.ALONE
            kind = piece.kind if isinstance(piece, Tagged) else CodeKind.OBJECT
            reference = piece.reference if isinstance(piece, Tagged) else ""
            codes.append(Code(number=last, kind=kind, paired=side is not Side.ALONE, reference=reference))
        texts.append(written(number_of[key], piece.side if isinstance(piece, Tagged) else Side.ALONE))
    return InlineText("".join(texts), tuple(notes), tuple(codes)), number_of


def _unbound(
    places: Sequence[Place],
    marked: Sequence[tuple[int, Place, Sequence[Mark]]],
    known: Mapping[str, Entry],
    cited: Mapping[str, Mapping[int, None]],
    bodies: Mapping[str, Sequence[int]],
) -> list[Finding]:
    """Markers without a note, and notes without a marker."""
    found: list[Finding] = []
    for _, place, marks in marked:
        for mark in marks:
            found += [_finding("marker-without-note", place.line, key) for key in mark.notes if key not in known]
    for key, entry in known.items():
        if not cited[key] and bodies[key]:
            found.append(_finding("note-without-marker", places[bodies[key][0]].line, entry.label))
    return found


def _finding(code: str, line: int, label: str) -> Finding:
    params: dict[str, str | int] = {"number": int(label) if label.isdecimal() and label.isascii() else label}
    return Finding(code=code, severity=Severity.WARNING, params=params, line=line)
