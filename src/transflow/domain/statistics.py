"""Counts that are told of a translation: what people made of a machine's draft.

Post-editing effort is counted as in HTER (Snover and others, 2006): edits from the draft to the text that was approved,
divided by the length of the approved text; here of characters and of words, without the shifts of whole phrases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from transflow.domain.codes import TAG
from transflow.domain.inline import MARKER, is_merged
from transflow.domain.states import Action, Event

#: How the origin of a machine's draft begins; the engine's name follows.
MACHINE: Final = "mt:"
_NUMBER: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostEdited:
    """A machine's draft and what was approved of it ``at`` (UTC, ISO 8601), markers and codes unnumbered in both."""

    engine: str
    at: str
    draft: str
    final: str


def post_edited(events: Iterable[Event]) -> PostEdited | None:
    """The last approval in the history of one target whose text came from a machine's draft of the same source.

    A draft that another one replaced does not count, nor one of an older source, nor a sentence that was merged into
    the one before it.
    """
    found: PostEdited | None = None
    engine = draft = drafted_from = text = source = ""
    for event in events:
        text = text if event.text is None else event.text
        source = source if event.source is None else event.source
        if event.action is Action.DRAFT:
            origin = event.origin or ""
            engine = origin.removeprefix(MACHINE) if origin.startswith(MACHINE) else ""
            draft, drafted_from = text, source
        elif event.action is Action.APPROVE and engine and source == drafted_from and not is_merged(text):
            found = PostEdited(engine=engine, at=event.at, draft=unnumbered(draft), final=unnumbered(text))
    return found


def unnumbered(text: str) -> str:
    """``text`` with the numbers of its markers and codes taken out: renumbering is no edit."""
    if "[" not in text and "<" not in text:
        return text
    return TAG.sub(lambda tag: _NUMBER.sub("", tag.group()), MARKER.sub("[]", text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Post-editing of one engine's drafts into one locale, approved in one month ("2026-11").

    ``units``, of which ``unchanged`` were approved as they were drafted; characters and words of the approved texts, and the
    edits that made them.
    """

    engine: str
    locale: str
    month: str
    units: int
    unchanged: int
    characters: int
    character_edits: int
    words: int
    word_edits: int

    @property
    def character_rate(self) -> float:
        """Edited characters per character of the approved texts."""
        return self.character_edits / self.characters if self.characters else 0.0

    @property
    def word_rate(self) -> float:
        """Edited words per word of the approved texts (HTER without shifts)."""
        return self.word_edits / self.words if self.words else 0.0
