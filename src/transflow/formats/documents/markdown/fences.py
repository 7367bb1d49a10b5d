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
    ruler.before("table", "formula", _formula, _ALT)
    ruler.before("table", "tag", _tag, _ALT)
    ruler.before("table", "division", _division, _ALT)


def _begins(state: StateBlock, line: int, sign: str) -> int:
    """Where ``line`` begins, if it does with ``sign`` and is no indented code; else -1."""
    begin = state.bMarks[line] + state.tShift[line]
    return begin if state.src.startswith(sign, begin) and not state.is_code_block(line) else -1


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


def _keep(state: StateBlock, start: int, behind: int) -> bool:
    token = state.push("kept", "", 0)
    token.map = [start, behind]
    state.line = behind
    return True


def _formula(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """``$$`` at the beginning of a line to ``$$`` at the end of one."""
    begin = _begins(state, start, "$$")
    if begin < 0:
        return False
    behind = _until(state, start, end, "$$", begin + 2)
    if behind < 0 or not _ends(state, behind - 1, "$$"):
        return False
    return silent or _keep(state, start, behind)


def _tag(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """``{% raw %}`` … ``{% endraw %}``, ``{{< highlight >}}`` … ``{{< /highlight >}}``."""
    begin = _begins(state, start, "{")
    match = _VERBATIM.match(state.src, begin) if begin >= 0 else None
    if match is None:
        return False
    closing = f"end{match[1]}" if state.src[begin + 1] == "%" else f"/{match[1]}"
    behind = _until(state, start, end, closing, match.end())
    if behind < 0:
        return False
    return silent or _keep(state, start, behind)


def _division(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """``::: name`` and ``:::``: the lines themselves; what is between them is prose."""
    begin = _begins(state, start, ":::")
    if begin < 0 or not _DIVISION.fullmatch(state.src, begin, state.eMarks[start]):
        return False
    return silent or _keep(state, start, start + 1)
