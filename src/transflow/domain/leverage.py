"""A new revision against the old one: which unit is which, and whether it says the same (guard G5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Final

from transflow.domain.codes import TAG, Code
from transflow.domain.crossrefs import refers, unnumbered, without_references
from transflow.domain.inline import MARKER, find_markers, folded, plain
from transflow.domain.kinship import kinship
from transflow.domain.likeness import Words, elsewhere, similar
from transflow.domain.order import in_order
from transflow.domain.units import Piece, Unit, anonymous, wording


class Change(StrEnum):
    """What happened to a unit between two revisions."""

    UNCHANGED = "unchanged"
    CARRIED = "carried"  # white space, quote style or note numbers only
    MOVED = "moved"  # the same words at another place
    EDITED = "edited"
    SPLIT = "split"  # one sentence became several
    MERGED = "merged"  # several sentences became one
    NEW = "new"
    GONE = "gone"
    RESTORED = "restored"  # gone in the revision before, here again


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Which old unit each new piece continues.

    ``given``: position of a piece → identity of the old unit it continues; ``gone``: identities that have no piece.
    ``halves``: position of a piece that is new → identity of the unit that it was split off; ``joined``: identity that is
    gone → identity of the unit that its words were merged into.
    """

    given: Mapping[int, str]
    gone: tuple[str, ...]
    halves: Mapping[int, str] = field(default_factory=dict)
    joined: Mapping[str, str] = field(default_factory=dict)


def align(
    old: Sequence[Unit],
    new: Sequence[Piece],
    retired: Sequence[Unit] = (),
    *,
    made: Mapping[str, Collection[str]] | None = None,
    seen_as: Sequence[Unit] | None = None,
    then: Sequence[str] = (),
) -> Alignment:
    """Say which old unit each new piece continues.

    First equal text in order, then equal text anywhere (moved), then texts of earlier revisions (an undo): units that were
    gone, and units with a target made for that text. Then similar text between the same neighbours (edited), then the same
    elsewhere. Last, what was split and merged. Markers, codes and the numbers of cross references are left out of the
    comparison: they are compared later, by note identity.

    ``made``: identity of a unit, current or retired → sources that its targets were made for. ``seen_as``: the old units
    with the texts by which they are found again, where those are not their own (splits and joins by hand). ``then``: the
    identities of the units of an earlier revision that was exactly this one, in order; they come before all else.
    """
    known = old if seen_as is None else seen_as
    before = [(u.source, u.notes, u.codes) for u in known]
    now = [(p.source, p.block.content.notes, p.block.content.codes) for p in new]
    old_keys, new_keys = _Texts(before, _worded), _Texts(now, _worded)
    levels = [
        (_Texts(before, _as_it_is), _Texts(now, _as_it_is)),
        (_Texts(before, _marked), _Texts(now, _marked)),
        (old_keys, new_keys),
    ]
    given = _as_then(old, new, retired, made or {}, then) if len(then) == len(new) else {}
    recalled = set(given.values())
    matched = {i for i, u in enumerate(old) if u.id in recalled}
    left, right = [i for i in range(len(old)) if i not in matched], [j for j in range(len(new)) if j not in given]
    for i, j in _in_turn(levels, left, right):
        given[j] = old[i].id
        matched.add(i)
    for keys in levels[1:]:
        _anywhere(old, new, *keys, given, matched)
    memory = _Memory(old, new, retired, made or {}, given, matched)
    memory.revive(certain=True)
    words = Words(old_keys), Words(new_keys)
    alike = similar(old, new, words, given, matched)
    memory.revive(certain=False)
    alike |= elsewhere(old, new, words, given, matched)
    own = words[0] if seen_as is None else Words(_Texts([(u.source, u.notes, u.codes) for u in old], _worded))
    kin = kinship(old, new, own, words[1], given, alike)
    given |= kin.instead
    gone = {u.id for u in old}.difference(given.values())
    return Alignment(given=given, gone=tuple(u.id for u in old if u.id in gone), halves=kin.halves, joined=kin.joined)


