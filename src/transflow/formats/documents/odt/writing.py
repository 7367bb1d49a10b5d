"""Writing words, spaces and a translator's own notes as OpenDocument has them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from transflow.domain.article import ATTRIBUTE
from transflow.domain.codes import Side
from transflow.domain.reassembly import AssembledNote
from transflow.formats.documents.odt.body import Body, Model
from transflow.formats.documents.odt.listed import Listing
from transflow.formats.documents.skeleton import Place, Tagged
from transflow.formats.documents.splicing import Coded, Markup, Own, Raw, Said, Token, own_in_brackets
from transflow.formats.documents.xml import escaped, escaped_value

_SPACE_LIKE: Final = re.compile(r" +|\t|\r\n|\r|\n")

#: A mark of a place, which shows nothing.
_PLACE_MARK: Final = re.compile(
    r"<(?:[^\s:<>/]+:)?(?:bookmark|reference-mark|[a-z-]+-index-mark|toc-mark)(?:-start|-end)?\b"
)
#: The tag that a paragraph begins with, and what must not stand in two places.
_OPENING: Final = re.compile(r"<(?P<name>[^\s<>/]+)(?P<rest>[^<>]*)(?<!/)>")
_ID: Final = re.compile(r"\s(?:xml|text):id\s*=\s*(?:\"[^\"]*\"|'[^']*')")


class Writing(Markup):
    """The dialect of one document."""

    def __init__(self, body: Body, listing: Listing | None = None) -> None:
        self.body = body
        self.listing = listing
        #: Whether a space that is written next would be read as none.
        self._after_blank = True

    def render(self, tokens: Sequence[Token], place: Place, raw: Raw) -> str:
        # ``raw`` writes notes inside, in this very dialect: where this place stands is put away meanwhile.
        around, self._after_blank = self._after_blank, True
        kept = self.body.hidden.get(place.start, [])
        if self.listing is not None:
            kept = [*self.listing.kept.get(place.start, ()), *kept]
        pieces = [raw(hidden.start, hidden.end) for hidden in kept if not hidden.last]
        seen = [_is_seen(token, raw) for token in tokens]
        last = max((index for index, shows in enumerate(seen) if shows), default=-1)
        for index, token in enumerate(tokens):
            if isinstance(token, Said):
                pieces.append(self._said(token.text, place, ends=index == last))
                continue
            pieces.append(self._written(token, place, raw))
            if seen[index]:
                self._after_blank = False
        pieces += [raw(hidden.start, hidden.end) for hidden in kept if hidden.last]
        self._after_blank = around
        return "".join(pieces)

    def _said(self, text: str, place: Place, *, ends: bool) -> str:
        """Words; spaces that would be folded away are written so that they stay."""
        if place.role == ATTRIBUTE:
            return escaped(text)
        pieces: list[str] = []
        position = 0
        for match in _SPACE_LIKE.finditer(text):
            if match.start() > position:
                pieces.append(escaped(text[position : match.start()]))
                self._after_blank = False
            position = match.end()
            pieces.append(self._blank(match.group(), at_end=ends and position == len(text)))
        if position < len(text):
            pieces.append(escaped(text[position:]))
            self._after_blank = False
        return "".join(pieces)

    def _blank(self, written: str, *, at_end: bool) -> str:
        p, declared = self.body.prefix, self.body.declared
        if not written.startswith(" "):
            self._after_blank = False
            return f"<{p}tab{declared}/>" if written == "\t" else f"<{p}line-break{declared}/>"
        folded = self._after_blank or at_end
        count = len(written) - (0 if folded else 1)
        self._after_blank = True
        stay = f"<{p}s{declared}/>" if count == 1 else f'<{p}s{declared} {p}c="{count}"/>' if count else ""
        return stay if folded else f" {stay}"

    def words(self, text: str, place: Place) -> str:
        return escaped(text)

    def own_entry(self, note: AssembledNote, paragraphs: Sequence[Sequence[Token]], after: str) -> str | None:
        """A paragraph of the list that the author typed; None where the document numbers its notes by itself."""
        opening = _OPENING.match(after)
        if self.listing is None or opening is None:
            return None
        before, behind = self.listing.label
        words = " ".join(escaped(text) for text in _paragraphs(note))
        return (
            f"<{opening['name']}{_ID.sub('', opening['rest'])}>{before}{note.number}{behind}{words}</{opening['name']}>"
        )

    def own_mark(self, token: Own, place: Place) -> str:
        """A note of its own, as this document writes notes; in brackets where none can stand."""
        if self.listing is not None and place.role != ATTRIBUTE:
            before, after = self.listing.citation
            return f"{before}{token.number}{after}"
        if place.note is not None or place.role == ATTRIBUTE or place.start in self.body.boxed:
            return escaped(own_in_brackets(token.note))
        p = self.body.prefix
        models = self.body.models
        model = (
            models[max(0, bisect_right(models, place.start, key=lambda model: model.start) - 1)] if models else Model()
        )
        opening = f'<{p}p {p}style-name="{escaped_value(model.style)}">'
        paragraphs = "".join(f"{opening}{escaped(text)}</{p}p>" for text in _paragraphs(token.note))
        identity = f"ftn{self.body.last_id + token.number}"
        return (
            f'{model.before}<{p}note{self.body.declared} {p}id="{identity}" {p}note-class="{model.note_class}">'
            f"<{p}note-citation>{token.number}</{p}note-citation><{p}note-body>{paragraphs}</{p}note-body></{p}note>"
            f"{model.after}"
        )


def _is_seen(token: Token, raw: Raw) -> bool:
    """Whether white space on both sides of ``token`` is two; beside tags of pairs and marks of places it is one."""
    if not (isinstance(token, Coded) and isinstance(token.piece, Tagged)):
        return True
    return token.piece.side is Side.ALONE and _PLACE_MARK.match(raw(token.piece.start, token.piece.end)) is None


def _paragraphs(note: AssembledNote) -> list[str]:
    """A translator's own note as it is printed: its tag in brackets at the end."""
    texts = list(note.texts)
    if note.tag:
        texts[-1] = f"{texts[-1]} ({note.tag})"
    return texts
