"""Words of a language: casing by its own rule, suffixes after an apostrophe, stems by Snowball (cached)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Protocol

#: A word: letters, digits, and inner apostrophes or hyphens.
WORD: Final = re.compile(r"\w+(?:[’'‘ʼ-]\w+)*")

_APOSTROPHE: Final = re.compile(r"[’'‘ʼ]")
_TURKISH_UPPER: Final = str.maketrans({"I": "ı", "İ": "i"})
_FOLD: Final = str.maketrans({"ı": "i", "ё": "е", "’": "'", "‘": "'", "ʼ": "'", "â": "a", "î": "i", "û": "u"})


def lower(text: str, language: str) -> str:
    """``text`` in lower case by the language's rule: in Turkish I is the capital of ı, and İ that of i."""
    return (text.translate(_TURKISH_UPPER) if language in ("tr", "az") else text).lower()


def fold(word: str) -> str:
    """A lower-case word as it is compared: ı as i (ISPI is no Turkish word), ё as е, no circumflex."""
    return word.translate(_FOLD).replace("i\u0307", "i")


def bare(word: str) -> str:
    """``word`` without the suffix behind an apostrophe: ``NATO’nun`` → ``NATO``, ``Korea’s`` → ``Korea``."""
    split = _APOSTROPHE.search(word)
    return word[: split.start()] if split and split.start() > 0 else word


@lru_cache(maxsize=65536)
def stem(word: str, algorithm: str, language: str) -> str:
    """The folded Snowball stem of one word as it stands in a text; without an algorithm the folded word itself."""
    lowered = lower(bare(word), language)
    return fold(_stemmer(algorithm).stemWord(lowered) if algorithm else lowered)


class _Stemmer(Protocol):
    """What Snowball gives for one language."""

    def stemWord(self, word: str) -> str: ...  # noqa: N802


def _stemmer(algorithm: str) -> _Stemmer:
    """A stemmer of its own for each call: they hold state, so threads must not share one; making one takes 0.4 µs."""
    from snowballstemmer import stemmer  # 20 ms, and only terms need it

    made: _Stemmer = stemmer(algorithm)
    return made
