"""How runs look: which runs look the same to a reader, what a look is called, and how it is written again.

Word splits runs for reasons that nobody sees: spelling, revision numbers, language, the font for a script that does not
occur. Two runs look the same where what is left of their properties is the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

from transflow.domain.codes import CodeKind
from transflow.formats.documents.docx.names import FALSE
from transflow.formats.documents.docx.styles import TOGGLES, Styles, switches
from transflow.formats.documents.xml import Kind, Xml

#: Properties that no reader sees, or only as noise of a converter (spacing by fractions of a point).
_UNSEEN: Final = frozenset(
    {"w:lang", "w:noProof", "w:szCs", "w:bCs", "w:iCs", "w:spacing", "w:kern", "w:webHidden", "w:w", "w:fitText"}
    | {"w:snapToGrid", "w:eastAsianLayout", "w:specVanish", "w:oMath"}
)
#: What tracked changes leave in a run's properties: never written again.
_CHANGES: Final = frozenset({"w:rPrChange", "w:ins", "w:del", "w:moveFrom", "w:moveTo"})
#: Children that stand behind ``w:lang`` in the schema's order, extensions of later editions apart.
_BEHIND_LANGUAGE: Final = frozenset({"w:eastAsianLayout", "w:specVanish", "w:oMath"})
#: Properties whose value is the same as saying nothing.
_NOTHING: Final = {
    "w:color": frozenset({"auto", "000000"}),
    "w:highlight": frozenset({"none"}),
    "w:u": frozenset({"none"}),
    "w:vertAlign": frozenset({"baseline"}),
    "w:em": frozenset({"none"}),
    "w:effect": frozenset({"none"}),
    "w:position": frozenset({"0"}),
}
_NO_FILL: Final = frozenset({"", "auto", "FFFFFF", "ffffff"})
#: Of the fonts those for our scripts.
_FONTS: Final = ("w:ascii", "w:hAnsi", "w:asciiTheme", "w:hAnsiTheme")
#: Properties that show on a space.
_ON_SPACES: Final = frozenset({"w:u", "w:strike", "w:dstrike", "w:highlight", "w:shd", "w:bdr"})

#: The first of these that a look has and its surroundings have not is what it is called.
_KINDS: Final = (
    ("superscript", CodeKind.SUPERSCRIPT),
    ("subscript", CodeKind.SUBSCRIPT),
    ("w:b", CodeKind.STRONG),
    ("w:i", CodeKind.EMPHASIS),
    ("w:u", CodeKind.UNDERLINE),
    ("w:strike", CodeKind.STRIKE),
    ("w:dstrike", CodeKind.STRIKE),
)
#: What makes words stand out of others.
_EMPHASIS: Final = frozenset(trait for trait, _ in _KINDS)
_LANGUAGES: Final = {"tr": "tr-TR", "ru": "ru-RU", "en": "en-US"}


class Prefix(NamedTuple):
    """How a part writes names of WordprocessingML: before elements and before attributes, colon included."""

    element: str = "w:"
    attribute: str = "w:"


#: How nearly every document writes them.
WORD: Final = Prefix()
_WRITTEN: Final = re.compile(r"<([^\s<>/:]+:)?")


def prefix_at(text: str, place: int) -> str:
    """The prefix of the tag at ``place``, colon included."""
    match = _WRITTEN.match(text, place)
    return (match.group(1) if match is not None else "") or ""


@dataclass(frozen=True, slots=True)
class Look:
    """One look of runs: ``key`` is equal where readers see no difference; ``before`` and ``after`` is the content of
    ``w:rPr`` around its ``w:lang``; ``traits`` what it switches on; ``shows`` whether one sees it on a space;
    ``emphatic`` whether it stands out of a paragraph of its style.
    """

    key: str = ""
    before: str = ""
    after: str = ""
    traits: frozenset[str] = frozenset()
    shows: bool = False
    emphatic: bool = False

    @property
    def hidden(self) -> bool:
        """Whether readers do not see the run at all."""
        return "w:vanish" in self.traits

    def written(self, prefix: Prefix, language: str = "") -> str:
        """Its ``w:rPr``, "" where there is nothing to say."""
        inside = self.before + self.after
        if language:
            said = f'<{prefix.element}lang {prefix.attribute}val="{language}"/>'
            inside = self.before + said + self.after
        return f"<{prefix.element}rPr>{inside}</{prefix.element}rPr>" if inside else ""

    def kind_in(self, surroundings: Look) -> CodeKind:
        """What it is called among words that look like ``surroundings``."""
        for trait, kind in _KINDS:
            if trait in self.traits and trait not in surroundings.traits:
                return kind
        return CodeKind.SPAN


#: Readable without any property.
PLAIN: Final = Look()


def language_of(locale: str) -> str:
    """A locale as Word writes languages: ``tr`` is ``tr-TR``."""
    return _LANGUAGES.get(locale, locale.replace("_", "-"))


class Looks:
    """The looks in one part; each text of properties is understood once."""

    def __init__(self, xml: Xml, styles: Styles) -> None:
        self._xml = xml
        self._styles = styles
        self._known: dict[tuple[str, str], Look] = {}

    def plain(self, paragraph_style: str) -> Look:
        """The look of a run without properties."""
        known = self._known.get(("", paragraph_style))
        if known is None:
            traits = self._styles.facts(paragraph_style).on
            known = self._known["", paragraph_style] = Look(traits=traits)
        return known

    def of(self, run: int, paragraph_style: str) -> Look:
        """The look of the run at ``run``."""
        first = run + 1
        tokens = self._xml.tokens
        while first < self._xml.ends[run] and tokens[first].kind in (Kind.TEXT, Kind.COMMENT, Kind.PI):
            first += 1
        if tokens[first].name != "w:rPr" or tokens[first].kind is not Kind.START:
            return self.plain(paragraph_style)
        start, end = self._xml.span(first)
        key = self._xml.text[start:end], paragraph_style
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._understood(first, paragraph_style)
        return known

    def _understood(self, properties: int, paragraph_style: str) -> Look:
        xml = self._xml
        around = paragraph = self._styles.facts(paragraph_style).on
        style = next((xml.value(c, "w:val") for c in xml.children(properties) if xml.tokens[c].name == "w:rStyle"), "")
        if style == self._styles.default_character:
            style = ""
        if style:
            around = around | self._styles.facts(style).on
        on, off = switches(xml, properties)
        seen: list[str] = [f"style={style}"] if style else []
        before: list[str] = []
        after: list[str] = []
        shows = bool(_ON_SPACES & self._styles.facts(style).on) if style else False
        for child in xml.children(properties):
            token = xml.tokens[child]
            if not token.name or token.name in _CHANGES or token.name == "w:lang":
                continue
            start, end = xml.span(child)
            behind = token.name in _BEHIND_LANGUAGE or not token.name.startswith("w:")
            (after if behind else before).append(xml.text[start:end])
            said = _visible(xml, child, around)
            if said and token.name != "w:rStyle":
                seen.append(said)
                shows = shows or token.name in _ON_SPACES
        traits = (around - off) | on
        return Look(
            key=";".join(sorted(seen)),
            before="".join(before),
            after="".join(after),
            traits=traits,
            shows=shows,
            emphatic=bool(_EMPHASIS & traits - paragraph),
        )


def _visible(xml: Xml, child: int, around: frozenset[str]) -> str:
    """What a property says to a reader, "" for nothing."""
    name = xml.tokens[child].name
    if name in _UNSEEN or not name.startswith("w:"):
        return ""
    value = xml.value(child, "w:val")
    if name in TOGGLES:
        on = value not in FALSE or not value
        return "" if on == (name in around) else f"{name}={int(on)}"
    if value in _NOTHING.get(name, ()):
        return ""
    if name == "w:rFonts":
        fonts = xml.attributes(child)
        said = [f"{font}={fonts[font]}" for font in _FONTS if font in fonts]
        return f"{name} {' '.join(said)}" if said else ""
    if name == "w:shd" and xml.value(child, "w:fill") in _NO_FILL:
        return ""
    attributes = sorted(xml.attributes(child).items())
    return f"{name} {' '.join(f'{key}={said}' for key, said in attributes)}"
