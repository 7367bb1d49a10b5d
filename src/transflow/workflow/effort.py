"""How much people change a machine's draft before it is approved, counted when it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from transflow.domain.states import Event
from transflow.domain.statistics import post_edited
from transflow.domain.units import Unit
from transflow.store.records import EffortRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """Characters and words of the final text, and the edits (Levenshtein) that made it from the draft."""

    characters: int
    character_edits: int
    words: int
    word_edits: int


def edits(draft: str, final: str) -> Edits:
    """The edits from ``draft`` to ``final``; words are what stands between white space."""
    words = final.split()
    return Edits(
        characters=len(final),
        character_edits=Levenshtein.distance(draft, final),
        words=len(words),
        word_edits=Levenshtein.distance(draft.split(), words),
    )


def efforts(article_id: int, events: Iterable[Event], units: Sequence[Unit]) -> list[EffortRecord]:
    """What was spent on the targets of an article, by unit and locale.

    ``events`` in the order they were recorded, ``units`` in document order; whole blocks of them are enough. Targets that
    were never approved, or did not come from a machine, are left out.
    """
    records = []
    for (unit, locale), found in sorted(post_edited(events, units).items()):
        spent = edits(found.draft, found.final)
        records.append(
            EffortRecord(
                unit=unit,
                locale=locale,
                article_id=article_id,
                engine=found.engine,
                at=found.at,
                characters=spent.characters,
                character_edits=spent.character_edits,
                words=spent.words,
                word_edits=spent.word_edits,
            )
        )
    return records


def efforts_of_signed(
    article_id: int, signed: Collection[str], events: Iterable[Event], units: Sequence[Unit]
) -> list[EffortRecord]:
    """As :func:`efforts`, of the units ``signed`` alone: only their blocks are looked at."""
    blocks = {unit.block for unit in units if unit.id in signed}
    near = {unit.id: unit for unit in units if unit.block in blocks}
    records = efforts(article_id, (e for e in events if e.unit in near), list(near.values()))
    return [record for record in records if record.unit in signed]
