"""Writing into an OpenDocument text: only the words change, notes go with their markers, nothing is lost."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from tests.formats.odt.desk import (
    ACCEPT,
    ANATOMY,
    CHANGES,
    ODT,
    body_of,
    content_xml,
    note,
    odt,
    read,
    texts,
    translated,
    untranslated,
    write,
    written,
)

from transflow.domain.reassembly import AssembledNote, Assembly
from transflow.domain.segmentation import Segmenter
from transflow.domain.units import cut, identify

PLAIN = '<text:p text:style-name="Text_20_body">{}</text:p>'
ITALIC = '<text:span text:style-name="I">{}</text:span>'


def plain(inside: str) -> str:
    return PLAIN.format(inside)


def test_the_same_bytes_where_nothing_is_said() -> None:
    content = odt(plain(f"Words {ITALIC.format('here')}.{note('Body.')}"))
    article = read(content)
    assert ODT.write(content, ANATOMY, untranslated(article)) is content
    assert ODT.write(content, ANATOMY, translated(article, {})) is content
    assert ODT.write(content, ANATOMY, Assembly(locale="tr", texts={}, notes=())) is content


def test_only_content_xml_changes() -> None:
    content = odt(plain("One.") + plain("Two."), more={"Thumbnails/t.png": b"png", "settings.xml": b"<s/>"})
    result = write(content, {1: "İki & üç <4>."})
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(io.BytesIO(result)) as after:
        assert before.namelist() == after.namelist()
        assert after.namelist()[0] == "mimetype"
        assert after.infolist()[0].compress_type == zipfile.ZIP_STORED
        for name in before.namelist():
            if name != "content.xml":
                assert before.read(name) == after.read(name)
        old, new = before.read("content.xml").decode(), after.read("content.xml").decode()
    assert new == old.replace("Two.", "İki &amp; üç &lt;4&gt;.")


def test_the_same_translation_gives_the_same_bytes() -> None:
    content = odt(plain(f"One.{note('Body.')}"))
    assert write(content, {0: "Bir.[1]"}) == write(content, {0: "Bir.[1]"})


def test_codes_move_with_their_words() -> None:
    body = plain(f"a {ITALIC.format('b')} c <text:tab/> d")
    assert written(body, {0: "<2/> d <1>B</1> c"}) == plain(f"<text:tab/> d {ITALIC.format('B')} c")


def test_joined_spans_are_written_as_one() -> None:
    body = plain('x <text:span text:style-name="I">a</text:span><text:span text:style-name="I2">b</text:span> y')
    assert written(body, {0: "X <1>AB</1> Y"}) == plain('X <text:span text:style-name="I">AB</text:span> Y')


@pytest.mark.parametrize(
    ("said", "inside"),
    [
        pytest.param("a  b", "a <text:s/>b", id="two"),
        pytest.param("a    b", 'a <text:s text:c="3"/>b', id="four"),
        pytest.param(" a ", "<text:s/>a<text:s/>", id="ends"),
        pytest.param("a\tb\nc\r\nd", "a<text:tab/>b<text:line-break/>c<text:line-break/>d", id="tab-and-lines"),
        pytest.param("a\n b", "a<text:line-break/> b", id="after-a-line"),
        pytest.param("a\x00\x0bb\ud800", "ab", id="unfit"),
    ],
)
def test_white_space_is_written_so_that_it_stays(said: str, inside: str) -> None:
    result = written(plain("Words"), {0: said})
    assert result == plain(inside)


def test_white_space_beside_codes() -> None:
    body = plain(f"a {ITALIC.format('b')} c")
    result = written(body, {0: "a <1> b </1> c "})
    assert result == plain(f"a {ITALIC.format('<text:s/>b ')}<text:s/>c<text:s/>")
    assert texts(read(odt(result))) == ["a <1> b </1> c"]


def test_white_space_beside_marks_of_places() -> None:
    start, end = '<text:bookmark-start text:name="x"/>', '<text:bookmark-end text:name="x"/>'
    body = plain(f"a {start} b {ITALIC.format(f'c {end} d')} e")
    assert texts(read(odt(body))) == ["a <1/>b <2>c <3/>d</2> e"]
    assert written(body, {0: "A <1/> B <2>C<3/> D</2> E"}) == plain(
        f"A {start}<text:s/>B {ITALIC.format(f'C{end} D')} E"
    )


def test_spans_that_show_nothing_go_where_they_cut_words_and_stay_around_all() -> None:
    clear = '<text:span text:style-name="RSID">{}</text:span>'
    assert written(plain(clear.format("One two")), {0: "Bir iki"}) == plain(clear.format("Bir iki"))
    assert written(plain(f"One {clear.format('two')} three"), {0: "Bir iki"}) == plain("Bir iki")
    assert written(plain(f"{clear.format('One')} two"), {0: "Bir iki"}) == plain("Bir iki")
    assert written(plain(f"One {clear.format('two')}"), {0: "Bir iki"}) == plain("Bir iki")
    torn = f"{clear.format(ITALIC.format('One'))}{ITALIC.format('two')} three"
    assert written(plain(torn), {0: "<1>Bir</1> iki"}) == plain(f"{ITALIC.format('Bir')} iki")


def test_marks_that_show_nothing_are_never_lost() -> None:
    def mark(which: str, name: str) -> str:
        return f'<text:bookmark{which} text:name="{name}"/>'

    inside = (
        f"{mark('', 'first')}a {mark('', 'mid')}b{mark('-start', '_Hlk1')} c{mark('-end', '_Hlk1')} d"
        f"<!-- said --><text:soft-page-break/> e{mark('', 'last')}"
    )
    assert written(plain(inside), {0: "A"}) == plain(
        f"{mark('', 'first')}{mark('', 'mid')}{mark('-start', '_Hlk1')}A{mark('-end', '_Hlk1')}<!-- said -->{mark('', 'last')}"
    )


def test_a_mark_inside_a_code_stays_in_it() -> None:
    again = '<text:span text:style-name="UP"><text:bookmark text:name="x"/><text:page-number>1</text:page-number></text:span>'
    assert written(plain(f"a {again} b"), {0: "B <1/> a"}) == plain(f"B {again} a")


def test_an_untouched_paragraph_keeps_all_it_has() -> None:
    odd = plain("  a <text:soft-page-break/><text:span text:style-name='RSID'>b</text:span>\n c ")
    assert written(odd + plain("d"), {1: "D"}) == odd + plain("D")


QUOTED = 'a "b"  c &amp; d'


def test_drawings_and_alternative_texts() -> None:
    frame = "<draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box><svg:title>{}</svg:title><svg:desc/></draw:frame>"
    body = plain(f"a {frame.format('box', 'a quay')} b")
    assert written(body, str.upper) == plain(f"A {frame.format('BOX', 'A QUAY')} B")
    assert written(body, {2: 'a "b"  c & d'}) == plain(f"a {frame.format('box', QUOTED)} b")
    assert written(body, {1: "BOX"}) == plain(f"a {frame.format('BOX', 'a quay')} b")


# Notes


def test_words_inside_a_note_change_alone() -> None:
    body = plain(f"a{note('<text:s/>Body.')} b")
    assert written(body, {1: "Gövde."}) == plain(f"a{note('<text:s/>Gövde.')} b")


def test_two_notes_swapped_move_whole_with_their_bodies() -> None:
    body = plain(f"a{note('One.', 1)} b{note('Two.', 2)}")
    article = read(odt(body))
    assembly = Assembly(
        locale="tr",
        texts={0: "B[1] A[2]"},
        notes=(
            AssembledNote(number=1, texts=("İki.",), source=2),
            AssembledNote(number=2, texts=("Bir.",), source=1),
        ),
    )
    result = body_of(ODT.write(odt(body), ANATOMY, assembly))
    swapped = (
        note("İki.", 2).replace("citation>2<", "citation>1<"),
        note("Bir.", 1).replace("citation>1<", "citation>2<"),
    )
    assert result == plain(f"B{swapped[0]} A{swapped[1]}")
    assert texts(read(odt(result))) == ["B[1] A[2]", "İki.", "Bir."]
    assert len(article.notes) == 2


def test_a_label_of_ones_own_stays() -> None:
    starred = note("Starred.", 2).replace("<text:note-citation>2", '<text:note-citation text:label="*">*')
    body = plain(f"a{note('One.', 1)} b{starred}")
    assert [n.label for n in read(odt(body)).notes] == ["1", "*"]
    assembly = Assembly(
        locale="tr",
        texts={0: "B[1] A[2]"},
        notes=(
            AssembledNote(number=1, texts=("Starred.",), source=2),
            AssembledNote(number=2, texts=("One.",), source=1),
        ),
    )
    assert f"B{starred} A" in body_of(ODT.write(odt(body), ANATOMY, assembly))


def test_a_note_that_nobody_cites_any_more_is_kept() -> None:
    body = plain(f"a{note('One.')} b")
    assert written(body, {0: "A b"}) == plain(f"A b{note('One.')}")


def test_a_body_of_several_paragraphs() -> None:
    inside = "One.</text:p><text:p>Two.</text:p><text:p>Three."
    assert written(plain(f"a{note(inside)}"), {1: "BİR", 3: "ÜÇ"}) == plain(
        f"a{note('BİR</text:p><text:p>Two.</text:p><text:p>ÜÇ')}"
    )


def own(assembly: Assembly, number: int, text: str = "Çevirenin sözü.") -> Assembly:
    """An assembly with a translator's own note before the note that has this number so far."""
    moved = tuple(replace(n, number=n.number + 1) if n.number >= number else n for n in assembly.notes)
    new = AssembledNote(number=number, texts=(text,), tag="ç.n.")
    return replace(assembly, notes=tuple(sorted((*moved, new), key=lambda n: n.number)))


