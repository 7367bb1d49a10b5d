"""Checking: run every check over articles and keep what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from transflow.domain.checks import check_article
from transflow.domain.findings import Finding, Severity
from transflow.domain.states import Target
from transflow.domain.units import Unit
from transflow.workflow.workspace import Workspace, batches, choose_articles, choose_locales

if TYPE_CHECKING:
    from transflow.store.database import Transaction
    from transflow.store.records import ArticleRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the checks say of one article in one locale."""

    name: str
    locale: str
    units: int
    findings: tuple[Finding, ...]


def check(
    workspace: Workspace, names: Sequence[str] = (), *, locales: Sequence[str] = (), dry_run: bool = False
) -> list[Checked]:
    """Check articles (all where ``names`` is empty) and store the findings, which status and review show."""
    chosen = choose_locales(workspace.settings, locales)
    with workspace.store.read() as tx:
        records = choose_articles(tx, names)
    results: list[Checked] = []
    for batch in batches(records):
        results += _check_batch(workspace, batch, chosen, dry_run)
        workspace.progress("check", len(results) // len(chosen), len(records))
    return results


def _check_batch(
    workspace: Workspace, records: Sequence[ArticleRecord], locales: Sequence[str], dry_run: bool
) -> list[Checked]:
    with workspace.store.read() as tx:
        loaded = load(tx, records)
    results = []
    for record in records:
        units, targets = loaded[record.id]
        for locale in locales:
            mine = {unit: t for (unit, of), t in targets.items() if of == locale}
            findings = find(workspace, units, mine, locale)
            results.append(Checked(name=record.name, locale=locale, units=len(mine), findings=tuple(findings)))
    if not dry_run:
        ids = {r.name: r.id for r in records}
        with workspace.store.write() as tx:
            for locale in locales:
                rows = [(ids[c.name], f) for c in results if c.locale == locale for f in c.findings]
                tx.findings.replace([r.id for r in records], locale, rows)
    return results


def load(
    tx: Transaction, records: Sequence[ArticleRecord], locale: str | None = None
) -> dict[int, tuple[list[Unit], dict[tuple[str, str], Target]]]:
    """Units and targets of articles, by article id: two bulk reads."""
    ids = [r.id for r in records]
    units = tx.units.of(ids)
    names = {r.name: r.id for r in records}
    targets: dict[int, dict[tuple[str, str], Target]] = {i: {} for i in ids}
    for key, target in tx.targets.of(ids, locale).items():
        targets[names[key[0].rpartition("/")[0]]][key] = target
    return {i: (units.get(i, []), targets[i]) for i in ids}


def find(workspace: Workspace, units: Sequence[Unit], targets: Mapping[str, Target], locale: str) -> list[Finding]:
    """Findings of one article in one locale, by the workspace's severities; what a person settled is information."""
    findings = check_article(units, targets, locale, ground=workspace.ground(locale))
    return [_settled(f, targets) for f in findings]


def _settled(finding: Finding, targets: Mapping[str, Target]) -> Finding:
    target = targets.get(finding.unit)
    if target is not None and finding.code in target.waived:
        return replace(finding, severity=Severity.INFO, fix=None)
    return finding


def blocking(findings: Sequence[Finding]) -> dict[str, list[str]]:
    """Unit id → codes of its blocking findings."""
    result: dict[str, list[str]] = {}
    for finding in findings:
        if finding.blocks:
            result.setdefault(finding.unit, []).append(finding.code)
    return result
