"""Facts found in a sentence, and what stands for them in Turkish and Russian."""

from __future__ import annotations

import pytest

from transflow.domain.article import BlockKind
from transflow.domain.facts import FactKind, Verdict, facts, sheet
from transflow.domain.language import profile
from transflow.domain.states import State, Target
from transflow.domain.terms import Term
from transflow.domain.units import Unit

K, V = FactKind, Verdict


def unit(source: str, number: int = 1, kind: BlockKind = BlockKind.PARAGRAPH, note: int | None = None) -> Unit:
    return Unit(id=f"a/{number}", kind=kind, ordinal=number, block=0, source=source, note=note)


def target(text: str, locale: str, number: int = 1) -> Target:
    return Target(unit=f"a/{number}", locale=locale, state=State.TRANSLATED, text=text)


def verdicts(source: str, text: str, locale: str = "tr", terms: tuple[Term, ...] = ()) -> dict[str, tuple[str, str]]:
    rows = sheet([unit(source)], {locale: {"a/1": target(text, locale)}}, terms=terms)
    return {r.fact.text: (r.counterparts[locale].text, r.counterparts[locale].verdict.value) for r in rows}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("It cost $2.3 billion in 2024.", [(K.MONEY, "$2.3 billion"), (K.NUMBER, "2024")]),
        ("Prices rose by 25% on May 14, 2024.", [(K.PERCENT, "25%"), (K.DATE, "May 14, 2024")]),
        (
            "He met Volodymyr Zelenskyy in Ankara.",
            [(K.NAME, "Volodymyr Zelenskyy"), (K.NAME, "Ankara")],
        ),
        ("He said “we will come” twice.", [(K.QUOTATION, "we will come")]),
        ("See https://example.org/a and write to a@b.example.", [(K.ADDRESS, "https://example.org/a"), (K.ADDRESS, "a@b.example")]),
        ("The Bank of the South and NATO grew.", [(K.NAME, "Bank of the South"), (K.NAME, "NATO")]),
        ("However, it grew.[1]", []),
    ],
)  # fmt: skip
def test_facts_of_a_sentence(source: str, found: list[tuple[FactKind, str]]) -> None:
    assert [(f.kind, f.text) for f in facts(source, profile("en"))] == found


@pytest.mark.parametrize(
    ("locale", "source", "text", "fact", "verdict"),
    [
        ("tr", "It cost $2.3 billion.", "2,3 milyar dolara mal oldu.", "$2.3 billion", V.SAME),
        ("ru", "It cost $2.3 billion.", "Это стоило 2,3 млрд долларов.", "$2.3 billion", V.SAME),
        ("tr", "It cost $2.3 billion.", "2,3 milyon dolara mal oldu.", "$2.3 billion", V.DIFFERS),
        ("tr", "It cost $2.3 billion.", "2,3 milyar avroya mal oldu.", "$2.3 billion", V.DIFFERS),
        ("tr", "It cost $2.3 billion.", "Çok pahalıya mal oldu.", "$2.3 billion", V.MISSING),
        ("ru", "It rose 25%.", "Рост составил 25\u00a0%.", "25%", V.SAME),
        ("tr", "It rose 25%.", "%52 arttı.", "25%", V.DIFFERS),
        ("tr", "On May 14, 2024 it grew.", "14 Mayıs 2024’te büyüdü.", "May 14, 2024", V.SAME),
        ("ru", "On May 14, 2024 it grew.", "14 мая 2024 г. он вырос.", "May 14, 2024", V.SAME),
        ("tr", "On May 14, 2024 it grew.", "15 Mayıs 2024’te büyüdü.", "May 14, 2024", V.DIFFERS),
        ("ru", "They met Zelenskyy there.", "Они встретились с Зеленским.", "Zelenskyy", V.SAME),
        ("tr", "They met Zelenskyy there.", "Zelenski ile görüştüler.", "Zelenskyy", V.SAME),
        ("tr", "He came to Ankara.", "Ankara’ya geldi.", "Ankara", V.SAME),
        ("tr", "It is in Istanbul.", "İstanbul’dadır.", "Istanbul", V.SAME),
        ("ru", "Members of NATO met.", "Члены НАТО встретились.", "NATO", V.SAME),
        ("tr", "Leaders of NATO met.", "NATO’nun liderleri görüştü.", "NATO", V.SAME),
        ("tr", "The United States grew.", "Amerika büyüdü.", "United States", V.UNSURE),
        ("tr", "It says “yes” twice.", "İki kez “evet” diyor.", "yes", V.UNSURE),
        ("tr", "See https://example.org/a now.", "https://example.org/a adresine bakın.", "https://example.org/a", V.SAME),
        ("tr", "See https://example.org/a now.", "https://example.org/b adresine bakın.", "https://example.org/a", V.MISSING),
    ],
)  # fmt: skip
def test_what_stands_for_a_fact(locale: str, source: str, text: str, fact: str, verdict: Verdict) -> None:
    assert verdicts(source, text, locale)[fact][1] == verdict


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("It cost $2.3 billion.", "2300000000 USD"),
        ("It rose 2.50%.", "2.5 %"),
        ("On May 14, 2024.", "2024-05-14"),
        ("On May 14 it grew.", "---05-14"),
        ("It has 1,000 ports.", "1000"),
    ],
)
def test_a_fact_has_a_value_that_is_the_same_in_every_language(source: str, value: str) -> None:
    assert [f.value for f in facts(source, profile("en")) if f.value] == [value]


