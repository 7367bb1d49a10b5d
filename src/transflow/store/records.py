"""What repositories take and give where the domain has no word of its own: rows as frozen dataclasses, free of SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from transflow.domain.article import Revision
from transflow.domain.states import State
from transflow.domain.terms import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArticle:
    """An article to be added, with its first revision, the bytes of its source, and the identities of its units in order."""

    name: str
    path: str
    format: str
    source_locale: str
    revision: Revision
    content: bytes
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRecord:
    """An article as stored: ``path`` is relative to the workspace with ``/``, ``revision`` the current one."""

    id: int
    name: str
    path: str
    format: str
    source_locale: str
    revision: Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyRow:
    """How many current units of an article are in one state in one locale, and their source words. Never ``new``.

    ``versions`` is the sum of their target versions: it moves whenever a text does.
    """

    article_id: int
    locale: str
    state: State
    units: int
    words: int
    versions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """All current units of an article and their source words; what the tally does not count of them is new."""

    units: int
    words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question of a translator to the author that nobody has answered; ``comment`` begins with ``?``."""

    article_id: int
    unit: str
    locale: str
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingCount:
    """Findings of one severity in one article × locale: ``units`` that have one, ``findings`` in all."""

    article_id: int
    locale: str
    severity: str
    units: int
    findings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRecord:
    """What a catalogue was exported with.

    ``base`` is the hash of the content that it stood for, ``digest`` SHA-256 of the file's bytes, ``entries`` what each
    unit said then: target version, whether fuzzy, comment. Where entries were not asked for the mapping is empty.
    """

    article_id: int
    locale: str
    base: str
    digest: str
    path: str
    entries: Mapping[str, tuple[int, bool, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRecord:
    """A published version: ``number`` from 1 in its article × locale, ``digest`` over its content, ``manifest`` JSON.

    ``snapshot`` and ``manifest`` are empty where they were not asked for. ``withdrawn`` says why it is no longer
    published ("": it is), by whom and when (UTC, ISO 8601). ``restores``: the release whose content this one repeats, or 0.
    ``title`` and ``description`` are what lists of releases show ("" in releases of older versions).
    ``seen_revision`` and ``versions`` (the sum of target versions) are those last seen to be what it holds.
    """

    article_id: int
    locale: str
    number: int
    revision: int
    digest: str
    manifest: str
    snapshot: bytes
    at: str
    by: str
    withdrawn: str = ""
    seen_revision: int = 0
    versions: int = 0
    restores: int = 0
    title: str = ""
    description: str = ""
    withdrawn_by: str = ""
    withdrawn_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRecord:
    """What one file of an import changed: unit id → the numbers of its first and last event. ``run`` counts imports.

    ``undone_at`` and ``undone_by`` say when and by whom it was taken back ("": it stands).
    """

    run: int
    article_id: int
    locale: str
    path: str
    translator: str
    actor: str
    at: str
    changes: Mapping[str, tuple[int, int]]
    undone_at: str = ""
    undone_by: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A text that lost a merge, kept until somebody takes or refuses it."""

    unit: str
    locale: str
    text: str
    author: str
    at: str
    article_id: int


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """What an engine answered: ``key`` is a digest of all that the answer depends on, ``text`` masked as it came.

    ``milliseconds``: how long the engine took for it; ``cost`` in the currency of the settings; ``at`` in UTC, ISO 8601.
    """

    key: str
    engine: str
    fingerprint: str
    text: str
    at: str
    milliseconds: int
    cost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortRecord:
    """What people changed in an engine's draft before it was approved: counts of the approved text, and of the edits."""

    unit: str
    locale: str
    article_id: int
    engine: str
    at: str
    characters: int
    character_edits: int
    words: int
    word_edits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPair:
    """A sentence and a translation for the memory, as :func:`transflow.domain.match.canonical` writes them.

    ``key`` is the sentence's memory key. ``origin`` is the file it is from, ``article`` and ``unit`` where it was approved.
    """

    key: str
    source: str
    target: str
    locale: str
    author: str = ""
    at: str = ""
    origin: str = ""
    article: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class MemoryPair:
    """A pair of the memory as stored: ``before`` and ``after`` are the memory keys of its neighbours then."""

    id: int
    source_id: int
    key: str
    source: str
    locale: str
    target: str
    unit: str
    article: str
    before: str
    after: str
    origin: str
    author: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of pairs that were given to the memory: ``known`` were there already."""

    added: int
    known: int


@dataclass(frozen=True, slots=True)
class MemoryCount:
    """Pairs of a locale in a state (``live``, ``retired``, ``forgotten``) from a file, or from approvals (``""``)."""

    locale: str
    state: str
    origin: str
    pairs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTerm:
    """A term, who entered it or changed it last, and when (UTC, ISO 8601)."""

    term: Term
    author: str = ""
    at: str = ""
