"""No query reads through a whole table that grows with the work, except over an index made for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import event

from transflow.store import open_store
from transflow.store.records import EffortRecord, NewPair

#: Lists of everything, over small tables or covering indexes.
ALLOWED = {
    "SCAN articles",
    "SCAN tally",
    "SCAN tally USING INDEX sqlite_autoindex_tally_1",
    "SCAN people",
    "SCAN revisions USING COVERING INDEX ix_revisions_article_id_number_digest_added_at_added_by_main",
    "SCAN findings USING COVERING INDEX ix_findings_article_id_locale_severity_unit",
    "SCAN releases USING COVERING INDEX sqlite_autoindex_releases_1",
    "SCAN effort USING COVERING INDEX ix_effort_counts",  # its first row
    "SCAN anon_1",
    "SCAN json_each VIRTUAL TABLE INDEX 1:",  # the ids that were asked for
}


AT = "2026-11-23T10:00:00+00:00"
COUNTS = {"characters": 10, "character_edits": 1, "words": 2, "word_edits": 1}


def test_queries_use_indexes(tmp_path: Path, samples: Any) -> None:
    store = open_store(tmp_path / "transflow.db")
    samples.stored(store)
    asked: list[tuple[str, Any]] = []

    @event.listens_for(store._engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if not many and statement.startswith(("SELECT", "DELETE", "UPDATE", "INSERT INTO tally")):
            asked.append((statement, parameters))

    with store.write() as tx:
        tx.articles.all()
        tx.articles.get("one")
        tx.articles.revisions(1)
        tx.articles.contents([1])
        tx.articles.content(1, 1)
        tx.units.of([1, 2])
        tx.units.get(["a"])
        tx.units.retired(1)
        tx.units.replace({}, gone=["a"])
        tx.targets.of([1], "tr")
        tx.targets.events(1)
        tx.targets.events(1, "tr", "a")
        tx.targets.texts(["a"], "tr")
        keys = [f"k{number}" for number in range(300)]
        pairs = [NewPair(key=key, source=f"{key}.", target="Bir.", locale="tr", origin="a.tmx") for key in keys]
        tx.memory.add("en", pairs)
        assert len(tx.memory.exact("en", keys, ["tr"])) == len(keys)
        tx.memory.of_sources([1], ["tr"])
        tx.memory.of_targets([1])
        tx.memory.sources("en", 0)
        tx.memory.targets("tr", 0)
        tx.memory.source_texts([1])
        tx.memory.target_texts([1])
        tx.memory.live_after(0, "en", ["tr"])
        tx.memory.set_state([1], "forgotten")
        tx.targets.questions()
        tx.targets.tally()
        tx.targets.totals()
        article_id, (unit, *_) = next(iter(tx.units.of([1]).items()))
        tx.targets.record([samples.draft(article_id, unit, "tr", "Bir.[3]")])
        tx.findings.of([1], "tr")
        tx.findings.counts()
        tx.findings.replace([1], "tr", [])
        tx.findings.replace_units(1, "tr", ["a"], [])
        tx.exports.get(1, "tr", "base")
        tx.exports.last([1], "tr")
        tx.releases.of(1, "tr")
        tx.releases.latest()
        tx.suggestions.open([1])
        tx.people.all()
        tx.cuts.get(1)
        tx.effort.of([1])
        tx.effort.by_month([1])
        tx.effort.add([EffortRecord(unit=unit.id, locale="tr", article_id=article_id, engine="fx", at=AT, **COUNTS)])
        assert tx.effort.by_month()
        tx.effort.replace([1], [])
    steps = set()
    with store._engine.connect() as connection:
        connection = connection.execution_options(transflow_begin=())
        for statement, parameters in asked:
            rows = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, parameters)
            steps |= {row[3] for row in rows}
    store.close()
    assert {step for step in steps if step.startswith("SCAN")} - ALLOWED == set()
    # Where ids say which pairs are wanted, an index of locales would read through all pairs of one.
    assert [step for step in steps if "memory_targets" in step and "(locale=?" in step] == []
    assert len(asked) > 25
