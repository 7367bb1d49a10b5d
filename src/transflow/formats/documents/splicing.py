"""Writing a translation into the places of its source: every byte that is no unit's stays as it was.

One way for every marked-up format: an assembly's text is cut into tokens (words, tags, markers), and a *dialect* writes
them as its format wants. Places may lie inside pieces of other places; edits are therefore worked out from the outside in.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Protocol

from transflow.domain.article import BlockKind
from transflow.domain.codes import Side, find_tags, mended
from transflow.domain.inline import find_markers, renumber
from transflow.domain.reassembly import AssembledNote, Assembly
from transflow.formats.documents.edits import Edit, Part
from transflow.formats.documents.markers import SUPERSCRIPTS, label_number, raised
from transflow.formats.documents.sequences import carried_on
from transflow.formats.documents.skeleton import Entry, Mark, Place, Reading, Tagged

_DIGITS: Final = re.compile(rf"(?:[0-9]+|[{SUPERSCRIPTS}]+)")


@dataclass(frozen=True, slots=True)
class Said:
    """A token of words."""

    text: str


@dataclass(frozen=True, slots=True)
class Coded:
    """A token of markup: the piece of the source that it stands for."""

    piece: Tagged | Mark


@dataclass(frozen=True, slots=True)
class Cited:
    """A token that cites a note of the source: a mark of the source that cites it, and the note's label in the target."""

    mark: Mark
    label: str
    part: str


@dataclass(frozen=True, slots=True)
class Own:
    """A token that cites the translator's own note, by its number in the target."""

    number: int
    note: AssembledNote


Token = Said | Coded | Cited | Own
#: Reads a span of the current part of the source, with the edits that lie inside it.
Raw = Callable[[int, int], str]


class Dialect(Protocol):
    """How one format writes tokens. Make one per document written; it may keep what it adds (notes, parts)."""

    def render(self, tokens: Sequence[Token], place: Place, raw: Raw) -> str:
        """``tokens`` as they replace ``place``; ``raw`` reads the source around them."""
        ...

    def own_entry(self, note: AssembledNote, paragraphs: Sequence[Sequence[Token]], after: str) -> str | None:
        """The list entry of the translator's own note, given the raw entry that it stands behind ("" without a list).

        None where this format or this document has no list of notes: ``render`` then writes the body where it is cited.
        """
        ...


class Markup:
    """The dialect of formats whose tags open and close in the text (HTML, Markdown, ODT): tokens are written one by one.

    ``own_labels``: the labels of the translator's own notes by number, where the source's labels count on; set by
    :func:`splice`.
    """

    own_labels: Mapping[int, str] = MappingProxyType({})

    def words(self, text: str, place: Place) -> str:
        """Words as the format writes them: escaped."""
        raise NotImplementedError

    def own_mark(self, token: Own, place: Place) -> str:
        """The citation of a translator's own note; here its body in brackets where it stands."""
        return self.words(own_in_brackets(token.note), place)

    def own_entry(self, note: AssembledNote, paragraphs: Sequence[Sequence[Token]], after: str) -> str | None:
        return None

    def render(self, tokens: Sequence[Token], place: Place, raw: Raw) -> str:
        return "".join(self._written(token, place, raw) for token in tokens)

    def _written(self, token: Token, place: Place, raw: Raw) -> str:
        if isinstance(token, Said):
            return self.words(token.text, place)
        if isinstance(token, Coded):
            return raw(token.piece.start, token.piece.end)
        if isinstance(token, Own):
            return self.own_mark(token, place)
        return self.cite(token, raw)

    def cite(self, token: Cited, raw: Raw) -> str:
        """A marker with the number of its note in the target."""
        mark = token.mark
        if mark.template and len(mark.notes) > 1:
            return mark.template.replace("{}", token.label)
        if mark.label is None:
            return raw(mark.start, mark.end)
        label = shown_as(token.label, raw(*mark.label))
        return raw(mark.start, mark.label[0]) + label + raw(mark.label[1], mark.end)


