"""Renderings: a published view as Markdown or HTML. (The source's own format is written by its document format.)"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from transflow.domain.release import View
from transflow.errors import N_, SettingsError
from transflow.formats.renderings.html import render_html
from transflow.formats.renderings.markdown import render_markdown

__all__ = ["SUFFIXES", "render"]

_RENDERERS: Final[Mapping[str, Callable[[View], bytes]]] = {"markdown": render_markdown, "html": render_html}

#: Name of a rendering, as ``[publish] formats`` has it → ending of its file name.
SUFFIXES: Final[Mapping[str, str]] = {"markdown": ".md", "html": ".html"}


def render(format: str, view: View) -> bytes:
    """``view`` as a file in ``format`` (UTF-8); SettingsError for a name that is not in :data:`SUFFIXES`."""
    try:
        renderer = _RENDERERS[format]
    except KeyError:
        raise SettingsError(
            N_("“{format}” is not a format that can be published; known: {known}."),
            format=format,
            known=", ".join(SUFFIXES),
        ) from None
    return renderer(view)
