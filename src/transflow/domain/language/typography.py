"""How a language sets its text: quotation marks, dashes, percent signs, spaces that must not break, what may be doubled.

Norms: TDK's spelling guide for Turkish, Milchin's handbook and GOST R 7.0.3 for Russian, Duden for German, Chicago for
English; CLDR for quotation marks. Where a norm and the press differ, the checks that use this only inform.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

NO_BREAK: Final = "\u00a0"
_THIN: Final = "\u202f"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Typography:
    """What checks of typography know of a language.

    ``quotes``: the outer and the inner pair of quotation marks. ``dash``: what stands between spaces. ``percent``: how a
    number and its sign are written, ``{n}`` for the number ("" where nothing is wrong). ``bound``: a pattern of spaces
    that must not break. ``once``: words that nobody means to write twice in a row; None: no word at all, but for
    ``twice``. ``stop_outside``: a full stop or comma stands behind a closing quotation mark. ``names``: beginnings of
    names that are often cased wrongly → as they are written.
    """

    quotes: tuple[tuple[str, str], tuple[str, str]]
    dash: str
    percent: str = ""
    bound: re.Pattern[str] | None = None
    once: frozenset[str] | None = frozenset()
    twice: frozenset[str] = frozenset()
    stop_outside: bool = False
    names: tuple[tuple[str, str], ...] = ()


ENGLISH: Final = Typography(
    quotes=(("“", "”"), ("‘", "’")),
    dash="—",
    percent="{n}%",
    once=None,
    twice=frozenset({"had", "that", "very", "so", "no", "bye", "is", "in"}),
)

TURKISH: Final = Typography(
    quotes=(("“", "”"), ("‘", "’")),
    dash="–",
    percent="%{n}",
    # Turkish doubles words freely (yavaş yavaş, adım adım): only what joins others is never doubled.
    once=frozenset(
        {
            *("ve", "veya", "ile", "için", "de", "da", "ki", "bu", "şu", "olan", "olarak", "gibi", "kadar", "ise"),
            *("tarafından", "ancak", "fakat", "ama", "çünkü", "göre", "karşı", "üzere", "dolayı", "en"),
        }
    ),
    names=(
        *(("Istanbul", "İstanbul"), ("Izmir", "İzmir"), ("Israil", "İsrail"), ("Ispanya", "İspanya")),
        *(("Italya", "İtalya"), ("Ingiltere", "İngiltere"), ("Isviçre", "İsviçre"), ("Isveç", "İsveç")),
        *(("Irlanda", "İrlanda"), ("Iskoçya", "İskoçya"), ("Iskender", "İskender"), ("Ibrahim", "İbrahim")),
        *(("Ingiliz", "İngiliz"), ("Italyan", "İtalyan"), ("Islam", "İslam"), ("Iran", "İran")),
    ),
)

RUSSIAN: Final = Typography(
    quotes=(("«", "»"), ("„", "“")),
    dash="—",
    percent="{n}" + NO_BREAK + "%",
    bound=re.compile(
        r" (?:(?=— )"
        r"|(?<=[^\w.][А-ЯЁ]\. )(?=[А-ЯЁ]\.|[А-ЯЁ][а-яё])"  # initials and the name behind them
        r"|(?<=[№§] )(?=\d)"
        r"|(?<=\d )(?=(?:гг?|вв?)\.|(?:тыс|млн|млрд|трлн)\b|(?:км|кг|га|см|мм|руб|долл)\b)"
        r"|(?<=\W[ти]\. )(?=[едкп]\.))"
    ),
    once=frozenset(
        {
            *(
                "в",
                "на",
                "с",
                "со",
                "по",
                "из",
                "от",
                "до",
                "для",
                "что",
                "как",
                "к",
                "ко",
                "у",
                "о",
                "об",
                "за",
                "при",
            ),
            *("под", "над", "без", "через", "между", "или", "но", "а", "и", "же", "бы", "который", "которые", "также"),
        }
    ),
    stop_outside=True,
)

GERMAN: Final = Typography(
    quotes=(("„", "“"), ("‚", "‘")),
    dash="–",
    percent="{n}" + NO_BREAK + "%",
    bound=re.compile(r" (?:(?<=\W[zudio]\. )(?=[aBÄhdn]\.)|(?<=§ )(?=\d)|(?<=\d )(?=(?:Mio|Mrd|Tsd)\b))"),
    once=frozenset({"und", "oder", "mit", "für", "von", "zu", "auf", "aus", "bei", "nach", "im", "am", "wie", "als"}),
    stop_outside=True,
)

#: A language of which nothing is known: nothing is said of its typography.
UNKNOWN: Final = Typography(quotes=(("“", "”"), ("‘", "’")), dash="")
