"""XLIFF 1.2 (OASIS Standard of 2008): what most translation tools still read best.

Codes are ``g``, ``x``, ``bx`` and ``ex``, and ``it`` where the other half of a pair stands in another sentence; none holds
foreign markup, so that no tool shows any to a translator.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Final

from transflow.domain.codes import CodeKind, Side
from transflow.errors import TooLargeError
from transflow.formats.catalogues.base import Catalogue, CatalogueEntry, Incoming
from transflow.formats.catalogues.xliff import FILE_LIMIT, Piece, Text, inline, sort_out
from transflow.formats.catalogues.xmlstream import Listener, Words, read_xml
from transflow.formats.documents.xml import escaped, escaped_value

NAMESPACE: Final = "urn:oasis:names:tc:xliff:document:1.2"
#: Who a note is from: us, the translator; and what the header holds for us.
_OURS, _TRANSLATOR, _BASE, _NAME = "transflow", "translator", "transflow-base", "transflow-article"
_NOTE_LIMIT: Final = 10_000

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
        f'<note from="{_NAME}">{escaped(catalogue.name)}</note>',
        f'<note from="{_BASE}">{escaped(catalogue.base)}</note>',
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
        yield f'<note from="{_OURS}" annotates="source">{escaped(line)}</note>'
    if entry.translator_comment:
        yield f'<note from="{_TRANSLATOR}" annotates="target">{escaped(entry.translator_comment)}</note>'
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
        last_translator=reader.translator,
    )


class _Reader(Listener[tuple[CatalogueEntry, bool]]):
    """Entries out of tags and words."""

    def __init__(self) -> None:
        super().__init__()
        self.locale = self.source_locale = self.translator = ""
        self.said: dict[str, str] = {}
        self._in_alternative = 0
        self._text: Text | None = None
        self._inside = 0
        self._words: Words | None = None
        self._from = ""
        self._begin({}, 0)
        self._in_unit = False

    def _begin(self, attributes: dict[str, str], line: int) -> None:
        self._in_unit = True
        self._id = attributes.get("id", "")
        self._line = line
        self._source, self._target = Text(_SIDES, _NATIVE), Text(_SIDES, _NATIVE)
        self._state: str | None = None
        self._comments: list[str] = []

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if self._text is not None:
            self._inside += 1
            self._text.opened(name, attributes)
        elif name == "file":
            self.locale = attributes.get("target-language", self.locale)
            self.source_locale = attributes.get("source-language", self.source_locale)
        elif name == "phase":
            self.translator = attributes.get("contact-name", self.translator)
        elif name == "trans-unit":
            self._begin(attributes, self.line)
        elif name == "alt-trans":
            self._in_alternative += 1
        elif name in ("source", "target") and self._in_unit and not self._in_alternative:
            if name == "target":
                self._state = attributes.get("state")
            self._text = self._source if name == "source" else self._target
            self.hear(self._text.said)
        elif name == "note" and not self._in_alternative:
            self._from = attributes.get("from", "")
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
            if self._from in (_BASE, _NAME):
                self.said[self._from] = words
            elif self._in_unit and self._from != _OURS and words:
                self._comments.append(words)
        elif name == "alt-trans":
            self._in_alternative -= 1
        elif name == "trans-unit":
            self._in_unit = False
            target = self._target.text
            entry = CatalogueEntry(
                unit=self._id,
                source=self._source.text,
                target=target,
                fuzzy=bool(target) and self._is_unfinished(),
                translator_comment="\n".join(self._comments),
                line=self._line,
            )
            self.ready.append((entry, self._target.over or self._source.over))

    def _is_unfinished(self) -> bool:
        state = self._state or ""
        return state in _UNFINISHED or state.startswith("needs-review")
