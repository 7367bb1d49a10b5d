"""``kill -9`` at any moment: what is there is sound and whole, and the same command again ends where it would have."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from tests.reliability.conftest import Server, Stage, told, visible
from tests.workflow.desk import files_below


def kill_and_repeat(server: Server, stage: Stage, place: Path, **how: Any) -> bool:
    """Kill a step on a copy of the workspace, look at what is left, and run it again. Whether it was killed in time."""
    shutil.copytree(stage.before, place)
    ended = server.step(place, stage.step, **how)
    killed = ended["code"] == -9
    assert killed or ended["code"] == 0
    connection = sqlite3.connect(place / ".transflow" / "transflow.db")
    assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    connection.close()
    whole = [visible(stage.before), stage.told["files"]]
    for path, content in visible(place).items():
        assert content in [files[path] for files in whole if path in files], f"{path} is half-written"
    told(place)  # opens, and is sound
    assert server.step(place, stage.step)["code"] == 0
    now = told(place)
    for what, expected in stage.told.items():
        assert now[what] == expected, f"{what} after {stage.label} was killed ({how})"
    shutil.rmtree(place)
    return killed


def moments(stages: list[Stage], count: int, seed: int) -> list[tuple[Stage, int]]:
    """Moments to kill at: the steps in turn, within a step at random but never twice, as long as there are any."""
    dice = random.Random(seed)
    waiting = {s.label: dice.sample(range(1, s.moments + 1), s.moments) for s in stages}
    chosen: list[tuple[Stage, int]] = []
    while len(chosen) < count and any(waiting.values()):
        chosen += [(s, waiting[s.label].pop()) for s in stages if waiting[s.label]]
    return chosen[:count]


def test_the_work_has_moments_to_be_killed_in(stages: list[Stage]) -> None:
    assert all(stage.moments >= 4 for stage in stages), {s.label: s.moments for s in stages}
    assert {"published/tr/harbour.txt", "published/ru/2026/port.html"} <= set(stages[-1].told["files"])


def test_every_step_run_twice_changes_nothing(server: Server, stages: list[Stage], tmp_path: Path) -> None:
    """Promise 5."""
    for number, stage in enumerate(stages):
        place = tmp_path / str(number)
        shutil.copytree(stage.after, place)
        before = files_below(place / "locales") | files_below(place / "published")
        assert server.step(place, stage.step)["code"] == 0
        assert told(place) == stage.told, stage.label
        assert files_below(place / "locales") | files_below(place / "published") == before


def test_killed_at_dangerous_moments(server: Server, stages: list[Stage], tmp_path: Path) -> None:
    killed = [
        kill_and_repeat(server, stage, tmp_path / f"{i}", kill_at=moment)
        for i, (stage, moment) in enumerate(moments(stages, 16, seed=2026))
    ]
    assert all(killed)


def test_killed_at_any_time(server: Server, stages: list[Stage], tmp_path: Path) -> None:
    dice = random.Random(7)
    longest = sorted(stages, key=lambda s: -s.seconds)[:4]
    killed = [
        kill_and_repeat(server, stage, tmp_path / f"{i}", after=stage.seconds * dice.uniform(0.2, 0.8))
        for i, stage in enumerate(longest)
    ]
    assert any(killed)


@pytest.mark.long
@pytest.mark.timeout(3000)
def test_two_hundred_kills(server: Server, stages: list[Stage], tmp_path: Path) -> None:
    chosen = moments(stages, 150, seed=1)
    assert all(
        kill_and_repeat(server, stage, tmp_path / f"{i}", kill_at=moment) for i, (stage, moment) in enumerate(chosen)
    )
    dice = random.Random()
    rest = 200 - len(chosen)
    killed = [
        kill_and_repeat(server, stage, tmp_path / f"t{i}", after=stage.seconds * dice.uniform(0.05, 0.95))
        for i, stage in enumerate(dice.choices(stages, k=rest))
    ]
    assert sum(killed) > rest / 3
