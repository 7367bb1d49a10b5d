"""Machines at work: nothing asked twice, plans and prices, second opinions, and what a draft tells about itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from tests.workflow.desk import HARBOUR, Desk

from transflow.config import Settings
from transflow.domain.states import Action, Event, State
from transflow.domain.terms import Term
from transflow.engines.base import NO_HINTS, Draft, Failure, Hints
from transflow.errors import AuthError, BadOutputError, NoEngineError, UnknownThingError, UnsupportedPairError
from transflow.testing import EchoEngine
from transflow.workflow.asking import Sentence, divided
from transflow.workflow.comparing import compare
from transflow.workflow.drafting import draft
from transflow.workflow.explaining import explain

OpenDesk = Callable[..., Desk]


class Chatty(EchoEngine):
    """An engine that profits from context, and keeps what it was told."""

    id = "chatty"
    fingerprint = "chatty-1"
    capabilities = replace(EchoEngine.capabilities, uses_context=True, uses_glossary=True, max_batch=4)

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[tuple[str, ...], Hints]] = []

    def translate(
        self, sources: Sequence[str], *, source: str, target: str, hints: Hints = NO_HINTS
    ) -> list[Draft | Failure]:
        self.told.append((tuple(sources), hints))
        return super().translate(sources, source=source, target=target)


class Tagged(EchoEngine):
    """An engine that wants tags, and gives them back."""

    fingerprint = "tagged-1"
    capabilities = replace(EchoEngine.capabilities, markup="xml")


def with_engines(desk: Desk, **engines: EchoEngine) -> None:
    desk.space = replace(desk.space, engine=lambda name: engines[name])


def history(desk: Desk, start: str) -> list[Event]:
    unit = desk.unit(start).id
    return [event for event in desk.events() if event.unit == unit]


# -- the cache -------------------------------------------------------------------------------------------------------


def test_identical_sentences_are_asked_once(desk: Desk) -> None:
    desk.add()
    desk.name = "port"
    desk.add(HARBOUR)
    (one, other) = draft(desk.space, engines=["echo"], actor="Ann")
    assert len(desk.engine.asked) == len(set(desk.engine.asked))
    assert one.left == other.left == 0
    assert one.asked["echo"].sentences > 0
    assert other.asked == {}
    assert "machine" not in other.bands
    assert sum(units for units, _ in other.bands.values()) == sum(units for units, _ in one.bands.values())


def test_what_was_answered_is_never_paid_for_again(open_desk: OpenDesk) -> None:
    desk = open_desk(settings=Settings(locales=("tr",), prices={"echo": 20.0}))
    desk.add()
    first = desk.draft()[0]
    assert first.asked["echo"].cost == pytest.approx(first.asked["echo"].characters * 20 / 1_000_000)
    asked = len(desk.engine.asked)
    desk.name = "port"
    desk.add(HARBOUR.replace("Jane", "Joan"))
    second = desk.draft()[0]
    assert len(desk.engine.asked) == asked + 1, "the one sentence that is new"
    assert second.asked["echo"].sentences == 1
    event = history(desk, "Nobody doubts")[-1]
    assert (event.detail["cost"], event.detail["milliseconds"]) == ("0.000000", "0")


def test_another_fingerprint_is_asked_anew(desk: Desk) -> None:
    desk.add()
    desk.draft()
    desk.name = "port"
    desk.add(HARBOUR)
    newer = EchoEngine()
    newer.fingerprint = "echo-2"  # type: ignore[misc]
    with_engines(desk, echo=newer)
    desk.draft()
    assert newer.asked


def test_a_rejected_draft_is_asked_for_anew(desk: Desk) -> None:
    desk.add()
    desk.draft()
    desk.review(Action.REJECT, "Mehmet", "Nobody doubts", reason="nonsense")
    better = EchoEngine({"Nobody doubts that it will be hard.": "Zor olacak."})
    with_engines(desk, echo=better)
    desk.draft()
    assert better.asked == ["Nobody doubts that it will be hard."]
    assert desk.target("Nobody doubts").text == "Zor olacak."


# -- the plan --------------------------------------------------------------------------------------------------------


def test_a_plan_tells_what_would_go_where(open_desk: OpenDesk) -> None:
    desk = open_desk(settings=Settings(locales=("tr",), prices={"echo": 25.0}))
    desk.add()
    plan = desk.draft(dry_run=True)[0]
    assert desk.engine.asked == []
    did = desk.draft()[0]
    assert plan.asked == did.asked
    assert plan.bands == did.bands
    assert plan.by_origin == did.by_origin
    assert sum(words for _, words in plan.bands.values()) == plan.words
    assert plan.asked["echo"].cost > 0


def test_a_plan_knows_the_cache(desk: Desk) -> None:
    desk.add()
    desk.draft()
    desk.name = "port"
    desk.add(HARBOUR)
    plan = desk.draft(dry_run=True)[0]
    assert plan.asked == {}
    assert plan.bands["machine"][0] > 0


def test_a_plan_passes_over_an_engine_that_does_not_know_the_pair(desk: Desk) -> None:
    class Deaf(EchoEngine):
        def supports(self, source: str, target: str) -> bool:
            return False

    desk.add()
    with_engines(desk, deaf=Deaf(), echo=desk.engine)
    (plan,) = draft(desk.space, engines=["deaf", "echo"], actor="Ann", dry_run=True)
    assert set(plan.asked) == {"echo"}


# -- the chain -------------------------------------------------------------------------------------------------------


def test_the_chain_falls_through_sentence_by_sentence(desk: Desk) -> None:
    class Picky(EchoEngine):
        def translate(
            self, sources: Sequence[str], *, source: str, target: str, hints: Hints = NO_HINTS
        ) -> list[Draft | Failure]:
            bad = Failure(BadOutputError(engine="picky", reason="empty"))
            return [bad if "harbour" in text.lower() else Draft(f"picky: {text}") for text in sources]

    desk.add()
    with_engines(desk, picky=Picky(), echo=desk.engine)
    (did,) = draft(desk.space, engines=["picky", "echo"], actor="Ann")
    assert did.left == 0
    assert {origin for origin in did.by_origin if origin.startswith("mt:")} == {"mt:picky", "mt:echo"}
    assert all("harbour" in asked.lower() for asked in desk.engine.asked)


def test_what_no_engine_could_do_is_said_by_its_code(desk: Desk) -> None:
    class Mute(EchoEngine):
        def translate(
            self, sources: Sequence[str], *, source: str, target: str, hints: Hints = NO_HINTS
        ) -> list[Draft | Failure]:
            return [Failure(BadOutputError(engine="mute", reason="empty")) for _ in sources]

    desk.add()
    with_engines(desk, echo=Mute())
    with pytest.raises(NoEngineError) as caught:
        desk.draft()
    (did,) = caught.value.results
    assert did.errors == {"engine-bad-output": did.left}


def test_nonsense_for_one_sentence_is_no_failure_of_the_engine(desk: Desk) -> None:
    class Mumbling(EchoEngine):
        def translate(
            self, sources: Sequence[str], *, source: str, target: str, hints: Hints = NO_HINTS
        ) -> list[Draft | Failure]:
            bad = Failure(BadOutputError(engine="mumbling", reason="empty"))
            return [bad if text.startswith("Nobody") else Draft(text) for text in sources]

    desk.add()
    with_engines(desk, echo=Mumbling())
    for _ in range(2):
        did = desk.draft()[0]
        assert (did.left, did.errors) == (1, {"engine-bad-output": 1})


# -- context and terms -----------------------------------------------------------------------------------------------


def test_an_engine_with_context_gets_paragraphs_and_neighbours(open_desk: OpenDesk) -> None:
    term = Term(source="tariff", targets={"tr": ("tarife",)})
    desk = open_desk(settings=Settings(locales=("tr",), terms=(term,)))
    desk.add()
    chatty = Chatty()
    with_engines(desk, chatty=chatty)
    draft(desk.space, engines=["chatty"], actor="Ann")
    told = next((sources, hints) for sources, hints in chatty.told if any("tariff" in s for s in sources))
    sources, hints = told
    place = next(n for n, s in enumerate(sources) if "tariff" in s)
    assert hints.glossary["tariff"] == "tarife"
    assert hints.around[place] == ("", "Nobody doubts that it will be hard.")
    assert hints.around[place + 1][0] == "The next step is a common tariff."
    assert any("[X0X]" in codes and codes["[X0X]"] == "address" for _, h in chatty.told for codes in h.codes)


def test_terms_that_stay_and_terms_that_are_enforced(open_desk: OpenDesk) -> None:
    terms = (
        Term(source="Baku", targets={}, keep=True),
        Term(source="common tariff", targets={"tr": ("ortak tarife",)}, enforce=True),
    )
    desk = open_desk(settings=Settings(locales=("tr",), terms=terms))
    desk.add()
    desk.draft()
    assert not [asked for asked in desk.engine.asked if "Baku" in asked or "common tariff" in asked]
    assert "Baku[2]" in desk.target("Ministers met").text
    assert desk.target("The next step").text == "tr: The next step is a ortak tarife.[4]"


def test_an_engine_with_tags_gets_tags(desk: Desk) -> None:
    desk.add()
    tagged = Tagged()
    with_engines(desk, echo=tagged)
    desk.draft()
    assert any('<x id="0"/>' in asked for asked in tagged.asked)
    assert "https://www.example.org/works" in desk.target("The list is").text
    assert "&" not in desk.target("The list is").text


def sentence(n: int, block: int, length: int = 10) -> Sentence:
    return Sentence(
        key=str(n), text="x" * length, place=("a", block), glossary=(), around=("", ""), similar=(), waiting=()
    )


@pytest.mark.parametrize(
    ("capabilities", "sizes"),
    [
        ({"max_batch": 4}, [4, 4, 1]),
        ({"max_batch": 100}, [9]),
        ({"max_batch": 100, "max_batch_characters": 25}, [2, 2, 2, 2, 1]),
        ({"max_batch": 100, "max_batch_characters": 5}, [1] * 9),
        ({"max_batch": 4, "uses_context": True}, [3, 4, 2]),
        ({"max_batch": 2, "uses_context": True}, [2, 1, 2, 2, 2]),
        ({"max_batch": 1, "uses_context": True}, [1] * 9),
    ],
)
def test_batches_keep_to_the_limits_and_to_paragraphs(capabilities: dict[str, object], sizes: list[int]) -> None:
    blocks = [0, 0, 0, 1, 1, 1, 1, 2, 2]
    able = replace(EchoEngine.capabilities, **capabilities)
    batches = list(divided([sentence(n, block) for n, block in enumerate(blocks)], able))
    assert [len(batch) for batch in batches] == sizes
    assert [s.key for batch in batches for s in batch] == [str(n) for n in range(9)]


# -- provenance, risk, second opinions -------------------------------------------------------------------------------


def test_every_draft_says_where_it_is_from(open_desk: OpenDesk) -> None:
    desk = open_desk(settings=Settings(locales=("tr",), prices={"echo": 1_000_000.0}))
    desk.add()
    desk.draft()
    event = history(desk, "Nobody doubts")[-1]
    assert event.origin == "mt:echo"
    assert event.detail["engine"] == "echo-1"
    assert float(event.detail["cost"]) == len("Nobody doubts that it will be hard.")
    assert event.detail["milliseconds"].isdecimal()
    assert 0 <= float(event.detail["risk"]) <= 1
    assert desk.target("Nobody doubts").risk == float(event.detail["risk"])


def test_a_persons_text_has_no_risk_and_a_confirmed_draft_keeps_it(desk: Desk) -> None:
    desk.add()
    desk.draft()
    before = desk.target("Nobody doubts").risk
    assert before is not None
    desk.review(Action.CONFIRM, "Ayşe", "Nobody doubts")
    assert desk.target("Nobody doubts").risk == before
    desk.review(Action.TRANSLATE, "Ayşe", "Nobody doubts", text="Zor olacak.")
    assert desk.target("Nobody doubts").risk is None
    desk.sound()


def test_a_second_opinion_is_asked_for_and_kept_out_of_the_text(open_desk: OpenDesk) -> None:
    class Other(EchoEngine):
        id = "other"
        fingerprint = "other-1"

        def translate(
            self, sources: Sequence[str], *, source: str, target: str, hints: Hints = NO_HINTS
        ) -> list[Draft | Failure]:
            self.asked += sources
            return [Draft("Bambaşka bir şey söylüyor.") for _ in sources]

    alone = open_desk("alone")
    alone.add()
    alone.draft()
    desk = open_desk(settings=Settings(locales=("tr",), second_opinion="other"))
    desk.add()
    other = Other()
    with_engines(desk, echo=desk.engine, other=other)
    did = desk.draft()[0]
    assert sorted(other.asked) == sorted(desk.engine.asked)
    assert not [origin for origin in did.by_origin if "other" in origin]
    assert did.asked["other"].sentences == did.asked["echo"].sentences
    start = "The harbour could"
    assert "disagreement" in desk.target(start).risks
    assert "disagreement" not in alone.target(start).risks


def test_a_second_opinion_that_cannot_be_had_stops_nothing(open_desk: OpenDesk) -> None:
    desk = open_desk(settings=Settings(locales=("tr",), second_opinion="other"))
    desk.add()

    class Broken(EchoEngine):
        def translate(
            self, sources: Sequence[str], *, source: str, target: str, hints: Hints = NO_HINTS
        ) -> list[Draft | Failure]:
            raise ValueError

    with_engines(desk, echo=desk.engine, other=Broken())
    assert desk.draft()[0].left == 0


# -- looking into it -------------------------------------------------------------------------------------------------


def test_an_explanation_shows_every_step(desk: Desk) -> None:
    desk.add()
    desk.draft()
    unit = desk.unit("Ministers met")
    (told,) = explain(desk.space, unit.id)
    assert told.masked == "Ministers met in Baku[X0X] and agreed on a plan."
    assert told.pieces == (("[X0X]", "[2]"), ("", "[3]"))
    assert told.raw == "tr: Ministers met in Baku[X0X] and agreed on a plan."
    assert told.text == told.now == desk.target("Ministers met").text
    assert (told.origin, told.engine) == ("mt:echo", "echo-1")


def test_an_explanation_of_what_no_engine_saw(desk: Desk) -> None:
    desk.add()
    desk.draft()
    (told,) = explain(desk.space, desk.unit("Jane Miller").id)
    assert told.raw is None
    assert told.origin.startswith("rule:")
    with pytest.raises(UnknownThingError):
        explain(desk.space, "harbour/NOWHERE1")


def test_a_comparison_touches_no_state(desk: Desk) -> None:
    desk.add()
    desk.draft()
    events = desk.events()
    shouting = EchoEngine()
    shouting.fingerprint = "loud-1"  # type: ignore[misc]
    with_engines(desk, echo=desk.engine, loud=shouting)
    compared = compare(desk.space, engines=["echo", "loud"], sample=5)
    assert len(compared) == 5
    assert [[r.engine for r in one.renderings] for one in compared] == [["echo", "loud"]] * 5
    assert desk.events() == events
    assert len(shouting.asked) == len(set(shouting.asked)) <= 5
    again = len(shouting.asked)
    assert compare(desk.space, engines=["echo", "loud"], sample=5) == compared
    assert len(shouting.asked) == again


def test_a_comparison_measures_against_what_people_approved(desk: Desk) -> None:
    desk.approved()
    compared = compare(desk.space, engines=["echo"], sample=50)
    edited = [r.edits for one in compared for r in one.renderings if one.approved]
    assert edited
    assert all(e is not None and e.character_edits > 0 for e in edited)


def test_a_comparison_in_a_dry_run_asks_nobody(desk: Desk) -> None:
    desk.add()
    compared = compare(desk.space, engines=["echo"], sample=5, dry_run=True)
    assert len(compared) == 5
    assert desk.engine.asked == []


def test_a_comparison_goes_on_without_an_engine_that_fails(desk: Desk) -> None:
    class Broken(EchoEngine):
        fingerprint = "broken-1"

        def translate(
            self, sources: Sequence[str], *, source: str, target: str, hints: Hints = NO_HINTS
        ) -> list[Draft | Failure]:
            raise ValueError

    desk.add()
    with_engines(desk, echo=desk.engine, broken=Broken())
    compared = compare(desk.space, engines=["broken", "echo"], sample=4)
    assert [[r.error is None for r in one.renderings] for one in compared] == [[False, True]] * 4


def test_ctrl_c_leaves_a_workspace_that_goes_on(desk: Desk) -> None:
    class Stopped(EchoEngine):
        capabilities = replace(EchoEngine.capabilities, max_batch=1)

        def translate(
            self, sources: Sequence[str], *, source: str, target: str, hints: Hints = NO_HINTS
        ) -> list[Draft | Failure]:
            if len(self.asked) == 5:
                raise KeyboardInterrupt
            return super().translate(sources, source=source, target=target)

    desk.add()
    stopped = Stopped()
    with_engines(desk, echo=stopped)
    with pytest.raises(KeyboardInterrupt):
        desk.draft()
    fresh = EchoEngine()
    with_engines(desk, echo=fresh)
    desk.draft()
    assert desk.states() == {State.DRAFTED}
    assert not set(fresh.asked) & set(stopped.asked), "what was answered before Ctrl-C is kept"


def test_units_left_for_reasons_of_the_engine_end_with_3(desk: Desk) -> None:
    class Broken(EchoEngine):
        def translate(
            self, sources: Sequence[str], *, source: str, target: str, hints: Hints = NO_HINTS
        ) -> list[Draft | Failure]:
            raise ValueError

    desk.add()
    with_engines(desk, echo=Broken())
    with pytest.raises(NoEngineError) as caught:
        desk.draft()
    assert caught.value.exit_code == 3
    assert caught.value.results[0].errors == {"engine-crashed": caught.value.results[0].left}


def test_an_engine_that_lacks_one_language_is_asked_for_the_other(open_desk: OpenDesk) -> None:
    class Half(EchoEngine):
        def supports(self, source: str, target: str) -> bool:
            return target == "ru"

        def translate(
            self, sources: Sequence[str], *, source: str, target: str, hints: Hints = NO_HINTS
        ) -> list[Draft | Failure]:
            if target != "ru":
                return [Failure(UnsupportedPairError(engine="half", source=source, target=target)) for _ in sources]
            return super().translate(sources, source=source, target=target)

    desk = open_desk(settings=Settings(locales=("tr", "ru")))
    desk.add()
    with_engines(desk, half=Half())
    with pytest.raises(NoEngineError) as caught:
        draft(desk.space, engines=["half"], actor="Ann")
    turkish, russian = caught.value.results
    assert turkish.left > 0
    assert russian.left == 0


def test_an_engine_that_was_given_up_is_not_asked_in_the_next_window(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("transflow.workflow.workspace.batches.__defaults__", (1,))
    calls = []

    class Locked(EchoEngine):
        def translate(
            self, sources: Sequence[str], *, source: str, target: str, hints: Hints = NO_HINTS
        ) -> list[Draft | Failure]:
            calls.append(len(sources))
            return [Failure(AuthError(engine="locked")) for _ in sources]

    for name in ("one", "two", "three"):
        desk.name = name
        desk.add(HARBOUR.replace("harbour", name))
    with_engines(desk, locked=Locked())
    with pytest.raises(NoEngineError):
        draft(desk.space, engines=["locked"], actor="Ann")
    assert len(calls) == 1


def test_a_price_of_a_family_holds_for_its_engines() -> None:
    settings = Settings(prices={"openai": 5.0, "openai:large": 30.0, "deep:deepl": 20.0})
    assert [settings.price_of(name) for name in ("openai:small", "openai:large", "deep:deepl", "deep:google")] == [
        5.0, 30.0, 20.0, 0.0,
    ]  # fmt: skip
