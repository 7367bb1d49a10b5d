"""Promise 5: what is done twice changes nothing the second time, neither in the database nor in a file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import partial

import pytest
from tests.workflow.desk import HARBOUR, Desk, files_below

from transflow.domain.states import Action, State
from transflow.errors import UsageError
from transflow.workflow.checking import check
from transflow.workflow.segmenting import Recut, join, split


def everything(desk: Desk) -> tuple[list[str], dict[str, bytes]]:
    """The database as SQL, and every file beside it."""
    connection = sqlite3.connect(desk.root / ".transflow" / "transflow.db")
    try:
        rows = list(connection.iterdump())
    finally:
        connection.close()
    return rows, {path: content for path, content in files_below(desk.root).items() if ".transflow" not in path}


@pytest.mark.parametrize(
    "step",
    [
        lambda desk: desk.add(),
        lambda desk: desk.draft(),
        lambda desk: desk.export(),
        lambda desk: desk.bring(),
        lambda desk: desk.publish(),
        lambda desk: check(desk.space, [desk.name]),
    ],
    ids=["add", "draft", "export", "import", "publish", "check"],
)
def test_a_step_twice(desk: Desk, step: Callable[[Desk], object]) -> None:
    desk.at("2026-11-20T10:00:00Z")
    desk.approved()
    step(desk)
    before = everything(desk)
    desk.at("2026-11-25T10:00:00Z")
    step(desk)
    assert everything(desk) == before


def cut_once(desk: Desk) -> tuple[str, int, Recut]:
    unit = desk.unit("Ministers met")
    offset = unit.source.index(" and agreed")
    return unit.id, offset, split(desk.space, unit.id, offset, actor="Ann")


def test_a_split_twice(desk: Desk) -> None:
    desk.approved()
    unit, offset, first = cut_once(desk)
    assert (first.changed, [u.source for u in first.units]) == (
        True,
        ["Ministers met in Baku[2]", "and agreed on a plan.[3]"],
    )
    assert first.units[0].id == unit, "the first half keeps the id"
    assert desk.of(unit).state is State.STALE
    before = everything(desk)
    second = split(desk.space, unit, offset, actor="Ann")
    assert (second.changed, second.units) == (False, first.units)
    assert everything(desk) == before


def test_the_longer_half_does_not_take_the_id(desk: Desk) -> None:
    desk.add()
    unit = desk.unit("Ministers met")
    split(desk.space, unit.id, len("Ministers "), actor="Ann")
    assert [desk.unit(s).id == unit.id for s in ("Ministers", "met in Baku")] == [True, False]


def test_a_half_is_split_again_and_each_split_is_known_again(desk: Desk) -> None:
    desk.add()
    unit, offset, _ = cut_once(desk)
    right = desk.unit("and agreed")
    split(desk.space, right.id, len("and agreed "), actor="Ann")
    split(desk.space, unit, len("Ministers met "), actor="Ann")
    parts = ["Ministers met", "in Baku[2]", "and agreed", "on a plan.[3]"]
    assert [u.source for u in desk.units() if u.source in parts] == parts
    before = everything(desk)
    for of, at in ((unit, offset), (right.id, len("and agreed ")), (unit, len("Ministers met "))):
        assert not split(desk.space, of, at, actor="Ann").changed
    assert everything(desk) == before


def test_a_join_twice(desk: Desk) -> None:
    desk.approved()
    first, second = desk.unit("The next step"), desk.unit("Nobody doubts")
    done = join(desk.space, first.id, second.id, actor="Ann")
    assert (done.changed, [u.id for u in done.units]) == (True, [first.id])
    before = everything(desk)
    again = join(desk.space, first.id, second.id, actor="Ann")
    assert (again.changed, again.units) == (False, done.units)
    assert everything(desk) == before


def test_the_first_of_a_join_keeps_its_id_however_short(desk: Desk) -> None:
    desk.add()
    first, second = desk.unit("The two ports"), desk.unit("Ministers met")
    join(desk.space, first.id, second.id, actor="Ann")
    assert desk.unit("The two ports").id == first.id
    assert not join(desk.space, first.id, second.id, actor="Ann").changed


def test_a_cut_that_would_change_no_unit_is_refused_and_not_stored(desk: Desk) -> None:
    desk.add()
    unit, _, _ = cut_once(desk)
    right = desk.unit("and agreed")
    split(desk.space, right.id, len("and agreed "), actor="Ann")
    before = everything(desk)
    with pytest.raises(UsageError, match="changes no unit") as caught:
        join(desk.space, unit, right.id, actor="Ann")  # the split of the right half is in the way
    assert caught.value.remedy
    for offset in (0, -3, len(desk.unit("Ministers met").source) + 1, 10_000):
        with pytest.raises(UsageError) as caught:
            split(desk.space, unit, offset, actor="Ann")
        assert caught.value.remedy
    assert everything(desk) == before


@pytest.mark.parametrize(
    ("before", "action", "person", "words"),
    [
        ((), Action.TRANSLATE, "Ayşe", {"text": "Kimse kuşku duymuyor."}),
        ((), Action.ANSWER, "Ann", {"text": "A political one."}),
        ((), Action.REJECT, "Mehmet", {"reason": "too stiff"}),
        ((), Action.WAIVE, "Mehmet", {"code": "marker-lost", "reason": "as agreed"}),
        ((), Action.ACCEPT, "Mehmet", {}),
        ((Action.ACCEPT,), Action.APPROVE, "Mehmet", {}),
        ((Action.ACCEPT, Action.APPROVE), Action.ACCEPT, "Mehmet", {}),
    ],
    ids=["text", "answer", "reject", "waive", "accept", "approve", "accept what was approved since"],
)
def test_a_ruling_twice(
    desk: Desk, before: tuple[Action, ...], action: Action, person: str, words: dict[str, str]
) -> None:
    desk.at("2026-11-20T10:00:00Z")
    desk.add()
    desk.translate()
    start = "Nobody doubts"
    if action is Action.WAIVE:
        desk.bring(desk.edit({"Ministers met": "Bakanlar Bakü'de buluştu ve bir plan üzerinde anlaştı.[3]"}))
        start = "Ministers met"
    for earlier in before:
        desk.review(earlier, person, start)
    first = desk.review(action, person, start, **words)
    assert before or first.done == (desk.unit(start).id,)
    stands = everything(desk)
    desk.at("2026-11-25T10:00:00Z")
    again = desk.review(action, person, start, **words)
    assert (again.done, again.unchanged, again.refused) == ((), (desk.unit(start).id,), ())
    assert everything(desk) == stands


def test_a_draft_is_confirmed_and_a_stale_text_settled_once(desk: Desk) -> None:
    desk.add()
    desk.draft()
    desk.review(Action.CONFIRM, "Ayşe", "Nobody doubts")
    stands = everything(desk)
    assert desk.review(Action.CONFIRM, "Ayşe", "Nobody doubts").unchanged
    assert everything(desk) == stands
    desk.add(HARBOUR.replace("will be hard", "will be very hard"))
    assert desk.state("Nobody doubts") is State.STALE
    desk.review(Action.SETTLE, "Ayşe", "Nobody doubts")
    stands = everything(desk)
    assert desk.review(Action.SETTLE, "Ayşe", "Nobody doubts").unchanged
    assert everything(desk) == stands


def test_what_another_person_or_another_reason_says_is_news(desk: Desk) -> None:
    desk.add()
    desk.translate()
    desk.bring(desk.edit({"Ministers met": "Bakanlar Bakü'de buluştu ve bir plan üzerinde anlaştı.[3]"}))
    waive = partial(desk.review, Action.WAIVE, code="marker-lost")
    for person, reason in (("Mehmet", "as agreed"), ("Elif", "as agreed"), ("Elif", "the note is in the text")):
        assert waive(person, "Ministers met", reason=reason).done, (person, reason)
    desk.review(Action.REJECT, "Mehmet", "Nobody doubts", reason="too stiff")
    refused = desk.review(Action.REJECT, "Mehmet", "Nobody doubts", reason="too free")
    assert (refused.done, refused.unchanged, len(refused.refused)) == ((), (), 1)
    desk.review(Action.TRANSLATE, "Ayşe", "Nobody doubts", text="Kimse kuşku duymuyor.")
    assert desk.review(Action.REJECT, "Mehmet", "Nobody doubts", reason="too stiff").done


def test_all_says_why_units_were_passed_over(desk: Desk) -> None:
    desk.add()
    desk.translate()
    desk.bring(desk.edit({"Ministers met": "Bakanlar Bakü'de buluştu ve bir plan üzerinde anlaştı.[3]"}))
    desk.export()
    desk.bring(desk.edit({"Nobody doubts": "Kimse kuşku duymuyor."}, by=""))
    desk.review(Action.TRANSLATE, "Mehmet", "The plan has", text="Planda dört bölüm var.")
    desk.review(Action.REJECT, "Mehmet", "She writes", reason="too stiff")
    reviewed = desk.review(Action.ACCEPT, "Mehmet")
    assert reviewed.refused == ()
    assert reviewed.skipped == {"rejected": 1, "blocking": 1, "no-translator": 1, "own-text": 1}
    assert len(reviewed.done) == len(desk.units()) - 4
    waived = desk.review(Action.WAIVE, "Elif", code="marker-lost", reason="as agreed")
    assert (waived.done, waived.skipped["no-finding"]) == ((desk.unit("Ministers met").id,), len(desk.units()) - 2)
    again = desk.review(Action.WAIVE, "Elif", code="marker-lost", reason="as agreed")
    assert (again.done, again.unchanged) == ((), waived.done)


def test_a_waiver_of_what_is_not_there_names_what_is(desk: Desk) -> None:
    desk.add()
    desk.translate()
    desk.bring(desk.edit({"Ministers met": "Bakanlar Bakü'de buluştu ve bir plan üzerinde anlaştı.[3]"}))
    ((_, error),) = desk.review(Action.WAIVE, "Elif", "Ministers met", code="numbers", reason="as agreed").refused
    assert error.remedy.format(**error.fields) == "It has: marker-lost."
    ((_, error),) = desk.review(Action.WAIVE, "Elif", "Nobody doubts", code="numbers", reason="as agreed").refused
    assert error.remedy.startswith("It has no findings")
