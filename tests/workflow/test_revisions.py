"""G5: a new revision of a source against what was translated and signed."""

from __future__ import annotations

import pytest
from tests.workflow.desk import HARBOUR, TURKISH, Desk
from tests.workflow.test_merging import with_new_first_note

from transflow.domain.states import Action, State
from transflow.errors import UnknownThingError, UsageError
from transflow.workflow import journal
from transflow.workflow.segmenting import join, split


def standing_signatures(desk: Desk) -> set[tuple[str, str]]:
    """(unit, signature) of every approval that the journal still counts."""
    lines = journal.read(desk.journal())
    units = dict.fromkeys(line.unit for line in lines)
    return {
        (unit, line.signature)
        for unit in units
        for line in journal.standing([x for x in lines if x.unit == unit])
        if line.action is Action.APPROVE
    }


def journal_agrees(desk: Desk) -> None:
    """G4: what the journal counts is what the database holds."""
    held = {(t.unit, t.signature) for u in desk.units() if (t := desk.of(u.id)).state is State.APPROVED}
    assert held <= standing_signatures(desk)


CARRIED = {
    "white space": HARBOUR.replace("The two ports were", "The two  ports\u00a0were"),
    "quote style": HARBOUR.replace("“", '"').replace("”", '"'),
    "a note more": with_new_first_note(HARBOUR),
    "line ends": HARBOUR.replace("\n", "\r\n"),
}


@pytest.mark.parametrize("kind", CARRIED)
def test_what_changes_no_word_is_carried_with_its_signatures(desk: Desk, kind: str) -> None:
    desk.approved()
    before = {u.id: desk.of(u.id) for u in desk.units()}
    added = desk.add(CARRIED[kind])
    assert added.outcome == "revision"
    for unit, old in before.items():
        now = desk.of(unit)
        if kind == "a note more" and old.source.startswith("The harbour could"):
            continue  # it has the new marker
        assert (now.state, now.reviewer, now.approver) == (State.APPROVED, old.reviewer, old.approver), now.source
    journal_agrees(desk)


def test_carries_are_logged(desk: Desk) -> None:
    desk.approved()
    desk.add(CARRIED["quote style"])
    carried = [e for e in desk.events() if e.action is Action.CARRY]
    assert {e.actor for e in carried} == {"Ann"}
    assert len(carried) == 2


def test_the_same_file_again_is_nothing(desk: Desk) -> None:
    desk.approved()
    events = desk.events()
    assert desk.add(HARBOUR).outcome == "unchanged"
    assert desk.events() == events


def test_an_edited_sentence_goes_stale_and_keeps_everything(desk: Desk) -> None:
    desk.approved()
    added = desk.add(HARBOUR.replace("it will be hard", "it will be very hard"))
    assert added.outdated == 1
    target = desk.target("Nobody doubts")
    assert target.state is State.STALE
    assert target.source == "Nobody doubts that it will be hard."
    assert target.text == "Zor olacağından kimse kuşku duymuyor."
    assert desk.state("The two ports") is State.APPROVED


def test_a_stale_text_is_settled_by_a_person(desk: Desk) -> None:
    desk.approved()
    desk.add(HARBOUR.replace("it will be hard", "it will be very hard"))
    assert desk.review(Action.SETTLE, "Ayşe", "Nobody doubts").done
    assert desk.target("Nobody doubts").source == "Nobody doubts that it will be very hard."
    assert desk.state("Nobody doubts") is State.TRANSLATED
    assert not desk.review(Action.ACCEPT, "Ayşe", "Nobody doubts").done
    assert desk.review(Action.ACCEPT, "Mehmet", "Nobody doubts").done


