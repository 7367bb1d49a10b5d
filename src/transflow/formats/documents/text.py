"""Plain text: read into an article, and written by splicing into the original; what is untouched stays as it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from transflow.domain.article import Article, Block, BlockKind, Note
from transflow.domain.findings import Finding, Severity
from transflow.domain.inline import renumber
from transflow.formats.decoding import decode
from transflow.formats.documents.anatomy import Anatomy
from transflow.formats.documents.layout import Layout, Region, Slot, lay_out
from transflow.formats.documents.markers import Binding, bind, label_number, raised, styled

if TYPE_CHECKING:
    from transflow.domain.reassembly import AssembledNote, Assembly

#: A paragraph longer than this is reported, in code points: a lost line break rather than prose.
LONG_PARAGRAPH: Final = 100_000
#: Sources up to this size are kept parsed, in bytes: reading and then writing two locales costs one parse.
_SHARED_UP_TO: Final = 1_000_000

_NEWLINES: Final = re.compile(r"[\r\n]+")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
#: Kinds where a line is a block: a newline in a target would tear it.
_ONE_LINE: Final = frozenset(
    {
        BlockKind.KICKER,
        BlockKind.TITLE,
        BlockKind.HIGHLIGHT,
        BlockKind.HEADING,
        BlockKind.LIST_ITEM,
        BlockKind.BYLINE,
        BlockKind.QUOTE,
    }
)


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A source, read: its text, its anatomy, the article, and for each block its region."""

    text: str
    layout: Layout
    article: Article


class TextFormat:
    """Plain text (``.txt``): notes as ``[n]`` with a list of ``[n] body`` at the end."""

    name = "text"

    def read(self, content: bytes, anatomy: Anatomy) -> Article:
        """The article in ``content``; raises an InputError where it is no text."""
        return _parse(content, anatomy).article

    def write(
        self, content: bytes, anatomy: Anatomy, assembly: Assembly, *, replacements: Mapping[int, str] | None = None
    ) -> bytes:
        """``content`` with the texts of ``assembly`` in the places of their blocks.

        Only blocks whose text differs are touched. If notes moved, the list is written in the order of the new numbers
        and every marker with it. A translator's own note takes its place in the list, its tag in brackets at the end.
        Notes of the source are never dropped. ``replacements``: block index → whole text (furniture).
        """
        parsed = _parse(content, anatomy)
        edits = _Splice(parsed, assembly).edits(replacements or {})
        if not edits:
            return content
        edits.sort()
        pieces: list[str] = []
        position = 0
        for start, end, new in edits:
            pieces += (parsed.text[position:start], new)
            position = end
        pieces.append(parsed.text[position:])
        return "".join(pieces).encode("utf-8")


def _parse(content: bytes, anatomy: Anatomy) -> _Parsed:
    return _parse_shared(content, anatomy) if len(content) <= _SHARED_UP_TO else _parse_now(content, anatomy)


@lru_cache(maxsize=4)
def _parse_shared(content: bytes, anatomy: Anatomy) -> _Parsed:
    return _parse_now(content, anatomy)


def _parse_now(content: bytes, anatomy: Anatomy) -> _Parsed:
    text = decode(content)
    layout = lay_out(text, anatomy)
    regions = layout.regions
    running = [i for i, r in enumerate(regions) if r.kind is not BlockKind.NOTE and r.kind is not BlockKind.FURNITURE]
    bodies = [i for i, r in enumerate(regions) if r.kind is BlockKind.NOTE]
    binding = bind(
        [region.raw for region in regions],
        running + bodies,
        [label_number(slot.label) for slot in layout.slots],
        superscript=layout.raised,
    )
    blocks = tuple(
        Block(
            index=index,
            kind=region.kind,
            content=content,
            line=region.line,
            note=binding.numbers[region.note] if region.note >= 0 else None,
            role=region.role,
        )
        for index, (region, content) in enumerate(zip(regions, binding.contents, strict=True))
    )
    bodies_of: list[list[int]] = [[] for _ in layout.slots]
    for index in bodies:
        bodies_of[regions[index].note].append(index)
    notes = tuple(
        Note(number=number, label=slot.label, blocks=tuple(own), citations=cited)
        for number, slot, own, cited in zip(binding.numbers, layout.slots, bodies_of, binding.cited, strict=True)
    )
    article = Article(format="text", blocks=blocks, notes=notes, findings=_findings(text, layout, binding))
    return _Parsed(text, layout, article)


