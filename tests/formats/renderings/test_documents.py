"""DOCX, ODT and EPUB: what is in the files, that they are the same every time, and how pandoc is held."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from transflow.domain.release import View
from transflow.errors import TooLargeError, UnavailableError
from transflow.formats.renderings import documents, render
from transflow.formats.renderings.documents import TARGETS, command, convert, find_program
from transflow.formats.renderings.pandoc_ast import pandoc_ast

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
XHTML = "{http://www.w3.org/1999/xhtml}"
EPUB = "{http://www.idpf.org/2007/ops}"


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def tree(package: dict[str, bytes], name: str) -> ElementTree.Element:
    return ElementTree.fromstring(package[name])


def said(element: ElementTree.Element) -> str:
    return "".join(element.itertext())


def test_docx_has_real_footnotes_bound_to_their_places(everything: View) -> None:
    package = parts(render("docx", everything))
    body, notes = tree(package, "word/document.xml"), tree(package, "word/footnotes.xml")
    bodies = {note.get(f"{W}id"): said(note).strip() for note in notes.iter(f"{W}footnote") if not note.get(f"{W}type")}
    cited = [mark.get(f"{W}id") for mark in body.iter(f"{W}footnoteReference")]
    assert len(cited) == len(set(cited)) == 5
    assert set(cited) == set(bodies)
    assert [bodies[number][:11] for number in cited] == ["“Quay”, Der", *(f"{n}. dipnotun" for n in (2, 3, 4, 5))]
    around = {
        bodies[mark.get(f"{W}id")][:1]: said(paragraph)
        for paragraph in body.iter(f"{W}p")
        for mark in paragraph.iter(f"{W}footnoteReference")
    }
    assert around["3"] == "Ağır yük"
    assert around["5"] == "2,7"


def test_docx_has_styles_lists_tables_links_and_language(everything: View) -> None:
    package = parts(render("docx", everything))
    body = tree(package, "word/document.xml")
    styles = Counter(style.get(f"{W}val") for style in body.iter(f"{W}pStyle"))
    assert styles["Heading1"] == 1
    assert styles["Heading2"] == 2
    assert {"Kicker", "Byline", "Biography", "Translator", "Heading3", "BlockText"} <= set(styles)
    assert [said(cell) for cell in body.iter(f"{W}tc")] == ["Yıl", "Yük", "2023", "2,7"]
    assert len(list(body.iter(f"{W}numPr"))) == 5
    links = re.findall(rb'Target="(https?:[^"]*)"', package["word/_rels/document.xml.rels"])
    assert set(links) == {b"https://a.example/x?a=1&amp;b=2", b"https://h.example/q"}
    assert next(tree(package, "word/styles.xml").iter(f"{W}lang")).get(f"{W}val") == "tr"
    core = package["docProps/core.xml"].decode()
    assert "<dc:title>Liman ve deniz</dc:title>" in core
    assert "<cp:keywords>liman, deniz yolu</cp:keywords>" in core


def test_odt_has_real_footnotes(everything: View) -> None:
    package = parts(render("odt", everything))
    body = tree(package, "content.xml")
    notes = list(body.iter(f"{TEXT}note"))
    assert [note.get(f"{TEXT}note-class") for note in notes] == ["footnote"] * 5
    assert [said(note.find(f"{TEXT}note-body") or note).strip()[:9] for note in notes] == [
        "“Quay”, D",
        *(f"{n}. dipnot" for n in (2, 3, 4, 5)),
    ]
    assert [heading.get(f"{TEXT}outline-level") for heading in body.iter(f"{TEXT}h")] == ["1", "2", "3", "2"]
    assert "Liman ve deniz" in package["meta.xml"].decode()
    assert 'language="tr"' in package["styles.xml"].decode()


def test_epub_is_one_chapter_with_linked_notes(everything: View) -> None:
    package = parts(render("epub", everything))
    chapters = [name for name in package if re.search(r"/ch\d+\.xhtml", name)]
    assert chapters == ["EPUB/text/ch001.xhtml"]
    page = tree(package, chapters[0])
    marks = [link.get("href", "") for link in page.iter(f"{XHTML}a") if link.get(f"{EPUB}type") == "noteref"]
    notes = {aside.get("id"): said(aside).strip() for aside in page.iter(f"{XHTML}aside")}
    assert [mark.removeprefix("#") for mark in marks] == list(notes)
    assert len(notes) == 5
    assert [said(title) for title in page.iter(f"{XHTML}h1")] == ["Liman ve deniz1"]
    assert page.get("lang") == "tr"
    about = package["EPUB/content.opf"].decode()
    assert re.search(r"<dc:identifier[^>]*>urn:uuid:", about)
    assert "Ayşe Demir" in about
    assert next(iter(package)) == "mimetype"


def test_pages_are_a4_and_footnotes_are_small(everything: View) -> None:
    docx, odt = parts(render("docx", everything)), parts(render("odt", everything))
    size = next(tree(docx, "word/document.xml").iter(f"{W}pgSz"))
    assert (size.get(f"{W}w"), size.get(f"{W}h")) == ("11906", "16838")
    styles = {style.get(f"{W}styleId"): style for style in tree(docx, "word/styles.xml").iter(f"{W}style")}
    assert [found.get(f"{W}val") for found in styles["FootnoteText"].iter(f"{W}sz")] == ["19"]
    assert set(re.findall(r'page-(?:width|height)="([^"]*)"', odt["styles.xml"].decode())) == {"210mm", "297mm"}


def test_notes_of_a_book_are_numbered(everything: View) -> None:
    chapter = parts(render("epub", everything))["EPUB/text/ch001.xhtml"].decode()
    assert "counter(note)" in chapter


@pytest.mark.parametrize("format", list(TARGETS))
def test_every_word_is_there(everything: View, format: str) -> None:
    package = parts(render(format, everything))
    shown = " ".join(
        said(tree(package, name)) for name in package if re.search(r"document|footnotes|content\.xml|ch001", name)
    )
    for words in (
        "kalın",
        "ve eğik",
        "m",
        "“alıntı”",
        "Şişe",
        "İkinci paragraf.",
        "ğışöçüĞIŞİ",
        "Kimsenin metinde",
        "Tablo 1.",
    ):
        assert words in shown
    assert "bir resmin" not in shown
    assert "Share" not in shown


@pytest.mark.parametrize("format", list(TARGETS))
def test_the_same_view_gives_the_same_bytes(everything: View, format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = render(format, everything)
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    monkeypatch.setenv("TZ", "Asia/Vladivostok")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert render(format, everything) == first
    assert render(format, replace(everything, description="x")) != first


@pytest.mark.parametrize("format", list(TARGETS))
def test_words_stay_words(meaningful: tuple[str, View], format: str) -> None:
    text, view = meaningful
    package = parts(render(format, view))
    main = {"docx": "word/document.xml", "odt": "content.xml", "epub": "EPUB/text/ch001.xhtml"}[format]
    shown = " ".join(said(tree(package, main)).split())
    assert shown.count(" ".join(text.split())) >= len(view.blocks)
    assert not [name for name in package if "media" in name]


def test_the_settings_of_the_user_change_nothing(
    everything: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = render("docx", everything)
    own = tmp_path / ".local" / "share" / "pandoc"
    (own / "templates").mkdir(parents=True)
    (own / "reference.docx").write_bytes(b"not a document")
    (own / "templates" / "default.openxml").write_text("$nothing$")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(own.parent))
    assert render("docx", everything) == before


@pytest.mark.parametrize("format", list(TARGETS))
def test_pandoc_is_always_in_its_sandbox_and_bounded(format: str) -> None:
    called = command(Path("pandoc"), TARGETS[format], Path("folder"))
    assert called[1] == "--sandbox"
    assert called[-3:] == ["+RTS", "-M2g", "-RTS"]
    assert [argument for argument in called if argument.startswith("--output")] == ["--output=-"]


def test_the_sandbox_holds(tmp_path: Path) -> None:
    """Even a picture that our model never has is not read from the disk."""
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"\x89PNG\r\n\x1a\nthe secret")
    picture = f'{{"t":"Image","c":[["",[],[]],[],["{secret}",""]]}}'
    model = f'{{"pandoc-api-version":[1,23,1],"meta":{{}},"blocks":[{{"t":"Para","c":[{picture}]}}]}}'
    package = parts(convert(find_program("docx"), TARGETS["docx"], model.encode()))
    assert not any(b"the secret" in content for content in package.values())


def test_a_model_that_pandoc_refuses_is_an_error() -> None:
    with pytest.raises(UnavailableError, match="exit code 64"):
        convert(
            find_program("docx"), TARGETS["docx"], b'{"pandoc-api-version":[1,23,1],"meta":{},"blocks":[{"t":"No"}]}'
        )


def test_a_program_that_cannot_be_started_is_an_error(tmp_path: Path, everything: View) -> None:
    (tmp_path / "pandoc").write_bytes(b"\0")
    (tmp_path / "pandoc").chmod(0o600)
    with pytest.raises(UnavailableError, match="cannot be started"):
        convert(tmp_path / "pandoc", TARGETS["docx"], pandoc_ast(everything))


@pytest.mark.parametrize("limit", ["_INPUT_LIMIT", "_OUTPUT_LIMIT"])
def test_what_is_too_large_is_refused(everything: View, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(documents, limit, 1_000)
    with pytest.raises(TooLargeError, match="limit is 1000"):
        render("docx", everything)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a program that is a shell script")
def test_pandoc_is_stopped_after_its_time(tmp_path: Path, everything: View, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "pandoc"
    program.write_text("#!/bin/sh\nexec sleep 600\n")
    program.chmod(0o700)
    monkeypatch.setattr(documents, "_TIME_LIMIT", 0.05)
    with pytest.raises(UnavailableError, match="did not finish"):
        convert(program, TARGETS["docx"], pandoc_ast(everything))


MISSING = """
import sys
for name in sys.argv[2].split(","):
    sys.modules[name] = None
from transflow.domain.release import View
from transflow.errors import UnavailableError
from transflow.formats.renderings import render
view = View(locale="tr", name="a", title="T", slug="a", description="", tags=(), translators=(), blocks=(), notes=())
try:
    render(sys.argv[1], view)
except UnavailableError as error:
    print(error, error.remedy, error.exit_code)
"""


@pytest.mark.parametrize(
    ("format", "extra"), [("docx", "documents"), ("odt", "documents"), ("epub", "documents"), ("pdf", "pdf")]
)
def test_a_missing_extra_is_named(format: str, extra: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MISSING, format, "pypandoc,typst"], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == (
        f"The format “{format}” needs a part of transflow that is not installed. "
        f"Install it: pip install 'transflow[{extra}]'. 3"
    )


def test_html_markdown_and_text_need_no_extra() -> None:
    for format in ("html", "markdown", "text"):
        done = subprocess.run(
            [sys.executable, "-c", MISSING, format, "pypandoc,typst"], capture_output=True, text=True, check=True
        )
        assert (done.stdout, done.stderr) == ("", "")
