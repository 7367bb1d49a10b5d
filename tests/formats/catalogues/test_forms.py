"""Catalogues as XLIFF 1.2 and 2.1 and as tables: valid, and what goes out comes back."""

from __future__ import annotations

import contextlib
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from transflow.domain.codes import Code, CodeKind
from transflow.errors import CatalogueError, TransflowError
from transflow.formats.catalogues.base import Candidate, Catalogue, CatalogueEntry
from transflow.formats.catalogues.forms import FORMS, read_catalogue

HERE = Path(__file__).parent
STRONG = Code(number=1, kind=CodeKind.STRONG, paired=True)
LINK = Code(number=2, kind=CodeKind.LINK, paired=True, reference='https://example.org/?a=1&b="2"')
IMAGE = Code(number=3, kind=CodeKind.IMAGE, paired=False, reference="x.png")
CODES = (STRONG, LINK, IMAGE)
RETURNING = [name for name, form in FORMS.items() if form.returns]


def entry(
    unit: str = "a/AAAA2222", source: str = "It grew.", target: str = "Büyüdü.", **more: object
) -> CatalogueEntry:
    return CatalogueEntry(
        **{"unit": unit, "source": source, "target": target, "state": "translated", "codes": CODES, **more}  # type: ignore[arg-type]
    )


ENTRIES = (
    entry(reference=("articles/a b.md", 3), place="paragraph 1", extracted=("a <b> & c", "term: port = liman")),
    entry("a/AAAA2223", "A <1>port</1>.[1]", "Bir <1>liman</1>.[1]", notes=(1,), state="approved"),
    entry("a/AAAA2224", "New & <3/> old", "", state="new"),
    entry("a/AAAA2225", "A draft.", "Taslak.", state="drafted", fuzzy=True, by_machine=True),
    entry("a/AAAA2226", "Now.", "Eski.", state="stale", fuzzy=True, previous_source="Then <1>it</1> was."),
    entry("a/AAAA2227", "One <1>half", "Bir <1>yarım", translator_comment="? why\nthis"),
    entry("a/AAAA2228", "other</1> half [9] <7>", "öteki</1> yarı [9] <7>", state="reviewed"),
    entry("a/AAAA2229", "x <1>a <2>b</1> c</2>", "x <2>a <1>b</2> c</1>"),
    entry("a/AAAA222A", "=1+1, [1] and [1]", "=2+2, [1] ve [1]", notes=(1,), state="rejected", fuzzy=True),
    entry(
        "a/AAAA222B",
        "Known.",
        "",
        state="new",
        matches=(Candidate(source="Known & so.", target="Bilinen <.", score=88, origin="b"),),
        terms=(("port", ("liman", "iskele")), ("NATO", ())),
    ),
)
CATALOGUE = Catalogue(name="a", locale="tr", source_locale="en", base="abc123", entries=ENTRIES)


def written(form: str, catalogue: Catalogue = CATALOGUE) -> bytes:
    return FORMS[form].write(catalogue)


@pytest.mark.parametrize("form", ["xliff12", "xliff21"])
def test_xliff_is_valid(form: str) -> None:
    schema = etree.RelaxNG(etree.parse(HERE / f"{form}.rng"))
    document = etree.fromstring(written(form))
    assert schema.validate(document), schema.error_log


@pytest.mark.parametrize("form", RETURNING)
def test_what_goes_out_comes_back(form: str) -> None:
    incoming = read_catalogue(written(form))
    assert (incoming.name, incoming.locale, incoming.base) == ("a", "tr", "abc123")
    assert not incoming.problems
    assert [e.unit for e in incoming.entries] == [e.unit for e in ENTRIES]
    for sent, got in zip(ENTRIES, incoming.entries, strict=True):
        assert (got.source, got.target, got.fuzzy) == (sent.source, sent.target, sent.fuzzy), sent.unit
        assert got.translator_comment == sent.translator_comment
        assert got.line > 0


