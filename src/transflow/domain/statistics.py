"""Counts that are told of a translation: what people made of a machine's draft.

Post-editing effort is counted as in HTER (Snover and others, 2006): edits from the draft to the text that was approved,
divided by the length of the approved text; here of characters and of words, without the shifts of whole phrases. So a
rate can be above 1, where a long draft became a short text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from transflow.domain.codes import TAG
from transflow.domain.inline import MARKER, is_merged
from transflow.domain.states import Action, Event

if TYPE_CHECKING:
    from transflow.domain.units import Unit

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


@dataclass(slots=True)
class _Course:
    """One target on its way through its events: its text, and the machine's draft that this began with."""

    text: str = ""
    source: str = ""
    engine: str = ""
    draft: str = ""
    drafted_from: str = ""

    def follow(self, event: Event) -> None:
        if event.text is not None:
            self.text = event.text
        if event.source is not None:
            if event.action is Action.CARRY and self.drafted_from == self.source:
                self.drafted_from = event.source  # it says the same, with other numbers
            self.source = event.source
        if event.action is Action.DRAFT:
            origin = event.origin or ""
            self.engine = origin.removeprefix(MACHINE) if origin.startswith(MACHINE) else ""
            self.draft, self.drafted_from = self.text, self.source

    def began_with(self, engine: str) -> bool:
        """Whether the text began with a draft of ``engine``, of the source that it is for."""
        return bool(engine) and self.engine == engine and self.drafted_from == self.source


def post_edited(events: Iterable[Event], units: Sequence[Unit] = ()) -> dict[tuple[str, str], PostEdited]:
    """(Unit, locale) → its last approval whose text came from a machine's draft of the same source.

    ``events`` of one article in the order they were recorded, ``units`` its units in order. A draft that another one
    replaced does not count, nor one of an older source. Sentences that were merged into one text count with it, if all
    their drafts are the same engine's: their drafts together are what it was made of.
    """
    after = {unit.id: following.id for unit, following in pairwise(units) if unit.block == following.block}
    courses: dict[tuple[str, str], _Course] = {}
    found: dict[tuple[str, str], PostEdited] = {}
    for event in events:
        key = (event.unit, event.locale)
        course = courses.setdefault(key, _Course())
        course.follow(event)
        if event.action is not Action.APPROVE or is_merged(course.text):
            continue
        group = [course, *_merged_into(key, after, courses)]
        if all(one.began_with(course.engine) for one in group):
            drafts = " ".join(one.draft for one in group)
            found[key] = PostEdited(
                engine=course.engine, at=event.at, draft=unnumbered(drafts), final=unnumbered(course.text)
            )
    return found


def _merged_into(
    key: tuple[str, str], after: dict[str, str], courses: dict[tuple[str, str], _Course]
) -> Iterable[_Course]:
    """The targets after one, in its block, that say that they are merged into it."""
    unit, locale = key
    while (unit := after.get(unit, "")) and (unit, locale) in courses and is_merged(courses[unit, locale].text):
        yield courses[unit, locale]


def unnumbered(text: str) -> str:
    """``text`` with the numbers of its markers and codes taken out: renumbering is no edit."""
    if "[" not in text and "<" not in text:
        return text
    return TAG.sub(lambda tag: _NUMBER.sub("", tag.group()), MARKER.sub("[]", text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Post-editing of one engine's drafts into one locale, approved in one month ("2026-11", UTC).

    ``units``, of which ``unchanged`` were approved as they were drafted; characters and words of the approved texts, and the
    edits that made them. A text that was sent back after its approval stays in the figures until it is approved anew.
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
