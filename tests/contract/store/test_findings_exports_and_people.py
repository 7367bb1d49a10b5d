"""The smaller repositories: findings, exports, releases, people, suggestions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from transflow.domain.findings import Finding, Severity
from transflow.domain.people import Person, Role
from transflow.errors import ConflictError, UnknownThingError
from transflow.store import Store
from transflow.store.records import ExportRecord, FindingCount, ReleaseRecord, Suggestion

AT = "2026-11-23T10:00:00+00:00"


def finding(unit: str, code: str = "marker-lost", **changes: Any) -> Finding:
    return Finding(code=code, unit=unit, locale="tr", **{"severity": Severity.BLOCKING, **changes})


def test_findings_are_replaced_by_article_and_locale(store: Store, samples: Any) -> None:
    article_id, units = samples.stored(store)
    other_id, others = samples.stored(store)
    full = finding(units[0].id, params={"number": 3, "name": "ç"}, span=(0, 4), fix="Bütün[3]", line=7)
    whole = Finding(code="inconsistent", severity=Severity.WARNING, locale="tr")
    kept = finding(others[0].id)
    russian = replace(finding(units[0].id), locale="ru")
    with store.write() as tx:
        tx.findings.replace([article_id, other_id], "tr", [(other_id, kept), (article_id, finding(units[1].id))])
        tx.findings.replace([article_id], "ru", [(article_id, russian)])
        tx.findings.replace([article_id], "tr", [(article_id, full), (article_id, whole)])
        assert tx.findings.of([article_id, other_id], "tr") == [
            (article_id, full),
            (article_id, whole),
            (other_id, kept),
        ]
        assert tx.findings.of([article_id]) == [(article_id, russian), (article_id, full), (article_id, whole)]
        tx.findings.replace([article_id], "tr", [])
        assert tx.findings.of([article_id], "tr") == []


def test_findings_of_some_units_are_replaced(store: Store, samples: Any) -> None:
    article_id, units = samples.stored(store)
    old = [finding(unit.id) for unit in units]
    whole = finding("", "inconsistent")
    with store.write() as tx:
        tx.findings.replace([article_id], "tr", [(article_id, each) for each in (*old, whole)])
        new = finding(units[0].id, "numbers", severity=Severity.WARNING)
        tx.findings.replace_units(article_id, "tr", [units[0].id, units[1].id], [new])
        assert tx.findings.of([article_id]) == [(article_id, each) for each in (old[2], whole, new)]


def test_findings_are_counted(store: Store, samples: Any) -> None:
    article_id, units = samples.stored(store)
    several = [finding(units[0].id), finding(units[0].id, "numbers"), finding(units[1].id)]
    warning = finding(units[1].id, "numbers", severity=Severity.WARNING)
    with store.write() as tx:
        tx.findings.replace([article_id], "tr", [(article_id, each) for each in (*several, warning)])

        def count(severity: str, hit: int, findings: int) -> FindingCount:
            return FindingCount(article_id=article_id, locale="tr", severity=severity, units=hit, findings=findings)

        assert tx.findings.counts() == [count("blocking", 2, 3), count("warning", 1, 1)]


def export(article_id: int, base: str, **changes: Any) -> ExportRecord:
    entries = {"one/AAAAAA00": (1, True, ""), "one/AAAAAA01": (0, False, "? “neden” — почему")}
    record = ExportRecord(
        article_id=article_id, locale="tr", base=base, digest=base * 8, path="locales/tr/one.po", entries=entries
    )
    return replace(record, **changes)


def test_every_export_is_remembered_and_one_is_the_last(store: Store, samples: Any) -> None:
    article_id, _ = samples.stored(store)
    other_id, _ = samples.stored(store)
    first, second, other = export(article_id, "a"), export(article_id, "b", entries={}), export(other_id, "a")
    russian = export(article_id, "c", locale="ru")
    with store.write() as tx:
        tx.exports.remember([first])
        tx.exports.remember([second, other, russian])
    with store.write() as tx:
        assert tx.exports.get(article_id, "tr", "a") == first
        assert tx.exports.get(article_id, "ru", "a") is None
        last = tx.exports.last([article_id, other_id], "tr")
        assert last == {article_id: second, other_id: replace(other, entries={})}
        tx.exports.remember([replace(first, digest="changed")])
        assert tx.exports.last([article_id], "tr", entries=True) == {article_id: replace(first, digest="changed")}
        assert tx.exports.get(article_id, "tr", "b") == second


def test_the_last_export_again_changes_nothing(store: Store, samples: Any) -> None:
    article_id, _ = samples.stored(store)
    first, second, russian = export(article_id, "a"), export(article_id, "b"), export(article_id, "a", locale="ru")
    with store.write() as tx:
        tx.exports.remember([first, second, russian])

    def rows() -> list[Any]:
        with store._begin(store._reading) as connection:
            return [
                *connection.exec_driver_sql("SELECT locale, base, sequence FROM exports ORDER BY sequence").fetchall()
            ]

    before = rows()
    assert [(locale, base) for locale, base, _ in before] == [("tr", "a"), ("tr", "b"), ("ru", "a")]
    with store.write() as tx:
        tx.exports.remember([second, russian])
    assert rows() == before
    with store.write() as tx:
        tx.exports.remember([first])
    assert [base for locale, base, _ in rows() if locale == "tr"] == ["b", "a"]


def release(article_id: int, number: int, **changes: Any) -> ReleaseRecord:
    record = ReleaseRecord(
        article_id=article_id,
        locale="tr",
        number=number,
        revision=1,
        digest=f"{number:064d}",
        manifest='{"a":1}',
        snapshot=b"\x00snapshot" * number,
        at=AT,
        by="Oya",
    )
    return replace(record, **changes)


def test_releases(store: Store, samples: Any) -> None:
    article_id, _ = samples.stored(store)
    first, second, russian = release(article_id, 1), release(article_id, 2), release(article_id, 1, locale="ru")
    with store.write() as tx:
        for each in (first, second, russian):
            tx.releases.add(each)
        tx.releases.withdraw(article_id, "tr", 1, "an error in the title")
    gone = replace(first, withdrawn="an error in the title")
    with store.read() as tx:
        assert tx.releases.of(article_id, "tr", snapshots=True) == [gone, second]
        assert tx.releases.of(article_id, "tr") == [replace(each, snapshot=b"") for each in (gone, second)]
        latest = tx.releases.latest(snapshots=True)
        assert latest == {(article_id, "tr"): second, (article_id, "ru"): russian}
        assert tx.releases.latest()[article_id, "tr"] == replace(second, manifest="", snapshot=b"")
        assert tx.releases.latest(manifests=True)[article_id, "tr"] == replace(second, snapshot=b"")
        assert tx.releases.first([article_id])[article_id, "tr"] == replace(gone, snapshot=b"")
    with pytest.raises(ConflictError), store.write() as tx:
        tx.releases.add(release(article_id, 2, digest="other"))
    with pytest.raises(UnknownThingError), store.write() as tx:
        tx.releases.withdraw(article_id, "tr", 9, "")


def test_people(store: Store) -> None:
    oya = Person(name="Oya", roles=frozenset({Role.REVIEWER, Role.TRANSLATOR}), locales=frozenset({"tr", "ru"}))
    with store.write() as tx:
        assert tx.people.get("Oya") is None
        tx.people.save(oya)
        assert tx.people.ensure("Oya") == oya
        assert tx.people.ensure("Илья") == Person(name="Илья")
        assert tx.people.all() == [oya, Person(name="Илья")]
        tx.people.save(Person(name="Oya"))
        assert tx.people.get("Oya") == Person(name="Oya")


def test_suggestions_wait_until_resolved(store: Store, samples: Any) -> None:
    article_id, units = samples.stored(store)
    first = Suggestion(unit=units[0].id, locale="tr", text="Uzun " * 2000, author="Oya", at=AT, article_id=article_id)
    second = replace(first, text="Kısa", author="Nil")
    with store.write() as tx:
        tx.suggestions.add([first, second, second])
        tx.suggestions.add([replace(first, author="somebody else")])
        assert tx.suggestions.open([article_id]) == [first, second]
        assert tx.suggestions.open([article_id], "ru") == []
        tx.suggestions.resolve(second.unit, "tr", "Kısa", True, "Oya", AT)
        assert tx.suggestions.open([article_id], "tr") == [first]
        tx.suggestions.add([second])
        assert tx.suggestions.open([article_id]) == [first]
        with pytest.raises(UnknownThingError):
            tx.suggestions.resolve(second.unit, "tr", "Kısa", False, "Oya", AT)
