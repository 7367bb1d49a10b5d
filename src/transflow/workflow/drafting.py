"""Drafting: a cascade of repetition, exact memory, rules for notes, and engines; one commit a batch is the resume point."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from transflow.domain.article import BlockKind
from transflow.domain.codes import Code, before_and_after, renumber_codes, with_pairs_whole
from transflow.domain.groups import grouping, texts_of
from transflow.domain.inline import ADDRESS, find_markers, is_merged, protected_spans, renumber
from transflow.domain.language import Profile, profile
from transflow.domain.people import Right
from transflow.domain.states import Action, Event, State, Target, advance, apply
from transflow.domain.units import Unit, memory_key, source_key
from transflow.engines.base import Failure
from transflow.engines.masks import mask, unmask
from transflow.errors import BadOutputError, EngineError, NoEngineError, TooLongError
from transflow.workflow.workspace import Workspace, authorise, batches, choose_articles, choose_locales

if TYPE_CHECKING:
    from transflow.engines.base import Engine
    from transflow.store.records import ArticleRecord

#: Sentences asked for in one call of an engine; each call's answers are committed before the next.
ENGINE_BATCH: Final = 64
#: States whose text no person wrote, so that a draft may replace it.
_OPEN: Final = frozenset({State.NEW, State.STALE, State.REJECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A draft for one unit: its text, where it is from, and the pieces the engine lost and that were put back at the end."""

    unit: Unit
    text: str
    origin: str
    repaired: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """What drafting did for one article and locale: drafts by origin, units left without a draft, and words asked for."""

    name: str
    locale: str
    by_origin: Mapping[str, int] = field(default_factory=dict)
    left: int = 0
    words: int = 0
    repaired: int = 0


@dataclass(slots=True, kw_only=True)
class _Task:
    """One article in one locale while it is being drafted. ``open`` are the units that have no draft yet."""

    record: ArticleRecord
    locale: str
    units: Sequence[Unit]
    targets: dict[str, Target]
    open: dict[str, Unit]
    origins: Counter[str] = field(default_factory=Counter)
    repaired: int = 0


def draft(
    workspace: Workspace,
    names: Sequence[str] = (),
    *,
    locales: Sequence[str] = (),
    engines: Sequence[str] = (),
    actor: str,
    dry_run: bool = False,
) -> list[Drafted]:
    """Draft every unit that has no text of a person's.

    Raises :class:`NoEngineError` where units are left because no engine could be reached; what the cascade found before
    is committed by then.
    """
    chain = tuple(engines) or workspace.settings.engines
    results: list[Drafted] = []
    failures: dict[str, EngineError] = {}
    instances: dict[str, Engine] = {}
    with workspace.store.read() as tx:
        records = choose_articles(tx, names)
    chosen = choose_locales(workspace.settings, locales)
    if not dry_run:
        with workspace.store.write() as tx:
            for locale in chosen:
                authorise(tx, actor, Right.DRAFT, locale)
    pairs = [(r, locale) for locale in chosen for r in records]
    for name in chain:
        # Made before any work, so that a misspelt name or setting stops nothing half-way; making one starts nothing.
        try:
            instances[name] = workspace.engine(name)
        except EngineError as error:
            failures[name] = error
    try:
        for done, (record, locale) in enumerate(pairs):
            workspace.progress(f"{record.name} {locale}", done, len(pairs))
            task = _load(workspace, record, locale, actor, dry_run)
            words = sum(u.words for u in task.open.values())
            if task.open:
                _draft_one(workspace, task, chain, instances, failures, actor, dry_run)
            results.append(
                Drafted(
                    name=record.name,
                    locale=locale,
                    by_origin=dict(task.origins),
                    left=len(task.open),
                    words=words,
                    repaired=task.repaired,
                )
            )
        workspace.progress("", len(pairs), len(pairs))
    finally:
        for instance in instances.values():
            instance.close()
    if not dry_run and failures and any(r.left for r in results):
        raise NoEngineError(
            kept=sum(sum(r.by_origin.values()) for r in results),
            reasons=tuple(failures.values()),
            results=results,
        )
    return results


