"""What a new revision of a source changes, and what it costs: differences word by word, and a report for one screen."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from transflow.domain.article import Article, BlockKind
from transflow.domain.codes import without_tags
from transflow.domain.crossrefs import bound_references, follow
from transflow.domain.identity import digest
from transflow.domain.inline import folded, renumber
from transflow.domain.leverage import Alignment, Change, compare, note_numbers
from transflow.domain.notes import is_ibid
from transflow.domain.order import increasing
from transflow.domain.states import Action, Event, State, Target
from transflow.domain.units import Unit, wording

#: Above this many pairs of words two texts are not compared inside, only at their ends: difflib would take seconds.
_PAIRS: Final = 4_000_000

_TOKEN: Final = re.compile(r"<(?:/?\d{1,4}|\d{1,4}/)>|\[\d{1,4}\]|\s+|\w+|[^\w\s]")
_SIDE: Final = re.compile(r"<(/?)\d{1,4}(/?)>")


class Op(StrEnum):
    """What became of a piece of a text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


#: A piece of a difference, and what became of it.
Piece = tuple[Op, str]


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """What was removed from ``before`` and added to make ``after``, word by word.

    A marker or a code is one piece. A code is the same whatever its number, since a code more in front moves the others; a
    marker is not, so texts of two revisions are to be numbered alike (:func:`numbered_as_now`). What was kept is shown as
    ``after`` has it. Removed and added pieces side by side are joined into one each.
    """
    left, right = _TOKEN.findall(before), _TOKEN.findall(after)
    pieces: list[Piece] = []
    for kind, i0, i1, j0, j1 in _opcodes([_same(t) for t in left], [_same(t) for t in right]):
        if kind == "equal":
            pieces.append((Op.KEPT, "".join(right[j0:j1])))
            continue
        if i1 > i0:
            pieces.append((Op.REMOVED, "".join(left[i0:i1])))
        if j1 > j0:
            pieces.append((Op.ADDED, "".join(right[j0:j1])))
    return tuple(_joined(pieces))


def _same(token: str) -> str:
    """What a token is compared as."""
    if token.isspace():
        return " "
    return _SIDE.sub(r"<\1\2>", token) if token.startswith("<") else token


