"""How far a long step is: bars on a terminal, on standard error; nothing where nobody looks."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING

from transflow.i18n import _, number

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Meter:
    """Bars for the steps of one command, made when the first progress is told, gone when it ends."""

    def __init__(self, command: str) -> None:
        self._command = command
        self._bars: Progress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._shown = sys.stderr.isatty()
        self._announced: set[str] = set()

    def __enter__(self) -> Meter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars is not None:
            self._bars.stop()

    def progress(self, label: str, done: int, total: int) -> None:
        """A step's progress (:class:`transflow.workflow.workspace.Progress`)."""
        if self._shown and total > 1:
            self._update(self._command, f"{self._command} {label}".strip(), done, total)

    def fetching(self, what: str, done: int, total: int | None) -> None:
        """Bytes of something that is fetched; without a terminal it is announced once."""
        if self._shown:
            self._update(what, _("Fetching {name}").format(name=what), done, total)
        elif what not in self._announced:
            self._announced.add(what)
            print(_("Fetching {name} …").format(name=what), file=sys.stderr)

    def _update(self, key: str, label: str, done: int, total: int | None) -> None:
        bars = self._bars
        if bars is None:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            bars = self._bars = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[rate]}", markup=False),
                TimeRemainingColumn(),
                console=Console(file=sys.stderr),
                transient=True,
            )
            bars.start()
        if key not in self._tasks:
            self._tasks[key] = bars.add_task(label, total=total, rate="")
        bars.update(self._tasks[key], description=label, completed=done, total=total)
        if key == self._command:
            bars.update(self._tasks[key], rate=self._rate(key))

    def _rate(self, key: str) -> str:
        """How fast it goes, once that can be told."""
        assert self._bars is not None
        speed = next(task.speed for task in self._bars.tasks if task.id == self._tasks[key])
        return _("{count}/s").format(count=number(round(speed))) if speed and speed >= 1 else ""
