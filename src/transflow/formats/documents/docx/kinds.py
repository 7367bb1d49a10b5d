"""What each paragraph is: by its style, its list, its cell; where no style says it, title and headings by their look."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from transflow.domain.article import HEADER, LANGUAGE_LINE, ORDERED, BlockKind
from transflow.formats.documents.anatomy import Anatomy, furniture_pattern
from transflow.formats.documents.docx.body import Draft
from transflow.formats.documents.docx.items import Text
from transflow.formats.documents.docx.styles import Styles
from transflow.formats.documents.shapes import (
    FURNITURE_LENGTH,
    SENTENCE_END,
    TITLE_LENGTH,
    is_heading_like,
    is_name_like,
)

#: Words of a title that no style calls one, at most.
_TITLE_WORDS: Final = 30
#: A byline stands within so many paragraphs after the title.
_BYLINE_WITHIN: Final = 3
#: List number that means: in no list.
_NO_LIST: Final = "0"
#: Level of the headings that only their look tells.
_BY_LOOK: Final = 2
#: Outline level of body text.
_BODY: Final = 9
_DEEPEST: Final = 6


def tell_kinds(drafts: Sequence[Draft], styles: Styles, anatomy: Anatomy) -> None:
    """Set kind, level and role of the places of ``drafts``; note bodies keep theirs."""
    running = [draft for draft in drafts if draft.place.kind is not BlockKind.NOTE]
    for draft in running:
        _by_style(draft, styles)
    _tell_furniture(running, anatomy)
    body = [draft for draft in running if draft.place.kind is not BlockKind.FURNITURE]
    if not any(draft.place.kind is BlockKind.HEADING for draft in body):
        _by_look(body)
    title = _title(body)
    if title is not None:
        title.place.kind, title.place.level, title.place.cell = BlockKind.TITLE, 0, None
        _tell_byline(body[body.index(title) + 1 :], anatomy)


def _by_style(draft: Draft, styles: Styles) -> None:
    place, facts, said = draft.place, draft.facts, draft.properties
    numbering = said.numbering if said.numbering is not None else facts.numbering
    if place.cell is not None and facts.role != "title":
        place.kind = BlockKind.TABLE_CELL
        place.role = HEADER if draft.header else ""
        return
    place.cell = None
    if said.outline is not None and said.outline < _BODY and facts.role not in ("title", "subtitle"):
        place.kind, place.level = BlockKind.HEADING, min(said.outline + 1, _DEEPEST)
    elif facts.role in ("title", "subtitle", "heading"):
        place.kind, place.level = BlockKind.HEADING, facts.level
    elif facts.role == "caption":
        place.kind = BlockKind.CAPTION
    elif facts.role == "quote":
        place.kind = BlockKind.QUOTE
    elif numbering is not None and numbering[0] not in ("", _NO_LIST):
        place.kind, place.level = BlockKind.LIST_ITEM, min(numbering[1], 8) + 1
        place.role = ORDERED if styles.is_ordered(numbering) else ""


def _tell_furniture(drafts: Sequence[Draft], anatomy: Anatomy) -> None:
    pattern = furniture_pattern(anatomy)
    language = anatomy.language_line.casefold()
    for draft in drafts:
        text = draft.text
        is_language = bool(language) and text.casefold().startswith(language)
        if is_language or (pattern and len(text) <= FURNITURE_LENGTH and pattern.fullmatch(text)):
            draft.place.kind, draft.place.level = BlockKind.FURNITURE, 0
            draft.place.role = LANGUAGE_LINE if is_language else ""


def _by_look(drafts: Sequence[Draft]) -> None:
    """Headings of a document that uses no heading styles: short paragraphs in bold before others."""
    for draft, after in pairwise(drafts):
        plain = draft.place.kind is BlockKind.PARAGRAPH and after.place.kind is not BlockKind.HEADING
        if plain and _is_bold(draft) and is_heading_like(draft.text):
            draft.place.kind, draft.place.level = BlockKind.HEADING, _BY_LOOK


def _is_bold(draft: Draft) -> bool:
    looks = [item.look for item in draft.items if isinstance(item, Text) and not item.text.isspace()]
    return bool(looks) and all("w:b" in look.traits for look in looks)


def _title(drafts: Sequence[Draft]) -> Draft | None:
    """The title: by its style, or the one heading of the first level, or the first paragraph where it reads like a title."""
    titled = next((draft for draft in drafts if draft.facts.role == "title"), None)
    if titled is not None or not drafts:
        return titled
    first = [
        d for d in drafts if d.place.kind is BlockKind.HEADING and d.place.level == 1 and d.facts.role != "subtitle"
    ]
    if first and (len(first) == 1 or first[0] is drafts[0]):
        return first[0]
    head = drafts[0]
    short = head.place.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING) and not head.boxed
    if not short or not head.text or not is_heading_like(head.text, TITLE_LENGTH, _TITLE_WORDS):
        return None
    follows = any(d.place.kind is BlockKind.PARAGRAPH and SENTENCE_END.search(d.text) for d in drafts[1:])
    return head if follows else None


def _tell_byline(drafts: Sequence[Draft], anatomy: Anatomy) -> None:
    for draft in drafts[:_BYLINE_WITHIN]:
        text = draft.text
        plain = draft.place.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING)
        if plain and anatomy.bylines and text.startswith(anatomy.bylines) and is_name_like(text):
            draft.place.kind, draft.place.level = BlockKind.BYLINE, 0
            return