def _opcodes(left: Sequence[str], right: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """difflib's opcodes; common ends first, so that one word changed in a book costs nothing."""
    head = 0
    while head < min(len(left), len(right)) and left[head] == right[head]:
        head += 1
    tail = 0
    while tail < min(len(left), len(right)) - head and left[-1 - tail] == right[-1 - tail]:
        tail += 1
    a, b = left[head : len(left) - tail], right[head : len(right) - tail]
    often = Counter(b)
    if sum(often[token] for token in a) > _PAIRS or len(a) * len(b) > 100 * _PAIRS:
        middle = [("replace", 0, len(a), 0, len(b))]
    else:
        middle = list(SequenceMatcher(None, a, b, autojunk=False).get_opcodes())
    codes = [("equal", 0, head, 0, head)] if head else []
    codes += [(kind, head + i0, head + i1, head + j0, head + j1) for kind, i0, i1, j0, j1 in middle]
    if tail:
        codes.append(("equal", len(left) - tail, len(left), len(right) - tail, len(right)))
    return codes


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces with mere white space between two changes drawn into them, and neighbours of one kind joined."""
    result: list[Piece] = []
    removed, added = "", ""
    for place, (op, text) in enumerate(pieces):
        inner = op is Op.KEPT and text.isspace() and (removed or added) and place + 1 < len(pieces)
        if op is Op.KEPT and not inner:
            result += [(o, t) for o, t in ((Op.REMOVED, removed), (Op.ADDED, added)) if t]
            removed = added = ""
            if result and result[-1][0] is Op.KEPT:
                text = result.pop()[1] + text
            result.append((op, text))
        else:
            removed += text if inner or op is Op.REMOVED else ""
            added += text if inner or op is Op.ADDED else ""
    return result + [(o, t) for o, t in ((Op.REMOVED, removed), (Op.ADDED, added)) if t]


def words_hash(unit: Unit) -> str:
    """What a source says in its words and notes: white space, quote style and numbers do not matter (as in guard G5)."""
    return digest(folded(wording(unit)), *unit.links)


def said(article: Article) -> str:
    """What a whole source says in its words and notes: neither its sentences, nor its paragraphs, nor its markup matter.

    Notes stand at the end by number, wherever the source keeps them. The numbers of markers are those of the article, which
    counts its notes by citation: another order of notes is another text.
    """
    blocks = [block for block in article.blocks if block.translatable]
    blocks.sort(key=lambda block: block.note or 0)
    return folded(" ".join(without_tags(block.content.text, block.content.codes) for block in blocks))


def source_difference(target: Target, unit: Unit) -> tuple[Piece, ...] | None:
    """How the source that a stale target was made for became the one of today; None where the target is not stale."""
    return difference(target.source, unit.source) if target.state is State.STALE and target.source else None


def numbered_as_now(unit: Unit, numbers: Mapping[int, int]) -> str:
    """An old unit's source with the note numbers of the new revision; all as they were where one of its notes is gone."""
    if any(number not in numbers for number in unit.notes):
        return unit.source
    source = renumber(unit.source, {number: numbers[number] for number in unit.notes})
    seen = {r.number for r in bound_references(unit.source, unit.links)}
    return follow(source, {number: numbers[number] for number in seen if number in numbers})


@dataclass(frozen=True, slots=True)
class Amount:
    """So many units, and the words of their sources."""

    units: int = 0
    words: int = 0

    def plus(self, words: int) -> Amount:
        """One unit more."""
        return Amount(self.units + 1, self.words + words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a revision means for one locale, in source words.

    ``kept``: nothing happened to the translation; ``carried``: its numbers, or what they are bound to, followed the source;
    ``restored``: it is back, for the source it was made for is; ``stale``: to be looked at again; ``anew``: sentences that
    are new; ``untranslated``: those that had no translation before either.
    """

    locale: str
    kept: Amount = Amount()
    carried: Amount = Amount()
    restored: Amount = Amount()
    stale: Amount = Amount()
    anew: Amount = Amount()
    untranslated: Amount = Amount()


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One unit that a revision changed: why, what it said (numbered as now; "" where it is new), and what it says.

    ``kind_before`` is the kind of block it stood in, where that changed. ``words`` are those of its source now, of a unit
    that is gone those it had. ``kin``: the unit that a half was split off, or that a merged sentence went to.
    """

    unit: str
    change: Change
    before: str
    after: str
    words: int
    kind_before: BlockKind | None = None
    kin: str = ""

    @property
    def difference(self) -> tuple[Piece, ...]:
        """What changed, word by word."""
        return difference(self.before, self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """A note that says "Ibid." and now repeats another note: its number and unit, what it repeated and what it does."""

    number: int
    unit: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A new revision against the one before.

    ``amounts`` count each unit once, by what happened to it (words of what is gone are those it had); ``changed`` lists all
    but the unchanged, in the order of the article, those that are gone at the place they had. ``inserted`` are numbers of
    new notes, ``removed`` old numbers of notes that are gone, ``renumbered`` old → new.
    """

    amounts: Mapping[Change, Amount] = field(default_factory=dict)
    changed: tuple[Changed, ...] = ()
    costs: tuple[Cost, ...] = ()
    inserted: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()
    renumbered: Mapping[int, int] = field(default_factory=dict)
    repeats: tuple[Repeats, ...] = ()


def report(
    old: Sequence[Unit],
    new: Sequence[Unit],
    alignment: Alignment,
    *,
    targets: Mapping[tuple[str, str], Target],
    events: Sequence[tuple[Event, Target]],
    locales: Sequence[str],
) -> Report:
    """What became of the units ``old`` in ``new``; ``targets`` as they were, ``events`` what happens to them by this."""
    numbers = note_numbers(old, new)
    changed = _changed(old, new, alignment, numbers)
    by_unit = {c.unit: c for c in changed}
    amounts: dict[Change, Amount] = {}
    for unit in new:
        change = by_unit[unit.id].change if unit.id in by_unit else Change.UNCHANGED
        amounts[change] = amounts.get(change, Amount()).plus(unit.words)
    for c in changed:
        if c.change is Change.GONE:
            amounts[c.change] = amounts.get(c.change, Amount()).plus(c.words)
    before = {u.note for u in old if u.note is not None}
    now = {u.note for u in new if u.note is not None}
    return Report(
        amounts={change: amounts[change] for change in Change if change in amounts},
        changed=changed,
        costs=tuple(_cost(locale, old, new, targets, events) for locale in locales),
        inserted=tuple(sorted(now - set(numbers.values()))),
        removed=tuple(sorted(before - set(numbers))),
        renumbered={then: to for then, to in sorted(numbers.items()) if then != to},
        repeats=_repeats(old, new),
    )


def _changed(
    old: Sequence[Unit], new: Sequence[Unit], alignment: Alignment, numbers: Mapping[int, int]
) -> tuple[Changed, ...]:
    """Every unit that is not as it was."""
    before = {u.id: u for u in old}
    went_to = set(alignment.joined.values())
    halves = {new[place].id: unit for place, unit in alignment.halves.items()}
    moved = moved_units(old, new)
    places: list[tuple[int, int, Changed]] = []
    where = {u.id: u.ordinal for u in new}
    for unit in new:
        previous = before.get(unit.id)
        if previous is None:
            restored = alignment.given.get(unit.ordinal) == unit.id
            change = Change.SPLIT if unit.id in halves else Change.RESTORED if restored else Change.NEW
        else:
            change = compare(previous, unit)
            if change is Change.EDITED and unit.id in went_to:
                change = Change.MERGED
            elif change is Change.EDITED and unit.id in halves.values():
                change = Change.SPLIT
            elif change is not Change.EDITED and unit.id in moved:
                change = Change.MOVED
            if change is Change.UNCHANGED and previous.kind is unit.kind:
                continue
        recast = previous is not None and previous.kind is not unit.kind
        entry = Changed(
            unit=unit.id,
            change=change,
            before=numbered_as_now(previous, numbers) if previous is not None else "",
            after=unit.source,
            words=unit.words,
            kind_before=previous.kind if recast and previous is not None else None,
            kin=halves.get(unit.id, ""),
        )
        places.append((unit.ordinal, 1, entry))
    after = -1
    gone = set(alignment.gone)
    for unit in old:
        if unit.id not in gone:
            after = where.get(unit.id, after)
            continue
        kin = alignment.joined.get(unit.id, "")
        change = Change.MERGED if kin else Change.GONE
        places.append(
            (after, 2, Changed(unit=unit.id, change=change, before=unit.source, after="", words=unit.words, kin=kin))
        )
    return tuple(entry for _, _, entry in sorted(places, key=lambda place: place[:2]))


def moved_units(old: Sequence[Unit], new: Sequence[Unit]) -> set[str]:
    """Units that stand elsewhere: out of the order of the others, or in order but in a block that was another's.

    A paragraph that was divided or joined moves nothing.
    """
    before = {u.id: u for u in old}
    kept = [u for u in new if u.id in before]
    in_order = {n for n, _ in increasing([(n, before[u.id].ordinal) for n, u in enumerate(kept)])}
    steady = [u for n, u in enumerate(kept) if n in in_order]
    shares: dict[int, Counter[int]] = defaultdict(Counter)
    for unit in steady:
        shares[before[unit.id].block][unit.block] += 1
    home = {block: several.most_common(1)[0][0] for block, several in shares.items()}
    homes = set(home.values())
    strayed = {u.id for u in steady if u.block != home[before[u.id].block] and u.block in homes}
    return {u.id for n, u in enumerate(kept) if n not in in_order} | strayed


def _cost(
    locale: str,
    old: Sequence[Unit],
    new: Sequence[Unit],
    targets: Mapping[tuple[str, str], Target],
    events: Sequence[tuple[Event, Target]],
) -> Cost:
    """Each unit of the new revision counted once."""
    there = {u.id for u in old}
    actions: dict[str, set[Action]] = defaultdict(set)
    after: dict[str, Target] = {}
    for event, target in events:
        if event.locale == locale:
            actions[event.unit].add(event.action)
            after[event.unit] = target
    counts: dict[str, Amount] = {}
    for unit in new:
        found = after.get(unit.id) or targets.get((unit.id, locale))
        happened = actions.get(unit.id, set[Action]())
        if found is None or found.state in (State.NEW, State.OBSOLETE) or not found.text:
            kind = "untranslated" if unit.id in there else "anew"
        elif found.state is State.STALE:
            kind = "stale"
        elif Action.RESTORE in happened:
            kind = "restored"
        else:
            kind = "carried" if Action.CARRY in happened else "kept"
        counts[kind] = counts.get(kind, Amount()).plus(unit.words)
    return Cost(locale=locale, **counts)


def _repeats(old: Sequence[Unit], new: Sequence[Unit]) -> tuple[Repeats, ...]:
    """The "Ibid." notes that stand for another note than before."""
    before = {u.id: u for u in old if u.note is not None}
    cited_before, cited_now = _cited(old), _cited(new)
    return tuple(
        Repeats(number=unit.note, unit=unit.id, before=cited_before.get(unit.id, ""), after=cited_now.get(unit.id, ""))
        for unit in new
        if unit.note is not None
        and unit.id in before
        and is_ibid(unit.plain)
        and before[unit.id].links[:1] != unit.links[:1]
    )


def _cited(units: Sequence[Unit]) -> dict[str, str]:
    """Unit id of an "Ibid." → the words of the note that it finally repeats."""
    words = {u.id: u.plain for u in units if u.note is not None}
    return {
        u.id: words.get(u.links[0].partition(" ")[0], "")
        for u in units
        if u.note is not None and u.links and is_ibid(u.plain)
    }
