"""Notes that an author typed: ``[1]`` or a raised ``1`` in the text, and a list of ``[1] body`` at the end.

Looked for only where a document has no notes of its own kind.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from transflow.domain.article import ATTRIBUTE, BlockKind
from transflow.domain.codes import CodeKind, Side
from transflow.domain.findings import Finding, Severity
from transflow.formats.documents.markers import find_citations
from transflow.formats.documents.odt.inline import Hidden
from transflow.formats.documents.shapes import LABELS
from transflow.formats.documents.skeleton import Entry, Mark, Piece, Place, Tagged, Words

#: How the paragraphs of a list are labelled whose citations are raised digits.
_RAISED_LABEL: Final = re.compile(r"(\d{1,3})(?:[.)]\s*|\s+)(?=\S)")
_RAISED: Final = re.compile(r"\s*(\d{1,3})\s*")
_DIGITS: Final = re.compile(r"\d{1,4}")
#: Four digits are a year.
_YEARS: Final = 1000


@dataclass(frozen=True, slots=True)
class Listing:
    """The notes of such a document. ``label``, ``citation``: what stands around a number in the list and in the text, as
    the source writes it. ``kept``: by the start of a place of the list, its label.
    """

    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    label: tuple[str, str]
    citation: tuple[str, str]
    kept: Mapping[int, list[Hidden]]


@dataclass(frozen=True, slots=True)
class _Label:
    """What a paragraph of the list begins with: its number, where that is written, all of its spans, the pieces behind."""

    number: int
    written: tuple[int, int]
    spans: tuple[tuple[int, int], ...]
    behind: list[Piece] = field(default_factory=list)


def bind_listed(
    places: Sequence[Place], boxed: Collection[int], whole: Mapping[int, tuple[int, int]], source: str
) -> Listing | None:
    """Make notes of what was typed in ``places``; None where there are none.

    By a place's start: ``boxed``, whether it lies in a drawing; ``whole``, where its paragraph begins and ends.
    """
    running = [place for place in places if place.start not in boxed and place.role != ATTRIBUTE and place.cell is None]
    for raised in (False, True):
        found = _list(running, source, raised=raised)
        labels = {label.number for _, label in found}
        listed = {id(place) for place, _ in found}
        citing = [place for place in places if id(place) not in listed and place.role != ATTRIBUTE]
        if labels and any(_cites(place.pieces, labels, source, raised=raised) for place in citing):
            return _bound(found, citing, whole, source, raised=raised)
    return None


def _list(places: Sequence[Place], source: str, *, raised: bool) -> list[tuple[Place, _Label]]:
    """The last run of paragraphs that begin with labels in ascending order."""
    found: list[tuple[Place, _Label]] = []
    for place in reversed(places):
        label = _label(place.pieces, source, raised=raised)
        if label is None and not found:
            continue
        if label is None or (found and label.number > found[-1][1].number):
            break
        found.append((place, label))
    found.reverse()
    if raised and (not found or found[0][1].number != 1):
        return []  # digits at the start of a paragraph may be anything
    return found


def _label(pieces: Sequence[Piece], source: str, *, raised: bool) -> _Label | None:
    """The label that a paragraph begins with."""
    number = _raised(pieces) if raised else None
    if number is not None:
        opened, digits, closed, *behind = pieces
        label = _Label(int(number), (digits.start, digits.end), ((opened.start, closed.end),), behind)
    else:
        first = pieces[0] if pieces else None
        if not isinstance(first, Words):
            return None
        pattern = _RAISED_LABEL if raised else LABELS["bracket"]
        seen, there = pattern.match(first.text), pattern.match(source, first.start, first.end)
        if seen is None or there is None or seen.group(1) != there.group(1):
            return None
        rest = [Words(there.end(), first.end, first.text[seen.end() :])] if seen.end() < len(first.text) else []
        label = _Label(int(seen.group(1)), there.span(1), ((first.start, there.end()),), [*rest, *pieces[1:]])
    return _without_gap(label, source) if any(isinstance(piece, Words) for piece in label.behind) else None


def _without_gap(label: _Label, source: str) -> _Label:
    """A label with the tab or the spaces behind it."""
    first = label.behind[0]
    if isinstance(first, Words) and first.text[0].isspace():
        raw = source[first.start : first.end]
        size = 0 if raw.startswith("<") else len(raw) - len(raw.lstrip())
        cut = first.end if not first.text.strip() else first.start + size
        rest = [Words(cut, first.end, first.text.lstrip())] if first.text.strip() else []
        return _Label(label.number, label.written, (*label.spans, (first.start, cut)), [*rest, *label.behind[1:]])
    if isinstance(first, Tagged) and re.match(r"<(?:[^\s:>]+:)?tab\b", source[first.start : first.end]):
        return _Label(label.number, label.written, (*label.spans, (first.start, first.end)), label.behind[1:])
    return label


def _raised(pieces: Sequence[Piece]) -> str | None:
    """The digits of a raised number that ``pieces`` begin with."""
    if len(pieces) < 3:
        return None
    opened, digits, closed = pieces[:3]
    if not (isinstance(opened, Tagged) and isinstance(closed, Tagged) and isinstance(digits, Words)):
        return None
    if opened.kind is not CodeKind.SUPERSCRIPT or opened.code != closed.code or closed.side is not Side.CLOSE:
        return None
    match = _RAISED.fullmatch(digits.text)
    return match.group(1) if match else None


def _cites(pieces: Sequence[Piece], labels: Collection[int], source: str, *, raised: bool) -> bool:
    return any(isinstance(p, Mark) for p in _marked(pieces, {n: str(n) for n in labels}, source, raised=raised))


def _marked(pieces: Sequence[Piece], keys: Mapping[int, str], source: str, *, raised: bool) -> list[Piece]:
    """``pieces`` with citations of the notes ``keys`` as marks."""
    result: list[Piece] = []
    position = 0
    while position < len(pieces):
        piece = pieces[position]
        number = _raised(pieces[position : position + 3]) if raised else None
        if number is not None and int(number) in keys:
            digits, closed = pieces[position + 1], pieces[position + 2]
            written = _DIGITS.search(source, digits.start, digits.end)
            if written is not None and written.group() == number:
                result.append(Mark(piece.start, closed.end, (keys[int(number)],), written.span()))
                position += 3
                continue
        if isinstance(piece, Words) and not raised and "[" in piece.text:
            result += _cut(piece, keys, source)
        else:
            result.append(piece)
        position += 1
    return result


def _cut(words: Words, keys: Mapping[int, str], source: str) -> Iterable[Piece]:
    """Words with the citations in them cut out. The source may write other characters as references, but not these."""
    seen, _ = find_citations(words.text, keys)
    there, _ = find_citations(source[words.start : words.end], keys)
    if [citation.labels for citation in seen] != [citation.labels for citation in there]:
        return [words]
    pieces: list[Piece] = []
    text_at, at = 0, words.start
    for shown, citation in zip(seen, there, strict=True):
        start, end = words.start + citation.start, words.start + citation.end
        if shown.start > text_at:
            pieces.append(Words(at, start, words.text[text_at : shown.start]))
        notes = tuple(keys[label] for label in citation.labels)
        digits = _DIGITS.search(source, start, end)
        if len(notes) > 1 or digits is None:
            pieces.append(Mark(start, end, notes, template="[{}]"))
        else:
            pieces.append(Mark(start, end, notes, digits.span()))
        text_at, at = shown.end, end
    if text_at < len(words.text):
        pieces.append(Words(at, words.end, words.text[text_at:]))
    return pieces


def _bound(
    found: Sequence[tuple[Place, _Label]],
    citing: Sequence[Place],
    whole: Mapping[int, tuple[int, int]],
    source: str,
    *,
    raised: bool,
) -> Listing:
    keys: dict[int, str] = {}
    lines: dict[int, int] = {}
    entries: list[Entry] = []
    findings: list[Finding] = []
    kept: dict[int, list[Hidden]] = {}
    for place, label in found:
        if label.number in keys:
            where = {"number": label.number, "first": lines[label.number]}
            findings.append(_finding("duplicate-note-number", place.line, **where))
            continue
        lines[label.number] = place.line
        key = keys[label.number] = f"listed:{label.number}"
        start, end = whole[place.start]
        entries.append(
            Entry(key=key, label=str(label.number), start=start, end=end, part=place.part, written=label.written)
        )
        place.kind, place.note, place.level, place.role = BlockKind.NOTE, key, 0, ""
        place.pieces = label.behind
        kept[place.start] = [Hidden(*span, last=False) for span in label.spans]
    citations: list[tuple[str, str]] = []
    for place in (*citing, *(place for place, _ in found)):
        place.pieces = _marked(place.pieces, keys, source, raised=raised)
        for piece in place.pieces:
            if isinstance(piece, Mark) and piece.label is not None:
                citations.append((source[piece.start : piece.label[0]], source[piece.label[1] : piece.end]))
            elif isinstance(piece, Words) and not raised and "[" in piece.text:
                unbound = dict.fromkeys(number for _, number in find_citations(piece.text, keys)[1])
                findings += [_finding("marker-without-note", place.line, number=n) for n in unbound if n < _YEARS]
    first = found[0][1]
    around = source[first.spans[0][0] : first.written[0]], source[first.written[1] : first.spans[-1][1]]
    return Listing(tuple(entries), tuple(findings), around, citations[0] if citations else ("[", "]"), kept)


def _finding(code: str, line: int, **params: str | int) -> Finding:
    return Finding(code=code, severity=Severity.WARNING, params=params, line=line)
