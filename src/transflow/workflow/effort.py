"""How much people change a machine's draft before it is approved, counted when it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from transflow.domain.states import Event
from transflow.domain.statistics import post_edited
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


def efforts(article_id: int, histories: Mapping[tuple[str, str], Iterable[Event]]) -> list[EffortRecord]:
    """What was spent on the targets of an article: (unit, locale) → its events in order.

    Targets that were never approved, or did not come from a machine, are left out.
    """
    records = []
    for (unit, locale), events in histories.items():
        found = post_edited(events)
        if found is None:
            continue
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


def by_target(events: Sequence[Event]) -> dict[tuple[str, str], list[Event]]:
    """(Unit, locale) → its events, in order."""
    histories: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        histories.setdefault((event.unit, event.locale), []).append(event)
    return histories
