"""The life of a target: states, events, one table of transitions, and the guards that a person cannot talk round.

State equals the replay of events: :func:`advance` decides and returns an :class:`Event`, :func:`apply` folds an event into
a :class:`Target`; nothing else changes a target.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from transflow.domain.identity import digest
from transflow.errors import N_, GuardError


class State(StrEnum):
    """How far a target is. From whom its text comes is its origin, a separate axis."""

    NEW = "new"
    DRAFTED = "drafted"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    REJECTED = "rejected"
    STALE = "stale"
    OBSOLETE = "obsolete"


class Action(StrEnum):
    """What can happen to a target."""

    DRAFT = "draft"  # a machine, the memory or a rule proposes a text
    TRANSLATE = "translate"  # a person gives a text
    TIDY = "tidy"  # a rule mends typography: the words, and whose they are, stay
    CONFIRM = "confirm"  # a person takes a draft as it is
    ACCEPT = "accept"  # first signature: reviewed
    APPROVE = "approve"  # second signature: approved
    REJECT = "reject"
    OUTDATE = "outdate"  # the source changed under it
    SETTLE = "settle"  # a person says: still valid
    CARRY = "carry"  # the source changed in white space, quote style or numbering only
    RETIRE = "retire"  # the source is gone
    RESTORE = "restore"  # the source it was made for came back
    WAIVE = "waive"  # a person takes responsibility for a finding
    UNDO = "undo"  # an import is taken back: what stood before it stands again
    REMARK = "remark"  # comment, question or doubt of the translator
    ANSWER = "answer"  # the author answers a question


#: (state, action) → next state. ``None``: the state it was held in before it went stale or obsolete.
TRANSITIONS: Final[Mapping[tuple[State, Action], State | None]] = {
    (State.NEW, Action.DRAFT): State.DRAFTED,
    (State.DRAFTED, Action.DRAFT): State.DRAFTED,
    (State.REJECTED, Action.DRAFT): State.DRAFTED,
    (State.STALE, Action.DRAFT): State.DRAFTED,
    (State.DRAFTED, Action.CONFIRM): State.TRANSLATED,
    (State.TRANSLATED, Action.ACCEPT): State.REVIEWED,
    (State.REVIEWED, Action.APPROVE): State.APPROVED,
    (State.STALE, Action.SETTLE): State.TRANSLATED,
    (State.STALE, Action.RESTORE): None,
    (State.OBSOLETE, Action.RESTORE): None,
    **{(s, Action.TIDY): s for s in (State.DRAFTED, State.TRANSLATED)},
    **{(s, Action.TRANSLATE): State.TRANSLATED for s in State if s is not State.OBSOLETE},
    **{(s, Action.REJECT): State.REJECTED for s in (State.DRAFTED, State.TRANSLATED, State.REVIEWED, State.APPROVED)},
    **{(s, Action.OUTDATE): State.STALE for s in State if s is not State.NEW},
    **{(s, Action.RETIRE): State.OBSOLETE for s in State if s not in (State.NEW, State.OBSOLETE)},
    **{(s, Action.CARRY): s for s in State if s not in (State.NEW, State.OBSOLETE)},
    **{(s, Action.WAIVE): s for s in (State.DRAFTED, State.TRANSLATED, State.REVIEWED, State.APPROVED)},
    **{(s, a): s for s in State for a in (Action.REMARK, Action.ANSWER)},
}

#: Actions that give the target a new text.
TEXT_ACTIONS: Final = frozenset({Action.DRAFT, Action.TRANSLATE})
#: Actions that bind a signature to source, target and note links (guard G4).
SIGNATURES: Final = frozenset({Action.ACCEPT, Action.APPROVE})
#: States that hold a signature.
SIGNED: Final = frozenset({State.REVIEWED, State.APPROVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened to one unit in one locale: append-only, numbered from 1 within it.

    ``at`` is an ISO 8601 time in UTC. ``text``, ``origin`` and ``source`` are given by actions that set them, else None
    (``tidy`` and ``undo`` give a text; ``carry`` and ``settle`` do where the numbers of its markers follow the source).
    ``detail`` holds what belongs to one action (a waived code, a comment, an answer).
    """

    unit: str
    locale: str
    number: int
    action: Action
    before: State
    after: State
    actor: str
    at: str
    text: str | None = None
    origin: str | None = None
    source: str | None = None
    reason: str = ""
    signature: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A unit's text in one locale, and how far it is.

    ``version`` counts changes of the text, ``events`` all events (the optimistic lock). ``source`` is the source text it
    was made for, ``source_key`` that text with markers as note identity. ``editor`` is who last gave the text ("" where
    unknown or a machine), ``held`` the state before it went stale or obsolete. ``waived`` are finding codes settled for
    exactly this text. ``comment`` is the translator's; one that begins with ``?`` asks the author, ``answer`` answers it.
    ``doubt``: the translator marked a good text as fuzzy. ``repaired``: pieces (markers, addresses) that an engine lost and
    that were put back at the end, for a person to place. ``risk`` is how likely a machine's draft is a bad one (0 to 1; None
    for any other text), ``risks`` the reasons, weightiest first. Both stay when a person confirms the draft: whoever
    reviews wants to know.
    """

    unit: str
    locale: str
    state: State = State.NEW
    text: str = ""
    version: int = 0
    events: int = 0
    origin: str = ""
    source: str = ""
    source_key: str = ""
    editor: str = ""
    reviewer: str = ""
    approver: str = ""
    signature: str = ""
    reason: str = ""
    held: State | None = None
    waived: frozenset[str] = frozenset()
    comment: str = ""
    answer: str = ""
    doubt: bool = False
    repaired: str = ""
    risk: float | None = None
    risks: tuple[str, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether a question to the author is open."""
        return self.comment.startswith("?") and not self.answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """House rules of a workspace for signing (guard G3)."""

    four_eyes: bool = True
    reviewer_may_approve: bool = True


