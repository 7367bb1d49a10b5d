"""A new revision against the old one: what keeps its identity, what is carried, what goes stale (guard G5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.unit.articles import article_of

from transflow.domain.article import Article, Block, BlockKind
from transflow.domain.codes import Code, CodeKind
from transflow.domain.inline import InlineText
from transflow.domain.leverage import Change, align, compare
from transflow.domain.likeness import Words, similarity
from transflow.domain.order import in_order, middle
from transflow.domain.segmentation import Segmenter
from transflow.domain.units import Unit, cut, identify

A = "“The Quiet Sea”, Harbour Review, https://example.org/q, (Access Date: 01.02.2026)."
B = "“Winter Ports”, Northgate Press, https://example.org/w, (Access Date: 01.02.2026)."
C = "“Old Ships”, Northgate Press, https://example.org/o, (Access Date: 01.02.2026)."

Revision = tuple[list[Unit], dict[str, Change]]


def first(article: Article) -> list[Unit]:
    return identify("a", article, cut(article, Segmenter()))


def revise(
    old: Sequence[Unit], article: Article, retired: Sequence[Unit] = ()
) -> tuple[list[Unit], dict[str, Change], tuple[str, ...]]:
    """Units of the new revision, what changed by source text, and the identities that are gone."""
    pieces = cut(article, Segmenter())
    alignment = align(old, pieces, retired)
    units = identify("a", article, pieces, alignment.given, {u.id for u in (*old, *retired)})
    before = {u.id: u for u in old}
    changes = {u.source: compare(before[u.id], u) if u.id in before else Change.NEW for u in units}
    return units, changes, alignment.gone


def test_nothing_changed() -> None:
    article = article_of(["The port grew.[1] The town did not.", "Ships came."], [A])
    old = first(article)
    units, changes, gone = revise(old, article)
    assert [u.id for u in units] == [u.id for u in old]
    assert set(changes.values()) == {Change.UNCHANGED}
    assert gone == ()


@pytest.mark.parametrize(
    "edited",
    ["The  port “grew”.", 'The port \u00a0"grew".', "The port\n„grew“."],
)
def test_white_space_and_quotes_are_carried(edited: str) -> None:
    old = first(article_of(['The port "grew".']))
    units, changes, _ = revise(old, article_of([edited]))
    assert units[0].id == old[0].id
    assert set(changes.values()) == {Change.CARRIED}


def test_renumbered_markers_are_carried() -> None:
    old = first(article_of(["The port grew.[1]", "Ships came.[2]"], [A, B]))
    units, changes, _ = revise(
        old, article_of(["The sea rose high.[1]", "The port grew.[2]", "Ships came.[3]"], [C, A, B])
    )
    assert [u.id for u in units if u.source.startswith(("The port", "Ships"))] == [old[0].id, old[1].id]
    assert changes["The port grew.[2]"] is Change.CARRIED
    assert changes["Ships came.[3]"] is Change.CARRIED
    assert changes["The sea rose high.[1]"] is Change.NEW
    assert changes[A] is Change.UNCHANGED


def test_another_note_behind_the_same_number_is_an_edit() -> None:
    old = first(article_of(["The port grew.[1]", "Ships came.[2]"], [A, B]))
    _, changes, _ = revise(old, article_of(["The port grew.[1]", "Ships came.[2]"], [B, A]))
    assert changes["The port grew.[1]"] is Change.EDITED
    assert changes["Ships came.[2]"] is Change.EDITED


def test_an_ibid_whose_referent_changed_is_an_edit() -> None:
    paragraphs = ["The port grew.[1]", "Ships came.[2]"]
    old = first(article_of(paragraphs, [A, "Ibid."]))
    _, changes, _ = revise(
        old, article_of(["The port grew.[1]", "Ice came first.[2]", "Ships came.[3]"], [A, B, "Ibid."])
    )
    assert changes["Ibid."] is Change.EDITED
    assert changes[A] is Change.UNCHANGED


def test_an_ibid_with_the_same_referent_is_not() -> None:
    old = first(article_of(["The port grew.[1]", "Ships came.[2]"], [A, "Ibid."]))
    _, changes, _ = revise(old, article_of(["It began.[1]", "The port grew.[2]", "Ships came.[3]"], [B, A, "Ibid."]))
    assert changes["Ibid."] is Change.UNCHANGED


def test_an_edited_sentence_keeps_its_identity() -> None:
    old = first(article_of(["The port of the town grew.", "Ships came in winter."]))
    units, changes, gone = revise(old, article_of(["The port of the town shrank.", "Ships came in winter."]))
    assert [u.id for u in units] == [u.id for u in old]
    assert changes["The port of the town shrank."] is Change.EDITED
    assert gone == ()


def test_another_sentence_does_not_inherit() -> None:
    old = first(article_of(["The port of the town grew.", "Ships came in winter."]))
    units, changes, gone = revise(old, article_of(["Nobody expected any snow.", "Ships came in winter."]))
    assert units[0].id != old[0].id
    assert gone == (old[0].id,)
    assert changes["Nobody expected any snow."] is Change.NEW


def test_moved_sentences_keep_their_identity() -> None:
    old = first(article_of(["The port grew.", "Ships came in winter.", "Ice followed them north."]))
    units, changes, gone = revise(
        old, article_of(["Ice followed them north.", "The port grew.", "Ships came in winter."])
    )
    assert [u.id for u in units] == [old[2].id, old[0].id, old[1].id]
    assert set(changes.values()) == {Change.UNCHANGED}
    assert gone == ()


def test_a_marker_that_moved_inside_its_sentence_is_an_edit() -> None:
    old = first(article_of(["The port, it is said, grew.[1]"], [A]))
    _, changes, _ = revise(old, article_of(["The port, it is said,[1] grew."], [A]))
    assert changes["The port, it is said,[1] grew."] is Change.EDITED


def test_an_undo_restores_identities() -> None:
    original = article_of(["The port of the town grew.", "Ships came in winter."])
    old = first(original)
    middle, _, gone = revise(old, article_of(["Ships came in winter."]))
    retired = [u for u in old if u.id in gone]
    back, _, _ = revise(middle, original, retired)
    assert [u.id for u in back] == [u.id for u in old]


def test_an_undo_wins_over_a_similar_sentence() -> None:
    """The text that came back is its own old unit, not an edit of what stood in its place meanwhile."""
    original = article_of(["The port of the northern town grew quickly in spring.", "Ships came."])
    old = first(original)
    replacement = Unit(
        id="a/OTHEROTH",
        kind=BlockKind.PARAGRAPH,
        ordinal=0,
        block=0,
        source="The port of the southern town shrank quickly in spring.",
    )
    back, _, gone = revise([replacement, old[1]], original, [old[0]])
    assert back[0].id == old[0].id
    assert gone == ("a/OTHEROTH",)


def test_repeated_sentences_are_matchedin_order() -> None:
    old = first(article_of(["It grew. It grew.", "Ships came."]))
    units, _, gone = revise(old, article_of(["It grew.", "Ships came."]))
    assert units[0].id in {old[0].id, old[1].id}
    assert len(gone) == 1
    assert units[1].id == old[2].id


def test_a_repeated_sentence_that_came_back_keeps_both_identities() -> None:
    """One copy was edited, the other removed: after the undo the edit is undone in place and the removed one is back."""
    original = article_of(["The port of the town shrank. Ships came in winter. The port of the town shrank."])
    old = first(original)
    middle, _, gone = revise(old, article_of(["The port of the town grew. Ships came in winter."]))
    back, _, _ = revise(middle, original, [u for u in old if u.id in gone])
    assert [u.id for u in back] == [u.id for u in old]


def test_words_are_shared_as_often_as_both_texts_have_them() -> None:
    def share(left: str, right: str) -> float:
        return similarity(Words([left])[0], Words([right])[0])

    assert share("the the port", "The port port") == 2 * 2 / 6
    assert share("a b c d", "d c b a") == 1.0
    assert share("a", "") == share("", "") == 0.0


def test_a_paragraph_of_a_million_edited_words_is_compared_in_linear_time() -> None:
    """It was quadratic in the words: this would not end before the test's time limit."""
    words = [f"w{n}" for n in range(700_000)]
    old = first(article_of([" ".join(words)]))
    units, changes, _ = revise(old, article_of([" ".join(["new", *words[::-1]])]))
    assert (units[0].id, list(changes.values())) == (old[0].id, [Change.EDITED])


