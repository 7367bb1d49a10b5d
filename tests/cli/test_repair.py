"""A database that cannot be read is set aside and made anew; one that is busy, too new or elsewhere is left alone."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest

GARBAGE = b"this is no database, but it is long enough to look at" * 40


def spoil(folder: Path, content: bytes = GARBAGE) -> Path:
    file = folder / ".transflow" / "transflow.db"
    for part in ("-wal", "-shm"):
        file.with_name(file.name + part).write_bytes(b"remains")
    file.write_bytes(content)
    return file


def test_a_broken_database_is_set_aside_and_made_anew(drafted: Any) -> None:
    before = drafted("status", "--json").content["articles"]
    file = spoil(drafted.folder)
    plain = drafted("doctor")
    assert plain.code == 3
    assert "not a database" in plain.err
    assert "transflow doctor --rebuild" in plain.err
    assert file.read_bytes() == GARBAGE
    planned = drafted("doctor", "--rebuild", "--dry-run")
    assert planned.code == 0
    assert "would be set aside" in planned.out
    assert file.read_bytes() == GARBAGE
    rebuilt = drafted("doctor", "--rebuild")
    assert rebuilt.code == 0, rebuilt
    assert "transflow.db.broken-1" in rebuilt.err
    for part, content in (("", GARBAGE), ("-wal", b"remains"), ("-shm", b"remains")):
        assert file.with_name(f"transflow.db.broken-1{part}").read_bytes() == content
    after = drafted("status", "--json").content["articles"]
    assert [(a["article"], a["locale"], a["units"]) for a in after] == [
        (a["article"], a["locale"], a["units"]) for a in before
    ]


def test_an_earlier_one_is_never_overwritten(drafted: Any) -> None:
    first = spoil(drafted.folder, GARBAGE + b"1")
    assert drafted("doctor", "--rebuild").code == 0
    spoil(drafted.folder, GARBAGE + b"2")
    again = drafted("doctor", "--rebuild", "--json")
    assert again.content["rebuilt"]["set_aside"] == "transflow.db.broken-2"
    for number in (b"1", b"2"):
        assert first.with_name(f"transflow.db.broken-{number.decode()}").read_bytes() == GARBAGE + number
    assert drafted("doctor", "--rebuild", "--json").content["rebuilt"]["set_aside"] is None


def test_pages_that_are_damaged_deep_inside(drafted: Any) -> None:
    file = drafted.folder / ".transflow" / "transflow.db"
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = file.read_bytes()
    file.write_bytes(content[:8192] + b"\x5a" * (len(content) - 8192))
    assert drafted("doctor", "--rebuild", "--json").content["rebuilt"]["set_aside"] == "transflow.db.broken-1"
    assert drafted("doctor").code == 0


def test_a_newer_schema_is_left_alone(drafted: Any) -> None:
    file = drafted.folder / ".transflow" / "transflow.db"
    with contextlib.closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    refused = drafted("doctor", "--rebuild")
    assert refused.code == 3
    assert "newer" in refused.err
    assert [p.name for p in file.parent.glob("*.broken*")] == []


def test_a_locked_database_is_left_alone(drafted: Any) -> None:
    from transflow.store.repair import is_damaged

    file = drafted.folder / ".transflow" / "transflow.db"
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        assert not is_damaged(file)
        connection.execute("ROLLBACK")


def test_a_database_elsewhere_is_left_alone(drafted: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    file = drafted.folder / "elsewhere.db"
    file.write_bytes(GARBAGE)
    monkeypatch.setenv("TRANSFLOW_DATABASE", "sqlite:///elsewhere.db")
    refused = drafted("doctor", "--rebuild")
    assert refused.code == 3
    assert "move it away" in refused.err
    assert file.read_bytes() == GARBAGE


def test_remedies_by_cause(drafted: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRANSFLOW_DATABASE", "postgresql://me@127.0.0.1:9/transflow")
    refused = drafted("doctor")
    assert refused.code == 3
    assert "Start the server" in refused.err
    assert "TRANSFLOW_DATABASE" in refused.err


def test_sources_that_changed_or_are_gone_are_named(drafted: Any) -> None:
    assert "changed since" not in drafted("status").out
    source = drafted.folder / "articles" / "ports.txt"
    source.write_bytes(source.read_bytes() + b"\nOne more line.\n")
    assert "articles/ports.txt: changed since it was added" in drafted("status").out
    assert drafted("status", "--json").content["strayed"] == [{"path": "articles/ports.txt", "what": "changed"}]
    source.unlink()
    assert "articles/ports.txt: the file is gone" in drafted("status").out
    looked = drafted("doctor")
    assert (looked.code, "the file is gone" in looked.out) == (0, True)
