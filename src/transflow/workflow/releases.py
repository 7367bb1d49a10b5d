"""Releases after they were made: listing and comparing them, taking one back to an earlier one, withdrawing one.

Making them is :mod:`transflow.workflow.publishing`; whether what is published is still what was released,
:mod:`transflow.workflow.verifying`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from transflow.domain.people import Right
from transflow.domain.release import Changed, changes
from transflow.errors import N_, UnknownThingError, UsageError
from transflow.workflow.composing import Snapshot
from transflow.workflow.placing import Placed, place
from transflow.workflow.site import keep_site
from transflow.workflow.workspace import Workspace, authorise, batches, choose_articles, choose_locales

if TYPE_CHECKING:
    from transflow.store.database import Transaction
    from transflow.store.records import ArticleRecord, ReleaseRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A release as lists show it. ``current``: it is the one that is published."""

    name: str
    release: ReleaseRecord
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What taking back or withdrawing did for one article and locale.

    ``outcome``: ``restored``, ``withdrawn`` or ``unchanged``. ``release`` is the latest release's number now, ``restores``
    the one whose content it repeats. Paths are relative to the workspace; ``kept`` are files that somebody changed, so that
    they still stand where a withdrawn release was.
    """

    name: str
    locale: str
    outcome: str
    release: int
    restores: int = 0
    reason: str = ""
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two releases of an article in a locale, and what readers see changed from the one to the other."""

    name: str
    locale: str
    before: ReleaseRecord
    after: ReleaseRecord
    changes: tuple[Changed, ...]


def listed(workspace: Workspace, names: Sequence[str] = (), *, locales: Sequence[str] = ()) -> list[Listed]:
    """The releases of articles (of all where ``names`` is empty), the latest first within an article and locale."""
    chosen = choose_locales(workspace.settings, locales)
    with workspace.store.read() as tx:
        records = {record.id: record for record in choose_articles(tx, names)}
        if names:
            found = [release for i in records for locale in chosen for release in tx.releases.of(i, locale)]
        else:
            found = [r for (i, locale), r in tx.releases.latest().items() if i in records and locale in chosen]
    last: dict[tuple[int, str], int] = {}
    for release in found:
        key = (release.article_id, release.locale)
        last[key] = max(last.get(key, 0), release.number)
    found.sort(key=lambda r: (records[r.article_id].name, chosen.index(r.locale), -r.number))
    return [
        Listed(
            name=records[release.article_id].name,
            release=release,
            current=not release.withdrawn and release.number == last[release.article_id, release.locale],
        )
        for release in found
    ]


def compare(workspace: Workspace, name: str, locale: str, *, before: int = 0, after: int = 0) -> Compared:
    """What changed between two releases: from the one before the latest to the latest where no numbers are given."""
    choose_locales(workspace.settings, [locale])
    with workspace.store.read() as tx:
        (record,) = choose_articles(tx, [name])
        known = {release.number: release for release in tx.releases.of(record.id, locale, snapshots=True)}
    last = max(known, default=0)
    later = _numbered(known, after or last, name, locale)
    earlier = _numbered(known, before or later.number - 1, name, locale)
    then, now = (Snapshot.unpacked(release.snapshot).view for release in (earlier, later))
    return Compared(name=name, locale=locale, before=earlier, after=later, changes=changes(then, now))


def _numbered(known: dict[int, ReleaseRecord], number: int, name: str, locale: str) -> ReleaseRecord:
    if number not in known:
        raise UnknownThingError(
            N_("“{name}” has no release {number} in {locale}."),
            name=name,
            number=number,
            locale=locale,
            remedy=N_("'transflow releases ARTICLE' lists its releases."),
        )
    return known[number]


def roll_back(
    workspace: Workspace,
    names: Sequence[str],
    *,
    number: int,
    locales: Sequence[str] = (),
    actor: str,
    dry_run: bool = False,
) -> list[Moved]:
    """Publish release ``number`` again, as a new release with the same content.

    It holds until a text or the source changes: publishing everything does not bring back what was taken away.
    """
    if len(names) != 1:
        raise UsageError(N_("Name the one article that is meant."), remedy=N_("Run the command once for each."))
    chosen = choose_locales(workspace.settings, locales)
    with workspace.store.read() if dry_run else workspace.store.write() as tx:
        (record,) = choose_articles(tx, names)
        if not dry_run:
            for locale in chosen:
                authorise(tx, actor, Right.PUBLISH, locale)
        moved = [
            move
            for locale in chosen
            if (move := _restore(workspace, tx, record, locale, number, actor, dry_run, alone=len(chosen) == 1))
        ]
    if not moved:
        _numbered({}, number, record.name, ", ".join(chosen))
    placed = {} if dry_run else place(workspace, [record])
    if not dry_run:
        keep_site(workspace)
    return _with_files(moved, placed)


