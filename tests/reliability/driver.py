"""Runs steps of the work in processes of their own, and kills them: by a count of dangerous moments, or after a time.

A request is one line of JSON on stdin, an answer one line on stdout. Each step runs in a fork, so that a process costs no
imports. A moment is the beginning and the end of every transaction, and every rename and wait for the disk.
"""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from transflow.config import Settings
from transflow.domain.states import Action
from transflow.testing import EchoEngine, workspace_at
from transflow.workflow.drafting import draft
from transflow.workflow.export import export
from transflow.workflow.importing import import_catalogues
from transflow.workflow.intake import add
from transflow.workflow.publishing import publish
from transflow.workflow.reporting import status
from transflow.workflow.review import Ruling, review
from transflow.workflow.workspace import Workspace

LOCALES = ("tr", "ru")
SETTINGS = Settings(locales=LOCALES, formats=("html", "markdown"))


class SmallBatches(EchoEngine):
    """Four sentences a call, so that drafting has many commits. At ``stop`` sentences the user presses Ctrl-C."""

    capabilities = dataclasses.replace(EchoEngine.capabilities, max_batch=4)
    stop = 0

    def translate(self, sources: Any, **options: Any) -> Any:
        if self.stop and len(self.asked) >= self.stop:
            os.kill(os.getpid(), signal.SIGINT)
        return super().translate(sources, **options)


def open_at(root: Path, engine: EchoEngine | None = None) -> Workspace:
    return workspace_at(root, settings=SETTINGS, engine=engine or SmallBatches())


def sign(space: Workspace, action: Action, actor: str) -> None:
    for name in sorted({s.name for s in status(space).standings}):
        for locale in LOCALES:
            review(space, name, locale, Ruling(action=action), everything=True, actor=actor)


STEPS: dict[str, Callable[[Workspace, list[str]], object]] = {
    "add": lambda space, _: add(space, [], actor="Ann"),
    "draft": lambda space, _: draft(space, actor="Ann", engines=["echo"]),
    "export": lambda space, _: export(space, actor="Ann"),
    "import": lambda space, paths: import_catalogues(space, [Path(p) for p in paths], actor="Ann"),
    "accept": lambda space, _: sign(space, Action.ACCEPT, "Mehmet"),
    "approve": lambda space, _: sign(space, Action.APPROVE, "Elif"),
    "publish": lambda space, _: publish(space, actor="Pub"),
}


class Moments:
    """Counts dangerous moments, and dies at number ``kill_at`` (0: never)."""

    def __init__(self, kill_at: int) -> None:
        self.count = 0
        self.kill_at = kill_at

    def __call__(self, *_: object) -> None:
        self.count += 1
        if self.count == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            self()
            result = function(*args, **kwargs)
            self()
            return result

        return wrapped


def run(request: dict[str, Any], report: int) -> None:
    """One step in this process; writes the number of moments to ``report``."""
    moments = Moments(request.get("kill_at", 0))
    event.listen(Engine, "begin", moments)
    event.listen(Engine, "commit", moments)
    os.replace = moments.around(os.replace)  # type: ignore[assignment]
    os.fsync = moments.around(os.fsync)  # type: ignore[assignment]
    engine = SmallBatches()
    engine.stop = request.get("stop", 0)
    space = open_at(Path(request["root"]), engine)
    try:
        STEPS[request["step"]](space, request.get("paths", []))
    finally:
        space.store.close()
    os.write(report, str(moments.count).encode())


def start(request: dict[str, Any]) -> tuple[int, int]:
    """Fork a process for a request: its id and the pipe it reports on."""
    reading, writing = os.pipe()
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    os.close(reading)
    code = 1
    try:
        run(request, writing)
        code = 0
    except KeyboardInterrupt:
        code = 130
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def wait(pid: int, report: int, after: float | None) -> dict[str, Any]:
    """How a process ended: its exit code (negative: the signal), moments and seconds. Killed ``after`` seconds."""
    began = time.perf_counter()
    if after is not None:
        signal.sigtimedwait([signal.SIGCHLD], after)
        os.kill(pid, signal.SIGKILL)
    _, status_word = os.waitpid(pid, 0)
    seconds = time.perf_counter() - began
    moments = os.read(report, 20)
    os.close(report)
    return {"code": os.waitstatus_to_exitcode(status_word), "moments": int(moments or 0), "seconds": seconds}


def serve() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    for line in sys.stdin:
        requests = json.loads(line)
        running = [start(request) for request in requests]
        answers = [
            wait(pid, report, request.get("after")) for request, (pid, report) in zip(requests, running, strict=True)
        ]
        while signal.sigtimedwait([signal.SIGCHLD], 0):
            pass
        print(json.dumps(answers), flush=True)


if __name__ == "__main__":
    serve()
