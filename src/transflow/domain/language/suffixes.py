"""Turkish suffixes behind a number: "3'üncü" is "6'ncı" when the number moves, as the number's last word has it (TDK)."""

from __future__ import annotations

import re
from typing import Final

_DIGITS: Final = ("sıfır", "bir", "iki", "üç", "dört", "beş", "altı", "yedi", "sekiz", "dokuz")
_TENS: Final = ("", "on", "yirmi", "otuz", "kırk", "elli", "altmış", "yetmiş", "seksen", "doksan")
_VOICELESS: Final = frozenset("çfhkpsşt")
_VOWELS: Final = "aıoueiöü"

#: Kinds of suffixes, with A for e or a, I for i, ı, u or ü, D for d or t; what is in brackets stands behind a vowel,
#: and what is in braces behind a consonant.
_KINDS: Final = tuple(
    (re.compile(pattern), template)
    for pattern, template in (
        (r"[iıuü]?nc[iıuü]", "{I}ncI"),
        (r"[dt][ea]", "DA"),
        (r"[dt][ea]n", "DAn"),
        (r"[dt][ea]ki", "DAki"),
        (r"y?[ea]", "(y)A"),
        (r"y?[iıuü]", "(y)I"),
        (r"n?[iıuü]n", "(n)In"),
        (r"y?l[ea]", "(y)lA"),
    )
)


def turkish_suffix(number: int, suffix: str) -> str:
    """``suffix`` as it is behind ``number``; one that is not known stays as it is."""
    template = next((template for pattern, template in _KINDS if pattern.fullmatch(suffix)), None)
    if template is None:
        return suffix
    word = _last_word(number)
    vowel = next(letter for letter in reversed(word) if letter in _VOWELS)
    after_vowel = word[-1] in _VOWELS
    template = re.sub(r"\((.)\)", r"\1" if after_vowel else "", template)
    template = re.sub(r"\{(.)\}", "" if after_vowel else r"\1", template)
    narrow = {"a": "ı", "ı": "ı", "o": "u", "u": "u", "e": "i", "i": "i", "ö": "ü", "ü": "ü"}[vowel]
    wide = "a" if vowel in "aıou" else "e"
    return template.replace("A", wide).replace("I", narrow).replace("D", "t" if word[-1] in _VOICELESS else "d")


def _last_word(number: int) -> str:
    """The last word of a number as it is read."""
    if number % 10 or not number:
        return _DIGITS[number % 10]
    if number % 100:
        return _TENS[number % 100 // 10]
    return "yüz" if number % 1000 else "bin"
