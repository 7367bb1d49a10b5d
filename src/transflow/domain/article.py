"""An article: its blocks in order, its notes, and what intake noticed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from transflow.domain.findings import Finding
from transflow.domain.inline import InlineText


class BlockKind(StrEnum):
    """What a block of an article is."""

    KICKER = "kicker"
    TITLE = "title"
    HIGHLIGHT = "highlight"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list-item"
    QUOTE = "quote"
    CAPTION = "caption"
    TABLE_CELL = "table-cell"
    NOTE = "note"
    BYLINE = "byline"
    BIOGRAPHY = "biography"
    FURNITURE = "furniture"


#: Kinds whose text is undivided: one unit a block.
UNDIVIDED = frozenset(
    {BlockKind.KICKER, BlockKind.TITLE, BlockKind.HEADING, BlockKind.BYLINE, BlockKind.TABLE_CELL},
)

#: Role of the furniture block that names the languages an article is available in; made anew for each locale.
LANGUAGE_LINE = "language-line"
#: Role of words that stand in an attribute of the source (alt, title, aria-label): a caption that no reader sees as text.
ATTRIBUTE = "attribute"
#: Role of the line that says that a published text was corrected; no source has it.
CORRECTION = "correction"
#: Role of the line that says that a machine took part in a translation; no source holds one.
DISCLOSURE = "disclosure"
#: Role of an item of a numbered list.
ORDERED = "ordered"
#: Role of a cell in a table's heading row.
HEADER = "header"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One piece of an article's anatomy.

    ``index`` is its place in the article (0-based), ``line`` its first line in the source (1-based). ``note`` is the
    number of the note whose body it is. ``role`` refines the kind (:data:`LANGUAGE_LINE`, :data:`ATTRIBUTE`,
    :data:`ORDERED`, :data:`HEADER`). ``level``: of a heading 1 to 6, of a list item its depth from 1, else 0. ``cell``:
    of a table cell the table, the row and the column, each from 0.
    """

    index: int
    kind: BlockKind
    content: InlineText
    line: int
    note: int | None = None
    role: str = ""
    level: int = 0
    cell: tuple[int, int, int] | None = None

    @property
    def translatable(self) -> bool:
        """Whether it yields units; furniture does not."""
        return self.kind is not BlockKind.FURNITURE


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A footnote: ``number`` by first citation in the source (1-based), ``label`` as the source writes it.

    ``blocks`` are the indexes of its body's blocks, ``citations`` the indexes of the blocks its markers stand in, ``series``
    the list that it is counted in (footnotes and endnotes each for themselves).
    """

    number: int
    label: str
    blocks: tuple[int, ...]
    citations: tuple[int, ...]
    series: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A source document, read: what every format reader returns and every step works on."""

    format: str
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...] = ()
    findings: tuple[Finding, ...] = ()

    def first(self, kind: BlockKind) -> Block | None:
        """The first block of ``kind`` that readers see, or None where there is none."""
        return next((b for b in self.blocks if b.kind is kind and b.role != ATTRIBUTE), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One version of an article's source: ``number`` from 1, ``digest`` SHA-256 of the bytes, who added it and when.

    ``main`` is the span [start, end) of the article in a saved page, in code points of its text, where intake found one.
    """

    number: int
    digest: str
    added_at: str
    added_by: str
    main: tuple[int, int] | None = None
