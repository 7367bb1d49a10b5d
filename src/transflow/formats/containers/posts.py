"""A post of a site, and the HTML document it is translated as.

A document is ``<h1>TITLE</h1>``, an empty line, and the post's content as the site stores it: block comments and shortcodes
included, not a byte of it altered. The one exception is WordPress's block of footnotes: the content holds only its place
(``<!-- wp:footnotes /-->``), the notes lie beside it. They are rendered into that place as WordPress itself renders them, so
that a reader of HTML sees markers and notes together. :func:`parts_of` takes a document apart again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape
from typing import Final, NamedTuple

from transflow.domain.findings import Finding


class Footnote(NamedTuple):
    """A note that lies beside a post's content: its id there, and its body, HTML."""

    id: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post or page. ``title``, ``content`` and ``excerpt`` are HTML as stored.

    ``slug`` is the address as people read it (percent-decoded), "" where it has none. ``language`` is the code that a
    plugin recorded, or the site's own, as written there ("en", "en-US"), "" where nothing says. ``status`` ("publish",
    "draft", …) and ``kind`` ("post", "page", …) are the site's words. ``protected``: readers need a password. ``date``:
    when it was published, UTC, ISO 8601; "" where unknown. ``line``: where it begins in its file. ``findings``: what
    could not be read of it.
    """

    slug: str
    id: int
    title: str
    language: str
    status: str
    kind: str
    link: str
    content: str
    excerpt: str
    footnotes: tuple[Footnote, ...]
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    author: str
    date: str
    line: int
    protected: bool = False
    findings: tuple[Finding, ...] = ()


class Parts(NamedTuple):
    """What a document was made of: title and content as the site stores them, and the notes that lie beside."""

    title: str
    content: str
    footnotes: tuple[Footnote, ...]


_PLACE: Final = re.compile(r"<!-- wp:footnotes(?P<settings>(?: \{[^\n]*?\})?) /-->")
_FILLED: Final = re.compile(r"<!-- wp:footnotes(?P<settings>(?: \{[^\n]*?\})?) -->\n(?=<ol )")
_CLOSING: Final = "\n<!-- /wp:footnotes -->"
_LIST: Final = '<ol class="wp-block-footnotes">'
_LIST_END: Final = "</ol>"
_ITEM: Final = re.compile(r'<li id="([^"]*)">')
_CITED: Final = re.compile(r"""\bdata-fn=["']([^"']*)["']""")
_BACK: Final = ' <a href="#{id}-link">↩︎</a></li>'
_TITLE_END: Final = "</h1>"
_AFTER_TITLE: Final = "\n\n"


def document_of(post: Post) -> bytes:
    """The post as an HTML document, UTF-8. The same post gives the same bytes."""
    title = re.sub(r"<(?=/h1)", "&lt;", post.title, flags=re.IGNORECASE)
    content = post.content
    if post.footnotes:
        rendered = _rendered(post.footnotes)
        place = _PLACE.search(content)
        if place is not None:
            filled = f"<!-- wp:footnotes{place['settings']} -->\n{rendered}{_CLOSING}"
            content = content[: place.start()] + filled + content[place.end() :]
        elif any(note.id in citations(content) for note in post.footnotes):  # else leftovers that no reader sees
            content = f"{content}\n\n{rendered}\n"
    return f"<h1>{title}{_TITLE_END}{_AFTER_TITLE}{content}".encode()


def citations(content: str) -> set[str]:
    """The notes that the markers in ``content`` lead to, by id."""
    return {unescape(match[1]) for match in _CITED.finditer(content)} if "data-fn" in content else set()


def _rendered(footnotes: tuple[Footnote, ...]) -> str:
    return f"{_LIST}{''.join(map(_item, footnotes))}{_LIST_END}"


def _item(note: Footnote) -> str:
    reference = escape(note.id)
    return f'<li id="{reference}">{note.body}{_BACK.format(id=reference)}'


def parts_of(document: str) -> Parts:
    """Title, content and notes of a document that :func:`document_of` made, translated or not.

    What is not of that shape is content as a whole: nothing is lost.
    """
    title, rest = "", document
    if document.startswith("<h1>"):
        end = document.find(_TITLE_END)
        if end >= 0:
            title, rest = document[4:end], document[end + len(_TITLE_END) :].removeprefix(_AFTER_TITLE)
    filled = _FILLED.search(rest)
    if filled is not None:
        end = rest.find(_LIST_END + _CLOSING, filled.end())
        if end >= 0:
            notes = tuple(_items(rest[filled.end() : end]))
            place = f"<!-- wp:footnotes{filled['settings']} /-->"
            return Parts(title, rest[: filled.start()] + place + rest[end + len(_LIST_END + _CLOSING) :], notes)
    tail = rest.rfind(f"\n\n{_LIST}")
    if tail >= 0 and rest.endswith(f"{_LIST_END}\n"):
        return Parts(title, rest[:tail], tuple(_items(rest[tail:])))
    return Parts(title, rest, ())


def _items(rendered: str) -> Iterator[Footnote]:
    """The notes of a rendered list, each up to its own link back."""
    position = 0
    while (item := _ITEM.search(rendered, position)) is not None:
        back = _BACK.format(id=item[1])
        end = rendered.find(back, item.end())
        if end < 0:
            position = item.end()
            continue
        yield Footnote(unescape(item[1]), rendered[item.end() : end])
        position = end + len(back)
