"""XML as tokens with their offsets: for formats that splice into the source (DOCX, ODT) and never write a tree anew.

One pass of one regular expression, no recursion, linear in the size. A document type declaration is refused, so there
are no entities but the five of XML itself and nothing is ever fetched. Names are told by their namespace, not by their
prefix: the caller says what it calls each namespace (``{"http://…/main": "w"}`` makes every such name ``w:…``).
Offsets are code points in the text.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final, NamedTuple

from transflow.errors import N_, InputError, TooLargeError

#: Elements inside one another: real documents stay below a hundred.
DEPTH_LIMIT: Final = 512
#: Largest XML text, in code points.
SIZE_LIMIT: Final = 50_000_000

_TOKEN: Final = re.compile(
    r"(?P<text>[^<]+)"
    r"|<(?P<close>/?)(?P<name>[^\s<>/?!=&\"'0-9.\-][^\s<>/=&\"']*)(?P<rest>(?:[^\"'<>]++|\"[^\"<]*\"|'[^'<]*')*+)>"
    r"|<!--(?P<comment>.*?)-->"
    r"|<!\[CDATA\[(?P<cdata>.*?)\]\]>"
    r"|<\?(?P<pi>.*?)\?>",
    re.DOTALL,
)
_ATTRIBUTE: Final = re.compile(r"\s+([^\s<>/=\"']+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_NAMESPACE: Final = re.compile(r"\sxmlns(?::([^\s=]+))?\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_REFERENCE: Final = re.compile(r"&(?:#(?P<decimal>[0-9]{1,7})|#x(?P<hexadecimal>[0-9A-Fa-f]{1,6})|(?P<name>\w+));|&")
_NAMED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
#: What XML 1.0 cannot hold, not even as a reference.
_UNFIT: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENCODING: Final = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z][A-Za-z0-9._-]*)[\"']")


class Kind(Enum):
    """What a token is; ``EMPTY`` is ``<name/>``."""

    START = "start"
    END = "end"
    EMPTY = "empty"
    TEXT = "text"
    COMMENT = "comment"
    PI = "pi"
    CDATA = "cdata"


class Scope(NamedTuple):
    """The namespaces that hold in a place: prefix → how the caller calls that namespace, with a colon."""

    prefixes: Mapping[str, str]
    names: dict[str, str]

    def element(self, written: str) -> str:
        """An element's name by its namespace."""
        known = self.names.get(written)
        if known is None:
            prefix, colon, local = written.rpartition(":")
            known = self.names[written] = f"{self.prefixes.get(prefix, prefix + colon)}{local}"
        return known

    def attribute(self, written: str) -> str:
        """An attribute's name by its namespace; without a prefix it has none."""
        return self.element(written) if ":" in written else written


class Token(NamedTuple):
    """A piece of the text, span [start, end). ``name`` (tags alone) by the caller's names of the namespaces."""

    kind: Kind
    start: int
    end: int
    name: str = ""
    scope: Scope | None = None


class Attribute(NamedTuple):
    """An attribute: its value, decoded, and the span of the value as written, without the quotes."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Xml:
    """A text, its tokens, and for each token the index of the token that ends it: of a START its END, else its own."""

    text: str
    tokens: list[Token]
    ends: list[int]
    part: str = ""

    @property
    def root(self) -> int:
        """The index of the outermost element."""
        return next(i for i, token in enumerate(self.tokens) if token.kind in (Kind.START, Kind.EMPTY))

    def raw(self, index: int) -> str:
        """A token as written."""
        token = self.tokens[index]
        return self.text[token.start : token.end]

    def words(self, index: int) -> str:
        """The words of a TEXT or CDATA token, decoded; of any other none."""
        token = self.tokens[index]
        if token.kind is Kind.TEXT:
            return unescaped(self.text[token.start : token.end])
        return self.text[token.start + 9 : token.end - 3] if token.kind is Kind.CDATA else ""

    def content(self, index: int) -> str:
        """All words inside an element, decoded."""
        return "".join(self.words(inner) for inner in range(index + 1, self.ends[index]))

    def attributes(self, index: int) -> dict[str, str]:
        """A tag's attributes by their names, decoded."""
        return {name: unescaped(self.text[start:end]) for name, start, end in self._attributes(index)}

    def value(self, index: int, name: str, otherwise: str = "") -> str:
        """The value of one attribute of a tag, decoded; ``otherwise`` where it has none."""
        found = self.attribute(index, name)
        return otherwise if found is None else found.value

    def attribute(self, index: int, name: str) -> Attribute | None:
        """One attribute of a tag, with where its value is written."""
        for known, start, end in self._attributes(index):
            if known == name:
                return Attribute(unescaped(self.text[start:end]), start, end)
        return None

    def _attributes(self, index: int) -> Iterator[tuple[str, int, int]]:
        token = self.tokens[index]
        if token.scope is not None:
            for match in _ATTRIBUTE.finditer(self.text, token.start, token.end):
                group = 2 if match.start(2) >= 0 else 3
                yield token.scope.attribute(match.group(1)), match.start(group), match.end(group)

    def children(self, index: int) -> Iterator[int]:
        """The indexes of the tokens directly inside an element, ends of elements left out."""
        inner, end = index + 1, self.ends[index]
        while inner < end:
            yield inner
            inner = self.ends[inner] + 1

    def span(self, index: int) -> tuple[int, int]:
        """Where a whole element begins and ends."""
        return self.tokens[index].start, self.tokens[self.ends[index]].end


