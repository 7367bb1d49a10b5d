"""Three-way merge of one catalogue entry, on (text, fuzzy, comment), against what that file was exported from (G7)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One side of a merge: what an entry says. An empty text never deletes anything."""

    text: str
    fuzzy: bool = False
    comment: str = ""


class Verdict(StrEnum):
    """What becomes of the text that came back."""

    UNCHANGED = "unchanged"  # theirs says nothing new
    ACCEPTED = "accepted"  # theirs is a new text, ours did not move since that export
    CONFIRMED = "confirmed"  # fuzzy cleared on the same text: the draft is taken as it is
    DOUBTED = "doubted"  # fuzzy set on good text
    CONFLICT = "conflict"  # both moved to different texts: ours stays, theirs becomes a suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """The verdict on the text, and the comment to store where it changed (None: leave it)."""

    verdict: Verdict
    comment: str | None = None


def merge(base: Copy | None, ours: Copy, theirs: Copy, *, ours_is_draft: bool, earlier: Collection[str] = ()) -> Merge:
    """Merge what came back (``theirs``) into what stands now (``ours``).

    ``base`` is what that very file was exported with; None where a tool dropped the header: then a text equal to any
    ``earlier`` target of the unit counts as untouched. ``ours_is_draft``: no person wrote ours, so it cannot be lost.
    """
    comment = _comment(base.comment if base else None, ours.comment, theirs.comment)
    return Merge(verdict=_text_verdict(base, ours, theirs, ours_is_draft, earlier), comment=comment)


def _comment(base: str | None, ours: str, theirs: str) -> str | None:
    """The comment to store, or None. Where both sides wrote one, both are kept, a question (``?``) first."""
    if theirs in (ours, base) or theirs in ours.splitlines():
        return None
    if not ours or ours == base:
        # A tool that dropped the header may have dropped the comments too: an empty one deletes only with a base.
        return theirs if theirs or base is not None else None
    if not theirs:
        return None
    both = [theirs, ours] if theirs.startswith("?") and not ours.startswith("?") else [ours, theirs]
    return "\n".join(both)


def _text_verdict(
    base: Copy | None, ours: Copy, theirs: Copy, ours_is_draft: bool, earlier: Collection[str]
) -> Verdict:
    if not theirs.text:
        return Verdict.UNCHANGED
    if theirs.text == ours.text:
        if theirs.fuzzy == ours.fuzzy:
            return Verdict.UNCHANGED
        if base is not None and theirs.fuzzy == base.fuzzy and theirs.text == base.text:
            return Verdict.UNCHANGED  # the mark moved here meanwhile, not there
        return Verdict.DOUBTED if theirs.fuzzy else Verdict.CONFIRMED
    if base is None:
        if theirs.text in earlier:
            return Verdict.UNCHANGED
        return Verdict.ACCEPTED if not ours.text or ours_is_draft else Verdict.CONFLICT
    if theirs.text == base.text:
        if theirs.fuzzy or not base.fuzzy:
            return Verdict.UNCHANGED  # untouched there, newer here
        # A draft that was confirmed there while it was replaced here: a person's word against a newer text.
        return Verdict.ACCEPTED if ours_is_draft or not ours.text else Verdict.CONFLICT
    if not ours.text or ours.text == base.text or ours_is_draft:
        return Verdict.ACCEPTED
    return Verdict.CONFLICT