@pytest.mark.parametrize("form", [name for name in RETURNING if name != "xlsx"])
def test_the_same_catalogue_gives_the_same_bytes(form: str) -> None:
    assert written(form) == written(form)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)
TEXTS = st.lists(
    st.one_of(
        WORDS, st.sampled_from(["<1>", "</1>", "<2>", "</2>", "<3/>", "[1]", "[2]", "<8>", "&", "<", "]]>", " "])
    ),
    max_size=8,
).map("".join)


@given(source=TEXTS, target=TEXTS)
@pytest.mark.parametrize("form", ["xliff12", "xliff21"])
def test_any_text_survives(form: str, source: str, target: str) -> None:
    given_entry = entry(source=source, target=target, notes=(1, 2))
    (got,) = read_catalogue(written(form, replace(CATALOGUE, entries=(given_entry,)))).entries
    unfit = str.maketrans(dict.fromkeys("\ufffe\uffff"))
    assert (got.source, got.target) == (source.translate(unfit), target.translate(unfit))


@given(source=TEXTS, target=TEXTS, comment=WORDS)
def test_any_text_survives_in_a_table(source: str, target: str, comment: str) -> None:
    given_entry = entry(source=source, target=target, translator_comment=comment)
    (got,) = read_catalogue(written("csv", replace(CATALOGUE, entries=(given_entry,)))).entries
    assert got.target == target.strip()
    assert got.translator_comment == comment.strip()


def test_no_cell_of_a_csv_is_a_formula() -> None:
    text = written("csv").decode("utf-8-sig")
    assert "=2+2" in text
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in text.splitlines() for cell in line.split(","))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_in_a_table_an_edited_draft_is_translated_and_an_untouched_one_stays_a_draft(form: str) -> None:
    drafts = (entry("a/AAAA2225", "A draft.", "Taslak.", state="drafted", fuzzy=True), entry("a/AAAA2226"))
    content = written("csv", replace(CATALOGUE, entries=drafts)).decode("utf-8-sig")
    assert read_catalogue(content.encode()).entries[0].fuzzy
    assert not read_catalogue(content.replace("Taslak.", "Metin.").encode()).entries[0].fuzzy
    assert not read_catalogue(content.replace("Taslak.,,", "Taslak.,x,").encode()).entries[0].fuzzy


@pytest.mark.parametrize(
    "mangle",
    [
        lambda text: text.replace(",", ";"),
        lambda text: "sep=;\r\n" + text.replace(",", ";"),
        lambda text: text.replace("\r\n", "\n"),
        lambda text: "\ufeff" + text,
    ],
)
def test_what_spreadsheets_make_of_a_csv_is_read(mangle) -> None:
    plain = replace(CATALOGUE, entries=(entry(source="One", target="Bir"), entry("a/AAAA2226", "Two", "İki")))
    text = written("csv", plain).decode("utf-8-sig")
    assert [e.target for e in read_catalogue(mangle(text).encode()).entries] == ["Bir", "İki"]


def test_a_word_file_is_for_reading_and_has_both_languages() -> None:
    import io

    from docx import Document

    pytest.importorskip("pypandoc")
    content = written("docx")
    assert content == written("docx")
    cells = [cell.text for table in Document(io.BytesIO(content)).tables for row in table.rows for cell in row.cells]
    assert "It grew." in cells
    assert "Büyüdü." in cells
    with pytest.raises(CatalogueError) as refused:
        read_catalogue(content)
    assert refused.value.remedy


def test_a_page_is_for_reading_and_escapes_everything() -> None:
    page = written("html", replace(CATALOGUE, entries=(entry(target="<script>alert(1)</script>"),)))
    assert b"<script" not in page
    with pytest.raises(CatalogueError) as refused:
        read_catalogue(page)
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<tmx version='1.4'><body/></tmx>", "memory"),
        (b"<?xml version='1.0'?><rss/>", "no catalogue"),
        (b"<xliff version='1.2'><!DOCTYPE x [<!ENTITY a 'b'>]>", ""),
        (b"<!DOCTYPE xliff [<!ENTITY a 'aaaa'>]><xliff version='1.2'><file>&a;</file></xliff>", "entity"),
        (written("xliff12")[:-40], "cut off"),
        (written("xliff21")[:900], "cut off"),
        (b"id,place,state\n1,2,3\n", "column"),
    ],
)
def test_what_is_none_is_refused_with_a_reason(content: bytes, says: str) -> None:
    with pytest.raises(TransflowError) as refused:
        read_catalogue(content)
    assert says in str(refused.value)
    assert refused.value.remedy or refused.value.line


