"""Notes that an author typed: ``[1]`` or a raised ``1`` in the text, and a list of ``[1] body`` at the end.

Looked for only where a document has no notes of Word's own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from transflow.domain.article import BlockKind
from transflow.domain.findings import Finding, Severity
from transflow.formats.documents.docx.body import Draft, take_lead
from transflow.formats.documents.docx.items import Cite, Fragment, Item, Text, cut_at
from transflow.formats.documents.markers import find_citations
from transflow.formats.documents.shapes import LABELS
from transflow.formats.documents.skeleton import Entry

#: How the lists of notes are labelled whose citations are raised digits.
_RAISED_LABELS: Final = re.compile(r"\s*(\d{1,3})(?:[.)]\s*|\s+)(?=\S)")
_RAISED_DIGITS: Final = re.compile(r"\s*(\d{1,3})\s*")
_DIGITS: Final = re.compile(r"\d{1,4}")
#: Four digits are a year.
_YEARS: Final = 1000


@dataclass(frozen=True, slots=True)
class Label:
    """How a paragraph of the list begins: its number, the span of that, and how many characters stand before the words."""

    number: int
    start: int
    end: int
    size: int


@dataclass(frozen=True, slots=True)
class Listing:
    """The notes of such a document. ``around``: what stands around a label; ``raised``: citations are raised digits."""

    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    around: tuple[str, str]
    raised: bool


def bind_listed(drafts: Sequence[Draft], source: str) -> Listing | None:
    """Make notes of what was typed in ``drafts``: citations and the list's paragraphs; None where there are none."""
    running = [draft for draft in drafts if not draft.boxed]
    for raised in (False, True):
        found = _list(running, raised=raised)
        if not found:
            continue
        labels = {label.number for _, label in found}
        listed = {id(draft) for draft, _ in found}
        citing = [draft for draft in drafts if id(draft) not in listed]
        if any(_citations(items, labels, raised=raised) for draft in citing for items in _stretches(draft.items)):
            return _bound(found, citing, source, raised=raised)
    return None


def _list(drafts: Sequence[Draft], *, raised: bool) -> list[tuple[Draft, Label]]:
    """The last run of paragraphs that begin with labels in ascending order."""
    labelled = [(draft, _label(draft.items, raised=raised)) for draft in drafts]
    last = next((i for i in range(len(labelled) - 1, -1, -1) if labelled[i][1] is not None), -1)
    found: list[tuple[Draft, Label]] = []
    while last >= 0:
        draft, label = labelled[last]
        if label is None or (found and label.number > found[-1][1].number):
            break
        found.append((draft, label))
        last -= 1
    found.reverse()
    if raised and (not found or found[0][1].number != 1):
        return []  # digits at the start of a paragraph may be anything
    return found


def _label(items: Sequence[Item], *, raised: bool) -> Label | None:
    """The label that a paragraph begins with."""
    stretch: list[Text] = []
    for item in items:
        if not isinstance(item, Text):
            break
        stretch.append(item)
    text = "".join(item.text for item in stretch)
    if raised and stretch and "superscript" in stretch[0].look.traits:
        digits = _RAISED_DIGITS.fullmatch(stretch[0].text)
        if digits is None or len(text) == len(stretch[0].text):
            return None
        size = len(stretch[0].text)
        size += len(text[size:]) - len(text[size:].lstrip())
        return Label(int(digits.group(1)), digits.start(1), digits.end(1), size)
    indent = len(text) - len(text.lstrip())
    match = (_RAISED_LABELS if raised else LABELS["bracket"]).match(text, 0 if raised else indent)
    return Label(int(match.group(1)), match.start(1), match.end(1), match.end()) if match else None


def _stretches(items: Sequence[Item]) -> Iterator[list[Text]]:
    """Neighbouring words of one look."""
    stretch: list[Text] = []
    for item in items:
        if isinstance(item, Text) and (not stretch or item.look.key == stretch[-1].look.key):
            stretch.append(item)
            continue
        if stretch:
            yield stretch
        stretch = [item] if isinstance(item, Text) else []
    if stretch:
        yield stretch


def _citations(
    stretch: Sequence[Text], labels: Collection[int], *, raised: bool
) -> list[tuple[int, int, tuple[int, ...]]]:
    """Citations in a stretch: their spans in its text, and the labels that they cite."""
    text = "".join(item.text for item in stretch)
    if not raised:
        return [(found.start, found.end, found.labels) for found in find_citations(text, labels)[0]]
    if "superscript" not in stretch[0].look.traits or not re.fullmatch(r"[\d\s,;]+", text):
        return []
    found = [(match.start(), match.end(), int(match.group())) for match in _DIGITS.finditer(text)]
    known = all(label in labels for *_, label in found)
    return [(start, end, (label,)) for start, end, label in found] if known else []


