"""The articles as DOCX and ODT files, with real footnotes, down to the runs that Word scatters."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Iterable
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from benchmarks.articles import Part, Run, blocks

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
#: A picture of one pixel.
_PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = (
    f'xmlns:w="{_WORD}" xmlns:r="{_RELATIONS}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_CONTENT_TYPES = (
    _XML + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
    + "".join(
        f'<Override PartName="/word/{name}.xml" '
        f'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"/>'
        for name, kind in (
            ("document", "document.main"),
            ("styles", "styles"),
            ("numbering", "numbering"),
            ("footnotes", "footnotes"),
            ("settings", "settings"),
        )
    )
    + "</Types>"
)
_ROOT_RELATIONS = (
    _XML + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>'
)
#: Style id → what else the style says.
_STYLES = {
    "Normal": '<w:name w:val="Normal"/>',
    "Title": '<w:name w:val="Title"/><w:basedOn w:val="Normal"/>',
    "Heading1": '<w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr>',
    "Caption": '<w:name w:val="caption"/><w:basedOn w:val="Normal"/>',
    "ListParagraph": '<w:name w:val="List Paragraph"/><w:basedOn w:val="Normal"/>',
    "FootnoteText": '<w:name w:val="footnote text"/><w:basedOn w:val="Normal"/>',
}
_DOCX_STYLES = (
    _XML
    + f"<w:styles {_W}>"
    + "".join(f'<w:style w:type="paragraph" w:styleId="{name}">{says}</w:style>' for name, says in _STYLES.items())
    + '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>'
    '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/></w:style></w:styles>'
)
_DOCX_NUMBERING = (
    _XML + f'<w:numbering {_W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>'
    '<w:lvlText w:val="•"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
_DOCX_SETTINGS = _XML + f'<w:settings {_W}><w:zoom w:percent="100"/></w:settings>'
_FOOTNOTE_MARKS = "".join(
    f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{mark}/></w:r></w:p></w:footnote>'
    for kind, number, mark in (("separator", -1, "separator"), ("continuationSeparator", 0, "continuationSeparator"))
)
_LINKED = '<w:rStyle w:val="Hyperlink"/>'
_DOCX_KINDS = {
    "title": "Title",
    "heading": "Heading1",
    "caption": "Caption",
    "highlight": "ListParagraph",
}


def as_docx(number: int, count: int = 1) -> bytes:
    """Article ``number``, or ``count`` from there, as Word saves it: words split over runs, footnotes in their own part."""
    return docx_package(blocks(number, count))


def docx_package(parts: list[Part]) -> bytes:
    """A package of ``parts``."""
    links: dict[str, str] = {}
    body: list[str] = []
    notes: list[str] = []
    for kind, group in groupby(parts, _group):
        if kind == "note":
            notes += [_docx_note(part, links) for part in group]
        elif kind == "cell":
            body.append(_docx_table(list(group), links))
        elif kind == "figure":
            alt, caption = group
            body.append(_docx_picture(alt.text, len(body)) + _docx_paragraph(caption.runs, "Caption", links))
        else:
            body += [_docx_paragraph(part.runs, _DOCX_KINDS.get(part.kind, ""), links) for part in group]
    document = (
        f'{_XML}<w:document {_W}><w:body>{"".join(body)}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
        "</w:body></w:document>"
    )
    files = {
        "[Content_Types].xml": _CONTENT_TYPES.encode(),
        "_rels/.rels": _ROOT_RELATIONS.encode(),
        "word/document.xml": document.encode(),
        "word/_rels/document.xml.rels": _docx_relations(links, picture=True).encode(),
        "word/styles.xml": _DOCX_STYLES.encode(),
        "word/numbering.xml": _DOCX_NUMBERING.encode(),
        "word/settings.xml": _DOCX_SETTINGS.encode(),
        "word/footnotes.xml": f"{_XML}<w:footnotes {_W}>{_FOOTNOTE_MARKS}{''.join(notes)}</w:footnotes>".encode(),
        "word/_rels/footnotes.xml.rels": _docx_relations(links, picture=False).encode(),
        "word/media/image1.png": _PICTURE,
    }
    return _zipped(files)


def _group(part: Part) -> str:
    return "cell" if part.kind.startswith("cell") else "figure" if part.kind in ("alt", "caption") else part.kind


def _docx_relations(links: dict[str, str], *, picture: bool) -> str:
    own = [
        ("rIdS", "styles", "styles.xml"),
        ("rIdN", "numbering", "numbering.xml"),
        ("rIdF", "footnotes", "footnotes.xml"),
    ]
    own += [("rIdT", "settings", "settings.xml"), ("rIdP", "image", "media/image1.png")]
    return (
        f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="{name}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
            for name, kind, target in (own if picture else ())
        )
        + "".join(
            f'<Relationship Id="{name}" Type="{_RELATIONS}/hyperlink" Target={quoteattr(href)} TargetMode="External"/>'
            for href, name in links.items()
        )
        + "</Relationships>"
    )


def _docx_run(text: str, look: str = "") -> str:
    """A run; Word splits one of several words where somebody once stopped typing, and marks what it takes for misspelt."""
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    half = text.find(" ", len(text) // 2)
    pieces = [text[:half], text[half:]] if half > 0 and len(text) > 60 else [text]
    runs = [
        f'<w:r w:rsidR="00{number}A41C7">{properties}<w:t xml:space="preserve">{escape(piece)}</w:t></w:r>'
        for number, piece in enumerate(pieces)
    ]
    return '<w:proofErr w:type="spellStart"/><w:proofErr w:type="spellEnd"/>'.join(runs)


def _docx_runs(runs: Iterable[Run], links: dict[str, str]) -> str:
    written = []
    for run in runs:
        if run.look == "note":
            written.append(
                '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
                f'<w:footnoteReference w:id="{run.text}"/></w:r>'
            )
        elif run.look == "link":
            name = links.setdefault(run.href, f"rId{len(links) + 100}")
            written.append(f'<w:hyperlink r:id="{name}" w:history="1">{_docx_run(run.text, _LINKED)}</w:hyperlink>')
        else:
            written.append(_docx_run(run.text, {"strong": "<w:b/>", "emphasis": "<w:i/>"}.get(run.look, "")))
    return "".join(written)


def _docx_paragraph(runs: Iterable[Run], style: str, links: dict[str, str], before: str = "") -> str:
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' if style == "ListParagraph" else ""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/>{listed}</w:pPr>' if style else ""
    return f'<w:p w:rsidR="00A41C70" w:rsidRDefault="00A41C70">{properties}{before}{_docx_runs(runs, links)}</w:p>'


def _docx_picture(alt: str, number: int) -> str:
    graphic = (
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        '<pic:nvPicPr><pic:cNvPr id="0" name="image1.png"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        '<a:blip r:embed="rIdP"/></pic:blipFill><pic:spPr/></pic:pic></a:graphicData></a:graphic>'
    )
    return (
        '<w:p><w:r><w:drawing><wp:inline><wp:extent cx="9525" cy="9525"/>'
        f'<wp:docPr id="{number}" name="Picture {number}" descr={quoteattr(alt)}/>'
        f"{graphic}</wp:inline></w:drawing></w:r></w:p>"
    )


def _docx_table(parts: list[Part], links: dict[str, str]) -> str:
    rows = []
    for _, cells in groupby(parts, lambda part: part.kind.split()[1]):
        rows.append(
            "<w:tr>"
            + "".join(f"<w:tc><w:tcPr/>{_docx_paragraph(cell.runs, '', links)}</w:tc>" for cell in cells)
            + "</w:tr>"
        )
    return f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>{''.join(rows)}</w:tbl>"


def _docx_note(part: Part, links: dict[str, str]) -> str:
    mark = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
    first, *more = part.paragraphs
    opened = _docx_paragraph((Run(" " + first[0].text, first[0].look), *first[1:]), "FootnoteText", links, mark)
    return (
        f'<w:footnote w:id="{part.note}">{opened}'
        + "".join(_docx_paragraph(runs, "FootnoteText", links) for runs in more)
        + "</w:footnote>"
    )


_NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
}
_O = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in _NAMES.items()) + ' office:version="1.3"'
_ODT_STYLES = (
    f'{_XML}<office:document-styles {_O}><office:styles><style:style style:name="Standard" style:family="paragraph"/>'
    '<style:style style:name="Title" style:family="paragraph" style:parent-style-name="Standard"/>'
    '<style:style style:name="Footnote" style:family="paragraph" style:parent-style-name="Standard"/>'
    "</office:styles></office:document-styles>"
)
_ODT_AUTOMATIC = (
    '<office:automatic-styles><style:style style:name="T1" style:family="text">'
    '<style:text-properties fo:font-weight="bold"/></style:style><style:style style:name="T2" style:family="text">'
    '<style:text-properties fo:font-style="italic"/></style:style></office:automatic-styles>'
)
_ODT_TYPE = "application/vnd.oasis.opendocument.text"
_ODT_MANIFEST = (
    f'{_XML}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
    f'manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODT_TYPE}"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in (("content.xml", "text/xml"), ("styles.xml", "text/xml"), ("Pictures/p1.png", "image/png"))
    )
    + "</manifest:manifest>"
)


def as_odt(number: int, count: int = 1) -> bytes:
    """Article ``number``, or ``count`` from there, as LibreOffice saves it: each footnote's body inside its marker."""
    return odt_package(blocks(number, count))


