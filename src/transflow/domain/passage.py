"""How targets come from one revision of a source into the next (guard G5): carried, outdated, restored, or offered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from transflow.domain import codes, crossrefs
from transflow.domain.codes import find_tags, renumber_codes
from transflow.domain.groups import Grouping, grouping, texts_of
from transflow.domain.inline import find_markers, is_merged, renumber
from transflow.domain.language import profile
from transflow.domain.leverage import Alignment, Change, bodies_of, compare
from transflow.domain.states import Action, Event, State, Target, advance, apply
from transflow.domain.units import Unit

#: States in which a text waits for its source, or for a person.
_WAITING: Final = frozenset({State.STALE, State.OBSOLETE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """How a unit, with the units merged into it in one locale, came from one revision into the next.

    ``change`` is the gravest of the group's (another group is an edit), ``key`` what a signature binds now. ``members``
    are the other units of the group: before, now, and their targets. ``notes``: how notes were numbered before and are now.
    ``cited``: what the markers of the target meant when it last went stale or obsolete, number → note identity; None where
    nobody knows.
    """

    previous: Unit
    unit: Unit
    change: Change
    key: str
    members: tuple[tuple[Unit, Unit, Target | None], ...] = ()
    notes: Renumbering | None = None
    cited: Mapping[int, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Renumbering:
    """Number of a note → its identity, in the revision before and now."""

    before: Mapping[int, str] = field(default_factory=dict)
    now: Mapping[int, str] = field(default_factory=dict)

    def moved(self, cited: Mapping[int, str]) -> dict[int, int] | None:
        """Number → number now, of these notes; None where one of them is gone."""
        numbers = {identity: number for number, identity in self.now.items()}
        moved = {number: numbers[identity] for number, identity in cited.items() if identity in numbers}
        return moved if len(moved) == len(cited) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passages:
    """The groups of one locale before and after, by which each unit's passage is told."""

    before: Grouping
    after: Grouping
    old: Mapping[str, Unit]
    new: Mapping[str, Unit]
    targets: Mapping[str, Target]
    notes: Renumbering
    cited: Mapping[str, Mapping[int, str]]

    def of(self, previous: Unit, unit: Unit, change: Change) -> Passage:
        """The passage of one unit, its group looked at as a whole."""
        then = [u.id for u in self.before.members.get(unit.id, ())]
        now = [u.id for u in self.after.members.get(unit.id, ())]
        key, cited = self.after.key(unit), self.cited.get(unit.id)
        if not then and not now:
            return Passage(previous=previous, unit=unit, change=change, key=key, notes=self.notes, cited=cited)
        others = [i for i in now if i != unit.id and i in self.old]
        if change is not Change.RESTORED:
            gravest = {change, *(compare(self.old[i], self.new[i]) for i in others)}
            change = next(c for c in (Change.EDITED, Change.CARRIED, Change.UNCHANGED) if c in gravest)
            change = change if then == now else Change.EDITED
        members = tuple((self.old[i], self.new[i], self.targets.get(i)) for i in others)
        return Passage(
            previous=previous, unit=unit, change=change, key=key, members=members, notes=self.notes, cited=cited
        )


def passages_of(
    old: Sequence[Unit],
    new: Sequence[Unit],
    targets: Mapping[tuple[str, str], Target],
    retired: Sequence[Unit] = (),
    cited: Mapping[tuple[str, str], Mapping[int, str]] | None = None,
) -> dict[str, Passages]:
    """Locale → the passages of its targets.

    ``retired``: units that were gone; a group may get one of them back. ``cited``: (unit, locale) → as in :class:`Passage`.
    """
    by_locale: dict[str, dict[str, Target]] = {}
    for (unit_id, locale), target in targets.items():
        by_locale.setdefault(locale, {})[unit_id] = target
    notes = Renumbering(before=bodies_of(old), now=bodies_of(new))
    known: dict[str, dict[str, Mapping[int, str]]] = {}
    for (unit_id, locale), meant in (cited or {}).items():
        known.setdefault(locale, {})[unit_id] = meant
    return {
        locale: Passages(
            before=grouping(old, texts_of(mine)),
            after=grouping(new, texts_of(mine)),
            old={u.id: u for u in (*retired, *old)},
            new={u.id: u for u in new},
            targets=mine,
            notes=notes,
            cited=known.get(locale, {}),
        )
        for locale, mine in by_locale.items()
    }


