"""What an OpenDocument text says: its blocks, their kinds, the codes and the notes in them."""

from __future__ import annotations

import pytest
from tests.formats.odt.desk import ANATOMY, kinds, note, odt, read, texts

from transflow.domain.article import ATTRIBUTE, HEADER, LANGUAGE_LINE, ORDERED, BlockKind
from transflow.domain.codes import CodeKind
from transflow.domain.inline import InlineText


def only(body: str, **how: str) -> InlineText:
    """The content of the one block of a body."""
    (block,) = read(odt(body, **how)).blocks  # type: ignore[arg-type]
    return block.content


def shown(body: str, **how: str) -> tuple[str, list[tuple[str, str]]]:
    content = only(body, **how)
    return content.text, [(code.kind.value, code.reference) for code in content.codes]


# Kinds


def test_headings_titles_and_paragraphs() -> None:
    article = read(
        odt(
            '<text:p text:style-name="Title">The harbour</text:p>'
            "<text:p>By Ada Marin</text:p>"
            '<text:h text:outline-level="1">One</text:h><text:h text:outline-level="9">Deep</text:h>'
            '<text:p text:style-name="Text_20_body">Words.</text:p><text:p/><text:p> </text:p>'
        )
    )
    assert [(b.kind.value, b.level, b.line) for b in article.blocks] == [
        ("title", 0, 1),
        ("byline", 0, 2),
        ("heading", 1, 3),
        ("heading", 6, 4),
        ("paragraph", 0, 5),
    ]


def test_the_first_heading_is_the_title_where_no_style_is() -> None:
    article = read(odt('<text:h text:outline-level="1">A title</text:h><text:p>Words.</text:p>'))
    assert kinds(article) == ["title", "paragraph"]


def test_kinds_come_along_the_chain_of_styles() -> None:
    article = read(
        odt(
            '<text:p text:style-name="P1">Quoted.</text:p><text:p text:style-name="P2">A picture.</text:p>',
            automatic=(
                '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Quotations"/>'
                '<style:style style:name="P2" style:family="paragraph" style:parent-style-name="Illustration"/>'
            ),
        )
    )
    assert kinds(article) == ["quote", "caption"]


def test_a_chain_of_styles_that_bites_its_own_tail() -> None:
    automatic = "".join(
        f'<style:style style:name="{one}" style:family="paragraph" style:parent-style-name="{other}"/>'
        for one, other in (("P1", "P2"), ("P2", "P1"))
    )
    assert kinds(read(odt('<text:p text:style-name="P1">Words.</text:p>', automatic=automatic))) == ["paragraph"]


def test_headings_by_their_look() -> None:
    bold = '<text:p><text:span text:style-name="B">{}</text:span></text:p>'
    article = read(
        odt(
            f"<text:p>What happened here</text:p><text:p>It began.</text:p>{bold.format('Later')}<text:p>It went on.</text:p>"
        )
    )
    assert [(b.kind.value, b.level) for b in article.blocks] == [
        ("title", 0),
        ("paragraph", 0),
        ("heading", 2),
        ("paragraph", 0),
    ]


def test_lists() -> None:
    automatic = (
        '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1"/>'
        '<text:list-level-style-bullet text:level="2" text:bullet-char="-"/></text:list-style>'
    )
    body = (
        '<text:list text:style-name="L1"><text:list-item><text:p>One</text:p><text:p>More of one</text:p></text:list-item>'
        "<text:list-item><text:p>Two</text:p><text:list><text:list-item><text:p>Two a</text:p></text:list-item></text:list>"
        "</text:list-item></text:list><text:p>Behind</text:p>"
    )
    article = read(odt(body, automatic=automatic))
    assert [(b.kind.value, b.level, b.role) for b in article.blocks] == [
        ("list-item", 1, ORDERED),
        ("paragraph", 0, ""),
        ("list-item", 1, ORDERED),
        ("list-item", 2, ""),
        ("paragraph", 0, ""),
    ]


