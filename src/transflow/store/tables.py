"""The tables, as SQLModel classes. Rows are never handed out: repositories map them to domain dataclasses.

Text columns are never NULL unless NULL means something other than empty. Times are ISO 8601 in UTC, as text.
Structured values are JSON text written by the repositories ("" where there is nothing). Whatever changes here needs a
migration; a test compares.
"""

from __future__ import annotations

from typing import ClassVar, Final

from sqlalchemy import CheckConstraint, Index, MetaData, Table, UniqueConstraint, text
from sqlmodel import Field, SQLModel

# Indexes are partial on SQLite only: naming an option of PostgreSQL here would load its dialect at every start.
METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


#: Of a text column that came with a migration: what older rows have in it.
EMPTY: Final = {"server_default": text("''")}


class Row(SQLModel):
    """Base of all tables."""

    metadata: ClassVar[MetaData] = METADATA


class ArticleRow(Row, table=True):
    """An article; ``revision`` is the number of its current revision."""

    __tablename__ = "articles"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    path: str
    format: str
    source_locale: str
    revision: int


class RevisionRow(Row, table=True):
    """A version of an article's source, with its bytes compressed by zlib. Never changed, never deleted (triggers).

    ``main`` is the span "start:end" of the article in a saved page, as intake found it; ``units`` are the identities of its
    units in order, without the article's name, so that adding it again brings back the very same ones.

    The index covers everything but the bytes, so that a list of articles does not read through all sources.
    """

    __tablename__ = "revisions"
    __table_args__ = (Index(None, "article_id", "number", "digest", "added_at", "added_by", "main"),)

    article_id: int = Field(primary_key=True, foreign_key="articles.id")
    number: int = Field(primary_key=True)
    digest: str
    added_at: str
    added_by: str
    content: bytes
    main: str = Field(default="", sa_column_kwargs=EMPTY)
    units: str = Field(default="", sa_column_kwargs=EMPTY)


class CutsRow(Row, table=True):
    """Splits and joins made by hand in one article."""

    __tablename__ = "cuts"

    article_id: int = Field(primary_key=True, foreign_key="articles.id")
    splits: str
    joins: str


class UnitRow(Row, table=True):
    """A unit; ``present`` is false once its source is gone. The row stays, for its events and its earlier targets."""

    __tablename__ = "units"
    __table_args__ = (
        Index(None, "article_id", "present", "ordinal"),
        Index(None, "memory_key", sqlite_where=text("present = 1")),
    )

    id: str = Field(primary_key=True)
    article_id: int = Field(foreign_key="articles.id")
    present: bool
    kind: str
    ordinal: int
    block: int
    source: str
    gap: str
    notes: str
    links: str
    note: int | None
    line: int
    words: int
    memory_key: str
    source_key: str
    codes: str = Field(default="", sa_column_kwargs=EMPTY)


class EventRow(Row, table=True):
    """What happened, append-only (triggers). ``version`` is the target's version after the event."""

    __tablename__ = "events"
    __table_args__ = (UniqueConstraint("unit", "locale", "number"), Index(None, "article_id", "locale"))

    id: int | None = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="articles.id")
    unit: str = Field(foreign_key="units.id")
    locale: str
    number: int
    action: str
    state_before: str
    state_after: str
    actor: str
    at: str
    text: str | None
    origin: str | None
    source: str | None
    reason: str
    signature: str
    detail: str
    version: int


class TargetRow(Row, table=True):
    """Where the events of a unit in a locale have led to. ``asks`` and ``changed_at`` (the last event) serve queries.

    ``risk`` (0 to 1) and ``risks`` (its reasons, as JSON) are of a machine's draft, NULL and "" for any other text.
    """

    __tablename__ = "targets"
    __table_args__ = (
        Index(None, "article_id", "locale", "state", "unit"),
        Index("ix_targets_asks", "asks", "article_id", sqlite_where=text("asks = 1")),
    )

    unit: str = Field(primary_key=True, foreign_key="units.id")
    locale: str = Field(primary_key=True)
    article_id: int = Field(foreign_key="articles.id")
    state: str
    text: str
    version: int
    events: int
    origin: str
    source: str
    source_key: str
    editor: str
    reviewer: str
    approver: str
    signature: str
    reason: str
    held: str | None
    waived: str
    comment: str
    answer: str
    doubt: bool
    repaired: str
    asks: bool
    changed_at: str
    risk: float | None = Field(default=None)
    risks: str = Field(default="", sa_column_kwargs=EMPTY)