def follow(target: Target, passage: Passage, *, actor: str, now: str) -> list[tuple[Event, Target]]:
    """Events of one target whose unit came into the next revision by ``passage``."""
    if target.state is State.NEW:
        return []
    text = carried_text(target, passage)
    if target.state in _WAITING:
        if passage.key == target.source_key and text is not None:
            restored = step(target, Action.RESTORE, actor=actor, at=now)
            return [restored, *_carried(restored[1], passage, text, actor, now)]
        if target.state is State.STALE:
            return _renumbered(target, passage, passage.cited, actor, now)[0]
        return [step(target, Action.OUTDATE, actor=actor, at=now, detail=_noted(passage.cited))]
    if passage.change is Change.EDITED or text is None:
        cited = cited_by(target, passage.previous, passage.notes.before if passage.notes is not None else {})
        steps, meant = _renumbered(target, passage, cited, actor, now)
        waits = steps[-1][1] if steps else target
        return [*steps, step(waits, Action.OUTDATE, actor=actor, at=now, detail=_noted(meant))]
    return _carried(target, passage, text, actor, now)


def retire(target: Target, previous: Unit, bodies: Mapping[int, str], *, actor: str, now: str) -> tuple[Event, Target]:
    """The event of a target whose source is gone; ``bodies``: number of a note before → its identity."""
    meant = None if target.state is State.STALE else cited_by(target, previous, bodies)
    return step(target, Action.RETIRE, actor=actor, at=now, detail=_noted(meant))


def cited_by(target: Target, previous: Unit, bodies: Mapping[int, str]) -> dict[int, str] | None:
    """What the markers of a target, and of the source it was made for, mean: number → note identity. None where one of them
    is no note of the revision it was in.
    """
    literal = {m.number for m in find_markers(previous.source)} - set(previous.notes)
    numbers = {m.number for m in (*find_markers(target.source), *find_markers(target.text))} - literal
    return {n: bodies[n] for n in sorted(numbers)} if numbers <= bodies.keys() else None


#: Key of an event's detail under which it says what the markers of a waiting text mean.
CITED: Final = "notes"


def _noted(cited: Mapping[int, str] | None) -> dict[str, str]:
    """The detail of an event after which a text waits: "1=7YDBFNPJ 2=KKO7UXGZ"; the article's name goes without saying."""
    return {CITED: " ".join(f"{n}={unit.rpartition('/')[2]}" for n, unit in cited.items())} if cited else {}


def cited_then(
    details: Iterable[tuple[str, str, bool, Mapping[str, str]]],
) -> dict[tuple[str, str], Mapping[int, str]]:
    """(Unit, locale) → what the markers of its text mean, by events as unit, locale, whether it gave a text, its detail.

    A text given since then has a meaning of its own.
    """
    cited: dict[tuple[str, str], Mapping[int, str]] = {}
    for unit, locale, given, detail in details:
        if CITED in detail:
            name = unit.rpartition("/")[0]
            pairs = (pair.partition("=") for pair in detail[CITED].split())
            cited[unit, locale] = {int(number): f"{name}/{letters}" for number, _, letters in pairs}
        elif given:
            cited.pop((unit, locale), None)
    return cited


def _renumbered(
    target: Target, passage: Passage, cited: Mapping[int, str] | None, actor: str, now: str
) -> tuple[list[tuple[Event, Target]], Mapping[int, str] | None]:
    """A carry of the numbers alone, and what they mean after it.

    Also a text that waits for a person follows its notes, together with the source that it was made for, so that both can
    be compared with the source of today. Nothing happens where a note that it mentions is gone, or is not known.
    """
    moved = passage.notes.moved(cited) if passage.notes is not None and cited is not None else None
    tags = codes_then(target.source, passage.previous, passage.unit) or {}
    if not {tag.number for tag in find_tags(target.text)} <= tags.keys():
        tags = {}
    numbers = moved or {}
    text = renumber_codes(renumber(target.text, numbers), tags)
    source = renumber_codes(renumber(target.source, numbers), tags)
    if (text, source) == (target.text, target.source):
        return [], cited
    meant = cited if moved is None or cited is None else {moved[n]: identity for n, identity in cited.items()}
    carried = step(target, Action.CARRY, actor=actor, at=now, text=text, source=source, detail=_noted(meant))
    return [carried], meant


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
    if passage.members and target.state in _WAITING and target.source_key == passage.key:
        return _text_of_a_waiting_head(target, passage)
    numbers: dict[int, int] = {}
    tags: dict[int, int] = {}
    labels: dict[int, int] = {}
    clash = False
    for previous, unit, made in ((passage.previous, passage.unit, target), *passage.members):
        source = made.source if made is not None else previous.source
        then = numbers_then(source, previous, unit)
        moved = codes_then(source, previous, unit)
        if len(then) != len(unit.notes) or moved is None:
            return None
        for pairs, known in ((zip(then, unit.notes, strict=True), numbers), (moved.items(), tags)):
            for before, now in pairs:
                clash = known.setdefault(before, now) != now or clash
        if crossrefs.refers(unit.links):
            labels |= crossrefs.before_and_after(source, unit.source)
    if passage.members and (clash or not _all_known(target.text, passage, tags)):
        return None
    return _renumbered_text(target, numbers, tags, labels)


