"""What of a note's entry is not its words: the label that it writes out, and the ways back to its marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from transflow.formats.documents.html.apparatus import Found
from transflow.formats.documents.html.inline import Atom, hidden
from transflow.formats.documents.html.links import Link, echoes_of, extent_of, is_called_back, label_of
from transflow.formats.documents.html.tokens import Kind
from transflow.formats.documents.html.tree import Tree

_SHOWN: Final = r"(?:\s|&nbsp;)*[\[(]?(?P<label>[^\s\[\]().:&]{1,12})"
#: The label that an entry begins with. In a list that numbers its items a bare number is a word.
LABEL_SHOWN: Final = re.compile(_SHOWN + r"(?:[\])][.:]?|[.:]?(?=\s|&nbsp;|\Z))(?:\s|&nbsp;)*")
_LISTED_LABEL: Final = re.compile(_SHOWN + r"(?:[\])][.:]?|[.:](?=\s|&nbsp;)|(?=\s*\Z))(?:\s|&nbsp;)*")
_AFTER_LABEL: Final = re.compile(r"\s*[\].):]+(?:\s|&nbsp;)*|(?:\s|&nbsp;)+")
_CELLS: Final = frozenset({"td", "th"})


def machinery(tree: Tree, found: Found, first: int, last: int, back: Sequence[Link]) -> list[Atom]:
    """The label and the ways back of the entry that the tokens [first, last) are: atoms that no translator sees.

    Says in ``found`` where the label is written.
    """
    spans: list[tuple[int, int]] = []
    value = tree.attributes(first).get("value") if tree.tokens[first].name == "li" else None
    if value is not None and value.text == found.label:
        found.written = (value.start, value.end)
    for link in back:
        extent = extent_of(tree, link.first, link.last)
        spans.append((extent.start, extent.end))
        shown = label_of(tree, link.first, link.last, link.text)
        if shown is not None and shown[0] == found.label and found.written is None:
            found.written = shown[1]
    for position in range(first, last):
        token = tree.tokens[position]
        if token.kind is not Kind.START or token.partner < 0 or token.opened - token.start < 12:
            continue
        if token.name != "a" and token.name not in _CELLS and is_called_back(tree, position):
            spans.append((token.start, tree.tokens[token.partner].end))
    found.echoes += {echo for span in spans for echo in echoes_of(tree, *span, found.label)}
    spans += _label(tree, found, first, last, sorted(spans))
    code = len(tree.tokens)  # keys that are no tag's
    return [Atom(start, end, hidden(start, end, code + start), machinery=True) for start, end in spans]


def _label(tree: Tree, found: Found, first: int, last: int, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans of the label that an entry writes out at its beginning, and of the signs after it."""
    hidden_spans: list[tuple[int, int]] = []
    shape = _LISTED_LABEL if tree.tokens[first].name == "li" else LABEL_SHOWN
    reached = tree.tokens[first].start
    for position in range(first, last):
        token = tree.tokens[position]
        if token.kind is not Kind.TEXT:
            continue
        start, end = token.start, min(token.end, found.end)
        inside = next((span for span in spans if span[0] <= start < span[1]), None)
        if inside is not None:
            reached = inside[1]
            continue
        text = tree.text[start:end]
        if not text.strip():
            continue
        match = shape.match(text)
        if match is not None and found.written is None and match["label"] == found.label != "":
            found.written = (start + match.start("label"), start + match.end("label"))
            hidden_spans.append((start, start + match.end()))
            reached = start + match.end()
            if match.end() < len(text):
                break
            continue
        if start == reached and start > tree.tokens[first].start and (match := _AFTER_LABEL.match(text)):
            hidden_spans.append((start, start + match.end()))
        break
    return hidden_spans
