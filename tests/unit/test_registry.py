"""Engines by name: families, engines of other packages, and names that nobody knows."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from transflow.config import Settings
from transflow.engines.registry import create_engine, known_engines
from transflow.errors import SettingsError, UsageError

PLUG_IN = """
from transflow.testing import EchoEngine

def create(settings, around):
    engine = EchoEngine({"greeting": settings.text("greeting", "none")})
    engine.id = around.name
    return engine
"""


@pytest.fixture
def plug_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package with two engines, one of them a family, as pip would have installed it."""
    (tmp_path / "acme_engines.py").write_text(PLUG_IN, "utf-8")
    about = tmp_path / "acme_engines-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-engines\nVersion: 1.0\n", "utf-8")
    (about / "entry_points.txt").write_text(
        "[transflow.engines]\nacme = acme_engines:create\nacme-models: = acme_engines:create\n", "utf-8"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "acme_engines", raising=False)


@pytest.mark.usefixtures("plug_in")
def test_another_package_adds_an_engine(tmp_path: Path) -> None:
    assert "acme" in known_engines()
    engine = create_engine("acme", {"greeting": "hello"}, cache_dir=tmp_path)
    assert engine.id == "acme"
    assert engine.translate(["greeting"], source="en", target="tr")[0].text == "hello"


@pytest.mark.usefixtures("plug_in")
def test_its_settings_are_checked_like_ours(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="greting"):
        create_engine("acme", {"greting": "hello"}, cache_dir=tmp_path)


@pytest.mark.usefixtures("plug_in")
def test_a_family_takes_any_name_behind_its_colon(tmp_path: Path) -> None:
    assert create_engine("acme-models:large", {}, cache_dir=tmp_path).id == "acme-models:large"


def test_an_engine_of_a_family_has_the_familys_settings_and_its_own_on_top() -> None:
    settings = Settings(engine_settings={"acme": {"url": "a", "retries": 1}, "acme:large": {"retries": 5}})
    assert settings.engine_table("acme:large") == {"url": "a", "retries": 5}
    assert settings.engine_table("acme:small") == {"url": "a", "retries": 1}
    assert settings.engine_table("acme") == {"url": "a", "retries": 1}


@pytest.mark.parametrize("name", ["", "acme", "pseudo:x", "deep:nobody"])
def test_an_unknown_name_is_wrong_use(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="pseudo"):
        create_engine(name, {}, cache_dir=tmp_path)


def test_a_key_in_the_settings_is_refused_and_never_shown(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        create_engine("pseudo", {"key": "sk-secret"}, cache_dir=tmp_path)
    assert "sk-secret" not in f"{caught.value} {caught.value.remedy} {caught.value.fields}"
