"""Intake: source files become articles, revisions and units; what changed is carried, outdated, retired or restored."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from transflow.domain.article import Revision
from transflow.domain.findings import Finding
from transflow.domain.people import Right
from transflow.domain.revision import Report
from transflow.domain.segmentation import Segmenter
from transflow.domain.states import Action, Target
from transflow.domain.units import Unit, fits
from transflow.errors import N_, TransflowError, UnknownThingError, UsageError
from transflow.files import write_whole
from transflow.workflow.candidates import Candidate, Source, gather, placed, read_candidate
from transflow.workflow.planning import Plan, apply_plan, cited_by_waiting, keep_journals, plan_new, plan_revision
from transflow.workflow.workspace import (
    ARTICLES,
    Workspace,
    article_files,
    authorise,
    batches,
    folded_name,
    refuse_twins,
)

if TYPE_CHECKING:
    from transflow.store.database import Transaction
    from transflow.store.records import ArticleRecord, Suggestion


_TAKEN: Final = N_("“{name}” is already the name of {other}.")
_RENAME: Final = N_("Rename one of the two files.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of one file.

    ``outcome``: ``new``, ``revision``, ``unchanged``, ``refused`` (``error`` says why), or ``reread`` where the same source
    is read into other units than before (by a newer transflow, or by other settings); of a container ``opened`` (its
    ``documents`` follow), of a file in a folder that is in no known format ``skipped``.

    ``changes`` counts units by what happened to them, ``report`` is there for a revision.
    """

    path: str
    outcome: str
    name: str = ""
    revision: int = 0
    units: int = 0
    words: int = 0
    notes: int = 0
    documents: int = 0
    changes: Mapping[str, int] = field(default_factory=dict)
    outdated: int = 0
    findings: tuple[Finding, ...] = ()
    error: TransflowError | None = None
    report: Report | None = None


def add(workspace: Workspace, files: Sequence[Path], *, actor: str, dry_run: bool = False) -> list[Added]:
    """Add ``files`` (all below ``articles/`` where empty). A refused file is reported, the rest goes on."""
    sources, noticed = gather(workspace, files)
    if not files:
        sources = [Source(path=path, shown=workspace.shown(path)) for path in article_files(workspace.root)]
    if not sources and not noticed:
        raise UnknownThingError(
            N_("There is no article to add in {folder}/."),
            folder=ARTICLES,
            remedy=N_("Put a text file there, or name one: transflow add FILE."),
        )
    with workspace.store.read() as tx:
        revisions = {record.name: record.revision for record in tx.articles.all()}
    outcomes = _clashing(workspace, sources, revisions)
    left = [position for position in range(len(sources)) if position not in outcomes]
    done = 0
    for batch in batches(left):
        added = _add_batch(workspace, {position: sources[position] for position in batch}, revisions, actor, dry_run)
        outcomes |= added
        done += len(batch)
        workspace.progress("add", done, len(left))
    others = [
        Added(path=n.path, outcome=n.outcome, documents=n.documents, findings=n.noticed, error=n.error) for n in noticed
    ]
    return others + [added for _, added in sorted(outcomes.items()) if added is not None]


def _clashing(workspace: Workspace, sources: Sequence[Source], known: Iterable[str]) -> dict[int, Added | None]:
    """Files that cannot be added beside those before them, by position; None where it is the same file again."""
    outcomes: dict[int, Added | None] = {}
    first: dict[str, int] = {}
    names = {folded_name(name): name for name in known}
    for position, source in enumerate(sources):
        try:
            if source.content is None and not source.path.is_file():
                continue
            name = placed(workspace, source.path).name
            earlier = first.setdefault(name, position)
            other = sources[earlier]
            same = other.path.resolve() == source.path.resolve() and other.content == source.content
        except (TransflowError, OSError, RuntimeError):
            continue  # said where it is read
        if earlier != position:
            outcomes[position] = None if same else _refused(source.shown, name, other.shown)
            continue
        try:
            refuse_twins(name, names)
        except UsageError as error:
            error.file = source.shown
            outcomes[position] = Added(path=error.file, outcome="refused", name=name, error=error)
    return outcomes


