"""Checks under any text: they never fail, point into the target, and see exactly what was spoilt."""

from __future__ import annotations

import string
from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from hypothesis import assume, given
from hypothesis import strategies as st

from transflow.domain.article import BlockKind
from transflow.domain.checks import CHECKS, MESSAGES, Ground, Group, check_unit, prepare
from transflow.domain.findings import Finding
from transflow.domain.inline import find_markers
from transflow.domain.language import profile
from transflow.domain.terms import Term
from transflow.domain.units import Unit

LOCALES = st.sampled_from(["tr", "ru"])
TERMS = (Term(source="sea port", targets={"tr": ("deniz limanı",), "ru": ("морской порт",)}),)
GROUNDS = {locale: prepare(locale, TERMS) for locale in ["tr", "ru", "xx"]}
#: What text of this kind is made of, so that it is not all noise.
PIECES = st.sampled_from(
    [
        *("[1]", "[2]", "[2024]", "[", "]", "{^}", "sea port", "deniz limanı", "25", "%25", "2,3 milyar", "1.000", "½"),
        *(
            "14 Mayıs",
            "May 14",
            "https://example.org/a",
            "a@b.org",
            "[ç.n.: x 5]",
            ".",
            " ",
            "\u00a0",
            "\x00",
            "İI’nın",
        ),
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=6), max_size=12).map("".join)


def run(source: str, target: str, ground: Ground, notes: tuple[int, ...] = ()) -> list[Finding]:
    unit = Unit(id="a/1", kind=BlockKind.PARAGRAPH, ordinal=0, block=0, source=source, notes=notes)
    return check_unit(Group(units=(unit,), target=target), ground)


@given(source=TEXTS, target=TEXTS, locale=st.sampled_from(["tr", "ru", "xx"]), notes=st.sets(st.integers(1, 3)))
def test_any_text_is_checked(source: str, target: str, locale: str, notes: set[int]) -> None:
    marked = tuple(m.number for m in find_markers(source, notes))
    for finding in run(source, target, GROUNDS[locale], marked):
        assert finding.code in CHECKS
        assert {n for _, n, _, _ in string.Formatter().parse(MESSAGES[finding.code]) if n} == set(finding.params)
        if finding.span is not None:
            start, end = finding.span
            assert 0 <= start <= end <= len(target)


WORDS = st.lists(st.sampled_from(["liman", "gemi", "kent", "deniz", "büyüdü"]), min_size=1, max_size=6)
NOTES = st.lists(st.integers(1, 9), unique=True, min_size=1, max_size=4)


def marker_codes(findings: list[Finding]) -> set[str]:
    return {f.code for f in findings if f.code.startswith("marker")}


@given(words=WORDS, notes=NOTES, locale=LOCALES)
def test_markers(words: list[str], notes: list[int], locale: str) -> None:
    source = "Port " + " ".join(f"grew[{n}]" for n in notes)
    marked = tuple(notes)
    good = " ".join(words) + "".join(f" sonra[{n}]" for n in notes)
    ground = GROUNDS[locale]
    assert marker_codes(run(source, good, ground, marked)) == set()
    for n in notes:
        assert marker_codes(run(source, good.replace(f"[{n}]", ""), ground, marked)) == {"marker-lost"}
        assert marker_codes(run(source, f"{good}[{n}]", ground, marked)) == {"marker-doubled"}
    assert marker_codes(run(source, f"{good}[{max(notes) + 1}]", ground, marked)) == {"marker-foreign"}
    turned = " ".join(words) + "".join(f" sonra[{n}]" for n in reversed(notes))
    assert marker_codes(run(source, turned, ground, marked)) == ({"markers-swapped"} if len(notes) > 1 else set())


DATES = st.dates(min_value=date(1800, 1, 1), max_value=date(2099, 12, 31))
STYLES = st.sampled_from(["long", "medium", "short"])


def date_fires(source: str, target: str, locale: str) -> bool:
    return bool({f.code for f in run(source, target, GROUNDS[locale])} & {"number-changed", "date-changed"})


def written(day: date, style: str, locale: str) -> str:
    """A date as CLDR has it; years in full, because "05.04.24" may be any century."""
    return format_date(day, "dd.MM.yyyy" if style == "short" else style, locale=locale)


