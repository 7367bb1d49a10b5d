"""Guards and the fold, case by case; the random walk is in the properties."""

from __future__ import annotations

from typing import Any

import pytest

from transflow.domain.states import Action, Event, Rules, State, Target, advance, apply, replay, signature
from transflow.errors import GuardError

NOW = "2026-01-01T00:00:00Z"


def walk(*steps: tuple[Action, str, dict[str, Any]], target: Target | None = None) -> tuple[Target, list[Event]]:
    here = target or Target(unit="a/1", locale="tr")
    events = []
    for action, actor, given in steps:
        event = advance(here, action, actor=actor, at=NOW, **given)
        here = apply(here, event)
        events.append(event)
    return here, events


def translated(by: str = "ayşe", text: str = "Liman büyüdü.") -> Target:
    return walk((Action.TRANSLATE, by, {"text": text, "source": "The port grew.", "source_key": "k1"}))[0]


def approved() -> Target:
    return walk((Action.ACCEPT, "boris", {}), (Action.APPROVE, "carol", {}), target=translated())[0]


def guard(target: Target, action: Action, **given: Any) -> str:
    with pytest.raises(GuardError) as caught:
        advance(target, action, at=NOW, **given)
    return str(caught.value.fields["guard"])


def test_the_whole_way() -> None:
    target, events = walk(
        (Action.DRAFT, "transflow", {"text": "Liman büyüyor.", "origin": "mt:fx", "source_key": "k1"}),
        (Action.TRANSLATE, "ayşe", {"text": "Liman büyüdü."}),
        (Action.ACCEPT, "boris", {"source_key": "k1"}),
        (Action.APPROVE, "carol", {"source_key": "k1"}),
    )
    assert (target.state, target.editor, target.reviewer, target.approver) == (State.APPROVED, "ayşe", "boris", "carol")
    assert target.signature == signature("k1", "Liman büyüdü.")
    assert (target.version, target.events) == (2, 4)
    assert replay("a/1", "tr", events) == target


def test_g1_only_people_translate() -> None:
    assert guard(Target(unit="a/1", locale="tr"), Action.TRANSLATE, actor="fx", text="x", origin="mt:fx") == "G1"


def test_a_confirmed_draft_keeps_its_origin() -> None:
    target, _ = walk((Action.DRAFT, "transflow", {"text": "Liman.", "origin": "mt:fx"}), (Action.CONFIRM, "ayşe", {}))
    assert (target.state, target.origin, target.editor) == (State.TRANSLATED, "mt:fx", "ayşe")


def test_g2_blocking_findings_stop_a_signature_until_waived() -> None:
    assert guard(translated(), Action.ACCEPT, actor="boris", blocking=["marker-lost"]) == "G2"
    assert guard(translated(), Action.WAIVE, actor="boris", detail={"code": "marker-lost"}) == "G2"
    waived, _ = walk(
        (Action.WAIVE, "boris", {"reason": "agreed", "detail": {"code": "marker-lost"}}), target=translated()
    )
    assert (
        apply(waived, advance(waived, Action.ACCEPT, actor="boris", at=NOW, blocking=["marker-lost"])).reviewer
        == "boris"
    )
    assert guard(waived, Action.ACCEPT, actor="boris", blocking=["marker-lost", "address-changed"]) == "G2"
    edited, _ = walk((Action.TRANSLATE, "ayşe", {"text": "Başka."}), target=waived)
    assert edited.waived == frozenset(), "a waiver is for exactly that text"


def test_g2_rejecting_needs_a_reason() -> None:
    assert guard(translated(), Action.REJECT, actor="boris") == "G2"


def test_g3_four_eyes() -> None:
    assert guard(translated("ayşe"), Action.ACCEPT, actor="ayşe") == "G3"
    assert guard(translated(""), Action.ACCEPT, actor="boris") == "G3"
    assert guard(translated(), Action.ACCEPT, actor=" ") == "G3"
    alone = Rules(four_eyes=False)
    assert (
        apply(
            translated("ayşe"), advance(translated("ayşe"), Action.ACCEPT, actor="ayşe", at=NOW, rules=alone)
        ).reviewer
        == "ayşe"
    )


