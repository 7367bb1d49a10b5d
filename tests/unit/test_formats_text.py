"""Writing plain text: notes that move, notes of the translator, line ends; and what is refused at the door."""

from __future__ import annotations

import io
import zipfile

import pytest

from transflow.domain.article import BlockKind
from transflow.domain.reassembly import AssembledNote, Assembly, assemble
from transflow.domain.units import Unit
from transflow.errors import EmptyInputError, EncodingError, InputError, NotTextError, TooLargeError
from transflow.formats import decoding
from transflow.formats.documents import Anatomy, reader_for
from transflow.formats.documents.text import TextFormat

ANATOMY = Anatomy()
TEXT = TextFormat()
SOURCE = "A Title\n\nOne.[1] Two.[2]\n\nThree.[3]\n\n[1] First.\n\n[2] Second.\n\n[3] Third.\n\nAda Marin\n"


def written(source: str, texts: dict[int, str], notes: tuple[AssembledNote, ...] = (), **kinds: object) -> str:
    assembly = Assembly(locale="tr", texts=texts, notes=notes)
    return TEXT.write(source.encode(), ANATOMY, assembly).decode()


def note(number: int, source: int | None, *texts: str, tag: str = "") -> AssembledNote:
    return AssembledNote(number=number, texts=texts, source=source, tag=tag)


def test_notes_follow_their_markers() -> None:
    notes = (note(1, 2, "İkinci."), note(2, 1, "Birinci."), note(3, 3, "Üçüncü."))
    result = written(SOURCE, {0: "Başlık", 1: "İki.[1] Bir.[2]", 2: "Üç.[3]"}, notes)
    assert result == (
        "Başlık\n\nİki.[1] Bir.[2]\n\nÜç.[3]\n\n[1] İkinci.\n\n[2] Birinci.\n\n[3] Üçüncü.\n\nAda Marin\n"
    )


def test_a_moved_note_keeps_its_own_words() -> None:
    notes = (note(1, 2, "Second."), note(2, 1, "First."), note(3, 3, "Third."))
    result = written(SOURCE, {1: "İki.[1] Bir.[2]"}, notes)
    assert "[1] Second.\n\n[2] First.\n\n[3] Third." in result


def test_a_translators_note_takes_its_place_in_the_list() -> None:
    notes = (note(1, 1, "First."), note(2, None, "Not benim.", tag="ç.n."), note(3, 2, "Second."), note(4, 3, "Third."))
    result = written(SOURCE, {1: "Bir.[1] Ek.[2] İki.[3]", 2: "Üç.[4]"}, notes)
    assert "[1] First.\n\n[2] Not benim. (ç.n.)\n\n[3] Second.\n\n[4] Third.\n\nAda Marin" in result


def test_a_translators_note_where_there_was_no_list() -> None:
    source = "A Title\n\nOnly words stand here, no note at all.\n\nAda Marin\n"
    result = written(source, {1: "Sözler.[1]"}, (note(1, None, "Açıklama.", tag="ç.n."),))
    assert result == "A Title\n\nSözler.[1]\n\n[1] Açıklama. (ç.n.)\n\nAda Marin\n"


def test_a_note_that_the_assembly_lacks_is_not_dropped() -> None:
    result = written(SOURCE, {1: "İki.[1]", 2: "Üç.[2]"}, (note(1, 2, "Second."), note(2, 3, "Third.")))
    assert "[1] Second.\n\n[2] Third.\n\n[3] First.\n\nAda Marin" in result


def test_untranslated_blocks_get_the_new_numbers_too() -> None:
    notes = (note(1, 3, "Third."), note(2, 1, "First."), note(3, 2, "Second."))
    result = written("A Title\n\nX.\n\n" + SOURCE.partition("\n\n")[2], {1: "Önce.[1]"}, notes)
    assert "Önce.[1]\n\nOne.[2] Two.[3]\n\nThree.[1]" in result


def test_a_source_whose_labels_are_out_of_order_is_numbered_anew_once_translated() -> None:
    source = "A Title\n\nOne.[2] Two.[1]\n\nThree, untouched.[2]\n\n[1] First.\n[2] Second.\n"
    article = TEXT.read(source.encode(), ANATOMY)
    assert TEXT.write(source.encode(), ANATOMY, assemble(article, [], {}, "tr")).decode() == source
    notes = (note(1, 1, "Second."), note(2, 2, "First."))
    result = written(source, {1: "Bir.[1] İki.[2]"}, notes)
    assert result == "A Title\n\nBir.[1] İki.[2]\n\nThree, untouched.[1]\n\n[1] Second.\n[2] First.\n"


def test_raised_markers_stay_raised() -> None:
    source = "A Title\n\nOne.¹ Two.²\n\n¹ First.\n² Second.\n"
    notes = (note(1, 2, "İkinci."), note(2, 1, "Birinci."))
    assert written(source, {1: "İki.[1] Bir.[2] [2024]"}, notes) == (
        "A Title\n\nİki.¹ Bir.² [2024]\n\n¹ İkinci.\n² Birinci.\n"
    )


