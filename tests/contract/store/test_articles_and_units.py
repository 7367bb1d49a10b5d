"""Articles, revisions, units and cuts: what goes in comes out, on every database."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from transflow.domain.article import BlockKind
from transflow.domain.codes import Code, CodeKind
from transflow.domain.units import Cuts, Unit, memory_key, source_key
from transflow.errors import ConflictError
from transflow.store import Store
from transflow.store.records import Total


def test_articles_come_back_by_name(store: Store, samples: Any) -> None:
    with store.write() as tx:
        ids = tx.articles.add([samples.article("zeta"), samples.article("alpha/β", content=b"\x00\xff" * 9)])
    with store.read() as tx:
        assert [record.name for record in tx.articles.all()] == ["alpha/β", "zeta"]
        record = tx.articles.get("alpha/β")
        assert record is not None
        assert (record.id, record.path, record.format) == (ids["alpha/β"], "articles/alpha/β.txt", "text")
        assert (record.source_locale, record.revision) == ("en", samples.revision(1))
        assert tx.articles.get("beta") is None
        assert tx.articles.content(record.id) == b"\x00\xff" * 9
        assert tx.articles.contents(ids.values()) == {ids["zeta"]: b"Hello.\n", record.id: b"\x00\xff" * 9}


def test_every_revision_keeps_its_bytes(store: Store, samples: Any) -> None:
    with store.write() as tx:
        article_id = tx.articles.add([samples.article("one", content=b"first")])["one"]
        tx.articles.add_revision(article_id, samples.revision(2), b"second")
    with store.read() as tx:
        assert [revision.number for revision in tx.articles.revisions(article_id)] == [1, 2]
        assert [tx.articles.content(article_id, number) for number in (1, 2, None)] == [b"first", b"second", b"second"]
        assert tx.articles.all()[0].revision == samples.revision(2)
        with pytest.raises(KeyError):
            tx.articles.content(article_id, 3)


def test_codes_and_the_place_of_the_article_come_back(store: Store, samples: Any) -> None:
    link = Code(number=1, kind=CodeKind.LINK, paired=True, reference="https://example.org/?a=1|“2”")
    picture = Code(number=2, kind=CodeKind.IMAGE, paired=False)
    with store.write() as tx:
        ids = tx.articles.add([replace(samples.article("one"), revision=replace(samples.revision(1), main=(12, 3456)))])
        unit = replace(samples.units("one")[0], source="<1>Port</1> <2/>", codes=(link, picture))
        tx.units.replace({ids["one"]: [unit]})
    with store.read() as tx:
        assert tx.units.of(list(ids.values())) == {ids["one"]: [unit]}
        assert tx.articles.all()[0].revision.main == (12, 3456)
        assert tx.articles.revisions(ids["one"])[0].main == (12, 3456)


def test_a_name_is_given_once(store: Store, samples: Any) -> None:
    with store.write() as tx:
        tx.articles.add([samples.article("one")])
    with pytest.raises(ConflictError, match="one"), store.write() as tx:
        tx.articles.add([samples.article("two"), samples.article("one")])
    with store.read() as tx:
        assert [record.name for record in tx.articles.all()] == ["one"]


def test_units_come_back_whole_and_in_order(store: Store, samples: Any) -> None:
    with store.write() as tx:
        ids = tx.articles.add([samples.article("one"), samples.article("two"), samples.article("empty")])
        plain = Unit(id="two/PLAIN234", kind=BlockKind.TITLE, ordinal=0, block=0, source="“Köprü” — мост\n\t[2024]")
        tx.units.replace({ids["one"]: list(reversed(samples.units("one"))), ids["two"]: [plain]})
    with store.read() as tx:
        found = tx.units.of([ids["two"], ids["one"], ids["empty"]])
        assert found == {ids["two"]: [plain], ids["one"]: samples.units("one"), ids["empty"]: []}
        assert tx.units.get(["two/PLAIN234", "two/NONE2345"]) == {"two/PLAIN234": (ids["two"], plain)}


def test_a_unit_whose_source_is_gone_stays(store: Store, samples: Any) -> None:
    article_id, units = samples.stored(store)
    gone, *rest = units
    moved = [replace(unit, ordinal=unit.ordinal - 1, source=unit.source + "!", words=9) for unit in rest]
    with store.write() as tx:
        tx.units.replace({article_id: moved}, gone=[gone.id])
    with store.read() as tx:
        assert tx.units.of([article_id]) == {article_id: moved}
        assert tx.units.retired(article_id) == [gone]
        assert tx.units.get([gone.id]) == {gone.id: (article_id, gone)}
        assert tx.targets.totals() == {article_id: Total(units=2, words=18)}
    with store.write() as tx:
        tx.units.replace({article_id: units})
    with store.read() as tx:
        assert tx.units.of([article_id]) == {article_id: units}
        assert tx.units.retired(article_id) == []


def test_units_are_stored_with_their_keys(store: Store, engine: Any, samples: Any) -> None:
    _, units = samples.stored(store)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT id, memory_key, source_key FROM units ORDER BY ordinal").fetchall()
    assert [tuple(row) for row in rows] == [(u.id, memory_key(u.source, u.notes), source_key(u)) for u in units]


def test_more_articles_than_one_query_takes(store: Store, samples: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transflow.store.statements.CHUNK", 2)
    monkeypatch.setattr("transflow.store.statements.chunks.__defaults__", (2,))
    stored = dict(samples.stored(store) for _ in range(5))
    with store.read() as tx:
        assert tx.units.of(list(stored)) == stored
        assert set(tx.articles.contents(stored)) == set(stored)


def test_cuts_are_kept(store: Store, samples: Any) -> None:
    article_id, _ = samples.stored(store)
    first = Cuts(splits={"One. Two.": (5,), "ç": ()}, joins=frozenset({("a", "b"), ("b", "c")}))
    with store.write() as tx:
        assert tx.cuts.get(article_id) == Cuts()
        tx.cuts.save(article_id, first)
        assert tx.cuts.get(article_id) == first
        tx.cuts.save(article_id, Cuts())
        assert tx.cuts.get(article_id) == Cuts()
