"""Kinds of blocks that only the whole document tells: its title, headings by their look, bylines, furniture of the page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Final

from transflow.domain.article import ATTRIBUTE, LANGUAGE_LINE, BlockKind
from transflow.formats.documents.anatomy import Anatomy, furniture_pattern
from transflow.formats.documents.shapes import (
    FURNITURE_LENGTH,
    SENTENCE_END,
    TITLE_LENGTH,
    is_heading_like,
    is_name_like,
)
from transflow.formats.documents.skeleton import Place, Words

#: Words of a title that no style calls one, at most.
_TITLE_WORDS: Final = 30
#: A byline stands within so many paragraphs after the title.
_BYLINE_WITHIN: Final = 3
#: Level of headings that only their look tells.
_BY_LOOK: Final = 2


def settle_kinds(places: Sequence[Place], roles: Mapping[int, str], boxed: Collection[int], anatomy: Anatomy) -> None:
    """Set the kinds of ``places`` in place. By a place's start: ``roles``, what its style says ("title", "subtitle",
    "bold" …); ``boxed``, whether it lies in a drawing.
    """
    outside = [p for p in places if p.note is None and p.cell is None and p.role != ATTRIBUTE and p.start not in boxed]
    _tell_furniture([p for p in places if p.note is None and p.kind is not BlockKind.TABLE_CELL], anatomy)
    body = [place for place in outside if place.kind is not BlockKind.FURNITURE]
    for place in body:
        if roles.get(place.start) == "title":
            place.kind, place.level = BlockKind.HEADING, 1
    if not any(place.kind is BlockKind.HEADING for place in body):
        for place, after in pairwise(body):
            plain = place.kind is BlockKind.PARAGRAPH and after.kind is not BlockKind.HEADING
            text = _words(place)
            if plain and text and roles.get(place.start) == "bold" and is_heading_like(text):
                place.kind, place.level = BlockKind.HEADING, _BY_LOOK
    title = _title(body, roles)
    if title is not None:
        title.kind, title.level, title.role = BlockKind.TITLE, 0, ""
        behind = next(place for place, known in enumerate(body) if known is title) + 1
        _tell_byline(body[behind:], anatomy)


def _tell_furniture(places: Sequence[Place], anatomy: Anatomy) -> None:
    pattern = furniture_pattern(anatomy)
    language = anatomy.language_line.casefold()
    for place in places:
        text = _words(place)
        is_language = bool(language) and text.casefold().startswith(language)
        if is_language or (pattern and len(text) <= FURNITURE_LENGTH and pattern.fullmatch(text)):
            place.kind, place.level = BlockKind.FURNITURE, 0
            place.role = LANGUAGE_LINE if is_language else ""


def _title(body: Sequence[Place], roles: Mapping[int, str]) -> Place | None:
    """The title: by its style, or the one heading of the first level, or the first paragraph where it reads like a title."""
    titled = next((place for place in body if roles.get(place.start) == "title"), None)
    if titled is not None or not body:
        return titled
    first = [place for place in body if place.kind is BlockKind.HEADING and place.level == 1]
    if first and (len(first) == 1 or first[0] is body[0]):
        return first[0]
    head = body[0]
    text = _words(head)
    short = head.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING) and bool(text)
    if not short or not is_heading_like(text, TITLE_LENGTH, _TITLE_WORDS):
        return None
    follows = any(place.kind is BlockKind.PARAGRAPH and SENTENCE_END.search(_words(place)) for place in body[1:])
    return head if follows else None


def _tell_byline(behind_title: Sequence[Place], anatomy: Anatomy) -> None:
    for place in behind_title[:_BYLINE_WITHIN]:
        text = _words(place)
        plain = place.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING)
        if plain and anatomy.bylines and text.startswith(anatomy.bylines) and is_name_like(text):
            place.kind, place.level = BlockKind.BYLINE, 0
            return


def _words(place: Place) -> str:
    return "".join(piece.text for piece in place.pieces if isinstance(piece, Words)).strip()
