"""All or nothing, one after the other, and history that nobody can change."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine, exc

from transflow.domain.findings import Finding, Severity
from transflow.domain.people import Person
from transflow.domain.states import Action, Target, replay
from transflow.errors import ConflictError, DiskError, StoreError
from transflow.store import Store, open_store
from transflow.store.records import ReleaseRecord


def with_path() -> dict[str, str]:
    """The environment for a program that imports what this one can."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, ConflictError])
def test_whatever_is_raised_nothing_is_written(store: Store, samples: Any, error: type[BaseException]) -> None:
    def interrupted() -> None:
        with store.write() as tx:
            tx.articles.add([samples.article("one")])
            raise error

    with pytest.raises(error):
        interrupted()
    with store.read() as tx:
        assert tx.articles.all() == []


def test_reading_sees_one_moment(store: Store, samples: Any) -> None:
    with store.read() as before:
        assert before.articles.all() == []
        with store.write() as tx:
            tx.articles.add([samples.article("one")])
        assert before.articles.all() == []
    with store.read() as after:
        assert len(after.articles.all()) == 1


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(DiskError, match="read-only"), store.read() as tx:
        tx.people.save(Person(name="Nil"))
    with store.write() as tx:  # the same connection, from the pool
        tx.people.save(Person(name="Nil"))
    with store.read() as tx:
        assert tx.people.all() == [Person(name="Nil")]


def test_the_second_writer_waits(store: Store, samples: Any) -> None:
    article_id, _ = samples.stored(store)
    order: list[str] = []
    held, asked = threading.Event(), threading.Event()

    def write(name: str) -> None:
        if name == "second":
            held.wait()
            asked.set()
        with store.write() as tx:
            warning = Finding(code=name, severity=Severity.WARNING, locale="tr")
            tx.findings.replace([article_id], "tr", [(article_id, warning)])
            if name == "first":
                held.set()
                asked.wait()
            order.append(name)

    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(write, name) for name in ("first", "second")]:
            future.result()
    assert order == ["first", "second"]
    with store.read() as tx:
        assert [each.code for _, each in tx.findings.of([article_id])] == ["second"]


def test_nothing_is_lost_when_many_write(store: Store, url: str, samples: Any) -> None:
    article_id, (unit, *_) = samples.stored(store)
    conflicts = []

    def write(name: str) -> None:
        done = 0
        while done < 5:
            try:
                with store.write() as tx:
                    target = tx.targets.of([article_id]).get((unit.id, "tr"), Target(unit=unit.id, locale="tr"))
                    text = f"{name} {done}"
                    change = samples.step(target, Action.TRANSLATE, text=text, source=unit.source, source_key="k")
                    tx.targets.record([(article_id, *change)])
                done += 1
            except ConflictError:
                conflicts.append(name)

    with ThreadPoolExecutor(3) as pool:
        for future in [pool.submit(write, name) for name in ("a", "b", "c")]:
            future.result()
    with store.read() as tx:
        events = tx.targets.events(article_id)
        assert sorted(str(event.text) for event in events) == [f"{n} {i}" for n in "abc" for i in range(5)]
        assert tx.targets.of([article_id])[unit.id, "tr"] == replay(unit.id, "tr", events)
    if url.startswith("sqlite"):
        assert conflicts == []  # who reads inside a writing transaction is alone


def test_programs_write_side_by_side(url: str, store: Store) -> None:
    code = (
        "import sys\n"
        "from transflow.store import open_store\n"
        "from transflow.domain.people import Person\n"
        "store = open_store(sys.argv[1])\n"
        "for number in range(10):\n"
        "    with store.write() as tx:\n"
        "        tx.people.save(Person(name=f'{sys.argv[2]} {number}'))\n"
        "store.close()\n"
    )
    programs = [subprocess.Popen([sys.executable, "-c", code, url, name], env=with_path()) for name in ("a", "b")]
    assert [program.wait() for program in programs] == [0, 0]
    with store.read() as tx:
        assert len(tx.people.all()) == 20


def test_killed_in_the_middle_nothing_is_there(url: str, store: Store) -> None:
    code = (
        "import os, signal, sys\n"
        "from transflow.store import open_store\n"
        "from transflow.domain.people import Person\n"
        "with open_store(sys.argv[1]).write() as tx:\n"
        "    tx.people.save(Person(name='Nil'))\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", code, url], check=False, env=with_path())
    assert killed.returncode == -signal.SIGKILL
    with store.write() as tx:
        assert tx.people.all() == []
        tx.people.save(Person(name="Oya"))


def test_who_waits_too_long_is_told(store: Store, url: str, samples: Any) -> None:
    article_id, _ = samples.stored(store)
    hasty = open_store(url, busy_timeout=0.01)
    with store.write() as tx:
        tx.findings.replace([article_id], "tr", [])
        with pytest.raises(StoreError, match="another program holds the database"), hasty.write() as second:
            second.findings.replace([article_id], "tr", [])
    hasty.close()


HISTORY = [
    "UPDATE events SET actor = 'somebody else'",
    "DELETE FROM events",
    "UPDATE revisions SET digest = ''",
    "DELETE FROM revisions",
    "UPDATE releases SET manifest = ''",
    "UPDATE releases SET snapshot = NULL",
    "DELETE FROM releases",
]


@pytest.mark.parametrize("statement", HISTORY)
def test_history_cannot_be_changed(store: Store, engine: Engine, samples: Any, statement: str) -> None:
    article_id, units = samples.stored(store)
    with store.write() as tx:
        tx.targets.record([samples.draft(article_id, units[0], "tr", "Bir.[3]")])
        tx.releases.add(
            ReleaseRecord(
                article_id=article_id,
                locale="tr",
                number=1,
                revision=1,
                digest="d",
                manifest="{}",
                snapshot=b"s",
                at="2026",
                by="Oya",
            )
        )
    with pytest.raises(exc.DBAPIError, match="append-only"), engine.begin() as connection:
        connection.exec_driver_sql(statement)


def test_history_cannot_be_replaced(samples: Any) -> None:
    """INSERT OR REPLACE of SQLite deletes silently, unless the connection says otherwise; ours does."""
    store = open_store("sqlite://")
    article_id, units = samples.stored(store)
    with store.write() as tx:
        tx.targets.record([samples.draft(article_id, units[0], "tr", "Bir.[3]")])
    with pytest.raises(StoreError, match="append-only"), store.write() as tx:
        tx.targets._connection.exec_driver_sql("INSERT OR REPLACE INTO events SELECT * FROM events")
    store.close()


def test_foreign_keys_hold(store: Store, samples: Any) -> None:
    article_id, units = samples.stored(store)
    with pytest.raises(StoreError), store.write() as tx:
        tx.units.replace({article_id + 1: samples.units("nowhere")})
    with pytest.raises(StoreError), store.write() as tx:
        tx.findings.replace(
            [article_id], "tr", [(article_id, Finding(code="x", severity=Severity.INFO, unit="no/UNIT"))]
        )
    with store.read() as tx:
        assert tx.units.of([article_id]) == {article_id: units}


def test_a_store_in_memory(samples: Any) -> None:
    store = open_store("sqlite://")
    article_id, units = samples.stored(store)
    with store.read() as tx:
        assert tx.units.of([article_id]) == {article_id: units}
    store.close()
