"""A complete HTML page: notes linked both ways by the roles of DPUB-ARIA 1.0, nothing but text, no script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from transflow.domain.codes import CodeKind
from transflow.domain.release import View
from transflow.formats.renderings.outline import Line, Listing, Quotation, Table, outline
from transflow.formats.renderings.pieces import (
    Address,
    Break,
    Cite,
    Piece,
    Start,
    Stop,
    Verbatim,
    Words,
    is_safe_reference,
)
from transflow.formats.templating import page_template

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

#: Language subtags of scripts that run from right to left.
RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ur", "ug", "ps", "sd", "yi", "ckb"})

#: Markup → element.
ELEMENTS: Final[Mapping[CodeKind, str]] = {
    CodeKind.STRONG: "strong",
    CodeKind.EMPHASIS: "em",
    CodeKind.UNDERLINE: "u",
    CodeKind.STRIKE: "s",
    CodeKind.SUPERSCRIPT: "sup",
    CodeKind.SUBSCRIPT: "sub",
    CodeKind.LINK: "a",
}


def render_html(view: View) -> bytes:
    """The page of ``view`` in UTF-8."""
    drawn = outline(view, relative=True)
    page = _template().render(
        view=view,
        drawn=drawn,
        direction="rtl" if view.locale.partition("-")[0] in RIGHT_TO_LEFT else "ltr",
        authors=", ".join(drawn.authors),
        has_tables=any(isinstance(section, Table) for section in drawn.sections),
        siblings=[sibling for sibling in view.siblings if is_safe_reference(sibling.href)],
    )
    return page.encode("utf-8")


def _inline(pieces: Sequence[Piece]) -> Markup:
    """``pieces`` as HTML."""
    from markupsafe import Markup, escape

    parts: list[str] = []
    for piece in pieces:
        match piece:
            case Words(text):
                parts.append(escape(text))
            case Cite(number, occurrence):
                again = f"-{occurrence}" if occurrence > 1 else ""
                parts.append(
                    f'<sup><a href="#fn-{number}" id="fnref-{number}{again}" role="doc-noteref">{number}</a></sup>'
                )
            case Address(href):
                parts.append(f'<a href="{escape(href)}" rel="noopener">{escape(href)}</a>')
            case Verbatim(text):
                parts.append(f"<code>{escape(text)}</code>")
            case Break():
                parts.append("<br>")
            case Start(CodeKind.LINK, href):
                parts.append(f'<a href="{escape(href)}" rel="noopener">')
            case Start(kind):
                parts.append(f"<{ELEMENTS[kind]}>")
            case Stop(kind):
                parts.append(f"</{ELEMENTS[kind]}>")
    return Markup("".join(parts))


def _form(section: Line | Listing | Quotation | Table) -> str:
    """What the template does with a section: the kind of a line, else the name of its class."""
    return section.kind.value if isinstance(section, Line) else type(section).__name__


@lru_cache(maxsize=1)
def _template() -> Template:
    return page_template("transflow.formats.renderings", "article.html.jinja", inline=_inline, form=_form)
