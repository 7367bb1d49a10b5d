"""Models, migrations and databases say the same; an older database is migrated, a newer one is left alone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine

from transflow.domain.people import Person
from transflow.errors import NewerStoreError
from transflow.store import open_store, schema
from transflow.store.packing import squeeze
from transflow.store.tables import METADATA
from transflow.store.triggers import trigger_statements


def objects(engine: Engine) -> set[tuple[str, str, str]]:
    """Everything in an SQLite database: kind, name, and its definition with the parts in one order."""

    def normal(sql: str | None) -> str:
        head, _, parts = re.sub(r"\s+", " ", (sql or "").replace('"', "")).partition("(")
        return head + "|".join(sorted(part.strip(" )") for part in parts.split(", ")))

    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master").fetchall()
    return {(kind, name, normal(sql)) for kind, name, sql in rows}


@pytest.fixture
def migrated(tmp_path: Path) -> Iterator[Engine]:
    """An SQLite database that migrations made, one version after the other."""
    engine = create_engine(f"sqlite:///{tmp_path / 'migrated.db'}")
    for version in schema.VERSIONS:
        with engine.begin() as connection:
            schema.migrate(connection, version)
            assert schema.found_version(connection) == version
    yield engine
    engine.dispose()


def test_the_quick_way_makes_what_migrations_make(migrated: Engine, tmp_path: Path) -> None:
    open_store(tmp_path / "quick.db").close()
    quick = create_engine(f"sqlite:///{tmp_path / 'quick.db'}")
    assert objects(quick) == objects(migrated)
    quick.dispose()


def test_models_and_migrations_agree(url: str, engine: Engine) -> None:
    with engine.begin() as connection:
        schema.migrate(connection)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, METADATA) == []
        made = {
            *connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars()
        } if url.startswith("sqlite") else {
            *connection.exec_driver_sql("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal").scalars()
        }  # fmt: skip
    said = " ".join(trigger_statements(engine.dialect.name))
    assert made == set(re.findall(r"CREATE TRIGGER (\w+)", said))


def test_every_migration_is_known() -> None:
    settings = Config()
    settings.set_main_option("script_location", str(schema.MIGRATIONS))
    scripts = ScriptDirectory.from_config(settings)
    assert tuple(reversed([script.revision for script in scripts.walk_revisions()])) == schema.VERSIONS


def test_a_migrated_database_works_and_is_left_alone(url: str, engine: Engine) -> None:
    with engine.begin() as connection:
        schema.migrate(connection)
    for names in (["Nil"], ["Nil", "Oya"]):
        store = open_store(url)
        with store.write() as tx:
            tx.people.save(Person(name=names[-1]))
            assert [person.name for person in tx.people.all()] == names
        store.close()


def test_an_older_database_is_migrated_with_what_is_in_it(url: str, engine: Engine) -> None:
    with engine.begin() as connection:
        schema.migrate(connection, "0001")
        for statement in (
            "INSERT INTO articles (id, name, path, format, source_locale, revision) "
            "VALUES (1, 'port', 'articles/port.txt', 'text', 'en', 1)",
            "INSERT INTO revisions (article_id, number, digest, added_at, added_by, content) "
            f"VALUES (1, 1, 'abc', '2026-01-01', 'Ann', {blob(url, squeeze(b'It grew.'))})",
            "INSERT INTO units (id, article_id, present, kind, ordinal, block, source, gap, notes, links, line, words, "
            "memory_key, source_key) "
            "VALUES ('port/A', 1, true, 'paragraph', 0, 0, 'It grew.', '', '', '', 1, 2, 'm', 's')",
        ):
            connection.exec_driver_sql(statement)
    store = open_store(url)
    with store.read() as tx:
        (record,) = tx.articles.all()
        (unit,) = tx.units.of([1])[1]
        assert tx.articles.content(1) == b"It grew."
    assert (record.revision.added_by, record.revision.main) == ("Ann", None)
    assert (unit.source, unit.codes) == ("It grew.", ())
    store.close()


def blob(url: str, content: bytes) -> str:
    """Bytes as a literal of the database's SQL."""
    return f"x'{content.hex()}'" if url.startswith("sqlite") else f"'\\x{content.hex()}'::bytea"


def test_a_newer_database_is_left_alone(url: str, engine: Engine) -> None:
    open_store(url).close()
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerStoreError, match="9999"):
        open_store(url)
    with engine.connect() as connection:
        assert schema.found_version(connection) == "9999"


def test_several_open_a_new_database_at_once(url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        stores = [future.result() for future in [pool.submit(open_store, url) for _ in range(4)]]
    for number, store in enumerate(stores):
        with store.write() as tx:
            tx.people.save(Person(name=str(number)))
    with stores[0].read() as tx:
        assert len(tx.people.all()) == 4
    for store in stores:
        store.close()


def test_an_interrupted_creation_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(dialect: str) -> list[str]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(schema, "trigger_statements", interrupted)
        with pytest.raises(KeyboardInterrupt):
            open_store(tmp_path / "transflow.db")
    engine = create_engine(f"sqlite:///{tmp_path / 'transflow.db'}")
    assert objects(engine) == set()
    engine.dispose()
    open_store(tmp_path / "transflow.db").close()


def imported(code: str, *arguments: str) -> set[str]:
    """The modules that a program ends up with."""
    program = f"import sys\n{code}\nprint(*sys.modules)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True, env=environment
    )
    return set(done.stdout.split())


def test_looking_at_the_version_does_not_import_alembic(tmp_path: Path) -> None:
    code = "from pathlib import Path; from transflow.store import open_store; open_store(Path(sys.argv[1])).close()"
    file = str(tmp_path / "transflow.db")
    for _ in ("new", "existing"):
        assert "alembic" not in imported(code, file)


def test_the_room_is_entered_without_loading_its_furniture() -> None:
    modules = imported("import transflow.store, transflow.store.records")
    assert modules & {"sqlalchemy", "sqlmodel", "alembic", "pydantic"} == set()


def test_the_store_is_where_the_path_says(tmp_path: Path) -> None:
    odd = tmp_path / "a b%20?ç" / "transflow.db"
    open_store(odd).close()
    assert odd.is_file()
