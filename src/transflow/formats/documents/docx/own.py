"""Translators' own notes as notes of Word's own: written into the part of the notes, which is made where there is none."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from transflow.domain.reassembly import AssembledNote
from transflow.formats.documents.docx.dialect import WordDialect, own_text
from transflow.formats.documents.docx.looks import PLAIN, WORD, Look, Prefix
from transflow.formats.documents.docx.notes import Model
from transflow.formats.documents.docx.parts import CONTENT_TYPES, relations_name
from transflow.formats.documents.package import Package

_STRICT: Final = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONSHIPS: Final = {
    _STRICT: "http://purl.oclc.org/ooxml/officeDocument/relationships",
    _TRANSITIONAL: "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
_CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/"
#: The two lines between text and notes, which every part of notes begins with.
_SEPARATORS: Final = (
    '<w:{kind} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:{kind}>'
    '<w:{kind} w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:{kind}>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesPart:
    """Where new notes go. ``kind``: footnote or endnote; ``name``: of their part, "" where the document has none;
    ``last``: the highest id there; ``citation``: how a citation looks; ``model``: what a note looks like; ``main``: the
    name of the document's part; ``strict``: it follows the strict edition of the standard.
    """

    kind: str
    name: str
    last: int
    citation: Look
    model: Model
    main: str
    strict: bool = False


class WordNotes:
    """The notes that are added while a document is written; numbered in the order in which they are met."""

    def __init__(self, part: NotesPart) -> None:
        self._part = part
        self._ids: dict[int, int] = {}
        self._notes: dict[int, AssembledNote] = {}

    def citation(self, number: int, note: AssembledNote, prefix: Prefix) -> str:
        """The run that cites a note; written twice it is still one note."""
        identity = self._ids.setdefault(number, self._part.last + len(self._ids) + 1)
        self._notes[number] = note
        name = f"{prefix.element}r"
        look = self._part.citation.written(prefix)
        mark = f'<{prefix.element}{self._part.kind}Reference {prefix.attribute}id="{identity}"/>'
        return f"<{name}>{look}{mark}</{name}>"

    def changed(
        self, package: Package, texts: Mapping[str, str], dialect: WordDialect
    ) -> tuple[dict[str, str], dict[str, str]]:
        """Name → text of the parts that differ with the new notes in them, and of the parts that are new.

        ``texts`` are the parts that differ already.
        """
        if not self._notes:
            return dict(texts), {}
        part = self._part
        bodies = "".join(self._body(number, dialect) for number in self._ids)
        if part.name:
            old = texts.get(part.name) or package.text(part.name)
            return {**texts, part.name: _with(old, bodies)}, {}
        names = set(package.names)
        name = posixpath.join(posixpath.dirname(part.main), f"{part.kind}s.xml")
        while name in names:
            name = name.removesuffix(".xml") + "0.xml"
        namespace = _STRICT if part.strict else _TRANSITIONAL
        root = f"w:{part.kind}s"
        separators = _SEPARATORS.format(kind=part.kind)
        added = {name: f'{_DECLARATION}<{root} xmlns:w="{namespace}">{separators}{bodies}</{root}>'}
        changed = dict(texts)
        self._announce(package, name, namespace, changed, added)
        return changed, added

    def _announce(
        self, package: Package, name: str, namespace: str, changed: dict[str, str], added: dict[str, str]
    ) -> None:
        """Say of a new part what it is and whose it is."""
        kind = self._part.kind
        types = package.text(CONTENT_TYPES)
        prefix = _prefix(types)
        content_type = _CONTENT_TYPE.format(f"{kind}s")
        override = f'<{prefix}Override PartName="/{name}" ContentType="{content_type}"/>'
        changed[CONTENT_TYPES] = _with(types, override)
        relations = relations_name(self._part.main)
        known = relations in package
        old = package.text(relations) if known else f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}relationships">'
        old += "" if known else "</Relationships>"
        identity = "rIdNotes"
        while f'"{identity}"' in old:
            identity += "0"
        target = posixpath.basename(name)
        relation = f'Id="{identity}" Type="{_RELATIONSHIPS[namespace]}/{kind}s" Target="{target}"'
        (changed if known else added)[relations] = _with(old, f"<{_prefix(old)}Relationship {relation}/>")

    def _body(self, number: int, dialect: WordDialect) -> str:
        part, note = self._part, self._notes[number]
        prefix = part.model.prefix
        run = dialect.run(part.model.look, dialect.words(own_text(note), prefix), prefix, spoken=True)
        paragraph = f"<{prefix.element}p>{part.model.opening}{run}</{prefix.element}p>"
        name = f"{prefix.element}{part.kind}"
        return f'<{name} {prefix.attribute}id="{self._ids[number]}">{paragraph}</{name}>'


def plain_model(kind: str, text_style: str, citation: Look) -> Model:
    """What a note looks like in a document that has none. ``text_style``: id of the paragraph style, "" for none."""
    properties = f'<w:pPr><w:pStyle w:val="{text_style}"/></w:pPr>' if text_style else ""
    number = f"<w:r>{citation.written(WORD)}<w:{kind}Ref/></w:r>"
    return Model(opening=f'{properties}{number}<w:r><w:t xml:space="preserve"> </w:t></w:r>', look=PLAIN, prefix=WORD)


def _with(text: str, more: str) -> str:
    """An XML text with ``more`` at the end of its root."""
    place = text.rindex("</")
    return text[:place] + more + text[place:]


def _prefix(text: str) -> str:
    """The prefix of the root's end tag, colon included."""
    name = text[text.rindex("</") + 2 :]
    return name.partition(":")[0] + ":" if ":" in name.partition(">")[0] else ""
