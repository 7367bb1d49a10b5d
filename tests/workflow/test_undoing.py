"""``import --undo``: what stood before stands again, as events; later work is kept; what is in the file is no news."""

from __future__ import annotations

import pytest
from tests.workflow.desk import TURKISH, Desk

from transflow.domain.states import Action, State, replay
from transflow.errors import UnknownThingError, UsageError
from transflow.workflow.importing import import_catalogues
from transflow.workflow.operations import rebuild
from transflow.workflow.undoing import Undone, runs, take_back

NEW = "Kimse kuşku duymuyor artık."


def back(desk: Desk, number: int = 0, **options: object) -> Undone:
    _, (undone,) = take_back(desk.space, number, actor="Rob", **options)  # type: ignore[arg-type]
    return undone


def edited(desk: Desk, text: str = NEW) -> Desk:
    desk.export()
    desk.bring(desk.edit({"Nobody doubts": text}))
    return desk


def translated(desk: Desk) -> Desk:
    desk.add()
    desk.translate()
    return desk


def test_a_text_and_its_signatures_come_back(desk: Desk) -> None:
    desk.approved()
    before = desk.target("Nobody doubts")
    edited(desk)
    assert desk.state("Nobody doubts") is State.TRANSLATED
    undone = back(desk)
    assert (len(undone.back), undone.kept) == (1, ())
    after = desk.target("Nobody doubts")
    assert (after.text, after.state, after.signature) == (before.text, State.APPROVED, before.signature)
    assert (after.editor, after.reviewer, after.approver) == (before.editor, before.reviewer, before.approver)
    assert desk.publish().outcome == "published"


def test_it_is_an_event_and_the_history_is_whole(desk: Desk) -> None:
    edited(translated(desk))
    count = len(desk.events())
    back(desk)
    events = desk.events()
    assert (len(events), events[-1].action, events[-1].actor) == (count + 1, Action.UNDO, "Rob")
    unit = desk.unit("Nobody doubts").id
    mine = [event for event in events if event.unit == unit]
    assert replay(unit, "tr", mine) == desk.target("Nobody doubts")
    assert NEW in {event.text for event in mine}


def test_a_first_translation_is_taken_back_to_nothing(desk: Desk) -> None:
    desk.add()
    desk.translate()
    undone = back(desk)
    assert len(undone.back) == len(desk.units())
    assert desk.states() == {State.NEW}
    assert {desk.target("Nobody doubts").text} == {""}
    desk.draft()
    assert desk.state("Nobody doubts") is State.DRAFTED


def test_later_work_is_kept_and_named(desk: Desk) -> None:
    edited(translated(desk))
    desk.review(Action.TRANSLATE, "Bora", "Nobody doubts", text="Başkasının metni.")
    undone = back(desk, 2)
    assert (undone.back, undone.kept) == ((), (desk.unit("Nobody doubts").id,))
    assert desk.target("Nobody doubts").text == "Başkasının metni."


def test_what_is_still_in_the_file_is_no_news_until_it_is_asked_for(desk: Desk) -> None:
    edited(translated(desk))
    back(desk)
    old = TURKISH["Nobody doubts"]
    assert desk.target("Nobody doubts").text == old
    again = desk.bring()
    assert sum(entry.back for entry in again.entries) == 1
    assert again.count("accepted") == 0
    assert desk.target("Nobody doubts").text == old
    (asked,) = import_catalogues(desk.space, [desk.catalogue()], translator="Ayşe", actor="Ann", again=True)
    assert asked.count("accepted") == 1
    assert desk.target("Nobody doubts").text == NEW


def test_another_text_in_the_file_is_news(desk: Desk) -> None:
    edited(translated(desk))
    back(desk)
    desk.bring(desk.edit({"Nobody doubts": "Üçüncü bir metin."}))
    assert desk.target("Nobody doubts").text == "Üçüncü bir metin."


def test_imports_are_listed_the_latest_first(desk: Desk) -> None:
    edited(translated(desk))
    assert [(run.number, sum(count for _, count in run.files)) for run in runs(desk.space)] == [
        (2, 1),
        (1, len(desk.units())),
    ]
    back(desk)
    assert runs(desk.space)[0].undone_by == "Rob"


def test_an_import_that_changed_nothing_is_none(desk: Desk) -> None:
    translated(desk)
    desk.bring()
    assert len(runs(desk.space)) == 1


def test_each_undo_goes_one_import_back_and_then_there_is_none(desk: Desk) -> None:
    edited(translated(desk))
    back(desk)
    back(desk)
    assert desk.states() == {State.NEW}
    with pytest.raises(UnknownThingError):
        back(desk)
    with pytest.raises(UsageError, match="already"):
        back(desk, 2)
    with pytest.raises(UnknownThingError):
        back(desk, 9)


def test_a_dry_run_changes_nothing(desk: Desk) -> None:
    edited(translated(desk))
    events = desk.events()
    assert back(desk, dry_run=True).back
    assert desk.events() == events
    assert not runs(desk.space)[0].undone_at


def test_a_clone_knows_the_signatures_that_came_back(open_desk) -> None:
    desk = open_desk()
    desk.approved()
    edited(desk)
    back(desk)
    desk.export()
    desk.space.store.close()
    (desk.root / ".transflow/transflow.db").unlink()
    clone = open_desk()
    rebuild(clone.space, actor="Rob")
    assert clone.states() == {State.APPROVED}
