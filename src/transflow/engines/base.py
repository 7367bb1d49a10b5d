"""What every machine-translation engine looks like from outside, and what they share.

An engine takes single sentences (one unit each, masks in place of note markers) and answers one :class:`Draft` or one
:class:`Failure` for each, in the same order. It never raises for an item; a problem of the whole engine (no network,
no model) is the same failure for every item that it could not do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from transflow.errors import EngineError, TooLongError, UnsupportedPairError

#: Called with (what is fetched, bytes so far, bytes in all or None where nobody says).
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What an engine can take, and what it stands on."""

    #: Longest source text in characters (code points); a longer one is answered with ``TooLongError``.
    max_characters: int
    #: Most sentences worth handing over in one call; the caller cuts longer lists, each call may be a transaction.
    max_batch: int
    #: Sentences worked on at the same time.
    concurrency: int
    #: True when the work is done outside this process, so that its crash is not ours.
    separate_process: bool
    #: True when every sentence leaves this machine.
    needs_network: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A machine translation of one source; for a blank source, the source itself."""

    text: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why one source has no draft."""

    error: EngineError


class Engine(Protocol):
    """A source of drafts. One thread calls it at a time; what it does inside is its own affair."""

    @property
    def id(self) -> str:
        """The name in the settings: "fx", "deep:google", "pseudo"."""

    @property
    def fingerprint(self) -> str:
        """Version and model: equal fingerprints answer alike. Reading it starts nothing."""

    @property
    def capabilities(self) -> Capabilities:
        """Limits and surroundings; constant for the life of the engine."""

    def translate(self, sources: Sequence[str], *, source: str, target: str) -> list[Draft | Failure]:
        """Translate sentences between two locales (BCP 47); same length and order as ``sources``."""

    def close(self) -> None:
        """Give back processes, threads and connections. May be called twice; the engine is not used afterwards."""


def screen(sources: Sequence[str], *, engine: str, limit: int) -> tuple[list[Draft | Failure | None], list[int]]:
    """Settle what no engine needs to see: blank texts are their own draft, over-long ones are failures.

    Returns the answers so far (None where the engine has to work) and the indexes of those.
    """
    answers: list[Draft | Failure | None] = []
    open_indexes: list[int] = []
    for index, text in enumerate(sources):
        if not text.strip():
            answers.append(Draft(text))
        elif len(text) > limit:
            answers.append(Failure(TooLongError(engine=engine, limit=limit)))
        else:
            answers.append(None)
            open_indexes.append(index)
    return answers, open_indexes


def complete(answers: Sequence[Draft | Failure | None], rest: EngineError | None = None) -> list[Draft | Failure]:
    """The answers without gaps: ``rest`` stands in for each item that was not reached.

    Raises ValueError when a gap is left and ``rest`` is None: an engine must answer every item.
    """
    whole: list[Draft | Failure] = []
    for answer in answers:
        if answer is not None:
            whole.append(answer)
        elif rest is not None:
            whole.append(Failure(rest))
        else:
            raise ValueError("an item was left without an answer")
    return whole


def unsupported(sources: Sequence[str], *, engine: str, source: str, target: str) -> list[Draft | Failure]:
    """The answer of an engine that does not know the pair: the same failure for every item."""
    error = UnsupportedPairError(engine=engine, source=source, target=target)
    return [Failure(error) for _ in sources]


def language_of(locale: str) -> str:
    """The primary language subtag in lower case: "tr" of "tr-TR" and of "tr_TR" (BCP 47, section 2.2.1)."""
    return locale.replace("_", "-").split("-", 1)[0].lower()
