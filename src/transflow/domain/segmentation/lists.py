"""Items of a list that runs on inside one paragraph: "(a) grain, (b) oil" no, "1) Grain 2) Oil" yes."""

from __future__ import annotations

import re
from typing import Final

#: A label with a bracket at the head of a paragraph: "1)", "1.)", "(1)", "a)", "(a)"; or a bullet.
_FIRST: Final = re.compile(r"(?P<open>\(?)(?P<label>1|[aA]|i|I)(?P<close>\.?\))\s|(?P<bullet>[•‣⁃▪●])")
_NUMBERED: Final = re.compile(r"\s(\(?)(\d{1,3}|[A-Za-z])(\.?\))(?=\s[^\W\d_a-z])")


def item_starts(text: str, start: int) -> list[int]:
    """Where the second and later items of a list begin that starts at ``start``; empty where there is no list.

    Only labels that go on in order (1, 2, 3 or a, b, c) in the shape of the first, before a capital; or the same
    bullet again.
    """
    first = _FIRST.match(text, start)
    if first is None:
        return []
    if bullet := first.group("bullet"):
        again = re.compile(rf"\s{bullet}(?=\s?\w)")
        return [m.start() + 1 for m in again.finditer(text, first.end())]
    result: list[int] = []
    label = first.group("label")
    for match in _NUMBERED.finditer(text, first.end()):
        wanted = str(int(label) + 1) if label.isdigit() else chr(ord(label) + 1)
        if match.group(2) == wanted and (match.group(1), match.group(3)) == (first.group("open"), first.group("close")):
            result.append(match.start() + 1)
            label = wanted
    return result
