"""Reading numbers: one value, three ways of writing it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from transflow.domain.language import NumberKind, profile


def values(locale: str, text: str) -> list[Decimal]:
    return [n.value for n in profile(locale).numbers(text)]


@pytest.mark.parametrize(
    ("value", "english", "turkish", "russian"),
    [
        ("2300000000", "$2.3 billion", "2,3 milyar dolar", "2,3 млрд долларов"),
        ("2300000000", "$2.3bn", "2,3 milyarlık", "2,3 миллиарда"),
        ("12000000", "12 million", "12 milyon", "12 млн"),
        ("1000", "1,000", "1.000", "1\u00a0000"),
        ("1000", "1000", "1000", "1\u202f000"),
        ("1234567.89", "1,234,567.89", "1.234.567,89", "1\u00a0234\u00a0567,89"),
        ("45000", "45 thousand", "45 bin", "45 тыс."),
        ("25", "25%", "%25", "25\u00a0%"),
        ("25", "25 percent", "yüzde 25", "25 процентов"),
        ("0.5", "0.5", "0,5", "0,5"),
        ("1200000", "1.2 million", "1 milyon 200 bin", "1 млн 200 тыс."),
        ("5", "5th", "5.", "5-й"),
    ],
)
def test_same_value(value: str, english: str, turkish: str, russian: str) -> None:
    assert values("en", english) == values("tr", turkish) == values("ru", russian) == [Decimal(value)]


@pytest.mark.parametrize(
    ("locale", "text"),
    [("en", "up 25%"), ("en", "25 per cent"), ("tr", "%25 arttı"), ("tr", "yüzde 25"), ("ru", "25 %"), ("ru", "25%")],
)
def test_percents(locale: str, text: str) -> None:
    assert [n.kind for n in profile(locale).numbers(text)] == [NumberKind.PERCENT]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "On May 14, 2024, they met."),
        ("en", "They met on 14 May 2024."),
        ("tr", "14 Mayıs 2024 tarihinde görüştüler."),
        ("tr", "14 Mayıs 2024’te görüştüler."),
        ("ru", "Они встретились 14 мая 2024 г."),
    ],
)
def test_dates_with_names_of_months(locale: str, text: str) -> None:
    found = profile(locale).numbers(text)
    assert sorted(n.value for n in found) == [5, 14, 2024]
    assert [n.value for n in found if n.kind is NumberKind.MONTH] == [5]


@pytest.mark.parametrize("text", ["They may come.", "The march of 3 columns", "May he rest"])
def test_words_that_look_like_months(text: str) -> None:
    assert all(n.kind is not NumberKind.MONTH for n in profile("en").numbers(text))


def test_dates_in_digits() -> None:
    assert values("tr", "23.05.2024") == values("en", "2024-05-23") == values("ru", "23.05.2024") == [Decimal(20240523)]


def test_ambiguous_separators_give_both_readings() -> None:
    (number,) = profile("tr").numbers("1.000")
    assert set(number.readings) == {Decimal(1000), Decimal(1)}
    (number,) = profile("en").numbers("1,250")
    assert set(number.readings) == {Decimal(1250), Decimal("1.25")}


def test_times() -> None:
    assert Decimal("14.24") in profile("en").numbers("2:24 p.m.")[0].readings
    assert values("tr", "14.24") == [Decimal("14.24")]
    assert Decimal(20) in profile("en").numbers("at 8 pm")[0].readings


def test_ranges_share_their_magnitude_and_century() -> None:
    low, high = profile("en").numbers("4.5–5 billion")
    assert Decimal("4500000000") in low.readings
    assert high.value == Decimal(5000000000)
    assert Decimal(2015) in profile("en").numbers("2014–15")[1].readings


def test_half() -> None:
    assert values("en", "2½ years") == [Decimal("2.5")]


def test_markers_and_addresses_hold_no_numbers() -> None:
    assert values("en", "It grew.[1] See https://example.org/2024/05/14?x=3 and [12].") == []


def test_spans_are_code_points() -> None:
    text = "Toplam 2,3 milyar dolar"
    (number,) = profile("tr").numbers(text)
    assert text[number.start : number.end] == "2,3 milyar"


@pytest.mark.parametrize(
    ("locale", "text", "value"),
    [
        ("en", "twenty-five ships", 25),
        ("en", "two hundred and five ships", 205),
        ("en", "two and a half million", 2500000),
        ("en", "the fifth round", 5),
        ("en", "World War II", 2),
        ("tr", "yirmi beş gemi", 25),
        ("tr", "beşinci tur", 5),
        ("tr", "iki buçuk milyon", 2500000),
        ("tr", "yüz elli üç", 153),
        ("tr", "XIX. yüzyıl", 19),
        ("ru", "двадцать пять судов", 25),
        ("ru", "пятый раунд", 5),
        ("ru", "двадцатидевятилетний", 29),
        ("ru", "пятнадцатилетний", 15),
        ("ru", "двести сорок", 240),
        ("ru", "XIX век", 19),
    ],
)
def test_spelled_out(locale: str, text: str, value: int) -> None:
    assert Decimal(value) in profile(locale).number_words(text)


@pytest.mark.parametrize(
    "text",
    [
        "9" * 60 + "s",
        "1,5" + "0" * 60 + " million",
        "2" * 40 + ":30",
        "1" + " 000" * 30,
        "",
        ".",
        "1.",
        "1..2",
        "1,,2",
        "0",
        "٣",
        "²",
        "1/0",
        "99/99/9999",
        "24:61",
        "1.2.3.4.5",
    ],
)
@pytest.mark.parametrize("locale", ["en", "tr", "ru", "xx"])
def test_odd_shapes_do_not_break_it(locale: str, text: str) -> None:
    for number in profile(locale).numbers(text):
        assert 0 <= number.start < number.end <= len(text)
