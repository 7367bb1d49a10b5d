"""Whole processes: how long ``transflow --help`` and ``transflow status`` take from the shell."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.articles import LOCALES, ROOT, write_workspace
from benchmarks.measuring import Taken, apart, heading, median, say, taken, talk, verdict

RUNS = 9


def command() -> list[str]:
    """The program as a user starts it: the installed script, else the module."""
    script = Path(sys.executable).with_name("transflow")
    return [str(script)] if script.is_file() else [sys.executable, "-m", "transflow"]


def processes(work: dict[str, tuple[Sequence[str], Path]]) -> dict[str, list[Taken]]:
    """Label → runs of a command in a folder, in turns, after one that is not counted. Output is read and thrown away."""
    # Also from a checkout that is not installed; and in English, whatever the machine speaks.
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C.UTF-8"}
    results: dict[str, list[Taken]] = {label: [] for label in work}
    for number in range(RUNS + 1):
        for label, (arguments, folder) in work.items():
            before = os.times()
            wall = time.perf_counter()
            done = subprocess.run(arguments, cwd=folder, capture_output=True, check=False, env=environment)
            wall = time.perf_counter() - wall
            after = os.times()
            if done.returncode:
                raise RuntimeError(
                    f"{label} ended with {done.returncode}: {done.stderr.decode(errors='replace')[-400:]}"
                )
            cpu = after.children_user + after.children_system - before.children_user - before.children_system
            if number:
                results[label].append(Taken(label=label, amount=1, wall=wall, cpu=cpu))
    return results


def fill(root: Path, count: int) -> None:
    """A workspace in which ``count`` articles have catalogues, translations and findings."""
    from benchmarks.workflow import translate

    from transflow.bootstrap import open_workspace
    from transflow.workflow.export import export
    from transflow.workflow.importing import import_catalogues
    from transflow.workflow.intake import add

    write_workspace(root, count)
    with open_workspace(root) as workspace:
        add(workspace, [], actor="Deniz Arslan")
        export(workspace, locales=LOCALES[:1], actor="Deniz Arslan")
        translate(root, count, LOCALES[:1])
        import_catalogues(workspace, [], actor="Deniz Arslan", checks=False)


def step(root: Path) -> tuple[Taken, list[Taken]]:
    """Inside a process that has started: opening the workspace and asking for its status; first time, then again."""
    from transflow import bootstrap
    from transflow.workflow import reporting

    def ask() -> None:
        with bootstrap.open_workspace(root) as workspace:
            overview = reporting.status(workspace)
            assert overview.standings

    return taken("first", 1, ask)[0], [taken("again", 1, ask)[0] for _ in range(RUNS)]


def report(count: int) -> list[bool]:
    """Figures, printed; whether each promise was kept."""
    with tempfile.TemporaryDirectory(prefix="transflow-benchmark-") as folder:
        full, one = Path(folder, "full"), Path(folder, "one")
        talk(f"a workspace with {count} articles")
        apart(fill, full, count)
        apart(fill, one, 1)
        first, again = apart(step, full)
        start = command()
        work: dict[str, tuple[Sequence[str], Path]] = {
            "python, doing nothing": ([sys.executable, "-c", "pass"], full),
            "transflow --help": ([*start, "--help"], full),
            "transflow status, one article": ([*start, "status"], one),
            f"transflow status, {count:,} articles": ([*start, "status"], full),
        }
        heading(f"Whole processes, medians of {RUNS} runs in turns")
        try:
            results = processes(work)
        except (OSError, RuntimeError) as error:
            say(f"  not measured: {error}")
            return [False]
        walls = {label: median([r.wall for r in runs]) for label, runs in results.items()}
        for label, runs in results.items():
            best = min(r.wall for r in runs)
            cpu = median([r.cpu for r in runs])
            say(f"  {label:36} {walls[label]:6.3f} s (fastest {best:.3f}, processor {cpu:.2f})")
        inside = median([r.wall for r in again])
        say(f"  the step alone, in a process that has started: first {first.wall:.3f} s, then {inside:.3f} s")
        names = list(work)
        differences = [b.wall - a.wall for a, b in zip(results[names[2]], results[names[3]], strict=True)]
        return [
            verdict("transflow --help", walls[names[1]], 0.25, "s"),
            verdict("status, work beyond start-up", inside, 0.15, "s"),
            verdict(f"status, what {count:,} articles add to one", median(differences), 0.15, "s"),
            verdict("status in all", walls[names[3]], 1.3, "s"),
        ]
