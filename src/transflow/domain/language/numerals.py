"""Reading numbers, percents, dates and times in running text, so that two languages can be compared by value.

``$2.3 billion``, ``2,3 milyar dolar`` and ``2,3 млрд долларов`` read as the same value. Where a separator can mean two
things (``1.000``) both readings are given: a check that cannot be sure stays silent. The shapes follow CLDR's number and
date patterns of the languages, and what their press writes beside them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Final

from transflow.domain.inline import ADDRESS

_SPACE: Final = " \u00a0\u202f\u2009"

_NUMBER: Final = re.compile(
    r"(?P<iso>(?<!\d)(?P<y>[12]\d{3})-(?P<m>[01]\d)-(?P<d>[0-3]\d)(?![\d-]))"
    r"|(?P<date>(?<![\d./])\d{1,2}(?P<sep>[./])\d{1,2}(?P=sep)(?:\d{4}|\d{2})(?![\d/]|\.\d))"
    r"|(?P<time>(?<![\d:])(?P<hour>[0-2]?\d):(?P<minute>[0-5]\d)(?![\d:]))"
    r"|(?P<slash>\d+/\d+(?![\d/]))"
    rf"|(?P<spaced>(?<![\d.,])[1-9]\d{{0,2}}(?:[{_SPACE}]\d{{3}})+(?![\d])(?:[.,]\d+)?)"
    r"|(?P<plain>\d+(?:[.,]\d+)*)"
    r"|(?P<fraction>[½¼¾⅓⅔])",
    re.ASCII,
)
#: What may be a note marker; a year in brackets is a year.
_MARKER: Final = re.compile(r"\[\d{1,3}\]")
#: Digits that belong to a unit or a formula, which the other language may write raised or in words: km2, CO2.
_UNIT: Final = re.compile(r"(?:\b[kcdm]?m|\b[кд]?м|\bсм|\bмм|CO)[23]$")
_DIGITS: Final = re.compile(r"\d+", re.ASCII)
_HAS_NUMBER: Final = re.compile(r"[0-9½¼¾⅓⅔]")
_RANGE: Final = re.compile(
    rf"[{_SPACE}]*(?:[-–—−/]|to|or|and|ila|ile|veya|ya da|ve|до|или|и|по)[{_SPACE}$€£₺₽]*(?:до[{_SPACE}])?"
)
_DECADE: Final = re.compile(r"['’]?s\b|['’]?l[aeıi]\w*|[-–]?[хеы]\w{0,2}\b")
_PM: Final = re.compile(rf"[{_SPACE}]?(?:([ap])\.?m\b\.?|o['’]clock)", re.IGNORECASE)
_ORDINAL: Final = re.compile(r"(?:st|nd|rd|th)\b|['’]?[iıuü]?nc[iıuü]|-(?:й|я|е|го|м|му|х|ми|ая|ой|ый|ую|ое)\b")
_PERCENT_AFTER: Final = re.compile(rf"[{_SPACE}-]?(?:%|percent\b|per cent\b|процент)")
_PERCENT_BEFORE: Final = re.compile(rf"(?:%|\byüzde)[{_SPACE}]?$", re.IGNORECASE)
_FRACTIONS: Final = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "0.33", "⅔": "0.67"}
_ROMAN: Final = re.compile(r"\b[IVXLCХІ]{1,7}\b")  # with the Cyrillic look-alikes that people type
_ROMAN_VALUES: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_TWELVE: Final = Decimal(12)


class NumberKind(StrEnum):
    """What a number counts."""

    PLAIN = "plain"
    PERCENT = "percent"
    ORDINAL = "ordinal"
    DATE = "date"  # written in digits; its value is yyyymmdd
    MONTH = "month"  # a month's name beside a day or a year; its value is 1 to 12
    TIME = "time"  # hours, the minutes as hundredths (14:24 is 14.24, as Turkish writes it)


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number with its span [start, end) in code points.

    ``readings`` are all values it can have, ``value`` the likeliest of them. ``parts`` are what it is made of, for the
    languages that write it apart (day, month, year; ``1 milyon 200 bin``); ``factor`` is that of its magnitude word.
    """

    value: Decimal
    start: int
    end: int
    kind: NumberKind = NumberKind.PLAIN
    readings: tuple[Decimal, ...] = ()
    parts: tuple[Decimal, ...] = ()
    factor: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Numerals:
    """How a language writes numbers.

    ``group`` separates thousands, ``decimal`` the fraction. ``magnitude`` matches right behind a number and names its
    factor by the group's name (``p6`` is a million); a group ``q6`` may also mean something else (``100m``). ``month``
    matches the name of a month, groups ``m1`` … ``m12``. ``word`` matches a spelled-out number in lower case;
    ``spelled`` says what it is worth (by the whole word, else by group ``w<n>``). ``joint`` stands inside compounds.
    """

    decimal: str
    group: str
    magnitude: re.Pattern[str]
    month: re.Pattern[str]
    word: re.Pattern[str]
    spelled: Mapping[str, Decimal]
    joint: re.Pattern[str]


