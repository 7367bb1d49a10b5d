"""Plain text: a line a paragraph, ``[n]`` where a note is cited, the notes at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from transflow.domain.article import BlockKind
from transflow.domain.codes import CodeKind
from transflow.domain.release import View
from transflow.formats.renderings.outline import Item, Listing, Quotation, Section, Table, outline
from transflow.formats.renderings.pieces import Address, Break, Cite, Piece, Start, Stop, Verbatim, Words

_RAISED: Final = dict(zip("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ", strict=True))
_LOWERED: Final = dict(zip("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))


def render_text(view: View) -> bytes:
    """``view`` as plain text in UTF-8."""
    drawn = outline(view)
    parts = [] if drawn.has_title else [drawn.title]
    parts += [_section(section) for section in drawn.sections]
    parts.append(drawn.credit)
    if drawn.notes:
        parts.append(drawn.notes_heading)
    for note in drawn.notes:
        sign = f"[{note.number}] "
        inside = " " * len(sign)
        paragraphs = [_words(pieces, inside) for pieces in note.paragraphs]
        parts.append(sign + f"\n\n{inside}".join(paragraphs))
    return ("\n\n".join(filter(None, parts)) + "\n").encode("utf-8")


def _section(section: Section) -> str:
    if isinstance(section, Listing):
        return "\n".join(_items(section, ""))
    if isinstance(section, Quotation):
        return "\n>\n".join("> " + _words(pieces, "> ") for pieces in section.paragraphs)
    if isinstance(section, Table):
        return "\n".join(
            " | ".join(" / ".join(_words(pieces, "", " ") for pieces in cell.paragraphs) for cell in cells).rstrip()
            for cells in section.rows
        )
    return _words(section.pieces, "", " " if section.kind in (BlockKind.TITLE, BlockKind.HEADING) else "\n")


def _items(listing: Listing, indent: str) -> Iterator[str]:
    for number, item in enumerate(listing.items, start=1):
        yield from _item(item, indent, f"{number}. " if listing.ordered else "- ")


def _item(item: Item, indent: str, sign: str) -> Iterator[str]:
    inside = indent + " " * len(sign)
    yield indent + sign + _words(item.pieces, inside)
    for below in item.below:
        yield from _items(below, inside)


def _words(pieces: Sequence[Piece], indent: str, line_end: str = "\n") -> str:
    """``pieces`` as words; a link's address in brackets after it, unless its words are the address."""
    parts: list[str] = []
    begun: list[int] = []
    for piece in pieces:
        match piece:
            case Words(text) | Verbatim(text):
                parts.append(text)
            case Cite(number):
                parts.append(f"[{number}]")
            case Address(href):
                parts.append(href)
            case Break():
                parts.append(line_end + indent if line_end == "\n" else line_end)
            case Start():
                begun.append(len(parts))
            case Stop(kind, href):
                place = begun.pop()
                inside = "".join(parts[place:])
                parts[place:] = [_finished(kind, inside, href)]
    return "".join(parts)


def _finished(kind: CodeKind, words: str, href: str) -> str:
    if kind is CodeKind.LINK:
        bare = href.removeprefix("mailto:")
        return words if words in (href, bare, bare.partition("://")[2].rstrip("/")) else f"{words} ({bare})"
    signs = _RAISED if kind is CodeKind.SUPERSCRIPT else _LOWERED if kind is CodeKind.SUBSCRIPT else {}
    if signs and all(character in signs for character in words):
        return "".join(signs[character] for character in words)
    return words
