"""New revisions by random editing: identities are unique, an undo restores them, what did not change is not touched."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from transflow.domain.article import Article, Block, BlockKind
from transflow.domain.inline import InlineText
from transflow.domain.leverage import Change, align, compare
from transflow.domain.segmentation import Segmenter
from transflow.domain.units import Piece, Unit, cut, identify

SEGMENTER = Segmenter()
SENTENCES = (
    "The port of the town grew.",
    "The port of the town shrank.",
    "Ships came in winter.",
    "Ice followed them north.",
    "Nobody expected any snow.",
    "The treaty was signed in spring.",
    "It grew.",
)
PARAGRAPHS = st.lists(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3), min_size=1, max_size=6)


def article_of(paragraphs: Sequence[Sequence[str]]) -> Article:
    return Article(
        format="text",
        blocks=tuple(
            Block(index=i, kind=BlockKind.PARAGRAPH, content=InlineText(" ".join(sentences)), line=i + 1)
            for i, sentences in enumerate(paragraphs)
        ),
    )


def pieces_of(paragraphs: Sequence[Sequence[str]]) -> tuple[Article, list[Piece]]:
    article = article_of(paragraphs)
    return article, cut(article, SEGMENTER)


def first(paragraphs: Sequence[Sequence[str]]) -> list[Unit]:
    article, pieces = pieces_of(paragraphs)
    return identify("a", article, pieces)


def revise(
    old: list[Unit], paragraphs: Sequence[Sequence[str]], retired: Sequence[Unit] = ()
) -> tuple[list[Unit], set[str]]:
    article, pieces = pieces_of(paragraphs)
    alignment = align(old, pieces, retired)
    units = identify("a", article, pieces, alignment.given, {u.id for u in (*old, *retired)})
    return units, set(alignment.gone)


@given(before=PARAGRAPHS, after=PARAGRAPHS)
def test_identities_are_unique_and_nothing_vanishes_unsaid(before: list[list[str]], after: list[list[str]]) -> None:
    old = first(before)
    units, gone = revise(old, after)
    ids = [u.id for u in units]
    assert len(set(ids)) == len(ids)
    assert {u.id for u in old} == (set(ids) & {u.id for u in old}) | gone
    assert gone.isdisjoint(ids)


@given(paragraphs=PARAGRAPHS)
def test_the_same_again_changes_nothing(paragraphs: list[list[str]]) -> None:
    old = first(paragraphs)
    units, gone = revise(old, paragraphs)
    assert units == old
    assert gone == set()


@given(before=PARAGRAPHS, after=PARAGRAPHS)
def test_every_sentence_that_stayed_keeps_an_identity_of_its_text(
    before: list[list[str]], after: list[list[str]]
) -> None:
    old = first(before)
    units, _ = revise(old, after)
    text_of = {u.id: u.source for u in old}
    for sentence in SENTENCES:
        had = sum(u.source == sentence for u in old)
        has = [u for u in units if u.source == sentence]
        kept = sum(text_of.get(u.id) == sentence for u in has)
        assert kept == min(had, len(has))


@given(before=st.lists(st.sampled_from(SENTENCES), min_size=1, unique=True), after=PARAGRAPHS)
def test_an_undo_brings_back_every_unit_that_was_gone(before: list[str], after: list[list[str]]) -> None:
    paragraphs = [[sentence] for sentence in before]
    old = first(paragraphs)
    middle, gone = revise(old, after)
    back, _ = revise(middle, paragraphs, [u for u in old if u.id in gone])
    assert gone <= {u.id for u in back}
    assert [u.source for u in back] == before
    identity = {u.source: u.id for u in old}
    assert all(u.id == identity[u.source] for u in back if u.id in gone)


@given(paragraphs=PARAGRAPHS, place=st.integers(0, 5))
def test_removed_and_put_back_is_what_it_was(paragraphs: list[list[str]], place: int) -> None:
    without = [p for i, p in enumerate(paragraphs) if i != place % len(paragraphs)]
    if not without or len({s for p in paragraphs for s in p}) < sum(map(len, paragraphs)):
        return
    old = first(paragraphs)
    middle, gone = revise(old, without)
    if any(
        compare(next(o for o in old if o.id == u.id), u) is Change.EDITED for u in middle if u.id in {o.id for o in old}
    ):
        return
    back, _ = revise(middle, paragraphs, [u for u in old if u.id in gone])
    assert [u.id for u in back] == [u.id for u in old]
