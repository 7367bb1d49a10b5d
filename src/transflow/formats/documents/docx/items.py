"""What a paragraph holds, in order, before looks become codes: words, things that stand alone, edges of what encloses
words, citations of notes, and anchors that nobody sees.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from transflow.domain.codes import CodeKind, Side
from transflow.formats.documents.docx.looks import Look


class Fragment(NamedTuple):
    """A span of the source that is written again as it stands. ``look``: of the run that it stood in, None: it stood
    beside runs. ``words``: the span is text of a ``w:t``, without its tags. ``run``: tells the runs of the source apart.
    """

    start: int
    end: int
    look: Look | None = None
    words: bool = False
    run: int = -1


Span: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Any of them. ``top``: the span of the paragraph's own child that it stands in."""

    fragments: tuple[Fragment, ...]
    top: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Item):
    """Words of one look: their span in the source, and as readers see them."""

    start: int
    end: int
    text: str
    look: Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Solo(Item):
    """Something that stands alone: a picture, a field, a line break. ``blank``: it reads as a space."""

    kind: CodeKind
    reference: str = ""
    blank: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge(Item):
    """One end of what encloses words: a link, a content control; both ends have the same ``key``."""

    side: Side
    key: int
    kind: CodeKind
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cite(Item):
    """A citation of the notes ``keys``. ``label``: what the author writes for it, "" where Word numbers.

    ``written``: the span of the number where it stands in words as ``[1]``, with what stands around it there;
    ``template`` where several notes are cited at once.
    """

    keys: tuple[str, ...]
    label: str = ""
    written: Span | None = None
    around: tuple[str, str] = ("", "")
    look: Look | None = None
    template: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor(Item):
    """What nobody sees and nobody may lose: a bookmark, the range of a comment. ``opening``: what it begins follows it.

    ``number``: it shows the number of the note that the paragraph belongs to.
    """

    opening: bool = False
    number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone(Item):
    """What tracked changes took away: it is not written again."""


def fragments_of(items: Iterable[Item]) -> tuple[Fragment, ...]:
    """All fragments of ``items`` in order."""
    return tuple(fragment for item in items for fragment in item.fragments)


def words_of(items: Iterable[Item]) -> str:
    """What readers see of ``items``."""
    return "".join(
        item.text if isinstance(item, Text) else item.reference if isinstance(item, Solo) else "" for item in items
    )


def are_whole(items: Sequence[Item]) -> bool:
    """Whether everything that begins among ``items`` ends there."""
    open_keys: list[int] = []
    for item in items:
        if isinstance(item, Edge):
            if item.side is Side.OPEN:
                open_keys.append(item.key)
            elif not open_keys or open_keys.pop() != item.key:
                return False
    return not open_keys


def cut_at(stretch: Sequence[Text], cuts: Sequence[int], source: str) -> list[list[Text]]:
    """Neighbouring words cut at the characters ``cuts`` (ascending), counted from the first one's first."""
    parts: list[list[Text]] = [[]]
    waiting = list(reversed(cuts))
    position = 0
    for item in stretch:
        length = len(item.text)
        edges = [0]
        while waiting and waiting[-1] < position + length:
            edges.append(waiting.pop() - position)
        places = raw_places(source, item) if len(edges) > 1 else ()
        for number, edge in enumerate(edges):
            if number:
                parts.append([])
            after = edges[number + 1] if number + 1 < len(edges) else length
            if edge == 0 and after == length:
                parts[-1].append(item)
            elif edge < after:
                begin, end = places[edge], places[after]
                fragment = Fragment(begin, end, item.look, words=True, run=item.fragments[0].run)
                cut = replace(item, start=begin, end=end, text=item.text[edge:after], fragments=(fragment,))
                parts[-1].append(cut)
        position += length
    return [*parts, *([] for _ in waiting)]


def raw_places(source: str, item: Text) -> Sequence[int]:
    """Where each character of an item of words stands in the source, and where they end: references are longer than one."""
    if item.end - item.start == len(item.text):
        return range(item.start, item.end + 1)
    places = [item.start]
    for _ in item.text:
        position = places[-1]
        places.append(source.index(";", position) + 1 if source[position] == "&" else position + 1)
    return places
