"""Expressions that approved translations suggest as terms: frequent names and noun phrases, with their likely translations.

What belongs together is told by how often both stand in one pair (Dice's coefficient over sentences). Work grows with
the number of pairs: expressions are counted once and pruned to the frequent ones before translations are looked for.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from transflow.domain.language import Profile
from transflow.domain.language.forms import PIECE, folds, forms_of
from transflow.domain.language.stopwords import STOPWORDS
from transflow.domain.language.words import WORD, fold, key, owner

#: An expression has so many words, those of :data:`_CONNECTORS` not counted.
_LONGEST: Final = 4
#: An expression that stands within a longer one this often is no term of its own.
_NESTED: Final = 0.7
#: A translation stands in at least this share of an expression's sentences, and agrees with it at least so well.
_SHARE, _DICE = 0.3, 0.3
#: Alternatives: at least so well as the best one, in proportion; at most so many.
_RIVAL, _ALTERNATIVES = 0.3, 3
#: So many ways of writing a translation are looked at.
_SURFACES = 12
#: Longer translations that together stand in this share of a short one's pairs say more than it.
_COVERED = 0.8
#: How much better a translation is taken to be for each of its words.
_LONGER = 0.1
#: Of a very frequent expression, so many sentences say enough.
_SAMPLE: Final = 200
_SPACE: Final = frozenset({" ", "\u00a0"})
_CONNECTORS: Final = frozenset({"of", "for", "the", "on"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An expression that may be a term: how it is translated, each with about how many pairs do so, likeliest first.

    ``occurrences`` counts the pairs whose source has it. ``score`` only ranks: agreement × logarithm of occurrences.
    ``examples`` are at most two (source, target).
    """

    source: str
    targets: tuple[tuple[str, int], ...]
    occurrences: int
    score: float
    examples: tuple[tuple[str, str], ...] = ()


class _Word(NamedTuple):
    """A word of a text. ``stop``: no term begins or ends with it. ``apart``: more than a space stands before it."""

    key: str
    surface: str
    capital: bool
    stop: bool
    apart: bool


_Gram = tuple[str, ...]


class _Target(NamedTuple):
    """A translation: how well it agrees, in about how many pairs it stands and (of a sample) in which, and its words."""

    dice: float
    pairs: int
    where: frozenset[int]
    gram: _Gram
    written: str


class _Expression(NamedTuple):
    """An expression of the sources: its words, how it is mostly written, and the pairs that have it."""

    gram: _Gram
    written: str
    where: Sequence[int]


def candidates(
    pairs: Iterable[tuple[str, str]],
    source: Profile,
    target: Profile,
    *,
    known: Collection[str],
    least: int = 3,
    most: int = 100,
) -> list[Candidate]:
    """At most ``most`` expressions that at least ``least`` pairs have, best first; none of ``known`` (sources of terms)."""
    given = list(dict.fromkeys(pairs))
    places, surfaces = _expressions([one for one, _ in given], source)
    old = {tuple(w.key for w in _words(text, source)) for text in known}
    frequent = {gram: where for gram, where in places.items() if len(where) >= least and gram not in old}
    chosen = sorted(_not_nested(frequent), key=lambda gram: (-len(frequent[gram]), gram))[: 10 * most]
    expressions = [_Expression(gram, _most_frequent(surfaces[gram]), frequent[gram]) for gram in chosen]
    rendering = _Renderings(given, target)
    found = [
        (targets[0].dice * math.log2(1 + len(one.where)), one, targets)
        for one, targets in zip(expressions, rendering.of(expressions), strict=True)
        if targets
    ]
    found.sort(key=lambda scored: (-scored[0], scored[1].gram))
    return [
        Candidate(
            source=one.written,
            targets=tuple((rendering.surface(t.gram, one.where), t.pairs) for t in targets),
            occurrences=len(one.where),
            score=round(score, 3),
            examples=rendering.examples(targets[0].gram, one.where),
        )
        for score, one, targets in found[:most]
    ]


def _words(text: str, language: Profile) -> list[_Word]:
    stops = STOPWORDS.get(language.language, frozenset())
    words = []
    before = 0
    for match in WORD.finditer(text):
        surface = owner(match.group(), language.language)
        between = text[before : match.start()]
        before = match.start() + len(surface)
        folded = fold(language.lower(surface))
        stop = folded in stops or len(folded) < 2 or not folded[0].isalpha() or "_" in folded
        words.append(
            _Word(
                key(surface, language.stemmer, language.language),
                surface,
                surface[0].isupper(),
                stop,
                between not in _SPACE,
            )
        )
    return words