@given(day=DATES, other=DATES, style=STYLES, locale=LOCALES)
def test_dates_as_the_locale_writes_them_are_silent_and_others_are_not(
    day: date, other: date, style: str, locale: str
) -> None:
    assume(day != other)
    source = f"It began on {format_date(day, 'long', locale='en')} there."
    assert not date_fires(source, f"Baş: {written(day, style, locale)} orada.", locale)
    assert date_fires(source, f"Baş: {written(other, style, locale)} orada.", locale)


@given(day=DATES, style=STYLES, locale=LOCALES)
def test_day_and_month_turned_round_are_seen(day: date, style: str, locale: str) -> None:
    assume(day.day <= 12 and day.day != day.month)
    turned = date(day.year, day.day, day.month)
    source = f"It began on {format_date(day, 'long', locale='en')} there."
    codes = {f.code for f in run(source, f"Baş: {written(turned, style, locale)} orada.", GROUNDS[locale])}
    assert codes & {"number-changed", "date-changed"} == {"date-changed"}


@given(first=DATES, second=DATES, style=STYLES, locale=LOCALES)
def test_two_dates_that_exchanged_their_days_are_seen(first: date, second: date, style: str, locale: str) -> None:
    assume(first.day != second.day and first.month != second.month)
    assume(max(first.day, second.day) <= 28)
    crossed = first.replace(day=second.day), second.replace(day=first.day)
    english = [format_date(day, "long", locale="en") for day in (first, second)]
    there = [written(day, style, locale) for day in crossed]
    assert date_fires(f"From {english[0]} on, then {english[1]}.", f"Baş {there[0]}, son {there[1]}.", locale)


VALUES = st.decimals(min_value=Decimal("0"), max_value=Decimal("99999999"), places=2) | st.integers(0, 10**8).map(
    Decimal
)


def number_fires(source: str, target: str, locale: str) -> bool:
    return any(f.code == "number-changed" for f in run(source, target, GROUNDS[locale]))


@given(value=VALUES, locale=LOCALES, grouped=st.booleans())
def test_numbers_as_the_locale_writes_them_are_silent(value: Decimal, locale: str, grouped: bool) -> None:
    english = format_decimal(value, locale="en")
    there = format_decimal(value, locale=locale, group_separator=grouped)
    assert not number_fires(f"Ships: {english} came.", f"Toplam {there} gemi", locale)
    if locale == "ru":
        assert not number_fires(
            f"Ships: {english} came.", f"Всего {there.replace(chr(0xA0), chr(0x202F))} судов", locale
        )


@given(percent=st.integers(0, 1000), locale=LOCALES)
def test_percents_as_the_locale_writes_them_are_silent(percent: int, locale: str) -> None:
    there = format_percent(Decimal(percent) / 100, locale=locale)
    assert not number_fires(f"It grew by {percent}% then.", f"Artış {there} oldu.", locale)


@given(value=st.integers(13, 10**6), other=st.integers(13, 10**6), locale=LOCALES)
def test_another_number_is_seen(value: int, other: int, locale: str) -> None:
    assume(value != other)
    english, there = format_decimal(value, locale="en"), format_decimal(other, locale=locale)
    readings = {r for n in profile(locale).numbers(there) for r in n.readings}
    assume(Decimal(value) not in readings)
    assert number_fires(f"Ships: {english} came.", f"Toplam {there} gemi", locale)


@given(text=TEXTS, locale=st.sampled_from(["en", "tr", "ru", "xx"]))
def test_numbers_lie_in_order_inside_the_text(text: str, locale: str) -> None:
    last = 0
    for number in profile(locale).numbers(text):
        assert last <= number.start < number.end <= len(text)
        last = number.start


@given(text=st.text(max_size=40), markers=st.lists(st.sampled_from(["[1]", "[2]"]), unique=True), locale=LOCALES)
def test_placing_a_marker_loses_nothing(text: str, markers: list[str], locale: str) -> None:
    assume("[" not in text)
    placed = profile(locale).place_edge(text, markers)
    for marker in markers:
        assert placed.count(marker) == 1
        placed = placed.replace(marker, "")
    assert placed == text
