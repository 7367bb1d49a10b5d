"""XML piece by piece: for exchange files larger than the memory, and for files that nobody vouches for.

The standard library's expat, fed with UTF-8 whatever the file is in. A document type may be named and is never fetched;
an entity that a file declares is refused, so is what is nested too deep or one tag of megabytes: memory stays flat.
"""

from __future__ import annotations

import codecs
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final, Generic, NoReturn, TypeVar
from xml.parsers import expat

from transflow.errors import N_, CatalogueError, EmptyInputError, EncodingError, NotTextError, TooLargeError
from transflow.formats.decoding import guess, kind_of

T = TypeVar("T")

#: Bytes that are read at once.
CHUNK: Final = 131_072
#: Longest tag, comment or declaration, in bytes; expat reads such a thing anew with every chunk.
TOKEN_LIMIT: Final = 2_000_000
#: Elements inside one another: real files stay below twenty.
DEPTH_LIMIT: Final = 100
#: Sum of the attribute values that a document type may presuppose, in code points.
DEFAULTS_LIMIT: Final = 10_000

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: How UTF-16 begins without a byte order mark.
_WIDE: Final = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_DECLARED: Final = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z][A-Za-z0-9._-]*)[\"']")
#: What Python calls encodings of text and no file of text is in.
_NO_ENCODINGS: Final = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7"})

_CUT_OFF: Final = (
    expat.errors.XML_ERROR_NO_ELEMENTS,
    expat.errors.XML_ERROR_UNCLOSED_TOKEN,
    expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
)
_EXPORT: Final = N_("Export it anew with the program that made it; what stands before that line is in order.")
_DISTRUST: Final = N_("Do not trust this file; ask where it comes from.")


class Words:
    """Text of one element as it comes in, up to ``limit`` code points; ``over`` says that there was more."""

    __slots__ = ("over", "_pieces", "_room")

    def __init__(self, limit: int) -> None:
        self.over = False
        self._pieces: list[str] = []
        self._room = limit

    def add(self, words: str) -> None:
        """Take more of it."""
        self._room -= len(words)
        if self._room < 0:
            self.over = True
            self._pieces.clear()
        else:
            self._pieces.append(words)

    @property
    def text(self) -> str:
        """All of it without white space at its ends; "" where it was too long."""
        return "".join(self._pieces).strip()


class Listener(ABC, Generic[T]):
    """What a format makes of tags and words: it puts finished things into ``ready``. Names come without a prefix.

    Words come in only while there is somebody to :meth:`hear` them.
    """

    def __init__(self) -> None:
        self.ready: list[T] = []
        self.depth = 0
        self.defaults = 0
        self.parser = parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.EntityDeclHandler = self._declared
        parser.SkippedEntityHandler = self._skipped
        parser.AttlistDeclHandler = self._presupposed

    @abstractmethod
    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """A tag opens an element."""

    @abstractmethod
    def closed(self, name: str) -> None:
        """An element is over."""

    @property
    def line(self) -> int:
        """Where the file is read just now (1-based)."""
        return self.parser.CurrentLineNumber

    def hear(self, listener: Callable[[str], None] | None) -> None:
        """Send words to ``listener`` from now on; None: to nobody."""
        self.parser.CharacterDataHandler = listener

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            raise CatalogueError(
                N_("The file has more than {limit} elements inside one another."),
                remedy=_DISTRUST,
                line=self.line,
                limit=DEPTH_LIMIT,
            )
        self.opened(name.rpartition(":")[2] if ":" in name else name, attributes)

    def _end(self, name: str) -> None:
        self.depth -= 1
        self.closed(name.rpartition(":")[2] if ":" in name else name)

    def _declared(self, name: str, *_: object) -> NoReturn:
        raise CatalogueError(
            N_("The file declares an entity (“{name}”), which can make a small file grow without end."),
            remedy=_DISTRUST,
            line=self.line,
            name=name[:60],
        )

    def _skipped(self, name: str, is_parameter: bool) -> None:
        if not is_parameter:
            raise CatalogueError(
                N_("The file uses “&{name};”, which XML does not know."),
                remedy=_EXPORT,
                line=self.line,
                name=name[:60],
            )

    def _presupposed(self, _element: str, _name: str, _type: str, default: str | None, _required: bool) -> None:
        self.defaults += len(default or "")
        if self.defaults > DEFAULTS_LIMIT:
            raise CatalogueError(
                N_("The document type in the file presupposes too much."), remedy=_DISTRUST, line=self.line
            )


