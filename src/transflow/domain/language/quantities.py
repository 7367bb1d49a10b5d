"""What a number counts: percents and currencies, by sign and by word, so that two languages can be compared.

Words are those of the press beside CLDR's names of currencies; a dollar is a dollar whichever country's it is, because
articles name the country once. Words that mean other things as well (pound, mark, won, real) count only with a sign, or
not at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_SPACE: Final = " \u00a0\u202f\u2009"

#: Signs and codes that every language uses. A yen sign may also be one of yuan.
_SIGNS: Final = {
    "USD": r"(?:US|C|A|NZ|HK|S)?\$|\bUSD\b",
    "EUR": r"€|\bEUR\b",
    "GBP": r"£|\bGBP\b",
    "TRY": r"₺|\b(?:TRY|TL)\b",
    "RUB": r"₽|\b(?:RUB|RUR)\b",
    "CNY": r"\b(?:CNY|RMB)\b",
    "JPY": r"¥|\bJPY\b",
    "UAH": r"₴|\bUAH\b",
    "KZT": r"₸|\bKZT\b",
    "INR": r"₹|\bINR\b",
    "CHF": r"\bCHF\b",
}

#: Language → currency → its words, all forms, in a regular expression that ignores case.
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "USD": r"\b(?:petro)?dollars?\b|\bbucks?\b|\bgreenbacks?\b",
        "EUR": r"\beuros?\b",
        "GBP": r"\bpounds?\b|\bsterling\b|\bquid\b",
        "TRY": r"\b(?:lira|liras|lire)\b",
        "RUB": r"\brou?bles?\b",
        "CNY": r"\byuans?\b|\brenminbi\b",
        "JPY": r"\byen\b",
        "UAH": r"\bhryvni?as?\b|\bhryvnya\b",
        "KZT": r"\btenge\b",
        "INR": r"\brupees?\b",
        "CHF": r"\bfrancs?\b",
    },
    "tr": {
        "USD": r"\bdolar\w*|\bdoları\w*",
        "EUR": r"\b(?:avro|euro)\w*",
        "GBP": r"\bsterlin\w*|\bpound\w*",
        "TRY": r"\bliray?\w*",
        "RUB": r"\bruble\w*",
        "CNY": r"\byuan\w*|\brenminbi\w*",
        "JPY": r"\byen(?:in|e|den|lik|i)?\b",
        "UAH": r"\b(?:grivna|hrivna|grivniya)\w*",
        "KZT": r"\btenge\w*",
        "INR": r"\brupi\w*",
        "CHF": r"\bfran[kg]\w*",
    },
    "ru": {
        "USD": r"доллар\w*|\bдолл\b|\bбакс\w*",
        "EUR": r"\bевро\b",
        "GBP": r"\bфунт\w*|\bстерлинг\w*",
        "TRY": r"\bлир(?:а|ы|у|е|ой|ам|ах|ами)?\b",
        "RUB": r"\bрубл\w*|\bруб\b",
        "CNY": r"\bюан\w*|\bженьминьби\b|\bжэньминьби\b",
        "JPY": r"\b[ий]ен(?:а|ы|у|е|ой|ам|ах|ами)?\b",
        "UAH": r"\bгрив(?:н|ен)\w*",
        "KZT": r"\bтенге\b",
        "INR": r"\bрупи\w*",
        "CHF": r"\bфранк\w*",
    },
    "de": {
        "USD": r"\b(?:US-)?dollars?\b",
        "EUR": r"\beuros?\b",
        "GBP": r"\bpfund\w*|\bsterling\b",
        "TRY": r"\blira\b",
        "RUB": r"\brubels?\b",
        "CNY": r"\byuan\b|\brenminbi\b",
        "JPY": r"\byen\b",
        "UAH": r"\b(?:griwna|hrywnja|hrywnia)\b",
        "KZT": r"\btenge\b",
        "INR": r"\brupien?\b",
        "CHF": r"\bfranken\b",
    },
}

#: Words that may stand between a number and its currency: magnitudes, and whose dollar it is.
_BETWEEN: Final = re.compile(
    r"\d(?:[.,\d]*\d)?[’'\w]*"
    r"(?:[ \u00a0\u202f\u2009-]+(?:thousand|[mbt]r?illions?|mln|bn|bln|tn|bin|milyon|milyar|trilyon|тыс|млн|млрд|трлн|"
    r"тысяч\w*|миллион\w*|миллиард\w*|триллион\w*|Tausend|Millionen?|Milliarden?|Billionen?|Mio|Mrd)[’'\w]*\.?)?"
    r"(?:[ \u00a0\u202f\u2009-]+(?:U\.?S\.?|American|Canadian|Australian|Turkish|Russian|Chinese|Indian|Swiss|ABD|Amerikan|"
    r"Kanada|Avustralya|Türk|Rus|Çin|Hint|İsviçre|американ\w*|канадск\w*|австралийск\w*|турецк\w*|российск\w*|"
    r"китайск\w*|индийск\w*|швейцарск\w*|US|britische\w*|türkische\w*))?"
    rf"[{_SPACE}-]*$",
    re.IGNORECASE,
)
_NUMBER_BEHIND: Final = re.compile(rf"[{_SPACE}]?\d")
#: Words that are a currency only where they say so: a pound of flour, ein Pfund Mehl, фунт муки.
_DOUBTFUL: Final = re.compile(r"(?:pounds?|quid|bucks?|pfund\w*|фунт\w*|pound\w*)", re.IGNORECASE)

_PERCENT: Final = {
    "en": re.compile(r"[%٪]|\bper[ -]?cent|\bpercentage", re.IGNORECASE),
    "tr": re.compile(r"%|\byüzde|\bpuan", re.IGNORECASE),
    "ru": re.compile(r"%|процент|\bп\. ?п\.", re.IGNORECASE),
    "de": re.compile(r"%|prozent", re.IGNORECASE),
}
_SIGN_ONLY: Final = re.compile("%")


def _pattern(words: Mapping[str, str]) -> re.Pattern[str]:
    """One pattern of all currencies, a group each."""
    forms = {code: f"{sign}|{words[code]}" if code in words else sign for code, sign in _SIGNS.items()}
    return re.compile("|".join(f"(?P<{code}>{form})" for code, form in forms.items()), re.IGNORECASE)


_CURRENCY: Final = {language: _pattern(words) for language, words in _WORDS.items()}
_SIGN: Final = _pattern({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Currency:
    """A currency named in a text: ISO 4217 ``code`` (of a dollar always USD), span [start, end) in code points.

    ``counted``: it stands right beside a number, so it is money beyond doubt.
    """

    code: str
    start: int
    end: int
    counted: bool


def currencies(text: str, language: str) -> list[Currency]:
    """The currencies that ``text`` names, in order. A language without words here has the signs."""
    found = []
    for match in _CURRENCY.get(language, _SIGN).finditer(text):
        start, end = match.span()
        before = text[max(0, start - 60) : start]
        counted = _NUMBER_BEHIND.match(text, end) is not None or _BETWEEN.search(before) is not None
        if counted and _DOUBTFUL.fullmatch(match.group()):
            counted = False
        found.append(Currency(code=match.lastgroup or "", start=start, end=end, counted=counted))
    return found


def says_percent(text: str, language: str) -> bool:
    """Whether ``text`` speaks of percents, by sign or word."""
    return _PERCENT.get(language, _SIGN_ONLY).search(text) is not None
