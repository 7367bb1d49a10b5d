"""Dates, currencies and percents are read alike in every language."""

from __future__ import annotations

import pytest

from transflow.domain.language import profile
from transflow.domain.language.dates import Date, dates
from transflow.domain.language.quantities import currencies, says_percent


def read(locale: str, text: str) -> list[Date]:
    return dates(text, profile(locale).numbers(text))


@pytest.mark.parametrize(
    ("locale", "text", "days", "month", "year"),
    [
        ("en", "on May 14, 2024,", [14], 5, 2024),
        ("en", "on 14 May 2024", [14], 5, 2024),
        ("en", "on May 14", [14], 5, None),
        ("en", "on May 14th, 2024", [14], 5, 2024),
        ("en", "14–16 May 2024", [14, 16], 5, 2024),
        ("en", "May 14 and 16, 2024", [14, 16], 5, 2024),
        ("en", "on 2024-05-14", [14], 5, 2024),
        ("tr", "14 Mayıs 2024’te", [14], 5, 2024),
        ("tr", "14 ve 16 Mayıs 2024", [14, 16], 5, 2024),
        ("tr", "14.05.2024 tarihinde", [14], 5, 2024),
        ("tr", "14 Mayıs’ta", [14], 5, None),
        ("ru", "14 мая 2024 г.", [14], 5, 2024),
        ("ru", "с 14 по 16 мая 2024 года", [14, 16], 5, 2024),
        ("ru", "14–16 мая", [14, 16], 5, None),
        ("ru", "14.05.2024", [14], 5, 2024),
    ],
)
def test_dates_are_read(locale: str, text: str, days: list[int], month: int, year: int | None) -> None:
    found = read(locale, text)
    assert [d.day for d in found] == days
    assert {d.month for d in found} == {month}
    assert {d.year for d in found} == {year}
    assert all(0 <= d.start < d.end <= len(text) for d in found)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "in May 2024"),
        ("en", "you may 14 times"),
        ("tr", "Mayıs 2024’te"),
        ("ru", "в мае 2024 г."),
        ("en", "40 May"),
    ],
)
def test_a_month_without_a_day_is_no_date(locale: str, text: str) -> None:
    assert read(locale, text) == []


def test_slashes_leave_day_and_month_open() -> None:
    (american,) = read("en", "on 5/4/2024")
    (april,), (may,) = read("tr", "5 Nisan 2024"), read("tr", "4 Mayıs 2024")
    assert american.same(april)
    assert american.same(may)
    assert not april.same(may)


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        (
            "USD",
            {"en": "$2.3 billion", "tr": "2,3 milyar dolar", "ru": "2,3 млрд долларов", "de": "2,3 Milliarden Dollar"},
        ),
        ("USD", {"en": "US$5", "tr": "5 ABD doları", "ru": "5 американских долларов", "de": "5 US-Dollar"}),
        ("EUR", {"en": "€50 million", "tr": "50 milyon avroluk", "ru": "50 млн евро", "de": "50 Millionen Euro"}),
        ("EUR", {"en": "50 euros", "tr": "50 euro", "ru": "50 €", "de": "50 €"}),
        ("GBP", {"en": "£3", "tr": "£3", "ru": "£3", "de": "£3"}),
        ("TRY", {"en": "TL 10", "tr": "10 liraya", "ru": "10 лир", "de": "10 Lira"}),
        ("RUB", {"en": "20 roubles", "tr": "20 rublelik", "ru": "20 рублей", "de": "20 Rubel"}),
        ("CNY", {"en": "8 yuan", "tr": "8 yuan", "ru": "8 юаней", "de": "8 Yuan"}),
    ],
)
def test_currencies_are_read(code: str, texts: dict[str, str]) -> None:
    for language, text in texts.items():
        assert [(c.code, c.counted) for c in currencies(text, language)] == [(code, True)], (language, text)


@pytest.mark.parametrize("text", ["Try 5 times.", "He won 5 games.", "It weighs 5 pounds.", "A real mark of 5."])
def test_words_that_mean_something_else_are_no_amount(text: str) -> None:
    assert not any(c.counted for c in currencies(text, "en"))


def test_a_language_without_words_has_the_signs() -> None:
    assert [c.code for c in currencies("5 € и 5 USD, 5 доларів", "uk")] == ["EUR", "USD"]


def test_spans_hold_with_a_dotted_capital() -> None:
    text = "İİİ 5 dolar"
    (found,) = currencies(text, "tr")
    assert text[found.start : found.end] == "dolar"


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "25 per cent"), ("tr", "yüzde 25"), ("ru", "25 процентов"), ("de", "25 Prozent"), ("uk", "25 %")],
)
def test_percents_are_seen(language: str, text: str) -> None:
    assert says_percent(text, language)
    assert not says_percent("25", language)
