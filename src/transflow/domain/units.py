"""Translation units: cutting blocks into sentences, and giving each sentence an identity that lasts."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from transflow.domain import crossrefs
from transflow.domain.article import UNDIVIDED, Article, Block, BlockKind
from transflow.domain.codes import (
    BLANK,
    TAG,
    WORDLIKE,
    Code,
    CodeKind,
    Side,
    Tag,
    find_tags,
    numbers_of,
    place_of,
    renumber_codes,
)
from transflow.domain.identity import digest, new_id
from transflow.domain.inline import (
    InlineText,
    collapse,
    count_words,
    find_markers,
    folded,
    plain,
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
    ``block`` the index of its block, ``gap`` what stands between it and the next unit of the block: white space, and tags
    around whole sentences, which no translator need see. ``notes`` are the numbers of the markers in ``source``, in order;
    ``links`` the identities of those notes (unit ids of their bodies); for an "Ibid." the identity and the words of what it
    refers to; at the end those of the notes that cross references name ("see note 3"). ``codes`` are those with a tag in
    ``source``. ``note`` is the number of the note whose body this is part of.
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
    codes: tuple[Code, ...] = ()

    @property
    def plain(self) -> str:
        """Its bare words: without markers and tags."""
        return plain(self.source, self.notes, self.codes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuts:
    """Splits and joins made by hand; keyed by text, so that they survive a new revision.

    ``splits``: text of a sentence → offsets in code points; ``joins``: pairs of neighbouring sentences to be one unit. The
    texts are keys (:meth:`key`) and the offsets count in them: a note or a code more in front of a sentence is no other
    sentence. Cuts that were stored before there were keys have the text as it stood, and hold as long as it does.
    """

    splits: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    joins: frozenset[tuple[str, str]] = frozenset()

    @staticmethod
    def key(sentence: InlineText) -> str:
        """A sentence with its markers and codes numbered from 1. ``notes`` and ``codes`` may be those of its whole block."""
        return anonymous(sentence.text, markers_of(sentence.text, frozenset(sentence.notes)), sentence.codes)

    def offsets(self, sentence: InlineText) -> tuple[int, ...]:
        """Where ``sentence`` is split, as offsets in its own text."""
        offsets = self.splits.get(self.key(sentence))
        if offsets is None:
            return self.splits.get(sentence.text, ())
        spans = protected_spans(sentence.text, sentence.notes, sentence.codes)

        def end_in_key(span: tuple[int, int]) -> int:
            return len(self.key(replace(sentence, text=sentence.text[: span[1]])))

        places = (bisect_right(spans, offset, key=end_in_key) for offset in offsets)
        before = [spans[place - 1] if place else (0, 0) for place in places]
        return tuple(span[1] + offset - end_in_key(span) for span, offset in zip(before, offsets, strict=True))

    def are_joined(self, first: InlineText, second: InlineText) -> bool:
        """Whether two neighbouring sentences are to be one unit."""
        return (self.key(first), self.key(second)) in self.joins or (first.text, second.text) in self.joins


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
    words = _Words(text, block.content.codes)
    is_note = block.kind is BlockKind.NOTE
    if block.kind in UNDIVIDED or (is_note and is_citation(words.text)):
        start, end = len(words.text) - len(words.text.lstrip()), len(words.text.rstrip())
        spans = [(start, end)] if start < end else []
    else:
        known = frozenset(block.content.notes)
        markers = [(m.start, m.end) for m in find_markers(words.text, known)]
        spans = segmenter.spans(words.text, markers=markers, note=is_note)
    spans = words.with_tags(spans)
    if cuts is not None and (cuts.splits or cuts.joins):
        spans = _by_hand(text, spans, cuts, block.content)
    gaps = [text[end:following] for (_, end), (following, _) in pairwise(spans)]
    return [Piece(block, text[start:end], gap) for (start, end), gap in zip(spans, [*gaps, ""], strict=False)]


class _Words:
    """The words of a block for the segmenter, which knows nothing of tags, and the way back from there.

    A line break reads as a space, a word nobody translates as capitals of the same length.
    """

    def __init__(self, text: str, codes: Sequence[Code]) -> None:
        self.text = self._whole = text
        self._tags = find_tags(text, numbers_of(codes)) if codes else []
        if not self._tags:
            return
        kinds = {code.number: code.kind for code in codes}
        pieces: list[str] = []
        self._places: list[int] = []  # for each character of the words, where it stands in the whole
        self._loose: list[Tag] = []  # tags that may stand outside of a sentence
        position = 0
        for tag in self._tags:
            pieces.append(text[position : tag.start])
            self._places += range(position, tag.start)
            kind = kinds[tag.number]
            if kind in WORDLIKE:
                pieces.append("X" * (tag.end - tag.start))
                self._places += range(tag.start, tag.end)
            else:
                if kind in BLANK:
                    pieces.append(" ")
                    self._places.append(tag.start)
                self._loose.append(tag)
            position = tag.end
        pieces.append(text[position:])
        self._places += range(position, len(text))
        self.text = "".join(pieces)

    def with_tags(self, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """The spans in the whole text. A pair that opens or closes beside a sentence belongs to it where its other half
        is inside; a pair around whole sentences, and what stands alone between them, stays outside.
        """
        if not self._tags:
            return list(spans)
        cores = [(self._places[start], self._places[end - 1] + 1) for start, end in spans]
        halves = {(tag.number, tag.side): tag.start for tag in self._loose}
        starts = [tag.start for tag in self._loose]
        found: list[tuple[int, int]] = []
        edges = [0, *(end for _, end in cores)], [*(start for start, _ in cores), len(self._whole)]
        for place, (start, end) in enumerate(cores):
            low, high = start, end
            for tag in self._loose[bisect_left(starts, edges[0][place]) : bisect_left(starts, start)]:
                if tag.side is Side.OPEN and start <= halves.get((tag.number, Side.CLOSE), -1) < end:
                    low = min(low, tag.start)
            for tag in self._loose[bisect_left(starts, end) : bisect_left(starts, edges[1][place + 1])]:
                if tag.side is Side.CLOSE and start <= halves.get((tag.number, Side.OPEN), -1) < end:
                    high = tag.end
            found.append((low, high))
        # What holds nothing but a picture or program text is nobody's to translate.
        return [(low, high) for low, high in found if any(map(str.isalnum, TAG.sub("", self._whole[low:high])))]


def _by_hand(text: str, spans: list[tuple[int, int]], cuts: Cuts, content: InlineText) -> list[tuple[int, int]]:
    """Apply joins, then splits. A chain a+b+c is joined pair by pair.

    Offsets at which a sentence cannot be split (:func:`may_split`) do nothing.
    """

    def said(start: int, end: int) -> InlineText:
        return replace(content, text=text[start:end])

    joined: list[tuple[int, int]] = []
    previous = (0, 0)
    for span in spans:
        here = said(*span)
        if cuts.joins and joined and any(cuts.are_joined(said(*left), here) for left in {previous, joined[-1]}):
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
        previous = span
    result: list[tuple[int, int]] = []
    for start, end in joined:
        sentence = said(start, end)
        offsets = [
            start + o for o in cuts.offsets(sentence) if may_split(sentence.text, content.notes, o, content.codes)
        ]
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
        result += pieces if len(pieces) == 1 else _by_hand(text, pieces, halves, content)
    return result


def may_split(source: str, notes: Sequence[int], offset: int, codes: Sequence[Code] = ()) -> bool:
    """Whether a sentence can be split at ``offset`` code points: inside it, with words on both sides, which is in no note
    marker, tag or address.
    """
    if not 0 < offset < len(source) or any(a < offset < b for a, b in protected_spans(source, notes, codes)):
        return False
    return _has_words(source[:offset], notes) and _has_words(source[offset:], notes)


def _has_words(text: str, notes: Sequence[int]) -> bool:
    """Whether a text holds a letter or a digit outside of markers and tags: nothing else is anybody's to translate."""
    return any(map(str.isalnum, without_markers(TAG.sub("", text), frozenset(notes))))


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
        codes = codes_of(piece.source, piece.block.content.codes)
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
                words=count_words(piece.source, codes),
                codes=codes,
            )
        )
    return _link(article, units)


