"""A language without a profile: nothing is assumed that could be wrong."""

from __future__ import annotations

import re
from typing import Final

from transflow.domain.language.numerals import Numerals, magnitudes, months
from transflow.domain.language.profile import Profile

_NEVER: Final = r"(?!)"

NEUTRAL: Final = Profile(
    language="",
    name="",
    language_line="This post is also available in:",
    notes_heading="Notes",
    translator_credit="Translation",
    note_tags=("tn",),
    repeats=re.compile(r"\s*ibid(?:em)?\b\.?", re.IGNORECASE),
    numerals=Numerals(
        decimal=",",
        group=".",
        magnitude=magnitudes(p0=_NEVER),
        month=months(*[_NEVER] * 12),
        word=re.compile(_NEVER),
        spelled={},
        joint=re.compile(_NEVER),
    ),
)