def test_an_external_entity_is_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    content = written("xliff12").replace(
        b"<xliff ", f'<!DOCTYPE xliff SYSTEM "file://{tmp_path}/x.dtd"><xliff '.encode(), 1
    )
    assert [e.unit for e in read_catalogue(content).entries] == [e.unit for e in ENTRIES]


@pytest.mark.parametrize("form", ["xliff12", "xliff21", "csv"])
def test_of_differing_duplicates_neither_is_taken(form: str) -> None:
    twice = replace(CATALOGUE, entries=(entry(), entry(target="Başka."), entry("a/AAAA2226")))
    incoming = read_catalogue(written(form, twice))
    assert [e.unit for e in incoming.entries] == ["a/AAAA2226"]
    assert [p.code for p in incoming.problems] == ["duplicate-entry"]
    same = read_catalogue(written(form, replace(CATALOGUE, entries=(entry(), entry()))))
    assert (len(same.entries), same.problems) == (1, ())


def test_a_text_over_the_limit_is_refused_alone() -> None:
    long = replace(CATALOGUE, entries=(entry(target="x" * 200_001), entry("a/AAAA2226")))
    for form in ("xliff12", "xliff21", "csv"):
        incoming = read_catalogue(written(form, long))
        assert [e.unit for e in incoming.entries] == ["a/AAAA2226"]
        assert [p.code for p in incoming.problems] == ["over-limit"]


def test_segments_that_a_tool_cut_are_joined_again() -> None:
    content = written("xliff21", replace(CATALOGUE, entries=(entry(source="A. B.", target="C. D."),))).decode()
    cut = content.replace("<source>A. B.</source>\n<target>C. D.</target>", "<source>A. </source><target>C. </target>")
    cut = cut.replace(
        "</segment>",
        '</segment><segment id="s2" state="translated"><source>B.</source><target>D.</target></segment>',
        1,
    )
    (got,) = read_catalogue(cut.encode()).entries
    assert (got.source, got.target) == ("A. B.", "C. D.")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_other_encodings_are_read(encoding: str) -> None:
    for form in ("xliff12", "xliff21"):
        text = written(form).decode().replace('encoding="UTF-8"', f'encoding="{encoding.removesuffix("-sig")}"')
        assert len(read_catalogue(text.encode(encoding)).entries) == len(ENTRIES)


MUTATIONS = 250


@pytest.mark.parametrize("form", ["xliff12", "xliff21", "csv"])
def test_mutated_files_never_end_in_anything_but_an_answer(form: str) -> None:
    whole = written(form)
    chance = random.Random(6)
    for _ in range(MUTATIONS):
        content = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            match chance.randrange(5):
                case 0:
                    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
                case 1:
                    del content[chance.randrange(len(content)) :]
                case 2:
                    at = chance.randrange(len(content) + 1)
                    content[at:at] = chance.choice(
                        [b"\0", b"\xff\xfe", "\u202e".encode(), b"&x;", b"<g>", b"\xed\xa0\x80"]
                    )
                case 3:
                    start, size = chance.randrange(len(content) + 1), chance.randrange(200)
                    content[start:start] = content[start : start + size]
                case 4:
                    start = chance.randrange(len(content) + 1)
                    del content[start : start + chance.randrange(60)]
            if not content:
                content += b" "
        with contextlib.suppress(TransflowError):
            incoming = read_catalogue(bytes(content))
            assert all(got.unit and "\0" not in got.target for got in incoming.entries)
