"""Comparing engines: a sample of sentences drafted by several, side by side, without touching any state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transflow.domain.language import profile
from transflow.domain.states import State
from transflow.domain.statistics import unnumbered
from transflow.domain.units import Unit
from transflow.errors import EngineError
from transflow.workflow.appraising import appraise
from transflow.workflow.asking import Answered, Inquiry, restored, surroundings
from transflow.workflow.effort import Edits, edits
from transflow.workflow.proposing import ruled
from transflow.workflow.workspace import T, Workspace, choose_articles, choose_locales

#: Sentences in a sample where nobody says how many.
SAMPLE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """What one engine made of one unit: its text (with markers), or the error. ``risk`` as of a draft."""

    engine: str
    text: str = ""
    error: EngineError | None = None
    milliseconds: int = 0
    cost: float = 0.0
    risk: float | None = None
    edits: Edits | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One unit of the sample with what each engine made of it, in the order asked for; ``approved``: a person's text."""

    unit: str
    locale: str
    source: str
    approved: str
    renderings: tuple[Rendering, ...]


def compare(
    workspace: Workspace,
    names: Sequence[str] = (),
    *,
    locales: Sequence[str] = (),
    engines: Sequence[str],
    sample: int = SAMPLE,
    dry_run: bool = False,
) -> list[Compared]:
    """Draft up to ``sample`` units a locale, spread evenly over the articles, with each engine.

    Answers go into the cache, as those of drafting do; in a dry run nobody is asked and only the sample is told.
    """
    chosen = choose_locales(workspace.settings, locales)
    made = {name: workspace.engine(name) for name in dict.fromkeys(engines)}
    units, context = _sample(workspace, names, chosen[0], sample)
    compared: list[Compared] = []
    try:
        for locale in chosen:
            with workspace.store.read() as tx:
                targets = tx.targets.get([unit.id for unit in units], locale)
            approved = {id_: t.text for id_, t in targets.items() if t.state is State.APPROVED}
            columns: dict[str, dict[str, Rendering]] = {}
            for done, (name, engine) in enumerate(made.items() if not dry_run else ()):
                workspace.progress(f"{locale} {name}", done, len(made))
                inquiry = Inquiry(workspace, name, engine, locale)
                columns[name] = _renderings(workspace, inquiry, units, context, locale, approved)
            compared += [
                Compared(
                    unit=unit.id,
                    locale=locale,
                    source=unit.source,
                    approved=approved.get(unit.id, ""),
                    renderings=tuple(column[unit.id] for column in columns.values()),
                )
                for unit in units
            ]
    finally:
        for engine in made.values():
            engine.close()
    return compared


def _sample(
    workspace: Workspace, names: Sequence[str], locale: str, size: int
) -> tuple[list[Unit], dict[str, tuple[Unit | None, Unit | None]]]:
    """Units for a comparison, the same each time: from articles spread evenly, and evenly from these."""
    with workspace.store.read() as tx:
        records = _spread(choose_articles(tx, names), size)
        of = tx.units.of([record.id for record in records])
    wanted: list[Unit] = []
    context: dict[str, tuple[Unit | None, Unit | None]] = {}
    for units in of.values():
        settled = {p.unit.id for p in ruled(units, profile(locale))}
        wanted += [unit for unit in units if unit.words and unit.id not in settled]
        context |= surroundings(units)
    return _spread(wanted, size), context


def _spread(items: Sequence[T], size: int) -> list[T]:
    count = min(size, len(items))
    return [items[n * len(items) // count] for n in range(count)]


def _renderings(
    workspace: Workspace,
    inquiry: Inquiry,
    units: Sequence[Unit],
    context: dict[str, tuple[Unit | None, Unit | None]],
    locale: str,
    approved: dict[str, str],
) -> dict[str, Rendering]:
    sentences = inquiry.sentences(units, context)
    answered = inquiry.known(sentences)
    done = {one.sentence.key for one in answered}
    for some in inquiry.ask([s for s in sentences if s.key not in done]):
        answered += some
    with workspace.store.write() as tx:
        tx.answers.add([one.record for one in answered if one.record is not None and not one.cached])
    return {
        unit: rendering
        for one in answered
        for unit, rendering in _of(workspace, inquiry.name, one, locale, approved).items()
    }


def _of(
    workspace: Workspace, name: str, answered: Answered, locale: str, approved: dict[str, str]
) -> dict[str, Rendering]:
    record = answered.record
    if record is None:
        return {unit.id: Rendering(engine=name, error=answered.error) for unit, _ in answered.sentence.waiting}
    renderings = {}
    for unit, masked in answered.sentence.waiting:
        draft = restored(unit, masked, record.text, profile(locale))
        final = approved.get(unit.id)
        renderings[unit.id] = Rendering(
            engine=name,
            text=draft.text,
            milliseconds=record.milliseconds,
            cost=record.cost,
            risk=appraise(workspace, unit, draft, locale).score,
            edits=edits(unnumbered(draft.text), unnumbered(final)) if final is not None else None,
        )
    return renderings
