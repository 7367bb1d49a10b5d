"""German: Duden for spelling and typography, DIN ISO 690 and the usage of institutes for citations, CLDR for numbers."""

from __future__ import annotations

import re
from typing import Final

from transflow.domain.crossrefs import GAP, several
from transflow.domain.language import typography
from transflow.domain.language.apparatus import Apparatus
from transflow.domain.language.numerals import Numerals, magnitudes, months, number_words
from transflow.domain.language.profile import Profile

_UNITS: Final = ("ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
_TENS: Final = ("zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")

_WORDS: Final = {
    "null": "0",
    "eins|ein|eine[nmrs]?|erste[nmrs]?|erstens|einzige[nmrs]?|einmal": "1",
    "zwei|zweite[nmrs]?|zweitens|beide[nmrs]?|doppel\\w*|zweimal|paar|zweier": "2",
    "drei|dritte[nmrs]?|dreimal|dreifach\\w*": "3",
    **{f"{word}(?:te[nmrs]?|tens)?": str(n) for n, word in enumerate(("vier", "fünf", "sechs"), start=4)},
    "sieben|siebte[nmrs]?|siebente[nmrs]?": "7",
    "acht|achte[nmrs]?": "8",
    "neun|neunte[nmrs]?": "9",
    "zehn|zehnte[nmrs]?|jahrzehnt\\w*|dekade\\w*": "10",
    "elf|elfte[nmrs]?": "11",
    "zwölf|zwölfte[nmrs]?|dutzend\\w*|mittag\\w*": "12",
    **{
        f"{word}zehn(?:te[nmrs]?)?": str(n) for n, word in enumerate(("drei", "vier", "fünf", "sech", "sieb"), start=13)
    },
    "achtzehn(?:te[nmrs]?)?": "18",
    "neunzehn(?:te[nmrs]?)?": "19",
    **{f"{ten}(?:ste[nmrs]?|er\\w*)?": str(10 * n) for n, ten in enumerate(_TENS, start=2)},
    **{
        f"{unit}und{ten}(?:ste[nmrs]?)?": str(10 * t + u)
        for t, ten in enumerate(_TENS, start=2)
        for u, unit in enumerate(_UNITS, start=1)
    },
    "hundert\\w*|einhundert|jahrhundert\\w*": "100",
    "tausend\\w*|eintausend": "1000",
    "millionen?|mio": "1000000",
    "milliarden?|mrd": "1000000000",
    "billionen?": "1000000000000",
    "halb\\w*|hälfte|anderthalb": "0.5",
    "viertel\\w*|quartal\\w*": "4",
    "drittel\\w*": "3",
    "mitternacht": "0",
    "woche\\w*": "7",
}
_PATTERN, _WORTH = number_words(_WORDS, "")

_LIST: Final = several("und|bis|oder")
#: "Fußnote 3", "in den Fußnoten 3 und 5", "Anm. 3", "siehe Endnote 3", "Fn. 3".
_REFERENCES: Final = re.compile(
    rf"\b(?:(?:fuß|end)note[n]?|anmerkung(?:en)?){GAP}(?:nr\.{GAP})?{_LIST}|\b(?:anm|fn)\.\s?{_LIST}", re.IGNORECASE
)

GERMAN: Final = Profile(
    language="de",
    name="Deutsch",
    language_line="Dieser Beitrag ist auch verfügbar auf:",
    notes_heading="Anmerkungen",
    translator_credit="Übersetzung",
    note_tags=("Anm. d. Übers.", "tn"),
    repeats=re.compile(r"\s*(?:ebd\.|ebenda|ibid)", re.IGNORECASE),
    stemmer="german",
    typography=typography.GERMAN,
    plurals="nplurals=2; plural=(n != 1);",
    note_references=_REFERENCES,
    correction=("Berichtigung", "Dieser Text wurde nach seiner ersten Veröffentlichung berichtigt."),
    apparatus=Apparatus(
        ibid="Ebd.",
        ibid_page="Ebd., S. {first}",
        ibid_pages="Ebd., S. {first}–{last}",
        page="S. {first}",
        pages="S. {first}–{last}",
        access="Zugriff am {date}",
        see="Siehe",
        see_also="Siehe auch",
        words=(
            (r"\bet al\.", "u. a."),
            (r"\(eds?\.\)", "(Hrsg.)"),
            (r"\(trans\.\)", "(Übers.)"),
            (r"(?i)\bop\. cit\.", "a. a. O."),
            (r"(?i)\bloc\. cit\.", "ebd."),
            (r"(?i)\bcf\.(?=\s)", "vgl."),
            (r"(?i)\bquoted in\b", "zit. nach"),
        ),
    ),
    numerals=Numerals(
        decimal=",",
        group=".",
        magnitude=magnitudes(
            p3=r"(?:Tausend\b|tausend\b|Tsd\b\.?)",
            p6=r"(?:Millionen?\b|Mio\b\.?)",
            p9=r"(?:Milliarden?\b|Mrd\b\.?)",
            p12=r"(?:Billionen?\b|Bio\b\.?)",
        ),
        month=months(
            r"(?:Januar|Jänner)s?\b",
            r"(?:Februar|Feber)s?\b",
            r"März(?:es)?\b",
            r"Aprils?\b",
            r"Mais?\b",
            r"Juni?s?\b",
            r"Juli?s?\b",
            r"Augusts?\b",
            r"Septembers?\b",
            r"Oktobers?\b",
            r"Novembers?\b",
            r"Dezembers?\b",
        ),
        word=_PATTERN,
        spelled=_WORTH,
        joint=re.compile(r"[\s-]?(?:und )?"),
    ),
)