def test_a_translators_own_note_is_a_note_like_its_neighbour() -> None:
    raised = f'<text:span text:style-name="UP">{note("One.", 4, "endnote")}</text:span>'
    body = plain(f"a{raised} b") + plain("c")
    assembly = own(replace(translated(read(odt(body)), {}), texts={0: "a[1] b", 2: "C[2] & d"}), 2, "Söz & söz.")
    new = (
        '<text:span text:style-name="UP"><text:note text:id="ftn6" text:note-class="endnote"><text:note-citation>2'
        '</text:note-citation><text:note-body><text:p text:style-name="Footnote">Söz &amp; söz. (ç.n.)</text:p>'
        "</text:note-body></text:note></text:span>"
    )
    result = ODT.write(odt(body), ANATOMY, assembly)
    assert body_of(result) == plain(f"a{raised} b") + plain(f"C{new} &amp; d")
    assert texts(read(result)) == ["a[1] b", "One.", "C[2] & d", "Söz & söz. (ç.n.)"]


def test_a_translators_own_note_before_others_renumbers_them() -> None:
    body = plain(f"a{note('One.')} b")
    assembly = own(replace(translated(read(odt(body)), {}), texts={0: "x[1] a[2] b"}), 1)
    result = ODT.write(odt(body), ANATOMY, assembly)
    assert texts(read(result)) == ["x[1] a[2] b", "Çevirenin sözü. (ç.n.)", "One."]
    assert [n.label for n in read(result).notes] == ["1", "2"]


