"""Notes of Word documents: real ones, and those that authors type."""

from __future__ import annotations

import re

from tests.formats.docx.building import assembly, body_of, cite, docx, files, note, p, r, shown, t

from transflow.domain.article import Article
from transflow.domain.reassembly import AssembledNote, Assembly
from transflow.formats.documents import Anatomy
from transflow.formats.documents.docx import DocxFormat

FORMAT = DocxFormat()
RAISED = '<w:vertAlign w:val="superscript"/>'


def read(content: bytes) -> Article:
    return FORMAT.read(content, Anatomy())


def write(content: bytes, texts: dict[int, str], own: dict[int, tuple[str, str]] | None = None) -> bytes:
    return FORMAT.write(content, Anatomy(), assembly(read(content), texts, own))


# real notes


def test_notes_are_bound_by_their_ids_and_follow_their_citations() -> None:
    body = p(r("One") + cite(7) + r(" and two") + cite(2) + r(".")) + p(r("Again") + cite(5) + r("."))
    article = read(docx(body, footnotes=note(2, "Second.") + note(5, "Third.") + note(7, "First.")))
    assert shown(article) == [
        ("paragraph", "One[1] and two[2]."),
        ("paragraph", "Again[3]."),
        ("note", "First."),
        ("note", "Second."),
        ("note", "Third."),
    ]
    assert [(n.number, n.label, n.blocks, n.citations) for n in article.notes] == [
        (1, "1", (2,), (0,)),
        (2, "2", (3,), (0,)),
        (3, "3", (4,), (1,)),
    ]
    assert [b.line for b in article.blocks] == [1, 2, 3, 4, 5]
    assert article.findings == ()


def test_footnotes_and_endnotes_have_numbers_of_their_own() -> None:
    body = p(r("A") + cite(1) + r(" b") + cite(1, "endnote") + r(" c") + cite(2, "endnote"))
    source = docx(body, footnotes=note(1, "F."), endnotes=note(1, "E.", "endnote") + note(2, "G.", "endnote"))
    article = read(source)
    assert [(n.number, n.label) for n in article.notes] == [(1, "1"), (2, "i"), (3, "ii")]
    assert article.blocks[0].content.text == "A[1] b[2] c[3]"


def test_a_note_of_several_paragraphs() -> None:
    more = note(1, "One.").replace("</w:footnote>", p("Two.") + "</w:footnote>")
    source = docx(p(r("A") + cite(1)), footnotes=more)
    assert read(source).notes[0].blocks == (1, 2)
    out = body_of(write(source, {1: "Bir.", 2: "İki."}), "word/footnotes.xml")
    assert [out.count(word) for word in ("One", "Two", "Bir.", "İki.", "<w:footnoteRef/>")] == [0, 0, 1, 1, 1]


def test_the_number_of_a_note_and_the_space_after_it_stay() -> None:
    number = r("<w:footnoteRef/>", '<w:rStyle w:val="FR"/>')
    bodies = {
        "space in the words": (number + r(" Body."), number + r(t(" ")) + r("Gövde.")),
        "space of its own": (number + r(" ") + r("Body."), number + r(" ") + r("Gövde.")),
        "tab": (number + r("<w:tab/>") + r("Body."), number + r("<w:tab/>") + r("Gövde.")),
        "all in one run": (r("<w:footnoteRef/>" + t(" Body.")), r("<w:footnoteRef/>" + t(" ")) + r("Gövde.")),
    }
    for name, (body, expected) in bodies.items():
        source = docx(p(r("A") + cite(1)), footnotes=f'<w:footnote w:id="1">{p(body)}</w:footnote>')
        assert read(source).blocks[1].content.text == "Body.", name
        out = body_of(write(source, {1: "Gövde."}), "word/footnotes.xml")
        assert p(expected) in out.replace('<w:rPr><w:lang w:val="tr-TR"/></w:rPr>', ""), name


