"""The parts of a DOCX package: which file is the document, which its notes and styles, as its relationships say."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from transflow.errors import N_, InputError
from transflow.formats.documents.docx.names import NAMESPACES, PACKAGE_NAMESPACES
from transflow.formats.documents.package import Package, open_package
from transflow.formats.documents.xml import Kind, Xml, parse

CONTENT_TYPES: Final = "[Content_Types].xml"
#: First file of an OpenDocument package; it holds the kind of document.
_MIMETYPE: Final = "mimetype"
#: Main parts of the other programs' documents, by the root of their XML.
_OTHERS: Final = {"workbook": "XLSX", "presentation": "PPTX"}
_PREFIXED_ROOT: Final = "w:document"


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship of a part: the last word of its type, and its target: a part's name, or an address outside."""

    type: str
    target: str
    outside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What of a package is read. ``main`` is parsed; notes, styles and numbering are names, "" where there are none."""

    package: Package
    main: Xml
    footnotes: str
    endnotes: str
    styles: str
    numbering: str
    relations: Mapping[str, Relation]

    def xml(self, name: str) -> Xml:
        """A part as tokens; InputError where it is missing or damaged."""
        return _xml(self.package, name)

    def relations_of(self, name: str) -> Mapping[str, Relation]:
        """A part's relationships by their ids."""
        return self.relations if name == self.main.part else _relations(self.package, name)


def parts_of(content: bytes) -> Parts:
    """The parts of a DOCX package; InputError where it is damaged, or is no Word document."""
    package = open_package(content)
    if _MIMETYPE in package:
        kind = package.bytes(_MIMETYPE)[:80]
        if kind.startswith(b"application/vnd.oasis.opendocument.text"):
            raise InputError(
                N_("The file is an OpenDocument text with another ending."),
                remedy=N_("Rename it to .odt and add it again."),
            )
    mains = [found.target for found in _relations(package, "").values() if found.type == "officeDocument"]
    if not mains:
        raise InputError(
            N_("The file is a ZIP archive, but no Word document."),
            remedy=N_("Save the article as .docx and add it again."),
        )
    main = _xml(package, mains[0])
    root = main.root
    if main.tokens[root].name != _PREFIXED_ROOT:
        other = _OTHERS.get(main.tokens[root].name.rpartition(":")[2])
        if other:
            raise InputError(
                N_("The file is no Word document but {kind}."),
                remedy=N_("Save the article as .docx and add it again."),
                kind=other,
            )
        raise InputError(
            N_("“{part}” in the file is no Word document."),
            remedy=N_("Save the article as .docx and add it again."),
            part=main.part,
        )
    relations = _relations(package, main.part)

    def target(kind: str) -> str:
        return next((r.target for r in relations.values() if r.type == kind and r.target in package), "")

    return Parts(
        package=package,
        main=main,
        footnotes=target("footnotes"),
        endnotes=target("endnotes"),
        styles=target("styles"),
        numbering=target("numbering"),
        relations=relations,
    )


def relations_name(part: str) -> str:
    """The file that holds a part's relationships; of the package itself with ""."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _xml(package: Package, name: str) -> Xml:
    if name not in package:
        raise InputError(
            N_("“{part}” is missing in the file."),
            remedy=N_("Open the document in Word, save it anew and try again."),
            part=name,
        )
    return parse(package.text(name), NAMESPACES, name)


def _relations(package: Package, part: str) -> dict[str, Relation]:
    name = relations_name(part)
    if name not in package:
        return {}
    xml = parse(package.text(name), PACKAGE_NAMESPACES, name)
    found: dict[str, Relation] = {}
    for index, token in enumerate(xml.tokens):
        if token.kind in (Kind.EMPTY, Kind.START) and token.name == "rel:Relationship":
            said = xml.attributes(index)
            outside = said.get("TargetMode") == "External"
            target = said.get("Target", "")
            if not outside:
                target = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
            found[said.get("Id", "")] = Relation(said.get("Type", "").rpartition("/")[2], target, outside)
    return found