def odt_package(parts: list[Part]) -> bytes:
    """A package of ``parts``."""
    notes = {str(part.note): part for part in parts if part.note}
    body: list[str] = []
    for kind, group in groupby((part for part in parts if not part.note), _group):
        if kind == "highlight":
            items = "".join(f"<text:list-item>{_odt_paragraph(part, notes)}</text:list-item>" for part in group)
            body.append(f"<text:list>{items}</text:list>")
        elif kind == "cell":
            body.append(_odt_table(list(group), notes))
        elif kind == "figure":
            alt, caption = group
            body.append(_odt_picture(alt.text, len(body)) + _odt_paragraph(caption, notes))
        else:
            body += [_odt_paragraph(part, notes) for part in group]
    content = (
        f"{_XML}<office:document-content {_O}>{_ODT_AUTOMATIC}<office:body><office:text>{''.join(body)}"
        "</office:text></office:body></office:document-content>"
    )
    files = {
        "mimetype": _ODT_TYPE.encode(),
        "content.xml": content.encode(),
        "styles.xml": _ODT_STYLES.encode(),
        "META-INF/manifest.xml": _ODT_MANIFEST.encode(),
        "Pictures/p1.png": _PICTURE,
    }
    return _zipped(files)


def _odt_runs(runs: Iterable[Run], notes: dict[str, Part]) -> str:
    written = []
    for run in runs:
        words = escape(run.text)
        if run.look == "note":
            paragraphs = "".join(
                f'<text:p text:style-name="Footnote">{_odt_runs(paragraph, notes)}</text:p>'
                for paragraph in notes[run.text].paragraphs
            )
            written.append(
                f'<text:note text:id="ftn{words}" text:note-class="footnote"><text:note-citation>{words}'
                f"</text:note-citation><text:note-body>{paragraphs}</text:note-body></text:note>"
            )
        elif run.look == "link":
            written.append(f'<text:a xlink:type="simple" xlink:href={quoteattr(run.href)}>{words}</text:a>')
        elif run.look:
            style = "T1" if run.look == "strong" else "T2"
            written.append(f'<text:span text:style-name="{style}">{words}</text:span>')
        else:
            written.append(words)
    return "".join(written)