def _expressions(sources: Sequence[str], source: Profile) -> tuple[dict[_Gram, list[int]], dict[_Gram, Counter[str]]]:
    """Expressions of two words and more, with the numbers of the sources that have them, and how they are written."""
    places: dict[_Gram, list[int]] = defaultdict(list)
    surfaces: dict[_Gram, Counter[str]] = defaultdict(Counter)
    for number, text in enumerate(sources):
        words = _words(text, source)
        for first, last in _spans(words):
            gram = tuple([word.key for word in words[first:last]])
            where = places[gram]
            if not where or where[-1] != number:
                where.append(number)
            surfaces[gram][" ".join([word.surface for word in words[first:last]])] += 1
    return places, surfaces


def _spans(words: Sequence[_Word]) -> Iterator[tuple[int, int]]:
    """[first, last) of the expressions of a sentence: neighbours without stop words, names also with an "of" between."""
    for first, word in enumerate(words):
        if word.stop:
            continue
        content, bridged = 1, False
        for place in range(first + 1, len(words)):
            here = words[place]
            if here.apart:
                break
            if here.stop:
                if here.surface not in _CONNECTORS or not words[first].capital:
                    break
                continue
            bridged = bridged or words[place - 1].stop
            if bridged and not here.capital:
                break  # a name with an "of" in it ends with its last capital
            content += 1
            if content > _LONGEST:
                break
            behind = words[place + 1 : place + 3]
            if here.capital and len(behind) == 2 and behind[0].surface in _CONNECTORS and behind[1].capital:
                continue  # a name that goes on
            yield first, place + 1


def _not_nested(frequent: dict[_Gram, list[int]]) -> list[_Gram]:
    """The expressions that do not mostly stand within a longer one."""
    within: set[_Gram] = set()
    for gram, where in frequent.items():
        for size in range(2, len(gram)):
            for start in range(len(gram) - size + 1):
                part = gram[start : start + size]
                if part in frequent and len(where) >= _NESTED * len(frequent[part]):
                    within.add(part)
    return [gram for gram in frequent if gram not in within]


class _Renderings:
    """The targets, cut into expressions as they are asked for."""

    def __init__(self, pairs: Sequence[tuple[str, str]], target: Profile) -> None:
        self._pairs = pairs
        self._target = target
        self._cut: dict[int, list[_Word]] = {}

    def of(self, expressions: Sequence[_Expression]) -> list[list[_Target]]:
        """The likeliest translations of each expression, best first."""
        possible = [self._possible(one.where) for one in expressions]
        wanted = {gram for found in possible for gram in found}
        totals: Counter[_Gram] = Counter()
        held = set(self._cut)
        for number in range(len(self._pairs)):
            totals.update(self.grams(number, wanted).keys())
            if number not in held:  # memory is for what is looked at again
                del self._cut[number]
        return [self._rated(one, found, totals) for one, found in zip(expressions, possible, strict=True)]

    def surface(self, gram: _Gram, where: Sequence[int]) -> str:
        """How a translation is written in the pairs ``where``, in the form that most of the others are inflected from."""
        counts = Counter(written for n in where for written in self.grams(n, {gram}).values())
        some = dict(counts.most_common(_SURFACES))
        language = self._target.language

        def explains(surface: str) -> int:
            forms = forms_of(surface, self._target.stemmer, language)
            return sum(
                count
                for written, count in some.items()
                if len(pieces := PIECE.findall(written)) == len(forms)
                and all(form.among(piece, *folds(piece, language)) for form, piece in zip(forms, pieces, strict=True))
            )

        return min(some, key=lambda s: (-explains(s), -some[s], len(s), s.swapcase()))

    def examples(self, gram: _Gram, where: Sequence[int]) -> tuple[tuple[str, str], ...]:
        """The two shortest pairs with a translation."""
        having = [self._pairs[n] for n in where if self.grams(n, {gram})]
        return tuple(sorted(having, key=lambda pair: (len(pair[0]), pair))[:2])

    def grams(self, number: int, only: Collection[_Gram] | None = None) -> dict[_Gram, str]:
        """The expressions of a target, with how they are written; of ``only`` those where it is given."""
        words = self._cut.get(number)
        if words is None:
            words = self._cut[number] = _words(self._pairs[number][1], self._target)
        found: dict[_Gram, str] = {}
        for first, word in enumerate(words):
            if word.stop:
                continue
            for last in range(first + 1, min(first + _LONGEST, len(words)) + 1):
                if last > first + 1 and words[last - 1].apart:
                    break
                if not words[last - 1].stop:
                    gram = tuple([w.key for w in words[first:last]])
                    if only is None or gram in only:
                        found.setdefault(gram, " ".join([w.surface for w in words[first:last]]))
        return found

    def _possible(self, where: Sequence[int]) -> dict[_Gram, tuple[list[int], str]]:
        """What stands in enough of the pairs: in which of a sample of them, and how it is written in one."""
        sample = _sample(where)
        having: dict[_Gram, tuple[list[int], str]] = {}
        for number in sample:
            for gram, written in self.grams(number).items():
                having.setdefault(gram, ([], written))[0].append(number)
        enough = max(2, _SHARE * len(sample))
        return {gram: found for gram, found in having.items() if len(found[0]) >= enough}

    def _rated(
        self, one: _Expression, found: Mapping[_Gram, tuple[Sequence[int], str]], totals: Mapping[_Gram, int]
    ) -> list[_Target]:
        """The best translations of an expression, of those that are possible."""
        scale = max(1, len(one.where) / _SAMPLE)
        targets = []
        for gram, (numbers, written) in found.items():
            pairs = round(len(numbers) * scale)
            dice = 2 * pairs / (len(one.where) + max(totals[gram], pairs))
            targets.append(_Target(dice, pairs, frozenset(numbers), gram, written))
        return _best(targets, one)