def _findings(text: str, layout: Layout, binding: Binding) -> tuple[Finding, ...]:
    """What intake noticed, in the order of the source's lines."""
    found: list[Finding] = []

    def add(code: str, line: int, **params: str | int) -> None:
        found.append(Finding(code=code, severity=Severity.WARNING, params=params, line=line))

    for position, number in dict.fromkeys(binding.unbound):
        if number < 1000:  # four digits are a year
            add("marker-without-note", _line_of(text, layout.regions[position], number), number=number)
    seen: dict[int, int] = {}
    highest = 0
    ordered = True
    for slot, cited in zip(layout.slots, binding.cited, strict=True):
        label = label_number(slot.label)
        line = slot.regions[0].line
        if label in seen:
            add("duplicate-note-number", line, number=label, first=seen[label])
        elif not cited:
            add("note-without-marker", line, number=label)
        if label < highest and label not in seen and ordered:
            add("notes-out-of-order", line, number=label, after=highest)
            ordered = False
        seen.setdefault(label, line)
        highest = max(highest, label)
    if ordered:
        _add_disorder(layout, binding, add)
    for region in layout.regions:
        if len(region.raw) > LONG_PARAGRAPH:
            add("long-paragraph", region.line, length=len(region.raw), limit=LONG_PARAGRAPH)
    return tuple(sorted(found, key=lambda finding: finding.line or 0))


def _add_disorder(layout: Layout, binding: Binding, add: Callable[..., None]) -> None:
    """Report the first note that is cited after one with a higher label."""
    for place, (before, label) in enumerate(pairwise(binding.first_labels), start=1):
        if label < before:
            slots = zip(layout.slots, binding.cited, strict=True)
            cited = next(places for slot, places in slots if label_number(slot.label) == label)
            highest = max(binding.first_labels[:place])
            add("notes-out-of-order", layout.regions[cited[0]].line, number=label, after=highest)
            return


def _line_of(text: str, region: Region, number: int) -> int:
    """The line that a bracket stands in, within a region that may be hard-wrapped."""
    place = text.find(f"[{number}]", region.start, region.end)
    return region.line if place < 0 else region.line + len(_LINE_END.findall(text, region.start, place))


