"""Three-way merge, case by case: (text, fuzzy, comment) of base, ours and theirs."""

from __future__ import annotations

import pytest

from transflow.domain.merge import Copy, Verdict, merge


def copy(text: str, *, fuzzy: bool = False, comment: str = "") -> Copy:
    return Copy(text=text, fuzzy=fuzzy, comment=comment)


@pytest.mark.parametrize(
    ("name", "base", "ours", "theirs", "draft", "verdict"),
    [
        ("untouched", copy("a"), copy("a"), copy("a"), False, Verdict.UNCHANGED),
        ("new text there", copy("a"), copy("a"), copy("b"), False, Verdict.ACCEPTED),
        ("first text there", copy(""), copy(""), copy("b"), True, Verdict.ACCEPTED),
        ("first text there, nothing here", copy(""), copy(""), copy("b"), False, Verdict.ACCEPTED),
        ("newer here, old file untouched", copy("a"), copy("c"), copy("a"), False, Verdict.UNCHANGED),
        ("both moved", copy("a"), copy("c"), copy("b"), False, Verdict.CONFLICT),
        ("both moved to the same", copy("a"), copy("b"), copy("b"), False, Verdict.UNCHANGED),
        ("emptied there", copy("a"), copy("a"), copy(""), False, Verdict.UNCHANGED),
        ("draft corrected there", copy("a", fuzzy=True), copy("a", fuzzy=True), copy("b"), True, Verdict.ACCEPTED),
        ("draft accepted there", copy("a", fuzzy=True), copy("a", fuzzy=True), copy("a"), True, Verdict.CONFIRMED),
        ("still fuzzy", copy("a", fuzzy=True), copy("a", fuzzy=True), copy("a", fuzzy=True), True, Verdict.UNCHANGED),
        ("doubt", copy("a"), copy("a"), copy("a", fuzzy=True), False, Verdict.DOUBTED),
        ("confirmed here meanwhile", copy("a", fuzzy=True), copy("a"), copy("a", fuzzy=True), False, Verdict.UNCHANGED),
        (
            "redrafted here, confirmed there",
            copy("a", fuzzy=True),
            copy("c", fuzzy=True),
            copy("a"),
            True,
            Verdict.ACCEPTED,
        ),
        ("corrected here, confirmed there", copy("a", fuzzy=True), copy("c"), copy("a"), False, Verdict.CONFLICT),
        (
            "redrafted here, rewritten there",
            copy("a", fuzzy=True),
            copy("c", fuzzy=True),
            copy("b"),
            True,
            Verdict.ACCEPTED,
        ),
        ("doubt about an old text", copy("a"), copy("c"), copy("a", fuzzy=True), False, Verdict.UNCHANGED),
    ],
)
def test_text(name: str, base: Copy, ours: Copy, theirs: Copy, draft: bool, verdict: Verdict) -> None:
    assert merge(base, ours, theirs, ours_is_draft=draft).verdict is verdict, name


def test_without_a_header_an_earlier_text_counts_as_untouched() -> None:
    assert merge(None, copy("c"), copy("a"), ours_is_draft=False, earlier=["a"]).verdict is Verdict.UNCHANGED
    assert merge(None, copy("c"), copy("b"), ours_is_draft=False, earlier=["a"]).verdict is Verdict.CONFLICT
    assert merge(None, copy(""), copy("b"), ours_is_draft=False).verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "stored"),
    [
        ("", "", "? Which port", "? Which port"),
        ("old", "old", "new", "new"),
        ("old", "old", "", ""),
        ("old", "old", "old", None),
        ("old", "mine", "old", None),
        ("old", "mine", "", None),
        ("", "mine", "mine", None),
        ("", "mine", "theirs", "mine\ntheirs"),
        ("", "mine", "? theirs", "? theirs\nmine"),
        ("", "mine\ntheirs", "theirs", None),
        (None, "mine", "", None),
        (None, "", "theirs", "theirs"),
        (None, "mine", "theirs", "mine\ntheirs"),
    ],
)
def test_comments_are_kept_on_both_sides(base: str | None, ours: str, theirs: str, stored: str | None) -> None:
    start = None if base is None else copy("a", comment=base)
    merged = merge(start, copy("a", comment=ours), copy("a", comment=theirs), ours_is_draft=False)
    assert merged.comment == stored