class TallyTableRow(Row, table=True):
    """A cache: current units and words by article, locale and state; locale and state "" hold the article's total."""

    __tablename__ = "tally"

    article_id: int = Field(primary_key=True, foreign_key="articles.id")
    locale: str = Field(primary_key=True)
    state: str = Field(primary_key=True)
    units: int
    words: int
    versions: int


class FindingRow(Row, table=True):
    """What the checks said last; ``unit`` is NULL where a finding concerns the whole article."""

    __tablename__ = "findings"
    __table_args__ = (Index(None, "article_id", "locale", "severity", "unit"),)

    id: int | None = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="articles.id")
    locale: str
    unit: str | None = Field(foreign_key="units.id")
    code: str
    severity: str
    params: str
    span_start: int | None
    span_end: int | None
    fix: str | None
    line: int | None


class ExportRow(Row, table=True):
    """What a catalogue was exported with; the one with the highest ``sequence`` was the last."""

    __tablename__ = "exports"
    __table_args__ = (UniqueConstraint("article_id", "locale", "base"), Index(None, "article_id", "locale", "sequence"))

    id: int | None = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="articles.id")
    locale: str
    base: str
    digest: str
    path: str
    sequence: int
    entries: bytes


class ReleaseRow(Row, table=True):
    """A published version; only why, by whom and when it was withdrawn, and what was seen, may change (triggers).

    The snapshot is compressed. ``restores``: the earlier release whose content it repeats (0: none).

    ``seen_revision`` and ``versions`` (the sum of target versions) are those last seen to be what it holds: a cache by
    which ``status`` notices a later correction without comparing words.
    """

    __tablename__ = "releases"

    article_id: int = Field(primary_key=True, foreign_key="articles.id")
    locale: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    revision: int
    digest: str
    manifest: str
    made_at: str
    made_by: str
    withdrawn: str
    seen_revision: int
    versions: int
    snapshot: bytes
    restores: int = Field(sa_column_kwargs={"server_default": text("0")})
    title: str = Field(sa_column_kwargs=EMPTY)
    description: str = Field(sa_column_kwargs=EMPTY)
    withdrawn_by: str = Field(sa_column_kwargs=EMPTY)
    withdrawn_at: str = Field(sa_column_kwargs=EMPTY)


class ImportRow(Row, table=True):
    """What one file of an import changed. ``run`` counts imports; ``changes`` is JSON: unit → its first and last event.

    ``undone_at`` is "" while it stands; ``taken_back`` is JSON then: unit → digest of the text that was taken back.
    """

    __tablename__ = "imports"
    __table_args__ = (Index(None, "run"), Index(None, "article_id", "locale", "undone_at"))

    id: int | None = Field(default=None, primary_key=True)
    run: int
    article_id: int = Field(foreign_key="articles.id")
    locale: str
    path: str
    translator: str
    actor: str
    at: str
    changes: str
    undone_at: str
    undone_by: str
    taken_back: str


class PersonRow(Row, table=True):
    """A person with roles and locales as JSON lists."""

    __tablename__ = "people"

    name: str = Field(primary_key=True)
    roles: str
    locales: str


class SuggestionRow(Row, table=True):
    """A text that lost a merge. ``text_key`` is its digest; ``accepted`` is NULL while it is open."""

    __tablename__ = "suggestions"
    __table_args__ = (
        UniqueConstraint("unit", "locale", "text_key"),
        Index(None, "article_id", "locale"),
        CheckConstraint("accepted IS NULL OR resolved_by <> ''", name="resolved"),
    )

    id: int | None = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="articles.id")
    unit: str = Field(foreign_key="units.id")
    locale: str
    text: str
    text_key: str
    author: str
    at: str
    accepted: bool | None
    resolved_by: str
    resolved_at: str


class AnswerRow(Row, table=True):
    """A cache: what an engine answered to a masked sentence. ``key`` is a digest of all that the answer depends on.

    ``milliseconds`` is how long the engine took for it, ``cost`` its price in the currency of the settings.
    """

    __tablename__ = "answers"

    key: str = Field(primary_key=True)
    engine: str
    fingerprint: str
    text: str
    at: str
    milliseconds: int
    cost: float


