"""How a translation is written into HTML: escaped, in the document's own convention of notes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Final

from transflow.domain.article import BlockKind
from transflow.domain.codes import Side
from transflow.domain.inline import folded
from transflow.domain.reassembly import AssembledNote
from transflow.formats.documents.html.blocks import Blocks
from transflow.formats.documents.html.links import names_of
from transflow.formats.documents.html.names import WORDED_ATTRIBUTES
from transflow.formats.documents.html.tokens import Kind, Value
from transflow.formats.documents.markers import SUPERSCRIPTS, raised
from transflow.formats.documents.skeleton import Entry, Mark, Place, Tagged
from transflow.formats.documents.splicing import Markup, Own, Raw, Token

_NO_BREAK: Final = "\u00a0"
#: Attributes that name an element, those that lead somewhere, those that hold words or say what an element is.
_NAMING: Final = frozenset({"id", "name", "data-fn", "aria-describedby", "aria-labelledby", "for", "data-mfn"})
_LEADING: Final = frozenset({"href", "src", "srcset", "xlink:href"})
_WORDED: Final = frozenset({*WORDED_ATTRIBUTES, "class"})
#: How Word names notes: all parts of one have its number. ``mso-footnote-id`` is what it binds a mark to its note by.
_NUMBER: Final = re.compile(r"(?:ftn|edn)(?:ref)?(\d{1,6})(?!\d)")
_NUMBERED: Final = re.compile(r"(?P<stem>_?(?:ftn|edn)(?:ref)?)\d{1,6}")
_WORD_NAME: Final = re.compile(r"mso-(?:foot|end)note-id:\s*([\w-]+)", re.IGNORECASE)
#: How much of a note's words a title on its mark has to repeat, to be taken for a copy of them.
_COPY: Final = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class _Model:
    """A note of the source that a translator's own one is made after: its mark, its entry, the span of its words."""

    mark: Mark
    entry: Entry
    body: tuple[int, int]
    words: str


