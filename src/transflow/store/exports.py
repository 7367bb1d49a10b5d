"""What each catalogue was exported with: the base of every later three-way merge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from transflow.store.locks import lock_articles
from transflow.store.packing import from_json, squeeze, to_json, unsqueeze
from transflow.store.records import ExportRecord
from transflow.store.statements import chunks, fetch, upsert
from transflow.store.tables import EXPORTS

_COLUMNS = tuple(column.name for column in EXPORTS.columns if column.name != "id")
_RECORD = (EXPORTS.c.article_id, EXPORTS.c.locale, EXPORTS.c.base, EXPORTS.c.digest, EXPORTS.c.path)


def _record(row: tuple[Any, ...]) -> ExportRecord:
    article_id, locale, base, digest, path, *packed = row
    entries = from_json(unsqueeze(packed[0]).decode()) if packed else {}
    return ExportRecord(
        article_id=article_id,
        locale=locale,
        base=base,
        digest=digest,
        path=path,
        entries={unit: (version, fuzzy, comment) for unit, (version, fuzzy, comment) in entries.items()},
    )


class Exports:
    """The repository of exports: none is ever forgotten, the same one is stored once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def remember(self, exports: Sequence[ExportRecord]) -> None:
        """Store exports; each becomes the last of its article × locale, also where its base was exported before.

        One that is the last already, and equal, is not touched: exporting twice changes nothing the second time.
        """
        if not exports:
            return
        lock_articles(self._connection, {export.article_id for export in exports})
        exports = self._news(exports)
        ((highest,),) = fetch(self._connection, select(func.coalesce(func.max(EXPORTS.c.sequence), 0)))
        rows = [
            (
                export.article_id,
                export.locale,
                export.base,
                export.digest,
                export.path,
                sequence,
                squeeze(to_json(dict(export.entries)).encode()),
            )
            for sequence, export in enumerate(exports, start=highest + 1)
        ]
        upsert(self._connection, EXPORTS, _COLUMNS, rows, keys=("article_id", "locale", "base"))

    def _news(self, exports: Sequence[ExportRecord]) -> list[ExportRecord]:
        """Those of ``exports`` that are not what their article × locale was last exported as."""
        news = []
        for locale in dict.fromkeys(export.locale for export in exports):
            mine = [export for export in exports if export.locale == locale]
            last = self.last([export.article_id for export in mine], locale, entries=True)
            for export in mine:
                if last.get(export.article_id) != export:
                    news.append(export)
                    last[export.article_id] = export
        return news

    def get(self, article_id: int, locale: str, base: str) -> ExportRecord | None:
        """The export with this base, with its entries, or None where this database never made it."""
        query = select(*_RECORD, EXPORTS.c.entries).where(
            EXPORTS.c.article_id == article_id, EXPORTS.c.locale == locale, EXPORTS.c.base == base
        )
        rows = fetch(self._connection, query)
        return _record(rows[0]) if rows else None

    def last(self, article_ids: Sequence[int], locale: str, *, entries: bool = False) -> dict[int, ExportRecord]:
        """Article id → its most recent export into ``locale``; with its entries only where asked for."""
        columns = (*_RECORD, EXPORTS.c.entries) if entries else _RECORD
        found: dict[int, ExportRecord] = {}
        for part in chunks(article_ids):
            latest = (
                select(EXPORTS.c.article_id, func.max(EXPORTS.c.sequence).label("sequence"))
                .where(EXPORTS.c.article_id.in_(part), EXPORTS.c.locale == locale)
                .group_by(EXPORTS.c.article_id)
                .subquery()
            )
            both = (EXPORTS.c.article_id == latest.c.article_id) & (EXPORTS.c.sequence == latest.c.sequence)
            query = select(*columns).join(latest, both).where(EXPORTS.c.locale == locale)
            found |= {row[0]: _record(row) for row in fetch(self._connection, query)}
        return found
