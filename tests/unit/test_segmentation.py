from __future__ import annotations

import json
from pathlib import Path

import pytest

from transflow.domain.segmentation import Rules, Segmenter, is_citation
from transflow.domain.segmentation.engine import LANGUAGES

FIXTURES = Path(__file__).parents[1] / "fixtures" / "segmentation"
ARTICLE = Path(__file__).parents[3] / "shared" / "data" / "article" / "south-korea-nato.en.txt"
BOUNDARY = "⏎"


def labelled() -> list[tuple[str, str]]:
    """(half, labelled paragraph) of the policy file."""
    rows, half = [], ""
    for line in (FIXTURES / "policy.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# half: "):
            half = line.removeprefix("# half: ")
        elif line and not line.startswith("# "):
            rows.append((half, line))
    return rows


def expected(paragraph: str) -> list[str]:
    return [sentence.strip() for sentence in paragraph.split(BOUNDARY)]


def check(paragraph: str, language: str = "en") -> None:
    assert Segmenter(language).sentences(paragraph.replace(BOUNDARY, "")) == expected(paragraph)


#: Parts of paragraphs that the rules get wrong: a unit after an abbreviated number looks like a new sentence.
KNOWN_WRONG = ("1.1 mn. TEU",)


@pytest.mark.parametrize(
    ("half", "paragraph"),
    [
        pytest.param(half, line, marks=[pytest.mark.xfail] if any(w in line for w in KNOWN_WRONG) else [])
        for half, line in labelled()
    ],
)
def test_policy_prose(half: str, paragraph: str) -> None:
    check(paragraph)


def test_the_labelled_set_is_large_and_has_its_parts() -> None:
    parts = [part for part, _ in labelled()]
    assert parts.count("held-out") >= 80
    assert parts.count("dev") >= 80
    assert parts.count("fresh") >= 40


@pytest.mark.parametrize("rules", LANGUAGES.values(), ids=lambda rules: rules.language)
def test_the_rules_are_written_as_they_are_read(rules: Rules) -> None:
    """A full stop at the end, a space or a class named twice would make an entry that never takes effect."""
    for words in (rules.never, rules.numeric, rules.times, rules.final):
        assert not [word for word in words if word.endswith(".") or word != word.strip()]
    assert not rules.never & rules.final
    assert not rules.times & (rules.never | rules.final)
    assert all(word[0].isupper() for word in rules.starters)


# The phenomena that the golden rules of segmentation name, in our own words.
@pytest.mark.parametrize(
    "paragraph",
    [
        "The gates opened. ⏎Nobody came.",
        "Where is the money? ⏎The auditors cannot say.",
        "What a week! ⏎Two cabinets fell.",
        "The paper is signed by Clara D. Whitfield.",
        "The figure stands on p. 112.",
        "Ask Merkez Trading and co. for the list.",
        "The deal with Rowe & Co. was void.",
        "We called Rowe & Co. ⏎It never answered.",
        "From Mt. Elbrus one sees both seas.",
        "St. Andrew’s lies on 3rd st. near the quay.",
        "It was Hale Jr.’s idea.",
        "He crossed the U.S.A. by train.",
        "They moved to the E.U. ⏎How long will they stay?",
        "They moved to the U.S. ⏎Why would they return?",
        "He runs a U.S. Treasury programme.",
        "She has lived in the U.K. since 2009.",
        "At 5 a.m. Mr. Osei left. ⏎He was back at 6 P.M. ⏎Mr. Osei said nothing.",
        "It costs $40.50 a tonne.",
        "It costs $40.50. ⏎That is too much.",
        "The team (It had lost twice.) went home.",
        "Mail to Ana.Kovac@port.example. ⏎She will reply.",
        "The form is at https://www.port.25.example/new/list_of_berths.html. ⏎Fill it in.",
        "He whispered, 'We are late.' and ran.",
        'He whispered, "We are late." and ran.',
        'He whispered, "We are late." ⏎Then he ran.',
        "Stop!! ⏎The bridge is out.",
        "Really?? ⏎Since when?",
        "Gone!? ⏎So soon?",
        "Gone?! ⏎So soon?",
        "1.) Coal stays ⏎2.) Oil goes",
        "1.) Coal stays. ⏎2.) Oil goes.",
        "1) Coal stays ⏎2) Oil goes",
        "1) Coal stays. ⏎2) Oil goes.",
        "1. Coal stays. ⏎2. Oil goes.",
        "• 7. Coal stays ⏎• 8. Oil goes",
        "⁃7. Coal stays ⏎⁃8. Oil goes",
        "The berth is N°. 20.114.7. ⏎There it lies.",
        "He trades at Yahoo! for a living.",
        "It was between him and I. ⏎Did Leon I. Marks know?",
        "The oath ends with “and so it shall be. . . .”",
        '"The law [...] binds nobody [...]" (Rowe 12).',
        "He trailed off . . . . ⏎Another speaker rose.",
        "I never said so.... ⏎She had.",
        "Well ... it is, let me see...as they say . . . I cannot tell.",
        "The road closed.⏎Then the rain came.⏎Mr. Osei had 2,000.⏎That was all.",
        "A line that\nbreaks in the middle goes on.",
    ],
)
def test_phenomena_of_the_golden_rules(paragraph: str) -> None:
    check(paragraph)


