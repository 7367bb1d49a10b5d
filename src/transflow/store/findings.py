"""What the checks said last about each article × locale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, select

from transflow.domain.findings import Finding, Severity
from transflow.store.locks import lock_articles
from transflow.store.packing import from_json, to_json
from transflow.store.records import FindingCount
from transflow.store.statements import chunks, fetch, insert
from transflow.store.tables import FINDINGS

_COLUMNS = tuple(column.name for column in FINDINGS.columns if column.name != "id")
_FINDING = tuple(FINDINGS.c[name] for name in _COLUMNS)
_SEVERITIES = {severity.value: severity for severity in Severity}


def _row(article_id: int, locale: str, finding: Finding) -> tuple[object, ...]:
    start, end = finding.span or (None, None)
    return (
        article_id,
        locale,
        finding.unit or None,
        finding.code,
        finding.severity.value,
        to_json(dict(finding.params)),
        start,
        end,
        finding.fix,
        finding.line,
    )


def _finding(row: tuple[Any, ...]) -> tuple[int, Finding]:
    article_id, locale, unit, code, severity, params, start, end, fix, line = row
    return article_id, Finding(
        code=code,
        severity=_SEVERITIES[severity],
        params=from_json(params),
        unit=unit or "",
        locale=locale,
        span=None if start is None else (start, end),
        fix=fix,
        line=line,
    )


class Findings:
    """The repository of findings. A finding is stored under the locale it was found in, and comes back with it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def replace(self, article_ids: Sequence[int], locale: str, findings: Sequence[tuple[int, Finding]]) -> None:
        """Put ``findings`` (article id, finding) in place of all that these articles had in ``locale``."""
        lock_articles(self._connection, article_ids)
        for part in chunks(article_ids):
            self._connection.execute(
                delete(FINDINGS).where(FINDINGS.c.article_id.in_(part), FINDINGS.c.locale == locale)
            )
        self._add(locale, findings)

    def replace_units(self, article_id: int, locale: str, units: Sequence[str], findings: Sequence[Finding]) -> None:
        """Put ``findings`` in place of what these units of one article had in ``locale``."""
        lock_articles(self._connection, [article_id])
        for part in chunks(units):
            self._connection.execute(
                delete(FINDINGS).where(
                    FINDINGS.c.article_id == article_id, FINDINGS.c.locale == locale, FINDINGS.c.unit.in_(part)
                )
            )
        self._add(locale, [(article_id, finding) for finding in findings])

    def of(self, article_ids: Sequence[int], locale: str | None = None) -> list[tuple[int, Finding]]:
        """(article id, finding), by article, in the order they were stored."""
        found: list[tuple[int, Finding]] = []
        for part in chunks(article_ids):
            query = select(*_FINDING).where(FINDINGS.c.article_id.in_(part))
            if locale is not None:
                query = query.where(FINDINGS.c.locale == locale)
            found += map(_finding, fetch(self._connection, query.order_by(FINDINGS.c.article_id, FINDINGS.c.id)))
        return found

    def counts(self) -> list[FindingCount]:
        """How many findings of each severity each article × locale has, and in how many units."""
        keys = (FINDINGS.c.article_id, FINDINGS.c.locale, FINDINGS.c.severity)
        query = select(*keys, func.count(FINDINGS.c.unit.distinct()), func.count()).group_by(*keys).order_by(*keys)
        return [
            FindingCount(article_id=article_id, locale=locale, severity=severity, units=units, findings=findings)
            for article_id, locale, severity, units, findings in fetch(self._connection, query)
        ]

    def _add(self, locale: str, findings: Sequence[tuple[int, Finding]]) -> None:
        insert(self._connection, FINDINGS, _COLUMNS, [_row(article_id, locale, f) for article_id, f in findings])