class HtmlDialect(Markup):
    """HTML, for one document written once."""

    def __init__(self, blocks: Blocks) -> None:
        self.blocks = blocks
        self.tree = blocks.tree
        self.text = blocks.tree.text
        self.no_break = next((form for form in ("&nbsp;", "&#160;", "&#xa0;") if form in self.text), _NO_BREAK)
        self._model: _Model | None = None
        self._searched = False
        self._last: int | None = None

    # -- words

    def words(self, text: str, place: Place) -> str:
        written = escape(text, quote=False)
        quote = self.blocks.quotes.get(place.start)
        if quote is not None:
            written = written.replace("'", "&#39;") if quote == "'" else written.replace('"', "&quot;")
        return written.replace(_NO_BREAK, self.no_break) if _NO_BREAK in written else written

    def render(self, tokens: Sequence[Token], place: Place, raw: Raw) -> str:
        written = super().render(tokens, place, raw)
        return f'"{written}"' if self.blocks.quotes.get(place.start) == "" else written

    # -- a translator's own notes

    def own_mark(self, token: Own, place: Place) -> str:
        model = self.model
        if model is None or place.start in self.blocks.quotes or place.kind is BlockKind.FURNITURE:
            return super().own_mark(token, place)
        label = self._label(token.number)
        edits = [(*model.mark.label, label)] if model.mark.label else []
        if not model.entry.listed:
            edits.append((*model.body, self.words(_said(token.note), place)))
        elif self._is_in_title(place):
            return super().own_mark(token, place)
        return self._copy(model.mark.start, model.mark.end, token.number, edits, _said(token.note))

    def own_entry(self, note: AssembledNote, paragraphs: Sequence[Sequence[Token]], after: str) -> str | None:
        model = self.model
        if model is None or not model.entry.listed:
            return None
        place = Place(kind=BlockKind.NOTE, start=-1, end=-1, line=0)
        said = " ".join(
            "".join(self._written(token, place, lambda start, end: self.text[start:end]) for token in paragraph)
            for paragraph in paragraphs
        )
        tag = f" ({self.words(note.tag, place)})" if note.tag else ""
        edits = [(*model.body, said + tag)]
        if model.entry.written is not None:
            edits.append((*model.entry.written, self._label(note.number)))
        written = self._copy(model.entry.start, model.entry.end, note.number, edits, "")
        return self._between() + written if after else written + self._between()

    def _label(self, number: int) -> str:
        """The label of a translator's own note: as the source counts, else its number."""
        model = self.model
        raises = model is not None and model.entry.label[:1] in tuple(SUPERSCRIPTS)
        return self.own_labels.get(number) or (raised(number) if raises else str(number))

    @property
    def model(self) -> _Model | None:
        """The plainest note of the document; None where it has none."""
        if not self._searched:
            self._searched = True
            self._model = self._find_model()
        return self._model

    def _find_model(self) -> _Model | None:
        read = self.blocks.reading
        bodies: dict[str, list[Place]] = {}
        marks: dict[str, list[Mark]] = {}
        for place in read.places:
            if place.note is not None:
                bodies.setdefault(place.note, []).append(place)
            for piece in place.pieces:
                if isinstance(piece, Mark) and len(piece.notes) == 1:
                    marks.setdefault(piece.notes[0], []).append(piece)
        cited = [entry for entry in read.entries if entry.key in marks and entry.key in bodies]
        if not cited:
            return None

        def cost(entry: Entry) -> int:
            own = bodies[entry.key]
            return (
                10 * (len(own) + len(marks[entry.key]))
                + sum(isinstance(piece, Mark) for place in own for piece in place.pieces) * 20
                + (marks[entry.key][0].label is None)
            )

        entry = min(cited, key=cost)
        own = bodies[entry.key]
        inside = self.blocks.inside.get(entry.key)
        body = inside.body if inside is not None and inside.body is not None else _words_in(own)
        block = read.article.blocks[next(i for i, place in enumerate(read.places) if place is own[0])]
        return _Model(mark=marks[entry.key][0], entry=entry, body=body, words=block.content.text)

    def _is_in_title(self, place: Place) -> bool:
        """Whether a place is the page's name, which holds no markup."""
        position = self.tree.position_at(place.start + 1) - 1
        return self.tree.tokens[position].name == "title"

    def _between(self) -> str:
        """What stands between two entries of a list of notes."""
        listed = sorted((e for e in self.blocks.reading.entries if e.listed), key=lambda e: e.start)
        for one, other in pairwise(listed):
            gap = self.text[one.end : other.start]
            if not gap.lower().replace("<br>", "").replace("<br/>", "").replace("<br />", "").strip():
                return gap
        before = self.text[: listed[0].start]
        blank = before[len(before.rstrip()) :]
        lone = self.text[listed[0].start] != "<"
        return f"<br>{blank}" if lone else blank

    def _copy(self, start: int, end: int, number: int, edits: list[tuple[int, int, str]], title: str) -> str:
        """The source's [start, end) with ``edits``, and with names of its own."""
        renamed = self._renamed(number)
        edits = list(edits)
        if self.model is not None:
            edits += [(*echo, self._label(number)) for echo in self.model.entry.echoes if start <= echo[0] < end]
        for position in self._tags(start, end):
            attributes = self.tree.attributes(position)
            for key, value in attributes.items():
                edits += self._named(key, value, renamed)
            own = attributes.get("data-mfn")
            if own is not None and own.text not in renamed:
                edits.append((own.start, own.end, f"tn-{number}"))
            shown = attributes.get("title")
            if title and shown is not None and self.model and self._is_copy(shown.text):
                edits.append((shown.start, shown.end, escape(title)))
        edits.sort()
        pieces: list[str] = []
        position = start
        for first, last, new in edits:
            if first >= position and last <= end:
                pieces += (self.text[position:first], new)
                position = last
        return "".join(pieces) + self.text[position:end]

    def _named(self, key: str, value: Value, renamed: Mapping[str, str]) -> list[tuple[int, int, str]]:
        """The edits of an attribute in which names of the model stand: as all of it, or as words of it (in a style)."""
        if key in _WORDED or not renamed:
            return []
        name = value.text.partition("#")[2] if key in _LEADING else value.text if key in _NAMING else ""
        if name in renamed and self.text.endswith(name, value.start, value.end):
            return [(value.end - len(name), value.end, renamed[name])]
        if key in _LEADING:
            return []
        names = [re.escape(n) for n in renamed if any(map(str.isalpha, n)) and any(map(str.isdigit, n))]
        found = re.finditer(rf"(?<![\w-])(?:{'|'.join(names)})(?![\w-])", self.text[value.start : value.end])
        return [
            (value.start + match.start(), value.start + match.end(), renamed[match.group()])
            for match in (found if names else ())
        ]

    def _is_copy(self, title: str) -> bool:
        model = self.model
        return model is not None and bool(title) and folded(title)[:_COPY] == folded(model.words)[:_COPY]

    def _tags(self, start: int, end: int) -> list[int]:
        """The positions of the opening tags in a span."""
        tokens = self.tree.tokens
        positions = range(self.tree.position_at(start), self.tree.position_at(end))
        return [position for position in positions if tokens[position].kind in (Kind.START, Kind.SOLE)]

    def _renamed(self, number: int) -> Mapping[str, str]:
        """New names for the names in the model's mark and entry."""
        model = self.model
        if model is None:
            return {}
        renamed: dict[str, str] = {}
        for stem, start, end in (
            ("tnref", model.mark.start, model.mark.end),
            ("tn", model.entry.start, model.entry.end),
        ):
            for position in self._tags(start, end) if start >= 0 else ():
                for name in self._names_at(position):
                    if name and name not in renamed:
                        own = _NUMBERED.fullmatch(name)
                        renamed[name] = (
                            f"{own['stem']}{self.last + number}" if own else self._fresh(stem, number, renamed)
                        )
        return renamed

    def _names_at(self, position: int) -> list[str]:
        """The names that a tag gives to its element, or by which Word binds it to another."""
        attributes = self.tree.attributes(position)
        style = attributes.get("style")
        bound = _WORD_NAME.findall(style.text) if style is not None else []
        return [*sorted(names_of(attributes)), *bound]

    @property
    def last(self) -> int:
        """The highest number in a name that Word gave to a note."""
        if self._last is None:
            self._last = max((int(match.group(1)) for match in _NUMBER.finditer(self.text)), default=0)
        return self._last

    def _fresh(self, stem: str, number: int, renamed: Mapping[str, str]) -> str:
        taken = set(renamed.values())
        name, further = f"{stem}-{number}", 1
        while name in taken or re.search(rf"(?<![\w-]){name}(?![\w-])", self.text):
            further += 1
            name = f"{stem}-{number}-{further}"
        return name


def _words_in(places: Sequence[Place]) -> tuple[int, int]:
    """The span of a body's words, without the tags round all of them."""
    start, end = places[0].start, places[-1].end
    pieces = list(places[0].pieces) if len(places) == 1 else []
    while len(pieces) > 2:
        first, last = pieces[0], pieces[-1]
        if not (isinstance(first, Tagged) and isinstance(last, Tagged)):
            break
        if first.side is not Side.OPEN or last.side is not Side.CLOSE or first.code != last.code:
            break
        start, end = first.end, last.start
        pieces = pieces[1:-1]
    return start, end


def _said(note: AssembledNote) -> str:
    """A translator's own note with its tag at the end."""
    words = " ".join(note.texts)
    return f"{words} ({note.tag})" if note.tag else words
