"""Groups: a unit and the units after it that were merged into it by ``{^}``. Their sources stand and fall together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transflow.domain.identity import digest
from transflow.domain.inline import is_merged
from transflow.domain.states import Action, Event, State, Target, advance, apply, machine_detail
from transflow.domain.units import Unit, source_key

#: States in which a text is bound to the source of today.
_BOUND = frozenset({State.DRAFTED, State.TRANSLATED, State.REVIEWED, State.APPROVED, State.REJECTED})


@dataclass(frozen=True, slots=True)
class Grouping:
    """The groups of an article in one locale: head's unit id → all its units, itself first; units alone are left out."""

    members: Mapping[str, tuple[Unit, ...]]

    def key(self, unit: Unit) -> str:
        """What a signature on this unit's target binds of the source (G4): for a head, the sources of its whole group."""
        group = self.members.get(unit.id)
        return source_key(unit) if group is None else digest(*(source_key(member) for member in group))


def grouping(units: Sequence[Unit], texts: Mapping[str, str]) -> Grouping:
    """The groups that ``texts`` (unit id → target text) make of an article's units; a merge never leaves its block."""
    members: dict[str, list[Unit]] = {}
    head: Unit | None = None
    for unit in units:
        if head is None or head.block != unit.block or not is_merged(texts.get(unit.id, "")):
            head = unit
        else:
            members.setdefault(head.id, [head]).append(unit)
    return Grouping({unit: tuple(group) for unit, group in members.items()})


def texts_of(targets: Mapping[str, Target]) -> dict[str, str]:
    """Unit id → text of its target."""
    return {unit: target.text for unit, target in targets.items()}


def rebind(units: Sequence[Unit], targets: Mapping[str, Target], *, actor: str, at: str) -> list[tuple[Event, Target]]:
    """Events for the texts whose group is not the one they were bound to.

    Whoever merges a sentence into its neighbour, or takes it out, changes what the neighbour's text stands for: its
    signatures are void, and it is this person's text now.
    """
    groups = grouping(units, texts_of(targets))
    events = []
    for unit in units:
        target = targets.get(unit.id)
        if target is None or target.state not in _BOUND or not target.text:
            continue
        key = groups.key(unit)
        if target.source_key == key:
            continue
        human = target.state is not State.DRAFTED
        event = advance(
            target,
            Action.TRANSLATE if human else Action.DRAFT,
            actor=actor,
            at=at,
            text=target.text,
            origin="human" if human else target.origin,
            source=unit.source,
            source_key=key,
            detail=None if human else machine_detail(target),
        )
        events.append((event, apply(target, event)))
    return events