def test_tables() -> None:
    def cell(words: str, more: str = "") -> str:
        return f"<table:table-cell {more}><text:p>{words}</text:p></table:table-cell>"

    def row(*cells: str) -> str:
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    heading = f"<table:table-header-rows>{row(cell('Year'), cell('Ships'))}</table:table-header-rows>"
    wide, spanning = 'table:number-columns-repeated="2"', 'table:number-columns-spanned="2"'
    inner = f"<table:table-cell><table:table>{row(cell('inner'))}</table:table></table:table-cell>"
    rows = row(cell("", wide), cell("third")) + row(cell("1923", spanning), "<table:covered-table-cell/>", inner)
    article = read(odt(f"<table:table><table:table-column/>{heading}{rows}</table:table><text:p>Behind.</text:p>"))
    assert [(b.content.text, b.cell, b.role) for b in article.blocks] == [
        ("Year", (0, 0, 0), HEADER),
        ("Ships", (0, 0, 1), HEADER),
        ("third", (0, 1, 2), ""),
        ("1923", (0, 2, 0), ""),
        ("inner", (1, 0, 0), ""),
        ("Behind.", None, ""),
    ]
    assert [b.kind for b in article.blocks][:5] == [BlockKind.TABLE_CELL] * 5


def test_furniture_and_the_language_line() -> None:
    article = read(
        odt(
            "<text:p>A title of words</text:p><text:p>Share</text:p>"
            "<text:p>This post is also available in: Türkçe</text:p><text:p>It begins.</text:p>"
        )
    )
    assert kinds(article) == ["title", "furniture", "furniture", "paragraph"]
    assert article.blocks[2].role == LANGUAGE_LINE


def test_sections_are_read_and_generated_indexes_are_not() -> None:
    article = read(
        odt(
            '<text:section text:name="S"><text:p>Inside.</text:p></text:section>'
            "<text:table-of-content><text:index-body><text:p>Chapter 1 ... 3</text:p></text:index-body></text:table-of-content>"
            "<office:forms><form:form/></office:forms><text:p>Behind.</text:p>"
        )
    )
    assert texts(article) == ["Inside.", "Behind."]


# Words and white space


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        pytest.param("  one \n\t two  ", "one two", id="folded"),
        pytest.param('one<text:s text:c="3"/>two', "one   two", id="spaces"),
        pytest.param("one <text:s/>two", "one  two", id="space-and-s"),
        pytest.param('<text:s text:c="8"/>one<text:s/>', "one", id="at-the-ends"),
        pytest.param("a &lt; b &amp;&#160;c&#x11F;", "a < b &\u00a0cğ", id="references"),
        pytest.param("one<![CDATA[ <two>]]>", "one <two>", id="cdata"),
        pytest.param("one<text:soft-page-break/> two<!-- said --> three", "one two three", id="nothing-seen"),
        pytest.param("one<text:bookmark text:name='x'/> two", "one two", id="bookmark"),
        pytest.param(
            'one <text:span text:style-name="RSID">two</text:span> three', "one two three", id="revision-mark"
        ),
        pytest.param('<text:span text:style-name="LANG">un</text:span> two', "un two", id="language"),
    ],
)
def test_words(inside: str, text: str) -> None:
    assert shown(f"<text:p>{inside}</text:p>") == (text, [])


def test_a_monstrous_number_of_spaces_is_layout() -> None:
    assert shown('<text:p>a<text:s text:c="999999999"/>b</text:p>') == ("a<1/>b", [("object", "")])


# Codes


@pytest.mark.parametrize(
    ("style", "kind"),
    [
        ("B", "strong"),
        ("I", "emphasis"),
        ("U", "underline"),
        ("S", "strike"),
        ("UP", "superscript"),
        ("DOWN", "subscript"),
        ("RED", "span"),
        ("Emphasis", "emphasis"),
        ("Strong_20_Emphasis", "strong"),
    ],
)
def test_kinds_of_spans(style: str, kind: str) -> None:
    assert shown(f'<text:p>a <text:span text:style-name="{style}">b</text:span> c</text:p>') == (
        "a <1>b</1> c",
        [(kind, "")],
    )


def test_neighbours_of_the_same_look_are_one() -> None:
    body = (
        '<text:p>a <text:span text:style-name="I">b</text:span><text:span text:style-name="RSID"><text:span '
        'text:style-name="I2">c</text:span></text:span><text:span text:style-name="B">d</text:span></text:p>'
    )
    assert shown(body) == ("a <1>bc</1><2>d</2>", [("emphasis", ""), ("strong", "")])


def test_what_the_paragraph_says_already_is_no_code() -> None:
    automatic = (
        '<style:style style:name="P9" style:family="paragraph"><style:text-properties fo:font-weight="bold" '
        'style:font-name="Times"/></style:style><style:style style:name="T9" style:family="text">'
        '<style:text-properties fo:font-weight="bold" style:font-name="Times"/></style:style>'
    )
    body = '<text:p text:style-name="P9">a <text:span text:style-name="T9">b</text:span> c.</text:p>'
    assert shown(body, automatic=automatic) == ("a b c.", [])


