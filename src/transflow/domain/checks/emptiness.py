"""Empty and untranslated targets."""

from __future__ import annotations

import re
from typing import Final

from transflow.domain.article import BlockKind
from transflow.domain.checks import remainders
from transflow.domain.checks.ground import Ground, Group
from transflow.domain.findings import Finding
from transflow.domain.inline import ADDRESS, collapse, without_markers
from transflow.domain.segmentation import is_citation

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
#: Words of the source, in lower case there, that a target may repeat before it counts as untranslated.
_FEW: Final = 3
#: Share of a target's words that are lower-case words of the source.
_MOSTLY: Final = 0.5
_LABELS: Final = frozenset({BlockKind.TITLE, BlockKind.HEADING, BlockKind.KICKER})


def check(group: Group, ground: Ground) -> list[Finding]:
    """Findings ``target-empty``, ``target-untranslated`` and ``words-untranslated`` of one group.

    Bylines, citation notes, names, addresses and bare numbers may stay as they are.
    """
    target = group.target
    bare = without_markers(group.words, group.notes)
    if not any(c.isalnum() for c in bare):
        if not any(c.isalnum() for c in without_markers(group.source, group.notes)):
            return []
        return [ground.finding("target-empty", group, {})]
    if ground.source.language == ground.target.language:
        return []
    first = group.units[0]
    if first.kind is BlockKind.BYLINE or (first.kind is BlockKind.NOTE and is_citation(group.source)):
        return []
    repeated = _repeated(group, bare)
    if repeated:
        return [ground.finding("target-untranslated", group, {"words": repeated}, (0, len(target)))]
    return remainders.check(group, ground)


def _repeated(group: Group, target: str) -> str:
    """The words that the target repeats from the source, or "" where it does not repeat too many."""
    source_words = _words(without_markers(group.source, group.notes))
    target_words = _words(target)
    if target_words == source_words:
        if not source_words or _named(source_words, label=group.units[0].kind in _LABELS):
            return ""
        return _shortened(collapse(target))
    common = {word for word in source_words if word.islower() and len(word) > 1}
    repeated = [word for word in target_words if word in common]
    if len(repeated) > _FEW and len(repeated) >= _MOSTLY * len(target_words):
        return _shortened(" ".join(repeated))
    return ""


def _words(text: str) -> list[str]:
    if "://" in text or "www." in text or "@" in text:
        text = ADDRESS.sub(" ", text)
    return _WORD.findall(text)


def _named(words: list[str], *, label: bool) -> bool:
    """Whether words that stayed the same can be a name: acronyms, or (outside headings) several capitalised words."""
    if all(word.isupper() for word in words):
        return True
    return not label and len(words) > 1 and all(word[0].isupper() for word in words)


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57].rstrip()}…"
