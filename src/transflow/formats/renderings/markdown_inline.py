"""Words and inline markup as CommonMark: words read literally, and every mark does what it says where it stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from transflow.domain.codes import CodeKind
from transflow.formats.renderings.pieces import Address, Break, Cite, Piece, Start, Stop, Verbatim, Words, one_line

#: Characters that mean something to CommonMark, GFM or pandoc anywhere in a line; a dollar before a digit is money.
_ACTIVE: Final = re.compile(r"[\\`*_\[\]<>|~^]|&(?=#?\w)|\$(?!\d)")
#: What means something at the beginning of a block only.
_OPENING: Final = re.compile(r"(?:[#+=:-]|\d{1,9}[.)])(?=\s|$)|[#=-]{2,}")
#: A marker followed by something that would make it a definition or a link.
_AFTER_MARKER: Final = re.compile(r"[:(]")

#: Markup that has a mark of its own, and the element that says the same where the mark would not be read as one.
_MARKS: Final[Mapping[CodeKind, tuple[str, str]]] = {
    CodeKind.STRONG: ("**", "strong"),
    CodeKind.EMPHASIS: ("*", "em"),
    CodeKind.STRIKE: ("~~", "del"),
}
_ELEMENTS: Final[Mapping[CodeKind, str]] = {
    CodeKind.UNDERLINE: "u",
    CodeKind.SUPERSCRIPT: "sup",
    CodeKind.SUBSCRIPT: "sub",
}


def escape(text: str) -> str:
    """``text`` so that nothing in it is markup."""
    return _ACTIVE.sub(lambda match: "\\" + match.group(), text)


def literal(text: str) -> str:
    """One line of plain words as a block of its own."""
    return _opened(escape(one_line(text)))


def destination(href: str) -> str:
    """An address as it stands between pointed brackets."""
    return re.sub(r"[<>\\\r\n]", lambda match: f"%{ord(match.group()):02X}", href)


def inline(pieces: Sequence[Piece], *, indent: str = "", one_line: bool = False, table: bool = False) -> str:
    """``pieces`` as a block's text. ``indent`` begins its further lines; ``one_line`` where it can have none.

    In a ``table`` a bar inside program text is escaped too.
    """
    tokens = _tokens(pieces, indent, one_line=one_line, table=table)
    _settle(tokens)
    return "".join(token.text for token in tokens)


@dataclass(slots=True)
class _Token:
    """A stretch of the output. A ``mark`` is written by :func:`_settle`; ``other`` is the index of its other half."""

    text: str
    mark: CodeKind | None = None
    closes: bool = False
    other: int = -1


def _tokens(pieces: Sequence[Piece], indent: str, *, one_line: bool, table: bool) -> list[_Token]:
    tokens: list[_Token] = []
    begun: list[int] = []
    fresh, after_marker = True, False
    for piece in pieces:
        match piece:
            case Words(text):
                text = escape(text)
                if fresh:
                    text = _opened(text)
                elif after_marker and _AFTER_MARKER.match(text):
                    text = "\\" + text
                tokens.append(_Token(text))
            case Cite(number):
                _keep_from_picture(tokens)
                tokens.append(_Token(f"[^{number}]"))
            case Address(href):
                tokens.append(_Token(f"<{href}>"))
            case Verbatim(text):
                tokens.append(_Token(_code(text.replace("|", "\\|") if table else text)))
            case Break():
                tokens.append(_Token("<br>" if one_line else f"\\\n{indent}"))
            case Start(CodeKind.LINK):
                _keep_from_picture(tokens)
                tokens.append(_Token("["))
            case Stop(CodeKind.LINK, href):
                tokens.append(_Token(f"](<{destination(href)}>)"))
            case Start(kind) if kind in _MARKS:
                begun.append(len(tokens))
                tokens.append(_Token("", kind))
            case Stop(kind) if kind in _MARKS:
                tokens.append(_Token("", kind, closes=True, other=begun.pop()))
                tokens[tokens[-1].other].other = len(tokens) - 1
            case Start(kind):
                tokens.append(_Token(f"<{_ELEMENTS[kind]}>"))
            case Stop(kind):
                tokens.append(_Token(f"</{_ELEMENTS[kind]}>"))
        fresh = isinstance(piece, Break) or (fresh and isinstance(piece, Start) and piece.kind in _MARKS)
        after_marker = isinstance(piece, Cite)
    return tokens


def _keep_from_picture(tokens: Sequence[_Token]) -> None:
    """An exclamation mark before a bracket would make it a picture."""
    if tokens and tokens[-1].text.endswith("!"):
        tokens[-1].text = tokens[-1].text[:-1] + "\\!"


def _settle(tokens: list[_Token]) -> None:
    """Write each pair of marks; as an element where CommonMark's rules of flanking would leave stars as stars."""
    for index, token in enumerate(tokens):
        if token.mark is None or token.closes:
            continue
        close = tokens[token.other]
        mark, element = _MARKS[token.mark]
        before, after = _neighbour(tokens, index, -1), _neighbour(tokens, index, 1)
        last, behind = _neighbour(tokens, token.other, -1), _neighbour(tokens, token.other, 1)
        if _flanks(before, after, mark) and _flanks(behind, last, mark):
            token.text = close.text = mark
        else:
            token.text, close.text = f"<{element}>", f"</{element}>"


def _neighbour(tokens: Sequence[_Token], index: int, step: int) -> str:
    """The character next to a token; that of an element where the neighbour is a mark that is not yet written."""
    place = index + step
    if not 0 <= place < len(tokens):
        return " "
    text = tokens[place].text or "<>"
    return text[-1] if step < 0 else text[0]


def _flanks(outside: str, inside: str, mark: str) -> bool:
    """Whether a mark between these two characters opens (or, mirrored, closes) for every reading of the rules.

    CommonMark 0.31, 6.2: punctuation inside needs white space or punctuation outside. Older readers take symbols for
    letters.
    """
    if mark[0] in (outside, inside):
        return False
    return _is_word(inside) or (_is_punctuation(inside) and (outside.isspace() or _is_punctuation(outside)))


def _is_word(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character)[0] not in "PSC"


def _is_punctuation(character: str) -> bool:
    return character in "$+<=>^`|~" or unicodedata.category(character)[0] == "P"


def _code(text: str) -> str:
    """Program text between backticks, more of them than it holds in a row."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _opened(text: str) -> str:
    """``text`` so that it does not begin a heading, a list, a rule or a definition."""
    match = _OPENING.match(text)
    if not match:
        return text
    digits = re.match(r"\d+", text)
    place = digits.end() if digits else 0
    return f"{text[:place]}\\{text[place:]}"
