"""WordPress exports (WXR 1.0 to 1.2: RSS with names of WordPress's own), read item by item.

An export is a large XML file that other people's plugins had their hands in. So the reader goes on after what it cannot
read: an item that is not well-formed is reported, and reading begins anew at the next one. A document type is refused as a
whole (exports have none), so that no entity can be declared, be it one that grows or one that fetches a file.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Final
from xml.parsers import expat

from transflow.domain.findings import Finding, Severity
from transflow.errors import N_, InputError
from transflow.formats.containers import bytestream
from transflow.formats.containers.assembling import META_KEYS, Item, post_of
from transflow.formats.containers.bytestream import EXPORT_IT, NOT_AN_EXPORT
from transflow.formats.containers.posts import Post
from transflow.formats.containers.vocabulary import Vocabulary
from transflow.formats.decoding import guess

#: How much is given to the parser at once, in bytes: posts come out while the rest is still unread.
_PIECE: Final = 1 << 16
#: Errors that say: the file ends too early.
_CUT_OFF: Final = frozenset(
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
    )
)
#: What a parser that begins in the middle is given first.
_PROLOGUE: Final = b"<rss><channel>"
_RSS, _CHANNEL, _ITEM_DEPTH, _FIELD_DEPTH, _META_DEPTH = range(1, 6)

#: What is read of an item; everything else of it is passed over.
_FIELDS: Final = frozenset(
    {"title", "link", "dc:creator", "content:encoded", "excerpt:encoded"}
    | {f"wp:{name}" for name in ("post_id", "post_name", "post_type", "post_password", "status", "post_date_gmt")}
)
_AUTHOR_FIELDS: Final = frozenset({"wp:author_login", "wp:author_display_name"})
_META_FIELDS: Final = frozenset({"wp:meta_key", "wp:meta_value"})


def posts(content: bytes) -> Iterator[Post | Finding]:
    """Every item of an export as a post, in the order of the file, and in between what could not be read.

    Raises an InputError where the file is no export at all, or breaks off before its first item.
    """
    clean, findings = bytestream.cleaned(content)
    yield from findings
    yield from _Export(clean).read()


class _Export:
    """One pass over an export. A parser that met an error is left, and a new one begins at the next item."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.found: deque[Post | Finding] = deque()
        self.vocabulary: Vocabulary | None = None  # until the root was seen
        self.authors: dict[str, str] = {}
        self.language = ""
        self.items = 0
        self.closed = False
        self.line = 1  # of the byte at which the present parser begins
        self.patience = len(content)  # how much may be read a second time, in bytes

    def read(self) -> Iterator[Post | Finding]:
        """Posts and findings as they come."""
        start, prologue = bytestream.beginning(self.content), b""
        self.line += self.content.count(b"\n", 0, start)
        while True:
            parser = expat.ParserCreate("utf-8")
            handling = _Handling(self, parser)
            error = None
            for piece in self._pieces(start, prologue):
                try:
                    parser.Parse(piece, not piece)
                except expat.ExpatError as caught:
                    error = caught
                while self.found:
                    yield self.found.popleft()
                if error is not None or self.closed:
                    break
            if error is None or self.closed:
                return  # what stands after the end is not part of the export
            offset = start - len(prologue)
            position = max(offset + parser.ErrorByteIndex, start)
            yield self._trouble(error, position)
            if error.code in _CUT_OFF:
                return
            following = self._next(max(offset + handling.item_start, start), position)
            if following < 0:
                return
            self.line += self.content.count(b"\n", start, following)
            start, prologue = following, _PROLOGUE

    def _pieces(self, start: int, prologue: bytes) -> Iterator[bytes | memoryview]:
        """What a parser is given; an empty piece says that this was all."""
        if prologue:
            yield prologue
        whole = memoryview(self.content)
        for begin in range(start, len(whole), _PIECE):
            yield whole[begin : begin + _PIECE]
        yield b""

    def _trouble(self, error: expat.ExpatError, position: int) -> Finding:
        """What to say of an error; raises where there is nothing of an export."""
        line = self.line + error.lineno - 1
        if self.vocabulary is None:
            raise InputError(NOT_AN_EXPORT, remedy=EXPORT_IT, line=line)
        if error.code in _CUT_OFF:
            if not self.items:
                raise InputError(
                    N_("The export is cut off before its first post."), remedy=N_("Export it again."), line=line
                )
            return Finding(code="export-cut-off", severity=Severity.WARNING, line=line)
        if not bytestream.is_utf8_at(self.content, position):
            params = {"looks_like": guess(self.content, position)}
            return Finding(code="post-not-utf8", severity=Severity.WARNING, params=params, line=line)
        params = {"reason": expat.ErrorString(error.code)}
        return Finding(code="post-unreadable", severity=Severity.WARNING, params=params, line=line)

    def _next(self, broken: int, position: int) -> int:
        """Where to go on after an item that begins at ``broken`` and could not be read at ``position``; -1 for nowhere.

        A mark that is missing at an item's end shows only in the item after it. So the next one is looked for from the
        broken one's beginning on, as long as not more is read twice than the file is long.
        """
        following = bytestream.next_item(self.content, broken + 1)
        if 0 <= following < position:
            self.patience -= position - following
            if self.patience < 0:
                following = bytestream.next_item(self.content, position)
        return following


