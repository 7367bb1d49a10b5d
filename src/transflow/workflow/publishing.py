"""Publishing: what every unit's approval allows becomes an immutable release, and a release becomes files (guard G6)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from transflow import __version__
from transflow.config import ArticleSettings
from transflow.domain.article import Article
from transflow.domain.groups import grouping, texts_of
from transflow.domain.identity import digest
from transflow.domain.language import profile
from transflow.domain.people import Right
from transflow.domain.revision import words_hash
from transflow.domain.states import Action, State, Target, signature
from transflow.domain.units import Unit, fits, source_key
from transflow.errors import InputError, TransflowError
from transflow.formats.documents import reader_for
from transflow.formats.renderings import require
from transflow.formats.renderings.losses import Loss
from transflow.workflow.checking import blocking, find, load
from transflow.workflow.composing import compose
from transflow.workflow.placing import Placed, place
from transflow.workflow.revising import is_correction
from transflow.workflow.site import keep_site
from transflow.workflow.workspace import Workspace, authorise, batches, choose_articles, choose_locales

if TYPE_CHECKING:
    from transflow.store.database import Transaction
    from transflow.store.records import ArticleRecord, ReleaseRecord


#: Reason where the source is read into other units than were approved: adding it again sorts that out.
REREAD: Final = "reread"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """Why an article cannot be published in a locale: unit id and a reason.

    The reason is a state, ``changed`` since its approval, the codes of blocking findings, joined by ", ", or
    :data:`REREAD` of the whole article.
    """

    unit: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What publishing did for one article and locale.

    ``outcome``: ``published`` (a new release), ``unchanged`` (this is published already), ``withdrawn`` (and not asked for
    by name) or ``blocked``. ``restores``: the release whose content the latest one repeats, until a text changes.
    ``files`` are the paths of everything that belongs to the release, ``written`` those that changed, ``removed`` those
    that no longer belong to it and are gone; all relative to the workspace. ``lost`` is what formats could not say, by
    path, ``refused`` why one could not be made.
    """

    name: str
    locale: str
    outcome: str
    release: int = 0
    restores: int = 0
    digest: str = ""
    files: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    lost: Mapping[str, tuple[Loss, ...]] = field(default_factory=dict)
    refused: tuple[TransflowError, ...] = ()
    blocked: tuple[Blocked, ...] = ()


