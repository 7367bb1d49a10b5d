"""Masks: what must survive machine translation untouched, hidden behind ``[X0X]``.

    mask    "Trade fell,[1] see https://a.example.[2]"   →  "Trade fell,[X0X] see [X1X]."
    unmask  "Ticaret düştü,[X0X] bkz. [X1X]."            →  pieces put back, [2] by the language's placement rule

Note markers at the edge of a sentence never reach the engine: they are taken off and put back by a rule of the target
language, which the caller hands in. Inner pieces become numbered masks, found again leniently, because engines change
brackets, case, spaces and alphabet. A piece that is lost goes to the end of the sentence and is reported; a piece is
never put back by guessing its position (proportional placement is right in a fifth of the Turkish cases).

A text that holds something like a mask of its own is protected like any other piece, so it comes back as it was.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

#: Letters that engines make of the X of a mask: Latin, Cyrillic and Greek, either case, and the multiplication sign.
_X: Final = "[XxХхΧχ×]"
_OPEN: Final = r"[\[({（［【〔]"
_CLOSE: Final = r"[\])}）］】〕]"
#: A mask as engines give it back. Inside brackets spaces and one missing X are forgiven; without both brackets
#: the core must be whole and stand alone. The number is in exactly one of the groups.
MASK: Final = re.compile(
    rf"{_OPEN}\s*(?:{_X}\s*([0-9]{{1,4}})\s*{_X}?|([0-9]{{1,4}})\s*{_X})\s*{_CLOSE}"
    rf"|\[?(?<!\w){_X}([0-9]{{1,4}}){_X}(?!\w)\]?"
)
#: A note marker as articles write it: "[3]", "[1, 2]", "[1][2]", "[1]–[3]", "¹²".
_MARKER: Final = re.compile(r"(?:\[\d{1,4}(?:\s*[,–-]\s*\d{1,4})*\](?:\s*[–-]\s*(?=\[))?)+|[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
#: A tag of :func:`as_xml` as engines give it back, opened and closed or both at once.
_TAG: Final = re.compile(r"""<x\s+id\s*=\s*["']([0-9]{1,4})["']\s*(?:/>|>\s*</x\s*>)""")
_CLOSING_QUOTES: Final = "\"'”’»“‘"
_STOPS: Final = ".,;:!?…"
#: What may stand outside of an edge marker at the end of a sentence. Brackets may not: "(see [1])." stays inside.
_TAIL: Final = frozenset(_CLOSING_QUOTES + _STOPS)
_FINAL: Final = re.compile(rf"[.!?…][{_CLOSING_QUOTES}]*$|[{_CLOSING_QUOTES}]+[.!?…]?$")

#: A placement rule: (sentence without edge markers, the markers in order) → sentence with them.
PlaceEdge = Callable[[str, list[str]], str]


def is_note_marker(piece: str) -> bool:
    """Whether a protected piece is a note marker, the only kind that may leave its place in the sentence."""
    return _MARKER.fullmatch(piece) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One inner protected piece and how it stood in the source."""

    text: str
    marker: bool = False
    #: A marker without a space before it.
    glued: bool = False
    #: A marker that no letter or digit followed.
    apart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgePiece:
    """A note marker taken off the end: ``text`` with the white space before it, ``marker`` without.

    ``distance``: characters of the masked text that stood to the right of it.
    """

    text: str
    marker: str
    distance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Masked:
    """What the engine sees, and all that is needed to undo it."""

    #: Without outer white space; blank when there is nothing to translate.
    text: str
    #: Leading white space and markers, trailing white space: put back as they were.
    prefix: str
    suffix: str
    #: ``pieces[n]`` is behind ``[XnX]``, in source order.
    pieces: tuple[Piece, ...]
    edges: tuple[EdgePiece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmasked:
    """The translation with its pieces, and what went wrong on the way."""

    text: str
    #: Pieces whose mask did not come back: they stand at the end of the sentence.
    lost: tuple[str, ...] = ()
    #: Pieces whose mask came back more than once: only the first is kept.
    doubled: tuple[str, ...] = ()
    #: Masks that were never handed out; left in the text as they are.
    foreign: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """True when every mask came back exactly once."""
        return not (self.lost or self.doubled or self.foreign)


def mask(
    text: str,
    protected: Sequence[tuple[int, int]],
    *,
    is_marker: Callable[[str], bool] = is_note_marker,
    replaced: Mapping[tuple[int, int], str] | None = None,
) -> Masked:
    """Hide the protected spans (``[start, end)`` code points; any order, overlapping ones are joined) of a sentence.

    ``replaced`` are further spans that come back as another text (a term as its translation); one that meets a
    protected span is left to the engine. ``is_marker`` says which pieces are note markers: only those are taken off
    the edges. Raises ValueError for a span outside of the text.
    """
    spans = _joined(text, protected)
    words = {
        span: shown for span, shown in (replaced or {}).items() if all(b <= span[0] or span[1] <= a for a, b in spans)
    }
    spans = _with_lookalikes(text, sorted([*spans, *words]))
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    if start >= end:
        return Masked(text="", prefix=text, suffix="", pieces=(), edges=())
    start, spans = _take_leading(text, start, spans, is_marker)
    if start >= end:
        return Masked(text="", prefix=text, suffix="", pieces=(), edges=())
    inner, edge_spans = _take_trailing(text, start, end, spans, is_marker)
    cuts = sorted([(a, b, False) for a, b in inner] + [(a, b, True) for a, b in edge_spans])
    seen: list[str] = []
    pieces: list[Piece] = []
    taken: list[tuple[str, int]] = []
    position, length = start, 0
    for a, b, is_edge in cuts:
        plain = text[position:a]
        seen.append(plain)
        length += len(plain)
        if is_edge:
            taken.append((text[a:b], length))
        else:
            token = f"[X{len(pieces)}X]"
            shown = words.get((a, b))
            pieces.append(_piece(text, a, b, is_marker) if shown is None else Piece(text=shown))
            seen.append(token)
            length += len(token)
        position = b
    seen.append(text[position:end])
    body = "".join(seen)
    return Masked(
        text=body,
        prefix=text[:start],
        suffix=text[end:],
        pieces=tuple(pieces),
        edges=tuple(EdgePiece(text=t, marker=t.strip(), distance=len(body) - at) for t, at in taken),
    )


def unmask(masked: Masked, translated: str, *, place_edge: PlaceEdge | None = None) -> Unmasked:
    """Put the pieces back into a translation of ``masked.text``.

    ``place_edge`` is the target language's rule for note markers at the end of a sentence; without one they go back to
    the same distance from the end as in the source where the ends look alike, else to the very end. Lost markers take
    the same way as edge markers, in front of them; other lost pieces go before the final stop.
    """
    body = translated.strip()
    found: set[int] = set()
    doubled: list[str] = []
    foreign: list[str] = []
    out = ""
    position = 0
    for match in MASK.finditer(body):
        number = _number(match)
        plain, position = body[position : match.start()], match.end()
        if number >= len(masked.pieces):
            foreign.append(match.group())
            out += plain + match.group()
        elif number in found:
            doubled.append(masked.pieces[number].text)
            follows = body[position : position + 1]
            out += plain.rstrip() if not follows or follows.isspace() or follows in _TAIL else plain
        else:
            found.add(number)
            piece = masked.pieces[number]
            out += (plain.rstrip() if piece.glued and (out or plain.strip()) else plain) + piece.text
            if piece.apart and body[position : position + 1].isalnum():
                out += " "
    out += body[position:]
    lost = [piece for number, piece in enumerate(masked.pieces) if number not in found]
    markers = [piece.text for piece in lost if piece.marker]
    others = [piece.text for piece in lost if not piece.marker]
    out = _place(_before_stop(out, others), markers, masked, place_edge)
    return Unmasked(
        text=masked.prefix + out + masked.suffix,
        lost=tuple(piece.text for piece in lost),
        doubled=tuple(doubled),
        foreign=tuple(foreign),
    )


def as_xml(masked_text: str) -> str:
    """A masked text for an engine that knows tags: escaped, with ``<x id="0"/>`` for ``[X0X]``."""
    escaped = masked_text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return MASK.sub(lambda match: f'<x id="{_number(match)}"/>', escaped)


def from_xml(answer: str) -> str:
    """The answer to :func:`as_xml` with masks again, and unescaped. A tag that is none of ours is left as it is."""
    return html.unescape(_TAG.sub(lambda match: f"[X{match[1]}X]", answer))


def _number(match: re.Match[str]) -> int:
    return int(match[1] or match[2] or match[3])


def _joined(text: str, protected: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans sorted, overlapping ones joined, empty ones dropped; touching ones stay apart."""
    joined: list[tuple[int, int]] = []
    for a, b in sorted(protected):
        if not 0 <= a <= b <= len(text):
            raise ValueError(f"the span {a}:{b} is outside of a text of {len(text)} characters")
        if a == b:
            continue
        if joined and a < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(b, joined[-1][1]))
        else:
            joined.append((a, b))
    return joined


