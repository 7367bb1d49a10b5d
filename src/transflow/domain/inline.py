"""Inline text as a translator sees it: words with note markers ``[n]`` and codes ``<n>…</n>``, ``<n/>``.

A note marker is ``[n]`` where n is the number of the note by first citation in the source, whatever the source format
writes. Square brackets around a number that is no known note (``[2024]``) are ordinary words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from transflow.domain.codes import Code, find_tags, numbers_of, without_tags

#: Shape of a note marker in visible text. Whether it *is* one depends on the notes known (see :func:`find_markers`).
MARKER: Final = re.compile(r"\[(\d{1,4})\]")

#: Target text meaning "merged into the previous unit" (translators join sentences).
MERGED: Final = "{^}"

#: Web and mail addresses, which are never translated. The end excludes closing punctuation of the sentence.
ADDRESS: Final = re.compile(
    r"(?:https?://|www\.)[^\s<>\"“”«»\[\]]*[^\s<>\"“”«»\[\].,;:!?)…’']|(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+",
)

#: Quotation marks and apostrophes by kind, and characters that show nothing.
_QUOTES: Final = str.maketrans(
    dict.fromkeys("‘’‚‛′ʼ`´", "'") | dict.fromkeys("“”„‟«»″", '"') | {"\u00ad": None, "\u200b": None}
)
_SPACES: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Marker:
    """One occurrence of a note marker: the note's number and the span [start, end) in code points."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class InlineText:
    """Visible text of a block, the numbers of the notes its markers cite (one an occurrence, in order), its codes."""

    text: str
    notes: tuple[int, ...] = ()
    codes: tuple[Code, ...] = ()


def find_markers(text: str, numbers: Collection[int] | None = None) -> list[Marker]:
    """Note markers in ``text``, in order; with ``numbers`` only those of these notes."""
    if "[" not in text:
        return []
    found = [Marker(int(m.group(1)), m.start(), m.end()) for m in MARKER.finditer(text)]
    return found if numbers is None else [m for m in found if m.number in numbers]


def without_markers(text: str, numbers: Collection[int] | None = None) -> str:
    """``text`` with the markers cut out; the words around them are left as they are."""
    if "[" not in text:
        return text
    return MARKER.sub(lambda m: "" if numbers is None or int(m.group(1)) in numbers else m.group(), text)


def renumber(text: str, numbers: dict[int, int]) -> str:
    """``text`` with each marker ``[n]`` of ``numbers`` replaced by ``[numbers[n]]``; other brackets stay."""
    if "[" not in text:
        return text
    return MARKER.sub(lambda m: f"[{numbers[int(m.group(1))]}]" if int(m.group(1)) in numbers else m.group(0), text)


def is_merged(target: str) -> bool:
    """Whether a target says that it stands in the previous unit."""
    return target.strip() == MERGED


def collapse(text: str) -> str:
    """``text`` with each run of white space (no-break spaces too) as one space, ends trimmed."""
    return _SPACES.sub(" ", text).strip()


def folded(text: str) -> str:
    """``text`` with white space and quote style folded away: what G5 calls the same."""
    return collapse(text.translate(_QUOTES))


def plain(text: str, notes: Collection[int] | None = None, codes: Sequence[Code] = ()) -> str:
    """The bare words of ``text``: without the markers of ``notes`` (None: all) and without the tags of ``codes``."""
    return without_markers(without_tags(text, codes), notes)


def count_words(text: str, codes: Sequence[Code] = ()) -> int:
    """Words as translators are paid by: pieces between white space holding a letter or digit, without markers and codes."""
    pieces = plain(text, None, codes).split()
    return len(pieces) - len([p for p in pieces if not (p[0].isalnum() or any(map(str.isalnum, p)))])


def protected_spans(text: str, numbers: Iterable[int], codes: Sequence[Code] = ()) -> list[tuple[int, int]]:
    """Spans that an engine must not touch: markers of ``numbers``, tags of ``codes``, addresses; in order."""
    spans = [(m.start, m.end) for m in find_markers(text, frozenset(numbers))]
    if codes:
        spans += [(tag.start, tag.end) for tag in find_tags(text, numbers_of(codes))]
        spans.sort()
    if "://" in text or "www." in text or "@" in text:
        spans += [m.span() for m in ADDRESS.finditer(text)]
        spans.sort()
    return spans
