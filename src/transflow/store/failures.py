"""Foreign exceptions of the database and its drivers, mapped to the house's own in one place.

Messages of drivers are kept short and never hold a password: a connection URL does not enter a reason.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from transflow.errors import N_, ConflictError, DiskError, StoreError, TransflowError

#: SQLite result code (primary, or extended where it matters) → is it the disk?, reason.
_SQLITE: dict[str, tuple[bool, str]] = {
    "SQLITE_FULL": (True, N_("the disk is full")),
    "SQLITE_READONLY": (True, N_("the database, its folder or the disk is read-only")),
    "SQLITE_IOERR": (True, N_("the disk reports an error while the database is read or written")),
    "SQLITE_PERM": (True, N_("no permission for the database file")),
    "SQLITE_AUTH": (True, N_("no permission for the database file")),
    "SQLITE_CANTOPEN": (True, N_("the database file cannot be opened or created")),
    "SQLITE_BUSY": (False, N_("another program holds the database and does not let go")),
    "SQLITE_LOCKED": (False, N_("another program holds the database and does not let go")),
    "SQLITE_NOTADB": (False, N_("the file is not a database")),
    "SQLITE_CORRUPT": (False, N_("the database file is damaged")),
    "SQLITE_TOOBIG": (False, N_("a text is longer than the database takes")),
    "SQLITE_NOMEM": (False, N_("not enough memory")),
}

#: PostgreSQL SQLSTATE, or its class (first two characters) → is it the disk?, reason.
_POSTGRESQL: dict[str, tuple[bool, str]] = {
    "53100": (True, N_("the disk is full")),
    "58030": (True, N_("the disk reports an error while the database is read or written")),
    "25006": (True, N_("the database, its folder or the disk is read-only")),
    "28": (False, N_("the server does not accept the user or the password")),
    "3D000": (False, N_("the server has no database of this name")),
    "42501": (False, N_("the database user may not do this")),
    "53300": (False, N_("the server has too many connections")),
    "57": (False, N_("the server shut down or cancelled the request")),
    "08": (False, N_("the server cannot be reached")),
    "53": (False, N_("the server is out of resources")),
    "55P03": (False, N_("another program holds the database and does not let go")),
}

#: What libpq says (SQLSTATE is missing while connecting) → reason. First match wins.
_CONNECTING: tuple[tuple[str, str], ...] = (
    ("password", _POSTGRESQL["28"][1]),
    ("no pg_hba.conf entry", _POSTGRESQL["28"][1]),
    ("role ", _POSTGRESQL["28"][1]),
    ("database ", _POSTGRESQL["3D000"][1]),
    ("too many clients", _POSTGRESQL["53300"][1]),
)

_MISSING_DRIVER = N_("the driver is not installed; for PostgreSQL: pip install 'transflow[postgres]'")


@contextmanager
def mapped() -> Iterator[None]:
    """Raise :class:`StoreError`, :class:`DiskError` or :class:`ConflictError` in place of what the drivers raise.

    Errors of the house and programming errors (a wrong statement, a wrong argument) pass unchanged.
    """
    try:
        yield
    except TransflowError:
        raise
    except exc.TimeoutError as error:
        raise StoreError(reason=N_("all connections to the database are in use")) from error
    except exc.DBAPIError as error:
        found = _ours(error.orig)
        if found is None:
            raise
        raise found from error
    except Exception as error:
        found = _ours(error)
        if found is None:
            raise
        raise found from error


def missing_driver() -> StoreError:
    """The error for a URL whose driver cannot be imported."""
    return StoreError(reason=_MISSING_DRIVER)


def bad_url() -> StoreError:
    """The error for a URL that names no database transflow knows; the URL itself may hold a password."""
    return StoreError(
        reason=N_("the address is neither sqlite:///FILE nor postgresql://…"),
        remedy=N_("Correct the database address in transflow.toml or in TRANSFLOW_DATABASE."),
    )


def _ours(error: BaseException | None) -> TransflowError | None:
    """The error of the house for a driver's error; None for anything that is no driver's error."""
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(error)
    if error is not None and type(error).__module__.partition(".")[0] == "psycopg":
        return _of_postgresql(error)
    return None


def _of_sqlite(error: sqlite3.Error) -> TransflowError | None:
    name: str = getattr(error, "sqlite_errorname", None) or ""
    if name in ("SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE"):
        return _conflict()
    for code, (disk, reason) in _SQLITE.items():
        if name == code or name.startswith(code + "_"):
            return DiskError(reason=reason) if disk else StoreError(reason=reason)
    if isinstance(error, (sqlite3.ProgrammingError, sqlite3.InterfaceError)) or not name:
        return None
    return StoreError(reason=str(error))


def _of_postgresql(error: BaseException) -> TransflowError | None:
    state: str = getattr(error, "sqlstate", None) or ""
    if state in ("23505", "40001", "40P01"):
        return _conflict()
    if state in _POSTGRESQL or state[:2] in _POSTGRESQL:
        disk, reason = _POSTGRESQL.get(state) or _POSTGRESQL[state[:2]]
        return DiskError(reason=reason) if disk else StoreError(reason=reason)
    if not state:
        if type(error).__name__ not in ("OperationalError", "ConnectionTimeout"):
            return None
        said = str(error)
        return StoreError(
            reason=next((reason for word, reason in _CONNECTING if word in said), N_("the server cannot be reached"))
        )
    if state[:2] == "42":
        return None  # a wrong statement: ours to correct
    diagnosis = getattr(error, "diag", None)
    return StoreError(reason=getattr(diagnosis, "message_primary", None) or type(error).__name__)


def _conflict() -> ConflictError:
    return ConflictError(N_("The same thing was changed by somebody else meanwhile."))
