"""One contract for every engine: as many answers as sources, in order, and nothing that one text can break."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from tests.engines.google_page import google_page

from transflow.engines.base import Draft, Engine, Failure
from transflow.engines.registry import create_engine, known_engines
from transflow.errors import EngineError, SettingsError, TooLongError, UnsupportedPairError, UsageError

ROOT = Path(__file__).resolve().parents[2]
SENTENCES = ["Trade fell.", "Analysis", "Exports rose in 2024,[X0X] imports did not.", "Trade fell.", "Why?"]
ODD = ["\x00", "\ud800", "🙂", "…", "a" * 900, "<b>&amp;</b>", "<0x51>", "[X0X]", '{"q": 1}\n\n', "-" * 300, "中文"]


@contextmanager
def fx(folder: Path) -> Iterator[Engine]:
    settings = {"models": str(ROOT / "models" / "tiny"), "processes": 2}
    yield create_engine("fx", settings, cache_dir=folder, offline=True)


@contextmanager
def deep_google(folder: Path) -> Iterator[Engine]:
    with google_page() as page:
        yield create_engine("deep:google", {"url": page.url, "retries": 0}, cache_dir=folder)


@contextmanager
def pseudo(folder: Path) -> Iterator[Engine]:
    yield create_engine("pseudo", {}, cache_dir=folder)


ENGINES: dict[str, Callable[[Path], AbstractContextManager[Engine]]] = {
    "fx": fx,
    "deep:google": deep_google,
    "pseudo": pseudo,
}


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with ENGINES[request.param](tmp_path) as made:
        yield made
        made.close()


def ask(engine: Engine, *sources: str) -> list[Draft | Failure]:
    return engine.translate(sources, source="en", target="tr")


def texts(answers: list[Draft | Failure]) -> list[str]:
    return [answer.text for answer in answers if isinstance(answer, Draft)]


def test_every_engine_is_under_contract() -> None:
    assert sorted(ENGINES) == list(known_engines())


def test_no_sources_no_answers(engine: Engine) -> None:
    assert ask(engine) == []


def test_one_answer_a_source_in_order(engine: Engine) -> None:
    together = ask(engine, *SENTENCES)
    assert len(texts(together)) == len(SENTENCES)
    assert together == [ask(engine, sentence)[0] for sentence in SENTENCES]
    assert together[0] == together[3] != together[1]


def test_a_long_list_is_answered_like_a_short_one(engine: Engine) -> None:
    assert ask(engine, *SENTENCES * 20) == ask(engine, *SENTENCES) * 20


@pytest.mark.parametrize("blank", ["", " ", "\u00a0\t\n"])
def test_a_blank_text_is_its_own_draft(engine: Engine, blank: str) -> None:
    answers = ask(engine, blank, SENTENCES[0], blank)
    assert answers[0] == answers[2] == Draft(blank)
    assert answers[1] == ask(engine, SENTENCES[0])[0]


def test_an_odd_text_never_raises_nor_harms_its_neighbours(engine: Engine) -> None:
    plain = ask(engine, SENTENCES[0])[0]
    for odd in ODD:
        answers = ask(engine, SENTENCES[0], odd, SENTENCES[0])
        assert answers[0] == answers[2] == plain
        assert len(answers) == 3
        if isinstance(answers[1], Failure):
            assert isinstance(answers[1].error, EngineError)


def test_an_over_long_text_is_a_failure_of_its_own(engine: Engine) -> None:
    limit = engine.capabilities.max_characters
    answers = ask(engine, SENTENCES[0], "word " * (limit // 5 + 1), SENTENCES[0])
    assert isinstance(answers[1], Failure)
    assert isinstance(answers[1].error, TooLongError)
    assert answers[1].error.fields["limit"] == limit
    assert len(texts(answers)) == 2


def test_a_pair_that_is_not_supported_fails_for_every_item(engine: Engine) -> None:
    answers = engine.translate(["One.", "", "Two."], source="en", target="en-GB")
    assert len(answers) == 3
    assert isinstance(answers[0], Failure)
    assert isinstance(answers[0].error, UnsupportedPairError)
    assert answers.count(answers[0]) == 3
    assert engine.id in str(answers[0].error)


@pytest.mark.parametrize("name", ["fx", "deep:google"])
def test_a_language_that_nobody_knows_is_not_supported(name: str, tmp_path: Path) -> None:
    with ENGINES[name](tmp_path) as made:
        (answer,) = made.translate(["One."], source="en", target="xx")
        made.close()
    assert isinstance(answer, Failure)
    assert isinstance(answer.error, UnsupportedPairError)


def test_regions_do_not_matter(engine: Engine) -> None:
    assert engine.translate(SENTENCES, source="en-US", target="tr_TR") == ask(engine, *SENTENCES)


def test_an_engine_introduces_itself(engine: Engine) -> None:
    assert engine.id in known_engines()
    assert engine.fingerprint
    assert engine.fingerprint == engine.fingerprint
    limits = engine.capabilities
    assert min(limits.max_characters, limits.max_batch, limits.concurrency) >= 1


def test_it_may_be_closed_twice(engine: Engine) -> None:
    ask(engine, SENTENCES[0])
    engine.close()
    engine.close()


def test_it_may_be_closed_unused(engine: Engine) -> None:
    engine.close()


# -- by name -----------------------------------------------------------------------------------------------------


def test_an_unknown_name_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        create_engine("gogle", {}, cache_dir=tmp_path)
    assert all(name in str(caught.value) for name in ["gogle", *known_engines()])


@pytest.mark.parametrize("name", sorted(ENGINES))
def test_a_misspelt_setting_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="concurency"):
        create_engine(name, {"concurency": 3}, cache_dir=tmp_path)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("fx", {"processes": 0}),
        ("fx", {"processes": True}),
        ("fx", {"models": 3}),
        ("deep:google", {"timeout": "fast"}),
        ("deep:google", {"timeout": -1}),
        ("deep:google", {"concurrency": 2.5}),
        ("deep:google", {"url": ["x"]}),
    ],
)
def test_a_value_that_does_not_fit_is_refused(name: str, settings: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=next(iter(settings))):
        create_engine(name, settings, cache_dir=tmp_path)


def test_engines_of_others_are_added_by_the_caller(tmp_path: Path) -> None:
    with pseudo(tmp_path) as double:
        made = create_engine("echo", {}, cache_dir=tmp_path, extra={"echo": lambda table, around: double})
        assert made is double
