"""The places of a page: its head, its runs, the words in attributes and the notes, in the order of the source."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from transflow.domain.article import ATTRIBUTE, LANGUAGE_LINE, BlockKind
from transflow.domain.findings import Finding, Severity
from transflow.domain.inline import collapse, folded
from transflow.formats.documents.anatomy import Anatomy, furniture_pattern
from transflow.formats.documents.html.apparatus import Apparatus, Found
from transflow.formats.documents.html.bodies import notes_inside
from transflow.formats.documents.html.classic import parted
from transflow.formats.documents.html.inline import Atom, Atoms, pieces_of, plain_words
from transflow.formats.documents.html.names import WORDED_ATTRIBUTES, WORDED_METAS
from transflow.formats.documents.html.page import Context, Page, is_hidden, kept_runs, survey
from transflow.formats.documents.html.pairs import linked_notes
from transflow.formats.documents.html.tails import plain_notes, unbound_brackets
from transflow.formats.documents.html.tokens import Kind, Token, Value, tokenize
from transflow.formats.documents.html.tree import Run, Tree, grow
from transflow.formats.documents.skeleton import Entry, Mark, Piece, Place, Reading, Words, reading

_LINE_END: Final = re.compile(r"\r\n?|\n")
_WORDED: Final = re.compile(
    "|".join(rf"{''.join(f'[{c}{c.upper()}]' if c.isalpha() else c for c in name)}\s*=" for name in WORDED_ATTRIBUTES)
)
_CAPTIONED: Final = re.compile(r"\s*+\[caption\b", re.IGNORECASE)
#: Longest line of furniture, of a byline, of a cell that is one unit, in characters.
_FURNITURE: Final = 200
_BYLINE: Final = 120
_CELL: Final = 400
#: How much of a note's words a title on its mark repeats, to be taken for a copy of them, in characters.
_COPY: Final = 15
#: How many blocks from the top a byline is looked for by its words.
_TOP: Final = 6


@dataclass(frozen=True, slots=True)
class Blocks:
    """A page, read: what it says, the quote of each place in an attribute by its start, names that are taken."""

    reading: Reading
    tree: Tree
    quotes: Mapping[int, str]
    inside: Mapping[str, Found]


def read_blocks(text: str, anatomy: Anatomy) -> Blocks:
    """The blocks and notes of a page or fragment."""
    return _Reader(text, anatomy).blocks()


class _Reader:
    def __init__(self, text: str, anatomy: Anatomy) -> None:
        self.text = text
        self.anatomy = anatomy
        self.furniture = furniture_pattern(anatomy)
        self.tree = grow(text, parted(text, tokenize(text)))
        self.page: Page = survey(self.tree, anatomy.main)
        self.line_ends = [match.end() for match in _LINE_END.finditer(text)]
        self.apparatus = self._notes()
        self.atoms = Atoms()
        self.atoms.settle(self.apparatus.atoms)
        self.found = sorted((f for f in self.apparatus.found if f.body is None), key=lambda f: f.start)
        self.found_starts = [found.start for found in self.found]
        self.alone = sorted(self.apparatus.alone)
        self.quotes: dict[int, str] = {}
        self.places: list[Place] = []
        self.inside = {found.key: found for found in self.apparatus.found if found.body is not None}
        #: What each note's first paragraph says.
        self.first_words: dict[str, str] = {}

    def _notes(self) -> Apparatus:
        inside = notes_inside(self.tree)
        linked = linked_notes(self.tree, [(f.start, f.end) for f in inside.found])
        runs = [run for run in kept_runs(self.tree, self.page) if run.worded]
        known = [*inside.found, *linked.found]
        if known:
            labels = {found.label for found in known}
            plain = Apparatus(missing=unbound_brackets(self.tree, runs, labels))
        else:
            plain = plain_notes(self.tree, runs)
        parts = (inside, linked, plain)
        return Apparatus(
            found=[found for part in parts for found in part.found],
            atoms=[atom for part in parts for atom in part.atoms],
            alone=linked.alone,
            missing=plain.missing,
            doubled=[*linked.doubled, *plain.doubled],
        )

    def blocks(self) -> Blocks:
        self._head()
        for run in self.tree.runs:
            if run.worded:
                self._run(run)
        self._bodies()
        self._attributes()
        self.places.sort(key=lambda place: (place.start, -place.end))
        self._titles()
        self._bylines()
        entries = self._entries()
        read = reading("html", self.places, entries, self._findings())
        doubled = {found.label for found in self._doubled_entries()}
        if doubled:
            article = read.article
            kept = tuple(
                f
                for f in article.findings
                if f.code != "note-without-marker" or str(f.params.get("number")) not in doubled
            )
            read = replace(read, article=replace(article, findings=kept))
        return Blocks(read, self.tree, self.quotes, self.inside)

    # -- the head

    def _head(self) -> None:
        """The page's title, and what search engines and other sites show of it."""
        for position, token in enumerate(self.tree.tokens):
            if token.name == "title" and token.kind is Kind.WHOLE:
                end = self.text.rfind("</", token.opened, token.end)
                self._value(Value(token.opened, end if end >= 0 else token.end, "", ""), BlockKind.TITLE, "")
            elif token.name == "meta":
                attributes = self.tree.attributes(position)
                name = attributes.get("name") or attributes.get("property")
                if name is not None and name.text.lower() in WORDED_METAS and "content" in attributes:
                    self._value(attributes["content"], BlockKind.CAPTION, ATTRIBUTE)
            elif token.name == "body" or (token.kind is Kind.START and token.name in ("p", "h1")):
                return

    def _value(self, value: Value, kind: BlockKind, role: str) -> None:
        """A place for words that are an attribute's value, or the page's title."""
        raw = self.text[value.start : value.end]
        words = plain_words(raw).strip()
        if not any(map(str.isalpha, words)) or (" " not in words and "://" in words):
            return
        start = value.start + len(raw) - len(raw.lstrip())
        end = value.start + len(raw.rstrip())
        place = Place(kind=kind, start=start, end=end, line=self._line(start), role=role)
        place.pieces = [Words(start, end, words)]
        if role == ATTRIBUTE:
            self.quotes[start] = value.quote
        self.places.append(place)

    # -- runs

    def _run(self, run: Run) -> None:
        """The places of a run: one, or one for each note and for what is between."""
        tokens = self.tree.tokens
        start, end = tokens[run.first].start, tokens[run.last - 1].end
        if self._is_left_alone(start):
            return
        kept = self.page.keeps(run.element, start)
        position = start
        index = max(0, bisect_right(self.found_starts, start) - 1)
        while index < len(self.found) and self.found[index].start < end:
            found = self.found[index]
            index += 1
            if found.end <= position:
                continue
            if kept and found.start > position:
                self._place(run, position, found.start, None)
            position = max(position, found.start)
            self._place(run, position, min(end, found.end), found)
            position = min(end, found.end)
        if kept and position < end:
            self._place(run, position, end, None)

    def _is_left_alone(self, start: int) -> bool:
        place = bisect_right(self.alone, (start, len(self.text) + 1)) - 1
        return place >= 0 and start < self.alone[place][1]

    def _place(self, run: Run, start: int, end: int, found: Found | None) -> None:
        pieces = pieces_of(self.tree, run, start, end, self.atoms, note=found is not None)
        if not pieces:
            return
        context = self.page.contexts[run.element.index]
        place = Place(kind=context.kind, start=pieces[0].start, end=pieces[-1].end, line=self._line(pieces[0].start))
        place.pieces = pieces
        if found is not None:
            place.kind, place.note = BlockKind.NOTE, found.key
        else:
            self._describe(place, context, start)
        self.places.append(place)

    def _describe(self, place: Place, context: Context, start: int) -> None:
        """What a place of running text is."""
        words = "".join(p.text for p in place.pieces if isinstance(p, Words))
        words = collapse(words) if len(words) <= _FURNITURE else words
        language = self.anatomy.language_line.casefold()
        if language and words.casefold().startswith(language):
            place.kind, place.role = BlockKind.FURNITURE, LANGUAGE_LINE
        elif self.furniture is not None and len(words) <= _FURNITURE and self.furniture.fullmatch(words):
            place.kind = BlockKind.FURNITURE
        elif context.kind is BlockKind.BYLINE and len(words) > _BYLINE:
            place.kind = BlockKind.BIOGRAPHY
        elif context.kind is BlockKind.TABLE_CELL and len(words) > _CELL:
            place.kind = BlockKind.PARAGRAPH
        else:
            place.role, place.cell = context.role, context.cell
            place.level = context.level if place.kind in (BlockKind.HEADING, BlockKind.LIST_ITEM) else 0
            if place.kind is BlockKind.PARAGRAPH and self._is_captioned(start, place.start):
                place.kind = BlockKind.CAPTION

    def _is_captioned(self, start: int, words: int) -> bool:
        """Whether a shortcode of a caption stands before ``words``, in the run from ``start`` or right before it."""
        position = self.tree.position_at(start)
        before = self.tree.tokens[position - 1].start if position else start
        return any(_CAPTIONED.match(self.text, place, words) for place in (start, before))

    def _titles(self) -> None:
        """The first heading of the first level is the title; the page's own name then is a caption."""
        first = next((p for p in self.places if p.kind is BlockKind.HEADING and p.level == 1), None)
        if first is not None:
            first.kind = BlockKind.TITLE
        for place in self.places:
            if place.kind is BlockKind.TITLE and place is not first and first is not None:
                place.kind, place.role = BlockKind.CAPTION, ATTRIBUTE

    def _bylines(self) -> None:
        """Lines above the body that begin like a byline."""
        starts = tuple(start.casefold() for start in self.anatomy.bylines if start.strip())
        top = [p for p in self.places if p.role != ATTRIBUTE][:_TOP]
        for place in top if starts else ():
            words = "".join(p.text for p in place.pieces if isinstance(p, Words))
            if place.kind is not BlockKind.PARAGRAPH:
                continue
            if len(words) > _BYLINE:
                return
            if words.casefold().startswith(starts) and not words.rstrip().endswith((".", "!", "?", ":")):
                place.kind = BlockKind.BYLINE

    # -- words inside tags and marks

    def _bodies(self) -> None:
        """The words of notes that stand inside their marks."""
        firsts = [run.first for run in self.tree.runs]
        for found in self.apparatus.found:
            if found.body is None:
                continue
            token = bisect_right(self.tree.starts, found.body[0]) - 1
            run = self.tree.runs[bisect_right(firsts, token) - 1]
            if self.page.keeps(run.element, found.start):
                self._place(run, *found.body, found)

    def _attributes(self) -> None:
        """The words in attributes of tags that belong to the article."""
        tree = self.tree
        positions = [
            position
            for position in tree.attributed
            if _WORDED.search(self.text, tree.tokens[position].start, tree.tokens[position].opened)
        ]
        if not positions:
            return
        for noted in self.places:
            if noted.note is not None:
                words = "".join(p.text for p in noted.pieces if isinstance(p, Words))
                self.first_words.setdefault(noted.note, words)
        elements = {element.first: element for element in tree.elements}
        firsts = [run.first for run in tree.runs]
        runs: dict[int, None] = {}
        for position in positions:
            element = elements.get(position)
            if element is not None:
                if self.page.keeps(element, element.start):
                    self._worded(position)
                continue
            place = bisect_right(firsts, position) - 1
            if place >= 0 and position < tree.runs[place].last:
                runs[place] = None
        for place in runs:
            run = tree.runs[place]
            if self.page.keeps(run.element, tree.starts[run.first]):
                self._attributes_in(run)

    def _attributes_in(self, run: Run) -> None:
        skip = -1
        for position in range(run.first, run.last):
            token = self.tree.tokens[position]
            if token.start < skip or token.kind not in (Kind.START, Kind.SOLE, Kind.WHOLE):
                continue
            atom = self._atom_at(token)
            if atom is not None:
                if isinstance(atom.piece, Mark):
                    self._copies(position, atom)
                skip = atom.end
            elif token.kind is Kind.START and token.partner >= 0 and is_hidden(self.tree, position):
                skip = self.tree.tokens[token.partner].end
            elif token.name not in ("script", "style", "template", "svg", "input", "button", "select", "textarea"):
                self._worded(position)

    def _atom_at(self, token: Token) -> Atom | None:
        """The piece of a note's apparatus that a tag belongs to; words that stand inside a mark are none."""
        place = bisect_right(self.atoms.starts, token.start) - 1
        if place < 0:
            return None
        atom = self.atoms.listed[place]
        if token.start >= atom.end or (isinstance(atom.piece, Mark) and atom.piece.notes[0] in self.inside):
            return None
        return atom

    def _copies(self, position: int, atom: Atom) -> None:
        """A title on a mark that says once more what its note says."""
        assert isinstance(atom.piece, Mark)  # only marks are asked for
        body = self.first_words.get(atom.piece.notes[0], "")
        while position < len(self.tree.tokens) and self.tree.tokens[position].start < atom.end:
            if self.tree.tokens[position].kind is Kind.START:
                title = self.tree.attributes(position).get("title")
                if title is not None and body and folded(title.text)[:_COPY] == folded(body)[:_COPY]:
                    self._value(title, BlockKind.CAPTION, ATTRIBUTE)
            position += 1

    def _worded(self, position: int) -> None:
        token = self.tree.tokens[position]
        if _WORDED.search(self.text, token.start, token.opened) is None:
            return
        attributes = self.tree.attributes(position)
        for name in WORDED_ATTRIBUTES:
            if name in attributes:
                self._value(attributes[name], BlockKind.CAPTION, ATTRIBUTE)

    # -- notes

    def _entries(self) -> list[Entry]:
        """The notes that have words; marks of the others get what they show for a key."""
        worded = {place.note for place in self.places if place.note is not None}
        entries: list[Entry] = []
        shown: dict[str, str] = {}
        numbers = 0
        for found in sorted(self.apparatus.found, key=lambda f: f.start):
            if found.key not in worded:
                shown[found.key] = found.label or found.key.lstrip("#")
                continue
            numbers += 1
            entry = Entry(key=found.key, label=found.label or str(numbers), echoes=tuple(found.echoes))
            if found.body is None:
                entry.start, entry.end, entry.written = found.start, found.end, found.written
                entry.series = found.series
            entries.append(entry)
        if shown:
            for place in self.places:
                place.pieces = [self._renamed(piece, shown) for piece in place.pieces]
        return entries

    @staticmethod
    def _renamed(piece: Piece, shown: Mapping[str, str]) -> Piece:
        if not isinstance(piece, Mark):
            return piece
        return replace(piece, notes=tuple(shown.get(key, key) for key in piece.notes))

    def _doubled_entries(self) -> Sequence[Found]:
        starts = {start for start, _, _ in self.apparatus.doubled}
        return [found for found in self.apparatus.found if found.start in starts]

    def _findings(self) -> list[Finding]:
        found = [
            _finding("duplicate-note-number", self._line(start), label, first=self._line(first))
            for start, label, first in self.apparatus.doubled
        ]
        found += [_finding("marker-without-note", self._line(start), label) for start, label in self.apparatus.missing]
        return found

    def _line(self, offset: int) -> int:
        return bisect_right(self.line_ends, offset) + 1


def _finding(code: str, line: int, label: str, **params: int) -> Finding:
    number: str | int = int(label) if label.isdecimal() and label.isascii() else label
    return Finding(code=code, severity=Severity.WARNING, params={"number": number, **params}, line=line)
