"""Chunks as Markdown: escaped as little as will do, and read again to see that it will.

What does not read as it was meant is written more carefully, in steps: with ``*`` for ``_`` and a letter as a character
reference where a word is glued to emphasis (``**(CP4)**&#110;ın``: else nothing would close there); with everything
escaped; and with HTML tags for the signs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from transflow.domain.codes import Side
from transflow.formats.documents.markdown.chunks import ELEMENTS, Chunk, partners
from transflow.formats.documents.markdown.citations import no_citations
from transflow.formats.documents.markdown.emphasis import flanks
from transflow.formats.documents.markdown.escaping import (
    TICK,
    backslashed,
    closing,
    ends_in_address,
    literal,
    opening,
    opens_html,
)
from transflow.formats.documents.markdown.inline import Setting, scan
from transflow.formats.documents.markdown.patterns import fold, is_punctuation, is_space
from transflow.formats.documents.markdown.style import Style
from transflow.formats.documents.markers import SUPERSCRIPTS
from transflow.formats.documents.skeleton import Piece, Tagged, Words

_PREFIX: Final = re.compile(r"(?:\r\n?|\n)[ \t>]*")
_SUSPECT: Final = re.compile(r"[\\`*_\[\]<&~^${|#\n]|!\Z|https?:|www\.")
_RAISED: Final = re.compile(f"[{SUPERSCRIPTS}]")
_PLAIN_OPENING: Final = re.compile(r"[^\W\d_]|[“”‘’«»„—–(]")
#: A space that begins a line without being one to the parser.
_INERT: Final = "&#32;"


def write(chunks: Sequence[Chunk], style: Style, setting: Setting) -> str:
    """``chunks`` as Markdown in a place of this ``style``."""
    text = chunks[0].text if len(chunks) == 1 and chunks[0].words else ""
    if text and not _SUSPECT.search(text) and (not style.opens or _PLAIN_OPENING.match(text)):
        return text
    if _is_plain(chunks, style, setting):
        return "".join([chunk.text for chunk in chunks])
    for prepare, thorough in _STEPS:
        chosen = prepare(chunks)
        texts = _escaped(chosen, style, setting, thorough=thorough)
        text = "".join(texts if prepare is _plainly else _unglued(chosen, texts))
        if _read(text, setting) == _wanted(chosen):
            break
    return text


def _is_plain(chunks: Sequence[Chunk], style: Style, setting: Setting) -> bool:
    """Whether it is clear without reading again that ``chunks`` need nothing: most do.

    No word holds a sign that could mean something, emphasis stands around words, and no markup touches what could
    change it.
    """
    fresh = style.opens
    before = ""
    for index, chunk in enumerate(chunks):
        text = chunk.text
        if chunk.words:
            if _SUSPECT.search(text) or (fresh and not _PLAIN_OPENING.match(text)):
                return False
            if before == "]" and text[0] in ":(":
                return False
            if setting.citations is not no_citations and _RAISED.search(text):
                return False
            fresh = False
        else:
            after = chunks[index + 1].text[0] if index + 1 < len(chunks) else ""
            if not _is_clear(chunk, before, after) or (fresh and text[0] not in "*_[`"):
                return False
            fresh = chunk.opens_line
        before = "" if chunk.breaks else text[-1]
    return True


def _is_clear(chunk: Chunk, before: str, after: str) -> bool:
    """Whether markup between two characters can be nothing else."""
    if chunk.signs:
        inside, outside = (after, before) if chunk.side is Side.OPEN else (before, after)
        return inside.isalnum() and (is_space(outside) or (outside not in "*_~`[]" and is_punctuation(outside)))
    if chunk.text[0] == "`":
        return before != "`" and after != "`"
    if chunk.breaks:
        return True
    return chunk.text[0] in "[]<" and before not in ("!", "^", "]") and (after not in ("[", "(") or chunk.text == "[")


def unprefixed(raw: str) -> str:
    """Markup of several lines without what stands before its lines."""
    return _PREFIX.sub("\n", raw) if "\n" in raw or "\r" in raw else raw


def _wanted(chunks: Sequence[Chunk]) -> list[str]:
    """What a reader should find: words and markup in turn; signs of emphasis say whether they open or close."""
    found: list[str] = []
    was_words = False
    for index, chunk in enumerate(chunks):
        text = fold(chunk.text) if chunk.words else unprefixed(chunk.text)
        if chunk.signs:
            text = f"({text}" if chunk.side is Side.OPEN else f"{text})"
        if index and was_words == chunk.words:
            found[-1] += text
        else:
            found += ([] if index or chunk.words else [""]) + [text]
        was_words = chunk.words
    return found


def _read(text: str, setting: Setting) -> list[str]:
    """What a reader does find in ``text``, as :func:`_wanted` says it."""
    text = unprefixed(text)
    return _wanted([_as_chunk(piece, text) for piece in scan(text, setting).pieces])


def _as_chunk(piece: Piece, text: str) -> Chunk:
    if isinstance(piece, Words):
        return Chunk(text=piece.text, words=True)
    raw = text[piece.start : piece.end]
    return Chunk(text=raw, side=piece.side, kind=piece.kind) if isinstance(piece, Tagged) else Chunk(text=raw)


def _escaped(chunks: Sequence[Chunk], style: Style, setting: Setting, *, thorough: bool) -> list[str]:
    written: list[str] = []
    fresh = True
    for index, chunk in enumerate(chunks):
        if not chunk.words:
            inert = fresh and style.opens and opens_html(chunk.text)
            written.append(_INERT + chunk.text if inert else chunk.text)
            fresh = chunk.opens_line
            continue
        text = chunk.text
        before = chunks[index - 1].text[-1:] if index and not fresh else ""
        after = unprefixed(chunks[index + 1].text)[:1] if index + 1 < len(chunks) else ""
        bracketed = style.bracketed or chunk.bracketed
        places = literal(text, before, after, setting, cell=style.cell, bracketed=bracketed, thorough=thorough)
        if fresh and (style.opens or index):
            place = opening(text)
            places += [place] if place >= 0 else []
        elif index and chunks[index - 1].text.endswith("]") and text[0] in ":(":
            places.append(0)  # a marker or a link's label would become something else
        if style.heading and index == len(chunks) - 1:
            place = closing(text)
            places += [place] if place >= 0 else []
        text = backslashed(text, places)
        if style.bracketed:
            text = text.replace("\\`", TICK)
        written.append(text.replace("|", "&#124;") if style.underlined else text)
        fresh = False
    return written


def _unglued(chunks: Sequence[Chunk], texts: Sequence[str]) -> list[str]:
    """``texts`` of ``chunks``, with a letter as a character reference where it keeps signs of emphasis from opening or
    closing, or an address from its end.
    """
    result = list(texts)
    for index, chunk in enumerate(chunks):
        if not chunk.words and index and ends_in_address(result[index - 1]):
            result[index - 1] = (
                f"{result[index - 1][:-1]}&#{ord(result[index - 1][-1])};"  # it would go on in the markup
            )
        if not chunk.signs:
            continue
        before, after = result[index - 1] if index else "", result[index + 1] if index + 1 < len(result) else ""
        opens, closes = flanks(chunk.text[0], before[-1:], after[:1])
        if chunk.side is Side.OPEN and not opens and before[-1:].isalnum() and chunks[index - 1].words:
            result[index - 1] = f"{before[:-1]}&#{ord(before[-1])};"
        elif chunk.side is Side.CLOSE and not closes and after[:1].isalnum() and chunks[index + 1].words:
            result[index + 1] = f"&#{ord(after[0])};{after[1:]}"
    return result


def _plainly(chunks: Sequence[Chunk]) -> Sequence[Chunk]:
    return chunks


def _with_stars(chunks: Sequence[Chunk]) -> Sequence[Chunk]:
    """``_`` as ``*``, which may stand inside a word."""
    changed = list(chunks)
    for pair in partners(chunks):
        for index in pair:
            changed[index] = replace(chunks[index], text=chunks[index].text.replace("_", "*"))
    return changed


def _with_elements(chunks: Sequence[Chunk]) -> Sequence[Chunk]:
    """HTML tags instead of signs."""
    changed = list(chunks)
    for first, last in partners(chunks):
        name = ELEMENTS[chunks[first].kind]
        changed[first] = replace(chunks[first], text=f"<{name}>")
        changed[last] = replace(chunks[last], text=f"</{name}>")
    return changed


_STEPS: Final = ((_plainly, False), (_with_stars, False), (_with_stars, True), (_with_elements, True))
