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


#: English plurals that no rule makes, and nouns of the plural that mean something else than their singular.
_IRREGULAR: Final = {
    "analyses": "analysis", "children": "child", "crises": "crisis", "criteria": "criterion", "halves": "half",
    "hypotheses": "hypothesis", "knives": "knife", "lives": "life", "memoranda": "memorandum", "men": "man",
    "phenomena": "phenomenon", "referenda": "referendum", "shelves": "shelf", "theses": "thesis", "thieves": "thief",
    "wives": "wife", "wolves": "wolf", "women": "woman",
}  # fmt: skip
_PLURAL_ONLY: Final = frozenset({"arms", "customs", "goods", "means", "news", "securities"})
_POSSESSIVE: Final = re.compile(r"[’'‘ʼ]s$", re.IGNORECASE)


def owner(word: str, language: str) -> str:
    """``word`` without what is behind its apostrophe; in English only without its possessive (O’Brien stays)."""
    return _POSSESSIVE.sub("", word) if language == "en" else bare(word)


@lru_cache(maxsize=65536)
def key(word: str, algorithm: str, language: str) -> str:
    """What all forms of a word have in common: words of one key *may* be forms of one word, see :func:`same_word`."""
    if language != "en":
        return stem(word, algorithm, language)
    lowered = owner(word, "en").lower()
    return fold(_stemmer(algorithm).stemWord(_IRREGULAR.get(lowered, lowered)))


def same_word(one: str, other: str, language: str, *, verbs: bool = False) -> bool:
    """Whether two words of one :func:`key` are forms of one word.

    English stems join too much (security and secure, import and important), so there singular and plural decide, and
    with ``verbs`` also -ed and -ing. Other languages trust their stems.
    """
    if language != "en":
        return True
    return not _bases(one, verbs).isdisjoint(_bases(other, verbs))


@lru_cache(maxsize=65536)
def _bases(word: str, verbs: bool) -> frozenset[str]:
    """What an English word may be a form of."""
    word = owner(word, "en").lower()
    if word in _PLURAL_ONLY:
        return frozenset({word})
    bases = {word, _IRREGULAR.get(word, word)}
    if word.endswith("ies"):
        bases.add(f"{word[:-3]}y")
    if word.endswith("es"):
        bases.add(word[:-2])
    if word.endswith("s") and not word.endswith("ss"):
        bases.add(word[:-1])
    if verbs:
        for ending in ("ed", "ing"):
            body = word.removesuffix(ending)
            if body != word and len(body) > 2:
                bases |= {body, f"{body}e"}
                if body[-1] == body[-2]:
                    bases.add(body[:-1])
                if body[-1] == "i":
                    bases.add(f"{body[:-1]}y")
    return frozenset(bases)