def read_xml(stream: BinaryIO, listener: Listener[T]) -> Iterator[T]:
    """What ``listener`` makes of ``stream``, as it comes in.

    Raises CatalogueError, EncodingError (both with a line), EmptyInputError, NotTextError or TooLargeError; what stands
    before the place was given already.
    """
    feeding = _feed(stream, listener.parser)
    while True:
        try:
            next(feeding)
        except StopIteration:
            yield from listener.ready
            return
        except Exception:
            yield from listener.ready
            raise
        ready, listener.ready = listener.ready, []
        yield from ready


def _feed(stream: BinaryIO, parser: expat.XMLParserType) -> Iterator[None]:
    """Feeds ``parser``, a chunk at a step."""
    head = stream.read(CHUNK)
    if not head.strip():
        raise EmptyInputError()
    if kind := kind_of(head):
        raise NotTextError(looks_like=kind, remedy=N_("Export the file anew, as XML that is not packed."))
    encoding, skip = _encoding(head)
    decoder = codecs.getincrementaldecoder(encoding)()
    fed, line = 0, 1
    chunk = head[skip:]
    while True:
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            ready = error.object[: error.start].decode(encoding).encode()
            _parse(parser, ready)
            yield
            raise _wrong(encoding, error, line + ready.count(b"\n")) from None
        ready = text.encode()
        fed += len(ready)
        line += ready.count(b"\n")
        _parse(parser, ready, final=not chunk)
        if fed - parser.CurrentByteIndex > TOKEN_LIMIT + CHUNK:
            raise TooLargeError(
                N_("A tag or comment of the file is too large: over {limit} bytes."),
                remedy=_DISTRUST,
                line=parser.CurrentLineNumber,
                limit=TOKEN_LIMIT,
            )
        yield
        if not chunk:
            return
        chunk = stream.read(CHUNK)


def _encoding(head: bytes) -> tuple[str, int]:
    """The codec that a file is in, by mark or declaration, and the length of its mark."""
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return codec, len(mark)
    for start, codec in _WIDE:
        if head.startswith(start):
            return codec, 0
    declared = _DECLARED.match(head[:1000])
    if not declared:
        return "utf-8", 0
    name = declared.group(1).decode("ascii")
    try:
        codec = codecs.lookup(name).name
        wide = "<".encode(codec) != b"<"
    except (LookupError, UnicodeError):
        codec, wide = "undefined", False
    if codec in _NO_ENCODINGS:
        raise EncodingError(
            N_("The file says that it is in “{encoding}”, an encoding that nobody knows."),
            remedy=N_("Save it as UTF-8 with the program that made it."),
            line=1,
            encoding=name,
        )
    if wide:
        raise _mistaken(name, 1)
    return codec, 0


def _wrong(encoding: str, error: UnicodeDecodeError, line: int) -> EncodingError:
    if encoding == "utf-8":
        return EncodingError(looks_like=guess(error.object, error.start), line=line)
    return _mistaken(encoding, line)


def _mistaken(encoding: str, line: int) -> EncodingError:
    return EncodingError(
        N_("The file says that it is in {encoding}, but it is not."),
        remedy=N_("Save it as UTF-8 with the program that made it."),
        line=line,
        encoding=encoding,
    )


def _parse(parser: expat.XMLParserType, content: bytes, *, final: bool = False) -> None:
    try:
        parser.Parse(content, final)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        cut_off = final and reason in _CUT_OFF
        raise CatalogueError(
            N_("The file is cut off here.") if cut_off else N_("The file is no well-formed XML here: {reason}."),
            remedy=_EXPORT,
            line=error.lineno,
            reason=reason,
        ) from None
