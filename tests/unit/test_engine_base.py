"""What engines share: echoes, and sources that speak of references."""

from __future__ import annotations

import pytest

from transflow.engines.base import is_echo, language_of, speaks_of_references


@pytest.mark.parametrize(
    ("source", "answer", "echo"),
    [
        ("Trade fell in the east.", "Trade fell in the east.", True),
        ("Trade  fell in the east.", "Trade fell in the east. ", True),
        ("Trade fell in the east.", "Ticaret doğuda düştü.", False),
        ("Recep Tayyip Erdoğan", "Recep Tayyip Erdoğan", False),
        ("Recep Tayyip Erdoğan [X0X]", "Recep Tayyip Erdoğan [X0X]", False),
        ('Ahmet Davutoğlu <x id="0"/> <x id="1"/>', 'Ahmet Davutoğlu <x id="0"/> <x id="1"/>', False),
        ("2024 2025 2026 2027 NATO", "2024 2025 2026 2027 NATO", False),
    ],
)
def test_an_echo_has_four_words_or_more(source: str, answer: str, echo: bool) -> None:
    assert is_echo(source, answer) is echo


@pytest.mark.parametrize(
    ("text", "speaks"), [("Write &amp; there.", True), ("R&D", False), ("&#39;", True), ("a & b", False)]
)
def test_references_are_seen(text: str, speaks: bool) -> None:
    assert speaks_of_references(text) is speaks


@pytest.mark.parametrize(("locale", "language"), [("tr-TR", "tr"), ("tr_TR", "tr"), ("zh-Hant", "zh"), ("EN", "en")])
def test_the_language_of_a_locale(locale: str, language: str) -> None:
    assert language_of(locale) == language