def _odt_paragraph(part: Part, notes: dict[str, Part]) -> str:
    words = _odt_runs(part.runs, notes)
    if part.kind == "heading":
        return f'<text:h text:style-name="Heading" text:outline-level="2">{words}</text:h>'
    style = "Title" if part.kind == "title" else "Standard"
    return f'<text:p text:style-name="{style}">{words}</text:p>'


def _odt_picture(alt: str, number: int) -> str:
    return (
        f'<text:p text:style-name="Standard"><draw:frame draw:name="Picture{number}" text:anchor-type="as-char">'
        f'<draw:image xlink:href="Pictures/p1.png"/><svg:desc>{escape(alt)}</svg:desc></draw:frame></text:p>'
    )


def _odt_table(parts: list[Part], notes: dict[str, Part]) -> str:
    rows = []
    for _, cells in groupby(parts, lambda part: part.kind.split()[1]):
        written = "".join(f"<table:table-cell>{_odt_paragraph(cell, notes)}</table:table-cell>" for cell in cells)
        rows.append(f"<table:table-row>{written}</table:table-row>")
    return (
        '<table:table table:name="Roads"><table:table-column table:number-columns-repeated="2"/>'
        f"{''.join(rows)}</table:table>"
    )


def _zipped(files: dict[str, bytes]) -> bytes:
    """A package with ``files`` in their order; a type is stored as it is, the rest is compressed."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for name, file in files.items():
            entry = zipfile.ZipInfo(name, (2026, 3, 12, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            package.writestr(entry, file)
    return content.getvalue()
