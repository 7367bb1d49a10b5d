"""Looking sentences up in the translation memory: exact by key, adapted by pattern, fuzzy by the index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from transflow.domain.adaptation import adapted, pattern
from transflow.domain.codes import Code, codes_shown
from transflow.domain.inline import find_markers
from transflow.domain.language import profile
from transflow.domain.match import (
    ADAPTED,
    LEAST,
    Match,
    MatchKind,
    canonical,
    compared,
    penalty,
    score,
)
from transflow.domain.units import Unit, memory_key

if TYPE_CHECKING:
    from transflow.memory.index import Index
    from transflow.store.records import MemoryPair
    from transflow.workflow.workspace import Workspace

#: The folder of the index, below ``.transflow/``.
FOLDER: Final = "memory"
#: Sentences that one question to the index and one to the database are about.
_TOGETHER: Final = 256
#: Sentences that the index is asked for beyond those wanted: some have no target in a locale.
_SPARE: Final = 3

_ORDER: Final = {kind: place for place, kind in enumerate(MatchKind)}


@dataclass(frozen=True, slots=True)
class Asked:
    """A sentence that is looked up: canonical (:func:`transflow.domain.match.canonical`), its memory key, and those of its
    neighbours ("" for none). Pairs of the article ``besides`` do not count.
    """

    source: str
    key: str
    before: str = ""
    after: str = ""
    besides: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A match and the stored pair that it is from."""

    match: Match
    pair: MemoryPair


@dataclass(slots=True)
class Recall:
    """Lookups in the memory of one workspace; its index is opened when a lookup first needs it."""

    workspace: Workspace
    _empty: bool | None = field(default=None)

    def matches(
        self,
        asked: Sequence[Asked],
        locales: Sequence[str],
        *,
        least: int = LEAST,
        limit: int = 5,
        exact_is_enough: bool = False,
    ) -> Iterator[dict[str, list[Hit]]]:
        """For each sentence, locale → its matches from ``least`` on, the best first; locales without any are missing.

        ``exact_is_enough``: the index is not asked for a sentence that has an exact match in every locale. ``least`` of
        100 never asks it.
        """
        for start in range(0, len(asked), _TOGETHER):
            yield from self._some(asked[start : start + _TOGETHER], locales, least, limit, exact_is_enough)

    def _some(
        self, asked: Sequence[Asked], locales: Sequence[str], least: int, limit: int, exact_is_enough: bool
    ) -> Iterator[dict[str, list[Hit]]]:
        language = self.workspace.settings.source
        with self.workspace.store.read() as tx:
            exact = tx.memory.exact(language, {one.key for one in asked}, locales)
        found = [_exact_hits(one, exact.get(one.key, ()), limit) for one in asked]
        if least <= 99:
            unsettled = [n for n, hits in enumerate(found) if not exact_is_enough or len(hits) < len(locales)]
            others = self._others([asked[n] for n in unsettled], locales, least, limit)
            for n, more in zip(unsettled, others, strict=True):
                for locale, hits in more.items():
                    found[n][locale] = (found[n].get(locale, []) + hits)[:limit]
        yield from found

    def _others(
        self, asked: Sequence[Asked], locales: Sequence[str], least: int, limit: int
    ) -> Iterator[dict[str, list[Hit]]]:
        """Adapted and fuzzy matches."""
        if not asked or self.is_empty():
            yield from ({} for _ in asked)
            return
        index = self.workspace.index(self.workspace.settings.source)
        source = profile(self.workspace.settings.source)
        words = [compared(one.source) for one in asked]
        alike = index.search_many(words, least / 100, limit + _SPARE)
        patterns = [pattern(text, source) for text in words]
        same = [index.same_pattern(each) if each is not None else [] for each in patterns]
        with self.workspace.store.read() as tx:
            ids = {i for found in alike for i, _ in found} | {i for found in same for i in found}
            pairs = tx.memory.of_sources(ids, locales)
        for one, found, with_pattern in zip(asked, alike, same, strict=True):
            hits: dict[str, list[Hit]] = {}
            for id_ in with_pattern:
                for pair in pairs.get(id_, ()):
                    hit = self._adapted_hit(one, pair)
                    if hit is not None:
                        hits.setdefault(pair.locale, []).append(hit)
            taken = {hit.pair.id for several in hits.values() for hit in several}
            for id_, similarity in found:
                for pair in pairs.get(id_, ()):
                    points = score(similarity, one.source, pair.source)
                    if points >= least and pair.key != one.key and pair.id not in taken and _counts(one, pair):
                        hits.setdefault(pair.locale, []).append(_hit(one, pair, MatchKind.FUZZY, points, pair.target))
            yield {locale: _best(several, limit) for locale, several in hits.items()}

    def is_empty(self) -> bool:
        """Whether the memory holds nothing: then nobody needs an index, nor NumPy."""
        if self._empty is not False:
            with self.workspace.store.read() as tx:
                self._empty = not tx.memory.sources(self.workspace.settings.source, 0, 1)
        return self._empty

    def _adapted_hit(self, asked: Asked, pair: MemoryPair) -> Hit | None:
        if pair.key == asked.key or not _counts(asked, pair) or penalty(asked.source, pair.source):
            return None
        source = profile(self.workspace.settings.source)
        text = adapted(pair.source, pair.target, asked.source, source, profile(pair.locale))
        return None if text is None else _hit(asked, pair, MatchKind.ADAPTED, ADAPTED, text)


