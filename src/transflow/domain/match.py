"""Matches of the translation memory: their kinds, how alike two sentences are, and what the difference is.

The field's meaning: *in-context exact* is the same sentence between the same neighbours, *exact* the same sentence,
*adapted* the same sentence but for its figures (numbers, dates), which are put into the target by rule
(:mod:`transflow.domain.adaptation`), *fuzzy* any other that is alike enough. Sentences are compared without markers and
codes; what they differ in there costs points afterwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from transflow.domain.codes import TAG, Code, codes_shown, find_tags, numbers_of, renumber_codes
from transflow.domain.inline import MARKER, collapse, find_markers, renumber
from transflow.domain.revision import Piece, difference
from transflow.domain.units import memory_key

#: A fuzzy match is at least this, and never more than 99: 100 is for the same sentence alone.
LEAST: Final = 75
#: The score of a match whose figures were replaced by rule.
ADAPTED: Final = 99
#: Points for each marker or tag that one sentence has more than the other, and the most they can cost.
_PENALTY: Final = 1
_WORST: Final = 10


class MatchKind(StrEnum):
    """How a match came about, the best first."""

    IN_CONTEXT = "in-context"
    EXACT = "exact"
    ADAPTED = "adapted"
    FUZZY = "fuzzy"


#: The bands that translators are paid by, best first: name → the kinds or scores in it (:func:`band`).
BANDS: Final = ("repetition", "in-context", "exact", "95-99", "85-94", "75-84", "new")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A memory hit: a sentence that was translated before, how alike it is (75 to 100), and what it became.

    ``sought`` is the sentence that was asked for, as the memory writes sentences. ``origin``: the article or the file
    that it is from; ``author`` and ``at`` (UTC, ISO 8601) as far as known.
    """

    source: str
    target: str
    locale: str
    score: int
    kind: MatchKind
    sought: str = ""
    origin: str = ""
    author: str = ""
    at: str = ""

    def difference(self) -> tuple[Piece, ...]:
        """What leads from the sentence that was translated to the one asked for, word by word."""
        return difference(self.source, self.sought)


def band(kind: MatchKind | None, score: int) -> str:
    """The band of a match; None is no match at all."""
    match kind:
        case None:
            return "new"
        case MatchKind.IN_CONTEXT | MatchKind.EXACT:
            return kind.value
    return "95-99" if score >= 95 else "85-94" if score >= 85 else "75-84" if score >= LEAST else "new"


def canonical(
    source: str, target: str, notes: Sequence[int] | None = None, codes: Sequence[Code] | None = None
) -> tuple[str, str]:
    """A pair as the memory keeps it: markers and codes numbered from 1 by first occurrence in the source, alike in both.

    ``notes`` and ``codes`` are the unit's; None where nobody knows them, and what looks like a marker or a code is one.
    """
    shown = [m.number for m in find_markers(source)] if notes is None else notes
    order = {number: place for place, number in enumerate(dict.fromkeys(shown), start=1)}
    known = codes_shown(source) if codes is None else codes
    tags = dict.fromkeys(tag.number for tag in find_tags(source, numbers_of(known)))
    numbers = {number: place for place, number in enumerate(tags, start=1)}
    return (
        collapse(renumber_codes(renumber(source, order), numbers)),
        renumber_codes(renumber(target, order), numbers).strip(),
    )


def key_of(source: str) -> str:
    """The key of exact memory of a sentence that stands by itself, as :func:`canonical` reads it."""
    return memory_key(source, [m.number for m in find_markers(source)], codes_shown(source))


def compared(source: str) -> str:
    """What of a canonical sentence is compared: its words, without markers and codes."""
    if "[" in source:
        source = MARKER.sub("", source)
    return collapse(TAG.sub("", source)) if "<" in source else source


def bare(target: str) -> str:
    """A target without markers and codes, to be read."""
    return compared(target)


def score(similarity: float, source: str, other: str) -> int:
    """The score of a fuzzy match of two canonical sentences whose words are alike to ``similarity`` (0 to 1)."""
    return max(0, min(99, int(similarity * 100 + 1e-9)) - penalty(source, other))


def penalty(source: str, other: str) -> int:
    """The points that the markers and codes of one sentence cost which the other has not."""
    if not any(sign in text for text in (source, other) for sign in "[<"):
        return 0
    here, there = _inline(source), _inline(other)
    return min(_WORST, _PENALTY * ((here - there).total() + (there - here).total()))


def _inline(text: str) -> Counter[str]:
    found = Counter(f"[{marker.number}]" for marker in find_markers(text))
    found.update(f"{tag.side}{tag.number}" for tag in find_tags(text))
    return found
