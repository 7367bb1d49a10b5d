"""Runs as words and codes: joined where they look the same, paired codes where they differ, everything else kept."""

from __future__ import annotations

import pytest
from tests.formats.docx.building import assembly, body_of, cite, docx, note, p, r, t

from transflow.domain.article import Block
from transflow.domain.codes import Code, CodeKind
from transflow.formats.documents import Anatomy
from transflow.formats.documents.docx import DocxFormat

FORMAT = DocxFormat()
LANGUAGE = '<w:lang w:val="tr-TR"/>'


def block(content: str, **more: object) -> Block:
    """The one block of a document with one paragraph."""
    article = FORMAT.read(docx(p(content), **more), Anatomy())  # type: ignore[arg-type]
    return next(b for b in article.blocks if b.note is None)


def seen(content: str) -> tuple[str, list[CodeKind]]:
    found = block(content).content
    return found.text, [code.kind for code in found.codes]


def written(content: str, text: str, **more: object) -> str:
    """The inside of the paragraph with its words replaced by ``text``, language left out."""
    source = docx(p(content), **more)  # type: ignore[arg-type]
    article = FORMAT.read(source, Anatomy())
    out = FORMAT.write(source, Anatomy(), assembly(article, {0: text}))
    inside = body_of(out).removeprefix("<w:p>").removesuffix("</w:p>")
    return inside.replace(f"<w:rPr>{LANGUAGE}</w:rPr>", "").replace(LANGUAGE, "")


def field(instruction: str, result: str) -> str:
    """A complex field; ``result`` is runs."""
    return (
        r('<w:fldChar w:fldCharType="begin"/>')
        + r(f'<w:instrText xml:space="preserve"> {instruction} </w:instrText>')
        + r('<w:fldChar w:fldCharType="separate"/>')
        + result
        + r('<w:fldChar w:fldCharType="end"/>')
    )


# looks


@pytest.mark.parametrize(
    "look",
    [
        '<w:lang w:val="en-US"/>',
        "<w:noProof/>",
        '<w:bCs/><w:szCs w:val="20"/>',
        '<w:rtl w:val="0"/>',
        '<w:color w:val="auto"/>',
        '<w:rFonts w:hint="eastAsia" w:cs="Arial"/>',
        '<w:spacing w:val="-2"/>',
        '<w:shd w:val="clear" w:fill="auto"/>',
        '<w:rStyle w:val="Default"/>',
        '<w:b w:val="0"/>',
    ],
)
def test_runs_that_nobody_can_tell_apart_are_one(look: str) -> None:
    assert seen(r("One ") + '<w:proofErr w:type="spellStart"/>' + r("word", look) + r(" more.")) == (
        "One word more.",
        [],
    )


@pytest.mark.parametrize(
    ("look", "kind"),
    [
        ("<w:b/>", CodeKind.STRONG),
        ("<w:i/>", CodeKind.EMPHASIS),
        ('<w:u w:val="single"/>', CodeKind.UNDERLINE),
        ("<w:strike/>", CodeKind.STRIKE),
        ('<w:vertAlign w:val="superscript"/>', CodeKind.SUPERSCRIPT),
        ('<w:vertAlign w:val="subscript"/>', CodeKind.SUBSCRIPT),
        ('<w:color w:val="FF0000"/>', CodeKind.SPAN),
        ('<w:rStyle w:val="Strong"/>', CodeKind.STRONG),
        ('<w:b/><w:i/><w:color w:val="FF0000"/>', CodeKind.STRONG),
    ],
)
def test_a_look_of_its_own_is_one_pair(look: str, kind: CodeKind) -> None:
    assert seen(r("One ") + r("word", look) + r(" more.")) == ("One <1>word</1> more.", [kind])


def test_emphasis_needs_many_words_to_be_the_rule() -> None:
    assert seen(r("A ") + r("second", "<w:i/>") + r(" quay"))[0] == "A <1>second</1> quay"


def test_the_look_of_most_words_needs_no_code() -> None:
    assert seen(r("All of this is bold, ", "<w:b/>") + r("but not") + r(" that.", "<w:b/>")) == (
        "All of this is bold, <1>but not</1> that.",
        [CodeKind.SPAN],
    )


