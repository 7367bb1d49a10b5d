"""The database: the only SQL in the house.

:func:`open_store` gives a :class:`~transflow.store.database.Store`; its ``read()`` and ``write()`` give a transaction
with one repository an aggregate. Importing this package costs nothing: SQLModel is loaded when a store is opened.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transflow.store.database import Store, Transaction

__all__ = ["Store", "Transaction", "open_store"]


def open_store(url: str | Path, *, busy_timeout: float = 30.0) -> Store:
    """Open the database at ``url``; see :func:`transflow.store.database.open_store`."""
    from transflow.store import database  # here, because SQLModel takes a third of a second to load

    return database.open_store(url, busy_timeout=busy_timeout)


def __getattr__(name: str) -> object:
    if name in ("Store", "Transaction"):
        from transflow.store import database

        return getattr(database, name)
    raise AttributeError(name)
