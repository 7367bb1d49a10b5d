"""A release: what is published, as a view that every rendering writes, and as a manifest that says who vouched for it."""

from __future__ import annotations

from dataclasses import dataclass

from transflow.domain.article import BlockKind
from transflow.domain.codes import Code


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
