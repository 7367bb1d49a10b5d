"""Appraising a machine's draft: how likely it is a bad one, so that people look at the worst first."""

from __future__ import annotations

from transflow.domain.checks import Group, check_unit
from transflow.domain.risk import Risk, assess
from transflow.domain.units import Unit
from transflow.workflow.asking import Restored
from transflow.workflow.workspace import Workspace


def appraise(workspace: Workspace, unit: Unit, draft: Restored, locale: str, *, other: str | None = None) -> Risk:
    """The risk of a draft; ``other`` is what a second engine made of the same unit."""
    return assess(
        unit.source,
        draft.text,
        locale=locale,
        findings=check_unit(Group(units=(unit,), target=draft.text), workspace.ground(locale)),
        lost=draft.lost,
        other=other,
    )
