"""Guards G1 to G6 of the workflow, each seen from the outside: what a person does, and what then stands."""

from __future__ import annotations

import pytest
from tests.workflow.desk import HARBOUR, TURKISH, Desk

from transflow.config import Settings
from transflow.domain.people import Person, Role
from transflow.domain.states import Action, Rules, State
from transflow.errors import GuardError, TransflowError, UnknownThingError, UsageError
from transflow.workflow.drafting import draft
from transflow.workflow.review import Reviewed, Ruling, review


def guards(reviewed: Reviewed) -> set[str]:
    return {str(error.fields["guard"]) if "guard" in error.fields else error.code for _, error in reviewed.refused}


def reasons(reviewed: Reviewed) -> str:
    return " ".join(str(error) for _, error in reviewed.refused)


def test_the_whole_way(desk: Desk) -> None:
    desk.add()
    assert desk.states() == {State.NEW}
    desk.draft()
    assert desk.states() == {State.DRAFTED}
    desk.export()
    desk.translate()
    assert desk.states() == {State.TRANSLATED}
    desk.approve()
    assert desk.states() == {State.APPROVED}
    result = desk.publish()
    assert (result.outcome, result.release) == ("published", 1)
    assert "Ticaret 2023'te yüzde 12 büyüdü.[1]" in desk.published()


def test_g1_no_machine_makes_a_translation(desk: Desk) -> None:
    desk.add()
    desk.draft()
    assert desk.states() == {State.DRAFTED}
    refused = desk.review(Action.ACCEPT, "Mehmet", "Nobody doubts")
    assert not refused.done
    assert len(refused.refused) == 1


def test_g1_a_person_confirms_a_draft(desk: Desk) -> None:
    desk.add()
    desk.draft()
    desk.review(Action.CONFIRM, "Ayşe", "Nobody doubts")
    target = desk.target("Nobody doubts")
    assert (target.state, target.editor, target.origin) == (State.TRANSLATED, "Ayşe", "mt:echo")


@pytest.mark.parametrize(
    ("start", "text", "code"),
    [
        ("The next step", "Sıradaki adım ortak bir tarife.", "marker-lost"),
        ("The next step", "Sıradaki[4] adım ortak bir tarife.[4]", "marker-doubled"),
        ("Nobody doubts", "Zor olacağından kimse kuşku duymuyor.[2]", "marker-foreign"),
        ("The list is", "Liste https://www.example.org/work adresinde.", "address-changed"),
        ("Trade grew", "Ticaret 2023'te yüzde 21 büyüdü.[1]", "number-changed"),
        ("Nobody doubts", "Nobody doubts that it will be hard.", "target-untranslated"),
    ],
)
def test_g2_blocking_findings_stop_a_signature(desk: Desk, start: str, text: str, code: str) -> None:
    desk.add()
    desk.export()
    desk.bring(desk.edit({start: text}))
    assert desk.state(start) is State.TRANSLATED
    assert code in desk.codes(start)
    reviewed = desk.review(Action.ACCEPT, "Mehmet", start)
    assert not reviewed.done
    assert code in reasons(reviewed)
    assert all(error.remedy for _, error in reviewed.refused)


def test_g2_a_waiver_needs_a_reason_and_is_an_event(desk: Desk) -> None:
    desk.add()
    desk.export()
    desk.bring(desk.edit({"Trade grew": "Ticaret geçen yıl yüzde 12 büyüdü.[1]"}))
    start = "Trade grew"
    assert not desk.review(Action.WAIVE, "Mehmet", start, code="number-changed").done
    assert not desk.review(Action.WAIVE, "Mehmet", start, code="marker-lost", reason="no such finding").done
    assert desk.review(Action.WAIVE, "Mehmet", start, code="number-changed", reason="“last year” is right here").done
    event = next(e for e in desk.events() if e.action is Action.WAIVE)
    assert (event.actor, event.reason, event.detail["code"]) == (
        "Mehmet",
        "“last year” is right here",
        "number-changed",
    )
    assert desk.review(Action.ACCEPT, "Mehmet", start).done


def test_g2_a_waiver_ends_with_the_text_it_was_given_for(desk: Desk) -> None:
    desk.add()
    desk.export()
    desk.bring(desk.edit({"The next step": "Sıradaki adım ortak bir tarife."}))
    desk.review(Action.WAIVE, "Mehmet", "The next step", code="marker-lost", reason="as agreed")
    desk.bring(desk.edit({"The next step": "Sıradaki adım bir ortak tarife."}))
    assert not desk.review(Action.ACCEPT, "Mehmet", "The next step").done


def test_g3_four_eyes(desk: Desk) -> None:
    desk.add()
    desk.translate()
    own = desk.review(Action.ACCEPT, "Ayşe")
    assert not own.done
    assert (own.refused, own.skipped) == ((), {"own-text": len(desk.units())})
    named = desk.review(Action.ACCEPT, "Ayşe", "The next step", "Nobody doubts")
    assert (named.done, guards(named), len(named.refused), named.skipped) == ((), {"G3"}, 2, {})
    desk.review(Action.ACCEPT, "Mehmet")
    assert not desk.review(Action.APPROVE, "Ayşe").done
    assert desk.review(Action.APPROVE, "Mehmet").done, "the approver may be the reviewer"


