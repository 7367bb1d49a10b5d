"""A DOCX, read: its parts put together into places and notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from transflow.domain.findings import Finding
from transflow.formats.documents.anatomy import Anatomy
from transflow.formats.documents.docx.body import Draft, Flow
from transflow.formats.documents.docx.changes import refuse_changes
from transflow.formats.documents.docx.items import Cite
from transflow.formats.documents.docx.kinds import tell_kinds
from transflow.formats.documents.docx.listed import Listing, bind_listed
from transflow.formats.documents.docx.looks import Look
from transflow.formats.documents.docx.notes import (
    Model,
    cited_keys,
    entries_of,
    highest_id,
    model_of,
    note_elements,
    number_formats,
    set_lead,
)
from transflow.formats.documents.docx.own import NotesPart, plain_model
from transflow.formats.documents.docx.parts import Parts, parts_of
from transflow.formats.documents.docx.pieces import fill
from transflow.formats.documents.docx.styles import Styles
from transflow.formats.documents.package import Package
from transflow.formats.documents.skeleton import Entry, Place, Reading, reading
from transflow.formats.documents.xml import Xml


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document, read: its package, the texts of the parts that are translated, the reading, and how notes are added."""

    package: Package
    texts: Mapping[str, str]
    reading: Reading
    listing: Listing | None
    notes: NotesPart


def read_source(content: bytes, anatomy: Anatomy) -> Source:
    """The document in ``content``; InputError where it cannot be taken."""
    parts = parts_of(content)
    styles = Styles(
        parts.xml(parts.styles) if parts.styles else None, parts.xml(parts.numbering) if parts.numbering else None
    )
    return _Reader(parts, styles, anatomy).source()


class _Reader:
    def __init__(self, parts: Parts, styles: Styles, anatomy: Anatomy) -> None:
        self.parts = parts
        self.styles = styles
        self.anatomy = anatomy
        self.places: list[Place] = []
        self.entries: list[Entry] = []
        self.findings: list[Finding] = []

    def source(self) -> Source:
        """Read the document, then its notes in the order of their citations."""
        main = self.parts.main
        refuse_changes(main, self.anatomy.tracked_changes)
        flow = Flow(main, self.styles, self.parts.relations, 0)
        flow.walk(main.root)
        drafts = flow.drafts
        noted = {
            kind: name for kind, name in (("footnote", self.parts.footnotes), ("endnote", self.parts.endnotes)) if name
        }
        xmls = {kind: self.parts.xml(name) for kind, name in noted.items()}
        for xml in xmls.values():
            refuse_changes(xml, self.anatomy.tracked_changes)
        cited = cited_keys(drafts)
        listing = None if cited else bind_listed(drafts, main.text)
        if listing is not None:
            self.entries += listing.entries
            self.findings += listing.findings
        tell_kinds(drafts, self.styles, self.anatomy)
        self._settle(drafts, flow)
        models = self._notes(xmls, cited, flow.line)
        return Source(
            package=self.parts.package,
            texts={xml.part: xml.text for xml in (main, *xmls.values())},
            reading=reading("docx", self.places, self.entries, self.findings),
            listing=listing,
            notes=self._part(xmls, cited, models),
        )

    def _settle(self, drafts: list[Draft], flow: Flow) -> None:
        for draft in drafts:
            fill(draft.place, draft.items)
        self.places += sorted([*(draft.place for draft in drafts), *flow.attributes], key=lambda place: place.start)

    def _notes(self, xmls: Mapping[str, Xml], cited: Mapping[str, Cite], line: int) -> dict[str, Model]:
        """Take the bodies of the notes; returns for each kind what a new note is modelled on."""
        elements = {kind: note_elements(xml, kind) for kind, xml in xmls.items()}
        flows = {kind: Flow(xml, self.styles, self.parts.relations_of(xml.part), line) for kind, xml in xmls.items()}
        known = {key: kind for kind, found in elements.items() for key in found}
        keys = [*(key for key in cited if key in known), *(key for key in known if key not in cited)]
        self.entries += entries_of(keys, cited, number_formats([self.parts.main]))
        models: dict[str, Model] = {}
        for key in keys:
            kind = known[key]
            flow = flows[kind]
            flow.line = line
            flow.drafts, flow.attributes = [], []
            flow.walk(elements[kind][key], key)
            line = flow.line
            if flow.drafts:
                set_lead(flow.drafts[0], cited, flow.xml.text)
            model = model_of(flow, flow.drafts)
            if model.opening:
                models.setdefault(kind, model)
            self._settle(flow.drafts, flow)
        return models

    def _part(self, xmls: Mapping[str, Xml], cited: Mapping[str, Cite], models: Mapping[str, Model]) -> NotesPart:
        """Where new notes go: among the footnotes, or among the endnotes of a document that has only these."""
        kinds = {key.partition(":")[0] for key in cited}
        kind = "endnote" if kinds == {"endnote"} else "footnote"
        looks = (cite.fragments[0].look for key, cite in cited.items() if key.startswith(kind) and not cite.label)
        citation = next((look for look in looks if look is not None), None) or self._raised(kind)
        xml = xmls.get(kind)
        main = self.parts.main
        return NotesPart(
            kind=kind,
            name=xml.part if xml is not None else "",
            last=highest_id(xml, kind) if xml is not None else 0,
            citation=citation,
            model=models.get(kind) or plain_model(kind, self.styles.ids.get(f"{kind} text", ""), self._raised(kind)),
            main=main.part,
            strict="purl.oclc.org/ooxml/wordprocessingml" in main.text[: main.tokens[main.root].end],
        )

    def _raised(self, kind: str) -> Look:
        """How the number of a note looks where no other one shows it."""
        style = self.styles.ids.get(f"{kind} reference", "")
        return Look(before=f'<w:rStyle w:val="{style}"/>' if style else '<w:vertAlign w:val="superscript"/>')
