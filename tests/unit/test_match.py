"""Matches: canonical pairs, scores, bands; figures put into targets by rule."""

from __future__ import annotations

import pytest

from transflow.domain.adaptation import adapted, pattern
from transflow.domain.language import profile
from transflow.domain.match import Match, MatchKind, band, canonical, compared, key_of, penalty, score
from transflow.domain.revision import Op

EN, TR, RU = profile("en"), profile("tr"), profile("ru")


def test_a_pair_is_numbered_from_one_alike_on_both_sides() -> None:
    source = "A <4>bold</4> claim[7] and another[3]."
    assert canonical(source, "Başka[3] ve <4>cesur</4> bir iddia[7].") == (
        "A <1>bold</1> claim[1] and another[2].",
        "Başka[2] ve <1>cesur</1> bir iddia[1].",
    )


def test_what_is_no_marker_of_the_unit_stays() -> None:
    assert canonical("In [2024] it ended[5].", "x [2024] y[5]", notes=[5], codes=()) == (
        "In [2024] it ended[1].",
        "x [2024] y[1]",
    )


def test_a_sentence_has_one_key_whatever_its_numbers() -> None:
    assert key_of("A claim[7] <3>here</3>.") == key_of("A  claim[1] <9>here</9>.") != key_of("A claim <3>here</3>.")


def test_words_are_compared_without_markers_and_codes() -> None:
    assert compared("A <1>bold</1> claim[1].") == "A bold claim."


@pytest.mark.parametrize(
    ("source", "other", "points"),
    [
        ("a", "a", 0),
        ("a[1]", "a", 1),
        ("a[1]", "a[1]", 0),
        ("<1>a</1>", "a", 2),
        ("a[1][2]", "<1/>a", 3),
        ("x" + "[1]" * 40, "x", 10),
    ],
)
def test_markers_and_codes_cost_points(source: str, other: str, points: int) -> None:
    assert penalty(source, other) == points


def test_a_fuzzy_match_is_never_a_hundred() -> None:
    assert score(1.0, "a", "a") == 99
    assert score(0.8, "a", "a") == 80
    assert score(0.799999999, "a", "a") == 79
    assert score(0.75, "a[1]", "a") == 74


@pytest.mark.parametrize(
    ("kind", "points", "expected"),
    [
        (None, 0, "new"),
        (MatchKind.IN_CONTEXT, 100, "in-context"),
        (MatchKind.EXACT, 100, "exact"),
        (MatchKind.ADAPTED, 99, "95-99"),
        (MatchKind.FUZZY, 95, "95-99"),
        (MatchKind.FUZZY, 94, "85-94"),
        (MatchKind.FUZZY, 84, "75-84"),
        (MatchKind.FUZZY, 74, "new"),
    ],
)
def test_bands(kind: MatchKind | None, points: int, expected: str) -> None:
    assert band(kind, points) == expected


def test_the_difference_is_told_word_by_word() -> None:
    match = Match(
        source="Ten old ships.", target="", locale="tr", score=80, kind=MatchKind.FUZZY, sought="Ten ships sank."
    )
    assert {op for op, _ in match.difference()} == {Op.KEPT, Op.REMOVED, Op.ADDED}
    assert "".join(text for op, text in match.difference() if op is not Op.REMOVED) == "Ten ships sank."


@pytest.mark.parametrize(
    ("language", "old", "target", "new", "expected"),
    [
        # Numbers as Turkish writes them, and the suffix that follows the number (TDK).
        (TR, "Exports rose 12.5 percent in 2024.", "İhracat 2024’te yüzde 12,5 arttı.", "Exports rose 9.75 percent in 2026.", "İhracat 2026’da yüzde 9,75 arttı."),
        (TR, "It was signed on 14 May 2024.", "14 Mayıs 2024’te imzalandı.", "It was signed on 3 June 2023.", "3 Haziran 2023’te imzalandı."),
        (TR, "From 5 to 10.", "5’ten 10’a.", "From 10 to 5.", "10’dan 5’e."),
        (TR, "Some 1,200 people came [1].", "1.200 kişi geldi [1].", "Some 34,400 people came [1].", "34.400 kişi geldi [1]."),
        (TR, "It costs $2.3 billion.", "2,3 milyar dolar.", "It costs $4 billion.", "4 milyar dolar."),
        # A month with a suffix needs another one: that is a person's work.
        (TR, "In May 2024 it ended.", "2024 Mayıs’ında bitti.", "In June 2024 it ended.", None),
        # Russian: the genitive of a date, and the noun that a number counts (CLDR).
        (RU, "It was signed on 14 May 2024.", "Подписано 14 мая 2024 г.", "It was signed on 3 June 2023.", "Подписано 3 июня 2023 г."),
        (RU, "The fleet has 22 ships.", "Во флоте 22 корабля.", "The fleet has 23 ships.", "Во флоте 23 корабля."),
        (RU, "The fleet has 22 ships.", "Во флоте 22 корабля.", "The fleet has 25 ships.", None),
        (RU, "Some 1,200 people came.", "Пришло около 1\u00a0200 человек.", "Some 3,400 people came.", "Пришло около 3\u00a0400 человек."),
        # The figure is not in the target, or stands there more often than in the source.
        (TR, "Two of 7 ships.", "Yedi gemiden ikisi.", "Two of 9 ships.", None),
        (TR, "All 7 ships.", "7 geminin 7’si.", "All 9 ships.", None),
        # Something else differs.
        (TR, "All 7 ships.", "7 geminin hepsi.", "All 9 boats.", None),
        # Digits in markers, codes and addresses are no figures.
        (TR, "See 3 reports[1] at https://a.example/3.", "3 rapor[1]: https://a.example/3", "See 5 reports[1] at https://a.example/3.", "5 rapor[1]: https://a.example/3"),
    ],
)  # fmt: skip
def test_figures_are_put_into_the_target(
    language: object, old: str, target: str, new: str, expected: str | None
) -> None:
    assert adapted(old, target, new, EN, language) == expected  # type: ignore[arg-type]


def test_the_pattern_of_a_sentence() -> None:
    assert (
        pattern("On 14 May, 5 ships.", EN)
        == pattern("On 3 June, 1,200 ships.", EN)
        != pattern("On 14 May, 5 boats.", EN)
    )
    assert pattern("May we go?", EN) is None
    assert pattern("See [3] and <2/>.", EN) in (None, "See [3] and <2/>.")