def _load(workspace: Workspace, record: ArticleRecord, locale: str, actor: str, dry_run: bool) -> _Task:
    with workspace.store.read() as tx:
        units = tx.units.of([record.id])[record.id]
        targets = {unit: t for (unit, _), t in tx.targets.of([record.id], locale).items()}
    return _Task(
        record=record,
        locale=locale,
        units=units,
        targets=targets,
        open={u.id: u for u in units if _is_open(targets.get(u.id))},
    )


def _is_open(target: Target | None) -> bool:
    """Whether a draft may be written: nothing there yet, or a machine's text that went stale or was rejected."""
    if target is None or target.state is State.NEW:
        return True
    return target.state in _OPEN and target.origin != "human" and not target.editor


def _draft_one(
    workspace: Workspace,
    task: _Task,
    chain: Sequence[str],
    instances: dict[str, Engine],
    failures: dict[str, EngineError],
    actor: str,
    dry_run: bool,
) -> None:
    """The cascade for one article and locale."""
    language = profile(task.locale)
    _commit(workspace, task, _repetitions(task), actor, dry_run)
    _commit(workspace, task, _from_memory(workspace, task), actor, dry_run)
    _commit(workspace, task, _by_rule(task, language), actor, dry_run)
    if dry_run:
        if task.open:
            task.origins[f"mt:{chain[0]}" if chain else "none"] += len(task.open)
            task.open.clear()
        return
    for name in chain:
        if not task.open:
            break
        if name in failures:
            continue
        _ask(workspace, task, name, instances[name], language, failures, actor)
    _commit(workspace, task, _repetitions(task), actor, dry_run)


def _repetitions(task: _Task) -> list[Proposal]:
    """Units whose source already has a text in this article."""
    known: dict[str, tuple[Unit, Target]] = {}
    for unit, following in zip_longest(task.units, task.units[1:]):
        target, after = task.targets.get(unit.id), task.targets.get(following.id) if following else None
        if target is None or is_merged(target.text) or (after is not None and is_merged(after.text)):
            continue  # a merged sentence says less, or more, than its own source
        if target.text and target.state not in (State.STALE, State.REJECTED, State.OBSOLETE):
            known.setdefault(_memory_key(unit), (unit, target))
    proposals = []
    for unit in task.open.values():
        found = known.get(_memory_key(unit))
        if found is not None:
            text = _with_numbers(found[1].text, found[0].notes, unit.notes)
            text = _with_codes(text, found[0].source, unit, found[0].codes)
            origin = found[1].origin if found[1].origin != "human" else "tm:100"
            proposals.append(Proposal(unit=unit, text=text, origin=origin))
    return proposals


def _with_numbers(text: str, before: Sequence[int], after: Sequence[int]) -> str:
    """``text`` with the markers of one unit numbered as in another of the same source."""
    return renumber(text, dict(zip(dict.fromkeys(before), dict.fromkeys(after), strict=False)))


def _memory_key(unit: Unit) -> str:
    return memory_key(unit.source, unit.notes, unit.codes)


def _with_codes(text: str, source: str, unit: Unit, codes: Sequence[Code] | None = None) -> str:
    """``text``, made for ``source`` (which equals ``unit``'s but for numbers), with its codes numbered as in ``unit``.

    ``codes`` are the source's own, None where it is from another article, and nobody knows them.
    """
    if not unit.codes:
        return text
    return renumber_codes(text, before_and_after(source, unit.source, unit.codes, codes) or {})


def _from_memory(workspace: Workspace, task: _Task) -> list[Proposal]:
    """Approved targets of this workspace for exactly this source."""
    if not task.open:
        return []
    keys = {_memory_key(u): u for u in task.open.values()}
    with workspace.store.read() as tx:
        hits = tx.targets.approved(task.locale, list(keys))
    proposals = []
    for unit in task.open.values():
        hit = hits.get(_memory_key(unit))
        if hit is not None and not is_merged(hit[1]):
            text = _with_codes(_with_numbers(hit[1], _numbers(hit[0], unit), unit.notes), hit[0], unit)
            proposals.append(Proposal(unit=unit, text=text, origin="tm:100"))
    return proposals


def _numbers(source: str, unit: Unit) -> list[int]:
    """Numbers of the markers in a remembered source: it equals ``unit``'s source but for them."""
    shown = [m.number for m in find_markers(source)]
    return shown if len(shown) == len(unit.notes) else list(unit.notes)


