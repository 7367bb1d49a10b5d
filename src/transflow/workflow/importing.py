"""Importing: catalogues come back and are merged three ways against what that very file was exported from (guard G7)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from transflow.domain.findings import Finding
from transflow.domain.inline import find_markers, renumber, without_markers
from transflow.domain.leverage import folded
from transflow.domain.merge import Copy, Verdict, merge
from transflow.domain.people import Right
from transflow.domain.states import Action, Event, State, Target, advance, apply
from transflow.domain.units import Unit, source_key
from transflow.errors import N_, CatalogueError, GuardError, TransflowError, UnknownThingError
from transflow.files import read_bounded
from transflow.formats.catalogues.base import CatalogueEntry, Incoming
from transflow.formats.catalogues.po import read_po
from transflow.workflow.checking import find, load
from transflow.workflow.parallel import Refusal, ahead
from transflow.workflow.workspace import LOCALES, Workspace, authorise, batches, choose_articles, choose_locales

if TYPE_CHECKING:
    from transflow.store.database import Transaction
    from transflow.store.records import ArticleRecord, ExportRecord, Suggestion

#: How a catalogue says, in a line for the translator, that a text is a draft; its origin follows.
DRAFT_BY: Final = "draft by "
_FUZZY: Final = frozenset({State.DRAFTED, State.STALE, State.REJECTED})
#: Batches from which on it pays to read files in a process of its own.
AHEAD_FROM: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryOutcome:
    """What became of one entry: a :class:`Verdict`, or ``refused`` with a reason. ``line`` is 1-based in the file."""

    unit: str
    outcome: str
    line: int
    code: str = ""
    reason: str = ""
    reason_fields: Mapping[str, object] = field(default_factory=dict)
    comment: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What importing one file did; ``error`` where it was refused as a whole, ``findings`` of the units touched."""

    path: str
    name: str = ""
    locale: str = ""
    translator: str = ""
    base_known: bool = False
    entries: tuple[EntryOutcome, ...] = ()
    findings: tuple[Finding, ...] = ()
    error: TransflowError | None = None

    def count(self, outcome: str) -> int:
        """How many entries had this outcome."""
        return sum(e.outcome == outcome for e in self.entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A catalogue that was read: where from, what it says, and which article and locale it is for."""

    path: str
    incoming: Incoming
    record: ArticleRecord
    locale: str
    translator: str


def import_catalogues(
    workspace: Workspace,
    paths: Sequence[Path] = (),
    *,
    locale: str = "",
    translator: str = "",
    actor: str,
    checks: bool = True,
    dry_run: bool = False,
    known: Mapping[str, ArticleRecord] | None = None,
) -> list[Imported]:
    """Import ``paths`` (every catalogue of a known article below ``locales/`` where empty).

    Each file and each entry stands alone: what is refused is reported, the rest goes on. ``translator`` overrides the
    file's ``Last-Translator``. Nothing is raised above ``translated``. ``known``: all articles by name, from a caller
    that has them and comes often.
    """
    if locale:
        choose_locales(workspace.settings, [locale])
    records = all_articles(workspace) if known is None else known
    chosen = list(paths) or _all_catalogues(workspace, records)
    results: list[Imported] = []
    parts = [[(path, workspace.shown(path)) for path in batch] for batch in batches(chosen)]
    with closing(ahead(_read_files, parts, least=AHEAD_FROM)) as contents:
        for part, incoming in zip(parts, contents, strict=True):
            batch = list(zip(part, incoming, strict=True))
            results += _import_batch(workspace, batch, records, locale, translator, actor, checks, dry_run)
            workspace.progress("import", len(results), len(chosen))
    return results


def _read_files(files: Sequence[tuple[Path, str]]) -> list[Incoming | Refusal]:
    """What catalogues hold, or why they cannot be read; each path with what messages call it."""
    answers: list[Incoming | Refusal] = []
    for path, shown in files:
        try:
            answers.append(read_po(read_bounded(path, shown)))
        except TransflowError as error:
            answers.append(Refusal(error))
    return answers


def all_articles(workspace: Workspace) -> dict[str, ArticleRecord]:
    """Every article by name."""
    with workspace.store.read() as tx:
        return {r.name: r for r in choose_articles(tx, [])}


def _all_catalogues(workspace: Workspace, records: Iterable[str]) -> list[Path]:
    paths = [
        path
        for name in records
        for locale in workspace.settings.locales
        if (path := workspace.catalogue_path(locale, name)).is_file()
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
    batch: Sequence[tuple[tuple[Path, str], Incoming | Refusal]],
    records: Mapping[str, ArticleRecord],
    locale: str,
    translator: str,
    actor: str,
    checks: bool,
    dry_run: bool,
) -> list[Imported]:
    """Merge some files that were read, in one transaction."""
    results: dict[int, Imported] = {}
    files: dict[int, _File] = {}
    for position, ((path, shown), incoming) in enumerate(batch):
        try:
            if isinstance(incoming, Refusal):
                raise incoming.error()
            files[position] = _file(workspace, path, shown, incoming, records, locale, translator)
        except TransflowError as error:
            error.file = error.file or shown
            results[position] = Imported(path=shown, error=error)
    if files:
        with workspace.store.read() if dry_run else workspace.store.write() as tx:
            if not dry_run:
                for of in {f.locale for f in files.values()}:
                    authorise(tx, actor, Right.TRANSLATE, of)
            loaded = load(tx, list({f.record.id: f.record for f in files.values()}.values()))
            for position, file in files.items():
                units, stored = loaded[file.record.id]
                results[position] = _merge_file(workspace, tx, file, units, stored, actor, checks, dry_run)
        for name, of, article_id in {(f.record.name, f.locale, f.record.id) for f in files.values()}:
            if not dry_run and workspace.journal_path(of, name).exists():
                workspace.keep_journal(name, of, article_id)
    return [results[position] for position in sorted(results)]


def _file(
    workspace: Workspace,
    path: Path,
    shown: str,
    incoming: Incoming,
    records: Mapping[str, ArticleRecord],
    locale: str,
    translator: str,
) -> _File:
    """Tell which article and locale a catalogue is for; raises where it is nobody's or somebody else's."""
    place = _place(workspace, path)
    name = incoming.name or _name_in_contexts(incoming) or (place[1] if place else "")
    of = incoming.locale.replace("_", "-") or locale or (place[0] if place else "")
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
    return _File(
        path=shown,
        incoming=incoming,
        record=records[name],
        locale=of,
        translator=person(translator or incoming.translator),
    )


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
    file: _File,
    units: Sequence[Unit],
    stored: dict[tuple[str, str], Target],
    actor: str,
    checks: bool,
    dry_run: bool,
) -> Imported:
    """Merge one file and write what it brings; ``stored`` is brought up to date for files that follow."""
    locale = file.locale
    export = tx.exports.get(file.record.id, locale, file.incoming.base) if file.incoming.base else None
    targets = {unit: t for (unit, of), t in stored.items() if of == locale}
    bases = _bases(tx, export, targets, locale)
    entries = file.incoming.entries
    earlier = _earlier(tx, entries, locale) if export is None or any(e.obsolete for e in entries) else {}
    outcomes = [
        EntryOutcome(
            unit=p.unit, outcome="refused", line=p.line, code=p.code, reason=p.template, reason_fields=p.fields
        )
        for p in file.incoming.problems
    ]
    by_id = {u.id: u for u in units}
    now = workspace.now()
    changes: list[tuple[Event, Target]] = []
    offers: list[tuple[str, str]] = []
    for entry in entries:
        unit, target = by_id.get(entry.unit), targets.get(entry.unit)
        base = bases.get(entry.unit, Copy(text="")) if export is not None else None
        if unit is None or entry.obsolete:
            outcome = _out_of_place(entry, target, base, earlier.get(entry.unit, ()), known=unit is not None, file=file)
            if outcome is not None:
                outcomes.append(outcome)
                if outcome.outcome == Verdict.CONFLICT.value:
                    offers.append((entry.unit, entry.target))
            continue
        target = target or Target(unit=unit.id, locale=locale)
        said = _as_numbered_now(unit, entry)
        version = export.entries.get(unit.id, (0, False, ""))[0] if export is not None else 0
        outcome, events = _merge_entry(tx, file, unit, target, said, base, version, earlier.get(unit.id, ()), now)
        outcomes.append(outcome)
        changes += events
        if outcome.outcome == Verdict.CONFLICT.value:
            offers.append((unit.id, said.target))
    after = targets | {t.unit: t for _, t in changes}
    # Where no text moved, the findings there are still hold.
    checks = checks and bool(changes)
    found = find(workspace, units, after, locale) if checks else []
    touched = {t.unit for _, t in changes}
    if not dry_run:
        if changes:
            tx.targets.record([(file.record.id, event, target) for event, target in changes])
            stored |= {(t.unit, locale): t for _, t in changes}
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
        entries=tuple(outcomes),
        findings=tuple(f for f in found if f.unit in touched),
    )


def _offered(file: _File, offers: Sequence[tuple[str, str]], now: str) -> list[Suggestion]:
    from transflow.store.records import Suggestion

    return [
        Suggestion(unit=unit, locale=file.locale, text=text, author=file.translator, at=now, article_id=file.record.id)
        for unit, text in offers
    ]


def _is_fuzzy(target: Target) -> bool:
    return target.state in _FUZZY or target.doubt


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


def _out_of_place(
    entry: CatalogueEntry,
    target: Target | None,
    base: Copy | None,
    earlier: Collection[str],
    *,
    known: bool,
    file: _File,
) -> EntryOutcome | None:
    """An entry of a unit that is not in the article (any more), or that a tool marked as gone (then None: not counted).

    A text that nobody has seen yet is never lost: it is kept as a suggestion, also beside an obsolete unit.
    """
    if target is None and not known:
        if entry.obsolete:
            return None
        return EntryOutcome(
            unit=entry.unit,
            outcome="refused",
            line=entry.line,
            code="unknown-unit",
            reason=N_("The article “{name}” has no unit “{unit}”."),
            reason_fields={"name": file.record.name, "unit": entry.unit},
        )
    seen = {"", target.text if target else "", base.text if base else "", *earlier}
    if entry.target in seen:
        return None if entry.obsolete else EntryOutcome(unit=entry.unit, outcome="unchanged", line=entry.line)
    return EntryOutcome(unit=entry.unit, outcome=Verdict.CONFLICT.value, line=entry.line)


def _as_numbered_now(unit: Unit, entry: CatalogueEntry) -> CatalogueEntry:
    """``entry`` with its markers numbered as the unit's are now: the file may be older than a renumbering (G5)."""
    if entry.source == unit.source or not unit.notes:
        return entry
    before = [m.number for m in find_markers(entry.source)]
    if len(before) != len(unit.notes) or before == list(unit.notes):
        return entry
    return replace(entry, target=renumber(entry.target, dict(zip(before, unit.notes, strict=True))))


def _for_another_source(unit: Unit, entry: CatalogueEntry) -> bool:
    """Whether the file shows another source than the unit has now, in more than white space, quotes and numbers."""
    if entry.source == unit.source:
        return False
    return folded(without_markers(entry.source)) != folded(without_markers(unit.source, unit.notes))


def _merge_entry(
    tx: Transaction,
    file: _File,
    unit: Unit,
    target: Target,
    entry: CatalogueEntry,
    base: Copy | None,
    base_version: int,
    earlier: Collection[str],
    now: str,
) -> tuple[EntryOutcome, list[tuple[Event, Target]]]:
    """Merge one entry of a current unit: its outcome and its events."""
    if base is not None and base.text != target.text:
        base = replace(base, text=_as_numbered_now(unit, replace(entry, target=base.text)).target)
    found = merge(
        base,
        Copy(text=target.text, fuzzy=_is_fuzzy(target), comment=target.comment),
        Copy(text=entry.target, fuzzy=entry.fuzzy, comment=entry.translator_comment),
        ours_is_draft=not target.editor and target.origin != "human",
        earlier=earlier,
    )
    verdict, comment = found.verdict, found.comment
    if not target.events and entry.fuzzy and entry.previous_source:
        entry = replace(entry, source=entry.previous_source)  # a clone: the catalogue shows a stale text as one
    outdated = _for_another_source(unit, entry)
    if verdict is Verdict.CONFIRMED and target.state in (State.STALE, State.REJECTED) and not outdated:
        # The same file once more, or one from before, must not undo a rejection: only who was shown it can answer it.
        shown = base is not None and base.fuzzy and base.text == target.text
        if not shown or (target.state is State.REJECTED and target.origin != "human"):
            verdict = Verdict.UNCHANGED
    elif verdict is Verdict.DOUBTED and _doubted_before(tx, file, target, base):
        verdict = Verdict.UNCHANGED
    elif verdict is Verdict.ACCEPTED and outdated and target.editor and target.source_key == source_key(unit):
        verdict = Verdict.CONFLICT
    elif verdict is Verdict.CONFLICT and not outdated:
        verdict = _conflict(tx, file, target, entry, exported=base_version)
    if comment is not None and f"\n{entry.translator_comment}\n" in f"\n{target.comment}\n":
        comment = None  # both were kept before
    return _apply_verdict(target, unit, entry, verdict, comment, file.translator, now, outdated=outdated)


def _conflict(tx: Transaction, file: _File, target: Target, entry: CatalogueEntry, *, exported: int) -> Verdict:
    """A conflict, unless the file itself was imported before and is being worked on.

    Then what it brought is no news, and a newer text replaces the same translator's own. ``exported``: the target's
    version that the file was exported with.
    """
    texts = tx.targets.texts([target.unit], file.locale).get(target.unit, [])
    if any(version > exported and text == entry.target for version, text in texts):
        return Verdict.UNCHANGED
    return Verdict.ACCEPTED if file.translator and target.editor == file.translator else Verdict.CONFLICT


def _doubted_before(tx: Transaction, file: _File, target: Target, base: Copy | None) -> bool:
    """Whether a mark on exactly this text is no news.

    Either this translator's doubt was heard before, and settled since by a signature; or the text was a draft once, and
    the file, whose base is not known, may have been exported then.
    """
    doubted = False
    for event in tx.targets.events(file.record.id, file.locale, target.unit):
        if event.text is not None:
            doubted = base is None and event.action is Action.DRAFT and event.text == target.text
        elif event.action is Action.REMARK and event.actor == file.translator and "doubt" in event.detail:
            doubted = event.detail["doubt"] == "yes"
    return doubted


def _apply_verdict(
    target: Target,
    unit: Unit,
    entry: CatalogueEntry,
    verdict: Verdict,
    comment: str | None,
    translator: str,
    now: str,
    *,
    outdated: bool,
) -> tuple[EntryOutcome, list[tuple[Event, Target]]]:
    """The events of one verdict. ``outdated``: the text was made for an earlier source, so it is stale at once (G5)."""
    events: list[tuple[Event, Target]] = []

    def step(action: Action, **fields: object) -> None:
        current = events[-1][1] if events else target
        event = advance(current, action, actor=translator, at=now, **fields)  # type: ignore[arg-type]
        events.append((event, apply(current, event)))

    made_for = {"source": unit.source, "source_key": source_key(unit)}
    if outdated:
        numbers = tuple(m.number for m in find_markers(entry.source))
        made_for = {
            "source": entry.source,
            "source_key": source_key(replace(unit, source=entry.source, notes=numbers)),
        }
    # A clone without its database: what the catalogue calls a draft is nobody's translation yet (G1).
    draft = _draft_of(entry) if not target.events else ""
    try:
        if verdict is Verdict.ACCEPTED and draft:
            step(Action.DRAFT, text=entry.target, origin=draft, **made_for)
        elif verdict is Verdict.ACCEPTED:
            step(Action.TRANSLATE, text=entry.target, **made_for)
            if entry.fuzzy:
                step(Action.REMARK, detail={"doubt": "yes"})
        elif verdict is Verdict.CONFIRMED and (target.doubt and target.state not in _FUZZY):
            step(Action.REMARK, detail={"doubt": ""})
        elif verdict is Verdict.CONFIRMED and target.state is State.DRAFTED and not outdated:
            step(Action.CONFIRM, **made_for)
        elif verdict is Verdict.CONFIRMED:
            # A stale or rejected text, declared good by a person in its present form.
            step(Action.TRANSLATE, text=entry.target, **made_for)
        elif verdict is Verdict.DOUBTED:
            step(Action.REMARK, detail={"doubt": "yes"})
        if outdated and events and events[-1][1].state in (State.DRAFTED, State.TRANSLATED):
            step(Action.OUTDATE)
        if comment is not None:
            step(Action.REMARK, detail={"comment": comment})
    except GuardError as error:
        refusal = EntryOutcome(
            unit=unit.id,
            outcome="refused",
            line=entry.line,
            code=error.code,
            reason=error.template,
            reason_fields=error.fields,
        )
        return refusal, []
    return (
        EntryOutcome(unit=unit.id, outcome=verdict.value, line=entry.line, comment=comment is not None),
        events,
    )


def _draft_of(entry: CatalogueEntry) -> str:
    """The origin of a draft that a catalogue still shows as one, else ""."""
    if not entry.fuzzy:
        return ""
    return next((line.removeprefix(DRAFT_BY) for line in entry.extracted if line.startswith(DRAFT_BY)), "")