def test_newlines_of_a_target_become_the_files_own() -> None:
    source = SOURCE.replace("\n", "\r\n")
    result = written(source, {0: "Baş\nlık", 1: "Bir.[1]\n\nİki.[2]"})
    assert "\n" not in result.replace("\r\n", "")
    assert result.startswith("Baş lık\r\n\r\nBir.[1]\r\nİki.[2]\r\n\r\nThree.[3]")


def test_paragraphs_of_a_note_stay_apart() -> None:
    source = "A Title\n\nOne.[1]\n\n[1] First\nline.\n\n    Second paragraph.\n"
    result = written(source, {1: "Bir.[1]"}, (note(1, 1, "İlk satır.", "İkinci paragraf."),))
    assert result == "A Title\n\nBir.[1]\n\n[1] İlk satır.\n\n    İkinci paragraf.\n"


def test_the_language_line_is_made_anew() -> None:
    source = "A Title\n\nThis post is also available in: Türkçe\n\nA sentence stands here.\n"
    assembly = Assembly(locale="tr", texts={2: "Cümle."}, notes=())
    result = TEXT.write(source.encode(), ANATOMY, assembly, replacements={1: "Bu yazı: English"})
    assert result.decode() == "A Title\n\nBu yazı: English\n\nCümle.\n"


def test_units_without_targets_leave_their_block_alone() -> None:
    source = "A Title\n\nOne sentence\nin two lines.\n"
    article = TEXT.read(source.encode(), ANATOMY)
    units = [
        Unit(id="a/AAAAAAAA", kind=block.kind, ordinal=i, block=block.index, source=block.content.text)
        for i, block in enumerate(article.blocks)
    ]
    assembly = assemble(article, units, {"a/AAAAAAAA": ""}, "tr")
    assert TEXT.write(source.encode(), ANATOMY, assembly).decode() == source


# at the door


@pytest.mark.parametrize("content", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n", "\u00a0\u2028".encode()])
def test_empty(content: bytes) -> None:
    with pytest.raises(EmptyInputError):
        TEXT.read(content, ANATOMY)


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00", "PNG"),
        (archive("a.txt"), "ZIP"),
        (archive("[Content_Types].xml", "word/document.xml"), "DOCX"),
        (b"{\\rtf1 hello}", "RTF"),
        (b"abc\x00def", "binary"),
    ],
)
def test_not_text(content: bytes, kind: str) -> None:
    with pytest.raises(NotTextError) as refused:
        TEXT.read(content, ANATOMY)
    assert refused.value.fields["looks_like"] == kind


TURKISH = "Güneşin doğuşu İstanbul’da ağır ağır izlenir; şehir uyanır.\nÇocuklar okula gider, işçiler işe.\n" * 4
RUSSIAN = "Порт ждёт зерна, а зерно ждёт судов.\nНикто не знает, кто уступит первым.\n" * 4


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (TURKISH, "cp1254", "windows-1254"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "koi8-r", "KOI8-R"),
        ("“Straight” talk – naïve café.\n" * 4, "cp1252", "windows-1252"),
        (TURKISH, "utf-16", "UTF-16LE"),
        (TURKISH, "utf-16-be", "UTF-16BE"),
    ],
)
def test_other_encodings_are_named(text: str, encoding: str, name: str) -> None:
    with pytest.raises(EncodingError) as refused:
        TEXT.read(("Plain line.\n" + text).encode(encoding), ANATOMY)
    assert refused.value.fields["looks_like"] == name
    assert refused.value.line in ((1,) if "16" in name else (2,))


@pytest.mark.parametrize(
    ("encoding", "name", "text"),
    [
        (
            "cp1251",
            "windows-1251",
            "Каспийское море остаётся важным узлом торговли. Грузооборот вырос на 12 процентов – и это.\n",
        ),
        (
            "cp1251",
            "windows-1251",
            "«Срединный коридор»: что дальше?\n\nМинистры встретились в Баку.[1] План состоит из 4 частей.\n",
        ),
        ("cp1251", "windows-1251", "ПОРТЫ И ТОРГОВЛЯ\r\n\r\nРост составил 5 %.\r\n"),
        ("cp1251", "windows-1251", "The word перестройка is Russian.\n"),
        ("cp1251", "windows-1251", "Её объём растёт: съезд, подъезд, щука, эхо, юг.\n"),
        ("cp1251", "windows-1251", "Заголовок статьи\n\nЭто первый абзац статьи, написанный по-русски.\n" * 40),
        ("cp1251", "windows-1251", "Analysis\n\nКаспий\n\nShare\n\nпорты и суда, зерно и нефть."),
        ("cp1251", "windows-1251", "Русский текст\n" * 5),
        ("koi8-r", "KOI8-R", "Москва, 12 марта. Президент подписал указ.\n"),
        ("cp866", "CP866", "Рост составил 5 %. Порты заняты.\n"),
        ("mac-cyrillic", "MACCYRILLIC", "Ещё один день, и всё. Порт ждёт зерна. Я не знаю.\n"),
        (
            "cp1254",
            "windows-1254",
            "Liman bölge için ne anlama geliyor?\n\nTicaret yüzde 12 büyüdü.[1] İki liman yazın yoğundu.\n",
        ),
        ("cp1254", "windows-1254", "İstanbul’da kış “çok” güzeldi – değil mi?\n"),
        ("cp1254", "windows-1254", "ÇALIŞMA VE SOSYAL GÜVENLİK BAKANLIĞI\n"),
        ("iso8859-9", "windows-1254", "Recep Bey Ankara'ya gitti; Şeyma da.\n"),
        ("cp1252", "windows-1252", "It’s the harbour’s plan — and the region’s.\n"),
        ("cp1252", "windows-1252", "The résumé of the façade cost €5 at 20 °C.\n"),
        ("cp1252", "windows-1252", "Müller und Söhne, Straße 5, Köln. Über Österreich läuft der Handel.\n"),
        ("cp1252", "windows-1252", "L’économie a progressé de 12 % à l’été ; c’est déjà beaucoup.\n"),
        ("cp1252", "windows-1252", "El año pasado, la señora Muñoz habló en España: ¿qué pasó?\n"),
    ],
)
def test_the_likely_encoding_of_real_looking_texts(encoding: str, name: str, text: str) -> None:
    with pytest.raises(EncodingError) as refused:
        TEXT.read(text.encode(encoding), ANATOMY)
    assert refused.value.fields["looks_like"] == name