def _bound(found: list[tuple[Draft, Label]], citing: list[Draft], source: str, *, raised: bool) -> Listing:
    keys: dict[int, str] = {}
    entries: list[Entry] = []
    findings: list[Finding] = []
    lines: dict[int, int] = {}
    around = ("", "")
    for draft, label in found:
        line = draft.place.line
        if label.number in keys:
            findings.append(_finding("duplicate-note-number", line, number=label.number, first=lines[label.number]))
            continue
        lines[label.number] = line
        key = keys[label.number] = f"listed:{label.number}"
        draft.place.kind, draft.place.note = BlockKind.NOTE, key
        written, texts = _take_label(draft, label, source)
        around = around if entries else texts
        start, end = draft.whole
        part = draft.place.part
        entries.append(Entry(key=key, label=str(label.number), start=start, end=end, part=part, written=written))
    for draft in [*citing, *(draft for draft, _ in found)]:
        if not raised:
            findings += _unbound(draft, keys)
        draft.items = list(_with_citations(draft.items, keys, source, raised=raised))
    return Listing(tuple(entries), tuple(findings), around, raised)


def _take_label(draft: Draft, label: Label, source: str) -> tuple[tuple[int, int], tuple[str, str]]:
    """Leave the label before the words; returns where its number is written, and what stands around it."""
    stretch: list[Text] = []
    for item in draft.items:
        if not isinstance(item, Text):
            break
        stretch.append(item)
    text = "".join(item.text for item in stretch)
    before, number, behind, body = cut_at(stretch, [label.start, label.end, label.size], source)
    written = number[0].start, number[-1].end
    lead = _joined([*before, *number, *behind])
    draft.items[: len(stretch)] = [*lead, *body]
    take_lead(draft, len(lead))
    return written, (text[: label.start], text[label.end : label.size])


def _joined(pieces: Sequence[Text]) -> list[Text]:
    """Pieces of words, those that were cut out of one put together again, so that an edit may lie anywhere in it."""
    joined: list[Text] = []
    for piece in pieces:
        if joined and joined[-1].end == piece.start:
            last = joined[-1]
            fragment = Fragment(last.start, piece.end, last.look, words=True, run=last.fragments[0].run)
            joined[-1] = replace(last, end=piece.end, text=last.text + piece.text, fragments=(fragment,))
        else:
            joined.append(piece)
    return joined


def _with_citations(items: Sequence[Item], keys: Mapping[int, str], source: str, *, raised: bool) -> Iterator[Item]:
    """``items`` with each citation of the notes ``keys`` cut out of the words."""
    position = 0
    for stretch in _stretches(items):
        start = next(i for i in range(position, len(items)) if items[i] is stretch[0])
        yield from items[position:start]
        position = start + len(stretch)
        text = "".join(item.text for item in stretch)
        citations = _citations(stretch, keys, raised=raised)
        parts = cut_at(stretch, [edge for start, end, _ in citations for edge in (start, end)], source)
        yield from parts[0]
        for place, (begin, end, labels) in enumerate(citations):
            yield _cite(parts[2 * place + 1], text[begin:end], tuple(keys[label] for label in labels), source)
            yield from parts[2 * place + 2]
    yield from items[position:]


def _cite(cited: Sequence[Text], text: str, keys: tuple[str, ...], source: str) -> Cite:
    look, top = cited[0].look, cited[0].top
    fragments = tuple(
        Fragment(item.start, item.end, item.look, words=True, run=item.fragments[0].run) for item in cited
    )
    if len(keys) > 1:
        return Cite(fragments=fragments, top=top, keys=keys, look=look, template="[{}]")
    digits = _DIGITS.search(text)
    assert digits is not None  # it was found by its number
    _, number, _ = cut_at(cited, [digits.start(), digits.end()], source)
    written = number[0].start, number[-1].end
    around = text[: digits.start()], text[digits.end() :]
    return Cite(
        fragments=fragments, top=top, keys=keys, label=digits.group(), written=written, around=around, look=look
    )


def _unbound(draft: Draft, keys: Collection[int]) -> Iterator[Finding]:
    """Brackets that look like citations and have no note."""
    for stretch in _stretches(draft.items):
        for _, number in find_citations("".join(item.text for item in stretch), keys)[1]:
            if number < _YEARS:
                yield _finding("marker-without-note", draft.place.line, number=number)


def _finding(code: str, line: int, **params: str | int) -> Finding:
    return Finding(code=code, severity=Severity.WARNING, params=params, line=line)
