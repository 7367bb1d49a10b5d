"""Word documents (``.docx``): paragraphs spliced into the package's own XML, everything else as it was."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from transflow.domain.article import Article
from transflow.formats.documents.anatomy import Anatomy
from transflow.formats.documents.docx.dialect import WordDialect
from transflow.formats.documents.docx.looks import language_of
from transflow.formats.documents.docx.own import WordNotes
from transflow.formats.documents.docx.source import Source, read_source
from transflow.formats.documents.splicing import splice

if TYPE_CHECKING:
    from transflow.domain.reassembly import Assembly

#: Sources up to this size are kept read, in bytes: reading and then writing two locales costs one reading.
_SHARED_UP_TO: Final = 1_000_000


class DocxFormat:
    """Word documents: paragraphs, cells, text boxes and notes of the main document; headers, footers, comments are left."""

    name = "docx"

    def read(self, content: bytes, anatomy: Anatomy) -> Article:
        """The article in ``content``; raises an InputError where it is no Word document, or damaged, or has changes
        that nobody has accepted.
        """
        return _read(content, anatomy).reading.article

    def write(
        self, content: bytes, anatomy: Anatomy, assembly: Assembly, *, replacements: Mapping[int, str] | None = None
    ) -> bytes:
        """``content`` with the texts of ``assembly`` in the places of their blocks.

        Paragraphs whose words differ are written anew, in runs that look as before and are of the target's language. A
        translator's own note becomes a note of Word's own. All other parts of the package stay as they are, byte by byte.
        """
        source = _read(content, anatomy)
        notes = WordNotes(source.notes)
        dialect = WordDialect(language_of(assembly.locale), notes, source.listing)
        texts = splice(source.texts, source.reading, assembly, dialect, replacements)
        if not texts:
            return content
        package = source.package
        changed, added = notes.changed(package, texts, dialect)
        return package.replaced(
            {name: package.encoded(name, text) for name, text in changed.items()},
            {name: text.encode() for name, text in added.items()},
        )


def _read(content: bytes, anatomy: Anatomy) -> Source:
    return _read_shared(content, anatomy) if len(content) <= _SHARED_UP_TO else read_source(content, anatomy)


@lru_cache(maxsize=4)
def _read_shared(content: bytes, anatomy: Anatomy) -> Source:
    return read_source(content, anatomy)
