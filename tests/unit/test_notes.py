"""Ibid., a translator's own notes, numbering by first appearance."""

from __future__ import annotations

import pytest

from transflow.domain.notes import is_ibid, numbering, referents, translator_notes


@pytest.mark.parametrize(
    ("body", "ibid"),
    [
        ("Ibid.", True),
        ("ibid", True),
        ("  Ibidem, p. 3", True),
        ("Ibid., p. 14.", True),
        ("Ibidex", False),
        ("See ibid.", False),
    ],
)
def test_ibid(body: str, ibid: bool) -> None:
    assert is_ibid(body) is ibid


def test_a_chain_of_ibids_cites_the_same_note() -> None:
    assert referents(["A, p. 1", "Ibid.", "Ibid., p. 3", "B", "Ibid."], ["a", "b", "c", "d", "e"]) == [
        "a",
        "a",
        "a",
        "d",
        "d",
    ]


def test_an_ibid_with_nothing_before_it_is_its_own() -> None:
    assert referents(["Ibid.", "Ibid."], ["a", "b"]) == ["a", "a"]


@pytest.mark.parametrize("tag", ["ç.n.", "Ç.N.", "ç. n.", "прим. пер.", "прим.пер.", "tn", "t.n."])
def test_translators_notes(tag: str) -> None:
    text = f"Metin [{tag}: Limanın eski adı [bkz. 3].] sürer.[1]"
    (note,) = translator_notes(text)
    assert (note.tag, note.body) == (tag, "Limanın eski adı [bkz. 3].")
    assert text[: note.start] + text[note.end :] == "Metin sürer.[1]"


@pytest.mark.parametrize(
    ("opening", "tag"),
    [
        ("ç.n. ", "ç.n."),
        ("Ç.N. ", "Ç.N."),
        ("прим. пер. ", "прим. пер."),
        ("Прим.перев. ", "Прим.перев."),
        ("t.n. ", "t.n."),
        ("çev. notu: ", "çev. notu"),
        ("Çevirmenin Notu: ", "Çevirmenin Notu"),
        ("примечание переводчика: ", "примечание переводчика"),
        (" ç.n. : ", "ç.n."),
    ],
)
def test_the_forms_of_a_translators_note(opening: str, tag: str) -> None:
    text = f"Metin [{opening}Limanın eski adı: [bkz. 3].] sürer.[1]"
    (note,) = translator_notes(text)
    assert (note.tag, note.body) == (tag, "Limanın eski adı: [bkz. 3].")
    assert text[: note.start] + text[note.end :] == "Metin sürer.[1]"


@pytest.mark.parametrize(
    "text",
    [
        "[1]", "[n: x]", "[ç.n.x]", "[ç.n.]", "[ç.n.: ]", "ç.n.: x", "[ç.n.: x", "[tn x]", "[çn x]", "[çev. Ali Ak]",
        "[çev. notu x]", "[примечание переводчика x]", "[прим. ред. x]", "[t. x]", "[пер. с англ.]",
    ],
)  # fmt: skip
def test_what_is_no_translators_note(text: str) -> None:
    assert translator_notes(text) == []


def test_numbering_by_first_appearance_keeps_uncited_notes() -> None:
    assert numbering([2, 1, 2, 9], [1, 2, 3]) == {2: 1, 1: 2, 3: 3}


def test_a_number_that_stands_in_brackets_without_being_a_marker_is_never_given_to_a_note() -> None:
    assert numbering([1, 3], [1, 3], taken={2}) == {1: 1, 3: 3}
    assert numbering([], [1, 2]) == {1: 1, 2: 2}
