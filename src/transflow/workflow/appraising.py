"""Appraising a machine's draft: how likely it is a bad one, so that people look at the worst first."""

from __future__ import annotations

from transflow.domain.checks import check_article
from transflow.domain.risk import Risk, assess
from transflow.domain.states import State, Target
from transflow.domain.units import Unit, source_key
from transflow.workflow.asking import Restored
from transflow.workflow.workspace import Workspace


def appraise(workspace: Workspace, unit: Unit, draft: Restored, locale: str, *, other: str | None = None) -> Risk:
    """The risk of a draft; ``other`` is what a second engine made of the same unit."""
    target = Target(
        unit=unit.id,
        locale=locale,
        state=State.DRAFTED,
        text=draft.text,
        version=1,
        origin="mt",
        source=unit.source,
        source_key=source_key(unit),
    )
    return assess(
        unit.source,
        draft.text,
        locale=locale,
        findings=check_article([unit], {unit.id: target}, locale, ground=workspace.ground(locale)),
        lost=draft.lost,
        other=other,
    )
