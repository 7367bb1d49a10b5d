"""Doubt: the translator gave a text and marked it as not yet good."""

from __future__ import annotations

from transflow.domain.checks.ground import Ground, Group
from transflow.domain.findings import Finding


def check(group: Group, ground: Ground) -> list[Finding]:
    """Finding ``doubt`` of one group."""
    return [ground.finding("doubt", group, {})] if group.doubt else []
