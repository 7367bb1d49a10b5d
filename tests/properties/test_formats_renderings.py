"""Whatever the words are: a page stays well-formed, and a reader of Markdown sees the same words."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transflow.domain.article import BlockKind
from transflow.domain.release import View, ViewBlock, ViewNote
from transflow.formats.renderings import render

ACTIVE = "\\`*_{}[]()<>#+-.!|~^&$:=\"' \n1aж"
pieces = st.one_of(
    st.text(st.sampled_from(ACTIVE) | st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=12),
    st.sampled_from(
        [
            "https://a.example/b_c*d?e=f&amp;g=h~",
            "http://x.example/(y)",
            "a_b@c.example",
            "[1]",
            "[2]",
            "www.a.example/_b_",
        ]
    ),
)
texts = st.lists(pieces, max_size=4).map("".join)
shown_kinds = [kind for kind in BlockKind if kind not in (BlockKind.NOTE, BlockKind.FURNITURE)]


def view(blocks: list[tuple[BlockKind, str]], notes: list[str], title: str) -> View:
    return View(
        locale="ru",
        name="a",
        title=title,
        slug="a",
        description=title,
        tags=(title,),
        translators=(title,),
        blocks=tuple(ViewBlock(index=i, kind=kind, text=text) for i, (kind, text) in enumerate(blocks)),
        notes=tuple(ViewNote(number=n, texts=(text,)) for n, text in enumerate(notes, start=1)),
    )


class Words(HTMLParser):
    """The words of a page by element; fails where elements are not nested or ids not unique."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.targets: set[str] = set()
        self.inside: dict[str, str] = {}
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                assert value is not None
                assert value not in self.ids
                self.ids.add(value)
            if name == "href" and (value or "").startswith("#"):
                self.targets.add((value or "")[1:])
        if tag not in ("meta", "link", "hr", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("hr", "br"):
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            self.inside[tag] = self.inside.get(tag, "") + data


@given(st.lists(st.tuples(st.sampled_from(shown_kinds), texts), max_size=6), st.lists(texts, max_size=3), texts)
def test_html_is_well_formed(blocks: list[tuple[BlockKind, str]], notes: list[str], title: str) -> None:
    page = Words(render("html", view(blocks, notes, title)).decode())
    assert page.targets <= page.ids


@given(texts.filter(lambda text: text.strip() and "\n" not in text.strip()))
def test_markdown_shows_the_same_words(text: str) -> None:
    markdown_it = pytest.importorskip("markdown_it")
    body = render("markdown", view([(BlockKind.TITLE, "T"), (BlockKind.PARAGRAPH, text)], [], "T")).decode()
    paragraph = body.split("\n\n")[2]
    html = markdown_it.MarkdownIt("gfm-like", {"linkify": False}).render(paragraph)
    assert html.startswith("<p>")
    shown = Words(html).inside["p"]
    assert re.sub(r"\s+", " ", shown).strip() == re.sub(r"\s+", " ", text).strip()
