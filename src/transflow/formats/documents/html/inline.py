"""The inside of a block as pieces: words as readers see them, codes, and marks of notes.

What nobody sees (comments, shortcodes, tags without their other half) is a code where it stands between words, and is left
outside at the edges of a block. White space is folded as browsers do it: a run is one space, none at the edges.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Final, NamedTuple

from transflow.domain.codes import CodeKind, Side
from transflow.formats.documents.html.names import KIND_OF, UNSEEN, VERBATIM, VOID
from transflow.formats.documents.html.page import is_hidden
from transflow.formats.documents.html.tokens import Kind, Token
from transflow.formats.documents.html.tree import Run, Tree
from transflow.formats.documents.skeleton import Mark, Piece, Tagged, Words

#: White space that is not one space.
_SPACES: Final = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")
_EDGE: Final = re.compile(r"\s+|&(?:#\w{1,8}|\w{2,12});")
_TAGS: Final = re.compile(r"<[^>]*>")
#: Longest text of a verbatim thing that is shown with it, in characters.
_SHOWN: Final = 200


class Atom(NamedTuple):
    """A span that is one piece, whatever is in it. ``machinery``: part of a note's apparatus (its label, a link back)."""

    start: int
    end: int
    piece: Mark | Tagged
    machinery: bool = False


