"""Taking an import back: what stood before it stands again, but for what somebody went on with since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from transflow.domain.findings import Finding
from transflow.domain.identity import digest
from transflow.domain.people import Right
from transflow.domain.states import Action, Event, Target, apply, replay, undo
from transflow.errors import N_, UnknownThingError, UsageError
from transflow.workflow import journal
from transflow.workflow.checking import find, load
from transflow.workflow.workspace import Workspace, authorise

if TYPE_CHECKING:
    from transflow.store.database import Transaction
    from transflow.store.records import ArticleRecord, ImportRecord

#: So many imports are listed.
LISTED: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One import: its number, who and when, and how many targets each file changed."""

    number: int
    at: str
    actor: str
    files: tuple[tuple[str, int], ...]
    undone_at: str
    undone_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What taking back did with one file: the units that are as before, and those that somebody went on with since."""

    path: str
    name: str
    locale: str
    back: tuple[str, ...]
    kept: tuple[str, ...]
    findings: tuple[Finding, ...] = ()


def runs(workspace: Workspace) -> list[Run]:
    """The last imports that changed something, the latest first."""
    with workspace.store.read() as tx:
        records = tx.imports.last_runs(LISTED)
    grouped: dict[int, list[ImportRecord]] = {}
    for record in records:
        grouped.setdefault(record.run, []).append(record)
    return [
        Run(
            number=number,
            at=files[0].at,
            actor=files[0].actor,
            files=tuple((file.path, len(file.changes)) for file in files),
            undone_at=max(file.undone_at for file in files),
            undone_by=files[0].undone_by,
        )
        for number, files in grouped.items()
    ]


def take_back(workspace: Workspace, number: int = 0, *, actor: str, dry_run: bool = False) -> tuple[int, list[Undone]]:
    """Take an import back (the latest that still stands where ``number`` is 0): its number, and what became of each file."""
    with workspace.store.read() if dry_run else workspace.store.write() as tx:
        records = _wanted(tx, number)
        articles = {article.id: article for article in tx.articles.some([record.article_id for record in records])}
        results = []
        for record in records:
            if not dry_run:
                authorise(tx, actor, Right.TRANSLATE, record.locale)
            results.append(_undo_file(workspace, tx, articles[record.article_id], record, actor, dry_run))
    return records[0].run, results


def _standing(events: Sequence[Event]) -> int:
    """The number of the last event that still counts: an import that was taken back is as if it had not been."""
    number = len(events)
    while number and events[number - 1].action is Action.UNDO:
        number = int(events[number - 1].detail["first"]) - 1
    return number


def _wanted(tx: Transaction, number: int) -> list[ImportRecord]:
    if number:
        records = tx.imports.of_run(number)
        if not records:
            raise UnknownThingError(
                N_("There was no import {number}."),
                number=number,
                remedy=N_("'transflow import --list' shows the last ones."),
            )
        if all(record.undone_at for record in records):
            raise UsageError(
                N_("Import {number} was taken back already, by {person}."),
                number=number,
                person=records[0].undone_by,
                remedy=N_("'transflow import --again FILE' takes its texts once more."),
            )
        return [record for record in records if not record.undone_at]
    standing = tx.imports.standing()
    if not standing:
        raise UnknownThingError(
            N_("There is no import that could be taken back."),
            remedy=N_("'transflow import --list' shows the last ones."),
        )
    return standing


def _undo_file(
    workspace: Workspace, tx: Transaction, article: ArticleRecord, record: ImportRecord, actor: str, dry_run: bool
) -> Undone:
    units, stored = load(tx, [article], record.locale)[article.id]
    targets = {unit: target for (unit, _), target in stored.items()}
    history: dict[str, list[Event]] = {}
    for event in tx.targets.events(article.id, record.locale):
        if event.unit in record.changes:
            history.setdefault(event.unit, []).append(event)
    changes: list[tuple[int, Event, Target]] = []
    kept: list[str] = []
    texts: dict[str, str] = {}
    for unit, (first, last) in record.changes.items():
        target = targets.get(unit)
        if target is None or _standing(history[unit]) != last:
            kept.append(unit)
            continue
        earlier = replay(unit, record.locale, history[unit][: first - 1])
        event = undo(target, earlier, actor=actor, at=workspace.now(), run=record.run, first=first)
        changes.append((article.id, event, apply(target, event)))
        texts[unit] = digest(target.text)
    after = targets | {target.unit: target for _, _, target in changes}
    findings = find(workspace, units, after, record.locale)
    if not dry_run:
        tx.targets.record(changes)
        tx.findings.replace([article.id], record.locale, [(article.id, f) for f in findings])
        tx.imports.take_back(record, actor, workspace.now(), texts)
        if any(journal.speaks_of(after[unit]) or journal.speaks_of(targets[unit]) for unit in texts):
            workspace.keep_journal(article.name, record.locale, article.id, tx)
    order: Sequence[str] = [unit.id for unit in units]
    place = {unit: number for number, unit in enumerate(order)}
    return Undone(
        path=record.path,
        name=article.name,
        locale=record.locale,
        back=tuple(sorted(texts, key=lambda unit: place.get(unit, len(place)))),
        kept=tuple(sorted(kept, key=lambda unit: place.get(unit, len(place)))),
        findings=tuple(f for f in findings if f.unit in texts),
    )
