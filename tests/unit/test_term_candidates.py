"""What approved translations suggest as terms."""

from __future__ import annotations

from pathlib import Path

import pytest

from transflow.domain.language import profile
from transflow.domain.term_candidates import candidates

ENGLISH, TURKISH, RUSSIAN = profile("en"), profile("tr"), profile("ru")
PAIRS = [
    ("The Indo-Pacific Partners met in Seoul.", "Hint-Pasifik Ortakları Seul’de toplandı."),
    ("He praised the Indo-Pacific Partners.", "Hint-Pasifik Ortakları’nı övdü."),
    ("The Indo-Pacific Partners’ budget grew.", "Hint-Pasifik Ortaklarının bütçesi büyüdü."),
    ("A supply chain broke.", "Tedarik zinciri koptu."),
    ("They moved the supply chains to Poland.", "Tedarik zincirlerini Polonya’ya taşıdılar."),
    ("Each supply chain has a weak link.", "Her tedarik zincirinin zayıf bir halkası var."),
    ("Our supply chain is safe.", "İkmal zincirimiz güvende."),
    ("The second supply chain is not.", "İkincisi, yani öteki ikmal zinciri değil."),
    ("The minister spoke.", "Bakan konuştu."),
    ("The port is small.", "Liman küçük."),
]


def test_names_and_noun_phrases_with_their_translations() -> None:
    found = {c.source: c for c in candidates(PAIRS, ENGLISH, TURKISH, known=())}
    assert set(found) == {"Indo-Pacific Partners", "supply chain"}
    assert found["Indo-Pacific Partners"].targets == (("Hint-Pasifik Ortakları", 3),)
    chain = found["supply chain"]
    assert chain.occurrences == 5
    assert [(words.lower(), count) for words, count in chain.targets] == [("tedarik zinciri", 3), ("ikmal zinciri", 2)]
    assert len(chain.examples) == 2
    assert chain.examples[0] == PAIRS[3]


def test_known_terms_are_not_suggested_again() -> None:
    assert [c.source for c in candidates(PAIRS, ENGLISH, TURKISH, known=["Supply chains"])] == ["Indo-Pacific Partners"]


def test_limits() -> None:
    assert candidates(PAIRS, ENGLISH, TURKISH, known=(), least=6) == []
    assert len(candidates(PAIRS, ENGLISH, TURKISH, known=(), most=1)) == 1
    assert candidates([], ENGLISH, TURKISH, known=()) == []


def test_one_pair_many_times_is_one_pair() -> None:
    assert candidates([PAIRS[0]] * 9, ENGLISH, TURKISH, known=()) == []


def test_a_part_of_a_longer_name_is_no_term() -> None:
    pairs = [
        (f"The Ministry of Foreign Affairs {spoke}.", f"МИД {said}.")
        for spoke, said in (("spoke", "выступил"), ("moved", "переехал"), ("agreed", "согласился"))
    ]
    (only,) = candidates(pairs, ENGLISH, RUSSIAN, known=())
    assert (only.source, only.targets[0][0]) == ("Ministry of Foreign Affairs", "МИД")


def test_an_expression_that_nothing_is_a_translation_of_is_left_out() -> None:
    pairs = [("The quiet port slept.", "Bir."), ("A quiet port woke.", "İki."), ("One quiet port.", "Üç.")]
    assert candidates(pairs, ENGLISH, TURKISH, known=()) == []


@pytest.mark.parametrize(
    ("locale", "wanted"),
    [
        ("tr", {"White House": "Beyaz Saray", "social media": "sosyal medya", "Saudi Arabia": "Suudi Arabistan"}),
        (
            "ru",
            {
                "Supreme Court": "Верховный суд",
                "contact group": "контактная группа",
                "Vladimir Putin": "Владимир Путин",
            },
        ),
    ],
)
def test_human_translations_of_the_news(shared_folder: Path, locale: str, wanted: dict[str, str]) -> None:
    folder = shared_folder / "data" / "parallel"
    if not folder.is_dir():
        pytest.skip("the parallel texts do not lie beside the checkout")
    sources, targets = (
        (folder / f"wmt18.en-{locale}.{name}").read_text("utf-8").split("\n")
        for name in ("source.en", f"reference.{locale}")
    )
    found = candidates(zip(sources, targets, strict=True), ENGLISH, profile(locale), known=["European Union"])
    first = {c.source: c.targets[0][0] for c in found[:30]}
    assert wanted.items() <= first.items()
