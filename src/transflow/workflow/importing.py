"""Importing: catalogues come back and are merged three ways against what that very file was exported from (guard G7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from transflow.domain.findings import Finding
from transflow.domain.groups import grouping, rebind, texts_of
from transflow.domain.identity import digest
from transflow.domain.merge import Copy, Verdict
from transflow.domain.people import Right
from transflow.domain.states import Event, Target
from transflow.domain.units import Unit
from transflow.errors import N_, CatalogueError, TransflowError, UnknownThingError
from transflow.files import read_bounded
from transflow.formats.catalogues.base import CatalogueEntry, Incoming, Problem
from transflow.formats.catalogues.forms import FORMS, read_catalogue
from transflow.workflow import journal
from transflow.workflow.checking import find, load
from transflow.workflow.merging import (
    EntryOutcome,
    Past,
    Received,
    as_numbered_now,
    for_a_source_gone,
    merge_entry,
    numbers_moved,
    out_of_place,
    says_nothing_new,
)
from transflow.workflow.paragraphs import by_sentence
from transflow.workflow.workspace import LOCALES, Workspace, authorise, batches, choose_articles, choose_locales
from transflow.workflow.writing import How, Writing

if TYPE_CHECKING:
    from transflow.store.database import Transaction
    from transflow.store.records import ArticleRecord, ExportRecord, Suggestion

__all__ = ["EntryOutcome", "Imported", "all_articles", "import_catalogues"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What importing one file did; ``error`` where it was refused as a whole, ``findings`` of the units touched.

    ``base_stated``: the file says what it was exported from; ``base_known``: and that export was made here.
    """

    path: str
    name: str = ""
    locale: str = ""
    translator: str = ""
    base_known: bool = False
    base_stated: bool = False
    entries: tuple[EntryOutcome, ...] = ()
    findings: tuple[Finding, ...] = ()
    error: TransflowError | None = None

    def count(self, outcome: str) -> int:
        """How many entries had this outcome."""
        return sum(e.outcome == outcome for e in self.entries)


def import_catalogues(
    workspace: Workspace,
    paths: Sequence[Path] = (),
    *,
    locale: str = "",
    translator: str = "",
    actor: str,
    checks: bool = True,
    dry_run: bool = False,
    again: bool = False,
    known: Mapping[str, ArticleRecord] | None = None,
) -> list[Imported]:
    """Import ``paths`` (every catalogue of a known article below ``locales/`` where empty).

    Each file and each entry stands alone: what is refused is reported, the rest goes on. ``translator`` overrides the
    file's ``Last-Translator``. Nothing is raised above ``translated``. ``again``: also take what somebody took back
    (:mod:`transflow.workflow.undoing`). ``known``: all articles by name, from a caller
    that has them and comes often.
    """
    if locale:
        choose_locales(workspace.settings, [locale])
    records = all_articles(workspace) if known is None else known
    chosen = list(paths) or _all_catalogues(workspace, records)
    results: list[Imported] = []
    how = How(actor=actor, checks=checks, dry_run=dry_run, again=again)
    for batch in batches(chosen):
        results += _import_batch(workspace, batch, records, locale, translator, how)
        workspace.progress("import", len(results), len(chosen))
    return results


def all_articles(workspace: Workspace) -> dict[str, ArticleRecord]:
    """Every article by name."""
    with workspace.store.read() as tx:
        return {r.name: r for r in choose_articles(tx, [])}


def _all_catalogues(workspace: Workspace, records: Iterable[str]) -> list[Path]:
    suffixes = dict.fromkeys(form.suffix for form in FORMS.values() if form.returns)
    paths = [
        path
        for name in records
        for locale in workspace.settings.locales
        for suffix in suffixes
        if (path := workspace.catalogue_path(locale, name, suffix)).is_file()
    ]
    if not paths:
        raise UnknownThingError(
            N_("There is no catalogue of a known article in {folder}/."),
            folder=LOCALES,
            remedy=N_("'transflow export' writes them."),
        )
    return paths


