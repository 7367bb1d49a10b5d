"""Codes: protected inline things (markup, images, verbatim text) as a translator sees them: ``<1>…</1>`` and ``<2/>``.

Numbers are a block's own, in the order of the source (XLIFF 2.1 calls them ``pc`` and ``ph``). Only numbers of codes that
the block is known to have are codes: ``<1>`` in a text without codes is ordinary words, as ``[2024]`` is no note marker.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

#: Shape of a tag in visible text.
TAG: Final = re.compile(r"<(?:(?P<close>/)?(?P<number>\d{1,6})|(?P<alone>\d{1,6})/)>")


class CodeKind(StrEnum):
    """What a code stands for: the first ones come in pairs, the last ones stand alone."""

    STRONG = "strong"
    EMPHASIS = "emphasis"
    UNDERLINE = "underline"
    STRIKE = "strike"
    SUPERSCRIPT = "superscript"
    SUBSCRIPT = "subscript"
    QUOTE = "quote"
    LINK = "link"
    SPAN = "span"  # any other pair
    BREAK = "break"
    TAB = "tab"
    IMAGE = "image"
    VERBATIM = "verbatim"  # words that nobody translates: program text, a formula
    ADDRESS = "address"  # a web or mail address that shows itself and leads there
    FIELD = "field"  # words that a program fills in: a date, a page number
    OBJECT = "object"  # anything else that stands alone


#: Codes that read as a word, and must stay with the sentence that they stand in.
WORDLIKE: Final = frozenset({CodeKind.VERBATIM, CodeKind.ADDRESS, CodeKind.FIELD})
#: Codes that read as a space.
BLANK: Final = frozenset({CodeKind.BREAK, CodeKind.TAB})


class Side(StrEnum):
    """Which end of a code a tag is."""

    OPEN = "open"
    CLOSE = "close"
    ALONE = "alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One protected thing of a block. ``reference``: where a link leads or an image lies, as the source writes it;
    for verbatim text the text. ``paired``: it has two tags with words between them.
    """

    number: int
    kind: CodeKind
    paired: bool
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag in a text: its code's number, its side, its span [start, end) in code points."""

    number: int
    side: Side
    start: int
    end: int


def find_tags(text: str, numbers: Collection[int] | None = None) -> list[Tag]:
    """Tags in ``text``, in order; with ``numbers`` only those of these codes."""
    if "<" not in text or (numbers is not None and not numbers):
        return []
    found = []
    for match in TAG.finditer(text):
        number = int(match["number"] or match["alone"])
        if numbers is None or number in numbers:
            side = Side.ALONE if match["alone"] else Side.CLOSE if match["close"] else Side.OPEN
            found.append(Tag(number, side, match.start(), match.end()))
    return found


def numbers_of(codes: Iterable[Code]) -> frozenset[int]:
    """The numbers of ``codes``."""
    return frozenset(code.number for code in codes)


def codes_shown(text: str, literal: Collection[int] = ()) -> tuple[Code, ...]:
    """The codes that a text by itself seems to have, where nobody knows its block: what looks like a tag is one.

    ``literal``: numbers of which it is known that they are mere words (:func:`literals`).
    """
    tags = {tag.number: tag for tag in find_tags(text) if tag.number not in literal}
    return tuple(
        Code(number=number, kind=CodeKind.SPAN if paired else CodeKind.OBJECT, paired=paired)
        for number, tag in tags.items()
        for paired in (tag.side is not Side.ALONE,)
    )


def literals(text: str, codes: Iterable[Code]) -> frozenset[int]:
    """Numbers of what looks like a tag in ``text`` and is none of its ``codes``: no code of its block has one of them."""
    return frozenset(tag.number for tag in find_tags(text)) - numbers_of(codes)


def without_tags(text: str, codes: Sequence[Code]) -> str:
    """The words of ``text``: tags cut out, a line break or a tab as a space, verbatim text as it reads."""
    if not codes or "<" not in text:
        return text
    shown = {
        code.number: " " if code.kind in BLANK else code.reference if code.kind in WORDLIKE else "" for code in codes
    }
    return TAG.sub(lambda m: shown.get(int(m["number"] or m["alone"]), m.group()), text)


def before_and_after(
    before: str, after: str, codes_after: Sequence[Code], codes_before: Sequence[Code] | None = None
) -> dict[int, int] | None:
    """Number of a code in ``before`` → its number in ``after``, where both texts have the same tags in order; else None.

    ``codes_before``: None where nobody knows them any more; then what is mere words in ``after`` was so in ``before``.
    """
    if codes_before is None:
        codes_before = codes_shown(before, literals(after, codes_after))
    then = find_tags(before, numbers_of(codes_before))
    now = find_tags(after, numbers_of(codes_after))
    if [tag.side for tag in then] != [tag.side for tag in now]:
        return None
    moved: dict[int, int] = {}
    for old, new in zip(then, now, strict=True):
        if moved.setdefault(old.number, new.number) != new.number:
            return None
    return moved


