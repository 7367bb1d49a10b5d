"""Promise 3 over random targets: every marker keeps its note, numbers follow first appearance, no word is lost."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from transflow.domain.article import Article, Block, BlockKind, Note
from transflow.domain.inline import MARKER, InlineText
from transflow.domain.reassembly import assemble
from transflow.domain.units import Unit


@st.composite
def translated(draw: st.DrawFn) -> tuple[Article, list[Unit], dict[str, str]]:
    """An article whose units hold the markers 1 … n in order, and targets in which each group holds its own, anywhere."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    counts = draw(st.lists(st.integers(0, 2), min_size=sum(sizes), max_size=sum(sizes)))
    number = 0
    units: list[Unit] = []
    blocks: list[Block] = []
    for block, size in enumerate(sizes):
        here = []
        for k in range(size):
            count = counts[len(units)]
            notes = tuple(range(number + 1, number + count + 1))
            number += count
            source = f"S{len(units)}" + "".join(f"[{n}]" for n in notes)
            unit = Unit(
                id=f"a/{len(units)}",
                kind=BlockKind.PARAGRAPH,
                ordinal=len(units),
                block=block,
                source=source,
                gap=" " if k < size - 1 else "",
                notes=notes,
            )
            units.append(unit)
            here.append(unit)
        content = InlineText(" ".join(u.source for u in here), tuple(n for u in here for n in u.notes))
        blocks.append(Block(index=block, kind=BlockKind.PARAGRAPH, content=content, line=block + 1))
    notes_made = []
    for n in range(1, number + 1):
        index = len(blocks)
        blocks.append(Block(index=index, kind=BlockKind.NOTE, content=InlineText(f"Body {n}."), line=index, note=n))
        notes_made.append(Note(number=n, label=str(n), blocks=(index,), citations=()))
        units.append(
            Unit(
                id=f"a/{len(units)}", kind=BlockKind.NOTE, ordinal=len(units), block=index, source=f"Body {n}.", note=n
            )
        )
    targets: dict[str, str] = {}
    group: list[Unit] = []
    for unit in units:
        if unit.note is not None:
            targets[unit.id] = f"Gövde {unit.note}."
            continue
        if group and group[-1].block == unit.block and draw(st.booleans()):
            targets[unit.id] = "{^}"
            group.append(unit)
        else:
            group = [unit]
        marks = draw(st.permutations([n for u in group for n in u.notes]))
        own = [f" [ç.n.: not {group[0].id}]"] if draw(st.booleans()) else []
        pieces = draw(st.permutations([*(f"[{n}]" for n in marks), *own]))
        targets[group[0].id] = f"T{group[0].id}" + "".join(pieces)
    return Article(format="text", blocks=tuple(blocks), notes=tuple(notes_made)), units, targets


@given(translated())
def test_markers_keep_their_notes_and_follow_first_appearance(
    given_: tuple[Article, list[Unit], dict[str, str]],
) -> None:
    article, units, targets = given_
    done = assemble(article, units, targets, "tr")
    body = [done.texts[b.index] for b in article.blocks if b.kind is BlockKind.PARAGRAPH]
    printed = [int(m.group(1)) for text in body for m in MARKER.finditer(text)]
    assert printed == list(range(1, len(printed) + 1)), "numbered by first appearance, each once"
    assert [n.number for n in done.notes] == list(range(1, len(done.notes) + 1))
    text_of = {n.number: n.texts[0] for n in done.notes}
    expected = []
    for unit in units:
        if unit.note is None and targets[unit.id] != "{^}":
            for match in re.finditer(r"\[(?:(\d+)|ç\.n\.: ([^\]]*))\]", targets[unit.id]):
                expected.append(f"Gövde {match.group(1)}." if match.group(1) else match.group(2))
    assert [text_of[n] for n in printed] == expected
    assert len(done.notes) == len(expected), "every note of the source is cited here, so none is left over"


@given(translated())
def test_no_word_is_lost(given_: tuple[Article, list[Unit], dict[str, str]]) -> None:
    article, units, targets = given_
    done = assemble(article, units, targets, "tr")
    printed = " ".join(MARKER.sub("", text) for text in done.texts.values())
    for unit in units:
        if unit.note is None and targets[unit.id] != "{^}":
            assert f"T{unit.id}" in printed.split()


@given(translated())
def test_without_targets_the_source_stands(given_: tuple[Article, list[Unit], dict[str, str]]) -> None:
    article, units, _ = given_
    done = assemble(article, units, {}, "tr")
    for block in article.blocks:
        if block.kind is BlockKind.PARAGRAPH:
            assert done.texts[block.index] == block.content.text
    assert [n.source for n in done.notes] == [n.number for n in article.notes]