def magnitudes(**forms: str) -> re.Pattern[str]:
    """The pattern of magnitude words behind a number: ``p6="million"`` → 10⁶; ``q…`` where it may be another unit."""
    alternatives = "|".join(f"(?P<{name}>{form})" for name, form in forms.items())
    return re.compile(rf"[{_SPACE}-]?(?:{alternatives})", re.IGNORECASE)


def months(*forms: str) -> re.Pattern[str]:
    """The pattern of the names of the twelve months."""
    return re.compile(r"\b(?:" + "|".join(f"(?P<m{n}>{form})" for n, form in enumerate(forms, start=1)) + r")")


def number_words(forms: Mapping[str, str], suffix: str) -> tuple[re.Pattern[str], Mapping[str, Decimal]]:
    """The pattern of spelled-out numbers (form → value as text), and what each of its groups is worth.

    Longer forms first, so that ``altmış`` is not read as ``altı``.
    """
    ordered = sorted(forms.items(), key=lambda item: -len(item[0]))
    groups = {f"w{n}": Decimal(value) for n, (_, value) in enumerate(ordered)}
    alternatives = "|".join(f"(?P<w{n}>{form})" for n, (form, _) in enumerate(ordered))
    return re.compile(rf"\b(?:(?:{alternatives}){suffix}\b|(?P<digits>\d+(?:[.,]\d+)?))"), groups


def mask(text: str) -> str:
    """``text`` with markers and addresses blanked, place by place: they hold digits, but no numbers."""
    if "[" in text:
        text = _MARKER.sub(lambda m: "\u0001" * len(m.group()), text)
    if "://" in text or "www." in text or "@" in text:
        text = ADDRESS.sub(lambda m: "\u0001" * len(m.group()), text)
    return text


@lru_cache(maxsize=8192)
def read_numbers(text: str, numerals: Numerals) -> tuple[Number, ...]:
    """The numbers written in digits, with the names of months beside them, in order of place."""
    if not _HAS_NUMBER.search(text):
        return ()
    masked = mask(text)
    found: list[Number] = []
    for match in _NUMBER.finditer(masked):
        if _UNIT.search(masked, max(0, match.start() - 3), match.end()):
            continue
        found.append(_behind(_one(match, numerals), masked, numerals))
    if not found:
        return ()
    found = _neighbours(found, masked)
    found += _months(found, masked, numerals)
    return tuple(sorted(found, key=lambda n: n.start))


def _one(match: re.Match[str], numerals: Numerals) -> Number:
    start, end, text = match.start(), match.end(), match.group()
    match match.lastgroup:
        case "iso" | "date":
            return _date(match)
        case "time":
            hour, minute = Decimal(match["hour"]), Decimal(match["minute"])
            value = hour + minute / 100
            other = (hour + 12 if hour <= _TWELVE else hour - 12) + minute / 100
            return Number(
                value=value, start=start, end=end, kind=NumberKind.TIME, readings=(value, other), parts=(hour, minute)
            )
        case "slash":
            parts = tuple(Decimal(piece) for piece in text.split("/"))
            return Number(value=parts[0], start=start, end=end, readings=(), parts=parts)
        case "fraction":
            value = Decimal(_FRACTIONS[text])
            return Number(value=value, start=start, end=end, readings=(value,))
        case "spaced":
            joined = re.sub(rf"[{_SPACE}]", "", text).replace(",", ".")
            value = Decimal(joined)
            # An ordinary space may also part two numbers.
            parts = tuple(Decimal(p) for p in _DIGITS.findall(text)) if " " in text else ()
            return Number(value=value, start=start, end=end, readings=(value,), parts=parts)
        case _:
            readings, parts = _readings(text, numerals)
            return Number(
                value=readings[0] if readings else parts[0], start=start, end=end, readings=readings, parts=parts
            )


