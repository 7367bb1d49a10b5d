"""Imports: what each changed, so that it can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, select, update

from transflow.store.packing import from_json, to_json
from transflow.store.records import ImportRecord
from transflow.store.statements import fetch, insert
from transflow.store.tables import IMPORTS

_COLUMNS = tuple(column.name for column in IMPORTS.columns if column.name != "id")
_RECORD = (IMPORTS.c.id, *(IMPORTS.c[name] for name in _COLUMNS if name != "taken_back"))


def _record(row: tuple[Any, ...]) -> ImportRecord:
    id_, run, article_id, locale, path, translator, actor, at, changes, undone_at, undone_by = row
    return ImportRecord(
        id=id_,
        run=run,
        article_id=article_id,
        locale=locale,
        path=path,
        translator=translator,
        actor=actor,
        at=at,
        changes={unit: (first, last) for unit, (first, last) in from_json(changes).items()},
        undone_at=undone_at,
        undone_by=undone_by,
    )


class Imports:
    """The repository of imports."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def next_run(self) -> int:
        """The number of an import that begins now."""
        return int(fetch(self._connection, select(func.coalesce(func.max(IMPORTS.c.run), 0)))[0][0]) + 1

    def add(self, record: ImportRecord) -> None:
        """Remember what a file changed."""
        row = (
            record.run,
            record.article_id,
            record.locale,
            record.path,
            record.translator,
            record.actor,
            record.at,
            to_json({unit: list(numbers) for unit, numbers in record.changes.items()}),
            "",
            "",
            "",
        )
        insert(self._connection, IMPORTS, _COLUMNS, [row])

    def last_runs(self, most: int) -> list[ImportRecord]:
        """The files of the last ``most`` imports, the latest import first."""
        runs = select(IMPORTS.c.run).distinct().order_by(IMPORTS.c.run.desc()).limit(most).subquery()
        query = select(*_RECORD).where(IMPORTS.c.run.in_(select(runs.c.run)))
        return [_record(row) for row in fetch(self._connection, query.order_by(IMPORTS.c.run.desc(), IMPORTS.c.id))]

    def standing(self) -> list[ImportRecord]:
        """The files of the last import of which something still stands; none where nothing does."""
        last = select(func.max(IMPORTS.c.run)).where(IMPORTS.c.undone_at == "").scalar_subquery()
        query = select(*_RECORD).where(IMPORTS.c.run == last, IMPORTS.c.undone_at == "")
        return [_record(row) for row in fetch(self._connection, query.order_by(IMPORTS.c.id))]

    def of_run(self, run: int) -> list[ImportRecord]:
        """The files of one import."""
        query = select(*_RECORD).where(IMPORTS.c.run == run)
        return [_record(row) for row in fetch(self._connection, query.order_by(IMPORTS.c.id))]

    def take_back(self, record: ImportRecord, by: str, at: str, texts: Mapping[str, str]) -> None:
        """Note that a file's changes were taken back; ``texts``: unit → digest of the text that was."""
        values = {"undone_at": at, "undone_by": by, "taken_back": to_json(dict(texts))}
        self._connection.execute(update(IMPORTS).where(IMPORTS.c.id == record.id).values(**values))

    def taken_back(self, article_id: int, locale: str) -> dict[str, set[str]]:
        """Unit id → digests of the texts that were taken back in this article and locale."""
        query = select(IMPORTS.c.taken_back).where(
            IMPORTS.c.article_id == article_id, IMPORTS.c.locale == locale, IMPORTS.c.undone_at > ""
        )
        found: dict[str, set[str]] = {}
        for (texts,) in fetch(self._connection, query):
            for unit, digest in from_json(texts).items() if texts else ():
                found.setdefault(unit, set()).add(digest)
        return found
