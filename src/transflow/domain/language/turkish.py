"""Turkish: İSNAD for citations, TDK for spelling, CLDR for numbers and dates."""

from __future__ import annotations

import re
from typing import Final

from transflow.domain.crossrefs import GAP, several
from transflow.domain.language import typography
from transflow.domain.language.apparatus import Apparatus
from transflow.domain.language.numerals import Numerals, magnitudes, months, number_words
from transflow.domain.language.profile import Profile
from transflow.domain.language.suffixes import turkish_suffix

_UNITS: Final = ("bir", "iki", "üç", "dör[td]", "beş", "altı", "yedi", "sekiz", "dokuz")
_TENS: Final = ("on", "yirmi", "otuz", "kırk", "elli", "altmış", "yetmiş", "seksen", "doksan")

_WORDS: Final = {
    **{word: str(n) for n, word in enumerate(_UNITS, start=1)},
    **{word: str(10 * n) for n, word in enumerate(_TENS, start=1)},
    # Written together as well as apart: onbeş, yirmibeş.
    **{f"{ten}{unit}": str(10 * t + u) for t, ten in enumerate(_TENS, 1) for u, unit in enumerate(_UNITS, 1)},
    "sıfır": "0",
    "ilk|tek|birkaç": "1",
    "çift|her ikisi|ikiz": "2",
    "çeyrek": "4",
    "düzine|gece yarısı": "12",
    "buçuk|buçuğ|yarım|yarı": "0.5",
    "yüz|yüzyıl|asır|asr": "100",
    "bin": "1000",
    "milyon": "1000000",
    "milyar|milyarder": "1000000000",
    "trilyon": "1000000000000",
}

_SUFFIX: Final = (
    r"[’']?(?:(?:inci|ıncı|uncu|üncü|nci|ncı|şer|şar|er|ar|lerce|larca|ler|lar|lik|lık|luk|lük|li|lı|lu|lü"
    r"|liğ|lığ|luğ|lüğ|sin|sın|sun|sün|si|sı|su|sü|nin|nın|nun|nün|in|ın|un|ün|yi|yı|yu|yü|ye|ya|den|dan|ten|tan|de|da"
    r"|te|ta|ne|na|ni|nı|nu|nü|le|la|imiz|ımız|umuz|e|a|i|ı|u|ü|n)){0,4}"
)
_PATTERN, _WORTH = number_words(_WORDS, _SUFFIX)
_CASE: Final = r"(?:[’']?\w{0,6})?\b"

_LIST: Final = several("ve|ile|ilâ|ila|veya|ya da")
_ORDINAL: Final = r"\d{1,4}(?:\.|[’'](?:inci|ıncı|uncu|üncü|nci|ncı))"
#: "3. dipnot", "3 ve 5. dipnotlar", "3'üncü dipnot", "3 numaralı not"; "dipnot 3", "dipnot 3 ve 5", "bkz. not 3", "dpn. 3".
_REFERENCES: Final = re.compile(
    rf"(?<![\w.,])(?:\d{{1,4}}\.?(?:\s?[-–—]\s?|,\s|\s(?:ve|ile|ilâ|ila|veya|ya da)\s))*"
    rf"(?:{_ORDINAL}{GAP}|\d{{1,4}}\s(?:numaralı|nolu|no[’']?lu|sayılı){GAP})"
    r"(?:(?:dip|son)not\w*|not(?:lar\w*|u\w{0,4}|a|ta|tan|un)?\b)"
    rf"|\b(?:(?:dip|son)not\w*|not(?:lar)?){GAP}{_LIST}|\bdp?n\.\s?{_LIST}",
    re.IGNORECASE,
)

