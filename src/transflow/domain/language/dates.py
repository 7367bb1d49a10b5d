"""Dates in running text: ``May 14, 2024``, ``14 Mayıs 2024``, ``14–16 мая 2024 г.``, ``23.05.2024``, read to be compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from transflow.domain.language.numerals import Number, NumberKind

_YEARS: Final = range(1000, 2200)
_LAST_DAY: Final = 31
#: Between days of one month (``14–16 May``, ``14 ve 15 Mayıs``), between a day and its month, between it and the year.
_DAYS: Final = re.compile(r"\.?(?:st|nd|rd|th|-?(?:го|е|й))?\s*(?:[-–—]|to|and|ve|ile|ila|и|по|bis|und)\s*")
_TO_MONTH: Final = re.compile(r"\.?(?:st|nd|rd|th)?(?:\s|-)(?:of\s)?")
_TO_DAY: Final = re.compile(r"\.?\s(?:the\s)?")
_TO_YEAR: Final = re.compile(r"(?:st|nd|rd|th)?,?\s(?:of\s)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """One date: its day, its month (1 to 12), its year or None; span [start, end) in code points.

    ``digits``: it is written in digits only. ``open``: day and month may also be the other way round (5/4/2024).
    """

    day: int
    month: int
    year: int | None
    start: int
    end: int
    digits: bool = False
    open: bool = False

    def same(self, other: Date) -> bool:
        """Whether both can be one date; a year that one does not say is no difference."""
        if self.year is not None and other.year is not None and self.year % 100 != other.year % 100:
            return False
        if (self.day, self.month) == (other.day, other.month):
            return True
        return (self.open or other.open) and (self.day, self.month) == (other.month, other.day)


def dates(text: str, numbers: Sequence[Number]) -> list[Date]:
    """The dates among the ``numbers`` of ``text`` (both in order): those that have a day and a month."""
    found: list[Date] = []
    for place, number in enumerate(numbers):
        if number.kind is NumberKind.DATE:
            day, month, year = (int(part) for part in number.parts)
            open_ = len(number.readings) > 1
            found.append(
                Date(day=day, month=month, year=year, start=number.start, end=number.end, digits=True, open=open_)
            )
        elif number.kind is NumberKind.MONTH:
            found += _named(text, numbers, place)
    return found


def _named(text: str, numbers: Sequence[Number], place: int) -> list[Date]:
    """The dates whose month is the number at ``place``."""
    month = numbers[place]
    before = _days_before(text, numbers, place)
    after = [] if before else _days_after(text, numbers, place)
    days = before or after
    if not days:
        return []
    last = after[-1] if after else month
    year = _year_behind(text, numbers, numbers.index(last, place))
    start, end = min(days[0].start, month.start), max(year.end if year else 0, last.end)
    said = int(year.value) if year else None
    return [Date(day=int(d.value), month=int(month.value), year=said, start=start, end=end) for d in days]


def _is_day(number: Number) -> bool:
    plain = number.kind in (NumberKind.PLAIN, NumberKind.ORDINAL) and number.factor == 1
    return plain and 1 <= number.value <= _LAST_DAY and number.value == int(number.value)


def _days_before(text: str, numbers: Sequence[Number], place: int) -> list[Number]:
    days: list[Number] = []
    at, between = place - 1, _TO_MONTH
    while at >= 0 and _is_day(numbers[at]) and between.fullmatch(text, numbers[at].end, numbers[at + 1].start):
        days.insert(0, numbers[at])
        at, between = at - 1, _DAYS
    return days


def _days_after(text: str, numbers: Sequence[Number], place: int) -> list[Number]:
    days: list[Number] = []
    at, between = place + 1, _TO_DAY
    while (
        at < len(numbers) and _is_day(numbers[at]) and between.fullmatch(text, numbers[at - 1].end, numbers[at].start)
    ):
        days.append(numbers[at])
        at, between = at + 1, _DAYS
    return days


def _year_behind(text: str, numbers: Sequence[Number], place: int) -> Number | None:
    if place + 1 >= len(numbers):
        return None
    year = numbers[place + 1]
    written = year.kind is NumberKind.PLAIN and year.value in _YEARS and year.value == int(year.value)
    return year if written and _TO_YEAR.fullmatch(text, numbers[place].end, year.start) else None
