"""A Markdown source, read: blocks and inline markup as places and entries, and what writing needs to know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from transflow.domain.article import ATTRIBUTE, HEADER, LANGUAGE_LINE, ORDERED, BlockKind
from transflow.domain.findings import Finding, Severity
from transflow.domain.inline import MARKER
from transflow.formats.documents.anatomy import Anatomy, furniture_pattern
from transflow.formats.documents.markdown.blocks import Leaf, Structure, structure
from transflow.formats.documents.markdown.citations import Citations, no_citations, plain_citations
from transflow.formats.documents.markdown.front import Front, front_matter
from transflow.formats.documents.markdown.inline import Scan, Setting, scan
from transflow.formats.documents.markdown.nodes import Inner, Role
from transflow.formats.documents.markdown.notes import NoteList, find_notes
from transflow.formats.documents.markdown.patterns import fold
from transflow.formats.documents.markdown.style import PARAGRAPH, Mode, Style
from transflow.formats.documents.markdown.view import View
from transflow.formats.documents.shapes import (
    FURNITURE_LENGTH,
    KICKER_LENGTH,
    KICKER_WORDS,
    is_heading_like,
    is_name_like,
)
from transflow.formats.documents.skeleton import Entry, Mark, Place, Reading, Tagged, Words, reading

_TASK: Final = re.compile(r"\[[ xX]\][ \t]+")
_ALERT: Final = re.compile(r"\[![A-Za-z]+\][+-]?[ \t]*")
_ATTRIBUTE_LINE: Final = re.compile(r"\{:[^{}\r\n]*\}[ \t]*")
_HEADING_ATTRIBUTES: Final = re.compile(r"[ \t]\{:?[ \t]*[#.][^{}]{0,200}\}$")
#: What is left of a line behind its words, and a next one that could underline it as a table's head.
_UNDERLINE: Final = re.compile(r"[^\r\n]*(?:\r\n?|\n)[ \t>]*[|:-][|: \t-]*(?:[\r\n]|\Z)")
_DEFINED: Final = re.compile(r":[ \t]+(?=\S)")
_CONTENTS: Final = frozenset(("[toc]", "[[toc]]", "[[_toc_]]", "{:toc}"))
_MARKUP: Final = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[^<>]*>", re.DOTALL | re.IGNORECASE)
_ROLES: Final = {
    Role.TITLE: Mode.TITLE,
    Role.ATTRIBUTE: Mode.ATTRIBUTE,
    Role.PARAMETER: Mode.PARAMETER,
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """A source, read. ``styles``: how the words of each place are written, by its span. ``labels``: the offset of each
    link's end whose label is its words, and that label. ``notes``: the list of notes that is plain text, if there is one.
    """

    text: str
    reading: Reading
    setting: Setting
    styles: Mapping[tuple[int, int], Style]
    labels: Mapping[int, str]
    notes: NoteList
    structure: Structure


def parse(text: str, anatomy: Anatomy) -> Parsed:
    """Read ``text``, which may begin with a byte order mark."""
    return _Parsing(text, anatomy).parsed()


@dataclass(slots=True)
class _Found:
    places: list[Place] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    styles: dict[tuple[int, int], Style] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)


class _Parsing:
    def __init__(self, text: str, anatomy: Anatomy) -> None:
        self.text = text
        self.anatomy = anatomy
        self.furniture = furniture_pattern(anatomy)
        self.language = anatomy.language_line.casefold()
        self.found = _Found()
        self.front = front_matter(text, 1 if text.startswith("\ufeff") else 0)
        self.structure = structure(text, self.front.end)
        leaves = self.structure.leaves
        # Two conventions in one document are not ours to mix: with notes of Markdown's own, [1] is words.
        self.notes = NoteList(leaves) if self.structure.definitions else find_notes(text, leaves)
        self.title = next((leaf for leaf in leaves if _is_title(leaf)), None)
        self.byline = False
        self.inline_notes = 0
        self.setting = self._setting()

    def _setting(self) -> Setting:
        definitions = self.structure.definitions
        keys = {label: f"^{label}" for label in definitions}
        folded: dict[str, str] = {}
        for label, key in keys.items():
            folded.setdefault(label.casefold(), key)
        numbered = (
            bool(definitions)
            and all(d.label.isdecimal() and d.label.isascii() and not d.nested for d in definitions.values())
            and not self.structure.twice
            and "^[" not in self.text
        )
        citations: Citations = no_citations
        if self.notes.notes:
            numbers: dict[int, str] = {}
            for note in self.notes.notes:
                numbers.setdefault(note.number, note.key)
            citations = plain_citations(numbers, self.structure.references, superscript=self.notes.superscript)
        return Setting(
            references=self.structure.references,
            notes={**folded, **keys},
            numbered=numbered,
            citations=citations,
            inline_notes=not self.notes.notes,
        )

    def parsed(self) -> Parsed:
        found = self.found
        self._front(self.front)
        for leaf in self.notes.leaves:
            for part in self._parts(leaf):
                self._leaf(part)
        self._entries()
        self._findings()
        return Parsed(
            self.text,
            reading(
                "markdown", found.places, found.entries, found.findings, by_citation=bool(self.structure.definitions)
            ),
            self.setting,
            found.styles,
            found.labels,
            self.notes,
            self.structure,
        )

    # blocks

    def _front(self, front: Front) -> None:
        for value in front.scalars:
            titled = value.key == "title" and self.title is None
            place = Place(
                kind=BlockKind.TITLE if titled else BlockKind.CAPTION,
                start=value.start,
                end=value.end,
                line=value.line,
                pieces=[Words(value.start, value.end, value.text)],
                role="" if titled else ATTRIBUTE,
            )
            self.found.places.append(place)
            self.found.styles[value.start, value.end] = Style(mode=Mode.VALUE, writing=value.writing)

    def _parts(self, leaf: Leaf) -> Iterator[Leaf]:
        """A leaf without its signs (a task's box, attributes), in parts where its lines are blocks of their own."""
        if leaf.name == "heading":
            match = _HEADING_ATTRIBUTES.search(self.text[leaf.start : leaf.end][-240:])
            if match:
                end = leaf.end - (match.end() - match.start())
                leaf = replace(leaf, lines=((leaf.start, leaf.start + len(self.text[leaf.start : end].rstrip())),))
            yield leaf
            return
        if leaf.name != "paragraph":
            yield leaf
            return
        if leaf.item and (box := _TASK.match(self.text, *leaf.lines[0])):
            leaf = leaf.cut(box.end())
        lines = list(leaf.lines)
        line = leaf.line
        if not leaf.quoted and self.text[lines[-1][0] : lines[-1][0] + 1] not in ("", "{", "[", "$"):
            yield from self._split(leaf)
            return
        if leaf.quoted and _ALERT.fullmatch(self.text, *lines[0]):
            del lines[0]
            line += 1
        if len(lines) > 1 and _ATTRIBUTE_LINE.fullmatch(self.text, *lines[-1]):
            del lines[-1]
        if not lines or self.text[lines[0][0] : lines[-1][1]].casefold() in _CONTENTS:
            return
        yield from self._split(replace(leaf, lines=tuple(lines), line=line))

    def _split(self, leaf: Leaf) -> Iterator[Leaf]:
        if len(leaf.lines) == 1:
            yield leaf
            return
        groups: list[list[tuple[int, int]]] = []
        alone = True
        for number, (start, end) in enumerate(leaf.lines):
            defined = _DEFINED.match(self.text, start, end) if number else None
            furniture = not (leaf.nested or leaf.note) and self._is_furniture(self.text[start:end].strip()) is not None
            if alone or furniture or defined:
                groups.append([])
            alone = furniture
            groups[-1].append((defined.end() if defined else start, end))
        line = leaf.line
        for group in groups:
            first, last = group[-1]
            if len(groups) > 1:
                group[-1] = (first, first + len(self.text[first:last].rstrip(" \t")))
            yield replace(leaf, lines=tuple(group), line=line)
            line += len(group)

    def _is_furniture(self, words: str) -> str | None:
        """The role of furniture that says ``words``; None where they are none."""
        if self.language and words.casefold().startswith(self.language):
            return LANGUAGE_LINE
        if self.furniture and len(words) <= FURNITURE_LENGTH and self.furniture.fullmatch(words):
            return ""
        return None

    def _leaf(self, leaf: Leaf) -> None:
        view = View(self.text, leaf.lines)
        scanned = scan(view.text, self.setting)
        pieces = scanned.pieces
        view.locate(pieces)
        for piece in pieces if leaf.cell else ():
            if isinstance(piece, Tagged):
                piece.reference = piece.reference.replace("\\|", "|")
        words = "".join([piece.text for piece in pieces if isinstance(piece, Words)])
        style = self._style(leaf)
        bears = leaf.note is not None or any(map(str.isalnum, words))
        if bears or any(isinstance(piece, Mark) for piece in pieces):
            kind, role, level = self._kind(leaf, words)
            self.found.places.append(
                Place(
                    kind=kind,
                    start=leaf.start,
                    end=leaf.end,
                    line=leaf.line,
                    pieces=pieces,
                    note=self._note(leaf),
                    role=role,
                    level=level,
                    cell=leaf.cell if kind is BlockKind.TABLE_CELL else None,
                )
            )
            self.found.styles[leaf.start, leaf.end] = style
        if scanned.inners:
            self._inners(scanned, view, leaf, style)
        for offset, label in scanned.labels.items():
            self.found.labels[view.at(offset)] = label
        for offset, label in scanned.unknown:
            self._report("marker-without-note", leaf.line + view.line(offset), number=_number(label))

    def _inners(self, scanned: Scan, view: View, leaf: Leaf, style: Style) -> None:
        for inner in scanned.inners:
            start, end = view.at(inner.start), view.at(inner.end)
            is_note = inner.role is Role.NOTE
            view.locate(inner.pieces)
            place = Place(
                kind=BlockKind.NOTE if is_note else BlockKind.CAPTION,
                start=start,
                end=end,
                line=leaf.line + view.line(inner.start),
                pieces=inner.pieces,
                note=view.key(inner.key) if is_note else None,
                role="" if is_note else ATTRIBUTE,
            )
            self.found.places.append(place)
            if is_note:
                self.inline_notes += 1
                self.found.entries.append(Entry(key=view.key(inner.key), label=str(self.inline_notes)))
            self.found.styles[start, end] = _inner_style(inner, style)

    def _note(self, leaf: Leaf) -> str | None:
        if leaf.note is None:
            return None
        return f"^{leaf.note}" if self.structure.definitions else leaf.note

    def _style(self, leaf: Leaf) -> Style:
        if leaf.name == "cell":
            before = leaf.start - 1
            while before >= 0 and self.text[before] in " \t":
                before -= 1
            return Style(cell=True, opens=before < 0 or self.text[before] != "|")
        underlined = leaf.name == "setext" or _UNDERLINE.match(self.text, leaf.end) is not None
        if leaf.name == "heading":
            return Style(heading=True, underlined=underlined)
        labelled = leaf.note is not None and bool(self.notes.notes) and leaf.number is None
        return Style(opens=not labelled, underlined=underlined) if labelled or underlined else PARAGRAPH

    def _kind(self, leaf: Leaf, words: str) -> tuple[BlockKind, str, int]:
        """What a leaf is, its role and its level."""
        if leaf.note is not None:
            return BlockKind.NOTE, "", 0
        furniture = self._is_furniture(words.strip())
        if furniture is not None:
            return BlockKind.FURNITURE, furniture, 0
        byline, self.byline = self.byline, False
        if leaf.name in ("heading", "setext"):
            self.byline = leaf == self.title
            return (BlockKind.TITLE if leaf == self.title else BlockKind.HEADING), "", leaf.level
        if leaf.name == "cell":
            return BlockKind.TABLE_CELL, HEADER if leaf.header else "", 0
        if leaf.quoted:
            return BlockKind.QUOTE, "", leaf.depth
        if leaf.depth:
            role = ORDERED if leaf.item and leaf.ordered else ""
            return (BlockKind.LIST_ITEM if leaf.item else BlockKind.PARAGRAPH), role, leaf.depth
        if byline and self.anatomy.bylines and words.startswith(self.anatomy.bylines) and is_name_like(words):
            self.byline = True
            return BlockKind.BYLINE, "", 0
        return (BlockKind.KICKER if self._is_kicker(leaf, words) else BlockKind.PARAGRAPH), "", 0

    def _is_kicker(self, leaf: Leaf, words: str) -> bool:
        """Whether a short line stands right above the title."""
        leaves = self.notes.leaves
        if self.title is None or leaf.start > self.title.start or len(leaves) < 2 or leaves[1] != self.title:
            return False
        return is_heading_like(words.strip(), KICKER_LENGTH, KICKER_WORDS + 1)

    # notes and findings

    def _entries(self) -> None:
        setting = self.setting
        for definition in self.structure.definitions.values():
            listed = not definition.nested
            self.found.entries.append(
                Entry(
                    key=f"^{definition.label}",
                    label=definition.label,
                    start=definition.start if listed else -1,
                    end=definition.end if listed else -1,
                    written=definition.written if setting.numbered else None,
                )
            )
        for note in self.notes.notes:
            self.found.entries.append(
                Entry(key=note.key, label=note.label, start=note.start, end=note.end, written=note.written)
            )

    def _findings(self) -> None:
        for definition in self.structure.twice:
            first = self.structure.definitions[definition.label]
            number = _number(definition.label)
            self._report("duplicate-note-number", definition.line, number=number, first=first.line)
        first_line: dict[int, int] = {}
        for note in self.notes.notes:
            line = note.leaves[0].line
            if note.number in first_line:
                self._report("duplicate-note-number", line, number=note.number, first=first_line[note.number])
            first_line.setdefault(note.number, line)
        for line, key in self.front.kept:
            self._report("front-matter-kept", line, severity=Severity.INFO, key=key)
        for line, (start, end) in self.structure.kept:
            words = len([w for w in _MARKUP.sub(" ", self.text[start:end]).split() if any(map(str.isalnum, w))])
            if words:
                self._report("html-block-kept", line, severity=Severity.INFO, words=words)
        for line in self.structure.too_deep:
            self._report("nested-too-deep", line)
        if not self.structure.definitions:
            self._report_unbound(self.found.places)

    def _report_unbound(self, places: Sequence[Place]) -> None:
        """Numbers in brackets that no note has; four digits are a year."""
        for place in places:
            for piece in place.pieces:
                if isinstance(piece, Words) and "[" in piece.text:
                    numbers = dict.fromkeys(int(match.group(1)) for match in MARKER.finditer(piece.text))
                    for number in numbers:
                        if number < 1000:
                            line = place.line + self.text.count("\n", place.start, piece.start)
                            self._report("marker-without-note", line, number=number)

    def _report(self, code: str, line: int, *, severity: Severity = Severity.WARNING, **params: str | int) -> None:
        self.found.findings.append(Finding(code=code, severity=severity, params=params, line=line))


def _is_title(leaf: Leaf) -> bool:
    return leaf.name in ("heading", "setext") and leaf.level == 1 and not leaf.nested


def _number(label: str) -> str | int:
    return int(label) if label.isdecimal() and label.isascii() else label


def _inner_style(inner: Inner, around: Style) -> Style:
    if inner.role in _ROLES:
        return Style(mode=_ROLES[inner.role], cell=around.cell, quote=inner.quote)
    return Style(cell=around.cell, bracketed=True, label=fold(inner.label))
