"""What every catalogue format says, whatever its syntax: entries going out, entries coming in, and what was refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from transflow.domain.codes import Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A match of the translation memory, markers and codes left out; ``score`` 75 to 100."""

    source: str
    target: str
    score: int
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """One unit in a catalogue.

    ``fuzzy``: a draft or a doubt. ``previous_source``: what a stale target was made for. ``translator_comment`` is kept
    byte for byte; ``extracted`` are our lines for the translator (kind, place, note text, reason of a rejection …), one
    line each. ``reference`` is (file relative to the workspace, line). ``line`` is where a read entry begins (1-based).

    Going out, and for formats that can say it: ``state`` (``by_machine``: the draft is an engine's), ``notes`` and ``codes``
    of the unit, ``place`` in the article, ``matches``, and ``terms`` with their admitted targets.
    """

    unit: str
    source: str
    target: str = ""
    fuzzy: bool = False
    previous_source: str | None = None
    translator_comment: str = ""
    extracted: tuple[str, ...] = ()
    reference: tuple[str, int] | None = None
    obsolete: bool = False
    line: int = 0
    state: str = ""
    by_machine: bool = False
    notes: tuple[int, ...] = ()
    codes: tuple[Code, ...] = ()
    place: str = ""
    matches: tuple[Candidate, ...] = ()
    terms: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """One article in one locale, going out: entries in document order, obsolete ones anywhere.

    ``base`` is the content hash of what this file is exported from (guard G7). ``last_translator`` and ``team`` as their
    headers write them ("Name <mail>", may be empty), ``revised`` as ``PO-Revision-Date`` wants it ("2024-05-23 12:00+0300"),
    "" to leave it out. ``header`` is a comment for the top of the file, possibly several lines. ``wrap``: the column at
    which a form that wraps its lines does so, 0 for never.
    """

    name: str
    locale: str
    source_locale: str
    base: str
    entries: tuple[CatalogueEntry, ...]
    last_translator: str = ""
    team: str = ""
    revised: str = ""
    header: str = ""
    version: str = ""
    wrap: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One entry that is refused: where, a stable code, and why (an English template, marked for translation)."""

    code: str
    line: int
    unit: str
    template: str
    fields: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A catalogue that came back. Header values are "" where a tool dropped them; refused entries are ``problems`` only.

    ``untouched_header``: its translator and date are those that it was written with, so no tool has said who worked in it.
    """

    entries: tuple[CatalogueEntry, ...]
    problems: tuple[Problem, ...] = ()
    name: str = ""
    locale: str = ""
    source_locale: str = ""
    base: str = ""
    last_translator: str = ""
    untouched_header: bool = False

    @property
    def translator(self) -> str:
        """The name in ``last_translator``, without the mail address."""
        return self.last_translator.partition("<")[0].strip()