def _import_batch(
    workspace: Workspace,
    paths: Sequence[Path],
    records: Mapping[str, ArticleRecord],
    locale: str,
    translator: str,
    how: How,
) -> list[Imported]:
    """Read some files, then merge them in one transaction."""
    results: dict[int, Imported] = {}
    files: dict[int, Received] = {}
    for position, path in enumerate(paths):
        shown = workspace.shown(path)
        try:
            files[position] = _read(workspace, path, shown, records, locale, translator)
        except TransflowError as error:
            error.file = error.file or shown
            results[position] = Imported(path=shown, error=error)
    if files:
        with workspace.store.read() if how.dry_run else workspace.store.write() as tx:
            if not how.dry_run:
                for of in {f.locale for f in files.values()}:
                    authorise(tx, how.actor, Right.TRANSLATE, of)
            loaded = load(tx, list({f.record.id: f.record for f in files.values()}.values()))
            writing = Writing(tx, how)
            for position, file in files.items():
                units, stored = loaded[file.record.id]
                results[position] = _merge_file(workspace, tx, file, units, stored, how, writing)
            writing.flush()
    return [results[position] for position in sorted(results)]


def _read(
    workspace: Workspace,
    path: Path,
    shown: str,
    records: Mapping[str, ArticleRecord],
    locale: str,
    translator: str,
) -> Received:
    """Read one catalogue and tell which article and locale it is for; raises where it is nobody's or somebody else's."""
    incoming = read_catalogue(read_bounded(path, shown))
    place = _place(workspace, path)
    name = incoming.name or _name_in_contexts(incoming) or (place[1] if place else "")
    of = _of_here(workspace, incoming.locale.replace("_", "-")) or locale or (place[0] if place else "")
    if not of or not name:
        raise CatalogueError(
            N_("It does not say which article and locale it is for."),
            remedy=N_("Export it from transflow, or give the locale with --locale."),
        )
    if of not in workspace.settings.locales:
        raise CatalogueError(
            N_("It is for the locale “{locale}”, which this workspace does not have ({known})."),
            locale=of,
            known=", ".join(workspace.settings.locales),
            remedy=N_("Add it to locales = […] in transflow.toml."),
        )
    expected_locale = locale or (place[0] if place else of)
    if of != expected_locale:
        raise CatalogueError(
            N_("It is a catalogue for “{locale}”, but “{expected}” was expected here."),
            locale=of,
            expected=expected_locale,
            remedy=N_("Import it from the place where it belongs."),
        )
    if place is not None and place[1] != name:
        raise CatalogueError(
            N_("It is a catalogue of the article “{name}”, but “{expected}” was expected here."),
            name=name,
            expected=place[1],
            remedy=N_("Import it from the place where it belongs."),
        )
    if name not in records:
        raise CatalogueError(
            N_("It is a catalogue of the article “{name}”, which is not in this workspace."),
            name=name,
            remedy=N_("Add the article first: transflow add."),
        )
    return Received(
        path=shown,
        incoming=incoming,
        record=records[name],
        locale=of,
        translator=person(translator or incoming.translator),
        named=bool(translator),
    )


def _of_here(workspace: Workspace, locale: str) -> str:
    """``locale`` as this workspace names it: a tool may have added a region (tr-TR) to a language that has none here."""
    language, _, region = locale.partition("-")
    known = workspace.settings.locales
    plain = locale not in known and language in known and len(region) == 2
    return language if plain else locale


def person(name: str) -> str:
    """A name as people are told apart by (G3): without the mail address, white space folded."""
    return " ".join(name.partition("<")[0].split())


def _place(workspace: Workspace, path: Path) -> tuple[str, str] | None:
    """Locale and article that a path inside ``locales/`` stands for; None for a catalogue that lies elsewhere."""
    try:
        parts = path.resolve().relative_to((workspace.root / LOCALES).resolve()).with_suffix("").parts
    except ValueError:
        return None
    return (parts[0], "/".join(parts[1:])) if len(parts) > 1 else None


def _name_in_contexts(incoming: Incoming) -> str:
    """The article that the entries' unit ids name, where they agree."""
    names = {e.unit.rpartition("/")[0] for e in incoming.entries}
    return names.pop() if len(names) == 1 else ""


