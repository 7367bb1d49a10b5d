"""Cutting blocks into units, and the identity of units."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.articles import article_of

from transflow.domain.article import Article, Block, BlockKind
from transflow.domain.codes import codes_shown
from transflow.domain.identity import digest, new_id
from transflow.domain.inline import InlineText
from transflow.domain.segmentation import Segmenter
from transflow.domain.units import (
    Cuts,
    Unit,
    anonymous,
    cut,
    cut_block,
    identify,
    markers_of,
    may_split,
    memory_key,
    source_key,
)

CITED = "“The Quiet Sea”, Harbour Review, https://example.org/q, (Access Date: 01.02.2026)."
TWO = article_of(["The port grew.[1] The town did not.", "It has ships.[2]"], [CITED, "Ibid."])


def units_of(article: Article, cuts: Cuts | None = None) -> list[Unit]:
    return identify("harbour", article, cut(article, Segmenter(), cuts))


def test_sentences_keep_their_place_gap_and_markers() -> None:
    units = units_of(TWO)
    assert [(u.source, u.gap, u.notes, u.block) for u in units] == [
        ("The port grew.[1]", " ", (1,), 0),
        ("The town did not.", "", (), 0),
        ("It has ships.[2]", "", (2,), 1),
        (CITED, "", (), 2),
        ("Ibid.", "", (), 3),
    ]
    assert [u.ordinal for u in units] == [0, 1, 2, 3, 4]
    assert units[0].words == 3


def test_units_put_together_are_the_block() -> None:
    for block in TWO.blocks:
        assert "".join(u.source + u.gap for u in units_of(TWO) if u.block == block.index) == block.content.text


def test_markers_are_linked_to_their_notes_and_ibid_to_its_referent() -> None:
    units = units_of(TWO)
    first, ibid = units[3], units[4]
    assert units[0].links == (first.id,)
    assert units[2].links == (ibid.id,)
    assert [link.partition(" ")[0] for link in ibid.links] == [first.id]


def test_identities_are_derived_from_name_and_text() -> None:
    ids = [u.id for u in units_of(TWO)]
    assert ids == [u.id for u in units_of(TWO)]
    assert len(set(ids)) == len(ids)
    assert all(i.startswith("harbour/") and len(i) == len("harbour/") + 8 for i in ids)


def test_equal_sentences_have_different_identities() -> None:
    units = units_of(article_of(["It grew. It grew. It grew."]))
    assert len({u.id for u in units}) == 3


def test_an_identity_is_never_given_twice() -> None:
    first = new_id("harbour", "It grew.", 1)
    assert new_id("harbour", "It grew.", 1, [first]) != first


def test_given_identities_are_kept() -> None:
    pieces = cut(TWO, Segmenter())
    units = identify("harbour", TWO, pieces, {1: "harbour/KEPTKEPT"})
    assert units[1].id == "harbour/KEPTKEPT"


def test_splits_and_joins_by_hand() -> None:
    article = article_of(["The port grew, and the town did not. Ships came. They left."])
    cuts = Cuts(
        splits={"The port grew, and the town did not.": (14,)}, joins=frozenset({("Ships came.", "They left.")})
    )
    assert [u.source for u in units_of(article, cuts)] == [
        "The port grew,",
        "and the town did not.",
        "Ships came. They left.",
    ]


@pytest.mark.parametrize("offset", [0, -3, 14, 99])
def test_a_split_outside_the_sentence_does_nothing(offset: int) -> None:
    article = article_of(["The port grew."])
    assert [u.source for u in units_of(article, Cuts(splits={"The port grew.": (offset,)}))] == ["The port grew."]


def test_a_chain_of_joins() -> None:
    article = article_of(["One came. Two came. Three came."])
    cuts = Cuts(joins=frozenset({("One came.", "Two came."), ("Two came.", "Three came.")}))
    assert [u.source for u in units_of(article, cuts)] == ["One came. Two came. Three came."]


def test_digest_tells_where_parts_end() -> None:
    assert digest("ab", "c") != digest("a", "bc")


def test_the_source_key_forgets_numbers_but_not_notes() -> None:
    one = Unit(id="a/1", kind=BlockKind.PARAGRAPH, ordinal=0, block=0, source="It grew.[3]", notes=(3,), links=("a/9",))
    same = Unit(
        id="a/1", kind=BlockKind.PARAGRAPH, ordinal=5, block=2, source="It grew.[7]", notes=(7,), links=("a/9",)
    )
    other = Unit(
        id="a/1", kind=BlockKind.PARAGRAPH, ordinal=0, block=0, source="It grew.[3]", notes=(3,), links=("a/8",)
    )
    assert source_key(one) == source_key(same) != source_key(other)


def test_memory_folds_numbers_and_white_space() -> None:
    assert memory_key("It  grew.[3]", [3]) == memory_key("It grew.[8]", [8])
    assert anonymous("b[5] a[2] b[5] [2024]", [5, 2, 5]) == "b[1] a[2] b[1] [2024]"


def test_no_two_units_have_one_identity_whatever_is_given() -> None:
    article = Article(
        format="text",
        blocks=tuple(
            Block(index=i, kind=BlockKind.PARAGRAPH, content=InlineText(text), line=i + 1)
            for i, text in enumerate(["It grew.", "It shrank.", "It grew."])
        ),
    )
    units = identify("a", article, cut(article, Segmenter()), {0: "a/AAAAAAAA", 1: "a/AAAAAAAA"})
    assert units[0].id == "a/AAAAAAAA"
    assert len({u.id for u in units}) == 3


def test_a_split_by_hand_inside_a_marker_or_an_address_does_nothing() -> None:
    text = "Alpha is here,[1] and https://example.org/a-b too."
    block = Block(index=0, kind=BlockKind.PARAGRAPH, content=InlineText(text, (1,)), line=1)
    inside = (text.index("1]"), text.index("]"), text.index("example"))
    cuts = Cuts(splits={text: (*inside, text.index("and"))})
    assert [p.source for p in cut_block(block, Segmenter(), cuts)] == [
        "Alpha is here,[1]",
        "and https://example.org/a-b too.",
    ]


@pytest.mark.parametrize(
    ("text", "key", "offset", "in_key"),
    [
        ("A<12>b</12>c[34]; so.", "A<1>b</1>c[1]; so.", 16, 13),
        ("A<12>b</12>c[34]; so.", "A<1>b</1>c[1]; so.", 12, 10),
        ("So; <12>b</12>", "So; <1>b</1>", 3, 3),
    ],
)
def test_cuts_are_kept_whatever_the_numbers(text: str, key: str, offset: int, in_key: int) -> None:
    sentence = InlineText(text, (7, 34), codes_shown("<3>a</3><12>b</12>"))
    assert Cuts.key(sentence) == key
    assert len(Cuts.key(replace(sentence, text=text[:offset]))) == in_key
    assert Cuts(splits={key: (in_key,)}).offsets(sentence) == (offset,)
    assert Cuts(splits={text: (offset,)}).offsets(sentence) == (offset,), "as they were stored once"
    assert Cuts(joins=frozenset({(key, "It.")})).are_joined(sentence, InlineText("It."))
    assert Cuts(joins=frozenset({(text, "It.")})).are_joined(sentence, InlineText("It."))


@pytest.mark.parametrize("offset", [1, 3, 8, 13, 14, 17, 18, 19])
def test_no_half_of_a_split_is_without_words(offset: int) -> None:
    source = "<1>See <2/>it</1>.[1]"
    assert not may_split(source, (1,), offset, codes_shown(source))
    assert may_split(source, (1,), 6, codes_shown(source))


def test_markers_of_a_text() -> None:
    assert markers_of("a[2] b[1] [9]", frozenset({1, 2})) == (2, 1)