def _by_rule(task: _Task, language: Profile) -> list[Proposal]:
    """Citation notes, names and bare addresses, which no engine may touch."""
    proposals = []
    for unit in task.open.values():
        if unit.kind is BlockKind.NOTE:
            text = language.localise_apparatus(unit.source, codes=unit.codes)
            if text is not None:
                proposals.append(Proposal(unit=unit, text=text, origin="rule:citation"))
        elif unit.kind is BlockKind.BYLINE:
            proposals.append(Proposal(unit=unit, text=unit.source, origin="rule:name"))
        elif ADDRESS.fullmatch(unit.plain):
            proposals.append(Proposal(unit=unit, text=unit.source, origin="rule:address"))
    return proposals


def _ask(
    workspace: Workspace,
    task: _Task,
    name: str,
    engine: Engine,
    language: Profile,
    failures: dict[str, EngineError],
    actor: str,
) -> None:
    """Ask one engine for all open units, batch by batch; identical masked sentences are asked once."""
    waiting: dict[str, list[Unit]] = {}
    masked_of = {}
    for unit in task.open.values():
        masked = mask(unit.source, protected_spans(unit.source, unit.notes, unit.codes))
        masked_of[unit.id] = masked
        waiting.setdefault(masked.text, []).append(unit)
    size = min(ENGINE_BATCH, engine.capabilities.max_batch)
    for texts in batches(list(waiting), size):
        answers = engine.translate(list(texts), source=workspace.settings.source, target=task.locale)
        proposals = []
        errors: list[EngineError] = []
        for text, answer in zip(texts, answers, strict=True):
            if isinstance(answer, Failure):
                errors.append(answer.error)
                continue
            for unit in waiting[text]:
                restored = unmask(masked_of[unit.id], answer.text, place_edge=language.place_edge)
                text, loose = with_pairs_whole(restored.text, unit.source, unit.codes)
                lost = dict.fromkeys((*restored.lost, *loose))
                proposals.append(Proposal(unit=unit, text=text, origin=f"mt:{name}", repaired=" ".join(lost)))
        _commit(workspace, task, proposals, actor, dry_run=False)
        # What concerns one sentence alone leaves it to the next engine; anything else is said of the engine itself.
        whole = [e for e in errors if not isinstance(e, (TooLongError, BadOutputError))]
        if whole and not proposals:
            failures[name] = whole[0]
            return


def _commit(workspace: Workspace, task: _Task, proposals: Sequence[Proposal], actor: str, dry_run: bool) -> None:
    """Write drafts; in a dry run only count them. What changed meanwhile, text or source, is left out."""
    if not proposals:
        return
    changes: list[tuple[int, Event, Target]] = []
    if not dry_run:
        now = workspace.now()
        with workspace.store.write() as tx:
            current = {unit: t for (unit, _), t in tx.targets.of([task.record.id], task.locale).items()}
            units = tx.units.of([task.record.id])[task.record.id]
            # The key leaves numbers out, and the text of a proposal has them.
            sources = {u.id: (u.source, source_key(u)) for u in units}
            groups = grouping(units, texts_of(current))
            for proposal in proposals:
                target = current.get(proposal.unit.id) or Target(unit=proposal.unit.id, locale=task.locale)
                unit = proposal.unit
                if not _is_open(target) or sources.get(unit.id) != (unit.source, source_key(unit)):
                    continue
                event = advance(
                    target,
                    Action.DRAFT,
                    actor=actor,
                    at=now,
                    text=proposal.text,
                    origin=proposal.origin,
                    source=proposal.unit.source,
                    source_key=groups.key(proposal.unit),
                    detail={"repaired": proposal.repaired} if proposal.repaired else None,
                )
                changes.append((task.record.id, event, apply(target, event)))
            tx.targets.record(changes)
        task.targets |= {target.unit: target for _, _, target in changes}
    written = {p.unit.id for p in proposals} if dry_run else {target.unit for _, _, target in changes}
    for proposal in proposals:
        task.open.pop(proposal.unit.id, None)
        if proposal.unit.id not in written:
            continue
        task.origins[proposal.origin] += 1
        task.repaired += bool(proposal.repaired)
