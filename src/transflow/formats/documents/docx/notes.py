"""Word's own notes: bodies in parts of their own, bound by their ids; what a new one is modelled on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from transflow.formats.documents.docx.body import Draft, Flow, take_lead
from transflow.formats.documents.docx.edges import lead_of
from transflow.formats.documents.docx.items import Anchor, Cite, Fragment, Solo, Text
from transflow.formats.documents.docx.looks import PLAIN, WORD, Look, Prefix
from transflow.formats.documents.docx.styles import whole_number
from transflow.formats.documents.skeleton import Entry
from transflow.formats.documents.xml import Kind, Xml

#: Notes that are none: lines between text and notes.
_SEPARATORS: Final = frozenset({"separator", "continuationSeparator", "continuationNotice"})
#: How Word numbers where nothing else is said.
_FORMATS: Final = {"footnote": "decimal", "endnote": "lowerRoman"}
_ROMAN: Final = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_SYMBOLS: Final = "*†‡§"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What a new note is modelled on: its paragraph up to the words, how those look, how names are written there."""

    opening: str = ""
    look: Look = PLAIN
    prefix: Prefix = WORD


def note_elements(xml: Xml, kind: str) -> dict[str, int]:
    """Key of each note of a part → its element, in the order of the file; the first of equal ids."""
    found: dict[str, int] = {}
    for index in xml.children(xml.root):
        token = xml.tokens[index]
        if token.name == f"w:{kind}" and xml.value(index, "w:type") not in _SEPARATORS:
            found.setdefault(f"{kind}:{xml.value(index, 'w:id')}", index)
    return found


def highest_id(xml: Xml, kind: str) -> int:
    """The highest id of a part's notes, separators included."""
    ids = (xml.value(index, "w:id") for index in xml.children(xml.root) if xml.tokens[index].name == f"w:{kind}")
    return max((whole_number(identity, 0) for identity in ids), default=0)


def cited_keys(drafts: Iterable[Draft]) -> dict[str, Cite]:
    """Key of each note that is cited → its first citation, in reading order."""
    cited: dict[str, Cite] = {}
    for draft in drafts:
        for item in draft.items:
            if isinstance(item, Cite):
                for key in item.keys:
                    cited.setdefault(key, item)
    return cited


def entries_of(keys: Sequence[str], cited: Mapping[str, Cite], formats: Mapping[str, str]) -> list[Entry]:
    """The notes ``keys`` with the labels that Word shows: numbers by citation, or the author's own marks."""
    counts: dict[str, int] = {}
    labels: dict[str, str] = {}
    for key, cite in cited.items():
        if cite.label:
            labels[key] = cite.label
            continue
        kind = key.partition(":")[0]
        counts[kind] = counts.get(kind, 0) + 1
        labels[key] = _NUMBERINGS.get(formats.get(kind, "") or _FORMATS.get(kind, ""), str)(counts[kind])
    return [Entry(key=key, label=labels.get(key) or key.partition(":")[2]) for key in keys]


def number_formats(parts: Iterable[Xml]) -> dict[str, str]:
    """Kind of note → its format of numbers, where a document says one (in its sections, or its settings)."""
    found: dict[str, str] = {}
    for xml in parts:
        for kind in _FORMATS:
            if f"{kind}Pr" not in xml.text:
                continue
            for index, token in enumerate(xml.tokens):
                if token.name == f"w:{kind}Pr" and token.kind is Kind.START:
                    for child in xml.children(index):
                        if xml.tokens[child].name == "w:numFmt":
                            found.setdefault(kind, xml.value(child, "w:val"))
    return found


def set_lead(body: Draft, cited: Mapping[str, Cite], source: str) -> None:
    """Leave what stands before the words of a body where it is: the number, the space after it, the author's own mark."""
    cite = cited.get(body.place.note or "")
    count = lead_of(body.items, source, custom=cite.label if cite is not None else "", numbered=False)
    if count:
        take_lead(body, count)


def model_of(flow: Flow, drafts: Sequence[Draft]) -> Model:
    """What new notes of a part look like, by its first one."""
    text = flow.xml.text
    for draft in drafts:
        place = draft.place
        numbers = [item for item in draft.lead if isinstance(item, Anchor) and item.number]
        if not numbers:
            continue
        start, end = draft.properties.span
        opening = [place.head or text[start:end]]
        for item in draft.lead:
            shown = isinstance(item, Text) or (isinstance(item, Anchor) and item.number) or isinstance(item, Solo)
            opening += [_run(text, f, place.prefix) for f in item.fragments if shown]
        base = next((item.look for item in draft.items if isinstance(item, Text)), PLAIN)
        return Model(opening="".join(opening), look=base, prefix=place.prefix)
    return Model()


def _run(text: str, fragment: Fragment, prefix: Prefix) -> str:
    raw = text[fragment.start : fragment.end]
    if fragment.words:
        raw = f'<{prefix.element}t xml:space="preserve">{raw}</{prefix.element}t>'
    look = fragment.look or PLAIN
    return f"<{prefix.element}r>{look.written(prefix)}{raw}</{prefix.element}r>"


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    pieces: list[str] = []
    for value, letters in _ROMAN:
        pieces.append(letters * (number // value))
        number %= value
    return "".join(pieces)


def _symbol(number: int) -> str:
    return _SYMBOLS[(number - 1) % len(_SYMBOLS)] * ((number - 1) // len(_SYMBOLS) + 1)


_NUMBERINGS: Final[Mapping[str, Callable[[int], str]]] = {
    "decimal": str,
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "chicago": _symbol,
}