def test_a_translators_own_note_in_a_document_without_notes() -> None:
    assembly = Assembly(locale="tr", texts={0: "a[1]"}, notes=(AssembledNote(number=1, texts=("Söz.",), tag="ç.n."),))
    assert texts(read(ODT.write(odt(plain("a")), ANATOMY, assembly))) == ["a[1]", "Söz. (ç.n.)"]


def test_where_no_note_can_stand_a_translators_own_is_in_brackets() -> None:
    body = plain(f"a{note('One.')} <draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame>")
    assembly = own(replace(translated(read(odt(body)), {}), texts={2: "kutu[2]"}), 2, "Söz.")
    assert "<text:p>kutu [ç.n.: Söz.]</text:p>" in body_of(ODT.write(odt(body), ANATOMY, assembly))


def test_a_namespace_without_a_prefix() -> None:
    content = (
        '<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><o:body><o:text><p>Words</p></o:text></o:body>'
        "</o:document-content>"
    )
    result = write(odt(content=content.encode()), {0: "a   b"})
    assert texts(read(result)) == ["a   b"]


# Whole articles


def test_through_units_and_back() -> None:
    book = ITALIC.format("Book")
    body = (
        '<text:h text:outline-level="1">The harbour</text:h>'
        + plain(f"It grew.{note(f'See {book}, p. 3.')} Then {ITALIC.format('it')} fell.")
        + plain(f"  Last{note('Ibid.', 2)} words. ")
    )
    article = read(odt(body))
    units = identify("harbour", article, cut(article, Segmenter()))
    assert [unit.source for unit in units] == [
        "The harbour",
        "It grew.[1]",
        "Then <1>it</1> fell.",
        "See <1>Book</1>, p. 3.",
        "Last[2] words.",
        "Ibid.",
    ]
    assert ODT.write(odt(body), ANATOMY, untranslated(article)) == odt(body)


# Costumes


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_encodings_are_kept(encoding: str) -> None:
    text = content_xml(plain("One.") + plain("Two.")).replace("UTF-8", "UTF-16" if encoding == "utf-16" else "UTF-8")
    content = odt(content=text.encode(encoding))
    result = write(content, {1: "Ğ Ж"})
    with zipfile.ZipFile(io.BytesIO(result)) as opened:
        assert opened.read("content.xml") == text.replace("Two.", "Ğ Ж").encode(encoding)


def test_line_ends_are_kept() -> None:
    text = content_xml(plain("One.") + "\r\n" + plain("Two\r\n words.") + "\r\n")
    result = write(odt(content=text.encode()), {0: "Bir."})
    with zipfile.ZipFile(io.BytesIO(result)) as opened:
        assert opened.read("content.xml").decode() == text.replace("One.", "Bir.")


def test_flat_files() -> None:
    text = content_xml(plain(f"One.{note('Body.')}")).replace("office:document-content", "office:document")
    content = text.encode()
    assert texts(read(content)) == ["One.[1]", "Body."]
    assert write(content, {}) is content
    assert write(content, {0: "Bir.[1]"}).decode() == text.replace("One.", "Bir.")


# Tracked changes


def test_accepted_changes_show_nothing_and_are_kept() -> None:
    inside = "a <text:change text:change-id='c1'/>b <text:change-start text:change-id='c2'/>c<text:change-end text:change-id='c2'/> d"
    content = odt(CHANGES + plain(inside))
    assert texts(read(content, ACCEPT)) == ["a b c d"]
    assert body_of(write(content, {0: "A"}, ACCEPT)) == CHANGES + plain(
        "<text:change text:change-id='c1'/><text:change-start text:change-id='c2'/>A<text:change-end text:change-id='c2'/>"
    )
