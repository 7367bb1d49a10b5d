"""Units and targets back to blocks: sentences joined, markers numbered anew, the note list in that order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from transflow.domain import crossrefs
from transflow.domain.article import Article, Block, BlockKind
from transflow.domain.codes import find_tags, numbers_of, place_of
from transflow.domain.groups import grouping
from transflow.domain.inline import InlineText, is_merged
from transflow.domain.language import profile
from transflow.domain.notes import TRANSLATOR_NOTE, numbering
from transflow.domain.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class AssembledNote:
    """One note of the target: its ``number`` by first appearance there (1-based) and its paragraphs.

    ``source`` is the note's number in the source, None for a translator's own note; ``tag`` is that note's tag as written.
    """

    number: int
    texts: tuple[str, ...]
    source: int | None = None
    tag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """An article in one locale, put together: ``texts`` maps a block's index to its text with target numbers.

    Note bodies are in ``notes`` only, in the order of their numbers. A block without a target is not in ``texts``.
    """

    locale: str
    texts: Mapping[int, str]
    notes: tuple[AssembledNote, ...]


def assemble(
    article: Article, units: Sequence[Unit], targets: Mapping[str, str], locale: str, *, counted: bool = False
) -> Assembly:
    """Put ``targets`` (unit id → text) back into the article's blocks.

    A unit without a target keeps its source, so that a person sees the whole; a target ``{^}`` stands in the unit before
    it. Notes are numbered by first appearance in the target's running text and then in the note bodies. Cross references in
    words ("see note 3") follow what readers will see there: the labels of the source's own list as it is written again, or
    where notes are ``counted`` anew from 1 (in text, and in every rendering of a view), these numbers.
    """
    language = profile(locale)
    texts = _Texts(article, join_blocks(units, targets, article.blocks))
    order = texts.order()
    shown = order if counted or article.format == "text" else crossrefs.labels_then(article.notes, order)
    labels = crossrefs.labels_of(article.notes)
    if targets and any(shown[note] != label for label, note in labels.items()):
        bound = bind(units, targets, labels, language.note_references)
        if bound != targets:
            texts = _Texts(article, join_blocks(units, bound, article.blocks))

    def final(text: str) -> str:
        return crossrefs.unpinned(_final(text, order), shown, language.suffix)

    notes = [
        AssembledNote(number=order[n], texts=tuple(map(final, bodies)), source=n) for n, bodies in texts.bodies.items()
    ]
    notes += [
        AssembledNote(number=order[-i], texts=(final(text),), tag=tag)
        for i, (tag, text) in enumerate(texts.own, start=1)
    ]
    return Assembly(
        locale=locale,
        texts={index: final(text) for index, text in texts.running.items()},
        notes=tuple(sorted(notes, key=lambda n: n.number)),
    )


def bind(
    units: Sequence[Unit], targets: Mapping[str, str], labels: Mapping[int, int], pattern: re.Pattern[str] | None
) -> dict[str, str]:
    """``targets`` (unit id → text) with the cross references that their own sources hold bound to notes
    (:func:`~transflow.domain.crossrefs.pinned`).

    A sentence merged into the one before it has its references there. ``labels``: label of a note → its number. A unit
    without a target that refers to a note gets its source, bound as well.
    """
    bound = dict(targets)
    head_of = {member.id: head for head, group in grouping(units, targets).members.items() for member in group}
    wanted: dict[str, dict[int, int]] = {}
    for unit in units:
        references = crossrefs.bound_references(unit.source, unit.links)
        numbers = {r.number: labels[r.number] for r in references if r.number in labels}
        if numbers:
            wanted.setdefault(head_of.get(unit.id, unit.id), {}).update(numbers)
            if not targets.get(unit.id):
                bound[unit.id] = crossrefs.pinned(unit.source, numbers)
    for unit_id, numbers in wanted.items():
        if targets.get(unit_id):
            bound[unit_id] = crossrefs.pinned(targets[unit_id], numbers, pattern)
    return bound


class _Texts:
    """The texts of an article before its notes are numbered: of running blocks, of note bodies, of translators' own notes.

    The n-th translator's note stands in a text as a private marker, and as -n until all are numbered together.
    """

    def __init__(self, article: Article, joined: Mapping[int, str]) -> None:
        self.own: list[tuple[str, str]] = []
        self.running = {
            block.index: _lift(joined.get(block.index, block.content.text), self.own)
            for block in article.blocks
            if block.translatable and block.kind is not BlockKind.NOTE
        }
        self.bodies: dict[int, list[str]] = {note.number: [] for note in article.notes}  # some have no words
        # The bodies as they stand in the source, which is how a reader numbers what they cite.
        self.placed: list[str] = []
        for block in article.blocks:
            if block.kind is BlockKind.NOTE and block.note is not None:
                self.bodies[block.note].append(_lift(joined.get(block.index, block.content.text), self.own))
                self.placed.append(self.bodies[block.note][-1])

    def order(self) -> dict[int, int]:
        """Numbers of source notes (n) and translator's notes (-n) by first appearance; what appears nowhere comes last."""
        texts = [*self.running.values(), *self.placed]
        shown = [_number(match) for text in texts for match in _ANY.finditer(text)]
        everything = [*self.bodies, *range(-1, -len(self.own) - 1, -1)]
        return numbering(shown, everything, frozenset(shown) - frozenset(everything))


