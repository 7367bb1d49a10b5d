"""Documents that other programs made, and other programs reading ours."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from tests.formats.docx.building import assembly, cite, docx, files, note, p, r, shown

from transflow.formats.documents import Anatomy
from transflow.formats.documents.docx import DocxFormat

FORMAT = DocxFormat()
MARKDOWN = """---
title: A title
---

# A heading

A paragraph with *emphasis*, **strong words**, a [link](https://example.org) and a note.[^1] And another.[^long]

> A quotation.

1. One
2. Two
    - Below

| Head | Head two |
|------|----------|
| a    | b        |

[^1]: The first note, with *emphasis*.

[^long]: The second one.

    It has two paragraphs.
"""


def pandoc(content: bytes, *options: str) -> bytes:
    pypandoc = pytest.importorskip("pypandoc")
    done = subprocess.run([pypandoc.get_pandoc_path(), *options], input=content, capture_output=True, check=True)
    return done.stdout


@pytest.fixture(scope="module")
def made_by_pandoc(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path: Path = tmp_path_factory.mktemp("pandoc") / "made.docx"
    pandoc(MARKDOWN.encode(), "-f", "markdown", "-t", "docx", "-o", str(path))
    return path.read_bytes()


def test_a_document_of_pandoc_is_understood(made_by_pandoc: bytes) -> None:
    article = FORMAT.read(made_by_pandoc, Anatomy())
    assert [(b.kind.value, b.level, b.content.text) for b in article.blocks] == [
        ("title", 0, "A title"),
        ("heading", 1, "A heading"),
        (
            "paragraph",
            0,
            "A paragraph with <1>emphasis</1>, <2>strong words</2>, a <3>link</3> and a note.[1] And another.[2]",
        ),
        ("quote", 0, "A quotation."),
        ("list-item", 1, "One"),
        ("list-item", 1, "Two"),
        ("list-item", 2, "Below"),
        ("table-cell", 0, "Head"),
        ("table-cell", 0, "Head two"),
        ("table-cell", 0, "a"),
        ("table-cell", 0, "b"),
        ("note", 0, "The first note, with <1>emphasis</1>."),
        ("note", 0, "The second one."),
        ("note", 0, "It has two paragraphs."),
    ]
    assert [b.role for b in article.blocks[4:8]] == ["ordered", "ordered", "", "header"]
    assert article.findings == ()


def test_what_we_write_pandoc_reads_with_its_notes(made_by_pandoc: bytes, tmp_path: Path) -> None:
    article = FORMAT.read(made_by_pandoc, Anatomy())
    texts = {2: "Sözler [2] ve <3>bağ</3> [1], <2>kalın</2>, <1>eğik</1>.[3]", 11: "İlk <1>not</1>."}
    out = tmp_path / "out.docx"
    out.write_bytes(FORMAT.write(made_by_pandoc, Anatomy(), assembly(article, texts, {3: ("Özel.", "ç.n.")})))
    tree = json.loads(pandoc(b"", "-f", "docx", "-t", "json", "--sandbox", str(out)))
    paragraph = next(block for block in tree["blocks"] if block["t"] == "Para")
    assert [said(found) for found in notes_in(paragraph)] == [
        "The second one. It has two paragraphs.",
        "İlk not.",
        "Özel. (ç.n.)",
    ]
    assert said(paragraph).startswith("Sözler ")


def notes_in(node: Any) -> Iterator[Any]:
    if isinstance(node, dict) and node.get("t") == "Note":
        yield node
    elif isinstance(node, dict | list):
        for inner in node.values() if isinstance(node, dict) else node:
            yield from notes_in(inner)


def said(node: Any) -> str:
    if isinstance(node, list):
        between = " " if any(isinstance(inner, dict) and inner.get("t") == "Para" for inner in node) else ""
        return between.join(said(inner) for inner in node)
    if isinstance(node, dict):
        return (
            str(node["c"]) if node.get("t") == "Str" else " " if node.get("t") == "Space" else said(node.get("c", ""))
        )
    return ""


def test_python_docx_opens_what_we_write() -> None:
    python_docx = pytest.importorskip("docx")
    made = python_docx.Document()
    made.add_heading("A title", 0)
    made.add_paragraph("Some ").add_run("bold").bold = True
    made.add_paragraph("An item", style="List Number")
    table = made.add_table(1, 2)
    table.cell(0, 1).text = "Cell"
    buffer = BytesIO()
    made.save(buffer)
    source = buffer.getvalue()
    article = FORMAT.read(source, Anatomy())
    assert shown(article) == [
        ("title", "A title"),
        ("paragraph", "Some <1>bold</1>"),
        ("list-item", "An item"),
        ("table-cell", "Cell"),
    ]
    out = FORMAT.write(source, Anatomy(), assembly(article, {1: "<1>Kalın</1> söz", 3: "Göz"}, {1: ("Not.", "tn")}))
    opened = python_docx.Document(BytesIO(out))
    assert opened.paragraphs[1].text == "Kalın söz"
    assert [run.bold for run in opened.paragraphs[1].runs] == [True, None]
    assert opened.tables[0].cell(0, 1).text == "Göz"


def test_python_docx_finds_the_part_of_notes_that_we_make() -> None:
    python_docx = pytest.importorskip("docx")
    source = docx(p("Words."))
    article = FORMAT.read(source, Anatomy())
    out = FORMAT.write(source, Anatomy(), assembly(article, {0: "Sözler.[1]"}, {1: ("Not.", "tn")}))
    opened = python_docx.Document(BytesIO(out))
    kinds = {relation.reltype.rpartition("/")[2]: relation for relation in opened.part.rels.values()}
    assert kinds["footnotes"].target_part.content_type.endswith("wordprocessingml.footnotes+xml")
    assert b"Not. (tn)" in kinds["footnotes"].target_part.blob


def test_every_run_of_a_real_mess_survives() -> None:
    body = p(r("A", "<w:b/>") + r(" mess ") + cite(1) + r("of", "<w:i/>") + r(" runs", "<w:b/>"))
    source = docx(body, footnotes=note(1, "N."))
    out = FORMAT.write(source, Anatomy(), assembly(FORMAT.read(source, Anatomy()), {0: "x<1>y</1>[1]<2>z</2>"}))
    assert files(out)["word/document.xml"].count(b"footnoteReference") == 1
