"""Foreign exceptions of the database and its drivers, mapped to the house's own in one place.

Messages of drivers are kept short and never hold a password: a connection URL does not enter a reason.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from transflow.errors import N_, ConflictError, DamagedStoreError, DiskError, StoreError, TransflowError

_CONFIGURED = N_("Correct the database address in transflow.toml or in TRANSFLOW_DATABASE.")
_BUSY = (StoreError, N_("another program holds the database and does not let go"), N_("Try again when it is done."))
_LATER = N_("Try again later.")

#: What a driver says → the error that it becomes, its reason, and its remedy ("": that of the error).
_Cause = tuple[type[DiskError] | type[StoreError], str, str]

#: SQLite result code (primary, or extended where it matters).
_SQLITE: dict[str, _Cause] = {
    "SQLITE_FULL": (DiskError, N_("the disk is full"), ""),
    "SQLITE_READONLY": (DiskError, N_("the database, its folder or the disk is read-only"), ""),
    "SQLITE_IOERR": (DiskError, N_("the disk reports an error while the database is read or written"), ""),
    "SQLITE_PERM": (DiskError, N_("no permission for the database file"), ""),
    "SQLITE_AUTH": (DiskError, N_("no permission for the database file"), ""),
    "SQLITE_CANTOPEN": (DiskError, N_("the database file cannot be opened or created"), ""),
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_NOTADB": (DamagedStoreError, N_("the file is not a database"), ""),
    "SQLITE_CORRUPT": (DamagedStoreError, N_("the database file is damaged"), ""),
    "SQLITE_TOOBIG": (StoreError, N_("a text is longer than the database takes"), N_("Shorten the text.")),
    "SQLITE_NOMEM": (StoreError, N_("not enough memory"), N_("Close other programs and try again.")),
}

#: PostgreSQL SQLSTATE, or its class (first two characters).
_POSTGRESQL: dict[str, _Cause] = {
    "53100": (DiskError, N_("the disk is full"), ""),
    "58030": (DiskError, N_("the disk reports an error while the database is read or written"), ""),
    "25006": (DiskError, N_("the database, its folder or the disk is read-only"), ""),
    "28": (
        StoreError,
        N_("the server does not accept the user or the password"),
        N_("Correct user and password in the database address in transflow.toml or in TRANSFLOW_DATABASE."),
    ),
    "3D000": (
        StoreError,
        N_("the server has no database of this name"),
        N_("Create it (createdb), or correct the database address in transflow.toml or in TRANSFLOW_DATABASE."),
    ),
    "42501": (
        StoreError,
        N_("the database user may not do this"),
        N_("Give the user the right to it, or name another user in the database address."),
    ),
    "53300": (StoreError, N_("the server has too many connections"), _LATER),
    "57": (StoreError, N_("the server shut down or cancelled the request"), _LATER),
    "08": (
        StoreError,
        N_("the server cannot be reached"),
        N_("Start the server, or correct the database address in transflow.toml or in TRANSFLOW_DATABASE."),
    ),
    "53": (StoreError, N_("the server is out of resources"), _LATER),
    "55P03": _BUSY,
}

#: What libpq says (SQLSTATE is missing while connecting) → the state that it stands for. First match wins.
_CONNECTING: tuple[tuple[str, str], ...] = (
    ("password", "28"),
    ("no pg_hba.conf entry", "28"),
    ("role ", "28"),
    ("database ", "3D000"),
    ("too many clients", "53300"),
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
        raise StoreError(reason=N_("all connections to the database are in use"), remedy=_LATER) from error
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
    return StoreError(reason=_MISSING_DRIVER, remedy=N_("Install it, or use SQLite."))


def bad_url() -> StoreError:
    """The error for a URL that names no database transflow knows; the URL itself may hold a password."""
    return StoreError(
        reason=N_("the address is neither sqlite:///FILE nor postgresql://…"),
        remedy=_CONFIGURED,
    )


def no_database() -> TransflowError:
    """The error for a file that is no SQLite database."""
    return _error(_SQLITE["SQLITE_NOTADB"])


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
    for code, cause in _SQLITE.items():
        if name == code or name.startswith(code + "_"):
            return _error(cause)
    if isinstance(error, (sqlite3.ProgrammingError, sqlite3.InterfaceError)) or not name:
        return None
    return StoreError(reason=str(error))


def _of_postgresql(error: BaseException) -> TransflowError | None:
    state: str = getattr(error, "sqlstate", None) or ""
    if state in ("23505", "40001", "40P01"):
        return _conflict()
    if state in _POSTGRESQL or state[:2] in _POSTGRESQL:
        return _error(_POSTGRESQL.get(state) or _POSTGRESQL[state[:2]])
    if not state:
        if type(error).__name__ not in ("OperationalError", "ConnectionTimeout"):
            return None
        said = str(error)
        return _error(_POSTGRESQL[next((found for word, found in _CONNECTING if word in said), "08")])
    if state[:2] == "42":
        return None  # a wrong statement: ours to correct
    diagnosis = getattr(error, "diag", None)
    return StoreError(reason=getattr(diagnosis, "message_primary", None) or type(error).__name__)


def _error(cause: _Cause) -> TransflowError:
    kind, reason, remedy = cause
    return kind(reason=reason, remedy=remedy)


def _conflict() -> ConflictError:
    return ConflictError(N_("The same thing was changed by somebody else meanwhile."))