def test_the_authors_own_marks_stay_as_they_are() -> None:
    mark = r('<w:footnoteReference w:customMarkFollows="1" w:id="1"/>' + t("*"))
    source = docx(p(r("A") + mark + r(" b")), footnotes=f'<w:footnote w:id="1">{p(r("* Body."))}</w:footnote>')
    article = read(source)
    assert shown(article) == [("paragraph", "A[1] b"), ("note", "Body.")]
    assert article.notes[0].label == "*"
    out = write(source, {0: "C d[1]", 1: "Gövde."})
    assert mark in body_of(out)
    assert "* </w:t>" in body_of(out, "word/footnotes.xml")


def test_a_marker_without_a_note_is_a_code_and_reported() -> None:
    source = docx(p(r("A") + cite(9) + r(" b") + cite(1)), footnotes=note(1, "N."))
    article = read(source)
    assert article.blocks[0].content.text == "A<1/> b[1]"
    assert [(f.code, f.line) for f in article.findings] == [("marker-without-note", 1)]
    out = body_of(write(source, {0: "B[1] a<1/>"}))
    assert out.index('footnoteReference w:id="1"') < out.index('footnoteReference w:id="9"')


def test_a_note_without_a_marker_is_kept_and_reported() -> None:
    article = read(docx(p("A"), footnotes=note(1, "Lonely.")))
    assert shown(article)[-1] == ("note", "Lonely.")
    assert [f.code for f in article.findings] == ["note-without-marker"]


def test_a_marker_moves_and_another_one_is_written_where_it_was() -> None:
    source = docx(p(r("One") + cite(1) + r(" two") + cite(2)), footnotes=note(1, "F.") + note(2, "S."))
    moved = Assembly(
        locale="tr",
        texts={0: "İki[1] bir[2]"},
        notes=(AssembledNote(number=1, texts=("S.",), source=2), AssembledNote(number=2, texts=("F.",), source=1)),
    )
    out = body_of(FORMAT.write(source, Anatomy(), moved))
    assert re.findall(r'(?:[İb]\w+|w:id="\d")', out) == ["İki", 'w:id="2"', "bir", 'w:id="1"']


# translators' own notes


def test_an_own_note_becomes_a_footnote_like_its_neighbours() -> None:
    source = docx(p(r("A") + cite(4)), footnotes=note(4, "N."))
    out = write(source, {0: "B[1] c[2]"}, {2: ("Çevirenin notu & sözü.", "ç.n.")})
    assert cite(5) in body_of(out)
    expected = note(5, r(t(" ")) + r("Çevirenin notu &amp; sözü. (ç.n.)", '<w:lang w:val="tr-TR"/>'))
    assert body_of(out, "word/footnotes.xml").endswith(expected)
    again = read(out)
    assert [b.content.text for b in again.blocks] == ["B[1] c[2]", "N.", "Çevirenin notu & sözü. (ç.n.)"]
    assert again.findings == ()


def test_an_own_note_makes_the_part_that_is_missing() -> None:
    source = docx(p("A"))
    out = write(source, {0: "B[1] c"}, {1: ("Not.", "tn")})
    new = files(out)
    assert set(new) - set(files(source)) == {"word/footnotes.xml"}
    assert b'PartName="/word/footnotes.xml"' in new["[Content_Types].xml"]
    assert b'Target="footnotes.xml"' in new["word/_rels/document.xml.rels"]
    again = read(out)
    assert shown(again) == [("paragraph", "B[1] c"), ("note", "Not. (tn)")]
    assert write(source, {0: "B[1] c"}, {1: ("Not.", "tn")}) == out


def test_an_own_note_is_an_endnote_among_endnotes() -> None:
    source = docx(p(r("A") + cite(1, "endnote")), endnotes=note(1, "E.", "endnote"))
    out = write(source, {0: "B[1] c[2]"}, {2: ("Not.", "tn")})
    assert shown(read(out))[-1] == ("note", "Not. (tn)")
    assert "word/footnotes.xml" not in files(out)


def test_an_own_note_in_a_note_stands_in_brackets() -> None:
    source = docx(p(r("A") + cite(1)), footnotes=note(1, "N."))
    out = write(source, {1: "M[2]."}, {2: ("Not.", "tn")})
    assert "M" in body_of(out, "word/footnotes.xml")
    assert " [tn: Not.]" in body_of(out, "word/footnotes.xml")
    assert body_of(out) == body_of(source)


# typed notes

