"""Suggestions: texts that lost a merge, so that nothing a person wrote is lost."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select, update

from transflow.domain.identity import digest
from transflow.errors import UnknownThingError
from transflow.store.records import Suggestion
from transflow.store.statements import chunks, fetch, upsert
from transflow.store.tables import SUGGESTIONS

_COLUMNS = tuple(column.name for column in SUGGESTIONS.columns if column.name != "id")
_KEYS = ("unit", "locale", "text_key")


class Suggestions:
    """The repository of suggestions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, suggestions: Sequence[Suggestion]) -> None:
        """Store suggestions; one with the same unit, locale and text stays as it is, open or resolved."""
        rows = [
            (s.article_id, s.unit, s.locale, s.text, digest(s.text), s.author, s.at, None, "", "") for s in suggestions
        ]
        keep = tuple(column for column in _COLUMNS if column not in _KEYS)
        upsert(self._connection, SUGGESTIONS, _COLUMNS, rows, keys=_KEYS, keep=keep)

    def open(self, article_ids: Sequence[int], locale: str | None = None) -> list[Suggestion]:
        """The open suggestions of these articles, oldest first."""
        columns = (
            SUGGESTIONS.c.unit,
            SUGGESTIONS.c.locale,
            SUGGESTIONS.c.text,
            SUGGESTIONS.c.author,
            SUGGESTIONS.c.at,
            SUGGESTIONS.c.article_id,
        )
        found: list[Suggestion] = []
        for part in chunks(article_ids):
            query = select(*columns).where(SUGGESTIONS.c.article_id.in_(part), SUGGESTIONS.c.accepted.is_(None))
            if locale is not None:
                query = query.where(SUGGESTIONS.c.locale == locale)
            found += [
                Suggestion(unit=unit, locale=its_locale, text=text, author=author, at=at, article_id=article_id)
                for unit, its_locale, text, author, at, article_id in fetch(
                    self._connection, query.order_by(SUGGESTIONS.c.id)
                )
            ]
        return found

    def withdraw(self, unit: str, locale: str, text: str) -> None:
        """Take back an open suggestion that nobody needs any more: its text stands elsewhere. It may be made again."""
        self._connection.execute(
            delete(SUGGESTIONS).where(
                SUGGESTIONS.c.unit == unit,
                SUGGESTIONS.c.locale == locale,
                SUGGESTIONS.c.text_key == digest(text),
                SUGGESTIONS.c.accepted.is_(None),
            )
        )

    def resolve(self, unit: str, locale: str, text: str, accepted: bool, by: str, at: str) -> None:
        """Take or refuse a suggestion, by name; :class:`UnknownThingError` where none with that text is open."""
        chosen = (
            (SUGGESTIONS.c.unit == unit)
            & (SUGGESTIONS.c.locale == locale)
            & (SUGGESTIONS.c.text_key == digest(text))
            & SUGGESTIONS.c.accepted.is_(None)
        )
        result = self._connection.execute(
            update(SUGGESTIONS).where(chosen).values(accepted=accepted, resolved_by=by, resolved_at=at)
        )
        if result.rowcount == 0:
            raise UnknownThingError(name=unit)
