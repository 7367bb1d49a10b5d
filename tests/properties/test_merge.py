"""Promise 1 at the gate of import: nothing a person wrote is lost, whatever came back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transflow.domain.merge import Copy, Verdict, merge

TEXTS = st.sampled_from(["", "a", "b", "c"])
COPIES = st.builds(Copy, text=TEXTS, fuzzy=st.booleans(), comment=st.sampled_from(["", "mine", "? why", "theirs"]))


@given(base=st.none() | COPIES, ours=COPIES, theirs=COPIES, draft=st.booleans(), earlier=st.sets(TEXTS))
def test_no_text_of_a_person_is_lost(
    base: Copy | None, ours: Copy, theirs: Copy, draft: bool, earlier: set[str]
) -> None:
    verdict = merge(base, ours, theirs, ours_is_draft=draft, earlier=earlier).verdict
    if verdict is Verdict.ACCEPTED:
        assert theirs.text, "an empty entry never deletes"
        assert not ours.text or draft or (base is not None and ours.text == base.text), "a person's newer text stays"
    if verdict is Verdict.UNCHANGED and theirs.text:
        known = {ours.text, *earlier} if base is None else {ours.text, base.text}
        assert theirs.text in known, "a new text is accepted or kept as a suggestion"
    if verdict in (Verdict.CONFIRMED, Verdict.DOUBTED):
        assert theirs.text == ours.text
        assert theirs.fuzzy is not ours.fuzzy


@given(base=COPIES, ours=COPIES, draft=st.booleans())
def test_an_untouched_file_changes_nothing(base: Copy, ours: Copy, draft: bool) -> None:
    merged = merge(base, ours, base, ours_is_draft=draft)
    assert (merged.verdict, merged.comment) == (Verdict.UNCHANGED, None)


@given(base=st.none() | COPIES, ours=COPIES, draft=st.booleans())
def test_what_stands_here_changes_nothing(base: Copy | None, ours: Copy, draft: bool) -> None:
    merged = merge(base, ours, ours, ours_is_draft=draft)
    assert (merged.verdict, merged.comment) == (Verdict.UNCHANGED, None)


@given(base=st.none() | COPIES, ours=COPIES, theirs=COPIES, draft=st.booleans())
def test_the_second_import_of_the_same_file_changes_nothing(
    base: Copy | None, ours: Copy, theirs: Copy, draft: bool
) -> None:
    first = merge(base, ours, theirs, ours_is_draft=draft)
    comment = ours.comment if first.comment is None else first.comment
    taken = first.verdict in (Verdict.ACCEPTED, Verdict.CONFIRMED, Verdict.DOUBTED)
    after = Copy(text=theirs.text if taken else ours.text, fuzzy=theirs.fuzzy if taken else ours.fuzzy, comment=comment)
    second = merge(base, after, theirs, ours_is_draft=draft and not taken)
    assert second.verdict in (Verdict.UNCHANGED, Verdict.CONFLICT)
    assert second.verdict is Verdict.UNCHANGED or first.verdict is Verdict.CONFLICT
    assert second.comment is None


@given(base=st.none() | COPIES, ours=COPIES, theirs=COPIES)
def test_no_comment_of_ours_is_lost_unless_it_was_deleted_there(base: Copy | None, ours: Copy, theirs: Copy) -> None:
    stored = merge(base, ours, theirs, ours_is_draft=False).comment
    if stored is not None and ours.comment and (base is None or ours.comment != base.comment):
        assert ours.comment in stored.splitlines()
