"""OpenDocument texts that another program wrote, and that it reads back after a translation."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.formats.odt.desk import ANATOMY, ODT, kinds, read, texts, translated, untranslated

pypandoc = pytest.importorskip("pypandoc")

MARKDOWN = """---
title: The Harbour
author: Ada Marin
---

# Introduction

The *port* of **Izmir** is `old`.[^1] It grew 2^nd^ [fast](https://a.org/x).[^2]

> A quote here.

1. First item
2. Second item.[^3]

| Year | Ships |
|------|-------|
| 1923 | **2** |

[^1]: Smith, *Book*, p. 3.

[^2]: Ibid.

    A second paragraph.

[^3]: Third.
"""


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    target: Path = tmp_path_factory.mktemp("pandoc") / "harbour.odt"
    pypandoc.convert_text(MARKDOWN, "odt", format="markdown", outputfile=str(target), extra_args=["--sandbox"])
    return target.read_bytes()


def test_read(harbour: bytes) -> None:
    article = read(harbour)
    assert list(zip(kinds(article), texts(article), strict=True)) == [
        ("title", "The Harbour"),
        ("byline", "Ada Marin"),
        ("heading", "Introduction"),
        ("paragraph", "The <1>port</1> of <2>Izmir</2> is <3/>.[1] It grew 2<4>nd</4> <5>fast</5>.[2]"),
        ("note", "Smith, <1>Book</1>, p.\u00a03."),
        ("note", "Ibid."),
        ("note", "A second paragraph."),
        ("quote", "A quote here."),
        ("list-item", "First item"),
        ("list-item", "Second item.[3]"),
        ("note", "Third."),
        ("table-cell", "Year"),
        ("table-cell", "Ships"),
        ("table-cell", "1923"),
        ("table-cell", "<1>2</1>"),
    ]


def test_untouched(harbour: bytes) -> None:
    assert ODT.write(harbour, ANATOMY, untranslated(read(harbour))) is harbour


def test_pandoc_reads_what_was_written(harbour: bytes, tmp_path: Path) -> None:
    said = {3: "<2>İzmir</2> <1>limanı</1>.[1] <5>Hızla</5> 2<4>nci</4>  <3/>[2]", 5: "A.g.e.", 9: "İkinci.[3]"}
    target = tmp_path / "liman.odt"
    target.write_bytes(ODT.write(harbour, ANATOMY, translated(read(harbour), said)))
    markdown = pypandoc.convert_file(str(target), "markdown", extra_args=["--sandbox", "--wrap=none"])
    assert "**İzmir** *limanı*.[^1] [Hızla](https://a.org/x) 2^nci^" in markdown
    assert "[^1]: Smith, *Book*" in markdown
    assert "[^2]: A.g.e.\n\n    A second paragraph." in markdown
    assert "İkinci.[^3]" in markdown
