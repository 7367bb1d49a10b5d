"""What every machine-translation engine looks like from outside, and what they share.

An engine takes single sentences (one unit each, masks in place of note markers) and answers one :class:`Draft` or one
:class:`Failure` for each, in the same order. It never raises for an item; a problem of the whole engine (no network,
no model) is the same failure for every item that it could not do.

An engine is an adapter and no more: one call of :meth:`Engine.translate` is one request, or one round trip to a process.
It neither retries nor waits nor starts threads; :mod:`transflow.engines.calling` does that for all of them alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

from transflow.errors import N_, EngineError, TooLongError, UnsupportedPairError

#: Reason of a ``TransientEngineError``: nothing answers where the engine should be, so other sentences are asked in vain.
UNREACHABLE: Final = N_("it cannot be reached")
#: Called with (what is fetched, bytes so far, bytes in all or None where nobody says).
Progress = Callable[[str, int, int | None], None]
#: Words with a letter from which on a source that comes back unchanged is no translation.
_ECHO: Final = 4
#: A mask, in both markups: no word of a source.
_MASKED: Final = re.compile(r'\[X[0-9]+X\]|<x id="[0-9]+"/>')
#: A character reference of HTML.
_REFERENCE: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
#: How protected pieces stand in a source: ``[X0X]`` in plain text, or ``<x id="0"/>`` in text escaped as XML.
Markup = Literal["masks", "xml"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What an engine can take, and what it stands on."""

    #: Longest source text in characters (code points); a longer one is answered with ``TooLongError``.
    max_characters: int
    #: Most sentences in one call of ``translate``; the caller cuts longer lists.
    max_batch: int
    #: Calls of ``translate`` at the same time, each in a thread of the caller's.
    concurrency: int
    #: True when the work is done outside this process, so that its crash is not ours.
    separate_process: bool
    #: True when every sentence leaves this machine.
    needs_network: bool
    #: Most characters of all sentences of one call together, None where only their number counts.
    max_batch_characters: int | None = None
    #: Most calls a second, None where the service sets no such limit.
    rate: float | None = None
    #: How protected pieces are written for this engine.
    markup: Markup = "masks"
    #: Whether the sentences around a source change its translation: then batches hold whole paragraphs.
    uses_context: bool = False
    #: Whether it takes the glossary of the hints into account.
    uses_glossary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What an engine that understands more than one sentence may use; the others ignore it.

    ``glossary``: source term → preferred target term, for the terms that occur in the sources. ``around``: for each
    source the sentences before and after it in its paragraph, masked as the source is ("" where there is none); empty
    where nobody asked for them. ``similar``: for each source sentences like it that people translated before, with what
    they made of them, the most alike first. ``codes``: for each source what its masks stand for, for a prompt
    ({"[X0X]": "note marker"}); empty where nobody asked.
    """

    glossary: Mapping[str, str] = field(default_factory=dict)
    around: Sequence[tuple[str, str]] = ()
    similar: Sequence[Sequence[tuple[str, str]]] = ()
    codes: Sequence[Mapping[str, str]] = ()


#: No hints at all.
NO_HINTS: Final = Hints()


@dataclass(frozen=True, slots=True)
class Draft:
    """A machine translation of one source; for a blank source, the source itself."""

    text: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why one source has no draft."""

    error: EngineError


class Engine(Protocol):
    """A source of drafts. At most ``capabilities.concurrency`` threads call ``translate`` at a time."""

    @property
    def id(self) -> str:
        """The name in the settings: "fx", "deep:google", "pseudo"."""

    @property
    def fingerprint(self) -> str:
        """Version, model and options: equal fingerprints answer alike. Reading it starts nothing."""

    @property
    def capabilities(self) -> Capabilities:
        """Limits and surroundings; constant for the life of the engine."""

    def supports(self, source: str, target: str) -> bool:
        """Whether the pair (BCP 47) can be asked for, as far as is known without asking anybody; True where nobody knows."""

    def translate(
        self, sources: Sequence[str], *, source: str, target: str, hints: Hints = NO_HINTS
    ) -> list[Draft | Failure]:
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


def is_echo(source: str, answer: str) -> bool:
    """Whether an answer is its source again. Names and numbers may rightly be: only four words or more are an echo."""
    words = sum(any(ch.isalpha() for ch in word) for word in _MASKED.sub(" ", source).split())
    return words >= _ECHO and source.split() == answer.split()


def speaks_of_references(source: str) -> bool:
    """Whether a source holds character references of HTML: then those in its answer are no accident of the service."""
    return _REFERENCE.search(source) is not None


def language_of(locale: str) -> str:
    """The primary language subtag in lower case: "tr" of "tr-TR" and of "tr_TR" (BCP 47, section 2.2.1)."""
    return locale.replace("_", "-").split("-", 1)[0].lower()