def _readings(text: str, numerals: Numerals) -> tuple[tuple[Decimal, ...], tuple[Decimal, ...]]:
    """All values that digits with dots and commas can have, the likeliest first; or parts, where it is a list."""
    pieces = re.split(r"[.,]", text)
    if len(pieces) == 1:
        return (Decimal(text),), ()
    seps = [c for c in text if c in ".,"]
    grouped = all(len(p) == 3 for p in pieces[1:]) and 1 <= len(pieces[0]) <= 3 and pieces[0][0] != "0"
    whole = Decimal("".join(pieces))
    if len(seps) == 1:
        fraction = Decimal(f"{pieces[0]}.{pieces[1]}")
        if not grouped:
            return (fraction,), ()
        return ((whole, fraction) if seps[0] == numerals.group else (fraction, whole)), ()
    if len(set(seps)) == 1:
        return ((whole,), ()) if grouped else ((), tuple(Decimal(p) for p in pieces))
    if len(set(seps[:-1])) == 1 and seps[-1] != seps[0] and all(len(p) == 3 for p in pieces[1:-1]):
        return (Decimal("".join(pieces[:-1]) + "." + pieces[-1]),), ()
    return (), tuple(Decimal(p) for p in pieces)


def _date(match: re.Match[str]) -> Number:
    """A date in digits: day first, and month first as well where slashes leave it open."""
    if match.lastgroup == "iso" or match["iso"]:
        year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
    else:
        day, month, year = (int(p) for p in match.group().split(match["sep"]))
        if month > 12 >= day:
            day, month = month, day
    if year < 100:
        year += 2000 if year < 70 else 1900
    values = [Decimal(year * 10000 + month * 100 + day)]
    if match["sep"] == "/" and day <= 12:
        values.append(Decimal(year * 10000 + day * 100 + month))
    return Number(
        value=values[0],
        start=match.start(),
        end=match.end(),
        kind=NumberKind.DATE,
        readings=tuple(values),
        parts=(Decimal(day), Decimal(month), Decimal(year)),
    )


def _behind(number: Number, text: str, numerals: Numerals) -> Number:
    """``number`` with what stands right behind or before it: magnitude, percent, ordinal, decade, half of the day."""
    if number.kind is NumberKind.DATE or number.end > len(text):
        return number
    end, readings = number.end, number.readings
    following = text[end : end + 1]
    if not following:
        return _percent_before(number, text)
    if magnitude := numerals.magnitude.match(text, end):
        name = magnitude.lastgroup or "p0"
        factor = Decimal(10) ** int(name[1:])
        scaled = tuple(r * factor for r in readings)
        keep = readings if name[0] == "q" else ()
        return replace(
            number,
            value=scaled[0] if scaled else number.value,
            end=magnitude.end(),
            readings=scaled + keep,
            factor=factor,
        )
    if following in "%-pP \u00a0\u202f\u2009" and (percent := _PERCENT_AFTER.match(text, end)):
        return replace(number, kind=NumberKind.PERCENT, end=percent.end())
    if (half := _PM.match(text, end)) and number.value < 13:
        shift = Decimal(0) if half.group(1) in ("a", "A") else _TWELVE
        base = tuple(r - 12 if r >= _TWELVE else r for r in readings[:1])
        return replace(number, readings=(*readings, *(b + shift for b in base)))
    value = number.value
    if (10 <= value < 100 or 1900 <= value <= 2000) and value % 10 == 0 and _DECADE.match(text, end):
        other = value + 1900 if value < 100 else value % 100  # the early 2000s are "нулевые"
        return replace(number, readings=(*readings, other))
    if _ORDINAL.match(text, end):
        return replace(number, kind=NumberKind.ORDINAL)
    return _percent_before(number, text)


