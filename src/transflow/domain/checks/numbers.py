"""Numbers: what the source counts, the target counts as well, each in its own language's writing.

Values are compared as sets, so a number that is said twice in one language and once in the other is no alarm. A number
written in words on the other side is found as well; words alone raise no alarm.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from transflow.domain.checks.dates import changed
from transflow.domain.checks.ground import Ground, Group
from transflow.domain.findings import Finding
from transflow.domain.language import Number, NumberKind, Profile
from transflow.domain.notes import is_ibid

#: What stands in a message for "no number".
NOTHING = "–"


def check(group: Group, ground: Ground) -> list[Finding]:
    """Finding ``number-changed`` of one group: all its differences in one."""
    target = group.own_text
    wanted = ground.source.numbers(group.source)
    found = ground.target.numbers(target)
    if not wanted and not found:
        return []
    missing = unmet(wanted, group.source, found, ground.target, target)
    foreign = [] if _written_out(group, ground) else unmet(found, target, wanted, ground.source, group.source)
    if missing or foreign:
        # A date that is turned round has a finding of its own.
        pairs = changed(group, ground)
        missing = [n for n in missing if not any(date.start <= n.start < date.end for date, _ in pairs)]
        foreign = [n for n in foreign if not any(date.start <= n.start < date.end for _, date in pairs)]
    if not missing and not foreign:
        return []
    params = {"source": _listed(missing, group.source), "target": _listed(foreign, target)}
    span = (foreign[0].start, foreign[0].end) if foreign else None
    return [ground.finding("number-changed", group, params, span)]


def _written_out(group: Group, ground: Ground) -> bool:
    """Whether a note that repeats another ("Ibid.") is given in full: its numbers are those of the other note."""
    if group.units[0].note is None or not is_ibid(group.source):
        return False
    return not (is_ibid(group.words) or ground.target.repeats_note(group.words))


def unmet(
    numbers: Sequence[Number], text: str, others: Sequence[Number], language: Profile, other: str
) -> list[Number]:
    """Those of ``numbers`` in ``text`` that ``others``, and the number words and months of ``other``, do not say."""
    if not numbers:
        return []
    values, months = _offered(others)
    unmet = [n for n in numbers if not _met(n, values, months)]
    if not unmet:
        return []
    # A month is met by a month or by digits ("9/11"), not by words: "the first talks" name no January.
    months |= language.months(other) | values
    values = values | language.number_words(other)
    return [
        n
        for n in unmet
        if not (n.value in months if n.kind is NumberKind.MONTH else _met(n, values, months))
        # A month inside a name that stayed as it is: "3 Eylül Mahallesi".
        and not (n.kind is NumberKind.MONTH and text[n.start : n.end] in other)
    ]


def _offered(numbers: Sequence[Number]) -> tuple[set[Decimal], set[Decimal]]:
    """The values that ``numbers`` can stand for, and the months among them."""
    values: set[Decimal] = set()
    months: set[Decimal] = set()
    for number in numbers:
        if number.kind is NumberKind.MONTH:
            months.update(number.readings)
            continue
        values.update(number.readings)
        values.update(number.parts)
        if number.kind is NumberKind.TIME:  # 18 ч. 30 мин.
            values.update(Decimal(int(reading)) for reading in number.readings)
        if number.kind is NumberKind.DATE:
            months.add(number.parts[1])
            values.add(number.parts[2] % 100)
        elif len(number.parts) == 2:  # 9/11
            months.update(number.parts)
    return values, months


def _met(number: Number, values: set[Decimal], months: set[Decimal]) -> bool:
    if number.kind is NumberKind.MONTH:
        return number.value in months or number.value in values
    if any(reading in values for reading in number.readings):
        return True
    if number.kind is NumberKind.TIME:  # 18 ч. 30 мин.
        return number.parts[1] in values and any(Decimal(int(reading)) in values for reading in number.readings)
    if number.kind is NumberKind.DATE:
        day, month, year = number.parts
        return day in values and year in values and (month in months or month in values)
    return bool(number.parts) and all(part in values or part in months for part in number.parts)


def _listed(numbers: Sequence[Number], text: str) -> str:
    return ", ".join(text[n.start : n.end].strip() for n in numbers) or NOTHING
