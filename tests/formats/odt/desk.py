"""Small OpenDocument texts made from pieces of XML, and translations of them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping

from transflow.domain.article import Article, BlockKind
from transflow.domain.reassembly import AssembledNote, Assembly, assemble
from transflow.formats.documents import Anatomy
from transflow.formats.documents.odt import OdtFormat

ODT = OdtFormat()
ANATOMY = Anatomy()
ACCEPT = Anatomy(tracked_changes="accept")
MIMETYPE = "application/vnd.oasis.opendocument.text"
OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
XMLNS = " ".join(
    [
        *(f'xmlns:{name}="{OASIS}{name}:1.0"' for name in ("office", "style", "text", "table", "form", "manifest")),
        f'xmlns:draw="{OASIS}drawing:1.0" xmlns:svg="{OASIS}svg-compatible:1.0" xmlns:fo="{OASIS}xsl-fo-compatible:1.0"',
        'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:math="http://www.w3.org/1998/Math/MathML"',
        'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"',
        'xmlns:field="urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0"',
        'xmlns:officeooo="http://openoffice.org/2009/office" xmlns:dc="http://purl.org/dc/elements/1.1/"',
    ]
)
#: Automatic styles that most tests need: bold, italic, raised, nothing but a language, nothing but a revision mark.
AUTOMATIC = "".join(
    f'<style:style style:name="{name}" style:family="text"><style:text-properties {said}/></style:style>'
    for name, said in {
        "B": 'fo:font-weight="bold" style:font-weight-asian="bold"',
        "I": 'fo:font-style="italic" officeooo:rsid="0001"',
        "I2": 'fo:font-style="italic" officeooo:rsid="0002"',
        "UP": 'style:text-position="super 58%"',
        "DOWN": 'style:text-position="-33% 58%"',
        "U": 'style:text-underline-style="solid"',
        "S": 'style:text-line-through-style="solid"',
        "RED": 'fo:color="#ff0000"',
        "LANG": 'fo:language="fr" fo:country="FR"',
        "RSID": 'officeooo:rsid="0012ab"',
    }.items()
)
STYLES = "".join(
    f'<style:style style:name="{name}" style:family="{family}" {more}/>'
    for name, family, more in (
        ("Standard", "paragraph", ""),
        ("Text_20_body", "paragraph", 'style:parent-style-name="Standard"'),
        ("Title", "paragraph", 'style:parent-style-name="Standard"'),
        ("Quotations", "paragraph", 'style:parent-style-name="Standard"'),
        ("Caption", "paragraph", 'style:parent-style-name="Standard"'),
        ("Illustration", "paragraph", 'style:parent-style-name="Caption"'),
        ("Source_20_Text", "text", 'style:display-name="Source Text"'),
        ("Footnote_20_anchor", "text", ""),
    )
)
#: A change that nobody has accepted or rejected.
CHANGES = (
    "<text:tracked-changes><text:changed-region text:id='c1'><text:deletion><text:p>gone</text:p></text:deletion>"
    "</text:changed-region></text:tracked-changes>"
)


def content_xml(body: str, automatic: str = AUTOMATIC) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {XMLNS} office:version="1.3">'
        f"<office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )


def odt(
    body: str = "<text:p>Words.</text:p>",
    *,
    automatic: str = "",
    manifest: str = "",
    more: Mapping[str, bytes] | None = None,
    leave_out: str = "",
    content: bytes | None = None,
) -> bytes:
    """A package with ``body`` inside ``office:text``; ``content`` for a whole content.xml of one's own."""
    files = {
        "mimetype": MIMETYPE.encode(),
        "content.xml": content if content is not None else content_xml(body, AUTOMATIC + automatic).encode(),
        "styles.xml": f"<office:document-styles {XMLNS}><office:styles>{STYLES}</office:styles></office:document-styles>".encode(),
        "Pictures/1.png": bytes(range(200)),
        "META-INF/manifest.xml": (
            f'<manifest:manifest {XMLNS}><manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}"/>'
            f"{manifest}</manifest:manifest>"
        ).encode(),
        **(more or {}),
    }
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as out:
        for name, written in files.items():
            if name != leave_out:
                info = zipfile.ZipInfo(name, (2024, 5, 6, 7, 8, 10))
                info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
                out.writestr(info, written)
    return sink.getvalue()


def note(words: str, number: int = 1, kind: str = "footnote") -> str:
    """A note with one paragraph, as LibreOffice writes it."""
    return (
        f'<text:note text:id="ftn{number}" text:note-class="{kind}"><text:note-citation>{number}</text:note-citation>'
        f'<text:note-body><text:p text:style-name="Footnote">{words}</text:p></text:note-body></text:note>'
    )


def read(content: bytes, anatomy: Anatomy = ANATOMY) -> Article:
    return ODT.read(content, anatomy)


def texts(article: Article) -> list[str]:
    return [block.content.text for block in article.blocks]


def kinds(article: Article) -> list[str]:
    return [block.kind.value for block in article.blocks]


def body_of(content: bytes) -> str:
    """What stands inside ``office:text``."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        text = opened.read("content.xml").decode()
    match = re.search(r"<office:text>(.*)</office:text>", text, re.DOTALL)
    assert match is not None
    return match.group(1)


def untranslated(article: Article) -> Assembly:
    return assemble(article, [], {}, "tr")


def translated(article: Article, say: Mapping[int, str] | Callable[[str], str]) -> Assembly:
    """An assembly in which blocks say something else, by their index, or all of them by a function."""
    new = say if isinstance(say, Mapping) else {b.index: say(b.content.text) for b in article.blocks}
    running = {
        b.index: new.get(b.index, b.content.text)
        for b in article.blocks
        if b.kind not in (BlockKind.NOTE, BlockKind.FURNITURE)
    }
    notes = tuple(
        AssembledNote(
            number=n.number, texts=tuple(new.get(i, article.blocks[i].content.text) for i in n.blocks), source=n.number
        )
        for n in sorted(article.notes, key=lambda n: n.number)
    )
    return Assembly(locale="tr", texts=running, notes=notes)


def write(content: bytes, say: Mapping[int, str] | Callable[[str], str], anatomy: Anatomy = ANATOMY) -> bytes:
    return ODT.write(content, anatomy, translated(read(content, anatomy), say))


def written(body: str, say: Mapping[int, str] | Callable[[str], str], **how: str) -> str:
    """The body of a document after a translation."""
    return body_of(write(odt(body, **how), say))  # type: ignore[arg-type]
