"""Fixing: what checks can mend by themselves, in targets that nobody signed. Whose words they are stays as it was (G3)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from transflow.domain.findings import Finding
from transflow.domain.people import Right
from transflow.domain.states import SIGNED, Action, Event, State, Target, advance, apply
from transflow.domain.units import Unit
from transflow.workflow.checking import find, load
from transflow.workflow.workspace import Workspace, authorise, batches, choose_articles, choose_locales

if TYPE_CHECKING:
    from transflow.store.records import ArticleRecord

#: So often a text is mended and checked again: one fix may bring another one to light.
_ROUNDS: Final = 12
_MENDABLE: Final = frozenset({State.DRAFTED, State.TRANSLATED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """One target that was mended (or would be): what for, and its text before and after."""

    name: str
    locale: str
    unit: str
    codes: tuple[str, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixes:
    """What fixing did: the targets mended, and how many were left alone because they are signed, or waived by a person."""

    fixed: tuple[Fixed, ...]
    signed: int = 0
    waived: int = 0


def fix(
    workspace: Workspace,
    names: Sequence[str] = (),
    *,
    locales: Sequence[str] = (),
    codes: Collection[str] = (),
    actor: str,
    dry_run: bool = False,
) -> Fixes:
    """Mend what the checks have a safe correction for (only ``codes``, where any are given), as events."""
    chosen = choose_locales(workspace.settings, locales)
    with workspace.store.read() as tx:
        records = choose_articles(tx, names)
    fixed: list[Fixed] = []
    signed = waived = done = 0
    for batch in batches(records):
        with workspace.store.read() if dry_run else workspace.store.write() as tx:
            if not dry_run:
                for locale in chosen:
                    authorise(tx, actor, Right.TRANSLATE, locale)
            loaded = load(tx, batch)
            changes: list[tuple[int, Event, Target]] = []
            for record in batch:
                units, stored = loaded[record.id]
                for locale in chosen:
                    targets = {unit: t for (unit, of), t in stored.items() if of == locale}
                    mended, findings, passed = _mend(workspace, units, targets, locale, codes)
                    signed += sum(targets[unit].state in SIGNED for unit in passed)
                    waived += sum(targets[unit].state not in SIGNED for unit in passed)
                    for unit, (text, why) in mended.items():
                        before = targets[unit]
                        detail = {"codes": ", ".join(why)}
                        event = advance(before, Action.TIDY, actor=actor, at=workspace.now(), text=text, detail=detail)
                        changes.append((record.id, event, apply(before, event)))
                        fixed.append(_fixed(record, before, text, why))
                    if mended and not dry_run:
                        tx.findings.replace([record.id], locale, [(record.id, f) for f in findings])
            if changes and not dry_run:
                tx.targets.record(changes)
        done += len(batch)
        workspace.progress("fix", done, len(records))
    return Fixes(fixed=tuple(fixed), signed=signed, waived=waived)


def _fixed(record: ArticleRecord, before: Target, text: str, why: Sequence[str]) -> Fixed:
    return Fixed(
        name=record.name, locale=before.locale, unit=before.unit, codes=tuple(why), before=before.text, after=text
    )


def _mend(
    workspace: Workspace, units: Sequence[Unit], targets: dict[str, Target], locale: str, codes: Collection[str]
) -> tuple[dict[str, tuple[str, list[str]]], list[Finding], set[str]]:
    """Unit → its mended text and what for; the findings that are left; the units that could be mended, but are signed or
    waived.
    """
    now = dict(targets)
    mended: dict[str, tuple[str, list[str]]] = {}
    findings = find(workspace, units, now, locale)
    passed = {f.unit for f in _fixable(findings, codes) if not _open(targets[f.unit])}
    for _ in range(_ROUNDS):
        first = {f.unit: f for f in reversed(list(_fixable(findings, codes))) if _open(targets[f.unit])}
        if not first:
            break
        for unit, finding in first.items():
            text = finding.fix or ""
            why = mended[unit][1] if unit in mended else []
            mended[unit] = (text, [*why, finding.code] if finding.code not in why else why)
            now[unit] = replace(now[unit], text=text)
        findings = find(workspace, units, now, locale)
    return {u: m for u, m in mended.items() if m[0] != targets[u].text}, findings, passed


def _fixable(findings: Sequence[Finding], codes: Collection[str]) -> Iterator[Finding]:
    return (f for f in findings if f.fix and (not codes or f.code in codes))


def _open(target: Target) -> bool:
    """Whether a rule may mend it: nobody signed it, nobody took responsibility for exactly these words."""
    return target.state in _MENDABLE and not target.waived
