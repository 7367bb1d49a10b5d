"""The risk of a draft: what raises it, what does not, and the reasons it names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transflow.domain.findings import Finding, Severity
from transflow.domain.risk import RISKS, Risk, agreement, assess, left_share

SOURCE = "The two ports were busy in summer because trade with the east had doubled."
TURKISH = "Doğu ile ticaret ikiye katlandığı için iki liman yazın yoğundu ve işler arttı."
RUSSIAN = "Летом оба порта были заняты, потому что торговля с востоком удвоилась."


def codes(risk: Risk) -> set[str]:
    return {code for code, _ in risk.reasons}


@pytest.mark.parametrize(("locale", "text"), [("tr", TURKISH), ("tr-TR", TURKISH), ("ru", RUSSIAN)])
def test_a_good_draft_has_a_low_risk_and_no_reasons(locale: str, text: str) -> None:
    risk = assess(SOURCE, text, locale=locale)
    assert risk.score < 0.2
    assert risk.reasons == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Yoğundu.", "too-short"),
        (f"{TURKISH} {TURKISH[:-1].title()}", "too-long"),
        ("İki liman the two ports were busy yoğundu in summer because.", "left-in-source"),
        ("Die beiden Hafen waren im Sommer belebt, weil sich der Handel verdoppelt hatte.", "other-language"),
        ("ve sonra iş ve sonra iş ve sonra iş ve sonra iş ve sonra iş", "repeats"),
    ],
)
def test_every_reason_is_found_and_counts(text: str, reason: str) -> None:
    risk = assess(SOURCE, text, locale="tr")
    assert reason in codes(risk)
    assert risk.score > assess(SOURCE, TURKISH, locale="tr").score


def test_findings_and_lost_pieces_count() -> None:
    plain = assess(SOURCE, TURKISH, locale="tr").score
    info = Finding(code="doubt", severity=Severity.INFO)
    warning = Finding(code="term-missed", severity=Severity.WARNING)
    blocking = Finding(code="number-changed", severity=Severity.BLOCKING)
    scores = [assess(SOURCE, TURKISH, locale="tr", findings=[f]).score for f in (info, warning, blocking)]
    assert scores[0] == plain < scores[1] < scores[2]
    risk = assess(SOURCE, TURKISH, locale="tr", findings=[warning, blocking], lost=["[1]"])
    assert [code for code, _ in risk.reasons] == ["number-changed", "pieces-lost", "term-missed"]


def test_two_engines_that_disagree_are_a_reason() -> None:
    alike = assess(SOURCE, TURKISH, locale="tr", other=TURKISH)
    apart = assess(SOURCE, TURKISH, locale="tr", other="Bambaşka bir cümle bu.")
    assert alike.score < apart.score
    assert codes(apart) == {"disagreement"}


def test_names_in_latin_letters_may_stay_in_a_russian_text() -> None:
    words = ["The", "Journal", "wrote", "about", "Apple"]
    assert left_share(words, ["Об", "Apple", "написал", "Wall", "Street", "Journal"], "ru") == 0
    assert left_share(words, ["Об", "Apple", "wrote", "about"], "ru") == 0.5


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(["tr", "ru", "de", "zh-Hant"]), st.booleans())
def test_any_two_texts_have_a_risk(source: str, target: str, locale: str, second: bool) -> None:
    risk = assess(source, target, locale=locale, other=source if second else None)
    assert 0 <= risk.score <= 1
    assert codes(risk) <= set(RISKS)


@given(st.text(max_size=40), st.text(max_size=40))
def test_agreement_is_symmetric_and_whole_for_the_same(one: str, other: str) -> None:
    assert agreement(one, one) == 1
    assert 0 <= agreement(one, other) == agreement(other, one) <= 1
