"""What stands for a fact in a translation, by the rules of its language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from transflow.domain.checks.numbers import unmet
from transflow.domain.facts.finding import Fact, FactKind
from transflow.domain.language import Number, NumberKind, Profile
from transflow.domain.language.dates import dates
from transflow.domain.language.quantities import currencies, says_percent
from transflow.domain.language.words import WORD, bare, fold


class Verdict(StrEnum):
    """How a translation has a fact, the worst first."""

    DIFFERS = "differs"
    MISSING = "missing"
    UNSURE = "unsure"  # a rule cannot tell: a person reads it
    UNTRANSLATED = "untranslated"  # there is no translation yet
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterpart:
    """What stands for a fact in a translation ("" where nothing was found), and whether it is the same."""

    text: str
    verdict: Verdict


_SAME, _MISSING, _UNSURE = Verdict.SAME, Verdict.MISSING, Verdict.UNSURE
_MARKS: Final = re.compile(r"[“«„\"]([^“”«»„\"]+)[”»“\"]")
#: A name is the same where so much of it is, after its ending: names are declined.
_ALIKE: Final = 0.72
_LETTERS: Final = {
    **dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True)),
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "",
    "ь": "",
    "ю": "yu",
    "я": "ya",
    "ё": "e",
}


def counterpart(fact: Fact, source: str, text: str, language: Profile, *, admitted: Sequence[str] = ()) -> Counterpart:
    """What stands for ``fact`` of the sentence ``source`` in its translation ``text``.

    ``admitted``: targets that the workspace admits for it, where it is a term.
    """
    match fact.kind:
        case FactKind.ADDRESS | FactKind.TITLE:
            there = fact.text in text
            return Counterpart(text=fact.text if there else "", verdict=_SAME if there else _MISSING)
        case FactKind.QUOTATION:
            quoted = [m.strip() for m in _MARKS.findall(text)]
            if fact.place < len(quoted):
                same = fact.text == quoted[fact.place]
                return Counterpart(text=quoted[fact.place], verdict=_SAME if same else _UNSURE)
            return Counterpart(text="", verdict=_UNSURE)
        case FactKind.NAME:
            return _name(fact, text, language, admitted)
        case FactKind.DATE:
            return _date(fact, text, language)
        case _:
            return _number(fact, source, text, language)


def _date(fact: Fact, text: str, language: Profile) -> Counterpart:
    found = dates(text, language.numbers(text))
    for date in found:
        if fact.date is not None and fact.date.same(date):
            return Counterpart(text=text[date.start : date.end], verdict=_SAME)
    if found:
        return Counterpart(text=", ".join(text[d.start : d.end] for d in found), verdict=Verdict.DIFFERS)
    if fact.date is not None and _said_in_words(fact, text, language):
        return Counterpart(text="", verdict=_UNSURE)
    return Counterpart(text="", verdict=_MISSING)


def _said_in_words(fact: Fact, text: str, language: Profile) -> bool:
    date = fact.date
    return date is not None and date.month in {int(month) for month in language.months(text)}


def _number(fact: Fact, source: str, text: str, language: Profile) -> Counterpart:
    number = fact.number
    if number is None:
        return Counterpart(text="", verdict=_UNSURE)
    found = language.numbers(text)
    shown = next((n for n in found if set(n.readings or (n.value,)) & set(number.readings or (number.value,))), None)
    words = _with_company(text, shown) if shown is not None else ""
    if unmet([number], source, found, language, text):
        others = [n for n in found if n.kind is not NumberKind.MONTH]
        differing = ", ".join(text[n.start : n.end].strip() for n in others)
        return Counterpart(text=differing, verdict=Verdict.DIFFERS if others else _MISSING)
    percent = fact.kind is FactKind.PERCENT
    if percent and shown is not None and shown.kind is not NumberKind.PERCENT:
        # "yüzde 13 iken 10,5": one word for several numbers.
        verdict = _UNSURE if says_percent(text, language.language) else Verdict.DIFFERS
        return Counterpart(text=words, verdict=verdict)
    if fact.currency:
        said = {currency.code for currency in currencies(text, language.language)}
        if said and fact.currency not in said:
            return Counterpart(text=words, verdict=Verdict.DIFFERS)
        if not said:
            return Counterpart(text=words, verdict=_UNSURE)
    return Counterpart(text=words, verdict=_SAME)


def _with_company(text: str, number: Number) -> str:
    """A number with the word behind it, as an editor wants to see it."""
    behind = re.match(r"[\s\u00a0]?[%‰€£₺₽$]|[\s\u00a0][^\W\d_]+", text[number.end :])
    before = re.search(r"(?:%|[$€£₺₽]|yüzde )\s?$", text[: number.start])
    start = number.start - len(before.group()) if before else number.start
    return text[start : number.end + (len(behind.group()) if behind else 0)].strip()


def _name(fact: Fact, text: str, language: Profile, admitted: Sequence[str]) -> Counterpart:
    for target in admitted:
        if _stems(target, language) <= _stems(text, language):
            return Counterpart(text=target, verdict=_SAME)
    wanted = [_plain(word, language) for word in fact.text.split() if word[0].isupper()]
    words = [(m.group(), _plain(m.group(), language)) for m in WORD.finditer(text)]
    hits = [next((word for word, folded in words if _same_name(one, folded)), "") for one in wanted]
    found = " ".join(dict.fromkeys(hit for hit in hits if hit))
    if found and sum(map(bool, hits)) * 2 >= len(hits):
        return Counterpart(text=found, verdict=_SAME)
    return Counterpart(text=found, verdict=_UNSURE)


def _stems(text: str, language: Profile) -> set[str]:
    return set(language.stems(match.group() for match in WORD.finditer(text)))


def _plain(word: str, language: Profile) -> str:
    """A word as names are compared: in Latin letters without accents, small, without what an apostrophe joins to it."""
    small = fold(language.lower(bare(word))) if language.language == "tr" else fold(bare(word).lower())
    latin = "".join(_LETTERS.get(letter, letter) for letter in small)
    return latin.translate(_ACCENTS).replace("w", "v").replace("ks", "x")


_ACCENTS: Final = str.maketrans("çğöşüáàâäãåéèêëíìîïóòôõúùûñýžšč", "cgosuaaaaaaeeeeiiiioooouuunyzsc")


def _same_name(wanted: str, word: str) -> bool:
    """Whether ``word`` may be a form of the name ``wanted``: spelled as it sounds, with an ending."""
    if not wanted or not word or wanted[0] != word[0]:
        return False
    if len(wanted) <= 3:
        return word == wanted or (wanted.isascii() and word.startswith(wanted) and len(word) <= len(wanted) + 3)
    stem = word[: len(wanted) + 1]
    return wanted == word or SequenceMatcher(None, wanted, stem, autojunk=False).ratio() >= _ALIKE
