"""Words that read literally: a backslash only where CommonMark would read something else.

:func:`literal` and :func:`opening` know most of it by looking at the signs around a character; what they miss is found by
reading the result again (:mod:`transflow.formats.documents.markdown.writing`), and then everything is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from transflow.formats.documents.markdown.inline import Setting
from transflow.formats.documents.markdown.patterns import (
    ADDRESS,
    ATTRIBUTES,
    CHARACTER_REFERENCE,
    NOTE,
    PUNCTUATION,
    address_end,
    inline_target,
    is_formula,
    is_space,
    label_at,
    normal,
)

#: A backtick that neither begins nor ends program text, even where one stands open before it; a dollar likewise.
TICK: Final = "&#96;"
_DOLLAR: Final = "&#36;"

_ACTIVE: Final = re.compile(r"\*+|_+|~+|[\\`\[\]<&^${!|]")
_SCHEME: Final = re.compile(r"https?://|www\.")
#: What begins another block at the beginning of a line; the sign to escape is where the group ``at`` is.
_OPENING: Final = re.compile(
    r"(?P<at>)(?:#{1,6}(?=[ \t]|$)|>|[-+*](?=[ \t]|$)|:[ \t]|:::|\$\$|\{:"
    r"|[-=]+[ \t]*$|\+{3,}[ \t]*$|(?:\*[ \t]*){3,}$|(?:_[ \t]*){3,}$|(?:-[ \t]*){3,}$"
    r"|[|:-](?=[^\w]*-)[|: \t-]*$|\[[^\]\n]{1,999}\]:|\[[ xX]\](?=[ \t])|\[!|\[\[?_?toc_?\]\]?$)"
    r"|\d{1,9}(?P<number>[.)])(?=[ \t]|$)",
    re.IGNORECASE,
)
_CLOSING: Final = re.compile(r"(?:^|(?<=[ \t]))#+$")
#: A tag that, at the beginning of a line, makes it (and more) a block of HTML.
_HTML_BLOCK: Final = re.compile(
    r"<(?:!--|!\[CDATA\[|\?|![A-Za-z]|(?:script|pre|style|textarea)(?=[\s>]|$)|/?(?:address|article|aside|base|basefont"
    r"|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form"
    r"|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|meta|nav|noframes|ol|optgroup"
    r"|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?=[\s/>]|$))",
    re.IGNORECASE,
)


def literal(
    text: str, before: str, after: str, setting: Setting, *, cell: bool, bracketed: bool, thorough: bool
) -> list[int]:
    """Where backslashes go in words that stand between the characters ``before`` and ``after`` ("" for the edge).

    ``cell``: in a table. ``bracketed``: inside brackets. ``thorough``: everything that could mean something.
    """
    places: list[int] = []
    position = 0
    addressed = _SCHEME.search(text) is not None
    linked = "](" in text or "][" in text
    for match in _ACTIVE.finditer(text):
        at = match.start()
        if at < position:
            if cell and text[at] == "|":
                places.append(at)
            continue
        if addressed:
            position = _behind_address(text, at)
            if position > at and text[at] != "|":
                continue
        around = _Around(text, at, match.end(), before, after)
        if _is_active(around, setting, cell=cell, bracketed=bracketed, linked=linked, thorough=thorough):
            places += range(at, match.end())
    return places


def _behind_address(text: str, at: int) -> int:
    """Where the address ends that ``at`` lies in; 0 where it lies in none."""
    begin = max(text.rfind(" ", 0, at), text.rfind("(", 0, at)) + 1
    for match in _SCHEME.finditer(text, begin, at):
        end = address_end(text, match.start(), len(text))
        if end > at:
            return end
    return 0


def ends_in_address(text: str) -> bool:
    """Whether the last character of ``text`` is an address's, so that it would go on in what follows."""
    word = text[text.rfind(" ") + 1 :]
    return any(match.end() == len(word) for match in ADDRESS.finditer(word))


class _Around:
    """A sign, or a run of one, and what stands before and after it."""

    __slots__ = ("after", "at", "before", "char", "end", "text")

    def __init__(self, text: str, at: int, end: int, before: str, after: str) -> None:
        self.text = text
        self.at = at
        self.end = end
        self.char = text[at]
        self.before = text[at - 1] if at else before
        self.after = text[end] if end < len(text) else after


