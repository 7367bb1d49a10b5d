"""Review: people sign, reject, settle and answer; the guards decide, this step only asks them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from transflow.domain.findings import Finding
from transflow.domain.groups import Grouping, grouping, rebind, texts_of
from transflow.domain.leverage import Change
from transflow.domain.passage import Passage, carried_text
from transflow.domain.people import Right
from transflow.domain.states import (
    SIGNED,
    TEXT_ACTIONS,
    TRANSITIONS,
    Action,
    Event,
    State,
    Target,
    advance,
    apply,
)
from transflow.domain.units import Unit
from transflow.errors import N_, GuardError, TransflowError, UnknownThingError, UsageError
from transflow.workflow.checking import blocking, find, load
from transflow.workflow.effort import efforts_of_signed
from transflow.workflow.workspace import Workspace, authorise, choose_articles, choose_locales

if TYPE_CHECKING:
    from transflow.store.database import Transaction
    from transflow.store.records import ArticleRecord, Suggestion

#: What each action needs a right to.
_RIGHTS: Mapping[Action, Right] = {
    Action.CONFIRM: Right.TRANSLATE,
    Action.TRANSLATE: Right.TRANSLATE,
    Action.SETTLE: Right.TRANSLATE,
    Action.REMARK: Right.TRANSLATE,
    Action.ACCEPT: Right.REVIEW,
    Action.REJECT: Right.REVIEW,
    Action.WAIVE: Right.REVIEW,
    Action.ANSWER: Right.REVIEW,
    Action.APPROVE: Right.APPROVE,
}


#: Why a guard passes over a unit where every eligible one is meant; other reasons are states.
PASSED_OVER: Final = (
    "blocking",
    "no-finding",
    "own-text",
    "own-review",
    "no-translator",
    "source-changed",
    "markers-changed",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a person asks for: an action on some units, with the words it needs."""

    action: Action
    reason: str = ""
    code: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """What a review did.

    ``unchanged`` are units of which this was said already. ``refused`` are those that were named and that a guard said no
    to; ``skipped`` is how many were passed over where none was named, by what they are or why (:data:`PASSED_OVER`).
    """

    name: str
    locale: str
    action: Action
    done: tuple[str, ...]
    unchanged: tuple[str, ...]
    refused: tuple[tuple[str, TransflowError], ...]
    skipped: Mapping[str, int]
    findings: tuple[Finding, ...]


