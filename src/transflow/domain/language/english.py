"""English: the source language of the house."""

from __future__ import annotations

import re
from typing import Final

from transflow.domain.crossrefs import ENGLISH as ENGLISH_REFERENCES
from transflow.domain.language import typography
from transflow.domain.language.numerals import Numerals, magnitudes, months, number_words
from transflow.domain.language.profile import Profile

_UNITS: Final = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_TEENS: Final = ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS: Final = ["twent", "thirt", "fort", "fift", "sixt", "sevent", "eight", "ninet"]

_WORDS: Final = {
    **{word: str(n) for n, word in enumerate(_UNITS, start=1)},
    **{word: str(n) for n, word in enumerate(_TEENS, start=13)},
    **{f"{stem}(?:y|ies|ieth)": str(10 * n) for n, stem in enumerate(_TENS, start=2)},
    "zero|nil|midnight": "0",
    "once|first|single|sole|firstly": "1",
    "twice|second|double[sd]?|doubling|both|pairs?|couples?|twins?|two-?fold|bilateral|secondly|duo": "2",
    "thirds?|triple[sd]?|tripling|thrice|trio|trilateral|three-?fold|triplets?": "3",
    "fourth|quarters?|quarterly|quadruple[sd]?|quartet": "4",
    "fifth": "5",
    "sixth": "6",
    "seventh": "7",
    "eighth": "8",
    "ninth": "9",
    "tenth|decades?": "10",
    "eleventh": "11",
    "twelfth|dozens?|noon|midday": "12",
    "half|halves|halved|halftime": "0.5",
    "hundreds?|hundredth|century|centuries|centenary": "100",
    "thousands?|thousandth": "1000",
    "millions?|millionth|millionaires?": "1000000",
    "billions?|billionaires?": "1000000000",
    "trillions?": "1000000000000",
    "fortnight": "14",
    "teenage|teens?|teenagers?": "13",
    "weekly|week": "7",
    "annual|annually": "1",
}

_PATTERN, _WORTH = number_words(_WORDS, r"(?:th|s)?")

ENGLISH: Final = Profile(
    language="en",
    name="English",
    language_line="This post is also available in:",
    notes_heading="Notes",
    translator_credit="Translation",
    note_tags=("t.n.", "tn"),
    repeats=re.compile(r"\s*ibid(?:em)?\b\.?", re.IGNORECASE),
    stemmer="english",
    typography=typography.ENGLISH,
    plurals="nplurals=2; plural=(n != 1);",
    note_references=ENGLISH_REFERENCES,
    numerals=Numerals(
        decimal=".",
        group=",",
        magnitude=magnitudes(
            p3=r"thousands?\b",
            p6=r"(?:millions?|mln|mn)\b",
            p9=r"(?:billions?|bln|bn)\b",
            p12=r"(?:trillions?|trn|tn)\b",
            q3=r"(?<=\d)k\b",
            q6=r"(?<=\d)m\b",
            q9=r"(?<=\d)b\b",
        ),
        month=months(
            r"Jan(?:uary|\b\.?)",
            r"Feb(?:ruary|\b\.?)",
            r"Mar(?:ch|\b\.?)",
            r"Apr(?:il|\b\.?)",
            r"May\b",
            r"June?\b",
            r"July?\b",
            r"Aug(?:ust|\b\.?)",
            r"Sep(?:tember|t?\b\.?)",
            r"Oct(?:ober|\b\.?)",
            r"Nov(?:ember|\b\.?)",
            r"Dec(?:ember|\b\.?)",
        ),
        word=_PATTERN,
        spelled=_WORTH,
        joint=re.compile(r"[\s-]{1,2}(?:and )?(?:an? )?"),
    ),
)
