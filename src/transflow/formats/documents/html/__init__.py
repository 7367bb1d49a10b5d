"""HTML, whole pages and fragments: read into an article, and written by splicing into the very same source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from transflow.formats.documents.html.blocks import Blocks, read_blocks
from transflow.formats.documents.html.dialect import HtmlDialect
from transflow.formats.documents.html.encoding import Decoded, decoded
from transflow.formats.documents.splicing import splice

if TYPE_CHECKING:
    from transflow.domain.article import Article
    from transflow.domain.reassembly import Assembly
    from transflow.formats.documents.anatomy import Anatomy

__all__ = ["HtmlFormat"]

#: Sources up to this size are kept read, in bytes: reading and then writing two locales costs one reading.
_SHARED_UP_TO: Final = 1_000_000
#: The tag that says which language a page is in, and how far it is looked for, in code points.
_ROOT: Final = re.compile(r"<html\b[^>]*>", re.IGNORECASE)
_HEAD: Final = 10_000


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A source, read: its text with its encoding, and its blocks."""

    source: Decoded
    blocks: Blocks


class HtmlFormat:
    """HTML and XHTML (``.html``, ``.htm``, ``.xhtml``): what is ill-formed is kept as it is."""

    name = "html"

    def read(self, content: bytes, anatomy: Anatomy) -> Article:
        """The article in ``content``; raises an InputError where it is no text, or not in the encoding that it says."""
        return _parse(content, anatomy).blocks.reading.article

    def write(
        self, content: bytes, anatomy: Anatomy, assembly: Assembly, *, replacements: Mapping[int, str] | None = None
    ) -> bytes:
        """``content`` with the texts of ``assembly`` in the places of their blocks, notes in the order of their numbers."""
        parsed = _parse(content, anatomy)
        read = parsed.blocks.reading
        changed = splice({"": parsed.source.text}, read, assembly, HtmlDialect(parsed.blocks), replacements)
        if not changed:
            return content
        text = _in_language(changed[""], anatomy.relabel_language, assembly.locale)
        return parsed.source.encoded(text)


def _in_language(text: str, source: str, locale: str) -> str:
    """``text`` with ``<html lang="SOURCE">`` naming ``locale``, for screen readers and hyphenation (WCAG 3.1.1)."""
    page = _ROOT.search(text, 0, _HEAD) if source else None
    if page is None:
        return text
    named = re.compile(
        rf"(?<=\s)((?:xml:)?lang\s*=\s*[\"']?){re.escape(source)}(?:-[a-z0-9-]+)?(?=[\"'\s>])", re.IGNORECASE
    )
    return text[: page.start()] + named.sub(rf"\g<1>{locale}", page.group()) + text[page.end() :]


def _parse(content: bytes, anatomy: Anatomy) -> _Parsed:
    return _parse_shared(content, anatomy) if len(content) <= _SHARED_UP_TO else _parse_now(content, anatomy)


@lru_cache(maxsize=4)
def _parse_shared(content: bytes, anatomy: Anatomy) -> _Parsed:
    return _parse_now(content, anatomy)


def _parse_now(content: bytes, anatomy: Anatomy) -> _Parsed:
    source = decoded(content)
    return _Parsed(source, read_blocks(source.text, anatomy))