def test_a_removed_sentence_is_obsolete_and_an_undo_restores_all_approvals(desk: Desk) -> None:
    desk.approved()
    unit = desk.unit("Nobody doubts").id
    before = {u.id: desk.of(u.id) for u in desk.units()}
    desk.add(HARBOUR.replace(" Nobody doubts that it will be hard.", "").replace("four parts", "five parts"))
    assert desk.of(unit).state is State.OBSOLETE
    assert desk.state("The plan has") is State.STALE
    desk.add(HARBOUR)
    for unit_id, old in before.items():
        now = desk.of(unit_id)
        assert (now.state, now.text, now.signature) == (old.state, old.text, old.signature)
    journal_agrees(desk)
    assert desk.publish().outcome == "published"


def test_an_undo_restores_approvals_also_after_exports_and_imports_in_between(desk: Desk) -> None:
    """The catalogue on disk still is the translators' own: exporting merges it first, and that must void nothing."""
    desk.approved()
    desk.add(HARBOUR.replace("it will be hard", "it will be very hard"))
    stale = desk.target("Nobody doubts")
    desk.bring()
    assert desk.target("Nobody doubts") == stale
    desk.export()
    assert desk.target("Nobody doubts") == stale
    desk.export()
    desk.bring()
    desk.add(HARBOUR)
    assert desk.states() == {State.APPROVED}


def test_a_moved_sentence_keeps_its_approval(desk: Desk) -> None:
    desk.approved()
    unit = desk.unit("Nobody doubts").id
    desk.add(
        HARBOUR.replace(" Nobody doubts that it will be hard.", "").replace(
            "patience is needed.", "patience is needed. Nobody doubts that it will be hard."
        )
    )
    assert desk.unit("Nobody doubts").id == unit
    assert desk.of(unit).state is State.APPROVED


def test_an_inserted_note_renumbers_the_others_and_publishes(desk: Desk) -> None:
    desk.approved()
    desk.publish()
    desk.add(with_new_first_note(HARBOUR))
    assert desk.state("The harbour could") is State.STALE
    assert desk.target("Ministers met").text == "Bakanlar Bakü'de[3] buluştu ve bir plan üzerinde anlaştı.[4]"
    desk.export()
    texts = {
        "The harbour could": "Liman ticaretini on yıl içinde ikiye katlayabilir.[1]",
        "“A New Source”": "“A New Source”, Press Office, s. 3, (Erişim Tarihi: 01.01.2026).",
    }
    desk.bring(desk.edit(texts))
    desk.approve()
    assert desk.publish().outcome == "published"
    text = desk.published()
    assert "Bakanlar Bakü'de[3] buluştu" in text
    assert "[1] “A New Source”" in text
    assert "[3] Aynı yer." in text


def test_an_ibid_whose_referent_changed_goes_stale(desk: Desk) -> None:
    desk.approved()
    text = HARBOUR.replace("[2] Ibid.", "[2] “Another Book”, Port Press, p. 9.\n\n[3] Ibid.")
    text = text.replace("\n[4] “A Common", "\n[5] “A Common").replace("\n[3] The plan", "\n[4] The plan")
    text = text.replace("tariff.[4]", "tariff.[5]").replace("plan.[3]", "plan.[4]")
    text = text.replace("in Baku[2] and", "in Baku[3] and").replace("busy in summer.", "busy in summer.[2]")
    desk.add(text)
    assert desk.state("Ibid.") is State.STALE
    assert desk.target("Ibid.").source == "Ibid."
    assert desk.review(Action.SETTLE, "Ayşe", "Ibid.").done


def test_a_changed_note_body_outdates_the_body_and_the_ibid_that_stands_for_it(desk: Desk) -> None:
    desk.approved()
    desk.add(HARBOUR.replace("p. 14", "p. 15"))
    stale = [u.source[:15] for u in desk.units() if desk.of(u.id).state is State.STALE]
    assert stale == ["“A Shorter Way”", "Ibid."]