def _merge_file(
    workspace: Workspace,
    tx: Transaction,
    file: Received,
    units: Sequence[Unit],
    stored: dict[tuple[str, str], Target],
    how: How,
    writing: Writing,
) -> Imported:
    """Merge one file and give what it brings to ``writing``; ``stored`` is brought up to date for files that follow."""
    locale = file.locale
    if writing.concerns(file):
        writing.flush()  # what an earlier file changed is asked for below
    export = tx.exports.get(file.record.id, locale, file.incoming.base) if file.incoming.base else None
    if export is not None and file.incoming.untouched_header and not file.named:
        # The name in it is the one that we wrote there: nobody has said who worked in this file since.
        file = replace(file, translator="")
    targets = {unit: t for (unit, of), t in stored.items() if of == locale}
    now = workspace.now()
    outcomes, changes, offers = _merge_entries(tx, file, units, targets, export, how, now)
    after = targets | {t.unit: t for _, t in changes}
    if changes:
        blocks = {unit.block for unit in units if unit.id in {target.unit for _, target in changes}}
        changes += rebind([u for u in units if u.block in blocks], after, actor=file.translator, at=now)
        after |= {t.unit: t for _, t in changes}
    # Where no text moved, the findings there are still hold.
    checks = how.checks and bool(changes)
    found = find(workspace, units, after, locale) if checks else []
    touched = {t.unit for _, t in changes}
    if not how.dry_run:
        if changes:
            writing.add(file, changes, now)
            stored |= {(t.unit, locale): t for _, t in changes}
            if any(journal.speaks_of(targets[unit]) for unit in touched if unit in targets):
                # Before the commit: importing the file again would change nothing, and so not come here.
                writing.flush()
                workspace.keep_journal(file.record.name, locale, file.record.id, tx)
        if offers:
            tx.suggestions.add(_offered(file, offers, now))
        if checks:
            tx.findings.replace([file.record.id], locale, [(file.record.id, f) for f in found])
    outcomes.sort(key=lambda o: o.line)
    return Imported(
        path=file.path,
        name=file.record.name,
        locale=locale,
        translator=file.translator,
        base_known=export is not None,
        base_stated=bool(file.incoming.base),
        entries=tuple(outcomes),
        findings=tuple(f for f in found if f.unit in touched),
    )


#: What became of the entries of a file, the events that they lead to, and the texts that become suggestions, by unit.
_Merged = tuple[list[EntryOutcome], list[tuple[Event, Target]], list[tuple[str, str]]]


