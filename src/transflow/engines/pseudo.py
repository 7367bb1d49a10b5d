"""The engine ``pseudo``: marks text instead of translating it, for tests and for trying out a layout.

Letters get accents (a missing glyph shows), vowels are doubled (about a third longer, as Turkish and Russian are in
the worst case), and the whole is put between « » (a cut end shows). Digits, masks and addresses stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from transflow.engines.base import (
    NO_HINTS,
    Capabilities,
    Draft,
    Failure,
    Hints,
    complete,
    language_of,
    screen,
    unsupported,
)
from transflow.engines.masks import MASK
from transflow.engines.settings import Settings, Surroundings

_PLAIN: Final = "ACDEGHIJKLNORSTUWYZacdeghijklnorstuwyz"
_MARKED: Final = "ÅÇĐÉĜĤÎĴĶĻÑÖŔŠŢÛŴÝŽåçđéĝĥîĵķļñöŕšţûŵýž"
_ACCENTS: Final = str.maketrans(_PLAIN, _MARKED)
_VOWELS: Final = re.compile(r"([åéîöû])")
_KEEP: Final = re.compile(rf"({MASK.pattern}|(?:https?://|www\.)\S+)", re.IGNORECASE)


def accent(text: str) -> str:
    """The marked form of ``text`` without the guillemets; masks and addresses are left alone."""
    parts: list[str] = []
    end = 0
    for kept in _KEEP.finditer(text):
        parts += (_accent(text[end : kept.start()]), kept.group())
        end = kept.end()
    parts.append(_accent(text[end:]))
    return "".join(parts)


def _accent(text: str) -> str:
    return _VOWELS.sub(r"\1\1", text.translate(_ACCENTS))


class PseudoEngine:
    """Deterministic, without network, model or process; takes every pair of two different languages."""

    id: Final = "pseudo"
    fingerprint: Final = "pseudo/1"
    capabilities: Final = Capabilities(
        max_characters=100_000, max_batch=10_000, concurrency=1, separate_process=False, needs_network=False
    )

    def supports(self, source: str, target: str) -> bool:
        """Every pair of two different languages."""
        return language_of(source) != language_of(target)

    def translate(
        self, sources: Sequence[str], *, source: str, target: str, hints: Hints = NO_HINTS
    ) -> list[Draft | Failure]:
        """Mark every sentence; ``UnsupportedPairError`` where source and target are one language."""
        if not self.supports(source, target):
            return unsupported(sources, engine=self.id, source=source, target=target)
        answers, open_indexes = screen(sources, engine=self.id, limit=self.capabilities.max_characters)
        for index in open_indexes:
            answers[index] = Draft(f"«{accent(sources[index])}»")
        return complete(answers)

    def close(self) -> None:
        """Nothing to give back."""


def create(_settings: Settings, _around: Surroundings) -> PseudoEngine:
    """The engine from its table, which is empty."""
    return PseudoEngine()