def markers_of(source: str, numbers: frozenset[int]) -> tuple[int, ...]:
    """Numbers of the known notes whose markers occur in ``source``, in order, one an occurrence."""
    return tuple(m.number for m in find_markers(source, numbers))


def fits(article: Article, units: Sequence[Unit]) -> bool:
    """Whether ``units`` are the sentences of ``article``: each stands in its block, in order, and no words are left over.

    A newer transflow, or other settings, may read the same source into other blocks; then nothing may be put into them.
    """
    by_block: dict[int, list[Unit]] = {}
    for unit in units:
        by_block.setdefault(unit.block, []).append(unit)
    if by_block and max(by_block) >= len(article.blocks):
        return False
    return all(_cover(block, by_block.get(block.index, ())) for block in article.blocks)


def _cover(block: Block, units: Sequence[Unit]) -> bool:
    content, position, left = block.content, 0, []
    if not block.translatable:
        return not units
    for unit in units:
        start = place_of(unit.source, content.text, content.codes, position)
        if start < 0 or unit.note != block.note:
            return False
        left.append(content.text[position:start])
        position = start + len(unit.source)
    left.append(content.text[position:])
    return not any(map(str.isalnum, TAG.sub("", "".join(left))))


def codes_of(source: str, codes: Sequence[Code]) -> tuple[Code, ...]:
    """Those of a block's ``codes`` that have a tag in ``source``."""
    if not codes or "<" not in source:
        return ()
    present = {tag.number for tag in find_tags(source, numbers_of(codes))}
    return tuple(code for code in codes if code.number in present)


