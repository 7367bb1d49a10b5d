"""Terms: where the source uses a term of the workspace, the target uses an agreed translation of it.

Words are compared by their stems, since Turkish and Russian inflect every word of a term (caydırıcılığın, ittifakın);
where a stemmer leaves too much, the beginning of the word decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from transflow.domain.checks.ground import Ground, Group, ReadyTerm
from transflow.domain.findings import Finding
from transflow.domain.inline import without_markers
from transflow.domain.language import Profile
from transflow.domain.language.words import WORD, bare, fold
from transflow.domain.terms import Term

#: A stem of at least this many letters is also found as the beginning of a longer word.
_BEGINNING: Final = 4
#: Last letters that change before a suffix: kitap → kitabı, ağaç → ağacı, kanat → kanadı, caydırıcılık → caydırıcılığı.
_SOFTENING: Final = "pçtk"


def ready(terms: Sequence[Term], locale: str, source: Profile, target: Profile) -> tuple[ReadyTerm, ...]:
    """The terms that have a translation in ``locale``, stemmed, longest first: a long term covers a shorter one in it."""
    made = []
    for term in terms:
        wanted = term.targets.get(locale) or term.targets.get(locale.partition("-")[0]) or ()
        words = tuple(WORD.findall(term.source))
        targets = tuple(target.stems(WORD.findall(text)) for text in wanted)
        if words and any(targets):
            made.append(ReadyTerm(term=term, source=source.stems(words), surface=words, targets=targets, wanted=wanted))
    made.sort(key=lambda t: (-len(t.source), t.term.source))
    return tuple(made)


def check(group: Group, ground: Ground) -> list[Finding]:
    """Findings ``term-missed`` of one group, one a term."""
    if not ground.terms:
        return []
    words = WORD.findall(without_markers(group.source, group.notes))
    stems = ground.source.stems(words)
    if ground.term_heads.isdisjoint(stems):
        return []
    taken = [False] * len(stems)
    findings: list[Finding] = []
    target: tuple[tuple[str, str], ...] | None = None
    for term in ground.terms:
        if not _occurs(term, words, stems, taken):
            continue
        if target is None:
            target = _spoken(group.own_text, ground.target)
        if not any(_said(wanted, target) for wanted in term.targets if wanted):
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


def _spoken(text: str, target: Profile) -> tuple[tuple[str, str], ...]:
    """For each word of the target its stem and the folded word itself; hyphened words also piece by piece."""
    spoken: list[tuple[str, str]] = []
    for word in WORD.findall(text):
        spoken.append((target.stem(word), fold(target.lower(word))))
        if "-" in word:
            spoken += [(target.stem(piece), fold(target.lower(piece))) for piece in word.split("-") if piece]
    return tuple(spoken)


def _said(wanted: Sequence[str], spoken: Sequence[tuple[str, str]]) -> bool:
    """Whether all words of an agreed translation occur, in order, with at most two words between neighbours."""
    size = len(wanted)
    for start in range(len(spoken)):
        if not _is(wanted[0], spoken[start]):
            continue
        place, done = start, 1
        while done < size:
            following = next(
                (p for p in range(place + 1, min(place + 4, len(spoken))) if _is(wanted[done], spoken[p])), -1
            )
            if following < 0:
                break
            place, done = following, done + 1
        if done == size:
            return True
    return False


def _is(stem: str, word: tuple[str, str]) -> bool:
    if stem == word[0]:
        return True
    if len(stem) < _BEGINNING:
        return False
    head = stem[:-1] if stem[-1] in _SOFTENING and len(stem) > _BEGINNING else stem
    return word[1].startswith(head)
