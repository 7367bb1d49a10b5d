"""Whole paragraphs for translators who want context, and back to their sentences.

What comes back is aligned where that is certain: sentences that were not touched hold the others in place, and as many new
sentences as there were, each with the markers and codes of its own, take the places between. Where it is not certain, the
stretch stays one text, which the units behind its first are merged into (``{^}``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from transflow.domain.codes import TAG, find_tags, numbers_of
from transflow.domain.inline import MERGED, find_markers, is_merged
from transflow.domain.units import Unit

#: Joins the ids of the units of a paragraph in a catalogue.
JOINT: Final = "+"
_SPACE: Final = re.compile(r"\s")


def context_of(units: Sequence[Unit]) -> str:
    """What names a paragraph in a catalogue: the article, and the ids of its units."""
    name = units[0].id.rpartition("/")[0]
    return f"{name}/{JOINT.join(unit.id.rpartition('/')[2] for unit in units)}"


def units_in(context: str) -> list[str]:
    """The unit ids that a context of a catalogue names: several where it is a paragraph."""
    name, slash, ids = context.rpartition("/")
    return [f"{name}{slash}{each}" for each in ids.split(JOINT)]


def joined(units: Sequence[Unit], texts: Sequence[str]) -> str:
    """The texts of the units of a paragraph as one; those that are empty or merged into another are left out."""
    whole = ""
    gap = ""
    for unit, text in zip(units, texts, strict=True):
        if text and not is_merged(text):
            whole += (gap or " ") + text if whole else text
            gap = ""
        gap = gap or TAG.sub("", unit.gap)
    return whole


def aligned(
    text: str, units: Sequence[Unit], before: Sequence[str], sentences: Callable[[str], list[str]]
) -> list[str]:
    """The text of each unit of a paragraph that came back as ``text``; "" where nothing says what became of it.

    ``before``: the texts that it went out with; ``sentences`` cuts a text of the target language.
    """
    if text == joined(units, before):
        return list(before)
    result = [""] * len(units)
    after = (0, 0)  # the first unit, and the first character, behind the sentence that was found last
    for number, (start, end) in [*_anchors(text, before).items(), (len(units), (len(text), 0))]:
        between = range(after[0], number)
        for place, piece in zip(
            between, _pieces(text[after[1] : start].strip(), between, units, sentences), strict=True
        ):
            result[place] = piece
        follower = number + 1
        result[number:follower] = before[number:follower]
        while follower < len(units) and is_merged(before[follower]):
            result[follower] = before[follower]  # it stays merged into a sentence that nobody touched
            follower += 1
        after = (follower, end)
    return result


def _anchors(text: str, before: Sequence[str]) -> dict[int, tuple[int, int]]:
    """The sentences that stand in ``text`` as they were, in order: number → span."""
    found: dict[int, tuple[int, int]] = {}
    position = 0
    for number, sentence in enumerate(before):
        if not sentence or is_merged(sentence):
            continue
        start = text.find(sentence, position)
        while start > 0 and not _SPACE.match(text, start - 1) and text[start - 1] not in "]>":
            start = text.find(sentence, start + 1)  # the end of a longer one
        if start >= 0:
            position = start + len(sentence)
            found[number] = (start, position)
    return found


def _pieces(stretch: str, between: range, units: Sequence[Unit], sentences: Callable[[str], list[str]]) -> list[str]:
    """The texts of the units ``between``, which ``stretch`` stands for."""
    if not between:
        return []
    if not stretch:
        return [""] * len(between)
    if len(between) > 1:
        cut = sentences(stretch)
        if len(cut) == len(between) and all(_belongs(piece, units[n]) for piece, n in zip(cut, between, strict=True)):
            return cut
    return [stretch, *([MERGED] * (len(between) - 1))]


def _belongs(piece: str, unit: Unit) -> bool:
    """Whether a sentence holds exactly the markers and codes of a unit."""
    markers = sorted(m.number for m in find_markers(piece, frozenset(unit.notes)) if m.number in unit.notes)
    tags = sorted((t.number, t.side) for t in find_tags(piece, numbers_of(unit.codes)))
    own = sorted((t.number, t.side) for t in find_tags(unit.source, numbers_of(unit.codes)))
    return markers == sorted(unit.notes) and tags == own
