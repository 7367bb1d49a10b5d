"""Exact matches but for their figures: numbers and dates of the new sentence put into the old target by rule.

Only where nothing has to be guessed: the sentences agree in everything else, each figure that changed stands in the target
as often as in the source, written as the target's language writes it, and no word around it would need another form. A
Turkish suffix behind a number follows the number (2024’te → 2026’da, TDK); where a counted noun would change (Russian: 21
корабль, 22 корабля; the plural rules of CLDR), or a month is inflected, there is no adaptation.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from transflow.domain.codes import TAG
from transflow.domain.inline import ADDRESS, MARKER
from transflow.domain.language import Profile
from transflow.domain.language.cldr import month_names, same_plural

#: Spaces that part thousands.
_SPACES: Final = "\u00a0\u202f\u2009"
#: Digits with what belongs to a number, a time or a date in digits.
_FIGURE: Final = re.compile(rf"\d+(?:(?:[.,:/]|[{_SPACES} ](?=\d{{3}}(?!\d)))\d+)*")
_SUFFIX: Final = re.compile(r"([’'])(\w{1,6})\b")
_NEXT_WORD: Final = re.compile(rf"[{_SPACES} -]?([^\W\d_]+)")
_GROUPED: Final = re.compile(rf"\d{{1,3}}(?:[.,{_SPACES} ]\d{{3}})+")
_YEARS: Final = range(1900, 2100)


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure in a text: its span, what it says (a plain number such as "1234.5", "month 5", or its own characters)."""

    start: int
    end: int
    says: str


def pattern(text: str, language: Profile) -> str | None:
    """What a sentence says apart from its figures; None where it has none."""
    if not _FIGURE.search(text):
        return None
    blank = _blanked(text)
    pieces, position = list[str](), 0
    for figure in _figures(blank, language):
        pieces += (text[position : figure.start], "\x02" if figure.says.startswith("month") else "\x01")
        position = figure.end
    return "".join((*pieces, text[position:])) if position else None


def adapted(old: str, target: str, new: str, source: Profile, language: Profile) -> str | None:
    """``target``, made for ``old``, for ``new``, which differs from it in figures alone; None where that needs a person."""
    before, after = _figures(_blanked(old), source), _figures(_blanked(new), source)
    if len(before) != len(after) or pattern(old, source) != pattern(new, source):
        return None
    wanted: dict[str, set[str]] = defaultdict(set)
    occurrences: dict[str, int] = defaultdict(int)
    for one, other in zip(before, after, strict=True):
        wanted[one.says].add(other.says)
        occurrences[one.says] += 1
    if any(len(several) > 1 for several in wanted.values()):
        return None
    changes = {says: next(iter(several)) for says, several in wanted.items() if several != {says}}
    there: dict[str, list[_Figure]] = defaultdict(list)
    for figure in _figures(_blanked(target), language):
        there[figure.says].append(figure)
    pieces: list[tuple[int, int, str]] = []
    for says, new_says in changes.items():
        if len(there[says]) != occurrences[says]:
            return None
        for figure in there[says]:
            piece = _written(figure, new_says, target, language)
            if piece is None:
                return None
            pieces.append(piece)
    for start, end, words in sorted(pieces, reverse=True):
        target = target[:start] + words + target[end:]
    return target


def _blanked(text: str) -> str:
    """``text`` with markers, codes and addresses blanked place by place: the digits in them count nothing."""
    for shape, sign in ((MARKER, "["), (TAG, "<"), (ADDRESS, "")):
        if sign in text:
            text = shape.sub(lambda m: "\x00" * len(m.group()), text)
    return text


def _figures(blank: str, language: Profile) -> list[_Figure]:
    """The figures of a text, in order; the names of months count where it has digits too."""
    found = [_Figure(m.start(), m.end(), _says(m.group(), language)) for m in _FIGURE.finditer(blank)]
    if found:
        for match in language.numerals.month.finditer(blank):
            found.append(_Figure(match.start(), match.end(), f"month {(match.lastgroup or 'm0')[1:]}"))
        found.sort(key=lambda figure: figure.start)
    return found


def _says(figure: str, language: Profile) -> str:
    """A number as plain digits with a dot, as the language's signs have it; anything else as it stands."""
    numerals = language.numerals
    if ":" in figure or "/" in figure:
        return figure
    whole, sign, fraction = figure.rpartition(numerals.decimal)
    if not sign:
        whole, fraction = figure, ""
    if any(sign in fraction for sign in f".,{_SPACES} ") or numerals.decimal in whole:
        return figure  # 1.2.3, 14.05.2024
    digits = re.sub(rf"[{re.escape(numerals.group)}{_SPACES} ]", "", whole)
    if digits != whole and not _GROUPED.fullmatch(whole):
        return figure
    return f"{digits}.{fraction}" if fraction else digits


def _written(figure: _Figure, says: str, target: str, language: Profile) -> tuple[int, int, str] | None:
    """What stands in the place of ``figure``: its span with the suffix behind it, and the new words."""
    if figure.says.startswith("month"):
        if not says.startswith("month"):
            return None
        name = _month(target[figure.start : figure.end], int(figure.says[6:]), int(says[6:]), language.language)
        return None if name is None else (figure.start, figure.end, name)
    if not re.fullmatch(r"\d+(?:\.\d+)?", says) or not re.fullmatch(r"\d+(?:\.\d+)?", figure.says):
        return (figure.start, figure.end, says) if figure.says == target[figure.start : figure.end] else None
    suffix = _SUFFIX.match(target, figure.end)
    if suffix:
        if language.suffix is None or "." in says:
            return None
        behind = suffix[1] + language.suffix(int(says), suffix[2])
        return figure.start, suffix.end(), _number(says, target[figure.start : figure.end], language) + behind
    word = _NEXT_WORD.match(target, figure.end)
    if word and not language.numerals.month.match(target, word.start(1)) and not _agree(figure.says, says, language):
        return None
    return figure.start, figure.end, _number(says, target[figure.start : figure.end], language)


def _number(says: str, like: str, language: Profile) -> str:
    """A plain number as the language writes it; thousands are parted as in ``like``, or where that was too short, not."""
    whole, _, fraction = says.partition(".")
    parted = re.search(
        rf"[{re.escape(language.numerals.group)}{_SPACES} ]", like.partition(language.numerals.decimal)[0]
    )
    if parted and len(whole) > 3:
        whole = f"{int(whole):,}".replace(",", parted.group())
    return f"{whole}{language.numerals.decimal}{fraction}" if fraction else whole


def _agree(one: str, other: str, language: Profile) -> bool:
    """Whether a noun counted by either number has the same form, by the language's plural rule (CLDR)."""
    if "." not in one + other and int(one) in _YEARS and int(other) in _YEARS:
        return True  # a year counts nothing
    return same_plural(Decimal(one), Decimal(other), language.language)


def _month(name: str, old: int, new: int, language: str) -> str | None:
    """Another month in the form that ``name`` has; None where it is inflected otherwise, or a short form."""
    for names in month_names(language):
        if names[old] == name:
            return names[new]
        if names[old].lower() == name:
            return names[new].lower()
    return None
