"""What styles and numbering say about a paragraph: heading or quote, list or none, bold or not; ``basedOn`` followed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from transflow.formats.documents.docx.names import FALSE
from transflow.formats.documents.xml import Kind, Xml

#: Properties of a run that are on or off, and that Word combines through the styles.
TOGGLES: Final = frozenset(
    {"w:b", "w:i", "w:strike", "w:dstrike", "w:caps", "w:smallCaps", "w:vanish", "w:rtl", "w:cs"}
)
#: Properties that look off when this is their value.
_NO_UNDERLINE: Final = "none"

_HEADING: Final = re.compile(r"heading ?([1-9])")
_TITLE: Final = frozenset({"title", "book title"})
_SUBTITLE: Final = "subtitle"
_CAPTION: Final = frozenset({"caption", "table caption", "image caption"})
_QUOTE: Final = frozenset({"quote", "intense quote", "block text", "block quotation", "blockquote", "quotations"})
#: Outline level of body text.
_BODY: Final = 9
#: Deepest heading that a block has.
_DEEPEST: Final = 6
#: Paragraphs in a numbered list without a number of their own.
_UNNUMBERED: Final = frozenset({"bullet", "none"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """One style as ``styles.xml`` writes it. ``numbering``: number of the list and its level, None for none stated."""

    name: str
    based_on: str
    outline: int | None = None
    numbering: tuple[str, int] | None = None
    on: frozenset[str] = frozenset()
    off: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a style comes to. ``role``: ``title``, ``subtitle``, ``heading``, ``quote``, ``caption`` or ""; ``level`` of a
    heading from 1; ``numbering``: list and level, None for none; ``on``: run properties that it switches on.
    """

    role: str = ""
    level: int = 0
    numbering: tuple[str, int] | None = None
    on: frozenset[str] = frozenset()