def _restore(
    workspace: Workspace,
    tx: Transaction,
    record: ArticleRecord,
    locale: str,
    number: int,
    actor: str,
    dry_run: bool,
    *,
    alone: bool,
) -> Moved | None:
    """Make the release that repeats ``number``; None where this locale, one of several, has no such release."""
    known = {release.number: release for release in tx.releases.of(record.id, locale, snapshots=True)}
    if number not in known and not alone:
        return None
    wanted = _numbered(known, number, record.name, locale)
    latest = known[max(known)]
    if wanted.withdrawn:
        raise UsageError(
            N_("Release {number} of “{name}” in {locale} was withdrawn: {reason}."),
            name=record.name,
            number=number,
            locale=locale,
            reason=wanted.withdrawn,
            remedy=N_("Take another release, or publish the article anew."),
        )
    if latest.digest == wanted.digest and not latest.withdrawn:
        return Moved(
            name=record.name, locale=locale, outcome="unchanged", release=latest.number, restores=latest.restores
        )
    again = latest.number + 1
    if not dry_run:
        ids = [unit.id for unit in tx.units.of([record.id]).get(record.id, [])]
        targets = {unit: target for (unit, of), target in tx.targets.of([record.id], locale).items() if of == locale}
        manifest = {**json.loads(wanted.manifest), "release": again, "restores": number}
        tx.releases.add(
            replace(
                wanted,
                number=again,
                restores=number,
                manifest=json.dumps(manifest, ensure_ascii=False),
                at=workspace.now(),
                by=actor,
                seen_revision=record.revision.number,
                versions=sum(targets[unit].version for unit in ids if unit in targets),
            )
        )
    return Moved(name=record.name, locale=locale, outcome="restored", release=again, restores=number)


def withdraw(
    workspace: Workspace,
    names: Sequence[str],
    *,
    locales: Sequence[str] = (),
    reason: str,
    actor: str,
    dry_run: bool = False,
) -> list[Moved]:
    """Take articles out of what is published; they stay withdrawn until somebody publishes them by name."""
    if not names:
        raise UsageError(
            N_("Name the articles to withdraw."), remedy=N_("'transflow releases' lists what is published.")
        )
    chosen = choose_locales(workspace.settings, locales)
    with workspace.store.read() as tx:
        records = choose_articles(tx, names)
    results: list[Moved] = []
    for batch in batches(records):
        moved = []
        with workspace.store.read() if dry_run else workspace.store.write() as tx:
            if not dry_run:
                for locale in chosen:
                    authorise(tx, actor, Right.PUBLISH, locale)
            latest = tx.releases.latest([record.id for record in batch])
            for record in batch:
                for locale in chosen:
                    release = latest.get((record.id, locale))
                    if release is None:
                        continue
                    outcome = "unchanged" if release.withdrawn else "withdrawn"
                    if outcome == "withdrawn" and not dry_run:
                        number, now = release.number, workspace.now()
                        tx.releases.withdraw(record.id, locale, number, reason, by=actor, at=now)
                    said = release.withdrawn or reason
                    moved.append(
                        Moved(name=record.name, locale=locale, outcome=outcome, release=release.number, reason=said)
                    )
        results += _with_files(moved, {} if dry_run else place(workspace, batch))
        workspace.progress("withdraw", len(results), len(records) * len(chosen))
    if not dry_run:
        keep_site(workspace)
    return results


def _with_files(moved: Sequence[Moved], placed: dict[tuple[str, str], Placed]) -> list[Moved]:
    results = []
    for move in moved:
        files = placed.get((move.name, move.locale), Placed())
        written, removed, kept = (tuple(sorted(paths)) for paths in (files.written, files.removed, files.kept))
        results.append(replace(move, written=written, removed=removed, kept=kept))
    return results
