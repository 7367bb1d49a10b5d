"""Cross references in words: found in three languages, followed when notes move, checked in the translation."""

from __future__ import annotations

import pytest
from tests.unit.test_leverage import A, B, C, article_of, first, revise

from transflow.domain.article import Note
from transflow.domain.checks import Group, check_unit, prepare
from transflow.domain.crossrefs import (
    bound_references,
    find_references,
    follow,
    labels_of,
    labels_then,
    pinned,
    refers,
    unnumbered,
    unpinned,
)
from transflow.domain.language import profile
from transflow.domain.language.suffixes import turkish_suffix
from transflow.domain.leverage import Change, compare
from transflow.domain.reassembly import bind
from transflow.domain.units import source_key

TURKISH, RUSSIAN = profile("tr"), profile("ru")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("See note 3.", [3]),
        ("as shown in note 3 above", [3]),
        ("Note 3 above says so.", [3]),
        ("see notes 3 and 5", [3, 5]),
        ("see notes 3, 4, and 7", [3, 4, 7]),
        ("see notes 3–5", [3, 5]),
        ("see note 3 and note 12", [3, 12]),
        ("supra note 3, at 45", [3]),
        ("op. cit., n. 3, p. 4", [3]),
        ("fn. 3", [3]),
        ("footnote 3 below", [3]),
        ("Footnotes 3 and 4", [3, 4]),
        ("endnote 12", [12]),
        ("(note 3)", [3]),
        ("see <1>note 3</1> for more", [3]),
        ("see note <1>3</1>", [3]),
        ("see\u00a0note\u00a03", [3]),
    ],
)
def test_references_are_found_in_english(text: str, numbers: list[int]) -> None:
    found = find_references(text)
    assert [r.number for r in found] == numbers
    assert [int(text[r.start : r.end]) for r in found] == numbers


@pytest.mark.parametrize(
    "text",
    [
        "We note 3 problems.",
        "He notes 3 reasons for it.",
        "a Galaxy Note 3 on the table",
        "Vol. 5, n. 3 (2004)",
        "see note 3.5",
        "see note 12a",
        "see page 3",
        "see [3]",
        "a footnote of 3 lines",
    ],
)
def test_false_friends_are_left_alone(text: str) -> None:
    assert find_references(text) == []
    assert follow(text, {3: 4, 12: 13}) == text


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("3. dipnot", [3]),
        ("3 numaralı not", [3]),
        ("3 nolu dipnota bakınız", [3]),
        ("dipnot 3", [3]),
        ("bkz. not 3", [3]),
        ("3'üncü dipnot", [3]),
        ("3’üncü dipnotta", [3]),
        ("3 ve 5. dipnotlar", [3, 5]),
        ("3. ve 5. dipnotlarda", [3, 5]),
        ("dipnot 3’e bakınız", [3]),
        ("2. bölüm, 3. dipnot", [3]),
        ("3. noter", []),
        ("yüzde 3 not edildi", []),
    ],
)
def test_references_are_found_in_turkish(text: str, numbers: list[int]) -> None:
    assert [r.number for r in find_references(text, TURKISH.note_references)] == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("сноска 3", [3]),
        ("см. примечание 3", [3]),
        ("прим. 3", [3]),
        ("в сноске 3", [3]),
        ("в сносках 3 и 5", [3, 5]),
        ("в 3-й сноске", [3]),
        ("сноска № 3", [3]),
        ("прим. пер. 3", []),
        ("3 примечательных года", []),
    ],
)
def test_references_are_found_in_russian(text: str, numbers: list[int]) -> None:
    assert [r.number for r in find_references(text, RUSSIAN.note_references)] == numbers


def test_only_the_numbers_asked_for_follow() -> None:
    text = "See note 3 and note 4; chapter 3 has 3 notes."
    assert follow(text, {3: 5}) == "See note 5 and note 4; chapter 3 has 3 notes."
    assert follow(text, {3: 4, 4: 3}) == "See note 4 and note 3; chapter 3 has 3 notes."
    assert follow(text, {}) == text
    assert follow("3. dipnot", {3: 4}, None) == "3. dipnot"