class Styles:
    """The styles and lists of a document."""

    def __init__(self, styles: Xml | None, numbering: Xml | None) -> None:
        self._styles: dict[str, Style] = {}
        self._facts: dict[str, Facts] = {}
        self.default_paragraph = ""
        self.default_character = ""
        #: Style ids by their name in lower case.
        self.ids: dict[str, str] = {}
        if styles is not None:
            self._read(styles)
        self._lists = _lists(numbering) if numbering is not None else {}

    def _read(self, xml: Xml) -> None:
        for index in xml.children(xml.root):
            token = xml.tokens[index]
            if token.name != "w:style" or token.kind is not Kind.START:
                continue
            said = xml.attributes(index)
            identity, kind = said.get("w:styleId", ""), said.get("w:type", "paragraph")
            style = _style(xml, index)
            self._styles[identity] = style
            self.ids.setdefault(style.name, identity)
            if said.get("w:default", "0") not in FALSE:
                if kind == "paragraph":
                    self.default_paragraph = identity
                elif kind == "character":
                    self.default_character = identity

    def facts(self, identity: str) -> Facts:
        """What the style ``identity`` ("" for the default one) comes to."""
        identity = identity or self.default_paragraph
        known = self._facts.get(identity)
        if known is None:
            known = self._facts[identity] = self._resolved(identity)
        return known

    def list_format(self, numbering: tuple[str, int]) -> str:
        """How a list numbers: ``decimal``, ``bullet``, …; "" where that is not known."""
        number, level = numbering
        return self._lists.get(number, {}).get(level, "")

    def is_ordered(self, numbering: tuple[str, int]) -> bool:
        """Whether an item of the list shows a number."""
        return self.list_format(numbering) not in {"", *_UNNUMBERED}

    def _chain(self, identity: str) -> list[Style]:
        """The style and what it is based on, itself first. A circle ends where it closes."""
        chain: list[Style] = []
        seen: set[str] = set()
        while identity in self._styles and identity not in seen:
            seen.add(identity)
            chain.append(self._styles[identity])
            identity = chain[-1].based_on
        return chain

    def _resolved(self, identity: str) -> Facts:
        chain = self._chain(identity)
        if not chain:  # not defined: its id is all there is, and Word's own ids say what they are
            chain = [Style(name=re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", identity).lower(), based_on="")]
        role, level = _role(chain)
        on: set[str] = set()
        for style in reversed(chain):
            on = (on - style.off) | style.on
        numbering = next((style.numbering for style in chain if style.numbering is not None), None)
        return Facts(role=role, level=level, numbering=numbering, on=frozenset(on))


def _role(chain: list[Style]) -> tuple[str, int]:
    """What the nearest style of a chain that says anything says: its role and, of a heading, the level."""
    for style in chain:
        heading = _HEADING.fullmatch(style.name)
        if style.name in _TITLE:
            return "title", 1
        if style.name == _SUBTITLE:
            return "subtitle", 2
        if style.outline is not None:
            return ("heading", min(style.outline + 1, _DEEPEST)) if style.outline < _BODY else ("", 0)
        if heading:
            return "heading", min(int(heading.group(1)), _DEEPEST)
        if style.name in _CAPTION:
            return "caption", 0
        if style.name in _QUOTE:
            return "quote", 0
    return "", 0


def _style(xml: Xml, index: int) -> Style:
    name = based_on = ""
    outline: int | None = None
    numbering: tuple[str, int] | None = None
    on: frozenset[str] = frozenset()
    off: frozenset[str] = frozenset()
    for child in xml.children(index):
        match xml.tokens[child].name:
            case "w:name":
                name = xml.value(child, "w:val").lower()
            case "w:basedOn":
                based_on = xml.value(child, "w:val")
            case "w:pPr":
                outline, numbering = paragraph_numbers(xml, child)
            case "w:rPr":
                on, off = switches(xml, child)
    return Style(name=name, based_on=based_on, outline=outline, numbering=numbering, on=on, off=off)


def paragraph_numbers(xml: Xml, index: int) -> tuple[int | None, tuple[str, int] | None]:
    """Outline level and list of a ``w:pPr``, None where it says nothing of them."""
    outline: int | None = None
    numbering: tuple[str, int] | None = None
    for child in xml.children(index):
        name = xml.tokens[child].name
        if name == "w:outlineLvl":
            outline = whole_number(xml.value(child, "w:val"), _BODY)
        elif name == "w:numPr":
            number, level = "", 0
            for inner in xml.children(child):
                if xml.tokens[inner].name == "w:numId":
                    number = xml.value(inner, "w:val")
                elif xml.tokens[inner].name == "w:ilvl":
                    level = whole_number(xml.value(inner, "w:val"), 0)
            numbering = (number, level)
    return outline, numbering


def switches(xml: Xml, index: int) -> tuple[frozenset[str], frozenset[str]]:
    """The properties that a ``w:rPr`` switches on, and those that it switches off.

    Beside the toggles: ``w:u`` for underlined, ``superscript`` and ``subscript``.
    """
    on: set[str] = set()
    off: set[str] = set()
    for child in xml.children(index):
        name = xml.tokens[child].name
        if name in TOGGLES:
            (off if xml.value(child, "w:val", "1") in FALSE else on).add(name)
        elif name == "w:u":
            (off if xml.value(child, "w:val", "single") == _NO_UNDERLINE else on).add(name)
        elif name == "w:vertAlign":
            off |= {"superscript", "subscript"}
            on.add(xml.value(child, "w:val"))
    return frozenset(on & {*TOGGLES, "w:u", "superscript", "subscript"}), frozenset(off - on)


def whole_number(text: str, otherwise: int) -> int:
    """``text`` as a number from 0, ``otherwise`` where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _lists(xml: Xml) -> Mapping[str, Mapping[int, str]]:
    """List number → level → format."""
    patterns: dict[str, dict[int, str]] = {}
    lists: dict[str, dict[int, str]] = {}
    for index in xml.children(xml.root):
        name = xml.tokens[index].name
        if name == "w:abstractNum":
            levels = (child for child in xml.children(index) if xml.tokens[child].name == "w:lvl")
            patterns[xml.value(index, "w:abstractNumId")] = {
                whole_number(xml.value(level, "w:ilvl"), 0): _format(xml, level) for level in levels
            }
        elif name == "w:num":
            for child in xml.children(index):
                if xml.tokens[child].name == "w:abstractNumId":
                    lists[xml.value(index, "w:numId")] = patterns.get(xml.value(child, "w:val"), {})
    return lists


def _format(xml: Xml, level: int) -> str:
    for child in xml.children(level):
        if xml.tokens[child].name == "w:numFmt":
            return xml.value(child, "w:val")
    return "decimal"
