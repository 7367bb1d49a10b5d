"""What cannot be taken as an OpenDocument text gets a clear word, never a traceback."""

from __future__ import annotations

import io
import zipfile

import pytest
from tests.formats.odt.desk import ACCEPT, ANATOMY, CHANGES, XMLNS, content_xml, odt, read, texts

from transflow.errors import InputError


def archive(**files: bytes) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as out:
        for name, content in files.items():
            out.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return sink.getvalue()


ENCRYPTED = (
    '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data manifest:checksum="x"/>'
    "</manifest:file-entry>"
)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"just words", "not a package", id="words"),
        pytest.param(odt()[:-300], "cut off", id="cut-off"),
        pytest.param(odt(leave_out="content.xml"), "content.xml", id="no-content"),
        pytest.param(odt(manifest=ENCRYPTED), "encrypted", id="encrypted"),
        pytest.param(archive(word__document_xml=b"<w/>"), "DOCX", id="docx"),
        pytest.param(archive(mimetype=b"application/epub+zip"), "EPUB", id="epub"),
        pytest.param(
            odt(content=content_xml("").replace("office:text", "office:spreadsheet").encode()), "ODS", id="ods"
        ),
        pytest.param(odt(content=b"<html/>"), "html", id="html"),
        pytest.param(odt(content=b"<a><b></a>"), "damaged", id="ill-formed"),
        pytest.param(odt(content=b""), "damaged", id="empty"),
        pytest.param(odt(content=content_xml("<text:p>\x01</text:p>")[:-40].encode()), "damaged", id="content-cut-off"),
        pytest.param(
            odt(content=b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"), "type", id="entities"
        ),
        pytest.param(odt("<text:span>" * 100_000 + "</text:span>" * 100_000), "inside one another", id="deep"),
        pytest.param(odt("<text:p>" + "<text:span>" * 400_000), "inside one another", id="deep-and-open"),
        pytest.param(odt(content=content_xml("<text:p>ı</text:p>").encode("iso-8859-9")), "encoding", id="encoding"),
        pytest.param(b"<?xml version='1.0'?><html/>", "html", id="flat-of-another-kind"),
        pytest.param(odt(CHANGES + "<text:p>a</text:p>"), "1 tracked change", id="tracked-changes"),
    ],
)
def test_refused(content: bytes, says: str) -> None:
    with pytest.raises(InputError) as caught:
        read(content)
    assert says in str(caught.value)
    assert caught.value.remedy


def test_tracked_changes_by_setting() -> None:
    content = odt(CHANGES + "<text:p>a</text:p>")
    assert texts(read(content, ACCEPT)) == ["a"]


@pytest.mark.parametrize(
    "changes",
    [
        "<text:tracked-changes/>",
        "<text:tracked-changes text:track-changes='false'></text:tracked-changes>",
        "<text:tracked-changes><text:changed-region><text:format-change/></text:changed-region></text:tracked-changes>",
    ],
)
def test_changes_that_touch_no_words(changes: str) -> None:
    assert texts(read(odt(changes + "<text:p>a</text:p>"), ANATOMY)) == ["a"]


def test_nothing_in_it() -> None:
    assert read(odt("")).blocks == ()
    assert (
        read(odt(content=content_xml("").replace("<office:text></office:text>", "<office:text/>").encode())).blocks
        == ()
    )


@pytest.mark.parametrize(
    "body",
    [
        "<text:note><text:note-body><text:p>loose</text:p></text:note-body></text:note>",
        "<text:p>a<text:note/>b</text:p>",
        "<text:p>a<text:note><text:note-body/></text:note>b</text:p>",
        "<text:p>a<text:note text:id=''><text:note-citation/></text:note>b</text:p>",
        "<text:list-item><text:p>a</text:p></text:list-item>",
        "<table:table-row><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row>",
        "<text:p>a<text:s text:c='-1'/><text:s text:c='x'/>b</text:p>",
        "<text:h text:outline-level='x'>a</text:h>",
        "<text:p>a<text:bookmark-start/>b<text:bookmark-end/></text:p>",
        "<text:p>a<text:ruby/><text:ruby><text:ruby-base/></text:ruby></text:p>",
        "<text:p>a<draw:frame/><draw:a/><text:a/></text:p>",
        "<text:p>a<text:span text:style-name='none'/></text:p>",
        "<text:p><field:fieldmark-start>x<field:param/></field:fieldmark-start>a<field:fieldmark-end/></text:p>",
        "<svg:title>loose</svg:title>",
    ],
)
def test_odd_but_harmless(body: str) -> None:
    content = odt(body)
    article = read(content)
    assert all(block.line >= 1 for block in article.blocks)


def test_a_damaged_file_beside_the_content() -> None:
    with pytest.raises(InputError, match=r"styles\.xml"):
        read(odt(more={"styles.xml": b"<a>"}))
    with pytest.raises(InputError, match="manifest"):
        read(odt(more={"META-INF/manifest.xml": f"<manifest:manifest {XMLNS}>".encode()}))


def test_without_styles_and_manifest() -> None:
    assert texts(read(odt("<text:p>a</text:p>", leave_out="styles.xml"))) == ["a"]
    assert texts(read(odt("<text:p>a</text:p>", leave_out="META-INF/manifest.xml"))) == ["a"]
