"""Corrections: what was touched since the latest release, so that exactly that is looked at and signed again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from transflow.domain.article import Article
from transflow.domain.groups import grouping, texts_of
from transflow.domain.revision import Piece, difference, said, words_hash
from transflow.domain.states import Action, Event, State, Target, apply, signature
from transflow.domain.units import Unit, source_key
from transflow.formats.documents import reader_for
from transflow.workflow.checking import load
from transflow.workflow.workspace import Workspace, choose_articles, choose_locales

if TYPE_CHECKING:
    from transflow.store.database import Transaction
    from transflow.store.records import ArticleRecord, ReleaseRecord

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
        latest = tx.releases.latest([record.id], manifests=True)
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
    """What a manifest says of one unit: hashes of its source with note identities, of its words alone, and its signature.

    ``words_hash`` is "" in manifests that were written before there was one.
    """

    unit: str
    source_hash: str
    words_hash: str
    signature: str


def released_units(release: ReleaseRecord) -> dict[str, ReleasedUnit]:
    """The units of a release, from its manifest."""
    listed = json.loads(release.manifest)["units"]
    return {
        u["unit"]: ReleasedUnit(
            unit=u["unit"],
            source_hash=u["source_hash"],
            words_hash=u.get("words_hash", ""),
            signature=u["signature"],
        )
        for u in listed
    }


def is_correction(
    workspace: Workspace,
    tx: Transaction,
    record: ArticleRecord,
    first: ReleaseRecord,
    article: Article,
    units: Sequence[Unit],
) -> bool:
    """Whether an ``article`` says something else than when it was ``first`` published: a release of it is a correction.

    It depends on content alone, and stays so for every later release, until the first source is back. How the words are
    cut into sentences, by a newer transflow or by hand, is nobody's correction.
    """
    published = json.loads(first.manifest)["source"]
    if published["sha256"] == record.revision.digest:
        return False
    if [unit.words_hash for unit in released_units(first).values()] == [words_hash(unit) for unit in units]:
        return False
    revision = next(r for r in tx.articles.revisions(record.id) if r.number == first.revision)
    content = tx.articles.content(record.id, revision.number)
    then = reader_for(PurePosixPath(published["path"]).suffix).read(content, workspace.anatomy(revision.main))
    return said(then) != said(article)


def touched(
    units: Sequence[Unit],
    retired: Sequence[Unit],
    targets: Mapping[str, Target],
    events: Sequence[Event],
    released: Mapping[str, ReleasedUnit],
) -> tuple[Touched, ...]:
    """The units that are not as they were released, in the order of the article; those that are gone come last.

    White space, quotes, other numbers of notes and codes are no change of a sentence: what was carried is not listed.
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
        elif signed and followed:
            continue
        else:
            what = "source" if source_key(unit) != was.source_hash else "text"
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


#: What a person does not have to look at: a text that followed its source, and words about it.
_NO_CHANGE: Final = frozenset({Action.CARRY, Action.REMARK, Action.ANSWER})


def _as_released(events: Sequence[Event], was: ReleasedUnit | None) -> tuple[str, str, bool]:
    """The source and the text that were released, and whether nobody had to do anything about it since."""
    if was is None or not events:
        return "", "", False
    target = Target(unit=was.unit, locale=events[0].locale)
    source = text = ""
    followed = False
    for event in events:
        target = apply(target, event)
        if target.state is State.APPROVED and target.signature == was.signature:
            source, text, followed = target.source, target.text, True
        elif event.action not in _NO_CHANGE:
            followed = False
    return source, text, followed