def _as_then(
    old: Sequence[Unit],
    new: Sequence[Piece],
    retired: Sequence[Unit],
    made: Mapping[str, Collection[str]],
    then: Sequence[str],
) -> dict[int, str]:
    """The units of an earlier revision for the same pieces, each only where it is known to have said this."""
    known = {u.id: u for u in (*retired, *old)}
    given: dict[int, str] = {}
    for j, unit in enumerate(then):
        key = _with_markers(new[j].source)
        if unit in known and any(key == _with_markers(text) for text in (known[unit].source, *made.get(unit, ()))):
            given[j] = unit
    return given


#: A text with the numbers of its notes, and its codes.
_Text = tuple[str, Sequence[int], Sequence[Code]]


class _Texts:
    """A view of some texts, each looked at once, and only where somebody asks."""

    def __init__(self, texts: Sequence[_Text], view: Callable[[_Text, int], str]) -> None:
        self._texts, self._view = texts, view
        self._seen: dict[int, str] = {}

    def __getitem__(self, place: int) -> str:
        if place not in self._seen:
            self._seen[place] = self._view(self._texts[place], place)
        return self._seen[place]


def _as_it_is(text: _Text, place: int) -> str:
    """A text that holds no number which could move. Any other is none but itself here."""
    source = text[0]
    return f"\0{id(text)} {place}" if "[" in source or "<" in source or unnumbered(source) != source else source


def _marked(text: _Text, place: int) -> str:
    """A text with its markers where they are, whatever their numbers: of sentences with equal words, one may cite a note."""
    source, notes, codes = text
    if "[" in source or "<" in source:
        source = anonymous(source, [m.number for m in find_markers(source, frozenset(notes))], codes)
    return folded(unnumbered(source))


def _worded(text: _Text, place: int) -> str:
    """The bare words of a text."""
    return folded(unnumbered(plain(*text)))


def _in_turn(
    levels: Sequence[tuple[_Texts, _Texts]], left: Sequence[int], right: Sequence[int]
) -> list[tuple[int, int]]:
    """Pairs of equal texts in order: by the first level, and between those that it finds by the next."""
    (old, new), *others = levels
    pairs = [(left[n], right[m]) for n, m in in_order([old[i] for i in left], [new[j] for j in right])]
    if not others:
        return pairs
    found = list(pairs)
    at_left, at_right = {i: n for n, i in enumerate(left)}, {j: m for m, j in enumerate(right)}
    ends = [(-1, -1), *((at_left[i], at_right[j]) for i, j in pairs), (len(left), len(right))]
    for (n0, m0), (n1, m1) in pairwise(ends):
        if n1 - n0 > 1 and m1 - m0 > 1:
            found += _in_turn(others, left[n0 + 1 : n1], right[m0 + 1 : m1])
    return sorted(found)


def _anywhere(
    old: Sequence[Unit],
    new: Sequence[Piece],
    old_keys: _Texts,
    new_keys: _Texts,
    given: dict[int, str],
    matched: set[int],
) -> None:
    """Moved units: equal text at another place, of the same kind of block where there are several."""
    waiting: dict[str, list[int]] = defaultdict(list)
    for i in range(len(old)):
        if i not in matched:
            waiting[old_keys[i]].append(i)
    free = [j for j in range(len(new)) if j not in given and new_keys[j] in waiting] if waiting else []
    for same_kind in (True, False):
        for j in free:
            several = waiting[new_keys[j]]
            if j in given or not several:
                continue
            found = next((n for n, i in enumerate(several) if old[i].kind is new[j].block.kind), -1 if same_kind else 0)
            if found >= 0:
                i = several.pop(found)
                given[j] = old[i].id
                matched.add(i)


