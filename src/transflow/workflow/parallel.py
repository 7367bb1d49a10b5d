"""A second core, where there is one: what a step only has to read is read ahead, while the step itself writes."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

from transflow.errors import TransflowError

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

Job = TypeVar("Job")
Answer = TypeVar("Answer")

#: Jobs that are done ahead at most: enough to keep both sides busy, few enough to hold in memory.
DEPTH: Final = 4


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def ahead(work: Callable[[Job], Answer], jobs: Sequence[Job], *, least: int) -> Generator[Answer, None, None]:
    """The answer to each job, in order.

    With a core to spare and at least ``least`` jobs (starting takes 0.15 s) they are done by a process of its own, a few
    ahead of the caller. ``work`` must be a function of a module, must not touch the store, and answers instead of raising
    (:class:`Refusal`). Where the process cannot be started or dies, its jobs are done here.
    """
    if len(jobs) < max(least, 1) or cores() < 2:
        yield from map(work, jobs)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_end_with_parent)
    waiting: deque[tuple[Job, Future[Answer] | None]] = deque()
    try:
        for job in jobs:
            waiting.append((job, _submitted(pool, work, job)))
            if len(waiting) > DEPTH:
                yield _answer(work, *waiting.popleft())
        while waiting:
            yield _answer(work, *waiting.popleft())
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _submitted(pool: ProcessPoolExecutor, work: Callable[[Job], Answer], job: Job) -> Future[Answer] | None:
    """``job`` handed over; None where there is nobody (any more) to hand it to."""
    from concurrent.futures import BrokenExecutor

    # The process is born with Ctrl-C blocked: only this one answers it, and tells the other to end.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if hasattr(signal, "pthread_sigmask") else None
    try:
        return pool.submit(work, job)
    except (BrokenExecutor, OSError):
        return None
    finally:
        if mask is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _answer(work: Callable[[Job], Answer], job: Job, future: Future[Answer] | None) -> Answer:
    from concurrent.futures import BrokenExecutor

    try:
        return work(job) if future is None else future.result()
    except BrokenExecutor:
        return work(job)


def _end_with_parent() -> None:
    """Where the parent is killed, nobody else would end this process."""
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:

        def watch() -> None:
            parent.join()
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()


class Refusal:
    """An error as an answer, which can go from one process to another."""

    __slots__ = ("_kind", "_known")

    def __init__(self, error: TransflowError) -> None:
        self._kind = type(error)
        self._known = (error.args, dict(vars(error)))

    def error(self) -> TransflowError:
        """The error as it was raised."""
        error = self._kind.__new__(self._kind)
        error.args, known = self._known
        vars(error).update(known)
        return error
