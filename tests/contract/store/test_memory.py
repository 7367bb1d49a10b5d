"""The translation memory follows what is approved, and takes in files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect

from transflow.domain.states import Action, Event, Target
from transflow.domain.units import memory_key
from transflow.store import Store, open_store, schema
from transflow.store.records import MemoryPair, NewPair

KEY = "key of {}"


def live(store: Store, units: list[Any], place: int = 0, locale: str = "tr") -> list[MemoryPair]:
    key = memory_key(units[place].source, units[place].notes)
    with store.read() as tx:
        return tx.memory.exact("en", [key], [locale]).get(key, [])


def record(store: Store, *changes: tuple[int, Event, Target]) -> None:
    with store.write() as tx:
        tx.targets.record(changes)


def test_an_approved_target_is_remembered_with_where_who_and_when(store: Store, samples: Any) -> None:
    article, units = samples.stored(store)
    record(store, *samples.approved(article, units[1], "tr", "Cümle.[3]"))
    (pair,) = live(store, units, 1)
    assert (pair.source, pair.target) == (units[1].source.replace("[3]", "[1]"), "Cümle.[1]")
    assert (pair.unit, pair.author, pair.at) == (units[1].id, "Nil", "2026-11-23T10:00:00+00:00")
    assert (pair.before, pair.after) == tuple(memory_key(units[n].source, units[n].notes) for n in (0, 2))
    assert live(store, units, 1, "ru") == []


def test_a_draft_is_not_remembered(store: Store, samples: Any) -> None:
    article, units = samples.stored(store)
    record(store, samples.draft(article, units[0], "tr", "Taslak."))
    assert live(store, units) == []


def test_a_corrected_target_takes_the_place_of_the_one_before(store: Store, samples: Any) -> None:
    article, units = samples.stored(store)
    changes = samples.approved(article, units[0], "tr", "Eski.")
    record(store, *changes)
    corrected = samples.step(changes[-1][2], Action.TRANSLATE, text="Yeni.", source=units[0].source, source_key="k")
    record(store, (article, *corrected))
    assert live(store, units) == []
    accepted = samples.step(corrected[1], Action.ACCEPT, actor="Oya")
    approved = samples.step(accepted[1], Action.APPROVE, actor="Oya")
    record(store, (article, *accepted), (article, *approved))
    assert [pair.target for pair in live(store, units)] == ["Yeni."]


def test_a_rejected_target_goes_out_and_an_outdated_one_stays(store: Store, samples: Any) -> None:
    article, units = samples.stored(store)
    first, second = (samples.approved(article, unit, "tr", "Bir.") for unit in units[:2])
    record(store, *first, *second)
    rejected = samples.step(first[-1][2], Action.REJECT, reason="wrong")
    outdated = samples.step(second[-1][2], Action.OUTDATE, source_key="other")
    record(store, (article, *rejected), (article, *outdated))
    assert live(store, units, 0) == []
    assert [pair.target for pair in live(store, units, 1)] == ["Bir."]


def test_sentences_that_were_merged_into_one_are_left_out(store: Store, samples: Any) -> None:
    article, units = samples.stored(store, 3)  # the first two stand in one block
    record(
        store,
        *samples.approved(article, units[0], "tr", "Hepsi."),
        *samples.approved(article, units[1], "tr", "{^} "),
        *samples.approved(article, units[0], "ru", "Одно."),
    )
    assert live(store, units, 0) == live(store, units, 1) == []
    assert [pair.target for pair in live(store, units, 0, "ru")] == ["Одно."]


def test_the_latest_comes_first_and_the_older_is_kept(store: Store, samples: Any) -> None:
    article, units = samples.stored(store, 2)
    other, twins = samples.stored(store, 2)
    same = [units[0].__class__(**{**_fields(twins[0]), "source": units[0].source})]
    with store.write() as tx:
        tx.units.replace({other: [*same, twins[1]]})
    record(store, *samples.approved(article, units[0], "tr", "Eski."))
    late = samples.approved(other, same[0], "tr", "Yeni.")
    late[-1] = (other, *samples.step(late[1][2], Action.APPROVE, actor="Oya", at="2026-11-24T00:00:00+00:00"))
    record(store, *late)
    assert [pair.target for pair in live(store, units)] == ["Yeni.", "Eski."]


def _fields(unit: Any) -> dict[str, Any]:
    return {name: getattr(unit, name) for name in unit.__slots__}


def test_a_file_is_taken_in_once(store: Store) -> None:
    pairs = [
        NewPair(key=KEY.format(n), source=f"{n}.", target=t, locale="tr", origin="a.tmx")
        for n, t in ((1, "Bir."), (2, "İki."), (1, "Bir."), (1, "1."))
    ]
    with store.write() as tx:
        first = tx.memory.add("en", pairs)
        second = tx.memory.add("en", pairs)
        assert [(t.added, t.known) for t in (first, second)] == [(3, 1), (0, 4)]
        found = tx.memory.exact("en", [KEY.format(1)], ["tr"])[KEY.format(1)]
        assert {pair.target for pair in found} == {"Bir.", "1."}
        assert tx.memory.sources("en", 0) == [(found[0].source_id, "1."), (found[0].source_id + 1, "2.")]
        assert tx.memory.sources("de", 0) == []


def test_what_was_forgotten_stays_so_until_it_is_approved_anew(store: Store, samples: Any) -> None:
    article, units = samples.stored(store)
    changes = samples.approved(article, units[0], "tr", "Bir.")
    record(store, *changes)
    name = units[0].id.rpartition("/")[0]
    with store.write() as tx:
        ids = tx.memory.chosen("en", ["tr"], article=name, state="live")
        tx.memory.set_state(ids, "forgotten")
        assert tx.memory.rebuild() == 1
    assert live(store, units) == []
    rejected = samples.step(changes[-1][2], Action.REJECT, reason="for a test")
    given = samples.step(rejected[1], Action.TRANSLATE, text="Bir.", source=units[0].source, source_key="k")
    accepted = samples.step(given[1], Action.ACCEPT, actor="Oya")
    approved = samples.step(accepted[1], Action.APPROVE, actor="Oya")
    record(store, *((article, *step) for step in (rejected, given, accepted, approved)))
    assert [pair.target for pair in live(store, units)] == ["Bir."]


def test_a_database_that_is_older_than_the_memory_gets_one(tmp_path: Path, samples: Any) -> None:
    path = tmp_path / "old.db"
    store = open_store(path)
    article, units = samples.stored(store)
    record(store, *samples.approved(article, units[0], "tr", "Bir.[3]"))
    store.close()
    old = tmp_path / "older.db"
    engine = create_engine(f"sqlite:///{old}")
    with engine.begin() as connection:
        schema.migrate(connection, "0003")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"ATTACH '{path}' AS present")
        for table in inspect(connection).get_table_names():
            if table != "alembic_version":
                columns = ", ".join(column["name"] for column in inspect(connection).get_columns(table))
                connection.exec_driver_sql(
                    f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM present.{table}"
                )
        connection.commit()
    engine.dispose()
    store = open_store(old)
    assert [(pair.target, pair.author) for pair in live(store, units)] == [("Bir.[1]", "Nil")]
    store.close()
    assert schema.VERSIONS[-1] == schema.CURRENT


@pytest.mark.parametrize("count", [1, 60])
def test_a_page_never_tears_the_pairs_of_a_sentence_apart(store: Store, count: int) -> None:
    pairs = [
        NewPair(key=KEY.format(n), source=f"{n}.", target=f"{locale} {n}", locale=locale)
        for n in range(count)
        for locale in ("ru", "tr")
    ]
    with store.write() as tx:
        tx.memory.add("en", pairs)
        page = tx.memory.live_after(0, "en", ["tr", "ru"])
        assert len(page) == 2 * count
        assert tx.memory.live_after(page[-1].source_id, "en", ["tr", "ru"]) == []
