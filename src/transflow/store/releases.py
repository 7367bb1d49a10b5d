"""Releases: published versions, which never change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, literal_column, select, update

from transflow.errors import UnknownThingError
from transflow.store.packing import squeeze, unsqueeze
from transflow.store.records import ReleaseRecord
from transflow.store.statements import fetch, insert
from transflow.store.tables import RELEASES

_COLUMNS = tuple(column.name for column in RELEASES.columns)
_RECORD = tuple(RELEASES.c[name] for name in _COLUMNS if name != "snapshot")
#: Without what is large: an overview of 10,000 releases is not to read 200 MB of manifests.
_BRIEF = tuple(literal_column("''") if column.name == "manifest" else column for column in _RECORD)


#: Columns whose fields in :class:`ReleaseRecord` have other names.
_FIELDS: Final = {"made_at": "at", "made_by": "by"}
_ATTRIBUTES = tuple(_FIELDS.get(name, name) for name in _COLUMNS)


def _record(row: tuple[Any, ...]) -> ReleaseRecord:
    known = dict(zip((name for name in _ATTRIBUTES if name != "snapshot"), row, strict=False))
    return ReleaseRecord(**known, snapshot=unsqueeze(row[-1]) if len(row) == len(_COLUMNS) else b"")


class Releases:
    """The repository of releases."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, release: ReleaseRecord) -> None:
        """Store a release; :class:`ConflictError` where its number is taken."""
        stated = {**{name: getattr(release, name) for name in _ATTRIBUTES}, "snapshot": squeeze(release.snapshot)}
        row = tuple(stated[name] for name in _ATTRIBUTES)
        insert(self._connection, RELEASES, _COLUMNS, [row])

    def of(self, article_id: int, locale: str, *, snapshots: bool = False) -> list[ReleaseRecord]:
        """All releases of an article × locale, oldest first."""
        columns = (*_RECORD, RELEASES.c.snapshot) if snapshots else _RECORD
        query = select(*columns).where(RELEASES.c.article_id == article_id, RELEASES.c.locale == locale)
        return [_record(row) for row in fetch(self._connection, query.order_by(RELEASES.c.number))]

    def latest(
        self, article_ids: Sequence[int] | None = None, *, manifests: bool = False, snapshots: bool = False
    ) -> dict[tuple[int, str], ReleaseRecord]:
        """(article id, locale) → its latest release, withdrawn or not; of these articles, or of all.

        The manifest is empty unless ``manifests`` or ``snapshots`` are asked for, the snapshot unless those are.
        """
        columns = (*_RECORD, RELEASES.c.snapshot) if snapshots else _RECORD if manifests else _BRIEF
        return self._one_each(func.max(RELEASES.c.number), columns, article_ids)

    def first(self, article_ids: Sequence[int]) -> dict[tuple[int, str], ReleaseRecord]:
        """(article id, locale) → its first release, with its manifest."""
        return self._one_each(func.min(RELEASES.c.number), _RECORD, article_ids)

    def _one_each(
        self, chosen: ColumnElement[int], columns: Sequence[ColumnElement[Any]], article_ids: Sequence[int] | None
    ) -> dict[tuple[int, str], ReleaseRecord]:
        keys = (RELEASES.c.article_id, RELEASES.c.locale)
        numbers = select(*keys, chosen.label("number")).group_by(*keys)
        if article_ids is not None:
            numbers = numbers.where(RELEASES.c.article_id.in_(article_ids))
        found = numbers.subquery()
        same = (
            (RELEASES.c.article_id == found.c.article_id)
            & (RELEASES.c.locale == found.c.locale)
            & (RELEASES.c.number == found.c.number)
        )
        rows = fetch(self._connection, select(*columns).join(found, same))
        return {(row[0], row[1]): _record(row) for row in rows}

    def seen(self, article_id: int, locale: str, number: int, revision: int, versions: int) -> None:
        """Note that this revision, with targets of this sum of versions, is what the release holds."""
        chosen = (RELEASES.c.article_id == article_id) & (RELEASES.c.locale == locale) & (RELEASES.c.number == number)
        self._connection.execute(update(RELEASES).where(chosen).values(seen_revision=revision, versions=versions))

    def withdraw(self, article_id: int, locale: str, number: int, reason: str, *, by: str = "", at: str = "") -> None:
        """Say why a release is no longer published, who said so and when; :class:`UnknownThingError` where there is none."""
        chosen = (RELEASES.c.article_id == article_id) & (RELEASES.c.locale == locale) & (RELEASES.c.number == number)
        changes = update(RELEASES).where(chosen).values(withdrawn=reason, withdrawn_by=by, withdrawn_at=at)
        if self._connection.execute(changes).rowcount == 0:
            raise UnknownThingError(name=f"{locale} {number}")
