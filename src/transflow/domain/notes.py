"""Notes: what "Ibid." refers to, a translator's own notes, and numbering by first appearance."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Final

#: A note body that repeats the note before it ("Ibid.", "Ibid., p. 14"). Latin ibidem, as in Chicago 14.34.
IBID: Final = re.compile(r"\s*ibid(?:em)?\b\.?", re.IGNORECASE)

#: A translator's own note inside a target: ``[ç.n. …]``, ``[прим. пер. …]``, ``[Anm. d. Übers. …]`` or, in any language,
#: ``[tn: …]``. The colon may be missing after a tag that ends in a full stop: then no ordinary bracket begins so.
TRANSLATOR_NOTE: Final = re.compile(
    r"(?<!\s)\s*\[\s*(?P<tag>ç\.\s?n\.|çn|çev\.\s?notu|çevirmenin?\s+notu|прим\.\s?пер(?:ев)?\.|примечание\s+переводчика"
    r"|anm\.\s?d\.\s?übers\.|anmerkung\s+des\s+übersetzers|anmerkung\s+der\s+übersetzerin"
    r"|tn|t\.\s?n\.)(?:\s*:\s*|(?<=\.)\s+)(?P<body>[^\[\]:\s][^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*)\]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TranslatorNote:
    """A note that exists only in the target: the tag as written, its body and its span [start, end) in the target."""

    tag: str
    body: str
    start: int
    end: int


def is_ibid(body: str) -> bool:
    """Whether a note's body stands for the note before it."""
    return IBID.match(body) is not None


def referents(bodies: Sequence[str], identities: Sequence[str]) -> list[str]:
    """For each note in order the identity of what it finally cites: its own, or through "Ibid." an earlier note's.

    An "Ibid." with nothing before it refers to itself.
    """
    result: list[str] = []
    for body, identity in zip(bodies, identities, strict=True):
        result.append(result[-1] if result and is_ibid(body) else identity)
    return result


def translator_notes(target: str) -> list[TranslatorNote]:
    """The translator's own notes in a target, in order."""
    if "[" not in target:
        return []
    return [
        TranslatorNote(m.group("tag"), m.group("body").strip(), m.start(), m.end())
        for m in TRANSLATOR_NOTE.finditer(target)
    ]


def numbering(cited: Iterable[int], known: Iterable[int], taken: Collection[int] = ()) -> dict[int, int]:
    """Note → its number in the target, by first appearance in ``cited`` (the markers of the target, in order).

    Notes of ``known`` that are cited nowhere follow at the end, in their order: a note is never dropped. ``taken`` are
    numbers that stand in brackets without being markers ("[2]" in a list); no note gets one of them.
    """
    wanted = dict.fromkeys(known)
    order: dict[int, int] = {}
    free = (number for number in count(1) if number not in taken)
    for note in chain((n for n in cited if n in wanted), wanted):
        if note not in order:
            order[note] = next(free)
    return order
