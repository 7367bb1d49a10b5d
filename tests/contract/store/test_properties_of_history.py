"""For any sequence of legal events: state is the replay of events, and the tally is a fresh count."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transflow.domain.states import Action, State, Target, replay
from transflow.errors import GuardError
from transflow.store import Store
from transflow.store.records import Total

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)
NAMES = st.sampled_from(["Nil", "Oya", "Илья"])
STEPS = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 2]), st.sampled_from(["tr", "ru"]), st.sampled_from(list(Action)), NAMES, TEXTS, st.booleans()
    ),
    max_size=40,
)  # fmt: skip


def arguments(action: Action, text: str, key: str) -> dict[str, Any]:
    """What ``action`` needs, from one text."""
    match action:
        case Action.DRAFT:
            return {"text": text, "origin": "mt:fx", "source": "source", "source_key": key}
        case Action.TRANSLATE:
            return {"text": text, "source": "source", "source_key": key}
        case Action.REJECT:
            return {"reason": "because"}
        case Action.WAIVE:
            return {"reason": "because", "detail": {"code": text}}
        case Action.REMARK:
            return {"detail": {"comment": text, "doubt": "yes"}}
        case Action.ANSWER:
            return {"detail": {"answer": text}}
        case Action.OUTDATE | Action.CARRY | Action.SETTLE:
            return {"source_key": text}
    return {}


def counted(tx: Any, article_id: int) -> dict[tuple[str, State], tuple[int, int]]:
    """Units and words of the article by locale and state, counted one by one."""
    words = {unit.id: unit.words for unit in tx.units.of([article_id])[article_id]}
    units: Counter[tuple[str, State]] = Counter()
    sums: Counter[tuple[str, State]] = Counter()
    for (unit, locale), target in tx.targets.of([article_id]).items():
        if unit in words and target.state is not State.NEW:
            units[locale, target.state] += 1
            sums[locale, target.state] += words[unit]
    return {key: (units[key], sums[key]) for key in units}


@settings(max_examples=40)
@given(steps=STEPS, gone=st.sets(st.sampled_from([0, 1, 2])))
def test_state_is_the_replay_of_events(lasting_store: Store, samples: Any, steps: list[Any], gone: set[int]) -> None:
    store = lasting_store
    article_id, units = samples.stored(store)
    targets = {(unit.id, locale): Target(unit=unit.id, locale=locale) for unit in units for locale in ("tr", "ru")}
    events: dict[tuple[str, str], list[Any]] = {key: [] for key in targets}
    waiting: list[Any] = []

    def flush() -> None:
        with store.write() as tx:
            tx.targets.record(waiting)
        waiting.clear()

    for index, locale, action, actor, text, pause in steps:
        key = (units[index].id, locale)
        try:
            change = samples.step(targets[key], action, actor=actor, **arguments(action, text, "key"))
        except GuardError:
            continue
        targets[key] = change[1]
        events[key].append(change[0])
        waiting.append((article_id, *change))
        if pause:
            flush()
    flush()
    rest = [unit for number, unit in enumerate(units) if number not in gone]
    with store.write() as tx:
        tx.units.replace({article_id: rest}, gone=[units[number].id for number in gone])

    with store.read() as tx:
        stored = tx.targets.of([article_id])
        assert stored == {key: target for key, target in targets.items() if target.events}
        for (unit, locale), target in stored.items():
            told = tx.targets.events(article_id, locale, unit)
            assert told == events[unit, locale]
            assert replay(unit, locale, told) == target
        tally = {
            (row.locale, row.state): (row.units, row.words)
            for row in tx.targets.tally()
            if row.article_id == article_id
        }
        assert tally == counted(tx, article_id)
        total = tx.targets.totals().get(article_id)
        assert total == (Total(units=len(rest), words=sum(unit.words for unit in rest)) if rest else None)


@pytest.mark.parametrize("text", [" ", "ç\u2028\u0085", "😀" * 3, "a\r\nb", "%s {x} :y ?", "\ufeff"])
def test_texts_come_back_as_they_were(lasting_store: Store, samples: Any, text: str) -> None:
    article_id, units = samples.stored(lasting_store)
    change = samples.draft(article_id, units[0], "tr", text)
    with lasting_store.write() as tx:
        tx.targets.record([change])
    with lasting_store.read() as tx:
        assert tx.targets.of([article_id])[units[0].id, "tr"].text == text
        assert tx.targets.texts([units[0].id], "tr") == {units[0].id: [(1, text)]}
