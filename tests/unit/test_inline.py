"""Markers, addresses and words of inline text."""

from __future__ import annotations

import pytest

from transflow.domain.inline import (
    ADDRESS,
    collapse,
    count_words,
    find_markers,
    is_merged,
    protected_spans,
    renumber,
    without_markers,
)


def test_markers_with_their_spans() -> None:
    text = "Şu liman[1] büyüdü.[12]"
    assert [(m.number, text[m.start : m.end]) for m in find_markers(text)] == [(1, "[1]"), (12, "[12]")]


def test_only_known_notes_are_markers() -> None:
    text = "In [2024] it grew.[1]"
    assert [m.number for m in find_markers(text, {1})] == [1]
    assert without_markers(text, {1}) == "In [2024] it grew."
    assert without_markers(text) == "In  it grew."


@pytest.mark.parametrize("text", ["[ 1]", "[a]", "[12345]", "[]", "(1)", "no bracket"])
def test_what_is_no_marker(text: str) -> None:
    assert find_markers(text) == []


def test_renumbering_is_simultaneous() -> None:
    assert renumber("a[1] b[2] c[3] d[9]", {1: 2, 2: 3, 3: 1}) == "a[2] b[3] c[1] d[9]"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("See https://example.org/a-b/2024?x=1&y=2.", "https://example.org/a-b/2024?x=1&y=2"),
        ("(https://example.org/a)", "https://example.org/a"),
        ("https://example.org/a, (Access Date: 01.02.2026)", "https://example.org/a"),
        ("www.example.org!", "www.example.org"),
        ("“https://example.org/a”", "https://example.org/a"),
        ("Write to lena.moss@example.org.", "lena.moss@example.org"),
        ("https://example.org/a[1]", "https://example.org/a"),
    ],
)
def test_addresses_end_before_the_sentence_does(text: str, address: str) -> None:
    assert ADDRESS.findall(text) == [address]


@pytest.mark.parametrize(
    ("text", "merged"), [("{^}", True), (" {^}\n", True), ("{^} x", False), ("", False), ("^", False)]
)
def test_merged(text: str, merged: bool) -> None:
    assert is_merged(text) is merged


def test_white_space_and_words() -> None:
    assert collapse("  a \u00a0b\n\tc ") == "a b c"
    assert count_words("The port – in [2] 2024[1] – grew.") == 5
    assert count_words("") == 0


def test_protected_spans_are_ordered() -> None:
    text = "https://example.org/a[1] and lena@example.org[2] in [2024]"
    spans = protected_spans(text, [1, 2])
    assert [text[a:b] for a, b in spans] == ["https://example.org/a", "[1]", "lena@example.org", "[2]"]
