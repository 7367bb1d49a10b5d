"""Correction mode: after publication exactly what was touched is listed, and only that is signed again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.workflow.desk import HARBOUR, Desk
from tests.workflow.test_merging import with_new_first_note

from transflow.config import ArticleSettings
from transflow.domain.revision import Op
from transflow.domain.states import Action, State
from transflow.formats.documents import reader_for
from transflow.workflow.revising import Correction, corrections, is_correction
from transflow.workflow.segmenting import join, split


def correction(desk: Desk) -> Correction:
    (found,) = corrections(desk.space, desk.name, locales=["tr"])
    return found


def touched(desk: Desk) -> dict[str, tuple[str, str]]:
    """First words of each touched sentence → what happened, and who is next."""
    return {" ".join((t.source or t.source_before).split()[:2]): (t.what, t.next) for t in correction(desk).touched}


@pytest.fixture
def published(desk: Desk) -> Desk:
    desk.approved()
    assert desk.publish().outcome == "published"
    return desk


FIXED = HARBOUR.replace("12 percent in 2023.[1] The", "13 percent in 2023.[1] The")


def test_nothing_is_touched_right_after_a_release(published: Desk) -> None:
    assert correction(published) == Correction(name="harbour", locale="tr", release=1)


def test_an_article_that_was_never_published_has_no_corrections(desk: Desk) -> None:
    desk.approved()
    assert correction(desk) == Correction(name="harbour", locale="tr", release=0)


def test_a_fix_of_one_sentence_lists_that_sentence_and_only_it_is_signed_again(published: Desk) -> None:
    published.add(FIXED)
    (found,) = correction(published).touched
    assert (found.what, found.state, found.next) == ("source", State.STALE, "translator")
    assert found.source_before == "Trade grew by 12 percent in 2023.[1]"
    assert [text for op, text in found.difference if op is not Op.KEPT] == ["12", "13"]
    assert found.text_before == "Ticaret 2023'te yüzde 12 büyüdü.[1]"
    others = [u for u in published.units() if u.id != found.unit]
    assert {published.of(u.id).state for u in others} == {State.APPROVED}
    published.review(Action.TRANSLATE, "Ayşe", "Trade grew by 13", text="Ticaret 2023'te yüzde 13 büyüdü.[1]")
    assert touched(published) == {"Trade grew": ("source", "reviewer")}
    published.review(Action.ACCEPT, "Mehmet", "Trade grew by 13")
    assert touched(published) == {"Trade grew": ("source", "approver")}
    published.review(Action.APPROVE, "Elif", "Trade grew by 13")
    assert touched(published) == {"Trade grew": ("source", "nobody")}
    assert published.publish().release == 2
    assert correction(published).touched == ()


def test_numbers_that_followed_their_notes_are_not_touched(published: Desk) -> None:
    published.add(with_new_first_note(HARBOUR))
    assert touched(published) == {"The harbour": ("source", "translator"), "“A New": ("new", "translator")}


def test_an_undo_leaves_nothing_to_correct(published: Desk) -> None:
    published.add(FIXED)
    published.add(HARBOUR)
    assert correction(published).touched == ()
    assert published.publish().outcome == "unchanged"


def test_what_is_gone_and_what_is_new_are_listed(published: Desk) -> None:
    published.add(
        HARBOUR.replace(" Nobody doubts that it will be hard.", " Quite another thought stands here since then.")
    )
    assert touched(published) == {"Quite another": ("new", "translator"), "Nobody doubts": ("gone", "nobody")}
    gone = correction(published).touched[-1]
    assert gone.text_before == "Zor olacağından kimse kuşku duymuyor."


def test_a_translation_that_was_bettered_is_listed_by_itself(published: Desk) -> None:
    published.review(Action.TRANSLATE, "Oya", "The two ports", text="İki liman da yazın yoğundu.")
    (found,) = correction(published).touched
    assert (found.what, found.next) == ("text", "reviewer")
    assert (found.text_before, found.text) == ("İki liman yazın yoğundu.", "İki liman da yazın yoğundu.")
    assert found.difference == ((Op.KEPT, "The two ports were busy in summer."),)


def test_a_rejected_text_that_was_released_is_listed(published: Desk) -> None:
    published.review(Action.REJECT, "Mehmet", "The two ports", reason="it was winter")
    assert touched(published) == {"The two": ("text", "translator")}


def is_corrected(desk: Desk) -> bool:
    """Whether the next release would be a correction of the first."""
    with desk.space.store.read() as tx:
        record = tx.articles.get(desk.name)
        assert record is not None
        first = tx.releases.first([record.id])[record.id, "tr"]
        article = reader_for(".txt").read(tx.articles.content(record.id), desk.space.anatomy(record.revision.main))
        return is_correction(desk.space, tx, record, first, article, desk.units())


def test_a_release_is_a_correction_where_its_source_is_not_the_first_one(published: Desk) -> None:
    assert not is_corrected(published)
    published.add(with_new_first_note(HARBOUR))
    assert is_corrected(published)
    published.add(HARBOUR)
    assert not is_corrected(published)


QUOTED = HARBOUR.replace("“", '"').replace("”", '"').replace("The two ports", "The two  ports")


def test_what_changes_no_word_is_no_correction(published: Desk) -> None:
    published.add(QUOTED)
    assert {published.of(u.id).state for u in published.units()} == {State.APPROVED}
    assert correction(published).touched == ()
    assert not is_corrected(published)


def test_a_split_or_a_join_by_hand_is_no_correction(published: Desk) -> None:
    """Readers were once told of a correction where a translator had cut one sentence into two."""
    unit = published.unit("Nobody doubts")
    split(published.space, unit.id, len("Nobody doubts "), actor="Ann")
    join(published.space, published.unit("Trade grew").id, published.unit("The two ports").id, actor="Ann")
    assert not is_corrected(published)
    published.add(QUOTED)
    assert not is_corrected(published), "nor in a source of other bytes with the same words"
    published.add(QUOTED.replace("patience is", "patience was"))
    assert is_corrected(published)


def test_a_settled_sentence_is_listed_until_it_is_signed_and_published(published: Desk) -> None:
    """Its text is the released one, letter by letter, but a person had to say that it still holds."""
    published.add(FIXED)
    published.review(Action.SETTLE, "Ayşe", "Trade grew by 13")
    assert touched(published) == {"Trade grew": ("source", "reviewer")}


def noticing(desk: Desk, **own: object) -> None:
    """Readers are told of corrections, in words of the article's own where there are any."""
    articles = {desk.name: ArticleSettings(**own)}  # type: ignore[arg-type]
    settings = replace(desk.space.settings, correction_notice=True, formats=("html", "text"), articles=articles)
    desk.space = replace(desk.space, settings=settings)


