"""How targets come from one revision of a source into the next (guard G5): carried, outdated, restored, or offered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from transflow.domain import codes, crossrefs
from transflow.domain.codes import find_tags, numbers_of, renumber_codes
from transflow.domain.groups import Grouping, grouping, texts_of
from transflow.domain.inline import find_markers, is_merged, renumber
from transflow.domain.language import profile
from transflow.domain.leverage import Alignment, Change, bodies_of, compare, note_numbers
from transflow.domain.states import Action, Event, State, Target, advance, apply
from transflow.domain.units import Unit, source_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """How a unit, with the units merged into it in one locale, came from one revision into the next.

    ``change`` is the gravest of the group's (another group is an edit), ``key`` what a signature binds now. ``members``
    are the other units of the group: before, now, and their targets. ``notes``: how notes were numbered before and are now.
    """

    previous: Unit
    unit: Unit
    change: Change
    key: str
    members: tuple[tuple[Unit, Unit, Target | None], ...] = ()
    notes: Renumbering | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Renumbering:
    """``bodies``: number of a note before → its identity; ``numbers``: that number → the one it has now, if it is here."""

    bodies: Mapping[int, str] = field(default_factory=dict)
    numbers: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passages:
    """The groups of one locale before and after, by which each unit's passage is told."""

    before: Grouping
    after: Grouping
    old: Mapping[str, Unit]
    new: Mapping[str, Unit]
    targets: Mapping[str, Target]
    notes: Renumbering

    def of(self, previous: Unit, unit: Unit, change: Change) -> Passage:
        """The passage of one unit, its group looked at as a whole."""
        then = [u.id for u in self.before.members.get(unit.id, ())]
        now = [u.id for u in self.after.members.get(unit.id, ())]
        key = self.after.key(unit)
        if not then and not now:
            return Passage(previous=previous, unit=unit, change=change, key=key, notes=self.notes)
        others = [i for i in now if i != unit.id and i in self.old]
        if change is not Change.RESTORED:
            gravest = {change, *(compare(self.old[i], self.new[i]) for i in others)}
            change = next(c for c in (Change.EDITED, Change.CARRIED, Change.UNCHANGED) if c in gravest)
            change = change if then == now else Change.EDITED
        members = tuple((self.old[i], self.new[i], self.targets.get(i)) for i in others)
        return Passage(previous=previous, unit=unit, change=change, key=key, members=members, notes=self.notes)


