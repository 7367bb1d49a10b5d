"""Facts of a source sentence: what an editor checks with a pencil."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from transflow.domain.inline import ADDRESS, MARKER
from transflow.domain.language import Number, NumberKind, Profile
from transflow.domain.language.dates import Date, dates
from transflow.domain.language.quantities import currencies


class FactKind(StrEnum):
    """What a fact is, in the order of a sheet."""

    NUMBER = "number"
    PERCENT = "percent"
    MONEY = "money"
    DATE = "date"
    NAME = "name"
    TITLE = "title"  # of a cited work: stays as it is
    QUOTATION = "quotation"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact: its words in the source at [start, end) in code points, and what it is worth, as far as rules know.

    ``number``, ``date``, ``currency`` (ISO 4217) are those of its kind. ``place``: which one of its kind it is in the
    sentence, from 0.
    """

    kind: FactKind
    text: str
    start: int
    end: int
    number: Number | None = None
    date: Date | None = None
    currency: str = ""
    place: int = 0

    @property
    def value(self) -> str:
        """What it is worth, the same in every language: "2300000000 USD", "25 %", "2024-05-14"; "" where no rule knows."""
        if self.date is not None:
            year = f"{self.date.year:04}" if self.date.year is not None else "--"
            return f"{year}-{self.date.month:02}-{self.date.day:02}"
        if self.number is None:
            return ""
        said = f"{self.number.value:f}"
        said = said.rstrip("0").rstrip(".") if "." in said else said
        return f"{said} {self.currency}" if self.currency else f"{said} %" if self.kind is FactKind.PERCENT else said


_QUOTED: Final = re.compile(r"“([^“”]+)”|\"([^\"]+)\"")
_WORD: Final = r"[A-ZÀ-ÞČĆĐŠŽĞİŞ][\w’'.&-]*[\w]|[A-ZÀ-Þ]"
_LINK: Final = r"(?:of|the|for|de|del|von|van|al|bin)"
#: Capitalised words in a row, small linking words between them.
_NAME: Final = re.compile(rf"(?:{_WORD})(?:\s(?:{_LINK}\s){{0,2}}(?:{_WORD}))*")
#: Capitalised without being anybody's name.
_ORDINARY: Final = frozenset(
    {
        *("I", "The", "A", "An", "In", "On", "At", "It", "This", "That", "These", "Those", "He", "She", "They", "We"),
        *("But", "And", "If", "As", "For", "Its", "His", "Her", "Their", "Our", "However", "While", "When", "After"),
        *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Mr", "Mrs", "Ms", "Dr"),
        *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
        *("November", "December", "Ibid", "See", "Access", "Date", "No", "Yes", "Not", "There", "What", "Who"),
    }
)


def facts(text: str, source: Profile, *, names: Collection[str] = (), citation: bool = False) -> list[Fact]:
    """The facts of one sentence in the order of the text.

    ``names``: words that are known to be names from elsewhere in the article, for those that begin a sentence.
    ``citation``: it is a note that cites; what is quoted there is a title.
    """
    blank = _blanked(text)
    numbers = source.numbers(blank)
    said = dates(blank, numbers)
    found = [
        *_dated(blank, said),
        *_counted(blank, numbers, said, source),
        *_quoted(text, citation=citation),
        *(Fact(kind=FactKind.ADDRESS, text=m.group(), start=m.start(), end=m.end()) for m in ADDRESS.finditer(text)),
    ]
    taken = [(fact.start, fact.end) for fact in found if fact.kind in (FactKind.TITLE, FactKind.DATE)]
    if not citation:
        found += _named(blank, names, taken)
    return sorted(found, key=lambda fact: (fact.start, fact.kind))


def named_words(text: str) -> set[str]:
    """The words of names that stand inside a sentence, where a capital letter means something."""
    words: set[str] = set()
    for match in _NAME.finditer(_blanked(text)):
        if match.start() and text[: match.start()].rstrip()[-1:] not in ".?!:“":
            words |= set(match.group().split()) - _ORDINARY
    return words


def _blanked(text: str) -> str:
    """``text`` with addresses and markers blanked, place by place."""
    if "://" in text or "www." in text or "@" in text:
        text = ADDRESS.sub(lambda m: " " * len(m.group()), text)
    return MARKER.sub(lambda m: " " * len(m.group()), text) if "[" in text else text


def _dated(text: str, said: Sequence[Date]) -> Iterator[Fact]:
    for place, date in enumerate(said):
        words = text[date.start : date.end]
        yield Fact(kind=FactKind.DATE, text=words, start=date.start, end=date.end, date=date, place=place)


def _counted(text: str, numbers: Sequence[Number], said: Sequence[Date], source: Profile) -> Iterator[Fact]:
    days = [(date.start, date.end) for date in said]
    money = [currency for currency in currencies(text, source.language) if currency.counted]
    for number in numbers:
        if number.kind is NumberKind.MONTH or any(start <= number.start < end for start, end in days):
            continue
        start, end, code = number.start, number.end, ""
        for currency in money:
            if abs(currency.end - start) <= 1 or abs(currency.start - end) <= 1:
                start, end, code = min(start, currency.start), max(end, currency.end), currency.code
        percent = number.kind is NumberKind.PERCENT
        kind = FactKind.MONEY if code else FactKind.PERCENT if percent else FactKind.NUMBER
        yield Fact(kind=kind, text=text[start:end].strip(), start=start, end=end, number=number, currency=code)


def _quoted(text: str, *, citation: bool) -> Iterator[Fact]:
    kind = FactKind.TITLE if citation else FactKind.QUOTATION
    for place, match in enumerate(_QUOTED.finditer(text)):
        words = (match[1] or match[2]).strip()
        yield Fact(kind=kind, text=words, start=match.start(), end=match.end(), place=place)


def _named(text: str, names: Collection[str], taken: list[tuple[int, int]]) -> Iterator[Fact]:
    seen: set[str] = set()
    quoted = {(fact.start + 1, fact.end - 1) for fact in _quoted(text, citation=False)}
    for match in _NAME.finditer(text):
        words = match.group().split()
        start = match.start()
        while words and words[0] in _ORDINARY:
            start += len(words[0]) + 1
            words = words[1:]
        begins = not text[:start].strip(" “\"'(")
        if begins and len(words) > 1 and words[1].islower() and words[0] not in names and not words[0].isupper():
            # "Leaders of NATO": a capital at the beginning says nothing.
            rest = [place for place, word in enumerate(words) if place and not word.islower()]
            start += sum(len(word) + 1 for word in words[: rest[0]])
            words = words[rest[0] :]
            begins = False
        if not words or any(first <= start < last for first, last in taken):
            continue
        if begins and len(words) == 1 and words[0] not in names and not words[0].isupper():
            continue
        if (start, match.end()) in quoted:
            continue
        name = re.sub(r"[’']s$", "", text[start : match.end()]).rstrip(".")
        if len(name) > 1 and name not in seen and not name.isdigit():
            seen.add(name)
            yield Fact(kind=FactKind.NAME, text=name, start=start, end=start + len(name))
