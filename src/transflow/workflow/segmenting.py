"""Segmenting: sentences of plain paragraphs, and splitting or joining units by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import PurePosixPath

from transflow.domain.people import Right
from transflow.domain.segmentation import Segmenter
from transflow.domain.states import Action
from transflow.domain.units import Cuts, Unit, may_split
from transflow.errors import N_, UnknownThingError, UsageError
from transflow.formats.documents import reader_for
from transflow.workflow.candidates import Candidate
from transflow.workflow.intake import apply_plan, cited_by_waiting, keep_journals, plan_revision
from transflow.workflow.workspace import Workspace, authorise, choose_articles


def sentences(paragraphs: Sequence[str], segmenter: Segmenter) -> list[list[str]]:
    """The sentences of each paragraph."""
    return [segmenter.sentences(paragraph) for paragraph in paragraphs]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recut:
    """What a split or join by hand did: the article's units that are new, and how many went stale.

    Not ``changed``: it was so already, and ``units`` are those that it is about.
    """

    name: str
    units: tuple[Unit, ...]
    outdated: int = 0
    changed: bool = True


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
        retired = tx.units.retired(record.id)
        before = tx.cuts.get(record.id)
        done = _done_already(before, old, retired, ids, offset)
        if done:
            return Recut(name=record.name, units=done, changed=False)
        for unit_id in ids:
            if unit_id not in by_id:
                raise UnknownThingError(
                    name=unit_id, remedy=N_("'transflow show ARTICLE --locale LOCALE' lists the units.")
                )
        cuts = _with(before, [by_id[i] for i in ids], offset)
        content = tx.articles.content(record.id)
        candidate = Candidate(
            name=record.name,
            path=record.path,
            format=record.format,
            content=content,
            digest=record.revision.digest,
            article=reader_for(PurePosixPath(record.path).suffix).read(
                content, workspace.anatomy(record.revision.main)
            ),
        )
        targets = tx.targets.of([record.id])
        plan = plan_revision(
            candidate,
            workspace.segmenter(),
            cuts,
            old,
            retired,
            targets,
            cited=cited_by_waiting(tx, record.id, targets),
            seen_as=_seen_as(old, [by_id[i] for i in ids], offset),
            actor=actor,
            now=workspace.now(),
        )
        if [u.source for u in plan.units] == [u.source for u in old]:
            raise UsageError(
                N_("This changes no unit, so it was not stored."),
                remedy=N_("Undo the other cut of this sentence first: a split with --join, a join with --split."),
            )
        if not dry_run:
            tx.cuts.save(record.id, cuts)
            apply_plan(tx, {record.id: plan})
            keep_journals(workspace, tx, record, plan)
    fresh = tuple(u for u in plan.units if u.id not in by_id or u.source != by_id[u.id].source)
    outdated = sum(event.action is Action.OUTDATE for event, _ in plan.events)
    return Recut(name=record.name, units=fresh, outdated=outdated)


def _done_already(
    cuts: Cuts, units: Sequence[Unit], retired: Sequence[Unit], ids: Sequence[str], offset: int
) -> tuple[Unit, ...]:
    """The units that exactly this split or join led to earlier; none where it is still to be made."""
    position = next((n for n, u in enumerate(units) if u.id == ids[0]), None)
    if position is None:
        return ()
    here = units[position]
    if len(ids) == 2:
        gone = next((u for u in retired if u.id == ids[1] and u.id not in {x.id for x in units}), None)
        return (here,) if gone is not None and gone.source in here.source[1:] else ()
    for whole in [text for text, offsets in cuts.splits.items() if offset in offsets]:
        parts, text = [here], here.source
        for following in units[position + 1 :]:
            if text == whole or following.block != here.block:
                break
            text += parts[-1].gap + following.source
            parts.append(following)
        if text == whole and len(parts) > 1:
            return tuple(parts)
    return ()


def _seen_as(old: Sequence[Unit], chosen: Sequence[Unit], offset: int) -> list[Unit]:
    """The units as they will be found again: the first half of a split, and the whole of a join, keep the first one's id."""
    first = chosen[0]
    if len(chosen) == 1:
        half = first.source[:offset].rstrip()
        return [replace(u, source=half) if u.source == first.source else u for u in old]
    second, seen = chosen[1], list(old)
    for n, (left, right) in enumerate(pairwise(old)):
        if (left.source, right.source, left.block) == (first.source, second.source, right.block):
            seen[n] = replace(left, source=left.source + left.gap + right.source)
    return seen


def _with(cuts: Cuts, units: Sequence[Unit], offset: int) -> Cuts:
    """``cuts`` and one more; a split undoes a join of the same words, and the other way round."""
    if len(units) == 1:
        source = units[0].source
        if not 0 < offset < len(source):
            raise UsageError(
                N_("The offset must lie inside the unit (1 to {last})."),
                last=len(source) - 1,
                remedy=N_("Count the characters of its source before the cut; 'transflow show ARTICLE' prints it."),
            )
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
        raise UsageError(
            N_("Only two neighbouring units of one paragraph can be joined, in their order."),
            remedy=N_("'transflow show ARTICLE' lists the units in their order."),
        )
    whole = first.source + first.gap + second.source
    if whole in cuts.splits:
        cut_at = len(first.source) + len(first.gap)
        others = tuple(o for o in cuts.splits[whole] if not len(first.source) <= o <= cut_at)
        splits = {k: v for k, v in cuts.splits.items() if k != whole} | ({whole: others} if others else {})
        return replace(cuts, splits=splits)
    return replace(cuts, joins=cuts.joins | {(first.source, second.source)})