def _is_active(a: _Around, setting: Setting, *, cell: bool, bracketed: bool, linked: bool, thorough: bool) -> bool:
    char = a.char
    if char == "|":
        return cell
    if char == "!":
        return a.after == "[" and a.at == len(a.text) - 1
    if thorough or char == "`":
        return True
    if char == "\\":
        return a.after in PUNCTUATION or a.after == "\n" or ((cell or bracketed) and not a.after)
    if char in "*_":
        between = char == "_" and a.before.isalnum() and a.after.isalnum()
        return not between and not (is_space(a.before) and is_space(a.after))
    if char == "~":
        return a.end - a.at > 1 or "~" in (a.before, a.after)
    if char in "[]":
        return bracketed or (char == "[" and _is_bracket(a, setting, linked=linked))
    return _is_sign(a, setting, bracketed=bracketed)


def _is_sign(a: _Around, setting: Setting, *, bracketed: bool) -> bool:
    if a.char == "<":
        return (a.after.isalpha() and a.after.isascii()) or a.after in ("/", "!", "?")
    if a.char == "&":
        return CHARACTER_REFERENCE.match(a.text, a.at) is not None
    if a.char == "^":
        return (setting.inline_notes and a.after == "[") or a.before == "[" or (bracketed and not a.at)
    if a.char == "$":
        return bracketed or is_formula(a.text, a.at) > 0
    if a.after in ("{", "%") and a.char == "{":
        return True
    return a.before in (")", "]", "`", "*", "_") and ATTRIBUTES.match(a.text, a.at) is not None


def _is_bracket(a: _Around, setting: Setting, *, linked: bool) -> bool:
    """Whether an opening bracket would begin a link or a marker."""
    note = NOTE.match(a.text, a.at)
    if note and setting.note(note.group(1)) is not None:
        return True
    own = label_at(a.text, a.at, len(a.text))
    if own is None:
        return linked
    label, end = own
    if inline_target(a.text, end, len(a.text)) is not None:
        return True
    if not setting.references:
        return False
    following = label_at(a.text, end, len(a.text)) if a.text.startswith("[", end) else None
    return normal(label) in setting.references or (following is not None and normal(following[0]) in setting.references)


def opening(text: str) -> int:
    """Where a backslash goes in words that begin a line, so that they begin no other block; -1 where none is needed."""
    match = _OPENING.match(text)
    if match is None:
        return -1
    return match.start("number") if match["number"] else 0


def closing(text: str) -> int:
    """Where a backslash goes in a heading whose last signs would be taken for its end; -1 where none is needed."""
    match = _CLOSING.search(text)
    return match.start() if match else -1


def opens_html(raw: str) -> bool:
    """Whether markup at the beginning of a line would turn it into a block of HTML."""
    return raw.startswith("<") and _HTML_BLOCK.match(raw) is not None


def backslashed(text: str, places: Collection[int]) -> str:
    """``text`` with backslashes before the characters at ``places``."""
    if not places:
        return text
    pieces: list[str] = []
    position = 0
    for place in sorted(set(places)):
        pieces += (text[position:place], "\\")
        position = place
    pieces.append(text[position:])
    return "".join(pieces)


def in_title(text: str, quote: str, *, cell: bool) -> str:
    """Words of a link's title, between quotes or parentheses."""
    signs = "()" if quote == "(" else quote
    places: list[int] = []
    for at, char in enumerate(text):
        after = text[at + 1 : at + 2]
        if char == "\\":
            escape = not after or after in PUNCTUATION
        elif char == "&":
            escape = CHARACTER_REFERENCE.match(text, at) is not None
        else:
            escape = char in signs or (cell and char == "|")
        if escape:
            places.append(at)
    return backslashed(text, places).replace("`", TICK).replace("$", _DOLLAR)


def in_attribute(text: str, quote: str, *, cell: bool) -> str:
    """Words of an HTML attribute."""
    text = CHARACTER_REFERENCE.sub(lambda match: "&amp;" + match.group()[1:], text)
    signs = {"<": "&lt;", "`": TICK, "$": _DOLLAR, '"': "&quot;", "'": "&#39;", "|": "&#124;"}
    wanted = f"<`${quote}|" if cell else f"<`${quote}"
    return "".join(signs[char] if char in wanted else char for char in text)


def in_parameter(text: str, sign: str) -> str:
    """Words of a site generator's parameter: Hugo escapes, Liquid cannot."""
    if sign == "%":
        return text.replace('"', "&quot;")
    return text.replace("\\", "\\\\").replace('"', '\\"')