def test_switching_off_what_the_style_switches_on_is_a_look() -> None:
    article = FORMAT.read(docx(p(r("Bold by style ") + r("but not", '<w:b w:val="0"/>'), "H1")), Anatomy())
    assert article.blocks[0].content.text == "Bold by style <1>but not</1>"


def test_spaces_between_equal_looks_have_no_look() -> None:
    assert seen(r("It is ") + r("very", "<w:b/>") + r(" ") + r("bold", "<w:b/>") + r(" here."))[0] == (
        "It is <1>very bold</1> here."
    )
    assert seen(r("It ") + r("is", "<w:u/>") + r(" ", "<w:u/>") + r("not"))[0] == "It <1>is </1>not"


def test_words_are_written_with_their_looks() -> None:
    content = (
        r("One ", '<w:sz w:val="20"/>')
        + r("word", '<w:b/><w:lang w:val="en-US"/><w:sz w:val="20"/>')
        + r(".", '<w:sz w:val="20"/>')
    )
    assert written(content, "<1>Söz</1> bir & <iki>.") == (
        f'<w:r><w:rPr><w:b/><w:sz w:val="20"/></w:rPr>{t("Söz")}</w:r>'
        f'<w:r><w:rPr><w:sz w:val="20"/></w:rPr>{t(" bir &amp; &lt;iki&gt;.")}</w:r>'
    )


def test_written_words_are_of_the_targets_language_in_the_schemas_order() -> None:
    look = '<w:b/><w:lang w:val="en-US"/><w:specVanish w:val="0"/><w14:ligatures w14:val="all"/>'
    source = docx(p(r("Word", look)))
    out = FORMAT.write(source, Anatomy(), assembly(FORMAT.read(source, Anatomy()), {0: "Söz"}))
    assert f'<w:b/>{LANGUAGE}<w:specVanish w:val="0"/><w14:ligatures w14:val="all"/>' in body_of(out)


# characters


def test_space_is_kept_as_word_keeps_it() -> None:
    assert (
        seen("<w:r><w:t> cut at the ends </w:t></w:r>" + r(" kept\nhere  too"))[0] == "cut at the ends kept here  too"
    )


def test_space_and_tabs_around_the_words_stay() -> None:
    content = r("<w:tab/>") + r("  Indented words.  ")
    assert seen(content) == ("Indented words.", [])
    assert written(content, "Söz.") == r("<w:tab/>") + r(t("  ")) + r("Söz.") + r(t("  "))


def test_hyphens_are_characters() -> None:
    content = r(f"{t('co')}<w:noBreakHyphen/>{t('op')}<w:softHyphen/>{t('erate')}")
    assert seen(content) == ("co\u2011op\u00aderate", [])
    assert written(content, "a\u2011b\u00adc\td\ne") == r(
        f"{t('a')}<w:noBreakHyphen/>{t('b')}<w:softHyphen/>{t('c')}<w:tab/>{t('d')}<w:br/>{t('e')}"
    )


def test_breaks_tabs_and_signs_stand_alone() -> None:
    content = r(
        f'{t("a")}<w:br/>{t("b")}<w:tab/>{t("c")}<w:br w:type="page"/>{t("d")}<w:sym w:font="W" w:char="F0"/>{t("e")}'
    )
    assert seen(content) == (
        "a<1/>b<2/>c<3/>d<4/>e",
        [CodeKind.BREAK, CodeKind.TAB, CodeKind.OBJECT, CodeKind.OBJECT],
    )
    assert written(content, "A<4/>B<1/>C<3/><2/>") == (
        r("A")
        + r('<w:sym w:font="W" w:char="F0"/>')
        + r("B")
        + r("<w:br/>")
        + r("C")
        + r('<w:br w:type="page"/>')
        + r("<w:tab/>")
    )


