"""Language codes as other tools write them: ``en-US``, ``EN``, ``tr_TR``, ``ru_RU.UTF-8``, ``tur``, and names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Final, TypeVar

T = TypeVar("T")

_CODE: Final = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8})*")
#: What glibc writes behind "@" and means as a script.
_SCRIPTS: Final = {"latin": "Latn", "cyrillic": "Cyrl"}


@lru_cache(maxsize=4096)
def normal(code: str) -> str:
    """``code`` as we write it ("tr-TR", "zh-Hant"): hyphens, case by custom, two letters for three, no encoding.

    What is no language code comes back in small letters, without white space around it.
    """
    bare, _, modifier = code.strip().partition("@")
    plain = bare.partition(".")[0].replace("_", "-").lower()
    if not _CODE.fullmatch(plain):
        return code.strip().lower()
    language, *rest = plain.split("-")
    if len(language) == 3:
        language, *implied = _short(language).split("-")
        rest = implied + rest
    if modifier.lower() in _SCRIPTS:
        rest.insert(0, _SCRIPTS[modifier.lower()])
    return "-".join([language, *map(_subtag, rest)])


def _subtag(tag: str) -> str:
    if len(tag) == 4 and tag.isalpha():
        return tag.title()
    return tag.upper() if len(tag) == 2 else tag


def _short(language: str) -> str:
    """The two letters of a language that has them (ISO 639-2 and 639-3)."""
    from babel.core import get_global  # 0.1 s; files with two letters do not need it

    return str(get_global("language_aliases").get(language, language)).replace("_", "-")


@lru_cache(maxsize=4096)
def same_language(code: str, wanted: str) -> bool:
    """Whether what is in ``code`` serves for ``wanted``: equal, or one of them is the other with more to it.

    "tr-TR" serves for "tr" and "tr" for "tr-TR"; "pt-PT" does not serve for "pt-BR".
    """
    here, there = normal(code), normal(wanted)
    return bool(here and there) and (f"{here}-".startswith(f"{there}-") or f"{there}-".startswith(f"{here}-"))


def best(things: Iterable[T], wanted: str, code_of_thing: Callable[[T], str]) -> list[T]:
    """Of ``things`` those in ``wanted``; where none is in exactly that, those in the first code that serves for it."""
    serving = [(normal(code_of_thing(thing)), thing) for thing in things if same_language(code_of_thing(thing), wanted)]
    if not serving:
        return []
    codes = [code for code, _ in serving]
    chosen = normal(wanted) if normal(wanted) in codes else codes[0]
    return [thing for code, thing in serving if code == chosen]


@lru_cache(maxsize=4096)
def code_of(words: str, near: Sequence[str] = ()) -> str:
    """The code that ``words`` say: a code, or the name of a language in English, in itself or in one of ``near``.

    "" for what names no language that CLDR knows.
    """
    from babel import Locale  # 0.1 s

    text = words.strip()
    if not text:
        return ""
    english = Locale("en").languages
    code = normal(text)
    if _CODE.fullmatch(code.lower()) and code.partition("-")[0] in english:
        return code
    folded = text.casefold()
    for known, name in english.items():
        if name.casefold() == folded:
            return normal(known)
    for locale in near:
        own = _languages_in(locale)
        for known in (locale, *near, "en"):
            name = own.get(normal(known).partition("-")[0], "")
            if name and name.casefold() == folded:
                return normal(known)
    return ""


@lru_cache(maxsize=64)
def _languages_in(locale: str) -> dict[str, str]:
    """Code → name of the languages, as ``locale`` calls them; none where CLDR does not know it."""
    from babel import Locale, UnknownLocaleError

    try:
        return dict(Locale.parse(normal(locale).partition("-")[0]).languages)
    except (UnknownLocaleError, ValueError):
        return {}