@pytest.mark.parametrize(
    ("number", "suffix", "expected"),
    [
        (6, "üncü", "ncı"),
        (2, "üncü", "nci"),
        (1, "üncü", "inci"),
        (9, "üncü", "uncu"),
        (5, "te", "te"),
        (6, "te", "da"),
        (40, "te", "ta"),
        (2, "e", "ye"),
        (10, "e", "a"),
        (4, "ten", "ten"),
        (7, "ün", "nin"),
        (100, "le", "le"),
        (1000, "de", "de"),
        (20, "i", "yi"),
        (3, "gillerden", "gillerden"),
    ],
)
def test_a_turkish_suffix_follows_its_number(number: int, suffix: str, expected: str) -> None:
    assert turkish_suffix(number, suffix) == expected


def test_a_suffix_follows_only_where_the_number_moved() -> None:
    text = "3’üncü dipnota ve dipnot 5’e bakınız"
    assert follow(text, {3: 6, 5: 5}, TURKISH.note_references, TURKISH.suffix) == (
        "6’ncı dipnota ve dipnot 5’e bakınız"
    )


def test_a_pinned_reference_is_bound_until_the_notes_are_numbered() -> None:
    bound = pinned("Bkz. 3. dipnot; 4. bölüm, dipnot 4’te.", {3: 1, 4: 2}, TURKISH.note_references)
    assert unpinned(bound, {1: 9, 2: 6}, TURKISH.suffix) == "Bkz. 9. dipnot; 4. bölüm, dipnot 6’da."
    assert unpinned("no reference", {1: 2}) == "no reference"


def test_a_label_is_what_readers_see() -> None:
    notes = [Note(number=n, label=label, blocks=(), citations=()) for n, label in ((1, "[7]"), (2, "*"), (3, "9."))]
    assert labels_of(notes) == {7: 1, 2: 2, 9: 3}


@pytest.mark.parametrize(
    ("labels", "order", "shown"),
    [
        pytest.param("56", {1: 1, 2: 2}, {1: 5, 2: 6}, id="stay"),
        pytest.param("56", {1: 2, 2: 1}, {1: 6, 2: 5}, id="count-up-from-five"),
        pytest.param("56", {1: 1, -1: 2, 2: 3}, {1: 5, 2: 7}, id="an-own-note-counts"),
        pytest.param("56", {-1: 1, 1: 2, 2: 3}, {1: 6, 2: 7}, id="an-own-note-in-front"),
        pytest.param("47", {1: 2, 2: 1}, {1: 2, 2: 1}, id="no-sequence"),
        pytest.param("**", {1: 2, 2: 1}, {1: 2, 2: 1}, id="no-numbers"),
        pytest.param("12|12", {1: 1, 2: 3, 3: 2, 4: 4}, {1: 1, 2: 2, 3: 1, 4: 2}, id="two-lists"),
        pytest.param("1|1", {1: 1, -1: 2, 2: 3}, {1: 1, 2: 1}, id="an-own-note-of-another-list"),
    ],
)
def test_labels_of_the_target(labels: str, order: dict[int, int], shown: dict[int, int]) -> None:
    """As the writer of marked-up formats labels them; references in words once said the numbers that nobody saw."""
    listed = [(label, series) for series, of in enumerate(labels.split("|")) for label in of]
    notes = [
        Note(number=number, label=label, blocks=(), citations=(), series=series)
        for number, (label, series) in enumerate(listed, start=1)
    ]
    assert labels_then(notes, order) == shown


REFERRING = ["The port grew.[1]", "Ships came, see note 1.[2]"]


def test_a_reference_is_bound_to_its_note_and_one_to_nothing_to_its_number() -> None:
    old = first(article_of([*REFERRING, "See also note 9."], [A, B]))
    assert [r.number for r in bound_references(old[1].source, old[1].links)] == [1]
    assert refers(old[2].links)
    assert bound_references(old[2].source, old[2].links) == []


def test_a_reference_that_followed_its_note_is_carried() -> None:
    old = first(article_of(REFERRING, [A, B]))
    new = article_of(["It began.[1]", "The port grew.[2]", "Ships came, see note 2.[3]"], [C, A, B])
    units, changes, _ = revise(old, new)
    assert changes["Ships came, see note 2.[3]"] is Change.CARRIED
    assert units[2].id == old[1].id
    assert source_key(units[2]) == source_key(old[1])