def _refused(shown: str, name: str, other: str) -> Added:
    error = UsageError(_TAKEN, file=shown, name=name, other=other, remedy=_RENAME)
    return Added(path=shown, outcome="refused", name=name, error=error)


def _add_batch(
    workspace: Workspace,
    sources: Mapping[int, Source],
    revisions: Mapping[str, Revision],
    actor: str,
    dry_run: bool,
) -> dict[int, Added]:
    """Read, plan and apply some files in one transaction."""
    segmenter = workspace.segmenter()
    outcomes: dict[int, Added] = {}
    candidates: dict[int, Candidate] = {}
    for position, source in sources.items():
        try:
            candidates[position] = read_candidate(workspace, source, revisions)
        except TransflowError as error:
            error.file = error.file or source.shown
            outcomes[position] = Added(path=source.shown, outcome="refused", error=error)
    with workspace.store.read() if dry_run else workspace.store.write() as tx:
        known = {c.name: tx.articles.get(c.name) for c in candidates.values()}
        plans = _plans(workspace, tx, candidates, known, segmenter, outcomes, actor)
        if plans and not dry_run:
            authorise(tx, actor, Right.ADD)
            _apply(tx, workspace, plans, known, actor)
            for plan in plans.values():
                record = known[plan.candidate.name]
                if record is not None:
                    keep_journals(workspace, tx, record, plan)
            for plan in plans.values():  # last before the commit: what cannot be stored overwrites no file
                if plan.candidate.copy_to is not None:
                    write_whole(plan.candidate.copy_to, plan.candidate.content)
    return outcomes


def _plans(
    workspace: Workspace,
    tx: Transaction,
    candidates: Mapping[int, Candidate],
    known: Mapping[str, ArticleRecord | None],
    segmenter: Segmenter,
    outcomes: dict[int, Added],
    actor: str,
) -> dict[int, Plan]:
    """A plan for each candidate that brings something new; the outcome of every candidate goes to ``outcomes``."""
    plans: dict[int, Plan] = {}
    ids = [record.id for record in known.values() if record is not None]
    old_units = tx.units.of(ids) if ids else {}
    targets: dict[str, dict[tuple[str, str], Target]] = {}
    for (unit, locale), target in (tx.targets.of(ids) if ids else {}).items():
        targets.setdefault(unit.rpartition("/")[0], {})[unit, locale] = target
    offered: dict[int, list[Suggestion]] = {}
    for suggestion in tx.suggestions.open(ids) if ids else ():
        offered.setdefault(suggestion.article_id, []).append(suggestion)
    now = workspace.now()
    for position, candidate in candidates.items():
        record = known[candidate.name]
        try:
            _refuse_clash(candidate, record)
        except TransflowError as error:
            outcomes[position] = Added(path=candidate.path, outcome="refused", name=candidate.name, error=error)
            continue
        same = record is not None and record.revision.digest == candidate.digest
        if record is not None and same and fits(candidate.article, units := old_units.get(record.id, [])):
            outcomes[position] = _outcome(candidate, "unchanged", record.revision.number, units)
            continue
        if record is None:
            plan = plan_new(candidate, segmenter, _adopted_ids(workspace, tx, candidate.name))
            outcomes[position] = _outcome(candidate, "new", 1, plan.units)
        else:
            held = targets.get(record.name, {})
            plan = plan_revision(
                candidate,
                segmenter,
                tx.cuts.get(record.id),
                old_units.get(record.id, []),
                tx.units.retired(record.id),
                held,
                locales=workspace.settings.locales,
                offered=offered.get(record.id, ()),
                units_then=tx.articles.units_then(record.id, candidate.digest),
                cited=cited_by_waiting(tx, record.id, held),
                actor=actor,
                now=now,
            )
            number = record.revision.number
            outcomes[position] = (
                _outcome(candidate, "reread", number, plan.units, plan)
                if same
                else _outcome(candidate, "revision", number + 1, plan.units, plan)
            )
        plans[position] = plan
    return plans


