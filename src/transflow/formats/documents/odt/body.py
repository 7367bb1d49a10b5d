"""The body of a text document: its paragraphs as places, its notes as entries, in one pass and without recursion."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from transflow.formats.documents.odt.blocks import BLOCKS, paragraph
from transflow.formats.documents.odt.elements import within
from transflow.formats.documents.odt.flow import State
from transflow.formats.documents.odt.inline import Hidden
from transflow.formats.documents.odt.names import PASSED_OVER, TEXT
from transflow.formats.documents.odt.styles import Styles
from transflow.formats.documents.skeleton import Entry, Mark, Place
from transflow.formats.documents.xml import Kind, Xml

_NUMBER: Final = re.compile(r"[0-9]{1,9}$")
#: Tags of spans, none of them empty.
_TAGS: Final = re.compile(r"(?:</?(?:[^\s:<>/]+:)?span(?:\s[^<>]*)?(?<!/)>)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """How one note of the document is written: where, what spans stand around it, its class, its paragraphs' style."""

    start: int = 0
    before: str = ""
    after: str = ""
    note_class: str = "footnote"
    style: str = "Footnote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What was found. By the start of a place: ``hidden``, what shows nothing in it and is kept; ``boxed``, whether it lies
    in a drawing; ``roles``, what its paragraph's style says that it is; ``whole``, where its paragraph begins and ends.

    ``models``: the notes, in order. ``prefix``: how the document calls the text namespace, with a colon; ``declared``:
    the attribute that new elements need for that. Ids of notes end in numbers up to ``last_id``.
    """

    places: list[Place]
    entries: list[Entry]
    hidden: Mapping[int, list[Hidden]]
    boxed: frozenset[int]
    roles: Mapping[int, str]
    whole: Mapping[int, tuple[int, int]]
    models: list[Model]
    prefix: str
    declared: str
    last_id: int


def read_body(xml: Xml, root: int, styles: Styles, formulas: frozenset[str] = frozenset()) -> Body:
    """The places and entries in the element ``root``; ``formulas``: objects of the package that are formulas."""
    state = State(xml, styles, formulas)
    index, end = root + 1, xml.ends[root]
    tokens = xml.tokens
    while index < end:
        token = tokens[index]
        opened = state.paragraph
        if token.kind is Kind.START or token.kind is Kind.EMPTY:
            index = _element(state, index, token.name)
            continue
        if token.kind is Kind.END:
            if state.closers and state.closers[-1][0] == index:
                # Several may wait for the same end: a paragraph, and the run that it opened.
                while state.closers and state.closers[-1][0] == index:
                    state.closers.pop()[1](token.start, token.end)
        elif opened is None:
            pass
        elif token.kind is Kind.TEXT or token.kind is Kind.CDATA:
            opened.words(token.start, token.end, xml.words(index))
        else:
            opened.keep(token.start, token.end, last=True)
        index += 1
    return _found(state, *_prefix(xml, root))


def _prefix(xml: Xml, root: int) -> tuple[str, str]:
    """How the document calls the text namespace, with a colon, and what declares that where the document does not."""
    scope = xml.tokens[root].scope
    for prefix, name in (scope.prefixes if scope is not None else {}).items():
        if name == "text:" and prefix:
            return f"{prefix}:", ""
    return "text:", f' xmlns:text="{TEXT}"'


def _element(state: State, index: int, name: str) -> int:
    opened = state.paragraph
    if name in ("text:p", "text:h"):
        return paragraph(state, index)
    if opened is not None:
        return within(state, index, opened)
    if name in PASSED_OVER or name in ("office:annotation", "text:note"):
        return state.behind(index)
    handler = BLOCKS.get(name)
    if handler is not None:
        return handler(state, index)
    if name.startswith(("draw:", "dr3d:")) and not state.flow.boxed:
        state.enter(index, state.flow.inner(boxed=True))
    return index + 1


def _found(state: State, prefix: str, declared: str) -> Body:
    kept = [(place, opened) for place, opened in state.found if id(place) not in state.unread]
    ids = [int(match.group()) for note in state.notes if (match := _NUMBER.search(state.xml.value(note, "text:id")))]
    return Body(
        places=[place for place, _ in kept],
        entries=list(state.entries.values()),
        hidden={place.start: opened.hidden for place, opened in kept if opened is not None and opened.hidden},
        boxed=frozenset(place.start for place, _ in kept if id(place) in state.boxed),
        roles={place.start: role for place, _ in kept if (role := state.roles.get(id(place), ""))},
        whole={place.start: span for place, _ in kept if (span := state.whole.get(id(place)))},
        models=_models(state, [place for place, _ in kept if place.note is None]),
        prefix=prefix,
        declared=declared,
        last_id=max(ids, default=0),
    )


def _models(state: State, places: list[Place]) -> list[Model]:
    """Each note of the running text, as a model of others."""
    xml = state.xml
    spans = {xml.tokens[note].start: note for note in state.notes}
    starts = sorted(spans)
    models: list[Model] = []
    for place in places:
        for piece in place.pieces:
            at = bisect_left(starts, piece.start)
            if not isinstance(piece, Mark) or at == len(starts) or starts[at] >= piece.end:
                continue
            note = spans[starts[at]]
            start, end = xml.span(note)
            before, after = xml.text[piece.start : start], xml.text[end : piece.end]
            around = (before, after) if _TAGS.fullmatch(before) and _TAGS.fullmatch(after) else ("", "")
            paragraph = next((i for i in range(note, xml.ends[note]) if xml.tokens[i].name == "text:p"), None)
            models.append(
                Model(
                    start=start,
                    before=around[0],
                    after=around[1],
                    note_class=xml.value(note, "text:note-class", "footnote"),
                    style=xml.value(paragraph, "text:style-name", "Footnote") if paragraph is not None else "Footnote",
                )
            )
    models.sort(key=lambda model: model.start)
    return models
