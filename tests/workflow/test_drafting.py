"""Drafting: the cascade, what it never touches, and what is kept when an engine fails or a person stops it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.workflow.desk import HARBOUR, TURKISH, Desk

from transflow.domain.states import Action, State
from transflow.engines.base import NO_HINTS, Draft, Failure, Hints
from transflow.errors import ModelMissingError, NoEngineError, TransientEngineError, UnknownThingError
from transflow.testing import EchoEngine
from transflow.workflow.drafting import draft
from transflow.workflow.memory import match

THREE_AT_A_TIME = replace(EchoEngine.capabilities, max_batch=3)


def test_the_cascade(desk: Desk) -> None:
    desk.add()
    result = desk.draft()[0]
    assert result.left == 0
    assert result.by_origin["rule:citation"] == 3, "two citations and an Ibid."
    assert result.by_origin["rule:name"] == 1
    assert desk.target("Ibid.").text == "Aynı yer."
    assert desk.target("“A Shorter Way”").text.startswith("“A Shorter Way”, Harbour Forum, https://www.example.org/")
    assert not [asked for asked in desk.engine.asked if "Harbour Forum" in asked or "://" in asked or "[1]" in asked]
    assert "[2]" in desk.target("Ministers met").text
    assert "https://www.example.org/works" in desk.target("The list is").text


def test_twice_is_once(desk: Desk) -> None:
    desk.add()
    desk.draft()
    events, asked = desk.events(), len(desk.engine.asked)
    assert desk.draft()[0].by_origin == {}
    assert (desk.events(), len(desk.engine.asked)) == (events, asked)


def test_a_dry_run_asks_nobody_and_writes_nothing(desk: Desk) -> None:
    desk.add()
    plan = desk.draft(dry_run=True)[0]
    assert sum(plan.by_origin.values()) == len(desk.units())
    assert desk.engine.asked == []
    assert desk.states() == {State.NEW}


def test_approved_work_is_remembered_in_another_article(desk: Desk) -> None:
    desk.approved()
    desk.name = "port"
    desk.add("Another Title\n\nNobody doubts that it will be hard. A new sentence stands here.\n")
    desk.draft()
    target = desk.target("Nobody doubts")
    assert (target.text, target.origin, target.state) == (TURKISH["Nobody doubts"], "tm:100", State.DRAFTED)
    assert [
        [m.target for m in found] for found in match(desk.space, ["Nobody doubts that it will be hard.", "Nope."])
    ] == [
        [TURKISH["Nobody doubts"]],
        [],
    ]


def test_memory_numbers_its_markers_as_the_new_source_does(desk: Desk) -> None:
    desk.approved()
    desk.name = "port"
    desk.add(
        "A Title\n\nOne thing.[1] The next step is a common tariff.[2]\n\n\n[1] Jones, A Book, p. 1.\n\n[2] Smith, A Book, p. 2.\n"
    )
    desk.draft()
    assert desk.target("The next step").text == "Sıradaki adım ortak bir tarife.[2]"


def test_a_lost_marker_is_put_back_and_said_so(open_desk) -> None:
    desk = open_desk()
    desk.add()
    desk.draft(dry_run=True)

    class Loser(EchoEngine):
        def translate(
            self, sources: Sequence[str], *, source: str, target: str, hints: Hints = NO_HINTS
        ) -> list[Draft | Failure]:
            return [Draft(text="Kısa ve yanlış.") for _ in sources]

    desk.space = replace(desk.space, engine=lambda _: Loser())
    desk.draft()
    target = desk.target("Ministers met")
    assert "[2]" in target.text
    assert "[3]" in target.text
    assert target.repaired
    desk.export()
    assert "please place" in desk.entry("Ministers met").comment


def test_an_engine_that_fails_half_way(desk: Desk) -> None:
    desk.add()

    class Flaky(EchoEngine):
        capabilities = THREE_AT_A_TIME

        def translate(
            self, sources: Sequence[str], *, source: str, target: str, hints: Hints = NO_HINTS
        ) -> list[Draft | Failure]:
            if self.asked:
                return [Failure(TransientEngineError(engine="echo", reason="cut")) for _ in sources]
            return super().translate(sources, source=source, target=target)

    engine = Flaky()
    desk.space = replace(desk.space, engine=lambda _: engine)
    with pytest.raises(NoEngineError) as caught:
        desk.draft()
    assert caught.value.exit_code == 3
    assert "cut" in str(caught.value)
    assert desk.states() == {State.NEW, State.DRAFTED}
    desk.space = replace(desk.space, engine=lambda _: EchoEngine())
    desk.draft()
    assert desk.states() == {State.DRAFTED}


def test_the_next_engine_of_the_chain_takes_over(desk: Desk) -> None:
    desk.add()

    def engine(name: str) -> EchoEngine:
        if name == "fx":
            raise ModelMissingError(engine="fx", source="en", target="tr")
        return EchoEngine()

    desk.space = replace(desk.space, engine=engine)
    result = draft(desk.space, engines=["fx", "echo"], actor="Ann")[0]
    assert result.left == 0
    assert "mt:echo" in result.by_origin
    assert "mt:fx" not in result.by_origin


def test_no_engine_at_all_keeps_what_needs_none(desk: Desk) -> None:
    desk.add()

    def engine(name: str) -> EchoEngine:
        raise ModelMissingError(engine=name, source="en", target="tr")

    desk.space = replace(desk.space, engine=engine)
    with pytest.raises(NoEngineError) as caught:
        desk.draft()
    assert caught.value.fields["kept"] == 4
    (result,) = caught.value.results
    assert sum(result.by_origin.values()) == 4
    assert result.left == sum(desk.of(u.id).state is State.NEW for u in desk.units())
    assert desk.state("Ibid.") is State.DRAFTED
    assert caught.value.remedy
    error = NoEngineError(kept=0, reasons=(ModelMissingError(engine="fx", source="en", target="tr"), caught.value))
    assert ".;" not in str(error)
    assert ".)" not in str(error)


def test_ctrl_c_keeps_what_was_committed(desk: Desk) -> None:
    desk.add()
    closed = []

    class Stopped(EchoEngine):
        capabilities = THREE_AT_A_TIME

        def translate(
            self, sources: Sequence[str], *, source: str, target: str, hints: Hints = NO_HINTS
        ) -> list[Draft | Failure]:
            if len(self.asked) >= 6:
                raise KeyboardInterrupt
            return super().translate(sources, source=source, target=target)

        def close(self) -> None:
            closed.append(True)

    engine = Stopped()
    desk.space = replace(desk.space, engine=lambda _: engine)
    with pytest.raises(KeyboardInterrupt):
        desk.draft()
    assert closed
    drafted = [u for u in desk.units() if desk.of(u.id).origin == "mt:echo"]
    assert len(drafted) >= 6
    desk.sound()


def test_somebodys_newer_text_wins(desk: Desk) -> None:
    """A person translates while the engine thinks."""
    desk.add()

    class Slow(EchoEngine):
        def translate(
            self, sources: Sequence[str], *, source: str, target: str, hints: Hints = NO_HINTS
        ) -> list[Draft | Failure]:
            if not self.asked:
                desk.review(Action.TRANSLATE, "Ayşe", "Nobody doubts", text="Ayşe'nin metni.")
            return super().translate(sources, source=source, target=target)

    engine = Slow()
    desk.space = replace(desk.space, engine=lambda _: engine)
    desk.draft()
    assert desk.target("Nobody doubts").text == "Ayşe'nin metni."
    assert desk.target("The two ports").state is State.DRAFTED


def test_a_source_that_changes_while_the_engine_thinks(desk: Desk) -> None:
    desk.add()

    class Slow(EchoEngine):
        def translate(
            self, sources: Sequence[str], *, source: str, target: str, hints: Hints = NO_HINTS
        ) -> list[Draft | Failure]:
            if not self.asked:
                desk.add(HARBOUR.replace("it will be hard", "it will be very hard"))
            return super().translate(sources, source=source, target=target)

    engine = Slow()
    desk.space = replace(desk.space, engine=lambda _: engine)
    desk.draft()
    target = desk.target("Nobody doubts")
    assert target.state in (State.NEW, State.STALE), "it never passes for a draft of the new sentence"
    desk.space = replace(desk.space, engine=lambda _: EchoEngine())
    desk.draft()
    assert desk.target("Nobody doubts").text == "tr: Nobody doubts that it will be very hard."


def test_a_machines_rejected_draft_is_drafted_anew_a_persons_is_not(desk: Desk) -> None:
    desk.add()
    desk.draft()
    desk.review(Action.REJECT, "Mehmet", "Nobody doubts", reason="nonsense")
    desk.review(Action.TRANSLATE, "Ayşe", "The two ports", text="Metin.")
    desk.review(Action.REJECT, "Mehmet", "The two ports", reason="too short")
    desk.draft()
    assert desk.state("Nobody doubts") is State.DRAFTED
    assert desk.state("The two ports") is State.REJECTED


def test_unknown_names(desk: Desk) -> None:
    desk.add()
    with pytest.raises(UnknownThingError):
        draft(desk.space, ["nowhere"], actor="Ann")
    with pytest.raises(UnknownThingError):
        draft(desk.space, locales=["de"], actor="Ann")
