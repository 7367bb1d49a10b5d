"""PDF: words and notes on the page, fonts inside, nothing of the machine, nothing of the article taken for code."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from transflow.domain.article import BlockKind
from transflow.domain.codes import Code, CodeKind
from transflow.domain.release import View, ViewBlock, ViewNote
from transflow.errors import InputError
from transflow.formats.renderings import render
from transflow.formats.renderings.letters import MISSING, covered, missing_in, settable


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content), strict=True)


def words(content: bytes) -> str:
    """All words of all pages, lines joined, soft hyphenation undone."""
    text = "\n".join(page.extract_text() for page in read(content).pages)
    return " ".join(re.sub(r"[-\u2010\u00ad]\n", "", text).split())


def fonts(content: bytes) -> Iterator[tuple[str, bool]]:
    """Each font of each page, and whether it is inside the file."""
    for page in read(content).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            for descendant in font.get_object()["/DescendantFonts"]:
                descriptor = descendant.get_object()["/FontDescriptor"].get_object()
                embedded = isinstance(
                    descriptor.raw_get("/FontFile3") if "/FontFile3" in descriptor else None, IndirectObject
                )
                yield font.get_object()["/BaseFont"], embedded or "/FontFile2" in descriptor


def article(*texts: str, locale: str = "tr", notes: tuple[ViewNote, ...] = ()) -> View:
    return View(
        locale=locale,
        name="a",
        title="Başlık",
        slug="a",
        description="",
        tags=(),
        translators=(),
        blocks=tuple(ViewBlock(index=i, kind=BlockKind.PARAGRAPH, text=text) for i, text in enumerate(texts)),
        notes=notes,
    )


def test_turkish_and_russian_words_and_notes() -> None:
    note = ViewNote(number=1, texts=("Там же, с. 5; «Ёлка», Ğğ İı Şş.",))
    made = article("Ağaç, çöp, ışık, İğne, şişe.[1] Съешь ещё этих мягких французских булок.", notes=(note,))
    said = words(render("pdf", made))
    assert "Ağaç, çöp, ışık, İğne, şişe." in said
    assert "Съешь ещё этих мягких французских булок." in said
    assert "Там же, с. 5; «Ёлка», Ğğ İı Şş." in said
    assert said.index("булок") < said.index("Там же"), "the note stands at the foot of the page"


def test_notes_stand_on_the_page_that_cites_them() -> None:
    filler = ["Uzun bir paragraf. " * 90] * 3
    notes = (ViewNote(number=1, texts=("Birinci not.",)), ViewNote(number=2, texts=("İkinci not.",)))
    pages = [page.extract_text() for page in read(render("pdf", article("a[1]", *filler, "b[2]", notes=notes))).pages]
    assert len(pages) > 1
    assert "Birinci not." in pages[0]
    assert "İkinci not." in pages[-1]
    assert "İkinci not." not in pages[0]


def test_everything_is_said(everything: View) -> None:
    said = words(render("pdf", everything))
    for expected in (
        *("Analiz", "Liman ve deniz", "kalın ve eğik", "“alıntı”", "f(`x`)", "Ağır yük", "bir bir", "Söz verildi."),
        *("Yük", "Tablo 1. Yükler.", "Ada MARIN", "Çeviri: Ayşe Demir", "Notlar", "Aynı notun devamı."),
        *(f"{n}. dipnotun sözleri." for n in (2, 3, 4, 5)),
    ):
        assert expected in said
    assert said.count("dipnotun") == 4, "a note that is cited twice has one body"
    assert "Kimsenin metinde anmadığı not." in said
    assert "bir resmin" not in said
    assert "Share" not in said


def test_numbers_are_those_of_the_article() -> None:
    notes = (ViewNote(number=3, texts=("üçüncü",)), ViewNote(number=7, texts=("yedinci",)))
    said = words(render("pdf", article("a[3] b[7] c[3]", notes=notes)))
    assert re.search(r"a\s?3\s?b\s?7\s?c\s?3", said)
    assert re.search(r"3\s?üçüncü 7\s?yedinci", said)


def test_fonts_are_inside_and_none_is_of_the_machine(everything: View) -> None:
    found = dict(fonts(render("pdf", everything)))
    assert found
    assert all(found.values())
    assert all(re.search("LibertinusSerif|NewCM|DejaVuSansMono", name) for name in found)


def test_metadata_language_bookmarks_and_tags(everything: View) -> None:
    pdf = read(render("pdf", everything))
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Liman ve deniz"
    assert pdf.metadata.author == "Ada MARIN"
    assert pdf.metadata.creation_date is None
    root = pdf.trailer["/Root"]
    assert root["/Lang"] == "tr"
    assert root["/MarkInfo"]["/Marked"]
    assert "pdfuaid" in root["/Metadata"].get_object().get_data().decode()
    titles = [entry["/Title"] for entry in pdf.outline if not isinstance(entry, list)]
    assert titles
    assert titles[0].startswith("Liman ve deniz")


def test_links_lead_to_the_web_only(everything: View) -> None:
    targets = {
        annotation.get_object()["/A"]["/URI"]
        for page in read(render("pdf", everything)).pages
        for annotation in page.get("/Annots", [])
        if "/URI" in annotation.get_object().get("/A", {})
    }
    assert targets == {"https://a.example/x?a=1&b=2", "https://h.example/q"}


def test_the_same_view_gives_the_same_bytes(everything: View, monkeypatch: pytest.MonkeyPatch) -> None:
    first = render("pdf", everything)
    monkeypatch.setenv("TZ", "Asia/Vladivostok")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setenv("TYPST_FONT_PATHS", "/usr/share/fonts")
    assert render("pdf", everything) == first


def test_words_stay_words(meaningful: tuple[str, View]) -> None:
    text, view = meaningful
    shown = "".join(words(render("pdf", view)).split())
    said = "".join(text.split())
    assert shown.count(said) >= len(view.blocks)


def test_a_note_longer_than_a_page_and_notes_in_odd_places() -> None:
    notes = (ViewNote(number=1, texts=("Söz. " * 2000, "İkinci.")), ViewNote(number=2, texts=("Bkz. [1] ve [2].",)))
    blocks = [
        ViewBlock(index=0, kind=BlockKind.TITLE, text="Başlık[1]"),
        *(
            ViewBlock(
                index=1 + row,
                kind=BlockKind.TABLE_CELL,
                text=f"r{row}[2]",
                cell=(0, row, 0),
                role="header" if not row else "",
            )
            for row in range(80)
        ),
        ViewBlock(index=90, kind=BlockKind.QUOTE, text="q[2]"),
    ]
    content = render("pdf", replace(article(), blocks=tuple(blocks), notes=notes))
    said = words(content)
    assert said.count("Söz.") == 2000
    assert "r79" in said


@pytest.mark.parametrize(
    "blocks",
    [
        ((BlockKind.HEADING, "Başlıktan önce"), (BlockKind.TITLE, "Başlık")),
        ((BlockKind.TITLE, ""), (BlockKind.PARAGRAPH, "Metin")),
        ((BlockKind.TITLE, "[1]"), (BlockKind.HEADING, "[1]")),
    ],
)
def test_an_anatomy_that_pdf_ua_forbids_is_set_without_its_seal(blocks: tuple[tuple[BlockKind, str], ...]) -> None:
    made = tuple(ViewBlock(index=i, kind=kind, text=text) for i, (kind, text) in enumerate(blocks))
    content = render("pdf", replace(article(), blocks=made, notes=(ViewNote(number=1, texts=("Not",)),)))
    metadata = read(content).trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "pdfuaid" not in metadata
    for _, text in blocks:
        assert text.strip("[]") in words(content)


def test_the_headings_of_a_table_are_repeated_unless_they_cite() -> None:
    def pages(heading: str) -> int:
        cells = [
            ViewBlock(
                index=row, kind=BlockKind.TABLE_CELL, text=text, cell=(0, row, 0), role="header" if not row else ""
            )
            for row, text in enumerate((heading, *["Hücre"] * 80))
        ]
        made = replace(article(), blocks=tuple(cells), notes=(ViewNote(number=1, texts=("Not",)),))
        return sum("Sütun" in page.extract_text() for page in read(render("pdf", made)).pages)

    assert pages("Sütun") > 1
    assert pages("Sütun[1]") == 1


def test_deep_markup_and_deep_lists_are_flat() -> None:
    kinds = (CodeKind.STRONG, CodeKind.EMPHASIS, CodeKind.UNDERLINE, CodeKind.SPAN, CodeKind.QUOTE)
    codes = tuple(Code(number=n, kind=kinds[n % 5], paired=True) for n in range(1, 9000))
    text = "".join(f"<{n}>" for n in range(1, 9000)) + "iç" + "".join(f"</{n}>" for n in range(8999, 0, -1))
    blocks = (
        ViewBlock(index=0, kind=BlockKind.PARAGRAPH, text=text, codes=codes),
        *(ViewBlock(index=n, kind=BlockKind.LIST_ITEM, text=f"m{n}", level=n) for n in range(1, 500)),
    )
    said = words(render("pdf", replace(article(), blocks=blocks)))
    assert "m499" in said


def test_characters_without_a_glyph_are_boxes() -> None:
    said = words(render("pdf", article("Bir kelime: 漢字 ve başka birçok kelime, sonra 😀.")))
    assert f"Bir kelime: {MISSING * 2} ve" in said
    assert missing_in("a漢\ufeffb😀\u00ad") == ["漢", "😀"]
    assert settable("a\u2009b\u3000c\ufe0f") == "a b c"


@pytest.mark.parametrize("text", ["漢字のテキスト", "हिन्दी में लेख", "ไทย"])
def test_a_script_that_the_fonts_lack_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="lack the letters") as caught:
        render("pdf", article(text * 30))
    assert "docx" in caught.value.remedy


def test_every_letter_of_the_table_has_a_glyph_in_every_style() -> None:
    """PDF/UA forbids missing glyphs: Typst itself would refuse the page."""
    letters = covered()
    assert {*"ğışöçüâîûĞIİŞÖÇÜ", *"ёЁъэыЪЭЫ«»„“”№—–…‑", *"әғқңөұүһіӘҒҚҢӨҰҮҺІ", *"₺₽€’‘§°×−"} <= set(letters)
    assert not [letter for letter in letters if unicodedata.category(letter) in ("Cc", "Cn", "Co", "Cs")]
    codes = tuple(
        Code(number=n, kind=kind, paired=True) for n, kind in enumerate([CodeKind.STRONG, CodeKind.EMPHASIS], start=1)
    )
    shown = [letter for letter in letters if not letter.isspace()]
    lines = [" ".join(shown[at : at + 40]) for at in range(0, len(shown), 40)]
    styles = (("", ""), ("<1>", "</1>"), ("<2>", "</2>"), ("<1><2>", "</2></1>"))
    styled = [f"{first}{line}{last}" for first, last in styles for line in lines]
    blocks = [ViewBlock(index=i, kind=BlockKind.PARAGRAPH, text=text, codes=codes) for i, text in enumerate(styled)]
    assert render("pdf", replace(article(), blocks=tuple(blocks))).startswith(b"%PDF")


def test_the_language_of_any_locale_can_be_set() -> None:
    for locale, lang in (("pt-BR", "pt-BR"), ("sr-Latn", "sr"), ("zh_Hant_TW", "zh-TW"), ("xxxx", "und")):
        assert read(render("pdf", article("abc", locale=locale))).trailer["/Root"]["/Lang"] == lang
