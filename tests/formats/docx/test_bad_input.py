"""Files that are no Word documents, or that nobody should trust: a clear word, never a traceback."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from tests.formats.docx.building import MAIN_TYPE, R, docx, files, p, packed, r, relation, relations, types

from transflow.errors import InputError
from transflow.formats.documents import Anatomy
from transflow.formats.documents.docx import DocxFormat

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500)
GOOD = docx(p("Some words of an article."))


def refused(content: bytes, anatomy: Anatomy | None = None) -> str:
    with pytest.raises(InputError) as caught:
        DocxFormat().read(content, anatomy or Anatomy())
    assert caught.value.remedy or caught.value.default_remedy or caught.value.code == "too-large"
    return str(caught.value)


def without(name: str) -> bytes:
    return packed({known: content for known, content in files(GOOD).items() if known != name})


def instead(name: str, content: str | bytes) -> bytes:
    return packed({**files(GOOD), name: content})


def archive(content: dict[str, str]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, text in content.items():
            made.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"Just text.", "not a package"),
        (GOOD[: len(GOOD) // 2], "cut off"),
        (OLE, "encrypted with a password"),
        (archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}), "OpenDocument text"),
        (archive({"readme.txt": "no document"}), "no Word document"),
        (without("_rels/.rels"), "no Word document"),
        (without("word/document.xml"), "“word/document.xml” is missing"),
        (instead("word/document.xml", "<a/>"), "no Word document"),
        (instead("word/document.xml", '<workbook xmlns="x"/>'), "XLSX"),
        (instead("word/document.xml", "<a><b></a>"), "damaged at character 7"),
        (
            instead("word/document.xml", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
            "document type",
        ),
        (instead("word/document.xml", "<a>" * 100_000), "512 elements inside one another"),
        (instead("word/styles.xml", "<a"), "“word/styles.xml” in the file is damaged"),
        (instead("word/document.xml", b"\xff\xfe"), "“word/document.xml”"),
        (instead("_rels/.rels", "<a"), "“_rels/.rels” in the file is damaged"),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, words: str) -> None:
    assert words in refused(content)


@pytest.mark.parametrize(
    "body",
    [
        p('<w:ins w:id="1" w:author="A">' + r("new") + "</w:ins>"),
        p(r("old") + '<w:del w:id="1">' + r("<w:delText>x</w:delText>") + "</w:del>"),
        p(r("look", "<w:b/><w:rPrChange w:id='1'><w:rPr/></w:rPrChange>")),
        p(r("mark"), more='<w:rPr><w:del w:id="1"/></w:rPr>'),
        p('<w:moveTo w:id="1">' + r("moved") + "</w:moveTo>"),
    ],
)
def test_tracked_changes_are_refused_with_both_ways_out(body: str) -> None:
    with pytest.raises(InputError, match="tracked changes") as caught:
        DocxFormat().read(docx(body), Anatomy())
    assert "Accept" in caught.value.remedy
    assert 'tracked_changes = "accept"' in caught.value.remedy
    assert DocxFormat().read(docx(body), Anatomy(tracked_changes="accept")).blocks


def test_tracked_changes_in_notes_are_refused_too() -> None:
    changed = '<w:footnote w:id="1">' + p('<w:ins w:id="1">' + r("new") + "</w:ins>") + "</w:footnote>"
    assert "footnotes.xml" in refused(docx(p("A"), footnotes=changed))


def test_fields_without_an_end_are_limited() -> None:
    assert "fields inside one another" in refused(docx(p(r('<w:fldChar w:fldCharType="begin"/>')) * 1_000))


def test_a_bomb_is_refused() -> None:
    assert "unpacks to" in refused(instead("word/document.xml", b" " * 60_000_000))


def test_macros_are_no_reason_to_refuse() -> None:
    macro = types().replace(MAIN_TYPE, "application/vnd.ms-word.document.macroEnabled.main+xml")
    content = packed({**files(GOOD), "[Content_Types].xml": macro, "word/vbaProject.bin": b"\xd0\xcf"})
    assert DocxFormat().read(content, Anatomy()).blocks


def test_the_document_is_where_its_relationship_says() -> None:
    parts = files(GOOD)
    moved = packed(
        {
            "[Content_Types].xml": parts["[Content_Types].xml"],
            "_rels/.rels": relations(relation("x", "officeDocument", "/text/main.xml")),
            "text/main.xml": parts["word/document.xml"],
            "text/_rels/main.xml.rels": relations(relation("s", "styles", "../word/styles.xml")),
            "word/styles.xml": parts["word/styles.xml"],
        }
    )
    assert DocxFormat().read(moved, Anatomy()).blocks[0].content.text == "Some words of an article."


def test_a_document_without_words_has_no_blocks() -> None:
    assert DocxFormat().read(docx("<w:p/>"), Anatomy()).blocks == ()
    assert R in files(GOOD)["word/document.xml"].decode()