def asked_of(units: Sequence[Unit], *, besides: str = "") -> dict[str, Asked]:
    """Unit id → what is looked up for it, for the units of an article in order."""
    keys = [memory_key(unit.source, unit.notes, unit.codes) for unit in units]
    around = zip(["", *keys], units, keys, [*keys[1:], ""], strict=False)
    return {
        unit.id: Asked(canonical(unit.source, "", unit.notes, unit.codes)[0], key, before, after, besides)
        for before, unit, key, after in around
    }


def asked_lines(lines: Sequence[str]) -> list[Asked]:
    """What is looked up for sentences that follow each other, as somebody typed them."""
    texts = [canonical(line, "")[0] for line in lines]
    found = [memory_key(*_numbers(line)) for line in lines]
    around = zip(["", *found], texts, found, [*found[1:], ""], strict=False)
    return [Asked(text, key, before, after) for before, text, key, after in around]


def _numbers(line: str) -> tuple[str, list[int], tuple[Code, ...]]:
    return line, [marker.number for marker in find_markers(line)], codes_shown(line)


def open_index(workspace: Workspace, language: str) -> Index:
    """The index of the source language's sentences, or of the targets in another language."""
    from transflow.memory.index import Index  # NumPy takes 80 ms

    own = language == workspace.settings.source
    source = profile(language)

    def rows(after: int) -> Iterator[tuple[int, str]]:
        while True:
            with workspace.store.read() as tx:
                page = tx.memory.sources(language, after) if own else tx.memory.targets(language, after)
            if not page:
                return
            for id_, text in page:
                yield id_, compared(text)
            after = page[-1][0]

    def texts(ids: Sequence[int]) -> dict[int, str]:
        if not ids:
            return {}
        with workspace.store.read() as tx:
            known = tx.memory.source_texts(ids) if own else tx.memory.target_texts(ids)
        return {id_: compared(text) for id_, text in known.items()}

    totals: list[int] = []

    def told(done: int) -> None:
        if not totals:  # only where there is enough to tell of
            with workspace.store.read() as tx:
                totals.append(tx.memory.count_sources(language) if own else tx.memory.count_targets(language))
        workspace.progress("index", min(done, totals[0]), totals[0])

    return Index.open(
        workspace.root / ".transflow" / FOLDER,
        language,
        rows,
        texts,
        pattern=(lambda text: pattern(text, source)) if own else (lambda text: None),
        told=told,
    )


def _exact_hits(asked: Asked, pairs: Iterable[MemoryPair], limit: int) -> dict[str, list[Hit]]:
    hits: dict[str, list[Hit]] = {}
    for pair in pairs:
        if _counts(asked, pair):
            same = (asked.before, asked.after) == (pair.before, pair.after) and (asked.before or asked.after)
            kind = MatchKind.IN_CONTEXT if same else MatchKind.EXACT
            hits.setdefault(pair.locale, []).append(_hit(asked, pair, kind, 100, pair.target))
    return {locale: _best(several, limit) for locale, several in hits.items()}


def _counts(asked: Asked, pair: MemoryPair) -> bool:
    return not asked.besides or pair.article != asked.besides


def _hit(asked: Asked, pair: MemoryPair, kind: MatchKind, points: int, target: str) -> Hit:
    match = Match(
        source=pair.source,
        target=target,
        locale=pair.locale,
        score=points,
        kind=kind,
        sought=asked.source,
        origin=pair.article or pair.origin,
        author=pair.author,
        at=pair.at,
    )
    return Hit(match, pair)


def _best(hits: Iterable[Hit], limit: int) -> list[Hit]:
    """The best first, of equals the latest; of those that say the same only one."""
    ordered = sorted(hits, key=lambda hit: (-hit.match.score, _ORDER[hit.match.kind]))  # stable: the latest first
    told: set[str] = set()
    best: list[Hit] = []
    for hit in ordered:
        if hit.match.target not in told:
            told.add(hit.match.target)
            best.append(hit)
    return best[:limit]
