"""Post-editing effort in the store: kept by target, added up by engine, locale and month."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from transflow.domain.statistics import Effort
from transflow.store import Store
from transflow.store.records import EffortRecord

#: The ends of a year, of a month, and a month without anything in between.
MOMENTS = ("2025-12-31T23:59:59.9Z", "2026-01-01T00:00:00Z", "2026-01-31T23:59:59Z", "2026-12-31T23:59:59Z")
#: One is the beginning of another, one differs in its sign: where databases sort letters differently.
ENGINES = ("deep:deepl", "fx", "fx2", "Fx", "deep-x")


@pytest.fixture
def spent(store: Store, samples: Any) -> list[EffortRecord]:
    """Forty rows over two articles, three locales, five engines and three months."""
    records = []
    for article_id, units in (samples.stored(store, 20), samples.stored(store, 4)):
        for n, (unit, locale) in enumerate(product(units, ("pt-BR", "ru", "tr"))):
            records.append(
                EffortRecord(
                    unit=unit.id,
                    locale=locale,
                    article_id=article_id,
                    engine=ENGINES[n % 5],
                    at=MOMENTS[n % 4],
                    characters=n + 10,
                    character_edits=n % 3,
                    words=n + 1,
                    word_edits=n % 2,
                )
            )
    with store.write() as tx:
        tx.effort.add(records)
    return records


def added_up(records: list[EffortRecord]) -> list[Effort]:
    """The same by hand."""
    sums: dict[tuple[str, str, str], list[EffortRecord]] = {}
    for record in records:
        sums.setdefault((record.engine, record.locale, record.at[:7]), []).append(record)
    return [
        Effort(
            engine=engine,
            locale=locale,
            month=month,
            units=len(mine),
            unchanged=sum(not r.character_edits for r in mine),
            characters=sum(r.characters for r in mine),
            character_edits=sum(r.character_edits for r in mine),
            words=sum(r.words for r in mine),
            word_edits=sum(r.word_edits for r in mine),
        )
        for (engine, locale, month), mine in sorted(sums.items())
    ]


def test_months_are_added_up(store: Store, spent: list[EffortRecord]) -> None:
    """All of them month by month along the index, those of articles that are named in groups."""
    ids = sorted({r.article_id for r in spent})
    with store.read() as tx:
        assert tx.effort.by_month() == tx.effort.by_month(ids) == added_up(spent)
        assert tx.effort.by_month(ids[:1]) == added_up([r for r in spent if r.article_id == ids[0]])
        assert tx.effort.by_month([]) == []


def test_nothing_was_spent_at_first(store: Store) -> None:
    with store.read() as tx:
        assert tx.effort.by_month() == []
        assert tx.effort.of([1]) == {}


def test_a_newer_figure_takes_the_place_of_the_older(store: Store, spent: list[EffortRecord]) -> None:
    newer = replace(spent[0], engine="new", at="2027-03-01T00:00:00Z", character_edits=7)
    with store.write() as tx:
        tx.effort.add([newer])
        assert tx.effort.by_month() == added_up([newer, *spent[1:]])


def test_rows_come_back_as_they_were_and_are_replaced_article_by_article(
    store: Store, spent: list[EffortRecord]
) -> None:
    one, other = sorted({r.article_id for r in spent})
    mine, theirs = ([r for r in spent if r.article_id == id_] for id_ in (one, other))
    with store.write() as tx:
        tx.effort.hold([one, other])
        assert tx.effort.of([one, other]) == {
            one: sorted(mine, key=lambda r: (r.unit, r.locale)),
            other: sorted(theirs, key=lambda r: (r.unit, r.locale)),
        }
        tx.effort.replace([one], mine[:2])
        assert tx.effort.of([one, other]).keys() == {one, other}
        assert tx.effort.by_month() == added_up([*mine[:2], *theirs])
