"""Planning an article's first or next revision: its units, what becomes of their targets (guard G5), and writing that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from transflow.domain.inline import is_merged
from transflow.domain.leverage import Change, align, bodies_of, compare
from transflow.domain.passage import Offer, cited_then, follow, offers, passages_of, retire
from transflow.domain.revision import Report, report
from transflow.domain.segmentation import Segmenter
from transflow.domain.states import Action, Event, State, Target
from transflow.domain.units import Cuts, Unit, cut, identify
from transflow.workflow.candidates import Candidate
from transflow.workflow.workspace import Workspace

if TYPE_CHECKING:
    from transflow.store.database import Transaction
    from transflow.store.records import ArticleRecord, Suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What adding one file does: the units as they will be, those that are gone, and the events on their targets.

    ``offers`` are texts that become suggestions, ``withdrawn`` (unit, locale, text) are such that nobody needs any more.
    """

    candidate: Candidate
    units: tuple[Unit, ...]
    gone: tuple[str, ...]
    changes: Mapping[str, int]
    events: tuple[tuple[Event, Target], ...]
    offers: tuple[Offer, ...] = ()
    withdrawn: tuple[tuple[str, str, str], ...] = ()
    report: Report | None = None
    now: str = ""


def plan_new(candidate: Candidate, segmenter: Segmenter, adopted: Mapping[str, Sequence[str]]) -> Plan:
    """Plan of an article's first revision."""
    pieces = cut(candidate.article, segmenter)
    waiting = {source: list(ids) for source, ids in adopted.items()}
    given = {i: waiting[p.source].pop(0) for i, p in enumerate(pieces) if waiting.get(p.source)}
    units = identify(candidate.name, candidate.article, pieces, given)
    return Plan(candidate=candidate, units=tuple(units), gone=(), changes={Change.NEW.value: len(units)}, events=())


def cited_by_waiting(
    tx: Transaction, article_id: int, targets: Mapping[tuple[str, str], Target]
) -> dict[tuple[str, str], Mapping[int, str]]:
    """(Unit, locale) → number → note identity: what the markers meant of texts that went stale or lost their source."""
    if not any(t.state in (State.STALE, State.OBSOLETE) and "[" in t.text for t in targets.values()):
        return {}
    return cited_then(tx.targets.details(article_id))


def plan_revision(
    candidate: Candidate,
    segmenter: Segmenter,
    cuts: Cuts,
    old: Sequence[Unit],
    retired: Sequence[Unit],
    targets: Mapping[tuple[str, str], Target],
    *,
    seen_as: Sequence[Unit] | None = None,
    locales: Sequence[str] = (),
    offered: Sequence[Suggestion] = (),
    units_then: Sequence[str] = (),
    cited: Mapping[tuple[str, str], Mapping[int, str]] | None = None,
    actor: str,
    now: str,
) -> Plan:
    """Plan of a changed source against the units and targets there are (guard G5).

    ``seen_as``: the old units with the texts by which they are found again, where those are not their own. ``locales``: for
    which the report says what it costs; ``offered``: suggestions that are open; ``units_then``: identities of the units of
    an earlier revision with the same bytes; ``cited``: what the markers of texts that wait mean.
    """
    pieces = cut(candidate.article, segmenter, cuts)
    made: dict[str, list[str]] = {}
    for (unit_id, _), target in targets.items():
        if target.source:
            made.setdefault(unit_id, []).append(target.source)
    alignment = align(old, pieces, retired, made=made, seen_as=seen_as, then=units_then)
    taken = {u.id for u in old} | {u.id for u in retired}
    units = identify(candidate.name, candidate.article, pieces, alignment.given, taken)
    before = {u.id: u for u in (*retired, *old)}
    current = {u.id for u in old}
    by_unit: dict[str, list[Target]] = {}
    for (unit_id, _), target in targets.items():
        by_unit.setdefault(unit_id, []).append(target)
    events: list[tuple[Event, Target]] = []
    passages = passages_of(old, units, targets, retired, cited)
    for unit in units:
        previous = before.get(unit.id)
        if previous is None:
            continue
        change = compare(previous, unit) if unit.id in current else Change.RESTORED
        for target in by_unit.get(unit.id, ()):
            passage = passages[target.locale].of(previous, unit, change)
            events += follow(target, passage, actor=actor, now=now)
    bodies = bodies_of(old)
    for unit_id in alignment.gone:
        for target in by_unit.get(unit_id, ()):
            if target.state not in (State.NEW, State.OBSOLETE):
                events.append(retire(target, before[unit_id], bodies, actor=actor, now=now))
    told = report(old, units, alignment, targets=targets, events=events, locales=locales)
    return Plan(
        candidate=candidate,
        units=tuple(units),
        gone=alignment.gone,
        changes={change.value: amount.units for change, amount in told.amounts.items()},
        events=tuple(events),
        offers=tuple(offers(alignment, old, units, targets)),
        withdrawn=_withdrawn(units, targets, events, offered),
        report=told,
        now=now,
    )


