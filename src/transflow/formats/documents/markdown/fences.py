"""Blocks that are kept as they are, beyond CommonMark's own: formulas, tags of site generators, fenced divisions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from markdown_it.ruler import RuleOptionsType, Ruler
from markdown_it.rules_block.state_block import StateBlock

#: A tag of Liquid or Hugo whose inside is no prose: the name is needed to find its end.
_VERBATIM: Final = re.compile(r"\{(?:%-?|\{[<%])\s*(raw|highlight|comment|mermaid|math|katex|chart|gist)\b")
_DIVISION: Final = re.compile(r":{3,}(?!:)[^\n]*")

_ALT: Final[RuleOptionsType] = {"alt": ["paragraph", "reference", "blockquote", "list"]}


def add_fences(ruler: Ruler[Callable[[StateBlock, int, int, bool], bool]]) -> None:
    """Teach a block parser these blocks."""
    ruler.before("table", "kept", _kept, _ALT)


def _kept(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The rule: asked of nearly every line, it looks at one character first."""
    begin = state.bMarks[start] + state.tShift[start]
    find = _FENCES.get(state.src[begin : begin + 1])
    if find is None or state.is_code_block(start):
        return False
    behind = find(state, start, end, begin)
    if behind < 0:
        return False
    if not silent:
        token = state.push("kept", "", 0)
        token.map = [start, behind]
        state.line = behind
    return True


def _until(state: StateBlock, start: int, end: int, closing: str, begin: int) -> int:
    """The line behind the one that holds ``closing``, -1 where none does. Looks ahead once for each kind of fence."""
    never = state.env.setdefault("unclosed", {})
    if never.get(closing, len(state.src) + 1) <= begin:
        return -1
    place = state.src.find(closing, begin)
    if place < 0:
        never[closing] = begin
        return -1
    for line in range(start, end):
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            return -1  # the list item, or the note, ends before
        if place <= state.eMarks[line]:
            return line + 1
    return -1


def _ends(state: StateBlock, line: int, sign: str) -> bool:
    """Whether ``line`` ends with ``sign``, blanks apart."""
    return state.src[state.bMarks[line] : state.eMarks[line]].rstrip(" \t").endswith(sign)


def _formula(state: StateBlock, start: int, end: int, begin: int) -> int:
    """``$$`` at the beginning of a line to ``$$`` at the end of one."""
    if not state.src.startswith("$$", begin):
        return -1
    behind = _until(state, start, end, "$$", begin + 2)
    return behind if behind >= 0 and _ends(state, behind - 1, "$$") else -1


def _tag(state: StateBlock, start: int, end: int, begin: int) -> int:
    """``{% raw %}`` … ``{% endraw %}``, ``{{< highlight >}}`` … ``{{< /highlight >}}``."""
    match = _VERBATIM.match(state.src, begin)
    if match is None:
        return -1
    closing = f"end{match[1]}" if state.src[begin + 1] == "%" else f"/{match[1]}"
    return _until(state, start, end, closing, match.end())


def _division(state: StateBlock, start: int, end: int, begin: int) -> int:
    """``::: name`` and ``:::``: the lines themselves; what is between them is prose."""
    return start + 1 if _DIVISION.fullmatch(state.src, begin, state.eMarks[start]) else -1


#: What begins with this character: the line behind it, or -1.
_FENCES: Final = {"$": _formula, "{": _tag, ":": _division}
