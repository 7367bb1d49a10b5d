"""A revision and its undo: whatever was edited, cut, moved, split, merged, every target is what it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from hypothesis import given, settings
from hypothesis import strategies as st

from transflow.domain.article import Article, Block, BlockKind, Note
from transflow.domain.groups import grouping
from transflow.domain.inline import InlineText, find_markers, folded
from transflow.domain.leverage import Change
from transflow.domain.passage import cited_then
from transflow.domain.revision import Op, Report, difference
from transflow.domain.segmentation import Segmenter
from transflow.domain.states import Action, Event, State, Target, advance, apply, signature
from transflow.domain.units import Cuts, Unit
from transflow.workflow.candidates import Candidate
from transflow.workflow.planning import plan_new, plan_revision

SEGMENTER = Segmenter()
WORDS = (
    "port",
    "ships",
    "winter",
    "treaty",
    "grew",
    "town",
    "north",
    "coal",
    "signed",
    "spring",
    "trade",
    "law",
    "river",
)
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


@dataclass
class Desk:
    """What the store would hold of the article: its units, those that are gone, its targets, and its events."""

    units: list[Unit]
    targets: dict[tuple[str, str], Target]
    retired: list[Unit] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def revise(self, paragraphs: Sequence[Sequence[Sentence]], then: Sequence[str] = ()) -> Report:
        """The next revision; ``then``: the units of an earlier one that was the same."""
        plan = plan_revision(
            candidate(paragraphs),
            SEGMENTER,
            Cuts(),
            self.units,
            self.retired,
            self.targets,
            locales=("tr",),
            units_then=then,
            cited=cited_then((e.unit, e.locale, e.text is not None, e.detail) for e in self.events),
            actor="Ann",
            now="now",
        )
        here = {u.id for u in plan.units}
        self.retired = [u for u in (*self.retired, *self.units) if u.id not in here]
        self.units = list(plan.units)
        self.targets |= {(t.unit, t.locale): t for _, t in plan.events}
        self.events += [event for event, _ in plan.events]
        assert plan.report is not None
        return plan.report


def first(paragraphs: Sequence[Sequence[Sentence]], merged: frozenset[int]) -> Desk:
    """The first revision, all of it approved."""
    units = list(plan_new(candidate(paragraphs), SEGMENTER, {}).units)
    return Desk(units, signed(units, merged))


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
    told = [(u, desk.targets.get((u.id, "tr")) or Target(unit=u.id, locale="tr")) for u in desk.units]
    return [(u.source, t.text, t.state, t.signature, t.source_key, t.waived) for u, t in told]


@settings(max_examples=150)
@given(paragraphs=ARTICLES, scripts=st.lists(SCRIPTS, min_size=1, max_size=3), merged=st.frozensets(st.integers(0, 15)))
def test_an_undo_restores_every_target(
    paragraphs: list[list[Sentence]], scripts: list[Script], merged: frozenset[int]
) -> None:
    """After any number of revisions the first text again: states, texts, signatures and waivers are as they were."""
    desk = first(paragraphs, merged)
    before, ids = standing(desk), [u.id for u in desk.units]
    text = paragraphs
    for script in scripts:
        text = edited(text, script)
        desk.revise(text)
    desk.revise(paragraphs, ids)
    assert standing(desk) == before
    assert [u.id for u in desk.units] == ids


@settings(max_examples=100)
@given(paragraphs=ARTICLES, scripts=st.lists(SCRIPTS, min_size=1, max_size=4), merged=st.frozensets(st.integers(0, 15)))
def test_what_stays_approved_cites_the_very_notes_it_was_approved_with(
    paragraphs: list[list[Sentence]], scripts: list[Script], merged: frozenset[int]
) -> None:
    """No revision makes an approved text point to another note, and each signature fits what it stands on."""
    desk = first(paragraphs, merged)
    text = paragraphs
    for script in scripts:
        text = edited(text, script)
        desk.revise(text)
        groups = grouping(desk.units, {unit: t.text for (unit, _), t in desk.targets.items()})
        for unit in desk.units:
            target = desk.targets.get((unit.id, "tr"))
            if target is None or target.state is not State.APPROVED or target.text == "{^}":
                continue
            assert target.signature == signature(groups.key(unit), target.text)
            cited = [n for member in groups.members.get(unit.id, (unit,)) for n in member.notes]
            assert [m.number for m in find_markers(target.text)] == cited


@settings(max_examples=100)
@given(paragraphs=ARTICLES, scripts=st.lists(SCRIPTS, min_size=1, max_size=3), merged=st.frozensets(st.integers(0, 15)))
def test_a_report_counts_every_unit_and_every_word_once(
    paragraphs: list[list[Sentence]], scripts: list[Script], merged: frozenset[int]
) -> None:
    desk = first(paragraphs, merged)
    text = paragraphs
    for script in scripts:
        text = edited(text, script)
        before = desk.units
        told = desk.revise(text)
        present = [a for change, a in told.amounts.items() if change is not Change.GONE]
        assert sum(a.units for a in present) == len(desk.units)
        assert sum(a.words for a in present) == sum(u.words for u in desk.units)
        (cost,) = told.costs
        parts = (cost.kept, cost.carried, cost.restored, cost.stale, cost.anew, cost.untranslated)
        assert sum(a.words for a in parts) == sum(u.words for u in desk.units)
        gone = {c.unit for c in told.changed if c.after == ""}
        assert gone == {u.id for u in before} - {u.id for u in desk.units}
        for changed in told.changed:
            pieces = changed.difference
            assert folded("".join(t for op, t in pieces if op is not Op.REMOVED)) == folded(changed.after)
            assert folded("".join(t for op, t in pieces if op is not Op.ADDED)) == folded(changed.before)


@given(
    before=st.text(alphabet="ab <1>/[2].\u00a0", max_size=40), after=st.text(alphabet="ab <1>/[2].\u00a0", max_size=40)
)
def test_a_difference_leads_from_one_text_to_the_other(before: str, after: str) -> None:
    pieces = difference(before, after)
    assert "".join(text for op, text in pieces if op is not Op.REMOVED) == after
    assert len(pieces) == len(list(groupby(pieces, key=lambda piece: piece[0])))
    assert all(text for _, text in pieces)
