"""Repairs: a marker or address that an engine lost and that was put back at the end, for a person to place."""

from __future__ import annotations

from transflow.domain.checks.ground import Ground, Group
from transflow.domain.findings import Finding


def check(group: Group, ground: Ground) -> list[Finding]:
    """Finding ``piece-repaired`` of one group; gone as soon as a person gives or confirms the text."""
    return [ground.finding("piece-repaired", group, {"pieces": group.repaired})] if group.repaired else []
