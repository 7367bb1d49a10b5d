"""Small DOCX files made of XML strings, and what tests look at in the result."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO

from transflow.domain.article import Article
from transflow.domain.reassembly import AssembledNote, Assembly

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ROOT = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:v="urn:schemas-microsoft-com:vml"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

STYLES = f"""{HEAD}<w:styles {ROOT}>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="character" w:default="1" w:styleId="Default"><w:name w:val="Default Paragraph Font"/></w:style>
<w:style w:type="paragraph" w:styleId="Baslik"><w:name w:val="Title"/><w:basedOn w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr>
<w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="My heading"/><w:basedOn w:val="H2"/></w:style>
<w:style w:type="paragraph" w:styleId="Zitat"><w:name w:val="Quote"/><w:basedOn w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Cap"><w:name w:val="caption"/></w:style>
<w:style w:type="paragraph" w:styleId="Bul"><w:name w:val="List Bullet"/>
<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="FT"><w:name w:val="footnote text"/></w:style>
<w:style w:type="character" w:styleId="FR"><w:name w:val="footnote reference"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:u w:val="single"/></w:rPr></w:style>
</w:styles>"""
NUMBERING = f"""{HEAD}<w:numbering {ROOT}>
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
</w:numbering>"""
SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
)


def t(text: str) -> str:
    """Words of a run."""
    return f'<w:t xml:space="preserve">{text}</w:t>'


def r(content: str, look: str = "") -> str:
    """A run; ``content`` without a tag is words."""
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f"<w:r>{properties}{content if content.startswith('<') else t(content)}</w:r>"


def p(content: str, style: str = "", more: str = "") -> str:
    """A paragraph; ``content`` without a tag is one run of words."""
    said = (f'<w:pStyle w:val="{style}"/>' if style else "") + more
    properties = f"<w:pPr>{said}</w:pPr>" if said else ""
    return f"<w:p>{properties}{content if content.startswith('<') else r(content)}</w:p>"


def cite(identity: int, kind: str = "footnote") -> str:
    """A run that cites a note."""
    return r(f'<w:{kind}Reference w:id="{identity}"/>', '<w:rStyle w:val="FR"/>')


def note(identity: int, content: str, kind: str = "footnote") -> str:
    """A note as Word writes it: the number in a run, and the words with a space before them."""
    body = content if content.startswith("<") else r(" " + content)
    number = r(f"<w:{kind}Ref/>", '<w:rStyle w:val="FR"/>')
    return f'<w:{kind} w:id="{identity}"><w:p><w:pPr><w:pStyle w:val="FT"/></w:pPr>{number}{body}</w:p></w:{kind}>'


def document(body: str, root: str = ROOT) -> str:
    """The text of ``word/document.xml``."""
    return f"{HEAD}<w:document {root}><w:body>{body}<w:sectPr/></w:body></w:document>"


def relation(identity: str, kind: str, target: str, *, outside: bool = False) -> str:
    """One relationship."""
    mode = ' TargetMode="External"' if outside else ""
    return f'<Relationship Id="{identity}" Type="{R}/{kind}" Target="{target}"{mode}/>'


def relations(*found: str) -> str:
    """The text of a part's relationships."""
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{HEAD}<Relationships xmlns="{namespace}">{"".join(found)}</Relationships>'


def types(*overrides: str) -> str:
    """The text of ``[Content_Types].xml``."""
    namespace = "http://schemas.openxmlformats.org/package/2006/content-types"
    return (
        f'{HEAD}<Types xmlns="{namespace}"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{MAIN_TYPE}"/>{"".join(overrides)}</Types>'
    )


def packed(files: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive of ``files``, always the same bytes."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def docx(
    body: str,
    *,
    footnotes: str = "",
    endnotes: str = "",
    links: Mapping[str, str] | None = None,
    root: str = ROOT,
    styles: str = STYLES,
    more: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """A document with ``body`` in it; ``footnotes`` and ``endnotes`` are the notes, ``links`` addresses by their ids."""
    found = [relation("rId1", "styles", "styles.xml"), relation("rId2", "numbering", "numbering.xml")]
    parts: dict[str, str | bytes] = {"word/styles.xml": styles, "word/numbering.xml": NUMBERING}
    for kind, notes in (("footnotes", footnotes), ("endnotes", endnotes)):
        if notes:
            found.append(relation(f"rId{kind}", kind, f"{kind}.xml"))
            separators = SEPARATORS.replace("footnote", kind[:-1])
            parts[f"word/{kind}.xml"] = f"{HEAD}<w:{kind} {root}>{separators}{notes}</w:{kind}>"
    found += [relation(name, "hyperlink", target, outside=True) for name, target in (links or {}).items()]
    return packed(
        {
            "[Content_Types].xml": types(),
            "_rels/.rels": relations(relation("rId1", "officeDocument", "word/document.xml")),
            "word/document.xml": document(body, root),
            "word/_rels/document.xml.rels": relations(*found),
            **parts,
            "docProps/core.xml": "<core/>",
            **(more or {}),
        }
    )


def files(content: bytes) -> dict[str, bytes]:
    """The files of a package."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def body_of(content: bytes, part: str = "word/document.xml") -> str:
    """The XML inside the root (of a document: inside its body)."""
    text = files(content)[part].decode()
    inside = re.search(r"<w:body>(.*)<w:sectPr/></w:body>", text, re.DOTALL) or re.search(
        r"<w:\w+ [^<>]*>(.*)</w:\w+>\s*\Z", text, re.DOTALL
    )
    assert inside is not None
    return inside.group(1)


def shown(article: Article) -> list[tuple[str, str]]:
    """Kind and text of each block."""
    return [(block.kind.value, block.content.text) for block in article.blocks]


def assembly(article: Article, texts: Mapping[int, str], own: Mapping[int, tuple[str, str]] | None = None) -> Assembly:
    """``texts`` by block; other blocks keep theirs. ``own``: number → text and tag of a translator's own note.

    The notes keep their numbers; a translator's own one needs a number of its own.
    """
    said = {block.index: texts.get(block.index, block.content.text) for block in article.blocks}
    notes = [
        AssembledNote(number=n.number, texts=tuple(said[index] for index in n.blocks), source=n.number)
        for n in article.notes
    ]
    notes += [AssembledNote(number=number, texts=(text,), tag=tag) for number, (text, tag) in (own or {}).items()]
    running = {b.index: said[b.index] for b in article.blocks if b.note is None and b.translatable}
    return Assembly(locale="tr", texts=running, notes=tuple(sorted(notes, key=lambda note: note.number)))
