"""Words and spaces that stand there twice."""

from __future__ import annotations

import re
from operator import eq
from typing import Final

from transflow.domain.checks.fixing import Edit, finding
from transflow.domain.checks.ground import Ground, Group
from transflow.domain.findings import Finding

_TWICE: Final = re.compile(r"(?<![’'‘\w-])([^\W\d_]+)( +)\1\b(?![’'-])", re.IGNORECASE)
_SPACES: Final = re.compile(r"(?<=\S) {2,}(?=\S)")
_BEFORE: Final = re.compile(r"(?<=[^\W_])( +)[,;.!?](?=\s|$|[\"”»)])")
_BEHIND: Final = re.compile(r"(?<=[^\W\d_])[,;](?=[^\W\d_])")


def check(group: Group, ground: Ground) -> list[Finding]:
    """Findings ``word-doubled``, ``space-doubled``, ``space-before-stop`` and ``space-missing`` of one group."""
    text = group.own_text
    findings = _words(group, ground, text)
    if "  " in text and "  " not in group.source:
        # Blanked codes leave spaces where there are none.
        edits: list[Edit] = [
            (*match.span(), " ") for match in _SPACES.finditer(text) if group.target[slice(*match.span())].isspace()
        ]
        findings += finding("space-doubled", group, ground, edits)
    if " ," in text or " ." in text or " ;" in text or " !" in text or " ?" in text:
        edits = [
            (*match.span(1), "")
            for match in _BEFORE.finditer(text)
            if group.target[slice(*match.span(1))].isspace() and match.group().strip() not in (".",)
        ]
        if edits and not _BEFORE.search(group.source):
            findings += finding("space-before-stop", group, ground, edits)
    if "," in text or ";" in text:
        edits = [(match.end(), match.end(), " ") for match in _BEHIND.finditer(text)]
        if edits and not _BEHIND.search(group.source):
            findings += finding("space-missing", group, ground, edits)
    return findings


def _words(group: Group, ground: Ground, text: str) -> list[Finding]:
    words = text.lower().split()
    if not any(map(eq, words, words[1:])):
        return []
    typography = ground.target.typography
    for match in _TWICE.finditer(text):
        word = ground.target.lower(match[1])
        wrong = word not in typography.twice if typography.once is None else word in typography.once
        if wrong and not _TWICE.search(group.source):
            edit = (match.start(2), match.end(), "")
            return finding("word-doubled", group, ground, [edit], word=match[1])
    return []
