"""The engine ``deep:google``: deep-translator's GoogleTranslator behind :mod:`transflow.engines.transport`.

The class is not safe over threads (one instance over eight threads swaps answers without an error), so every thread
has its own translator and its own connection. Temporary refusals are tried again a few times; a refusal
that will meet every sentence (blocked, no network) stops the round, and what was translated before is kept.
"""

from __future__ import annotations

import contextlib
import html
import queue
import random
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from types import FunctionType
from typing import TYPE_CHECKING, Final, Protocol

from transflow.engines.base import Capabilities, Draft, Failure, complete, language_of, screen, unsupported
from transflow.errors import (
    N_,
    AuthError,
    BadOutputError,
    BlockedError,
    EngineError,
    QuotaExhaustedError,
    RateLimitedError,
    TransientEngineError,
)

if TYPE_CHECKING:
    from transflow.engines.transport import Transport

ID: Final = "deep:google"
#: The page takes fewer than 5,000 characters.
_LIMIT: Final = 4_999
#: Codes of the page where they are not the primary language subtag of BCP 47.
_OWN_CODES: Final = {
    "zh": "zh-CN",
    "zh-hans": "zh-CN",
    "zh-cn": "zh-CN",
    "zh-sg": "zh-CN",
    "zh-hant": "zh-TW",
    "zh-tw": "zh-TW",
    "zh-hk": "zh-TW",
    "zh-mo": "zh-TW",
    "he": "iw",
    "jv": "jw",
    "nb": "no",
    "nn": "no",
    "fil": "tl",
}
#: A character reference of HTML.
_REFERENCE: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_NOTHING: Final = N_("nothing in it")
_OFFLINE: Final = N_("working offline")
_CLOSED: Final = N_("it was closed")
#: Sentences that may fail in a row before the round is given up.
_PATIENCE: Final = 3
#: First wait before asking again, in seconds; doubled each time, half of it at random.
_FIRST_WAIT: Final = 0.5


class _Translator(Protocol):
    def translate(self, text: str) -> str | None: ...


@dataclass(slots=True)
class _Round:
    """What the threads of one call to ``translate`` share."""

    source: str
    target: str
    #: Set once: the reason why the sentences that are left are not asked any more.
    stopped: EngineError | None = None
    failures: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, error: EngineError | None) -> None:
        """Count an outcome; a refusal that will meet every sentence stops the round."""
        from transflow.engines.transport import UNREACHABLE

        with self.lock:
            if not isinstance(error, TransientEngineError | RateLimitedError):
                self.failures = 0
            else:
                self.failures += 1
            for_all = isinstance(error, BlockedError | QuotaExhaustedError | AuthError | RateLimitedError)
            for_all = for_all or type(error) is EngineError  # a wrong address
            unreachable = isinstance(error, TransientEngineError) and error.fields.get("reason") == UNREACHABLE
            if self.stopped is None and (for_all or unreachable or self.failures >= _PATIENCE):
                self.stopped = error


