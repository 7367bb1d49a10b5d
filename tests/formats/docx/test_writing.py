"""What a translation changes in the file, and what it leaves: everything else."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from tests.formats.docx.building import ROOT, R, W, assembly, body_of, cite, docx, files, note, p, packed, r, shown, t

from transflow.domain.reassembly import Assembly
from transflow.formats.documents import Anatomy
from transflow.formats.documents.docx import DocxFormat
from transflow.formats.documents.xml import parse

FORMAT = DocxFormat()
ANATOMY = Anatomy()
ACCEPT = Anatomy(tracked_changes="accept")
BOX = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wp:docPr id="1" name="Box" descr="A box"/>'
    "<wps:txbx><w:txbxContent>{choice}</w:txbxContent></wps:txbx></wp:anchor></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><v:textbox><w:txbxContent>{fallback}</w:txbxContent></v:textbox></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)


def write(content: bytes, texts: dict[int, str], anatomy: Anatomy = ANATOMY) -> bytes:
    return FORMAT.write(content, anatomy, assembly(FORMAT.read(content, anatomy), texts))


def plainly(text: str) -> str:
    """Without the language of runs."""
    return text.replace('<w:rPr><w:lang w:val="tr-TR"/></w:rPr>', "").replace('<w:lang w:val="tr-TR"/>', "")


def test_nothing_changed_is_the_same_object() -> None:
    source = docx(p(r("A") + cite(1)), footnotes=note(1, "N."))
    assert FORMAT.write(source, ANATOMY, Assembly(locale="tr", texts={}, notes=())) is source
    assert write(source, {}) is source


def test_only_the_paragraphs_that_changed_differ() -> None:
    kept = p(r("Kept ", '<w:lang w:val="en-GB"/>') + '<w:proofErr w:type="spellStart"/>' + r("wrods"), "Zitat")
    source = docx(kept + p("Old words.") + kept + p(r("A") + cite(1)), footnotes=note(1, "N.") + note(2, "M."))
    out = write(source, {1: "New words."})
    before, after = files(source), files(out)
    assert [name for name in before if before[name] != after[name]] == ["word/document.xml"]
    assert plainly(body_of(out)) == body_of(source).replace("Old words.", "New words.")
    out = write(source, {4: "Yeni."})
    assert [name for name, old in before.items() if old != files(out)[name]] == ["word/footnotes.xml"]


def test_other_files_keep_their_compressed_bytes() -> None:
    source = docx(p("Old."), more={"word/media/image1.png": bytes(range(256)) * 9})

    def raw(content: bytes, name: str) -> bytes:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            info = archive.getinfo(name)
        start = info.header_offset
        return content[start : start + 30 + len(name) + info.compress_size]

    out = write(source, {0: "New."})
    assert raw(out, "word/media/image1.png") == raw(source, "word/media/image1.png")
    assert raw(out, "word/styles.xml") == raw(source, "word/styles.xml")


def test_properties_of_paragraphs_stay() -> None:
    source = docx(
        '<w:p w14:paraId="00AA"><w:pPr><w:keepNext/></w:pPr><w:bookmarkStart w:id="0" w:name="a"/>'
        + r("Old.")
        + '<w:bookmarkEnd w:id="0"/></w:p>'
    )
    assert plainly(body_of(write(source, {0: "New."}))) == body_of(source).replace("Old.", "New.")


@pytest.mark.parametrize("prefix", ["q", "wp2", "p"])
def test_other_prefixes_are_written_as_they_are_read(prefix: str) -> None:
    root = ROOT.replace("xmlns:w=", f"xmlns:{prefix}=")
    body = re.sub(r"(</?|[\s])w:", rf"\1{prefix}:", p(r("Old") + r("bold", "<w:b/>") + cite(1)))
    text = f"<{prefix}:document {root}><{prefix}:body>{body}</{prefix}:body></{prefix}:document>"
    parts = {**files(docx("", footnotes=note(1, "N."))), "word/document.xml": text.encode()}
    source = packed(parts)
    article = FORMAT.read(source, ANATOMY)
    assert (
        article.blocks[0].content.text == "Old<1>bold</1>[1]" or article.blocks[0].content.text == "Old<1>bold</1>[1]"
    )
    out = files(FORMAT.write(source, ANATOMY, assembly(article, {0: "Yeni <1>söz</1>[1]"})))[
        "word/document.xml"
    ].decode()
    assert f"<{prefix}:t xml:space" in out
    assert "<w:" not in out
    assert shown(FORMAT.read(packed({**parts, "word/document.xml": out}), ANATOMY))[0][1] == "Yeni <1>söz</1>[1]"


def test_the_default_namespace_is_written_without_a_prefix() -> None:
    text = (
        f'<document xmlns="{W}" xmlns:z="{W}" xmlns:r="{R}"><body><p><r><t>Old words</t></r>'
        '<r><footnoteReference z:id="1"/></r></p></body></document>'
    )
    parts = {**files(docx("", footnotes=note(1, "N."))), "word/document.xml": text.encode()}
    source = packed(parts)
    out = files(FORMAT.write(source, ANATOMY, assembly(FORMAT.read(source, ANATOMY), {0: "Yeni[1]"})))[
        "word/document.xml"
    ]
    assert b'<r><rPr><lang z:val="tr-TR"/></rPr><t xml:space="preserve">Yeni</t></r>' in out
    assert b'<r><footnoteReference z:id="1"/></r>' in out


def test_the_strict_edition_is_read_and_written() -> None:
    strict = ROOT.replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main").replace(
        R, "http://purl.oclc.org/ooxml/officeDocument/relationships"
    )
    source = docx(p(r("A") + cite(1)), footnotes=note(1, "N."), root=strict)
    out = write(source, {0: "B[1]", 1: "M."})
    assert shown(FORMAT.read(out, ANATOMY)) == [("paragraph", "B[1]"), ("note", "M.")]


# pictures and text boxes


def test_alternative_texts_are_blocks_and_stay_in_their_attribute() -> None:
    picture = r(
        '<w:drawing><wp:inline><wp:docPr id="1" name="P" descr="A &quot;cat&quot; &amp; dog"/><a:blip r:embed="L"/></wp:inline></w:drawing>'
    )
    source = docx(
        p(r("See ") + picture + r(".")) + p(picture.replace("A &quot;cat&quot; &amp; dog", "image1.png")),
        links={"L": "cat.png"},
    )
    article = FORMAT.read(source, ANATOMY)
    assert [(b.kind.value, b.role, b.content.text) for b in article.blocks] == [
        ("paragraph", "", "See <1/>."),
        ("caption", "attribute", 'A "cat" & dog'),
    ]
    assert article.blocks[0].content.codes[0].reference == "cat.png"
    out = body_of(write(source, {0: "Bak: <1/>", 1: 'Bir "kedi" <ve> köpek'}))
    assert 'descr="Bir &quot;kedi&quot; &lt;ve&gt; köpek"' in out
    assert body_of(write(source, {1: "Kedi"})) == body_of(source).replace("A &quot;cat&quot; &amp; dog", "Kedi")


def test_a_text_box_is_translated_for_new_and_for_old_readers() -> None:
    inside = p(r("In the ") + r("box", "<w:b/>") + r("."))
    source = docx(p(r("Around ") + BOX.format(choice=inside, fallback=inside) + r("it.")))
    article = FORMAT.read(source, ANATOMY)
    assert [b.content.text for b in article.blocks] == ["Around <1/>it.", "A box", "In the <1>box</1>."]
    out = body_of(write(source, {0: "Çevresi <1/>", 1: "Kutu", 2: "<1>Kutunun</1> içi."}))
    assert out.count("Kutunun") == 2
    assert "In the" not in out
    assert 'descr="Kutu"' in out
    only = body_of(write(source, {2: "<1>Kutunun</1> içi."}))
    assert only.count("Kutunun") == 2
    assert only.count("Around") == 1


def test_a_translators_note_in_a_text_box_stands_in_brackets() -> None:
    source = docx(p(BOX.format(choice=p("In the box."), fallback="<w:p/>")))
    article = FORMAT.read(source, ANATOMY)
    out = FORMAT.write(source, ANATOMY, assembly(article, {1: "Kutu.[1]"}, {1: ("Not.", "tn")}))
    assert "Kutu. [tn: Not.]" in re.sub("<[^<>]+>", "", body_of(out))  # Word takes no footnotes there
    assert "word/footnotes.xml" not in files(out)


def test_a_fallback_with_other_words_is_left_alone() -> None:
    source = docx(p(BOX.format(choice=p("New words."), fallback=p("Other words."))))
    out = body_of(write(source, {1: "Yeni."}))
    assert (out.count("Yeni."), out.count("Other words.")) == (1, 1)


def test_text_boxes_inside_one_another_are_no_recursion() -> None:
    inner = p("Deepest words.")
    for _ in range(12):
        inner = p(r("x") + BOX.format(choice=inner, fallback="<w:p/>"))
    source = docx(inner)
    article = FORMAT.read(source, ANATOMY)
    deepest = next(b.index for b in article.blocks if "Deepest" in b.content.text)
    assert "Derin." in body_of(write(source, {deepest: "Derin.", 0: "y<1/>"}))


# tracked changes

CHANGED = (
    '<w:p><w:pPr><w:keepNext/><w:rPr><w:ins w:id="1" w:author="A"/></w:rPr><w:pPrChange w:id="2"><w:pPr/></w:pPrChange></w:pPr>'
    + '<w:del w:id="3" w:author="A">' + r("<w:delText>Gone</w:delText>") + "</w:del>" + r("Stays ")
    + '<w:ins w:id="4" w:author="A">' + r("new", "<w:b/><w:rPrChange w:id='9'><w:rPr/></w:rPrChange>") + "</w:ins>"
    + '<w:moveFrom w:id="5">' + r("moved") + "</w:moveFrom>" + r(".") + "</w:p>"
)  # fmt: skip


def test_accepted_changes_are_read_and_gone_where_words_changed() -> None:
    kept = CHANGED.replace("Stays", "Kept")
    source = docx(CHANGED + kept)
    article = FORMAT.read(source, ACCEPT)
    assert [b.content.text for b in article.blocks] == ["Stays <1>new</1>.", "Kept <1>new</1>."]
    out = body_of(write(source, {0: "<1>Yeni</1> kalır."}, ACCEPT))
    first, second = out[: out.index("Kept")], out
    assert kept in second
    first = first[: first.index("</w:p>") + 6]
    assert not re.search(r"w:(ins|del|moveFrom|pPrChange|rPrChange|delText)\b", first)
    assert "<w:keepNext/>" in first
    assert parse(files(write(source, {0: "x <1>y</1>"}, ACCEPT))["word/document.xml"].decode(), {})


def test_a_deleted_row_is_not_read() -> None:
    row = "<w:tr>{}<w:tc>" + p("{}") + "</w:tc></w:tr>"
    table = f"<w:tbl>{row.format('', 'Seen')}{row.format('<w:trPr><w:del/></w:trPr>', 'Gone')}</w:tbl>"
    assert [b.content.text for b in FORMAT.read(docx(table), ACCEPT).blocks] == ["Seen"]


# furniture and strange words


def test_furniture_is_replaced_where_a_text_is_given() -> None:
    source = docx(p("Head", "Baslik") + p("Share") + p("Some words."))
    article = FORMAT.read(source, ANATOMY)
    out = FORMAT.write(source, ANATOMY, assembly(article, {}), replacements={1: "Paylaş"})
    assert plainly(body_of(out)) == body_of(source).replace("Share", "Paylaş")


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    out = write(docx(p("Old.")), {0: "a\x00b\x0bc\ufffe"})
    assert t("abc") in body_of(out)


def test_crlf_a_byte_order_mark_and_utf_16_are_kept() -> None:
    parts = files(docx(p("Old words.")))
    text = parts["word/document.xml"].decode().replace("\n", "\r\n").replace("UTF-8", "UTF-16")
    for content in (b"\xef\xbb\xbf" + parts["word/document.xml"], ("\ufeff" + text).encode("utf-16-le")):
        source = packed({**parts, "word/document.xml": content})
        out = files(write(source, {0: "Yeni."}))["word/document.xml"]
        assert out[:40] == content[:40]
        assert shown(FORMAT.read(packed({**parts, "word/document.xml": out}), ANATOMY)) == [("paragraph", "Yeni.")]
