"""Segmenting: sentences of plain paragraphs, and splitting or joining units by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Final

from transflow.domain.codes import codes_shown
from transflow.domain.inline import InlineText
from transflow.domain.people import Right
from transflow.domain.segmentation import Segmenter
from transflow.domain.states import Action
from transflow.domain.units import Cuts, Unit, may_split
from transflow.errors import N_, UnknownThingError, UsageError
from transflow.formats.documents import reader_for
from transflow.workflow.candidates import Candidate
from transflow.workflow.planning import apply_plan, cited_by_waiting, keep_journals, plan_revision
from transflow.workflow.workspace import Workspace, authorise, choose_articles

#: A number in a sentence may have so many digits, where its key has one.
_DIGITS: Final = 4


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
    longest = _DIGITS * max(map(len, cuts.splits), default=0)
    for end in range(position + 2, len(units) + 1):
        whole = _whole(units[position:end])
        if units[end - 1].block != here.block or len(whole.text) > longest:
            break
        if offset in cuts.offsets(whole):
            return tuple(units[position:end])
    return ()


def _whole(parts: Sequence[Unit]) -> InlineText:
    """Neighbouring units as one text, with the markup that stands between them."""
    between = "".join(unit.gap for unit in parts[:-1])
    codes = {code.number: code for code in (*codes_shown(between), *(code for unit in parts for code in unit.codes))}
    return InlineText(
        "".join(unit.source + unit.gap for unit in parts[:-1]) + parts[-1].source,
        tuple(number for unit in parts for number in unit.notes),
        tuple(codes[number] for number in sorted(codes)),
    )


def _seen_as(old: Sequence[Unit], chosen: Sequence[Unit], offset: int) -> list[Unit]:
    """The units as they will be found again: the first half of a split, and the whole of a join, keep the first one's id."""
    seen = list(old)
    if len(chosen) == 1:
        cut = _with_split(Cuts(), _whole(chosen), offset)
        for n, unit in enumerate(old):
            for own in cut.offsets(_whole([unit])):
                seen[n] = replace(unit, source=unit.source[:own].rstrip())
        return seen
    cut = _with_join(Cuts(), chosen[0], chosen[1])
    for n, (left, right) in enumerate(pairwise(old)):
        if left.block == right.block and cut.are_joined(_whole([left]), _whole([right])):
            whole = _whole([left, right])
            seen[n] = replace(left, source=whole.text, notes=whole.notes, codes=whole.codes)
    return seen


def _with(cuts: Cuts, units: Sequence[Unit], offset: int) -> Cuts:
    """``cuts`` and one more; a split undoes a join of the same words, and the other way round."""
    if len(units) == 1:
        return _split_at(cuts, units[0], offset)
    first, second = units
    if first.block != second.block or second.ordinal != first.ordinal + 1:
        raise UsageError(
            N_("Only two neighbouring units of one paragraph can be joined, in their order."),
            remedy=N_("'transflow show ARTICLE' lists the units in their order."),
        )
    whole = _whole(units)
    offsets = cuts.offsets(whole)
    if not offsets:
        return _with_join(cuts, first, second)
    others = [o for o in offsets if not len(first.source) <= o <= len(first.source) + len(first.gap)]
    return _with_splits(cuts, whole, others)


def _split_at(cuts: Cuts, unit: Unit, offset: int) -> Cuts:
    source = unit.source
    if not 0 < offset < len(source):
        raise UsageError(
            N_("The offset must lie inside the unit (1 to {last})."),
            last=len(source) - 1,
            remedy=N_("Count the characters of its source before the cut; 'transflow show ARTICLE' prints it."),
        )
    if not may_split(source, unit.notes, offset, unit.codes):
        raise UsageError(
            N_("The offset {offset} lies inside a note marker, a tag or an address, or has words on one side only."),
            offset=offset,
            remedy=N_("Choose an offset between two of its words."),
        )
    whole = _whole([unit])
    halves = replace(whole, text=source[:offset].rstrip()), replace(whole, text=source[offset:].lstrip())
    if cuts.are_joined(*halves):
        apart = {(cuts.key(halves[0]), cuts.key(halves[1])), (halves[0].text, halves[1].text)}
        return replace(cuts, joins=cuts.joins - apart)
    return _with_split(cuts, whole, offset)


def _with_join(cuts: Cuts, first: Unit, second: Unit) -> Cuts:
    return replace(cuts, joins=cuts.joins | {(cuts.key(_whole([first])), cuts.key(_whole([second])))})


def _with_split(cuts: Cuts, sentence: InlineText, offset: int) -> Cuts:
    return _with_splits(cuts, sentence, {*cuts.offsets(sentence), offset})


def _with_splits(cuts: Cuts, sentence: InlineText, offsets: Iterable[int]) -> Cuts:
    """``cuts`` in which a sentence is split at these offsets of its text alone; what was stored of it in any form goes."""
    key = cuts.key(sentence)
    others = {text: at for text, at in cuts.splits.items() if text not in (key, sentence.text)}
    own = sorted(len(cuts.key(replace(sentence, text=sentence.text[:offset]))) for offset in offsets)
    return replace(cuts, splits={**others, key: tuple(own)} if own else others)