def _link(article: Article, units: list[Unit]) -> list[Unit]:
    """Fill ``links``: a marker's note identity is the id of its body's first unit; an Ibid.'s link is its referent."""
    bodies: dict[int, Unit] = {}
    for unit in units:
        if unit.note is not None:
            bodies.setdefault(unit.note, unit)
    numbers = [note.number for note in article.notes if note.number in bodies]
    first = [bodies[n] for n in numbers]
    cited = referents([u.plain for u in first], [u.id for u in first])
    by_id = {u.id: u for u in first}
    referent_of = {u.id: by_id[to] for u, to in zip(first, cited, strict=True) if is_ibid(u.plain)}
    labels, identities = crossrefs.labels_of(article.notes), {number: bodies[number].id for number in numbers}
    result: list[Unit] = []
    for unit in units:
        links = tuple(bodies[n].id for n in unit.notes if n in bodies) if unit.notes else ()
        if unit.note is not None and unit.id in referent_of:
            links = (_standing_for(referent_of[unit.id]), *links)
        if labels:
            links += crossrefs.links_to(unit.source, labels, identities)
        result.append(replace(unit, links=links) if links else unit)
    return result


def _standing_for(note: Unit) -> str:
    """The link of an "Ibid.": its referent and its words, so that it never silently comes to stand for another book (G5)."""
    return f"{note.id} {digest(folded(note.plain))[:8]}"


def source_key(unit: Unit) -> str:
    """What the source says, with markers replaced by note identity: the comparison of guard G5 starts from it.

    Codes count by their place and side; where a link leads is the source's own business, and may change.
    """
    return digest(wording(unit), *unit.links)


def wording(unit: Unit) -> str:
    """What a unit says, whatever the numbers of its notes and codes are; its links say which notes they are.

    Program text and formulas are part of it: readers see them under the signature of whoever approved the sentence.
    """
    source = crossrefs.unnumbered(unit.source) if crossrefs.refers(unit.links) else unit.source
    verbatim = "".join(f"\x1f{code.reference}" for code in unit.codes if code.kind is CodeKind.VERBATIM)
    return anonymous(source, unit.notes, unit.codes) + verbatim


def memory_key(source: str, notes: Sequence[int], codes: Sequence[Code] = ()) -> str:
    """Key of exact memory: the text with its markers and codes numbered from 1 and white space folded."""
    return digest(collapse(anonymous(source, notes, codes)))


def anonymous(source: str, notes: Sequence[int], codes: Sequence[Code] = ()) -> str:
    """``source`` with its markers, and its codes, numbered by first occurrence in it: numbers elsewhere do not matter."""
    if codes and "<" in source:
        shown = dict.fromkeys(tag.number for tag in find_tags(source, numbers_of(codes)))
        source = renumber_codes(source, {number: index for index, number in enumerate(shown, start=1)})
    if not notes:
        return source
    order = {number: index for index, number in enumerate(dict.fromkeys(notes), start=1)}
    return renumber(source, order)
