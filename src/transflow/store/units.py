"""Units: the current ones of an article in order, and those whose source is gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from transflow.domain.article import BlockKind
from transflow.domain.codes import Code, CodeKind
from transflow.domain.units import Unit, memory_key, source_key
from transflow.errors import N_, ConflictError
from transflow.store.locks import lock_articles
from transflow.store.packing import from_json, to_json
from transflow.store.statements import chunks, fetch, upsert
from transflow.store.tables import UNITS
from transflow.store.tally import Tally

_COLUMNS = tuple(column.name for column in UNITS.columns)
_KINDS = {kind.value: kind for kind in BlockKind}
_UNIT = (
    UNITS.c.article_id,
    UNITS.c.id,
    UNITS.c.kind,
    UNITS.c.ordinal,
    UNITS.c.block,
    UNITS.c.source,
    UNITS.c.gap,
    UNITS.c.notes,
    UNITS.c.links,
    UNITS.c.note,
    UNITS.c.line,
    UNITS.c.words,
    UNITS.c.codes,
)


def _unit(row: tuple[Any, ...]) -> Unit:
    _, unit_id, kind, ordinal, block, source, gap, notes, links, note, line, words, codes = row
    return Unit(
        id=unit_id,
        kind=_KINDS[kind],
        ordinal=ordinal,
        block=block,
        source=source,
        gap=gap,
        notes=tuple(from_json(notes)),
        links=tuple(from_json(links)),
        note=note,
        line=line,
        words=words,
        codes=codes_of_row(codes) if codes else (),
    )


def _row(article_id: int, unit: Unit) -> tuple[object, ...]:
    return (
        unit.id,
        article_id,
        True,
        unit.kind.value,
        unit.ordinal,
        unit.block,
        unit.source,
        unit.gap,
        to_json(unit.notes),
        to_json(unit.links),
        unit.note,
        unit.line,
        unit.words,
        memory_key(unit.source, unit.notes, unit.codes),
        source_key(unit),
        to_json([(c.number, c.kind.value, c.paired, c.reference) for c in unit.codes]),
    )


def codes_of_row(packed: str) -> tuple[Code, ...]:
    """The codes of a unit as its row has them."""
    return tuple(
        Code(number=number, kind=CodeKind(kind), paired=paired, reference=reference)
        for number, kind, paired, reference in from_json(packed)
    )


class Units:
    """The repository of units."""

    def __init__(self, connection: Connection, tally: Tally) -> None:
        self._connection = connection
        self._tally = tally

    def of(self, article_ids: Sequence[int]) -> dict[int, list[Unit]]:
        """The current units of each article in document order; an article without any has an empty list."""
        units: dict[int, list[Unit]] = {article_id: [] for article_id in article_ids}
        for part in chunks(list(units)):
            query = select(*_UNIT).where(UNITS.c.article_id.in_(part), UNITS.c.present)
            for row in fetch(self._connection, query.order_by(UNITS.c.article_id, UNITS.c.ordinal)):
                units[row[0]].append(_unit(row))
        return units

    def beside(self, ids: Iterable[str]) -> dict[int, list[Unit]]:
        """Article id → the current units of the blocks that these units stand in, in document order."""
        found: dict[int, list[Unit]] = {}
        mine = UNITS.alias("mine")
        for part in chunks(ids):
            blocks = (
                select(mine.c.article_id, mine.c.block).where(mine.c.id.in_(part), mine.c.present).distinct().subquery()
            )
            query = (
                select(*_UNIT)
                .join_from(
                    UNITS, blocks, (UNITS.c.article_id == blocks.c.article_id) & (UNITS.c.block == blocks.c.block)
                )
                .where(UNITS.c.present)
                .order_by(UNITS.c.article_id, UNITS.c.ordinal)
            )
            for row in fetch(self._connection, query):
                found.setdefault(row[0], []).append(_unit(row))
        return found

    def retired(self, article_id: int) -> list[Unit]:
        """The units whose source is gone, by the place they had."""
        query = select(*_UNIT).where(UNITS.c.article_id == article_id, ~UNITS.c.present)
        return [_unit(row) for row in fetch(self._connection, query.order_by(UNITS.c.ordinal, UNITS.c.id))]

    def get(self, ids: Iterable[str]) -> dict[str, tuple[int, Unit]]:
        """Unit id → (article id, unit), for those that exist, current or retired."""
        return {
            row[1]: (row[0], _unit(row))
            for part in chunks(ids)
            for row in fetch(self._connection, select(*_UNIT).where(UNITS.c.id.in_(part)))
        }

    def replace(self, units: Mapping[int, Sequence[Unit]], gone: Sequence[str] = ()) -> None:
        """Store the current units of articles (article id → units) and retire the units ``gone``.

        A retired unit that comes back is current again. The tally of these articles is brought up to date.
        :class:`ConflictError` where an identity belongs to another article, or comes twice: a unit is never taken over.
        """
        touched = set(units)
        for part in chunks(gone):
            query = select(UNITS.c.article_id).where(UNITS.c.id.in_(part)).distinct()
            touched |= {article_id for (article_id,) in fetch(self._connection, query)}
        lock_articles(self._connection, touched)
        self._refuse_owned(units)
        rows = [_row(article_id, unit) for article_id, several in units.items() for unit in several]
        upsert(self._connection, UNITS, _COLUMNS, rows, keys=("id",))
        for part in chunks(gone):
            self._connection.execute(update(UNITS).where(UNITS.c.id.in_(part)).values(present=False))
        self._tally.recount(touched)

    def _refuse_owned(self, units: Mapping[int, Sequence[Unit]]) -> None:
        owners: dict[str, int] = {}
        for article_id, several in units.items():
            for unit in several:
                if unit.id in owners:
                    raise ConflictError(N_("The unit “{name}” is there already."), name=unit.id)
                owners[unit.id] = article_id
        for part in chunks(owners):
            query = select(UNITS.c.id, UNITS.c.article_id).where(UNITS.c.id.in_(part))
            for unit_id, article_id in fetch(self._connection, query):
                if owners[unit_id] != article_id:
                    raise ConflictError(N_("The unit “{name}” belongs to another article."), name=unit_id)
