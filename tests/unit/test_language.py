"""What the profiles know: apparatus, marker placement, casing, stems, printed labels."""

from __future__ import annotations

import pytest

from transflow.domain.article import BlockKind
from transflow.domain.language import profile

TR, RU, EN = profile("tr"), profile("ru"), profile("en")


@pytest.mark.parametrize("locale", ["tr", "tr-TR", "tr_TR", "TR"])
def test_region_variants_share_the_language(locale: str) -> None:
    assert profile(locale) is TR


def test_unknown_language_assumes_nothing() -> None:
    neutral = profile("xx-YY")
    assert neutral.language == "xx"
    assert neutral.localise_apparatus("Ibid.") == "Ibid."
    assert neutral.place_edge("word.", ["[1]"]) == "word.[1]"
    assert neutral.stem("Words") == "words"


def test_labels_are_in_the_language_itself() -> None:
    assert [p.name for p in (EN, TR, RU)] == ["English", "Türkçe", "Русский"]
    assert TR.language_line == "Bu yazı şu dillerde de mevcuttur:"
    assert RU.language_line == "Эта статья также доступна на языках:"
    assert (TR.notes_heading, TR.translator_credit) == ("Notlar", "Çeviri")
    assert (RU.notes_heading, RU.translator_credit) == ("Примечания", "Перевод")
    assert TR.note_tags[0] == "ç.n."
    assert RU.note_tags[0] == "прим. пер."


@pytest.mark.parametrize(
    ("body", "turkish", "russian"),
    [
        ("Ibid.", "Aynı yer.", "Там же."),
        ("Ibid", "Aynı yer", "Там же"),
        ("Ibid., p. 14.", "Aynı yer, s. 14.", "Там же. С. 14."),
        ("Ibid., p. 14", "Aynı yer, s. 14", "Там же. С. 14"),
        ("Ibid., pp. 14-18.", "Aynı yer, ss. 14-18.", "Там же. С. 14–18."),
        ("Ibid., pp. 14–18.", "Aynı yer, ss. 14-18.", "Там же. С. 14–18."),
        (
            "“Pages of pp. 3 and Ibid. in a Title”, Harbour Review, https://example.org/p.3/ibid, (Access Date: 12.03.2026).",
            "“Pages of pp. 3 and Ibid. in a Title”, Harbour Review, https://example.org/p.3/ibid, (Erişim Tarihi: 12.03.2026).",
            "“Pages of pp. 3 and Ibid. in a Title”, Harbour Review, https://example.org/p.3/ibid, (дата обращения: 12.03.2026).",
        ),
        (
            "“Title”, Journal, accessed 2 May 2024.",
            "“Title”, Journal, Erişim Tarihi: 02.05.2024.",
            "“Title”, Journal, дата обращения: 02.05.2024.",
        ),
        (
            "“Title”, Journal, (Accessed on May 23, 2024).",
            "“Title”, Journal, (Erişim Tarihi: 23.05.2024).",
            "“Title”, Journal, (дата обращения: 23.05.2024).",
        ),
        (
            "Lena Moss et al., Quiet Seas, Northgate Press, 2020, pp. 4-5.",
            "Lena Moss vd., Quiet Seas, Northgate Press, 2020, ss. 4-5.",
            "Lena Moss и др., Quiet Seas, Northgate Press, 2020, С. 4–5.",
        ),
        (
            "See also “Title”, Journal, https://example.org/a, (Access Date: 01.02.2026).",
            "Ayrıca bkz. “Title”, Journal, https://example.org/a, (Erişim Tarihi: 01.02.2026).",
            "См. также “Title”, Journal, https://example.org/a, (дата обращения: 01.02.2026).",
        ),
    ],
)
def test_citation_apparatus(body: str, turkish: str, russian: str) -> None:
    assert TR.localise_apparatus(body) == turkish
    assert RU.localise_apparatus(body) == russian


def test_citation_without_apparatus_stays() -> None:
    body = "“A Title”, Publisher, https://example.org/x"
    assert TR.localise_apparatus(body) == body


@pytest.mark.parametrize(
    "body",
    ["The term is used here in the sense of the treaty.", "We thank the harbour office, which gave us its figures."],
)
def test_prose_goes_to_the_engine(body: str) -> None:
    assert TR.localise_apparatus(body) is None


def test_other_blocks_have_no_apparatus() -> None:
    assert TR.localise_apparatus("Ibid.", BlockKind.PARAGRAPH) is None


@pytest.mark.parametrize(
    ("locale", "text", "placed"),
    [
        ("tr", "İttifak genişliyor.", "İttifak genişliyor.[1]"),
        ("tr", "“İttifak genişliyor.”", "“İttifak genişliyor.”[1]"),
        ("tr", "Genişler mi? ", "Genişler mi?[1] "),
        ("en", "It grows.", "It grows.[1]"),
        ("ru", "Альянс расширяется.", "Альянс расширяется[1]."),
        ("ru", "Он сказал: «Альянс расширяется».", "Он сказал: «Альянс расширяется»[1]."),
        ("ru", "Расширится ли альянс?", "Расширится ли альянс?[1]"),
        ("ru", "Расширится!", "Расширится![1]"),
        ("ru", "Посмотрим…", "Посмотрим…[1]"),
        ("ru", "Посмотрим...", "Посмотрим...[1]"),
        ("ru", "Это суда, порты и т. д.", "Это суда, порты и т. д.[1]"),
        ("ru", "Так было в 2024 г.", "Так было в 2024 г.[1]"),
        ("ru", "Так пишет Иванов И. И.", "Так пишет Иванов И. И.[1]"),
        ("ru", "во-первых,", "во-первых[1],"),
        ("ru", "Альянс", "Альянс[1]"),
        ("ru", "Он вырос вдвое. ", "Он вырос вдвое[1]. "),
    ],
)
def test_edge_markers(locale: str, text: str, placed: str) -> None:
    assert profile(locale).place_edge(text, ["[1]"]) == placed


def test_edge_markers_keep_their_order() -> None:
    assert RU.place_edge("Текст.", ["[2]", "[1]"]) == "Текст[2][1]."
    assert RU.place_edge("Текст.", []) == "Текст."


def test_turkish_casing() -> None:
    assert TR.lower("ISPARTA İZMİR") == "ısparta izmir"
    assert EN.lower("ISPI") == "ispi"


@pytest.mark.parametrize(
    ("locale", "one", "other"),
    [
        ("tr", "NATO’nun", "NATO"),
        ("tr", "ittifakın", "İttifak"),
        ("tr", "caydırıcılığın", "caydırıcılık"),
        ("ru", "альянса", "альянс"),
        ("ru", "сдерживанием", "сдерживание"),
        ("en", "alliances", "Alliance"),
        ("en", "Korea’s", "Korea"),
    ],
)
def test_inflected_words_share_a_stem(locale: str, one: str, other: str) -> None:
    assert profile(locale).stem(one) == profile(locale).stem(other)


def test_repeated_notes_are_recognised() -> None:
    assert TR.repeats_note("Aynı yer, s. 3.")
    assert RU.repeats_note("Там же.")
    assert EN.repeats_note("Ibid.")
    assert not RU.repeats_note("“Title”, Bloomberg")
