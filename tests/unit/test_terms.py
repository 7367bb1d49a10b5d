"""Terms in a source: which an engine sees, which it does not, and which of overlapping ones counts."""

from __future__ import annotations

from transflow.domain.terms import Lexicon, Term

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
