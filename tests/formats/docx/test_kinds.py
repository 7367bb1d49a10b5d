"""What a paragraph of a Word document is: by style, by list, by cell, by look."""

from __future__ import annotations

from tests.formats.docx.building import STYLES, docx, p, r, shown

from transflow.domain.article import Article
from transflow.formats.documents import Anatomy
from transflow.formats.documents.docx import DocxFormat

TEXT = "This is a paragraph of the article, which ends like one."


def read(content: bytes) -> Article:
    return DocxFormat().read(content, Anatomy())


def table(*rows: str, properties: str = "") -> str:
    return f"<w:tbl>{properties}{''.join(rows)}</w:tbl>"


def row(*cells: str, header: bool = False) -> str:
    head = "<w:trPr><w:tblHeader/></w:trPr>" if header else ""
    return f"<w:tr>{head}{''.join(cells)}</w:tr>"


def cell(*paragraphs: str, wide: int = 1) -> str:
    properties = f'<w:tcPr><w:gridSpan w:val="{wide}"/></w:tcPr>' if wide > 1 else ""
    return f"<w:tc>{properties}{''.join(paragraphs)}</w:tc>"


def test_styles_are_followed_to_what_they_are_based_on() -> None:
    body = p("The title", "Baslik") + p("One", "H1") + p("Two", "Mine") + p(TEXT) + p("Said.", "Zitat") + p("A.", "Cap")
    article = read(docx(body))
    assert [(b.kind.value, b.level) for b in article.blocks] == [
        ("title", 0),
        ("heading", 1),
        ("heading", 2),
        ("paragraph", 0),
        ("quote", 0),
        ("caption", 0),
    ]


def test_styles_that_are_not_defined_are_told_by_their_ids() -> None:
    body = p("Head", "Title") + p("Sub", "Subtitle") + p("Part", "Heading2") + p(TEXT, "BodyText")
    styles = '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
    article = read(docx(body, styles=styles))
    assert [(b.kind.value, b.level) for b in article.blocks] == [
        ("title", 0),
        ("heading", 2),
        ("heading", 2),
        ("paragraph", 0),
    ]


def test_styles_that_go_in_a_circle_end() -> None:
    circle = "".join(
        f'<w:style w:type="paragraph" w:styleId="{a}"><w:name w:val="{a}"/><w:basedOn w:val="{b}"/></w:style>'
        for a, b in ("xy", "yx")
    )
    assert shown(read(docx(p(TEXT, "x"), styles=STYLES.replace("</w:styles>", circle + "</w:styles>")))) == [
        ("paragraph", TEXT)
    ]


def test_an_outline_level_of_the_paragraph_makes_a_heading() -> None:
    article = read(
        docx(
            p("T", "Baslik") + p("Deep", more='<w:outlineLvl w:val="7"/>') + p("Not", "H1", '<w:outlineLvl w:val="9"/>')
        )
    )
    assert [(b.kind.value, b.level) for b in article.blocks] == [("title", 0), ("heading", 6), ("heading", 1)]


def test_the_first_heading_is_the_title_where_none_has_the_style() -> None:
    assert shown(read(docx(p("Head", "H1") + p(TEXT) + p("Next", "H1") + p(TEXT))))[0] == ("title", "Head")


def test_a_heading_among_others_is_no_title() -> None:
    kinds = [kind for kind, _ in shown(read(docx(p(TEXT) + p("One", "H1") + p(TEXT) + p("Two", "H1") + p(TEXT))))]
    assert kinds == ["paragraph", "heading", "paragraph", "heading", "paragraph"]


def test_without_styles_the_first_short_paragraph_is_the_title_and_bold_ones_are_headings() -> None:
    body = p("A plain look") + p(TEXT) + p(r("In bold", "<w:b/>")) + p(TEXT) + p("Short but plain") + p(TEXT)
    kinds = [kind for kind, _ in shown(read(docx(body)))]
    assert kinds == ["title", "paragraph", "heading", "paragraph", "paragraph", "paragraph"]


def test_lists_by_number_and_by_style() -> None:
    numbered = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr>'
    none = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = (
        p("T", "Baslik")
        + p("a", more=numbered.format(0))
        + p("b", more=numbered.format(1))
        + p("c", "Bul")
        + p("d", "Bul", none)
    )
    found = [(b.kind.value, b.level, b.role) for b in read(docx(body)).blocks]
    assert found[1:] == [("list-item", 1, "ordered"), ("list-item", 2, ""), ("list-item", 1, ""), ("paragraph", 0, "")]


def test_cells_know_table_row_and_column() -> None:
    inner = table(row(cell(p("in")), cell(p("ner"))))
    body = p(TEXT) + table(
        row(cell(p("h1"), wide=2), cell(p("h2")), header=True),
        row(cell(p("a"), p("b")), cell(inner + p("c")), cell(p(""))),
    )
    found = [(b.content.text, b.cell, b.role) for b in read(docx(body + table(row(cell(p("x")), cell(p("y")))))).blocks]
    assert found[1:] == [
        ("h1", (0, 0, 0), "header"),
        ("h2", (0, 0, 2), "header"),
        ("a", (0, 1, 0), ""),
        ("b", (0, 1, 0), ""),
        ("in", (1, 0, 0), ""),
        ("ner", (1, 0, 1), ""),
        ("c", (0, 1, 1), ""),
        ("x", (2, 0, 0), ""),
        ("y", (2, 0, 1), ""),
    ]


def test_a_table_of_one_cell_is_a_frame() -> None:
    block = read(docx(p(TEXT) + table(row(cell(p(TEXT)))))).blocks[1]
    assert (block.kind.value, block.cell) == ("paragraph", None)


def test_lines_number_paragraphs_and_ascend() -> None:
    article = read(docx(p("One") + "<w:p/>" + p("* * *") + p(TEXT)))
    assert [b.line for b in article.blocks] == [1, 4]


def test_furniture_and_byline() -> None:
    body = (
        p("The title", "Baslik") + p("By Jane Roe") + p("Share") + p("This post is also available in: Türkçe") + p(TEXT)
    )
    found = [(b.kind.value, b.role) for b in read(docx(body)).blocks]
    assert found == [
        ("title", ""),
        ("byline", ""),
        ("furniture", ""),
        ("furniture", "language-line"),
        ("paragraph", ""),
    ]


def test_a_table_of_contents_is_left_alone() -> None:
    control = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{p('Contents')}{p('One … 1')}</w:sdtContent></w:sdt>"
    )
    assert shown(read(docx(control + p(TEXT)))) == [("paragraph", TEXT)]


def test_words_in_content_controls_are_words() -> None:
    control = f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{p(TEXT)}</w:sdtContent></w:sdt>"
    assert shown(read(docx(control))) == [("paragraph", TEXT)]
