"""Drafting: a cascade of repetition, exact memory, rules for notes, and engines; each commit is a resume point.

Articles are worked off in windows, so that memory stays flat however many there are, and an engine is asked for the
sentences of a whole window at once, so that it never waits for a short article. No transaction is open meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Final

from transflow.domain.language import HOUSE, profile
from transflow.domain.match import bare, compared
from transflow.domain.people import Right
from transflow.domain.states import State
from transflow.domain.statistics import MACHINE
from transflow.errors import BadOutputError, EngineError, NoEngineError, TooLongError
from transflow.store.records import AnswerRecord
from transflow.workflow.appraising import appraise
from transflow.workflow.asking import Answered, Inquiry, restored
from transflow.workflow.proposing import Proposal, remembered, repetitions, ruled
from transflow.workflow.recall import Recall
from transflow.workflow.windows import OPEN, Drafted, Window
from transflow.workflow.workspace import Workspace, authorise, batches, choose_articles, choose_locales

if TYPE_CHECKING:
    from transflow.engines.base import Engine
    from transflow.store.records import ArticleRecord

#: A commit holds at most so many sentences, and none waits longer for one (seconds): what a crash may cost.
COMMIT_SIZE: Final = 64
COMMIT_PATIENCE: Final = 0.5
#: Nonsense for a sentence is that sentence's affair; for so many, and nothing else, it is the engine's.
_MANY: Final = 10
#: Similar sentences that an engine is shown, the most alike first.
_SIMILAR: Final = 3


def draft(
    workspace: Workspace,
    names: Sequence[str] = (),
    *,
    locales: Sequence[str] = (),
    engines: Sequence[str] = (),
    actor: str,
    dry_run: bool = False,
) -> list[Drafted]:
    """Draft every unit that has no text of a person's.

    Raises :class:`NoEngineError` where units are left because no engine could be reached; what the cascade found before
    is committed by then.
    """
    with workspace.store.read() as tx:
        records = choose_articles(tx, names)
    chosen = choose_locales(workspace.settings, locales)
    if not dry_run:
        with workspace.store.write() as tx:
            for locale in chosen:
                authorise(tx, actor, Right.DRAFT, locale)
    crew = _Crew(workspace, tuple(engines) or workspace.settings.engines)
    run = _Run(workspace, crew, actor, dry_run, total=_open_units(workspace, records, chosen))
    try:
        for locale in chosen:
            for window in batches(records):
                run.window(window, locale)
    finally:
        crew.close()
    results = sorted(run.results, key=_order(records, chosen))
    if not dry_run:
        left = [error for error in run.errors.values() if not isinstance(error, TooLongError | BadOutputError)]
        drafted = any(origin.startswith(MACHINE) for r in results for origin in r.by_origin)
        if not left and not drafted and sum(r.left for r in results) >= _MANY:
            left = list(run.errors.values())
        if left:
            raise _no_engine(left, results)
    return results


def _no_engine(errors: Sequence[EngineError], results: Sequence[Drafted]) -> NoEngineError:
    """Why sentences are left; where there is one reason only, its remedy is the remedy."""
    reasons = tuple(errors)
    only = reasons[0] if len(reasons) == 1 else None
    fields = {**(only.fields if only else {}), "kept": sum(sum(r.by_origin.values()) for r in results)}
    return NoEngineError(remedy=only.remedy if only else "", results=results, reasons=reasons, fields=fields)


def _order(records: Sequence[ArticleRecord], locales: Sequence[str]) -> Callable[[Drafted], tuple[int, int]]:
    place = {record.name: n for n, record in enumerate(records)}
    return lambda result: (locales.index(result.locale), place[result.name])


def _open_units(workspace: Workspace, records: Sequence[ArticleRecord], locales: Sequence[str]) -> int:
    """How many units may be drafted, by the count table: for the progress alone."""
    ids = {record.id for record in records}
    with workspace.store.read() as tx:
        settled = sum(
            row.units
            for row in tx.targets.tally()
            if row.article_id in ids and row.locale in locales and row.state not in (*OPEN, State.OBSOLETE)
        )
        return len(locales) * sum(total.units for i, total in tx.targets.totals().items() if i in ids) - settled


class _Crew:
    """The engines of a chain and the one for second opinions, each made once. ``failures``: those that cannot be asked."""

    def __init__(self, workspace: Workspace, chain: Sequence[str]) -> None:
        self.chain = tuple(dict.fromkeys(chain))
        self.failures: dict[str, EngineError] = {}
        self.engines: dict[str, Engine] = {}
        second = workspace.settings.second_opinion
        for name in dict.fromkeys((*self.chain, *([second] if second else ()))):
            # Made before any work, so that a misspelt name or setting stops nothing half-way; making one starts nothing.
            try:
                workspace.policy(name)
                self.engines[name] = workspace.engine(name)
            except EngineError as error:
                self.failures[name] = error

    @property
    def uses_context(self) -> bool:
        """Whether one of the engines profits from more than the sentence itself."""
        return any(engine.capabilities.uses_context for engine in self.engines.values())

    def close(self) -> None:
        """Close all of them."""
        for engine in self.engines.values():
            engine.close()


class _Run:
    """One call of :func:`draft`: window after window, and what came of it. ``errors``: why units were left."""

    def __init__(self, workspace: Workspace, crew: _Crew, actor: str, dry_run: bool, *, total: int) -> None:
        self.results: list[Drafted] = []
        self.errors: dict[tuple[type[EngineError], str], EngineError] = {}
        self._workspace = workspace
        self._crew = crew
        self._actor = actor
        self._dry_run = dry_run
        self._done, self._total = 0, total
        self._spent = 0.0
        self._recall = Recall(workspace)
        #: Kept from window to window: an engine that was given up for a locale stays so, and keeps its rate.
        self._inquiries: dict[tuple[str, str], Inquiry] = {}

    def window(self, records: Sequence[ArticleRecord], locale: str) -> None:
        """Draft some articles in one locale."""
        window = Window(self._workspace, records, locale, self._actor, self._dry_run)
        before = window.left
        window.settle(p for task in window.tasks for p in repetitions(task.units, task.targets, task.open.values()))
        window.settle(self._remembered(window))
        style = self._workspace.settings.citations.get(locale, HOUSE)
        window.settle(ruled(window.open_units(), profile(locale), style))
        self._tell(locale, before - window.left)
        for name in self._crew.chain:
            if not window.left:
                break
            if name in self._crew.failures:
                window.blame(self._crew.failures[name])
            elif self._dry_run:
                self._plan(window, name)
            else:
                self._ask(window, name)
        if not self._dry_run:
            window.settle(p for task in window.tasks for p in repetitions(task.units, task.targets, task.open.values()))
        for task in window.tasks:
            self.results.append(task.result())
            self.errors |= {(type(e), str(e)): e for unit, e in task.errors.items() if unit in task.open}

    def _remembered(self, window: Window) -> list[Proposal]:
        """Drafts from the memory; what is alike, but not enough for a draft, is kept for engines that profit from it."""
        settings = self._workspace.settings
        shown = settings.suggest_from if self._crew.uses_context else settings.draft_from
        units = window.asked()
        found = self._recall.matches(
            [asked for _, asked in units],
            [window.locale],
            least=min(settings.draft_from, shown),
            limit=_SIMILAR,
            exact_is_enough=True,
        )
        proposals = []
        for (unit, _), by_locale in zip(units, found, strict=True):
            hits = by_locale.get(window.locale, ())
            proposal = remembered(unit, hits, least=settings.draft_from, in_context=settings.in_context)
            if proposal is not None:
                proposals.append(proposal)
            elif hits:
                window.similar[unit.id] = tuple((compared(h.match.source), bare(h.match.target)) for h in hits)
        return proposals

    def _inquiry(self, name: str, locale: str) -> Inquiry:
        """The one engine asked for the one locale."""
        if (name, locale) not in self._inquiries:
            self._inquiries[name, locale] = Inquiry(self._workspace, name, self._crew.engines[name], locale)
        return self._inquiries[name, locale]

    def _plan(self, window: Window, name: str) -> None:
        """What would be asked of an engine: everything that is left, if it knows the languages."""
        if not self._crew.engines[name].supports(self._workspace.settings.source, window.locale):
            return
        inquiry = self._inquiry(name, window.locale)
        sentences = inquiry.sentences(window.open_units(), window.context(), window.similar)
        known = {answered.sentence.key for answered in inquiry.known(sentences)}
        for sentence in sentences:
            if sentence.key not in known:
                window.load(name, sentence, inquiry)
            for n, (unit, _) in enumerate(sentence.waiting):
                band = "repetition" if n else "machine"
                window.take([Proposal(unit=unit, text=unit.source, origin=f"mt:{name}", band=band)])

    def _ask(self, window: Window, name: str) -> None:
        """Ask one engine for everything that is left, and commit what comes."""
        second = self._second_opinions(window, name)
        inquiry = self._inquiry(name, window.locale)
        sentences = inquiry.sentences(window.open_units(), window.context(), window.similar)
        # What a person rejected is asked for anew: an engine that changed its mind is better than the same again.
        known = inquiry.known([s for s in sentences if not any(window.is_rejected(unit) for unit, _ in s.waiting)])
        for some in batches(known, 8 * COMMIT_SIZE):
            self._keep(window, inquiry, some, second)
        done = {answered.sentence.key for answered in known}
        pending: list[Answered] = []
        since = monotonic()
        try:
            for answered in inquiry.ask([s for s in sentences if s.key not in done]):
                pending += answered
                if pending and (len(pending) >= COMMIT_SIZE or monotonic() - since >= COMMIT_PATIENCE):
                    self._keep(window, inquiry, pending, second)
                    pending, since = [], monotonic()
        finally:  # Ctrl-C too: what was answered was paid for
            self._keep(window, inquiry, pending + inquiry.late(), second)

    def _second_opinions(self, window: Window, name: str) -> dict[str, str]:
        """Unit id → what another engine makes of it, where the settings want one asked besides. Its answers are kept."""
        second = self._workspace.settings.second_opinion
        if second in (name, "") or second in self._crew.failures:
            return {}
        inquiry = self._inquiry(second, window.locale)
        sentences = inquiry.sentences(window.open_units(), window.context(), window.similar)
        answered = inquiry.known(sentences)
        done = {one.sentence.key for one in answered}
        fresh: list[Answered] = []
        try:
            for some in inquiry.ask([s for s in sentences if s.key not in done]):
                fresh += some
                self._tell(f"{window.locale} {second}", 0)
        finally:
            fresh += inquiry.late()
            with self._workspace.store.write() as tx:
                tx.answers.add([one.record for one in fresh if one.record is not None])
        for one in fresh:
            if one.record is not None:
                window.load(second, one.sentence, inquiry)
                self._spent += one.record.cost
        return {
            unit.id: restored(unit, masked, one.record.text, profile(window.locale)).text
            for one in (*answered, *fresh)
            if one.record is not None
            for unit, masked in one.sentence.waiting
        }

    def _keep(
        self,
        window: Window,
        inquiry: Inquiry,
        answered: Sequence[Answered],
        second: Mapping[str, str],
    ) -> None:
        """Commit answers together with the drafts that are made of them."""
        proposals: list[Proposal] = []
        records: list[AnswerRecord] = []
        for one in answered:
            if one.record is None:
                for unit, _ in one.sentence.waiting:
                    window.blame_unit(unit, one.error)
                continue
            if not one.cached:
                records.append(one.record)
                window.load(inquiry.name, one.sentence, inquiry)
                self._spent += one.record.cost
            proposals += self._proposals(inquiry, one, one.record, window.locale, second)
        before = window.left
        window.settle(proposals, records)
        self._tell(f"{window.locale} {inquiry.name}", before - window.left)

    def _proposals(
        self,
        inquiry: Inquiry,
        answered: Answered,
        record: AnswerRecord,
        locale: str,
        second: Mapping[str, str],
    ) -> Iterator[Proposal]:
        """A draft for each unit that waits for a sentence; only the first of them was asked for."""
        for n, (unit, masked) in enumerate(answered.sentence.waiting):
            draft = restored(unit, masked, record.text, profile(locale))
            risk = appraise(self._workspace, unit, draft, locale, other=second.get(unit.id))
            asked = not (n or answered.cached)
            detail = {
                "engine": record.fingerprint,
                "answer": record.key,
                "milliseconds": str(record.milliseconds if asked else 0),
                "cost": f"{record.cost if asked else 0.0:.6f}",
                "risk": f"{risk.score:.3f}",
                "risks": " ".join(code for code, _ in risk.reasons),
            }
            if draft.lost:
                detail["repaired"] = " ".join(draft.lost)
            band = "repetition" if n else "machine"
            yield Proposal(unit=unit, text=draft.text, origin=f"mt:{inquiry.name}", band=band, detail=detail)

    def _tell(self, label: str, done: int) -> None:
        self._done += done
        if self._spent:
            label += f" {self._spent:.2f} {self._workspace.settings.currency}"
        self._workspace.progress(label, min(self._done, self._total), self._total)
