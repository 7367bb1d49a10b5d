"""One unit in its context."""

from __future__ import annotations

import pytest
from tests.workflow.desk import HARBOUR, TURKISH, Desk

from transflow.domain.revision import Op
from transflow.domain.states import Action, State
from transflow.errors import UnknownThingError
from transflow.workflow.context import InLocale, in_context


def seen(desk: Desk, start: str = "Nobody doubts") -> InLocale:
    (each,) = in_context(desk.space, "harbour", desk.unit(start).id, locales=["tr"]).locales
    return each


def test_the_whole_paragraph_and_the_notes_it_cites_are_there(desk: Desk) -> None:
    desk.add()
    desk.translate()
    found = in_context(desk.space, "harbour", desk.unit("Ministers met").id.rpartition("/")[2])
    sources = [unit.source for unit in found.paragraph]
    assert sources[0].startswith("Trade grew")
    assert found.unit.source in sources
    assert set(found.notes) == {1, 2, 3}
    assert found.notes[2] == "Ibid."
    assert found.locales[0].paragraph[0] == TURKISH["Trade grew"]


def test_the_text_before_and_its_difference_are_shown(desk: Desk) -> None:
    desk.add()
    desk.translate()
    assert seen(desk).before is None
    desk.review(Action.TRANSLATE, "Bora", "Nobody doubts", text="Zor olacağından kimse şüphe duymuyor.")
    before = seen(desk).before
    assert before is not None
    assert before[0] == TURKISH["Nobody doubts"]
    assert [text.strip() for op, text in before[1] if op is not Op.KEPT] == ["kuşku", "şüphe"]


def test_after_a_new_revision_the_old_source_is_compared(desk: Desk) -> None:
    desk.approved()
    desk.add(HARBOUR.replace("Nobody doubts that it will be hard.", "Nobody doubts that it will be very hard."))
    each = seen(desk, "Nobody doubts")
    assert each.target.state is State.STALE
    assert each.source_then is not None
    assert any(op is Op.ADDED and "very" in text for op, text in each.source_then[1])


def test_matches_of_other_articles_findings_and_history_are_there(desk: Desk) -> None:
    desk.approved()
    desk.name = "pier"
    desk.add(HARBOUR.replace("Nobody doubts that it will be hard.", "Nobody doubts that it will be so hard."))
    desk.translate()
    (each,) = in_context(desk.space, "pier", desk.unit("Nobody doubts").id, locales=["tr"]).locales
    assert each.matches[0].match.target == TURKISH["Nobody doubts"]
    assert each.history[-1].action is Action.TRANSLATE
    assert all(finding.unit == desk.unit("Nobody doubts").id for finding in each.findings)


def test_an_unknown_unit_is_explained(desk: Desk) -> None:
    desk.add()
    with pytest.raises(UnknownThingError):
        in_context(desk.space, "harbour", "NOSUCH22")
