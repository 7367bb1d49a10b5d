"""Desks for the tests of the workflow: real databases and real files in a temporary folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.workflow.desk import Desk

OpenDesk = Callable[..., Desk]


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[OpenDesk]:
    """Opens desks; at the end every one must be sound: its states are the replay of its events."""
    opened: list[Desk] = []

    def open_one(folder: str = "desk", **options: Any) -> Desk:
        desk = Desk(tmp_path / folder, **options)
        opened.append(desk)
        return desk

    yield open_one
    try:
        for desk in opened:
            desk.sound()
    finally:
        for desk in opened:
            desk.space.store.close()


@pytest.fixture
def desk(open_desk: OpenDesk) -> Desk:
    return open_desk()