def _refuse_clash(candidate: Candidate, record: ArticleRecord | None) -> None:
    """Two files cannot be one article, and a file outside never overwrites one inside that holds unsaved work."""
    if record is not None and record.path != candidate.path:
        raise UsageError(_TAKEN, file=candidate.path, name=candidate.name, other=record.path, remedy=_RENAME)
    if candidate.copy_to is not None and candidate.copy_to.exists():
        present = candidate.copy_to.read_bytes()
        if present != candidate.content and (record is None or sha256(present).hexdigest() != record.revision.digest):
            raise UsageError(
                N_("{path} exists and was changed since it was last added."),
                file=candidate.path,
                path=candidate.path,
                remedy=N_("Add that file first, then this one again."),
            )


def _outcome(
    candidate: Candidate, outcome: str, revision: int, units: Sequence[Unit], plan: Plan | None = None
) -> Added:
    return Added(
        path=candidate.path,
        outcome=outcome,
        name=candidate.name,
        revision=revision,
        units=len(units),
        words=sum(u.words for u in units),
        notes=len(candidate.article.notes),
        changes=plan.changes if plan else {},
        outdated=sum(e.action is Action.OUTDATE for e, _ in plan.events) if plan else 0,
        findings=candidate.article.findings,
        report=plan.report if plan else None,
    )


def _adopted_ids(workspace: Workspace, tx: Transaction, name: str) -> dict[str, list[str]]:
    """Identities that existing catalogues give to source texts: a clone without its database keeps its unit ids.

    Only what this article could have given itself, each once: an identity that a catalogue gives to another text than
    the one before it, or that the database knows of another article, is not adopted.
    """
    own = re.compile(re.escape(name) + r"/[A-Z2-7]{8}")
    texts: dict[str, str] = {}
    for locale in workspace.settings.locales:
        path = workspace.catalogue_path(locale, name)
        if not path.is_file():
            continue
        from transflow.formats.catalogues.po import read_po

        try:
            incoming = read_po(path.read_bytes())
        except (TransflowError, OSError):
            continue  # a broken catalogue is import's business, and is said there
        for entry in incoming.entries:
            if not entry.obsolete and own.fullmatch(entry.unit):
                texts.setdefault(entry.unit, entry.source)
    adopted: dict[str, list[str]] = {}
    elsewhere = tx.units.get(texts) if texts else {}
    for unit, source in texts.items():
        if unit not in elsewhere:
            adopted.setdefault(source, []).append(unit)
    return adopted


def _apply(
    tx: Transaction,
    workspace: Workspace,
    plans: Mapping[int, Plan],
    known: Mapping[str, ArticleRecord | None],
    actor: str,
) -> None:
    """Write plans in bulk."""
    from transflow.store.records import NewArticle

    now = workspace.now()
    ids: dict[str, int] = {name: record.id for name, record in known.items() if record is not None}
    new = [
        NewArticle(
            name=plan.candidate.name,
            path=plan.candidate.path,
            format=plan.candidate.format,
            source_locale=workspace.settings.source,
            revision=_revision(plan.candidate, 1, now, actor),
            content=plan.candidate.content,
            units=tuple(unit.id for unit in plan.units),
        )
        for plan in plans.values()
        if known[plan.candidate.name] is None
    ]
    if new:
        ids |= tx.articles.add(new)
    for plan in plans.values():
        record = known[plan.candidate.name]
        if record is not None and record.revision.digest != plan.candidate.digest:
            revision = _revision(plan.candidate, record.revision.number + 1, now, actor)
            tx.articles.add_revision(record.id, revision, plan.candidate.content, [unit.id for unit in plan.units])
    apply_plan(tx, {ids[plan.candidate.name]: plan for plan in plans.values()})


def _revision(candidate: Candidate, number: int, now: str, actor: str) -> Revision:
    return Revision(number=number, digest=candidate.digest, added_at=now, added_by=actor, main=candidate.main)
