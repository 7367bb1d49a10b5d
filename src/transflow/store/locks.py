"""Who may write what at the same time."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from transflow.store.statements import chunks
from transflow.store.tables import ARTICLES


def lock_articles(connection: Connection, article_ids: Iterable[int]) -> None:
    """Until the transaction ends, let no other writer touch these articles.

    PostgreSQL: their rows are locked in one order, so that two writers cannot wait for each other; what was read before is
    read anew afterwards. SQLite: a writing transaction is alone anyway.
    """
    if connection.dialect.name == "sqlite":
        return
    for part in chunks(sorted(set(article_ids))):
        query = select(ARTICLES.c.id).where(ARTICLES.c.id.in_(part)).order_by(ARTICLES.c.id)
        connection.execute(query.with_for_update(key_share=True))
