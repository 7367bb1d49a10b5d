"""Whatever the words are: a page stays well-formed, and a reader of Markdown sees the same words."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transflow.domain.article import BlockKind
from transflow.domain.codes import Code, CodeKind
from transflow.domain.release import View, ViewBlock, ViewNote
from transflow.errors import InputError
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


class Looks(HTMLParser):
    """Each character of a page's paragraph with the looks that it has."""

    STYLES: ClassVar = {"strong": "b", "em": "i", "u": "u", "s": "x", "del": "x", "sup": "+", "sub": "-", "code": "c"}

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.characters: list[tuple[str, frozenset[str]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.open.append(f"a {dict(attrs)['href']}")
        elif tag in self.STYLES:
            self.open.append(self.STYLES[tag])
        elif tag == "br":
            self.characters.append(("\n", frozenset()))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" or tag in self.STYLES:
            ended = self.open.pop()
            assert ended.startswith("a ") if tag == "a" else ended == self.STYLES[tag]

    def handle_data(self, text: str) -> None:
        self.characters += [(character, frozenset(self.open)) for character in text if not character.isspace()]


pairs = st.sampled_from([CodeKind.STRONG, CodeKind.EMPHASIS, CodeKind.STRIKE, CodeKind.UNDERLINE, CodeKind.SUPERSCRIPT])
inner_words = st.text(st.sampled_from("ab.,“”(*_~ !+€ж"), min_size=1, max_size=5)


@st.composite
def marked_up(draw: st.DrawFn) -> tuple[str, tuple[Code, ...]]:
    """A text with codes in and beside one another, and tags that belong nowhere."""
    codes: list[Code] = []
    parts: list[str] = []
    open_numbers: list[int] = []
    for step in draw(st.lists(st.sampled_from("wwwocoxlvbs"), max_size=14)):
        number = len(codes) + 1
        if step == "w":
            parts.append(draw(inner_words))
        elif step == "c" and open_numbers:
            parts.append(f"</{open_numbers.pop()}>")
        elif step in "ol":
            kind, to = (CodeKind.LINK, "https://a.example/x") if step == "l" else (draw(pairs), "")
            codes.append(Code(number=number, kind=kind, paired=True, reference=to))
            parts.append(f"<{number}>")
            open_numbers.append(number)
        elif step in "vb":
            kind, to = (CodeKind.VERBATIM, "a`b") if step == "v" else (CodeKind.BREAK, "")
            codes.append(Code(number=number, kind=kind, paired=False, reference=to))
            parts.append(f"<{number}/>")
        elif step == "x":
            parts.append(draw(st.sampled_from(["</77>", "<78/>", "<1>", "</1>"])))
    parts += [f"</{number}>" for number in reversed(open_numbers)]
    return "".join(parts), tuple(codes)


@settings(max_examples=300)
@given(marked_up())
def test_markdown_looks_like_html(content: tuple[str, tuple[Code, ...]]) -> None:
    markdown_it = pytest.importorskip("markdown_it")
    text, codes = content
    made = replace(view([], [], "T"), blocks=(ViewBlock(index=0, kind=BlockKind.PARAGRAPH, text=text, codes=codes),))
    wanted = Looks(render("html", made).decode().split("<article>")[1].split('<p class="translator">')[0])
    body = render("markdown", made).decode().split("\n---\n\n# T\n\n")[1].rsplit("\n\n", 1)[0]
    shown = Looks(markdown_it.MarkdownIt("gfm-like", {"linkify": False}).render(body))
    title = [("T", frozenset())]
    assert shown.characters == wanted.characters[len(title) :]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(shown_kinds), texts), max_size=6), st.lists(texts, max_size=3), marked_up())
def test_every_view_can_be_set(
    blocks: list[tuple[BlockKind, str]], notes: list[str], content: tuple[str, tuple[Code, ...]]
) -> None:
    made = view(blocks, notes, "T")
    text, codes = content
    more = ViewBlock(index=99, kind=BlockKind.PARAGRAPH, text=text, codes=codes)
    made = replace(made, blocks=(*made.blocks, more))
    assert render("text", made).endswith(b"\n")
    reason = ""
    try:
        assert render("pdf", made).startswith(b"%PDF")
    except InputError as refused:
        reason = str(refused)
    assert not reason or "lack the letters" in reason
