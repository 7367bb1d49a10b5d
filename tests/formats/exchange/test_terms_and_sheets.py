"""TBX and sheets: terms and pairs in and out."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from transflow.errors import CatalogueError, EmptyInputError, EncodingError, TooLargeError
from transflow.formats.catalogues import tbx
from transflow.formats.catalogues.base import Problem
from transflow.formats.catalogues.pair_sheets import read_pairs, write_pairs
from transflow.formats.catalogues.pairs import Pair
from transflow.formats.catalogues.sheets import read_rows, write_rows
from transflow.formats.catalogues.term_sheets import read_terms, write_terms
from transflow.formats.catalogues.terms import TermEntry

TERMS = [
    TermEntry(
        source="supply chain",
        targets={"tr": ("tedarik zinciri", "ikmal zinciri"), "ru": ("цепочка поставок",)},
        forbidden={"tr": ("arz zinciri",)},
        domain="economy",
        note="Not “arz”.",
        definition="How goods <get> there & back",
    ),
    TermEntry(source="US", targets={"tr": ("ABD",)}, case_sensitive=True, enforce=True),
    TermEntry(source="Harbour Forum", keep=True),
]


def without_line(term: Any) -> TermEntry:
    return TermEntry(**{name: getattr(term, name) for name in TermEntry.__slots__ if name != "line"})


def test_terms_come_back_from_tbx() -> None:
    content = b"".join(tbx.write(TERMS, source="en", version="1.0"))
    back = list(tbx.read(io.BytesIO(content), source="en", locales=["tr", "ru"]))
    assert [without_line(term) for term in back] == TERMS


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_terms_come_back_from_sheets(kind: Any) -> None:
    content = b"".join(write_terms(TERMS, kind, source="en", locales=["tr", "ru"]))
    back = list(read_terms(io.BytesIO(content), kind, source="en", locales=["tr", "ru"]))
    assert [without_line(term) for term in back] == TERMS


def test_the_older_dialect_of_tbx_is_read() -> None:
    content = b"""<?xml version="1.0"?><!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">
    <martif type="TBX-Basic" xml:lang="en"><martifHeader/><text><body><termEntry id="1">
    <descrip type="subjectField">law</descrip>
    <langSet xml:lang="en-US"><tig><term>treaty</term></tig><ntig><termGrp><term>pact</term>
      <termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></termGrp></ntig></langSet>
    <langSet xml:lang="TR"><tig><term>antla\xc5\x9fma</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></tig>
      <tig><term>pakt</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig></langSet>
    </termEntry></body></text></martif>"""
    treaty, pact = tbx.read(io.BytesIO(content), source="en", locales=["tr"])
    assert isinstance(treaty, TermEntry)
    assert isinstance(pact, TermEntry)
    assert (treaty.source, pact.source, treaty.domain) == ("treaty", "pact", "law")
    assert treaty.targets == pact.targets == {"tr": ("antlaşma",)}
    assert treaty.forbidden == {"tr": ("pakt",)}


def test_categories_as_elements_are_read() -> None:
    content = b"""<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2" xmlns:b="x"><text><body>
    <conceptEntry id="1"><b:subjectField>law</b:subjectField><langSec xml:lang="en"><termSec><term>treaty</term></termSec></langSec>
    <langSec xml:lang="ru"><termSec><term>x</term><b:administrativeStatus>supersededTerm-admn-sts</b:administrativeStatus>
    </termSec></langSec></conceptEntry></body></text></tbx>"""
    (entry,) = tbx.read(io.BytesIO(content), source="en", locales=["ru"])
    assert isinstance(entry, TermEntry)
    assert (entry.domain, entry.targets, entry.forbidden) == ("law", {}, {"ru": ("x",)})


def test_a_file_that_is_no_tbx_is_refused() -> None:
    with pytest.raises(CatalogueError):
        list(tbx.read(io.BytesIO(b"<html/>"), source="en", locales=["tr"]))


def test_rows_without_a_term_or_a_target_are_told() -> None:
    content = "en;tr\n;liman\nport;\nquay;rıhtım\n".encode()
    found = list(read_terms(io.BytesIO(content), "csv", source="en", locales=["tr"]))
    assert [one.code if isinstance(one, Problem) else one.source for one in found] == [
        "empty-term",
        "no-target",
        "quay",
    ]
    assert [one.line for one in found] == [2, 3, 4]


PAIRS = [
    [
        Pair(source="=1+1", target='=2, "iki"\nsatır', locale="tr", author="Ann"),
        Pair(source="=1+1", target="два", locale="ru"),
    ]
]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_pairs_come_back_from_sheets(kind: Any) -> None:
    content = b"".join(write_pairs(PAIRS, kind, source="en", locales=["tr", "ru"]))
    back = [p for p in read_pairs(io.BytesIO(content), kind, source="en", locales=["tr", "ru"]) if isinstance(p, Pair)]
    assert [(p.source, p.target, p.locale) for p in back] == [(p.source, p.target, p.locale) for p in PAIRS[0]]


@pytest.mark.parametrize(
    "text",
    [
        "English;Türkçe\nOne.;Bir.\n",
        "sep=;\nsource;target;locale\nOne.;Bir.;tr_TR\nOne.;Eins.;de\n",
        "target\tsource\nBir.\tOne.\n",
        "One.,Bir.\n",
        "\ufeffen-US,tr-TR,fr\nOne.,Bir.,Un.\n",
    ],
)
def test_columns_are_told_by_their_names(text: str) -> None:
    found = read_pairs(io.BytesIO(text.encode()), "csv", source="en", locales=["tr"])
    assert [(p.source, p.target, p.locale) for p in found if isinstance(p, Pair)] == [("One.", "Bir.", "tr")]


def test_columns_that_nobody_can_tell_are_refused() -> None:
    with pytest.raises(CatalogueError):
        list(read_pairs(io.BytesIO(b"One.,Bir.\n"), "csv", source="en", locales=["tr", "ru"]))


def test_bad_csv() -> None:
    with pytest.raises(EmptyInputError):
        list(read_rows(io.BytesIO(b""), "csv"))
    with pytest.raises(EncodingError):
        list(read_rows(io.BytesIO("en,tr\nOne.,ağaç\n".encode("cp1254")), "csv"))
    assert list(read_rows(io.BytesIO("en,tr\n".encode("utf-16")), "csv")) == [(1, ["en", "tr"])]
    assert list(read_rows(io.BytesIO(b'a,"b\nc"\n\nd,e\n'), "csv")) == [(1, ["a", "b\nc"]), (4, ["d", "e"])]


def test_words_that_look_like_formulas_stay_words() -> None:
    import openpyxl

    content = b"".join(write_rows([["=1+1", "@x"]], "xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert [cell.data_type for cell in sheet[1]] == ["s", "s"]
    assert list(read_rows(io.BytesIO(content), "xlsx")) == [(1, ["=1+1", "@x"])]


def test_bad_workbooks() -> None:
    for content in (b"PK\x03\x04nothing", b"plain text"):
        with pytest.raises(CatalogueError):
            list(read_rows(io.BytesIO(content), "xlsx"))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\0" * 30_000_000)
    bomb.seek(0)
    with pytest.raises(TooLargeError):
        list(read_rows(bomb, "xlsx"))
