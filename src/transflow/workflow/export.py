"""Export: a catalogue an article and locale, for the tools translators love; what was exported is remembered (G7, G8)."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
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
from transflow.errors import N_, ConflictError, InputError, TransflowError
from transflow.files import write_whole
from transflow.formats.catalogues.base import Catalogue, CatalogueEntry
from transflow.formats.catalogues.forms import FORMS, Form, read_catalogue
from transflow.workflow import suggesting
from transflow.workflow.checking import load
from transflow.workflow.importing import EntryOutcome, Imported, all_articles, import_catalogues
from transflow.workflow.merging import DRAFT_BY, is_fuzzy
from transflow.workflow.paragraphs import by_paragraph
from transflow.workflow.workspace import Workspace, batches, choose_articles, choose_locales

if TYPE_CHECKING:
    from transflow.store.database import Transaction
    from transflow.store.records import ArticleRecord, ExportRecord, Suggestion

#: So much of a link's address is shown to the translator, in characters.
REFERENCE_SHOWN: Final = 100
#: Of what was kept in a difference so much is shown, in characters.
_KEPT: Final = 60
_NO_OFFER: Final = suggesting.Offer()
_DATE: Final = re.compile(rb'^"(?:PO-Revision-Date|X-Transflow-Exported): .*\n', re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What became of one catalogue.

    ``outcome``: ``written``, ``unchanged`` (the file says this already) or ``refused`` (it changed and could not be
    merged; ``error`` says why). ``merged`` is the import that went before, where the file had changed.
    """

    name: str
    locale: str
    path: str
    outcome: str
    entries: int = 0
    base: str = ""
    merged: Imported | None = None
    error: TransflowError | None = None