def _renumbered_text(
    target: Target, numbers: Mapping[int, int], tags: Mapping[int, int], labels: Mapping[int, int]
) -> str | None:
    text = renumber_codes(renumber(target.text, dict(numbers)), tags)
    return text if not labels or is_merged(text) else _with_references(text, labels, target.locale)


def _group(passage: Passage) -> list[Unit]:
    return [passage.unit, *(unit for _, unit, _ in passage.members)]


def _all_known(text: str, passage: Passage, tags: Mapping[int, int]) -> bool:
    """Whether every tag in a head's text is one of its group's."""
    shown = {tag.number for unit in _group(passage) for tag in find_tags(unit.source)}
    return {tag.number for tag in find_tags(text)} <= tags.keys() | shown


def _text_of_a_waiting_head(target: Target, passage: Passage) -> str | None:
    """The text of a head whose group says again what the text was made for.

    While it waited, the sentences merged into it were renumbered without it, so their sources tell nothing of its numbers.
    Its markers are told by what they meant; its codes by order, for numbers rise through the sentences of a block; what
    its own sentence refers to by the source it was made for, and what the others do only where it says so already.
    """
    numbers, tags = _notes_meant(target.text, passage), _codes_by_order(target.text, _group(passage))
    if numbers is None or tags is None:
        return None
    labels: dict[int, int] = {}
    for _, unit, _ in passage.members:
        labels |= {r.number: r.number for r in crossrefs.bound_references(unit.source, unit.links)}
    if crossrefs.refers(passage.unit.links):
        own = crossrefs.before_and_after(target.source, passage.unit.source)
        if any(labels.get(before, now) != now for before, now in own.items()):
            return None
        labels |= own
    return _renumbered_text(target, numbers, tags, labels)


def _notes_meant(text: str, passage: Passage) -> Mapping[int, int] | None:
    """Number of a note in a waiting ``text`` → its number now; None where that is not known."""
    shown = {m.number for m in find_markers(text)}
    if not shown:
        return {}
    if passage.notes is not None:
        return passage.notes.moved(passage.cited) if passage.cited is not None else None
    group = _group(passage)  # nothing moves: a person says that the text as it stands is for the sources as they stand
    known = {n for unit in group for n in (*unit.notes, *(m.number for m in find_markers(unit.source)))}
    return {} if shown <= known else None


def _codes_by_order(text: str, group: Sequence[Unit]) -> dict[int, int] | None:
    """Number of a code in ``text`` → its number in the sources of ``group``; None where it has more codes, or fewer."""
    words = {number for unit in group for number in codes.literals(unit.source, unit.codes)}
    now = sorted({code.number for unit in group for code in unit.codes})
    then = sorted({tag.number for tag in find_tags(text)} - words)
    return dict(zip(then, now, strict=True)) if len(then) == len(now) else None


def _with_references(text: str, labels: Mapping[int, int], locale: str) -> str | None:
    """``text`` with its cross references as ``labels`` say; None where one of them is not found in it."""
    language = profile(locale)
    found = {r.number for r in crossrefs.find_references(text, language.note_references)}
    if not found.issuperset(labels):
        return None
    return crossrefs.follow(text, labels, language.note_references, language.suffix)


def codes_then(source: str, previous: Unit, unit: Unit) -> dict[int, int] | None:
    """Number of a code in ``source``, an earlier text of ``unit``, → its number now; None where the tags are others."""
    known = previous.codes if source == previous.source else None
    return codes.before_and_after(source, unit.source, unit.codes, known)


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
    detail: Mapping[str, str] | None = None,
) -> tuple[Event, Target]:
    """One event and where it leads."""
    event = advance(target, action, actor=actor, at=at, text=text, source=source, source_key=source_key, detail=detail)
    return event, apply(target, event)