def test_a_reference_to_another_note_is_an_edit() -> None:
    old = first(article_of(REFERRING, [A, B]))
    _, changes, _ = revise(old, article_of(["The port grew.[1]", "Ships came, see note 2.[2]"], [A, B]))
    assert changes["Ships came, see note 2.[2]"] is Change.EDITED


def test_a_reference_that_did_not_follow_its_note_is_an_edit() -> None:
    """The note moved, the words still say "note 1": they mean another note now."""
    old = first(article_of(REFERRING, [A, B]))
    _, changes, _ = revise(
        old, article_of(["It began.[1]", "The port grew.[2]", "Ships came, see note 1.[3]"], [C, A, B])
    )
    assert changes["Ships came, see note 1.[3]"] is Change.EDITED


def test_a_unit_stored_before_references_were_known_is_carried() -> None:
    new = first(article_of(REFERRING, [A, B]))[1]
    from dataclasses import replace

    old = replace(new, links=new.links[:1])
    assert compare(old, new) is Change.CARRIED
    assert compare(replace(old, source=old.source.replace("came", "left")), new) is Change.EDITED


def test_references_in_equal_sentences_do_not_change_places() -> None:
    """The words are equal but for a number, which is another note's now."""
    old = first(article_of(["The port grew.[1]", "See note 1.", "Ships came.[2]", "See note 2."], [A, B]))
    new = article_of(["It began.[1]", "The port grew.[2]", "See note 2.", "Ships came.[3]", "See note 3."], [C, A, B])
    units, changes, _ = revise(old, new)
    assert [u.id for u in units if u.source.startswith("See")] == [old[1].id, old[3].id]
    assert changes["See note 2."] is changes["See note 3."] is Change.CARRIED


def test_unnumbered_text_is_the_same_for_every_number() -> None:
    assert (
        unnumbered("See notes 3 and 12; page 4.")
        == "See notes # and #; page 4."
        == unnumbered("See notes 1 and 2; page 4.")
    )


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("Gemiler geldi, bkz. 1. dipnot.[2]", []),
        ("Gemiler geldi, bkz. yukarıdaki not.[2]", [1]),
        ("Gemiler geldi, bkz. 2. dipnot.[2]", [1]),
    ],
)
def test_the_check_wants_the_same_note_in_a_form_that_can_follow(target: str, found: list[int]) -> None:
    unit = first(article_of(REFERRING, [A, B]))[1]
    findings = check_unit(Group(units=(unit,), target=target), prepare("tr"))
    assert [f.params["number"] for f in findings if f.code == "note-reference"] == found


def test_the_check_says_nothing_of_a_language_without_forms() -> None:
    unit = first(article_of(REFERRING, [A, B]))[1]
    findings = check_unit(Group(units=(unit,), target="Skibe kom.[2]"), prepare("da"))
    assert "note-reference" not in {f.code for f in findings}


def test_references_of_a_whole_article_are_bound_by_their_own_sources() -> None:
    """Only what the source refers to is bound; what was merged into the sentence before is bound there."""
    paragraphs = ["The port grew.[1] Ships came, see note 1.[2]", "Note 2 above says so. It has 2 parts, see note 2."]
    units = first(article_of(paragraphs, [A, B]))
    targets = {
        units[0].id: "Liman büyüdü ve gemiler geldi, bkz. 1. dipnot.[1][2]",
        units[1].id: "{^}",
        units[3].id: "2 bölümü var, bkz. 2. dipnot ve 1. dipnot.",
    }
    bound = bind(units, targets, {1: 1, 2: 2}, TURKISH.note_references)
    order = {1: 2, 2: 1}
    assert {i: unpinned(text, order) for i, text in bound.items()} == {
        units[0].id: "Liman büyüdü ve gemiler geldi, bkz. 2. dipnot.[1][2]",
        units[1].id: "{^}",
        units[2].id: "Note 1 above says so.",
        units[3].id: "2 bölümü var, bkz. 1. dipnot ve 1. dipnot.",
    }