@pytest.mark.parametrize(
    "paragraph",
    [
        "It is open to others.[1] ⏎These are few.",
        "It is open to others.[1]⏎These are few.",
        "The talks ended in 2023.[4]⏎The port reopened.",
        "The talks ended in 2023.[4]⏎“We won,” he said.",
        "The talks ended.[1, 2] ⏎Nobody won.",
        "The talks ended.[1][2] ⏎Nobody won.",
        "The talks ended.[1]–[3] ⏎Nobody won.",
        "The talks ended. [1] ⏎Nobody won.",
        "The talks ended¹. ⏎Nobody won.",
        "The talks ended.¹²³ ⏎Nobody won.",
        "He called it “a farce.”[1] ⏎Nobody laughed.",
        "He called it “a farce”[1]. ⏎Nobody laughed.",
        "(Nobody won.[1]) ⏎The talks ended.",
        "Gen.[1] Hallam disagreed.",
        "The U.S.[1] Navy disagreed.",
        "[1] The talks ended. ⏎Nobody won.",
    ],
)
def test_markers_stay_with_the_words_on_their_left(paragraph: str) -> None:
    check(paragraph)


def test_known_markers_are_hidden_whatever_their_shape() -> None:
    text = "The talks ended.{fn. One}The port reopened."
    start = text.index("{")
    assert Segmenter().spans(text, markers=[(start, text.index("}") + 1)]) == [(0, 25), (25, len(text))]


def test_a_bracketed_number_that_is_no_marker_is_text() -> None:
    text = "The case is closed. [1991] 2 AC 548 is its number."
    assert Segmenter().spans(text, markers=[]) == [(0, 19), (20, len(text))]


@pytest.mark.parametrize(
    "paragraph",
    [
        "... And so it goes. ⏎Nobody objects.",
        "[1]. The talks ended. ⏎Nobody won.",
        "He left. ⏎[…] The war began.",
        "The U.S. – NATO axis holds. ⏎It is old.",
        "It ended there. ⏎– NATO said so.",
        "Really? – No. ⏎Yes.",
        "1) Delta Inc. ⏎2) The Firm Ltd. ⏎3) The Rest",
        "The site a.example/The.Way is down. ⏎See B.Smith@x.example.",
        "The film “Who Pays?” Karaca said, is old. ⏎“Who pays?” ⏎That is the question.",
        "In “Who Rules?” the author asks twice. ⏎(What? ⏎Why?) ⏎Nobody knows.",
    ],
)
def test_corners(paragraph: str) -> None:
    check(paragraph)


def test_codes_close_and_open_like_quotation_marks() -> None:
    check("<1>The talks ended.</1> ⏎<2>Nobody won.</2> ⏎The port <3/> reopened.")


def test_an_explanatory_note_is_not_broken_inside_quotation_marks() -> None:
    text = "The slogan was “We stay. We fight.” It was coined in 2014."
    assert [text[a:b] for a, b in Segmenter().spans(text, note=True)] == [
        "The slogan was “We stay. We fight.”",
        "It was coined in 2014.",
    ]
    assert len(Segmenter().spans(text)) == 3


def test_abbreviations_of_a_workspace_never_break() -> None:
    text = "He writes for Gaz. Mirror. It sells well."
    assert len(Segmenter().sentences(text)) == 3
    assert Segmenter("en", ["Gaz."]).sentences(text) == ["He writes for Gaz. Mirror.", "It sells well."]
    assert Segmenter("en", ["Gaz"]).sentences(text) == Segmenter("en", ["Gaz."]).sentences(text)


@pytest.mark.parametrize("text", ["", " ", "\n\t "])
def test_nothing_has_no_sentences(text: str) -> None:
    assert Segmenter().spans(text) == []


def test_white_space_around_stays_outside() -> None:
    assert Segmenter().spans("  One.  Two. ") == [(2, 6), (8, 12)]


def test_an_unknown_language_is_read_by_the_rules_of_english() -> None:
    assert Segmenter("sv-SE").language == "en"
    assert Segmenter("tr_TR").language == "tr"


@pytest.mark.parametrize(
    "paragraph",
    [
        "Prof. Dr. Ayşe Kaya konuştu. ⏎Ancak Gen. Yılmaz katılmadı.",
        "Toplantıya Prof.Dr. Ali Veli de katıldı. ⏎Bu ilk değildi.",
        "2. Dünya Savaşı bitti. ⏎21. yüzyıl başladı.",
        "Anlaşma 23.05.2024 tarihinde imzalandı.[1] ⏎Taraflar memnun.",
        "Fiyat 2,3 milyar dolardı. ⏎İhracat 1.500 tona çıktı.",
        "Buğday, arpa vb. ürünler taşındı. ⏎Işık yandı.",
        "Anlaşma 2023’te bitti.[4]⏎İran itiraz etti.",
        "“Hazırız.” dedi. ⏎“Bekliyoruz.” diye ekledi.",
        "Karar m. 5 ve s. 12’de yer alıyor. ⏎Şirket A.Ş. olarak kuruldu.",
        "Çin ve A.B.D. anlaştı. ⏎Öte yandan Rusya sustu.",
        "Bkz. a.g.e. s. 12. ⏎Şimdi ne olacak?",
        "Bakan böyle der. ⏎Meclis susar.",
    ],
)
def test_turkish(paragraph: str) -> None:
    check(paragraph, "tr")


