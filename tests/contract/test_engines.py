"""One contract for every engine: as many answers as sources, in order, and nothing that one text can break."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from tests.engines.google_page import google_page
from tests.engines.replay import replay

from transflow.engines.base import Engine, Failure
from transflow.engines.deep import DeepEngine
from transflow.engines.deep_providers import PROVIDERS
from transflow.engines.libre import LibreEngine
from transflow.engines.openai import OpenAIEngine
from transflow.engines.registry import DEEP, create_engine, known_engines
from transflow.errors import SettingsError, UnsupportedPairError, UsageError
from transflow.testing import EngineContract

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def fx(folder: Path) -> Iterator[Engine]:
    settings = {"models": str(ROOT / "models" / "tiny"), "processes": 2}
    yield create_engine("fx", settings, cache_dir=folder, offline=True)


@contextmanager
def ct2(folder: Path) -> Iterator[Engine]:
    settings = {"models": str(ROOT / "models" / "tiny" / "ct2"), "threads": 2}
    yield create_engine("ct2", settings, cache_dir=folder, offline=True)


@contextmanager
def deep_google(folder: Path) -> Iterator[Engine]:
    with google_page() as page:
        yield create_engine("deep:google", {"url": page.url}, cache_dir=folder)


@contextmanager
def pseudo(folder: Path) -> Iterator[Engine]:
    yield create_engine("pseudo", {}, cache_dir=folder)


@contextmanager
def service(name: str, protocol: str) -> Iterator[Engine]:
    """An engine that asks a service, in front of one on loopback."""
    with replay(protocol) as served:
        if name == "libre":
            yield LibreEngine(url=served.url)
        elif protocol == "openai":
            yield OpenAIEngine("tiny", url=served.url)
        else:
            keys = ["key"] * len(PROVIDERS[protocol].variables)
            yield DeepEngine(protocol, url=served.url, keys=keys)


ENGINES: dict[str, Callable[[Path], AbstractContextManager[Engine]]] = {
    "ct2": ct2,
    "fx": fx,
    "deep:google": deep_google,
    "pseudo": pseudo,
    "libre": lambda folder: service("libre", "libre"),
    "openai:tiny": lambda folder: service("openai:tiny", "openai"),
    **{f"deep:{name}": lambda folder, name=name: service(f"deep:{name}", name) for name in DEEP if name != "google"},  # type: ignore[misc]
}


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with ENGINES[request.param](tmp_path) as made:
        yield made
        made.close()


def test_every_engine_is_under_contract() -> None:
    families = {name: f"{name.partition(':')[0]}:" for name in ENGINES}
    assert sorted({family if family in known_engines() else name for name, family in families.items()}) == list(
        known_engines()
    )


class TestEngines(EngineContract):
    """Every engine of ours."""


@pytest.mark.parametrize("name", ["ct2", "fx", "deep:google", "deep:deepl", "deep:mymemory", "deep:baidu"])
def test_a_language_that_nobody_knows_is_not_supported(name: str, tmp_path: Path) -> None:
    with ENGINES[name](tmp_path) as made:
        (answer,) = made.translate(["One."], source="en", target="xx")
        made.close()
    assert isinstance(answer, Failure)
    assert isinstance(answer.error, UnsupportedPairError)


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
        ("ct2", {"threads": 0}),
        ("ct2", {"beam": "wide"}),
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
