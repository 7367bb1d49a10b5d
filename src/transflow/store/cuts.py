"""Splits and joins that people made by hand."""

from __future__ import annotations

from sqlalchemy import Connection, select

from transflow.domain.units import Cuts
from transflow.store.packing import from_json, to_json
from transflow.store.statements import fetch, upsert
from transflow.store.tables import CUTS


class CutsOfArticles:
    """The repository of cuts, one record an article."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, article_id: int) -> Cuts:
        """The cuts of an article; empty where nobody made any."""
        rows = fetch(self._connection, select(CUTS.c.splits, CUTS.c.joins).where(CUTS.c.article_id == article_id))
        if not rows:
            return Cuts()
        splits, joins = rows[0]
        return Cuts(
            splits={text: tuple(offsets) for text, offsets in from_json(splits).items()},
            joins=frozenset((first, second) for first, second in from_json(joins)),
        )

    def save(self, article_id: int, cuts: Cuts) -> None:
        """Store the cuts of an article in place of those it had."""
        row = (article_id, to_json({text: list(o) for text, o in cuts.splits.items()}), to_json(sorted(cuts.joins)))
        upsert(self._connection, CUTS, ("article_id", "splits", "joins"), [row], keys=("article_id",))
