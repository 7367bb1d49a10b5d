"""A database file that cannot be read: telling it from one that is only busy or too new, and setting it aside."""

from __future__ import annotations

import contextlib
import sqlite3
from itertools import count
from pathlib import Path
from typing import Final
from urllib.parse import quote

from transflow.errors import DamagedStoreError, DiskError
from transflow.store import failures, schema

_MAGIC: Final = b"SQLite format 3\0"
#: What SQLite keeps beside a database file, and the file itself last: a new one must not meet remains of the old.
_PARTS: Final = ("-wal", "-shm", "")


def is_damaged(file: Path) -> bool:
    """Whether an SQLite file is no database, or is damaged. One that a newer transflow wrote is left to that one.

    Raises :class:`StoreError` where another program holds it, :class:`DiskError` where it may not be read.
    """
    if not file.is_file():
        return False
    try:
        refuse_what_is_no_database(file)
        with (
            failures.mapped(),
            contextlib.closing(sqlite3.connect(f"file:{quote(str(file.absolute()))}?mode=rw", uri=True)) as connection,
        ):
            connection.execute("PRAGMA query_only=ON")
            if _is_newer(connection):
                return False
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",))
    except DamagedStoreError:
        return True


def refuse_what_is_no_database(file: Path) -> None:
    """:class:`DamagedStoreError` for a file that does not begin as SQLite's do; an empty one, or none, is a new database.

    SQLite would say the same, but throws away what lies beside such a file, and that may hold the last changes.
    """
    try:
        with file.open("rb") as stream:
            begins = stream.read(len(_MAGIC))
    except OSError:
        return  # opening it says why
    if begins and begins != _MAGIC:
        raise failures.no_database()


def _is_newer(connection: sqlite3.Connection) -> bool:
    """Whether the schema is one that this version does not know."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
        return False
    found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return found is not None and found[0] not in schema.VERSIONS


def set_aside(file: Path) -> Path:
    """Rename a database file and what lies beside it; returns its new name, which nothing had before."""
    names = (file.with_name(f"{file.name}.broken-{number}") for number in count(1))
    aside = next(name for name in names if not any(name.with_name(name.name + part).exists() for part in _PARTS))
    for part in _PARTS:
        old = file.with_name(file.name + part)
        try:
            if old.exists():
                old.rename(aside.with_name(aside.name + part))
        except OSError as error:
            raise DiskError(reason=error.strerror or str(error), file=str(old)) from error
    return aside
