"""Row ⇄ domain for events, and reading them: the history that everything else follows from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select

from transflow.domain.states import Action, Event, State, Target
from transflow.store.packing import from_json, to_json
from transflow.store.statements import chunks, fetch
from transflow.store.tables import EVENTS

COLUMNS = tuple(column.name for column in EVENTS.columns if column.name != "id")
_ACTIONS = {action.value: action for action in Action}
_STATES = {state.value: state for state in State}
_EVENT = (
    EVENTS.c.unit,
    EVENTS.c.locale,
    EVENTS.c.number,
    EVENTS.c.action,
    EVENTS.c.state_before,
    EVENTS.c.state_after,
    EVENTS.c.actor,
    EVENTS.c.at,
    EVENTS.c.text,
    EVENTS.c.origin,
    EVENTS.c.source,
    EVENTS.c.reason,
    EVENTS.c.signature,
    EVENTS.c.detail,
)


def event_row(article_id: int, event: Event, after: Target) -> tuple[object, ...]:
    """The row of ``event``; ``after`` is the target it led to, whose version it is stored with."""
    return (
        article_id,
        event.unit,
        event.locale,
        event.number,
        event.action.value,
        event.before.value,
        event.after.value,
        event.actor,
        event.at,
        event.text,
        event.origin,
        event.source,
        event.reason,
        event.signature,
        to_json(dict(event.detail)),
        after.version,
    )


def _event(row: tuple[Any, ...]) -> Event:
    unit, locale, number, action, before, after, actor, at, text, origin, source, reason, signature, detail = row
    return Event(
        unit=unit,
        locale=locale,
        number=number,
        action=_ACTIONS[action],
        before=_STATES[before],
        after=_STATES[after],
        actor=actor,
        at=at,
        text=text,
        origin=origin,
        source=source,
        reason=reason,
        signature=signature,
        detail=from_json(detail),
    )


def history(connection: Connection, article_id: int, locale: str | None, unit: str | None) -> list[Event]:
    """The events of an article in the order they were recorded; of one locale, of one unit where these are given."""
    # A unit belongs to one article; naming the article too would make SQLite take the index with more rows.
    one = EVENTS.c.article_id == article_id if unit is None else EVENTS.c.unit == unit
    query = select(*_EVENT).where(one).order_by(EVENTS.c.id)
    if locale is not None:
        query = query.where(EVENTS.c.locale == locale)
    return [_event(row) for row in fetch(connection, query)]


def histories(connection: Connection, units: Iterable[str], locale: str) -> dict[str, list[Event]]:
    """Unit id → its events in ``locale``, in order; an empty list where there are none."""
    found: dict[str, list[Event]] = {unit: [] for unit in units}
    for part in chunks(list(found)):
        query = select(*_EVENT).where(EVENTS.c.unit.in_(part), EVENTS.c.locale == locale)
        for row in fetch(connection, query.order_by(EVENTS.c.unit, EVENTS.c.number)):
            found[row[0]].append(_event(row))
    return found


def details(connection: Connection, article_id: int) -> list[tuple[str, str, bool, dict[str, str]]]:
    """(Unit, locale, whether it gave a text, detail) of the events of an article that have a text or a detail, in order."""
    query = (
        select(EVENTS.c.unit, EVENTS.c.locale, EVENTS.c.text.is_not(None), EVENTS.c.detail)
        .where(EVENTS.c.article_id == article_id, EVENTS.c.text.is_not(None) | (EVENTS.c.detail != ""))
        .order_by(EVENTS.c.id)
    )
    return [(unit, locale, bool(given), from_json(detail)) for unit, locale, given, detail in fetch(connection, query)]


def earlier_texts(connection: Connection, units: Iterable[str], locale: str) -> dict[str, list[tuple[int, str]]]:
    """Unit id → its target's versions and texts in ``locale``, oldest first, the present one last."""
    texts: dict[str, list[tuple[int, str]]] = {}
    for part in chunks(units):
        query = (
            select(EVENTS.c.unit, EVENTS.c.version, EVENTS.c.text)
            .where(EVENTS.c.unit.in_(part), EVENTS.c.locale == locale, EVENTS.c.text.is_not(None))
            .order_by(EVENTS.c.unit, EVENTS.c.number)
        )
        for unit, version, text in fetch(connection, query):
            known = texts.setdefault(unit, [])
            if not known or known[-1][0] != version:
                known.append((version, text))
    return texts
