"""Post-editing effort: what people changed in a machine's draft before it was approved."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from shutil import copytree

import pytest
from sqlalchemy.event import listen, remove
from tests.workflow.conftest import OpenDesk
from tests.workflow.desk import HARBOUR, Desk

from transflow.domain.article import BlockKind
from transflow.domain.states import Action, Event, State
from transflow.domain.statistics import Effort, post_edited, unnumbered
from transflow.domain.units import Unit
from transflow.testing import EchoEngine
from transflow.workflow.effort import edits
from transflow.workflow.operations import diagnose, rebuild
from transflow.workflow.reporting import status

ANSWERS = {
    "The two ports were busy in summer.": "İki liman yazın yoğundu.",
    "The plan has four parts.": "Plan dört.",
    "Trade grew by 12 percent in 2023.": "Ticaret 2023'te yüzde 12 büyüdü.",
    "Ministers met in Baku[X0X] and agreed on a plan.": "Bakanlar Bakü'de[X0X] buluştu.",
}


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


def test_the_doctor_corrects_what_was_counted_wrongly_and_leaves_the_rest_alone(drafted: Desk) -> None:
    drafted.review(Action.CONFIRM, "Ayşe", "The two ports", "The plan has")
    approve(drafted, "The two ports", "The plan has")
    before = effort(drafted)
    with drafted.space.store.write() as tx:
        right = tx.effort.of([1])[1]
        tx.effort.add([replace(right[0], characters=1, character_edits=99)])
        tx.effort.add([replace(right[0], locale="ru")])
    assert diagnose(drafted.space).ailments == ()
    assert effort(drafted) == before
    with drafted.space.store.read() as tx:
        assert tx.effort.of([1, 2]) == {1: right}


def test_approvals_that_are_restored_from_a_journal_say_nothing_of_engines(drafted: Desk, open_desk: OpenDesk) -> None:
    """A clone has no drafts: what was made of them is not known there, and not guessed."""
    drafted.review(Action.CONFIRM, "Ayşe", "The two ports")
    approve(drafted, "The two ports")
    drafted.export()
    for folder in ("articles", "locales"):
        copytree(drafted.root / folder, drafted.root.parent / "clone" / folder)
    clone = open_desk("clone")
    assert rebuild(clone.space, actor="Ann").restored == 2
    assert clone.state("The two ports") is State.APPROVED
    assert effort(clone) == {}
    diagnose(clone.space)
    assert effort(clone) == {}


def test_a_draft_counts_on_where_only_the_numbers_of_the_source_change(drafted: Desk) -> None:
    drafted.review(Action.CONFIRM, "Ayşe", "Trade grew")
    source = HARBOUR.replace("Trade grew by", "Ports matter.[9] Trade grew by").replace(
        "[4] “A Common", "[9] “Ports”, Port Review, https://www.example.com/ports.\n\n[4] “A Common"
    )
    drafted.add(source)
    assert drafted.unit("Trade grew").source.endswith("[2]")
    approve(drafted, "Trade grew")
    (found,) = effort(drafted).values()
    assert (found.units, found.unchanged) == (1, 1)


def test_merged_sentences_count_together(drafted: Desk) -> None:
    """The head's text is what was made of all their drafts; measured against its own alone it looked rewritten."""
    drafted.review(Action.TRANSLATE, "Ayşe", "Ministers met", text=f"{drafted.target('Ministers met').text} Plan dört.")
    drafted.review(Action.TRANSLATE, "Ayşe", "The plan has", text="{^}")
    approve(drafted, "Ministers met", "The plan has")
    (found,) = effort(drafted).values()
    assert (found.units, found.unchanged) == (1, 1)
    before = effort(drafted)
    diagnose(drafted.space)
    assert effort(drafted) == before


