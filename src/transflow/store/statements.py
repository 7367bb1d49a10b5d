"""Bulk reads and writes: Core statements, driver tuples.

Reading takes the driver's own tuples (no row objects, no conversion), so mappings must expect 0/1 for booleans. Writing on
SQLite hands tuples to the driver under a statement compiled once; that is three times as fast as dictionaries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

T = TypeVar("T")

#: Values in one IN list: under the limits of both databases (32,766 and 65,535 parameters).
CHUNK = 5000


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Lists of at most ``size`` values."""
    values = values if isinstance(values, list) else list(values)
    for start in range(0, len(values), size):
        yield values[start : start + size]


def fetch(connection: Connection, statement: Executable, **parameters: object) -> Sequence[tuple[Any, ...]]:
    """All rows of a query, as the driver gives them."""
    result = connection.execute(statement, parameters)
    rows: Sequence[tuple[Any, ...]] = result.cursor.fetchall()
    result.close()
    return rows


def insert(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Insert ``rows``; ``columns`` in table order."""
    _write(connection, table, tuple(columns), None, (), rows)


def upsert(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    keys: Sequence[str],
    keep: Sequence[str] = (),
) -> None:
    """Insert ``rows``; where one with the same ``keys`` exists, replace its other columns except ``keep``.

    With ``keep`` holding all other columns an existing row stays as it is.
    """
    changed = tuple(c for c in columns if c not in keys and c not in keep)
    _write(connection, table, tuple(columns), tuple(keys), changed, rows)


def _write(
    connection: Connection,
    table: Table,
    columns: tuple[str, ...],
    keys: tuple[str, ...] | None,
    changed: tuple[str, ...],
    rows: Sequence[Sequence[object]],
) -> None:
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            _text(connection.dialect, table, columns, keys, changed), [tuple(row) for row in rows]
        )
    else:
        connection.execute(
            _statement("postgresql", table, keys, changed), [dict(zip(columns, row, strict=True)) for row in rows]
        )


@lru_cache(maxsize=64)
def _statement(dialect: str, table: Table, keys: tuple[str, ...] | None, changed: tuple[str, ...]) -> Executable:
    statement: sqlite.Insert | postgresql.Insert
    if dialect == "sqlite":
        statement = sqlite.insert(table)
    else:
        from sqlalchemy.dialects import postgresql  # 20 ms, only where it is used

        statement = postgresql.insert(table)
    if keys is None:
        return statement
    if not changed:
        return statement.on_conflict_do_nothing(index_elements=list(keys))
    return statement.on_conflict_do_update(
        index_elements=list(keys), set_={column: statement.excluded[column] for column in changed}
    )


@lru_cache(maxsize=64)
def _text(
    dialect: Dialect, table: Table, columns: tuple[str, ...], keys: tuple[str, ...] | None, changed: tuple[str, ...]
) -> str:
    statement = _statement("sqlite", table, keys, changed)
    compiled = statement.compile(dialect=dialect, column_keys=list(columns))  # type: ignore[attr-defined]
    assert tuple(compiled.positiontup) == columns, f"columns of {table.name} must be given in table order, all of them"
    return str(compiled)