def test_a_gap_of_very_long_sentences_is_aligned_by_position() -> None:
    words = [f"w{n}" for n in range(40_000)]
    sentences = [" ".join([f"v{s}", *words]) for s in range(12)]
    old = first(article_of(sentences))
    units, _, _ = revise(old, article_of([f"x {s}" for s in sentences]))
    assert [u.id for u in units] == [u.id for u in old]


def test_thousands_of_equal_lines_are_alignedin_order() -> None:
    """difflib is cubic in them: this would not end before the test's time limit."""
    lines = [line for n in range(6_000) for line in ("Ibid.", f"Line {n} here.")]
    edited = ["Fresh.", *(line.replace("7 here", "7 there") for line in lines), "Last."]
    pairs = in_order(lines, edited)
    assert pairs == sorted(pairs)
    assert all(lines[i] == edited[j] for i, j in pairs)
    assert all(j == i + 1 for i, j in pairs)
    assert len(pairs) == len(lines) - sum(a != b for a, b in zip(lines, edited[1:-1], strict=True))


def test_the_long_way_keeps_the_longest_runin_order() -> None:
    old = ["A", "B", "C", "D", "A", "E"]
    new = ["E", "B", "A", "C", "D", "A"]
    quick, slow = middle(old, new, by_difflib=True), middle(old, new, by_difflib=False)
    for pairs in (quick, slow):
        assert len(pairs) == 4
        assert all(old[i] == new[j] for i, j in pairs)
        assert pairs == sorted(pairs, key=lambda pair: pair[1])
    assert middle([], [], by_difflib=False) == []


