"""Asking an engine for many sentences: order, retries, the rate, and when an engine is given up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from transflow.engines.base import NO_HINTS, UNREACHABLE, Draft, Failure, Hints
from transflow.engines.calling import Caller, Policy, Reply, Request, policy_of
from transflow.engines.settings import Settings
from transflow.errors import (
    AuthError,
    BadOutputError,
    BlockedError,
    EngineCrashedError,
    EngineError,
    ModelMissingError,
    QuotaExhaustedError,
    RateLimitedError,
    SettingsError,
    TooLongError,
    TransientEngineError,
    UnsupportedPairError,
)
from transflow.testing import EchoEngine

SECRET = "Nobody may read this sentence in a log."
#: (number of the call from 0, sources) → answers
Behaviour = Callable[[int, Sequence[str]], list[Draft | Failure]]


class Scripted(EchoEngine):
    """Answers as it is told, and counts."""

    def __init__(self, behaviour: Behaviour, **capabilities: object) -> None:
        super().__init__()
        self.behaviour = behaviour
        self.capabilities = replace(EchoEngine.capabilities, **capabilities)
        self.calls: list[tuple[str, ...]] = []
        self.hints: list[Hints] = []
        self.lock = threading.Lock()
        self.at_once = self.most_at_once = 0

    def translate(
        self, sources: Sequence[str], *, source: str, target: str, hints: Hints = NO_HINTS
    ) -> list[Draft | Failure]:
        with self.lock:
            number = len(self.calls)
            self.calls.append(tuple(sources))
            self.hints.append(hints)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return self.behaviour(number, sources)
        finally:
            with self.lock:
                self.at_once -= 1


def drafts(_: int, sources: Sequence[str]) -> list[Draft | Failure]:
    return [Draft(f"tr: {text}") for text in sources]


def failing(error: EngineError) -> Behaviour:
    return lambda _, sources: [Failure(error) for _ in sources]


def ask(
    engine: Scripted, *requests: Request | Sequence[str], policy: Policy | None = None
) -> tuple[Caller, dict[int, tuple[Draft | Failure, ...]]]:
    caller = Caller(engine, source="en", target="tr", policy=policy)
    made = [r if isinstance(r, Request) else Request(tuple(r)) for r in requests]
    return caller, {reply.number: reply.answers for some in caller.replies(made) for reply in some}


def test_every_request_has_its_own_reply() -> None:
    engine = Scripted(drafts, concurrency=8)
    _, replies = ask(engine, *([f"{n}", f"{n}b"] for n in range(300)))
    assert replies == {n: (Draft(f"tr: {n}"), Draft(f"tr: {n}b")) for n in range(300)}
    assert len(engine.calls) == 300


def test_never_more_threads_than_the_engine_wants() -> None:
    gate = threading.Barrier(3, timeout=30)

    def together(number: int, sources: Sequence[str]) -> list[Draft | Failure]:
        gate.wait()  # passes only where three are there at a time
        return drafts(number, sources)

    engine = Scripted(together, concurrency=3)
    ask(engine, *(["x"] for _ in range(9)))
    assert engine.most_at_once == 3


def test_requests_are_taken_as_they_are_needed() -> None:
    """Memory stays flat: of an endless list only so many are taken as the consumer has room for."""
    taken = 0

    def endless():
        nonlocal taken
        while True:
            taken += 1
            yield Request((str(taken),))

    caller = Caller(Scripted(drafts, concurrency=2), source="en", target="tr")
    replies = caller.replies(endless())
    assert next(replies)
    replies.close()
    assert taken <= 20


@pytest.mark.parametrize(
    "error",
    [TransientEngineError(engine="echo", reason="cut"), RateLimitedError(engine="echo")],
    ids=lambda error: error.code,
)
def test_only_what_failed_is_asked_again(error: EngineError) -> None:
    def behaviour(number: int, sources: Sequence[str]) -> list[Draft | Failure]:
        return [Failure(error) if number == 0 and text == "b" else Draft(text.upper()) for text in sources]

    engine = Scripted(behaviour)
    hints = Hints(around=[("", "b"), ("a", "c"), ("b", "")], codes=[{}, {"[X0X]": "address"}, {}])
    caller, replies = ask(engine, Request(("a", "b", "c"), hints))
    assert replies[0] == (Draft("A"), Draft("B"), Draft("C"))
    assert engine.calls == [("a", "b", "c"), ("b",)]
    assert list(engine.hints[1].around) == [("a", "c")]
    assert list(engine.hints[1].codes) == [{"[X0X]": "address"}]
    assert caller.stopped is None


@pytest.mark.parametrize(
    "error",
    [
        QuotaExhaustedError(engine="echo"),
        BlockedError(engine="echo"),
        AuthError(engine="echo"),
        UnsupportedPairError(engine="echo", source="en", target="tr"),
        TooLongError(engine="echo", limit=3),
        BadOutputError(engine="echo", reason="empty"),
        ModelMissingError(engine="echo", source="en", target="tr"),
        EngineCrashedError(engine="echo"),
        EngineError(engine="echo"),
    ],
    ids=lambda error: error.code,
)
def test_nothing_else_is_asked_again(error: EngineError) -> None:
    engine = Scripted(failing(error))
    _, replies = ask(engine, ["a"])
    assert replies[0] == (Failure(error),)
    assert len(engine.calls) == 1


def test_retries_have_an_end() -> None:
    error = TransientEngineError(engine="echo", reason="cut")
    engine = Scripted(failing(error))
    _, replies = ask(engine, ["a"], policy=Policy(retries=4))
    assert len(engine.calls) == 5
    assert replies[0] == (Failure(error),)


def test_a_wait_that_is_too_long_is_not_waited_for() -> None:
    engine = Scripted(failing(RateLimitedError(engine="echo", retry_after=3600.0)))
    ask(engine, ["a"], policy=Policy(longest_wait=30.0))
    assert len(engine.calls) == 1


def test_a_rate_limit_is_obeyed_by_all_threads() -> None:
    now = [100.0]
    caller = Caller(Scripted(drafts, concurrency=4), source="en", target="tr", clock=lambda: now[0])
    assert caller._wait(RateLimitedError(engine="echo", retry_after=7.0)) == 7.0
    assert caller._not_before == 107.0
    waited: list[float] = []

    class Over(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waited.append(timeout or 0.0)
            now[0] += timeout or 0.0
            return False

    caller._take_turn(Over())
    assert waited == [7.0]


def test_the_rate_is_kept() -> None:
    now = [0.0]
    waited: list[float] = []

    class Over(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waited.append(round(timeout or 0.0, 6))
            now[0] += timeout or 0.0
            return False

    caller = Caller(Scripted(drafts, rate=4.0), source="en", target="tr", clock=lambda: now[0])
    over = Over()
    for _ in range(4):
        caller._take_turn(over)
    assert waited == [0.25, 0.25, 0.25]


@pytest.mark.parametrize(
    "error",
    [
        AuthError(engine="echo"),
        UnsupportedPairError(engine="echo", source="en", target="tr"),
        ModelMissingError(engine="echo", source="en", target="tr"),
        EngineError(engine="echo"),
        TransientEngineError(engine="echo", reason=UNREACHABLE),
    ],
    ids=lambda error: error.code,
)
def test_what_meets_every_sentence_stops_at_once(error: EngineError) -> None:
    engine = Scripted(failing(error))
    caller, replies = ask(engine, *([str(n)] for n in range(50)), policy=Policy(retries=0))
    assert caller.stopped is error
    assert len(engine.calls) == 1
    assert replies == {n: (Failure(error),) for n in range(50)}


@pytest.mark.parametrize(
    ("error", "calls"),
    [
        (BlockedError(engine="echo"), 3),
        (QuotaExhaustedError(engine="echo"), 3),
        (TransientEngineError(engine="echo", reason="cut"), 3),
        (EngineCrashedError(engine="echo"), 3),
        (BadOutputError(engine="echo", reason="empty"), 20),
    ],
    ids=lambda value: getattr(value, "code", str(value)),
)
def test_an_engine_that_never_answers_is_given_up(error: EngineError, calls: int) -> None:
    engine = Scripted(failing(error))
    caller, replies = ask(engine, *([str(n)] for n in range(50)), policy=Policy(retries=0))
    assert caller.stopped is error
    assert len(engine.calls) == calls
    assert len(replies) == 50


def test_a_failure_now_and_then_stops_nothing() -> None:
    def behaviour(number: int, sources: Sequence[str]) -> list[Draft | Failure]:
        return failing(BlockedError(engine="echo"))(number, sources) if number % 3 else drafts(number, sources)

    engine = Scripted(behaviour)
    caller, replies = ask(engine, *([str(n)] for n in range(60)), policy=Policy(retries=0))
    assert caller.stopped is None
    assert sum(isinstance(answers[0], Draft) for answers in replies.values()) == 20


def test_an_engine_that_raises_is_a_crash_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    def behaviour(number: int, sources: Sequence[str]) -> list[Draft | Failure]:
        raise ValueError(SECRET)

    _, replies = ask(Scripted(behaviour), [SECRET])
    (failure,) = replies[0]
    assert isinstance(failure, Failure)
    assert isinstance(failure.error, EngineCrashedError)
    assert failure.error.__context__ is failure.error.__cause__ is None
    assert SECRET not in caplog.text


def test_retries_say_nothing_of_texts(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    ask(Scripted(failing(TransientEngineError(engine="echo", reason="cut"))), [SECRET])
    assert SECRET not in caplog.text


def test_an_answer_too_few_is_an_answer_to_nothing() -> None:
    _, replies = ask(Scripted(lambda number, sources: [Draft("one")]), ["a", "b"])
    assert [type(answer.error) for answer in replies[0] if isinstance(answer, Failure)] == [BadOutputError] * 2


def test_ctrl_c_in_an_engine_reaches_the_caller_after_what_was_answered() -> None:
    def behaviour(number: int, sources: Sequence[str]) -> list[Draft | Failure]:
        if number == 3:
            raise KeyboardInterrupt
        return drafts(number, sources)

    caller = Caller(Scripted(behaviour), source="en", target="tr")
    got: list[Reply] = []
    replies = caller.replies(Request((str(n),)) for n in range(9))
    with pytest.raises(KeyboardInterrupt):
        got.extend(reply for some in replies for reply in some)
    got += caller.late()
    assert [reply.number for reply in got] == [0, 1, 2]


def test_a_policy_is_read_from_the_settings() -> None:
    assert policy_of(Settings("echo", {})) == Policy()
    assert policy_of(Settings("echo", {"retries": 0, "longest_wait": 5, "url": "x"})) == Policy(
        retries=0, longest_wait=5.0
    )
    with pytest.raises(SettingsError, match="retries"):
        policy_of(Settings("echo", {"retries": -1}))
