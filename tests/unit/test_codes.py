"""Codes: what a translator sees of markup, how sentences are cut around it, and how it comes back whole."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.articles import article_of

from transflow.domain.article import BlockKind
from transflow.domain.checks import Group, check_article, check_unit, prepare
from transflow.domain.codes import (
    TAG,
    CodeKind,
    Side,
    are_nested,
    before_and_after,
    blanked,
    codes_shown,
    find_tags,
    literals,
    mended,
    place_of,
    renumber_codes,
    with_pairs_whole,
    without_tags,
)
from transflow.domain.inline import count_words, plain, protected_spans
from transflow.domain.leverage import Change, compare
from transflow.domain.reassembly import assemble
from transflow.domain.segmentation import Segmenter
from transflow.domain.states import State, Target
from transflow.domain.units import Unit, cut, fits, identify, memory_key, source_key


def units_of(text: str, *, alone: CodeKind = CodeKind.OBJECT) -> list[Unit]:
    article = article_of([text], coded=True, alone=alone)
    return identify("a", article, cut(article, Segmenter()))


def sources(text: str, *, alone: CodeKind = CodeKind.OBJECT) -> list[str]:
    return [unit.source for unit in units_of(text, alone=alone)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<1>The port grew.</1> The town did not.", ["The port grew.", "The town did not."]),
        ("<1>The port grew. The town did not.</1>", ["The port grew.", "The town did not."]),
        ("<1>The port</1> grew. The <2>town</2> did not.", ["<1>The port</1> grew.", "The <2>town</2> did not."]),
        ("The port <1>grew. The town</1> did not.", ["The port <1>grew.", "The town</1> did not."]),
        ("<1><2>The port</2> grew.</1>", ["<2>The port</2> grew."]),
        ("The port grew.<1>“Why?”</1> The town did not.", ["The port grew.", "“Why?”", "The town did not."]),
        ("<1/>The port grew.<2/> The town did not.<3/>", ["The port grew.", "The town did not."]),
        ("<1/>", []),
        ("<1><2/></1>", []),
    ],
)
def test_sentences_are_cut_around_codes(text: str, expected: list[str]) -> None:
    assert sources(text) == expected


def test_a_break_reads_as_a_space_and_stays_outside() -> None:
    assert sources("The port grew.<1/>The town did not.", alone=CodeKind.BREAK) == [
        "The port grew.",
        "The town did not.",
    ]
    assert sources("The port<1/>grew.", alone=CodeKind.BREAK) == ["The port<1/>grew."]


def test_verbatim_words_stay_with_their_sentence() -> None:
    assert sources("Run <1/>. Then wait.", alone=CodeKind.VERBATIM) == ["Run <1/>.", "Then wait."]
    assert sources("<1/> is a command. Run it.", alone=CodeKind.VERBATIM) == ["<1/> is a command.", "Run it."]


@pytest.mark.parametrize(
    "text",
    [
        "<1>The port grew.</1> The <2>town</2> did not.<3/>",
        " <1> The port grew. </1><2/> The town did not.",
        "<1>The port <2>grew.</2></1><3/><4>The town did not. </4>",
        "<1/>The port <2>grew. The town</2> did not.",
    ],
)
def test_what_is_not_translated_comes_back_as_it_was(text: str) -> None:
    article = article_of([text], coded=True)
    units = identify("a", article, cut(article, Segmenter()))
    assert assemble(article, units, {}, "tr").texts == {0: text}


def test_a_translation_keeps_the_codes_around_it() -> None:
    article = article_of(["<1>The port grew.</1> The <2>town</2> did not.<3/>"], coded=True)
    units = identify("a", article, cut(article, Segmenter()))
    done = assemble(article, units, {units[0].id: "Liman büyüdü.", units[1].id: "<2>Kent</2> büyümedi."}, "tr")
    assert done.texts == {0: "<1>Liman büyüdü.</1> <2>Kent</2> büyümedi.<3/>"}


def test_joined_sentences_lose_no_code() -> None:
    article = article_of(["<1>The port grew.</1> <2>The town did not.</2> Ships came."], coded=True)
    units = identify("a", article, cut(article, Segmenter()))
    targets = {units[0].id: "Liman büyüdü, kent büyümedi.", units[1].id: "{^}", units[2].id: "Gemiler geldi."}
    text = assemble(article, units, targets, "tr").texts[0]
    assert text == "<1>Liman büyüdü, kent büyümedi.</1><2></2> Gemiler geldi."


def test_numbers_of_codes_are_no_change() -> None:
    (before,) = units_of("The <1>port</1> grew[2] by <2>two</2>.")
    (after,) = units_of("The <3>port</3> grew[2] by <5>two</5>.")
    assert compare(before, after) is Change.CARRIED
    assert memory_key(before.source, (), before.codes) == memory_key(after.source, (), after.codes)
    moved = before_and_after(before.source, after.source, after.codes, before.codes)
    assert moved == {1: 3, 2: 5}
    assert renumber_codes("<2>İki</2> kat <1>liman</1>", moved) == "<5>İki</5> kat <3>liman</3>"


def test_new_markup_is_a_change() -> None:
    (before,) = units_of("The port grew.")
    (after,) = units_of("The <1>port</1> grew.")
    assert compare(before, after) is Change.EDITED
    assert before_and_after(before.source, after.source, after.codes, before.codes) is None


def test_words_that_look_like_a_tag_are_none_in_an_earlier_text() -> None:
    after = Unit(
        id="a/1",
        kind=BlockKind.PARAGRAPH,
        ordinal=0,
        block=0,
        source="Use <5> with the <2>best</2> tool.",
        codes=codes_shown("<2></2>"),
    )
    assert literals(after.source, after.codes) == {5}
    assert before_and_after("Use <5> with the <1>best</1> tool.", after.source, after.codes) == {1: 2}
    assert codes_shown("<5> <1>x</1>", {5}) == codes_shown("<1>x</1>")


def test_words_are_counted_without_codes() -> None:
    codes = codes_shown("<1>The port</1> grew<2/>.")
    assert count_words("<1>The port</1> grew<2/>.", codes) == 3
    assert plain("<1>The port</1> grew[1]<2/>.", None, codes) == "The port grew."
    assert without_tags("<1>a</1> <7>b</7>", codes) == "a <7>b</7>"
    assert blanked("<1>a</1>", codes) == "   a    "


def test_tags_are_protected_like_markers() -> None:
    text = "The <1>port</1> grew.[1]"
    spans = protected_spans(text, [1], codes_shown(text))
    assert [text[a:b] for a, b in spans] == ["<1>", "</1>", "[1]"]


def test_without_codes_angle_brackets_are_words() -> None:
    assert find_tags("x <1> y", frozenset()) == []
    (unit,) = identify("a", article := article_of(["Press <1> to go on."]), cut(article, Segmenter()))
    assert (unit.source, unit.codes) == ("Press <1> to go on.", ())


def findings(source: str, target: str) -> list[str]:
    (unit,) = units_of(source)
    return [f.code for f in check_unit(Group(units=(unit,), target=target), prepare("tr"))]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("<2>Kent</2> büyümedi, <1>liman</1> büyüdü.", []),
        ("Liman büyüdü, <2>kent</2> büyümedi.", ["code-lost", "code-lost"]),
        ("<1>Liman</1> <1>büyüdü</1>, <2>kent</2> büyümedi.", ["code-doubled", "code-doubled"]),
        ("<1>Liman</1> büyüdü, <2>kent</2> <3>büyümedi</3>.", ["code-foreign", "code-foreign"]),
        ("<1>Liman <2>büyüdü</1>, kent</2> büyümedi.", ["code-nesting"]),
        ("</1>Liman<1> büyüdü, <2>kent</2> büyümedi.", ["code-nesting"]),
        ("<1/>Liman büyüdü, <2>kent</2> büyümedi.", ["code-foreign", "code-lost", "code-lost"]),
    ],
)
def test_the_check_of_codes(target: str, expected: list[str]) -> None:
    assert findings("The <1>port</1> grew, the <2>town</2> did not.", target) == expected


def test_a_half_in_each_of_two_sentences_is_in_order() -> None:
    first, second = units_of("The port <1>grew. The town</1> did not.")
    ground = prepare("tr")
    assert check_unit(Group(units=(first,), target="Liman <1>büyüdü."), ground) == []
    assert check_unit(Group(units=(second,), target="Kent</1> büyümedi."), ground) == []
    together = Group(units=(first, second), target="Liman <1>büyüdü, kent</1> büyümedi.")
    assert check_unit(together, ground) == []
    wrong = Group(units=(first, second), target="Liman </1>büyüdü, kent<1> büyümedi.")
    assert [f.code for f in check_unit(wrong, ground)] == ["code-nesting"]


def test_numbers_of_tags_are_no_numbers() -> None:
    assert findings("The <1>port</1> grew by 25%.", "<1>Liman</1> %25 büyüdü.") == []


def test_a_torn_pair_goes_to_the_end() -> None:
    codes = codes_shown("The <1>port</1> of <2>two</2> towns.")
    source = "The <1>port</1> of <2>two</2> towns."
    assert with_pairs_whole("<1>liman</1> <2>iki</2>", source, codes) == ("<1>liman</1> <2>iki</2>", [])
    text, moved = with_pairs_whole("iki</2> kentin <1>limanı</1>.<2>", source, codes)
    assert (text, moved) == ("iki kentin <1>limanı</1>.<2></2>", ["<2>", "</2>"])


tags = st.sampled_from(["<1>", "</1>", "<2>", "</2>", "<3/>", "<4/>", "<9>", "<1/>", "<3>", "a", " b ", "[1]"])


@given(st.lists(tags, max_size=14).map("".join))
def test_mended_is_whole_and_keeps_the_words(text: str) -> None:
    codes = codes_shown("<1></1><2></2><3/><4/>")
    done = mended(text, codes)
    found = find_tags(done, {1, 2, 3, 4})
    for number in (1, 2):
        sides = [tag.side for tag in found if tag.number == number]
        assert sides in ([], [Side.OPEN, Side.CLOSE])
    assert [sum(t.number == n for t in found) for n in (3, 4)] == [1, 1]
    assert are_nested(found)
    assert TAG.sub("", done) == TAG.sub("", text)
    assert mended(done, codes) == done


def test_pairs_that_cross_sentences_are_nested_over_the_block() -> None:
    first, second, third = units_of("First <1>one. Then</1> two <2>three. Four</2> five.")

    def found(*texts: str) -> list[str]:
        targets = {
            unit.id: Target(unit=unit.id, locale="tr", state=State.TRANSLATED, text=text)
            for unit, text in zip((first, second, third), texts, strict=True)
        }
        return [f.code for f in check_article((first, second, third), targets, "tr")]

    assert found("İlk <1>bir.", "Sonra</1> iki <2>üç.", "Dört</2> beş.") == []
    assert found("İlk <1>bir.", "<2>Sonra</1> iki üç.", "Dört</2> beş.") == ["code-nesting"]


def test_a_number_inside_markup_of_the_same_number_is_found_behind_the_tag() -> None:
    article = article_of(["<1>1</1>", "a <1>1 b</1>"], coded=True)
    units = identify("a", article, cut(article, Segmenter()))
    assert fits(article, units)
    assert place_of("1", "<1>1</1>", codes_shown("<1></1>")) == 3
    assert assemble(article, units, {units[0].id: "bir"}, "tr").texts[0] == "<1>bir</1>"


def test_an_engine_that_tears_one_pair_harms_no_other() -> None:
    source = "<1>a</1> <2>b</2> <3>c</3>"
    text, moved = with_pairs_whole("</1>a<1> <2>b</2> <3>c</3>", source, codes_shown(source))
    assert (text, moved) == ("a <2>b</2> <3>c</3><1></1>", ["<1>", "</1>"])


def test_many_codes_are_no_trouble() -> None:
    source = "".join(f"<{n}>w</{n}> " for n in range(1, 12_001))
    codes = codes_shown(source)
    assert len(codes) == 12_000
    assert "<" not in blanked(source, codes)
    assert with_pairs_whole(source + "</5>", source, codes)[1] == ["<5>", "</5>"]


def test_words_that_look_like_codes_stay_words_in_the_checks() -> None:
    text = "Use <5> with the <1>best</1> tool."
    unit = replace(units_of("<1>x</1>")[0], source=text, codes=codes_shown("<1></1>"))
    assert check_unit(Group(units=(unit,), target="En iyi <1>aracı</1> <5> ile kullan."), prepare("tr")) == []


def test_program_text_is_under_the_signature() -> None:
    unit = units_of("Run <1/> now please.", alone=CodeKind.VERBATIM)[0]
    one = replace(unit, codes=(replace(unit.codes[0], reference="ls"),))
    other = replace(unit, codes=(replace(unit.codes[0], reference="rm -rf /"),))
    assert compare(one, other) is Change.EDITED
    assert source_key(one) != source_key(other)
