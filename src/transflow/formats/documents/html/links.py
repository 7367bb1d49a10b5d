"""Links within a page, and what belongs to one that cites a note: its brackets, its element, its anchor."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final, NamedTuple
from urllib.parse import unquote

from transflow.formats.documents.html import conventions
from transflow.formats.documents.html.inline import plain_words
from transflow.formats.documents.html.page import classes_of
from transflow.formats.documents.html.tokens import Kind, Value
from transflow.formats.documents.html.tree import Element, Tree

#: Elements round a link that are part of the mark, if there is nothing else in them.
_WRAPPERS: Final = frozenset({"sup", "span", "small", "font", "cite", "b", "strong", "i", "em", "sub"})
_OPENING: Final = re.compile(r"[\[(]\s*\Z")
_CLOSING: Final = re.compile(r"\s*[\])]")
#: The longest text of a link that can be a label or a way back, in characters; and how many tokens it may have.
_LONGEST: Final = 40
_MOST_TOKENS: Final = 24
_REFERENCE: Final = re.compile(r"&#?\w{1,32};")
_NUMBER: Final = re.compile(r"[0-9]+")
_NAME: Final = re.compile(r"(?:[iI][dD]|[nN][aA][mM][eE])\s*=")


class Link(NamedTuple):
    """A link within the page: its tokens [first, last], where it leads, what it shows (cut short if it is long)."""

    first: int
    last: int
    name: str
    text: str


class Extent(NamedTuple):
    """A mark with all that belongs to it: its tokens [first, last] and its span [start, end)."""

    first: int
    last: int
    start: int
    end: int


def links_within(tree: Tree) -> list[Link]:
    """The links of ``tree`` that lead to a place in a page."""
    text = tree.text
    found: list[Link] = []
    for position, token in enumerate(tree.tokens):
        if token.name != "a" or token.kind is not Kind.START or token.partner < 0:
            continue
        if text.find("#", token.start, token.end) < 0:
            continue
        href = tree.attributes(position).get("href")
        name = href.text.rpartition("#")[2] if href is not None and "#" in href.text else ""
        if name:
            long = token.partner - position > _MOST_TOKENS
            shown = plain_words(tree.words_of(position, token.partner, _LONGEST + 1)).strip()
            found.append(Link(position, token.partner, name, shown * 9 if long else shown))
    return found


def anchors(tree: Tree, names: Collection[str]) -> tuple[dict[str, int], list[tuple[str, int]]]:
    """Where each of ``names`` stands (the first of equals), and those that stand again."""
    found: dict[str, int] = {}
    doubled: list[tuple[str, int]] = []
    for position in tree.attributed:
        token = tree.tokens[position]
        if token.kind is Kind.END or token.name == "meta" or _NAME.search(tree.text, token.start, token.opened) is None:
            continue
        for name in names_of(tree.attributes(position)):
            if name in names:
                if name in found:
                    doubled.append((name, position))
                else:
                    found[name] = position
    return found, doubled


def names_of(attributes: Mapping[str, Value]) -> set[str]:
    """The names by which links find an element."""
    return {attributes[key].text for key in ("id", "name") if key in attributes}


def target_of(link: Link, places: Mapping[str, int]) -> int:
    """The position of what a link leads to, -1 where it is not there."""
    place = places.get(link.name)
    return place if place is not None else places.get(unquote(link.name), -1)


def extent_of(tree: Tree, first: int, last: int, names: Collection[str] = ()) -> Extent:
    """What belongs to the mark that the tokens [first, last] are; an empty anchor before it if it has one of ``names``."""
    tokens, text = tree.tokens, tree.text
    start, end = tokens[first].start, tokens[last].end
    while first > 0 and last + 1 < len(tokens):
        before, after = tokens[first - 1], tokens[last + 1]
        if before.kind is Kind.START and before.partner == last + 1 and before.name in _WRAPPERS:
            if start != before.end or end != after.start:
                break
            first, last, start, end = first - 1, last + 1, before.start, after.end
            continue
        if before.kind is not Kind.TEXT or after.kind is not Kind.TEXT or before.end != start or after.start != end:
            break
        opening = _OPENING.search(text, max(before.start, before.end - 8), before.end)
        closing = _CLOSING.match(text, after.start, after.end)
        if opening is None or closing is None:
            break
        start, end = opening.start(), closing.end()
        if start > before.start or end < after.end:
            return Extent(first - (start == before.start), last + (end == after.end), start, end)
        first, last = first - 1, last + 1
    if first > 1 and tokens[first - 1].end == start:
        anchor = tokens[first - 2]
        if anchor.kind is Kind.START and anchor.partner == first - 1 and anchor.name in ("a", "span"):
            attributes = tree.attributes(first - 2)
            if "href" not in attributes and not names_of(attributes).isdisjoint(names):
                first, start = first - 2, anchor.start
    return Extent(first, last, start, end)


def is_called(attributes: Mapping[str, Value], roles: frozenset[str], classes: frozenset[str]) -> bool:
    """Whether an element calls itself one of ``roles`` (role or EPUB type) or has one of ``classes``."""
    if not attributes:
        return False
    for key in ("role", "epub:type"):
        if key in attributes and not roles.isdisjoint(attributes[key].text.lower().split()):
            return True
    return not classes.isdisjoint(classes_of(attributes))


def is_called_mark(tree: Tree, extent: Extent) -> bool:
    """Whether a mark calls itself one: by role, type, class or style."""
    for position in range(extent.first, extent.last):
        if tree.tokens[position].kind is Kind.START and (attributes := tree.attributes(position)):
            style = attributes.get("style")
            if (
                is_called(attributes, conventions.MARK_ROLES, conventions.MARK_CLASSES)
                or not conventions.MARK_ATTRIBUTES.isdisjoint(attributes)
                or (style is not None and conventions.MARK_STYLE.search(style.text) is not None)
            ):
                return True
    return False


def is_called_back(tree: Tree, position: int) -> bool:
    """Whether the element at a position calls itself a way back."""
    attributes = tree.attributes(position)
    return is_called(
        attributes, conventions.BACK_ROLES, conventions.BACK_CLASSES
    ) or not conventions.BACK_ATTRIBUTES.isdisjoint(attributes)


def label_of(tree: Tree, first: int, last: int, text: str) -> tuple[str, tuple[int, int]] | None:
    """The label that the tokens [first, last] show as ``text``, and where it stands; None where that cannot be told."""
    match = conventions.LABEL.fullmatch(text)
    if match is None:
        return None
    shown = match["label"]
    for token in tree.tokens[first : last + 1]:
        if token.kind is Kind.TEXT:
            raw = tree.text[token.start : token.end]
            if "&" in raw:  # "&#91;1&#93;"
                raw = _REFERENCE.sub(lambda m: " " * len(m.group()), raw)
            written = conventions.LABEL.fullmatch(raw)
            if written is not None and written["label"] == shown:
                return shown, (token.start + written.start("label"), token.start + written.end("label"))
    return None


def echoes_of(tree: Tree, start: int, end: int, label: str) -> list[tuple[int, int]]:
    """Where the tags in [start, end) say a number aloud that is ``label`` ("Back to reference 2-1")."""
    if not label.isdecimal():
        return []
    found: list[tuple[int, int]] = []
    for position in range(tree.position_at(start), tree.position_at(end)):
        said = tree.attributes(position).get("aria-label")
        if said is not None:
            numbers = (match.span() for match in _NUMBER.finditer(tree.text, said.start, said.end))
            found += [span for span in numbers if tree.text[slice(*span)] == label][:1]
    return found


def is_called_note(tree: Tree, element: Element) -> bool:
    """Whether an element calls itself a note, and not a list of them."""
    if element.first < 0 or is_called_list(tree, element):
        return False
    attributes = tree.attributes(element.first)
    style = attributes.get("style")
    return (
        is_called(attributes, conventions.NOTE_ROLES, conventions.NOTE_CLASSES)
        or (style is not None and conventions.NOTE_STYLE.search(style.text) is not None)
        or any(conventions.NOTE_NAME.fullmatch(name) for name in names_of(attributes))
    )


def is_called_list(tree: Tree, element: Element) -> bool:
    """Whether an element calls itself a list of notes."""
    if element.first < 0:
        return False
    attributes = tree.attributes(element.first)
    style = attributes.get("style")
    return (
        is_called(attributes, conventions.LIST_ROLES, conventions.LIST_CLASSES)
        or not conventions.LIST_ATTRIBUTES.isdisjoint(attributes)
        or (style is not None and conventions.LIST_STYLE.search(style.text) is not None)
    )