@pytest.mark.parametrize(
    "following",
    [
        "The body is one long line.\n\nAnother one.\n",
        "The body of this text is wrapped by hand at about seventy characters a\nline, as old editors do it.\n\nMore.\n",
        "Body.\n\nMore.\n",
        "Share\n\nBody.\n",
    ],
)
def test_two_highlight_lines_are_two_and_keep_their_line_break(following: str) -> None:
    source = f"A Title of It\n\nShort point one.\nShort point two.\n\n{following}"
    article = TEXT.read(source.encode(), ANATOMY)
    assert [b.content.text for b in article.blocks if b.kind is BlockKind.HIGHLIGHT] == [
        "Short point one.",
        "Short point two.",
    ]
    assert written(source, {}) == source
    assert written(source, {2: "İki."}) == source.replace("Short point two.", "İki.")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            "A highlight that is wrapped by hand, because it is so long that it\nneeds two lines.\nA second one.",
            ["A highlight that is wrapped by hand, because it is so long that it needs two lines.", "A second one."],
        ),
        ("It was found by Dr.\nSmith.\nA second one.", ["It was found by Dr. Smith.", "A second one."]),
    ],
)
def test_a_highlight_wrapped_by_hand_is_one(lines: str, expected: list[str]) -> None:
    source = f"A Title of It\n\n{lines}\n\nShare\n\nThe body is one line.\n"
    article = TEXT.read(source.encode(), ANATOMY)
    assert [b.content.text for b in article.blocks if b.kind is BlockKind.HIGHLIGHT] == expected


def test_one_wrong_byte_is_found_by_line() -> None:
    with pytest.raises(EncodingError) as refused:
        TEXT.read(b"Good line.\n\nBad \xff line.\n", ANATOMY)
    assert refused.value.line == 3


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TooLargeError):
        decoding.decode(b"abcdef", limit=5)


def test_unknown_suffix_names_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"\.txt"):
        reader_for(".xyz")
    assert reader_for("TXT") is reader_for(".txt")


def test_a_five_megabyte_paragraph_is_reported_and_read() -> None:
    content = ("A Title\n\n" + "The port waits for grain.[1] " * 180_000 + "\n\n[1] Note.\n").encode()
    article = TEXT.read(content, ANATOMY)
    assert [(f.code, f.line) for f in article.findings] == [("long-paragraph", 3)]
    assert len(article.blocks) == 3


@pytest.mark.parametrize(
    "source",
    [
        "A\n\nb" + " " * 2_000_000 + "c\nd e.\n",
        "A\n\nb." + ")" * 2_000_000 + "x\nd e.\n",
        "[" * 2_000_000 + "1]",
        "[1" + ", 1" * 500_000 + "\n\n[1] x.\n",
        "a¹" * 300_000 + "\n\n¹ x.\n",
    ],
    ids=["blanks", "brackets", "openings", "numbers", "raised"],
)
def test_hostile_lines_take_linear_time(source: str) -> None:
    """Were any expression quadratic here, the time limit of the test run would end it."""
    content = source.encode()
    assert (
        TEXT.write(content, ANATOMY, Assembly(locale="tr", texts={0: "x" + " " * 500_000 + "y\nz"}, notes=()))
        != content
    )


def test_furniture_is_a_setting() -> None:
    anatomy = Anatomy(furniture=("Print*",), language_line="Lies dies auf:")
    article = TEXT.read(b"A Title\n\nPrint this page\n\nLies dies auf: Deutsch\n\nA sentence.\n\nShare\n", anatomy)
    assert [b.role or b.kind.value for b in article.blocks] == [
        "title",
        "furniture",
        "language-line",
        "paragraph",
        "paragraph",
    ]