def test_merged_sentences_of_which_a_person_wrote_one_are_not_counted() -> None:
    units = [unit_of("a/X", block=1), unit_of("a/Y", block=1), unit_of("a/Z", block=2)]
    drafts = [event(1, Action.DRAFT, unit=u.id, text="Bir.", source="One.", origin="mt:fx") for u in units]
    merges = [event(2, Action.TRANSLATE, unit=u.id, text="{^}", source="One.") for u in units[1:]]
    approved = event(2, Action.APPROVE)
    assert post_edited([*drafts, *merges, approved], units)["a/X", "tr"].draft == "Bir. Bir.", (
        "not over the block's end"
    )
    assert post_edited([drafts[0], *merges, approved], units) == {}
    other = event(1, Action.DRAFT, unit="a/Y", text="Bir.", source="One.", origin="mt:deepl")
    assert post_edited([drafts[0], other, *merges, approved], units) == {}


def test_everything_approved_at_once_takes_as_many_statements_as_one_unit(drafted: Desk) -> None:
    drafted.review(Action.CONFIRM, "Ayşe")
    drafted.review(Action.ACCEPT, "Mehmet")
    statements: list[str] = []
    seen: list[int] = []
    engine = drafted.space.store._engine
    note = partial(_note, statements)
    listen(engine, "before_cursor_execute", note)
    try:
        for starts in (("The plan has",), ()):
            statements.clear()
            drafted.review(Action.APPROVE, "Elif", *starts)
            seen.append(len(statements))
    finally:
        remove(engine, "before_cursor_execute", note)
    assert len(effort(drafted)) == 1
    assert seen[1] <= seen[0], seen


def _note(statements: list[str], _connection: object, _cursor: object, statement: str, *_: object) -> None:
    statements.append(statement)


def test_articles_that_are_named_are_counted_alone(drafted: Desk) -> None:
    drafted.review(Action.CONFIRM, "Ayşe", "The two ports")
    approve(drafted, "The two ports")
    drafted.name = "port"
    drafted.add("A Title\n\nSomething else stands here.\n")
    assert status(drafted.space, ["port"]).effort == ()
    assert len(status(drafted.space, ["harbour"]).effort) == 1


def event(number: int, action: Action, *, unit: str = "a/X", **more: object) -> Event:
    return Event(
        unit=unit, locale="tr", number=number, action=action, before=State.NEW, after=State.DRAFTED, actor="", at="t", **more
    )  # fmt: skip


def unit_of(name: str, *, block: int) -> Unit:
    return Unit(id=name, kind=BlockKind.PARAGRAPH, ordinal=0, block=block, source="One.")


def test_a_draft_of_an_older_source_is_not_counted() -> None:
    history = [
        event(1, Action.DRAFT, text="Bir.", source="One.", origin="mt:fx"),
        event(2, Action.TRANSLATE, text="İki.", source="Two."),
        event(3, Action.APPROVE),
    ]
    assert post_edited(history) == {}
    assert post_edited([history[0], history[2]])


def test_a_draft_of_the_memory_takes_the_place_of_a_machines() -> None:
    history = [
        event(1, Action.DRAFT, text="Bir.", source="One.", origin="mt:fx"),
        event(2, Action.DRAFT, text="Biri.", source="One.", origin="tm:100"),
        event(3, Action.APPROVE),
    ]
    assert post_edited(history) == {}


def test_a_merged_sentence_is_not_counted() -> None:
    history = [
        event(1, Action.DRAFT, text="Bir.", source="One.", origin="mt:fx"),
        event(2, Action.TRANSLATE, text="{^}", source="One."),
        event(3, Action.APPROVE),
    ]
    assert post_edited(history) == {}


def test_renumbering_is_no_edit() -> None:
    assert unnumbered("<1>Bir</1>,[2] iki<3/>.") == unnumbered("<4>Bir</4>,[7] iki<9/>.")
    assert edits(unnumbered("Bir.[1]"), unnumbered("Bir.[2]")).character_edits == 0