@pytest.mark.parametrize("name", ["Ayşe <a@example.org>", "  Ayşe  ", "Ayşe<ayse@work.example>"])
def test_g3_a_mail_address_makes_nobody_another_person(desk: Desk, name: str) -> None:
    desk.add()
    desk.export()
    desk.bring(desk.edit({"Nobody doubts": "Kimse kuşku duymuyor."}, by=name))
    assert desk.target("Nobody doubts").editor == "Ayşe"
    desk.bring(desk.edit({"Nobody doubts": "Hiç kimse kuşku duymuyor."}, by="x"), translator=name)
    assert not desk.review(Action.ACCEPT, "Ayşe", "Nobody doubts").done


def test_g3_an_unknown_translator_cannot_be_signed(desk: Desk) -> None:
    desk.add()
    desk.export()
    path = desk.edit({"Nobody doubts": "Kimse kuşku duymuyor."}, by="")
    assert desk.bring(path).translator == ""
    refused = desk.review(Action.ACCEPT, "Mehmet", "Nobody doubts")
    assert "--translator" in refused.refused[0][1].remedy


def test_g3_the_translator_by_option(desk: Desk) -> None:
    desk.add()
    desk.export()
    assert desk.bring(desk.edit({"Nobody": "Kimse."}, by="Ben <b@x.org>"), translator="Ayşe").translator == "Ayşe"
    assert desk.target("Nobody").editor == "Ayşe"
    assert desk.review(Action.ACCEPT, "Ben", "Nobody").done


def test_g3_the_workspace_may_turn_four_eyes_off(open_desk) -> None:
    rules = Rules(four_eyes=False, reviewer_may_approve=False)
    desk = open_desk(settings=Settings(locales=("tr",), rules=rules))
    desk.add()
    desk.translate()
    assert desk.review(Action.ACCEPT, "Ayşe").done
    assert not desk.review(Action.APPROVE, "Ayşe").done, "reviewer and approver must differ here"
    assert desk.review(Action.APPROVE, "Elif").done


def test_g3_a_text_edit_voids_the_signatures(desk: Desk) -> None:
    desk.approved()
    desk.export()
    desk.bring(desk.edit({"Nobody doubts": "Kimse zor olacağından kuşku duymuyor."}))
    target = desk.target("Nobody doubts")
    assert (target.state, target.reviewer, target.approver, target.signature) == (State.TRANSLATED, "", "", "")
    assert desk.state("The two ports") is State.APPROVED


def test_g3_reviewer_edits_and_translator_countersigns(desk: Desk) -> None:
    desk.add()
    desk.translate()
    desk.review(Action.TRANSLATE, "Mehmet", "Nobody doubts", text="Zor olacağından kimsenin kuşkusu yok.")
    assert desk.target("Nobody doubts").editor == "Mehmet"
    assert not desk.review(Action.ACCEPT, "Mehmet", "Nobody doubts").done
    assert desk.review(Action.ACCEPT, "Ayşe", "Nobody doubts").done
    assert desk.review(Action.APPROVE, "Elif", "Nobody doubts").done


def test_g3_a_signature_needs_a_name(desk: Desk) -> None:
    desk.add()
    desk.translate()
    assert not desk.review(Action.ACCEPT, "   ", "Nobody doubts").done


def test_a_rejection_needs_a_reason_and_reaches_the_translator(desk: Desk) -> None:
    desk.add()
    desk.translate()
    desk.export()
    assert not desk.review(Action.REJECT, "Mehmet", "Nobody doubts").done
    assert desk.review(Action.REJECT, "Mehmet", "Nobody doubts", reason="too free").done
    desk.export()
    entry = desk.entry("Nobody doubts")
    assert "fuzzy" in entry.flags
    assert "rejected: too free" in entry.comment


def test_a_rejection_is_not_undone_by_the_same_file_once_more(desk: Desk) -> None:
    desk.add()
    desk.draft()
    desk.export()
    desk.translate()
    desk.review(Action.REJECT, "Mehmet", "Nobody doubts", reason="too free")
    desk.bring()
    assert desk.state("Nobody doubts") is State.REJECTED
    desk.export()
    assert desk.state("Nobody doubts") is State.REJECTED, "export merges the changed file first"


def test_a_rejection_of_a_confirmed_draft_is_not_undone_by_the_same_file(desk: Desk) -> None:
    desk.add()
    desk.draft()
    desk.export()
    path = desk.edit(change={"Nobody doubts": lambda e: e.flags.remove("fuzzy")})
    desk.bring(path)
    assert desk.state("Nobody doubts") is State.TRANSLATED
    desk.review(Action.REJECT, "Mehmet", "Nobody doubts", reason="too free")
    desk.bring(path)
    assert desk.state("Nobody doubts") is State.REJECTED