def test_a_draft_that_went_stale_is_drafted_anew_but_a_persons_text_is_not(desk: Desk) -> None:
    desk.add()
    desk.draft()
    desk.export()
    desk.bring(desk.edit({"The two ports": TURKISH["The two ports"]}))
    desk.add(HARBOUR.replace("it will be hard", "it will be very hard").replace("busy in summer", "busy in winter"))
    desk.draft()
    assert desk.target("Nobody doubts").text == "tr: Nobody doubts that it will be very hard."
    target = desk.target("The two ports")
    assert (target.state, target.text) == (State.STALE, TURKISH["The two ports"])


def test_a_split_by_hand_survives_a_new_revision(desk: Desk) -> None:
    desk.add()
    unit = desk.unit("Ministers met")
    offset = unit.source.index(" and agreed")
    plan = split(desk.space, unit.id, offset, actor="Ann", dry_run=True)
    assert len(plan.units) == 2
    assert len([u for u in desk.units() if u.source.startswith(("Ministers met", "and agreed"))]) == 1
    split(desk.space, unit.id, offset, actor="Ann")
    assert [u.source for u in desk.units() if u.block == unit.block][2:4] == [
        "Ministers met in Baku[2]",
        "and agreed on a plan.[3]",
    ]
    desk.add(HARBOUR.replace("busy in summer", "busy in winter"))
    assert desk.unit("and agreed").notes == (3,)
    join(desk.space, desk.unit("Ministers met").id, desk.unit("and agreed").id, actor="Ann")
    assert desk.unit("Ministers met").source == unit.source


def test_a_join_by_hand_survives_a_new_revision(desk: Desk) -> None:
    desk.add()
    join(desk.space, desk.unit("Trade grew").id, desk.unit("The two ports").id, actor="Ann")
    joined = "Trade grew by 12 percent in 2023.[1] The two ports were busy in summer."
    assert desk.unit("Trade grew").source == joined
    desk.add(HARBOUR.replace("patience is needed", "much patience is needed"))
    assert desk.unit("Trade grew").source == joined
    desk.translate()
    desk.export()
    assert desk.entry("Trade grew").msgid == joined


def test_joining_and_splitting_again_gives_the_approvals_back(desk: Desk) -> None:
    desk.approved()
    one, two = desk.unit("The next step"), desk.unit("Nobody doubts")
    assert join(desk.space, one.id, two.id, actor="Ann").outdated == 1
    assert desk.state("The next step") is State.STALE
    assert desk.of(two.id).state is State.OBSOLETE
    split(desk.space, one.id, desk.unit("The next step").source.index(" Nobody"), actor="Ann")
    assert [desk.unit("The next step").id, desk.unit("Nobody doubts").id] == [one.id, two.id]
    assert desk.states() == {State.APPROVED}
    journal_agrees(desk)
    assert desk.publish().outcome == "published"


def test_split_and_join_refuse_what_makes_no_sense(desk: Desk) -> None:
    desk.add()
    unit = desk.unit("Ministers met")
    for offset in (0, -1, len(unit.source), 10_000):
        with pytest.raises(UsageError):
            split(desk.space, unit.id, offset, actor="Ann")
    with pytest.raises(UnknownThingError):
        split(desk.space, "harbour/AAAAAAAA", 3, actor="Ann")
    with pytest.raises(UsageError):
        join(desk.space, desk.unit("The plan has").id, desk.unit("The next step").id, actor="Ann")
    with pytest.raises(UsageError):
        join(desk.space, desk.unit("The two ports").id, desk.unit("Trade grew").id, actor="Ann")


def test_a_dry_run_of_a_revision_changes_nothing(desk: Desk) -> None:
    desk.approved()
    events = desk.events()
    added = desk.add(HARBOUR.replace("it will be hard", "it will be very hard"), dry_run=True)
    assert (added.outcome, added.outdated) == ("revision", 1)
    assert desk.events() == events
    assert desk.states() == {State.APPROVED}


def test_nothing_left_of_an_article_but_its_title(desk: Desk) -> None:
    desk.approved()
    desk.add("What the Harbour Means for the Region\n\nA new text altogether, with nothing of the old.\n")
    desk.add(HARBOUR)
    assert desk.states() == {State.APPROVED}