def halves_of(old: Sequence[Unit], article: Article) -> dict[str, str]:
    """Source of a new half → source of the unit that it was split off."""
    pieces = cut(article, Segmenter())
    text = {u.id: u.source for u in old}
    return {pieces[j].source: text[unit] for j, unit in align(old, pieces).halves.items()}


def test_the_larger_half_of_a_split_keeps_the_identity() -> None:
    old = first(article_of(["It grew fast, and ships from the whole of the north came in winter."]))
    article = article_of(["It grew fast. Ships from the whole of the north came in winter."])
    units, _, gone = revise(old, article)
    assert units[1].id == old[0].id
    assert gone == ()
    assert halves_of(old, article) == {"It grew fast.": old[0].source}


def test_a_sentence_that_fell_into_three_has_two_halves() -> None:
    old = first(article_of(["The port of the town grew fast and ships came in winter and ice followed them north."]))
    article = article_of(["The port of the town grew fast. Ships came in winter. Ice followed them north."])
    assert len(halves_of(old, article)) == 2


def test_a_new_sentence_beside_an_edited_one_is_no_half() -> None:
    old = first(article_of(["The port of the town grew fast in spring."]))
    article = article_of(["The port of the town grew fast in autumn. The weather was fine and nobody complained."])
    assert halves_of(old, article) == {}


@pytest.mark.parametrize(
    ("first_one", "second_one"),
    [
        ("The port grew fast in spring.", "Ships came in winter."),
        ("It grew.", "Ships from the whole of the north came in winter."),
    ],
)
def test_merged_sentences_go_on_as_the_first(first_one: str, second_one: str) -> None:
    old = first(article_of([f"{first_one} {second_one}", "The end."]))
    merged = f"{first_one[:-1]}, and {second_one[0].lower()}{second_one[1:]}"
    pieces = cut(article_of([merged, "The end."]), Segmenter())
    alignment = align(old, pieces)
    assert alignment.given[0] == old[0].id
    assert alignment.gone == (old[1].id,)
    assert alignment.joined == {old[1].id: old[0].id}


def test_words_that_came_back_are_told_by_the_source_that_a_target_was_made_for() -> None:
    """Edited twice, the text shares no word with what it became: only a target still knows it."""
    original = article_of(["The port of the town grew.", "Ships came."])
    old = first(original)
    units, _, _ = revise(old, article_of(["The port of our city shrank.", "Ships came."]))
    units, _, _ = revise(units, article_of(["Nobody in our city shrank ever.", "Ships came."]))
    assert units[0].id == old[0].id
    alignment = align(units, cut(original, Segmenter()), made={old[0].id: {old[0].source}})
    assert alignment.given[0] == old[0].id
    assert align(units, cut(original, Segmenter())).given.get(0) != old[0].id


def test_the_units_of_an_earlier_revision_come_back_as_they_were() -> None:
    """Three equal sentences: which one was taken out cannot be told but by what the store remembers."""
    original = article_of(["It grew. It grew. It grew."])
    old = first(original)
    middle = [replace(old[2], ordinal=0)]
    pieces = cut(original, Segmenter())
    alignment = align(middle, pieces, old[:2], then=[u.id for u in old])
    assert [alignment.given[j] for j in range(3)] == [u.id for u in old]
    assert align(middle, pieces, old[:2], then=["a/FOREIGN2"]).given[0] == old[2].id


