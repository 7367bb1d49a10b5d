"""Remainders: a stretch of the source that was left standing in a sentence otherwise translated."""

from __future__ import annotations

import re
from typing import Final

from transflow.domain.checks.ground import Ground, Group
from transflow.domain.findings import Finding

#: Words in a row, with nothing but spaces and commas between them.
_RUN: Final = re.compile(r"[a-z][\w’'-]*(?:,?[ \u00a0]+[a-zA-Z][\w’'-]*){3,}")
_QUOTED: Final = re.compile(r"“[^”]{0,300}”|«[^»]{0,300}»|\"[^\"]{0,300}\"|„[^“]{0,300}“|\([^)]{0,300}\)")
#: So many small words of the source in a row are no name.
_FEW: Final = 4
#: And so many are shown at most.
_SHOWN: Final = 40


def check(group: Group, ground: Ground) -> list[Finding]:
    """Finding ``words-untranslated`` of one group; titles and quotations in quotation marks may stay.

    For :mod:`transflow.domain.checks.emptiness`, which knows what may stay as a whole."""
    target = group.own_text
    if not _RUN.search(target):  # any Russian text, and Turkish that has no four Latin words in a row
        return []
    quoted = [match.span() for match in _QUOTED.finditer(target)]
    for match in _RUN.finditer(target):
        start = match.start()
        if any(a <= start < b for a, b in quoted):
            continue
        left = _standing(match.group(), group.source)
        if left is not None:
            span = (start + left[0], start + left[1])
            return [ground.finding("words-untranslated", group, {"words": target[slice(*span)][:80]}, span)]
    return []


def _standing(run: str, source: str) -> tuple[int, int] | None:
    """The span of the first stretch of ``run`` that the source has as it stands, with more than a few small words."""
    words = list(re.finditer(r"\S+", run))
    for at in range(len(words) - _FEW + 1):
        piece = run[words[at].start() : words[at + _FEW - 1].end()].rstrip(",")
        if piece not in source or sum(word.islower() for word in piece.split()) < _FEW:
            continue
        last = at + _FEW - 1
        while (
            last + 1 < min(len(words), at + _SHOWN)
            and run[words[at].start() : words[last + 1].end()].rstrip(",") in source
        ):
            last += 1
        return words[at].start(), words[last].end()
    return None
