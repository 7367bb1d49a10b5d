"""A window of drafting: some articles in one locale, what is open in them, and the commits of drafts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from transflow.domain.groups import grouping, texts_of
from transflow.domain.states import Action, Event, State, Target, advance, apply
from transflow.domain.units import Unit, source_key
from transflow.errors import EngineError
from transflow.store.records import AnswerRecord
from transflow.workflow.asking import Inquiry, Sentence, surroundings
from transflow.workflow.proposing import Proposal
from transflow.workflow.recall import Asked, asked_of
from transflow.workflow.workspace import Workspace

if TYPE_CHECKING:
    from transflow.store.records import ArticleRecord

#: States whose text no person wrote, so that a draft may replace it.
OPEN: Final = frozenset({State.NEW, State.STALE, State.REJECTED})


@dataclass(frozen=True, slots=True)
class Load:
    """What an engine is asked for: sentences, their words, characters with masks, and the price of it."""

    sentences: int = 0
    words: int = 0
    characters: int = 0
    cost: float = 0.0

    def __add__(self, other: Load) -> Load:
        return Load(
            self.sentences + other.sentences,
            self.words + other.words,
            self.characters + other.characters,
            self.cost + other.cost,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """What drafting did for one article and locale, or would do.

    ``by_origin``: drafts by origin; ``bands``: units and their words by how much of them was there before
    (:data:`transflow.workflow.proposing.BANDS`); ``asked``: what each engine is asked for, answers from the cache left
    out; ``left``: units without a draft, and ``errors`` why, by code; ``words``: of all units that were open.
    """

    name: str
    locale: str
    by_origin: Mapping[str, int] = field(default_factory=dict)
    bands: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    asked: Mapping[str, Load] = field(default_factory=dict)
    errors: Mapping[str, int] = field(default_factory=dict)
    left: int = 0
    words: int = 0
    repaired: int = 0


@dataclass(slots=True, kw_only=True)
class Task:
    """One article in one locale while it is being drafted. ``open`` are the units that have no draft yet."""

    record: ArticleRecord
    locale: str
    units: Sequence[Unit]
    targets: dict[str, Target]
    open: dict[str, Unit]
    words: int
    origins: Counter[str] = field(default_factory=Counter)
    bands: dict[str, tuple[int, int]] = field(default_factory=dict)
    asked: dict[str, Load] = field(default_factory=dict)
    errors: dict[str, EngineError] = field(default_factory=dict)
    repaired: int = 0

    def count(self, proposal: Proposal) -> None:
        """Count a draft."""
        self.origins[proposal.origin] += 1
        units, words = self.bands.get(proposal.band, (0, 0))
        self.bands[proposal.band] = (units + 1, words + proposal.unit.words)
        self.repaired += bool(proposal.detail.get("repaired"))

    def result(self) -> Drafted:
        """What was done."""
        return Drafted(
            name=self.record.name,
            locale=self.locale,
            by_origin=dict(self.origins),
            bands=self.bands,
            asked=self.asked,
            errors=Counter(error.code for unit, error in self.errors.items() if unit in self.open),
            left=len(self.open),
            words=self.words,
            repaired=self.repaired,
        )


class Window:
    """Some articles in one locale: what is open in them, and the commits."""

    def __init__(
        self, workspace: Workspace, records: Sequence[ArticleRecord], locale: str, actor: str, dry_run: bool
    ) -> None:
        self.locale = locale
        self._workspace = workspace
        self._actor = actor
        self._dry_run = dry_run
        ids = [record.id for record in records]
        with workspace.store.read() as tx:
            units = tx.units.of(ids)
            targets = {unit: target for (unit, _), target in tx.targets.of(ids, locale).items()}
        self.tasks = [_task(record, locale, units[record.id], targets) for record in records]
        #: Unit id → sentences like it, and what they became: for engines that profit from them.
        self.similar: dict[str, tuple[tuple[str, str], ...]] = {}
        self._by_name = {task.record.name: task for task in self.tasks}

    @property
    def left(self) -> int:
        """Units without a draft."""
        return sum(len(task.open) for task in self.tasks)

    def open_units(self) -> list[Unit]:
        """The units without a draft, in document order."""
        return [unit for task in self.tasks for unit in task.open.values()]

    def is_rejected(self, unit: Unit) -> bool:
        """Whether a person sent the draft of a unit back."""
        target = self._task_of(unit).targets.get(unit.id)
        return target is not None and target.state is State.REJECTED

    def asked(self) -> list[tuple[Unit, Asked]]:
        """The open units, and what the memory is asked for them."""
        found = []
        for task in self.tasks:
            asked = asked_of(task.units) if task.open else {}
            found += [(unit, asked[unit.id]) for unit in task.open.values()]
        return found

    def context(self) -> dict[str, tuple[Unit | None, Unit | None]]:
        """Unit id → the units before and after it in its paragraph, for the open units."""
        return {unit: around for task in self.tasks for unit, around in surroundings(task.units).items()}

    def load(self, name: str, sentence: Sentence, inquiry: Inquiry) -> None:
        """Count a sentence that an engine is asked for, in the article of its first unit."""
        unit = sentence.waiting[0][0]
        asked = self._task_of(unit).asked
        asked[name] = asked.get(name, Load()) + Load(1, unit.words, len(sentence.text), inquiry.cost([sentence]))

    def blame(self, error: EngineError) -> None:
        """Note why none of the open units has a draft."""
        for unit in self.open_units():
            self.blame_unit(unit, error)

    def blame_unit(self, unit: Unit, error: EngineError | None) -> None:
        """Note why a unit has no draft: what concerns the engine says more than what concerns one text."""
        errors = self._task_of(unit).errors
        if error is not None:
            errors[unit.id] = error

    def take(self, proposals: Iterable[Proposal]) -> None:
        """Count drafts and close their units."""
        for proposal in proposals:
            task = self._task_of(proposal.unit)
            task.open.pop(proposal.unit.id, None)
            task.count(proposal)

    def settle(self, proposals: Iterable[Proposal], answers: Sequence[AnswerRecord] = ()) -> None:
        """Write drafts, and answers of engines with them; in a dry run only count. What changed meanwhile is left out."""
        proposed = list(proposals)
        if self._dry_run:
            self.take(proposed)
            return
        if not proposed and not answers:
            return
        with self._workspace.store.write() as tx:
            tx.answers.add(answers)
            ids = [p.unit.id for p in proposed]
            beside = tx.units.beside(ids)
            current = tx.targets.get([u.id for several in beside.values() for u in several], self.locale)
            changes = list(self._changes(proposed, beside, current))
            tx.targets.record(changes)
        written = {event.unit for _, event, _ in changes}
        for _, _, target in changes:
            self._by_name[target.unit.rpartition("/")[0]].targets[target.unit] = target
        self.take(p for p in proposed if p.unit.id in written)
        for proposal in proposed:  # what changed meanwhile is somebody else's now
            self._task_of(proposal.unit).open.pop(proposal.unit.id, None)

    def _changes(
        self, proposals: Sequence[Proposal], beside: Mapping[int, Sequence[Unit]], current: Mapping[str, Target]
    ) -> Iterator[tuple[int, Event, Target]]:
        now = self._workspace.now()
        texts = texts_of(current)
        groups = {article_id: grouping(units, texts) for article_id, units in beside.items()}
        # The key leaves numbers out, and the text of a proposal has them.
        stands = {u.id: (i, u.source, source_key(u)) for i, units in beside.items() for u in units}
        for proposal in proposals:
            unit = proposal.unit
            target = current.get(unit.id) or Target(unit=unit.id, locale=self.locale)
            article_id, *source = stands.get(unit.id, (0, "", ""))
            if not _is_open(target) or source != [unit.source, source_key(unit)]:
                continue
            event = advance(
                target,
                Action.DRAFT,
                actor=self._actor,
                at=now,
                text=proposal.text,
                origin=proposal.origin,
                source=unit.source,
                source_key=groups[article_id].key(unit),
                detail=proposal.detail,
            )
            target = apply(target, event)
            yield article_id, event, target
            if proposal.confirmed_by:
                confirmed = advance(
                    target, Action.CONFIRM, actor=proposal.confirmed_by, at=now, detail={"match": proposal.band}
                )
                yield article_id, confirmed, apply(target, confirmed)

    def _task_of(self, unit: Unit) -> Task:
        return self._by_name[unit.id.rpartition("/")[0]]


def _task(record: ArticleRecord, locale: str, units: Sequence[Unit], targets: Mapping[str, Target]) -> Task:
    mine = {unit.id: targets[unit.id] for unit in units if unit.id in targets}
    open_ = {unit.id: unit for unit in units if _is_open(mine.get(unit.id))}
    words = sum(unit.words for unit in open_.values())
    return Task(record=record, locale=locale, units=units, targets=mine, open=open_, words=words)


def _is_open(target: Target | None) -> bool:
    """Whether a draft may be written: nothing there yet, or a machine's text that went stale or was rejected."""
    if target is None or target.state is State.NEW:
        return True
    return target.state in OPEN and target.origin != "human" and not target.editor
