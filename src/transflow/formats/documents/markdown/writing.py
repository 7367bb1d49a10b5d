"""Targets as Markdown: the dialect of :mod:`transflow.formats.documents.splicing`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from transflow.domain.codes import CodeKind, Side
from transflow.formats.documents.markdown.chunks import Chunk, Row
from transflow.formats.documents.markdown.citations import plain_citations
from transflow.formats.documents.markdown.escaping import in_attribute, in_parameter, in_title
from transflow.formats.documents.markdown.flow import write
from transflow.formats.documents.markdown.front import written as written_value
from transflow.formats.documents.markdown.inline import Setting
from transflow.formats.documents.markdown.notes import gap, is_raised
from transflow.formats.documents.markdown.patterns import fold, normal
from transflow.formats.documents.markdown.reading import Parsed
from transflow.formats.documents.markdown.style import PARAGRAPH, Mode, Style
from transflow.formats.documents.markers import raised
from transflow.formats.documents.skeleton import Mark, Place, Tagged
from transflow.formats.documents.splicing import Cited, Coded, Own, Raw, Said, Token, own_in_brackets, shown_as, splice

if TYPE_CHECKING:
    from transflow.domain.reassembly import AssembledNote, Assembly

_NEWLINE: Final = re.compile(r"\r\n?|\n")
_WRAPPED: Final = re.compile(r"[ \t]*(?:\r\n?|\n)[ \t>]*")
#: How wide a note's further paragraphs stand in.
_INDENT: Final = "    "


def written(parsed: Parsed, assembly: Assembly, replacements: Mapping[int, str]) -> str | None:
    """The source with the words of ``assembly`` in it; None where nothing changes."""
    dialect = _Dialect(parsed, assembly)
    text = splice({"": parsed.text}, parsed.reading, assembly, dialect, replacements).get("")
    if not dialect.appends:
        return text
    text = parsed.text if text is None else text
    entries = [dialect.own_entry(note, [[Said(words)] for words in note.texts], "") for note in dialect.own]
    body = text.rstrip()
    return f"{body}{''.join(entries)}{text[len(body) :] or dialect.newline}"


class _Dialect:
    """Writes the tokens of one document. ``own``: the translator's own notes. ``way``: how the document writes notes."""

    def __init__(self, parsed: Parsed, assembly: Assembly) -> None:
        self.parsed = parsed
        self.own = sorted((note for note in assembly.notes if note.source is None), key=lambda note: note.number)
        self.plain = parsed.notes.notes
        entries = parsed.reading.entries
        self.inline = not self.plain and not parsed.structure.definitions and bool(entries)
        self.appends = bool(self.own) and not self.inline and not any(entry.listed for entry in entries)
        match = _NEWLINE.search(parsed.text)
        self.newline = match.group() if match else "\n"
        self.names = self._names(assembly)
        self.setting = self._setting()
        self.mark = self._mark()

    def _names(self, assembly: Assembly) -> dict[int, str]:
        """The label of each of the translator's own notes: its number where labels are numbers, else ``tn1``."""
        definitions = self.parsed.structure.definitions
        numbers = self.parsed.reading.numbers
        moved = any(note.source is not None and note.number != note.source for note in assembly.notes)
        true = all(entry.label == str(numbers[entry.key]) for entry in self.parsed.reading.entries)
        if self.plain or not definitions or (self.parsed.setting.numbered and (moved or true)):
            return {note.number: str(note.number) for note in self.own}
        taken = {label.casefold() for label in definitions}
        free = (name for name in map("tn{}".format, range(1, len(taken) + len(self.own) + 1)) if name not in taken)
        return {note.number: next(free) for note in self.own}

    def _setting(self) -> Setting:
        """What the document will know once it is written: the labels of all notes, old and new."""
        setting = self.parsed.setting
        count = len(self.parsed.reading.entries) + len(self.own) + 1
        if self.plain:
            labels = {number: f"#{number}" for number in [*range(1, count), *(note.number for note in self.plain)]}
            superscript = self.parsed.notes.superscript
            citations = plain_citations(labels, setting.references, superscript=superscript)
            return replace(setting, citations=citations)
        names = {name: name for name in self.names.values()}
        if setting.numbered:
            names |= {str(number): str(number) for number in range(1, count)}
        return replace(setting, notes={**names, **setting.notes}) if names else setting

    def _mark(self) -> str:
        """How a citation of the translator's own note looks in a document whose notes are plain text."""
        for place in self.parsed.reading.places if self.plain else ():
            for piece in place.pieces:
                if isinstance(piece, Mark) and piece.label:
                    raw = self.parsed.text[piece.start : piece.end]
                    if is_raised(raw):
                        return "¹"
                    return "<sup>{}</sup>" if "<sup" in raw else "\\[{}\\]" if "\\[" in raw else "[{}]"
        return "[{}]"

    # places

    def render(self, tokens: Sequence[Token], place: Place, raw: Raw) -> str:
        """``tokens`` as they replace ``place``."""
        style = self.parsed.styles.get((place.start, place.end), PARAGRAPH)
        if style.mode is not Mode.FLOW:
            return _quoted(_words(tokens), style)
        text = self._flow(tokens, place, raw, style)
        return f"{text}][{style.label}" if style.label else text

    def _flow(self, tokens: Sequence[Token], place: Place | None, raw: Raw, style: Style) -> str:
        row = Row()
        links: list[int] = []
        for token in tokens:
            if isinstance(token, Said):
                row.say(token.text, bracketed=bool(links))
            elif isinstance(token, Coded) and isinstance(token.piece, Tagged):
                self._code(token.piece, raw, row, links)
            elif isinstance(token, Coded):
                row.mark(Chunk(text=raw(token.piece.start, token.piece.end)))
            elif isinstance(token, Cited):
                row.mark(Chunk(text=self._cited(token, place, raw)))
            else:
                self._own_mark(token, style, row)
        return write(row.trimmed(), style, self.setting)

    def _code(self, piece: Tagged, raw: Raw, row: Row, links: list[int]) -> None:
        text = raw(piece.start, piece.end)
        linked = piece.kind is CodeKind.LINK and not text.startswith("<")
        if linked and piece.side is Side.OPEN:
            links.append(len(row.chunks) + 1)
        elif linked and piece.side is Side.CLOSE:
            begin = links.pop() if links else 0
            label = self.parsed.labels.get(piece.start)
            if label is not None and not _says(row.chunks[begin:], label):
                text = f"][{fold(label)}]"
        row.mark(
            Chunk(
                text=text,
                side=piece.side,
                kind=piece.kind,
                code=piece.code,
                bracketed=bool(links),
                breaks=piece.kind is CodeKind.BREAK,
            )
        )

    def _cited(self, token: Cited, place: Place | None, raw: Raw) -> str:
        mark = token.mark
        if mark.template and len(mark.notes) > 1:
            return mark.template.replace("{}", token.label)
        if mark.label is None:
            text = raw(mark.start, mark.end)
        else:
            label = shown_as(token.label, raw(*mark.label))
            text = raw(mark.start, mark.label[0]) + label + raw(mark.label[1], mark.end)
        if place is not None and place.start <= mark.start < place.end:
            return text
        return _WRAPPED.sub(" ", text)  # what stands before its further lines belongs to another block

    # the translator's own notes

    def _own_mark(self, token: Own, style: Style, row: Row) -> None:
        if self.inline:
            row.mark(Chunk(text=f"^[{self._own_body(token.note)}]"))
        elif style.bracketed and style.label:
            row.say(own_in_brackets(token.note), bracketed=True)
        elif not self.plain:
            row.mark(Chunk(text=f"[^{self.names[token.number]}]"))
        else:
            name = self.names[token.number]
            row.mark(Chunk(text=raised(token.number) if self.mark == "¹" else self.mark.format(name)))

    def _own_body(self, note: AssembledNote) -> str:
        text = " ".join(note.texts) + (f" ({note.tag})" if note.tag else "")
        return write([Chunk(text=fold(text).strip(" "), words=True)], Style(bracketed=True), self.setting)

    def own_entry(self, note: AssembledNote, paragraphs: Sequence[Sequence[Token]], after: str) -> str:
        """The definition of the translator's own note, with the gap before it."""
        tagged = [list(tokens) for tokens in paragraphs]
        if note.tag:
            tagged[-1].append(Said(f" ({note.tag})"))
        style = Style() if self.plain else PARAGRAPH
        joint = self.newline * 2 + _INDENT
        body = joint.join(self._flow(tokens, None, self._raw, style) for tokens in tagged)
        return self._gap() + self._own_label(note) + body

    def _raw(self, start: int, end: int) -> str:
        return self.parsed.text[start:end]

    def _own_label(self, note: AssembledNote) -> str:
        if not self.plain:
            return f"[^{self.names[note.number]}]: "
        first = self.plain[0]
        source = self.parsed.text
        before, behind = source[first.start : first.written[0]], source[first.written[1] : first.leaves[0].start]
        if "#" in before + behind or "<a" in before:  # an anchor is one note's only
            return f"{self.mark if self.mark != '¹' else '[{}]'} ".format(note.number)
        number = raised(note.number) if is_raised(first.label) else str(note.number)
        return f"{before}{number}{behind}"

    def _gap(self) -> str:
        """What stands between two notes of the document."""
        if self.plain:
            return gap(self.parsed.text, self.plain) or self.newline * 2
        listed = sorted((e for e in self.parsed.reading.entries if e.listed), key=lambda e: e.start)
        for entry, following in pairwise(listed):
            between = self.parsed.text[entry.end : following.start]
            if not between.strip():
                return between
        return self.newline if len(listed) > 1 else self.newline * 2


def _quoted(words: str, style: Style) -> str:
    """Words that stand in quotes of some kind."""
    if style.mode is Mode.VALUE:
        return written_value(words, style.writing)
    if style.mode is Mode.TITLE:
        return in_title(words, style.quote, cell=style.cell)
    if style.mode is Mode.ATTRIBUTE:
        return in_attribute(words, style.quote, cell=style.cell)
    return in_parameter(words, style.quote)


def _words(tokens: Sequence[Token]) -> str:
    """The words of tokens where no markup can stand."""
    said = [
        token.text if isinstance(token, Said) else own_in_brackets(token.note) if isinstance(token, Own) else ""
        for token in tokens
    ]
    return fold("".join(said)).strip(" ")


def _says(chunks: Sequence[Chunk], label: str) -> bool:
    """Whether a link's words are its label still, to the sign: labels are compared as they are written."""
    return len(chunks) == 1 and chunks[0].words and chunks[0].text.isalnum() and normal(chunks[0].text) == normal(label)