def _with_lookalikes(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Add a span for each thing in the plain text that would be read as a mask on the way back."""
    every = list(spans)
    position = 0
    for a, b in [*spans, (len(text), len(text))]:
        every += [(position + m.start(), position + m.end()) for m in MASK.finditer(text[position:a])]
        position = b
    return sorted(every)


def _take_leading(
    text: str, start: int, spans: list[tuple[int, int]], is_marker: Callable[[str], bool]
) -> tuple[int, list[tuple[int, int]]]:
    """Move ``start`` behind the markers that open the sentence."""
    rest = [span for span in spans if span[1] > start]
    while rest and rest[0][0] <= start and is_marker(text[rest[0][0] : rest[0][1]]):
        start = rest.pop(0)[1]
        while start < len(text) and text[start].isspace():
            start += 1
    # A span may begin in the white space that was cut off in front: the part that is left counts.
    return start, [(max(a, start), b) for a, b in rest if b > start]


def _take_trailing(
    text: str, start: int, end: int, spans: list[tuple[int, int]], is_marker: Callable[[str], bool]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Part the spans into inner ones and the markers that end the sentence (with the white space before them)."""
    inner = [(a, min(b, end)) for a, b in spans if a < end]
    edges: list[tuple[int, int]] = []
    limit = end
    while inner:
        a, b = inner[-1]
        gap = text[b:limit]
        if not is_marker(text[a:b]) or not (gap == "" or all(ch in _TAIL for ch in gap)):
            break
        floor = max(start, inner[-2][1] if len(inner) > 1 else start)
        left = a
        while left > floor and text[left - 1].isspace():
            left -= 1
        if left == start or (left < a and text[left - 1] in ",;:([{–—-"):
            break  # nothing before it, or one of a list: "[1], [2]." keeps its commas
        inner.pop()
        edges.append((left, b))
        limit = left
    return inner, edges


def _piece(text: str, a: int, b: int, is_marker: Callable[[str], bool]) -> Piece:
    marker = is_marker(text[a:b])
    return Piece(
        text=text[a:b],
        marker=marker,
        glued=marker and a > 0 and not text[a - 1].isspace(),
        apart=marker and not text[b : b + 1].isalnum(),
    )


def _before_stop(text: str, pieces: list[str]) -> str:
    """Lost pieces that are no markers, before the final stop and closing quote, each after a space."""
    if not pieces:
        return text
    stop = _FINAL.search(text)
    at = stop.start() if stop else len(text)
    return f"{text[:at]} {' '.join(pieces)}{text[at:]}" if at else " ".join(pieces) + text


def _place(text: str, lost_markers: list[str], masked: Masked, place_edge: PlaceEdge | None) -> str:
    """Put the edge markers back, lost inner ones in front of them."""
    if place_edge is not None:
        markers = [*lost_markers, *(edge.marker for edge in masked.edges)]
        return place_edge(text, markers) if markers else text
    first = masked.edges[0].distance if masked.edges else 0
    alike = text.endswith(masked.text[len(masked.text) - first :])
    at = len(text) - first if alike else len(text)
    text = text[:at] + "".join(lost_markers) + text[at:]
    for edge in masked.edges:  # left to right: what was put in stands left of the next one's distance
        at = len(text) - edge.distance if alike else len(text)
        text = text[:at] + (edge.text if alike else edge.marker) + text[at:]
    return text
