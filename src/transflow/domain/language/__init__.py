"""Languages: what transflow knows of each, one profile a file.

>>> profile("tr-TR").name
'Türkçe'
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Final

from transflow.domain.language.apparatus import Apparatus
from transflow.domain.language.english import ENGLISH
from transflow.domain.language.german import GERMAN
from transflow.domain.language.neutral import NEUTRAL
from transflow.domain.language.numerals import Number, NumberKind
from transflow.domain.language.profile import HOUSE, Profile
from transflow.domain.language.russian import RUSSIAN
from transflow.domain.language.turkish import TURKISH

__all__ = ["HOUSE", "PROFILES", "Apparatus", "Number", "NumberKind", "Profile", "profile"]

#: Language subtag → profile.
PROFILES: Final = {known.language: known for known in (ENGLISH, TURKISH, RUSSIAN, GERMAN)}


@lru_cache(maxsize=64)
def profile(locale: str) -> Profile:
    """The profile of ``locale`` (``tr``, ``tr-TR``, ``tr_TR``); a neutral one for a language without a profile."""
    language = locale.replace("_", "-").partition("-")[0].lower()
    return PROFILES.get(language) or replace(NEUTRAL, language=language, name=locale)
