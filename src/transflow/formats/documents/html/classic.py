"""Posts of the classic editor of WordPress: no tags of paragraphs, but blank lines, of which the site makes them.

(WordPress calls that ``wpautop``.) Without this, such a text would be one paragraph, and its translation would stay one.
A shortcode ``[caption]`` is a block of its own there, and so is each line of a list whose lines begin with labels.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from transflow.formats.documents.html.names import BLOCK
from transflow.formats.documents.html.tokens import Kind, Token
from transflow.formats.documents.markers import SUPERSCRIPTS, label_number

#: White space with a line end in it. Atomic: the two characters of one line end are never taken for two.
_LINE_ENDS: Final = re.compile(r"(?<![ \t])[ \t]*+(?>\r\n?|\n)(?:[ \t]*+(?>\r\n?|\n))*+[ \t]*+")
_LINE_END: Final = re.compile(r"(?>\r\n?|\n)")
_BLANK_LINE: Final = re.compile(r"(?>\r\n?|\n)[ \t]*+(?>\r\n?|\n)")
#: A block of its own, whatever stands round it.
_CAPTION: Final = re.compile(r"\[(?:caption\b[^\[\]<>]{0,2000}|/caption)\]", re.IGNORECASE)
#: The label that a line begins with, be it in tags: ``[1]``, ``(1)``, ``1.``, ``¹``, ``<sup>1</sup>``.
_LABEL: Final = re.compile(
    r"(?:<(?:a|b|strong|em|i|span|small)\b[^<>]{0,300}+>\s*+){0,4}+"
    rf"(?:[\[(](?P<square>\d{{1,4}})[\])]|(?P<dot>\d{{1,4}})[.)](?=\s)|(?P<raised>[{SUPERSCRIPTS}]{{1,4}})"
    r"|<sup\b[^<>]{0,300}+>(?:<a\b[^<>]{0,300}+>)?\s*+[\[(]?(?P<sup>\d{1,4}))"
)
#: How much higher than the label before it a label may be.
_STEP: Final = 3
#: What a page of another making has: the block editor writes its own paragraphs, and so does whoever writes a whole page.
_OTHERS: Final = re.compile(r"<!--\s*wp:|<(?:html|head|body)\b", re.IGNORECASE)
#: Elements in which blank lines part paragraphs.
_LOOSE: Final = frozenset({"article", "blockquote", "div", "main", "section", "td"})
#: What a border counts as: a tag of a block without content.
_BORDER: Final = "hr"


class _Line(NamedTuple):
    """A line that begins with a label: its number, and the span of the line end before it (None: it begins a paragraph)."""

    number: int
    border: tuple[int, int] | None


def parted(text: str, tokens: list[Token]) -> list[Token]:
    """``tokens`` of a page; where it is a post of the classic editor, with borders where its paragraphs end."""
    if _OTHERS.search(text) or _BLANK_LINE.search(text) is None:
        return tokens
    borders = _Borders(text, tokens).found
    if not borders:
        return tokens
    starts = [start for start, _ in borders]
    found: list[Token] = []
    for token in tokens:
        if token.kind is Kind.TEXT:
            within = borders[bisect_left(starts, token.start) : bisect_left(starts, token.end)]
            found += _cut(token, within) if within else [token]
        else:
            found.append(token)
    return found


def _cut(token: Token, borders: Sequence[tuple[int, int]]) -> list[Token]:
    """A token of text, with ``borders`` in it as tokens of their own."""
    pieces: list[Token] = []
    position = token.start
    for start, end in borders:
        if start > position:
            pieces.append(Token(Kind.TEXT, position, start))
        pieces.append(Token(Kind.SOLE, start, end, _BORDER, start))
        position = end
    if position < token.end:
        pieces.append(Token(Kind.TEXT, position, token.end))
    return pieces


class _Borders:
    """The spans between the paragraphs of a post, in order."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self.found: list[tuple[int, int]] = []
        #: The names of the open elements, inline ones above all blocks; and how many there are of each.
        self.open: list[str] = []
        self.count: Counter[str] = Counter()
        #: The lines of the paragraph so far that begin with a label; whether nothing of it was seen yet.
        self.lines: list[_Line] = []
        self.begins = True
        for token in tokens:
            if token.kind is Kind.TEXT:
                if not self.open or self.open[-1] in _LOOSE:
                    self._text(token)
                else:
                    self.begins = False
            elif token.kind is Kind.START:
                self._start(token)
            elif token.kind is Kind.END:
                self._end(token.name)
            elif token.name in BLOCK:
                self._paragraph()
        self._paragraph()
        self.found.sort()

    def _start(self, token: Token) -> None:
        if token.name in BLOCK:
            self._paragraph()
            while self.open and (self.open[-1] == "p" or self.open[-1] not in BLOCK):
                self.count[self.open.pop()] -= 1
        else:
            self._begin(token.start)
        self.open.append(token.name)
        self.count[token.name] += 1

    def _end(self, name: str) -> None:
        """Close an element, and what was left open in it."""
        if name in BLOCK:
            self._paragraph()
        closed = ""
        while closed != name and self.count[name]:
            closed = self.open.pop()
            self.count[closed] -= 1

    def _text(self, token: Token) -> None:
        position = token.start
        for match in _LINE_ENDS.finditer(self.text, token.start, token.end):
            self._words(position, match.start())
            position = match.end()
            if _BLANK_LINE.search(match.group()):
                self.found.append(match.span())
                self._paragraph()
            elif (label := _LABEL.match(self.text, position)) is not None and not self.begins:
                self.lines.append(_Line(_number(label), match.span()))
        self._words(position, token.end)

    def _words(self, start: int, end: int) -> None:
        """Go on over the words of a line: a caption in them is a paragraph."""
        if end <= start:
            return
        self._begin(start)
        for match in _CAPTION.finditer(self.text, start, end):
            self.found.append(match.span())
            self._paragraph()

    def _begin(self, position: int) -> None:
        """See whether a paragraph begins here, and with a label."""
        if self.begins:
            self.begins = False
            label = _LABEL.match(self.text, position)
            if label is not None:
                self.lines.append(_Line(_number(label), None))

    def _paragraph(self) -> None:
        """End the paragraph: lines in it whose labels count up are paragraphs."""
        for place, line in enumerate(self.lines):
            before = self.lines[place - 1].number if place else 0
            after = self.lines[place + 1].number if place + 1 < len(self.lines) else 0
            counts = before <= line.number <= before + _STEP if before else line.number <= after <= line.number + _STEP
            if line.border is not None and counts:
                self.found.append(line.border)
        self.lines = []
        self.begins = True


def _number(label: re.Match[str]) -> int:
    return label_number(label[label.lastgroup or 0])
