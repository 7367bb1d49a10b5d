"""XLIFF 2.1 (OASIS Standard of 2018), with the modules for translation candidates and glossary.

Every code and note marker says that it must be neither deleted nor copied; sentences must not be cut anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Final

from transflow.domain.codes import CodeKind, Side
from transflow.errors import TooLargeError
from transflow.formats.catalogues.base import Catalogue, CatalogueEntry, Incoming
from transflow.formats.catalogues.xliff import FILE_LIMIT, UNFINISHED, Piece, Text, inline, sort_out
from transflow.formats.catalogues.xmlstream import Listener, Words, read_xml
from transflow.formats.documents.xml import escaped, escaped_value

NAMESPACE: Final = "urn:oasis:names:tc:xliff:document:2.0"
_MATCHES: Final = "urn:oasis:names:tc:xliff:matches:2.0"
_GLOSSARY: Final = "urn:oasis:names:tc:xliff:glossary:2.0"
#: Categories of notes: ours, the translator's, and what the file holds for us.
_OURS, _TRANSLATOR, _BASE, _NAME = "transflow", "translator", "transflow-base", "transflow-article"
_NOTE_LIMIT: Final = 10_000

#: Our states → ``state`` of a segment; those that XLIFF does not know are told by ``subState``.
_STATES: Final = {"translated": "translated", "reviewed": "reviewed", "approved": "final"}
_KINDS: Final = {
    CodeKind.LINK: "link",
    CodeKind.IMAGE: "image",
    CodeKind.QUOTE: "quote",
    **dict.fromkeys(
        (CodeKind.STRONG, CodeKind.EMPHASIS, CodeKind.UNDERLINE, CodeKind.STRIKE, CodeKind.SUPERSCRIPT), "fmt"
    ),
    CodeKind.SUBSCRIPT: "fmt",
    CodeKind.BREAK: "fmt",
}
_SIDES: Final = {
    "pc": (Side.OPEN, Side.CLOSE),
    "ph": (Side.ALONE,),
    "sc": (Side.OPEN,),
    "ec": (Side.CLOSE,),
}
_KEPT: Final = 'canCopy="no" canDelete="no"'


def write_xliff21(catalogue: Catalogue) -> bytes:
    """The catalogue in UTF-8; the same catalogue gives the same bytes. Obsolete entries are left out."""
    original = next((e.reference[0] for e in catalogue.entries if e.reference), catalogue.name)
    source, target = escaped_value(catalogue.source_locale), escaped_value(catalogue.locale)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<xliff xmlns="{NAMESPACE}" xmlns:mtc="{_MATCHES}" xmlns:gls="{_GLOSSARY}" version="2.1"'
        f' srcLang="{source}" trgLang="{target}">',
        f'<file id="f1" original="{escaped_value(original)}" canResegment="no" xml:space="preserve">',
        "<notes>",
        f'<note category="{_NAME}">{escaped(catalogue.name)}</note>',
        f'<note category="{_BASE}">{escaped(catalogue.base)}</note>',
        "</notes>",
    ]
    for entry in catalogue.entries:
        if not entry.obsolete:
            lines += _unit(entry)
    return "\n".join([*lines, "</file>", "</xliff>\n"]).encode("utf-8")


def _unit(entry: CatalogueEntry) -> Iterator[str]:
    own = entry.unit.rpartition("/")[2].replace("+", ".")  # a paragraph names all its sentences
    yield f'<unit id="u{escaped_value(own)}" name="{escaped_value(entry.unit)}">'
    if entry.matches:
        yield "<mtc:matches>"
        for match in entry.matches:
            yield (
                f'<mtc:match ref="#s1" matchQuality="{match.score}" origin="{escaped_value(match.origin)}" type="tm">'
                f"<source>{escaped(match.source)}</source><target>{escaped(match.target)}</target></mtc:match>"
            )
        yield "</mtc:matches>"
    if entry.terms:
        yield "<gls:glossary>"
        for term, targets in entry.terms:
            translations = "".join(f"<gls:translation>{escaped(each)}</gls:translation>" for each in targets)
            yield f"<gls:glossEntry><gls:term>{escaped(term)}</gls:term>{translations}</gls:glossEntry>"
        yield "</gls:glossary>"
    notes = [f'<note appliesTo="source" category="{_OURS}">{escaped(line)}</note>' for line in entry.extracted]
    if entry.previous_source is not None:
        notes.append(f'<note appliesTo="source" category="{_OURS}">previous: {escaped(entry.previous_source)}</note>')
    if entry.translator_comment:
        notes.append(f'<note appliesTo="target" category="{_TRANSLATOR}">{escaped(entry.translator_comment)}</note>')
    if notes:
        yield "<notes>"
        yield from notes
        yield "</notes>"
    state = _STATES.get(entry.state, "initial")
    below = f' subState="tf:{entry.state}"' if entry.state in UNFINISHED and entry.state != "new" else ""
    yield f'<segment id="s1" state="{state}"{below}>'
    yield f"<source>{inline(entry.source, entry.notes, entry.codes, _tag)}</source>"
    if entry.target:
        yield f"<target>{inline(entry.target, entry.notes, entry.codes, _tag)}</target>"
    yield "</segment>"
    yield "</unit>"


def _tag(piece: Piece) -> str:
    if piece.marker:
        shown = f"[{piece.marker}]"
        return f'<ph id="{piece.id}" {_KEPT} type="other" subType="tf:note" equiv="{shown}" disp="{shown}"/>'
    code = piece.code
    kind = _KINDS.get(code.kind, "other") if code else "other"
    below = f"tf:{code.kind.value}" if code else "tf:code"
    typed = f'{_KEPT} type="{kind}" subType="{below}"'
    shown = f' disp="{escaped_value(code.reference[:100])}"' if code and code.reference else ""
    if piece.side is Side.ALONE:
        return f'<ph id="{piece.id}" {typed}{shown}/>'
    if piece.whole:
        shown = shown.replace(" disp=", " dispStart=")
        return f'<pc id="{piece.id}" {typed}{shown}>' if piece.side is Side.OPEN else "</pc>"
    if piece.side is Side.OPEN:
        return f'<sc id="{piece.id}" isolated="yes" {typed}{shown}/>'
    return f'<ec id="{piece.id}" isolated="yes" {typed}/>'


def read_xliff21(content: bytes) -> Incoming:
    """The catalogue in ``content``, entry by entry. Raises CatalogueError and the like for what is no XLIFF, or cut off."""
    if len(content) > FILE_LIMIT:
        raise TooLargeError(size=len(content), limit=FILE_LIMIT)
    reader = _Reader()
    entries, problems = sort_out(read_xml(BytesIO(content), reader))
    return Incoming(
        entries=tuple(entries),
        problems=tuple(problems),
        name=reader.said.get(_NAME, ""),
        locale=reader.locale.replace("_", "-"),
        source_locale=reader.source_locale,
        base=reader.said.get(_BASE, ""),
    )


class _Reader(Listener[tuple[CatalogueEntry, bool]]):
    """Entries out of tags and words. A unit that a tool cut into several segments is joined again."""

    def __init__(self) -> None:
        super().__init__()
        self.locale = self.source_locale = ""
        self.said: dict[str, str] = {}
        self._text: Text | None = None
        self._inside = 0
        self._words: Words | None = None
        self._category = ""
        self._in_matches = False
        self._in_unit = False
        self._begin({}, 0)
        self._in_unit = False

    def _begin(self, attributes: dict[str, str], line: int) -> None:
        self._in_unit = True
        self._name = attributes.get("name", "") or attributes.get("id", "").removeprefix("u")
        self._line = line
        self._source, self._target = Text(_SIDES), Text(_SIDES)
        self._unfinished = False
        self._comments: list[str] = []

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if self._text is not None:
            self._inside += 1
            self._text.opened(name, attributes)
        elif name == "xliff":
            self.locale = attributes.get("trgLang", "")
            self.source_locale = attributes.get("srcLang", "")
        elif name == "unit":
            self._begin(attributes, self.line)
        elif name == "matches":
            self._in_matches = True
        elif name == "segment":
            self._unfinished |= attributes.get("state", "initial") == "initial"
        elif name in ("source", "target") and self._in_unit and not self._in_matches:
            self._text = self._source if name == "source" else self._target
            self.hear(self._text.said)
        elif name == "note" and not self._in_matches:
            self._category = attributes.get("category", "")
            self._words = Words(_NOTE_LIMIT)
            self.hear(self._words.add)

    def closed(self, name: str) -> None:
        if self._text is not None:
            if self._inside:
                self._inside -= 1
                self._text.closed(name)
            else:
                self._text = None
                self.hear(None)
        elif name == "note" and self._words is not None:
            words, self._words = self._words.text, None
            self.hear(None)
            if self._category in (_BASE, _NAME):
                self.said[self._category] = words
            elif self._in_unit and self._category != _OURS and words:
                self._comments.append(words)
        elif name == "matches":
            self._in_matches = False
        elif name == "unit":
            self._in_unit = False
            target = self._target.text
            entry = CatalogueEntry(
                unit=self._name,
                source=self._source.text,
                target=target,
                fuzzy=bool(target) and self._unfinished,
                translator_comment="\n".join(self._comments),
                line=self._line,
            )
            self.ready.append((entry, self._target.over or self._source.over))
