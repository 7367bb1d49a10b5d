"""Drafting through chaos: a service that fails in every way it can, and a process that is killed again and again.

At the end every sentence has exactly one draft, its own, and nothing was asked for again that had been committed.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock
from typing import Final

import pytest
from tests.engines.replay import CAPTCHA, GARBAGE, PROTOCOLS, Asked, Reply, Service, json_reply, replay, turkish
from tests.reliability.chaos_driver import SETTINGS

from transflow.domain.states import Action
from transflow.testing import workspace_at
from transflow.workflow.intake import add
from transflow.workflow.workspace import Workspace

ROOT: Final = Path(__file__).resolve().parents[2]
#: One call in so many fails.
ONE_IN: Final = 10
#: Runs after which a sentence that is still left is a failure of the test.
MOST_RUNS: Final = 400


@dataclass(slots=True)
class Chaos:
    """A behaviour that fails one call in ten, in another way each time, and counts the sentences it answered well."""

    seed: int
    lock: Lock = field(default_factory=Lock)
    failed: Counter[str] = field(default_factory=Counter)
    #: Sentence → how often it was asked for, whatever the answer.
    asked: Counter[str] = field(default_factory=Counter)
    #: Requests until the process that asks is struck down; 0: it is spared.
    fuse: int = 0
    strike: Event = field(default_factory=Event)

    def __call__(self, number: int, asked: Asked) -> Reply | None:
        protocol = PROTOCOLS["libre" if asked.method == "POST" else "google"]
        texts = protocol.texts(asked)
        chance = random.Random(f"{self.seed} {number}")
        with self.lock:
            self.asked.update(texts)
            self.fuse -= 1
            if self.fuse == 0:
                self.strike.set()
        if chance.randrange(ONE_IN):
            return None
        name, reply = self.fault(chance, asked, texts)
        with self.lock:
            self.failed[name] += 1
        return reply

    def fault(self, chance: random.Random, asked: Asked, texts: list[str]) -> tuple[str, Reply]:
        faults: dict[str, Reply] = {
            "429": Reply(status=429),
            "429 with Retry-After": Reply(status=429, headers={"Retry-After": "0"}),
            "500": Reply(status=500),
            "time-out": Reply(hang=True),
            "cut": Reply(body="{", cut=True),
            "captcha": Reply(body=CAPTCHA),
            "garbage": Reply(body=GARBAGE),
            "quota": Reply(status=403, body="Daily quota exceeded"),
        }
        if asked.method == "POST":
            answers = [turkish(text) for text in texts]
            faults["one too few"] = json_reply({"translatedText": answers[1:]})
            faults["empty items"] = json_reply({"translatedText": [*answers[1:], ""][::-1]} if len(answers) == 1 else
                                               {"translatedText": ["", *answers[1:]]})  # fmt: skip
        else:
            faults["empty"] = Reply(body='<div class="result-container"></div>')
        name = chance.choice(sorted(faults))
        return name, faults[name]


def articles(root: Path, count: int, sentences: int) -> None:
    """Articles whose sentences are all different; the first one holds a fifth of them all."""
    for number in range(count):
        many = sentences * count // 5 if number == 0 else sentences * 4 // 5 * count // (count - 1)
        lines = [f"Title of article {number}"]
        lines += [
            " ".join(f"Ship {number} of line {block} carried {n + 2} tons to the east." for n in range(5))
            for block in range(many // 5)
        ]
        path = root / "articles" / f"a{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join(lines) + "\n", "utf-8")


def drafts(space: Workspace) -> dict[str, tuple[str, str, int]]:
    """Source → (text, origin, how many events say "draft"), for the units that have one."""
    found = {}
    with space.store.read() as tx:
        records = tx.articles.all()
        for record in records:
            units = {unit.id: unit for unit in tx.units.of([record.id])[record.id]}
            events = Counter(e.unit for e in tx.targets.events(record.id) if e.action is Action.DRAFT)
            for (unit, _), target in tx.targets.of([record.id], "tr").items():
                found[units[unit].source] = (target.text, target.origin, events[unit])
    return found


def run(root: Path, engine: str, service: Service, chaos: Chaos, fuse: int) -> int:
    """One drafting process; its exit status, negative where it was killed: after ``fuse`` requests, 0 for never."""
    chaos.fuse = fuse
    chaos.strike.clear()
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "tests.reliability.chaos_driver", str(root), engine, service.url],
        env=environment,
        cwd=ROOT,
    )
    while process.poll() is None:
        if chaos.strike.wait(0.01):
            process.send_signal(signal.SIGKILL)
            break
    return process.wait()


def survive(root: Path, engine: str, *, count: int, sentences: int, kills: int, seed: int) -> Chaos:
    """Draft a workspace through chaos and kills, and look at what became of it."""
    articles(root, count, sentences)
    space = workspace_at(root, settings=SETTINGS)
    add(space, [], actor="Ann")
    with space.store.read() as tx:
        sources = {u.source for units in tx.units.of([r.id for r in tx.articles.all()]).values() for u in units}
    chance = random.Random(seed)
    chaos = Chaos(seed)
    killed = 0
    longest = max(3, len(sources) // (16 if engine == "libre" else 1) // (kills + 1))
    with replay("libre" if engine == "libre" else "google", chaos) as service:
        for _ in range(MOST_RUNS):
            committed = set(drafts(space))
            before = chaos.asked.copy()
            fuse = chance.randint(1, longest) if killed < kills else 0
            status = run(root, engine, service, chaos, fuse)
            again = {source for source in committed if chaos.asked[source] > before[source]}
            assert not again, "asked for although its draft was committed"
            killed += status < 0
            if status == 0:
                break
            assert status in (3, -signal.SIGKILL)
    made = drafts(space)
    space.store.close()
    assert set(made) == sources, "a sentence was lost"
    for source, (text, origin, events) in made.items():
        assert events == 1, f"drafted {events} times: {source}"
        if origin.startswith("mt:"):
            assert text == turkish(source), "another sentence's answer"
    assert killed >= kills
    return chaos


@pytest.mark.parametrize(
    ("engine", "count", "kills"), [("libre", 50, 20), ("deep:google", 12, 5)], ids=["libre", "google"]
)
def test_a_service_in_chaos_and_a_process_that_is_killed(engine: str, count: int, kills: int, tmp_path: Path) -> None:
    chaos = survive(tmp_path, engine, count=count, sentences=100, kills=kills, seed=11)
    assert len(chaos.failed) >= 8, "nearly every kind of failure came up"


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("engine", ["libre", "deep:google"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_five_thousand_sentences_and_a_hundred_kills(engine: str, seed: int, tmp_path: Path) -> None:
    chaos = survive(tmp_path, engine, count=50, sentences=100, kills=100, seed=seed)
    assert len(chaos.failed) >= 8, "nearly every kind of failure came up"
