"""Opening the database, and transactions on it."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, make_url
from sqlalchemy.pool import StaticPool

from transflow.errors import DiskError, StoreError
from transflow.store import failures, schema
from transflow.store.answers import Answers
from transflow.store.articles import Articles
from transflow.store.cuts import CutsOfArticles
from transflow.store.effort import Efforts
from transflow.store.exports import Exports
from transflow.store.findings import Findings
from transflow.store.imports import Imports
from transflow.store.memory import Memory
from transflow.store.people import People
from transflow.store.releases import Releases
from transflow.store.repair import refuse_what_is_no_database
from transflow.store.suggestions import Suggestions
from transflow.store.tally import Tally
from transflow.store.targets import Targets
from transflow.store.terms import Terms
from transflow.store.units import Units

#: Seconds that a connection goes on asking for WAL while others create the database.
_WAL_PATIENCE = 30.0
#: Execution option of a connection to SQLite: the statements that open its transactions.
_BEGIN = "transflow_begin"


class Transaction:
    """One transaction: a repository an aggregate. Not to be kept beyond its ``with``."""

    def __init__(self, connection: Connection) -> None:
        tally = Tally(connection)
        self.articles = Articles(connection)
        self.units = Units(connection, tally)
        self.memory = Memory(connection)
        self.targets = Targets(connection, tally, self.memory)
        self.findings = Findings(connection)
        self.exports = Exports(connection)
        self.releases = Releases(connection)
        self.people = People(connection)
        self.suggestions = Suggestions(connection)
        self.cuts = CutsOfArticles(connection)
        self.answers = Answers(connection)
        self.effort = Efforts(connection)
        self.terms = Terms(connection)
        self.imports = Imports(connection)


class Store:
    """An open database. May be shared by threads; each transaction has a connection of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        sqlite = engine.dialect.name == "sqlite"
        # SQLite: a transaction that reads first and writes later fails at once, whatever the timeout, if another wrote in
        # between; so writers say so at the start. PostgreSQL: what a writer reads after waiting for a lock must be new.
        self._reading: dict[str, Any] = (
            {_BEGIN: ("PRAGMA query_only=ON", "BEGIN")}
            if sqlite
            else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        )
        self._writing: dict[str, Any] = (
            {_BEGIN: ("PRAGMA query_only=OFF", "BEGIN IMMEDIATE")}
            if sqlite
            else {"isolation_level": "READ COMMITTED", "postgresql_readonly": False}
        )

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A transaction that reads: everything as it was at one moment."""
        with self._begin(self._reading) as connection:
            yield Transaction(connection)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A transaction that writes: all of it at the end, or nothing where anything was raised."""
        with self._begin(self._writing) as connection:
            yield Transaction(connection)

    def close(self) -> None:
        """Give back the connections."""
        self._engine.dispose()

    def prepare(self) -> None:
        """Create or migrate the schema where needed; NewerStoreError where the database is ahead of this version."""
        with self._begin(self._reading) as connection:
            needed = schema.needs_work(schema.found_version(connection))
        if needed:
            with self._begin(self._writing) as connection:
                if schema.prepare(connection):
                    Memory(connection).rebuild()

    @contextmanager
    def _begin(self, options: dict[str, Any]) -> Iterator[Connection]:
        with failures.mapped(), self._engine.connect() as connection:
            connection = connection.execution_options(**options)
            with connection.begin():  # commits at the end, rolls back on any exception, KeyboardInterrupt too
                yield connection


def open_store(url: str | Path, *, busy_timeout: float = 30.0) -> Store:
    """Open the database at ``url``, creating or migrating its schema first where that is needed.

    ``url`` is ``sqlite:///FILE``, ``postgresql://…``, or the path of an SQLite file (whose folder is created).
    ``busy_timeout``: seconds that a writer waits for another one. Raises :class:`NewerStoreError`, :class:`DiskError` where
    the disk is full, :class:`StoreError` for anything else that is wrong with the database. An SQLite file that is there
    but may not be written is opened for reading; whoever writes to that store gets a :class:`DiskError`.
    """
    address = _address(url)
    if address.get_backend_name() != "sqlite":
        return _prepared(_postgresql(address, busy_timeout))
    _make_folder(address)
    refuse_what_is_no_database(Path(address.database or ""))
    try:
        return _prepared(_sqlite(address, busy_timeout))
    except DiskError as error:
        file = Path(address.database or "")
        if not file.is_file() or (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)):
            raise
        try:
            return _prepared(_sqlite_for_reading(file, busy_timeout))
        except StoreError:
            raise error from None


def _prepared(engine: Engine) -> Store:
    store = Store(engine)
    try:
        store.prepare()
    except BaseException:
        store.close()
        raise
    return store


def _address(url: str | Path) -> URL:
    if isinstance(url, Path):
        return URL.create("sqlite", database=str(url))
    try:
        address = make_url(url)
    except exc.ArgumentError:
        raise failures.bad_url() from None
    match address.drivername:
        case "sqlite" | "sqlite+pysqlite" | "postgresql+psycopg":
            return address
        case "postgresql" | "postgres":
            return address.set(drivername="postgresql+psycopg")
    raise failures.bad_url()


def _make_folder(address: URL) -> None:
    if not address.database or address.database == ":memory:" or address.database.startswith("file:"):
        return
    folder = Path(address.database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DiskError(reason=error.strerror or str(error), file=str(folder)) from error


def _sqlite(address: URL, busy_timeout: float) -> Engine:
    pool: dict[str, Any] = {}
    if not address.database or address.database == ":memory:":
        pool = {"poolclass": StaticPool}
    engine = create_engine(
        address, connect_args={"timeout": busy_timeout, "check_same_thread": False, "isolation_level": None}, **pool
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _open_sqlite_transaction)
    return engine


def _sqlite_for_reading(file: Path, busy_timeout: float) -> Engine:
    query = {"mode": "ro", "uri": "true"}
    if not file.with_name(f"{file.name}-wal").exists():
        # Nobody has it open for writing. Otherwise SQLite would need to make a file of its own beside it.
        query["immutable"] = "1"
    address = URL.create("sqlite", database=f"file:{quote(str(file.absolute()))}", query=query)
    engine = create_engine(
        address, connect_args={"timeout": busy_timeout, "check_same_thread": False, "isolation_level": None}
    )
    event.listen(engine, "begin", _open_sqlite_transaction)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # NORMAL under WAL: a power cut may undo the last transactions but never damages the file; a crash of ours undoes none.
    # recursive_triggers: without it, INSERT OR REPLACE would delete rows past the triggers that forbid it.
    # wal_autocheckpoint, in pages of 4 KB: pages of an index that many transactions touch are copied back once for all.
    _enter_wal(connection)
    for pragma in (
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "cache_size=-32000",
        "wal_autocheckpoint=4000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _enter_wal(connection: sqlite3.Connection) -> None:
    """Switch to WAL. SQLite does not wait for this one lock, so it is asked again while others create the database."""
    deadline = time.monotonic() + _WAL_PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _open_sqlite_transaction(connection: Connection) -> None:
    for statement in connection.get_execution_options()[_BEGIN]:
        connection.exec_driver_sql(statement)


def _postgresql(address: URL, busy_timeout: float) -> Engine:
    options = f"-c lock_timeout={int(busy_timeout * 1000)}"
    try:
        return create_engine(address, pool_pre_ping=True, connect_args={"options": options, "connect_timeout": 10})
    except ImportError:
        raise failures.missing_driver() from None