def corrected(desk: Desk, source: str = FIXED, percent: int = 13) -> None:
    desk.add(source)
    start = f"Trade grew by {percent}"
    desk.review(Action.TRANSLATE, "Ayşe", start, text=f"Ticaret 2023'te yüzde {percent} büyüdü.[1]")
    desk.review(Action.ACCEPT, "Mehmet", start)
    desk.review(Action.APPROVE, "Elif", start)


def test_the_next_release_says_that_it_was_corrected(published: Desk) -> None:
    noticing(published, corrected="2026-05-14", correction={"tr": "Büyüme yüzde 13'tür."})
    assert published.publish().outcome == "unchanged", "nothing was corrected yet"
    corrected(published)
    assert published.publish().release == 2
    for suffix in ("html", "txt"):
        assert ("Düzeltme (14 Mayıs 2026): Büyüme yüzde 13" in published.published(suffix)) == (suffix == "html")
    page = published.published("html")
    assert page.index("</h1>") < page.index("Düzeltme (14 Mayıs 2026)") < page.index("Ticaret 2023")
    assert published.publish().outcome == "unchanged"


def test_without_words_of_its_own_the_notice_has_the_languages(published: Desk) -> None:
    noticing(published)
    corrected(published)
    published.publish()
    assert "Düzeltme: " in published.published("html")


def test_nobody_is_told_unless_the_workspace_says_so(published: Desk) -> None:
    corrected(published)
    published.space = replace(published.space, settings=replace(published.space.settings, formats=("html",)))
    published.publish()
    assert "Düzeltme" not in published.published("html")


def test_the_first_source_back_again_needs_no_notice(published: Desk) -> None:
    noticing(published)
    corrected(published)
    published.publish()
    corrected(published, HARBOUR, 12)
    assert published.publish().release == 3
    assert "Düzeltme" not in published.published("html")