def test_of_equal_words_the_one_that_cites_a_note_stays_that_one() -> None:
    old = first(article_of(["It grew. It grew.[1] Ships came."], [A]))
    units, changes, _ = revise(old, article_of(["It grew.[1] Ships came."], [A]))
    assert units[0].id == old[1].id
    assert set(changes.values()) == {Change.UNCHANGED}


def test_an_edited_sentence_is_found_beside_one_that_was_moved_across_everything() -> None:
    old = first(article_of(["The port of the town grew.", "Ships came in winter.", "Ice followed them north."]))
    units, _, gone = revise(
        old, article_of(["Ice followed them north.", "The harbour of the town grew.", "Ships came in autumn."])
    )
    assert [u.id for u in units] == [old[2].id, old[0].id, old[1].id]
    assert gone == ()


def test_a_sentence_that_was_moved_and_edited_keeps_its_identity() -> None:
    old = first(article_of(["The port of the town grew fast in spring.", "Ships came.", "Ice came.", "Snow came."]))
    units, _, _ = revise(
        old, article_of(["Ships came.", "Ice came.", "Snow came.", "The port of the town grew fast in autumn."])
    )
    assert units[3].id == old[0].id


def test_a_whole_text_that_was_edited_is_aligned_also_across_insertions() -> None:
    """Hundreds of edited lines in a row are aligned by near ones and rare words; by place alone all would be lost."""
    old = first(article_of([f"The number of port {n} is {n * 7919} this year." for n in range(400)]))
    lines = [f"The number of port {n} is {n * 7919} last year." for n in range(400)]
    units, _, gone = revise(old, article_of(["Quite new.", "Also this.", "And more.", "Last one.", *lines]))
    assert [u.id for u in units[4:]] == [u.id for u in old]
    assert gone == ()


def test_a_paragraph_that_became_a_list_item_keeps_its_identity() -> None:
    old = first(article_of(["The port of the town grew.", "Ships came in winter."]))
    article = article_of(["The port of the town grew.", "Ships came in late winter."])
    items = tuple(replace(block, kind=BlockKind.LIST_ITEM) for block in article.blocks)
    units, _, gone = revise(old, replace(article, blocks=items))
    assert [u.id for u in units] == [u.id for u in old]
    assert gone == ()


def test_an_ibid_in_markup_is_bound_to_its_referent_too() -> None:
    """``<1>Ibid.</1>`` says the same as Ibid."""

    def with_markup(article: Article) -> Article:
        code = Code(number=1, kind=CodeKind.EMPHASIS, paired=True)
        blocks = [
            replace(b, content=InlineText("<1>Ibid.</1>, p. 7.", (), (code,))) if b.content.text == "Ibid." else b
            for b in article.blocks
        ]
        return replace(article, blocks=tuple(blocks))

    old = first(with_markup(article_of(["The port grew.[1]", "Ships came.[2]"], [A, "Ibid."])))
    same = with_markup(article_of(["It began.[1]", "The port grew.[2]", "Ships came.[3]"], [B, A, "Ibid."]))
    _, changes, _ = revise(old, same)
    assert changes["<1>Ibid.</1>, p. 7."] is Change.UNCHANGED
    between = with_markup(article_of(["The port grew.[1]", "Ice came first.[2]", "Ships came.[3]"], [A, B, "Ibid."]))
    _, changes, _ = revise(old, between)
    assert changes["<1>Ibid.</1>, p. 7."] is Change.EDITED


def test_codes_that_got_other_numbers_are_carried() -> None:
    """A link put in front moves the numbers of all codes of the block behind it."""
    codes = tuple(Code(number=n, kind=CodeKind.EMPHASIS, paired=True) for n in (1, 2))

    def article(text: str, several: tuple[Code, ...]) -> Article:
        block = Block(index=0, kind=BlockKind.PARAGRAPH, content=InlineText(text, (), several), line=1)
        return Article(format="text", blocks=(block,))

    old = first(article("The port grew. Ships <1>really</1> came.", codes[:1]))
    units, changes, _ = revise(old, article("The <1>port</1> grew. Ships <2>really</2> came.", codes))
    assert units[1].id == old[1].id
    assert changes["Ships <2>really</2> came."] is Change.CARRIED
