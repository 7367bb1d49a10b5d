"""Document formats: bytes → :class:`~transflow.domain.article.Article`, and targets back into the very same bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol

from transflow.domain.article import Article
from transflow.errors import N_, InputError
from transflow.formats.containers import SUFFIXES as CONTAINERS
from transflow.formats.decoding import kind_of
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
    ("odt", "OdtFormat", (".odt", ".fodt", ".ott")),
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
            supported=", ".join((*SUFFIXES, *CONTAINERS)),
        )
    return _loaded(*_BY_SUFFIX[wanted])


@lru_cache(maxsize=16)
def _loaded(module: str, name: str) -> DocumentFormat:
    format: DocumentFormat = getattr(import_module(f"transflow.formats.documents.{module}"), name)()
    return format


#: How a page of HTML begins, behind a byte order mark and white space.
_PAGE: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--(?:(?!-->).)*-->\s*)*+<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
#: Elements that only a whole page has.
_WHOLE: Final = re.compile(r"<(?:html|head|body)\b", re.IGNORECASE)
_ANY_TAG: Final = re.compile(rb"<[a-z!/?]", re.IGNORECASE)
#: What may lie behind the ending of a text, and what it should be called.
_RIGHT: Final = {"DOCX": ".docx", "ODT": ".odt"}
#: So much of a file is looked at to tell what it is, in bytes.
_HEAD: Final = 100_000


def refuse_disguise(content: bytes, suffix: str) -> None:
    """InputError for a text whose ending says another format than it is written in; readers tell binary files apart."""
    module = _BY_SUFFIX[suffix.lower()][0]
    kind = kind_of(content) if module in ("text", "markdown", "html") else ""
    if kind in _RIGHT:
        raise _disguised(suffix, kind, _RIGHT[kind])
    if kind:
        return
    if module in ("text", "markdown") and _PAGE.match(content[:_HEAD]):
        raise _disguised(suffix, "HTML", ".html")
    if module == "html" and content.strip() and not _ANY_TAG.search(content) and b"\x00" not in content[:_HEAD]:
        raise _disguised(suffix, N_("plain text"), ".txt")


def _disguised(suffix: str, looks_like: str, right: str) -> InputError:
    return InputError(
        N_("The file ends in {suffix}, but what it holds is {looks_like}."),
        remedy=N_("Rename it to end in {right}, then add it again."),
        suffix=suffix,
        looks_like=looks_like,
        right=right,
    )


def find_main(content: bytes, suffix: str) -> tuple[int, int] | None:
    """Where the article lies in a saved page, in code points of its text; None where the page says so itself.

    Intake asks once and keeps the answer, so that a better rule never moves the units of an article that is in work.
    """
    if _BY_SUFFIX[suffix.lower()][0] != "html":
        return None
    from transflow.formats.documents.html.encoding import decoded
    from transflow.formats.documents.maincontent import main_span

    text = decoded(content).text
    return main_span(text, declared=False) if _WHOLE.search(text) else None
