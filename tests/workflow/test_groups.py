"""Sentences merged by {^}: the head's text stands for all of them, so their sources stand and fall together."""

from __future__ import annotations

import pytest
from tests.workflow.desk import HARBOUR, TURKISH, Desk

from transflow.domain.states import Action, State
from transflow.workflow.drafting import draft
from transflow.workflow.intake import add
from transflow.workflow.reporting import show

HEAD, MEMBER = "Ministers met", "The plan has"
MERGED = {
    HEAD: "Bakanlar Bakü'de[2] dört bölümlü bir plan üzerinde anlaştı.[3]",
    MEMBER: "{^}",
}


@pytest.fixture
def merged(desk: Desk) -> Desk:
    desk.add()
    desk.export()
    order = sorted({**TURKISH, **MERGED}.items(), key=lambda item: len(item[0]))
    desk.bring(desk.edit(dict(order)))
    desk.approve()
    assert desk.states() == {State.APPROVED}
    return desk


def test_a_new_note_in_front_renumbers_the_markers_of_the_whole_group(merged: Desk) -> None:
    """The head once kept the numbers of its members' markers: note 2 was printed twice, and note 3 never."""
    source = HARBOUR.replace(
        "Trade grew by 12 percent in 2023.[1] The two", "Ports matter.[9] Trade grew by 12 percent in 2023.[1] The two"
    )
    source = source.replace(
        "[4] “A Common", "[9] “Ports”, Port Review, https://www.example.com/ports.\n\n[4] “A Common"
    )
    merged.add(source)
    assert merged.target(HEAD).state is State.APPROVED
    assert merged.target(HEAD).text == "Bakanlar Bakü'de[3] dört bölümlü bir plan üzerinde anlaştı.[4]"
    merged.sound()


def test_a_member_whose_source_is_gone_outdates_the_head(merged: Desk) -> None:
    """The deleted sentence once stayed in the published text."""
    merged.add(HARBOUR.replace("The plan has four parts.", ""))
    assert merged.target(HEAD).state is State.STALE
    assert merged.publish().outcome == "blocked"


def test_a_member_whose_source_changed_outdates_the_head_and_an_undo_restores_both(merged: Desk) -> None:
    merged.add(HARBOUR.replace("four parts", "five parts"))
    assert {merged.state(HEAD), merged.state(MEMBER)} == {State.STALE}
    merged.add(HARBOUR)
    assert {merged.state(HEAD), merged.state(MEMBER)} == {State.APPROVED}
    assert merged.publish().outcome == "published"


def test_a_sentence_between_head_and_member_outdates_the_head(merged: Desk) -> None:
    merged.add(HARBOUR.replace("[3]The plan has", "[3] It took a week. The plan has"))
    assert merged.state(HEAD) is State.STALE
    merged.add(
        HARBOUR.replace("[3]The plan has", "[3] It took a week. The plan has").replace("summer. M", "summer.  M")
    )
    assert merged.state(HEAD) is State.STALE, "another revision does not bring it back"


def test_taking_a_sentence_out_of_its_group_voids_the_heads_signatures(merged: Desk) -> None:
    """Both texts were once published: the head with the sentence in it, and the sentence again."""
    merged.export()
    merged.bring(merged.edit({MEMBER: "Planın dört bölümü var."}))
    head = merged.target(HEAD)
    assert (head.state, head.reviewer, head.editor) == (State.TRANSLATED, "", "Ayşe")
    merged.sound()


def test_merging_a_sentence_into_a_signed_one_voids_its_signatures(desk: Desk) -> None:
    desk.approved()
    desk.review(Action.TRANSLATE, "Oya", MEMBER, text="{^}")
    head = desk.target(HEAD)
    assert (head.state, head.editor, head.approver) == (State.TRANSLATED, "Oya", "")
    desk.sound()


def test_a_merged_head_is_no_memory_of_one_sentence(merged: Desk) -> None:
    """The head's text was once offered as an exact match of its own source alone."""
    (merged.root / "articles" / "other.txt").write_text(
        "Another Title\n\nMinisters met in Baku[1] and agreed on a plan.[2] They went home.\n\n[1] A.\n\n[2] B.\n",
        "utf-8",
    )
    add(merged.space, [merged.root / "articles" / "other.txt"], actor="Ann")
    draft(merged.space, ["other"], locales=["tr"], engines=["echo"], actor="Ann")
    other = show(merged.space, "other", locales=["tr"])
    assert "tm:100" not in {t.origin for t in other.targets["tr"].values()}


def test_a_translator_who_takes_an_edit_back_in_the_same_file_is_heard(desk: Desk) -> None:
    """The undo looked untouched, since it was what the file had been exported with, and export overwrote it."""
    desk.approved()
    desk.export()
    right = desk.target("Nobody doubts").text
    desk.bring(desk.edit({"Nobody doubts": "Yanlış bir söz."}))
    assert desk.target("Nobody doubts").text == "Yanlış bir söz."
    desk.bring(desk.edit({"Nobody doubts": right}))
    assert desk.target("Nobody doubts").text == right


def test_an_old_file_of_the_same_translator_undoes_nothing(desk: Desk) -> None:
    desk.approved()
    desk.export()
    old = desk.edit(to=desk.root / "old.po")
    desk.bring(desk.edit({"Nobody doubts": "Daha iyi bir söz."}))
    desk.export()
    desk.bring(desk.edit({"The two ports": "İki liman da yoğundu."}))
    desk.bring(old)
    assert desk.target("The two ports").text == "İki liman da yoğundu."


def test_work_on_a_sentence_that_was_deleted_meanwhile_waits_for_its_return(desk: Desk) -> None:
    """It was once refused as an unknown unit, and export told the translator to throw it away."""
    desk.add()
    desk.export()
    old = desk.edit({"Nobody doubts": TURKISH["Nobody doubts"]}, to=desk.root / "old.po")
    desk.add(HARBOUR.replace(" Nobody doubts that it will be hard.", ""))
    report = desk.bring(old)
    assert report.count("refused") == 0
    desk.add(HARBOUR)
    assert (desk.state("Nobody doubts"), desk.target("Nobody doubts").text) == (
        State.TRANSLATED,
        TURKISH["Nobody doubts"],
    )
    desk.sound()


def test_a_waiver_ends_with_the_source_it_was_given_for(desk: Desk) -> None:
    desk.approved()
    desk.review(Action.TRANSLATE, "Ayşe", "Trade grew", text="Ticaret yüzde 13 büyüdü.[1]")
    desk.review(Action.WAIVE, "Elif", "Trade grew", code="number-changed", reason="the author agreed")
    assert desk.target("Trade grew").waived == {"number-changed"}
    desk.add(HARBOUR.replace("12 percent in 2023", "14 percent in 2023"))
    desk.review(Action.SETTLE, "Ayşe", "Trade grew")
    assert desk.target("Trade grew").waived == frozenset()
