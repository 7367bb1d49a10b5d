"""Terms in a source: which an engine sees, which it does not, and which of overlapping ones counts."""

from __future__ import annotations

import pytest

from transflow.domain.language import profile
from transflow.domain.terms import Finder, Lexicon, Term

CHAIN = Term(source="supply chain", targets={"tr": ("tedarik zinciri", "ikmal zinciri"), "ru": ("цепочка поставок",)})
SUPPLY = Term(source="supply", targets={"tr": ("arz",)})
FORUM = Term(source="Harbour Forum", targets={}, keep=True)
NATO = Term(source="NATO", targets={"ru": ("НАТО",)}, case_sensitive=True, enforce=True)
TERMS = (CHAIN, SUPPLY, FORUM, NATO)


def test_the_longest_term_counts() -> None:
    assert Lexicon(TERMS, "tr").glossary("Supply of the supply chain") == {
        "supply": "arz",
        "supply chain": "tedarik zinciri",
    }


def test_only_whole_words_are_terms() -> None:
    assert Lexicon(TERMS, "tr").glossary("supplying oversupply") == {}


def test_a_locale_without_a_rule_has_no_term() -> None:
    assert Lexicon(TERMS, "ru").glossary("supply") == {}
    assert Lexicon(TERMS, "tr").masked("NATO met") == {}


def test_a_region_has_the_terms_of_its_language() -> None:
    assert Lexicon(TERMS, "tr-TR").glossary("supply") == {"supply": "arz"}


def test_kept_and_enforced_terms_are_masked() -> None:
    lexicon = Lexicon(TERMS, "ru")
    assert lexicon.masked("The harbour forum of NATO") == {(4, 17): "harbour forum", (21, 25): "НАТО"}
    assert lexicon.glossary("The Harbour Forum of NATO") == {}


def test_case_matters_where_it_is_said() -> None:
    assert Lexicon(TERMS, "ru").masked("a nato of things") == {}


def test_no_terms_at_all() -> None:
    lexicon = Lexicon((), "tr")
    assert lexicon.masked("supply chain") == lexicon.glossary("supply chain") == {}


@pytest.mark.parametrize(
    ("source", "term"),
    [
        ("supply chain", "Supply-chain resilience"),
        ("long-range missile", "They sent long range missiles."),
        ("supply chain", "the supply chain’s links"),
        ("ally", "The allies’ summit"),
        ("energy crisis", "two energy crises"),
        ("impose sanctions", "Imposing sanctions takes time."),
        ("South Korea", "South Korea’s ports"),
        ("U.S.", "A U.S. base"),
        ("NATO", "NATO-led forces"),
        ("O’Brien", "O’Brien’s paper"),
        ("treaty", "Treaties end."),
    ],
)
def test_a_glossary_knows_terms_in_any_form(source: str, term: str) -> None:
    assert Lexicon([Term(source=source, targets={"tr": ("x",)})], "tr").glossary(term) == {source: "x"}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("supply chain", "the supply, chain by chain"),
        ("fire", "a cease-fire"),
        ("import", "an important matter"),
        ("security", "a secure line"),
        ("arm", "an arms race"),
        ("O’Brien", "O’Neill"),
        ("agreement", "a disagreement"),
        ("war", "the warning"),
    ],
)
def test_a_similar_word_is_no_term(source: str, text: str) -> None:
    assert Lexicon([Term(source=source, targets={"tr": ("x",)})], "tr").glossary(text) == {}


def test_masks_hide_only_what_is_written_as_the_term_is() -> None:
    terms = [
        Term(source="joint communiqué", targets={"tr": ("ortak bildiri",)}, enforce=True),
        Term(source="C++", targets={}, keep=True),
    ]
    lexicon = Lexicon(terms, "tr")
    assert not lexicon.masked("joint communiqués")
    assert not lexicon.masked("a disjoint communiqué")
    assert lexicon.masked("The joint communiqué’s text") == {(4, 20): "ortak bildiri"}
    assert lexicon.masked("in C++ or C") == {(3, 6): "C++"}


def test_capitals_tell_terms_apart() -> None:
    terms = [
        Term(source="us", targets={"tr": ("biz",)}),
        Term(source="US", targets={"tr": ("ABD",)}, case_sensitive=True),
    ]
    lexicon = Lexicon(terms, "tr")
    assert lexicon.glossary("The US met.") == {"US": "ABD"}
    assert lexicon.glossary("Tell us.") == {"us": "biz"}


def test_a_language_may_forbid() -> None:
    term = Term(source="pact", targets={}, forbidden={"tr": ("pakt",), "ru-RU": ("пакт",)})
    assert (term.banned("tr-TR"), term.banned("ru-RU"), term.banned("ru")) == (("pakt",), ("пакт",), ())
    assert term.admitted("tr") == ()


def test_the_longest_of_overlapping_terms_is_found_wherever_it_begins() -> None:
    terms = [Term(source=s, targets={"tr": ("x",)}) for s in ("joint supply", "supply chain policy", "policy")]
    found = Finder(terms, profile("en")).find("joint supply chain policy, a policy")
    assert [[t.source for t in one.terms] for one in found] == [["supply chain policy"], ["policy"]]