def review(
    workspace: Workspace,
    name: str,
    locale: str,
    ruling: Ruling,
    *,
    ids: Sequence[str] = (),
    everything: bool = False,
    actor: str,
    dry_run: bool = False,
) -> Reviewed:
    """Apply ``ruling`` to the units ``ids``, or to every eligible one; one unit refused stops no other."""
    if not ids and not everything:
        raise UsageError(
            N_("Name the units, or say --all."), remedy=N_("'transflow show ARTICLE --locale LOCALE' lists the units.")
        )
    if ids and everything:
        raise UsageError(N_("Give one of {options}."), options="ID, --all", remedy=N_("Name the units, or say --all."))
    choose_locales(workspace.settings, [locale])
    with workspace.store.read() if dry_run else workspace.store.write() as tx:
        record = choose_articles(tx, [name])[0]
        authorise_read = authorise if not dry_run else _nobody
        authorise_read(tx, actor, _RIGHTS[ruling.action], locale)
        units, stored = load(tx, [record], locale)[record.id]
        targets = {unit: target for (unit, _), target in stored.items()}
        chosen, skipped = _choose(record, units, targets, ruling.action, ids, everything)
        findings = find(workspace, units, targets, locale)
        past = tx.targets.events(record.id, locale)
        unchanged = _said_already(past, units, chosen, targets, ruling, actor)
        asked = [u for u in chosen if u.id not in unchanged]
        changes, refused = _plan(workspace, units, asked, targets, ruling, findings, locale, actor)
        if everything:
            for unit, error in refused:
                reason = _why(error, targets.get(unit), ruling.action, actor)
                skipped[reason] = skipped.get(reason, 0) + 1
            refused = []
        if not dry_run and changes:
            tx.targets.record([(record.id, event, target) for event, target in changes])
            after = targets | {target.unit: target for _, target in changes}
            findings = find(workspace, units, after, locale)
            tx.findings.replace([record.id], locale, [(record.id, f) for f in findings])
            if ruling.action is Action.APPROVE:
                signed = {event.unit for event, _ in changes}
                history = [*past, *(event for event, _ in changes)]
                tx.effort.add(efforts_of_signed(record.id, signed, history, units))
    if not dry_run:
        workspace.keep_journal(record.name, locale, record.id)
    return Reviewed(
        name=record.name,
        locale=locale,
        action=ruling.action,
        done=tuple(event.unit for event, _ in changes),
        unchanged=unchanged,
        refused=tuple(refused),
        skipped=skipped,
        findings=tuple(f for f in findings if f.unit in {u.id for u in chosen}),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What became of a suggestion: taken (``target`` is what it led to) or dismissed (``target`` is None)."""

    unit: str
    locale: str
    text: str
    author: str
    target: Target | None = None
    findings: tuple[Finding, ...] = ()


def decide(
    workspace: Workspace,
    name: str,
    locale: str,
    unit_id: str,
    *,
    take: bool,
    position: int = 1,
    actor: str,
    dry_run: bool = False,
) -> Decided:
    """Take or dismiss the suggestion at ``position`` (from 1, oldest first) of a unit.

    Taken, its text becomes the author's translation, which the author cannot sign (G3); where the author is not known it
    becomes ``actor``'s. Either way the actor is recorded, and the text that stood before stays in the history.
    """
    choose_locales(workspace.settings, [locale])
    with workspace.store.read() if dry_run else workspace.store.write() as tx:
        record = choose_articles(tx, [name])[0]
        if not dry_run:
            authorise(tx, actor, Right.REVIEW, locale)
        wanted = {unit_id, f"{record.name}/{unit_id}"}
        offered = [s for s in tx.suggestions.open([record.id], locale) if s.unit in wanted]
        if not 1 <= position <= len(offered):
            raise UnknownThingError(
                N_("{unit} has no open suggestion {position} ({count} in all)."),
                unit=unit_id,
                position=position,
                count=len(offered),
                remedy=N_("'transflow show ARTICLE --locale LOCALE' lists them."),
            )
        chosen = offered[position - 1]
        units, stored = load(tx, [record], locale)[record.id]
        target, findings = None, list[Finding]()
        if take:
            target, findings = _taken(workspace, record, units, stored, chosen, actor, None if dry_run else tx)
        if not dry_run:
            tx.suggestions.resolve(chosen.unit, locale, chosen.text, take, actor, workspace.now())
    if not dry_run:
        workspace.keep_journal(record.name, locale, record.id)
    return Decided(
        unit=chosen.unit,
        locale=locale,
        text=chosen.text,
        author=chosen.author,
        target=target,
        findings=tuple(f for f in findings if f.unit == chosen.unit),
    )


def _taken(
    workspace: Workspace,
    record: ArticleRecord,
    units: Sequence[Unit],
    stored: Mapping[tuple[str, str], Target],
    chosen: Suggestion,
    actor: str,
    tx: Transaction | None,
) -> tuple[Target, list[Finding]]:
    """The target that a suggestion leads to, and what the checks say then; stored where ``tx`` is given."""
    unit = next((u for u in units if u.id == chosen.unit), None)
    if unit is None:
        raise GuardError(
            N_("{unit}: its source is gone, so the suggestion can only be dismissed."), guard="G5", unit=chosen.unit
        )
    before = {of: t for (of, _), t in stored.items()}
    target = before.get(unit.id) or Target(unit=unit.id, locale=chosen.locale)
    event = advance(
        target,
        Action.TRANSLATE,
        actor=chosen.author or actor,
        at=workspace.now(),
        text=chosen.text,
        source=unit.source,
        source_key=grouping(units, texts_of(before) | {unit.id: chosen.text}).key(unit),
        detail={"taken_by": actor},
    )
    after = apply(target, event)
    targets = before | {unit.id: after}
    changes = [(event, after), *rebind(units, targets, actor=chosen.author or actor, at=workspace.now())]
    targets |= {t.unit: t for _, t in changes}
    findings = find(workspace, units, targets, chosen.locale)
    if tx is not None:
        tx.targets.record([(record.id, e, t) for e, t in changes])
        tx.findings.replace([record.id], chosen.locale, [(record.id, f) for f in findings])
    return after, findings


def _nobody(*_: object) -> None:
    """A dry run asks for no rights and makes nobody known."""


def _choose(
    record: ArticleRecord,
    units: Sequence[Unit],
    targets: Mapping[str, Target],
    action: Action,
    ids: Sequence[str],
    everything: bool,
) -> tuple[list[Unit], dict[str, int]]:
    """The units meant, in document order, and how many of which state ``--all`` passes over."""
    if not everything:
        by_id = {u.id: u for u in units} | {u.id.rpartition("/")[2]: u for u in units}
        missing = next((i for i in ids if i not in by_id), None)
        if missing is not None:
            raise UnknownThingError(
                name=missing, remedy=N_("'transflow show ARTICLE --locale LOCALE' lists the units.")
            )
        wanted = {by_id[i].id for i in ids}
        return [u for u in units if u.id in wanted], {}
    chosen, skipped = [], dict[str, int]()
    for unit in units:
        state = targets[unit.id].state if unit.id in targets else State.NEW
        if (state, action) in TRANSITIONS and not (action is Action.ANSWER and not targets[unit.id].asks):
            chosen.append(unit)
        else:
            skipped[state.value] = skipped.get(state.value, 0) + 1
    return chosen, skipped


def _said_already(
    events: Sequence[Event],
    units: Sequence[Unit],
    chosen: Sequence[Unit],
    targets: Mapping[str, Target],
    ruling: Ruling,
    actor: str,
) -> tuple[str, ...]:
    """Those of ``chosen`` of which this person said this already, so that saying it again changes nothing (promise 5)."""
    last: dict[str, Event] = {}
    for event in events:
        mine = event.action is ruling.action and event.detail.get("code", "") == ruling.code
        if mine or event.action in TEXT_ACTIONS or event.action in (Action.CONFIRM, Action.SETTLE):
            last[event.unit] = event
    groups = grouping(units, texts_of(targets))
    return tuple(
        u.id for u in chosen if u.id in targets and _stands(targets[u.id], groups.key(u), last.get(u.id), ruling, actor)
    )


def _stands(target: Target, key: str, last: Event | None, ruling: Ruling, actor: str) -> bool:
    """Whether a target is as ``ruling`` would make it. ``last``: the last event of this kind, or that gave it its text."""
    same = last is not None and (last.action, last.actor, last.reason) == (ruling.action, actor, ruling.reason)
    match ruling.action:
        case Action.TRANSLATE:
            good = target.state is State.TRANSLATED or target.state in SIGNED
            plain = bool(target.editor) and not target.doubt and not target.repaired
            return good and plain and (target.text, target.source_key) == (ruling.text, key)
        case Action.CONFIRM | Action.SETTLE:
            return same and target.state is State.TRANSLATED
        case Action.ACCEPT:
            return target.state in SIGNED and target.reviewer == actor
        case Action.APPROVE:
            return target.state is State.APPROVED and target.approver == actor
        case Action.REJECT:
            return same and target.state is State.REJECTED
        case Action.WAIVE:
            return same and ruling.code in target.waived
        case Action.ANSWER:
            return bool(ruling.text) and target.answer == ruling.text
    return False


def _why(error: TransflowError, target: Target | None, action: Action, actor: str) -> str:
    """Why a guard passes over a unit, in a word of :data:`PASSED_OVER`; its state where the guard is that of states."""
    match error.fields.get("guard"):
        case "G2":
            return "blocking" if "codes" in error.fields else "no-finding"
        case "G3" if target is not None and not target.editor:
            return "no-translator"
        case "G3":
            return "own-text" if target is not None and target.editor == actor else "own-review"
        case "G5":
            return "markers-changed" if action is Action.SETTLE else "source-changed"
    return (target.state if target is not None else State.NEW).value


def _plan(
    workspace: Workspace,
    units: Sequence[Unit],
    chosen: Sequence[Unit],
    targets: Mapping[str, Target],
    ruling: Ruling,
    findings: Sequence[Finding],
    locale: str,
    actor: str,
) -> tuple[list[tuple[Event, Target]], list[tuple[str, TransflowError]]]:
    blocked = blocking(findings)
    if ruling.action is Action.WAIVE:
        blocked = {}
        for finding in findings:
            blocked.setdefault(finding.unit, []).append(finding.code)
    changes, refused = list[tuple[Event, Target]](), list[tuple[str, TransflowError]]()
    now = workspace.now()
    given = {u.id: ruling.text for u in chosen} if ruling.action is Action.TRANSLATE else {}
    groups = grouping(units, texts_of(targets) | given)
    for unit in chosen:
        target = targets.get(unit.id) or Target(unit=unit.id, locale=locale)
        passage = _passage(unit, groups, targets)
        try:
            event = _event(target, passage, ruling, blocked.get(unit.id, ()), workspace, actor, now)
        except GuardError as error:
            refused.append((unit.id, error))
        else:
            changes.append((event, apply(target, event)))
    if given and changes:
        after = dict(targets) | {target.unit: target for _, target in changes}
        changes += rebind(units, after, actor=actor, at=now)
    return changes, refused


def _passage(unit: Unit, groups: Grouping, targets: Mapping[str, Target]) -> Passage:
    """A unit as it stands, with the units merged into it."""
    members = tuple((m, m, targets.get(m.id)) for m in groups.members.get(unit.id, ())[1:])
    return Passage(previous=unit, unit=unit, change=Change.UNCHANGED, key=groups.key(unit), members=members)


def _event(
    target: Target, passage: Passage, ruling: Ruling, codes: Sequence[str], workspace: Workspace, actor: str, now: str
) -> Event:
    """One unit's event. Settling brings the markers' numbers along with the source."""
    action, reason, unit, key = ruling.action, ruling.reason, passage.unit, passage.key
    give = partial(advance, target, action, actor=actor, at=now, reason=reason)
    match action:
        case Action.SETTLE:
            text = carried_text(target, passage)
            if text is None:
                raise GuardError(
                    N_("{unit}: the note markers changed, so the old text cannot stay as it is."),
                    guard="G5",
                    unit=unit.id,
                )
            return give(text=text, source=unit.source, source_key=key)
        case Action.TRANSLATE:
            return give(text=ruling.text, source=unit.source, source_key=key)
        case Action.CONFIRM:
            return give(source=unit.source, source_key=key)
        case Action.WAIVE if ruling.code not in codes:
            raise GuardError(
                N_("{unit}: there is no finding “{code}” to settle."),
                guard="G2",
                unit=unit.id,
                code=ruling.code,
                found=", ".join(dict.fromkeys(codes)),
                remedy=N_("It has: {found}.") if codes else N_("It has no findings; 'transflow check' looks again."),
            )
        case Action.WAIVE:
            return give(detail={"code": ruling.code})
        case Action.ANSWER:
            return give(detail={"answer": ruling.text})
        case Action.ACCEPT | Action.APPROVE:
            return give(source_key=key, blocking=codes, rules=workspace.settings.rules)
    return give()