def publish(
    workspace: Workspace,
    names: Sequence[str] = (),
    *,
    locales: Sequence[str] = (),
    actor: str,
    dry_run: bool = False,
) -> list[Published]:
    """Publish what is approved and not yet published; what is blocked is reported and stops nothing else.

    What was withdrawn is published again only where ``names`` ask for it.
    """
    chosen = choose_locales(workspace.settings, locales)
    for form in workspace.settings.formats:
        require(form)  # before any release is made that could not be written
    with workspace.store.read() as tx:
        records = choose_articles(tx, names)
    results: list[Published] = []
    for batch in batches(records):
        with workspace.store.read() if dry_run else workspace.store.write() as tx:
            if not dry_run:
                for locale in chosen:
                    authorise(tx, actor, Right.PUBLISH, locale)
            batch = tx.articles.some([r.id for r in batch])  # as they are now: somebody may have added a revision
            outcomes = _release(workspace, tx, batch, chosen, actor, dry_run, named=bool(names))
        # Files follow the database: a crash between the two is healed by publishing again, which changes nothing else.
        touched = [r for r in batch if any(o.name == r.name and o.outcome != "blocked" for o in outcomes)]
        placed = {} if dry_run else place(workspace, touched)
        results += [_with_files(o, placed) for o in outcomes]
        workspace.progress("publish", len(results) // len(chosen), len(records))
    if not dry_run:
        keep_site(workspace)
    return results


def _release(
    workspace: Workspace,
    tx: Transaction,
    records: Sequence[ArticleRecord],
    locales: Sequence[str],
    actor: str,
    dry_run: bool,
    *,
    named: bool,
) -> list[Published]:
    """Decide and record releases for some articles."""
    from transflow.store.records import ReleaseRecord

    loaded = load(tx, records)
    contents = tx.articles.contents([r.id for r in records])
    latest = tx.releases.latest([r.id for r in records])
    first = tx.releases.first([r.id for r in records]) if workspace.settings.correction_notice else {}
    by_machine = _by_machine(tx, records) if workspace.settings.disclosure else frozenset()
    outcomes: list[Published] = []
    for record in records:
        units, stored = loaded[record.id]
        article: Article | None = None
        for locale in locales:
            before = latest.get((record.id, locale))
            if before is not None and before.withdrawn and not named:
                outcomes.append(_outcome(record, locale, "withdrawn", before.number, before.digest))
                continue
            targets = {unit: t for (unit, of), t in stored.items() if of == locale}
            blocked = blocking_units(units, targets)
            if blocked or not units:
                outcomes.append(Published(name=record.name, locale=locale, outcome="blocked", blocked=tuple(blocked)))
                continue
            document = reader_for(PurePosixPath(record.path).suffix)
            try:
                article = article or document.read(contents[record.id], workspace.anatomy(record.revision.main))
            except InputError as error:  # other settings than it was added with, or a reader with other limits
                error.file = record.path
                reread = (Blocked(unit="", reason=REREAD),)
                outcomes.append(
                    Published(name=record.name, locale=locale, outcome="blocked", blocked=reread, refused=(error,))
                )
                continue
            if not fits(article, units):
                reread = (Blocked(unit="", reason=REREAD),)
                outcomes.append(Published(name=record.name, locale=locale, outcome="blocked", blocked=reread))
                continue
            correction = _correction(workspace, tx, record, article, units, locale, first.get((record.id, locale)))
            disclosure = _disclosure(workspace, locale, targets.values(), (record.id, locale) in by_machine)
            snapshot = compose(
                workspace, record, article, contents[record.id], units, targets, locale, correction, disclosure
            )
            content_digest = snapshot.digest()
            versions = sum(targets[unit.id].version for unit in units)
            if before is not None and _held(before, record.revision.number, versions):
                held = _outcome(record, locale, "unchanged", before.number, before.digest)
                outcomes.append(replace(held, restores=before.restores))
                continue
            if before is not None and before.digest == content_digest and not before.withdrawn:
                revision = record.revision.number
                if (before.seen_revision, before.versions) != (revision, versions) and not dry_run:
                    tx.releases.seen(record.id, locale, before.number, revision, versions)
                outcomes.append(_outcome(record, locale, "unchanged", before.number, content_digest))
                continue
            stopped = blocking(find(workspace, units, targets, locale))
            if stopped:
                reasons = tuple(Blocked(unit=u, reason=", ".join(dict.fromkeys(c))) for u, c in stopped.items())
                outcomes.append(Published(name=record.name, locale=locale, outcome="blocked", blocked=reasons))
                continue
            number = before.number + 1 if before is not None else 1
            outcomes.append(_outcome(record, locale, "published", number, content_digest))
            if not dry_run:
                # Whoever signed last may have crashed before the journal was written.
                workspace.keep_journal(record.name, locale, record.id, tx)
                waivers = _waivers(tx, record.id, locale, targets)
                manifest = _manifest(record, locale, number, content_digest, units, targets, waivers)
                tx.releases.add(
                    ReleaseRecord(
                        article_id=record.id,
                        locale=locale,
                        number=number,
                        revision=record.revision.number,
                        digest=content_digest,
                        manifest=json.dumps(manifest, ensure_ascii=False),
                        snapshot=snapshot.packed(),
                        at=workspace.now(),
                        by=actor,
                        seen_revision=record.revision.number,
                        versions=versions,
                        title=snapshot.view.title,
                        description=snapshot.view.description,
                    )
                )
    return outcomes


def _by_machine(tx: Transaction, records: Sequence[ArticleRecord]) -> frozenset[tuple[int, str]]:
    """(Article id, locale) of those in which an approved text began as an engine's draft, whoever changed it since."""
    found = tx.effort.of([record.id for record in records])
    return frozenset((each.article_id, each.locale) for several in found.values() for each in several)


def _disclosure(workspace: Workspace, locale: str, targets: Iterable[Target], drafted: bool) -> str:
    """The line that says that a machine took part; "" where none did, or where nobody wants it said."""
    line = workspace.settings.disclosure.get(locale, "")
    return line if line and (drafted or any(t.origin.startswith("mt:") for t in targets)) else ""


def _held(release: ReleaseRecord, revision: int, versions: int) -> bool:
    """Whether a release was taken back to an earlier one, and no text was changed since."""
    if not release.restores or release.withdrawn:
        return False
    return (release.seen_revision, release.versions) == (revision, versions)


def _correction(
    workspace: Workspace,
    tx: Transaction,
    record: ArticleRecord,
    article: Article,
    units: Sequence[Unit],
    locale: str,
    first: ReleaseRecord | None,
) -> str:
    """The line that says what was published first was corrected since; "" where it was not, or where nobody wants it."""
    if first is None or not is_correction(workspace, tx, record, first, article, units):
        return ""
    own = workspace.settings.articles.get(record.name, ArticleSettings())
    return profile(locale).correction_notice(words=own.correction.get(locale, ""), on=own.corrected)


def _outcome(record: ArticleRecord, locale: str, outcome: str, number: int, content_digest: str) -> Published:
    return Published(name=record.name, locale=locale, outcome=outcome, release=number, digest=content_digest)


def blocking_units(units: Sequence[Unit], targets: Mapping[str, Target]) -> list[Blocked]:
    """Units that keep an article from being published: not approved, or not as it was approved (guards G4 and G6)."""
    blocked = []
    groups = grouping(units, texts_of(targets))
    for unit in units:
        target = targets.get(unit.id)
        if target is None or target.state is not State.APPROVED:
            blocked.append(Blocked(unit=unit.id, reason=(target.state if target else State.NEW).value))
        elif target.signature != signature(groups.key(unit), target.text):
            blocked.append(Blocked(unit=unit.id, reason="changed"))
    return blocked


def _waivers(tx: Transaction, article_id: int, locale: str, targets: Mapping[str, Target]) -> list[Mapping[str, str]]:
    """The findings that people took responsibility for, with their reasons, sorted by unit and code."""
    if not any(target.waived for target in targets.values()):
        return []
    said: dict[tuple[str, str], Mapping[str, str]] = {}
    for event in tx.targets.events(article_id, locale):
        code = event.detail.get("code", "")
        if event.action is Action.WAIVE and event.unit in targets and code in targets[event.unit].waived:
            said[event.unit, code] = {"unit": event.unit, "code": code, "by": event.actor, "reason": event.reason}
    return [said[key] for key in sorted(said)]


def _manifest(
    record: ArticleRecord,
    locale: str,
    number: int,
    content_digest: str,
    units: Sequence[Unit],
    targets: Mapping[str, Target],
    waivers: Sequence[Mapping[str, str]],
) -> dict[str, object]:
    """Who vouched for what. Depends on content only: no clock, no counters."""
    return {
        "made_with": f"transflow {__version__}",
        "article": record.name,
        "locale": locale,
        "release": number,
        "digest": content_digest,
        "source": {"path": record.path, "revision": record.revision.number, "sha256": record.revision.digest},
        "waivers": list(waivers),
        "units": [
            {
                "unit": unit.id,
                "source_hash": source_key(unit),
                "words_hash": words_hash(unit),
                "target_hash": digest(targets[unit.id].text),
                "state": targets[unit.id].state.value,
                "origin": targets[unit.id].origin,
                "translator": targets[unit.id].editor,
                "reviewer": targets[unit.id].reviewer,
                "approver": targets[unit.id].approver,
                "signature": targets[unit.id].signature,
                "waived": sorted(targets[unit.id].waived),
            }
            for unit in units
        ],
    }


def _with_files(outcome: Published, placed: Mapping[tuple[str, str], Placed]) -> Published:
    found = placed.get((outcome.name, outcome.locale), Placed())
    outcome = replace(outcome, removed=tuple(sorted(found.removed)))
    if outcome.outcome == "blocked":
        return outcome
    return replace(
        outcome,
        files=tuple(sorted(found.files)),
        written=tuple(sorted(found.written)),
        lost=found.lost,
        refused=tuple(found.refused),
    )
