"""What a revision changes and costs: differences word by word, what moved, what is told of notes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests.unit.test_leverage import A, B, C, article_of, first

from transflow.domain.article import Article
from transflow.domain.language import profile
from transflow.domain.leverage import Change, align
from transflow.domain.revision import Op, Report, difference, moved_units, report
from transflow.domain.segmentation import Segmenter
from transflow.domain.states import State, Target
from transflow.domain.units import Unit, cut, identify

KEPT, REMOVED, ADDED = Op.KEPT, Op.REMOVED, Op.ADDED


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("same", "same", ((KEPT, "same"),)),
        ("", "new", ((ADDED, "new"),)),
        ("old", "", ((REMOVED, "old"),)),
        ("", "", ()),
        ("It is hard.", "It is very hard.", ((KEPT, "It is "), (ADDED, "very "), (KEPT, "hard."))),
        ("in 2024.", "in 2025.", ((KEPT, "in "), (REMOVED, "2024"), (ADDED, "2025"), (KEPT, "."))),
        ("a b c d", "a x y d", ((KEPT, "a "), (REMOVED, "b c"), (ADDED, "x y"), (KEPT, " d"))),
        (
            "the port[1] grew",
            "the port[2] grew",
            ((KEPT, "the port"), (REMOVED, "[1]"), (ADDED, "[2]"), (KEPT, " grew")),
        ),
        ("a <1>b</1> c", "a <2>b</2> d", ((KEPT, "a <2>b</2> "), (REMOVED, "c"), (ADDED, "d"))),
        ("a <1>b</1>", "a b", ((KEPT, "a "), (REMOVED, "<1>"), (KEPT, "b"), (REMOVED, "</1>"))),
        ("white  space", "white\u00a0space", ((KEPT, "white\u00a0space"),)),
    ],
)
def test_a_difference_is_told_word_by_word(before: str, after: str, pieces: tuple[tuple[Op, str], ...]) -> None:
    assert difference(before, after) == pieces


def test_a_difference_of_a_book_takes_no_time() -> None:
    """One word of many, and two texts of equal words in another order: neither may be quadratic."""
    words = [f"w{n}" for n in range(200_000)]
    pieces = difference(" ".join(words), " ".join([*words[:100_000], "new", *words[100_001:]]))
    assert [text for op, text in pieces if op is not KEPT] == ["w100000", "new"]
    pieces = difference("a b " * 50_000, "b a " * 50_000)
    assert {op for op, _ in pieces} <= {KEPT, REMOVED, ADDED}


def told(old: Sequence[Unit], article: Article, targets: dict[tuple[str, str], Target] | None = None) -> Report:
    pieces = cut(article, Segmenter())
    alignment = align(old, pieces)
    units = identify("a", article, pieces, alignment.given, {u.id for u in old})
    return report(old, units, alignment, targets=targets or {}, events=(), locales=("tr",))


def changes_of(found: Report) -> dict[str, Change]:
    return {c.after or c.before: c.change for c in found.changed}


def test_each_cause_is_told() -> None:
    old = first(
        article_of(
            [
                "The port of the town grew. Ships came in winter, and the ice followed them far north. Nobody knew.",
                "The treaty was signed. It was long. Coal was cheap then.",
                "This one goes away entirely.",
            ]
        )
    )
    found = told(
        old,
        article_of(
            [
                "The port of the town shrank. Ships came in winter. The ice followed them far north.",
                "The treaty was signed, and it was long. Coal  was cheap then. Nobody knew.",
                "Something quite different was added here.",
            ]
        ),
    )
    assert changes_of(found) == {
        "The port of the town shrank.": Change.EDITED,
        "Ships came in winter.": Change.SPLIT,
        "The ice followed them far north.": Change.SPLIT,
        "The treaty was signed, and it was long.": Change.MERGED,
        "It was long.": Change.MERGED,
        "Coal  was cheap then.": Change.CARRIED,
        "Nobody knew.": Change.MOVED,
        "Something quite different was added here.": Change.NEW,
        "This one goes away entirely.": Change.GONE,
    }
    assert {c: a.units for c, a in found.amounts.items()} == {
        Change.CARRIED: 1,
        Change.MOVED: 1,
        Change.EDITED: 1,
        Change.SPLIT: 2,
        Change.MERGED: 1,
        Change.NEW: 1,
        Change.GONE: 1,
    }
    kin = {c.after or c.before: c.kin for c in found.changed if c.kin}
    whole = next(u.id for u in old if u.source.startswith("Ships"))
    assert set(kin) == {"Ships came in winter.", "It was long."} or set(kin) == {
        "The ice followed them far north.",
        "It was long.",
    }
    assert whole in kin.values()


def test_what_is_gone_is_told_at_its_place() -> None:
    old = first(article_of(["One is here.", "Two leaves the text.", "Three is here."]))
    found = told(old, article_of(["One is here.", "Three is here.", "Four was added at the end."]))
    assert [c.change for c in found.changed] == [Change.GONE, Change.NEW]


def test_dividing_and_joining_paragraphs_moves_nothing() -> None:
    sentences = ["The port grew.", "Ships came.", "Ice followed.", "Nobody knew."]
    old = first(article_of([" ".join(sentences)]))
    for paragraphs in (
        [" ".join(sentences[:2]), " ".join(sentences[2:])],
        [" ".join(sentences[:1]), " ".join(sentences[1:])],
        sentences,
    ):
        new = first(article_of(paragraphs))
        assert moved_units(old, new) == set()
        assert moved_units(new, old) == set()


def test_a_sentence_at_the_edge_of_the_next_paragraph_has_moved() -> None:
    old = first(article_of(["One grew. Two came. Three went.", "Four knew. Five saw."]))
    found = told(old, article_of(["One grew. Two came.", "Three went. Four knew. Five saw."]))
    assert changes_of(found) == {"Three went.": Change.MOVED}


def test_notes_are_told_by_what_became_of_them() -> None:
    old = first(article_of(["The port grew.[1]", "Ships came.[2]", "Ice came.[3]"], [A, B, "Ibid."]))
    found = told(old, article_of(["It began.[1]", "The port grew.[2]", "Ice came.[3]"], [C, A, "Ibid."]))
    assert (found.inserted, found.removed, dict(found.renumbered)) == ((1,), (2,), {1: 2})
    (repeats,) = found.repeats
    assert (repeats.number, repeats.before, repeats.after) == (3, B, A)


def test_costs_are_in_source_words_of_each_unit_once() -> None:
    old = first(article_of(["One two three. Four five."]))
    targets = {
        (old[0].id, "tr"): Target(unit=old[0].id, locale="tr", state=State.APPROVED, text="Bir."),
    }
    found = told(old, article_of(["One two three. Four five. Nothing here was there before."]), targets)
    (cost,) = found.costs
    assert (cost.kept.words, cost.untranslated.words, cost.anew.words) == (3, 2, 5)


@pytest.mark.parametrize(
    ("locale", "notice"),
    [
        ("tr", "Düzeltme (14 Mayıs 2024): Bu yazı ilk yayımlanışından sonra düzeltilmiştir."),
        ("ru", "Исправление (14 мая 2024\u202fг.): После первой публикации в текст внесены исправления."),
        ("en", "Correction (May 14, 2024): This text has been corrected since it was first published."),
        ("xx", "Correction (2024-05-14): This text has been corrected since it was first published."),
    ],
)
def test_a_correction_notice_is_said_in_its_language(locale: str, notice: str) -> None:
    assert profile(locale).correction_notice(on="2024-05-14").replace("\u00a0", "\u202f") == notice


def test_a_correction_notice_may_have_words_of_its_own_and_no_date() -> None:
    assert profile("tr").correction_notice(" Yüzde 12 değil, 13. ") == "Düzeltme: Yüzde 12 değil, 13."