def _percent_before(number: Number, text: str) -> Number:
    before = text[max(0, number.start - 7) : number.start]
    return replace(number, kind=NumberKind.PERCENT) if _PERCENT_BEFORE.search(before) else number


def _neighbours(found: list[Number], text: str) -> list[Number]:
    """Numbers that belong together: ``1 milyon 200 bin``, ``4.5–5 billion``, ``2014–15``."""
    result: list[Number] = []
    for number in found:
        if result:
            left = result[-1]
            between = text[left.end : number.start]
            if text[number.start] in _FRACTIONS and between.strip(_SPACE) == "" and left.factor == 1:
                total = left.value + number.value  # 2½ million
                result[-1] = replace(
                    left, value=total, end=number.end, readings=(total, left.value * number.factor + number.value)
                )
                continue
            if (
                len(between) <= 2
                and between.strip(_SPACE) == ""
                and left.factor > max(number.factor, number.value if number.factor == 1 else Decimal(0))
                and number.kind is not NumberKind.DATE
            ):
                total = left.value + number.value
                result[-1] = replace(
                    left,
                    value=total,
                    end=number.end,
                    readings=(total,),
                    parts=(*(left.parts or (left.value,)), number.value),
                    factor=number.factor,
                )
                continue
            if _RANGE.fullmatch(between):
                if number.factor > 1 and left.factor == 1:
                    result[-1] = replace(left, readings=(*left.readings, *(r * number.factor for r in left.readings)))
                if 1000 <= left.value <= 2100 and number.value < 100 and number.factor == 1:
                    century = left.value - left.value % 100
                    number = replace(number, readings=(*number.readings, century + number.value))
        result.append(number)
    return result


def _months(found: list[Number], text: str, numerals: Numerals) -> list[Number]:
    """Names of months right beside a number, so that ``may`` and ``March`` alone are words."""
    starts, ends = {n.start for n in found}, {n.end for n in found}
    result: list[Number] = []
    for match in numerals.month.finditer(text):
        start, end = match.start(), match.end()
        before = start - 1 in ends or (text[start - 1 : start] == "-" and start - 1 in ends) or start - 2 in ends
        after = any(end + gap in starts for gap in (1, 2))
        if before or after:
            value = Decimal(int((match.lastgroup or "m0")[1:]))
            result.append(Number(value=value, start=start, end=end, kind=NumberKind.MONTH, readings=(value,)))
    return result


def read_months(text: str, numerals: Numerals) -> frozenset[Decimal]:
    """The months that a text names anywhere."""
    return frozenset(Decimal(int((m.lastgroup or "m0")[1:])) for m in numerals.month.finditer(text))


@lru_cache(maxsize=2048)
def read_words(text: str, lowered: str, numerals: Numerals) -> frozenset[Decimal]:
    """The values that spelled-out and Roman numbers of a text can have: each word's own, and those of compounds."""
    values: set[Decimal] = set()
    run: list[Decimal] = []
    last = -1
    for match in numerals.word.finditer(mask(lowered)):
        name = match.lastgroup or ""
        value = numerals.spelled[name] if name != "digits" else Decimal(match.group().replace(",", "."))
        if run and not numerals.joint.fullmatch(lowered, last, match.start()):
            values |= _compounds(run)
            run = []
        run.append(value)
        last = match.end()
        values.add(value)
    values |= _compounds(run)
    for match in _ROMAN.finditer(text):
        values.add(_roman(match.group()))
    return frozenset(values)


def _compounds(run: list[Decimal]) -> set[Decimal]:
    """Values of all stretches of a run of number words (``two hundred and five`` gives 205, 200, 5 …)."""
    values: set[Decimal] = set()
    run = run[:8]
    for first in range(len(run)):
        total = current = Decimal(0)
        for value in run[first:]:
            if value >= 1000:
                total += (current or Decimal(1)) * value
                current = Decimal(0)
            elif value == 100:
                current = (current or Decimal(1)) * value
            else:
                current += value
            values.add(total + current)
    return values


def _roman(text: str) -> Decimal:
    total, previous = 0, 0
    for letter in reversed(text.replace("Х", "X").replace("І", "I")):
        value = _ROMAN_VALUES[letter]
        total += -value if value < previous else value
        previous = max(previous, value)
    return Decimal(total)
