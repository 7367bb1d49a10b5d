"""Terms of a workspace: a source expression and how it must be rendered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A source expression and its admitted targets by locale, the first one preferred.

    ``keep``: it stays as it is in every locale. ``enforce``: engines do not see it either, its preferred target is put in
    their translation as it stands, whatever ending the language would want there.
    """

    source: str
    targets: Mapping[str, tuple[str, ...]]
    case_sensitive: bool = False
    keep: bool = False
    enforce: bool = False

    def admitted(self, locale: str) -> tuple[str, ...]:
        """The targets that ``locale`` admits, the preferred one first; none where it has no rule."""
        if self.keep:
            return (self.source,)
        return tuple(self.targets.get(locale) or self.targets.get(locale.partition("-")[0]) or ())


class Lexicon:
    """The terms of a locale, ready to be found in sources. Of overlapping ones the longest counts."""

    def __init__(self, terms: Sequence[Term], locale: str) -> None:
        self._terms = [term for term in terms if term.admitted(locale)]
        self._locale = locale
        alternatives = sorted({term.source for term in self._terms}, key=lambda source: (-len(source), source))
        self._pattern = (
            re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, alternatives))})(?!\w)", re.IGNORECASE)
            if alternatives
            else None
        )

    def masked(self, source: str) -> dict[tuple[int, int], str]:
        """Spans of ``source`` that no engine may see, and what stands in their place in the target."""
        return {
            (start, end): source[start:end] if term.keep else term.admitted(self._locale)[0]
            for start, end, term in self._found(source)
            if term.keep or term.enforce
        }

    def glossary(self, source: str) -> dict[str, str]:
        """The terms in ``source`` that an engine sees, with their preferred targets."""
        return {
            term.source: term.admitted(self._locale)[0]
            for _, _, term in self._found(source)
            if not (term.keep or term.enforce)
        }

    def _found(self, source: str) -> list[tuple[int, int, Term]]:
        if self._pattern is None:
            return []
        found = []
        for match in self._pattern.finditer(source):
            term = next((t for t in self._terms if _is(t, match.group())), None)
            if term is not None:
                found.append((match.start(), match.end(), term))
        return found


def _is(term: Term, words: str) -> bool:
    return term.source == words or (not term.case_sensitive and term.source.casefold() == words.casefold())