def test_program_text_is_verbatim() -> None:
    assert shown('<text:p>run <text:span text:style-name="Source_20_Text">make x</text:span> now</text:p>') == (
        "run <1/> now",
        [("verbatim", "make x")],
    )


def test_links() -> None:
    body = (
        '<text:p>see <text:a xlink:href="https://a.org/?a=1&amp;b=2"><text:span text:style-name="RED">here</text:span>'
        "</text:a> now</text:p>"
    )
    assert shown(body) == ("see <1>here</1> now", [("link", "https://a.org/?a=1&b=2")])


def test_breaks_tabs_fields_and_pictures() -> None:
    body = (
        "<text:p>a<text:line-break/>b<text:tab/>c <text:page-number>7</text:page-number> d "
        '<draw:frame><draw:image xlink:href="Pictures/1.png"/></draw:frame> e '
        "<text:sequence>2</text:sequence></text:p>"
    )
    assert shown(body) == (
        "a<1/>b<2/>c <3/> d <4/> e <5/>",
        [("break", ""), ("tab", ""), ("field", "7"), ("image", "Pictures/1.png"), ("field", "2")],
    )


def test_formulas_are_verbatim() -> None:
    manifest = (
        '<manifest:file-entry manifest:full-path="Object 1/" '
        'manifest:media-type="application/vnd.oasis.opendocument.formula"/>'
    )
    frame = '<draw:frame><draw:object xlink:href="./Object {}"/><draw:image xlink:href="x"/></draw:frame>'
    content = odt(f"<text:p>a {frame.format(1)} b {frame.format(2)}</text:p>", manifest=manifest)
    assert [code.kind for code in read(content).blocks[0].content.codes] == [CodeKind.VERBATIM, CodeKind.OBJECT]


def test_a_pair_around_one_code_is_part_of_it() -> None:
    body = '<text:p>a <text:a xlink:href="x"><draw:frame><draw:image xlink:href="y"/></draw:frame></text:a> b</text:p>'
    assert shown(body) == ("a <1/> b", [("image", "y")])


def test_stretches() -> None:
    def mark(side: str, name: str) -> str:
        return f'<text:bookmark-{side} text:name="{name}"/>'

    assert shown(
        f"<text:p>{mark('start', 'all')}a {mark('start', 'x')}b{mark('end', 'x')} c{mark('end', 'all')}</text:p>"
    ) == (
        "a <1>b</1> c",
        [("span", "")],
    )
    over = f'a {mark("start", "x")}b <text:span text:style-name="B">c{mark("end", "x")} d</text:span> e'
    assert shown(f"<text:p>{over}</text:p>")[0] == "a <1/>b <2>c<3/> d</2> e"
    assert shown(f"<text:p>a {mark('start', '_GoBack')}b{mark('end', '_GoBack')} c</text:p>") == ("a b c", [])
    assert shown(f"<text:p>a{mark('end', 'elsewhere')} b {mark('start', 'next')}c</text:p>")[0] == "a<1/> b <2/>c"


def test_comments_are_one_code_or_a_pair() -> None:
    said = "<dc:creator>Ada</dc:creator><text:p>Is this so?</text:p></office:annotation>"
    assert shown(f"<text:p>a<office:annotation>{said} b</text:p>") == ("a<1/> b", [("object", "")])
    body = f'<text:p>a <office:annotation office:name="c1">{said}b<office:annotation-end office:name="c1"/> c</text:p>'
    assert shown(body) == ("a <1>b</1> c", [("span", "")])


def test_words_in_elements_that_nobody_knows_are_read() -> None:
    assert shown("<text:p>a <loext:content-control>b</loext:content-control> c<loext:thing/></text:p>") == (
        "a <1>b</1> c<2/>",
        [("span", ""), ("object", "")],
    )


def test_ruby() -> None:
    body = "<text:p>a <text:ruby><text:ruby-base>b</text:ruby-base><text:ruby-text>c</text:ruby-text></text:ruby> d</text:p>"
    assert shown(body) == ("a <1>b</1> d", [("span", "")])


def test_words_in_drawings_are_places_of_their_own() -> None:
    body = (
        '<text:p>Before <draw:frame draw:name="f"><draw:text-box><text:p>In the box.</text:p></draw:text-box>'
        "<svg:title>A quay</svg:title><svg:desc> </svg:desc></draw:frame> after.</text:p>"
        "<draw:frame><draw:text-box><text:p>On the page.</text:p></draw:text-box></draw:frame><text:p>Last.</text:p>"
    )
    article = read(odt(body))
    assert [(b.content.text, b.kind.value, b.role, b.line) for b in article.blocks] == [
        ("Before <1/> after.", "paragraph", "", 1),
        ("In the box.", "paragraph", "", 2),
        ("A quay", "caption", ATTRIBUTE, 2),
        ("On the page.", "paragraph", "", 3),
        ("Last.", "paragraph", "", 4),
    ]


