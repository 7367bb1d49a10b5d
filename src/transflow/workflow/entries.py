"""The entries of a catalogue: what a translator is told of each unit, and what stands there for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from transflow.domain.article import BlockKind
from transflow.domain.citations import not_understood
from transflow.domain.codes import Code, without_tags
from transflow.domain.identity import digest
from transflow.domain.places import places as places_of
from transflow.domain.revision import Op, Piece, source_difference
from transflow.domain.segmentation import is_citation
from transflow.domain.states import State, Target
from transflow.domain.units import Unit
from transflow.formats.catalogues.base import Catalogue, CatalogueEntry
from transflow.workflow import suggesting
from transflow.workflow.merging import DRAFT_BY, is_fuzzy

if TYPE_CHECKING:
    from transflow.store.records import ArticleRecord, Suggestion

#: So much of a link's address is shown to the translator, in characters.
REFERENCE_SHOWN: Final = 100
#: Of what was kept in a difference so much is shown, in characters.
_KEPT: Final = 60
_NO_OFFER: Final = suggesting.Offer()


def catalogue_of(
    record: ArticleRecord,
    units: Sequence[Unit],
    gone: Sequence[Unit],
    targets: Mapping[str, Target],
    locale: str,
    suggestions: Sequence[Suggestion],
    revised: str,
    told: Mapping[str, suggesting.Offer] | None = None,
) -> Catalogue:
    """The catalogue of an article in a locale: entries in document order, what is gone at the end.

    ``revised`` is when one of its targets last changed (ISO 8601, UTC). ``told``: unit id → what is offered for it.
    """
    notes = note_texts(units)
    offered: dict[str, list[Suggestion]] = {}
    for suggestion in suggestions:
        offered.setdefault(suggestion.unit, []).append(suggestion)
    places = places_of(units)
    entries = [
        _entry(
            record,
            unit,
            targets.get(unit.id),
            places[unit.id],
            notes,
            offered.get(unit.id, ()),
            (told or {}).get(unit.id) or _NO_OFFER,
        )
        for unit in units
    ]
    entries += [_entry(record, unit, targets[unit.id], "", notes, (), obsolete=True) for unit in gone]
    parts: list[str] = []
    for unit in units:
        target = targets.get(unit.id)
        if target is None:
            parts += (unit.id, unit.source, "0")
        else:
            parts += (unit.id, unit.source, str(target.version), target.text, str(is_fuzzy(target)), target.comment)
    editors = [t.editor for t in targets.values() if t.editor]
    return Catalogue(
        name=record.name,
        locale=locale,
        source_locale=record.source_locale,
        base=digest(*parts),
        entries=tuple(entries),
        revised=f"{revised[:10]} {revised[11:16]}+0000",
        last_translator=max(set(editors), key=lambda e: (editors.count(e), e)) if editors else "",
    )


def note_texts(units: Sequence[Unit]) -> dict[int, str]:
    """Note number → its body, sentences joined."""
    bodies: dict[int, list[str]] = {}
    for unit in units:
        if unit.note is not None:
            bodies.setdefault(unit.note, []).append(without_tags(unit.source, unit.codes))
    return {number: " ".join(texts) for number, texts in bodies.items()}


def _shown(pieces: Iterable[Piece]) -> str:
    """A difference in one line: [-removed-] and {+added+}; what was kept is shortened."""
    marks = {Op.REMOVED: "[-{}-]", Op.ADDED: "{{+{}+}}"}
    said = [marks[op].format(text) if op in marks else _short(text) for op, text in pieces]
    return "".join(said)


def _short(kept: str) -> str:
    return kept if len(kept) <= _KEPT else f"{kept[: _KEPT // 2]}…{kept[-_KEPT // 2 :]}"


def _said_of(code: Code) -> str:
    """What a code is, for the translator: "<1>…</1> = link (https://a.example)"."""
    shown = f"<{code.number}>…</{code.number}>" if code.paired else f"<{code.number}/>"
    return f"{shown} = {code.kind.value}{f' ({code.reference[:REFERENCE_SHOWN]})' if code.reference else ''}"


def _entry(
    record: ArticleRecord,
    unit: Unit,
    target: Target | None,
    place: str,
    notes: Mapping[int, str],
    suggestions: Sequence[Suggestion],
    told: suggesting.Offer = _NO_OFFER,
    *,
    obsolete: bool = False,
) -> CatalogueEntry:
    extracted = [place] if place else []
    extracted += [f"[{n}] = {notes[n]}" for n in dict.fromkeys(unit.notes) if n in notes]
    extracted += [_said_of(code) for code in unit.codes]
    if unit.kind is BlockKind.NOTE and is_citation(unit.source):
        extracted += [f"not localised: {words}" for words in not_understood(unit.plain)]
    if target is not None:
        if target.state is State.DRAFTED:
            extracted.append(f"{DRAFT_BY}{target.origin}")
        if target.repaired:
            extracted.append(f"put back at the end, please place: {target.repaired}")
        if target.state is State.REJECTED:
            extracted.append(f"rejected: {target.reason}")
        if target.answer:
            extracted.append(f"answer to your question: {target.answer}")
    if target is not None and (pieces := source_difference(target, unit)) is not None:
        extracted.append(f"source changed: {_shown(pieces)}")
    extracted += told.lines
    extracted += [f"suggestion by {s.author or 'unknown'}: {s.text}" for s in suggestions]
    stale = target is not None and target.state is State.STALE
    return CatalogueEntry(
        unit=unit.id,
        source=unit.source,
        target=target.text if target else "",
        fuzzy=target is not None and is_fuzzy(target) and not obsolete,
        previous_source=target.source if stale and target and target.source != unit.source else None,
        translator_comment=target.comment if target else "",
        extracted=tuple(extracted),
        reference=(record.path, unit.line),
        obsolete=obsolete,
        state=(target.state if target is not None else State.NEW).value,
        by_machine=target is not None and target.origin.startswith("mt:"),
        notes=tuple(unit.notes),
        codes=unit.codes,
        place=place,
        matches=tuple(told.matches),
        terms=tuple(told.terms),
    )
