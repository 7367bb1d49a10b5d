"""A complete HTML page: notes linked both ways by the roles of DPUB-ARIA 1.0, nothing but text, no script."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from transflow.domain.article import BlockKind
from transflow.domain.inline import without_markers
from transflow.domain.release import View
from transflow.formats.renderings.pieces import Cutter, Piece, is_safe_reference, numbers_of, one_line, shown

if TYPE_CHECKING:
    from jinja2 import Template

_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ug", "ps", "sd", "yi", "ckb"})


@dataclass(frozen=True, slots=True)
class Section:
    """Neighbouring blocks of one kind: paragraphs each by itself, list items and highlights as one list."""

    kind: str
    items: list[list[Piece]]


@dataclass(frozen=True, slots=True)
class Endnote:
    """A note: its number, its paragraphs, how often it was cited, and whether it is the translator's own."""

    number: int
    paragraphs: list[list[Piece]]
    translators: bool
    citations: list[int] = field(default_factory=list)


def render_html(view: View) -> bytes:
    """The page of ``view`` in UTF-8."""
    cutter = Cutter(numbers_of(view))
    blocks = shown(view)
    sections = [
        Section(kind.value, [cutter.pieces(block.text) for block in group])
        for kind, group in groupby(blocks, key=lambda block: block.kind)
    ]
    notes = [
        Endnote(note.number, [cutter.pieces(text) for text in note.texts], note.translators)
        for note in sorted(view.notes, key=lambda note: note.number)
    ]
    for note in notes:
        note.citations.extend(range(1, cutter.citations[note.number] + 1))
    page = _template().render(
        view=view,
        title=one_line(without_markers(view.title, numbers_of(view))),
        description=one_line(view.description),
        direction="rtl" if view.locale.partition("-")[0] in _RIGHT_TO_LEFT else "ltr",
        authors=_names(block.text for block in blocks if block.kind is BlockKind.BYLINE),
        sections=sections,
        has_title=any(block.kind is BlockKind.TITLE for block in blocks),
        notes=notes,
        siblings=[sibling for sibling in view.siblings if is_safe_reference(sibling.href)],
    )
    return page.encode("utf-8")


def _names(bylines: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(one_line(name) for name in bylines))


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # 60 ms: only who renders pays

    environment = Environment(
        loader=PackageLoader("transflow.formats.renderings"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("article.html.jinja")