#: İSNAD 2 (Sivas 2020): pages without a mark, "Erişim" and the date in words. It knows no "ibid."; ours says "Aynı yer".
_ISNAD: Final = Apparatus(
    ibid="Aynı yer.",
    ibid_page="Aynı yer, {first}",
    ibid_pages="Aynı yer, {first}-{last}",
    page="{first}",
    pages="{first}-{last}",
    access="Erişim {date}",
    date="{day} {name} {year}",
    months=(
        *("Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran"),
        *("Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım", "Aralık"),
    ),
    see="bk.",
    see_also="ayrıca bk.",
    words=(
        (r"\bet al\.", "vd."),
        (r"\(eds?\.\)", "(ed.)"),
        (r"\(trans\.\)", "(çev.)"),
        (r"(?i)\bop\. cit\.", "age."),
        (r"(?i)\bloc\. cit\.", "agy."),
        (r"(?i)\bcf\.(?=\s)", "krş."),
        (r"(?i)\bquoted in\b", "akt."),
    ),
)

TURKISH: Final = Profile(
    language="tr",
    name="Türkçe",
    language_line="Bu yazı şu dillerde de mevcuttur:",
    notes_heading="Notlar",
    translator_credit="Çeviri",
    note_tags=("ç.n.", "tn"),
    repeats=re.compile(r"\s*(?:aynı\s+yer|a\.\s?e\.|a\.\s?g\.\s?e\.|a\.\s?y\.|ibid)", re.IGNORECASE),
    stemmer="turkish",
    typography=typography.TURKISH,
    plurals="nplurals=2; plural=(n != 1);",
    note_references=_REFERENCES,
    suffix=turkish_suffix,
    correction=("Düzeltme", "Bu yazı ilk yayımlanışından sonra düzeltilmiştir."),
    apparatus=Apparatus(
        ibid="Aynı yer.",
        ibid_page="Aynı yer, s. {first}",
        ibid_pages="Aynı yer, ss. {first}-{last}",
        page="s. {first}",
        pages="ss. {first}-{last}",
        access="Erişim Tarihi: {date}",
        see="Bkz.",
        see_also="Ayrıca bkz.",
        words=(
            (r"\bet al\.", "vd."),
            (r"\(eds?\.\)", "(ed.)"),
            (r"\(trans\.\)", "(çev.)"),
            (r"(?i)\bop\. cit\.", "a.g.e."),
            (r"(?i)\bloc\. cit\.", "a.y."),
            (r"(?i)\bcf\.(?=\s)", "krş."),
            (r"(?i)\bquoted in\b", "akt."),
        ),
    ),
    styles={"isnad": _ISNAD},
    numerals=Numerals(
        decimal=",",
        group=".",
        magnitude=magnitudes(
            p3=r"bin(?:[’']\w{1,6}|e|i|de|den|in|er|lik|lerce|inci)?\b",
            p6=rf"(?:milyon(?!er){_CASE}|mn\b|mln\b)",
            p9=rf"(?:milyar(?!der){_CASE}|mlr\b)",
            p12=rf"trilyon{_CASE}",
        ),
        # Short forms as tables have them (CLDR's medium date), with a capital only: "ara" and "kas" are words.
        month=months(
            rf"(?:[Oo]ca[kğ]{_CASE}|Oca\b\.?)",
            rf"(?:[Şş]ubat{_CASE}|Şub\b\.?)",
            rf"(?:[Mm]art{_CASE}|Mar\b\.?)",
            rf"(?:[Nn]isan{_CASE}|Nis\b\.?)",
            rf"(?:[Mm]ay[ıi]s{_CASE}|May\b\.?)",
            rf"(?:[Hh]aziran{_CASE}|Haz\b\.?)",
            rf"(?:[Tt]emmuz{_CASE}|Tem\b\.?)",
            rf"(?:[Aa]ğustos{_CASE}|Ağu\b\.?)",
            rf"(?:[Ee]yl[üu]l{_CASE}|Eyl\b\.?)",
            rf"(?:[Ee]kim{_CASE}|Eki\b\.?)",
            rf"(?:[Kk]asım{_CASE}|Kas\b\.?)",
            rf"(?:Aralı[kğ]{_CASE}|aralık(?:ta|taki|tan)?\b|Ara\b\.?)",
        ),
        word=_PATTERN,
        spelled=_WORTH,
        joint=re.compile(r"\s?"),
    ),
)
