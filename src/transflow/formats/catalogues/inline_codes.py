"""Inline markup of exchange files to our codes ``<1>…</1>``, ``<2/>`` and note markers ``[3]``, and back.

What a foreign program put inside (its own markup) is dropped. A code has the same number in a text and its translation:
told by what the file numbers them with, else by what is inside, else by their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from transflow.domain.codes import TAG, Side, find_tags
from transflow.domain.inline import MARKER
from transflow.formats.documents.xml import escaped

#: Elements whose content is foreign markup.
_NATIVE: Final = frozenset({"bpt", "ept", "it", "ph", "ut"})
#: How our own note markers are told from foreign placeholders.
NOTE_TYPE: Final = "x-note"
#: Of foreign markup so much is looked at to tell it from other markup, in code points; a code counts as so long.
_GLANCE: Final = 200
_WEIGHT: Final = 20


@dataclass(slots=True, eq=False)
class _Thing:
    """One code as it is read: what the file numbers it with, and its own content."""

    name: str
    x: str
    i: str
    type: str
    content: str = ""
    paired: bool = False


#: A piece of a text: words, or a code at one of its sides.
_Piece: TypeAlias = "str | tuple[_Thing, Side]"


@dataclass(slots=True, eq=False)
class Inline:
    """One text as it comes in, up to ``limit`` code points; ``over``: there was more, ``is_plain``: there is no markup."""

    limit: int
    over: bool = False
    is_plain: bool = True
    _pieces: list[_Piece] = field(default_factory=list)
    _size: int = 0
    _native: int = 0
    _open: list[_Thing | None] = field(default_factory=list)
    _begun: dict[str, _Thing] = field(default_factory=dict)

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        """A tag opens an element inside the text."""
        if self._native:
            self._native += 1
            return
        if name not in _NATIVE and name != "hi":
            self._open.append(None)  # what nobody knows is as if it were not there; its words count
            return
        get = attributes.get
        thing = _Thing(name, get("x", ""), get("i", ""), get("type", ""))
        if name == "hi":
            thing.paired = True
            self._open.append(thing)
            self._put(thing, Side.OPEN)
            return
        self._native = 1
        if name == "ept":
            begun = self._begun.pop(thing.i, None)
            if begun:
                begun.paired = True
                self._put(begun, Side.CLOSE)
                return
        elif name == "bpt":
            self._begun[thing.i] = thing
        self._put(thing, Side.OPEN)

    def closed(self, name: str) -> None:
        """An element inside the text is over."""
        if self._native:
            self._native -= 1
        elif self._open:
            thing = self._open.pop()
            if thing:
                self._put(thing, Side.CLOSE)

    def said(self, words: str) -> None:
        """Words inside the text, or inside foreign markup."""
        if not self._native:
            self._size += len(words)
            if self._size > self.limit:
                self._give_up()
            elif not self.over:
                self._pieces.append(words)
        elif self._native == 1 and self._pieces and isinstance(last := self._pieces[-1], tuple):
            thing, side = last
            if side is Side.OPEN:
                thing.content = (thing.content + words)[:_GLANCE]

    def _put(self, thing: _Thing, side: Side) -> None:
        self.is_plain = False
        self._size += _WEIGHT
        if self._size > self.limit:
            self._give_up()
        elif not self.over:
            self._pieces.append((thing, side))

    def _give_up(self) -> None:
        self.over = True
        self._pieces.clear()
        self._begun.clear()

    def words(self) -> str:
        """Its text without codes, as it stands."""
        if self.is_plain:
            return "".join(self._pieces)  # type: ignore[arg-type]  # nothing but words
        return "".join(piece for piece in self._pieces if isinstance(piece, str))

    def things(self) -> list[_Thing]:
        """Its codes by first appearance, note markers left out."""
        found = dict.fromkeys(piece[0] for piece in self._pieces if not isinstance(piece, str))
        return [thing for thing in found if not _is_note(thing)]

    def shown(self, numbers: Mapping[_Thing, int]) -> str:
        """Its text with the codes by their ``numbers``, without white space at its ends."""
        return "".join(
            piece if isinstance(piece, str) else _tag(*piece, numbers.get(piece[0], 0)) for piece in self._pieces
        ).strip()


def _is_note(thing: _Thing) -> bool:
    return thing.name == "ph" and thing.type == NOTE_TYPE and MARKER.fullmatch(thing.content.strip()) is not None


def _tag(thing: _Thing, side: Side, number: int) -> str:
    if _is_note(thing):
        return thing.content.strip()
    if not thing.paired:
        return f"<{number}/>"
    return f"</{number}>" if side is Side.CLOSE else f"<{number}>"


def shown_together(source: Inline, targets: Iterable[Inline], *, ours: bool) -> tuple[str, list[str]]:
    """A text and its translations with codes numbered alike; ``ours``: the file's numbers are ours and stay."""
    targets = list(targets)
    if source.is_plain and all(target.is_plain for target in targets):
        return source.words().strip(), [target.words().strip() for target in targets]
    # A number that is mere words somewhere must be no code's.
    taken = {tag.number for text in (source, *targets) for tag in find_tags(text.words())}
    free = (number for number in range(1, 1_000_000) if number not in taken)
    numbers: dict[_Thing, int] = {}
    known: dict[str, int] = {}
    for thing in source.things():
        number = known.get(thing.x, 0) if thing.x else 0
        number = number or _own(thing, ours) or next(free)
        taken.add(number)
        numbers[thing] = number
        if thing.x:
            known[thing.x] = number
    return source.shown(numbers), [
        target.shown(_like(target, source, numbers, known, free, ours=ours)) for target in targets
    ]