@dataclass(slots=True)
class Atoms:
    """Atoms in the order of the source; of two that overlap the first and longest stands, and what is in it is its own."""

    listed: list[Atom] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def settle(self, atoms: Sequence[Atom]) -> None:
        """Take ``atoms``, in any order, instead of those there were."""
        self.listed = sorted(atoms, key=lambda atom: (atom.start, -atom.end))
        self.starts = [atom.start for atom in self.listed]

    def between(self, start: int, end: int) -> list[Atom]:
        """The atoms that begin in [start, end)."""
        if not self.starts:
            return []
        return self.listed[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


def hidden(start: int, end: int, code: int) -> Tagged:
    """A code for something that nobody sees."""
    return Tagged(start, end, Side.ALONE, code, CodeKind.OBJECT)


def plain_words(text: str) -> str:
    """``text`` with its references decoded and white space folded."""
    if "&" in text:
        text = unescape(text)
    if "\n" in text or "  " in text or "\t" in text or "\r" in text or "\f" in text:
        return _SPACES.sub(" ", text)
    return text


@dataclass(slots=True)
class _Walk:
    """The pieces of the source between two offsets, one token after the other."""

    tree: Tree
    start: int
    end: int
    atoms: Sequence[Atom]
    pieces: list[Piece] = field(default_factory=list)
    #: Positions among ``pieces`` of what nobody sees, and of a note's apparatus.
    unseen: set[int] = field(default_factory=set)
    machinery: set[int] = field(default_factory=set)
    #: Whether there is any pair of tags.
    paired: bool = False
    position: int = 0
    turn: int = 0

    def walk(self, first: int, last: int) -> None:
        self.position = self.start
        text, end, atoms, pieces = self.tree.text, self.end, len(self.atoms), self.pieces
        tokens = self.tree.tokens
        for place in range(first, last):
            token = tokens[place]
            if token.end <= self.position:
                continue
            if token.start >= end:
                break
            if self.turn < atoms:
                self._up_to(token)
                if token.end <= self.position:
                    continue
            if token.kind is Kind.TEXT:
                start, self.position = self.position, min(token.end, end)
                if self.position > start:
                    pieces.append(Words(start, self.position, plain_words(text[start : self.position])))
            elif token.start >= self.position:
                self._tag(place, token)

    def _up_to(self, token: Token) -> None:
        """Write the atoms that begin before ``token`` does, or in it if it is text."""
        limit = token.end if token.kind is Kind.TEXT else token.start + 1
        while self.turn < len(self.atoms) and self.atoms[self.turn].start < min(limit, self.end):
            atom = self.atoms[self.turn]
            self.turn += 1
            if atom.start < self.position or atom.end > self.end:
                continue
            if token.kind is Kind.TEXT:
                self._text(atom.start)
            if atom.machinery:
                self.machinery.add(len(self.pieces))
            elif isinstance(atom.piece, Tagged):
                self.unseen.add(len(self.pieces))
            self.pieces.append(atom.piece)
            self.position = atom.end

    def _text(self, end: int) -> None:
        if end > self.position:
            self.pieces.append(Words(self.position, end, plain_words(self.tree.text[self.position : end])))
            self.position = end

    def _tag(self, place: int, token: Token) -> None:
        tree = self.tree
        kind = KIND_OF.get(token.name, CodeKind.SPAN)
        if token.kind is Kind.START:
            partner = token.partner
            closes = partner >= 0 and tree.tokens[partner].end <= self.end
            if closes and (
                token.name in VERBATIM or partner == place + 1 or token.name == "picture" or is_hidden(tree, place)
            ):
                self._whole(place, token, tree.tokens[partner].end)
                return
            reference = ""
            if token.name == "a" and "href" in (attributes := tree.attributes(place)):
                kind, reference = CodeKind.LINK, attributes["href"].text
            self._add(token, place, Side.OPEN if closes else Side.ALONE, kind, reference)
        elif token.kind is Kind.END:
            opened = token.partner >= 0 and tree.tokens[token.partner].start >= self.start
            self._add(token, token.partner if opened else place, Side.CLOSE if opened else Side.ALONE, kind)
        elif token.kind is Kind.COMMENT or token.name in UNSEEN:
            self._add(token, place, Side.ALONE, CodeKind.OBJECT)
        else:
            self._sole(place, token)

    def _whole(self, place: int, token: Token, end: int) -> None:
        """An element that is one code, with all that is in it."""
        tree = self.tree
        empty = token.partner == place + 1
        kind, reference = CodeKind.OBJECT, ""
        if not empty:
            reference = plain_words(tree.words_of(place, token.partner, _SHOWN)).strip()
            kind = CodeKind.VERBATIM if reference else kind
            if token.name == "picture":
                kind, reference = CodeKind.IMAGE, self._shown_in(place, token.partner)
        else:
            self.unseen.add(len(self.pieces))
        self.pieces.append(Tagged(token.start, end, Side.ALONE, place, kind, reference))
        self.position = end

    def _shown_in(self, first: int, last: int) -> str:
        """Where the image of a ``<picture>`` lies."""
        for place in range(first, min(last, first + 50)):
            source = self.tree.attributes(place).get("src") if self.tree.tokens[place].name == "img" else None
            if source is not None:
                return source.text
        return ""

    def _sole(self, place: int, token: Token) -> None:
        kind = KIND_OF.get(token.name, CodeKind.OBJECT)
        reference = ""
        if kind is CodeKind.IMAGE and "src" in (attributes := self.tree.attributes(place)):
            reference = attributes["src"].text
        elif token.name == "math":
            kind = CodeKind.VERBATIM
            raw = self.tree.text[token.opened : min(token.end, token.opened + _SHOWN * 10)]
            reference = plain_words(_TAGS.sub("", raw)).strip()[:_SHOWN]
        if kind is CodeKind.BREAK or token.name == "wbr" or (token.kind is Kind.SOLE and token.name not in VOID):
            self.unseen.add(len(self.pieces))
        self.pieces.append(Tagged(token.start, token.end, Side.ALONE, place, kind, reference))
        self.position = token.end

    def _add(self, token: Token, code: int, side: Side, kind: CodeKind, reference: str = "") -> None:
        if side is Side.ALONE:
            self.unseen.add(len(self.pieces))
            kind, reference = CodeKind.OBJECT, ""
        else:
            self.paired = True
        self.pieces.append(Tagged(token.start, token.end, side, code, kind, reference))
        self.position = token.end


def pieces_of(tree: Tree, run: Run, start: int, end: int, atoms: Atoms, *, note: bool = False) -> list[Piece]:
    """The pieces of the part [start, end) of a run; none where nobody could translate a word of it and no note is cited.

    ``note``: it is the body of a note; its label and its links back stay outside.
    """
    here = atoms.between(start, end)
    if run.last == run.first + 1 and not here:
        return _lone_words(tree.text, start, end)
    walk = _Walk(tree, start, end, here)
    walk.walk(max(run.first, bisect_right(tree.starts, start) - 1), run.last)
    pieces = walk.pieces
    if not any(type(p) is Mark or (type(p) is Words and any(map(str.isalnum, p.text))) for p in pieces):
        return []
    first, last = _body(pieces, walk.machinery) if note and walk.machinery else (0, len(pieces))
    unseen = walk.unseen | walk.machinery if walk.machinery else walk.unseen
    if walk.paired:
        _part_pairs(pieces, first, last, unseen, len(tree.tokens))
    first, last = _trimmed(pieces, unseen, first, last)
    return _folded(tree.text, pieces[first:last])


def _lone_words(text: str, start: int, end: int) -> list[Piece]:
    """The pieces of words without any markup."""
    start = _after_space(text, start, end)
    end = _before_space(text, start, end)
    words = plain_words(text[start:end])
    return [Words(start, end, words)] if any(map(str.isalnum, words)) else []


def _part_pairs(pieces: list[Piece], first: int, last: int, unseen: set[int], tokens: int) -> None:
    """Make codes of their own of the tags in [first, last) whose other half is outside, if they have to be there."""
    opened: set[int] = set()
    closed: set[int] = set()
    for piece in pieces[first:last]:
        if type(piece) is Tagged and piece.side is not Side.ALONE:
            (opened if piece.side is Side.OPEN else closed).add(piece.code)
    if opened == closed:
        return
    for place in range(first, last):
        piece = pieces[place]
        if isinstance(piece, Tagged) and piece.side is not Side.ALONE and piece.code not in opened & closed:
            key = piece.code if piece.side is Side.OPEN else -2 - tokens - piece.start
            pieces[place] = Tagged(piece.start, piece.end, Side.ALONE, key, CodeKind.OBJECT)
            unseen.add(place)


def _body(pieces: Sequence[Piece], machinery: Collection[int]) -> tuple[int, int]:
    """Which of a note body's pieces come after its label and before its links back."""
    worded = [
        place
        for place, p in enumerate(pieces)
        if place not in machinery and (isinstance(p, Mark) or (isinstance(p, Words) and any(map(str.isalnum, p.text))))
    ]
    if not worded:
        return 0, 0
    first = max((place for place in machinery if place < worded[0]), default=-1) + 1
    last = min((place for place in machinery if place > worded[-1]), default=len(pieces))
    return first, last


def _trimmed(pieces: Sequence[Piece], unseen: Collection[int], first: int, last: int) -> tuple[int, int]:
    def is_nothing(place: int) -> bool:
        piece = pieces[place]
        return place in unseen or (isinstance(piece, Words) and not piece.text.strip())

    while first < last and is_nothing(first):
        first += 1
    while last > first and is_nothing(last - 1):
        last -= 1
    return first, last


def _folded(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """``pieces`` with the white space between them as readers see it, and none at the edges.

    White space behind the tags that a block begins with, or before those that it ends with, becomes part of these tags.
    """
    first, last = 0, len(pieces) - 1
    while first < last and _is_edge(pieces[first]):
        first += 1
    while last > first and _is_edge(pieces[last]):
        last -= 1
    folded: list[Piece] = []
    spaced = True
    for place, piece in enumerate(pieces):
        if isinstance(piece, Words):
            start, end, words = piece.start, piece.end, piece.text
            if place == first:
                start, words = _after_space(text, start, end), words.lstrip()
            if place == last:
                end, words = _before_space(text, start, end), words.rstrip()
            if spaced and words.startswith(" "):
                words = words[1:]
            if place == first and folded and isinstance(folded[-1], Tagged):
                folded[-1] = replace(folded[-1], end=start)
            if not words:
                continue
            spaced = words.endswith(" ")
            folded.append(Words(start, end, words))
            continue
        if isinstance(piece, Mark) or piece.side is Side.ALONE:
            spaced = isinstance(piece, Tagged) and piece.kind is CodeKind.BREAK
        elif place == last + 1 and isinstance(before := pieces[last], Words):
            piece = replace(piece, start=_before_space(text, before.start, before.end))
        folded.append(piece)
    return folded


def _is_edge(piece: Piece) -> bool:
    """Whether a piece is one end of a pair of tags."""
    return isinstance(piece, Tagged) and piece.side is not Side.ALONE


def _after_space(text: str, start: int, end: int) -> int:
    """The offset after the white space, written out or as references, that [start, end) begins with."""
    while (match := _EDGE.match(text, start, end)) and unescape(match.group()).isspace():
        start = match.end()
    return start


def _before_space(text: str, start: int, end: int) -> int:
    while end > start:
        if text[end - 1].isspace():
            end -= 1
            continue
        amp = text.rfind("&", max(start, end - 14), end) if text[end - 1] == ";" else -1
        if amp < 0 or not unescape(text[amp:end]).isspace():
            break
        end = amp
    return end