class GoogleEngine:
    """Asks Google's mobile page, ``concurrency`` sentences at a time.

    ``url`` is where the page lives (a mirror, a test), ``timeout`` and ``connect_timeout`` are in seconds, ``retries``
    how often a temporary refusal is tried again, ``longest_wait`` the most seconds that ``Retry-After`` is obeyed.
    ``sleep`` and ``chance`` (0 ≤ chance() < 1) are for tests.
    """

    id: Final = ID

    def __init__(
        self,
        *,
        url: str = "",
        concurrency: int = 4,
        timeout: float = 15.0,
        connect_timeout: float = 5.0,
        retries: int = 2,
        longest_wait: float = 30.0,
        offline: bool = False,
        sleep: Callable[[float], object] | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.capabilities: Final = Capabilities(
            max_characters=_LIMIT,
            max_batch=50 * concurrency,
            concurrency=concurrency,
            separate_process=False,
            needs_network=True,
        )
        self._retries = retries
        self._longest_wait = longest_wait
        self._offline = offline
        self._closed = threading.Event()
        self._sleep: Callable[[float], object] = sleep or self._closed.wait  # close() ends a wait
        self._chance = chance
        self._lanes = [_Lane(url, connect_timeout, timeout) for _ in range(concurrency)]
        self._gate = threading.Lock()

    @property
    def fingerprint(self) -> str:
        """Google names no model version; the library's is what can be known."""
        return f"deep-translator/{version('deep-translator')}:google"

    def translate(self, sources: Sequence[str], *, source: str, target: str) -> list[Draft | Failure]:
        """Ask for every sentence; see :class:`transflow.engines.base.Engine`."""
        codes = (_code(source), _code(target))
        if codes[0] is None or codes[1] is None or codes[0] == codes[1]:
            return unsupported(sources, engine=ID, source=source, target=target)
        answers, open_indexes = screen(sources, engine=ID, limit=_LIMIT)
        state = _Round(source=codes[0], target=codes[1])
        if self._offline or self._closed.is_set():
            state.stopped = TransientEngineError(engine=ID, reason=_OFFLINE if self._offline else _CLOSED)
        elif open_indexes:
            texts = [sources[index] for index in open_indexes]
            for index, answer in zip(open_indexes, self._work_off(texts, state), strict=True):
                answers[index] = answer
        return complete(answers, state.stopped)

    def close(self) -> None:
        """Wake sleeping threads and close the connections."""
        self._closed.set()
        for lane in self._lanes:
            lane.close()

    def _work_off(self, texts: Sequence[str], state: _Round) -> list[Draft | Failure | None]:
        """Answers in order. The threads are daemons: after Ctrl-C nobody waits for an answer that hangs."""
        answers: list[Draft | Failure | None] = [None] * len(texts)
        waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
        for index in range(len(texts)):
            waiting.put(index)
        broken: list[BaseException] = []

        def drive(lane: _Lane) -> None:
            try:
                with contextlib.suppress(queue.Empty):
                    while not broken:
                        index = waiting.get_nowait()
                        answers[index] = self._one(texts[index], lane, state)
            except BaseException as error:
                broken.append(error)

        threads = [threading.Thread(target=drive, args=(lane,), daemon=True) for lane in self._lanes[: len(texts)]]
        for thread in threads:
            thread.start()
        try:
            for thread in threads:
                thread.join()
        except BaseException as error:
            broken.append(error)
            raise
        if broken:
            raise broken[0]
        return answers

    def _one(self, text: str, lane: _Lane, state: _Round) -> Draft | Failure | None:
        """One sentence with its retries; None when the round was stopped before its turn."""
        from transflow.engines.transport import forget_foreign

        tries = 0
        while True:
            with self._gate:  # closed while somebody waits out a rate limit
                pass
            if state.stopped is not None:
                return None
            if self._closed.is_set():
                return Failure(TransientEngineError(engine=ID, reason=_CLOSED))
            try:
                draft = Draft(lane.ask(text, (state.source, state.target)))
            except EngineError as error:
                wait = self._wait(error, tries)
                if wait is None:
                    state.note(forget_foreign(error))
                    return Failure(error)
                tries += 1
                self._rest(error, wait)
            else:
                state.note(None)
                return draft

    def _wait(self, error: EngineError, tries: int) -> float | None:
        """Seconds before the next try, or None when there shall be none."""
        if not error.retryable or tries >= self._retries or self._closed.is_set():
            return None
        backoff = _FIRST_WAIT * 2.0**tries * (0.5 + self._chance() / 2)
        asked = error.retry_after if isinstance(error, RateLimitedError) else None
        if asked is None:
            return backoff
        return max(asked, backoff) if asked <= self._longest_wait else None

    def _rest(self, error: EngineError, wait: float) -> None:
        """Wait; a rate limit is meant for all, so the others stand at the gate meanwhile and nobody waits twice."""
        if not isinstance(error, RateLimitedError):
            self._sleep(wait)
        elif self._gate.acquire(blocking=False):
            try:
                self._sleep(wait)
            finally:
                self._gate.release()


class _Lane:
    """A translator for each pair and the connection under them; for one thread at a time."""

    def __init__(self, url: str, connect: float, read: float) -> None:
        self._url = url
        self._timeouts = (connect, read)
        self._transport: Transport | None = None
        self._translators: dict[tuple[str, str], _Translator] = {}

    def ask(self, text: str, pair: tuple[str, str]) -> str:
        """The translation of one text. Raises :class:`EngineError`, and nothing foreign."""
        from transflow.engines.transport import NOT_FOUND, foreign_errors

        with foreign_errors(ID, source=pair[0], target=pair[1], limit=_LIMIT):
            if pair not in self._translators:
                self._translators[pair] = self._new_translator(*pair)
            answer = self._translators[pair].translate(text)
        if answer is None:  # the page gave the text back, and there is nothing in it that could be translated
            if any(ch.isalnum() for ch in text):
                raise BadOutputError(engine=ID, reason=NOT_FOUND)
            return text
        if not answer.strip():
            raise BadOutputError(engine=ID, reason=_NOTHING)
        # The page escapes some answers twice; a text that speaks about references is left alone.
        return answer if _REFERENCE.search(text) else html.unescape(answer)

    def close(self) -> None:
        """Close the connection."""
        if self._transport is not None:
            self._transport.close()

    def _new_translator(self, source: str, target: str) -> _Translator:
        from deep_translator import GoogleTranslator

        from transflow.engines.transport import Transport

        if self._transport is None:
            connect, read = self._timeouts
            self._transport = Transport(engine=ID, connect=connect, read=read, limit=_LIMIT)
        # Its module asks through the global name ``requests``. The method is bound to other globals instead of
        # patching the module: other users of the library in this process are not touched.
        plain: FunctionType = GoogleTranslator.translate
        bound = FunctionType(
            plain.__code__, {**plain.__globals__, "requests": self._transport}, plain.__name__, plain.__defaults__
        )
        made: _Translator = type("SafeGoogleTranslator", (GoogleTranslator,), {"translate": bound})(
            source=source, target=target
        )
        if self._url:
            made._base_url = self._url  # type: ignore[attr-defined]
        return made


def _code(locale: str) -> str | None:
    """The page's code of a locale, or None where it has none: "tr" of "tr-TR", "zh-TW" of "zh-Hant"."""
    from deep_translator.constants import GOOGLE_LANGUAGES_TO_CODES

    tag = locale.replace("_", "-").lower()
    codes = {code.lower(): code for code in GOOGLE_LANGUAGES_TO_CODES.values()}
    for candidate in (tag, "-".join(tag.split("-")[:2]), language_of(locale)):
        found = _OWN_CODES.get(candidate, candidate)
        if found.lower() in codes:
            return str(codes[found.lower()])
    return None
