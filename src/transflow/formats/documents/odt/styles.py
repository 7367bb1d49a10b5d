"""Styles: what a paragraph is called along its chain of parents, and what a span changes that a reader can see."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from transflow.domain.codes import CodeKind
from transflow.formats.documents.xml import Kind, Xml

#: Properties that show nothing of themselves: languages, spelling, revision marks, shapes of lines that may not be drawn.
_UNSEEN: Final = frozenset(
    {
        "fo:language",
        "fo:country",
        "fo:script",
        "fo:hyphenate",
        "fo:hyphenation-remain-char-count",
        "fo:hyphenation-push-char-count",
        "style:rfc-language-tag",
        "style:letter-kerning",
        "style:font-charset",
        "style:font-pitch",
        "style:font-family-generic",
        "style:font-style-name",
        "style:text-underline-width",
        "style:text-underline-color",
        "style:text-underline-mode",
        "style:text-line-through-width",
        "style:text-line-through-mode",
        "style:text-line-through-color",
        "style:text-overline-width",
        "style:text-overline-color",
        "style:text-overline-mode",
        "style:use-window-font-color",
        "loext:opacity",
        "loext:shadow",
        "officeooo:rsid",
        "officeooo:paragraph-rsid",
    }
)
#: What a property means where nobody sets it.
_DEFAULTS: Final[Mapping[str, str]] = {
    "fo:font-weight": "normal",
    "fo:font-style": "normal",
    "fo:font-variant": "normal",
    "fo:text-transform": "none",
    "fo:letter-spacing": "normal",
    "fo:background-color": "transparent",
    "fo:text-shadow": "none",
    "style:text-underline-style": "none",
    "style:text-underline-type": "none",
    "style:text-line-through-style": "none",
    "style:text-line-through-type": "none",
    "style:text-overline-style": "none",
    "style:text-overline-type": "none",
    "style:text-position": "0% 100%",
    "style:text-outline": "false",
    "style:text-blinking": "false",
    "style:text-emphasize": "none",
    "style:text-scale": "100%",
    "style:text-rotation-angle": "0",
    "style:font-relief": "none",
    "style:text-combine": "none",
    "text:display": "true",
}
_ENCODED: Final = re.compile(r"_([0-9a-fA-F]{1,4})_")
_HEADING: Final = re.compile(r"heading ?([1-9])\b")

#: What readable names of styles (lower case) say; the nearest in the chain of parents decides.
_ROLES: Final[Mapping[str, str]] = {
    "title": "title",
    "subtitle": "subtitle",
    "author": "author",
    "signature": "author",
    "quotations": "quote",
    "quote": "quote",
    "intense quote": "quote",
    "block text": "quote",
    "caption": "caption",
    "figurecaption": "caption",
    "tablecaption": "caption",
    "table heading": "table-heading",
}
#: Character styles whose words are program text.
_PROGRAM_TEXT: Final = frozenset({"source text", "source_text", "verbatim char", "example", "user entry"})


@dataclass(frozen=True, slots=True)
class Style:
    """One style: its parent, the names that people read (lower case), its text properties; ``common``: not automatic."""

    name: str
    parent: str
    readable: tuple[str, ...]
    properties: Mapping[str, str]
    common: bool


@dataclass(frozen=True, slots=True)
class Look:
    """What a span makes of the words in it: the code's kind (None: nothing that shows) and a key of all that shows."""

    kind: CodeKind | None
    key: tuple[str, ...] = ()
    #: All properties that hold inside.
    effective: Mapping[str, str] = field(default_factory=dict)
    program_text: bool = False


