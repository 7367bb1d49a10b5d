"""What numbers count: a percent stays a percent, and an amount of money keeps its currency."""

from __future__ import annotations

import re
from typing import Final

from transflow.domain.checks.ground import Ground, Group
from transflow.domain.findings import Finding
from transflow.domain.language import Number, NumberKind
from transflow.domain.language.quantities import Currency, currencies, says_percent

_DIGIT: Final = re.compile(r"\d")
#: So far from a number a percent sign or word may stand and still be its own: ranges, lists, suffixes.
_NEAR: Final = 40


def check(group: Group, ground: Ground) -> list[Finding]:
    """Findings ``percent-changed`` and ``currency-changed`` of one group."""
    if not _DIGIT.search(group.source) or not _DIGIT.search(group.target):
        return []
    return [*_percents(group, ground), *_currencies(group, ground)]


def _percents(group: Group, ground: Ground) -> list[Finding]:
    """Numbers that both languages have, and that only one calls a percent."""
    source, target = group.source, group.own_text
    wanted, found = ground.source.numbers(source), ground.target.numbers(target)
    said = [n for n in wanted if n.kind is NumberKind.PERCENT], [n for n in found if n.kind is NumberKind.PERCENT]
    if not said[0] and not said[1]:
        return []
    languages = ground.source.language, ground.target.language
    for number in said[0]:
        there = _same(number, found)
        if there and not any(_percent_near(n, target, languages[1]) for n in there):
            return [_percent(group, ground, number, there[0])]
    for number in said[1]:
        there = _same(number, wanted)
        if there and not any(_percent_near(n, source, languages[0]) for n in there):
            return [_percent(group, ground, there[0], number)]
    return []


def _percent(group: Group, ground: Ground, number: Number, other: Number) -> Finding:
    shown = {
        "source": group.source[number.start : number.end].strip(),
        "target": group.own_text[other.start : other.end].strip(),
    }
    return ground.finding("percent-changed", group, shown, (other.start, other.end))


def _same(number: Number, others: tuple[Number, ...]) -> list[Number]:
    return [other for other in others if not set(number.readings).isdisjoint(other.readings)]


def _percent_near(number: Number, text: str, language: str) -> bool:
    if number.kind is NumberKind.PERCENT:
        return True
    return says_percent(text[max(0, number.start - _NEAR) : number.end + _NEAR], language)


def _currencies(group: Group, ground: Ground) -> list[Finding]:
    """A currency beside a number that the other language does not name, where that names another one instead."""
    meant = currencies(group.source, ground.source.language)
    said = currencies(group.own_text, ground.target.language)
    if not meant and not said:
        return []
    codes, others = {c.code for c in meant}, {c.code for c in said}
    if codes == others:
        return []
    missing = [c for c in meant if c.counted and c.code not in others and not _alike(c, others)]
    foreign = [c for c in said if c.counted and c.code not in codes and not _alike(c, codes)]
    if not missing or not (foreign or not said):
        return []
    shown = {"source": _listed(missing), "target": _listed(foreign) or "–"}
    span = (foreign[0].start, foreign[0].end) if foreign else None
    return [ground.finding("currency-changed", group, shown, span)]


def _alike(currency: Currency, codes: set[str]) -> bool:
    """A yen sign may mean yuan, and TL may be written for any lira."""
    return currency.code in ("JPY", "CNY") and not codes.isdisjoint({"JPY", "CNY"})


def _listed(found: list[Currency]) -> str:
    return ", ".join(dict.fromkeys(c.code for c in found))
