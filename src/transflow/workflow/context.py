"""One unit in its context: all that a translator or an editor wants to see before deciding on a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from transflow.domain.findings import Finding
from transflow.domain.inline import is_merged
from transflow.domain.places import places
from transflow.domain.revision import Piece, difference
from transflow.domain.states import Event, Target
from transflow.domain.units import Unit
from transflow.errors import N_, UnknownThingError
from transflow.workflow.checking import find, load
from transflow.workflow.entries import note_texts
from transflow.workflow.recall import Hit, Recall, asked_of
from transflow.workflow.workspace import Workspace, choose_articles, choose_locales

if TYPE_CHECKING:
    from transflow.store.records import Suggestion

#: Matches of the memory that are shown.
_MATCHES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class InLocale:
    """A unit in one locale: its target, what stands around it, what was before, and what is offered.

    ``paragraph`` are the texts of the units of its paragraph, "" where there is none. ``before``: the text before the
    present one and what changed, None where there was none. ``source_then``: the source that the target was made for and
    what changed since, None where nothing did. ``terms``: source → admitted targets.
    """

    locale: str
    target: Target
    paragraph: tuple[str, ...]
    before: tuple[str, tuple[Piece, ...]] | None
    source_then: tuple[str, tuple[Piece, ...]] | None
    suggestions: tuple[Suggestion, ...]
    matches: tuple[Hit, ...]
    terms: tuple[tuple[str, tuple[str, ...]], ...]
    findings: tuple[Finding, ...]
    history: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InContext:
    """A unit, the units of its paragraph (itself among them), and the notes that the paragraph cites, by number."""

    name: str
    unit: Unit
    place: str
    paragraph: tuple[Unit, ...]
    notes: Mapping[int, str]
    locales: tuple[InLocale, ...]


def in_context(workspace: Workspace, name: str, unit_id: str, *, locales: Sequence[str] = ()) -> InContext:
    """One unit of an article with all that helps to decide on it. ``unit_id`` may leave out the article's name."""
    chosen = choose_locales(workspace.settings, locales)
    with workspace.store.read() as tx:
        (record,) = choose_articles(tx, [name])
        units, stored = load(tx, [record])[record.id]
        wanted = {unit_id, f"{record.name}/{unit_id}"}
        unit = next((each for each in units if each.id in wanted), None)
        if unit is None:
            raise UnknownThingError(
                name=unit_id, remedy=N_("'transflow show ARTICLE --locale LOCALE' lists the units.")
            )
        offered = [s for s in tx.suggestions.open([record.id]) if s.unit == unit.id]
        past = {locale: tx.targets.events(record.id, locale, unit.id) for locale in chosen}
    paragraph = tuple(each for each in units if each.block == unit.block)
    asked = asked_of(units, besides=record.name)[unit.id]
    least = workspace.settings.suggest_from
    (matches,) = Recall(workspace).matches([asked], chosen, least=least, limit=_MATCHES)
    bodies = note_texts(units)
    cited = dict.fromkeys(number for each in paragraph for number in each.notes)
    mine = []
    for locale in chosen:
        targets = {of: target for (of, loc), target in stored.items() if loc == locale}
        findings = find(workspace, units, targets, locale)
        mine.append(
            InLocale(
                locale=locale,
                target=targets.get(unit.id) or Target(unit=unit.id, locale=locale),
                paragraph=tuple(targets[u.id].text if u.id in targets else "" for u in paragraph),
                before=_before(past[locale]),
                source_then=_source_then(targets.get(unit.id), unit),
                suggestions=tuple(s for s in offered if s.locale == locale),
                matches=tuple(matches.get(locale, ())),
                terms=_terms(workspace, unit, locale),
                findings=tuple(f for f in findings if f.unit == unit.id),
                history=tuple(past[locale]),
            )
        )
    return InContext(
        name=record.name,
        unit=unit,
        place=places(units)[unit.id],
        paragraph=paragraph,
        notes={number: bodies[number] for number in cited if number in bodies},
        locales=tuple(mine),
    )


def _before(events: Sequence[Event]) -> tuple[str, tuple[Piece, ...]] | None:
    """The text before the present one, and what changed."""
    texts: list[str] = []
    for event in events:
        if event.text and (not texts or texts[-1] != event.text):
            texts.append(event.text)
    if len(texts) < 2 or is_merged(texts[-1]):
        return None
    return texts[-2], difference(texts[-2], texts[-1])


def _source_then(target: Target | None, unit: Unit) -> tuple[str, tuple[Piece, ...]] | None:
    if target is None or not target.text or not target.source or target.source == unit.source:
        return None
    return target.source, difference(target.source, unit.source)


def _terms(workspace: Workspace, unit: Unit, locale: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    finder = workspace.ground(locale).terms
    found = [term for one in finder.find(unit.plain) for term in one.terms] if finder else []
    return tuple(dict.fromkeys((term.source, term.admitted(locale)) for term in found))
