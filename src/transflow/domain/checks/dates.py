"""Dates: the days, months and years of the source stand together in the target as they did.

The numbers check sees a date of which a part changed. Here are the errors that it cannot see: day and month turned round
(``5 April 2024`` as ``04.05.2024``), and parts of two dates exchanged. Only what is certain is said.
"""

from __future__ import annotations

from collections.abc import Sequence

from transflow.domain.checks.ground import Ground, Group
from transflow.domain.findings import Finding
from transflow.domain.language.dates import Date, dates


def check(group: Group, ground: Ground) -> list[Finding]:
    """Finding ``date-changed`` of one group, one a date of the target."""
    return [
        ground.finding(
            "date-changed",
            group,
            {"source": group.source[meant.start : meant.end], "target": group.own_text[wrong.start : wrong.end]},
            (wrong.start, wrong.end),
        )
        for meant, wrong in changed(group, ground)
    ]


def changed(group: Group, ground: Ground) -> list[tuple[Date, Date]]:
    """Dates of the source with the date of the target that stands for each and cannot be it."""
    wanted = ground.source.numbers(group.source)
    found = ground.target.numbers(group.own_text)
    if len(wanted) < 2 and not any(number.parts for number in wanted):
        return []
    meant = dates(group.source, wanted)
    said = dates(group.own_text, found) if meant else []
    missing = [date for date in meant if not any(date.same(other) for other in said)]
    foreign = [date for date in said if not any(date.same(other) for other in meant)]
    if not missing or not foreign:
        return []
    return [
        (date, other)
        for other in foreign
        if (date := next((d for d in missing if _turned(d, other)), None) or _crossed(other, missing, meant))
        is not None
    ]


def _turned(date: Date, other: Date) -> bool:
    """Whether ``other`` is ``date`` with day and month in each other's place."""
    same_year = date.year is None or other.year is None or date.year % 100 == other.year % 100
    return same_year and date.day != date.month and (date.day, date.month) == (other.month, other.day)


def _crossed(other: Date, missing: Sequence[Date], meant: Sequence[Date]) -> Date | None:
    """The date that ``other`` should be, where it is put together from parts of several dates of the source."""
    if len(meant) < 2 or other.day not in {d.day for d in meant} or other.month not in {d.month for d in meant}:
        return None
    if other.year is not None and other.year not in {d.year for d in meant}:
        return None
    return next((d for d in missing if d.day == other.day or d.month == other.month), None)
