"""``check --fix``: safe corrections as events, in what nobody signed, and whose words they are stays as it was."""

from __future__ import annotations

from tests.workflow.desk import Desk

from transflow.domain.states import Action, State
from transflow.workflow.checking import check
from transflow.workflow.fixing import Fixes, fix

WRONG = "Zor olacağından  kimse kuşku duymuyor , hiç kimse."
MENDED = "Zor olacağından kimse kuşku duymuyor, hiç kimse."


def wrong(desk: Desk) -> Desk:
    desk.add()
    desk.translate()
    desk.export()
    desk.bring(desk.edit({"Nobody doubts": WRONG}))
    return desk


def mend(desk: Desk, **options: object) -> Fixes:
    return fix(desk.space, actor="Rob", **options)  # type: ignore[arg-type]


def test_a_text_is_mended_and_stays_its_translators(desk: Desk) -> None:
    wrong(desk)
    before = desk.target("Nobody doubts")
    result = mend(desk)
    (fixed,) = result.fixed
    assert (fixed.before, fixed.after) == (WRONG, MENDED)
    assert set(fixed.codes) == {"space-doubled", "space-before-stop"}
    after = desk.target("Nobody doubts")
    assert (after.text, after.state, after.editor, after.origin) == (MENDED, State.TRANSLATED, "Ayşe", before.origin)
    assert after.version == before.version + 1
    last = desk.events()[-1]
    assert (last.action, last.actor, last.detail["codes"]) == (Action.TIDY, "Rob", "space-doubled, space-before-stop")


def test_the_second_run_changes_nothing(desk: Desk) -> None:
    wrong(desk)
    mend(desk)
    events = desk.events()
    assert mend(desk).fixed == ()
    assert desk.events() == events


def test_a_dry_run_shows_the_same_and_changes_nothing(desk: Desk) -> None:
    wrong(desk)
    events = desk.events()
    planned = mend(desk, dry_run=True)
    assert desk.events() == events
    assert planned == mend(desk)


def test_only_the_findings_asked_for_are_mended(desk: Desk) -> None:
    wrong(desk)
    (fixed,) = mend(desk, codes=["space-doubled"]).fixed
    assert fixed.codes == ("space-doubled",)
    assert fixed.after == WRONG.replace("  ", " ")


def test_what_is_signed_is_left_alone_and_counted(desk: Desk) -> None:
    wrong(desk)
    desk.review(Action.ACCEPT, "Mehmet")
    signature = desk.target("Nobody doubts").signature
    result = mend(desk)
    assert (result.fixed, result.signed) == ((), 1)
    assert desk.target("Nobody doubts").text == WRONG
    assert desk.target("Nobody doubts").signature == signature


def test_what_a_person_took_responsibility_for_is_left_alone(desk: Desk) -> None:
    wrong(desk)
    desk.review(Action.WAIVE, "Mehmet", "Nobody doubts", code="space-before-stop", reason="it is meant")
    result = mend(desk)
    assert (result.fixed, result.waived) == ((), 1)


def test_four_eyes_hold_after_a_fix(desk: Desk) -> None:
    wrong(desk)
    mend(desk)
    assert "Nobody doubts" not in {u.source for u in desk.units() if desk.state("Nobody doubts") is State.REVIEWED}
    refused = desk.review(Action.ACCEPT, "Ayşe", "Nobody doubts")
    assert refused.refused
    assert not desk.review(Action.ACCEPT, "Rob", "Nobody doubts").refused, "who ran the fixes wrote nothing"


def test_findings_follow(desk: Desk) -> None:
    wrong(desk)
    check(desk.space)
    assert desk.codes("Nobody doubts") >= {"space-before-stop"}
    mend(desk)
    assert "space-before-stop" not in desk.codes("Nobody doubts")


def test_a_catalogue_that_is_out_merges_as_untouched(desk: Desk) -> None:
    wrong(desk)
    desk.export()
    old = desk.catalogue().read_bytes()
    mend(desk)
    back = desk.root / "back.po"
    back.write_bytes(old)
    desk.bring(back, translator="Ayşe")
    assert desk.target("Nobody doubts").text == MENDED
