"""Merged sentences: which units a target stands for, and merges that have nothing to merge into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from transflow.domain.checks.ground import Ground, Group
from transflow.domain.findings import Finding
from transflow.domain.inline import MERGED, is_merged
from transflow.domain.states import State, Target
from transflow.domain.units import Unit

#: States in which there is no text to check.
_SILENT = frozenset({State.NEW, State.OBSOLETE})


def groups(units: Sequence[Unit], targets: Mapping[str, Target], ground: Ground) -> tuple[list[Group], list[Finding]]:
    """The groups of an article in order, and a finding ``merged-without-previous`` for each ``{^}`` that has none.

    Units that are new, obsolete or without a target are in no group and yield no finding.
    """
    made: list[Group] = []
    findings: list[Finding] = []
    open_group: Group | None = None
    block = -1
    for unit in units:
        if unit.block != block:
            block, open_group = unit.block, None
        target = targets.get(unit.id)
        if target is None or target.state in _SILENT:
            open_group = None
            continue
        if not is_merged(target.text):
            open_group = Group(units=(unit,), target=target.text, doubt=target.doubt, repaired=target.repaired)
            made.append(open_group)
        elif open_group is None:
            alone = Group(units=(unit,), target=target.text)
            findings.append(ground.finding("merged-without-previous", alone, {}, (0, len(target.text))))
        else:
            open_group = replace(open_group, units=(*open_group.units, unit), doubt=open_group.doubt or target.doubt)
            made[-1] = open_group
    return made, findings


def check(group: Group, ground: Ground) -> list[Finding]:
    """Finding ``merge-mark-in-text`` of one group: ``{^}`` beside other text merges nothing and would be published."""
    if MERGED not in group.target or MERGED in group.source or is_merged(group.target):
        return []
    start = group.target.index(MERGED)
    return [ground.finding("merge-mark-in-text", group, {"mark": MERGED}, (start, start + len(MERGED)))]
