"""Russian: GOST R 7.0.5 and Milchin's handbook for citations and note markers, CLDR for numbers and dates."""

from __future__ import annotations

import re
from typing import Final

from transflow.domain.crossrefs import GAP, several
from transflow.domain.language import typography
from transflow.domain.language.apparatus import Apparatus
from transflow.domain.language.numerals import Numerals, magnitudes, months, number_words
from transflow.domain.language.profile import Profile

_TEENS: Final = ["один", "две", "три", "четыр", "пят", "шест", "сем", "восем", "девят"]

_BOUND_TENS: Final = (
    "двадцати",
    "тридцати",
    "сорока",
    "пятидесяти",
    "шестидесяти",
    "семидесяти",
    "восьмидесяти",
    "девяносто",
)
_BOUND_UNITS: Final = ("одно", "двух", "тр[её]х", "четыр[её]х", "пяти", "шести", "семи", "восьми", "девяти")

_WORDS: Final = {
    "один|одна|одно|одни|одного|одной|одному|одним|одном|одну|перв\\w+|однажды|единствен\\w*|впервые": "1",
    "дв[аеу]|двух\\w*|двум\\w*|двое|двоих|двумя|втор\\w+|дважды|двойн\\w*|двоен\\w*|вдвое|удво\\w+|пар[аыуео]\\w?|об[ае]|обо?их|обеи\\w+"
    "|дву\\w{3,}": "2",
    "тр[иеё]|тр[её]х\\w*|тр[её]м\\w*|тремя|трое|троих|трет\\w+|трижды|тройн\\w*|втрое|утро\\w+|тройк\\w+": "3",
    "четыр\\w+|четвер\\w+|четв[её]рт\\w+": "4",
    "пят(?!ьдес|идес|надц|ьсот)\\w*": "5",
    "шест(?!ьдес|идес|надц|ьсот)\\w*": "6",
    "сем(?!ьдес|идес|надц|ьсот)(?:ь\\w{0,2}|и\\w*|еро|[её]рк\\w+)|седьм\\w+": "7",
    "восем(?!ьдес|надц|ьсот)\\w*|восьм(?!идес|исот)\\w*": "8",
    "девят(?!надц|ьсот)\\w*": "9",
    "десят\\w*|декад\\w*": "10",
    **{f"{stem}надцат\\w+": str(10 + n) for n, stem in enumerate(_TEENS, start=1)},
    # двадцатидевятилетний, сорокадвухлетний
    **{
        f"{ten}{unit}\\w+": str(10 * t + u)
        for t, ten in enumerate(_BOUND_TENS, start=2)
        for u, unit in enumerate(_BOUND_UNITS, start=1)
    },
    "двадцат\\w+": "20",
    "тридцат\\w+": "30",
    "сорок\\w*": "40",
    "пят(?:ь|и)десят\\w*": "50",
    "шест(?:ь|и)десят\\w*": "60",
    "сем(?:ь|и)десят\\w*": "70",
    "восемьдесят\\w*|восьмидесят\\w*": "80",
    "девяност\\w+": "90",
    "ст[оа]|сот\\w+|век\\w*|столети\\w+": "100",
    "двести|двухсот\\w*": "200",
    "триста|тр[её]хсот\\w*": "300",
    "четыреста|четыр[её]хсот\\w*": "400",
    "пятьсот|пятисот\\w*": "500",
    "шестьсот|шестисот\\w*": "600",
    "семьсот|семисот\\w*": "700",
    "восемьсот|восьмисот\\w*": "800",
    "девятьсот|девятисот\\w*": "900",
    "тысяч\\w*|тыс": "1000",
    "миллион\\w*|млн": "1000000",
    "миллиард\\w*|млрд": "1000000000",
    "триллион\\w*|трлн": "1000000000000",
    "половин\\w+|пол": "0.5",
    "четверть\\w*|четверти\\w*": "4",
    "ноль|нол\\w+|нул\\w+|полноч\\w+": "0",
    "дюжин\\w*|полдень|полдня|полудн\\w+": "12",
    "полуторачас\\w+": "90",
    "полтор\\w+": "1.5",
    "пол[уо]?миллион\\w*": "500000",
    "пол[уо]?миллиард\\w*": "500000000",
}

_PATTERN, _WORTH = number_words(_WORDS, "")

