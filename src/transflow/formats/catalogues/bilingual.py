"""A catalogue as a page or a Word file with two columns, for reading and for print: source and translation side by side."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from transflow.formats.catalogues.base import Catalogue
from transflow.formats.templating import page_template

if TYPE_CHECKING:
    from jinja2 import Template


def write_html(catalogue: Catalogue) -> bytes:
    """One self-contained page in UTF-8 without scripts; obsolete entries are left out."""
    entries = [entry for entry in catalogue.entries if not entry.obsolete]
    return _template().render(catalogue=catalogue, entries=entries).encode("utf-8")


def write_docx(catalogue: Catalogue) -> bytes:
    """The same as a Word file, by pandoc; UnavailableError without the extra ``documents``."""
    from transflow.formats.renderings.documents import Target, convert, find_program

    return convert(find_program("docx"), Target(to="docx", options=("--from=html",)), write_html(catalogue))


@lru_cache(maxsize=1)
def _template() -> Template:
    return page_template("transflow.formats.catalogues", "bilingual.html.jinja")