def _merge_entries(
    tx: Transaction,
    file: Received,
    units: Sequence[Unit],
    targets: Mapping[str, Target],
    export: ExportRecord | None,
    how: How,
    now: str,
) -> _Merged:
    """Merge every entry of a file against what stands, and what it was exported from."""
    locale = file.locale
    by_id = {u.id: u for u in units}
    bases = _bases(tx, export, targets, locale)
    entries, whole = by_sentence(file.incoming.entries, by_id, targets, bases if export is not None else None, locale)
    outcomes = [_refused(problem) for problem in file.incoming.problems]
    changes: list[tuple[Event, Target]] = []
    offers: list[tuple[str, str]] = []
    for entry in whole:
        known_unit = entry.unit in by_id or entry.unit in targets
        outcomes.append(_astray(entry, known=known_unit, name=file.record.name))
        if entry.target and known_unit:
            offers.append((entry.unit, entry.target))
    earlier = _earlier(tx, entries, locale) if export is None or any(e.obsolete for e in entries) else {}
    groups = grouping(units, texts_of(targets))
    moved = numbers_moved(by_id, entries)
    edited = [e.unit for e in entries if e.unit in targets and e.target != targets[e.unit].text]
    past = Past(tx, locale, edited)
    taken_back = {} if how.again else tx.imports.taken_back(file.record.id, locale)
    astray = any(e.unit not in by_id and e.unit not in targets for e in entries)
    retired = {u.id: u for u in tx.units.retired(file.record.id)} if astray else {}
    for entry in entries:
        unit, target = by_id.get(entry.unit), targets.get(entry.unit)
        base = bases.get(entry.unit, Copy(text="")) if export is not None else None
        if unit is None and target is None and entry.unit in retired and not entry.obsolete:
            kept, events = for_a_source_gone(retired[entry.unit], locale, entry, file.translator, now)
            outcomes.append(kept)
            changes += events
            continue
        if unit is None or entry.obsolete:
            outcome = out_of_place(entry, target, base, earlier.get(entry.unit, ()), known=unit is not None, file=file)
            if outcome is not None:
                outcomes.append(outcome)
                if outcome.outcome == Verdict.CONFLICT.value:
                    offers.append((entry.unit, entry.target))
            continue
        target = target or Target(unit=unit.id, locale=locale)
        if says_nothing_new(file, unit, target, entry):
            outcomes.append(EntryOutcome(unit=unit.id, outcome=Verdict.UNCHANGED.value, line=entry.line))
            continue
        said = as_numbered_now(unit, entry, moved)
        version = export.entries.get(unit.id, (0, False, ""))[0] if export is not None else 0
        known = earlier.get(unit.id, ())
        outcome, events = merge_entry(
            tx, file, unit, target, said, base, version, known, now, key=groups.key(unit), moved=moved, past=past
        )
        if events and unit.id in taken_back and digest(said.target) in taken_back[unit.id]:
            # What is still in a file of an import that was taken back is no news.
            outcome, events = replace(outcome, outcome=Verdict.UNCHANGED.value, comment=False, back=True), []
        outcomes.append(outcome)
        changes += events
        if outcome.outcome == Verdict.CONFLICT.value:
            offers.append((unit.id, said.target))
    return outcomes, changes, offers


def _refused(problem: Problem) -> EntryOutcome:
    return EntryOutcome(
        unit=problem.unit,
        outcome="refused",
        line=problem.line,
        code=problem.code,
        reason=problem.template,
        reason_fields=problem.fields,
    )


def _astray(entry: CatalogueEntry, *, known: bool, name: str) -> EntryOutcome:
    """A paragraph whose sentences are others now: its text is kept as a suggestion for the first of them."""
    if known:
        outcome = Verdict.CONFLICT if entry.target else Verdict.UNCHANGED
        return EntryOutcome(unit=entry.unit, outcome=outcome.value, line=entry.line)
    return EntryOutcome(
        unit=entry.unit,
        outcome="refused",
        line=entry.line,
        code="unknown-unit",
        reason=N_("The article “{name}” has no unit “{unit}”."),
        reason_fields={"name": name, "unit": entry.unit},
    )


def _offered(file: Received, offers: Sequence[tuple[str, str]], now: str) -> list[Suggestion]:
    from transflow.store.records import Suggestion

    return [
        Suggestion(unit=unit, locale=file.locale, text=text, author=file.translator, at=now, article_id=file.record.id)
        for unit, text in offers
    ]


def _bases(tx: Transaction, export: ExportRecord | None, targets: Mapping[str, Target], locale: str) -> dict[str, Copy]:
    """What each entry said when this file was exported. Only texts that moved since are looked up."""
    if export is None:
        return {}
    moved = [u for u, (version, _, _) in export.entries.items() if u in targets and targets[u].version != version]
    texts = {u: dict(found) for u, found in (tx.targets.texts(moved, locale) if moved else {}).items()}
    bases = {}
    for unit, (version, fuzzy, comment) in export.entries.items():
        if unit in targets:
            text = texts[unit].get(version, "") if unit in texts else targets[unit].text
            bases[unit] = Copy(text=text, fuzzy=fuzzy, comment=comment)
    return bases


def _earlier(tx: Transaction, entries: Sequence[CatalogueEntry], locale: str) -> dict[str, set[str]]:
    """Every text a unit ever had: what counts as untouched where the file's base is not known."""
    texts = tx.targets.texts([e.unit for e in entries], locale)
    return {unit: {text for _, text in found} for unit, found in texts.items()}