def signature(source_key: str, text: str) -> str:
    """What a signature binds (G4): the source with its note links, and the target."""
    return digest(source_key, text)


def advance(
    target: Target,
    action: Action,
    *,
    actor: str,
    at: str,
    text: str | None = None,
    origin: str = "human",
    source: str | None = None,
    source_key: str | None = None,
    reason: str = "",
    detail: Mapping[str, str] | None = None,
    blocking: Collection[str] = (),
    rules: Rules | None = None,
) -> Event:
    """The event of ``action`` on ``target``, or a :class:`GuardError` that says which rule forbids it.

    ``blocking`` are the codes of the unit's blocking findings. ``source_key`` is that of the unit as it is now. A
    target whose locks or signatures would be broken is refused here and nowhere else.
    """
    try:
        after = TRANSITIONS[target.state, action]
    except KeyError:
        raise GuardError(
            N_("{unit}: “{action}” is not possible while it is “{state}”."),
            guard="states",
            unit=target.unit,
            action=action.value,
            state=target.state.value,
        ) from None
    if after is None:
        after = _held(target)
    _need_words(target, action, text, detail or {}, actor)
    if action in (Action.TRANSLATE, Action.CONFIRM) and origin != "human":
        raise GuardError(N_("{unit}: only a person can make it “translated”."), guard="G1", unit=target.unit)
    if action in (Action.REJECT, Action.WAIVE) and not reason.strip():
        raise GuardError(
            N_("{unit}: a reason is required."), guard="G2", unit=target.unit, remedy=N_("Give it with --reason “…”.")
        )
    if action in SIGNATURES:
        _may_sign(target, action, actor, blocking, source_key, rules or Rules())
    key = target.source_key if source_key is None else source_key
    signed = signature(key, target.text) if action in SIGNATURES or action is Action.SETTLE else ""
    extra = dict(detail or {})
    if source_key is not None and source_key != target.source_key:
        extra["source_key"] = source_key
    return Event(
        unit=target.unit,
        locale=target.locale,
        number=target.events + 1,
        action=action,
        before=target.state,
        after=after,
        actor=actor,
        at=at,
        text=text,
        origin=origin if action in TEXT_ACTIONS else None,
        source=source,
        reason=reason,
        signature=signed,
        detail=extra,
    )


