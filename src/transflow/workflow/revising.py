"""Corrections: what was touched since the latest release, so that exactly that is looked at and signed again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from transflow.domain.groups import grouping, texts_of
from transflow.domain.identity import digest
from transflow.domain.revision import Piece, difference
from transflow.domain.states import Action, Event, State, Target, signature
from transflow.domain.units import Unit, source_key
from transflow.workflow.checking import load
from transflow.workflow.workspace import Workspace, choose_articles, choose_locales

if TYPE_CHECKING:
    from transflow.store.records import ReleaseRecord

#: From a state to who has to act next, until it can be published again.
_NEXT: Mapping[State, str] = {
    State.TRANSLATED: "reviewer",
    State.REVIEWED: "approver",
    State.APPROVED: "approver",  # of another group, or of a source that changed: not as it was signed
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """One sentence that is not as the latest release has it.

    ``what`` is ``new`` (the release does not have it), ``source`` (its source changed), ``text`` (its text did), ``gone``
    (only the release has it). ``source_before`` and ``text_before`` are what was released ("" where that is not known),
    ``source`` and ``text`` what stands now. ``next`` is who has to act: ``translator``, ``reviewer``, ``approver``, or
    ``nobody`` where it is signed again.
    """

    unit: str
    what: str
    state: State
    source: str
    text: str
    source_before: str = ""
    text_before: str = ""
    next: str = "nobody"

    @property
    def difference(self) -> tuple[Piece, ...]:
        """How the source changed, word by word; nothing where the release does not have it."""
        return difference(self.source_before, self.source) if self.source_before else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What was touched in one locale since its latest ``release`` (0: it was never released, and ``touched`` is empty)."""

    name: str
    locale: str
    release: int = 0
    touched: tuple[Touched, ...] = ()


def corrections(workspace: Workspace, name: str, *, locales: Sequence[str] = ()) -> list[Correction]:
    """For each locale the sentences of an article that were touched since it was last published there."""
    chosen = choose_locales(workspace.settings, locales)
    result = []
    with workspace.store.read() as tx:
        record = choose_articles(tx, [name])[0]
        units, stored = load(tx, [record])[record.id]
        retired = tx.units.retired(record.id)
        latest = tx.releases.latest([record.id], snapshots=True)
        for locale in chosen:
            release = latest.get((record.id, locale))
            if release is None:
                result.append(Correction(name=record.name, locale=locale))
                continue
            targets = {unit: t for (unit, of), t in stored.items() if of == locale}
            events = tx.targets.events(record.id, locale)
            result.append(
                Correction(
                    name=record.name,
                    locale=locale,
                    release=release.number,
                    touched=touched(units, retired, targets, events, released_units(release)),
                )
            )
    return result


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedUnit:
    """What a manifest says of one unit: hashes of its source, with note identities, and of its text."""

    unit: str
    source_hash: str
    target_hash: str


def released_units(release: ReleaseRecord) -> dict[str, ReleasedUnit]:
    """The units of a release, from its manifest."""
    listed = json.loads(release.manifest)["units"]
    return {
        u["unit"]: ReleasedUnit(unit=u["unit"], source_hash=u["source_hash"], target_hash=u["target_hash"])
        for u in listed
    }


def is_correction(first: Mapping[str, ReleasedUnit], units: Sequence[Unit]) -> bool:
    """Whether a source is not what was first published: then a release is a correction. It depends on content alone."""
    return [u.source_hash for u in first.values()] != [source_key(unit) for unit in units]


def touched(
    units: Sequence[Unit],
    retired: Sequence[Unit],
    targets: Mapping[str, Target],
    events: Sequence[Event],
    released: Mapping[str, ReleasedUnit],
) -> tuple[Touched, ...]:
    """The units that are not as they were released, in the order of the article; those that are gone come last.

    Another number of a note or a code is no change of a sentence: what only followed its source is not listed.
    """
    history: dict[str, list[Event]] = {}
    for event in events:
        history.setdefault(event.unit, []).append(event)
    groups = grouping(units, texts_of(targets))
    found = []
    for unit in units:
        target = targets.get(unit.id) or Target(unit=unit.id, locale="")
        was = released.get(unit.id)
        signed = target.state is State.APPROVED and target.signature == signature(groups.key(unit), target.text)
        source_before, text_before, followed = _as_released(history.get(unit.id, ()), was)
        if was is None:
            what = "new"
        elif source_key(unit) != was.source_hash:
            what = "source"
        elif signed and followed:
            continue
        else:
            what = "text"
        found.append(
            Touched(
                unit=unit.id,
                what=what,
                state=target.state,
                source=unit.source,
                text=target.text,
                source_before=source_before,
                text_before=text_before,
                next="nobody" if signed else _NEXT.get(target.state, "translator"),
            )
        )
    here = {unit.id for unit in units}
    found += [
        Touched(
            unit=unit.id,
            what="gone",
            state=State.OBSOLETE,
            source="",
            text="",
            source_before=before[0],
            text_before=before[1],
        )
        for unit in retired
        if unit.id in released and unit.id not in here
        for before in (_as_released(history.get(unit.id, ()), released[unit.id]),)
    ]
    return tuple(found)


def _as_released(events: Sequence[Event], was: ReleasedUnit | None) -> tuple[str, str, bool]:
    """The source and the text that were released, and whether the text only followed its source since (or is the same)."""
    source = text = ""
    found: tuple[str, str] = ("", "")
    followed = False
    for event in events:
        source = event.source if event.source is not None else source
        text = event.text if event.text is not None else text
        if was is not None and event.text is not None and digest(text) == was.target_hash:
            found, followed = (source, text), True
        elif event.text is not None and event.action is not Action.CARRY:
            followed = False
    return (*found, followed)