def join_blocks(units: Sequence[Unit], targets: Mapping[str, str], blocks: Sequence[Block]) -> dict[int, str]:
    """Block index → its units' texts joined with the source's gaps; glued sentences get a space between two targets."""
    return {
        index: _joined(list(members), targets, blocks[index].content)
        for index, members in groupby(units, key=lambda unit: unit.block)
    }


def _joined(units: Sequence[Unit], targets: Mapping[str, str], content: InlineText) -> str:
    """One block. Tags around and between its sentences stay in the source's order, also where sentences were joined."""
    end = max(0, place_of(units[0].source, content.text, content.codes)) if content.codes else 0
    pieces = [content.text[:end]]
    said, gap, untouched = False, "", False
    for unit in units:
        target = targets.get(unit.id)
        text = target or unit.source
        end += len(unit.source)
        if is_merged(text):
            pieces.append(_tags_of(gap, content))
        else:
            if said:
                pieces.append(gap or ("" if untouched and not target else " "))
            pieces.append(text)
            said, untouched = True, not target
        gap = unit.gap
        end += len(gap)
    if content.codes:
        pieces.append(content.text[end:])
    return "".join(pieces)


def _tags_of(text: str, content: InlineText) -> str:
    """The tags in what stands between or after sentences, without the white space."""
    return "".join(text[tag.start : tag.end] for tag in find_tags(text, numbers_of(content.codes)))


_OWN_OPEN, _OWN_CLOSE = "\ue000", "\ue001"  # private use: the checks let no target with them through
#: A marker of the source, or the place of a translator's note.
_ANY: Final = re.compile(rf"\[(?P<note>\d{{1,4}})\]|{_OWN_OPEN}(?P<own>\d+){_OWN_CLOSE}")


def _lift(text: str, own: list[tuple[str, str]]) -> str:
    """``text`` with each translator's note replaced by a private marker; the notes are appended to ``own``."""
    if "[" not in text:
        return text

    def take(match: re.Match[str]) -> str:
        own.append((match["tag"], match["body"].strip()))
        return f"{_OWN_OPEN}{len(own)}{_OWN_CLOSE}"

    return TRANSLATOR_NOTE.sub(take, text)


def _final(text: str, order: Mapping[int, int]) -> str:
    """``text`` with target numbers for all markers; brackets that are no markers stay."""
    return _ANY.sub(lambda m: f"[{order[_number(m)]}]" if _number(m) in order else m.group(), text)


def _number(match: re.Match[str]) -> int:
    return int(match["note"]) if match["note"] else -int(match["own"])
