"""Writing a paragraph: words in runs with the looks of the source, and everything nobody may lose in its nearest place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final, Protocol

from transflow.domain.codes import Side
from transflow.domain.reassembly import AssembledNote
from transflow.formats.documents.docx.items import Fragment
from transflow.formats.documents.docx.listed import Listing
from transflow.formats.documents.docx.looks import Look, Prefix, prefix_at
from transflow.formats.documents.docx.pieces import Fixed, Paragraph, Reference, RunCode
from transflow.formats.documents.markers import raised
from transflow.formats.documents.skeleton import Place
from transflow.formats.documents.splicing import Cited, Coded, Own, Raw, Said, Token, own_in_brackets
from transflow.formats.documents.xml import escaped, escaped_value

#: Characters that WordprocessingML has elements for.
_SPECIAL: Final = re.compile(r"(\r\n|[\n\r\t\u2011\u00ad])")
_ELEMENTS: Final = {"\t": "tab", "\u2011": "noBreakHyphen", "\u00ad": "softHyphen"}
_PROPERTIES: Final = re.compile(r"<(?:\w+:)?p(?:\s[^<>]*)?>\s*(<(?:\w+:)?pPr[\s>].*?</(?:\w+:)?pPr\s*>)", re.DOTALL)


class NewNotes(Protocol):
    """Where translators' own notes go that become notes of Word's own."""

    def citation(self, number: int, note: AssembledNote, prefix: Prefix) -> str:
        """The run that cites a note, which is now among the document's notes."""
        ...


def own_text(note: AssembledNote) -> str:
    """A translator's own note as readers see it: its words, and its tag behind them."""
    text = " ".join(note.texts)
    return f"{text} ({note.tag})" if note.tag else text


class WordDialect:
    """How WordprocessingML is written. ``language``: of the words, "" for leaving it open; ``listing``: the typed notes."""

    def __init__(self, language: str, notes: NewNotes, listing: Listing | None) -> None:
        self.language = language
        self.notes = notes
        self.listing = listing

    def render(self, tokens: Sequence[Token], place: Place, raw: Raw) -> str:
        if not isinstance(place, Paragraph):
            return escaped_value("".join(_said(token) for token in tokens))
        return _Writing(self, place, raw).written(tokens)

    def own_entry(self, note: AssembledNote, paragraphs: Sequence[Sequence[Token]], after: str) -> str | None:
        """A paragraph of the typed list, like the one before it."""
        if self.listing is None:
            return None
        before, behind = self.listing.around
        prefix = Prefix(prefix_at(after, 0), prefix_at(after, 0) or "w:")
        properties = _PROPERTIES.match(after)
        said = f"{before}{note.number}{behind}{own_text(note)}"
        run = self.run(Look(), self.words(said, prefix), prefix, spoken=True)
        name = f"{prefix.element}p"
        return f"<{name}>{properties.group(1) if properties else ''}{run}</{name}>"

    def run(self, look: Look, content: str, prefix: Prefix, *, spoken: bool = False) -> str:
        """A run of one look; ``spoken``: it holds words of the target's language."""
        name = f"{prefix.element}r"
        return f"<{name}>{look.written(prefix, self.language if spoken else '')}{content}</{name}>"

    def words(self, text: str, prefix: Prefix) -> str:
        """The content of a run that says ``text``."""
        name = prefix.element
        pieces: list[str] = []
        for place, piece in enumerate(_SPECIAL.split(text)):
            if place % 2:
                pieces.append(f"<{name}{_ELEMENTS.get(piece, 'br')}/>")
            elif piece and (written := escaped(piece)):
                pieces.append(f'<{name}t xml:space="preserve">{written}</{name}t>')
        return "".join(pieces)