class EffortRow(Row, table=True):
    """How much people changed a machine's draft before it was approved last. Derived from the events.

    Counts of characters and words of the approved text, and of edits from the draft to it.
    """

    __tablename__ = "effort"
    __table_args__ = (
        Index("ix_effort_counts", "locale", "engine", "at", "characters", "character_edits", "words", "word_edits"),
        Index(None, "article_id", "locale"),
    )

    unit: str = Field(primary_key=True, foreign_key="units.id")
    locale: str = Field(primary_key=True)
    article_id: int = Field(foreign_key="articles.id")
    engine: str
    at: str
    characters: int
    character_edits: int
    words: int
    word_edits: int


class MemorySourceRow(Row, table=True):
    """A sentence of the translation memory, markers and codes numbered from 1. Never changed, never deleted.

    Ids ascend in the order of commits: the index takes in what lies above the highest it knows.
    """

    __tablename__ = "memory_sources"
    __table_args__ = (UniqueConstraint("language", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    language: str
    key: str
    text: str


class MemoryTargetRow(Row, table=True):
    """A translation of such a sentence. ``unit`` and ``article`` are "" where it came from a file, whose name is ``origin``.

    ``before`` and ``after``: memory keys of the units around it when it was approved ("" for none). ``state``: ``live``,
    ``retired`` (its approval was withdrawn, or it was corrected) or ``forgotten`` (by a person's word). Rows are kept.
    """

    __tablename__ = "memory_targets"
    __table_args__ = (
        Index(None, "source_id", "locale"),
        Index(None, "unit", "locale", sqlite_where=text("unit <> ''")),
        Index(None, "locale", "state", "origin", "article"),
        CheckConstraint("state IN ('live', 'retired', 'forgotten')", name="state"),
    )

    id: int | None = Field(default=None, primary_key=True)
    source_id: int = Field(foreign_key="memory_sources.id")
    locale: str
    text: str
    unit: str
    article: str
    before: str
    after: str
    origin: str
    author: str
    at: str
    state: str


class TermRow(Row, table=True):
    """A term of the workspace beside those in its settings; a source and a domain have one."""

    __tablename__ = "terms"
    __table_args__ = (UniqueConstraint("source", "domain"),)

    id: int | None = Field(default=None, primary_key=True)
    source: str
    domain: str
    case_sensitive: bool
    keep: bool
    enforce: bool
    note: str
    definition: str
    author: str
    at: str


class TermTargetRow(Row, table=True):
    """What a term is called in a locale: ``usage`` is ``admitted`` (position 0 is preferred) or ``forbidden``."""

    __tablename__ = "term_targets"

    term_id: int = Field(primary_key=True, foreign_key="terms.id")
    locale: str = Field(primary_key=True)
    usage: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    text: str


ARTICLES: Final[Table] = METADATA.tables["articles"]
REVISIONS: Final[Table] = METADATA.tables["revisions"]
CUTS: Final[Table] = METADATA.tables["cuts"]
UNITS: Final[Table] = METADATA.tables["units"]
EVENTS: Final[Table] = METADATA.tables["events"]
TARGETS: Final[Table] = METADATA.tables["targets"]
TALLY: Final[Table] = METADATA.tables["tally"]
FINDINGS: Final[Table] = METADATA.tables["findings"]
EXPORTS: Final[Table] = METADATA.tables["exports"]
IMPORTS: Final[Table] = METADATA.tables["imports"]
RELEASES: Final[Table] = METADATA.tables["releases"]
PEOPLE: Final[Table] = METADATA.tables["people"]
SUGGESTIONS: Final[Table] = METADATA.tables["suggestions"]
ANSWERS: Final[Table] = METADATA.tables["answers"]
EFFORT: Final[Table] = METADATA.tables["effort"]
MEMORY_SOURCES: Final[Table] = METADATA.tables["memory_sources"]
MEMORY_TARGETS: Final[Table] = METADATA.tables["memory_targets"]
TERMS: Final[Table] = METADATA.tables["terms"]
TERM_TARGETS: Final[Table] = METADATA.tables["term_targets"]
