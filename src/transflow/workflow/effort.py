"""How much people change a machine's draft: edits of characters and words (Levenshtein) from the draft to the final text."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """Characters and words of the final text, and the edits that made it from the draft."""

    characters: int
    character_edits: int
    words: int
    word_edits: int


def edits(draft: str, final: str) -> Edits:
    """The edits from ``draft`` to ``final``; words are what stands between white space."""
    before, after = draft.split(), final.split()
    return Edits(
        characters=len(final),
        character_edits=Levenshtein.distance(draft, final),
        words=len(after),
        word_edits=Levenshtein.distance(before, after),
    )
