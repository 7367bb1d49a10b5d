"""Analysis: how many words of an article were there before, in the bands that translators are paid by.

What counts is the memory without the article's own pairs, and the articles that are analysed together: a sentence that
comes again is a repetition, one that is like an earlier one is in that one's band (an internal match).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from transflow.domain.match import BANDS, LEAST, MatchKind, band, compared, score
from transflow.workflow.recall import Asked, Recall, asked_of
from transflow.workflow.workspace import Workspace, batches, choose_articles, choose_locales

if TYPE_CHECKING:
    from transflow.domain.units import Unit

#: Earlier sentences of the batch that are looked at for each.
_INTERNAL = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysed:
    """One article in one locale: band (:data:`transflow.domain.match.BANDS`) → (units, source words)."""

    name: str
    locale: str
    bands: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def words(self) -> int:
        """All source words."""
        return sum(words for _, words in self.bands.values())


def analyse(workspace: Workspace, names: Sequence[str] = (), *, locales: Sequence[str] = ()) -> list[Analysed]:
    """The bands of articles (all where ``names`` is empty), article by article, locale by locale."""
    chosen = choose_locales(workspace.settings, locales)
    with workspace.store.read() as tx:
        records = choose_articles(tx, names)
    sentences: list[tuple[str, Unit, Asked]] = []
    for some in batches(records):
        with workspace.store.read() as tx:
            units = tx.units.of([record.id for record in some])
        for record in some:
            asked = asked_of(units[record.id], besides=record.name)
            sentences += [(record.name, unit, asked[unit.id]) for unit in units[record.id]]
    counts = {(record.name, locale): dict.fromkeys(BANDS, (0, 0)) for record in records for locale in chosen}
    first: dict[str, int] = {}
    for place, (_, _, asked_for) in enumerate(sentences):
        first.setdefault(asked_for.key, place)
    fresh = [(place, sentences[place][2]) for place in first.values()]
    internal = _internal(fresh)
    found = Recall(workspace).matches([one for _, one in fresh], chosen, limit=1, exact_is_enough=True)
    best: dict[int, dict[str, str]] = {}
    for (place, _), hits in zip(fresh, found, strict=True):
        best[place] = {}
        for locale in chosen:
            match = hits[locale][0].match if hits.get(locale) else None
            points = match.score if match is not None else 0
            kind = match.kind if match is not None else None
            inside = internal.get(place, 0)
            best[place][locale] = band(kind, points) if points >= inside or points == 100 else _band_of(inside)
        workspace.progress("analyse", len(best), len(fresh))
    for place, (name, unit, asked_for) in enumerate(sentences):
        for locale in chosen:
            where = best[place][locale] if first[asked_for.key] == place else "repetition"
            units_so_far, words = counts[name, locale][where]
            counts[name, locale][where] = (units_so_far + 1, words + unit.words)
    return [Analysed(name=name, locale=locale, bands=bands) for (name, locale), bands in counts.items()]


def _band_of(points: int) -> str:
    """The band of an internal match."""
    return band(MatchKind.FUZZY, points)


def _internal(fresh: Sequence[tuple[int, Asked]]) -> dict[int, int]:
    """Place of a sentence → the score of the earlier one in the batch that is most like it, where that is a match."""
    from transflow.memory.index import Index

    if len(fresh) < 2:
        return {}
    words = [compared(asked.source) for _, asked in fresh]
    index = Index.of(list(enumerate(words)))
    best: dict[int, int] = {}
    for n, hits in enumerate(index.search_many(words, LEAST / 100, _INTERNAL)):
        points = [score(likeness, fresh[n][1].source, fresh[m][1].source) for m, likeness in hits if m < n]
        if points and max(points) >= LEAST:
            best[fresh[n][0]] = max(points)
    return best
