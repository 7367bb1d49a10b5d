"""Spelling: words that the language's dictionary does not know. Only where the workspace turned it on.

What may well be a name is left alone: words of the source, of the terms and of the personal list, words with a capital
inside of a sentence, all capitals, digits.
"""

from __future__ import annotations

import re
from typing import Final, Protocol

from transflow.domain.article import BlockKind
from transflow.domain.checks.ground import Ground, Group
from transflow.domain.findings import Finding
from transflow.domain.inline import ADDRESS, without_markers
from transflow.domain.language.words import bare
from transflow.domain.segmentation import is_citation

_WORD: Final = re.compile(r"(?<![\w’'‑-])[^\W\d_]+(?:[’'‑-][^\W\d_]+)*(?![\w’'-])")
_BEFORE: Final = re.compile(r"(?:^|[.!?…:]\s)[\s“«\"(—–-]*$")
#: More than so many in one sentence say that it is in another language.
_MANY: Final = 8
#: Spellings with and without a circumflex are both in use (hükûmet, hükümet; TDK has it, many papers do not).
_CIRCUMFLEX: Final = {"a": "â", "i": "î", "u": "û", "ü": "û"}
_PLAIN: Final = str.maketrans({"â": "a", "î": "i", "û": "u", "Â": "A", "Î": "İ", "Û": "U", "ё": "е", "Ё": "Е"})


class Speller(Protocol):
    """A dictionary with a person's own words."""

    def knows(self, word: str) -> bool:
        """Whether ``word``, as it stands, is spelled right."""
        ...


def check(group: Group, ground: Ground) -> list[Finding]:
    """Findings ``spelling`` of one group, one a word."""
    speller = ground.speller
    first = group.units[0]
    if speller is None or first.kind is BlockKind.BYLINE:
        return []
    if first.kind is BlockKind.NOTE and is_citation(group.source):
        return []
    text = ADDRESS.sub(lambda m: "\u0001" * len(m.group()), group.own_text)
    source = set(re.findall(r"\w+", without_markers(group.source, group.notes).lower()))
    findings: list[Finding] = []
    told: set[str] = set()
    for match in _WORD.finditer(text):
        word = match.group()
        if word in told or len(word) < 2 or _is_right(word, text[: match.start()], source, speller, ground):
            continue
        told.add(word)
        findings.append(ground.finding("spelling", group, {"word": word}, match.span()))
    return findings if len(findings) <= _MANY else []


def _is_right(word: str, before: str, source: set[str], speller: Speller, ground: Ground) -> bool:
    if speller.knows(word):
        return True
    stem = bare(word)
    lowered = ground.target.lower(stem)
    if stem.lower() in source or lowered in source or stem[1:] != stem[1:].lower():
        return True
    if stem[0].isupper() and not _BEFORE.search(before):
        return True
    if stem != word and stem[0].isupper():  # a suffix behind an apostrophe: a name
        return True
    tried = {stem, lowered, stem.translate(_PLAIN), lowered.translate(_PLAIN)}
    if any(speller.knows(form) for form in tried):
        return True
    if ground.target.language == "tr" and any(
        speller.knows(f"{lowered[:at]}{_CIRCUMFLEX[letter]}{lowered[at + 1 :]}")
        for at, letter in enumerate(lowered)
        if letter in _CIRCUMFLEX
    ):
        return True
    parts = re.split(r"[-‑]", lowered)
    return len(parts) > 1 and all(speller.knows(part) or speller.knows(part.translate(_PLAIN)) for part in parts)
