"""Answers of engines: a cache by which no sentence is paid for twice. Any row may be deleted without loss."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, func, select

from transflow.store.records import AnswerRecord
from transflow.store.statements import chunks, fetch, upsert
from transflow.store.tables import ANSWERS

_COLUMNS = tuple(column.name for column in ANSWERS.columns)


class Answers:
    """The repository of answers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, keys: Iterable[str]) -> dict[str, AnswerRecord]:
        """Key → answer, for the keys that are known."""
        return {
            row[0]: AnswerRecord(*row)
            for part in chunks(keys)
            for row in fetch(self._connection, select(ANSWERS).where(ANSWERS.c.key.in_(part)))
        }

    def add(self, answers: Sequence[AnswerRecord]) -> None:
        """Keep answers; a newer one takes the place of the one before."""
        rows = [(a.key, a.engine, a.fingerprint, a.text, a.at, a.milliseconds, a.cost) for a in answers]
        upsert(self._connection, ANSWERS, _COLUMNS, rows, keys=("key",))

    def count(self) -> int:
        """How many there are."""
        return int(fetch(self._connection, select(func.count()).select_from(ANSWERS))[0][0])

    def clear(self) -> None:
        """Forget all of them."""
        self._connection.execute(delete(ANSWERS))
