"""Markdown (``.md``): CommonMark with tables, notes and front matter, read and written by splicing into the source."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from transflow.domain.article import Article
from transflow.formats.decoding import decode
from transflow.formats.documents.anatomy import Anatomy
from transflow.formats.documents.markdown.reading import Parsed, parse
from transflow.formats.documents.markdown.writing import written

if TYPE_CHECKING:
    from transflow.domain.reassembly import Assembly

__all__ = ["MarkdownFormat"]

#: Sources up to this size are kept parsed, in bytes: reading and then writing two locales costs one parse.
_SHARED_UP_TO: Final = 1_000_000


class MarkdownFormat:
    """Markdown: notes as ``[^id]`` with definitions, ``^[…]``, or plain ``[1]`` with a list of ``[1] body`` at the end."""

    name = "markdown"

    def read(self, content: bytes, anatomy: Anatomy) -> Article:
        """The article in ``content``; raises an InputError where it is no text."""
        return _parsed(content, anatomy).reading.article

    def write(
        self, content: bytes, anatomy: Anatomy, assembly: Assembly, *, replacements: Mapping[int, str] | None = None
    ) -> bytes:
        """``content`` with the texts of ``assembly`` in the places of their blocks.

        Only blocks whose text differs are touched; a translated paragraph is written as one line. If notes moved, their
        definitions are put in the order of the new numbers. A translator's own note becomes a definition of its own.
        """
        parsed = _parsed(content, anatomy)
        text = written(parsed, assembly, replacements or {})
        return content if text is None else text.encode("utf-8")


def _parsed(content: bytes, anatomy: Anatomy) -> Parsed:
    return _shared(content, anatomy) if len(content) <= _SHARED_UP_TO else parse(decode(content), anatomy)


@lru_cache(maxsize=4)
def _shared(content: bytes, anatomy: Anatomy) -> Parsed:
    return parse(decode(content), anatomy)