def test_a_term_says_how_a_name_is_translated() -> None:
    term = Term(source="European Union", targets={"tr": ("Avrupa Birliği",)})
    assert verdicts("The European Union grew.", "Avrupa Birliği’nin büyümesi.", terms=(term,))["European Union"] == (
        "Avrupa Birliği",
        "same",
    )
    assert verdicts("The European Union grew.", "Birlik büyüdü.", terms=(term,))["European Union"][1] == "unsure"


def test_a_cited_title_stays_as_it_is() -> None:
    note = unit("“Ports in Figures,” Harbour Review, https://example.org/p.", kind=BlockKind.NOTE, note=1)
    good = target("“Ports in Figures,” Harbour Review, https://example.org/p.", "tr")
    bad = target("“Rakamlarla Limanlar,” Harbour Review, https://example.org/p.", "tr")
    (row, *_) = [r for r in sheet([note], {"tr": {"a/1": good}}) if r.fact.kind is K.TITLE]
    assert row.worst is V.SAME
    (row, *_) = [r for r in sheet([note], {"tr": {"a/1": bad}}) if r.fact.kind is K.TITLE]
    assert row.worst is V.MISSING


def test_mismatches_come_first_then_the_order_of_the_text() -> None:
    units = [unit("It has 5 ports."), unit("It has 7 gates.", 2), unit("It has 9 roads.", 3)]
    mine = {
        "a/1": target("5 limanı var.", "tr"),
        "a/2": target("8 kapısı var.", "tr", 2),
        "a/3": target("9 yolu var.", "tr", 3),
    }
    assert [(r.fact.text, r.worst.value) for r in sheet(units, {"tr": mine})] == [
        ("7", "differs"),
        ("5", "same"),
        ("9", "same"),
    ]


def test_a_merged_sentence_is_looked_up_where_it_went() -> None:
    units = [unit("It has 5 ports."), unit("It has 7 gates.", 2)]
    mine = {"a/1": target("5 limanı ve 7 kapısı var.", "tr"), "a/2": target("{^}", "tr", 2)}
    assert {r.worst for r in sheet(units, {"tr": mine})} == {V.SAME}


def test_what_is_not_translated_yet_says_so() -> None:
    (row,) = sheet([unit("It has 5 ports.")], {"tr": {}, "ru": {"a/1": target("5 портов.", "ru")}})
    assert {loc: c.verdict for loc, c in row.counterparts.items()} == {"tr": V.UNTRANSLATED, "ru": V.SAME}


def test_a_marker_is_no_number() -> None:
    assert verdicts("It grew.[12]", "Büyüdü.[12]") == {}