def export(
    workspace: Workspace,
    names: Sequence[str] = (),
    *,
    locales: Sequence[str] = (),
    output: Path | None = None,
    form: str = "",
    split: str = "",
    wrap: int | None = None,
    tmx: bool = False,
    actor: str,
    dry_run: bool = False,
) -> list[Exported]:
    """Write catalogues (of all articles where ``names`` is empty) below ``locales/``, or below ``output``.

    ``form`` is a name in :data:`~transflow.formats.catalogues.forms.FORMS`, "" for that of the settings.
    ``split``: ``sentence`` or ``paragraph``, "" likewise; ``wrap``: the column at which a PO file is wrapped, 0 for never.
    ``tmx``: beside each a file of the memory's matches for its sentences, for the translator's own tool.
    """
    chosen = choose_locales(workspace.settings, locales)
    settings = workspace.settings
    place = Place(
        workspace,
        output,
        FORMS[form or settings.export_form],
        paragraphs=(split or settings.export_split) == "paragraph",
        wrap=settings.export_wrap if wrap is None else wrap,
    )
    with workspace.store.read() as tx:
        records = choose_articles(tx, names)
    known = all_articles(workspace)
    results: list[Exported] = []
    for batch in batches(records):
        results += _export_batch(workspace, batch, chosen, place, actor, dry_run, known)
        if tmx and not dry_run:
            _write_matches(workspace, batch, chosen, place)
        workspace.progress("export", len(results) // len(chosen), len(records))
    return results


@dataclass(frozen=True, slots=True)
class Place:
    """Where catalogues go, and in which form."""

    workspace: Workspace
    output: Path | None
    form: Form
    paragraphs: bool = False
    wrap: int = 0

    def path(self, locale: str, name: str, suffix: str = "") -> Path:
        """The file of one catalogue."""
        suffix = suffix or self.form.suffix
        if self.output is None:
            return self.workspace.catalogue_path(locale, name, suffix)
        return self.output / locale / f"{name}{suffix}"


def _export_batch(
    workspace: Workspace,
    records: Sequence[ArticleRecord],
    locales: Sequence[str],
    place: Place,
    actor: str,
    dry_run: bool,
    known: Mapping[str, ArticleRecord],
) -> list[Exported]:
    """Merge what changed, render, write the files, and remember what they were exported from."""
    from transflow.store.records import ExportRecord

    merged, refused, seen = _merge_changed(workspace, records, locales, place, actor, dry_run, known)
    results: list[Exported] = []
    with workspace.store.read() as tx:
        loaded = load(tx, records)
        offered = _suggestions(tx, records)
        retired = {r.id: tx.units.retired(r.id) if r.revision.number > 1 else [] for r in records}
        changed_at = tx.targets.last_changes([r.id for r in records])
    told = suggesting.offers(workspace, records, loaded, locales)
    remembered: list[ExportRecord] = []
    contents: list[tuple[Path, bytes]] = []
    for record in records:
        units, stored = loaded[record.id]
        for locale in locales:
            path = place.path(locale, record.name)
            shown = workspace.shown(path)
            if (record.name, locale) in refused:
                error = refused[record.name, locale]
                results.append(Exported(name=record.name, locale=locale, path=shown, outcome="refused", error=error))
                continue
            targets = {unit: t for (unit, of), t in stored.items() if of == locale}
            gone = [u for u in retired[record.id] if u.id in targets]
            revised = changed_at.get((record.id, locale), record.revision.added_at)
            catalogue = catalogue_of(
                record,
                units,
                gone,
                targets,
                locale,
                offered.get((record.id, locale), []),
                revised,
                told[record.id, locale],
            )
            if place.paragraphs:
                catalogue = replace(catalogue, entries=tuple(by_paragraph(catalogue.entries, units)))
            content = place.form.write(replace(catalogue, wrap=place.wrap))
            present = path.read_bytes() if path.is_file() else b""
            same = _says_the_same(present, content)
            if same:
                content = present
            results.append(
                Exported(
                    name=record.name,
                    locale=locale,
                    path=shown,
                    outcome="unchanged" if same else "written",
                    entries=len(units),
                    base=catalogue.base,
                    merged=merged.get((record.name, locale)),
                )
            )
            if not place.form.returns:
                contents += [] if same else [(path, content)]
                continue
            remembered.append(
                ExportRecord(
                    article_id=record.id,
                    locale=locale,
                    base=catalogue.base,
                    digest=sha256(content).hexdigest(),
                    path=path.name if Path(shown).is_absolute() else shown,
                    entries={
                        u.id: (t.version, is_fuzzy(t), t.comment) for u in units if (t := targets.get(u.id)) is not None
                    },
                )
            )
            if not same:
                contents.append((path, content))
    if not dry_run:
        # Remembered before written: a file that is there can always be traced to its base.
        with workspace.store.write() as tx:
            tx.exports.remember(remembered)
        for path, content in contents:
            _write_unless_changed(workspace, path, content, seen.get(path), results)
    return results


def _write_unless_changed(
    workspace: Workspace, path: Path, content: bytes, seen: str | None, results: list[Exported]
) -> None:
    """Write a catalogue, unless somebody saved it since it was looked at: then it is left to the next export."""
    if path.is_file() and sha256(path.read_bytes()).hexdigest() != seen:
        shown = workspace.shown(path)
        at = next(i for i, result in enumerate(results) if result.path == shown)
        error = ConflictError(name=shown)
        results[at] = replace(results[at], outcome="refused", error=error)
        return
    write_whole(path, content, durable=False)


def _write_matches(
    workspace: Workspace, records: Sequence[ArticleRecord], locales: Sequence[str], place: Place
) -> None:
    """Write a TMX file beside each catalogue; one that would be empty is left out."""
    from transflow import __version__
    from transflow.formats.catalogues import tmx
    from transflow.formats.catalogues.pairs import Pair

    with workspace.store.read() as tx:
        units = tx.units.of([record.id for record in records])
    for record in records:
        for locale in locales:
            pairs = [
                [
                    Pair(
                        source=h.pair.source,
                        target=h.pair.target,
                        locale=locale,
                        author=h.pair.author,
                        changed=h.pair.at,
                    )
                ]
                for h in suggesting.matches_of(workspace, record, units[record.id], locale)
            ]
            if pairs:
                path = place.path(locale, record.name, ".tmx")
                written = tmx.write(pairs, source=record.source_locale, version=__version__, created=workspace.now())
                write_whole(path, b"".join(written), durable=False)


def _says_the_same(present: bytes, content: bytes) -> bool:
    """Whether a file would say what the one that is there says; no two workbooks are the same bytes."""
    if present.startswith(b"PK"):
        with contextlib.suppress(TransflowError):
            return read_catalogue(present) == read_catalogue(content)
        return False
    return _undated(present) == _undated(content)


def _undated(content: bytes) -> bytes:
    """A catalogue without its date: a clone whose database was rebuilt rewrites no file that says the same."""
    return _DATE.sub(b"", content, count=2)


def _suggestions(tx: Transaction, records: Sequence[ArticleRecord]) -> dict[tuple[int, str], list[Suggestion]]:
    result: dict[tuple[int, str], list[Suggestion]] = {}
    for suggestion in tx.suggestions.open([r.id for r in records]):
        result.setdefault((suggestion.article_id, suggestion.locale), []).append(suggestion)
    return result


def _merge_changed(
    workspace: Workspace,
    records: Sequence[ArticleRecord],
    locales: Sequence[str],
    place: Place,
    actor: str,
    dry_run: bool,
    known: Mapping[str, ArticleRecord],
) -> tuple[dict[tuple[str, str], Imported], dict[tuple[str, str], TransflowError], dict[Path, str]]:
    """G8: a catalogue that changed since its export is imported first; where that fails it is not overwritten.

    Returns what was merged, what was refused, and the SHA-256 that each catalogue there was looked at with.
    """
    seen: dict[Path, str] = {}
    merged: dict[tuple[str, str], Imported] = {}
    refused: dict[tuple[str, str], TransflowError] = {}
    with workspace.store.read() as tx:
        last = {(i, loc): e for loc in locales for i, e in tx.exports.last([r.id for r in records], loc).items()}
    changed: dict[str, dict[Path, str]] = {locale: {} for locale in locales}
    for record in records:
        for locale in locales:
            path = place.path(locale, record.name)
            if not path.is_file():
                continue
            export = last.get((record.id, locale))
            seen[path] = sha256(path.read_bytes()).hexdigest()
            if not place.form.returns:
                continue  # nobody works in it
            if export is None or seen[path] != export.digest:
                changed[locale][path] = record.name
    for locale, names in changed.items():
        if not names:
            continue
        try:
            outcomes = import_catalogues(
                workspace, list(names), locale=locale, actor=actor, dry_run=dry_run, known=known
            )
        except TransflowError as error:
            refused |= {(name, locale): error for name in names.values()}
            continue
        for (path, name), outcome in zip(names.items(), outcomes, strict=True):
            lost = [e for e in outcome.entries if e.outcome == "refused"]
            if outcome.error is not None:
                refused[name, locale] = outcome.error
            elif lost:
                refused[name, locale] = _cannot_be_taken(workspace.shown(path), lost)
            else:
                merged[name, locale] = outcome
    return merged, refused, seen


def _cannot_be_taken(shown: str, lost: Sequence[EntryOutcome]) -> InputError:
    """Why a catalogue is not overwritten: it holds entries that its import had to leave out."""
    return InputError(
        N_("It changed since its export, and {count} of its entries cannot be taken (first: {reason})."),
        file=shown,
        line=lost[0].line,
        count=len(lost),
        reason=InputError(lost[0].reason, **lost[0].reason_fields),  # type: ignore[arg-type]
        remedy=N_("Correct or remove these entries, then export again; the file was left as it is."),
    )


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
