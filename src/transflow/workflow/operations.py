"""Looking after a workspace: is it sound, and bringing a clone without its database back to where it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from transflow.domain.groups import grouping, texts_of
from transflow.domain.states import SIGNATURES, Action, Event, State, Target, advance, apply, replay, signature
from transflow.errors import GuardError
from transflow.store.records import ArticleRecord
from transflow.workflow import journal, spelling
from transflow.workflow.checking import blocking, find, load
from transflow.workflow.effort import efforts
from transflow.workflow.importing import Imported, import_catalogues
from transflow.workflow.intake import Added, add
from transflow.workflow.reporting import Strayed, strayed_sources
from transflow.workflow.workspace import Workspace, article_files, batches, choose_articles


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What the doctor found: how much was looked at, and each thing that is wrong, as (code, what).

    ``strayed`` are source files that are gone or not what was added: nothing is wrong with that, but good to know.
    """

    articles: int
    units: int
    targets: int
    events: int
    ailments: tuple[tuple[str, str], ...]
    strayed: tuple[Strayed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What a rebuild did: articles added, catalogues imported, signatures restored and those that do not fit any more."""

    added: tuple[Added, ...]
    imported: tuple[Imported, ...]
    restored: int
    unfit: int


def diagnose(workspace: Workspace) -> Diagnosis:
    """Whether states are the replay of their events. What is derived (counts, post-editing effort) is counted anew."""
    ailments: list[tuple[str, str]] = []
    units = targets = events = 0
    miscounted: list[ArticleRecord] = []
    with workspace.store.read() as tx:
        records = choose_articles(tx, [])
        for batch in batches(records):
            spent = tx.effort.of(record.id for record in batch)
            for record in batch:
                its_units, stored = load(tx, [record])[record.id]
                history = _by_target(past := tx.targets.events(record.id))
                if efforts(record.id, past, its_units) != spent.get(record.id, []):
                    miscounted.append(record)
                events += len(past)
                for key, target in stored.items():
                    if replay(*key, history.get(key, [])) != target:
                        ailments.append(("state-differs-from-events", f"{key[0]} {key[1]}"))
                units += len(its_units)
                targets += len(stored)
    with workspace.store.write() as tx:
        tx.targets.rebuild_tally()
    for batch in batches(miscounted):
        _recount_effort(workspace, batch)
    ailments += spelling.missing(workspace.root, workspace.settings, workspace.settings.locales)
    return Diagnosis(
        articles=len(records),
        units=units,
        targets=targets,
        events=events,
        ailments=tuple(ailments),
        strayed=strayed_sources(workspace, records, thorough=True),
    )


def _by_target(events: Sequence[Event]) -> dict[tuple[str, str], list[Event]]:
    """(Unit, locale) → its events, in order."""
    histories: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        histories.setdefault((event.unit, event.locale), []).append(event)
    return histories


def _recount_effort(workspace: Workspace, records: Sequence[ArticleRecord]) -> None:
    """Count post-editing effort from the events as they are now: people may have gone on since they were read."""
    with workspace.store.write() as tx:
        tx.effort.hold(record.id for record in records)
        loaded = load(tx, records)
        for record in records:
            units, _ = loaded[record.id]
            tx.effort.replace([record.id], efforts(record.id, tx.targets.events(record.id), units))


def rebuild(workspace: Workspace, *, actor: str) -> Rebuilt:
    """Add every article, import every catalogue, and restore the signatures that still fit (guard G4)."""
    added = add(workspace, [], actor=actor) if article_files(workspace.root) else []
    with workspace.store.read() as tx:
        names = [r.name for r in choose_articles(tx, [])]
    paths = [
        path
        for locale in workspace.settings.locales
        for name in names
        if (path := workspace.catalogue_path(locale, name)).is_file()
    ]
    imported = import_catalogues(workspace, paths, actor=actor) if paths else []
    restored = unfit = 0
    for name in names:
        for locale in workspace.settings.locales:
            lines = journal.read(workspace.journal_path(locale, name))
            if lines:
                fits, misfits = restore(workspace, name, locale, lines)
                restored += fits
                unfit += misfits
    return Rebuilt(added=tuple(added), imported=tuple(imported), restored=restored, unfit=unfit)


def restore(workspace: Workspace, name: str, locale: str, lines: Sequence[journal.Signed]) -> tuple[int, int]:
    """Sign again, as the journal says, what is exactly what was signed. Returns (signatures restored, not fitting)."""
    restored = unfit = 0
    with workspace.store.write() as tx:
        record = choose_articles(tx, [name])[0]
        units, stored = load(tx, [record], locale)[record.id]
        targets = {unit: target for (unit, _), target in stored.items()}
        by_id = {u.id: u for u in units}
        groups = grouping(units, texts_of(targets))
        blocked = blocking(find(workspace, units, targets, locale))
        changes: list[tuple[int, Event, Target]] = []
        by_unit: dict[str, list[journal.Signed]] = {}
        for line in lines:
            by_unit.setdefault(line.unit, []).append(line)
        for unit_id, its_lines in by_unit.items():
            counting = journal.standing(its_lines)
            unit, target = by_id.get(unit_id), targets.get(unit_id)
            if unit is None or target is None:
                unfit += bool(counting)
                continue
            key = groups.key(unit)
            fitting = [line for line in counting if line.signature == signature(key, target.text)]
            unfit += bool(counting) and not fitting
            for line in fitting:
                events = _again(target, line, key, blocked.get(unit_id, ()), workspace)
                if events is None:
                    unfit += 1
                    break
                for event in events:
                    target = apply(target, event)
                    changes.append((record.id, event, target))
                restored += bool(events)
        if changes:
            tx.targets.record(changes)
    return restored, unfit


def _again(
    target: Target, line: journal.Signed, key: str, codes: Sequence[str], workspace: Workspace
) -> list[Event] | None:
    """The events that repeat one line of a journal; empty where it stands already, None where a guard says no."""
    if _stands(target, line):
        return []
    events: list[Event] = []
    give = partial(advance, at=line.at)
    try:
        if line.translator and target.editor != line.translator and target.state is not State.APPROVED:
            events.append(give(target, Action.TRANSLATE, actor=line.translator, text=target.text, source_key=key))
            target = apply(target, events[-1])
        if line.action is Action.WAIVE:
            events.append(give(target, Action.WAIVE, actor=line.by, reason=line.reason, detail={"code": line.code}))
        elif line.action is Action.REJECT:
            events.append(give(target, Action.REJECT, actor=line.by, reason=line.reason))
        elif line.action in SIGNATURES:
            rules = workspace.settings.rules
            events.append(give(target, line.action, actor=line.by, source_key=key, blocking=codes, rules=rules))
    except GuardError:
        return None
    return events


def _stands(target: Target, line: journal.Signed) -> bool:
    """Whether the database says already what a line of the journal says."""
    match line.action:
        case Action.ACCEPT:
            return target.reviewer == line.by
        case Action.APPROVE:
            return target.approver == line.by
        case Action.WAIVE:
            return line.code in target.waived
        case Action.REJECT:
            return target.state is State.REJECTED
    return target.editor == line.translator