def _like(
    target: Inline,
    source: Inline,
    numbers: Mapping[_Thing, int],
    known: Mapping[str, int],
    free: Iterator[int],
    *,
    ours: bool,
) -> dict[_Thing, int]:
    """The numbers of a translation's codes, by those of the source."""
    found: dict[_Thing, int] = {}
    left = source.things()
    things = target.things()
    here = dict(known)

    def match(thing: _Thing, like: Iterable[_Thing]) -> None:
        twin = next(iter(like), None)
        if twin:
            left.remove(twin)
            found[thing] = numbers[twin]

    for thing in things:
        if thing.x in known:
            found[thing] = known[thing.x]
            left = [other for other in left if other.x != thing.x]
    for thing in things:
        if thing not in found and thing.i:
            match(
                thing,
                (o for o in left if o.i == thing.i and o.paired == thing.paired and not (o.x and thing.x)),
            )
    for thing in things:
        if thing not in found and thing.content and not thing.x:
            match(
                thing, (o for o in left if (o.name, o.content, o.paired) == (thing.name, thing.content, thing.paired))
            )
    for thing in things:
        if thing not in found and not thing.x:
            match(thing, (other for other in left if other.paired == thing.paired))
    for thing in things:
        if thing not in found:
            found[thing] = here.get(thing.x, 0) or _own(thing, ours) or next(free)
            if thing.x:
                here[thing.x] = found[thing]
    return found


def _own(thing: _Thing, ours: bool) -> int:
    """The number that we gave a code when we wrote the file; 0 where it is not ours."""
    return int(thing.x) if ours and thing.x.isascii() and thing.x.isdecimal() and len(thing.x) < 7 else 0


_TOKEN: Final = re.compile(f"{TAG.pattern}|{MARKER.pattern}")


def marked_up(text: str) -> str:
    """``text`` as the content of an element: codes and note markers as markup that holds how they look.

    A tag without its other end is mere words. Characters that XML cannot hold are left out.
    """
    if "<" not in text and "[" not in text:
        return escaped(text)
    pairs = _paired(text)
    written: list[str] = []
    position = 0
    for match in _TOKEN.finditer(text):
        markup = _markup(match, pairs)
        if markup:
            written += (escaped(text[position : match.start()]), markup)
            position = match.end()
    written.append(escaped(text[position:]))
    return "".join(written)


def _paired(text: str) -> dict[int, int]:
    """Where a tag of a whole pair starts → which pair of the text it is, from 1."""
    pairs: dict[int, int] = {}
    begun: dict[int, int] = {}
    count = 0
    for tag in find_tags(text):
        if tag.side is Side.OPEN:
            begun.setdefault(tag.number, tag.start)
        elif tag.side is Side.CLOSE and tag.number in begun:
            count += 1
            pairs[begun.pop(tag.number)] = pairs[tag.start] = count
    return pairs


def _markup(match: re.Match[str], pairs: Mapping[int, int]) -> str:
    content = escaped(match.group())
    if match["alone"]:
        return f'<ph x="{int(match["alone"])}">{content}</ph>'
    if not match["number"]:
        return f'<ph type="{NOTE_TYPE}">{content}</ph>'
    if match.start() not in pairs:
        return ""
    i = pairs[match.start()]
    if match["close"]:
        return f'<ept i="{i}">{content}</ept>'
    return f'<bpt i="{i}" x="{int(match["number"])}">{content}</bpt>'
