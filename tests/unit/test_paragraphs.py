"""Paragraphs that come back: aligned to their sentences where that is certain, one group where it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transflow.domain.article import BlockKind
from transflow.domain.inline import MERGED
from transflow.domain.paragraphs import aligned, context_of, joined, units_in
from transflow.domain.segmentation import Segmenter
from transflow.domain.units import Unit

SENTENCES = Segmenter("tr").sentences


def units(*sources: str, gaps: str = " ", notes: tuple[tuple[int, ...], ...] = ()) -> list[Unit]:
    return [
        Unit(
            id=f"a/{'ABCDEFGH'[n] * 8}",
            kind=BlockKind.PARAGRAPH,
            ordinal=n,
            block=0,
            source=source,
            gap=gaps,
            notes=notes[n] if notes else (),
        )
        for n, source in enumerate(sources)
    ]


THREE = units("One grew.", "Two fell.", "Three stayed.")
BEFORE = ["Bir büyüdü.", "İki düştü.", "Üç kaldı."]


def test_a_paragraph_is_named_by_its_units() -> None:
    assert context_of(THREE) == "a/AAAAAAAA+BBBBBBBB+CCCCCCCC"
    assert units_in(context_of(THREE)) == [unit.id for unit in THREE]
    assert units_in("b/c/AAAAAAAA") == ["b/c/AAAAAAAA"]


def test_texts_are_joined_as_the_article_joins_them() -> None:
    assert joined(THREE, BEFORE) == "Bir büyüdü. İki düştü. Üç kaldı."
    assert joined(THREE, ["Bir ve iki.", MERGED, "Üç."]) == "Bir ve iki. Üç."
    assert joined(THREE, ["", "İki.", ""]) == "İki."


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Bir büyüdü. İki düştü. Üç kaldı.", BEFORE),
        ("Bir büyüdü. İki ise düştü. Üç kaldı.", ["Bir büyüdü.", "İki ise düştü.", "Üç kaldı."]),
        ("Bir çok büyüdü. İki düştü. Üç de kaldı.", ["Bir çok büyüdü.", "İki düştü.", "Üç de kaldı."]),
        ("Bir arttı. İki azaldı. Üç kaldı.", ["Bir arttı.", "İki azaldı.", "Üç kaldı."]),
        ("Bir artarken iki azaldı. Üç kaldı.", ["Bir artarken iki azaldı.", MERGED, "Üç kaldı."]),
        ("Bir büyüdü. İki düştü; üç ise kaldı.", ["Bir büyüdü.", "İki düştü; üç ise kaldı.", MERGED]),
        ("Hepsi birden.", ["Hepsi birden.", MERGED, MERGED]),
        ("Bir büyüdü. İki. Düştü. Üç kaldı.", ["Bir büyüdü.", "İki. Düştü.", "Üç kaldı."]),
        ("Bir büyüdü. Üç kaldı.", ["Bir büyüdü.", "", "Üç kaldı."]),
        ("", ["", "", ""]),
    ],
)
def test_what_comes_back_is_aligned_where_that_is_certain(text: str, after: list[str]) -> None:
    assert aligned(text, THREE, BEFORE, SENTENCES) == after


def test_new_sentences_take_their_places_only_with_their_own_markers() -> None:
    noted = units("One.[1]", "Two.[2]", notes=((1,), (2,)))
    assert aligned("Bir.[1] İki.[2]", noted, ["", ""], SENTENCES) == ["Bir.[1]", "İki.[2]"]
    assert aligned("İki.[2] Bir.[1]", noted, ["", ""], SENTENCES) == ["İki.[2] Bir.[1]", MERGED]


def test_a_merge_stays_one_when_its_paragraph_comes_back_changed_elsewhere() -> None:
    before = ["Bir ve iki.", MERGED, "Üç."]
    assert aligned("Bir ve iki. Üç değil.", THREE, before, SENTENCES) == ["Bir ve iki.", MERGED, "Üç değil."]


@given(
    texts=st.lists(
        st.sampled_from(["Bir büyüdü.", "İki düştü.", "Üç.", "Dört mü?", MERGED, ""]), min_size=3, max_size=3
    )
)
def test_an_untouched_paragraph_changes_nothing(texts: list[str]) -> None:
    assert aligned(joined(THREE, texts), THREE, texts, SENTENCES) == texts


@given(text=st.text(st.sampled_from("ab. ?ABİıç[1]"), max_size=40))
def test_no_word_of_a_paragraph_is_lost(text: str) -> None:
    after = aligned(text, THREE, BEFORE, SENTENCES)
    kept = "".join(part for part in after if part != MERGED)
    assert sorted(kept.replace(" ", "")) == sorted(text.replace(" ", ""))
