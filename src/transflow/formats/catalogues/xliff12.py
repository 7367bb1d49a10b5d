"""XLIFF 1.2 (OASIS Standard of 2008): what most translation tools still read best.

Codes are ``g``, ``x``, ``bx`` and ``ex``, and ``it`` where the other half of a pair stands in another sentence; none holds
foreign markup, so that no tool shows any to a translator.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from transflow.domain.codes import CodeKind, Side
from transflow.formats.catalogues.base import Catalogue, CatalogueEntry, Incoming
from transflow.formats.catalogues.xliff import ARTICLE, BASE, OURS, TRANSLATOR, Piece, Text, inline
from transflow.formats.catalogues.xliff_reading import Reader, read
from transflow.formats.documents.xml import escaped, escaped_value

NAMESPACE: Final = "urn:oasis:names:tc:xliff:document:1.2"

#: Our states → ``state`` and ``state-qualifier`` of a target (house rules; XLIFF 1.2, 2.4).
_STATES: Final = {
    "new": "new",
    "drafted": "needs-review-translation",
    "translated": "translated",
    "reviewed": "signed-off",
    "approved": "final",
    "stale": "needs-adaptation",
    "rejected": "needs-review-translation",
}
_UNFINISHED: Final = frozenset({"new", "needs-translation", "needs-adaptation", "needs-l10n"})
_KINDS: Final = {
    CodeKind.STRONG: "bold",
    CodeKind.EMPHASIS: "italic",
    CodeKind.UNDERLINE: "underlined",
    CodeKind.LINK: "link",
    CodeKind.IMAGE: "image",
    CodeKind.BREAK: "lb",
}
_SIDES: Final = {
    "g": (Side.OPEN, Side.CLOSE),
    "x": (Side.ALONE,),
    "bx": (Side.OPEN,),
    "ex": (Side.CLOSE,),
    "ph": (Side.ALONE,),
    "bpt": (Side.OPEN,),
    "ept": (Side.CLOSE,),
}
_NATIVE: Final = frozenset({"ph", "bpt", "ept", "it"})


def write_xliff12(catalogue: Catalogue) -> bytes:
    """The catalogue in UTF-8; the same catalogue gives the same bytes. Obsolete entries are left out."""
    original = next((e.reference[0] for e in catalogue.entries if e.reference), catalogue.name)
    source, target = escaped_value(catalogue.source_locale), escaped_value(catalogue.locale)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<xliff xmlns="{NAMESPACE}" version="1.2">',
        f'<file original="{escaped_value(original)}" source-language="{source}" target-language="{target}"'
        ' datatype="plaintext" tool-id="transflow">',
        "<header>",
        f'<note from="{ARTICLE}">{escaped(catalogue.name)}</note>',
        f'<note from="{BASE}">{escaped(catalogue.base)}</note>',
        f'<tool tool-id="transflow" tool-name="transflow" tool-version="{escaped_value(catalogue.version or "0")}"/>',
        "</header>",
        "<body>",
    ]
    for entry in catalogue.entries:
        if not entry.obsolete:
            lines += _unit(entry)
    return "\n".join([*lines, "</body>", "</file>", "</xliff>\n"]).encode("utf-8")


def _unit(entry: CatalogueEntry) -> Iterator[str]:
    approved = ' approved="yes"' if entry.state == "approved" else ""
    yield f'<trans-unit id="{escaped_value(entry.unit)}"{approved} xml:space="preserve">'
    yield f"<source>{inline(entry.source, entry.notes, entry.codes, _tag)}</source>"
    state = _STATES.get(entry.state, "new")
    qualifier = ' state-qualifier="leveraged-mt"' if entry.state == "drafted" and entry.by_machine else ""
    words = inline(entry.target, entry.notes, entry.codes, _tag)
    yield f'<target state="{state}"{qualifier}>{words}</target>'
    for line in entry.extracted:
        yield f'<note from="{OURS}" annotates="source">{escaped(line)}</note>'
    if entry.translator_comment:
        yield f'<note from="{TRANSLATOR}" annotates="target">{escaped(entry.translator_comment)}</note>'
    if entry.previous_source is not None:
        yield '<alt-trans alttranstype="previous-version">'
        yield f"<source>{inline(entry.previous_source, entry.notes, entry.codes, _tag)}</source>"
        yield f"<target>{words}</target>"
        yield "</alt-trans>"
    for match in entry.matches:
        yield f'<alt-trans match-quality="{match.score}%" origin="{escaped_value(match.origin)}">'
        yield f"<source>{escaped(match.source)}</source>"
        yield f"<target>{escaped(match.target)}</target>"
        yield "</alt-trans>"
    yield "</trans-unit>"


def _tag(piece: Piece) -> str:
    if piece.marker:
        return f'<x id="{piece.id}" ctype="x-note" equiv-text="[{piece.marker}]"/>'
    code = piece.code
    kind = _KINDS.get(code.kind, f"x-{code.kind.value}") if code else "x-code"
    reference = f' equiv-text="{escaped_value(code.reference[:100])}"' if code and code.reference else ""
    if piece.side is Side.ALONE:
        return f'<x id="{piece.id}" ctype="{kind}"{reference}/>'
    if piece.whole:
        return f'<g id="{piece.id}" ctype="{kind}"{reference}>' if piece.side is Side.OPEN else "</g>"
    if piece.lone:
        side = "open" if piece.side is Side.OPEN else "close"
        return f'<it id="{piece.id}" pos="{side}" ctype="{kind}"/>'
    if piece.side is Side.OPEN:
        return f'<bx id="b{piece.id}" rid="{piece.number}" ctype="{kind}"{reference}/>'
    return f'<ex id="e{piece.id}" rid="{piece.number}"/>'


def read_xliff12(content: bytes) -> Incoming:
    """The catalogue in ``content``, entry by entry. Raises CatalogueError and the like for no XLIFF, or cut off."""
    return read(content, _Reader())


class _Reader(Reader):
    """What XLIFF 1.2 calls a unit, and how it says how far that is."""

    UNIT, ASIDE, FROM = "trans-unit", "alt-trans", "from"

    def __init__(self) -> None:
        super().__init__()
        self._id = self._state = ""

    def text(self) -> Text:
        return Text(_SIDES, _NATIVE)

    def begins(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "file":
                self.locale = attributes.get("target-language", self.locale)
                self.source_locale = attributes.get("source-language", self.source_locale)
            case "phase":
                self.translator = attributes.get("contact-name", self.translator)
            case "trans-unit":
                self._id, self._state = attributes.get("id", ""), ""
            case "target":
                self._state = attributes.get("state", "")

    @property
    def unit(self) -> str:
        return self._id

    @property
    def unfinished(self) -> bool:
        return self._state in _UNFINISHED or self._state.startswith("needs-review")
