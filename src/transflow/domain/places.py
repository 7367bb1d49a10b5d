"""Where a unit stands in its article, in words for catalogues and sheets."""

from __future__ import annotations

from collections.abc import Sequence

from transflow.domain.article import BlockKind
from transflow.domain.units import Unit


def places(units: Sequence[Unit]) -> dict[str, str]:
    """Where each unit stands, for the translator: "paragraph 3, sentence 2 of 5"."""
    per_block: dict[int, list[Unit]] = {}
    block_number: dict[int, int] = {}
    per_kind: dict[BlockKind, int] = {}
    for unit in units:
        if unit.block not in per_block:
            per_kind[unit.kind] = per_kind.get(unit.kind, 0) + 1
            block_number[unit.block] = per_kind[unit.kind]
        per_block.setdefault(unit.block, []).append(unit)
    result = {}
    for block, members in per_block.items():
        first = members[0]
        label = f"note {first.note}" if first.note is not None else f"{first.kind.value} {block_number[block]}"
        for position, unit in enumerate(members, start=1):
            many = f", sentence {position} of {len(members)}" if len(members) > 1 else ""
            result[unit.id] = f"{label}{many}"
    return result
