"""Terms: where the source uses a term of the workspace, the target uses an agreed translation of it.

Words are compared by their stems, since Turkish and Russian inflect every word of a term (caydırıcılığın, ittifakın);
where a stemmer leaves too much, the beginning of the word decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from transflow.domain.article import BlockKind
from transflow.domain.checks.ground import Ground, Group, ReadyTerm
from transflow.domain.findings import Finding
from transflow.domain.inline import without_markers
from transflow.domain.language import Profile
from transflow.domain.language.words import WORD, bare, fold
from transflow.domain.segmentation import is_citation
from transflow.domain.terms import Term

#: A title in quotation marks.
_CITED: Final = re.compile(r"“[^”]+”|\"[^\"]+\"|«[^»]+»")
#: A stem of at least this many letters is also found as the beginning of a longer word.
_BEGINNING: Final = 4
#: Last letters that change before a suffix: kitap → kitabı, ağaç → ağacı, kanat → kanadı, caydırıcılık → caydırıcılığı.
_SOFTENING: Final = "pçtk"


def ready(terms: Sequence[Term], locale: str, source: Profile, target: Profile) -> tuple[ReadyTerm, ...]:
    """The terms that have a translation in ``locale``, stemmed, longest first: a long term covers a shorter one in it."""
    made = []
    for term in terms:
        wanted = term.admitted(locale)
        words = tuple(WORD.findall(term.source))
        targets = tuple(target.stems(WORD.findall(text)) for text in wanted)
        if words and any(targets):
            made.append(ReadyTerm(term=term, source=source.stems(words), surface=words, targets=targets, wanted=wanted))
    made.sort(key=lambda t: (-len(t.source), t.term.source))
    return tuple(made)


def heads(terms: Sequence[ReadyTerm]) -> re.Pattern[str] | None:
    """A pattern of how the terms begin, so that most sentences are done after one look; None where there are no terms."""
    if not terms:
        return None
    beginnings = sorted({re.escape(_common(term.surface[0], term.source[0])) for term in terms})
    return re.compile(rf"\b(?:{'|'.join(beginnings)})", re.IGNORECASE)


def _common(word: str, stem: str) -> str:
    """How ``word`` begins in all its forms: as far as it agrees with its stem (treaty, treati → treat)."""
    length = 0
    for one, other in zip(word.casefold(), stem, strict=False):
        if one != other:
            break
        length += 1
    return word[:length]


def check(group: Group, ground: Ground) -> list[Finding]:
    """Findings ``term-missed`` of one group, one a term. Titles that are cited as they are hold no terms."""
    if ground.term_heads is None or not ground.term_heads.search(group.source):
        return []
    if group.units[0].kind is BlockKind.NOTE and is_citation(group.source):
        return []
    source = _CITED.sub(lambda m: " . " if m.group() in group.words else m.group(), group.source)
    words = WORD.findall(without_markers(source, group.notes))
    stems = ground.source.stems(words)
    taken = [False] * len(stems)
    findings: list[Finding] = []
    spoken: list[tuple[str, str]] | None = None
    for term in ground.terms:
        if not _occurs(term, words, stems, taken):
            continue
        if spoken is None:
            spoken = _spoken(group.own_text, ground.target)
        if not any(_said(wanted, spoken, ground.target) for wanted in term.targets if wanted):
            params = {"term": term.term.source, "expected": " / ".join(term.wanted)}
            findings.append(ground.finding("term-missed", group, params))
    return findings


def _occurs(term: ReadyTerm, words: Sequence[str], stems: Sequence[str], taken: list[bool]) -> bool:
    """Whether the source uses the term where no longer term covers it; its words are then taken."""
    size = len(term.source)
    found = False
    for start in range(len(stems) - size + 1):
        if tuple(stems[start : start + size]) != term.source or any(taken[start : start + size]):
            continue
        if term.term.case_sensitive and not _same_case(term.surface, words[start : start + size]):
            continue
        taken[start : start + size] = [True] * size
        found = True
    return found


def _same_case(term: Sequence[str], words: Sequence[str]) -> bool:
    """Whether words are written as the term is; a plural or possessive ending is no difference of case."""
    return all(bare(word).startswith(bare(wanted)) or word == wanted for wanted, word in zip(term, words, strict=True))


def _spoken(text: str, target: Profile) -> list[tuple[str, str]]:
    """The words of the target, each with its folded form; hyphened words also piece by piece."""
    spoken: list[tuple[str, str]] = []
    for word in WORD.findall(text):
        spoken.append((word, fold(target.lower(word))))
        if "-" in word:
            spoken += [(piece, fold(target.lower(piece))) for piece in word.split("-") if piece]
    return spoken


def _said(wanted: Sequence[str], spoken: Sequence[tuple[str, str]], target: Profile) -> bool:
    """Whether all words of an agreed translation occur, in order, with at most two words between neighbours."""
    for start, word in enumerate(spoken):
        if _is(wanted[0], word, target) and _goes_on(wanted[1:], spoken, start + 1, target):
            return True
    return False


def _goes_on(wanted: Sequence[str], spoken: Sequence[tuple[str, str]], place: int, target: Profile) -> bool:
    for stem in wanted:
        near = range(place, min(place + 3, len(spoken)))
        found = next((p for p in near if _is(stem, spoken[p], target)), None)
        if found is None:
            return False
        place = found + 1
    return True


def _is(stem: str, word: tuple[str, str], target: Profile) -> bool:
    surface, folded = word
    if folded[:2] != stem[:2]:  # no stemmer changes how a word begins, and stemming is dear
        return False
    if len(stem) >= _BEGINNING:
        head = stem[:-1] if stem[-1] in _SOFTENING and len(stem) > _BEGINNING else stem
        if folded.startswith(head):
            return True
    return target.stem(surface) == stem
