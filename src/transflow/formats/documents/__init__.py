"""Document formats: bytes → :class:`~transflow.domain.article.Article`, and targets back into the very same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol

from transflow.domain.article import Article
from transflow.errors import N_, InputError
from transflow.formats.documents.anatomy import Anatomy

if TYPE_CHECKING:
    from transflow.domain.reassembly import Assembly

__all__ = ["SUFFIXES", "Anatomy", "DocumentFormat", "reader_for"]


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


#: Format → the module and class that read it, and the endings of its files. Each is loaded when a file needs it.
_FORMATS: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    ("text", "TextFormat", (".txt", ".text")),
    ("markdown", "MarkdownFormat", (".md", ".markdown")),
    ("html", "HtmlFormat", (".html", ".htm", ".xhtml")),
    ("docx", "DocxFormat", (".docx",)),
    ("odt", "OdtFormat", (".odt",)),
)
_BY_SUFFIX: Final = {suffix: (module, name) for module, name, ends in _FORMATS for suffix in ends}

#: Endings of file names that can be read, with the dot.
SUFFIXES: Final[tuple[str, ...]] = tuple(_BY_SUFFIX)


def reader_for(suffix: str) -> DocumentFormat:
    """The format of files that end in ``suffix`` (".txt", "TXT"); InputError where nobody reads them."""
    wanted = suffix.lower()
    if not wanted.startswith("."):
        wanted = f".{wanted}"
    if wanted not in _BY_SUFFIX:
        raise InputError(
            N_("Files ending in “{suffix}” cannot be read; supported: {supported}."),
            remedy=N_("Save the article in one of the supported formats."),
            suffix=suffix,
            supported=", ".join(SUFFIXES),
        )
    return _loaded(*_BY_SUFFIX[wanted])


@lru_cache(maxsize=16)
def _loaded(module: str, name: str) -> DocumentFormat:
    format: DocumentFormat = getattr(import_module(f"transflow.formats.documents.{module}"), name)()
    return format