def test_a_formula_is_verbatim() -> None:
    formula = "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"
    content = r("Let ") + formula + r(" hold.")
    assert block(content).content.codes == (Code(number=1, kind=CodeKind.VERBATIM, paired=False, reference="x=1"),)
    assert written(content, "Olsun <1/>.") == r("Olsun ") + formula + r(".")


def test_hidden_text_is_left_alone() -> None:
    content = r("Seen ") + r("hidden", "<w:vanish/>") + r("words.")
    assert seen(content) == ("Seen words.", [])
    assert r("hidden", "<w:vanish/>") in written(content, "Görünen.")


# what encloses words


def test_a_link_is_a_pair_whatever_it_looks_like() -> None:
    link = '<w:hyperlink r:id="L" w:anchor="p2">' + r("this", '<w:rStyle w:val="Hyperlink"/>') + "</w:hyperlink>"
    found = block(r("See ") + link + r("."), links={"L": "https://example.org/?a=1&amp;b"}).content
    assert found.text == "See <1>this</1>."
    assert found.codes == (Code(number=1, kind=CodeKind.LINK, paired=True, reference="https://example.org/?a=1&b#p2"),)
    assert written(r("See ") + link + r("."), "<1>Şuna</1> bak.") == link.replace("this", "Şuna") + r(" bak.")


def test_a_link_by_field_is_a_pair() -> None:
    content = r("See ") + field('HYPERLINK "https://e.org" \\l "x"', r("th", "<w:u/>") + r("is", "<w:u/>")) + r(".")
    found = block(content).content
    assert found.text == "See <1>this</1>."
    assert (found.codes[0].kind, found.codes[0].reference) == (CodeKind.LINK, "https://e.org#x")
    new = written(content, "<1>Şuna</1> bak.")
    assert new.index("HYPERLINK") < new.index("separate") < new.index("Şuna") < new.index('"end"') < new.index(" bak.")


def test_a_field_is_a_word_of_its_own() -> None:
    content = (
        r("Page ") + field("PAGE", r("7")) + r(" of ") + f'<w:fldSimple w:instr=" NUMPAGES ">{r("9")}</w:fldSimple>'
    )
    found = block(content).content
    assert found.text == "Page <1/> of <2/>"
    assert [(c.kind, c.reference) for c in found.codes] == [(CodeKind.FIELD, "7"), (CodeKind.FIELD, "9")]
    new = written(content, "<2/> içinden <1/>")
    assert new.index("NUMPAGES") < new.index("içinden") < new.index(" PAGE ")
    assert new.count("<w:r><w:fldChar ") == 3


def test_a_citation_of_a_reference_manager_is_words_in_a_pair() -> None:
    found = block(r("As shown ") + field("ADDIN ZOTERO_ITEM CSL_CITATION {}", r("(Roe and Doe 2020)")) + r(".")).content
    assert found.text == "As shown <1>(Roe and Doe 2020)</1>."
    assert found.codes[0].kind is CodeKind.SPAN


def test_an_index_entry_is_invisible_and_kept() -> None:
    entry = (
        r('<w:fldChar w:fldCharType="begin"/>')
        + r("<w:instrText> XE x </w:instrText>")
        + r('<w:fldChar w:fldCharType="end"/>')
    )
    content = r("Some ") + entry + r("words.")
    assert seen(content) == ("Some words.", [])
    assert " XE x " in written(content, "Söz.")


def test_a_content_control_in_a_line_is_a_pair_and_a_choice_is_a_word() -> None:
    control = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>" + r("Ann") + "</w:sdtContent></w:sdt>"
    content = r("Dear ") + control.format("<w:text/>") + r(", yours")
    assert seen(content) == ("Dear <1>Ann</1>, yours", [CodeKind.SPAN])
    assert written(content, "Sevgili <1>Ayşe</1>") == r("Sevgili ") + control.format("<w:text/>").replace("Ann", "Ayşe")
    assert seen(r("Dear ") + control.format("<w:dropDownList/>") + r("!")) == ("Dear <1/>!", [CodeKind.FIELD])


def test_smart_tags_are_transparent() -> None:
    assert seen(r("In ") + f'<w:smartTag w:element="place">{r("Rome")}</w:smartTag>' + r(".")) == ("In Rome.", [])