def _withdrawn(
    units: Sequence[Unit],
    targets: Mapping[tuple[str, str], Target],
    events: Sequence[tuple[Event, Target]],
    offered: Sequence[Suggestion],
) -> tuple[tuple[str, str, str], ...]:
    """Suggestions that an undo made needless: what they say stands again where it was written, so nothing is lost by it."""
    if not offered:
        return ()
    after = dict(targets) | {(target.unit, target.locale): target for _, target in events}
    place = {unit.id: n for n, unit in enumerate(units)}
    standing = {
        (t.locale, t.text) for t in after.values() if t.unit in place and t.state not in (State.STALE, State.OBSOLETE)
    }
    back = {(e.unit, e.locale) for e, _ in events if e.action is Action.RESTORE}

    def is_said(offer: Suggestion) -> bool:
        """Whether the units from its own on say this, one after the other."""
        text = ""
        for unit in units[place[offer.unit] :]:
            target = after.get((unit.id, offer.locale))
            if target is None or (target.locale, target.text) not in standing:
                return False
            if not is_merged(target.text):
                text = f"{text} {target.text}" if text else target.text
            if not offer.text.startswith(text) or text == offer.text:
                break
        return text == offer.text

    return tuple(
        (s.unit, s.locale, s.text)
        for s in offered
        if ((s.locale, s.text) in standing if s.unit not in place else (s.unit, s.locale) in back and is_said(s))
    )


def keep_journals(workspace: Workspace, tx: Transaction, record: ArticleRecord, plan: Plan) -> None:
    """A carried signature binds the new source (G5): the journals must say so.

    Before the commit, since adding the same file again would not come here: a carry that a crash undid does no harm, for
    the signature it started from still counts.
    """
    for locale in sorted({event.locale for event, target in plan.events if target.signature}):
        workspace.keep_journal(record.name, locale, record.id, tx)


def apply_plan(tx: Transaction, plans: Mapping[int, Plan]) -> None:
    """Write the units and events of plans (article id → plan)."""
    tx.units.replace(
        {article: plan.units for article, plan in plans.items()}, [u for plan in plans.values() for u in plan.gone]
    )
    changes = [(article, event, target) for article, plan in plans.items() for event, target in plan.events]
    if changes:
        tx.targets.record(changes)
    for plan in plans.values():
        for unit, locale, text in plan.withdrawn:
            tx.suggestions.withdraw(unit, locale, text)
    offered = [(article, plan, offer) for article, plan in plans.items() for offer in plan.offers]
    if offered:
        from transflow.store.records import Suggestion

        tx.suggestions.add(
            [
                Suggestion(unit=o.unit, locale=o.locale, text=o.text, author=o.author, at=plan.now, article_id=article)
                for article, plan, o in offered
            ]
        )