class _Memory:
    """Texts of earlier revisions: sources of units that are gone, and sources that targets were made for.

    They are known with their markers, whatever the numbers, and by their words alone.
    """

    def __init__(
        self,
        old: Sequence[Unit],
        new: Sequence[Piece],
        retired: Sequence[Unit],
        made: Mapping[str, Collection[str]],
        given: dict[int, str],
        matched: set[int],
    ) -> None:
        self._given, self._matched = given, matched
        self._place = {u.id: i for i, u in enumerate(old)}
        remembered = [(0, u, made.get(u.id, ())) for i, u in enumerate(old) if i not in matched]
        remembered += [(1, u, {u.source, *made.get(u.id, ())}) for u in retired if u.id not in self._place]
        self._waiting: tuple[_Waiting, ...] = defaultdict(list), defaultdict(list)
        for age, unit, texts in remembered:
            for waiting, key_of in zip(self._waiting, _KEYS, strict=True):
                for key in {key_of(text) for text in texts}:
                    waiting[key].append((age, unit.ordinal, unit.id))
        self._keys: list[tuple[int, tuple[str, ...]]] = []
        if self._waiting[0]:
            self._keys = [(j, tuple(key(p.source) for key in _KEYS)) for j, p in enumerate(new) if j not in given]

    def revive(self, *, certain: bool) -> None:
        """Give pieces the units that said this once; ``certain``: only texts of which all new pieces find one.

        Where a text is here more often than it is remembered, its neighbours say first which piece is an edited unit.
        """
        used = set(self._given.values())
        for level, waiting in enumerate(self._waiting):
            wanted: dict[str, list[int]] = defaultdict(list)
            for j, keys in self._keys:
                if j not in self._given and keys[level] in waiting:
                    wanted[keys[level]].append(j)
            for key, places in wanted.items():
                free = [unit for unit in sorted(waiting[key]) if unit[2] not in used]
                if certain and len(places) > len(free):
                    continue
                # Units that are here still come first, but all in the order in which they stood.
                chosen = sorted(free[: len(places)], key=lambda unit: unit[1:])
                for j, (_, _, unit) in zip(places, chosen, strict=False):
                    self._given[j] = unit
                    used.add(unit)
                    if unit in self._place:
                        self._matched.add(self._place[unit])


#: Text → the units that said it once: 0 for one that is here and 1 for one that is gone, its place, its identity.
_Waiting = dict[str, list[tuple[int, int, str]]]


def _with_markers(text: str) -> str:
    """A text of some revision with its markers and codes, whatever their numbers: which brackets were some is not known."""
    order: dict[str, int] = {}
    marked = MARKER.sub(lambda m: f"[{order.setdefault(m[1], len(order))}]", text)
    return folded(unnumbered(TAG.sub("<>", marked)))


def _bare(text: str) -> str:
    """A text of some revision without its markers and codes."""
    return folded(unnumbered(MARKER.sub("", TAG.sub("", text))))


_KEYS: Final = (_with_markers, _bare)


def compare(old: Unit, new: Unit) -> Change:
    """G5: the same unit in two revisions. ``links`` are note identities, so renumbering alone is no change.

    A unit that was stored before cross references were known has no links for them: then its text decides.
    """
    if old.links != new.links and not _only_references_known_now(old, new):
        return Change.EDITED
    before, now = wording(old), wording(new)
    if before == now:
        return Change.UNCHANGED if (old.source, old.links) == (new.source, new.links) else Change.CARRIED
    if old.links != new.links and anonymous(old.source, old.notes, old.codes) == anonymous(
        new.source, new.notes, new.codes
    ):
        return Change.CARRIED
    return Change.CARRIED if folded(before) == folded(now) else Change.EDITED


def note_numbers(old: Sequence[Unit], new: Sequence[Unit]) -> dict[int, int]:
    """Number of a note in the old revision → its number in the new one, for the notes that both have."""
    now = {u.id: u.note for u in reversed(new) if u.note is not None}
    return {number: moved for number, unit in bodies_of(old).items() if (moved := now.get(unit)) is not None}


def bodies_of(units: Sequence[Unit]) -> dict[int, str]:
    """Number of a note → its identity: that of the first unit of its body."""
    bodies: dict[int, str] = {}
    for unit in units:
        if unit.note is not None:
            bodies.setdefault(unit.note, unit.id)
    return bodies


def _only_references_known_now(old: Unit, new: Unit) -> bool:
    return refers(new.links) and not refers(old.links) and old.links == without_references(new.links)
