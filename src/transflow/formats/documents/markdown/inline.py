"""Inline Markdown with every offset kept: words, codes, markers and the words inside codes.

CommonMark 0.31 section 6 in one pass from left to right, with GFM's strikethrough and addresses, notes ``[^id]`` and
``^[…]``, formulas ``$…$`` and the tags of site generators. What is not understood is words. Linear in the length of the
text; nothing recurses.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Final

from transflow.domain.codes import CodeKind, Side
from transflow.formats.documents.markdown.citations import Citations, no_citations
from transflow.formats.documents.markdown.emphasis import Run, flanks, pair
from transflow.formats.documents.markdown.nodes import Html, Inner, Node, Opening, Role, flatten, side_of
from transflow.formats.documents.markdown.patterns import (
    ATTRIBUTES,
    AUTOLINK,
    BLANK,
    CHARACTER_REFERENCE,
    NOTE,
    OPAQUE,
    PARAMETER,
    PUNCTUATION,
    REFERENCE,
    SPOKEN,
    TAG,
    Target,
    address_end,
    decoded,
    fold,
    inline_target,
    is_formula,
    label_at,
    normal,
    unescaped,
)
from transflow.formats.documents.skeleton import Mark, Piece, Tagged, Words

_SPECIAL: Final = "\\\\`*_\\[\\]!<&~^${\n"
_GENERATED: Final = re.compile(r"\{\{(?:[^}]|\}(?!\}))*+\}\}|\{%(?:[^%]|%(?!\}))*+%\}")
_HUGO: Final = re.compile(r"\\([\\\"])")
_TICKS: Final = re.compile("`+")


@dataclass(frozen=True, slots=True)
class Setting:
    """What a document knows that inline markup depends on.

    ``references``: label (normalised) → where it leads, of the link definitions. ``notes``: label → key of each note.
    ``numbered``: those labels are numbers that readers see. ``citations`` finds citations written as plain text.
    ``inline_notes``: whether ``^[…]`` is a note.
    """

    references: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    numbered: bool = False
    citations: Citations = no_citations
    inline_notes: bool = True

    def note(self, label: str) -> str | None:
        """The key of the note with this label."""
        return self.notes.get(label) or self.notes.get(label.casefold())


@dataclass(slots=True)
class Scan:
    """What a text holds. ``unknown``: (offset, label) of markers without a note. ``labels``: the offset of each link's
    end whose label is its words (``[words]``, ``[words][]``), and that label.
    """

    pieces: list[Piece] = field(default_factory=list)
    inners: list[Inner] = field(default_factory=list)
    unknown: list[tuple[int, str]] = field(default_factory=list)
    labels: dict[int, str] = field(default_factory=dict)


def scan(text: str, setting: Setting) -> Scan:
    """The pieces of ``text``: the lines of one block without what stands before them, joined by ``\\n``."""
    if not _FAST.search(text) and (setting.citations is no_citations or not setting.citations(text)):
        words = fold(text).strip(" ")
        return Scan([Words(0, len(text), words)] if words else [])
    return _Scanner(text, setting).run()


_FAST: Final = re.compile(f"[{_SPECIAL}]")
_ADDRESSED: Final = re.compile(f"[{_SPECIAL}]|https?://|www\\.")


class _Scanner:
    def __init__(self, text: str, setting: Setting) -> None:
        self.text = text
        self.setting = setting
        self.nodes: list[Node] = []
        self.runs: list[Run] = []
        self.openings: list[Opening] = []
        self.inert = 0  # openings below this one can open no link any more
        self.result = Scan()
        self.key = 0
        self.cited = setting.citations(text)
        self.missing: dict[str, int] = {}
        self.in_note = False
        self.ticks: dict[int, list[int]] | None = None

    def run(self) -> Scan:
        text = self.text
        special = _ADDRESSED if "://" in text or "www." in text else _FAST
        position, size = 0, len(text)
        stops = sorted(self.cited, reverse=True)  # citations may begin where nothing else does: ¹
        while position < size:
            while stops and stops[-1] < position:
                stops.pop()
            limit = stops[-1] if stops else size
            match = special.search(text, position, limit)
            start = match.start() if match else limit
            if start > position:
                self._say(position, start)
            if start == size:
                break
            position = self._cite(start) if start in self.cited else _HANDLERS[text[start]](self, start)
        pair(self.runs, self._new_key)
        self.result.pieces = flatten(self.nodes, text, self._new_key)
        self.result.inners.sort(key=lambda inner: inner.start)
        return self.result

    def _new_key(self) -> int:
        self.key += 1
        return self.key

    def _say(self, start: int, end: int, words: str | None = None) -> int:
        self.nodes.append(Words(start, end, self.text[start:end] if words is None else words))
        return end

    def _object(self, start: int, end: int, kind: CodeKind, reference: str = "") -> int:
        self.nodes.append(Tagged(start, end, Side.ALONE, self._new_key(), kind, reference))
        return end

    def _find(self, closing: str, start: int) -> int:
        """Where ``closing`` comes next; looked for in vain only once."""
        if self.missing.get(closing, len(self.text) + 1) <= start:
            return -1
        place = self.text.find(closing, start)
        if place < 0:
            self.missing[closing] = start
        return place

    # words

    def _escape(self, start: int) -> int:
        after = self.text[start + 1 : start + 2]
        if after == "\n":
            return self._object(start, self._line_start(start + 2), CodeKind.BREAK)
        if after in PUNCTUATION:
            return self._say(start, start + 2, after)
        return self._say(start, start + 1)

    def _character_reference(self, start: int) -> int:
        match = CHARACTER_REFERENCE.match(self.text, start)
        words = decoded(match.group()) if match else ""
        return self._say(start, match.end(), words) if match and words else self._say(start, start + 1)

    def _newline(self, start: int) -> int:
        spaces = start
        while spaces and self.text[spaces - 1] == " ":
            spaces -= 1
        if start - spaces >= 2:
            return self._object(spaces, self._line_start(start + 1), CodeKind.BREAK)
        return self._say(start, start + 1, " ")

    def _line_start(self, position: int) -> int:
        while position < len(self.text) and self.text[position] in BLANK:
            position += 1
        return position

    def _address(self, start: int) -> int:
        return self._say(start, max(address_end(self.text, start, len(self.text)), start + 1))

    # what stands alone

    def _code(self, start: int) -> int:
        match = _TICKS.match(self.text, start)
        end = match.end() if match else start + 1
        if self.ticks is None:
            self.ticks = {}
            for run in _TICKS.finditer(self.text):
                self.ticks.setdefault(run.end() - run.start(), []).append(run.start())
        places = self.ticks.get(end - start, [])
        index = bisect_right(places, start)
        if index == len(places):
            return self._say(start, end)
        code = self.text[end : places[index]].replace("\n", " ")
        if len(code) > 2 and code[0] == code[-1] == " " and code.strip(" "):
            code = code[1:-1]
        return self._object(start, places[index] + end - start, CodeKind.VERBATIM, code)

    def _formula(self, start: int) -> int:
        end = is_formula(self.text, start)
        return self._object(start, end, CodeKind.VERBATIM, self.text[start:end]) if end else self._say(start, start + 1)

    def _generated(self, start: int) -> int:
        """A tag of a site generator, or attributes in braces behind what they belong to."""
        match = None
        closing = {"{{": "}}", "{%": "%}"}.get(self.text[start : start + 2])
        if closing and self._find(closing, start) >= 0:
            match = _GENERATED.match(self.text, start)
        if match:
            for parameter in PARAMETER.finditer(match.group()):
                span = (start + parameter.start(1) + 1, start + parameter.end(1) - 1)
                self._inner(Role.PARAMETER, *span, self.text[start + 1])
        elif start and self.text[start - 1] in ")]`*_":
            match = ATTRIBUTES.match(self.text, start)
        return self._object(start, match.end(), CodeKind.OBJECT) if match else self._say(start, start + 1)

    def _angle(self, start: int) -> int:
        text = self.text
        link = AUTOLINK.match(text, start)
        if link:
            return self._object(start, link.end(), CodeKind.ADDRESS, link.group(1))
        following = text[start + 1 : start + 2]
        if following in ("!", "?"):
            end = self._declaration(start)
            return self._object(start, end, CodeKind.OBJECT) if end > 0 else self._say(start, start + 1)
        tag = TAG.match(text, start)
        return self._tag(tag) if tag else self._say(start, start + 1)

    def _declaration(self, start: int) -> int:
        """Where a comment or a declaration ends that begins at ``start``; -1 where none does."""
        for opening in ("<!-->", "<!--->"):
            if self.text.startswith(opening, start):
                return start + len(opening)
        for opening, closing in (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">")):
            if self.text.startswith(opening, start):
                if opening == "<!" and not self.text[start + 2 : start + 3].isalpha():
                    return -1
                place = self._find(closing, start + len(opening))
                return place + len(closing) if place >= 0 else -1
        return -1

    def _tag(self, tag: re.Match[str]) -> int:
        name = tag["name"].lower()
        raw = tag.group()
        found = REFERENCE.search(raw)
        reference = next((group for group in found.groups() if group is not None), "") if found else ""
        side = side_of(name, close=bool(tag["close"]), alone=bool(tag["alone"]))
        for spoken in SPOKEN.finditer(raw):
            span = (tag.start() + spoken.start(2) + 1, tag.start() + spoken.end(2) - 1)
            self._inner(Role.ATTRIBUTE, *span, spoken.group(2)[0])
        if name in OPAQUE and side is Side.OPEN:
            place = self._find(f"</{tag['name']}>", tag.end())
            if place >= 0:
                kind = CodeKind.VERBATIM if name == "code" else CodeKind.OBJECT
                words = self.text[tag.end() : place] if kind is CodeKind.VERBATIM else ""
                return self._object(tag.start(), place + len(name) + 3, kind, words)
        self.nodes.append(Html(tag.start(), tag.end(), name, side, reference))
        return tag.end()

    def _inner(self, role: Role, start: int, end: int, quote: str) -> None:
        """Words in a title, an attribute or a parameter."""
        raw = self.text[start:end]
        if role is Role.PARAMETER and quote == "{":
            words = _HUGO.sub(r"\1", raw)
        else:
            words = unescaped(raw) if role is Role.TITLE else unescape(raw)
        words = fold(words).strip(" ")
        if any(map(str.isalnum, words)):
            self.result.inners.append(Inner(role, start, end, [Words(start, end, words)], quote))

    # pairs

    def _sign(self, start: int) -> int:
        text = self.text
        char = text[start]
        end = start + 1
        while end < len(text) and text[end] == char:
            end += 1
        if char == "~" and end - start != 2:
            return self._say(start, end)
        can_open, can_close = flanks(char, text[start - 1 : start], text[end : end + 1])
        if not (can_open or can_close):
            return self._say(start, end)
        run = Run(start, end, char, can_open, can_close)
        self.runs.append(run)
        self.nodes.append(run)
        return end

    def _bracket(self, start: int) -> int:
        match = NOTE.match(self.text, start)
        if match and inline_target(self.text, match.end(), len(self.text)) is None:
            key = self.setting.note(match.group(1))
            if key is not None:
                label = match.span(1) if self.setting.numbered else None
                self.nodes.append(Mark(start, match.end(), (key,), label))
                return match.end()
            self.result.unknown.append((start, match.group(1)))
            return self._say(start, match.end())
        return self._open("[", start)

    def _bang(self, start: int) -> int:
        if not self.text.startswith("[", start + 1):
            return self._say(start, start + 1)
        note = NOTE.match(self.text, start + 1)
        if start + 1 in self.cited or (note and inline_target(self.text, note.end(), len(self.text)) is None):
            return self._say(start, start + 1)
        return self._open("![", start)

    def _caret(self, start: int) -> int:
        if self.setting.inline_notes and not self.in_note and self.text.startswith("[", start + 1):
            self.in_note = True  # no note lies in a note
            return self._open("^[", start)
        return self._say(start, start + 1)

    def _open(self, sign: str, start: int) -> int:
        opening = Opening(start, start + len(sign), sign, len(self.nodes), len(self.runs))
        self.nodes.append(opening)
        self.openings.append(opening)
        return opening.end

    def _cite(self, start: int) -> int:
        citation = self.cited[start]
        self.nodes.append(citation)
        return citation.end

    def _close(self, start: int) -> int:
        if not self.openings:
            return self._say(start, start + 1)
        opening = self.openings.pop()
        active = opening.sign != "[" or len(self.openings) >= self.inert
        self.inert = min(self.inert, len(self.openings))
        if opening.sign == "^[":
            self.in_note = False
            return self._close_note(opening, start)
        target = self._target(opening, start + 1) if active else None
        if target is None:
            return self._say(start, start + 1)
        pair(self.runs[opening.runs :], self._new_key)
        del self.runs[opening.runs :]
        if opening.sign == "![":
            self._close_image(opening, start, target)
        else:
            self._close_link(opening, start, target)
        if target.title[0] >= 0:
            self._inner(Role.TITLE, *target.title, target.quote)
        return target.end

    def _close_note(self, opening: Opening, start: int) -> int:
        if not self.text[opening.end : start].strip():
            return self._say(start, start + 1)
        pieces = self._taken(opening)
        key = f"^[{opening.start}"
        self.result.inners.append(Inner(Role.NOTE, opening.end, start, pieces, key=key))
        self.nodes.append(Mark(opening.start, start + 1, (key,)))
        return start + 1

    def _close_image(self, opening: Opening, start: int, target: Target) -> None:
        pieces = self._taken(opening)
        if any(isinstance(piece, Words) and any(map(str.isalnum, piece.text)) for piece in pieces):
            end = target.end - 1 if target.label else start
            inside = self.result.inners
            while inside and inside[-1].start > opening.start and inside[-1].role is not Role.NOTE:
                inside.pop()  # a picture in a picture's words is one of their codes, no more
            self.result.inners.append(Inner(Role.ALT, opening.end, end, pieces, label=target.label))
        self._object(opening.start, target.end, CodeKind.IMAGE, target.reference)

    def _taken(self, opening: Opening) -> list[Piece]:
        """The pieces since ``opening``, taken out of the text around them."""
        pair(self.runs[opening.runs :], self._new_key)
        del self.runs[opening.runs :]
        nodes = self.nodes[opening.node + 1 :]
        del self.nodes[opening.node :]
        return flatten(nodes, self.text, self._new_key)

    def _close_link(self, opening: Opening, start: int, target: Target) -> None:
        key = self._new_key()
        if target.label:
            self.result.labels[start] = target.label
        self.nodes[opening.node] = Tagged(opening.start, opening.end, Side.OPEN, key, CodeKind.LINK, target.reference)
        self.nodes.append(Tagged(start, target.end, Side.CLOSE, key, CodeKind.LINK, target.reference))
        self.inert = len(self.openings)  # no link lies in a link

    def _target(self, opening: Opening, behind: int) -> Target | None:
        """What the bracket that closes before ``behind`` leads to: in parentheses, or by the label of a definition."""
        text = self.text
        target = inline_target(text, behind, len(text))
        if target or not self.setting.references:
            return target
        if text.startswith("[", behind):
            given = label_at(text, behind, len(text))
            if given and given[0].strip():
                leads = self.setting.references.get(normal(given[0]))
                return Target(given[1], leads) if leads is not None else None
        end = behind + 2 if text.startswith("[]", behind) else behind
        own = label_at(text, opening.end - 1, behind)
        leads = self.setting.references.get(normal(own[0])) if own and own[1] == behind else None
        if own is None or leads is None:
            return None
        return Target(end, leads, label=own[0])


_HANDLERS: Final = {
    "\\": _Scanner._escape,
    "`": _Scanner._code,
    "*": _Scanner._sign,
    "_": _Scanner._sign,
    "~": _Scanner._sign,
    "[": _Scanner._bracket,
    "]": _Scanner._close,
    "!": _Scanner._bang,
    "<": _Scanner._angle,
    "&": _Scanner._character_reference,
    "^": _Scanner._caret,
    "$": _Scanner._formula,
    "{": _Scanner._generated,
    "\n": _Scanner._newline,
    "h": _Scanner._address,
    "w": _Scanner._address,
}
