"""What a line looks like: headings, names, bullets, labels of notes. Shapes as rules, in one place."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final, NamedTuple

from transflow.formats.documents.markers import SUPERSCRIPTS

SENTENCE_END: Final = re.compile(r"[.!?…。][\"'”’»)\]]*(?:\[[\d,; –-]+\])*$")
UNFIT_END: Final = re.compile(r"[.!…:;,。][\"'”’»)\]]*(?:\[[\d,; –-]+\])*$")
BULLET: Final = re.compile(r"(?:[-*•–‣·]|\d{1,3}[.)]|[a-z]\))[ \t]+(?=\S)")
PERSONS_TITLE: Final = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|Gen|Sen|Gov|Rep)\.$")
SIGN: Final = re.compile(r"[-*•–‣·][ \t]+(?=\S)")
HASHES: Final = re.compile(r"#{1,6}[ \t]+(?=\S)")
LABELS: Final = {
    "bracket": re.compile(r"\[(\d{1,4})\](?:\s+|(?=[^\W\d_]|[“\"«‘'„(]|$))"),
    "raised": re.compile(rf"([{SUPERSCRIPTS}]{{1,4}})\s*(?=\S)"),
    "plain": re.compile(r"(\d{1,3})[.)]\s+(?=\S)"),
}
OPENING_SECTION: Final = re.compile(
    r"(?:introduction|summary|abstract|background|overview|key (?:points|takeaways)|executive summary)\W*$",
    re.IGNORECASE,
)
NOTES_HEADING: Final = re.compile(
    r"(?:(?:end ?|foot)?notes|references|sources|works cited|(?:select(?:ed)? )?bibliography|further reading)\W*$",
    re.IGNORECASE,
)

#: Guidance measured on analysis articles, in characters and words.
TITLE_LENGTH: Final = 200
HEADING_LENGTH, HEADING_WORDS = 120, 16
KICKER_LENGTH, KICKER_WORDS = 40, 4
HIGHLIGHT_LENGTH, HIGHLIGHTS = 400, 8
BYLINE_LENGTH, BYLINE_WORDS = 80, 9
TAIL_GROUPS: Final = 4
#: Nobody wraps by hand to less than the one, or to more than the other, in characters.
WRAP_LEAST, WRAP_LIMIT = 55, 100
#: Longer lines are words, not furniture, in characters.
FURNITURE_LENGTH: Final = 500


class Line(NamedTuple):
    """A line that is not blank: its span [start, end) without white space around it, its number, its text."""

    start: int
    end: int
    number: int
    text: str
    indented: bool


#: Neighbouring lines between blank ones.
Group = list[Line]


def is_heading_like(text: str, length: int = HEADING_LENGTH, words: int = HEADING_WORDS) -> bool:
    """Whether a line on its own reads as a heading: short, no full stop, does not begin in lower case."""
    return (
        len(text) <= length
        and not text[0].islower()
        and not UNFIT_END.search(text)
        and text.count(" ") < words
        and any(map(str.isalpha, text))
    )


def is_name_like(text: str) -> bool:
    """Whether a line can be a byline: short, no sentence end (a last initial or "Jr." is none), begins with a capital."""
    if len(text) > BYLINE_LENGTH or text.count(" ") >= BYLINE_WORDS or not text[0].isupper():
        return False
    return not text.endswith(("?", "!", ":", ";", ",", "…")) and not re.search(r"[^\W\d_]{4,}\.$", text)


def is_titlecase(text: str) -> bool:
    """Whether each longer word begins with a capital, as a name's do."""
    words = [word for word in re.split(r"[\s,/]+", text) if len(word) > 3 and word[0].isalpha()]
    return bool(words) and len(text.split()) >= 2 and all(word[0].isupper() for word in words)


def are_own_lines(group: Group, widest: int) -> bool:
    """Whether each line of a group is a sentence of its own, not the hard wrap of a paragraph.

    ``widest``: the longest line around the group, in characters.
    """
    if len(group) < 2 or not all(SENTENCE_END.search(line.text) for line in group):
        return False
    if any(PERSONS_TITLE.search(line.text) for line in group[:-1]):
        return False
    return widest > WRAP_LIMIT or not all(_is_forced(line, after, widest) for line, after in pairwise(group))


def items(group: Group, widest: int) -> list[Group]:
    """The lines of a group of highlights by item: one begins after a sentence's end that no hard wrap brought about."""
    if are_own_lines(group, widest):
        return [[line] for line in group]
    found = [group[:1]]
    for line, after in pairwise(group):
        ended = SENTENCE_END.search(line.text) and not PERSONS_TITLE.search(line.text) and not after.text[0].islower()
        if ended and (widest > WRAP_LIMIT or not _is_forced(line, after, widest)):
            found.append([after])
        else:
            found[-1].append(after)
    return found


def _is_forced(line: Line, after: Line, widest: int) -> bool:
    """Whether the next word would not have fitted into ``line``, so that a hard wrap may have ended it."""
    return len(line.text) + 1 + len(after.text.split(None, 1)[0]) > max(widest, WRAP_LEAST)
