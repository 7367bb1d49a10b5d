"""Translation units: cutting blocks into sentences, and giving each sentence an identity that lasts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from transflow.domain.article import UNDIVIDED, Article, Block, BlockKind
from transflow.domain.identity import digest, new_id
from transflow.domain.inline import (
    collapse,
    count_words,
    find_markers,
    folded,
    protected_spans,
    renumber,
    without_markers,
)
from transflow.domain.notes import is_ibid, referents
from transflow.domain.segmentation import Segmenter, is_citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One sentence, or one undivided block, with identity.

    ``id`` is ``NAME/`` + 8 base32 characters, fixed when the unit is created. ``ordinal`` is its place in the article,
    ``block`` the index of its block, ``gap`` the white space between it and the next unit of the block. ``notes`` are the
    numbers of the markers in ``source``, in order; ``links`` the identities of those notes (unit ids of their bodies);
    for an "Ibid." the identity and the words of what it refers to. ``note`` is the number of the note whose body this is
    part of.
    """

    id: str
    kind: BlockKind
    ordinal: int
    block: int
    source: str
    gap: str = ""
    notes: tuple[int, ...] = ()
    links: tuple[str, ...] = ()
    note: int | None = None
    line: int = 0
    words: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuts:
    """Splits and joins made by hand; keyed by text, so that they survive a new revision.

    ``splits``: text of a sentence → offsets in code points; ``joins``: pairs of neighbouring sentences to be one unit.
    """

    splits: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    joins: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Piece:
    """A unit before it has an identity: its block, its span in the block's visible text, and the gap after it."""

    block: Block
    source: str
    gap: str


def cut(article: Article, segmenter: Segmenter, cuts: Cuts | None = None) -> list[Piece]:
    """The pieces of an article in document order."""
    pieces: list[Piece] = []
    for block in article.blocks:
        if block.translatable:
            pieces += cut_block(block, segmenter, cuts)
    return pieces


def cut_block(block: Block, segmenter: Segmenter, cuts: Cuts | None = None) -> list[Piece]:
    """The pieces of one block. A citation note and an undivided block are one piece (findings: one unit a citation)."""
    text = block.content.text
    is_note = block.kind is BlockKind.NOTE
    if block.kind in UNDIVIDED or (is_note and is_citation(text)):
        start, end = len(text) - len(text.lstrip()), len(text.rstrip())
        spans = [(start, end)] if start < end else []
    else:
        known = frozenset(block.content.notes)
        spans = segmenter.spans(text, markers=[(m.start, m.end) for m in find_markers(text, known)], note=is_note)
    if cuts is not None and (cuts.splits or cuts.joins):
        spans = _by_hand(text, spans, cuts, block.content.notes)
    ends = [start for start, _ in spans[1:]]
    gaps = [text[end:following] for (_, end), following in zip(spans, ends, strict=False)]
    return [Piece(block, text[start:end], gap) for (start, end), gap in zip(spans, [*gaps, ""], strict=True)]


def _by_hand(text: str, spans: list[tuple[int, int]], cuts: Cuts, notes: Sequence[int]) -> list[tuple[int, int]]:
    """Apply joins, then splits. A chain a+b+c is joined pair by pair.

    Offsets outside a sentence, or inside a note marker or an address (which a split would destroy), do nothing.
    """
    joined: list[tuple[int, int]] = []
    previous = ""
    for start, end in spans:
        here = text[start:end]
        if joined and ((previous, here) in cuts.joins or (text[joined[-1][0] : joined[-1][1]], here) in cuts.joins):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
        previous = here
    result: list[tuple[int, int]] = []
    for start, end in joined:
        sentence = text[start:end]
        offsets = [start + o for o in cuts.splits.get(sentence, ()) if may_split(sentence, notes, o)]
        edges = [start, *sorted(offsets), end]
        pieces = []
        for left, right in pairwise(edges):
            piece = text[left:right]
            trimmed_left = left + len(piece) - len(piece.lstrip())
            trimmed_right = right - (len(piece) - len(piece.rstrip()))
            if trimmed_left < trimmed_right:
                pieces.append((trimmed_left, trimmed_right))
        # A half may have been split again; halves grow shorter, so this ends.
        halves = replace(cuts, joins=frozenset())
        result += pieces if len(pieces) == 1 else _by_hand(text, pieces, halves, notes)
    return result


