"""What a catalogue says to translators besides the text: matches of the memory, and the terms of a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from transflow.domain.match import MatchKind, bare
from transflow.domain.states import SIGNED, State, Target
from transflow.domain.units import Unit
from transflow.formats.catalogues.base import Candidate
from transflow.workflow.recall import Asked, Hit, Recall, asked_of
from transflow.workflow.workspace import Workspace

if TYPE_CHECKING:
    from transflow.store.records import ArticleRecord

#: States in which a translator still looks for words.
_OPEN: Final = frozenset({State.NEW, State.DRAFTED, State.STALE, State.REJECTED})
#: Matches that a catalogue shows for a sentence, and characters of each sentence in them.
_SHOWN: Final = 2
_WIDTH: Final = 240
#: Matches that go into a TMX file for a sentence.
_KEPT: Final = 5

#: Units and targets of articles, as :func:`transflow.workflow.checking.load` reads them.
Loaded = Mapping[int, tuple[list[Unit], dict[tuple[str, str], Target]]]


@dataclass(slots=True)
class Offer:
    """What a catalogue offers for a unit: ``lines`` for the translator, and the same as things for forms that have them."""

    lines: list[str] = field(default_factory=list)
    matches: list[Candidate] = field(default_factory=list)
    terms: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)


#: (article id, locale) → unit id → what is offered.
Offers = dict[tuple[int, str], dict[str, Offer]]


def offers(workspace: Workspace, records: Sequence[ArticleRecord], loaded: Loaded, locales: Sequence[str]) -> Offers:
    """What the catalogues of some articles offer: matches for what is still open, terms for what nobody signed."""
    found: Offers = {(record.id, locale): {} for record in records for locale in locales}
    _add_matches(workspace, records, loaded, locales, found)
    for locale in locales:
        finder = workspace.ground(locale).terms
        if not finder:
            continue
        for record in records:
            units, targets = loaded[record.id]
            for unit in units:
                target = targets.get((unit.id, locale))
                if target is None or target.state not in SIGNED:
                    terms = [term for one in finder.find(unit.plain) for term in one.terms]
                    told = dict.fromkeys(_term(t.source, t.admitted(locale), t.banned(locale)) for t in terms)
                    if told:
                        offer = found[record.id, locale].setdefault(unit.id, Offer())
                        offer.lines.extend(told)
                        offer.terms = list(dict.fromkeys((t.source, t.admitted(locale)) for t in terms))
    return found


def matches_of(workspace: Workspace, record: ArticleRecord, units: Sequence[Unit], locale: str) -> list[Hit]:
    """The matches of all sentences of an article in one locale, each once, in the order of the article."""
    asked = asked_of(units)
    found = Recall(workspace).matches(
        [asked[unit.id] for unit in units], [locale], least=workspace.settings.suggest_from, limit=_KEPT
    )
    hits = {hit.pair.id: hit for by_locale in found for hit in by_locale.get(locale, ())}
    return list(hits.values())


def _add_matches(
    workspace: Workspace, records: Sequence[ArticleRecord], loaded: Loaded, locales: Sequence[str], found: Offers
) -> None:
    recall = Recall(workspace)
    if recall.is_empty():
        return
    wanted: list[tuple[int, Unit, Asked, list[str]]] = []
    for record in records:
        units, targets = loaded[record.id]
        open_in = {unit.id: [loc for loc in locales if _is_open(targets.get((unit.id, loc)))] for unit in units}
        asked = asked_of(units) if any(open_in.values()) else {}
        wanted += [(record.id, unit, asked[unit.id], open_in[unit.id]) for unit in units if open_in[unit.id]]
    matches = recall.matches(
        [asked_for for _, _, asked_for, _ in wanted],
        locales,
        least=workspace.settings.suggest_from,
        limit=_SHOWN,
        exact_is_enough=True,
    )
    for (article_id, unit, _, open_locales), hits in zip(wanted, matches, strict=True):
        for locale in open_locales:
            target = loaded[article_id][1].get((unit.id, locale))
            news = list(_news(hits.get(locale, ()), target.text if target is not None else ""))
            if news:
                found[article_id, locale][unit.id] = Offer([_line(c) for c in news], news)


def _is_open(target: Target | None) -> bool:
    return target is None or target.state in _OPEN


def _news(hits: Iterable[Hit], text: str) -> Iterable[Candidate]:
    for hit in hits:
        match = hit.match
        words = bare(match.target)
        if words == bare(text) and match.kind is not MatchKind.FUZZY:
            continue  # it stands there already
        yield Candidate(source=bare(match.source), target=words, score=match.score, origin=match.origin)


def _line(candidate: Candidate) -> str:
    if candidate.score == 100:
        return f"memory 100 %: {_short(candidate.target)}"
    return f"memory {candidate.score} %: {_short(candidate.source)} → {_short(candidate.target)}"


def _term(source: str, admitted: Sequence[str], banned: Sequence[str]) -> str:
    said = f"term: {source} = {' / '.join(admitted)}" if admitted else f"term: {source}"
    return f"{said}; not: {' / '.join(banned)}" if banned else said


def _short(text: str) -> str:
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1].rstrip()}…"
