"""Markdown with front matter: CommonMark plus ``[^1]`` notes and pipe tables, in which every word reads literally."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from transflow.domain.article import BlockKind
from transflow.domain.release import Sibling, View
from transflow.formats.renderings.markdown_inline import destination, escape, inline, literal
from transflow.formats.renderings.outline import Cell, Item, Line, Listing, Outline, Quotation, Section, Table, outline
from transflow.formats.renderings.pieces import Words, is_safe_reference

#: What JSON leaves bare and YAML does not read back: control characters, other line ends, a byte order mark.
_YAML_TENDER: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def render_markdown(view: View) -> bytes:
    """``view`` as Markdown in UTF-8."""
    drawn = outline(view, relative=True)
    sections = drawn.sections
    if not drawn.has_title:
        sections = [Line(BlockKind.TITLE, [Words(drawn.title)]), *sections]
    parts = [_front_matter(view, drawn)]
    titled = False
    for section in sections:
        parts += [_section(section)]
        if isinstance(section, Line) and section.kind is BlockKind.TITLE and not titled:
            titled = True
            if languages := _languages(view):
                parts.append(languages)
    if drawn.credit:
        parts.append(literal(drawn.credit))
    for note in drawn.notes:
        paragraphs = "\n\n    ".join(inline(pieces) for pieces in note.paragraphs)
        parts.append(f"[^{note.number}]: {paragraphs}")
    return ("\n\n".join(parts) + "\n").encode("utf-8")


def _front_matter(view: View, drawn: Outline) -> str:
    fields = [
        ("title", _scalar(drawn.title)),
        ("slug", _scalar(view.slug)),
        ("description", _scalar(drawn.description)),
    ]
    fields.append(("tags", f"[{', '.join(_scalar(tag) for tag in drawn.tags)}]"))
    fields.append(("lang", _scalar(view.locale)))
    if drawn.translators:
        fields.append(("translator", _scalar(", ".join(drawn.translators))))
    fields.append(("translation_of", _scalar(view.name)))
    fields.append(("source_lang", _scalar(view.source_locale)))
    return "---\n" + "".join(f"{name}: {value}\n" for name, value in fields) + "---"


def _scalar(text: str) -> str:
    """A YAML double-quoted scalar: JSON's, with what YAML would not read back escaped too."""
    quoted = json.dumps(text, ensure_ascii=False)
    return _YAML_TENDER.sub(lambda match: f"\\u{ord(match.group()):04x}", quoted)


def _languages(view: View) -> str:
    siblings = [sibling for sibling in view.siblings if is_safe_reference(sibling.href)]
    links = " ".join(_sibling(sibling) for sibling in siblings)
    return f"{literal(view.label_languages)} {links}" if links and view.label_languages else links


def _sibling(sibling: Sibling) -> str:
    """A link, or the bare name of a language whose version has no address here (the source)."""
    name = escape(sibling.language)
    return f"[{name}](<{destination(sibling.href)}>)" if sibling.href else name


def _section(section: Section) -> str:
    if isinstance(section, Listing):
        return "\n".join(_items(section, ""))
    if isinstance(section, Quotation):
        return "\n>\n".join("> " + inline(pieces, indent="> ") for pieces in section.paragraphs)
    if isinstance(section, Table):
        return "\n".join(_rows(section))
    if section.kind is BlockKind.TITLE:
        return _heading(1, section)
    if section.kind is BlockKind.HEADING:
        return _heading(section.level, section)
    return inline(section.pieces)


def _heading(level: int, line: Line) -> str:
    """A heading is one line, and a row of ``#`` at its end is words."""
    return "#" * level + " " + re.sub(r"(?<![^\s])(#+)$", r"\\\1", inline(line.pieces, one_line=True))


def _items(listing: Listing, indent: str) -> Iterator[str]:
    for number, item in enumerate(listing.items, start=1):
        sign = f"{number}. " if listing.ordered else "- "
        yield from _item(item, indent, sign)


def _item(item: Item, indent: str, sign: str) -> Iterator[str]:
    inside = indent + " " * len(sign)
    yield indent + sign + inline(item.pieces, indent=inside)
    for below in item.below:
        yield from _items(below, inside)


def _rows(table: Table) -> Iterator[str]:
    """A pipe table; it wants a row of headings, which is empty where the source has none."""
    head = table.rows[0] if table.headings else []
    yield _row(head, table.columns)
    yield "|" + " --- |" * table.columns
    for cells in table.rows[1 if table.headings else 0 :]:
        yield _row(cells, table.columns)


def _row(cells: Sequence[Cell], columns: int) -> str:
    texts = ["<br>".join(inline(pieces, one_line=True, table=True) for pieces in cell.paragraphs) for cell in cells]
    return "|" + "".join(f" {text} |" for text in (*texts, *[""] * (columns - len(texts))))
