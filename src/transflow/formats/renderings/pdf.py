"""PDF by Typst: notes at the foot of the page, fonts embedded, hyphenated by language, tagged for screen readers.

Typst is a library here, given one static template and the article as JSON: nothing of the article is ever code, no file is
read, nothing is fetched, no font of the machine is used. The same view gives the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from typing import TYPE_CHECKING, Final

from transflow.domain.codes import CodeKind
from transflow.domain.release import View
from transflow.errors import N_, InputError, UnavailableError
from transflow.formats.renderings.html import RIGHT_TO_LEFT
from transflow.formats.renderings.letters import FAMILIES, missing_in, settable
from transflow.formats.renderings.outline import Item, Line, Listing, Outline, Quotation, Section, Table, outline
from transflow.formats.renderings.pieces import Address, Break, Cite, Piece, Start, Stop, Verbatim, Words

if TYPE_CHECKING:
    from types import ModuleType

#: An article of which more than this share of the letters would be boxes is not set.
_MOST_MISSING: Final = 0.1
#: Standard and tags, in the order that they are tried. PDF/UA does not allow every anatomy (a heading above the title, an
#: empty one), and Typst cannot tag everything (a link with turned and invisible letters); the page looks the same.
_ATTEMPTS: Final = (("ua-1", True), ("1.7", True), ("1.7", False))

Run = dict[str, object]


def render_pdf(view: View) -> bytes:
    """``view`` as PDF, after PDF/UA-1 where it can be.

    UnavailableError without the extra ``pdf``, InputError for a script that its fonts lack.
    """
    typst = compiler()
    drawn = outline(view)
    _refuse_boxes(view, drawn)
    article = json.dumps(_article(view, drawn), ensure_ascii=False)
    template = resources.files("transflow.formats.renderings").joinpath("templates/article.typ").read_bytes()
    refused: Exception | None = None
    for standard, tagged in _ATTEMPTS:
        try:
            pages = typst.compile(
                template,
                format="pdf",
                sys_inputs={"article": article},
                ignore_system_fonts=True,
                pdf_standards=standard,
                pdf_tags=tagged,
                timestamp=0,
            )
        except typst.TypstError as error:
            refused = error
        else:
            return bytes(pages)
    raise InputError(
        N_("“{name}” cannot be set as PDF: {reason}."), name=view.name, reason=str(refused)[:300]
    ) from refused


def missing_letters(view: View) -> list[str]:
    """The characters of ``view`` that the fonts of the PDF lack, each once, in order: they are shown as boxes."""
    return list(dict.fromkeys(missing_in("".join(_words(outline(view))))))


def compiler() -> ModuleType:
    """The Typst compiler; UnavailableError without the extra ``pdf``."""
    try:
        import typst  # 40 ms, and an extra
    except ImportError as error:
        raise UnavailableError(
            N_("The format “{format}” needs a part of transflow that is not installed."),
            remedy=N_("Install it: pip install 'transflow[pdf]'."),
            format="pdf",
        ) from error
    return typst


def _refuse_boxes(view: View, drawn: Outline) -> None:
    text = "".join(_words(drawn))
    missing = missing_in(text)
    if len(missing) > _MOST_MISSING * max(len(text) - text.count(" "), 1):
        raise InputError(
            N_("“{name}” cannot be set as PDF: its fonts lack the letters of this language ({letters} …)."),
            remedy=N_('Take "pdf" out of [publish] formats; "docx" and "html" use the fonts of who reads them.'),
            name=view.name,
            letters=" ".join(dict.fromkeys(missing[:50])),
        )


def _article(view: View, drawn: Outline) -> dict[str, object]:
    """What the template reads; every string in it can be set."""
    language, _, rest = view.locale.replace("_", "-").partition("-")
    region = re.search(r"(?:^|-)([A-Za-z]{2})(?:-|$)", rest)
    cited = frozenset(drawn.cited_in_text)
    sections = [_section(section) for section in drawn.sections]
    if not drawn.has_title:
        sections.insert(0, {"form": "title", "runs": _runs([Words(drawn.title)])})
    if drawn.credit:
        sections.append({"form": "credit", "runs": _runs([Words(drawn.credit)])})
    return {
        "families": FAMILIES,
        "lang": language.lower() if re.fullmatch("[A-Za-z]{2,3}", language) else "und",
        "region": region.group(1).upper() if region else None,
        "direction": "rtl" if language in RIGHT_TO_LEFT else "ltr",
        "title": drawn.title,
        "description": drawn.description or None,
        "authors": drawn.authors,
        "keywords": drawn.tags,
        "sections": sections,
        "notes": {str(note.number): [_runs(pieces, body=True) for pieces in note.paragraphs] for note in drawn.notes},
        "uncited": [note.number for note in drawn.notes if note.number not in cited],
        "label_notes": settable(drawn.notes_heading),
    }


def _section(section: Section) -> dict[str, object]:
    if isinstance(section, Listing):
        return {"form": "list", **_listing(section), "highlights": section.highlights}
    if isinstance(section, Quotation):
        return {"form": "quotation", "paragraphs": [_runs(pieces) for pieces in section.paragraphs]}
    if isinstance(section, Table):
        return {"form": "table", **_table(section)}
    return {"form": section.kind.value, "level": section.level, "runs": _runs(section.pieces)}


def _listing(listing: Listing) -> dict[str, object]:
    return {"ordered": listing.ordered, "items": [_item(item) for item in listing.items]}


def _item(item: Item) -> dict[str, object]:
    return {"runs": _runs(item.pieces), "below": [_listing(below) for below in item.below]}


def _table(table: Table) -> dict[str, object]:
    """A table by cells. Its headings are repeated on each page, unless they cite a note, which has its place once."""
    head = [pieces for row in table.rows[: table.headings] for cell in row for pieces in cell.paragraphs]
    return {
        "columns": table.columns,
        "headings": table.headings,
        "repeat": not any(isinstance(piece, Cite) for pieces in head for piece in pieces),
        "cells": [
            {"x": x, "y": y, "header": cell.header, "paragraphs": [_runs(pieces) for pieces in cell.paragraphs]}
            for y, row in enumerate(table.rows)
            for x, cell in enumerate(row)
        ],
    }


#: Markup → its name in the template. A link is no look.
_STYLES: Final[Mapping[CodeKind, str]] = {
    CodeKind.STRONG: "strong",
    CodeKind.EMPHASIS: "emphasis",
    CodeKind.UNDERLINE: "underline",
    CodeKind.STRIKE: "strike",
    CodeKind.SUPERSCRIPT: "superscript",
    CodeKind.SUBSCRIPT: "subscript",
}


def _runs(pieces: Sequence[Piece], *, body: bool = False) -> list[Run]:
    """``pieces`` as runs of one look each; ``body``: of a note, where a citation is a link and no footnote."""
    runs: list[Run] = []
    begun: list[Start] = []

    def say(text: str, **more: object) -> None:
        run: Run = {"text": settable(text), **more}
        if styles := [_STYLES[start.kind] for start in reversed(begun) if start.kind in _STYLES]:
            run["styles"] = styles
        if link := next((start.href for start in begun if start.kind is CodeKind.LINK), ""):
            run["link"] = link
        runs.append(run)

    for piece in pieces:
        match piece:
            case Words(text):
                say(text)
            case Verbatim(text):
                say(text, verbatim=True)
            case Address(href):
                runs.append({"text": settable(href), "link": href})
            case Cite(number, occurrence):
                runs.append({"note": number, "how": "link" if body else "first" if occurrence == 1 else "again"})
            case Break():
                runs.append({})
            case Start():
                begun.append(piece)
            case Stop():
                begun.pop()
    return runs


def _words(drawn: Outline) -> Iterator[str]:
    """All words of an article, notes too."""
    yield drawn.title
    for section in drawn.sections:
        for pieces in _texts(section):
            yield from _said(pieces)
    for note in drawn.notes:
        for pieces in note.paragraphs:
            yield from _said(pieces)


def _said(pieces: Sequence[Piece]) -> Iterator[str]:
    return (piece.text for piece in pieces if isinstance(piece, Words | Verbatim))


def _texts(section: Section) -> Iterator[Sequence[Piece]]:
    if isinstance(section, Line):
        yield section.pieces
    elif isinstance(section, Quotation):
        yield from section.paragraphs
    elif isinstance(section, Table):
        yield from (pieces for row in section.rows for cell in row for pieces in cell.paragraphs)
    else:
        for item in section.items:
            yield item.pieces
            for below in item.below:
                yield from _texts(below)
