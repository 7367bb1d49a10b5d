"""The forms a catalogue can have: by name for writing, by content for reading, and what each cannot say.

PO first: it is what the command line means where nobody names a form.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from transflow.errors import N_, CatalogueError
from transflow.formats.catalogues.base import Catalogue, Incoming

_ROOT: Final = re.compile(r"<(?:[\w-]+:)?(xliff|tmx|martif|tbx|html|!doctype html)\b[^>]*>", re.IGNORECASE | re.DOTALL)
#: How a file of two bytes a character begins.
_WIDE: Final = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_VERSION: Final = re.compile(r"\bversion\s*=\s*[\"']([\d.]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form: the ending of its files, who writes it, what it cannot say; ``returns``: it can be imported again."""

    suffix: str
    write: Callable[[Catalogue], bytes]
    losses: tuple[str, ...] = ()
    returns: bool = True


def _po(catalogue: Catalogue) -> bytes:
    from transflow.formats.catalogues.po import write_po

    return write_po(catalogue)


def _xliff12(catalogue: Catalogue) -> bytes:
    from transflow.formats.catalogues.xliff12 import write_xliff12

    return write_xliff12(catalogue)


def _xliff21(catalogue: Catalogue) -> bytes:
    from transflow.formats.catalogues.xliff21 import write_xliff21

    return write_xliff21(catalogue)


def _csv(catalogue: Catalogue) -> bytes:
    from transflow.formats.catalogues.table import write_table

    return write_table(catalogue, "csv")


def _xlsx(catalogue: Catalogue) -> bytes:
    from transflow.formats.catalogues.table import write_table

    return write_table(catalogue, "xlsx")


def _html(catalogue: Catalogue) -> bytes:
    from transflow.formats.catalogues.bilingual import write_html

    return write_html(catalogue)


def _docx(catalogue: Catalogue) -> bytes:
    from transflow.formats.catalogues.bilingual import write_docx

    return write_docx(catalogue)


_NO_OBSOLETE: Final = N_("sentences that are gone are left out")

_READING: Final = N_("it is for reading and cannot be imported")

#: Name → form.
FORMS: Final = {
    "po": Form(suffix=".po", write=_po, losses=(N_("reviewed and approved look like translated"),)),
    "xliff12": Form(suffix=".xlf", write=_xliff12, losses=(_NO_OBSOLETE,)),
    "xliff21": Form(suffix=".xlf", write=_xliff21, losses=(_NO_OBSOLETE,)),
    "csv": Form(suffix=".csv", write=_csv, losses=(_NO_OBSOLETE, N_("codes are plain text, which nothing protects"))),
    "xlsx": Form(
        suffix=".xlsx", write=_xlsx, losses=(_NO_OBSOLETE, N_("codes are plain text, which nothing protects"))
    ),
    "html": Form(suffix=".html", write=_html, losses=(_READING,), returns=False),
    "docx": Form(suffix=".docx", write=_docx, losses=(_READING,), returns=False),
}


def read_catalogue(content: bytes) -> Incoming:
    """The catalogue in ``content``, of whatever form. Raises what its reader does, CatalogueError for other files."""
    head = content[:4096]
    if head.startswith(b"PK\x03\x04") and b"word/document.xml" in content:
        raise _for_reading()
    if head.startswith(b"PK\x03\x04"):
        from transflow.formats.catalogues.table import read_table

        return read_table(content, "xlsx")
    encoding = next((name for start, name in _WIDE if head.startswith(start)), "utf-8")
    text = head.decode(encoding, "replace").removeprefix("\ufeff").lstrip()
    if text.startswith("<"):
        return _read_xml(content, text)
    from transflow.formats.catalogues import table

    if table.is_table(text):
        return table.read_table(content, "csv")
    from transflow.formats.catalogues.po import read_po

    return read_po(content)


def _for_reading() -> CatalogueError:
    return CatalogueError(
        N_("This is a page for reading; it cannot be imported."),
        remedy=N_("Export the catalogue as PO, XLIFF, CSV or XLSX to have it translated."),
    )


def _read_xml(content: bytes, head: str) -> Incoming:
    root = _ROOT.search(head)
    kind = root[1].lower() if root else ""
    if kind == "xliff" and root is not None:
        version = _VERSION.search(root.group())
        if version is not None and version[1].startswith("2"):
            from transflow.formats.catalogues.xliff21 import read_xliff21

            return read_xliff21(content)
        from transflow.formats.catalogues.xliff12 import read_xliff12

        return read_xliff12(content)
    if "html" in kind:
        raise _for_reading()
    if kind in ("tmx", "martif", "tbx"):
        raise CatalogueError(
            N_("This is no catalogue but a translation memory or a list of terms."),
            remedy=N_("Use 'transflow memory import' or 'transflow terms import'."),
        )
    raise CatalogueError(N_("This is no catalogue that transflow knows: PO, XLIFF 1.2 or 2.1, CSV, XLSX."), line=1)