def may_split(source: str, notes: Sequence[int], offset: int) -> bool:
    """Whether a sentence can be split at ``offset`` code points: inside it, but in no note marker and no address."""
    return 0 < offset < len(source) and not any(a < offset < b for a, b in protected_spans(source, notes))


def identify(
    name: str,
    article: Article,
    pieces: Sequence[Piece],
    given: Mapping[int, str] | None = None,
    taken: Iterable[str] = (),
) -> list[Unit]:
    """Units of ``pieces``. ``given`` maps a piece's position to the identity it keeps; the others get new ones.

    ``taken`` are identities that must not be given again (units of earlier revisions that are gone). No two units ever
    have the same identity: where ``given`` says so, only the first piece keeps it.
    """
    given = given or {}
    used = set(taken) | set(given.values())
    kept: set[str] = set()
    seen: Counter[str] = Counter()
    units: list[Unit] = []
    block, numbers = -1, frozenset[int]()
    for ordinal, piece in enumerate(pieces):
        seen[piece.source] += 1
        unit_id = given.get(ordinal, "")
        if not unit_id or unit_id in kept:
            unit_id = new_id(name, piece.source, seen[piece.source], used)
        kept.add(unit_id)
        used.add(unit_id)
        if piece.block.index != block:
            block, numbers = piece.block.index, frozenset(piece.block.content.notes)
        units.append(
            Unit(
                id=unit_id,
                kind=piece.block.kind,
                ordinal=ordinal,
                block=piece.block.index,
                source=piece.source,
                gap=piece.gap,
                notes=markers_of(piece.source, numbers) if numbers and "[" in piece.source else (),
                note=piece.block.note,
                line=piece.block.line,
                words=count_words(piece.source),
            )
        )
    return _link(article, units)


def markers_of(source: str, numbers: frozenset[int]) -> tuple[int, ...]:
    """Numbers of the known notes whose markers occur in ``source``, in order, one an occurrence."""
    return tuple(m.number for m in find_markers(source, numbers))


def _link(article: Article, units: list[Unit]) -> list[Unit]:
    """Fill ``links``: a marker's note identity is the id of its body's first unit; an Ibid.'s link is its referent."""
    bodies: dict[int, Unit] = {}
    for unit in units:
        if unit.note is not None:
            bodies.setdefault(unit.note, unit)
    numbers = [note.number for note in article.notes if note.number in bodies]
    first = [bodies[n] for n in numbers]
    cited = referents([u.source for u in first], [u.id for u in first])
    by_id = {u.id: u for u in first}
    referent_of = {u.id: by_id[to] for u, to in zip(first, cited, strict=True) if is_ibid(u.source)}
    result: list[Unit] = []
    for unit in units:
        links = tuple(bodies[n].id for n in unit.notes if n in bodies) if unit.notes else ()
        if unit.note is not None and unit.id in referent_of:
            links = (_standing_for(referent_of[unit.id]), *links)
        result.append(replace(unit, links=links) if links else unit)
    return result


def _standing_for(note: Unit) -> str:
    """The link of an "Ibid.": its referent and its words, so that it never silently comes to stand for another book (G5)."""
    return f"{note.id} {digest(folded(without_markers(note.source, note.notes)))[:8]}"


def source_key(unit: Unit) -> str:
    """What the source says, with markers replaced by note identity: the comparison of guard G5 starts from it."""
    linked = anonymous(unit.source, unit.notes)
    return digest(linked, *unit.links)


def memory_key(source: str, notes: Sequence[int]) -> str:
    """Key of exact memory: the text with its markers numbered from 1 and white space folded."""
    return digest(collapse(anonymous(source, notes)))


def anonymous(source: str, notes: Sequence[int]) -> str:
    """``source`` with its markers numbered by first occurrence in it, so that note numbers elsewhere do not matter."""
    if not notes:
        return source
    order = {number: index for index, number in enumerate(dict.fromkeys(notes), start=1)}
    return renumber(source, order)