def _refuse_document_type(name: str, system: str | None, public: str | None, internal: bool) -> None:
    raise InputError(
        N_("The file declares a document type (“{name}”), which no WordPress export does."),
        remedy=EXPORT_IT,
        name=name[:80],
    )


class _Handling:
    """What is open at this place of the file, and what has been read of it."""

    def __init__(self, export: _Export, parser: expat.XMLParserType) -> None:
        self.export = export
        self.parser = parser
        parser.buffer_text = True
        parser.buffer_size = _PIECE
        parser.StartDoctypeDeclHandler = _refuse_document_type
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        self.first_line = export.line
        self.depth = 0
        self.item: Item | None = None
        self.item_start = -1  # of the last item that began, in bytes of what the parser was given
        self.inside = ""  # the field of an item, or the part of the channel, that is open
        self.texts: list[str] | None = None  # of the field that is being read
        self.text_depth = 0
        self.parts: dict[str, str] = {}  # of an author or of a further field
        self.term = ("", "")

    def start(self, raw: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self.depth += 1
        if self.texts is not None or self.depth > _META_DEPTH:
            return
        export = self.export
        if self.depth == _RSS:
            self._root(raw, attributes)
            return
        assert export.vocabulary is not None
        name = export.vocabulary[raw]
        if self.depth == _ITEM_DEPTH:
            self.inside = name
            self.parts = {}
            if name == "item":
                export.items += 1
                self.item_start = self.parser.CurrentByteIndex
                self.item = Item(self.first_line + self.parser.CurrentLineNumber - 1)
            elif name == "language":
                self._listen()
        elif self.depth == _FIELD_DEPTH:
            self._field(name, attributes)
        elif self.depth == _META_DEPTH and self.inside == "wp:postmeta" and name in _META_FIELDS:
            self._listen()

    def _root(self, raw: str, attributes: Mapping[str, str]) -> None:
        if self.export.vocabulary is None:
            vocabulary = Vocabulary(attributes)
            if raw != "rss" or not vocabulary.speaks_wordpress:
                raise InputError(NOT_AN_EXPORT, remedy=EXPORT_IT, line=self.first_line)
            self.export.vocabulary = vocabulary

    def _field(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins inside an item, or inside a part of the channel."""
        if self.item is None:
            if self.inside == "wp:author" and name in _AUTHOR_FIELDS:
                self._listen()
            return
        self.inside = name
        if name == "category":
            self.term = (attributes.get("domain", ""), attributes.get("nicename", ""))
            self._listen()
        elif name == "wp:postmeta":
            self.parts = {}
        elif name in _FIELDS:
            self._listen()

    def _listen(self) -> None:
        self.texts = []
        self.text_depth = self.depth
        self.parser.CharacterDataHandler = self.texts.append

    def end(self, raw: str) -> None:
        """An element ends."""
        depth = self.depth
        self.depth -= 1
        if self.texts is not None:
            if depth == self.text_depth:
                text = "".join(self.texts)
                self.texts = None
                self.parser.CharacterDataHandler = None
                self._heard(depth, raw, text)
            return
        if depth == _FIELD_DEPTH and self.item is not None:
            if self.inside == "wp:postmeta" and self.parts.get("wp:meta_key", "") in META_KEYS:
                self.item.meta[self.parts["wp:meta_key"]] = self.parts.get("wp:meta_value", "")
        elif depth == _ITEM_DEPTH:
            self._close()
        elif depth == _RSS:
            self.export.closed = True

    def _heard(self, depth: int, raw: str, text: str) -> None:
        """The text of a field is complete."""
        assert self.export.vocabulary is not None
        name = self.export.vocabulary[raw]
        if depth == _ITEM_DEPTH:
            self.export.language = text.strip()
        elif self.item is None or depth == _META_DEPTH:
            self.parts[name] = text
        elif name == "category":
            self.item.terms.append((*self.term, text))
        else:
            self.item.fields[name] = text

    def _close(self) -> None:
        """An item or another part of the channel is complete."""
        export = self.export
        if self.item is not None:
            export.found.append(post_of(self.item, export.language, export.authors))
            self.item = None
        elif self.inside == "wp:author" and "wp:author_login" in self.parts:
            login = self.parts["wp:author_login"].strip()
            export.authors[login] = self.parts.get("wp:author_display_name", "").strip() or login
