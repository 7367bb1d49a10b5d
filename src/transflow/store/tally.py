"""The count table: a cache of how many units are in which state, so that ``status`` need not read every target."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, func, insert, literal, select

from transflow.domain.states import State
from transflow.store.records import TallyRow, Total
from transflow.store.statements import chunks, fetch
from transflow.store.tables import TALLY, TARGETS, UNITS

_COLUMNS = ["article_id", "locale", "state", "units", "words", "versions"]
#: Current units that are not new, by article, locale and state. Targets in state new are part of the rest.
_COUNTS = (
    select(
        TARGETS.c.article_id,
        TARGETS.c.locale,
        TARGETS.c.state,
        func.count(),
        func.sum(UNITS.c.words),
        func.sum(TARGETS.c.version),
    )
    .join_from(TARGETS, UNITS, UNITS.c.id == TARGETS.c.unit)
    .where(UNITS.c.present, TARGETS.c.state != State.NEW.value)
    .group_by(TARGETS.c.article_id, TARGETS.c.locale, TARGETS.c.state)
)
_TOTALS = (
    select(
        UNITS.c.article_id,
        literal("").label("l"),
        literal("").label("s"),
        func.count(),
        func.sum(UNITS.c.words),
        literal(0).label("v"),
    )
    .where(UNITS.c.present)
    .group_by(UNITS.c.article_id)
)


class Tally:
    """Counts by article, locale and state; only ever rewritten inside the transaction that changed what is counted."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self) -> list[TallyRow]:
        """The counts, by article, locale and state."""
        query = select(TALLY).where(TALLY.c.locale != "").order_by(TALLY.c.article_id, TALLY.c.locale, TALLY.c.state)
        return [
            TallyRow(
                article_id=article_id, locale=locale, state=State(state), units=units, words=words, versions=versions
            )
            for article_id, locale, state, units, words, versions in fetch(self._connection, query)
        ]

    def totals(self) -> dict[int, Total]:
        """Article id → all its current units and words; articles without units are missing."""
        query = select(TALLY.c.article_id, TALLY.c.units, TALLY.c.words).where(TALLY.c.locale == "")
        return {
            article_id: Total(units=units, words=words) for article_id, units, words in fetch(self._connection, query)
        }

    def recount(self, article_ids: Iterable[int]) -> None:
        """Count everything of these articles anew, after their units changed."""
        for part in chunks(article_ids):
            self._connection.execute(delete(TALLY).where(TALLY.c.article_id.in_(part)))
            totals, counts = _TOTALS.where(UNITS.c.article_id.in_(part)), _COUNTS.where(TARGETS.c.article_id.in_(part))
            self._connection.execute(insert(TALLY).from_select(_COLUMNS, totals))
            self._connection.execute(insert(TALLY).from_select(_COLUMNS, counts))

    def recount_locale(self, article_ids: Iterable[int], locale: str) -> None:
        """Count one locale of these articles anew, after targets changed."""
        for part in chunks(article_ids):
            self._connection.execute(delete(TALLY).where(TALLY.c.article_id.in_(part), TALLY.c.locale == locale))
            counts = _COUNTS.where(TARGETS.c.article_id.in_(part), TARGETS.c.locale == locale)
            self._connection.execute(insert(TALLY).from_select(_COLUMNS, counts))

    def rebuild(self) -> None:
        """Throw the cache away and count everything anew."""
        self._connection.execute(delete(TALLY))
        self._connection.execute(insert(TALLY).from_select(_COLUMNS, _TOTALS))
        self._connection.execute(insert(TALLY).from_select(_COLUMNS, _COUNTS))