class _Writing:
    """One paragraph, token by token."""

    def __init__(self, dialect: WordDialect, place: Paragraph, raw: Raw) -> None:
        self._dialect = dialect
        self._place = place
        self._raw = raw
        self._prefix = place.prefix
        self._looks = [place.look]
        self._out: list[str] = []
        #: Place of a piece among the pieces → what of the output stands before it, and behind it.
        self._spots: dict[int, tuple[int, int]] = {}
        self._order = {id(piece): number for number, piece in enumerate(place.pieces)}

    def written(self, tokens: Sequence[Token]) -> str:
        """The paragraph's content."""
        for token in tokens:
            before = len(self._out)
            self._token(token)
            piece = token.piece if isinstance(token, Coded) else token.mark if isinstance(token, Cited) else None
            number = self._order.get(id(piece))
            if number is not None:
                self._spots.setdefault(number, (before, len(self._out)))
        self._anchor()
        lead = "".join(self._fragments(self._place.lead))
        tail = "".join(self._fragments(self._place.tail))
        return f"{self._place.head}{lead}{''.join(self._out)}{tail}"

    def _token(self, token: Token) -> None:
        if isinstance(token, Said):
            self._say(token.text, self._looks[-1])
        elif isinstance(token, Own):
            self._own(token)
        elif isinstance(token, Cited):
            self._cite(token)
        elif isinstance(token.piece, RunCode):
            self._code(token.piece)
        elif isinstance(token.piece, Reference):
            self._out += self._fragments(token.piece.fragments)

    def _say(self, text: str, look: Look) -> None:
        content = self._dialect.words(text, self._prefix)
        if content:
            self._out.append(self._dialect.run(look, content, self._prefix, spoken=True))

    def _code(self, code: RunCode) -> None:
        self._out += self._fragments(code.fragments)
        if code.side is Side.OPEN:
            self._looks.append(code.look or self._looks[-1])
        elif code.side is Side.CLOSE and len(self._looks) > 1:
            self._looks.pop()

    def _cite(self, token: Cited) -> None:
        mark = token.mark
        here = token.part == self._place.part
        if not isinstance(mark, Reference) or (mark.look is None and not here):
            self._say(f"[{token.label}]", self._looks[-1])
        elif mark.look is None:
            self._out += self._fragments(mark.fragments)
        else:
            before, behind = ("[", "]") if mark.template else mark.around
            self._say(f"{before}{token.label}{behind}", mark.look)

    def _own(self, token: Own) -> None:
        listing = self._dialect.listing
        if listing is not None:
            label = raised(token.number) if listing.raised else f"[{token.number}]"
            self._say(label, self._looks[-1])
        elif self._place.notable:
            self._out.append(self._dialect.notes.citation(token.number, token.note, self._prefix))
        else:
            self._say(own_in_brackets(token.note), self._looks[-1])

    def _fragments(self, fragments: Iterable[Fragment]) -> list[str]:
        """What is written again; what shared a run shares one."""
        written: list[str] = []
        for (_, look), group in groupby(fragments, key=lambda fragment: (fragment.run, fragment.look)):
            content = "".join(self._content(fragment) for fragment in group)
            written.append(content if look is None else self._dialect.run(look, content, self._prefix))
        return written

    def _content(self, fragment: Fragment) -> str:
        raw = self._raw(fragment.start, fragment.end)
        name = f"{self._prefix.element}t"
        return f'<{name} xml:space="preserve">{raw}</{name}>' if fragment.words else raw

    # what nobody sees

    def _anchor(self) -> None:
        """Put anchors beside what stood beside them; ranges among words grow to the nearest thing that is there."""
        if not self._place.fixed:
            return
        span = self._place.start, self._place.end
        ends, starts = self._reaches()
        least = 0
        placed: dict[int, list[str]] = {}
        for fixed in self._place.fixed:
            own = [f for f in fixed.anchor.fragments if span[0] <= f.start and f.end <= span[1]]
            if own:
                # Anchors keep their order, so that nothing ends before it begins.
                least = max(least, self._spot(fixed, ends, starts))
                placed.setdefault(least, []).extend(self._fragments(own))
        out: list[str] = []
        for spot, written in enumerate(self._out):
            out += (*placed.get(spot, ()), written)
        self._out = [*out, *placed.get(len(self._out), ())]

    def _reaches(self) -> tuple[list[int], list[int]]:
        """For each piece, and the end, how far the output before it reaches, and where the rest begins."""
        size = len(self._place.pieces)
        ends = [0] * (size + 1)
        starts = [len(self._out)] * (size + 1)
        for number in range(size):
            ends[number + 1] = max(ends[number], self._spots.get(number, (0, 0))[1])
        for number in reversed(range(size)):
            starts[number] = min(starts[number + 1], self._spots.get(number, (len(self._out), 0))[0])
        return ends, starts

    def _spot(self, fixed: Fixed, ends: Sequence[int], starts: Sequence[int]) -> int:
        """How much of the output stands before an anchor."""
        place = fixed.place
        if place - 1 in self._spots:
            return self._spots[place - 1][1]
        if place in self._spots:
            return self._spots[place][0]
        return ends[place] if fixed.anchor.opening else starts[place]


def _said(token: Token) -> str:
    if isinstance(token, Said):
        return token.text
    if isinstance(token, Own):
        return own_in_brackets(token.note)
    return f"[{token.label}]" if isinstance(token, Cited) else ""
