"""Targets and the events that made them; both are only ever written together, by :meth:`Targets.record`, and the memory
with them: what it holds is what is approved at that moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from transflow.domain.states import Event, State, Target
from transflow.errors import ConflictError
from transflow.store import events
from transflow.store.locks import lock_articles
from transflow.store.memory import Memory
from transflow.store.packing import from_json, to_json
from transflow.store.records import Question, TallyRow, Total
from transflow.store.statements import chunks, fetch, insert, upsert
from transflow.store.tables import EVENTS, TARGETS, UNITS
from transflow.store.tally import Tally

_COLUMNS = tuple(column.name for column in TARGETS.columns)
_STATES = {state.value: state for state in State}
_NONE: frozenset[str] = frozenset()
_TARGET = (
    TARGETS.c.unit,
    TARGETS.c.locale,
    TARGETS.c.state,
    TARGETS.c.text,
    TARGETS.c.version,
    TARGETS.c.events,
    TARGETS.c.origin,
    TARGETS.c.source,
    TARGETS.c.source_key,
    TARGETS.c.editor,
    TARGETS.c.reviewer,
    TARGETS.c.approver,
    TARGETS.c.signature,
    TARGETS.c.reason,
    TARGETS.c.held,
    TARGETS.c.waived,
    TARGETS.c.comment,
    TARGETS.c.answer,
    TARGETS.c.doubt,
    TARGETS.c.repaired,
    TARGETS.c.risk,
    TARGETS.c.risks,
)


def _row(article_id: int, target: Target, changed_at: str) -> tuple[object, ...]:
    return (
        target.unit,
        target.locale,
        article_id,
        target.state.value,
        target.text,
        target.version,
        target.events,
        target.origin,
        target.source,
        target.source_key,
        target.editor,
        target.reviewer,
        target.approver,
        target.signature,
        target.reason,
        target.held.value if target.held is not None else None,
        to_json(sorted(target.waived)),
        target.comment,
        target.answer,
        target.doubt,
        target.repaired,
        target.asks,
        changed_at,
        target.risk,
        to_json(target.risks),
    )


def _target(row: tuple[Any, ...]) -> Target:
    (
        unit, locale, state, text, version, number, origin, source, source_key, editor, reviewer, approver, signature,
        reason, held, waived, comment, answer, doubt, repaired, risk, risks,
    ) = row  # fmt: skip
    return Target(
        unit=unit,
        locale=locale,
        state=_STATES[state],
        text=text,
        version=version,
        events=number,
        origin=origin,
        source=source,
        source_key=source_key,
        editor=editor,
        reviewer=reviewer,
        approver=approver,
        signature=signature,
        reason=reason,
        held=_STATES[held] if held is not None else None,
        waived=frozenset(from_json(waived)) if waived else _NONE,
        comment=comment,
        answer=answer,
        doubt=bool(doubt),
        repaired=repaired,
        risk=risk,
        risks=tuple(from_json(risks)) if risks else (),
    )


class Targets:
    """The repository of targets and their events."""

    def __init__(self, connection: Connection, tally: Tally, memory: Memory) -> None:
        self._connection = connection
        self._tally = tally
        self._memory = memory

    def of(self, article_ids: Sequence[int], locale: str | None = None) -> dict[tuple[str, str], Target]:
        """(unit id, locale) → target, retired units included; what has no row is new and without history."""
        targets: dict[tuple[str, str], Target] = {}
        for part in chunks(article_ids):
            query = select(*_TARGET).where(TARGETS.c.article_id.in_(part))
            if locale is not None:
                query = query.where(TARGETS.c.locale == locale)
            for row in fetch(self._connection, query):
                targets[row[0], row[1]] = _target(row)
        return targets

    def get(self, units: Iterable[str], locale: str) -> dict[str, Target]:
        """Unit id → target in ``locale``, for the units that have one."""
        return {
            row[0]: _target(row)
            for part in chunks(units)
            for row in fetch(
                self._connection, select(*_TARGET).where(TARGETS.c.unit.in_(part), TARGETS.c.locale == locale)
            )
        }

    def last_changes(self, article_ids: Sequence[int]) -> dict[tuple[int, str], str]:
        """(article id, locale) → when one of its targets last changed (ISO 8601, UTC); nothing where none ever did."""
        keys = (TARGETS.c.article_id, TARGETS.c.locale)
        result: dict[tuple[int, str], str] = {}
        for part in chunks(article_ids):
            query = select(*keys, func.max(TARGETS.c.changed_at)).where(TARGETS.c.article_id.in_(part)).group_by(*keys)
            result |= {(row[0], row[1]): row[2] for row in fetch(self._connection, query)}
        return result

    def record(self, changes: Sequence[tuple[int, Event, Target]]) -> None:
        """Store events and where they led: (article id, event, the target after it).

        Several events of one target follow each other in order. :class:`ConflictError` where a target has moved on since
        it was read (its stored number of events is not the one before its first event here); then nothing is written.
        """
        if not changes:
            return
        lock_articles(self._connection, {article_id for article_id, _, _ in changes})
        self._expect({(event.unit, event.locale): event.number - 1 for _, event, _ in reversed(changes)})
        insert(self._connection, EVENTS, events.COLUMNS, [events.event_row(*change) for change in changes])
        last = {(target.unit, target.locale): _row(article, target, event.at) for article, event, target in changes}
        upsert(self._connection, TARGETS, _COLUMNS, list(last.values()), keys=("unit", "locale"))
        touched: dict[str, set[int]] = {}
        for article_id, event, _ in changes:
            touched.setdefault(event.locale, set()).add(article_id)
        for locale, article_ids in sorted(touched.items()):
            self._tally.recount_locale(article_ids, locale)
        self._memory.follow(changes)

    def events(self, article_id: int, locale: str | None = None, unit: str | None = None) -> list[Event]:
        """The history of an article, in the order it was recorded."""
        return events.history(self._connection, article_id, locale, unit)

    def histories(self, units: Iterable[str], locale: str) -> dict[str, list[Event]]:
        """Unit id → the events of its target in ``locale``, in order; units without any have an empty list."""
        return events.histories(self._connection, units, locale)

    def details(self, article_id: int) -> list[tuple[str, str, bool, dict[str, str]]]:
        """(Unit, locale, whether it gave a text, detail) of an article's events that have one of both, oldest first."""
        return events.details(self._connection, article_id)

    def texts(self, units: Iterable[str], locale: str) -> dict[str, list[tuple[int, str]]]:
        """Unit id → (version, text) of every text its target ever had, oldest first; units without any are missing."""
        return events.earlier_texts(self._connection, units, locale)

    def questions(self) -> list[Question]:
        """Open questions to the author about current units, in document order."""
        query = (
            select(TARGETS.c.article_id, TARGETS.c.unit, TARGETS.c.locale, TARGETS.c.comment)
            .join_from(TARGETS, UNITS, UNITS.c.id == TARGETS.c.unit)
            .where(TARGETS.c.asks, UNITS.c.present)
            .order_by(TARGETS.c.article_id, UNITS.c.ordinal, TARGETS.c.locale)
        )
        return [
            Question(article_id=article_id, unit=unit, locale=locale, comment=comment)
            for article_id, unit, locale, comment in fetch(self._connection, query)
        ]

    def tally(self) -> list[TallyRow]:
        """How many current units are in which state; ``new`` is what :meth:`totals` has beyond these."""
        return self._tally.rows()

    def totals(self) -> dict[int, Total]:
        """Article id → all its current units and their words."""
        return self._tally.totals()

    def rebuild_tally(self) -> None:
        """Count everything anew: the tally is a cache."""
        self._tally.rebuild()

    def _expect(self, stored: dict[tuple[str, str], int]) -> None:
        """:class:`ConflictError` unless each of these targets has exactly so many events."""
        found: dict[tuple[str, str], int] = {}
        query = select(TARGETS.c.unit, TARGETS.c.locale, TARGETS.c.events)
        for part in chunks({unit for unit, _ in stored}):
            for unit, locale, number in fetch(self._connection, query.where(TARGETS.c.unit.in_(part))):
                found[unit, locale] = number
        for (unit, locale), number in stored.items():
            if found.get((unit, locale), 0) != number:
                raise ConflictError(name=unit)
