"""How targets come from one revision of a source into the next (guard G5): carried, outdated, or restored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transflow.domain.codes import before_and_after, renumber_codes
from transflow.domain.groups import Grouping, grouping, texts_of
from transflow.domain.inline import find_markers, renumber
from transflow.domain.leverage import Change, compare
from transflow.domain.states import Action, Event, State, Target, advance, apply
from transflow.domain.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """How a unit, with the units merged into it in one locale, came from one revision into the next.

    ``change`` is the gravest of the group's (another group is an edit), ``key`` what a signature binds now. ``members``
    are the other units of the group: before, now, and their targets.
    """

    previous: Unit
    unit: Unit
    change: Change
    key: str
    members: tuple[tuple[Unit, Unit, Target | None], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passages:
    """The groups of one locale before and after, by which each unit's passage is told."""

    before: Grouping
    after: Grouping
    old: Mapping[str, Unit]
    new: Mapping[str, Unit]
    targets: Mapping[str, Target]

    def of(self, previous: Unit, unit: Unit, change: Change) -> Passage:
        """The passage of one unit, its group looked at as a whole."""
        then = [u.id for u in self.before.members.get(unit.id, ())]
        now = [u.id for u in self.after.members.get(unit.id, ())]
        key = self.after.key(unit)
        if not then and not now:
            return Passage(previous=previous, unit=unit, change=change, key=key)
        others = [i for i in now if i != unit.id and i in self.old]
        if change is not Change.RESTORED:
            gravest = {change, *(compare(self.old[i], self.new[i]) for i in others)}
            change = next(c for c in (Change.EDITED, Change.CARRIED, Change.UNCHANGED) if c in gravest)
            change = change if then == now else Change.EDITED
        members = tuple((self.old[i], self.new[i], self.targets.get(i)) for i in others)
        return Passage(previous=previous, unit=unit, change=change, key=key, members=members)


def passages_of(
    old: Sequence[Unit], new: Sequence[Unit], targets: Mapping[tuple[str, str], Target]
) -> dict[str, Passages]:
    """Locale → the passages of its targets."""
    by_locale: dict[str, dict[str, Target]] = {}
    for (unit_id, locale), target in targets.items():
        by_locale.setdefault(locale, {})[unit_id] = target
    return {
        locale: Passages(
            before=grouping(old, texts_of(mine)),
            after=grouping(new, texts_of(mine)),
            old={u.id: u for u in old},
            new={u.id: u for u in new},
            targets=mine,
        )
        for locale, mine in by_locale.items()
    }


def follow(target: Target, passage: Passage, *, actor: str, now: str) -> list[tuple[Event, Target]]:
    """Events of one target whose unit came into the next revision by ``passage``."""
    if target.state is State.NEW:
        return []
    text = carried_text(target, passage)
    if target.state in (State.STALE, State.OBSOLETE):
        if passage.key == target.source_key and text is not None:
            restored = step(target, Action.RESTORE, actor=actor, at=now)
            return [restored, *_carried(restored[1], passage, text, actor, now)]
        return [] if target.state is State.STALE else [step(target, Action.OUTDATE, actor=actor, at=now)]
    if passage.change is Change.EDITED or text is None:
        return [step(target, Action.OUTDATE, actor=actor, at=now)]
    return _carried(target, passage, text, actor, now)


def _carried(target: Target, passage: Passage, text: str, actor: str, now: str) -> list[tuple[Event, Target]]:
    """A carry where white space, quote style or numbers differ from the source the target was made for."""
    source, key = passage.unit.source, passage.key
    if target.source == source and target.source_key == key and target.text == text:
        return []
    return [step(target, Action.CARRY, actor=actor, at=now, text=text, source=source, source_key=key)]


def carried_text(target: Target, passage: Passage) -> str | None:
    """``target``'s text with the numbers of its markers and codes as the sources of its group have them now, by order.

    None where those that the target was made for cannot be told any more: then a person must look.
    """
    numbers: dict[int, int] = {}
    codes: dict[int, int] = {}
    for previous, unit, made in ((passage.previous, passage.unit, target), *passage.members):
        then = numbers_then(made.source, previous, unit) if made is not None else previous.notes
        if len(then) != len(unit.notes):
            return None
        numbers |= dict(zip(then, unit.notes, strict=True))
        moved = before_and_after(
            made.source if made is not None else previous.source, previous.codes, unit.source, unit.codes
        )
        if moved is None:
            return None
        codes |= moved
    return renumber_codes(renumber(target.text, numbers), codes)


def numbers_then(source: str, previous: Unit, unit: Unit) -> tuple[int, ...]:
    """The note numbers in ``source``, which is an earlier text of ``unit``; what are mere brackets now were so then."""
    if source == previous.source:
        return previous.notes
    brackets = {m.number for m in find_markers(unit.source)} - set(unit.notes)
    return tuple(m.number for m in find_markers(source) if m.number not in brackets)


def step(
    target: Target,
    action: Action,
    *,
    actor: str,
    at: str,
    text: str | None = None,
    source: str | None = None,
    source_key: str | None = None,
) -> tuple[Event, Target]:
    """One event and where it leads."""
    event = advance(target, action, actor=actor, at=at, text=text, source=source, source_key=source_key)
    return event, apply(target, event)
