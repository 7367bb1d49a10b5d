"""Lanes: a connection for each thread that asks, kept for the next one; and what services with keys have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, LifoQueue
from threading import Event
from typing import Final, Generic, Protocol, TypeVar

from transflow.errors import N_, AuthError, EngineError

_OFFLINE: Final = N_("The engine {engine} is not asked: TRANSFLOW_OFFLINE is set.")
_CLOSED: Final = N_("The engine {engine} was closed.")
_SET_KEY: Final = N_("Put the key into the environment variable {variable}.")


def key_error(engine: str, variable: str) -> AuthError:
    """A key is missing or refused; the remedy names the variable that should hold it."""
    return AuthError(remedy=_SET_KEY, engine=engine, variable=variable)


class _Closable(Protocol):
    def close(self) -> None: ...


Kept = TypeVar("Kept", bound=_Closable)


class Lanes(Generic[Kept]):
    """As many things made by ``make`` as threads need at a time; each is used by one thread at a time.

    The one that was used last is taken first, so that few connections serve a slow caller.
    """

    def __init__(self, engine: str, make: Callable[[], Kept], *, offline: bool = False) -> None:
        self._engine = engine
        self._make = make
        self._offline = offline
        self._closed = Event()
        self._idle: LifoQueue[Kept] = LifoQueue()

    @contextmanager
    def lane(self) -> Iterator[Kept]:
        """One for the time of the block. Raises ``EngineError`` where nobody may be asked: offline, or closed."""
        if self._closed.is_set():
            raise EngineError(_CLOSED, engine=self._engine)
        if self._offline:
            raise EngineError(_OFFLINE, engine=self._engine)
        try:
            taken = self._idle.get_nowait()
        except Empty:
            taken = self._make()
        try:
            yield taken
        finally:
            if self._closed.is_set():
                taken.close()
            else:
                self._idle.put(taken)

    def close(self) -> None:
        """Close all that nobody uses; those in use are closed when their block ends. May be called twice."""
        self._closed.set()
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return
