"""A server of processes to kill, and a workspace at every stage of the work."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
import pytest
from tests.reliability.driver import LOCALES, open_at
from tests.workflow.desk import HARBOUR, TURKISH, files_below

from transflow.workflow.operations import diagnose

ARTICLES = {
    "harbour": HARBOUR,
    "2026/port": HARBOUR.replace("four parts", "three parts").replace("Nobody doubts", "Everybody knows"),
    "short": "A Short Title\n\nOne sentence stands here. Another one follows it.\n",
}
#: The work as people do it. ``translate`` and ``revise`` are done by people outside transflow, so nobody is killed in them.
WORK = (
    ("add", "intake"),
    ("draft", "drafting"),
    ("export", "export"),
    ("translate", ""),
    ("import", "import"),
    ("accept", "first signature"),
    ("approve", "second signature"),
    ("publish", "publishing"),
    ("revise", ""),
    ("add", "a new revision"),
    ("export", "export of stale units"),
    ("translate", ""),
    ("import", "second import"),
    ("accept", "signatures again"),
    ("approve", "second signatures again"),
    ("publish", "publishing again"),
)


class Server:
    """Runs requests of the driver, each in a process of its own."""

    def __init__(self) -> None:
        root = Path(__file__).resolve().parent.parent.parent
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(root / "src"), str(root)])}
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", str(Path(__file__).with_name("driver.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
        )

    def run(self, *requests: dict[str, Any]) -> list[dict[str, Any]]:
        """Requests at the same time; how each ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps(requests)}\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def step(self, root: Path, step: str, **options: Any) -> dict[str, Any]:
        return self.run({"root": str(root), "step": step, **options})[0]

    def close(self) -> None:
        self._process.communicate()
        assert self._process.returncode == 0


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    opened = Server()
    yield opened
    opened.close()


def translate(root: Path, by: dict[str, str] | None = None) -> None:
    """The translators work through every catalogue."""
    for path in sorted((root / "locales").rglob("*.po")):
        locale = path.relative_to(root / "locales").parts[0]
        file = polib.pofile(path.read_text("utf-8"), wrapwidth=0)
        file.metadata["Last-Translator"] = (by or {"tr": "Ayşe", "ru": "Irina"})[locale]
        for entry in file:
            if entry.obsolete:
                continue
            start = next((s for s in sorted(TURKISH, key=len, reverse=True) if entry.msgid.startswith(s)), None)
            entry.msgstr = TURKISH[start] if start else f"Çeviri {len(entry.msgid.split())}".rstrip("0123456789 ") + "."
            entry.flags = []
        path.write_text(str(file), "utf-8")


def revise(root: Path) -> None:
    """The author works on."""
    path = root / "articles" / "harbour.txt"
    text = path.read_text("utf-8").replace("busy in summer", "busy in winter").replace("“", '"').replace("”", '"')
    path.write_text(text.replace(" In other words, patience is needed.", ""), "utf-8")
    short = root / "articles" / "short.txt"
    short.write_text(short.read_text("utf-8").replace("Another one", "A new one. Another one"), "utf-8")


class Stage:
    """A moment of the work: the workspace before a step, after it, and how many dangerous moments the step has."""

    def __init__(self, step: str, label: str, before: Path, after: Path, ran: dict[str, Any]) -> None:
        self.step = step
        self.label = label
        self.before = before
        self.after = after
        self.moments: int = ran["moments"]
        self.seconds: float = ran["seconds"]
        self.told = told(after)


@pytest.fixture(scope="session")
def stages(server: Server, tmp_path_factory: pytest.TempPathFactory) -> list[Stage]:
    """The whole work once, without a kill."""
    home = tmp_path_factory.mktemp("stages")
    place = home / "0"
    for name, text in ARTICLES.items():
        path = place / "articles" / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    open_at(place).store.close()
    found = []
    for number, (step, label) in enumerate(WORK, start=1):
        following = home / str(number)
        shutil.copytree(place, following)
        if label:
            ran = server.step(following, step)
            assert ran["code"] == 0, (step, label)
            found.append(Stage(step, label, place, following, ran))
        else:
            {"translate": translate, "revise": revise}[step](following)
        place = following
    return found


def told(root: Path) -> dict[str, Any]:
    """Everything that a workspace says: its files and what is in its database, run counters aside. Sound at that."""
    space = open_at(root)
    try:
        assert diagnose(space).ailments == ()
        with space.store.read() as tx:
            records = {r.id: r.name for r in tx.articles.all()}
            ids = list(records)
            return {
                "files": visible(root),
                "articles": {r.name: (r.path, r.revision) for r in tx.articles.all()},
                "units": {records[i]: units for i, units in tx.units.of(ids).items()},
                "targets": tx.targets.of(ids),
                "findings": sorted((records[i], repr(f)) for i, f in tx.findings.of(ids)),
                "suggestions": sorted((s.unit, s.locale, s.text, s.author) for s in tx.suggestions.open(ids)),
                "exports": {
                    (records[i], loc): (e.base, e.digest)
                    for loc in LOCALES
                    for i, e in tx.exports.last(ids, loc).items()
                },
                "releases": {
                    (records[i], loc): (r.number, r.digest, r.manifest, r.snapshot)
                    for (i, loc), r in tx.releases.latest(ids, snapshots=True).items()
                },
                "tally": tx.targets.tally(),
                "people": sorted(p.name for p in tx.people.all()),
            }
    finally:
        space.store.close()


def visible(root: Path) -> dict[str, bytes]:
    """The files of a workspace without its database; what a killed write left behind is hidden and nobody's."""
    files = {k: v for k, v in files_below(root).items() if not k.startswith(".transflow/")}
    left = [k for k in files if k.endswith(".part")]
    assert all(Path(k).name.startswith(".") for k in left)
    return {k: v for k, v in files.items() if k not in left}
