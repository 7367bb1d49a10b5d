"""Terms: where the source uses a term of the workspace, the target uses an agreed translation, and none that is forbidden.

Words are compared as their language inflects them (caydırıcılığın, ittifakın; отца, рынка), and a term's words may stand a
little apart ("enerji ve gıda güvenliği" speaks of "enerji güvenliği").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from transflow.domain.article import BlockKind
from transflow.domain.checks.ground import Ground, Group
from transflow.domain.findings import Finding
from transflow.domain.inline import without_markers
from transflow.domain.language import Profile
from transflow.domain.language.forms import PIECE, Forms, folds, forms_of, relational
from transflow.domain.segmentation import is_citation
from transflow.domain.terms import Finder, Found, Term

#: A title in quotation marks.
_CITED: Final = re.compile(r"“[^”]+”|\"[^\"]+\"|«[^»]+»")
#: What words of one expression are never apart by.
_BREAK: Final = re.compile(r"[.!?…][\s\"”’»)\]]|[;()]")
#: So many words may stand between two words of a term, and so many where something is listed.
_NEAR: Final = 2
_NEAR_LISTED: Final = 4
#: What follows an English noun that stands before another one ("market rates").
_NOUN_BEHIND: Final = re.compile(
    r" (?!(?:an?|and|are|at|by|for|from|had|has|have|in|is|of|on|or|than|that|the|to|was|were|which|who|will|with)\b)[a-z]"
)
_AND: Final = frozenset({"ve", "veya", "ile", "ya", "и", "или"})


class _Said(NamedTuple):
    """A word of the target: as it stands, folded, folded without its suffix behind an apostrophe; its place."""

    surface: str
    full: str
    folded: str
    start: int
    end: int
    apart: bool
    listed: bool


class _Spot(NamedTuple):
    """Where a translation stands in the target, its words with their endings, and whether its case is right."""

    start: int
    end: int
    cased: bool


class _Use(NamedTuple):
    """Terms of one wording that the source uses, and where the target says what is agreed."""

    found: Found
    wanted: tuple[str, ...]
    spots: tuple[_Spot, ...]


def ready(terms: Iterable[Term], locale: str, source: Profile) -> Finder | None:
    """The terms that say something about ``locale``, ready to be found; None where there are none."""
    finder = Finder((term for term in terms if term.admitted(locale) or term.banned(locale)), source)
    return finder or None


def check(group: Group, ground: Ground) -> list[Finding]:
    """Findings ``term-forbidden``, ``term-missed`` or ``term-case`` of one group, one a term at most.

    Titles that are cited as they are hold no terms.
    """
    if ground.terms is None:
        return []
    source = group.source
    if "”" in source or '"' in source or "»" in source:
        source = _CITED.sub(lambda m: " . " if m.group() in group.words else m.group(), source)
    text = without_markers(source, group.notes)
    found = {tuple(map(id, one.terms)): one for one in reversed(ground.terms.find(text))}
    if not found or (group.units[0].kind is BlockKind.NOTE and is_citation(group.source)):
        return []
    target = group.own_text
    said = list(_words(target, ground.target))
    uses = [_use(one, text, said, ground) for one in sorted(found.values())]
    agreed = [spot for use in uses for spot in use.spots]
    findings = (_finding(use, agreed, said, group, ground) for use in uses)
    return [finding for finding in findings if finding is not None]


def _use(found: Found, text: str, said: Sequence[_Said], ground: Ground) -> _Use:
    wanted = tuple(dict.fromkeys(words for term in found.terms for words in term.admitted(ground.locale)))
    # What is kept is kept as this sentence has it.
    kept = [text[found.start : found.end]] if any(term.keep for term in found.terms) else []
    spots = [spot for words in (*wanted, *kept) for spot in _spots(words, said, ground.target)]
    if not spots and _NOUN_BEHIND.match(text, found.end):
        spots = [spot for words in wanted for spot in _places(relational(words, ground.target.language), said)]
    return _Use(found, wanted, tuple(spots))


def _finding(use: _Use, agreed: Sequence[_Spot], said: Sequence[_Said], group: Group, ground: Ground) -> Finding | None:
    terms = use.found.terms
    params = {"term": terms[0].source, "expected": " / ".join(use.wanted) or "—"}
    # A forbidden name (Birlik) is no common noun (gümrük birliği), nor part of an agreed one (Avrupa Birliği).
    wrong = [
        spot
        for term in terms
        for words in term.banned(ground.locale)
        for spot in _spots(words, said, ground.target)
        if spot.cased and not any(good.start <= spot.start and spot.end <= good.end for good in agreed)
    ]
    if wrong:
        return _pointed("term-forbidden", min(wrong), params, group, ground)
    if not use.wanted:
        return None
    if not use.spots:
        return ground.finding("term-missed", group, params)
    if any(term.case_sensitive or term.keep for term in terms) and not any(spot.cased for spot in use.spots):
        return _pointed("term-case", min(use.spots), params, group, ground)
    return None


def _pointed(code: str, spot: _Spot, params: dict[str, str], group: Group, ground: Ground) -> Finding:
    """A finding about words of the target."""
    found = group.own_text[spot.start : spot.end]
    return ground.finding(code, group, {**params, "found": found}, (spot.start, spot.end))


def _words(text: str, target: Profile) -> Iterator[_Said]:
    """The words of the target; hyphened ones piece by piece."""
    before = 0
    for match in PIECE.finditer(text):
        surface, start = match.group(), match.start()
        between = text[before:start]
        full, folded = folds(surface, target.language)
        apart = between != " " and _BREAK.search(between) is not None
        before = match.end()
        yield _Said(surface, full, folded, start, before, apart, "," in between or folded in _AND)


def _spots(words: str, said: Sequence[_Said], target: Profile) -> list[_Spot]:
    """Where the target says ``words``."""
    return _places(forms_of(words, target.stemmer, target.language), said)


def _places(wanted: Sequence[Forms], said: Sequence[_Said]) -> list[_Spot]:
    """Where the words of an expression stand in the target, in order."""
    found = []
    for first in range(len(said)) if wanted else ():
        if _is(wanted[0], said[first]):
            spot = _from(wanted, said, first)
            if spot is not None:
                found.append(spot)
    return found


def _from(wanted: Sequence[Forms], said: Sequence[_Said], first: int) -> _Spot | None:
    """The spot of an expression that begins with the word ``first``."""
    place, cased = first, _cased(wanted[0], said[first])
    for forms in wanted[1:]:
        nearest = _next(forms, said, place + 1)
        if nearest is None:
            return None
        place = nearest
        cased = cased and _cased(forms, said[place])
    return _Spot(said[first].start, said[place].end, cased)


def _next(forms: Forms, said: Sequence[_Said], start: int) -> int | None:
    """The place of the next word of an expression, where it is near enough."""
    listed = False
    for place in range(start, min(start + _NEAR_LISTED + 1, len(said))):
        word = said[place]
        listed = listed or word.listed
        if word.apart or (place - start > _NEAR and not listed):
            return None
        if _is(forms, word):
            return place
    return None


def _is(forms: Forms, word: _Said) -> bool:
    return forms.among(word.surface, word.full, word.folded)


def _cased(forms: Forms, word: _Said) -> bool:
    """Whether a word has its capitals where the agreed one has them; more of them (a heading) are no fault."""
    return all(there.isupper() or not here.isupper() for here, there in zip(forms.surface, word.surface, strict=False))