#: What an undo brings back, besides text and state. Waivers are not among it: they were given for what stood then.
_BROUGHT_BACK: Final = (
    *("origin", "source", "source_key", "editor", "reviewer", "approver", "signature", "reason", "comment", "answer"),
    "repaired",
)
#: The same, of what is no text.
_BROUGHT_BACK_BESIDES: Final = ("doubt", "held", "risk", "risks")


def undo(target: Target, earlier: Target, *, actor: str, at: str, run: int, first: int) -> Event:
    """The event that brings ``target`` back to what it was when it was ``earlier``.

    ``run`` is the import that it takes back, ``first`` the number of the first of its events here.
    The event holds all that it brings back, so that a state stays the replay of its events.
    """
    detail = {"run": str(run), "first": str(first)}
    for name in (*_BROUGHT_BACK, *_BROUGHT_BACK_BESIDES):
        value = getattr(earlier, name)
        if value not in ("", None, False, ()):
            said = " ".join(value) if isinstance(value, tuple) else "yes" if value is True else str(value)
            detail[name] = said
    return Event(
        unit=target.unit,
        locale=target.locale,
        number=target.events + 1,
        action=Action.UNDO,
        before=target.state,
        after=earlier.state,
        actor=actor,
        at=at,
        text=earlier.text if earlier.text != target.text else None,
        detail=detail,
    )


def _brought_back(target: Target, event: Event) -> dict[str, object]:
    """Changes where an event brings an earlier target back."""
    detail = event.detail
    changes: dict[str, object] = {name: detail.get(name, "") for name in _BROUGHT_BACK}
    changes |= {
        "doubt": detail.get("doubt") == "yes",
        "held": State(detail["held"]) if "held" in detail else None,
        "risk": float(detail["risk"]) if "risk" in detail else None,
        "risks": tuple(detail.get("risks", "").split()),
        "waived": frozenset[str](),
    }
    if event.text is not None:
        changes |= {"text": event.text, "version": target.version + 1}
    return changes


def _held(target: Target) -> State:
    """The state to go back to: the one held, unless its signature does not fit the text and source any more (G4)."""
    held = target.held or State.TRANSLATED
    if held in SIGNED and target.signature != signature(target.source_key, target.text):
        return State.TRANSLATED
    return held


def _need_words(target: Target, action: Action, text: str | None, detail: Mapping[str, str], actor: str) -> None:
    """An action that consists of words cannot be had without them, nor a person's word without a person."""
    missing = (
        (action in (*TEXT_ACTIONS, Action.TIDY) and not text)
        or (action is Action.WAIVE and not detail.get("code"))
        or (action is Action.ANSWER and not detail.get("answer"))
    )
    if missing:
        raise GuardError(N_("{unit}: there is no text."), guard="states", unit=target.unit)
    if action is Action.SETTLE and not actor.strip():
        raise GuardError(N_("{unit}: a signature needs a name."), guard="G3", unit=target.unit)


def _may_sign(
    target: Target, action: Action, actor: str, blocking: Collection[str], source_key: str | None, rules: Rules
) -> None:
    """Guards G2, G3 and G4 for a signature."""
    open_codes = sorted(set(blocking) - target.waived)
    if open_codes:
        raise GuardError(
            N_("{unit}: blocking findings: {codes}."),
            guard="G2",
            unit=target.unit,
            codes=", ".join(open_codes),
            remedy=N_("Correct the text, or take responsibility with --waive CODE --reason “…”."),
        )
    if source_key is not None and source_key != target.source_key:
        raise GuardError(N_("{unit}: the source changed since this was translated."), guard="G5", unit=target.unit)
    if not actor.strip():
        raise GuardError(N_("{unit}: a signature needs a name."), guard="G3", unit=target.unit)
    if rules.four_eyes and not target.editor:
        raise GuardError(
            N_("{unit}: nobody knows who translated it, so nobody can be a second pair of eyes."),
            guard="G3",
            unit=target.unit,
            remedy=N_("Import the catalogue with --translator NAME."),
        )
    if rules.four_eyes and actor == target.editor:
        raise GuardError(
            N_("{unit}: {actor} wrote this text and cannot sign it as well."),
            guard="G3",
            unit=target.unit,
            actor=actor,
            remedy=N_("Let another person sign, with --as NAME."),
        )
    if action is Action.APPROVE and not rules.reviewer_may_approve and actor == target.reviewer:
        raise GuardError(
            N_("{unit}: {actor} reviewed it and cannot approve it as well."),
            guard="G3",
            unit=target.unit,
            actor=actor,
            remedy=N_("Let another person sign, with --as NAME."),
        )


