"""For tests of transflow and of those who build on it: an engine that echoes, a clock that stands still, and the contract
that every engine keeps (:class:`EngineContract`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from transflow.config import Settings
from transflow.engines.base import NO_HINTS, Capabilities, Draft, Failure, Hints
from transflow.engines.calling import Caller, Request
from transflow.errors import EngineError, TooLongError, UnsupportedPairError

if TYPE_CHECKING:
    from transflow.engines.base import Engine
    from transflow.workflow.workspace import Workspace

#: The instant at which a :func:`fixed_clock` stands.
INSTANT = "2026-01-02T03:04:05Z"


class EchoEngine:
    """Answers each source with ``answers[source]``, or else with the locale in front of the source."""

    id = "echo"
    fingerprint = "echo-1"
    capabilities = Capabilities(
        max_characters=10_000, max_batch=64, concurrency=1, separate_process=False, needs_network=False
    )

    def __init__(self, answers: Mapping[str, str] | None = None) -> None:
        self.answers = dict(answers or {})
        self.asked: list[str] = []

    def supports(self, source: str, target: str) -> bool:
        """Every pair."""
        return True

    def translate(
        self, sources: Sequence[str], *, source: str, target: str, hints: Hints = NO_HINTS
    ) -> list[Draft | Failure]:
        """One draft for each source, in order."""
        self.asked += sources
        return [Draft(self.answers.get(text, f"{target}: {text}")) for text in sources]

    def close(self) -> None:
        """Nothing to give back."""


def fixed_clock(instant: str = INSTANT) -> Callable[[], str]:
    """A clock that stands still."""
    return lambda: instant


def workspace_at(
    root: Path, *, settings: Settings | None = None, engine: Engine | None = None, url: str = ""
) -> Workspace:
    """A workspace in ``root`` with a fixed clock and an echo engine; the caller closes its ``store``."""
    from transflow.store.database import open_store
    from transflow.workflow.workspace import Workspace, initialise

    chosen = settings or Settings()
    initialise(root, locales=chosen.locales, engines=chosen.engines)
    echo = engine or EchoEngine()
    return Workspace(
        root=root,
        settings=chosen,
        store=open_store(url or f"sqlite:///{root.as_posix()}/.transflow/transflow.db"),
        now=fixed_clock(),
        engine=lambda _name: echo,
    )


#: Sentences that any engine should translate, one of them twice.
SENTENCES = ("Trade fell.", "Analysis", "Exports rose in 2024,[X0X] imports did not.", "Trade fell.", "Why?")
#: Texts that nobody wrote on purpose.
ODD = ("\x00", "\ud800", "🙂", "…", "a" * 900, "<b>&amp;</b>", "<0x51>", "[X0X]", '{"q": 1}\n\n', "-" * 300, "中文")


class EngineContract:
    """What every engine promises. Inherit from it in a test class for pytest, and give a fixture ``engine``.

    The engine must translate English into Turkish or Russian, the same text always alike.
    """

    def test_no_sources_no_answers(self, engine: Engine) -> None:
        """Nothing asked, nothing answered."""
        assert _ask(engine) == []

    def test_one_answer_a_source_in_order(self, engine: Engine) -> None:
        """As many answers as sources, each where its source is."""
        together = _ask(engine, *SENTENCES)
        assert len(_texts(together)) == len(SENTENCES)
        assert together == [_ask(engine, sentence)[0] for sentence in SENTENCES]
        assert together[0] == together[3] != together[1]

    def test_a_long_list_is_answered_like_a_short_one(self, engine: Engine) -> None:
        """Also one that is longer than ``max_batch``."""
        assert _ask(engine, *SENTENCES * 20) == _ask(engine, *SENTENCES) * 20

    def test_a_blank_text_is_its_own_draft(self, engine: Engine) -> None:
        """White space is never sent anywhere."""
        for blank in ("", " ", "\u00a0\t\n"):
            answers = _ask(engine, blank, SENTENCES[0], blank)
            assert answers[0] == answers[2] == Draft(blank)
            assert answers[1] == _ask(engine, SENTENCES[0])[0]

    def test_an_odd_text_never_raises_nor_harms_its_neighbours(self, engine: Engine) -> None:
        """Whatever stands in a text, it is a draft or a failure of its own."""
        plain = _ask(engine, SENTENCES[0])[0]
        for odd in ODD:
            answers = _ask(engine, SENTENCES[0], odd, SENTENCES[0])
            assert answers[0] == answers[2] == plain
            assert len(answers) == 3
            assert isinstance(answers[1], Draft) or isinstance(answers[1].error, EngineError)

    def test_an_over_long_text_is_a_failure_of_its_own(self, engine: Engine) -> None:
        """Its error names the limit; its neighbours are translated."""
        limit = engine.capabilities.max_characters
        answers = _ask(engine, SENTENCES[0], "word " * (limit // 5 + 1), SENTENCES[0])
        assert isinstance(answers[1], Failure)
        assert isinstance(answers[1].error, TooLongError)
        assert answers[1].error.fields["limit"] == limit
        assert len(_texts(answers)) == 2

    def test_a_pair_that_is_not_supported_fails_for_every_item(self, engine: Engine) -> None:
        """The same failure for all, and it is known without asking."""
        assert not engine.supports("en", "en-GB")
        answers = engine.translate(["One.", "", "Two."], source="en", target="en-GB")
        assert len(answers) == 3
        assert isinstance(answers[0], Failure)
        assert isinstance(answers[0].error, UnsupportedPairError)
        assert answers.count(answers[0]) == 3
        assert engine.id in str(answers[0].error)

    def test_regions_do_not_matter(self, engine: Engine) -> None:
        """A region more in a locale is the same language, with a hyphen or an underscore."""
        region = {"tr": "tr_TR", "ru": "ru-RU"}[_target(engine)]
        assert engine.translate(SENTENCES, source="en-US", target=region) == _ask(engine, *SENTENCES)

    def test_hints_are_taken_or_ignored(self, engine: Engine) -> None:
        """Hints for exactly the sources never harm."""
        hints = Hints(glossary={"trade": "x"}, around=[("", "b"), ("a", "")], codes=[{}, {"[X0X]": "address"}])
        answers = engine.translate(["Trade fell.", "Why?"], source="en", target=_target(engine), hints=hints)
        assert len(_texts(answers)) == 2

    def test_an_engine_introduces_itself(self, engine: Engine) -> None:
        """A name, a fingerprint that stays, limits that make sense."""
        assert engine.id
        assert engine.fingerprint
        assert engine.fingerprint == engine.fingerprint
        limits = engine.capabilities
        assert min(limits.max_characters, limits.max_batch, limits.concurrency) >= 1

    def test_threads_may_call_it_at_the_same_time(self, engine: Engine) -> None:
        """As many as it says; nobody gets another's answer."""
        expected = {text: _ask(engine, text)[0] for text in SENTENCES}
        caller = Caller(engine, source="en", target=_target(engine))
        requests = [Request((text,)) for text in SENTENCES * 20]
        found = {reply.number: reply.answers[0] for some in caller.replies(requests) for reply in some}
        assert [found[n] for n in range(len(requests))] == [expected[r.sources[0]] for r in requests]

    def test_it_may_be_closed_twice_and_unused(self, engine: Engine) -> None:
        """Closing is never an error."""
        engine.close()
        engine.close()


def _target(engine: Engine) -> str:
    return next(locale for locale in ("tr", "ru") if engine.supports("en", locale))


def _ask(engine: Engine, *sources: str) -> list[Draft | Failure]:
    return engine.translate(sources, source="en", target=_target(engine))


def _texts(answers: Sequence[Draft | Failure]) -> list[str]:
    return [answer.text for answer in answers if isinstance(answer, Draft)]
