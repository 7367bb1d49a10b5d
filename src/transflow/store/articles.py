"""Articles, their revisions, and the bytes of every source ever added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, select, update

from transflow.domain.article import Revision
from transflow.errors import N_, ConflictError
from transflow.store.locks import lock_articles
from transflow.store.packing import squeeze, unsqueeze
from transflow.store.records import ArticleRecord, NewArticle
from transflow.store.statements import chunks, fetch, insert
from transflow.store.tables import ARTICLES, REVISIONS

_CURRENT = and_(REVISIONS.c.article_id == ARTICLES.c.id, REVISIONS.c.number == ARTICLES.c.revision)
_RECORD = select(
    ARTICLES.c.id,
    ARTICLES.c.name,
    ARTICLES.c.path,
    ARTICLES.c.format,
    ARTICLES.c.source_locale,
    REVISIONS.c.number,
    REVISIONS.c.digest,
    REVISIONS.c.added_at,
    REVISIONS.c.added_by,
    REVISIONS.c.main,
).join_from(ARTICLES, REVISIONS, _CURRENT)


#: Letters of a unit's identity behind the article's name.
_LETTERS = 8


def _record(row: tuple[Any, ...]) -> ArticleRecord:
    article_id, name, path, kind, source_locale, number, digest, added_at, added_by, main = row
    revision = Revision(number=number, digest=digest, added_at=added_at, added_by=added_by, main=_span(main))
    return ArticleRecord(
        id=article_id, name=name, path=path, format=kind, source_locale=source_locale, revision=revision
    )


def _revision_row(article_id: int, revision: Revision, content: bytes, units: Sequence[str]) -> tuple[object, ...]:
    return (
        article_id,
        revision.number,
        revision.digest,
        revision.added_at,
        revision.added_by,
        squeeze(content),
        ":".join(map(str, revision.main or ())),
        "".join(unit[-_LETTERS:] for unit in units),
    )


def _span(written: str) -> tuple[int, int] | None:
    start, colon, end = written.partition(":")
    return (int(start), int(end)) if colon else None


class Articles:
    """The repository of articles."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[ArticleRecord]:
        """Every article, by name."""
        return sorted(map(_record, fetch(self._connection, _RECORD)), key=lambda record: record.name)

    def get(self, name: str) -> ArticleRecord | None:
        """The article of this name, or None."""
        rows = fetch(self._connection, _RECORD.where(ARTICLES.c.name == name))
        return _record(rows[0]) if rows else None

    def some(self, article_ids: Sequence[int]) -> list[ArticleRecord]:
        """The articles of these ids, in their order."""
        found = {
            record.id: record
            for part in chunks(article_ids)
            for record in map(_record, fetch(self._connection, _RECORD.where(ARTICLES.c.id.in_(part))))
        }
        return [found[article_id] for article_id in article_ids if article_id in found]

    def add(self, articles: Sequence[NewArticle]) -> dict[str, int]:
        """Add articles with their first revisions; name → id. :class:`ConflictError` where a name is taken."""
        names = [article.name for article in articles]
        taken = self._ids(names)
        if taken:
            raise ConflictError(N_("An article “{name}” is there already."), name=min(taken))
        rows = [(a.name, a.path, a.format, a.source_locale, a.revision.number) for a in articles]
        insert(self._connection, ARTICLES, ("name", "path", "format", "source_locale", "revision"), rows)
        ids = self._ids(names)
        self._add_revisions(_revision_row(ids[a.name], a.revision, a.content, a.units) for a in articles)
        return ids

    def add_revision(self, article_id: int, revision: Revision, content: bytes, units: Sequence[str] = ()) -> None:
        """Add a revision, with the identities of its units in order, and make it the current one."""
        lock_articles(self._connection, [article_id])
        self._add_revisions([_revision_row(article_id, revision, content, units)])
        self._connection.execute(update(ARTICLES).where(ARTICLES.c.id == article_id).values(revision=revision.number))

    def revisions(self, article_id: int) -> list[Revision]:
        """All revisions of an article, oldest first."""
        columns = (
            REVISIONS.c.number,
            REVISIONS.c.digest,
            REVISIONS.c.added_at,
            REVISIONS.c.added_by,
            REVISIONS.c.main,
        )
        query = select(*columns).where(REVISIONS.c.article_id == article_id).order_by(REVISIONS.c.number)
        return [
            Revision(number=number, digest=digest, added_at=added_at, added_by=added_by, main=_span(main))
            for number, digest, added_at, added_by, main in fetch(self._connection, query)
        ]

    def units_then(self, article_id: int, digest: str) -> tuple[str, ...]:
        """The identities of the units of the latest revision with these bytes, in order; none where there is no such one."""
        query = (
            select(ARTICLES.c.name, REVISIONS.c.units)
            .join_from(ARTICLES, REVISIONS, REVISIONS.c.article_id == ARTICLES.c.id)
            .where(ARTICLES.c.id == article_id, REVISIONS.c.digest == digest)
            .order_by(REVISIONS.c.number.desc())
            .limit(1)
        )
        for name, units in fetch(self._connection, query):
            return tuple(f"{name}/{units[at : at + _LETTERS]}" for at in range(0, len(units), _LETTERS))
        return ()

    def content(self, article_id: int, number: int | None = None) -> bytes:
        """The source's bytes of one revision, of the current one without ``number``; KeyError where there is none."""
        if number is None:
            return self.contents([article_id])[article_id]
        query: Select[Any] = select(REVISIONS.c.content).where(
            REVISIONS.c.article_id == article_id, REVISIONS.c.number == number
        )
        rows = fetch(self._connection, query)
        if not rows:
            raise KeyError((article_id, number))
        return unsqueeze(rows[0][0])

    def contents(self, article_ids: Iterable[int]) -> dict[int, bytes]:
        """The current bytes of several articles."""
        query = select(ARTICLES.c.id, REVISIONS.c.content).join_from(ARTICLES, REVISIONS, _CURRENT)
        return {
            article_id: unsqueeze(content)
            for part in chunks(article_ids)
            for article_id, content in fetch(self._connection, query.where(ARTICLES.c.id.in_(part)))
        }

    def _ids(self, names: Sequence[str]) -> dict[str, int]:
        query = select(ARTICLES.c.name, ARTICLES.c.id)
        return {
            name: article_id
            for part in chunks(names)
            for name, article_id in fetch(self._connection, query.where(ARTICLES.c.name.in_(part)))
        }

    def _add_revisions(self, rows: Iterable[tuple[object, ...]]) -> None:
        columns = ("article_id", "number", "digest", "added_at", "added_by", "content", "main", "units")
        insert(self._connection, REVISIONS, columns, list(rows))