def machine_detail(target: Target) -> dict[str, str]:
    """The detail of an event that drafts the same text anew: what a machine's draft is known by besides its text."""
    detail = {"repaired": target.repaired} if target.repaired else {}
    if target.risk is not None:
        detail |= {"risk": str(target.risk), "risks": " ".join(target.risks)}
    return detail


def apply(target: Target, event: Event) -> Target:
    """``target`` after ``event``; the fold whose result is the state."""
    changes: dict[str, object] = {"state": event.after, "events": event.number}
    # A waiver was given for a text and a source: another source ends it, unless it says the same (a carry).
    elsewhere = "source_key" in event.detail and event.action in (*TEXT_ACTIONS, Action.CONFIRM)
    if elsewhere or event.action is Action.SETTLE:
        changes["waived"] = frozenset[str]()
    if "source_key" in event.detail:
        changes["source_key"] = event.detail["source_key"]
    if event.source is not None:
        changes["source"] = event.source
    match event.action:
        case Action.DRAFT | Action.TRANSLATE:
            changed = event.text != target.text or target.version == 0
            changes |= {
                "text": event.text or "",
                "origin": event.origin or "",
                "version": target.version + changed,
                "editor": event.actor if event.action is Action.TRANSLATE else "",
                "reviewer": "",
                "approver": "",
                "signature": "",
                "reason": "",
                "waived": frozenset() if changed or elsewhere else target.waived,
                "doubt": False,
                "repaired": event.detail.get("repaired", ""),
                "risk": float(event.detail["risk"]) if "risk" in event.detail else None,
                "risks": tuple(event.detail.get("risks", "").split()),
            }
        case Action.TIDY:
            changes |= _renumbered(target, event)
        case Action.CONFIRM:
            changes |= {"editor": event.actor, "doubt": False, "reason": "", "repaired": ""}
        case Action.ACCEPT:
            changes |= {"reviewer": event.actor, "signature": event.signature, "doubt": False}
        case Action.APPROVE:
            changes |= {"approver": event.actor, "signature": event.signature}
        case Action.REJECT:
            changes |= {"reason": event.reason, "reviewer": "", "approver": "", "signature": ""}
        case Action.OUTDATE | Action.RETIRE:
            changes["held"] = target.held if target.state in (State.STALE, State.OBSOLETE) else target.state
        case Action.SETTLE:
            changes |= {"held": None, "reviewer": "", "approver": "", "signature": "", "editor": event.actor}
            changes |= _renumbered(target, event)
        case Action.RESTORE:
            changes["held"] = None
        case Action.CARRY:
            changes |= _renumbered(target, event)
            fits = target.signature == signature(target.source_key, target.text)
            stood = target.held if target.state is State.STALE else target.state
            if target.signature and fits and stood in SIGNED:
                key = event.detail.get("source_key", target.source_key)
                changes["signature"] = signature(key, event.text or target.text)
        case Action.WAIVE:
            changes["waived"] = target.waived | {event.detail["code"]}
        case Action.REMARK:
            comment = event.detail.get("comment", target.comment)
            changes |= {
                "comment": comment,
                "answer": target.answer if comment == target.comment else "",
                "doubt": event.detail.get("doubt", "yes" if target.doubt else "") == "yes",
            }
        case Action.UNDO:
            changes |= _brought_back(target, event)
        case Action.ANSWER:
            changes["answer"] = event.detail["answer"]
    return replace(target, **changes)  # type: ignore[arg-type]


def _renumbered(target: Target, event: Event) -> dict[str, object]:
    """Changes where an event brings the same words with other note numbers, or otherwise set."""
    if event.text is None or event.text == target.text:
        return {}
    return {"text": event.text, "version": target.version + 1}


def replay(unit: str, locale: str, events: Iterable[Event]) -> Target:
    """The target that ``events``, in order, lead to."""
    target = Target(unit=unit, locale=locale)
    for event in events:
        target = apply(target, event)
    return target