_LIST: Final = several("и|или|по|да")
#: "сноска 3", "в сносках 3–5", "см. примечание 3", "прим. 3 и 5", "сноска № 3", "в 3-й сноске".
_REFERENCES: Final = re.compile(
    rf"\b(?:сноск|примечани)\w*{GAP}(?:№{GAP}|№)?{_LIST}|\b(?:прим|примеч|сн)\.\s?(?:№\s?)?{_LIST}"
    rf"|(?<![\w.,])\d{{1,4}}-(?:й|я|е|м|ю|ей|му|го|ой){GAP}(?:сноск|примечани)\w*",
    re.IGNORECASE,
)

#: GOST R 7.0.5-2008, 4.9 and 10.4: what stands for a source in Latin script stays Latin (Ibid., Op. cit., P.).
_GOST: Final = Apparatus(
    for_latin=True,
    ibid="Ibid.",
    ibid_page="Ibid. P. {first}",
    ibid_pages="Ibid. P. {first}–{last}",
    page="P. {first}",
    pages="P. {first}–{last}",
    access="дата обращения: {date}",
    see="См.:",
    see_also="См. также:",
    words=(
        (r"(?i)\bop\. cit\.", "Op. cit."),
        (r"(?i)\bcf\.(?=\s)", "ср.:"),
        (r"(?i)\bquoted in\b", "цит. по:"),
    ),
)

RUSSIAN: Final = Profile(
    language="ru",
    name="Русский",
    language_line="Эта статья также доступна на языках:",
    notes_heading="Примечания",
    translator_credit="Перевод",
    note_tags=("прим. пер.", "tn"),
    repeats=re.compile(r"\s*(?:там\s+же|ibid)", re.IGNORECASE),
    stemmer="russian",
    typography=typography.RUSSIAN,
    plurals=("nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"),
    note_references=_REFERENCES,
    correction=("Исправление", "После первой публикации в текст внесены исправления."),
    before_stops=".,;:",
    abbreviation=re.compile(
        r"(?:(?<!\w)(?:гг?|вв?|др|пр|проч|тыс|долл|руб|коп|стр|[стпдечнэ]|ред|изд|ст|гл|рис|табл|мин|сек|час|ул|им|см"
        r"|ср|обл|км|кв|куб)|(?<!\w)[А-ЯЁA-Z])\.$",
    ),
    apparatus=Apparatus(
        ibid="Там же.",
        ibid_page="Там же. С. {first}",
        ibid_pages="Там же. С. {first}–{last}",
        page="С. {first}",
        pages="С. {first}–{last}",
        access="дата обращения: {date}",
        see="См.",
        see_also="См. также",
        words=(
            (r"\bet al\.", "и др."),
            (r"\(eds?\.\)", "(ред.)"),
            (r"\(trans\.\)", "(пер.)"),
            (r"(?i)\bop\. cit\.", "указ. соч."),
            (r"(?i)\bloc\. cit\.", "там же"),
            (r"(?i)\bcf\.(?=\s)", "ср."),
            (r"(?i)\bquoted in\b", "цит. по:"),
        ),
    ),
    styles={"gost": _GOST},
    numerals=Numerals(
        decimal=",",
        group="\u00a0",
        magnitude=magnitudes(
            p3=r"(?:тыс\b\.?|тысяч\w*)",
            p6=r"(?:млн\b\.?|миллион(?!ер)\w*)",
            p9=r"(?:млрд\b\.?|миллиард(?!ер)\w*)",
            p12=r"(?:трлн\b\.?|триллион\w*)",
        ),
        month=months(
            r"(?:[Яя]нвар[яьеюё]\w?\b|янв\b\.?)",
            r"(?:[Фф]еврал[яьею]\w?\b|февр?\b\.?)",
            r"(?:[Мм]арт[ауе]?\b|мар\b\.?)",
            r"(?:[Аа]прел[яьею]\w?\b|апр\b\.?)",
            r"[Мм]а[яйюе]\b",
            r"(?:[Ии]юн[яьею]\w?\b|июн\b\.?)",
            r"(?:[Ии]юл[яьею]\w?\b|июл\b\.?)",
            r"(?:[Аа]вгуст[ауе]?\b|авг\b\.?)",
            r"(?:[Сс]ентябр[яьею]\w?\b|сент?\b\.?)",
            r"(?:[Оо]ктябр[яьею]\w?\b|окт\b\.?)",
            r"(?:[Нн]оябр[яьею]\w?\b|нояб?\b\.?)",
            r"(?:[Дд]екабр[яьею]\w?\b|дек\b\.?)",
        ),
        word=_PATTERN,
        spelled=_WORTH,
        joint=re.compile(r"[\s-]?(?:с )?"),
    ),
)