def test_a_paragraph_inside_a_paragraph_is_read_all_the_same() -> None:
    assert texts(read(odt("<text:p>a <text:p>b</text:p> c</text:p>"))) == ["a <1/> c", "b"]


def test_foreign_prefixes() -> None:
    content = (
        '<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><o:body><o:text><p>Words<s/> here.</p></o:text></o:body>'
        "</o:document-content>"
    )
    assert texts(read(odt(content=content.encode()))) == ["Words  here."]


# Notes


def test_notes_stand_inside_their_markers() -> None:
    book = 'See <text:span text:style-name="I">Book</text:span>.'
    body = f"<text:p>First.{note(book)} Second.{note('Ibid.', 2)}</text:p><text:p>Third{note('End.', 3, 'endnote')}</text:p>"
    article = read(odt(body))
    assert [(b.content.text, b.kind.value, b.note) for b in article.blocks] == [
        ("First.[1] Second.[2]", "paragraph", None),
        ("See <1>Book</1>.", "note", 1),
        ("Ibid.", "note", 2),
        ("Third[3]", "paragraph", None),
        ("End.", "note", 3),
    ]
    assert [(n.number, n.label, n.blocks, n.citations) for n in article.notes] == [
        (1, "1", (1,), (0,)),
        (2, "2", (2,), (0,)),
        (3, "3", (4,), (3,)),
    ]
    assert not article.findings


def test_a_note_of_several_paragraphs_and_a_list() -> None:
    inside = "One.</text:p><text:list><text:list-item><text:p>Two.</text:p></text:list-item></text:list><text:p>Three."
    article = read(odt(f"<text:p>Words.{note(inside)}</text:p>"))
    assert article.notes[0].blocks == (1, 2, 3)
    assert kinds(article) == ["paragraph", "note", "note", "note"]


def test_a_span_around_a_marker_is_part_of_it() -> None:
    assert shown(f'<text:p>a<text:span text:style-name="UP">{note("")}</text:span> b</text:p>') == ("a[1] b", [])


def test_a_note_cited_twice() -> None:
    again = (
        '<text:span text:style-name="UP"><text:note-ref text:note-class="footnote" text:reference-format="text" '
        'text:ref-name="ftn1">1</text:note-ref></text:span>'
    )
    article = read(odt(f"<text:p>One.{note('Body.')}</text:p><text:p>Two.{again}</text:p>"))
    assert texts(article) == ["One.[1]", "Body.", "Two.[1]"]
    assert article.notes[0].citations == (0, 2)


def test_see_note_is_a_field() -> None:
    see = '<text:note-ref text:note-class="footnote" text:ref-name="ftn1">1</text:note-ref>'
    article = read(odt(f"<text:p>One.{note('Body.')}</text:p><text:p>See note {see} above.</text:p>"))
    assert texts(article)[2] == "See note <1/> above."
    assert article.blocks[2].content.codes[0].kind is CodeKind.FIELD


def test_notes_without_ids_or_with_the_same() -> None:
    plain = note("A.").replace(' text:id="ftn1"', "")
    article = read(odt(f"<text:p>a{plain} b{plain} c{note('B.')} d{note('C.')}</text:p>"))
    assert texts(article) == ["a[1] b[2] c[3] d[4]", "A.", "A.", "B.", "C."]


def test_a_citation_of_a_note_that_is_not_there() -> None:
    again = '<text:span text:style-name="UP"><text:note-ref text:ref-name="gone">9</text:note-ref></text:span>'
    article = read(odt(f"<text:p>Words.{again}</text:p>"))
    assert texts(article) == ["Words.<1/>"]
    assert [finding.code for finding in article.findings] == ["marker-without-note"]


def test_numbers_in_brackets_stay_words() -> None:
    article = read(odt(f"<text:p>In [2024] and [1] it was.{note('Body.')}</text:p>"))
    assert texts(article)[0] == "In [2024] and [1] it was.[2]"


def test_reading_twice_gives_the_same() -> None:
    content = odt(f"<text:p>Words.{note('Body.')}</text:p>")
    assert read(content) == read(bytes(bytearray(content)), ANATOMY)
