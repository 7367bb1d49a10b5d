"""What stands before and behind a paragraph's words and is none of them: it stays in the source as it is."""

from __future__ import annotations

from transflow.formats.documents.docx.items import Anchor, Gone, Item, Solo, Text, cut_at


def lead_of(items: list[Item], source: str, *, custom: str = "", numbered: bool = True) -> int:
    """How many items stand before the words: white space, tabs, anchors. Words that begin with space are cut in two.

    A note's body begins with its number (``numbered`` is False: that must come first), or with the author's mark ``custom``.
    Nothing is taken where no words would be left.
    """
    place = 0
    while place < len(items):
        item = items[place]
        if isinstance(item, Anchor):
            numbered = numbered or item.number
        elif isinstance(item, Text):
            size = _lead_of_words(item.text, "" if numbered else custom, numbered=numbered)
            if not size:
                break
            numbered = True
            if size < len(item.text):
                lead, body = cut_at([item], [size], source)
                items[place : place + 1] = [*lead, *body]
                return place + 1
        elif not (numbered and _is_blank(item)):
            break
        place += 1
    return place if numbered and any(not isinstance(item, Anchor | Gone) for item in items[place:]) else 0


def _lead_of_words(text: str, custom: str, *, numbered: bool) -> int:
    """How many characters are space, or the author's own mark with the space after it."""
    if numbered:
        return len(text) - len(text.lstrip())
    if custom and text.lstrip().startswith(custom):
        behind = text.lstrip()[len(custom) :]
        return len(text) - len(behind.lstrip())
    return 0


def tail_of(items: list[Item], source: str) -> int:
    """How many items stand behind the words: white space, tabs, anchors. Words that end in space are cut in two."""
    count = 0
    while count < len(items):
        item = items[-1 - count]
        if isinstance(item, Text):
            size = len(item.text.rstrip())
            if size:
                if size < len(item.text):
                    place = len(items) - 1 - count
                    body, tail = cut_at([item], [size], source)
                    items[place : place + 1] = [*body, *tail]
                    count += 1
                return count
        elif not (isinstance(item, Anchor) or _is_blank(item)):
            return count
        count += 1
    return 0


def _is_blank(item: Item) -> bool:
    """Whether readers see a space, or nothing."""
    return isinstance(item, Gone) or (isinstance(item, Solo) and item.blank)
