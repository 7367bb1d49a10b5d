"""Opening a text document: the parts of a package, or a flat file; what cannot be taken is refused with a clear word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from transflow.errors import N_, InputError
from transflow.formats.decoding import BOM
from transflow.formats.documents.odt.names import NAMESPACES
from transflow.formats.documents.package import Package, open_package
from transflow.formats.documents.xml import Kind, Xml, decoded, parse

#: The part that is written.
CONTENT: Final = "content.xml"
#: What a flat file is called in messages.
_FLAT: Final = "office:document"
_STYLES: Final = "styles.xml"
_MANIFEST: Final = "META-INF/manifest.xml"
_FORMULA: Final = "application/vnd.oasis.opendocument.formula"
_KINDS: Final = {
    "office:spreadsheet": "ODS",
    "office:presentation": "ODP",
    "office:drawing": "ODG",
    "office:chart": "ODC",
    "office:image": "ODI",
    "office:database": "ODB",
}
#: What a package is that is no OpenDocument, by a file in it.
_OTHERS: Final = (("word/document.xml", "DOCX"), ("xl/workbook.xml", "XLSX"), ("ppt/presentation.xml", "PPTX"))
_UTF8_BOM: Final = BOM.encode()


@dataclass(frozen=True, slots=True)
class Source:
    """A document, opened. ``package`` is None for a flat file, whose ``codec`` then turns text into bytes."""

    content: Xml
    #: The token of ``office:text``.
    root: int
    #: Where common styles stand: the flat file itself, or its own part.
    styles: Xml | None
    formulas: frozenset[str]
    package: Package | None
    codec: str = "utf-8"


def open_source(content: bytes) -> Source:
    """The document in ``content``; raises an InputError where it is none."""
    head = content[:256].lstrip(_UTF8_BOM).lstrip()
    if head.startswith((b"<?xml", b"<office:document")) or content.startswith((b"\xff\xfe<\0", b"\xfe\xff\0<")):
        text, codec = decoded(content)
        xml = parse(text, NAMESPACES, _FLAT)
        return Source(xml, _body(xml), xml, frozenset(), None, codec)
    package = open_package(content)
    _refuse_others(package)
    formulas = _manifest(package)
    if CONTENT not in package:
        raise InputError(
            N_("The package holds no content.xml, so there is nothing to translate in it."),
            remedy=N_("Open it in LibreOffice, save it again as .odt, and try the new file."),
        )
    xml = parse(package.text(CONTENT), NAMESPACES, CONTENT)
    styles = parse(package.text(_STYLES), NAMESPACES, _STYLES) if _STYLES in package else None
    return Source(xml, _body(xml), styles, formulas, package)


def _refuse_others(package: Package) -> None:
    kind = next((kind for name, kind in _OTHERS if name in package), "")
    if not kind and "mimetype" in package and package.bytes("mimetype").strip() == b"application/epub+zip":
        kind = "EPUB"
    if kind:
        raise _other_kind(kind)


def _other_kind(kind: str) -> InputError:
    return InputError(
        N_("The file is no OpenDocument text: it looks like {kind}."),
        remedy=N_("Give it the ending of its kind, or save the article as .odt."),
        kind=kind,
    )


def _manifest(package: Package) -> frozenset[str]:
    """The objects that are formulas; InputError where the manifest says that the package is encrypted."""
    if _MANIFEST not in package:
        return frozenset()
    xml = parse(package.text(_MANIFEST), NAMESPACES, _MANIFEST)
    formulas: set[str] = set()
    for index, token in enumerate(xml.tokens):
        if token.kind is Kind.END:
            continue
        if token.name == "manifest:encryption-data":
            raise InputError(
                N_("The document is encrypted with a password."),
                remedy=N_("Open it in LibreOffice and save it without a password."),
            )
        if token.name == "manifest:file-entry" and xml.value(index, "manifest:media-type") == _FORMULA:
            formulas.add(xml.value(index, "manifest:full-path").rstrip("/"))
    return frozenset(formulas)


def _body(xml: Xml) -> int:
    """The token of ``office:text``; InputError where the document is of another kind."""
    root = next(i for i, token in enumerate(xml.tokens) if token.kind in (Kind.START, Kind.EMPTY))
    for index in xml.children(root):
        if xml.tokens[index].name == "office:body":
            for child in xml.children(index):
                name = xml.tokens[child].name
                if name == "office:text":
                    return child
                if name in _KINDS:
                    raise _other_kind(_KINDS[name])
    raise _other_kind(xml.tokens[root].name)
