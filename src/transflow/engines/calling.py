"""Asking an engine for many sentences: threads, the rate, retries, and when to give up. Nothing else in the house waits.

Only errors that say so are tried again (a time-out, a rate limit), by stamina: with growing waits, jitter and an upper
bound; ``Retry-After`` is obeyed, by all threads. An error that will meet every sentence (no key, no model) stops the
engine at once, other errors when nothing else came for a while; whatever was answered before is kept.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from transflow.engines.base import NO_HINTS, UNREACHABLE, Draft, Engine, Failure, Hints
from transflow.engines.settings import Settings
from transflow.errors import (
    N_,
    AuthError,
    BadOutputError,
    EngineCrashedError,
    EngineError,
    ModelMissingError,
    RateLimitedError,
    TooLongError,
    TransientEngineError,
    UnsupportedPairError,
)

#: A service that answers as many sentences as it likes.
WRONG_COUNT: Final = N_("it has another number of sentences")
#: The engine was given up before this sentence's turn, for what went wrong with others.
_HOPELESS: Final = (AuthError, UnsupportedPairError, ModelMissingError)
#: Calls in a row without a single draft after which an engine is given up: where it failed, and where it answered
#: nonsense to texts that may deserve it.
_PATIENCE: Final = 3
_PATIENCE_WITH_NONSENSE: Final = 20
#: Replies that may wait for the consumer, for each thread: a slow disk holds the threads up instead of filling memory.
_AHEAD: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How an engine is treated that refuses. Waits in seconds.

    ``retries`` of one call; ``first_wait`` before the first of them, doubled for each further one up to
    ``longest_wait``, with jitter on top; a ``Retry-After`` beyond ``longest_wait`` is not waited for.
    """

    retries: int = 2
    first_wait: float = 0.5
    longest_wait: float = 30.0


#: The settings of :func:`policy_of`, which no engine sees.
POLICY: Final = frozenset({"retries", "longest_wait"})


def policy_of(settings: Settings) -> Policy:
    """The policy in an engine's table: ``retries`` and ``longest_wait``."""
    plain = Policy()
    return Policy(
        retries=settings.count("retries", plain.retries, least=0),
        longest_wait=settings.seconds("longest_wait", plain.longest_wait),
    )