@pytest.mark.parametrize(
    "paragraph",
    [
        "В 2023 г. Россия вышла из соглашения.[1] ⏎Однако переговоры продолжились.",
        "Это было в 1991 г. ⏎Затем всё изменилось.",
        "Генерал А. Б. Иванов и г-н Петров подписали протокол. ⏎Стороны довольны.",
        "Он сказал: «Мы готовы. ⏎Мы ждём». ⏎Зал молчал.",
        "«Кто заплатит?» — спросил министр. ⏎Ответа не было.",
        "Нефть, газ и т. д. подорожали. ⏎Уголь подешевел.",
        "См. ст. 5 и с. 12. ⏎В гл. 3 об этом ни слова.",
        "Ущерб составил 2,3 млрд руб. ⏎Это много.",
        "Договор подписан в 2023 году.[4]⏎Порт открылся.",
        "Улица им. Ленина закрыта. ⏎Порт принадлежит им. ⏎Однако они молчат.",
        "Доход вырос на 5 тыс. руб. в месяц. ⏎Население г. Омска сократилось.",
    ],
)
def test_russian(paragraph: str) -> None:
    check(paragraph, "ru")


@pytest.mark.parametrize(
    "body",
    [
        "Ibid.",
        "Ibid., p. 14.",
        "A.g.e., s. 12.",
        "Там же.",
        "“The Long Corridor. A History”, The Herald, https://herald.example/corridor, (Access Date: 01.02.2024).",
        "[5] “Who Will Pay?”, Policy Review, https://review.example/pay, (Access Date: 23.05.2024).",
        "Rowan, J. (2019). The Great Corridor. Ankara: Blue Press, pp. 12–14.",
        "M. Okafor, The Great Corridor, Blue Press, Oxford 2019, p. 5.",
        "https://www.example.org/report.pdf",
        "See Rowan 2019, pp. 4-9.",
        "“Why Is It So?”, The Herald, 3 May 2023.",
        "Aylin Karaca, “Who will pay?”, Policy Review, vol. 3, no. 2, 2019.",
        "UN Doc. S/RES/2231 (2015).",
        "“Начало”, Вестник, https://vestnik.example/1 (дата обращения: 12.05.2024).",
        "“Başlangıç”, Haber, https://haber.example (Erişim Tarihi: 01.02.2024).",
    ],
)
def test_a_citation_is_one_unit(body: str) -> None:
    assert is_citation(body)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "This figure excludes pipelines. It was revised in 2024.",
        "The author thanks two reviewers.",
        "The figure refers to 2022 only. See https://stat.example/ for the method.",
        "The term was first used in 1991. It has since been abandoned (see “On Words”, Review, 2001, p. 3).",
        "Here “region” means the six states. The term is contested.",
        "Not counting re-exports.",
    ],
)
def test_an_explanation_is_prose(body: str) -> None:
    assert not is_citation(body)


@pytest.mark.skipif(not ARTICLE.is_file(), reason="the article lies outside the repository")
def test_every_boundary_of_a_real_article() -> None:
    lines = [line for line in ARTICLE.read_text(encoding="utf-8").split("\n") if line.strip()]
    rows = json.loads((FIXTURES / "south-korea-nato.json").read_text(encoding="utf-8"))
    assert [len(line) for line in lines] == [row["length"] for row in rows]
    segmenter = Segmenter()
    for line, row in zip(lines, rows, strict=True):
        if "citation" in row:
            assert is_citation(line.partition("] ")[2]) == row["citation"]
        else:
            assert [start for start, _ in segmenter.spans(line)] == row["starts"]


@pytest.mark.parametrize(
    "piece",
    ["A. ", "e.g. ", ". ", "…", "“a. B ", "a.[1] ", "[1],", "1. ", "1) A ", "(a. B ", "a", " ", "U.S. ", "“a’b "],
)
def test_time_is_linear_in_hostile_patterns(piece: str) -> None:
    """Quadratic behaviour would run into the time limit of the test run."""
    text = piece * (600_000 // len(piece))
    spans = Segmenter().spans(text, note=True)
    assert sum(end - start for start, end in spans) <= len(text)


def test_a_paragraph_of_five_million_characters() -> None:
    text = (
        "Dr. Karaca of the U.S. Institute (est. 1961) disagreed.[1] However, “nobody” asked her at 5 p.m. on Friday. "
    )
    times = 5_000_000 // len(text)
    assert len(Segmenter().spans(text * times)) == 2 * times