def test_a_rejected_text_can_be_declared_good_by_who_was_shown_the_rejection(desk: Desk) -> None:
    desk.add()
    desk.translate()
    desk.review(Action.REJECT, "Mehmet", "Nobody doubts", reason="too free")
    desk.export()
    desk.bring(desk.edit(change={"Nobody doubts": lambda e: e.flags.remove("fuzzy")}))
    assert desk.state("Nobody doubts") is State.TRANSLATED


def test_all_skips_what_is_not_eligible_and_says_so(desk: Desk) -> None:
    desk.add()
    desk.translate()
    desk.review(Action.ACCEPT, "Mehmet", "Nobody doubts")
    reviewed = desk.review(Action.ACCEPT, "Mehmet")
    assert len(reviewed.done) == len(desk.units()) - 1
    assert reviewed.skipped == {"reviewed": 1}


def test_units_are_named_in_full_or_by_their_last_part(desk: Desk) -> None:
    desk.add()
    desk.translate()
    unit = desk.unit("Nobody doubts").id
    done = review(
        desk.space, desk.name, "tr", Ruling(action=Action.ACCEPT), ids=[unit.rpartition("/")[2]], actor="Mehmet"
    ).done
    assert done == (unit,)
    with pytest.raises(UnknownThingError):
        review(desk.space, desk.name, "tr", Ruling(action=Action.ACCEPT), ids=["AAAAAAAA"], actor="Mehmet")
    with pytest.raises(UsageError):
        review(desk.space, desk.name, "tr", Ruling(action=Action.ACCEPT), actor="Mehmet")
    with pytest.raises(UnknownThingError):
        review(desk.space, "nowhere", "tr", Ruling(action=Action.ACCEPT), everything=True, actor="Mehmet")
    with pytest.raises(UnknownThingError):
        review(desk.space, desk.name, "de", Ruling(action=Action.ACCEPT), everything=True, actor="Mehmet")


def test_a_dry_run_of_a_review_changes_nothing(desk: Desk) -> None:
    desk.add()
    desk.translate()
    before = desk.events()
    plan = review(
        desk.space, desk.name, "tr", Ruling(action=Action.ACCEPT), everything=True, actor="Nobody Yet", dry_run=True
    )
    assert len(plan.done) == len(desk.units())
    assert desk.events() == before
    assert not desk.journal().exists()
    with desk.space.store.read() as tx:
        assert tx.people.get("Nobody Yet") is None


def test_g6_only_what_is_approved_is_published(desk: Desk) -> None:
    desk.add()
    desk.translate()
    desk.review(Action.ACCEPT, "Mehmet")
    desk.review(Action.APPROVE, "Elif", "Nobody doubts")
    blocked = desk.publish()
    assert blocked.outcome == "blocked"
    assert {b.reason for b in blocked.blocked} == {"reviewed"}
    assert desk.unit("Nobody doubts").id not in {b.unit for b in blocked.blocked}
    assert not (desk.root / "published").exists()


def test_g6_reasons_name_the_state_of_each_unit(desk: Desk) -> None:
    desk.approved()
    desk.export()
    desk.bring(desk.edit({"The two ports": "İki liman yazın kalabalıktı."}))
    desk.add(
        HARBOUR.replace("it will be hard", "it will be very hard") + "\nOne more sentence at the end of the page.\n"
    )
    reasons = {b.reason for b in desk.publish().blocked}
    assert {"translated", "stale", "new"} <= reasons


def test_questions_are_open_until_answered(desk: Desk) -> None:
    from transflow.workflow.reporting import status

    desk.add()
    desk.export()

    def ask(entry) -> None:
        entry.tcomment = "? Which harbour is meant?"

    desk.bring(desk.edit(change={"The harbour could": ask}))
    standing = status(desk.space).standings[0]
    assert [q.text for q in standing.questions] == ["? Which harbour is meant?"]
    reviewed = desk.review(Action.ANSWER, "Jane", "The harbour could", text="The one in Baku.")
    assert reviewed.done
    assert status(desk.space).standings[0].questions == ()
    desk.export()
    assert "answer to your question: The one in Baku." in desk.entry("The harbour could").comment
    assert desk.entry("The harbour could").tcomment == "? Which harbour is meant?"
    desk.bring()
    assert status(desk.space).standings[0].questions == (), "the same question does not open again"


def test_rights_once_configured_bind(desk: Desk) -> None:
    desk.add()
    with desk.space.store.write() as tx:
        tx.people.save(Person(name="Tina", roles=frozenset({Role.TRANSLATOR}), locales=frozenset({"tr"})))
    desk.export()
    desk.bring(desk.edit(dict(TURKISH)), actor="Tina")
    for actor in ("Tina", "A Stranger"):
        with pytest.raises(GuardError):
            desk.review(Action.ACCEPT, actor)
    with pytest.raises(GuardError):
        desk.publish()
    with pytest.raises(GuardError):
        desk.add(HARBOUR + "\nMore words here.\n", actor="Tina")
    with pytest.raises(TransflowError):
        draft(desk.space, actor="A Stranger", engines=["echo"])