def passages_of(
    old: Sequence[Unit], new: Sequence[Unit], targets: Mapping[tuple[str, str], Target]
) -> dict[str, Passages]:
    """Locale → the passages of its targets."""
    by_locale: dict[str, dict[str, Target]] = {}
    for (unit_id, locale), target in targets.items():
        by_locale.setdefault(locale, {})[unit_id] = target
    notes = Renumbering(bodies=bodies_of(old), numbers=note_numbers(old, new))
    return {
        locale: Passages(
            before=grouping(old, texts_of(mine)),
            after=grouping(new, texts_of(mine)),
            old={u.id: u for u in old},
            new={u.id: u for u in new},
            targets=mine,
            notes=notes,
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
        if target.state is State.STALE:
            return _renumbered(target, passage, actor, now)
        return [step(target, Action.OUTDATE, actor=actor, at=now)]
    if passage.change is Change.EDITED or text is None:
        steps = _renumbered(target, passage, actor, now)
        return [*steps, step(steps[-1][1] if steps else target, Action.OUTDATE, actor=actor, at=now)]
    return _carried(target, passage, text, actor, now)


def _renumbered(target: Target, passage: Passage, actor: str, now: str) -> list[tuple[Event, Target]]:
    """A carry of the numbers alone: also a text that waits for a person follows its notes, together with the source that it
    was made for, so that both can be compared with the source of today.

    Nothing happens where one of its notes is gone, or where the numbers in it are not those of the revision before.
    """
    previous, unit = passage.previous, passage.unit
    numbers = passage.notes.numbers if passage.notes is not None else {}
    then = numbers_then(target.source, previous, unit)
    mentioned = {*then, *(n for member, _, _ in passage.members for n in member.notes)}
    moved = {n: numbers[n] for n in mentioned if n in numbers}
    if len(moved) < len(mentioned) or all(n == to for n, to in moved.items()):
        moved = {}
    if target.state is State.STALE and moved and not _numbered_as_before(target, passage, then):
        moved = {}
    tags = codes_then(target.source, previous, unit) or {}
    text = renumber_codes(renumber(target.text, moved), tags)
    source = renumber_codes(renumber(target.source, {n: moved[n] for n in then if n in moved}), tags)
    if (text, source) == (target.text, target.source):
        return []
    return [step(target, Action.CARRY, actor=actor, at=now, text=text, source=source)]


def _numbered_as_before(target: Target, passage: Passage, then: Sequence[int]) -> bool:
    """Whether the numbers in a stale target's source are those of the revision before: then they give the key it has."""
    bodies = passage.notes.bodies if passage.notes is not None else {}
    links = tuple(bodies.get(number, "") for number in then)
    links += tuple(link for link in passage.previous.links if crossrefs.refers([link]))
    return (
        source_key(replace(passage.previous, source=target.source, notes=tuple(then), links=links)) == target.source_key
    )


def _carried(target: Target, passage: Passage, text: str, actor: str, now: str) -> list[tuple[Event, Target]]:
    """A carry where white space, quote style or numbers differ from the source the target was made for."""
    source, key = passage.unit.source, passage.key
    if target.source == source and target.source_key == key and target.text == text:
        return []
    return [step(target, Action.CARRY, actor=actor, at=now, text=text, source=source, source_key=key)]


def carried_text(target: Target, passage: Passage) -> str | None:
    """``target``'s text with the numbers of its markers, codes and cross references as the sources of its group have them.

    They are told by order. None where those that the target was made for cannot be told any more, or where it has no cross
    reference that could follow: then a person must look.
    """
    numbers: dict[int, int] = {}
    tags: dict[int, int] = {}
    labels: dict[int, int] = {}
    clash = False
    for previous, unit, made in ((passage.previous, passage.unit, target), *passage.members):
        source = made.source if made is not None else previous.source
        then = numbers_then(source, previous, unit)
        if len(then) != len(unit.notes):
            return None
        for before, now in zip(then, unit.notes, strict=True):
            clash = numbers.setdefault(before, now) != now or clash
        moved = codes_then(source, previous, unit)
        if moved is None:
            return None
        tags |= moved
        if crossrefs.refers(unit.links):
            labels |= crossrefs.before_and_after(source, unit.source)
    if passage.members:
        known = _of_the_group(target, passage, numbers, clash=clash)
        if known is None:
            return None
        numbers = known
    text = renumber_codes(renumber(target.text, numbers), tags)
    return text if not labels or is_merged(text) else _with_references(text, labels, target.locale)


def _of_the_group(
    target: Target, passage: Passage, numbers: dict[int, int], *, clash: bool
) -> dict[int, int] | None:
    """The numbers of a head's text, where its members may have been renumbered since it went stale or obsolete.

    Then the numbers of its own source are known, and the others are the members' notes, in order. None where that fails.
    """
    units = [passage.unit, *(unit for _, unit, _ in passage.members)]
    literal = {m.number for u in units for m in find_markers(u.source) if m.number not in u.notes}
    written = {m.number for m in find_markers(target.text)} - literal
    if not clash and written <= numbers.keys():
        return numbers
    own = dict(zip(numbers_then(target.source, passage.previous, passage.unit), passage.unit.notes, strict=True))
    others = {n for unit in units[1:] for n in unit.notes} - set(own.values())
    rest = written - own.keys()
    if len(rest) != len(others):
        return None
    return own | dict(zip(sorted(rest), sorted(others), strict=True))


def _with_references(text: str, labels: Mapping[int, int], locale: str) -> str | None:
    """``text`` with its cross references as ``labels`` say; None where one of them is not found in it."""
    language = profile(locale)
    found = {r.number for r in crossrefs.find_references(text, language.note_references)}
    if not found.issuperset(labels):
        return None
    return crossrefs.follow(text, labels, language.note_references, language.suffix)


def codes_then(source: str, previous: Unit, unit: Unit) -> dict[int, int] | None:
    """Number of a code in ``source``, an earlier text of ``unit``, → its number now; None where the tags are others."""
    if source == previous.source:
        return codes.before_and_after(source, previous.codes, unit.source, unit.codes)
    literal = {tag.number for tag in find_tags(unit.source)} - numbers_of(unit.codes)
    then = [tag for tag in find_tags(source) if tag.number not in literal]
    now = find_tags(unit.source, numbers_of(unit.codes))
    if [tag.side for tag in then] != [tag.side for tag in now]:
        return None
    moved: dict[int, int] = {}
    for old, new in zip(then, now, strict=True):
        if moved.setdefault(old.number, new.number) != new.number:
            return None
    return moved


def numbers_then(source: str, previous: Unit, unit: Unit) -> tuple[int, ...]:
    """The note numbers in ``source``, which is an earlier text of ``unit``; what are mere brackets now were so then."""
    if source == previous.source:
        return previous.notes
    brackets = {m.number for m in find_markers(unit.source)} - set(unit.notes)
    return tuple(m.number for m in find_markers(source) if m.number not in brackets)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A text for a unit that lost its own way into the revision: its source was split off another, or merged into it.

    ``author`` is who wrote it, "" where that was more than one person, or nobody knows.
    """

    unit: str
    locale: str
    text: str
    author: str


def offers(
    alignment: Alignment, old: Sequence[Unit], new: Sequence[Unit], targets: Mapping[tuple[str, str], Target]
) -> list[Offer]:
    """Texts that people wrote for sentences that were split or merged, for the units that those became.

    A half that is new is offered the text of the whole. Merged sentences are offered their texts together, in order: the
    unit that goes on has the first alone. What no person has seen (a draft) is offered to nobody.
    """
    locales = sorted({locale for _, locale in targets})
    found: list[Offer] = []
    for place, whole in sorted(alignment.halves.items()):
        half = new[place].id
        for locale in locales:
            target, own = targets.get((whole, locale)), targets.get((half, locale))
            if _written(target) and target is not None and (own is None or not own.text):
                found.append(Offer(unit=half, locale=locale, text=target.text, author=target.editor))
    groups: dict[str, list[str]] = {}
    for unit in old:
        if unit.id in alignment.joined:
            groups.setdefault(alignment.joined[unit.id], []).append(unit.id)
    for first, others in groups.items():
        for locale in locales:
            several = [t for i in (first, *others) if _written(t := targets.get((i, locale))) and t is not None]
            if len(several) > 1 or (several and several[0].unit != first):
                authors = {t.editor for t in several}
                text = " ".join(t.text for t in several)
                author = authors.pop() if len(authors) == 1 else ""
                found.append(Offer(unit=first, locale=locale, text=text, author=author))
    return found


def _written(target: Target | None) -> bool:
    """Whether a person stands behind a text of its own."""
    if target is None or not target.text or is_merged(target.text):
        return False
    state = target.held if target.state in (State.STALE, State.OBSOLETE) else target.state
    return state not in (None, State.NEW, State.DRAFTED)


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
