"""Settings: every key, every mistake, and what the environment overrides."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from transflow.config import DEFAULT_ENGINES, TEMPLATE, Settings, load, parse
from transflow.domain.findings import Severity
from transflow.errors import EncodingError, SettingsError


def read(text: str, environment: dict[str, str] | None = None) -> Settings:
    return parse(tomllib.loads(text), environment or {})


def wrong(text: str) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        read(text)
    assert caught.value.file == "transflow.toml"
    assert caught.value.remedy
    assert str(caught.value)
    return caught.value


def test_nothing_set_means_the_defaults() -> None:
    assert read("") == Settings()


def test_the_template_means_the_defaults() -> None:
    text = TEMPLATE.format(locales='["tr", "ru"]', engines='["fx", "deep:google"]')
    assert read(text) == Settings(engines=DEFAULT_ENGINES)
    lines = [line for line in text.splitlines() if line.startswith(("locales", "engines"))]
    assert lines == ['locales = ["tr", "ru"]', 'engines = ["fx", "deep:google"]']


def test_everything_set() -> None:
    settings = read(
        """
source = "de"
locales = ["tr", "pt-BR", "zh-Hant"]
engines = ["pseudo"]
database = "sqlite:///other.db"
[intake]
furniture = ["Teilen"]
language_line = "Auch auf:"
abbreviations = ["Bd."]
[furniture.tr]
"Teilen" = "Paylaş"
[review]
four_eyes = false
reviewer_may_approve = false
[publish]
formats = ["html", "markdown"]
folder = "out/site"
credit = false
[checks]
term-missed = "blocking"
[engine."deep:google"]
timeout = 5
[[terms]]
source = "supply chain"
case_sensitive = true
tr = ["tedarik zinciri"]
[article."2026/may"]
tags.tr = ["liman"]
slug.tr = "mayis"
description.tr = "Kısa."
"""
    )
    assert (settings.source, settings.locales) == ("de", ("tr", "pt-BR", "zh-Hant"))
    assert settings.furniture_words == {"tr": {"Teilen": "Paylaş"}}
    assert not settings.rules.four_eyes
    assert not settings.rules.reviewer_may_approve
    assert (settings.formats, settings.publish_folder, settings.credit) == (("html", "markdown"), "out/site", False)
    assert settings.severities == {"term-missed": Severity.BLOCKING}
    assert settings.engine_settings == {"deep:google": {"timeout": 5}}
    assert settings.terms[0].targets == {"tr": ("tedarik zinciri",)}
    assert settings.terms[0].case_sensitive
    assert settings.articles["2026/may"].slug == {"tr": "mayis"}


def test_one_text_stands_for_a_list_of_one() -> None:
    assert read('locales = "tr"').locales == ("tr",)


@pytest.mark.parametrize(
    "text",
    [
        'locales = ["tr", 3]',
        "locales = 3",
        'locales = ["TR"]',
        'locales = ["../tr"]',
        'locales = ["tr", "tr"]',
        "locales = []",
        'source = "english"',
        "source = 1",
        'source = "tr"',
        "database = 5",
        'intake = "x"',
        'review = { four_eyes = "yes" }',
        "review = { four_eyes = 1 }",
        'publish = { formats = ["latex"] }',
        'publish = { folder = "/srv/www" }',
        'publish = { folder = "../out" }',
        'publish = { folder = "" }',
        'publish = { folder = "articles" }',
        'publish = { folder = "locales/x" }',
        'publish = { folder = "." }',
        'checks = { marker-lost = "loud" }',
        'checks = { no-such-check = "info" }',
        'terms = [{ tr = ["x"] }]',
        'terms = "x"',
        'terms = ["x"]',
        'terms = [{ source = "x", TR = ["y"] }]',
        "engine = 3",
        "engine = { fx = 3 }",
        'furniture = { tr = "x" }',
        "furniture = { tr = { Share = 1 } }",
        'article = { x = { tag = ["y"] } }',
    ],
)
def test_mistakes_are_named(text: str) -> None:
    wrong(text)


def test_a_misspelt_key_says_what_was_meant() -> None:
    assert "locales" in str(wrong('locale = ["tr"]'))
    assert "review.four_eyes" in str(wrong("[review]\nfour_eye = true")) or "four_eyes" in str(
        wrong("[review]\nfour_eye = true")
    )
    assert "colour" in str(wrong('colour = "red"'))


def test_the_environment_overrides_the_file() -> None:
    settings = read(
        'engines = ["fx"]\ndatabase = "sqlite:///a.db"',
        {"TRANSFLOW_ENGINES": " pseudo, deep:google ,", "TRANSFLOW_DATABASE": "postgresql://somewhere/x"},
    )
    assert settings.engines == ("pseudo", "deep:google")
    assert settings.database == "postgresql://somewhere/x"
    assert read('engines = ["fx"]', {"TRANSFLOW_ENGINES": " , "}).engines == ("fx",)


@pytest.mark.parametrize("value", ['["pseudo"]', ' ["pseudo", ] ', "['pseudo']", "pseudo"])
def test_the_engines_of_the_environment_may_be_a_list_as_in_the_file(value: str) -> None:
    assert read("", {"TRANSFLOW_ENGINES": value}).engines == ("pseudo",)


@pytest.mark.parametrize("value", ['["pseudo"', "[pseudo]", "[1]"])
def test_a_list_in_the_environment_that_is_none(value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read("", {"TRANSFLOW_ENGINES": value})
    assert "“TRANSFLOW_ENGINES” must be a list" in str(caught.value)
    assert "transflow.toml" not in str(caught.value)
    assert "fx,pseudo" in caught.value.remedy


def test_a_file_that_ends_too_early_is_wrong_in_its_last_line(tmp_path: Path) -> None:
    path = tmp_path / "transflow.toml"
    for text in ('locales = ["tr"]\nengines =', 'locales = ["tr"]\nengines = ["fx"', 'locales = ["tr"]\na = 1, 2\n'):
        path.write_text(text, "utf-8")
        with pytest.raises(SettingsError) as caught:
            load(path)
        assert caught.value.line == 2, text


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "transflow.toml"
    path.write_bytes(b'\xef\xbb\xbflocales = ["tr"]\r\n')
    assert load(path, {}).locales == ("tr",)
    path.write_bytes(b'locales = ["tr"\nsource = ')
    with pytest.raises(SettingsError) as caught:
        load(path, {})
    assert caught.value.line == 2
    path.write_bytes("locales = ['tr']  # т\n".encode("cp1251"))
    with pytest.raises(EncodingError):
        load(path, {})
    path.write_bytes("locales = ['tr']".encode("utf-16"))
    with pytest.raises(EncodingError) as wide:
        load(path, {})
    assert wide.value.fields["looks_like"] == "UTF-16"


def test_the_sample_workspace_is_understood(repository_root: Path) -> None:
    assert load(repository_root / "transflow.toml", {}).locales == ("tr", "ru")