TYPED = (
    p("Head", "Baslik")
    + p(r("One") + r("[1]", RAISED) + r(" two [2, 3] and [2024]."))
    + p(r("Split [") + r("1", '<w:lang w:val="de-DE"/>') + r("] here."))
    + p("Notes", "H1")
    + p("[1] First body.")
    + p(r("[2]") + r(" Second ") + r("body", "<w:i/>") + r("."))
    + p("[3] Third.")
)


def test_typed_notes_become_notes() -> None:
    article = read(docx(TYPED))
    assert shown(article) == [
        ("title", "Head"),
        ("paragraph", "One[1] two [2][3] and [2024]."),
        ("paragraph", "Split [1] here."),
        ("heading", "Notes"),
        ("note", "First body."),
        ("note", "Second <1>body</1>."),
        ("note", "Third."),
    ]
    assert [n.citations for n in article.notes] == [(1, 2), (1,), (1,)]
    assert article.findings == ()


def test_typed_notes_are_listed_in_the_order_of_the_target() -> None:
    source = docx(TYPED)
    texts = {0: "Baş", 1: "İki [1][2] ve bir[3] [2024].", 2: "Split [3] here.", 3: "Notlar"}
    bodies = {2: ("İkinci <1>gövde</1>.",), 3: ("Third.",), 1: ("First body.",)}
    notes = tuple(
        AssembledNote(number=number, texts=bodies[old], source=old) for number, old in enumerate(bodies, start=1)
    )
    again = read(FORMAT.write(source, Anatomy(), Assembly(locale="tr", texts=texts, notes=notes)))
    assert [text for _, text in shown(again)] == [
        "Baş",
        "İki [1][2] ve bir[3] [2024].",
        "Split [3] here.",
        "Notlar",
        "İkinci <1>gövde</1>.",
        "Third.",
        "First body.",
    ]
    assert [n.label for n in again.notes] == ["1", "2", "3"]


def test_an_own_note_takes_its_place_in_a_typed_list() -> None:
    source = docx(TYPED)
    out = FORMAT.write(
        source,
        Anatomy(),
        Assembly(
            locale="tr",
            texts={1: "Bir[1] ek[2] iki [3][4] ve [2024]."},
            notes=(
                AssembledNote(number=1, texts=("First body.",), source=1),
                AssembledNote(number=2, texts=("Özel.",), tag="ç.n."),
                AssembledNote(number=3, texts=("Second <1>body</1>.",), source=2),
                AssembledNote(number=4, texts=("Third.",), source=3),
            ),
        ),
    )
    again = read(out)
    assert [b.content.text for b in again.blocks if b.note] == [
        "First body.",
        "Özel. (ç.n.)",
        "Second <1>body</1>.",
        "Third.",
    ]
    assert again.blocks[1].content.text == "Bir[1] ek[2] iki [3][4] ve [2024]."
    assert again.findings == ()


def test_raised_digits_with_a_numbered_list_are_notes() -> None:
    source = docx(
        p(r("One") + r("1", RAISED) + r(" km") + r("2", RAISED) + r(" and two") + r("2", RAISED) + r("."))
        + p("1. First.")
        + p("2. Second.")
    )
    article = read(source)
    assert shown(article)[0] == ("paragraph", "One[1] km[2] and two[2].")
    assert shown(article)[1:] == [("note", "First."), ("note", "Second.")]
    out = body_of(write(source, {0: "Bir[1] iki[2] km[2]."}))
    assert out.count(RAISED) == 3


def test_a_numbered_list_that_nobody_cites_is_text() -> None:
    article = read(docx(p("Text [2024] of x².") + p("[1] One.") + p("[2] Two.")))
    assert [kind for kind, _ in shown(article)] == ["paragraph"] * 3
    assert article.notes == ()


def test_a_number_given_twice_and_a_citation_of_nothing_are_reported() -> None:
    article = read(docx(p("A [1] and [7].") + p("[1] One.") + p("[1] Two.")))
    assert [(f.code, f.line) for f in article.findings] == [("marker-without-note", 1), ("duplicate-note-number", 3)]
    assert shown(article) == [("paragraph", "A [1] and [7]."), ("note", "One."), ("paragraph", "[1] Two.")]
