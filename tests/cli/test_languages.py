"""The interface in three languages: how one is chosen, plurals, numbers, and that nothing is left in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from transflow import errors, i18n
from transflow.domain.states import Action, State
from transflow.errors import GuardError, TransflowError, UsageError

CATALOGUE = Path(__file__).resolve().parents[2] / "locales/tr/LC_MESSAGES/transflow.mo"
pytestmark = pytest.mark.skipif(not CATALOGUE.exists(), reason="the catalogues are not compiled ('make catalogues')")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    i18n.activate("en")


@pytest.mark.parametrize(
    ("asked", "environment", "chosen"),
    [
        (None, {}, "en"),
        (None, {"LANG": "tr_TR.UTF-8"}, "tr"),
        (None, {"LANG": "ru_RU.UTF-8@latin"}, "ru"),
        (None, {"LANG": "de_DE.UTF-8"}, "en"),
        (None, {"LANG": "tr_TR.UTF-8", "LC_MESSAGES": "ru_RU"}, "ru"),
        (None, {"LANG": "tr_TR.UTF-8", "LC_ALL": "C"}, "en"),
        (None, {"LANG": "tr_TR.UTF-8", "LC_ALL": ""}, "tr"),
        (None, {"LC_ALL": "tr_TR.UTF-8", "TRANSFLOW_LANG": "ru"}, "ru"),
        ("en", {"TRANSFLOW_LANG": "ru"}, "en"),
        ("tr-TR", {}, "tr"),
    ],
)
def test_the_language_is_chosen_by_option_then_environment(
    asked: str | None, environment: dict[str, str], chosen: str
) -> None:
    assert i18n.choose(asked, environment) == chosen


def test_a_language_that_is_asked_for_must_exist() -> None:
    with pytest.raises(UsageError, match="“de”"):
        i18n.choose("de", {})


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 единиц"),
        (1, "1 единица"),
        (2, "2 единицы"),
        (5, "5 единиц"),
        (11, "11 единиц"),
        (21, "21 единица"),
        (1022, "1\xa0022 единицы"),
    ],
)
def test_plurals_are_right_in_russian(count: int, words: str) -> None:
    i18n.activate("ru")
    assert i18n.ngettext("{count} unit", "{count} units", count) == words


def test_numbers_and_dates_are_those_of_the_language() -> None:
    written = {}
    for language in i18n.LANGUAGES:
        i18n.activate(language)
        written[language] = (i18n.number(1234567), i18n.date("2026-03-05T14:07:09Z"))
    assert {k: v[0] for k, v in written.items()} == {"en": "1,234,567", "tr": "1.234.567", "ru": "1\xa0234\xa0567"}
    assert written["tr"][1].startswith("5 Mar 2026")
    assert written["ru"][1].startswith("5 мар")
    assert i18n.date("no instant") == "no instant"


@pytest.mark.parametrize("language", ["tr", "ru"])
def test_every_error_has_words_in_the_language(language: str) -> None:
    i18n.activate(language)
    kinds = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, TransflowError)]
    assert len(kinds) > 25
    for kind in kinds:
        assert i18n._(kind.message) != kind.message, kind
        if kind.default_remedy:
            assert i18n._(kind.default_remedy) != kind.default_remedy


@pytest.mark.parametrize("language", ["tr", "ru"])
def test_states_and_actions_inside_messages_are_translated(language: str) -> None:
    i18n.activate(language)
    error = GuardError(
        "{unit}: “{action}” is not possible while it is “{state}”.", unit="a/B", action=Action.ACCEPT.value, state="new"
    )
    assert not re.search(r"accept|new|possible", i18n.message_of(error))
    for state in State:
        assert i18n.state(state.value) != state.value
    for action in Action:
        assert i18n.action(action.value) != action.value


@pytest.mark.parametrize(
    ("language", "usage", "shown"), [("tr", "Kullanım:", "makale"), ("ru", "Использование:", "статья")]
)
def test_the_command_line_speaks_it(workspace: Any, language: str, usage: str, shown: str) -> None:
    assert workspace("--lang", language, "--help").out.startswith(f"{usage} transflow ")
    assert workspace("add", "--help", "--lang", language).out.startswith(f"{usage} transflow add")
    assert workspace("status", "--lang", language).out.startswith(shown)
    ran = workspace("--lang", language, "frobnicate")
    assert ran.code == 2
    assert not ran.err.startswith("error")
    assert "There is" not in ran.err


def test_json_is_the_same_in_every_language_but_for_messages(drafted: Any) -> None:
    assert drafted("status", "--json", "--lang", "ru").out == drafted("status", "--json").out
    english, turkish = drafted("show", "x", "--json").document, drafted("show", "x", "--json", "--lang", "tr").document
    assert english["error"]["code"] == turkish["error"]["code"] == "unknown"
    assert english["error"]["message"] != turkish["error"]["message"]


def test_the_system_language_is_used(workspace: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "ru_RU.UTF-8")
    assert workspace("status").out.startswith("статья")
