"""A revision and its undo: whatever was edited, cut, moved, split, merged, every target is what it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transflow.domain.article import Article, Block, BlockKind, Note
from transflow.domain.groups import grouping
from transflow.domain.inline import InlineText, find_markers
from transflow.domain.segmentation import Segmenter
from transflow.domain.states import Action, State, Target, advance, apply, replay
from transflow.domain.units import Cuts, Unit
from transflow.workflow.intake import Candidate, Plan, plan_new, plan_revision

SEGMENTER = Segmenter()
WORDS = ("port", "ships", "winter", "treaty", "grew", "town", "north", "coal", "signed", "spring", "trade", "law", "river")
BODIES = ("“A Shorter Way”, Review, 2019.", "“Winter Ports”, Press, 2020.", "Ibid.", "“Old Ships”, Press.", "Ibid.")

#: A sentence is its words, with the note that it cites (0: none).
Sentence = tuple[tuple[str, ...], int]
Script = list[tuple[str, int, int]]

SENTENCES = st.tuples(st.lists(st.sampled_from(WORDS), min_size=2, max_size=7).map(tuple), st.integers(0, len(BODIES)))
ARTICLES = st.lists(st.lists(SENTENCES, min_size=1, max_size=4), min_size=1, max_size=4)
SCRIPTS = st.lists(
    st.tuples(
        st.sampled_from(("delete", "insert", "edit", "split", "merge", "move", "cite", "divide", "join")),
        st.integers(0, 40),
        st.integers(0, 40),
    ),
    min_size=1,
    max_size=6,
)


def candidate(paragraphs: Sequence[Sequence[Sentence]]) -> Candidate:
    """An article of these sentences; notes numbered by first citation, as every reader does it."""
    order = {n: i for i, n in enumerate(dict.fromkeys(n for p in paragraphs for _, n in p if n), start=1)}
    blocks = []
    for index, paragraph in enumerate(paragraphs):
        text = " ".join(
            f"{' '.join(words).capitalize()}.{f'[{order[note]}]' if note else ''}" for words, note in paragraph
        )
        notes = tuple(m.number for m in find_markers(text))
        blocks.append(Block(index=index, kind=BlockKind.PARAGRAPH, content=InlineText(text, notes), line=index + 1))
    notes = []
    for note, number in order.items():
        index = len(blocks)
        content = InlineText(BODIES[note - 1])
        blocks.append(Block(index=index, kind=BlockKind.NOTE, content=content, line=index + 1, note=number))
        notes.append(Note(number=number, label=str(number), blocks=(index,), citations=()))
    article = Article(format="text", blocks=tuple(blocks), notes=tuple(notes))
    return Candidate(name="a", path="articles/a.txt", format="text", content=b"", digest="", article=article)


def edited(paragraphs: Sequence[Sequence[Sentence]], script: Script) -> list[list[Sentence]]:
    """The paragraphs after a script of edits."""
    text = [list(p) for p in paragraphs]
    for action, a, b in script:
        if not text:
            break
        at = a % len(text)
        paragraph = text[at]
        here = b % len(paragraph)
        words, note = paragraph[here]
        match action:
            case "delete":
                paragraph.pop(here)
            case "insert":
                paragraph.insert(here, ((WORDS[a % 13], "and", WORDS[b % 13], "too"), (a + b) % (len(BODIES) + 1)))
            case "edit":
                paragraph[here] = ((*words[: b % len(words)], WORDS[a % 13], *words[b % len(words) + 1 :]), note)
            case "split" if len(words) > 1:
                cut = 1 + b % (len(words) - 1)
                paragraph[here : here + 1] = [(words[:cut], 0), (words[cut:], note)]
            case "merge" if here + 1 < len(paragraph):
                following, other = paragraph[here + 1]
                paragraph[here : here + 2] = [((*words, "and", *following), note or other)]
            case "move":
                paragraph.pop(here)
                goal = text[b % len(text)]
                goal.insert(a % (len(goal) + 1), (words, note))
            case "cite":
                paragraph[here] = (words, (note + 1 + b) % (len(BODIES) + 1))
            case "divide" if here:
                text[at : at + 1] = [paragraph[:here], paragraph[here:]]
            case "join" if at + 1 < len(text):
                text[at : at + 2] = [paragraph + text[at + 1]]
        text = [p for p in text if p]
    return text


Desk = tuple[list[Unit], list[Unit], dict[tuple[str, str], Target]]


def revise(desk: Desk, paragraphs: Sequence[Sequence[Sentence]], then: Sequence[str] = ()) -> tuple[Desk, Plan]:
    """The units, those that are gone, and the targets after the next revision; ``then``: as the store remembers it."""
    units, retired, targets = desk
    plan = plan_revision(
        candidate(paragraphs),
        SEGMENTER,
        Cuts(),
        units,
        retired,
        targets,
        locales=("tr",),
        units_then=then,
        actor="Ann",
        now="now",
    )
    here = {u.id for u in plan.units}
    gone = [u for u in (*retired, *units) if u.id not in here]
    return (list(plan.units), gone, targets | {(t.unit, t.locale): t for _, t in plan.events}), plan


def signed(units: Sequence[Unit], merged: frozenset[int]) -> dict[tuple[str, str], Target]:
    """Every unit approved, with a waiver each; those at ``merged`` stand in the sentence before them."""
    texts: dict[str, str] = {}
    for _, members in groupby(units, key=lambda u: u.block):
        for place, unit in enumerate(members):
            markers = "".join(f"[{n}]" for n in unit.notes)
            texts[unit.id] = "{^}" if place and unit.ordinal in merged else f"metin {unit.ordinal}{markers}"
    groups = grouping(units, texts)
    for head, members in groups.members.items():
        texts[head] += "".join(f"[{n}]" for member in members[1:] for n in member.notes)
    targets = {}
    for unit in units:
        target = Target(unit=unit.id, locale="tr")
        key = groups.key(unit)
        for action, actor, extra in (
            (Action.TRANSLATE, "Ayşe", {"text": texts[unit.id], "source": unit.source, "source_key": key}),
            (Action.WAIVE, "Elif", {"reason": "so it is", "detail": {"code": "term-missed"}}),
            (Action.ACCEPT, "Mehmet", {"source_key": key}),
            (Action.APPROVE, "Elif", {"source_key": key}),
        ):
            target = apply(target, advance(target, action, actor=actor, at="then", **extra))  # type: ignore[arg-type]
        targets[unit.id, "tr"] = target
    return targets


def standing(desk: Desk) -> list[tuple[str, str, State, str, str, frozenset[str]]]:
    """What stands for each unit, in the order of the article."""
    units, _, targets = desk
    told = [(u, targets.get((u.id, "tr")) or Target(unit=u.id, locale="tr")) for u in units]
    return [(u.source, t.text, t.state, t.signature, t.source_key, t.waived) for u, t in told]


@settings(max_examples=300)
@given(paragraphs=ARTICLES, scripts=st.lists(SCRIPTS, min_size=1, max_size=3), merged=st.frozensets(st.integers(0, 15)))
def test_an_undo_restores_every_target(
    paragraphs: list[list[Sentence]], scripts: list[Script], merged: frozenset[int]
) -> None:
    """After any number of revisions the first text again: states, texts, signatures and waivers are as they were."""
    units = list(plan_new(candidate(paragraphs), SEGMENTER, {}).units)
    desk: Desk = (units, [], signed(units, merged))
    before = standing(desk)
    text = paragraphs
    for script in scripts:
        text = edited(text, script)
        desk, _ = revise(desk, text)
    desk, plan = revise(desk, paragraphs, [u.id for u in units])
    assert standing(desk) == before
    assert [u.id for u in plan.units] == [u.id for u in units]
