"""Timing, memory and the words that figures are printed in."""

from __future__ import annotations

import contextlib
import gc
import importlib.metadata
import os
import platform
import resource
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

#: What OmegaT took for the same work (read, segment, write translated documents), in ms an article: a published figure of
#: another run on another day. It is a yardstick, not a measurement of this run.
OMEGAT_MS = 27.5
#: What mdpo took in that other run: the ratio says how fast this machine is beside that one.
MDPO_MS = 10.7
PACKAGES = ("transflow", "polib", "sqlalchemy", "sqlmodel", "typer", "mdpo", "translate-toolkit", "mistletoe")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What one piece of work took: seconds by the clock and by the processor (children included), peak memory in MB."""

    label: str
    amount: int
    wall: float
    cpu: float
    peak: float = 0.0

    @property
    def each(self) -> float:
        """Milliseconds of wall time for one of ``amount``."""
        return self.wall / self.amount * 1000

    @property
    def each_cpu(self) -> float:
        """Milliseconds of processor time for one of ``amount``."""
        return self.cpu / self.amount * 1000


def _cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _forget_peak() -> None:
    """Let the kernel count the peak of memory anew (Linux; elsewhere the peak is that of the process so far)."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def peak_memory() -> float:
    """Largest resident size since it was last forgotten, in MB."""
    own = 0.0
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                own = int(line.split()[1]) / 1024
    except OSError:
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return own


def taken(label: str, amount: int, work: Callable[[], T]) -> tuple[Taken, T]:
    """Do ``work`` once and say what it took."""
    gc.collect()
    _forget_peak()
    cpu, wall = _cpu(), time.perf_counter()
    result = work()
    wall, cpu = time.perf_counter() - wall, _cpu() - cpu
    return Taken(label=label, amount=amount, wall=wall, cpu=cpu, peak=peak_memory()), result


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def middle(runs: Sequence[Taken]) -> Taken:
    """One figure of several runs of the same work: medians."""
    return Taken(
        label=runs[0].label,
        amount=runs[0].amount,
        wall=median([r.wall for r in runs]),
        cpu=median([r.cpu for r in runs]),
        peak=max(r.peak for r in runs),
    )


def apart(work: Callable[P, T], *arguments: P.args, **options: P.kwargs) -> T:
    """Do ``work`` in a fresh process: nothing is warm that a user would not have warm, and peak memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments, **options).result()


def say(text: str = "") -> None:
    """A line of the report."""
    print(text, flush=True)


def talk(text: str) -> None:
    """A line about what is being done, for whoever waits."""
    print(f"… {text}", file=sys.stderr, flush=True)


def heading(text: str) -> None:
    """The title of a group of figures."""
    say(f"\n{text}\n{'-' * len(text)}")


def verdict(label: str, figure: float, limit: float, unit: str) -> bool:
    """A promise and whether this run kept it."""
    kept = figure <= limit
    say(f"  {'kept' if kept else 'MISSED':6}  {label}: {figure:.3g} {unit} (at most {limit:g} {unit})")
    return kept


def machine() -> None:
    """Where and with what this run was made."""
    heading("Machine and versions")
    model = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    except OSError:
        pass
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = f", load average {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    say(f"  {model}, {cores} cores{load}; {platform.system()} {platform.release()}")
    versions = [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
    for package in PACKAGES:
        try:
            versions.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            versions.append(f"{package} (not installed)")
    say(f"  {', '.join(versions)}")
