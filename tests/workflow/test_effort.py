"""Post-editing effort: what people changed in a machine's draft before it was approved."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.workflow.desk import Desk

from transflow.domain.states import Action, Event, State
from transflow.domain.statistics import Effort, post_edited, unnumbered
from transflow.testing import EchoEngine
from transflow.workflow.effort import edits
from transflow.workflow.operations import diagnose
from transflow.workflow.reporting import status

ANSWERS = {"The two ports were busy in summer.": "İki liman yazın yoğundu.", "The plan has four parts.": "Plan dört."}


def effort(desk: Desk) -> dict[str, Effort]:
    return {f"{e.engine} {e.month}": e for e in status(desk.space).effort}


@pytest.fixture
def drafted(desk: Desk) -> Desk:
    desk.engine = EchoEngine(ANSWERS)
    desk.space = replace(desk.space, engine=lambda _: desk.engine)
    desk.add()
    desk.draft()
    return desk


def approve(desk: Desk, *starts: str) -> None:
    desk.review(Action.ACCEPT, "Mehmet", *starts)
    desk.review(Action.APPROVE, "Elif", *starts)


def test_a_draft_that_was_approved_as_it_was_cost_nothing(drafted: Desk) -> None:
    drafted.review(Action.CONFIRM, "Ayşe", "The two ports")
    approve(drafted, "The two ports")
    (found,) = effort(drafted).values()
    assert (found.units, found.unchanged, found.character_rate, found.word_rate) == (1, 1, 0.0, 0.0)
    assert (found.engine, found.locale) == ("echo", "tr")


def test_edits_are_counted_against_the_approved_text(drafted: Desk) -> None:
    drafted.review(Action.TRANSLATE, "Ayşe", "The plan has", text="Planın dört bölümü var.")
    approve(drafted, "The plan has")
    (found,) = effort(drafted).values()
    spent = edits("Plan dört.", "Planın dört bölümü var.")
    assert (found.characters, found.character_edits) == (spent.characters, spent.character_edits)
    assert found.word_rate == spent.word_edits / 4


def test_only_what_came_from_a_machine_counts(drafted: Desk) -> None:
    drafted.review(Action.CONFIRM, "Ayşe", "Jane Miller", "Ibid.")
    approve(drafted, "Ibid.")
    assert effort(drafted) == {}


def test_months_are_told_apart_and_a_later_approval_counts_instead(drafted: Desk) -> None:
    drafted.review(Action.CONFIRM, "Ayşe", "The two ports", "The plan has")
    drafted.at("2026-01-31T10:00:00Z")
    approve(drafted, "The two ports", "The plan has")
    drafted.at("2026-02-01T10:00:00Z")
    drafted.review(Action.TRANSLATE, "Ayşe", "The plan has", text="Planın dört bölümü var.")
    assert effort(drafted)["echo 2026-01"].units == 2, "not approved any more, and told all the same"
    approve(drafted, "The plan has")
    assert {key: (e.units, e.unchanged) for key, e in effort(drafted).items()} == {
        "echo 2026-01": (1, 1),
        "echo 2026-02": (1, 0),
    }


def test_the_doctor_counts_it_anew(drafted: Desk) -> None:
    drafted.review(Action.CONFIRM, "Ayşe", "The two ports", "The plan has")
    approve(drafted, "The two ports", "The plan has")
    before = effort(drafted)
    with drafted.space.store.write() as tx:
        tx.effort.replace([1], [])
    assert effort(drafted) == {}
    assert diagnose(drafted.space).ailments == ()
    assert effort(drafted) == before


def test_articles_that_are_named_are_counted_alone(drafted: Desk) -> None:
    drafted.review(Action.CONFIRM, "Ayşe", "The two ports")
    approve(drafted, "The two ports")
    drafted.name = "port"
    drafted.add("A Title\n\nSomething else stands here.\n")
    assert status(drafted.space, ["port"]).effort == ()
    assert len(status(drafted.space, ["harbour"]).effort) == 1


def event(number: int, action: Action, **more: object) -> Event:
    return Event(
        unit="a/X", locale="tr", number=number, action=action, before=State.NEW, after=State.DRAFTED, actor="", at="t", **more
    )  # fmt: skip


def test_a_draft_of_an_older_source_is_not_counted() -> None:
    history = [
        event(1, Action.DRAFT, text="Bir.", source="One.", origin="mt:fx"),
        event(2, Action.TRANSLATE, text="İki.", source="Two."),
        event(3, Action.APPROVE),
    ]
    assert post_edited(history) is None
    assert post_edited([history[0], history[2]]) is not None


def test_a_draft_of_the_memory_takes_the_place_of_a_machines() -> None:
    history = [
        event(1, Action.DRAFT, text="Bir.", source="One.", origin="mt:fx"),
        event(2, Action.DRAFT, text="Biri.", source="One.", origin="tm:100"),
        event(3, Action.APPROVE),
    ]
    assert post_edited(history) is None


def test_a_merged_sentence_is_not_counted() -> None:
    history = [
        event(1, Action.DRAFT, text="Bir.", source="One.", origin="mt:fx"),
        event(2, Action.TRANSLATE, text="{^}", source="One."),
        event(3, Action.APPROVE),
    ]
    assert post_edited(history) is None


def test_renumbering_is_no_edit() -> None:
    assert unnumbered("<1>Bir</1>,[2] iki<3/>.") == unnumbered("<4>Bir</4>,[7] iki<9/>.")
    assert edits(unnumbered("Bir.[1]"), unnumbered("Bir.[2]")).character_edits == 0
