"""Segmenting: sentences of plain paragraphs, and splitting or joining units by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from transflow.domain.people import Right
from transflow.domain.segmentation import Segmenter
from transflow.domain.states import Action
from transflow.domain.units import Cuts, Unit, may_split
from transflow.errors import N_, UnknownThingError, UsageError
from transflow.formats.documents import reader_for
from transflow.workflow.intake import Candidate, apply_plan, keep_journals, plan_revision
from transflow.workflow.workspace import Workspace, authorise, choose_articles


def sentences(paragraphs: Sequence[str], segmenter: Segmenter) -> list[list[str]]:
    """The sentences of each paragraph."""
    return [segmenter.sentences(paragraph) for paragraph in paragraphs]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recut:
    """What a split or join by hand did: the article's units that are new, and how many went stale."""

    name: str
    units: tuple[Unit, ...]
    outdated: int


def split(workspace: Workspace, unit_id: str, offset: int, *, actor: str, dry_run: bool = False) -> Recut:
    """Split a unit at ``offset`` code points of its source; every later revision is split there too."""
    name = unit_id.rpartition("/")[0]
    return _recut(workspace, name, [unit_id], offset, actor, dry_run)


def join(workspace: Workspace, first: str, second: str, *, actor: str, dry_run: bool = False) -> Recut:
    """Make two neighbouring units of a block one; every later revision joins them too."""
    return _recut(workspace, first.rpartition("/")[0], [first, second], 0, actor, dry_run)


def _recut(workspace: Workspace, name: str, ids: Sequence[str], offset: int, actor: str, dry_run: bool) -> Recut:
    with workspace.store.read() if dry_run else workspace.store.write() as tx:
        record = choose_articles(tx, [name])[0]
        if not dry_run:
            authorise(tx, actor, Right.ADD)
        old = tx.units.of([record.id])[record.id]
        by_id = {u.id: u for u in old}
        for unit_id in ids:
            if unit_id not in by_id:
                raise UnknownThingError(name=unit_id)
        cuts = _with(tx.cuts.get(record.id), [by_id[i] for i in ids], offset)
        content = tx.articles.content(record.id)
        candidate = Candidate(
            name=record.name,
            path=record.path,
            format=record.format,
            content=content,
            digest=record.revision.digest,
            article=reader_for(PurePosixPath(record.path).suffix).read(content, workspace.anatomy()),
        )
        plan = plan_revision(
            candidate,
            workspace.segmenter(),
            cuts,
            old,
            tx.units.retired(record.id),
            tx.targets.of([record.id]),
            actor=actor,
            now=workspace.now(),
        )
        if not dry_run:
            tx.cuts.save(record.id, cuts)
            apply_plan(tx, {record.id: plan})
            keep_journals(workspace, tx, record, plan)
    fresh = tuple(u for u in plan.units if u.id not in by_id or u.source != by_id[u.id].source)
    outdated = sum(event.action is Action.OUTDATE for event, _ in plan.events)
    return Recut(name=record.name, units=fresh, outdated=outdated)


def _with(cuts: Cuts, units: Sequence[Unit], offset: int) -> Cuts:
    """``cuts`` and one more; a split undoes a join of the same words, and the other way round."""
    if len(units) == 1:
        source = units[0].source
        if not 0 < offset < len(source):
            raise UsageError(N_("The offset must lie inside the unit (1 to {last})."), last=len(source) - 1, remedy="")
        if not may_split(source, units[0].notes, offset):
            raise UsageError(
                N_("The offset {offset} lies inside a note marker or an address."),
                offset=offset,
                remedy=N_("Choose an offset before or after it."),
            )
        left, right = source[:offset].rstrip(), source[offset:].lstrip()
        if (left, right) in cuts.joins:
            return replace(cuts, joins=cuts.joins - {(left, right)})
        offsets = tuple(sorted({*cuts.splits.get(source, ()), offset}))
        return replace(cuts, splits={**cuts.splits, source: offsets})
    first, second = units
    if first.block != second.block or second.ordinal != first.ordinal + 1:
        raise UsageError(N_("Only two neighbouring units of one paragraph can be joined, in their order."))
    whole = first.source + first.gap + second.source
    if whole in cuts.splits:
        cut_at = len(first.source) + len(first.gap)
        others = tuple(o for o in cuts.splits[whole] if not len(first.source) <= o <= cut_at)
        splits = {k: v for k, v in cuts.splits.items() if k != whole} | ({whole: others} if others else {})
        return replace(cuts, splits=splits)
    return replace(cuts, joins=cuts.joins | {(first.source, second.source)})
