"""What CLDR (through Babel) says of a language: plural forms, names of months."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache


def same_plural(one: Decimal, other: Decimal, language: str) -> bool:
    """Whether a noun that either number counts has the same form; False where nobody knows the language."""
    from babel.core import Locale, UnknownLocaleError

    try:
        form = Locale.parse(language, sep="-").plural_form
    except (UnknownLocaleError, ValueError):
        return one == other
    return bool(form(one) == form(other))


@lru_cache(maxsize=16)
def month_names(language: str) -> tuple[Mapping[int, str], ...]:
    """The full names of the months, 1 to 12: as in a date, and by themselves; nothing where nobody knows the language."""
    from babel.core import Locale, UnknownLocaleError

    try:
        names = Locale.parse(language, sep="-").months
    except (UnknownLocaleError, ValueError):
        return ()
    return tuple(dict(names[context]["wide"]) for context in ("format", "stand-alone"))