class Styles:
    """All styles of a document, by family and name."""

    def __init__(self) -> None:
        self._styles: dict[tuple[str, str], Style] = {}
        self._defaults: dict[str, Mapping[str, str]] = {}
        self._ordered: dict[str, frozenset[int]] = {}
        self._chains: dict[tuple[str, str], tuple[Style, ...]] = {}

    def collect(self, xml: Xml, *, automatic: bool) -> None:
        """Take the common styles of a part, and its automatic ones if ``automatic`` (those of headers are not ours)."""
        root = next(i for i, token in enumerate(xml.tokens) if token.kind in (Kind.START, Kind.EMPTY))
        for section in xml.children(root):
            name = xml.tokens[section].name
            if name == "office:styles" or (automatic and name == "office:automatic-styles"):
                for index in xml.children(section):
                    self._take(xml, index, common=name == "office:styles")

    def _take(self, xml: Xml, index: int, *, common: bool) -> None:
        name = xml.tokens[index].name
        if name == "style:style":
            attributes = xml.attributes(index)
            own = attributes.get("style:name", "")
            shown = attributes.get("style:display-name", "")
            self._styles[attributes.get("style:family", ""), own] = Style(
                name=own,
                parent=attributes.get("style:parent-style-name", ""),
                readable=tuple(dict.fromkeys(n.lower() for n in (decoded_name(own), shown) if n)),
                properties=_properties(xml, index),
                common=common,
            )
        elif name == "style:default-style":
            self._defaults[xml.value(index, "style:family")] = _properties(xml, index)
        elif name == "text:list-style":
            self._ordered[xml.value(index, "style:name")] = frozenset(_numbered_levels(xml, index))

    def chain(self, family: str, name: str) -> tuple[Style, ...]:
        """A style and its parents, nearest first; a chain that bites its own tail ends there."""
        known = self._chains.get((family, name))
        if known is None:
            found: dict[str, Style] = {}
            step = name
            while step and step not in found and (style := self._styles.get((family, step))) is not None:
                found[step] = style
                step = style.parent
            known = self._chains[family, name] = tuple(found.values())
        return known

    def role(self, paragraph: str) -> str:
        """What a paragraph's style says that it is: "title", "subtitle", "author", "quote", "caption", "heading 2" or ""."""
        chain = self.chain("paragraph", paragraph)
        names = [name for style in chain for name in style.readable]
        if not chain and paragraph:
            names = [decoded_name(paragraph).lower()]
        for name in names:
            if name in _ROLES:
                return _ROLES[name]
            if match := _HEADING.match(name):
                return f"heading {match.group(1)}"
        return ""

    def of_paragraph(self, name: str) -> Mapping[str, str]:
        """Text properties that hold in a paragraph of this style."""
        merged = {**self._defaults.get("paragraph", {})}
        for style in reversed(self.chain("paragraph", name)):
            merged |= style.properties
        return merged

    def look(self, name: str, around: Mapping[str, str]) -> Look:
        """What a span of style ``name`` changes, given the properties ``around`` it."""
        chain = self.chain("text", name)
        own: dict[str, str] = {}
        for style in reversed(chain):
            own |= style.properties
        seen = {
            key: value
            for key, value in own.items()
            if key not in _UNSEEN
            and not key.endswith(("-asian", "-complex"))
            and around.get(key, _DEFAULTS.get(key)) != value
        }
        called = next((style.readable for style in chain if style.common), ())
        if not chain and name:  # a style that nobody defines: its name is all that it says
            called = (decoded_name(name).lower(),)
        if not seen and not (called and "default paragraph font" not in called):
            return Look(None, effective=around)
        shows = tuple(f"{key}={value}" for key, value in sorted(seen.items()))
        return Look(
            _kind(seen, called), (*called[:1], *shows), {**around, **own}, any(name in _PROGRAM_TEXT for name in called)
        )

    def is_ordered(self, name: str, level: int) -> bool:
        """Whether a list style numbers its items at ``level`` (from 1)."""
        return level in self._ordered.get(name, ())


def decoded_name(name: str) -> str:
    """A style's name as people read it: ``Heading_20_1`` is "Heading 1"."""
    return _ENCODED.sub(lambda match: chr(int(match.group(1), 16)), name)


def _properties(xml: Xml, index: int) -> Mapping[str, str]:
    for child in xml.children(index):
        if xml.tokens[child].name == "style:text-properties":
            return xml.attributes(child)
    return {}


def _numbered_levels(xml: Xml, index: int) -> Iterator[int]:
    for child in xml.children(index):
        if xml.tokens[child].name == "text:list-level-style-number" and xml.value(child, "style:num-format"):
            level = xml.value(child, "text:level", "1")
            yield int(level) if level.isdecimal() else 1


def is_bold(properties: Mapping[str, str]) -> bool:
    """Whether words are bold ("bold", "600" and more)."""
    weight = properties.get("fo:font-weight", "")
    return weight == "bold" or (len(weight) == 3 and weight.isdecimal() and weight >= "600")


def shift(properties: Mapping[str, str]) -> CodeKind | None:
    """Whether words stand above or below the line ("super 58%", "33% 58%", "-33% 58%", "sub")."""
    position = properties.get("style:text-position", "")
    if position.startswith(("sub", "-")):
        return CodeKind.SUBSCRIPT
    return CodeKind.SUPERSCRIPT if position.startswith("super") or position[:1] in tuple("123456789") else None


def _kind(seen: Mapping[str, str], called: tuple[str, ...]) -> CodeKind:
    """The kind of a code by what shows of it; of several the one that matters most to the words."""
    shifted = shift(seen)
    if shifted is not None:
        return shifted
    if is_bold(seen):
        return CodeKind.STRONG
    if seen.get("fo:font-style") in ("italic", "oblique"):
        return CodeKind.EMPHASIS
    if "strong emphasis" in called:
        return CodeKind.STRONG
    if "emphasis" in called:
        return CodeKind.EMPHASIS
    if seen.get("style:text-underline-style", "none") != "none":
        return CodeKind.UNDERLINE
    through = (seen.get("style:text-line-through-style", "none"), seen.get("style:text-line-through-type", "none"))
    return CodeKind.STRIKE if through != ("none", "none") else CodeKind.SPAN