def test_g3_the_reviewer_may_approve_unless_the_house_says_no() -> None:
    reviewed, _ = walk((Action.ACCEPT, "boris", {}), target=translated())
    assert apply(reviewed, advance(reviewed, Action.APPROVE, actor="boris", at=NOW)).state is State.APPROVED
    assert guard(reviewed, Action.APPROVE, actor="boris", rules=Rules(reviewer_may_approve=False)) == "G3"


def test_g3_an_edit_voids_signatures_and_the_translator_may_countersign() -> None:
    edited, _ = walk((Action.TRANSLATE, "boris", {"text": "Liman çok büyüdü."}), target=approved())
    assert (edited.state, edited.reviewer, edited.approver, edited.signature) == (State.TRANSLATED, "", "", "")
    assert guard(edited, Action.ACCEPT, actor="boris") == "G3"
    assert apply(edited, advance(edited, Action.ACCEPT, actor="ayşe", at=NOW)).state is State.REVIEWED


def test_g5_no_signature_on_another_source() -> None:
    assert guard(translated(), Action.ACCEPT, actor="boris", source_key="k2") == "G5"


def test_stale_keeps_the_old_text_and_returns_on_undo() -> None:
    stale, _ = walk((Action.OUTDATE, "transflow", {}), target=approved())
    assert (stale.state, stale.held, stale.text, stale.source) == (
        State.STALE,
        State.APPROVED,
        "Liman büyüdü.",
        "The port grew.",
    )
    back, _ = walk((Action.RESTORE, "transflow", {}), target=stale)
    assert (back.state, back.held, back.signature) == (State.APPROVED, None, approved().signature)


def test_stale_through_obsolete_returns_to_what_it_was() -> None:
    back, _ = walk(
        (Action.OUTDATE, "transflow", {}),
        (Action.RETIRE, "transflow", {}),
        (Action.RESTORE, "transflow", {}),
        target=approved(),
    )
    assert back.state is State.APPROVED


def test_settled_needs_two_new_signatures() -> None:
    settled, events = walk(
        (Action.OUTDATE, "transflow", {}), (Action.SETTLE, "ayşe", {"source_key": "k2"}), target=approved()
    )
    assert (settled.state, settled.source_key, settled.reviewer) == (State.TRANSLATED, "k2", "")
    assert events[-1].signature == signature("k2", "Liman büyüdü.")


def test_carried_signatures_bind_the_new_numbers() -> None:
    carried, _ = walk((Action.CARRY, "transflow", {"source_key": "k2"}), target=approved())
    assert (carried.state, carried.signature) == (State.APPROVED, signature("k2", "Liman büyüdü."))


def test_questions_are_open_until_answered() -> None:
    asking, _ = walk((Action.REMARK, "ayşe", {"detail": {"comment": "? Which port"}}), target=translated())
    assert asking.asks
    answered, _ = walk((Action.ANSWER, "lena", {"detail": {"answer": "Northgate."}}), target=asking)
    assert not answered.asks
    again, _ = walk((Action.REMARK, "ayşe", {"detail": {"comment": "? Which one"}}), target=answered)
    assert again.asks, "a new question has no answer yet"


def test_doubt_comes_and_goes() -> None:
    doubtful, _ = walk((Action.REMARK, "ayşe", {"detail": {"doubt": "yes"}}), target=translated())
    assert doubtful.doubt
    assert not walk((Action.REMARK, "ayşe", {"detail": {"doubt": ""}}), target=doubtful)[0].doubt


@pytest.mark.parametrize(
    ("state", "action"),
    [
        (State.NEW, Action.ACCEPT),
        (State.NEW, Action.CONFIRM),
        (State.NEW, Action.OUTDATE),
        (State.DRAFTED, Action.ACCEPT),
        (State.TRANSLATED, Action.APPROVE),
        (State.TRANSLATED, Action.DRAFT),
        (State.REVIEWED, Action.DRAFT),
        (State.APPROVED, Action.DRAFT),
        (State.APPROVED, Action.SETTLE),
        (State.OBSOLETE, Action.TRANSLATE),
        (State.STALE, Action.ACCEPT),
        (State.REJECTED, Action.APPROVE),
    ],
)
def test_what_is_not_in_the_table_is_refused(state: State, action: Action) -> None:
    target = Target(unit="a/1", locale="tr", state=state, text="x", editor="ayşe")
    assert guard(target, action, actor="boris", text="y", reason="so") == "states"
