"""A release: what is published, as a view that every rendering writes, and as a manifest that says who vouched for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from transflow.domain.article import BlockKind
from transflow.domain.codes import Code
from transflow.domain.revision import Piece, difference


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewBlock:
    """A block as it is published; markers are ``[n]`` with the target's numbers. ``index`` is the source block's.

    ``codes``, ``role``, ``level`` and ``cell`` are those of :class:`~transflow.domain.article.Block`.
    """

    index: int
    kind: BlockKind
    text: str
    role: str = ""
    codes: tuple[Code, ...] = ()
    level: int = 0
    cell: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewNote:
    """A note as it is published: its number and its paragraphs; ``translators``: it is the translator's own.

    ``codes``: those of each paragraph, in order; empty where none has any.
    """

    number: int
    texts: tuple[str, ...]
    translators: bool = False
    codes: tuple[tuple[Code, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sibling:
    """The same article in another language: locale, the language's own name, and the address relative to this file."""

    locale: str
    language: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """An article in one locale, complete: what a rendering needs and nothing else.

    ``label_*`` are the apparatus words of the locale (profile). ``siblings`` name only what is published.
    """

    locale: str
    name: str
    title: str
    slug: str
    description: str
    tags: tuple[str, ...]
    translators: tuple[str, ...]
    blocks: tuple[ViewBlock, ...]
    notes: tuple[ViewNote, ...]
    source_locale: str = "en"
    label_languages: str = ""
    label_notes: str = ""
    label_translator: str = ""
    siblings: tuple[Sibling, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A block or a note that differs between two releases; ``before`` or ``after`` is "" where it is new or gone.

    ``kind`` is the block's, ``number`` that of a note (0 for what is none).
    """

    kind: BlockKind
    number: int
    before: str
    after: str

    def difference(self) -> tuple[Piece, ...]:
        """What changed, word by word."""
        return difference(self.before, self.after)


def changes(before: View, after: View) -> tuple[Changed, ...]:
    """What readers of ``after`` see that readers of ``before`` did not: blocks in order, then notes."""
    return (*_changed(_blocks(before), _blocks(after)), *_changed(_notes(before), _notes(after)))


#: A block or note as it is compared: kind, number of a note, text.
_Line = tuple[BlockKind, int, str]


def _blocks(view: View) -> list[_Line]:
    return [(block.kind, 0, block.text) for block in view.blocks]


def _notes(view: View) -> list[_Line]:
    return [(BlockKind.NOTE, note.number, "\n".join(note.texts)) for note in view.notes]


def _changed(before: Sequence[_Line], after: Sequence[_Line]) -> Iterator[Changed]:
    matcher = SequenceMatcher(None, [line[2] for line in before], [line[2] for line in after], autojunk=False)
    for what, i0, i1, j0, j1 in matcher.get_opcodes():
        if what == "equal":
            continue
        for old, new in zip_longest(before[i0:i1], after[j0:j1]):
            kind, number, _ = new or old
            yield Changed(kind=kind, number=number, before=old[2] if old else "", after=new[2] if new else "")
