"""Masks through machine translation: what goes in comes out, and what an engine breaks is reported."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transflow.engines.masks import MASK, Masked, Unmasked, as_xml, from_xml, is_note_marker, mask, unmask

MARKER = re.compile(r"\[\d+\](?!\()|https?://[^\s,\]]+[^\s,.\]]|</?\d+/?>")


def spans(text: str) -> list[tuple[int, int]]:
    """Markers, addresses and codes, as a caller would find them."""
    return [match.span() for match in MARKER.finditer(text)]


def masked(text: str) -> Masked:
    return mask(text, spans(text))


def after_everything(text: str, markers: list[str]) -> str:
    """A rule like the Turkish one: after the final stop and the closing quote."""
    return text + "".join(markers)


def before_the_stop(text: str, markers: list[str]) -> str:
    """A rule like the Russian one: before a final . , ; : but after ? ! …"""
    stop = re.search(r"[.,;:]$", text)
    at = stop.start() if stop else len(text)
    return text[:at] + "".join(markers) + text[at:]


# -- what the engine sees ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seen", "edges"),
    [
        ("Exports rose.", "Exports rose.", []),
        ("Exports,[1] then imports rose.", "Exports,[X0X] then imports rose.", []),
        ("Exports rose.[1]", "Exports rose.", ["[1]"]),
        ("Exports rose[1].", "Exports rose.", ["[1]"]),
        ("“Exports rose.”[1][2]", "“Exports rose.”", ["[1]", "[2]"]),
        ("“Exports rose[1].” [2]", "“Exports rose.”", ["[1]", "[2]"]),
        ("Exports rose [1].", "Exports rose.", ["[1]"]),
        ("It rose (see [1]).", "It rose (see [X0X]).", []),
        ("It rose, says [1], [2].", "It rose, says [X0X], [X1X].", []),
        ("See https://a.example/x?y=1.", "See [X0X].", []),
        ("[1] Ministry of Trade.", "Ministry of Trade.", []),
        ("The <1>whole</1> of it[3].", "The [X0X]whole[X1X] of it.", ["[3]"]),
        ("[1]", "", []),
        ("   ", "", []),
    ],
)
def test_edge_markers_are_taken_off_and_inner_pieces_are_numbered(text: str, seen: str, edges: list[str]) -> None:
    result = masked(text)
    assert result.text == seen
    assert [edge.marker for edge in result.edges] == edges


def test_only_note_markers_leave_their_place() -> None:
    result = mask("It ended <1/>", [(9, 13)])
    assert result.text == "It ended [X0X]"
    assert result.edges == ()


def test_the_caller_may_say_what_a_marker_is() -> None:
    result = mask("It ended.*", [(9, 10)], is_marker=lambda piece: piece == "*")
    assert (result.text, [edge.marker for edge in result.edges]) == ("It ended.", ["*"])
    inner = mask("It* ended.", [(2, 3)], is_marker=lambda piece: piece == "*")
    assert unmask(inner, "Bitti.", place_edge=after_everything).text == "Bitti.*"


@pytest.mark.parametrize("span", [(-1, 2), (3, 2), (0, 99)])
def test_a_span_outside_of_the_text_is_a_mistake_of_the_caller(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="outside"):
        mask("short", [span])


@pytest.mark.parametrize(
    ("piece", "expected"),
    [("[1]", True), ("[1, 2]", True), ("[1][2]", True), ("[1]–[3]", True), ("¹²", True), ("[a]", False), ("1", False)],
)
def test_note_markers(piece: str, expected: bool) -> None:
    assert is_note_marker(piece) is expected


# -- the way back ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given_back",
    ["[X0X]", "[x0x]", "[ X0X ]", "[X 0 X]", "(X0X)", "[Х0Х]", "[х0х]", "{X0X}", "【X0X】", "X0X", "[X0X", "[X0]", "[0X]",
     "[×0×]", "(X0X]"],
)  # fmt: skip
def test_masks_are_found_again_leniently(given_back: str) -> None:
    source = masked("In 2024,[7] trade fell.")
    back = unmask(source, f"2024'te,{given_back} ticaret düştü.")
    assert back == Unmasked(text="2024'te,[7] ticaret düştü.")
    assert back.clean


@pytest.mark.parametrize(("given_back", "expected"), [("2024'te, [X0X] ticaret", "2024'te,[7] ticaret"),
                                                     ("2024'te,[X0X]ticaret", "2024'te,[7] ticaret")])  # fmt: skip
def test_spaces_around_a_marker_follow_the_source(given_back: str, expected: str) -> None:
    assert unmask(masked("In 2024,[7] trade"), given_back).text == expected


@pytest.mark.parametrize(
    ("place_edge", "translated", "expected"),
    [
        (after_everything, "Ticaret düştü.", "Ticaret düştü.[1][2]"),
        (after_everything, "“Ticaret düştü.”", "“Ticaret düştü.”[1][2]"),
        (before_the_stop, "Торговля упала.", "Торговля упала[1][2]."),
        (before_the_stop, "Торговля упала?", "Торговля упала?[1][2]"),
        (None, "Ticaret düştü.", "Ticaret düştü[1][2]."),
        (None, "Ticaret düştü!", "Ticaret düştü![1][2]"),
    ],
)
def test_edge_markers_follow_the_rule_of_the_language(place_edge: object, translated: str, expected: str) -> None:
    rule = place_edge if callable(place_edge) else None
    assert unmask(masked("Trade fell[1][2]."), translated, place_edge=rule).text == expected


def test_leading_markers_go_back_to_the_front() -> None:
    assert unmask(masked(" [1] Trade fell. "), "Ticaret düştü.").text == " [1] Ticaret düştü. "


def test_a_lost_marker_goes_to_the_end_before_the_edge_markers() -> None:
    source = masked("Trade,[1] as said,[2] fell.[3]")
    back = unmask(source, "Ticaret [X1X] düştü.", place_edge=after_everything)
    assert back.text == "Ticaret[2] düştü.[1][3]"
    assert back.lost == ("[1]",)
    assert unmask(source, "Торговля,[X1X] упала.", place_edge=before_the_stop).text == "Торговля,[2] упала[1][3]."


def test_a_lost_address_goes_before_the_final_stop() -> None:
    back = unmask(
        masked("See https://a.example for more.[1]"), "Daha fazlası için bakınız.", place_edge=after_everything
    )
    assert back.text == "Daha fazlası için bakınız https://a.example.[1]"
    assert back.lost == ("https://a.example",)


@pytest.mark.parametrize("translated", ["Ticaret,[X0X] [X0X] düştü.", "Ticaret,[X0X] düştü [X0X]."])
def test_a_doubled_mask_is_kept_once(translated: str) -> None:
    back = unmask(masked("Trade,[1] fell."), translated)
    assert back.text == "Ticaret,[1] düştü."
    assert back.doubled == ("[1]",)


def test_a_mask_that_was_never_handed_out_stays_and_is_reported() -> None:
    back = unmask(masked("Trade,[1] fell."), "Ticaret,[X0X] düştü [X4X].")
    assert back.text == "Ticaret,[1] düştü [X4X]."
    assert back.foreign == ("[X4X]",)


def test_a_mask_written_by_the_author_survives() -> None:
    source = masked("Write [X0X] here,[1] not (x1x).")
    assert source.text == "Write [X0X] here,[X1X] not [X2X]."
    assert unmask(source, "Buraya [X0X] yazın,[X1X] [X2X] değil.").text == "Buraya [X0X] yazın,[1] (x1x) değil."


def test_moved_masks_keep_their_pieces() -> None:
    back = unmask(masked("A,[1] then b,[2] and c."), "Önce b,[X1X] sonra a,[X0X] ve c.")
    assert back.text == "Önce b,[2] sonra a,[1] ve c."
    assert back.clean


# -- for every text ----------------------------------------------------------------------------------------------

PARTS = st.sampled_from(
    ["[X0X]", "[1]", "[2]", " ", ".", ",", "”", "(", ")", "[", "]", "X", "x1x", "0", "Х", "\u00a0", "\n", "word", "ö", "¹",
     "https://a.example", "<1>", "?", "…", "\x1c"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=40), st.lists(PARTS, max_size=14).map("".join))


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    text = draw(TEXTS)
    edges = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(edges, edges), max_size=5))
    free = [(min(pair), max(pair)) for pair in pairs]
    return text, free + (spans(text) if draw(st.booleans()) else [])


@given(texts_with_spans())
def test_what_is_not_translated_comes_back_as_it_was(case: tuple[str, list[tuple[int, int]]]) -> None:
    text, protected = case
    result = mask(text, protected)
    assert unmask(result, result.text) == Unmasked(text=text)


@given(texts_with_spans())
def test_the_engine_sees_each_mask_once_and_no_outer_space(case: tuple[str, list[tuple[int, int]]]) -> None:
    result = mask(*case)
    assert result.text == result.text.strip()
    numbers = [int(match[1] or match[2] or match[3]) for match in MASK.finditer(result.text)]
    assert numbers == list(range(len(result.pieces)))


@given(texts_with_spans(), st.text(max_size=60))
def test_no_piece_ever_disappears(case: tuple[str, list[tuple[int, int]]], translated: str) -> None:
    result = mask(*case)
    for rule in (None, after_everything, before_the_stop):
        back = unmask(result, translated, place_edge=rule)
        for kept in [*(piece.text for piece in result.pieces), *(edge.marker for edge in result.edges)]:
            assert kept in back.text


# -- terms, and engines that know tags -----------------------------------------------------------------------------


def test_a_term_comes_back_as_its_translation() -> None:
    text = "The supply chain broke,[1] says Harbour Forum.[2]"
    terms = {(4, 16): "tedarik zinciri", (32, 45): "Harbour Forum"}
    result = mask(text, spans(text), replaced=terms)
    assert result.text == "The [X0X] broke,[X1X] says [X2X]."
    back = unmask(result, "[X0X] koptu,[X1X] diyor [X2X].", place_edge=after_everything)
    assert back.text == "tedarik zinciri koptu,[1] diyor Harbour Forum.[2]"
    assert back.clean


def test_a_lost_term_is_put_back_as_its_translation() -> None:
    result = mask("The supply chain broke.", [], replaced={(4, 16): "tedarik zinciri"})
    assert unmask(result, "Koptu.").lost == ("tedarik zinciri",)


def test_a_term_that_meets_an_address_is_left_to_the_engine() -> None:
    text = "See https://harbour.example now."
    result = mask(text, spans(text), replaced={(12, 19): "liman"})
    assert result.text == "See [X0X] now."
    assert unmask(result, result.text).text == text


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        ("Trade fell,[X0X] see [X12X].", 'Trade fell,<x id="0"/> see <x id="12"/>.'),
        ("A < B & C", "A &lt; B &amp; C"),
    ],
)
def test_masks_as_tags_and_back(text: str, wire: str) -> None:
    assert as_xml(text) == wire
    assert from_xml(wire) == text


@pytest.mark.parametrize("tag", ["<x id='0'></x>", '<x  id = "0" />', '<x id="0"> </x >'])
def test_tags_are_found_leniently(tag: str) -> None:
    assert from_xml(f"Ticaret{tag} düştü &amp; bitti.") == "Ticaret[X0X] düştü & bitti."


@given(st.text(alphabet="ab<>&;\"'x/=[]X0 ", max_size=40))
def test_any_text_survives_the_way_through_tags(text: str) -> None:
    assert from_xml(as_xml(masked(text).text)) == masked(text).text
