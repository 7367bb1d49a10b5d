"""The only place where things are wired together: a workspace with its store, its clock and its engines."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from transflow.config import FILE_NAME, Settings, load
from transflow.errors import N_, DamagedStoreError
from transflow.workflow.workspace import Progress, Workspace, find_root, silent

if TYPE_CHECKING:
    from transflow.engines.base import Engine

#: Called with what is fetched, bytes so far, and bytes in all where the server says.
Fetching = Callable[[str, int, int | None], None]


def now() -> str:
    """The time in UTC, ISO 8601, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@contextlib.contextmanager
def open_workspace(
    start: Path, *, progress: Progress = silent, fetching: Fetching | None = None
) -> Iterator[Workspace]:
    """The workspace at or above ``start``, with its store open; closed at the end whatever happens."""
    from transflow.store.database import open_store

    root = find_root(start.resolve())
    settings = load(root / FILE_NAME)
    store = open_store(database_url(root, settings))
    try:
        yield Workspace(
            root=root,
            settings=settings,
            store=store,
            now=now,
            engine=lambda name: _engine(root, settings, name, fetching),
            progress=progress,
        )
    finally:
        store.close()


def database_url(root: Path, settings: Settings) -> str:
    """The database of a workspace; a relative SQLite path is relative to the workspace."""
    url = settings.database
    if not url:
        return f"sqlite:///{(root / '.transflow' / 'transflow.db').as_posix()}"
    prefix = "sqlite:///"
    if url.startswith(prefix) and not url.startswith(f"{prefix}/"):
        return f"{prefix}{(root / url[len(prefix) :]).as_posix()}"
    return url


def damaged_database(start: Path) -> Path | None:
    """The database file of the workspace at or above ``start``, where it is damaged and lies in its default place.

    Raises :class:`DamagedStoreError` for a damaged SQLite file elsewhere: only who put it there can say what it is.
    """
    from transflow.store.repair import is_damaged

    root = find_root(start.resolve())
    scheme, _, place = database_url(root, load(root / FILE_NAME)).partition(":///")
    file = Path(place)
    if scheme != "sqlite" or not is_damaged(file):
        return None
    if file != root / ".transflow" / "transflow.db":
        raise DamagedStoreError(
            reason=N_("the database file is damaged"),
            remedy=N_("Restore it from a backup, or move it away and run 'transflow doctor --rebuild' again."),
            file=str(file),
        )
    return file


def _engine(root: Path, settings: Settings, name: str, fetching: Fetching | None) -> Engine:
    """An engine by name with its settings; paths in them are relative to the workspace."""
    from platformdirs import user_cache_path

    from transflow.engines.calling import POLICY
    from transflow.engines.registry import create_engine

    own = {key: value for key, value in settings.engine_table(name).items() if key not in POLICY}
    if isinstance(own.get("models"), str):
        own["models"] = str(root / str(own["models"]))
    return create_engine(
        name,
        own,
        cache_dir=user_cache_path("transflow"),
        offline=bool(os.environ.get("TRANSFLOW_OFFLINE")),
        progress=fetching,
    )


def sample_root() -> Path:
    """The folder of the bundled sample: inside the installed package, or the repository in an editable install."""
    package = Path(__file__).parent
    bundled = package / "sample"
    if bundled.is_dir():
        return bundled
    return package.parent.parent