def test_a_field_over_several_paragraphs_is_no_word() -> None:
    first = p(
        r("Before. ")
        + r('<w:fldChar w:fldCharType="begin"/>')
        + r("<w:instrText>TOC</w:instrText>")
        + r('<w:fldChar w:fldCharType="separate"/>')
        + r("One 1")
    )
    second = p("Two 2")
    third = p(r("Three 3") + r('<w:fldChar w:fldCharType="end"/>') + r("After."))
    source = docx(first + second + third)
    article = FORMAT.read(source, Anatomy())
    assert [b.content.text for b in article.blocks] == ["Before.", "After."]
    out = body_of(FORMAT.write(source, Anatomy(), assembly(article, {0: "Önce.", 1: "Sonra."})))
    assert [out.count(word) for word in ("One 1", "Two 2", "Three 3", "fldChar ", "Önce.", "Sonra.")] == [
        1,
        1,
        1,
        3,
        1,
        1,
    ]
    assert out.index("Önce.") < out.index("One 1") < out.index("Three 3") < out.index('"end"') < out.index("Sonra.")


def test_a_link_over_several_paragraphs_keeps_its_words() -> None:
    first = p(
        r('<w:fldChar w:fldCharType="begin"/>')
        + r("<w:instrText>HYPERLINK x</w:instrText>")
        + r('<w:fldChar w:fldCharType="separate"/>')
        + r("One.")
    )
    second = p(r("Two.") + r('<w:fldChar w:fldCharType="end"/>'))
    source = docx(first + second)
    article = FORMAT.read(source, Anatomy())
    assert [b.content.text for b in article.blocks] == ["One.", "Two."]
    out = body_of(FORMAT.write(source, Anatomy(), assembly(article, {0: "Bir.", 1: "İki."})))
    assert out.count("fldChar ") == 3


# anchors


def test_bookmarks_and_comments_are_no_codes_and_are_never_lost() -> None:
    content = (
        '<w:bookmarkStart w:id="1" w:name="whole"/>' + r("See ") + '<w:commentRangeStart w:id="3"/>'
        + r("Figure ") + field("SEQ Figure", r("1")) + '<w:bookmarkEnd w:id="1"/>' + r(": a thing.")
        + '<w:commentRangeEnd w:id="3"/>' + r('<w:commentReference w:id="3"/>')
    )  # fmt: skip
    assert seen(content) == ("See Figure <1/>: a thing.", [CodeKind.FIELD])
    new = written(content, "Şekil <1/>: bir şey.")
    order = [
        "bookmarkStart",
        "commentRangeStart",
        "Şekil",
        "SEQ",
        '"end"',
        "bookmarkEnd",
        "bir şey",
        "commentRangeEnd",
        "commentReference",
    ]
    assert sorted(order, key=new.index) == order
    assert all(new.count(f"<w:{name} ") == 1 for name in ("bookmarkStart", "bookmarkEnd", "commentRangeStart"))


def test_a_range_among_words_grows_to_the_next_thing() -> None:
    content = (
        r("<w:br/>")
        + r("one ")
        + '<w:bookmarkStart w:id="1" w:name="b"/>'
        + r("two ")
        + '<w:bookmarkEnd w:id="1"/>'
        + r("three")
        + cite(2)
        + r(" four")
    )
    new = written(content, "<1/>bir iki üç[1] dört", footnotes=note(2, "N."))
    order = ["<w:br/>", "bookmarkStart", "bir iki üç", "bookmarkEnd", "footnoteReference", "dört"]
    assert sorted(order, key=new.index) == order


def test_codes_in_another_order_keep_ranges_whole() -> None:
    content = (
        r("a ")
        + '<w:bookmarkStart w:id="1" w:name="b"/>'
        + r("<w:br/>")
        + r(" b ")
        + r('<w:sym w:char="F0"/>')
        + '<w:bookmarkEnd w:id="1"/>'
        + r(" c")
    )
    new = written(content, "x <2/> y <1/> z")
    assert new.index("bookmarkStart") < new.index("bookmarkEnd")