def blanked(text: str, codes: Sequence[Code]) -> str:
    """``text`` with its tags as spaces, place by place, so that spans stay true."""
    numbers = numbers_of(codes)
    if not numbers or "<" not in text:
        return text
    return TAG.sub(
        lambda m: " " * len(m.group()) if int(m["number"] or m["alone"]) in numbers else m.group(),
        text,
    )


def place_of(source: str, text: str, codes: Sequence[Code], start: int = 0) -> int:
    """Where ``source`` stands in ``text`` from ``start`` on, -1 for nowhere; never inside a tag ("1" is not in ``<1>``)."""
    place = text.find(source, start)
    if place < 0 or not codes or "<" not in text:
        return place
    tags = find_tags(text, numbers_of(codes))
    while place >= 0 and any(tag.start < place < tag.end for tag in tags):
        place = text.find(source, place + 1)
    return place


def renumber_codes(text: str, numbers: Mapping[int, int]) -> str:
    """``text`` with each tag of ``numbers`` as one of ``numbers[n]``; other tags stay."""
    if "<" not in text or not numbers:
        return text

    def write(match: re.Match[str]) -> str:
        number = int(match["number"] or match["alone"])
        if number not in numbers:
            return match.group()
        return f"<{match['close'] or ''}{numbers[number]}{'/' if match['alone'] else ''}>"

    return TAG.sub(write, text)


def written(number: int, side: Side) -> str:
    """The tag of a code, as text."""
    return f"<{number}>" if side is Side.OPEN else f"</{number}>" if side is Side.CLOSE else f"<{number}/>"


def misnested(tags: Sequence[Tag]) -> Tag | None:
    """The first tag that closes where another pair is still open, or before its own opens; None where all is in order.

    A tag whose other half is not there is let pass: it stands in another sentence.
    """
    closed = {tag.number for tag in tags if tag.side is Side.CLOSE}
    opened = {tag.number for tag in tags if tag.side is Side.OPEN}
    stack: list[int] = []
    for tag in tags:
        if tag.side is Side.OPEN and tag.number in closed:
            stack.append(tag.number)
        elif tag.side is Side.CLOSE and tag.number in opened and (not stack or stack.pop() != tag.number):
            return tag
    return None


def are_nested(tags: Sequence[Tag]) -> bool:
    """Whether pairs open before they close and do not overlap."""
    return misnested(tags) is None


def with_pairs_whole(text: str, source: str, codes: Sequence[Code]) -> tuple[str, list[str]]:
    """A machine's ``text`` whose tags pair as in ``source``, and the tags that had to be moved for it.

    Where an engine tore a pair apart, or let two overlap, that pair goes empty to the end of the sentence, for a person to
    place: where it belongs cannot be guessed. All others stay where they are.
    """
    tags = find_tags(text, numbers_of(codes))
    if misnested(tags) is None:
        return text, []
    halves = Counter(tag.number for tag in find_tags(source, numbers_of(codes)))
    torn: set[int] = set()
    stack: list[int] = []
    for tag in tags:  # one pass: a pair that closes wrongly is taken out, and what it held open goes on
        if halves[tag.number] < 2 or tag.number in torn:
            continue
        if tag.side is Side.OPEN:
            stack.append(tag.number)
        elif tag.number not in stack:
            torn.add(tag.number)
        elif stack[-1] == tag.number:
            stack.pop()
        else:
            torn.add(tag.number)
            stack.remove(tag.number)
    torn |= set(stack)
    pieces, position = list[str](), 0
    for tag in tags:
        if tag.number in torn:
            pieces.append(text[position : tag.start])
            position = tag.end
    moved = [written(number, side) for number in sorted(torn) for side in (Side.OPEN, Side.CLOSE)]
    return "".join((*pieces, text[position:], *moved)), moved


def mended(text: str, codes: Sequence[Code]) -> str:
    """``text`` so that any format can write it: every tag a code's own, each code once, pairs whole and nested.

    What is in order stays as it is. A tag too many goes; a pair that lost a half, or overlaps another, closes where the
    pair around it does; a thing that stands alone and is missing goes to the end, so that no picture is ever lost.
    """
    known = {code.number: code for code in codes}
    pieces: list[str] = []
    stack: dict[int, None] = {}  # the pairs that are open, the innermost last
    seen: set[int] = set()
    position = 0
    for tag in find_tags(text):
        if tag.number not in known:
            continue
        pieces.append(text[position : tag.start])
        position = tag.end
        paired = known[tag.number].paired
        if tag.side is Side.CLOSE:
            if paired and tag.number in stack:
                while (last := stack.popitem()[0]) != tag.number:
                    pieces.append(written(last, Side.CLOSE))
                pieces.append(written(tag.number, Side.CLOSE))
        elif tag.number not in seen and paired == (tag.side is Side.OPEN):
            seen.add(tag.number)
            pieces.append(written(tag.number, tag.side))
            if paired:
                stack[tag.number] = None
    pieces.append(text[position:])
    pieces += [written(number, Side.CLOSE) for number in reversed(stack)]
    pieces += [written(n, Side.ALONE) for n, code in known.items() if not code.paired and n not in seen]
    return "".join(pieces)
