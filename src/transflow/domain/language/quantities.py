"""What a number counts: percents and currencies, by sign and by word, so that two languages can be compared.

Words are those of the press beside CLDR's names of currencies; a dollar is a dollar whichever country's it is, because
articles name the country once. Words that mean other things as well (pound, mark, won, real) count only with a sign, or
not at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_SPACE: Final = " \u00a0\u202f\u2009"

#: Signs that every language uses, by their currency. A yen sign may also be one of yuan.
_SIGNS: Final = {
    "$": "USD", "€": "EUR", "£": "GBP", "₺": "TRY", "₽": "RUB", "¥": "JPY", "₴": "UAH", "₸": "KZT", "₹": "INR",
}  # fmt: skip
#: Codes that every language uses, in capitals only: "try" is a word.
_CODES: Final = {
    "USD": "USD", "EUR": "EUR", "GBP": "GBP", "TRY": "TRY", "TL": "TRY", "RUB": "RUB", "CNY": "CNY", "RMB": "CNY",
    "JPY": "JPY", "UAH": "UAH", "KZT": "KZT", "INR": "INR", "CHF": "CHF",
}  # fmt: skip

#: Language → currency → its words in lower case, all forms; they stand between word boundaries.
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "USD": "dollars?|petrodollars?|bucks?|greenbacks?",
        "EUR": "euros?",
        "GBP": "pounds?|sterling|quid",
        "TRY": "lira|liras|lire",
        "RUB": "rou?bles?",
        "CNY": "yuans?|renminbi",
        "JPY": "yen",
        "UAH": "hryvni?as?|hryvnyas?",
        "KZT": "tenge",
        "INR": "rupees?",
        "CHF": "francs?",
    },
    "tr": {
        "USD": r"dolar\w*",
        "EUR": r"avro\w*|euro\w*",
        "GBP": r"sterlin\w*|pound\w*",
        "TRY": r"lira\w*",
        "RUB": r"ruble\w*",
        "CNY": r"yuan\w*|renminbi\w*",
        "JPY": "yen|yenin|yene|yenden|yenlik|yeni",
        "UAH": r"grivna\w*|hrivna\w*|grivniya\w*",
        "KZT": r"tenge\w*",
        "INR": r"rupi\w*",
        "CHF": r"fran[kg]\w*",
    },
    "ru": {
        "USD": r"доллар\w*|долл|бакс\w*|нефтедоллар\w*",
        "EUR": "евро",
        "GBP": r"фунт\w*|стерлинг\w*",
        "TRY": "лир(?:а|ы|у|е|ой|ам|ах|ами)?",
        "RUB": r"рубл\w*|руб",
        "CNY": r"юан\w*|ж[еэ]ньминьби",
        "JPY": "иен(?:а|ы|у|е|ой|ам|ах|ами)?|йен(?:а|ы|у|е|ой|ам|ах|ами)?",
        "UAH": r"гривн\w*|гривен\w*",
        "KZT": "тенге",
        "INR": r"рупи\w*",
        "CHF": r"франк\w*",
    },
    "de": {
        "USD": "dollars?",
        "EUR": "euros?",
        "GBP": r"pfund\w*|sterling",
        "TRY": "lira",
        "RUB": "rubels?",
        "CNY": "yuan|renminbi",
        "JPY": "yen",
        "UAH": "griwna|hrywnja|hrywnia",
        "KZT": "tenge",
        "INR": "rupien?",
        "CHF": "franken",
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
    """One pattern of all currencies in lower case. Without groups and flags, which would try every word at every place."""
    forms = "|".join([*(code.lower() for code in _CODES), *words.values()])
    return re.compile(rf"[{''.join(_SIGNS)}]|\b(?:{forms})\b")


_CURRENCY: Final = {language: _pattern(words) for language, words in _WORDS.items()}
_SIGN: Final = _pattern({})


@lru_cache(maxsize=4096)
def _code(word: str, language: str) -> str:
    """The currency that ``word`` (as it stands) is a sign, a code or a form of; "" for none."""
    if word in _SIGNS or word in _CODES:
        return _SIGNS.get(word) or _CODES[word]
    forms = _WORDS.get(language, {})
    return next((code for code, form in forms.items() if re.fullmatch(form, word.lower())), "")


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
    # İ is the one letter that grows in lower case, which would shift the spans.
    for match in _CURRENCY.get(language, _SIGN).finditer(text.replace("İ", "I").lower()):
        start, end = match.span()
        code = _code(text[start:end], language)
        if not code:
            continue
        before = text[max(0, start - 60) : start]
        counted = _NUMBER_BEHIND.match(text, end) is not None or _BETWEEN.search(before) is not None
        if counted and _DOUBTFUL.fullmatch(match.group()):
            counted = False
        found.append(Currency(code=code, start=start, end=end, counted=counted))
    return found


def says_percent(text: str, language: str) -> bool:
    """Whether ``text`` speaks of percents, by sign or word."""
    return _PERCENT.get(language, _SIGN_ONLY).search(text) is not None
