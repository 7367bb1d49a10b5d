"""The life of a target under random people who try everything: no guard can be talked round, and no event is lost."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from transflow.domain.states import (
    SIGNED,
    TRANSITIONS,
    Action,
    Event,
    Rules,
    State,
    Target,
    advance,
    apply,
    replay,
    signature,
)
from transflow.errors import GuardError

PEOPLE = st.sampled_from(["ayşe", "boris", "carol", ""])
TEXTS = st.sampled_from(["Bir.", "İki.", "Üç.[1]"])
KEYS = st.sampled_from(["key-1", "key-2"])
ACTIONS = st.sampled_from(list(Action))


class LifeOfATarget(RuleBasedStateMachine):
    """One unit in one locale; ``source`` is the key of the source as it is now."""

    def __init__(self) -> None:
        super().__init__()
        self.target = Target(unit="a/1", locale="tr")
        self.events: list[Event] = []
        self.source = "key-1"
        self.house = Rules()

    @initialize(four_eyes=st.booleans(), same=st.booleans())
    def house_rules(self, four_eyes: bool, same: bool) -> None:
        self.house = Rules(four_eyes=four_eyes, reviewer_may_approve=same)

    def attempt(
        self,
        action: Action,
        actor: str,
        *,
        text: str | None = None,
        origin: str = "human",
        key: str | None = None,
        reason: str = "",
        blocking: tuple[str, ...] = (),
    ) -> Event | None:
        before = self.target
        try:
            event = advance(
                before,
                action,
                actor=actor,
                at="2026-01-01T00:00:00Z",
                text=text,
                origin=origin,
                source_key=key,
                reason=reason,
                detail={"code": "marker-lost", "comment": "? Why", "answer": "So."},
                blocking=blocking,
                rules=self.house,
            )
        except GuardError:
            assert self.target == before
            return None
        self.target = apply(before, event)
        self.events.append(event)
        assert (before.state, action) in TRANSITIONS
        return event

    @rule(text=TEXTS, origin=st.sampled_from(["mt:fx", "tm:100", "rule"]))
    def draft(self, text: str, origin: str) -> None:
        self.attempt(Action.DRAFT, "transflow", text=text, origin=origin, key=self.source)

    @rule(actor=PEOPLE, text=TEXTS, origin=st.sampled_from(["human", "human", "mt:fx"]))
    def translate(self, actor: str, text: str, origin: str) -> None:
        event = self.attempt(Action.TRANSLATE, actor, text=text, origin=origin, key=self.source)
        if event is not None:
            assert origin == "human"
            assert self.target.state is State.TRANSLATED
            signed = (self.target.signature, self.target.reviewer, self.target.approver)
            assert signed == ("", "", ""), "an edit voids signatures"

    @rule(actor=PEOPLE)
    def confirm(self, actor: str) -> None:
        self.attempt(Action.CONFIRM, actor)

    @rule(action=st.sampled_from([Action.ACCEPT, Action.APPROVE]), actor=PEOPLE, blocked=st.booleans())
    def sign(self, action: Action, actor: str, blocked: bool) -> None:
        before = self.target
        blocking = ("marker-lost",) if blocked else ()
        if self.attempt(action, actor, key=self.source, blocking=blocking) is None:
            return
        assert actor, "a signature has a name"
        assert not self.house.four_eyes or actor != before.editor, "four eyes"
        assert not blocked or "marker-lost" in before.waived, "nothing blocking is signed"

    @rule(action=ACTIONS, actor=PEOPLE)
    def anything(self, action: Action, actor: str) -> None:
        if action not in (Action.OUTDATE, Action.CARRY, Action.RESTORE):
            self.attempt(action, actor, text="Dört.", key=self.source, reason="so")

    @rule(actor=PEOPLE, action=st.sampled_from([Action.REJECT, Action.WAIVE]))
    def without_a_reason(self, actor: str, action: Action) -> None:
        assert self.attempt(action, actor, reason="  ") is None

    @rule(key=KEYS)
    def the_source_changes(self, key: str) -> None:
        """As intake does it: another source outdates, the one it was made for restores."""
        if key == self.source:
            return
        self.source = key
        if self.target.state is State.NEW:
            return
        made_for = self.target.source_key == key
        if made_for and self.target.state in (State.STALE, State.OBSOLETE):
            self.attempt(Action.RESTORE, "transflow", key=key)
        elif not made_for:
            self.attempt(Action.OUTDATE, "transflow")

    @rule()
    def the_source_is_renumbered(self) -> None:
        if self.target.state in (State.NEW, State.OBSOLETE, State.STALE) or self.target.source_key != self.source:
            return
        self.source = {"key-1": "key-2", "key-2": "key-1"}[self.source]
        before = self.target
        assert (
            self.attempt(Action.CARRY, "transflow", key=self.source, text=before.text.replace("[1]", "[2]")) is not None
        )
        assert self.target.state is before.state

    @rule()
    def retire_and_return(self) -> None:
        before = self.target
        if self.attempt(Action.RETIRE, "transflow") is not None and before.state is not State.STALE:
            self.attempt(Action.RESTORE, "transflow")
            assert self.target.state is before.state
            assert (self.target.text, self.target.signature) == (before.text, before.signature)

    @invariant()
    def state_is_the_replay_of_events(self) -> None:
        assert replay("a/1", "tr", self.events) == self.target
        assert [e.number for e in self.events] == list(range(1, len(self.events) + 1))

    @invariant()
    def signed_means_signed_for_exactly_this(self) -> None:
        target = self.target
        if target.state in SIGNED:
            assert target.signature == signature(target.source_key, target.text)
            assert target.reviewer
            assert not self.house.four_eyes or target.editor not in ("", target.reviewer, target.approver)
        if target.state is State.APPROVED:
            assert target.approver
            assert self.house.reviewer_may_approve or target.approver != target.reviewer
            signers = {e.actor for e in self.events if e.action in (Action.ACCEPT, Action.APPROVE)}
            assert {target.reviewer, target.approver} <= signers
        if target.state in (State.DRAFTED, State.TRANSLATED, State.REJECTED):
            assert not target.signature

    @invariant()
    def what_a_person_wrote_is_in_an_event(self) -> None:
        if self.target.version:
            assert self.target.text in {e.text for e in self.events}


LifeOfATarget.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestLifeOfATarget = LifeOfATarget.TestCase
