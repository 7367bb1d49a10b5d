"""Cross references in words: "see note 3" must point to the same note in the translation, in a form that can follow it."""

from __future__ import annotations

from transflow.domain.checks.ground import Ground, Group
from transflow.domain.crossrefs import bound_references, find_references
from transflow.domain.findings import Finding


def check(group: Group, ground: Ground) -> list[Finding]:
    """Findings ``note-reference``: a note that the source refers to by its number and the target does not.

    Where the target has no recognisable reference, or one to another note, it could not follow when notes are renumbered.
    """
    wanted = dict.fromkeys(r.number for unit in group.units for r in bound_references(unit.source, unit.links))
    if not wanted or ground.target.note_references is None:
        return []
    found = find_references(group.own_text, ground.target.note_references)
    present = {reference.number for reference in found}
    missing = [number for number in wanted if number not in present]
    if not missing:
        return []
    said = {r.number for unit in group.units for r in find_references(unit.source)}
    astray = [reference for reference in found if reference.number not in said]
    span = (astray[0].start, astray[0].end) if astray else None
    return [ground.finding("note-reference", group, {"number": number}, span) for number in missing]
