"""The fact sheet of an article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transflow.domain.facts import Row, Verdict, sheet
from transflow.domain.places import places
from transflow.workflow.checking import load
from transflow.workflow.workspace import Workspace, choose_articles, choose_locales


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSheet:
    """The facts of an article in some locales, mismatches first. ``places``: unit id → where it stands."""

    name: str
    locales: tuple[str, ...]
    rows: tuple[Row, ...]
    places: Mapping[str, str]

    def count(self, verdict: Verdict) -> int:
        """How many facts have this as their worst verdict."""
        return sum(row.worst is verdict for row in self.rows)


def fact_sheet(workspace: Workspace, name: str, *, locales: Sequence[str] = ()) -> FactSheet:
    """Every figure, date, name, title, quotation and address of an article beside what stands for it."""
    chosen = tuple(choose_locales(workspace.settings, locales))
    with workspace.store.read() as tx:
        (record,) = choose_articles(tx, [name])
        units, stored = load(tx, [record])[record.id]
    targets = {locale: {unit: target for (unit, of), target in stored.items() if of == locale} for locale in chosen}
    rows = sheet(units, targets, source_locale=record.source_locale, terms=workspace.terms())
    return FactSheet(name=record.name, locales=chosen, rows=tuple(rows), places=places(units))
