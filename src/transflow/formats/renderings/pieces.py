"""What every rendering needs: a text cut into words, markers, addresses and markup, and each marker's own name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from transflow.domain.article import ATTRIBUTE, BlockKind
from transflow.domain.codes import TAG, Code, CodeKind, mended
from transflow.domain.inline import ADDRESS, MARKER
from transflow.domain.release import View, ViewBlock

#: Blocks that the page around an article brings along, and note bodies, which have a section of their own.
_APART: Final = frozenset({BlockKind.FURNITURE, BlockKind.NOTE})

_TOKEN: Final = re.compile(f"(?P<marker>{MARKER.pattern})|(?P<address>{ADDRESS.pattern})|(?P<tag>{TAG.pattern})")
_NEWLINES: Final = re.compile(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
#: Characters that no XML or HTML page may hold.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")

#: Markup that words can carry. Everything else of a source's markup leaves its words bare.
STYLES: Final = frozenset(
    {
        CodeKind.STRONG,
        CodeKind.EMPHASIS,
        CodeKind.UNDERLINE,
        CodeKind.STRIKE,
        CodeKind.SUPERSCRIPT,
        CodeKind.SUBSCRIPT,
        CodeKind.LINK,
    }
)
#: Renderings whose links may lead beside the source, as on a site; the others travel alone, and keep links to the web.
RELATIVE_LINKS: Final = frozenset({"html", "markdown"})
#: Markup that a marker of a note does not stand in: no link in a link, no raised number in a raised word.
_NO_MARKER: Final = frozenset({CodeKind.LINK, CodeKind.SUPERSCRIPT, CodeKind.SUBSCRIPT})

#: Quotation marks of a language, outer and inner; the first ones of any other language are English.
_QUOTES: Final = {"ru": ("«»", "„“"), "uk": ("«»", "„“"), "de": ("„“", "‚‘"), "az": ("«»", "“”"), "kk": ("«»", "“”")}
_ENGLISH_QUOTES: Final = ("“”", "‘’")


@dataclass(frozen=True, slots=True)
class Words:
    """Plain words."""

    text: str


@dataclass(frozen=True, slots=True)
class Cite:
    """A marker of a note, by its number; ``occurrence`` counts the note's markers from 1."""

    number: int
    occurrence: int


@dataclass(frozen=True, slots=True)
class Address:
    """A web address that stands in the text as words."""

    href: str


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Program text, a formula: words that are set as they are."""

    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """The line ends here."""


@dataclass(frozen=True, slots=True)
class Start:
    """Markup begins: one of :data:`STYLES`. ``href`` is where a link leads, and is safe to follow."""

    kind: CodeKind
    href: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """Markup ends; starts and stops nest."""

    kind: CodeKind
    href: str = ""


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag of a code, as it is met in a text."""

    code: Code
    closes: bool


Piece = Words | Cite | Address | Verbatim | Break | Start | Stop


def one_line(text: str) -> str:
    """``text`` without newlines and without characters that no page may hold; other white space stays."""
    lines = (line.strip(" \t") for line in _NEWLINES.split(_FORBIDDEN.sub("", text)))
    return " ".join(filter(None, lines)).strip()


class Cutter:
    """Cuts the texts of one view in reading order, counting how often each note was cited.

    ``relative``: links that lead somewhere beside the source are kept, as on a site; a document that travels alone
    keeps those to the web only.
    """

    def __init__(self, view: View, *, relative: bool = False) -> None:
        self._numbers = numbers_of(view)
        self._quotes = _QUOTES.get(view.locale.partition("-")[0], _ENGLISH_QUOTES)
        self._relative = relative
        self.citations: Counter[int] = Counter()

    def pieces(self, text: str, codes: Sequence[Code] = ()) -> list[Piece]:
        """The pieces of ``text``; brackets around a number that is no note are words."""
        text = one_line(text)
        if codes:
            return self._marked_up(mended(text, codes), {code.number: code for code in codes})
        if "[" not in text and "." not in text:
            return [Words(text)]
        return [token for token in self._cut(text, {}) if not isinstance(token, _Tag)]

    def _cut(self, text: str, codes: Mapping[int, Code]) -> Iterator[Words | Cite | Address | _Tag]:
        """Words, markers, addresses, and the tags of ``codes``."""
        position = 0
        for match in _TOKEN.finditer(text):
            number = int(match.group(2)) if match["marker"] else 0
            tag = int(match["number"] or match["alone"]) if match["tag"] else 0
            address = match["address"] or ""
            if not (number in self._numbers or tag in codes or address.startswith(("http://", "https://"))):
                continue
            if match.start() > position:
                yield Words(text[position : match.start()])
            if match["tag"]:
                yield _Tag(codes[tag], closes=bool(match["close"]))
            elif number:
                self.citations[number] += 1
                yield Cite(number, self.citations[number])
            else:
                yield Address(address)
            position = match.end()
        if position < len(text):
            yield Words(text[position:])

    def _marked_up(self, text: str, codes: Mapping[int, Code]) -> list[Piece]:
        marked = _MarkedUp()
        quotes = 0
        for token in self._cut(text, codes):
            if isinstance(token, Words):
                marked.add_words(token.text)
            elif isinstance(token, Cite):
                marked.add_cite(token)
            elif isinstance(token, Address):
                marked.add_address(token)
            elif token.code.kind is CodeKind.QUOTE and token.code.paired:
                quotes -= token.closes
                marked.add_words(self._quotes[quotes % 2][token.closes])
                quotes += not token.closes
            elif token.closes:
                marked.close()
            elif token.code.paired:
                marked.open(self._start(token.code))
            elif token.code.kind is CodeKind.BREAK:
                marked.add_break()
            elif token.code.kind is CodeKind.TAB:
                marked.add_words(" ")
            elif token.code.kind is CodeKind.VERBATIM:
                marked.add_verbatim(one_line(token.code.reference))
            elif token.code.kind is CodeKind.ADDRESS:
                shown = one_line(token.code.reference)
                if shown.startswith(("http://", "https://")) and safe_link(shown):
                    marked.add_address(Address(shown))
                else:
                    marked.add_words(shown)
            elif token.code.kind is CodeKind.FIELD:
                marked.add_words(one_line(token.code.reference))
        return marked.finish()

    def _start(self, code: Code) -> Start | None:
        if code.kind is CodeKind.LINK:
            href = safe_link(code.reference, relative=self._relative)
            return Start(code.kind, href) if href else None
        return Start(code.kind) if code.kind in STYLES else None