@dataclass(frozen=True, slots=True)
class Request:
    """One call of ``translate``: its sources, and the hints for exactly these."""

    sources: tuple[str, ...]
    hints: Hints = NO_HINTS


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of request ``number`` (from 0): an answer for each source, and the seconds that the last try took."""

    number: int
    answers: tuple[Draft | Failure, ...]
    seconds: float


class _AskAgainError(Exception):
    """Some sources of a call may work when asked again. It reaches the log of stamina, so it holds a class and no more."""

    def __init__(self, error: EngineError) -> None:
        super().__init__(error.code)
        self.error = error


@dataclass(slots=True)
class _Round:
    """What the threads of one run share."""

    requests: Iterator[tuple[int, Request]]
    replies: queue.SimpleQueue[Reply | BaseException | None] = field(default_factory=queue.SimpleQueue)
    pulling: threading.Lock = field(default_factory=threading.Lock)
    room: threading.Semaphore = field(default_factory=threading.Semaphore)
    over: threading.Event = field(default_factory=threading.Event)


class Caller:
    """Asks one engine for one pair of locales. ``stopped`` says why it was given up, None while it was not.

    ``clock`` counts seconds.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        source: str,
        target: str,
        policy: Policy | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine = engine
        self._pair = (source, target)
        self._policy = policy or Policy()
        self._clock = clock
        self._lock = threading.Lock()
        self._not_before = 0.0  # an instant of the clock
        self._failed = self._nonsense = 0
        self._round = _Round(iter(()))
        self.stopped: EngineError | None = None
        logging.getLogger("stamina").addHandler(logging.NullHandler())  # its warnings are not for the terminal

    def replies(self, requests: Iterable[Request], *, patience: float = 0.5) -> Iterator[list[Reply]]:
        """Every request's reply, as they come: all that is there at a time, and an empty list after ``patience`` seconds
        without any. Requests are taken from their iterator when a thread is free for them.

        Closing the iterator (Ctrl-C raises in it) lets the threads end after the call they are in; nobody waits for them.
        """
        limit = self._engine.capabilities.concurrency
        round_ = self._round = _Round(enumerate(requests), room=threading.Semaphore(_AHEAD * limit))
        threads = 0
        try:
            for _ in range(limit):
                threading.Thread(target=self._work, args=(round_,), daemon=True).start()
                threads += 1
            while threads:
                ready, ended = _ready(round_.replies, patience)
                threads -= ended
                for _ in ready:
                    round_.room.release()
                yield ready
        finally:
            round_.over.set()
            for _ in range(limit):
                round_.room.release()

    def late(self) -> list[Reply]:
        """Replies that came and that nobody took, because an exception (Ctrl-C) was faster."""
        late = []
        with contextlib.suppress(queue.Empty):
            while True:
                found = self._round.replies.get_nowait()
                if isinstance(found, Reply):
                    late.append(found)
        return late

    def _work(self, round_: _Round) -> None:
        """One thread: request after request until none is left."""
        try:
            while True:
                round_.room.acquire()
                if round_.over.is_set():
                    return
                with round_.pulling:
                    taken = next(round_.requests, None)
                if taken is None:
                    return
                round_.replies.put(self._reply(*taken, round_.over))
        except BaseException as error:
            round_.replies.put(error)
        finally:
            round_.replies.put(None)

    def _reply(self, number: int, request: Request, over: threading.Event) -> Reply:
        import stamina

        answers: list[Draft | Failure | None] = [None] * len(request.sources)
        seconds = 0.0
        policy = self._policy
        with contextlib.suppress(_AskAgainError):
            for attempt in stamina.retry_context(
                on=lambda error: isinstance(error, _AskAgainError) and not over.is_set() and self._wait(error.error),
                attempts=policy.retries + 1,
                timeout=None,
                wait_initial=policy.first_wait,
                wait_max=policy.longest_wait,
                wait_jitter=policy.first_wait,
            ):
                with attempt:
                    left = [n for n, answer in enumerate(answers) if answer is None or _is_open(answer)]
                    self._take_turn(over)
                    if self.stopped is not None or over.is_set():
                        break
                    began = self._clock()
                    for n, answer in zip(left, self._ask(request, left), strict=True):
                        answers[n] = answer
                    seconds = self._clock() - began
                    again = [a.error for a in answers if isinstance(a, Failure) and _is_open(a)]
                    if again:
                        raise _AskAgainError(max(again, key=_urgency))
        stopped = self.stopped
        whole = tuple(answer or Failure(stopped or self._crashed()) for answer in answers)
        if stopped is None:
            self._note(whole)
        return Reply(number, whole, seconds)

    def _ask(self, request: Request, numbers: list[int]) -> list[Draft | Failure]:
        """One call for some of the sources. What an engine raises against its contract is a crash of the engine."""
        sources = [request.sources[n] for n in numbers]
        source, target = self._pair
        try:
            answers = self._engine.translate(
                sources, source=source, target=target, hints=_hints_for(request.hints, numbers)
            )
        except Exception:  # what it says may hold texts and keys: only that it happened is kept
            return [Failure(self._crashed())] * len(sources)
        if len(answers) != len(sources):
            return [Failure(BadOutputError(engine=self._engine.id, reason=WRONG_COUNT))] * len(sources)
        return answers

    def _crashed(self) -> EngineCrashedError:
        return EngineCrashedError(engine=self._engine.id)

    def _wait(self, error: EngineError) -> bool | float:
        """Whether a call is tried again; as a number, after so many seconds."""
        asked = error.retry_after if isinstance(error, RateLimitedError) else None
        if asked is None:
            return True  # as the policy has it
        if asked > self._policy.longest_wait:
            return False
        with self._lock:  # a rate limit is meant for all threads
            self._not_before = max(self._not_before, self._clock() + asked)
        return asked

    def _take_turn(self, over: threading.Event) -> None:
        """Wait while the service wants nobody, and so long that the rate is kept."""
        rate = self._engine.capabilities.rate
        while not over.is_set():
            with self._lock:
                delay = self._not_before - self._clock()
                if delay <= 0:
                    if rate is not None:
                        self._not_before = self._clock() + 1 / rate
                    return
            over.wait(delay)

    def _note(self, answers: tuple[Draft | Failure, ...]) -> None:
        """Count what came of a call, and give the engine up where it is hopeless."""
        errors = [answer.error for answer in answers if isinstance(answer, Failure)]
        with self._lock:
            if len(errors) < len(answers):
                self._failed = self._nonsense = 0
                return
            worst = max(errors, key=_urgency)
            if isinstance(worst, TooLongError | BadOutputError):
                self._nonsense += 1
            else:
                self._failed += 1
            at_once = isinstance(worst, _HOPELESS) or type(worst) is EngineError or _is_unreachable(worst)
            if at_once or self._failed >= _PATIENCE or self._nonsense >= _PATIENCE_WITH_NONSENSE:
                self.stopped = self.stopped or worst


def _ready(replies: queue.SimpleQueue[Reply | BaseException | None], patience: float) -> tuple[list[Reply], int]:
    """All replies that wait, the first of them waited for, and how many threads ended. Raises what a thread raised."""
    ready: list[Reply] = []
    ended = 0
    with contextlib.suppress(queue.Empty):
        found = replies.get(timeout=patience)
        while True:
            if found is None:
                ended += 1
            elif not isinstance(found, BaseException):
                ready.append(found)
            elif ready:  # what came before is kept; this is raised the next time
                replies.put(found)
                break
            else:
                raise found
            found = replies.get_nowait()
    return ready, ended


def _is_open(answer: Draft | Failure) -> bool:
    """Whether a source may yet get a draft when asked again."""
    return isinstance(answer, Failure) and answer.error.retryable


def _hints_for(hints: Hints, numbers: list[int]) -> Hints:
    """The hints for some of a request's sources."""
    return Hints(
        glossary=hints.glossary,
        around=[hints.around[n] for n in numbers] if hints.around else (),
        codes=[hints.codes[n] for n in numbers] if hints.codes else (),
    )


def _urgency(error: EngineError) -> tuple[int, float]:
    """Which of several errors of one call says most about the engine: the longest wait, or what concerns all sentences."""
    if isinstance(error, TooLongError | BadOutputError):
        return (0, 0.0)
    if isinstance(error, RateLimitedError):
        return (2, error.retry_after or 0.0)
    return (1 if error.retryable else 3, 0.0)


def _is_unreachable(error: EngineError) -> bool:
    """Whether nothing stands where the engine should be, so that asking for other sentences is in vain."""
    return isinstance(error, TransientEngineError) and error.fields.get("reason") == UNREACHABLE
