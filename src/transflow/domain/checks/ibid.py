"""“Ibid.” across the article: notes are numbered by first appearance in the target, so it may come to follow another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from transflow.domain.article import BlockKind
from transflow.domain.checks.ground import Ground, Group
from transflow.domain.codes import without_tags
from transflow.domain.findings import Finding
from transflow.domain.inline import MARKER, is_merged
from transflow.domain.notes import TRANSLATOR_NOTE, is_ibid
from transflow.domain.states import Target
from transflow.domain.units import Unit


def check(units: Sequence[Unit], targets: Mapping[str, Target], ground: Ground) -> list[Finding]:
    """Findings ``ibid-referent``: notes that still say "the same" in the target, but would stand behind another note.

    A note that the translator wrote out in full is right wherever it stands. A translator's own note in between counts.
    """
    bodies: dict[int, Unit] = {}
    for unit in units:
        if unit.note is not None:
            bodies.setdefault(unit.note, unit)
    repeating = {number for number, unit in bodies.items() if is_ibid(unit.plain)}
    if not repeating:
        return []
    order = _order(units, targets, bodies)
    meant = _referents(sorted(bodies), repeating, {})
    still = _still(repeating, bodies, targets, ground)
    follows = _referents(order, still, {number: meant[number] for number in repeating - still})
    findings = []
    for number in order:
        if number in still and follows[number] != meant[number]:
            unit = bodies[number]
            group = Group(units=(unit,), target=targets[unit.id].text)
            params = {"number": order.index(number) + 1}
            findings.append(ground.finding("ibid-referent", group, params, (0, len(group.target))))
    return findings


def _still(repeating: set[int], bodies: Mapping[int, Unit], targets: Mapping[str, Target], ground: Ground) -> set[int]:
    """Notes that say "the same" in the target."""
    return {
        number
        for number in repeating
        if (target := targets.get(bodies[number].id)) is not None
        and target.text
        and _repeats(without_tags(target.text, bodies[number].codes), ground)
    }


def _repeats(text: str, ground: Ground) -> bool:
    return ground.target.repeats_note(text) or is_ibid(text)


def _order(units: Sequence[Unit], targets: Mapping[str, Target], bodies: Mapping[int, Unit]) -> list[int]:
    """Note numbers by first appearance in the target, as reassembly numbers them; a translator's own note as -1."""
    order: dict[int, None] = {}
    own = 0
    running = [u for u in units if u.kind is not BlockKind.NOTE] + [u for u in units if u.kind is BlockKind.NOTE]
    for unit in running:
        target = targets.get(unit.id)
        text = target.text if target is not None and target.text else unit.source
        if "[" not in text or is_merged(text):
            continue
        places = [(m.start(), int(m.group(1))) for m in MARKER.finditer(text) if int(m.group(1)) in bodies]
        for note in TRANSLATOR_NOTE.finditer(text):
            own += 1
            places = [(at, n) for at, n in places if not note.start() <= at < note.end()]
            places.append((note.start(), -own))
        order.update(dict.fromkeys(number for _, number in sorted(places)))
    order.update(dict.fromkeys(sorted(bodies)))
    return list(order)


def _referents(order: Sequence[int], repeating: set[int], written_out: Mapping[int, int]) -> dict[int, int]:
    """For each note of ``order`` the note that it finally cites: itself, or the one before it where it repeats.

    ``written_out`` are notes that repeat in the source, but say in full what they cite.
    """
    result: dict[int, int] = {}
    cited: int | None = None
    for number in order:
        if cited is None or number not in repeating:
            cited = written_out.get(number, number)
        result[number] = cited
    return result
