"""Targets and events: recorded together, counted, never out of step."""

from __future__ import annotations

from typing import Any

import pytest

from transflow.domain.states import Action, State, Target, replay
from transflow.errors import ConflictError
from transflow.store import Store
from transflow.store.records import Question, TallyRow, Total


def test_a_target_comes_back_as_its_events_left_it(store: Store, samples: Any) -> None:
    article_id, units = samples.stored(store)
    changes = samples.approved(article_id, units[0], "tr", "Birinci cümle.[3]")
    target = changes[-1][2]
    for action, arguments in (
        (Action.WAIVE, {"reason": "the same number", "detail": {"code": "numbers"}}),
        (Action.REMARK, {"detail": {"comment": "? Which river", "doubt": "yes"}}),
        (Action.OUTDATE, {"source_key": "other", "reason": "“new”"}),
    ):
        event, target = samples.step(target, action, **arguments)
        changes.append((article_id, event, target))
    with store.write() as tx:
        tx.targets.record(changes)
    with store.read() as tx:
        assert tx.targets.of([article_id]) == {(units[0].id, "tr"): target}
        events = tx.targets.events(article_id)
        assert events == [event for _, event, _ in changes]
        assert replay(units[0].id, "tr", events) == target
        assert (target.waived, target.asks, target.doubt, target.held) == ({"numbers"}, True, True, State.APPROVED)


def test_locales_are_apart(store: Store, samples: Any) -> None:
    article_id, units = samples.stored(store)
    turkish = samples.draft(article_id, units[0], "tr", "Bir.[3]")
    russian = samples.draft(article_id, units[0], "ru", "Раз.[3]")
    with store.write() as tx:
        tx.targets.record([turkish, russian])
    with store.read() as tx:
        assert tx.targets.of([article_id], "ru") == {(units[0].id, "ru"): russian[2]}
        assert tx.targets.events(article_id, "tr") == [turkish[1]]
        assert tx.targets.events(article_id, unit=units[1].id) == []
        assert tx.targets.of([]) == {}


def test_who_comes_second_is_told_and_nothing_is_written(store: Store, samples: Any) -> None:
    article_id, units = samples.stored(store)
    first = samples.draft(article_id, units[0], "tr", "Bir.[3]")
    with store.write() as tx:
        tx.targets.record([first])
    other = samples.draft(article_id, units[1], "tr", "İki.[3]")
    with store.write() as tx:
        with pytest.raises(ConflictError, match=units[0].id):
            tx.targets.record([other, samples.draft(article_id, units[0], "tr", "Başka.[3]")])
        ahead = samples.step(samples.step(first[2], Action.CONFIRM)[1], Action.ACCEPT, actor="Oya")
        with pytest.raises(ConflictError):
            tx.targets.record([(article_id, *ahead)])
    with store.read() as tx:
        assert tx.targets.of([article_id]) == {(units[0].id, "tr"): first[2]}
        assert tx.targets.events(article_id) == [first[1]]


def test_the_tally_follows(store: Store, samples: Any) -> None:
    article_id, units = samples.stored(store)

    def row(state: State, several: int, words: int) -> TallyRow:
        # Each text is in its first version.
        return TallyRow(article_id=article_id, locale="tr", state=state, units=several, words=words, versions=several)

    drafts = [samples.draft(article_id, unit, "tr", "Taslak.[3]") for unit in units[:2]]
    with store.write() as tx:
        tx.targets.record(drafts)
        assert tx.targets.tally() == [row(State.DRAFTED, 2, 9)]
        tx.targets.record([(article_id, *samples.step(drafts[0][2], Action.CONFIRM))])
        remark = samples.step(Target(unit=units[2].id, locale="tr"), Action.REMARK, detail={"comment": "hm"})
        tx.targets.record([(article_id, *remark)])
    with store.read() as tx:
        assert tx.targets.tally() == [row(State.DRAFTED, 1, 5), row(State.TRANSLATED, 1, 4)]
        assert tx.targets.totals() == {article_id: Total(units=3, words=15)}


def test_the_tally_can_be_rebuilt(store: Store, engine: Any, samples: Any) -> None:
    article_id, units = samples.stored(store)
    with store.write() as tx:
        tx.targets.record(samples.approved(article_id, units[0], "ru", "Раз.[3]"))
        right = (tx.targets.tally(), tx.targets.totals())
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE tally SET units = 77")
    with store.write() as tx:
        assert (tx.targets.tally(), tx.targets.totals()) != right
        tx.targets.rebuild_tally()
        assert (tx.targets.tally(), tx.targets.totals()) == right


def test_every_text_ever_given_is_known(store: Store, samples: Any) -> None:
    article_id, units = samples.stored(store)
    draft = samples.draft(article_id, units[0], "tr", "Taslak.")
    same = samples.step(draft[2], Action.TRANSLATE, text="Taslak.")
    better = samples.step(same[1], Action.TRANSLATE, text="Metin.")
    back = samples.step(better[1], Action.TRANSLATE, text="Taslak.")
    with store.write() as tx:
        tx.targets.record([draft, *((article_id, *change) for change in (same, better, back))])
    with store.read() as tx:
        known = {units[0].id: [(1, "Taslak."), (2, "Metin."), (3, "Taslak.")]}
        assert tx.targets.texts([unit.id for unit in units], "tr") == known
        assert tx.targets.texts([units[0].id], "ru") == {}


def test_questions_are_open_until_answered(store: Store, samples: Any) -> None:
    article_id, units = samples.stored(store)
    asked = samples.step(Target(unit=units[1].id, locale="tr"), Action.REMARK, detail={"comment": "? Who"})
    said = samples.step(Target(unit=units[0].id, locale="tr"), Action.REMARK, detail={"comment": "Who?"})
    with store.write() as tx:
        tx.targets.record([(article_id, *asked), (article_id, *said)])
        assert tx.targets.questions() == [
            Question(article_id=article_id, unit=units[1].id, locale="tr", comment="? Who")
        ]
        tx.targets.record([(article_id, *samples.step(asked[1], Action.ANSWER, detail={"answer": "The minister"}))])
        assert tx.targets.questions() == []


def test_recording_nothing_is_nothing(store: Store) -> None:
    with store.write() as tx:
        tx.targets.record([])
        assert tx.targets.tally() == []
