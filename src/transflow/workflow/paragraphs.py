"""Catalogues of whole paragraphs: entries joined on the way out, and taken apart again before they are merged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from transflow.domain.merge import Copy
from transflow.domain.paragraphs import JOINT, aligned, context_of, joined, units_in
from transflow.domain.segmentation import Segmenter
from transflow.domain.states import Target
from transflow.domain.units import Unit
from transflow.formats.catalogues.base import CatalogueEntry
from transflow.workflow.merging import is_fuzzy


def by_paragraph(entries: Sequence[CatalogueEntry], units: Sequence[Unit]) -> list[CatalogueEntry]:
    """One entry a paragraph; what is gone, and what stands alone, stays an entry of its own."""
    own = {entry.unit: entry for entry in entries if not entry.obsolete}
    made: list[CatalogueEntry] = []
    for _, group in groupby(units, key=lambda unit: unit.block):
        members = list(group)
        parts = [own[unit.id] for unit in members]
        made.append(parts[0] if len(parts) == 1 else _joined(members, parts))
    return [*made, *(entry for entry in entries if entry.obsolete)]


def _joined(units: Sequence[Unit], parts: Sequence[CatalogueEntry]) -> CatalogueEntry:
    target = joined(units, [part.target for part in parts])
    place = parts[0].place.partition(",")[0]
    lines = dict.fromkeys(line for part in parts for line in part.extracted if line != part.place)
    comments = dict.fromkeys(part.translator_comment for part in parts if part.translator_comment)
    return CatalogueEntry(
        unit=context_of(units),
        source=joined(units, [part.source for part in parts]),
        target=target,
        fuzzy=bool(target) and any(part.fuzzy or not part.target for part in parts),
        translator_comment="\n".join(comments),
        extracted=(place, *lines) if place else tuple(lines),
        reference=parts[0].reference,
        place=place,
        state=min((part.state for part in parts), key=_STATES.index),
        by_machine=any(part.by_machine for part in parts),
        notes=tuple(dict.fromkeys(number for part in parts for number in part.notes)),
        codes=tuple({code.number: code for part in parts for code in part.codes}.values()),
        matches=tuple(match for part in parts for match in part.matches),
        terms=tuple(dict.fromkeys(term for part in parts for term in part.terms)),
    )


#: The least finished state of a paragraph's sentences is the paragraph's.
_STATES = ("new", "rejected", "stale", "drafted", "translated", "reviewed", "approved", "obsolete")


def by_sentence(
    entries: Sequence[CatalogueEntry],
    units: Mapping[str, Unit],
    targets: Mapping[str, Target],
    bases: Mapping[str, Copy] | None,
    locale: str,
) -> tuple[list[CatalogueEntry], list[CatalogueEntry]]:
    """Entries of single units; and those paragraphs whose text cannot be told apart, since the source changed too much.

    ``bases``: what each unit said when the file was exported, None where nobody knows; then what stands counts as that.
    """
    if not any(JOINT in entry.unit for entry in entries):
        return list(entries), []
    sentences = Segmenter(locale).sentences
    single: list[CatalogueEntry] = []
    astray: list[CatalogueEntry] = []
    for entry in entries:
        ids = units_in(entry.unit)
        if len(ids) == 1:
            single.append(entry)
            continue
        members = [units[each] for each in ids if each in units]
        if len(members) < len(ids) or joined(members, [unit.source for unit in members]) != entry.source:
            astray.append(replace(entry, unit=ids[0]))
            continue
        single += _apart(entry, members, targets, bases, sentences)
    return single, astray


def _apart(
    entry: CatalogueEntry,
    members: Sequence[Unit],
    targets: Mapping[str, Target],
    bases: Mapping[str, Copy] | None,
    sentences: Callable[[str], list[str]],
) -> list[CatalogueEntry]:
    """The entries of a paragraph's units."""
    empty = Copy(text="")
    was = [
        bases.get(unit.id, empty) if bases is not None else _copy(targets[unit.id]) if unit.id in targets else empty
        for unit in members
    ]
    texts = aligned(entry.target, members, [copy.text for copy in was], sentences)
    said = "\n".join(dict.fromkeys(copy.comment for copy in was if copy.comment))
    same_comment = entry.translator_comment == said
    made = []
    for number, (unit, text, copy) in enumerate(zip(members, texts, was, strict=True)):
        untouched = text == copy.text
        comment = copy.comment if same_comment or number else entry.translator_comment
        fuzzy = entry.fuzzy and (copy.fuzzy if untouched else bool(text))
        made.append(
            replace(
                entry,
                unit=unit.id,
                source=unit.source,
                target=text,
                fuzzy=fuzzy and bool(text),
                translator_comment=comment,
                previous_source=None,
            )
        )
    return made


def _copy(target: Target) -> Copy:
    return Copy(text=target.text, fuzzy=is_fuzzy(target), comment=target.comment)