class _Splice:
    """Works out the edits (start, end, new text) that turn a source into one of its locales."""

    def __init__(self, parsed: _Parsed, assembly: Assembly) -> None:
        self.text = parsed.text
        self.layout = parsed.layout
        self.article = parsed.article
        self.texts = assembly.texts
        self.notes = sorted(assembly.notes, key=lambda note: note.number)
        self.number_of = self._complete()
        self.sources = {note.number: note for note in self.article.notes}
        self.slot_of = dict(zip((n.number for n in self.article.notes), self.layout.slots, strict=True))

    def _complete(self) -> dict[int, int]:
        """Source number → target number; source notes that the assembly lacks follow at the end."""
        numbers = {note.source: note.number for note in self.notes if note.source is not None}
        if self.notes:
            last = max(note.number for note in self.notes)
            for note in sorted(self.article.notes, key=lambda note: note.number):
                if note.number not in numbers:
                    last += 1
                    numbers[note.number] = last
        return numbers

    def edits(self, replacements: Mapping[int, str]) -> list[tuple[int, int, str]]:
        """All edits; none for what stays as it is."""
        changed = {
            block.index
            for block in self.article.blocks
            if block.index in self.texts
            and block.kind is not BlockKind.NOTE
            and self.texts[block.index] != self._expected(block)
        }
        changed -= replacements.keys()
        listed = self._note_list()
        edits = [
            (region.start, region.end, self._lines(replacements[index]))
            for index, region in enumerate(self.layout.regions)
            if index in replacements and replacements[index] != region.raw
        ]
        if not changed and listed is None:
            return edits
        relabel = self._relabels()
        for block in self.article.blocks:
            index = block.index
            if block.kind is BlockKind.NOTE or index in replacements:
                continue
            if index in changed or (relabel and block.content.notes):
                region = self.layout.regions[index]
                new = self.texts[index] if index in self.texts else self._expected(block)
                edits.append((region.start, region.end, self._body(new, block.kind)))
        if self.notes:
            edits += self._list_edits(relabel=relabel)
        return edits

    def _expected(self, block: Block) -> str:
        """A block's own text with the target's numbers."""
        if not block.content.notes:
            return block.content.text
        return renumber(block.content.text, self.number_of)

    def _relabels(self) -> bool:
        """Whether any note's label in the output differs from the one in the source."""
        return any(label_number(self.slot_of[s].label) != n for s, n in self.number_of.items() if s in self.slot_of)

    def _note_list(self) -> list[AssembledNote] | None:
        """The assembly's notes where they differ from the source's in order or words, None where they do not."""
        if not self.notes:
            return None
        order = [note.source for note in self.notes]
        same = None not in order and order == sorted(s for s in order if s is not None)
        if same and all(self._same_words(note) for note in self.notes):
            return None
        return self.notes

    def _same_words(self, note: AssembledNote) -> bool:
        source = self.sources.get(note.source) if note.source is not None else None
        if source is None:
            return False
        return list(note.texts) == [self._expected(self.article.blocks[index]) for index in source.blocks]

    def _list_edits(self, *, relabel: bool) -> list[tuple[int, int, str]]:
        """The slots of the list filled in the order of the numbers; what has no slot is appended after the last."""
        entries: list[tuple[int, int | None, AssembledNote | None]] = [(n.number, n.source, n) for n in self.notes]
        given = {note.source for note in self.notes}
        entries += [(number, source, None) for source, number in self.number_of.items() if source not in given]
        entries.sort(key=lambda entry: entry[0])
        slots = self.layout.slots
        edits: list[tuple[int, int, str]] = []
        extra: list[str] = []
        template = slots[-1] if slots else Slot(0, "1", "[", "] ")
        for place, (number, source, note) in enumerate(entries):
            slot = slots[place] if place < len(slots) else None
            own = self.slot_of.get(source) if source is not None else None
            same = own is not None and (note is None or self._same_words(note))
            if same and own is slot and not relabel:
                continue
            shape = slot or template
            label = raised(number) if shape.label[0] in "⁰¹²³⁴⁵⁶⁷⁸⁹" else str(number)
            new = f"{shape.before}{label}{shape.after}" + self._note_body(source, note, same=same)
            if slot is None:
                extra.append(new)
            else:
                edits.append((slot.start, slot.end, new))
        if extra:
            edits.append(self._appended(extra))
        return edits

    def _note_body(self, source: int | None, note: AssembledNote | None, *, same: bool) -> str:
        own = self.slot_of.get(source) if source is not None else None
        if own is not None and same:
            if not any(self.article.blocks[i].content.notes for i in self.sources[source or 0].blocks):
                return self.text[own.regions[0].start : own.end]
            note = None
        if note is None:
            blocks = self.sources[source or 0].blocks
            texts = [self._expected(self.article.blocks[index]) for index in blocks]
        else:
            texts = list(note.texts)
            if note.source is None and note.tag:
                texts[-1] = f"{texts[-1]} ({note.tag})"
        joint = self.layout.newline * 2 + "    "
        if own is not None and len(own.regions) > 1:
            joint = self.text[own.regions[0].end : own.regions[1].start]
        return joint.join(self._body(text, BlockKind.NOTE) for text in texts)

    def _appended(self, extra: list[str]) -> tuple[int, int, str]:
        slots = self.layout.slots
        between = self.layout.newline * 2
        if slots:
            if len(slots) > 1:
                raw = self.text[slots[-2].end : slots[-1].start]
                between = raw if raw.strip() == "" else between
            return slots[-1].end, slots[-1].end, "".join(between + new for new in extra)
        outside = (BlockKind.BYLINE, BlockKind.BIOGRAPHY, BlockKind.FURNITURE)
        ends = [region.end for region in self.layout.regions if region.kind not in outside]
        end = ends[-1] if ends else len(self.text.rstrip())
        return end, end, "".join(between + new for new in extra)

    def _body(self, text: str, kind: BlockKind) -> str:
        """A target's text as it goes into the file: markers in the source's style, newlines in the file's."""
        if self.layout.raised or not self.notes:
            label_of = (
                {n: str(n) for n in [*self.number_of.values(), *(note.number for note in self.notes)]}
                if self.notes
                else {note.number: note.label for note in self.article.notes}
            )
            text = styled(text, label_of, superscript=self.layout.raised)
        if "\n" in text or "\r" in text:
            lines = filter(None, (line.strip() for line in _NEWLINES.split(text)))
            text = (" " if kind in _ONE_LINE else self.layout.newline).join(lines)
        return text

    def _lines(self, text: str) -> str:
        return _LINE_END.sub(lambda _: self.layout.newline, text) if "\n" in text else text