def parse(text: str, namespaces: Mapping[str, str], part: str = "") -> Xml:
    """``text`` as tokens; ``namespaces``: address → what the caller calls it; ``part``: the file's name, for messages.

    Names of other namespaces keep the prefix as written. Raises an InputError where tags do not balance, something is no
    XML, or a document type is declared; TooLargeError where it is over a limit.
    """
    if len(text) > SIZE_LIMIT:
        raise TooLargeError(
            N_("“{part}” is too large: {size} characters, the limit is {limit}."),
            part=part,
            size=len(text),
            limit=SIZE_LIMIT,
        )
    return _Parse(text, namespaces, part).xml()


class _Parse:
    """One pass over a text."""

    def __init__(self, text: str, namespaces: Mapping[str, str], part: str) -> None:
        self.text = text
        self.part = part
        self.namespaces = namespaces
        self.ours = frozenset(namespaces.values())
        self.tokens: list[Token] = []
        self.ends: list[int] = []
        #: Of each open element: its index, its name as written, the scope around it.
        self.open: list[tuple[int, str, Scope]] = []
        self.scope = Scope({"": "", "xml": "xml:"}, {})
        self.rooted = False

    def xml(self) -> Xml:
        """The tokens, checked."""
        position = 1 if self.text.startswith("\ufeff") else 0
        tokens, ends = self.tokens, self.ends
        for match in _TOKEN.finditer(self.text, position):
            start, end = match.span()
            if start != position:
                break
            position = end
            group = match.lastgroup
            if group == "rest":
                self._tag(match, start, end)
                continue
            ends.append(len(tokens))
            if group == "text":
                tokens.append(Token(Kind.TEXT, start, end))
                if not self.open and not match.group().isspace():
                    raise self._damaged(start)
            else:
                kind = Kind.COMMENT if group == "comment" else Kind.CDATA if group == "cdata" else Kind.PI
                tokens.append(Token(kind, start, end))
        if position < len(self.text):
            raise self._damaged(position)
        if self.open or not self.rooted:
            raise self._damaged(len(self.text))
        return Xml(self.text, tokens, ends, self.part)

    def _tag(self, match: re.Match[str], start: int, end: int) -> None:
        close, written, rest = match.group("close", "name", "rest")
        index = len(self.tokens)
        self.ends.append(index)
        if close:
            if not self.open or self.open[-1][1] != written or rest.strip():
                raise self._damaged(start)
            opened, _, around = self.open.pop()
            self.ends[opened] = index
            self.tokens.append(Token(Kind.END, start, end, self.tokens[opened].name))
            self.scope = around
            return
        if not self.open:
            if self.rooted:
                raise self._damaged(start)
            self.rooted = True
        scope = self._declared(rest) if "xmlns" in rest else self.scope
        empty = rest.endswith("/")
        self.tokens.append(Token(Kind.EMPTY if empty else Kind.START, start, end, scope.element(written), scope))
        if empty:
            return
        self.open.append((index, written, self.scope))
        self.scope = scope
        if len(self.open) > DEPTH_LIMIT:
            raise InputError(
                N_("“{part}” has more than {limit} elements inside one another."),
                remedy=N_("Save the document anew with its own program and try again."),
                part=self.part,
                limit=DEPTH_LIMIT,
            )

    def _declared(self, rest: str) -> Scope:
        """The scope inside a tag that declares namespaces."""
        prefixes = dict(self.scope.prefixes)
        for match in _NAMESPACE.finditer(rest):
            prefix = match.group(1) or ""
            address = unescaped(match.group(2) if match.group(2) is not None else match.group(3))
            called = self.namespaces.get(address, prefix)
            if called and called in self.ours and address not in self.namespaces:
                called = f"{{{address}}}"  # a foreign name must not pass for one of the caller's
            prefixes[prefix] = f"{called}:" if called else ""
        return Scope(prefixes, {})

    def _damaged(self, position: int) -> InputError:
        if self.text.startswith("<!DOCTYPE", position):
            return InputError(
                N_("“{part}” declares a document type, which no document of this kind does."),
                remedy=N_("Do not trust this file; ask where it comes from."),
                part=self.part,
            )
        return InputError(
            N_("“{part}” in the file is damaged at character {position}: it is no well-formed XML."),
            remedy=N_("Open the document with the program that made it, save it anew and try again."),
            part=self.part,
            position=position + 1,
        )


def decoded(content: bytes, part: str = "") -> tuple[str, str]:
    """The text of an XML file, a byte order mark included, and the codec that turns it into the same bytes again."""
    codec = "utf-8"
    if content.startswith(codecs.BOM_UTF16_LE):
        codec = "utf-16-le"
    elif content.startswith(codecs.BOM_UTF16_BE):
        codec = "utf-16-be"
    elif not content.startswith(codecs.BOM_UTF8) and (declared := _ENCODING.match(content[:200])):
        codec = declared.group(1).decode("ascii").lower()
    try:
        text = content.decode(codec)
        if codec == "utf-8" or text.encode(codec) == content:
            return text, codec
    except (UnicodeError, LookupError):
        pass
    raise InputError(
        N_("“{part}” in the file is not in the encoding that it says it is in ({encoding})."),
        remedy=N_("Open the document with the program that made it, save it anew and try again."),
        part=part,
        encoding=codec,
    )


def unescaped(text: str) -> str:
    """``text`` with its references as the characters that they stand for; what is no reference of XML stays as it is."""
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    if match["name"]:
        return _NAMED.get(match["name"], match.group())
    if match["decimal"] or match["hexadecimal"]:
        number = int(match["decimal"]) if match["decimal"] else int(match["hexadecimal"], 16)
        return chr(number) if number <= 0x10FFFF and not _UNFIT.match(chr(number)) else match.group()
    return match.group()


def escaped(text: str) -> str:
    """``text`` as the content of an element; characters that XML cannot hold are left out."""
    text = _UNFIT.sub("", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def escaped_value(text: str) -> str:
    """``text`` as the value of an attribute in double quotes."""
    return escaped(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
