"""Bringing a database to the schema of this version. Alembic is imported only where a migration must run."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect

from transflow.errors import N_, NewerStoreError, StoreError
from transflow.store.tables import METADATA
from transflow.store.triggers import trigger_statements

#: Schema versions, oldest first; each but the first has a migration from the one before. The last is this version's.
VERSIONS: Final = ("0001", "0002", "0003", "0004", "0005", "0006")
CURRENT: Final = VERSIONS[-1]
#: The first version that has a translation memory.
_WITH_MEMORY: Final = "0004"

#: Where alembic keeps the version; read directly, so that looking costs nothing.
_VERSION_TABLE: Final = "alembic_version"
_LOCK: Final = 7_248_115  # any number, the same in every transflow: the advisory lock of schema changes

MIGRATIONS: Final = Path(__file__).parent / "migrations"


def found_version(connection: Connection) -> str | None:
    """The schema version of the database; None where it is empty.

    :class:`StoreError` where it holds tables that are not ours.
    """
    tables = set(inspect(connection).get_table_names())
    if _VERSION_TABLE not in tables:
        if tables & set(METADATA.tables):
            raise StoreError(
                reason=N_("it holds tables, but not those of transflow"),
                remedy=N_("Name another database in transflow.toml or in TRANSFLOW_DATABASE."),
            )
        return None
    return connection.exec_driver_sql(f"SELECT version_num FROM {_VERSION_TABLE}").scalar()


def needs_work(found: str | None) -> bool:
    """Whether the schema must be created or migrated; :class:`NewerStoreError` where it is beyond this version."""
    if found is not None and found not in VERSIONS:
        raise NewerStoreError(found=found, known=CURRENT)
    return found != CURRENT


def prepare(connection: Connection) -> bool:
    """Create or migrate the schema, inside a writing transaction; whoever comes second finds it done.

    Returns whether the database is older than the translation memory, which is then to be made of what was approved.
    """
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    found = found_version(connection)
    if not needs_work(found):
        return False
    if found is None and connection.dialect.name == "sqlite":
        create(connection)
    else:
        migrate(connection)
    return found is not None and found < _WITH_MEMORY


def create(connection: Connection) -> None:
    """The present schema in an empty database: what all migrations together make (a test compares them)."""
    METADATA.create_all(connection, checkfirst=False)
    for statement in trigger_statements(connection.dialect.name):
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(
        f"CREATE TABLE {_VERSION_TABLE} (version_num VARCHAR(32) NOT NULL, "
        f"CONSTRAINT {_VERSION_TABLE}_pkc PRIMARY KEY (version_num))"
    )
    connection.exec_driver_sql(f"INSERT INTO {_VERSION_TABLE} (version_num) VALUES ('{CURRENT}')")


def migrate(connection: Connection, version: str = CURRENT) -> None:
    """Run the migrations up to ``version`` inside the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    settings.attributes["connection"] = connection
    command.upgrade(settings, version)
