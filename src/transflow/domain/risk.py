"""How likely a machine's draft is a bad one: signals that cost little, weighed, so that people see the worst first.

A logistic model. Its first part is fitted: on 3,000 news sentences a language with recorded drafts of two engines, it says
how likely a draft is among the worst tenth by chrF against a person's translation (``benchmarks/risk.py`` measures how
well it ranks, on sentences that it was not fitted on). Its second part is set by hand, for what those drafts have none
of: broken masks, findings of checks, text left in the source language, loops.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from transflow.domain.findings import Finding, Severity
from transflow.errors import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """``score`` from 0 to 1; ``reasons``: codes (of :data:`RISKS`, or of findings) with their weights, weightiest first."""

    score: float
    reasons: tuple[tuple[str, float], ...] = ()


#: Reasons by code, in words; other reasons are codes of findings.
RISKS: Final[Mapping[str, str]] = {
    "too-short": N_("much shorter than its source"),
    "too-long": N_("much longer than its source"),
    "left-in-source": N_("words of the source left in it"),
    "other-language": N_("perhaps another language"),
    "repeats": N_("repeats itself"),
    "pieces-lost": N_("a marker or an address was lost"),
    "disagreement": N_("a second engine says something else"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weights:
    """Of the fitted part: per unit of each signal, ``disagreement`` 0 where there is one engine only."""

    base: float
    words: float
    too_short: float
    names: float
    word_length: float
    disagreement: float = 0.0


#: Fitted on the odd lines; the even ones are for measuring. The shorter a sentence, the more a single word matters.
_ALONE: Final = _Weights(base=2.69, words=-1.20, too_short=1.88, names=-1.05, word_length=-0.34)
_WITH_OTHER: Final = _Weights(base=1.31, words=-1.28, too_short=1.18, names=-1.20, word_length=-0.24, disagreement=3.92)
#: Mean of log(characters of the target / of the source) in those drafts.
_LENGTH: Final[Mapping[str, float]] = {"tr": -0.040, "ru": -0.020}
#: Set by hand, in the same unit (log odds).
_BLOCKING: Final = 2.0
_WARNING: Final = 0.7
_LOST: Final = 1.5
_TOO_LONG: Final = 1.5
_LEFT: Final = 6.0
_OTHER_LANGUAGE: Final = 1.5
_REPEATS: Final = 2.0
#: From these values on a signal is a reason.
_MUCH_SHORTER: Final = -0.35
_MUCH_LONGER: Final = 0.5
_LEFT_SHARE: Final = 0.15
_REPEATED_SHARE: Final = 0.3
_DIFFERENT: Final = 0.7
#: Words from which on a text in Turkish has a letter that its neighbours lack (in 99.3 % of the sentences measured).
_LONG_ENOUGH: Final = 8
_LETTERS: Final[Mapping[str, re.Pattern[str]]] = {"tr": re.compile("[ğışĞİŞ]")}
_WORD: Final = re.compile(r"[^\W\d_]+")
#: Languages that are not written in Latin letters.
_SCRIPTS: Final = "ar be bg el fa he hi hy ja ka kk ko ky mk mn ru sr th uk zh"
_OWN_SCRIPT: Final = frozenset(_SCRIPTS.split())
#: English words that stand in most sentences and in no Turkish one.
_COMMON: Final = (
    "the of and to in is that for was it with as by are at from this be have has not but they which an or his her their its"
    " were been will would who what when there if more he she we you had said than about into after can also"
)
_ENGLISH: Final = frozenset(_COMMON.split())


def assess(
    source: str,
    target: str,
    *,
    locale: str,
    findings: Sequence[Finding] = (),
    lost: Sequence[str] = (),
    other: str | None = None,
) -> Risk:
    """The risk of ``target``, a draft of ``source`` in ``locale`` (BCP 47).

    ``findings`` are those of the checks, ``lost`` the pieces that an engine lost, ``other`` a second engine's draft of
    the same source.
    """
    language = locale.partition("-")[0].partition("_")[0]
    words, said = _WORD.findall(source), _WORD.findall(target)
    weights = _ALONE if other is None else _WITH_OTHER
    length = math.log((len(target) + 1) / (len(source) + 1)) - _LENGTH.get(language, 0.0)
    difference = 0.0 if other is None else 1 - agreement(target, other)
    score = weights.base + weights.words * math.log(len(words) + 1) + weights.too_short * max(0.0, -length)
    score += weights.names * _names(words) + weights.word_length * _mean_length(words)
    score += weights.disagreement * difference
    reasons: dict[str, float] = {}
    if length < _MUCH_SHORTER:
        reasons["too-short"] = 0.0  # it counts already
    if length > _MUCH_LONGER:
        reasons["too-long"] = _TOO_LONG
    if difference > _DIFFERENT:
        reasons["disagreement"] = 0.0
    left = left_share(words, said, locale)
    if left > _LEFT_SHARE:
        reasons["left-in-source"] = _LEFT * left
    if len(said) >= _LONG_ENOUGH and language in _LETTERS and not _LETTERS[language].search(target):
        reasons["other-language"] = _OTHER_LANGUAGE
    if _repeated(said) > _REPEATED_SHARE:
        reasons["repeats"] = _REPEATS
    if lost:
        reasons["pieces-lost"] = _LOST
    for finding in findings:
        weight = _BLOCKING if finding.blocks else _WARNING if finding.severity is Severity.WARNING else 0.0
        if weight:
            reasons[finding.code] = weight
    score += sum(reasons.values())
    ordered = sorted(reasons.items(), key=lambda reason: (-reason[1], reason[0]))
    return Risk(score=round(1 / (1 + math.exp(-score)), 3), reasons=tuple(ordered))


def agreement(one: str, other: str) -> float:
    """How alike two drafts are, from 0 to 1: Dice's coefficient over the trigrams of their letters and signs."""
    ours, theirs = _trigrams(one), _trigrams(other)
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 1.0


def left_share(source: Sequence[str], target: Sequence[str], locale: str) -> float:
    """The share of a target's words (0 to 1) that were left in the source's language; both as lists of words.

    Where the target has a script of its own, every small word in Latin letters counts; else common English words, and
    longer small words of this very source. Names are none: they may stay.
    """
    small = [word for word in target if word.isascii() and word.islower()]
    if not small:
        return 0.0
    if locale.partition("-")[0] in _OWN_SCRIPT:
        left = sum(len(word) > 1 for word in small)
    else:
        copied = {word for word in source if word.islower() and len(word) > 3}
        left = sum(word in _ENGLISH or word in copied for word in small)
    return left / len(target)


def _trigrams(text: str) -> Counter[str]:
    letters = "".join(text.split())
    return Counter(letters[n : n + 3] for n in range(max(1, len(letters) - 2))) if letters else Counter()


def _names(words: Sequence[str]) -> float:
    """The share of words with a capital, the first one aside: names are easily translated."""
    return sum(word[0].isupper() for word in words[1:]) / len(words) if words else 0.0


def _mean_length(words: Sequence[str]) -> float:
    return sum(map(len, words)) / len(words) if words else 0.0


def _repeated(words: Sequence[str]) -> float:
    """The share of word pairs that were there before; short texts repeat nothing."""
    if len(words) < _LONG_ENOUGH:
        return 0.0
    pairs = list(pairwise(words))
    return 1 - len(set(pairs)) / len(pairs)
