"""What drivers raise becomes an error of the house, with a reason and without a password."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import errors as psycopg_errors
from sqlalchemy import event

from transflow.domain.people import Person
from transflow.errors import DiskError, StoreError, TransflowError
from transflow.store import Store, open_store
from transflow.store.failures import mapped

SECRET = "s3cret"
#: Results of SQLite that say that the store was used wrongly, or that are no errors.
NOT_FAILURES = {
    "SQLITE_ABORT", "SQLITE_CONSTRAINT", "SQLITE_DONE", "SQLITE_EMPTY", "SQLITE_ERROR", "SQLITE_FORMAT",
    "SQLITE_INTERNAL", "SQLITE_INTERRUPT", "SQLITE_MISMATCH", "SQLITE_MISUSE", "SQLITE_NOLFS", "SQLITE_NOTFOUND",
    "SQLITE_NOTICE", "SQLITE_OK", "SQLITE_PROTOCOL", "SQLITE_RANGE", "SQLITE_ROW", "SQLITE_SCHEMA", "SQLITE_WARNING",
}  # fmt: skip
#: The primary result codes of SQLite, 0 to 31, 100 and 101.
RESULTS = {
    name: getattr(sqlite3, name)
    for name in (
        "SQLITE_PERM", "SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_NOMEM", "SQLITE_READONLY", "SQLITE_IOERR",
        "SQLITE_CORRUPT", "SQLITE_FULL", "SQLITE_CANTOPEN", "SQLITE_TOOBIG", "SQLITE_AUTH", "SQLITE_NOTADB",
        *sorted(NOT_FAILURES),
    )
    if hasattr(sqlite3, name)
}  # fmt: skip


def opening(url: str | Path) -> TransflowError:
    """The error that opening ``url`` leads to; neither it nor its traceback gives the password away."""
    with pytest.raises(TransflowError) as caught:
        open_store(url).close()
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert SECRET not in str(caught.value.fields)
    return caught.value


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://me:s3cret@host/x", "sqlite+other:///x", "http://me:s3cret@x"])
def test_an_address_that_names_no_database(url: str) -> None:
    error = opening(url)
    assert isinstance(error, StoreError)
    assert "neither sqlite" in str(error)
    assert "TRANSFLOW_DATABASE" in error.remedy


def test_nobody_listens() -> None:
    error = opening(f"postgresql://me:{SECRET}@127.0.0.1:9/transflow")
    assert isinstance(error, StoreError)
    assert "cannot be reached" in str(error)


def test_the_driver_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert "transflow[postgres]" in str(opening(f"postgresql://me:{SECRET}@127.0.0.1/transflow"))


@pytest.mark.postgres
def test_a_server_that_refuses(postgresql: Callable[[], str]) -> None:
    url = postgresql()
    name = url.split("/")[3].partition("?")[0]
    assert "no database of this name" in str(opening(url.replace(f"/{name}?", "/absent?")))
    stranger = url.replace("postgres:@", f"stranger:{SECRET}@")
    assert "does not accept the user or the password" in str(opening(stranger))


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "transflow.db"
    file.write_bytes(b"Dear diary, today I shall be a database. " * 100)
    before = file.read_bytes()
    error = opening(file)
    assert isinstance(error, StoreError)
    assert "not a database" in str(error)
    assert file.read_bytes() == before


def test_a_database_of_something_else(tmp_path: Path) -> None:
    file = tmp_path / "transflow.db"
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE articles (id)")
    assert "not those of transflow" in str(opening(file))


def test_a_damaged_database(tmp_path: Path) -> None:
    file = tmp_path / "transflow.db"
    open_store(file).close()
    content = file.read_bytes()
    file.write_bytes(content[:4096] + b"\x5a" * (len(content) - 4096))
    error = opening(file)
    assert isinstance(error, StoreError)
    assert "damaged" in str(error)


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    error = opening(tmp_path / "file" / "transflow.db")
    assert isinstance(error, DiskError)
    (tmp_path / "folder.db").mkdir()
    assert isinstance(opening(tmp_path / "folder.db"), DiskError)


def test_a_read_only_database(tmp_path: Path) -> None:
    file = tmp_path / "transflow.db"
    open_store(file).close()
    store = open_store(f"sqlite:///file:{file}?mode=ro&uri=true")
    with pytest.raises(DiskError, match="read-only"), store.write() as tx:
        tx.people.save(Person(name="Nil"))
    with store.read() as tx:
        assert tx.people.all() == []
    store.close()


def test_a_full_disk(tmp_path: Path, samples: Any) -> None:
    """SQLite itself refuses to grow the file, as it does when the disk is full."""
    store: Store = open_store(tmp_path / "transflow.db")
    event.listen(store._engine, "begin", lambda connection: connection.exec_driver_sql("PRAGMA max_page_count=1"))
    with pytest.raises(DiskError, match="full"), store.write() as tx:
        tx.articles.add([samples.article(f"article {number}") for number in range(2000)])
    with store.read() as tx:
        assert tx.articles.all() == []
    store.close()


def test_a_disk_that_refuses_to_write(tmp_path: Path) -> None:
    """The system forbids the program to make files longer than a little: a real error of the operating system."""
    code = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from transflow.errors import DiskError\n"
        "from transflow.store import open_store\n"
        "from transflow.domain.people import Person\n"
        "store = open_store(Path(sys.argv[1]))\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "limit = resource.getrlimit(resource.RLIMIT_FSIZE)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1024, limit[1]))\n"
        "try:\n"
        "    with store.write() as tx:\n"
        "        tx.people.save(Person(name='Nil'))\n"
        "except DiskError as error:\n"
        "    print('refused')\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, limit)\n"
    )
    file = tmp_path / "transflow.db"
    open_store(file).close()
    environment = {"PYTHONPATH": ":".join(sys.path)}
    program = [sys.executable, "-c", code, str(file)]
    done = subprocess.run(program, capture_output=True, text=True, check=False, env=environment)
    assert (done.stdout, done.returncode) == ("refused\n", 0), done.stderr
    store = open_store(file)
    with store.read() as tx:
        assert tx.people.all() == []
    store.close()


@pytest.mark.parametrize("name", sorted(set(RESULTS) - NOT_FAILURES))
def test_every_failure_of_sqlite_has_a_reason(name: str) -> None:
    error = sqlite3.OperationalError("raw words of the driver")
    error.sqlite_errorname = name
    with pytest.raises((StoreError, DiskError)) as caught, mapped():
        raise error
    assert "raw words" not in str(caught.value)


@pytest.mark.parametrize(
    "state", ["08006", "28P01", "3D000", "40001", "40P01", "42501", "53100", "53200", "55P03", "57P01"]
)
def test_every_failure_of_postgresql_has_a_reason(state: str) -> None:
    error = psycopg_errors.lookup(state)("raw words of the driver")
    with pytest.raises(TransflowError) as caught, mapped():
        raise error
    assert "raw words" not in str(caught.value)


@pytest.mark.parametrize(
    "error", [ValueError("x"), sqlite3.ProgrammingError("x"), psycopg.ProgrammingError("x"), OSError(28, "x")]
)
def test_mistakes_and_others_errors_pass(error: Exception) -> None:
    with pytest.raises(type(error)) as caught, mapped():
        raise error
    assert caught.value is error
