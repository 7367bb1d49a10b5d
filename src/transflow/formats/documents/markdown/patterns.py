"""The small shapes of inline Markdown: escapes, entities, tags, addresses, link targets (CommonMark 0.31, section 6)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html import unescape
from html.entities import html5
from typing import Final, NamedTuple

from markdown_it.common.utils import normalizeReference

from transflow.domain.codes import CodeKind

PUNCTUATION: Final = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
BLANK: Final = " \t\n\r\f\v"
_SPACES: Final = re.compile(r"[ \t\n\r\f\v]+")
_UNFOLDED: Final = ("  ", "\n", "\t", "\r", "\f", "\v")

#: A citation of a note.
NOTE: Final = re.compile(r"\[\^([^\s\[\]\\]+)\]")
CHARACTER_REFERENCE: Final = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
AUTOLINK: Final = re.compile(
    r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\x00-\x20<>]*"
    r"|[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*)>"
)
#: An opening or closing HTML tag.
TAG: Final = re.compile(
    r"<(?P<close>/)?(?P<name>[A-Za-z][A-Za-z0-9-]*)"
    r"(?:(?:\s++[A-Za-z_:][\w.:-]*+(?:\s*+=\s*+(?:[^\s\"'=<>`]++|'[^']*+'|\"[^\"]*+\"))?)*+\s*+(?P<alone>/)?)>",
    re.ASCII,
)
#: Attributes of a tag whose words are worth translating.
SPOKEN: Final = re.compile(r"\s(alt|title|aria-label|placeholder)\s*=\s*(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
REFERENCE: Final = re.compile(r"\s(?:href|src)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+))", re.IGNORECASE)
#: Parameters of a site generator's tag whose words are worth translating.
PARAMETER: Final = re.compile(r"\b(?:alt|caption|title|description|attr)\s*=\s*(\"(?:[^\"\\]|\\.)*\")")
#: Attributes in braces behind what they belong to (kramdown, pandoc).
ATTRIBUTES: Final = re.compile(r"\{(?::|[#.][\w-])[^{}\n]*\}")

_FORMULA: Final = re.compile(r"\$(?![\s$])([^$]*[^\s$\\])\$(?!\d)|\$\$([^$]+)\$\$")
_PROSE: Final = re.compile(r"(?<![\\{A-Za-z])[A-Za-z]{2,}(?![A-Za-z(])")
_ANGLED: Final = re.compile(r"<((?:[^<>\n\\]|\\.)*)>")
_TITLE: Final = re.compile(r"\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'|\((?:[^()\\]|\\.)*+\)", re.DOTALL)
_SPACE: Final = re.compile(r"[ \t\n]*")
_LABEL: Final = re.compile(r"(?:[^\[\]\\]|\\.){0,999}", re.DOTALL)
_BARE: Final = re.compile(r"[^()\x00-\x20\x7f\\]+|\\.|[()\\]")

#: A bare address, before what cannot be its end is taken off.
ADDRESS: Final = re.compile(
    r"(?:https?://|www\.)[^\s{}<>\[\]()\\`\"“”«»]*(?:\([^\s{}<>\[\]()\\`\"“”«»]*\)[^\s{}<>\[\]()\\`\"“”«»]*)*"
)
_ADDRESS_END: Final = "?!.,:*_~'’;"

#: What an element of HTML stands for, by its name.
KINDS: Final = {
    "b": CodeKind.STRONG,
    "strong": CodeKind.STRONG,
    "i": CodeKind.EMPHASIS,
    "em": CodeKind.EMPHASIS,
    "u": CodeKind.UNDERLINE,
    "ins": CodeKind.UNDERLINE,
    "s": CodeKind.STRIKE,
    "del": CodeKind.STRIKE,
    "strike": CodeKind.STRIKE,
    "sup": CodeKind.SUPERSCRIPT,
    "sub": CodeKind.SUBSCRIPT,
    "q": CodeKind.QUOTE,
    "a": CodeKind.LINK,
}
#: Elements that have no end, and elements whose inside is no prose.
VOID: Final = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
OPAQUE: Final = frozenset(("code", "math", "script", "style", "svg", "textarea", "iframe", "video", "audio", "object"))


class Target(NamedTuple):
    """What follows a link's ``]``: where it ends, where it leads, the span of its title's words and the quote around it.

    ``label``: the words before, where they are the label of a definition.
    """

    end: int
    reference: str
    title: tuple[int, int] = (-1, -1)
    quote: str = ""
    label: str = ""


def fold(text: str) -> str:
    """``text`` with each run of white space as one space; no-break spaces stay."""
    return _SPACES.sub(" ", text) if any(run in text for run in _UNFOLDED) else text


def is_punctuation(char: str) -> bool:
    """Punctuation or a symbol, as CommonMark calls it."""
    return char in PUNCTUATION if char.isascii() else _is_sign(char)


@lru_cache(maxsize=512)
def _is_sign(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def is_space(char: str) -> bool:
    """White space as CommonMark calls it; "" is the edge of a block."""
    return not char or char in BLANK or unicodedata.category(char) == "Zs"


def decoded(reference: str) -> str:
    """What a character reference stands for; "" where it is none."""
    if reference[1] == "#":
        return unescape(reference)
    return html5.get(reference[1:], "")


def is_formula(text: str, start: int) -> int:
    """Where the formula ends that begins at ``start``; 0 where none does. Sums of money are none (as pandoc reads them)."""
    match = _FORMULA.match(text, start)
    return 0 if match is None or (match.group(1) and _PROSE.search(match.group(1))) else match.end()


def unescaped(text: str) -> str:
    """``text`` of a title or an attribute without its escapes and entities."""
    if "\\" in text:
        text = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)
    return unescape(text) if "&" in text else text


def address_end(text: str, start: int, limit: int) -> int:
    """Where a bare address that begins at ``start`` ends; ``start`` where none begins (GFM's extended autolinks)."""
    if start and (text[start - 1].isalnum() or text[start - 1] in "/@.-"):
        return start
    match = ADDRESS.match(text, start, limit)
    if match is None:
        return start
    reference = CHARACTER_REFERENCE.search(match.group()) if "&" in match.group() else None
    return start + len(match.group()[: reference.start() if reference else None].rstrip(_ADDRESS_END))


def label_at(text: str, start: int, limit: int) -> tuple[str, int] | None:
    """The label in the brackets that open at ``start``, and where they end."""
    match = _LABEL.match(text, start + 1, limit)
    if match is None or not text.startswith("]", match.end()) or match.end() >= limit:
        return None
    return match.group(), match.end() + 1


def normal(label: str) -> str:
    """A label of a reference, as two labels are compared."""
    return normalizeReference(label)


def inline_target(text: str, start: int, limit: int) -> Target | None:
    """What stands in the parentheses that open at ``start``, where it is a link's target."""
    if start >= limit or text[start] != "(":
        return None
    position = _skip(text, start + 1, limit)
    angled = _ANGLED.match(text, position, limit)
    if angled:
        reference, position = angled.group(1), angled.end()
    elif text.startswith("<", position):
        return None
    else:
        begin = position
        position = _bare_end(text, position, limit)
        if position < 0:
            return None
        reference = text[begin:position]
    behind = _skip(text, position, limit)
    title, quote = (-1, -1), ""
    if behind > position:
        match = _TITLE.match(text, behind, limit)
        if match:
            title, quote = (match.start() + 1, match.end() - 1), text[match.start()]
            behind = _skip(text, match.end(), limit)
    if behind >= limit or text[behind] != ")":
        return None
    return Target(behind + 1, reference, title, quote)


def _skip(text: str, start: int, limit: int) -> int:
    match = _SPACE.match(text, start, limit)
    return match.end() if match else start


def _bare_end(text: str, start: int, limit: int) -> int:
    """Where a target without angle brackets ends; -1 where its parentheses lie too deep."""
    depth = 0
    position = start
    while match := _BARE.match(text, position, limit):
        piece = match.group()
        if piece == "(":
            depth += 1
            if depth > 32:
                return -1
        elif piece == ")":
            if not depth:
                break
            depth -= 1
        position = match.end()
    return position if not depth else -1
