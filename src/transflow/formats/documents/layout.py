"""The anatomy of a plain text: which lines are which block, by position and shape.

A paragraph is a run of lines between blank lines; a single newline inside it is a hard wrap and reads as a space. Lines
are blocks of their own where position or shape says so:

- furniture and the language line, anywhere, by the workspace's patterns;
- a group after the title whose lines all end like sentences, and what stands between the title and the first furniture:
  highlights;
- list items, by their bullet (kept in the skeleton);
- the note list: the last run of groups that begin with a label (``[1]``, ``¹``, or ``1.`` where ``[1]`` or ``¹`` is
  cited); lines without a label continue the note above, and so does an indented group;
- short lines without a full stop after the note list, or a name at the end of the body: bylines; the rest of their
  groups: biography. A name is two words or more with capitals.

A line without any letter or digit (``***``, ``----``) is nobody's: it stays in the skeleton.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from transflow.domain.article import LANGUAGE_LINE, BlockKind
from transflow.formats.decoding import BOM
from transflow.formats.documents.anatomy import Anatomy, furniture_pattern
from transflow.formats.documents.markers import SUPERSCRIPTS, label_number
from transflow.formats.documents.shapes import (
    BULLET,
    FURNITURE_LENGTH,
    HASHES,
    HIGHLIGHT_LENGTH,
    HIGHLIGHTS,
    KICKER_LENGTH,
    KICKER_WORDS,
    LABELS,
    NOTES_HEADING,
    OPENING_SECTION,
    SENTENCE_END,
    SIGN,
    TAIL_GROUPS,
    TITLE_LENGTH,
    Group,
    Line,
    are_own_lines,
    is_heading_like,
    is_name_like,
    is_titlecase,
    items,
)

_LINE: Final = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")


@dataclass(slots=True)
class Region:
    """A block in the making: its span [start, end) in the text, its raw text with hard wraps undone."""

    kind: BlockKind
    start: int
    end: int
    line: int
    raw: str
    role: str = ""
    note: int = -1


@dataclass(slots=True)
class Slot:
    """One place of the note list: where its label begins, what stands before and after the label, the label itself."""

    start: int
    label: str
    before: str
    after: str
    regions: list[Region] = field(default_factory=list)

    @property
    def end(self) -> int:
        """Where its last paragraph ends."""
        return self.regions[-1].end


@dataclass(slots=True)
class Layout:
    """The regions of a text in order, the slots of its note list, its line end, and whether its markers are raised."""

    regions: list[Region]
    slots: list[Slot]
    newline: str
    raised: bool


def lay_out(text: str, anatomy: Anatomy) -> Layout:
    """The anatomy of ``text``."""
    return _Reading(text, anatomy).layout()


def _groups(text: str, anatomy: Anatomy) -> tuple[list[Group], list[Region], str]:
    """Groups of lines between blank lines, the furniture (which ends a group), and the first line end."""
    pattern = furniture_pattern(anatomy)
    language = anatomy.language_line.casefold()
    groups: list[Group] = []
    furniture: list[Region] = []
    group: Group = []
    newline = ""
    position = 1 if text.startswith(BOM) else 0
    number = 0
    size = len(text)
    while position < size:
        match = _LINE.match(text, position)
        assert match is not None  # every branch may be empty
        number += 1
        whole, ending = match.group(1), match.group(2)
        newline = newline or ending
        stripped = whole.strip()
        if not stripped or not any(map(str.isalnum, stripped)):
            if group:
                groups.append(group)
                group = []
        else:
            start = position + len(whole) - len(whole.lstrip())
            line = Line(start, start + len(stripped), number, stripped, start > position)
            is_language = bool(language) and stripped.casefold().startswith(language)
            if is_language or (pattern and len(stripped) <= FURNITURE_LENGTH and pattern.fullmatch(stripped)):
                role = LANGUAGE_LINE if is_language else ""
                furniture.append(Region(BlockKind.FURNITURE, line.start, line.end, number, stripped, role))
                if group:
                    groups.append(group)
                    group = []
            else:
                group.append(line)
        position = match.end()
    if group:
        groups.append(group)
    return groups, furniture, newline or "\n"


class _Reading:
    """One pass over the groups of a text; each method takes some of them away and adds regions."""

    def __init__(self, text: str, anatomy: Anatomy) -> None:
        self.text = text
        self.anatomy = anatomy
        self.groups, self.furniture, self.newline = _groups(text, anatomy)
        self.regions: list[Region] = list(self.furniture)
        self.slots: list[Slot] = []
        self.raised = False

    def layout(self) -> Layout:
        """Notes first, then the two ends, then what is left: the body."""
        begin, end = self._take_notes()
        tail = self._take_tail(begin, end)
        body = self._take_head(self.groups[:tail])
        self._take_body(body, self.groups[begin] if begin < end else None)
        self.regions.sort(key=lambda region: region.start)
        return Layout(self.regions, self.slots, self.newline, self.raised)

    def _region(self, kind: BlockKind, lines: Group, *, cut: int = 0, role: str = "") -> Region:
        """A region over ``lines``; ``cut`` characters of the first (a bullet, a label) stay in the skeleton."""
        first, last = lines[0], lines[-1]
        raw = first.text[cut:]
        if first is not last:
            following = (line.text for line in lines[1:])
            if kind is BlockKind.QUOTE:
                following = (text.lstrip(">").lstrip() for text in following)
            raw = " ".join([raw, *following])
        region = Region(kind, first.start + cut, last.end, first.number, raw, role)
        self.regions.append(region)
        return region

    # notes

    def _take_notes(self) -> tuple[int, int]:
        """Find the note list; returns the groups [begin, end) it covers (both the number of groups where none is)."""
        for style, pattern in LABELS.items():
            last = next((i for i in range(len(self.groups) - 1, -1, -1) if pattern.match(self.groups[i][0].text)), -1)
            if last < 0:
                continue
            begin = self._first_of_list(pattern, last)
            if style != "bracket" and not self._is_cited(pattern, begin):
                continue
            end = last + 1
            while end < len(self.groups) and self._continues(end, self.groups[last]):
                end += 1
            if style == "plain" and len(self.groups) - end > TAIL_GROUPS:
                continue  # a list in the middle of the body
            self.raised = style != "bracket" and "[1]" not in self.text
            for group in self.groups[begin:end]:
                self._take_note_group(group, pattern)
            return begin, end
        return len(self.groups), len(self.groups)

    def _first_of_list(self, pattern: re.Pattern[str], last: int) -> int:
        """The first group of the run of labelled groups that ends at ``last``.

        Between two labels may stand any number of indented paragraphs, and up to two others if the labels ascend.
        """
        begin, loose = last, 0
        for index in range(last - 1, -1, -1):
            group = self.groups[index]
            label = pattern.match(group[0].text)
            if label is None:
                if group[0].indented and not self.groups[begin][0].indented:
                    continue
                loose += 1
                if loose > 2 or (len(group) == 1 and is_heading_like(group[0].text)):
                    break
                continue
            following = pattern.match(self.groups[begin][0].text)
            if loose and following and label_number(label.group(1)) >= label_number(following.group(1)):
                break
            begin, loose = index, 0
        return begin

    def _continues(self, index: int, labelled: Group) -> bool:
        """Whether a group after the list is a further, indented paragraph of its last note."""
        first = self.groups[index][0]
        if not first.indented or labelled[0].indented:
            return False
        return not (is_name_like(first.text) and (len(self.groups[index]) > 1 or is_titlecase(first.text)))

    def _is_cited(self, pattern: re.Pattern[str], begin: int) -> bool:
        """Whether a list whose labels could be mere numbering is one of notes: it begins with 1, and 1 is cited above."""
        first = self.groups[begin][0]
        label = pattern.match(first.text)
        assert label is not None  # begin is a labelled group
        if label.group(1) not in ("1", "¹"):
            return False
        return any(
            "[1]" in line.text or re.search(rf"\S¹(?![{SUPERSCRIPTS}])", line.text)
            for group in self.groups[:begin]
            for line in group
        )

    def _take_note_group(self, group: Group, pattern: re.Pattern[str]) -> None:
        """Notes of one group: a label begins one, other lines continue it; a group without a label is a paragraph more."""
        start = 0
        for index in range(1, len(group) + 1):
            if index < len(group) and not pattern.match(group[index].text):
                continue
            lines = group[start:index]
            label = pattern.match(lines[0].text)
            cut = 0
            if label:
                cut = label.end()
                before, after = lines[0].text[: label.start(1)], lines[0].text[label.end(1) : cut]
                self.slots.append(Slot(lines[0].start, label.group(1), before, after))
                if cut == len(lines[0].text) and len(lines) > 1:  # the body begins on the next line
                    self.slots[-1].after += self.text[lines[0].end : lines[1].start]
                    lines, cut = lines[1:], 0
            region = self._region(BlockKind.NOTE, lines, cut=cut)
            region.note = len(self.slots) - 1
            self.slots[-1].regions.append(region)
            start = index

    # the two ends

    def _take_tail(self, begin: int, end: int) -> int:
        """Bylines and biography after the notes, or at the end of the body; returns the number of groups that are left."""
        after = self.groups[end:]
        if len(after) > TAIL_GROUPS:
            self._take_body(after)
            return begin
        for group in after:
            self._take_tail_group(group)
        if after:
            return begin
        tail = self._find_tail(begin)
        for group in self.groups[tail:begin]:
            self._take_tail_group(group)
        return tail

    def _find_tail(self, count: int) -> int:
        """Where, within the last two of ``count`` groups, a byline begins that a biography may follow."""
        for index in range(count - 1, max(0, count - 3), -1):
            lines = self.groups[index]
            name = lines[0].text
            if not (is_name_like(name) and is_titlecase(name)) or BULLET.match(name) or NOTES_HEADING.match(name):
                continue
            alone = len(lines) == 1
            twice = not alone and lines[1].text == name
            if (alone and index == count - 1) or twice or (not alone and SENTENCE_END.search(lines[-1].text)):
                return index
        return count

    def _take_tail_group(self, group: Group) -> None:
        if len(group) == 1 and NOTES_HEADING.match(group[0].text):
            self._region(BlockKind.HEADING, group)
            return
        index = 0
        while index < len(group) and is_name_like(group[index].text) and not SENTENCE_END.search(group[index].text):
            self._region(BlockKind.BYLINE, [group[index]])
            index += 1
        if index < len(group):
            self._region(BlockKind.BIOGRAPHY, group[index:])

    def _take_head(self, groups: list[Group]) -> list[Group]:
        """Kicker, title, byline and highlights; returns the groups that are left."""
        groups = self._take_title(groups)
        while len(groups) > 1 and self._is_byline(groups[0]):
            for line in groups.pop(0):
                self._region(BlockKind.BYLINE, [line])
        widest = max((len(line.text) for group in groups for line in group), default=0)
        count = self._count_highlights(groups, widest)
        for group in groups[:count]:
            for lines in items(group, widest):
                self._region(BlockKind.HIGHLIGHT, lines)
        return groups[count:]

    def _is_byline(self, group: Group) -> bool:
        starts = self.anatomy.bylines
        return all(line.text.startswith(starts) and is_name_like(line.text) for line in group) if starts else False

    def _take_title(self, groups: list[Group]) -> list[Group]:
        if not groups:
            return groups
        first = groups[0]
        hashes = HASHES.match(first[0].text)
        if hashes:
            self._region(BlockKind.TITLE, first[:1], cut=hashes.end())
            return [first[1:], *groups[1:]] if len(first) > 1 else groups[1:]
        if not is_heading_like(first[0].text, TITLE_LENGTH, 30) or BULLET.match(first[0].text):
            return groups
        if len(first) == 1:
            if self._is_kicker(groups, first[0], groups[1] if len(groups) > 1 else None):
                self._region(BlockKind.KICKER, first)
                self._region(BlockKind.TITLE, groups[1])
                return groups[2:]
            self._region(BlockKind.TITLE, first)
            return groups[1:]
        return self._take_glued_title(groups)

    def _is_kicker(self, groups: list[Group], first: Line, second: Group | None) -> bool:
        if second is None or len(second) != 1 or len(groups) < 3:
            return False
        other = second[0].text
        short = len(first.text) <= KICKER_LENGTH and len(first.text.split()) <= KICKER_WORDS
        titled = is_heading_like(other, TITLE_LENGTH, 30) and not BULLET.match(other) and not HASHES.match(other)
        return short and titled and len(other) > len(first.text) and not OPENING_SECTION.match(other)

    def _take_glued_title(self, groups: list[Group]) -> list[Group]:
        """A first group of several lines: kicker and title, title and text, or a hard-wrapped paragraph."""
        first = groups[0]
        width = max(len(line.text) for line in first)
        head, second = first[0], first[1]
        forced = len(head.text) + 1 + len(second.text.split(None, 1)[0]) > width
        if forced or second.text[0].islower():
            return groups
        if len(first) == 2 and self._is_kicker([*groups, []], head, [second]):
            self._region(BlockKind.KICKER, [head])
            self._region(BlockKind.TITLE, [second])
            return groups[1:]
        self._region(BlockKind.TITLE, [head])
        return [first[1:], *groups[1:]]

    def _count_highlights(self, groups: list[Group], widest: int) -> int:
        """How many of the groups after the title are highlights; a body must follow."""
        titled = any(region.kind is BlockKind.TITLE for region in self.regions)
        if not titled or len(groups) < 2:
            return 0
        count = 0
        while count < len(groups) - 1 and self._are_points(groups[count], widest):
            count += 1
        if count:
            return count
        border = next((r.start for r in self.furniture if r.start > groups[0][0].start), -1)
        before = [group for group in groups if group[0].start < border]
        lines = sum(len(group) for group in before)
        if 0 < len(before) < len(groups) and lines <= HIGHLIGHTS and all(self._short(group) for group in before):
            plain = not any(BULLET.match(group[0].text) or HASHES.match(group[0].text) for group in before)
            return len(before) if plain else 0
        return 0

    def _are_points(self, group: Group, widest: int) -> bool:
        """Whether a group is highlights by its shape: a few sentences, a line each. With bullets they are a list."""
        listed = all(BULLET.match(line.text) for line in group)
        return are_own_lines(group, widest) and self._short(group) and not listed

    @staticmethod
    def _short(group: Group) -> bool:
        return len(group) <= HIGHLIGHTS and all(len(line.text) <= HIGHLIGHT_LENGTH for line in group)

    # the body

    def _take_body(self, groups: list[Group], then: Group | None = None) -> None:
        """Headings, quotes, lists and paragraphs; ``then`` is the note list that follows, which may have a heading."""
        previous_listed = False
        for index, group in enumerate(groups):
            first = group[0].text
            after = groups[index + 1] if index + 1 < len(groups) else then
            hashes = HASHES.match(first)
            if hashes:
                self._region(BlockKind.HEADING, group[:1], cut=hashes.end())
                if len(group) > 1:
                    self._take_plain(group[1:])
                previous_listed = False
            elif all(line.text.startswith(">") for line in group):
                self._region(BlockKind.QUOTE, group, cut=len(first) - len(first[1:].lstrip()))
                previous_listed = False
            elif self._is_heading(group, after, listed=previous_listed):
                self._region(BlockKind.HEADING, group)
                previous_listed = False
            else:
                previous_listed = self._take_plain(group)

    @staticmethod
    def _is_heading(group: Group, after: Group | None, *, listed: bool) -> bool:
        if len(group) > 1 or after is None or not is_heading_like(group[0].text):
            return False
        bullet = BULLET.match(group[0].text)
        if bullet is None:
            return True
        numbered = group[0].text[0].isdigit()
        return numbered and not listed and not BULLET.match(after[0].text)

    def _take_plain(self, group: Group) -> bool:
        """List items or a paragraph, possibly one that leads into a list; returns whether it ended as a list."""
        starts = [0] if BULLET.match(group[0].text) else []
        shape = BULLET if starts else SIGN
        for index in range(1, len(group)):
            if shape.match(group[index].text) and (starts or group[index - 1].text.endswith((":", ".", ";"))):
                starts.append(index)
        if not starts:
            self._region(BlockKind.PARAGRAPH, group)
            return False
        if starts[0] > 0:
            self._region(BlockKind.PARAGRAPH, group[: starts[0]])
        for start, end in zip(starts, [*starts[1:], len(group)], strict=True):
            bullet = BULLET.match(group[start].text)
            self._region(BlockKind.LIST_ITEM, group[start:end], cut=bullet.end() if bullet else 0)
        return True
