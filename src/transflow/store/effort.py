"""Post-editing effort: a row for each target that came from a machine and was approved. Derived from the events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, case, delete, func, select

from transflow.domain.statistics import Effort
from transflow.store.records import EffortRecord
from transflow.store.statements import chunks, fetch, upsert
from transflow.store.tables import EFFORT

_COLUMNS = tuple(column.name for column in EFFORT.columns)


class Efforts:
    """The repository of post-editing effort."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, records: Sequence[EffortRecord]) -> None:
        """Keep what was spent; a target that was approved before gets the newer figures."""
        rows = [
            (r.unit, r.locale, r.article_id, r.engine, r.at, r.characters, r.character_edits, r.words, r.word_edits)
            for r in records
        ]
        upsert(self._connection, EFFORT, _COLUMNS, rows, keys=("unit", "locale"))

    def replace(self, article_ids: Iterable[int], records: Sequence[EffortRecord]) -> None:
        """Keep exactly these for some articles: they were counted anew."""
        for part in chunks(article_ids):
            self._connection.execute(delete(EFFORT).where(EFFORT.c.article_id.in_(part)))
        self.add(records)

    def by_month(self, article_ids: Sequence[int] | None = None) -> list[Effort]:
        """The sums by engine, locale and month, in this order; of some articles where they are named."""
        month = func.substr(EFFORT.c.at, 1, 7)
        keys = (EFFORT.c.engine, EFFORT.c.locale, month)
        query = select(
            *keys,
            func.count(),
            func.sum(case((EFFORT.c.character_edits == 0, 1), else_=0)),
            func.sum(EFFORT.c.characters),
            func.sum(EFFORT.c.character_edits),
            func.sum(EFFORT.c.words),
            func.sum(EFFORT.c.word_edits),
        ).group_by(*keys)
        sums: dict[tuple[str, str, str], list[int]] = {}
        parts = (
            [query] if article_ids is None else [query.where(EFFORT.c.article_id.in_(p)) for p in chunks(article_ids)]
        )
        for part in parts:
            for engine, locale, its_month, *counts in fetch(self._connection, part):
                before = sums.setdefault((engine, locale, its_month), [0] * len(counts))
                sums[engine, locale, its_month] = [a + int(b) for a, b in zip(before, counts, strict=True)]
        return [
            Effort(
                engine=engine,
                locale=locale,
                month=its_month,
                units=units,
                unchanged=unchanged,
                characters=characters,
                character_edits=character_edits,
                words=words,
                word_edits=word_edits,
            )
            for (engine, locale, its_month), (
                units,
                unchanged,
                characters,
                character_edits,
                words,
                word_edits,
            ) in sorted(sums.items())
        ]