class _MarkedUp:
    """Puts pieces in order so that any format can write them.

    White space at the edges of markup stands outside of it, markup without words vanishes, so do line ends before and
    after all words, neighbours of the same look are joined, a look inside the same look says nothing. So no more than a
    handful of styles is ever open.
    """

    def __init__(self) -> None:
        self._pieces: list[Piece] = []
        self._words: list[str] = []
        self._spaces = ""  # white space and line ends that wait for what they part
        self._breaks = 0
        self._codes: list[Start | None] = []
        self._wanted: list[Start] = []
        self._open: list[Start] = []

    def open(self, start: Start | None) -> None:
        if start is not None and any(start.kind is wanted.kind for wanted in self._wanted):
            start = None
        self._codes.append(start)
        if start is not None:
            self._wanted.append(start)

    def close(self) -> None:
        if self._codes.pop() is not None:
            self._wanted.pop()

    def add_words(self, text: str) -> None:
        body = text.strip()
        if not body:
            self._spaces = self._spaces or text
            return
        self._spaces = self._spaces or text[: len(text) - len(text.lstrip())]
        self._settle(self._wanted)
        self._words.append(body)
        self._spaces = text[len(text.rstrip()) :]

    def add_cite(self, cite: Cite) -> None:
        place = next((i for i, start in enumerate(self._wanted) if start.kind in _NO_MARKER), len(self._wanted))
        self._settle(self._wanted[:place])
        self._add(cite)

    def add_address(self, address: Address) -> None:
        if any(start.kind is CodeKind.LINK for start in self._wanted):
            self.add_words(address.href)
        else:
            self._settle(self._wanted)
            self._add(address)

    def add_verbatim(self, text: str) -> None:
        if not text:
            return
        self._settle(self._wanted)
        self._flush()
        last = self._pieces[-1] if self._pieces else None
        if isinstance(last, Verbatim):
            self._pieces[-1] = Verbatim(last.text + text)
        else:
            self._pieces.append(Verbatim(text))

    def add_break(self) -> None:
        self._spaces = ""
        self._breaks += 1

    def finish(self) -> list[Piece]:
        self._spaces, self._breaks = "", 0
        self._settle([])
        self._flush()
        return self._pieces

    def _common(self, wanted: Sequence[Start]) -> int:
        pairs = zip(self._open, wanted, strict=False)
        return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(self._open), len(wanted)))

    def _settle(self, wanted: Sequence[Start]) -> None:
        """Close what is not wanted, write what parts the words, open what is."""
        common = self._common(wanted)
        while len(self._open) > common:
            last = self._open.pop()
            self._add(Stop(last.kind, last.href))
        if self._pieces or self._words:
            for _ in range(self._breaks):
                self._add(Break())
            if self._spaces and not self._breaks:
                self._words.append(self._spaces)
        self._spaces, self._breaks = "", 0
        for start in wanted[common:]:
            self._add(start)
            self._open.append(start)

    def _add(self, piece: Piece) -> None:
        self._flush()
        self._pieces.append(piece)

    def _flush(self) -> None:
        if self._words:
            self._pieces.append(Words("".join(self._words)))
            self._words = []


def numbers_of(view: View) -> frozenset[int]:
    """Numbers of the notes of a view."""
    return frozenset(note.number for note in view.notes)


def shown(view: View) -> list[ViewBlock]:
    """The blocks that a rendering shows: furniture belongs to the page, note bodies to the notes, attributes to nobody."""
    return [block for block in view.blocks if block.kind not in _APART and block.role != ATTRIBUTE]


def names(bylines: Iterable[str]) -> list[str]:
    """Each name once, in order."""
    return list(dict.fromkeys(filter(None, map(one_line, bylines))))


def is_safe_reference(href: str) -> bool:
    """Whether a link between siblings is relative or http(s)."""
    scheme, colon, _ = href.partition(":")
    return not colon or "/" in scheme or scheme in ("http", "https")


def safe_link(reference: str, *, relative: bool = False) -> str:
    """Where a link of the source may lead: the web, a mailbox and, with ``relative``, a place beside it; else nothing.

    A bare fragment leads nowhere, since the anchors of the source are not published.
    """
    href = re.sub(r"\s+", lambda space: "%20" * len(space.group()), _FORBIDDEN.sub("", reference).strip())
    scheme, colon, rest = href.partition(":")
    if colon and scheme.lower() in ("http", "https", "mailto"):
        return href if rest.strip("/") else ""
    if not relative or not href or href.startswith("#"):
        return ""
    return href if is_safe_reference(href) and "\\" not in href else ""
