"""The block rules: markdown-it-py's own, each of which then says where its lines begin, and one for notes."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import heading, lheading, paragraph, table
from markdown_it.rules_block.state_block import StateBlock

from transflow.formats.documents.markdown.fences import add_fences

#: How deep blocks may lie in one another; what lies deeper is kept as it is, and reported.
NESTING: Final = 100

_NOTE: Final = re.compile(r"\[\^([^\s\[\]\\]+)\]:")

Rule = Callable[[StateBlock, int, int, bool], bool]


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """The parser: blocks only, with tables, notes and what is kept as it is."""
    markdown = MarkdownIt("commonmark", {"maxNesting": NESTING}).enable("table")
    markdown.core.ruler.enableOnly(["block"])
    ruler = markdown.block.ruler
    ruler.at("paragraph", _located(paragraph))
    ruler.at("lheading", _located(lheading))
    ruler.at("heading", _located(heading), {"alt": ["paragraph", "reference", "blockquote"]})
    ruler.at("table", _located(table), {"alt": ["paragraph", "reference"]})
    ruler.before("table", "note", _note, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    add_fences(ruler)
    return markdown


def _located(rule: Rule) -> Rule:
    """``rule``, whose first token then tells where each of its lines begins and ends."""

    def run(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        before = len(state.tokens)
        if not rule(state, start, end, silent):
            return False
        if not silent and len(state.tokens) > before:
            state.tokens[before].meta["lines"] = [
                (state.bMarks[line] + state.tShift[line], state.eMarks[line]) for line in range(start, state.line)
            ]
        return True

    return run


def _note(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A note: ``[^label]:`` and what follows, indented by four where it goes on (as GFM, pandoc, markdown-it read it)."""
    begin = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("[^", begin) or state.is_code_block(start):
        return False
    match = _NOTE.match(state.src, begin, state.eMarks[start])
    if match is None:
        return False
    if silent:
        return True
    before = (state.bMarks[start], state.tShift[start], state.sCount[start], state.blkIndent, state.parentType)
    indent = column = state.sCount[start] + match.end() - begin
    position = match.end()
    while position < state.eMarks[start] and state.src[position] in " \t":
        column += 4 - column % 4 if state.src[position] == "\t" else 1
        position += 1
    token = state.push("note_open", "aside", 1)
    token.meta = {"label": match.group(1), "start": begin}
    token.map = lines = [start, 0]
    state.bMarks[start] = match.end()
    state.tShift[start] = position - match.end()
    state.blkIndent += 4
    # However far the first words stand from the colon, they are no code block.
    state.sCount[start] = min(column - indent, 3) + state.blkIndent
    state.parentType = "footnote"
    state.md.block.tokenize(state, start, end)
    state.bMarks[start], state.tShift[start], state.sCount[start], state.blkIndent, state.parentType = before
    lines[1] = state.line
    state.push("note_close", "aside", -1)
    return True
