"""Notes whose words stand inside their mark, in the text itself; and the shortcodes of WordPress.

For example ``[mfn]words[/mfn]``, or ``<sup …>1</sup><span class="modern-footnotes-footnote__note">words</span>``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from transflow.domain.codes import CodeKind, Side
from transflow.formats.documents.html import conventions
from transflow.formats.documents.html.apparatus import Apparatus, Found
from transflow.formats.documents.html.inline import Atom
from transflow.formats.documents.html.names import BLOCK
from transflow.formats.documents.html.page import classes_of
from transflow.formats.documents.html.tokens import Kind
from transflow.formats.documents.html.tree import Run, Tree
from transflow.formats.documents.skeleton import Mark, Tagged

_SHORTCODE: Final = re.compile(r"\[(/?)([A-Za-z][\w-]{0,40})((?:\s[^\[\]<>]{0,2000})?)\]")
_GIVEN: Final = re.compile(r"\s[\w-]+\s*=")
#: Shortcodes that stand without attributes, and those whose content is not for readers.
_KNOWN: Final = frozenset({"audio", "caption", "contents", "embed", "gallery", "nextpage", "playlist", "toc", "video"})
_CLOSED: Final = frozenset({"code", "embed", "latex", "math", "sourcecode", "php"})
_HINT: Final = re.compile(rf"(?:{'|'.join(sorted(conventions.BODY_CLASSES))})(?![\w-])")
_NUMBER: Final = re.compile(r"\d{1,4}")


@dataclass(frozen=True, slots=True)
class _Bracket:
    """What looks like one end of a shortcode."""

    start: int
    end: int
    closing: bool
    name: str
    given: bool


def notes_inside(tree: Tree) -> Apparatus:
    """The notes of a page that stand in its text, and the atoms that its shortcodes are."""
    apparatus = Apparatus()
    if "[" in tree.text:
        _shortcodes(tree, apparatus)
    if any(name in tree.text for name in conventions.BODY_CLASSES):
        _elements(tree, apparatus)
    apparatus.found.sort(key=lambda found: found.start)
    for number, found in enumerate(apparatus.found, start=1):
        found.label = found.label or str(number)
    return apparatus


def _brackets(tree: Tree, run: Run) -> list[_Bracket]:
    found: list[_Bracket] = []
    for token in tree.tokens[run.first : run.last]:
        if token.kind is Kind.TEXT and tree.text.find("[", token.start, token.end) >= 0:
            found += [
                _Bracket(m.start(), m.end(), bool(m[1]), m[2].lower(), _GIVEN.match(m[3]) is not None)
                for m in _SHORTCODE.finditer(tree.text, token.start, token.end)
            ]
    return found


def _shortcodes(tree: Tree, apparatus: Apparatus) -> None:
    by_run = [(run, brackets) for run in tree.runs if run.worded and (brackets := _brackets(tree, run))]
    opened = {b.name for _, brackets in by_run for b in brackets if not b.closing}
    closed = {b.name for _, brackets in by_run for b in brackets if b.closing}
    for run, brackets in by_run:
        ends = _ends(brackets)
        reached = -1  # the end of the note, and of what is hidden, that was last
        closers: set[int] = set()
        for place, bracket in enumerate(brackets):
            if place in closers:
                continue
            end = ends.get(place)
            if end is not None and bracket.start >= reached:
                closing = brackets[end]
                if bracket.name in conventions.NOTE_SHORTCODES and _note(tree, run, bracket, closing, apparatus):
                    closers.add(end)
                    reached = closing.end
                    continue
                if bracket.name in _CLOSED:
                    _hide(tree, bracket.start, closing.end, CodeKind.VERBATIM, apparatus)
                    closers.update(range(place + 1, end + 1))
                    continue
            if bracket.given or bracket.name in _KNOWN or (bracket.name in opened and bracket.name in closed):
                _hide(tree, bracket.start, bracket.end, CodeKind.OBJECT, apparatus)


def _ends(brackets: Sequence[_Bracket]) -> dict[int, int]:
    """The closing bracket of each opening one, by place: the next of its name. Other brackets between them are words."""
    ends: dict[int, int] = {}
    following: dict[str, int] = {}
    for place in reversed(range(len(brackets))):
        bracket = brackets[place]
        end = following.get(bracket.name)
        if not bracket.closing and end is not None and brackets[end].closing:
            ends[place] = end
        following[bracket.name] = place
    return ends


def _hide(tree: Tree, start: int, end: int, kind: CodeKind, apparatus: Apparatus) -> None:
    piece = Tagged(start, end, Side.ALONE, len(tree.tokens) + start, kind)
    apparatus.atoms.append(Atom(start, end, piece))


def _note(tree: Tree, run: Run, opening: _Bracket, closing: _Bracket, apparatus: Apparatus) -> bool:
    """Take the words between two brackets for a note, if they stand behind words and are some."""
    before = tree.text[tree.tokens[run.first].start : opening.start]
    body = tree.text[opening.end : closing.start]
    if not _has_words(before) or not any(map(str.isalnum, body)):
        return False
    _add(apparatus, opening.start, closing.end, (opening.end, closing.start))
    return True


def _has_words(raw: str) -> bool:
    return any(map(str.isalpha, re.sub(r"<[^>]*>", "", raw)))


def _add(
    apparatus: Apparatus, start: int, end: int, body: tuple[int, int], label: tuple[str, tuple[int, int]] | None = None
) -> None:
    key = f"!{start}"
    found = Found(key=key, label=label[0] if label else "", start=start, end=end, body=body)
    apparatus.found.append(found)
    mark = Mark(start, end, (key,), label[1] if label else None)
    apparatus.atoms.append(Atom(start, end, mark))


def _elements(tree: Tree, apparatus: Apparatus) -> None:
    """Elements that hold the body of a note, behind words of their run."""
    firsts = [run.first for run in tree.runs]
    reached = -1
    for position in tree.attributed:
        token = tree.tokens[position]
        if token.partner < position or position < reached or token.name in BLOCK:
            continue
        if _HINT.search(tree.text, token.start, token.opened) is None:
            continue
        classes = classes_of(tree.attributes(position)) & conventions.BODY_CLASSES
        if not classes:
            continue
        run = tree.runs[bisect_right(firsts, position) - 1]
        words = tree.words_of(position, token.partner, 2_000)
        if not any(map(str.isalnum, words)) or not _has_words(tree.words_of(run.first, position, 2_000)):
            continue
        first, label = _toggle(tree, run, position)
        if first == position and classes <= conventions.MARK_CLASSES and len(words.split()) < 2:  # a mark, more likely
            continue
        close = tree.tokens[token.partner]
        _add(apparatus, tree.tokens[first].start, close.end, (token.opened, close.start), label)
        reached = token.partner


def _toggle(tree: Tree, run: Run, position: int) -> tuple[int, tuple[str, tuple[int, int]] | None]:
    """The first token of the marker in front of a note's words, and the number that it shows."""
    first = position
    label: tuple[str, tuple[int, int]] | None = None
    while first > run.first:
        before = first - 1
        token = tree.tokens[before]
        if token.kind is Kind.TEXT and tree.text[token.start : token.end].isspace() and before > run.first:
            before -= 1
            token = tree.tokens[before]
        start = token.partner if token.kind is Kind.END else before if token.kind is Kind.SOLE else -1
        if start < run.first or classes_of(tree.attributes(start)).isdisjoint(conventions.TOGGLE_CLASSES):
            break
        label = _number_in(tree, start, before) or label
        first = start
    return first, label


def _number_in(tree: Tree, first: int, last: int) -> tuple[str, tuple[int, int]] | None:
    for token in tree.tokens[first:last]:
        match = _NUMBER.search(tree.text, token.start, token.end) if token.kind is Kind.TEXT else None
        if match is not None:
            return match.group(), match.span()
    return None
