"""Renderings: a published view as HTML, Markdown, text, Word, OpenDocument, EPUB or PDF.

(The source's own format is written by its document format.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from transflow.domain.release import View
from transflow.errors import N_, SettingsError

__all__ = ["SUFFIXES", "WITHOUT_SIBLINGS", "render", "require"]

#: Name of a rendering, as ``[publish] formats`` has it → ending of its file name.
SUFFIXES: Final[Mapping[str, str]] = {
    "html": ".html",
    "markdown": ".md",
    "text": ".txt",
    "docx": ".docx",
    "odt": ".odt",
    "epub": ".epub",
    "pdf": ".pdf",
}


#: Renderings that name no other language's version: they change only with the release.
WITHOUT_SIBLINGS: Final = ("text", "docx", "odt", "epub", "pdf")


def require(format: str) -> None:
    """UnavailableError where ``format`` needs an extra that is not installed; costs nothing where it needs none."""
    if format == "pdf":
        from transflow.formats.renderings.pdf import compiler

        compiler()
    elif format in ("docx", "odt", "epub"):
        from transflow.formats.renderings.documents import find_program

        find_program(format)


def _html(view: View) -> bytes:
    from transflow.formats.renderings.html import render_html

    return render_html(view)


def _markdown(view: View) -> bytes:
    from transflow.formats.renderings.markdown import render_markdown

    return render_markdown(view)


def _text(view: View) -> bytes:
    from transflow.formats.renderings.text import render_text

    return render_text(view)


def _document(view: View, format: str) -> bytes:
    from transflow.formats.renderings.documents import render_document

    return render_document(format, view)


def _pdf(view: View) -> bytes:
    from transflow.formats.renderings.pdf import render_pdf

    return render_pdf(view)


#: Name of a rendering → what writes it; each imports what it needs when it is asked for.
_RENDERERS: Final[Mapping[str, Callable[[View], bytes]]] = {
    "html": _html,
    "markdown": _markdown,
    "text": _text,
    "docx": partial(_document, format="docx"),
    "odt": partial(_document, format="odt"),
    "epub": partial(_document, format="epub"),
    "pdf": _pdf,
}


def render(format: str, view: View) -> bytes:
    """``view`` as a file in ``format``: the same bytes for the same view.

    SettingsError for a name that is not in :data:`SUFFIXES`; UnavailableError where the extra of a format is missing.
    """
    try:
        renderer = _RENDERERS[format]
    except KeyError:
        raise SettingsError(
            N_("“{format}” is not a format that can be published; known: {known}."),
            format=format,
            known=", ".join(SUFFIXES),
        ) from None
    return renderer(view)