def shown_as(label: str, shown: str) -> str:
    """A label in the digits of the one that it replaces: raised, or not."""
    if shown[:1] not in SUPERSCRIPTS and label[:1] not in SUPERSCRIPTS:
        return label
    number = plain_number(label)
    return label if number is None or not shown else raised(number) if shown[0] in SUPERSCRIPTS else str(number)


def own_in_brackets(note: AssembledNote) -> str:
    """A translator's own note as it was written, where no list can take it."""
    return f" [{note.tag}: {' '.join(note.texts)}]"


def splice(
    parts: Mapping[str, str],
    source: Reading,
    assembly: Assembly,
    dialect: Dialect,
    replacements: Mapping[int, str] | None = None,
) -> dict[str, str]:
    """The parts that change, rewritten: only places whose words differ, labels whose number does, lists whose order does.

    ``replacements``: block index → whole text, as the format writes it after escaping (furniture).
    """
    return _Splice(parts, source, assembly, dialect).changed(replacements or {})


class _Splice:
    def __init__(self, parts: Mapping[str, str], source: Reading, assembly: Assembly, dialect: Dialect) -> None:
        self.parts = {name: Part(text) for name, text in parts.items()}
        self.source = source
        self.blocks = source.article.blocks
        self.dialect = dialect
        self.texts = assembly.texts
        self.notes = {note.number: note for note in assembly.notes}
        self.number_of = self._complete(assembly.notes)
        self.source_of = {to: source for source, to in self.number_of.items()}
        self.bodies: dict[int, list[int]] = {}
        for block in self.blocks:
            if block.note is not None:
                self.bodies.setdefault(block.note, []).append(block.index)
        self.key_of = {number: key for key, number in source.numbers.items()}
        self.entry_of = {entry.key: entry for entry in source.entries}
        self.hosts = self._hosts()
        self.own_labels: dict[int, str] = {}
        self.labels = self._labels()
        if isinstance(dialect, Markup):
            dialect.own_labels = self.own_labels
        self.marks: dict[str, tuple[Mark, str]] = {}
        for place in source.places:
            for piece in place.pieces:
                if isinstance(piece, Mark):
                    for key in piece.notes:
                        self.marks.setdefault(key, (piece, place.part))

    def _complete(self, notes: Sequence[AssembledNote]) -> dict[int, int]:
        """Source number → target number; source notes that the assembly lacks follow at the end."""
        numbers = {note.source: note.number for note in notes if note.source is not None}
        if not notes:
            return {n: n for n in self.source.numbers.values()}
        last = max(note.number for note in notes)
        for note in sorted(self.source.article.notes, key=lambda note: note.number):
            if note.number not in numbers:
                last += 1
                numbers[note.number] = last
        return numbers

    def _lists(self) -> dict[tuple[str, int], list[Entry]]:
        """The entries by the list that they are in."""
        lists: dict[tuple[str, int], list[Entry]] = {}
        for entry in self.source.entries:
            lists.setdefault((entry.part, entry.series), []).append(entry)
        return lists

    def _target_number(self, entry: Entry) -> int:
        return self.number_of[self.source.numbers[entry.key]]

    def _hosts(self) -> dict[str, list[AssembledNote]]:
        """The translator's own notes by the key of the entry that each stands beside: behind it, or before the first."""
        entries = sorted((e for e in self.source.entries if e.listed), key=self._target_number)
        entries = entries or sorted(self.source.entries, key=self._target_number)
        numbers = [self._target_number(entry) for entry in entries]
        hosts: dict[str, list[AssembledNote]] = {}
        for note in sorted(self.notes.values(), key=lambda note: note.number):
            if note.source is None and entries:
                place = max(0, bisect_left(numbers, note.number) - 1)
                hosts.setdefault(entries[place].key, []).append(note)
        return hosts

    def _labels(self) -> dict[str, str]:
        """Key → label in the target, and the labels of the translator's own notes.

        A list that counts up counts up in the target. Other plain numbers are the target's own; other labels (signs, in any
        order) keep their sequence.
        """
        labels = {entry.key: entry.label for entry in self.source.entries}
        if all(n == to for n, to in self.number_of.items()) and not self.hosts:
            return labels
        for entries in self._lists().values():
            before = sorted(entries, key=lambda e: self.source.numbers[e.key])
            after = sorted(entries, key=self._target_number)
            count = carried_on([entry.label for entry in before])
            shown = [entry.label for entry in entries]
            own = [note for entry in entries for note in self.hosts.get(entry.key, ())]
            if count is not None:
                ranks = sorted([*(self._target_number(e) for e in entries), *(note.number for note in own)])
                place = {number: rank for rank, number in enumerate(ranks)}
                labels |= {entry.key: count(place[self._target_number(entry)]) for entry in entries}
                self.own_labels |= {note.number: count(place[note.number]) for note in own}
            elif len(set(shown)) == len(shown) and all(_DIGITS.fullmatch(label) for label in shown):
                for entry in entries:
                    number = self._target_number(entry)
                    labels[entry.key] = raised(number) if entry.label[0] in SUPERSCRIPTS else str(number)
            else:
                labels |= {entry.key: one.label for entry, one in zip(after, before, strict=True)}
        return labels

    def changed(self, replacements: Mapping[int, str]) -> dict[str, str]:
        """Name → new text of each part that differs."""
        for index, place in enumerate(self.source.places):
            if index in replacements:
                self._replace(place, [Said(replacements[index])])
                continue
            text = self._target(index)
            if text is not None and text != self._expected(index):
                self._replace(place, self._tokens(text, index))
            else:
                self._relabel(place)
        self._order_lists()
        self._relabel_echoes()
        for part in self.parts.values():
            part.settle()
        return {
            name: new
            for name, part in self.parts.items()
            if part.edits and (new := part.read(0, len(part.text))) != part.text
        }

    def _expected(self, index: int) -> str:
        """A block's own text with the target's numbers."""
        content = self.blocks[index].content
        return renumber(content.text, self.number_of) if content.notes else content.text

    def _target(self, index: int) -> str | None:
        """The new text of a block; None where the assembly says nothing of it."""
        block = self.blocks[index]
        if block.kind is not BlockKind.NOTE or block.note is None:
            return self.texts.get(index)
        note = self.notes.get(self.number_of[block.note])
        if note is None or note.source != block.note:
            return None
        own = self.bodies[block.note]
        place = own.index(index)
        if place == len(own) - 1 and len(note.texts) > len(own):
            return " ".join(note.texts[place:])
        return note.texts[place] if place < len(note.texts) else None

    def _replace(self, place: Place, tokens: Sequence[Token]) -> None:
        for start, end in ((place.start, place.end), *place.mirrors):
            self._rewrite(place, tokens, start, end)

    def _rewrite(self, place: Place, tokens: Sequence[Token], start: int, end: int) -> None:
        part = self.parts[place.part]

        def write() -> str:
            return self.dialect.render(tokens, place, lambda start, end: part.read(start, end, inside=edit))

        edit = Edit(start, end, write)
        part.edits.append(edit)

    def _relabel(self, place: Place) -> None:
        for piece in place.pieces:
            if not isinstance(piece, Mark) or any(key not in self.labels for key in piece.notes):
                continue
            if all(self.labels[key] == self.entry_of[key].label for key in piece.notes):
                continue
            if len(piece.notes) > 1 and piece.template:
                new = "".join(piece.template.replace("{}", self.labels[key]) for key in piece.notes)
                self._write(place.part, piece.start, piece.end, new)
            elif piece.label is not None:
                self._write_label(place.part, piece.label, self.labels[piece.notes[0]])

    def _write_label(self, part: str, span: tuple[int, int], label: str) -> None:
        self._write(part, *span, shown_as(label, self.parts[part].text[slice(*span)]))

    def _write(self, part: str, start: int, end: int, new: str) -> None:
        self.parts[part].edits.append(Edit(start, end, lambda: new))

    def _tokens(self, text: str, index: int | None) -> list[Token]:
        """``text`` of a block (None: of a translator's own note) as tokens."""
        codes = self.blocks[index].content.codes if index is not None else ()
        place = self.source.places[index] if index is not None else None
        text = mended(text, codes)
        pieces: dict[tuple[int, Side], Tagged | Mark] = {}
        waiting: dict[str, list[Mark]] = {}
        for piece in place.pieces if place is not None else ():
            if isinstance(piece, Mark) and all(key in self.entry_of for key in piece.notes):
                for key in piece.notes:
                    waiting.setdefault(key, []).append(piece)
            elif isinstance(piece, Mark):
                pieces[self.source.codes[index or 0][-1 - piece.start], Side.ALONE] = piece
            elif isinstance(piece, Tagged):
                pieces[self.source.codes[index or 0][piece.code], piece.side] = piece
        cuts: list[tuple[int, int, Token]] = [
            (tag.start, tag.end, Coded(pieces[tag.number, tag.side]))
            for tag in find_tags(text, {code.number for code in codes})
            if (tag.number, tag.side) in pieces
        ]
        for marker in find_markers(text):
            token = self._cited(marker.number, waiting, place)
            if token is not None:
                cuts.append((marker.start, marker.end, token))
        cuts.sort(key=lambda cut: cut[0])
        tokens: list[Token] = []
        position = 0
        for start, end, token in cuts:
            if start > position:
                tokens.append(Said(text[position:start]))
            tokens.append(token)
            position = end
        if position < len(text):
            tokens.append(Said(text[position:]))
        # A note whose body stands inside its marker would go with it: what nobody cites is put at the end.
        cited = {key for token in tokens if isinstance(token, Cited) for key in token.mark.notes}
        for key, left in waiting.items():
            if not self.entry_of[key].listed and key not in cited:
                tokens.append(Cited(left[0], self.labels[key], place.part if place else ""))
        return tokens

    def _cited(self, number: int, waiting: Mapping[str, list[Mark]], place: Place | None) -> Token | None:
        key = self.key_of.get(self.source_of.get(number, -1))
        if key is None:
            note = self.notes.get(number)
            return Own(number, note) if note is not None and note.source is None else None
        here = waiting.get(key)
        if here and place is not None:
            mark = here.pop(0) if len(here) > 1 else here[0]
            return Cited(mark, self.labels[key], place.part)
        if key not in self.marks:
            return None
        mark, part = self.marks[key]
        return Cited(mark, self.labels[key], part)

    def _order_lists(self) -> None:
        """Each list's entries in the order of their new numbers; a translator's own notes beside them."""
        moved = not all(n == to for n, to in self.number_of.items())
        for (name, _), entries in self._lists().items():
            slots = sorted((entry for entry in entries if entry.listed), key=lambda e: e.start)
            ordered = sorted(slots, key=self._target_number) if moved else slots
            for slot, entry in zip(slots, ordered, strict=True):
                self._relabel_entry(entry)
                beside = self.hosts.get(entry.key, [])
                if entry is not slot or beside:
                    self._fill(self.parts[name], slot, entry, beside)

    def _fill(self, part: Part, slot: Entry, entry: Entry, beside: Sequence[AssembledNote]) -> None:
        def write() -> str:
            raw = part.read(entry.start, entry.end, entry=True)
            number = self.number_of[self.source.numbers[entry.key]]
            before, after = [""], [""]
            for note in beside:
                behind = note.number > number
                tokens = [self._tokens(text, None) for text in note.texts]
                new = self.dialect.own_entry(note, tokens, raw if behind else "")
                if new is not None:
                    (after if behind else before).append(new)
            return "".join((*before, raw, *after))

        part.edits.append(Edit(slot.start, slot.end, write, slot=True))

    def _relabel_entry(self, entry: Entry) -> None:
        if entry.written is not None and self.labels[entry.key] != entry.label:
            self._write_label(entry.part, entry.written, self.labels[entry.key])

    def _relabel_echoes(self) -> None:
        for entry in self.source.entries:
            label = self.labels[entry.key]
            for span in entry.echoes if label != entry.label else ():
                self._write_label(entry.part, span, label)


def plain_number(label: str) -> int | None:
    """The number that a label shows in any digits, None where it shows none."""
    return label_number(label) if _DIGITS.fullmatch(label) else None
