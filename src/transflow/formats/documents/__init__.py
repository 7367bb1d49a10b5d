"""Document formats: bytes → :class:`~transflow.domain.article.Article`, and targets back into the very same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Protocol

from transflow.domain.article import Article
from transflow.errors import N_, InputError
from transflow.formats.documents.anatomy import Anatomy
from transflow.formats.documents.text import TextFormat

if TYPE_CHECKING:
    from transflow.domain.reassembly import Assembly

__all__ = ["SUFFIXES", "Anatomy", "DocumentFormat", "TextFormat", "reader_for"]


class DocumentFormat(Protocol):
    """What every document format can do; the contract suite of the tests runs on each.

    ``read`` raises an :class:`~transflow.errors.InputError`; ``write`` of a source without targets gives the same bytes.
    """

    name: str

    def read(self, content: bytes, anatomy: Anatomy) -> Article:
        """The article in ``content``."""
        ...

    def write(
        self, content: bytes, anatomy: Anatomy, assembly: Assembly, *, replacements: Mapping[int, str] | None = None
    ) -> bytes:
        """``content`` with the blocks of ``assembly`` in their places; ``replacements`` are whole texts of furniture."""
        ...


_FORMATS: Final[tuple[tuple[DocumentFormat, tuple[str, ...]], ...]] = ((TextFormat(), (".txt", ".text")),)
_BY_SUFFIX: Final[Mapping[str, DocumentFormat]] = {suffix: known for known, ends in _FORMATS for suffix in ends}

#: Endings of file names that can be read, with the dot.
SUFFIXES: Final[tuple[str, ...]] = tuple(_BY_SUFFIX)


def reader_for(suffix: str) -> DocumentFormat:
    """The format of files that end in ``suffix`` (".txt", "TXT"); InputError where nobody reads them."""
    wanted = suffix.lower()
    if not wanted.startswith("."):
        wanted = f".{wanted}"
    try:
        return _BY_SUFFIX[wanted]
    except KeyError:
        raise InputError(
            N_("Files ending in “{suffix}” cannot be read; supported: {supported}."),
            remedy=N_("Save the article in one of the supported formats."),
            suffix=suffix,
            supported=", ".join(SUFFIXES),
        ) from None