def _sample(where: Sequence[int]) -> Sequence[int]:
    """All the pairs, or so many of them that are spread over all."""
    return [where[n * len(where) // _SAMPLE] for n in range(_SAMPLE)] if len(where) > _SAMPLE else where


def _best(targets: Iterable[_Target], one: _Expression) -> list[_Target]:
    """The best translation, and others that stand where no better one does."""
    ranked = sorted(targets, key=lambda t: (-t.dice * (1 + _length(t, one)), -len(t.gram), t.gram))
    if not ranked or ranked[0].dice < _DICE:
        return []
    best = ranked[0]
    longer = _apart([t for t in ranked if _wider(t, best, one)])
    if longer and len(frozenset().union(*(t.where for t in longer))) >= _COVERED * len(best.where):
        return longer[:_ALTERNATIVES]  # "zinciri" is what "tedarik zinciri" and "ikmal zinciri" have in common
    return _apart([t for t in ranked if t.dice >= _RIVAL * best.dice])[:_ALTERNATIVES]


def _apart(ranked: Iterable[_Target]) -> list[_Target]:
    """Those that stand in pairs where none before them does."""
    chosen: list[_Target] = []
    seen: set[int] = set()
    for target in ranked:
        if len(target.where - seen) > 1:
            chosen.append(target)
            seen |= target.where
    return chosen


def _wider(target: _Target, word: _Target, one: _Expression) -> bool:
    """Whether a translation says more than a single word that is in it, and no more than the expression."""
    return len(word.gram) == 1 and 1 < len(target.gram) <= len(one.gram) and word.gram[0] in target.gram


def _length(target: _Target, one: _Expression) -> float:
    """What the length of a translation speaks for it: up to that of the expression, of a name one word more.

    The very words of the expression (a person's name) are best of all.
    """
    if target.written.casefold() == one.written.casefold():
        return _LONGER * (_LONGEST + 1)
    size = len(one.gram)
    if all(word[0].isupper() for word in target.written.split()):
        size += 1
    # What is longer says something else as well.
    return _LONGER * (min(len(target.gram), size) - max(0, len(target.gram) - size))


def _most_frequent(counts: Counter[str]) -> str:
    """The shortest of the surfaces that are frequent, since the others have more endings; rather in small letters."""
    enough = max(counts.values()) / 2
    return min((s for s in counts if counts[s] >= enough), key=lambda s: (len(s), s.swapcase()))
