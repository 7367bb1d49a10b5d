"""The sheet: every fact of an article with what stands for it in each locale, mismatches first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from transflow.domain.article import BlockKind
from transflow.domain.facts.finding import Fact, FactKind, facts, named_words
from transflow.domain.facts.matching import Counterpart, Verdict, counterpart
from transflow.domain.groups import grouping
from transflow.domain.inline import is_merged, without_markers
from transflow.domain.language import profile
from transflow.domain.segmentation import is_citation
from transflow.domain.states import State, Target
from transflow.domain.terms import Finder, Term
from transflow.domain.units import Unit

_RANK: Final = {verdict: place for place, verdict in enumerate(Verdict)}
_NOTHING: Final = Counterpart(text="", verdict=Verdict.UNTRANSLATED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One fact of a unit, and its counterparts by locale."""

    unit: Unit
    fact: Fact
    counterparts: Mapping[str, Counterpart]

    @property
    def worst(self) -> Verdict:
        """The verdict that matters."""
        return min((c.verdict for c in self.counterparts.values()), key=_RANK.__getitem__, default=Verdict.SAME)


def sheet(
    units: Sequence[Unit],
    targets: Mapping[str, Mapping[str, Target]],
    *,
    source_locale: str = "en",
    terms: Sequence[Term] = (),
) -> list[Row]:
    """The facts of an article, those that differ first, then in document order.

    ``targets``: locale → unit id → target. Sentences that were merged into one text are looked up in that text.
    """
    source = profile(source_locale)
    texts = {locale: _texts(units, mine) for locale, mine in targets.items()}
    finder = Finder(terms, source)
    names = set().union(*(named_words(unit.plain) for unit in units)) if units else set()
    rows: list[Row] = []
    for unit in units:
        if unit.kind is BlockKind.FURNITURE:
            continue
        words = unit.plain
        citation = unit.kind is BlockKind.NOTE and is_citation(unit.source)
        known = [(found.start, found.end, found.terms) for found in finder.find(words)] if finder else []
        for fact in facts(words, source, names=names, citation=citation):
            term = next((ts for start, end, ts in known if start <= fact.start < end), ())
            found = {}
            for locale, mine in texts.items():
                text = mine.get(unit.id, "")
                admitted = tuple(t for one in term for t in one.admitted(locale)) if fact.kind is FactKind.NAME else ()
                found[locale] = counterpart(fact, words, text, profile(locale), admitted=admitted) if text else _NOTHING
            rows.append(Row(unit=unit, fact=fact, counterparts=found))
    return sorted(rows, key=lambda row: _RANK[row.worst])  # stable: then in document order


def _texts(units: Sequence[Unit], targets: Mapping[str, Target]) -> dict[str, str]:
    """Unit id → the text that stands for it, markers left out; a unit that was merged has its head's."""
    plain = {unit: target.text for unit, target in targets.items() if target.state is not State.OBSOLETE}
    result: dict[str, str] = {}
    for head, members in grouping(units, plain).members.items():
        result |= dict.fromkeys((member.id for member in members), plain.get(head, ""))
    for unit in units:
        if unit.id not in result and not is_merged(plain.get(unit.id, "")):
            result[unit.id] = plain.get(unit.id, "")
    return {unit: without_markers(text) for unit, text in result.items()}
