"""XLIFF 2.1 (OASIS Standard of 2018), with the modules for translation candidates and glossary.

Every code and note marker says that it must be neither deleted nor copied; sentences must not be cut anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from transflow.domain.codes import CodeKind, Side
from transflow.formats.catalogues.base import Catalogue, CatalogueEntry, Incoming
from transflow.formats.catalogues.xliff import ARTICLE, BASE, OURS, TRANSLATOR, UNFINISHED, Piece, Text, inline
from transflow.formats.catalogues.xliff_reading import Reader, read
from transflow.formats.documents.xml import escaped, escaped_value

NAMESPACE: Final = "urn:oasis:names:tc:xliff:document:2.0"
_MATCHES: Final = "urn:oasis:names:tc:xliff:matches:2.0"
_GLOSSARY: Final = "urn:oasis:names:tc:xliff:glossary:2.0"

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
        f'<note category="{ARTICLE}">{escaped(catalogue.name)}</note>',
        f'<note category="{BASE}">{escaped(catalogue.base)}</note>',
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
    notes = [f'<note appliesTo="source" category="{OURS}">{escaped(line)}</note>' for line in entry.extracted]
    if entry.previous_source is not None:
        notes.append(f'<note appliesTo="source" category="{OURS}">previous: {escaped(entry.previous_source)}</note>')
    if entry.translator_comment:
        notes.append(f'<note appliesTo="target" category="{TRANSLATOR}">{escaped(entry.translator_comment)}</note>')
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
    """The catalogue in ``content``, entry by entry. Raises CatalogueError and the like for no XLIFF, or cut off."""
    return read(content, _Reader())


class _Reader(Reader):
    """What XLIFF 2.1 calls a unit; one that a tool cut into several segments is joined again."""

    UNIT, ASIDE, FROM = "unit", "matches", "category"

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self._initial = False

    def text(self) -> Text:
        return Text(_SIDES)

    def begins(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "xliff":
                self.locale, self.source_locale = attributes.get("trgLang", ""), attributes.get("srcLang", "")
            case "unit":
                self._name = attributes.get("name", "") or attributes.get("id", "").removeprefix("u")
                self._initial = False
            case "segment":
                self._initial |= attributes.get("state", "initial") == "initial"

    @property
    def unit(self) -> str:
        return self._name

    @property
    def unfinished(self) -> bool:
        return self._initial
