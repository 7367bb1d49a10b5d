"""HTML cut into tokens that keep their place: every character of the source is in exactly one of them.

It follows the tokenizer of the HTML Living Standard where that decides what readers see, and keeps what is ill-formed as
it is. One pass, no recursion, linear in the size of the source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from html import unescape
from types import MappingProxyType
from typing import Final, NamedTuple

from transflow.formats.documents.html.names import OPAQUE, RAW, VOID

_TAG: Final = re.compile(
    r"""</?([a-zA-Z][^\s/>]*)(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+'|(?!["'])[^\s>]*+))*+>""",
)
_ATTRIBUTE: Final = re.compile(
    r"""([^\s"'>/=][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))?)?""",
)
_TAG_BEGINS: Final = re.compile(r"</?[a-zA-Z]")
_SPECIAL: Final = VOID | RAW | {"plaintext"}
#: The quote of a value by the group that it is.
_QUOTES: Final = ("", "", '"', "'", "")
_COMMENT_END: Final = re.compile(r"--!?>")
#: The mark of the byte order, which is no word.
_MARK: Final = "\ufeff"
_XML: Final = re.compile(r"\ufeff?\s*<\?xml\s")
_XHTML: Final = re.compile(r"<[hH][tT][mM][lL]\b[^>]*\sxmlns\s*=")
#: A reference that an attribute's value decodes: only whole ones, so that ``?a=1&copy=2`` stays an address.
_REFERENCE: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")


class Kind(Enum):
    """What a token is. ``SOLE``: a tag that has no content. ``WHOLE``: an element left alone, from tag to tag."""

    TEXT = "text"
    START = "start"
    END = "end"
    SOLE = "sole"
    WHOLE = "whole"
    COMMENT = "comment"  # declarations, instructions and what a browser drops, too


class Value(NamedTuple):
    """An attribute's value: its span [start, end) without quotes, the quote ("" for none), the text it stands for."""

    start: int
    end: int
    quote: str
    text: str


@dataclass(slots=True)
class Token:
    """A piece of the source: its span, its name in lower case, the end of its first tag.

    ``partner``: of a start or end tag the position of the other one among the tokens, -1 where there is none.
    """

    kind: Kind
    start: int
    end: int
    name: str = ""
    opened: int = 0
    partner: int = -1


NO_ATTRIBUTES: Final[Mapping[str, Value]] = MappingProxyType({})


def is_xml(text: str) -> bool:
    """Whether tags may close themselves (XHTML)."""
    return _XML.match(text) is not None or _XHTML.search(text, 0, 2_000) is not None


def tokenize(text: str) -> list[Token]:
    """The tokens of ``text``, in order and without gaps."""
    return _Tokenizer(text).tokens


def attributes(text: str, token: Token) -> Mapping[str, Value]:
    """The attributes of a tag by name in lower case; the first of equals, as browsers have it."""
    start = token.start + 1 + len(token.name)
    if token.opened - start <= 1:
        return NO_ATTRIBUTES
    found: dict[str, Value] = {}
    for match in _ATTRIBUTE.finditer(text, start, token.opened - 1):
        name = match[1].lower()
        if name in found:
            continue
        group = match.lastindex or 1
        first, last = match.span(group) if group > 1 else (match.end(), match.end())
        found[name] = Value(first, last, _QUOTES[group], decoded_value(text[first:last]))
    return found


def decoded_value(raw: str) -> str:
    """The text that an attribute's value stands for."""
    return _REFERENCE.sub(lambda match: unescape(match.group()), raw) if "&" in raw else raw


@cache
def _end_of(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}(?=[\s/>])[^>]*>", re.IGNORECASE)


class _Tokenizer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.xml = is_xml(text)
        self.tokens: list[Token] = []
        #: Elements to be left alone whole that are open: their names and positions.
        self.opaque: list[tuple[str, int]] = []
        self._run()

    def _run(self) -> None:
        text, add = self.text, self.tokens.append
        find, tag = text.find, _TAG.match
        position = search = int(text.startswith(_MARK))
        if position:
            add(Token(Kind.COMMENT, 0, position))
        while (at := find("<", search)) >= 0:
            match = tag(text, at)
            if match is not None:
                name, end = match[1].lower(), match.end()
                if text[at + 1] == "/":
                    token = Token(Kind.END, at, end, name, end)
                elif name in _SPECIAL or text[end - 2] == "/":
                    token = self._special(at, end, name)
                else:
                    token = Token(Kind.START, at, end, name, end)
            else:
                other = self._other(at)
                if other is None:
                    search = at + 1
                    continue
                token, name = other, ""
            if at > position:
                add(Token(Kind.TEXT, position, at))
            add(token)
            position = search = token.end
            if name in OPAQUE:
                self._close_opaque(token)
        if position < len(text):
            add(Token(Kind.TEXT, position, len(text)))

    def _special(self, at: int, end: int, name: str) -> Token:
        """A tag that has no content, or whose content is no markup."""
        if name in VOID or (self.text[end - 2] == "/" and (self.xml or name in ("svg", "math"))):
            return Token(Kind.SOLE, at, end, name, end)
        if name in RAW:
            close = _end_of(name).search(self.text, end)
            return Token(Kind.WHOLE, at, close.end() if close else len(self.text), name, end)
        if name == "plaintext":
            return Token(Kind.WHOLE, at, len(self.text), name, end)
        return Token(Kind.START, at, end, name, end)

    def _other(self, at: int) -> Token | None:
        """The token that begins with the "<" at ``at``, which begins no whole tag; None where it is just a sign."""
        text = self.text
        if _TAG_BEGINS.match(text, at):  # cut off inside a tag: browsers drop the rest
            return Token(Kind.COMMENT, at, len(text))
        following = text[at + 1 : at + 2]
        if following == "!":
            if not text.startswith("<!--", at):
                return self._until(at, "]]>" if self.xml and text.startswith("<![CDATA[", at) else ">")
            if text.startswith((">", "->"), at + 4):
                return self._until(at, ">")
            end = _COMMENT_END.search(text, at + 4)
            return Token(Kind.COMMENT, at, end.end() if end else len(text))
        if following == "?":
            return self._until(at, "?>" if text.startswith(("<?php", "<?=", "<?xml"), at) else ">")
        return self._until(at, ">") if following == "/" and at + 2 < len(text) else None

    def _until(self, at: int, sign: str) -> Token:
        end = self.text.find(sign, at + 1)
        return Token(Kind.COMMENT, at, end + len(sign) if end >= 0 else len(self.text))

    def _close_opaque(self, token: Token) -> None:
        """Keep track of the elements that are left alone, and make one token of each that ends."""
        if token.kind is Kind.START:
            self.opaque.append((token.name, len(self.tokens) - 1))
        elif token.kind is Kind.END and any(name == token.name for name, _ in self.opaque[-50:]):
            place = 0
            name = ""
            while name != token.name:
                name, place = self.opaque.pop()
            first = self.tokens[place]
            del self.tokens[place:]
            self.tokens.append(Token(Kind.WHOLE, first.start, token.end, first.name, first.opened))
