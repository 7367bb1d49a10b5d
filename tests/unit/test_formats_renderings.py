"""Renderings: a complete HTML page whose notes are linked both ways, and Markdown in which words stay words."""

from __future__ import annotations

import json
import re
from collections import Counter
from html.parser import HTMLParser

import pytest

from transflow.domain.article import LANGUAGE_LINE, BlockKind
from transflow.domain.release import Sibling, View, ViewBlock, ViewNote
from transflow.errors import SettingsError
from transflow.formats.renderings import SUFFIXES, render

K = BlockKind
BLOCKS = (
    (K.KICKER, "Analiz"),
    (K.TITLE, "Liman & <deniz>[1]"),
    (K.HIGHLIGHT, "Birinci nokta."),
    (K.HIGHLIGHT, "İkinci nokta."),
    (K.FURNITURE, "Share"),
    (K.PARAGRAPH, "Bekliyor.[1] Yine bekliyor.[2] [2024] yılı, $2.3 milyar, *yıldız* ve _çizgi_."),
    (K.HEADING, "Sonra ne oldu?"),
    (K.QUOTE, "Söz verildi."),
    (K.LIST_ITEM, "tuğla"),
    (K.LIST_ITEM, "kum"),
    (K.PARAGRAPH, "1. Bu bir liste değil. Bkz. https://a.example/x_y?b=1&c=2."),
    (K.BYLINE, "Ada MARIN"),
    (K.BYLINE, "Ada MARIN"),
    (K.BIOGRAPHY, "Ada Marin <script>alert(1)</script> yazar."),
)
VIEW = View(
    locale="tr",
    name="port",
    title="Liman & <deniz>[1]",
    slug="liman",
    description='Liman "bekliyor": neden?',
    tags=("liman", "sigorta & risk"),
    translators=("Ayşe Demir", "Oya <b>"),
    blocks=tuple(ViewBlock(index=i, kind=kind, text=text) for i, (kind, text) in enumerate(BLOCKS)),
    notes=(
        ViewNote(number=1, texts=("“Quay”, https://h.example/q, (Erişim Tarihi: 02.04.2024).", "javascript:alert(1)")),
        ViewNote(number=2, texts=("Çevirenin notu.",), translators=True),
        ViewNote(number=3, texts=("Kimse anmıyor.",)),
    ),
    label_languages="Bu yazı şu dillerde de mevcuttur:",
    label_notes="Notlar",
    label_translator="Çeviren",
    siblings=(
        Sibling(locale="ru", language="Русский", href="../ru/port.html"),
        Sibling(locale="xx", language="Evil", href="javascript:alert(1)"),
    ),
)


def view(*blocks: tuple[BlockKind, str], notes: tuple[ViewNote, ...] = ()) -> View:
    return View(
        locale="ru",
        name="a",
        title="Заголовок",
        slug="a",
        description="",
        tags=(),
        translators=(),
        blocks=tuple(ViewBlock(index=i, kind=kind, text=text) for i, (kind, text) in enumerate(blocks)),
        notes=notes,
    )


class Page(HTMLParser):
    """Elements of a page with their attributes; fails on what is not nested or not closed."""

    VOID = frozenset({"meta", "link", "br", "img"})

    def __init__(self, content: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[tuple[str, str]] = []
        self.feed(content.decode())
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.words.append((self.open[-1], data))

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [found for name, found in self.elements if name == tag and wanted.items() <= found.items()]

    def text(self, tag: str) -> list[str]:
        return [words for inside, words in self.words if inside == tag]


def test_html_is_a_complete_page() -> None:
    content = render("html", VIEW)
    assert content.startswith(b"<!DOCTYPE html>\n")
    page = Page(content)
    assert page.all("html") == [{"lang": "tr", "dir": "ltr"}]
    assert page.text("title") == ["Liman & <deniz>"]
    meta = {found["name"]: found["content"] for found in page.all("meta") if "name" in found}
    assert meta["description"] == 'Liman "bekliyor": neden?'
    assert meta["keywords"] == "liman, sigorta & risk"
    assert meta["author"] == "Ada MARIN"
    assert meta["translator"] == "Ayşe Demir, Oya <b>"
    assert page.all("script") == []
    assert b"Share" not in content
    assert len(page.all("h1")) == 1
    assert [found.get("class") for found in page.all("ul")] == ["highlights", None]
    assert len(page.all("p", **{"class": "byline"})) == 2
    assert "Çeviren: Ayşe Demir, Oya <b>" in page.text("p")


def test_html_links_notes_both_ways() -> None:
    page = Page(render("html", VIEW))
    references = page.all("a", role="doc-noteref")
    assert [(r["id"], r["href"]) for r in references] == [
        ("fnref-1", "#fn-1"),
        ("fnref-1-2", "#fn-1"),
        ("fnref-2", "#fn-2"),
    ]
    assert [r["href"] for r in page.all("a", role="doc-backlink")] == ["#fnref-1", "#fnref-1-2", "#fnref-2"]
    ids = Counter(found["id"] for _, found in page.elements if "id" in found)
    assert set(ids.values()) == {1}
    for _, found in page.elements:
        href = found.get("href") or ""
        if href.startswith("#"):
            assert href[1:] in ids
    assert len(page.all("section", role="doc-endnotes")) == 1
    assert page.all("li", **{"class": "translators-note"}) == [
        {"id": "fn-2", "value": "2", "class": "translators-note"}
    ]
    assert page.text("h2") == ["Sonra ne oldu?", "Notlar"]


def test_html_links_only_to_the_web() -> None:
    page = Page(render("html", VIEW))
    outside = page.all("a", rel="noopener")
    assert [found["href"] for found in outside] == ["https://a.example/x_y?b=1&c=2", "https://h.example/q"]
    assert page.all("a", hreflang="ru") == [
        {"href": "../ru/port.html", "hreflang": "ru", "lang": "ru", "rel": "alternate"}
    ]
    assert page.all("link", rel="alternate") == [{"rel": "alternate", "hreflang": "ru", "href": "../ru/port.html"}]
    assert not any("javascript" in (found.get("href") or "") for _, found in page.elements)


def test_html_without_anything_but_a_title() -> None:
    page = Page(render("html", view((K.PARAGRAPH, "Текст."))))
    assert page.text("h1") == ["Заголовок"]
    assert page.all("section") == page.all("nav") == []


def test_markdown_as_a_whole() -> None:
    assert render("markdown", VIEW).decode() == (
        '---\ntitle: "Liman & <deniz>"\nslug: "liman"\ndescription: "Liman \\"bekliyor\\": neden?"\n'
        'tags: ["liman", "sigorta & risk"]\nlang: "tr"\ntranslator: "Ayşe Demir, Oya <b>"\n'
        'translation_of: "port"\nsource_lang: "en"\n---\n\n'
        "Analiz\n\n# Liman & \\<deniz\\>[^1]\n\n"
        "Bu yazı şu dillerde de mevcuttur: [Русский](<../ru/port.html>)\n\n"
        "- Birinci nokta.\n- İkinci nokta.\n\n"
        "Bekliyor.[^1] Yine bekliyor.[^2] \\[2024\\] yılı, $2.3 milyar, \\*yıldız\\* ve \\_çizgi\\_.\n\n"
        "## Sonra ne oldu?\n\n> Söz verildi.\n\n- tuğla\n- kum\n\n"
        "1\\. Bu bir liste değil. Bkz. <https://a.example/x_y?b=1&c=2>.\n\n"
        "Ada MARIN\n\nAda MARIN\n\nAda Marin \\<script\\>alert(1)\\</script\\> yazar.\n\n"
        "Çeviren: Ayşe Demir, Oya \\<b\\>\n\n"
        "[^1]: “Quay”, <https://h.example/q>, (Erişim Tarihi: 02.04.2024).\n\n    javascript:alert(1)\n\n"
        "[^2]: Çevirenin notu.\n\n[^3]: Kimse anmıyor.\n"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# no heading", "\\# no heading"),
        ("- no item", "\\- no item"),
        ("+ no item", "\\+ no item"),
        ("3) no item", "3\\) no item"),
        ("2024. year", "2024\\. year"),
        ("> no quote", "\\> no quote"),
        ("---", "\\---"),
        ("=== x", "\\=== x"),
        ("a | b ~c~ d^2", "a \\| b \\~c\\~ d\\^2"),
        ("R&D and &amp;", "R\\&D and \\&amp;"),
        ("[1]: no definition", "[^1]\\: no definition"),
        ("see[1](no link)", "see[^1]\\(no link)"),
        ("line\n\nbreak", "line break"),
        ("back\\slash `code`", "back\\\\slash \\`code\\`"),
        ("[9] is no note", "\\[9\\] is no note"),
        ("$x$ is no formula, $5 is money", "\\$x\\$ is no formula, $5 is money"),
    ],
)
def test_markdown_reads_literally(text: str, expected: str) -> None:
    content = render("markdown", view((K.PARAGRAPH, text), notes=(ViewNote(number=1, texts=("n",)),))).decode()
    assert content.split("\n\n")[2] == expected


def test_front_matter_is_json_scalars() -> None:
    odd = View(
        locale="tr",
        name="a: b",
        title='"quoted"\u2028 \x85 #x',
        slug="s",
        description="line\nbreak\ttab",
        tags=("a]", "b, c"),
        translators=(),
        blocks=(),
        notes=(),
    )
    content = render("markdown", odd).decode()
    lines = content.split("\n---\n")[0].split("\n")[1:]
    fields = {name: json.loads(value) for name, value in (line.split(": ", 1) for line in lines)}
    assert fields["description"] == "line break\ttab"
    assert fields["tags"] == ["a]", "b, c"]
    assert fields["translation_of"] == "a: b"
    assert "translator" not in fields
    assert not re.search("[\x85\u2028]", "\n".join(lines))


def test_suffixes_and_unknown_formats() -> None:
    assert SUFFIXES == {"markdown": ".md", "html": ".html"}
    for known in SUFFIXES:
        assert render(known, VIEW) == render(known, VIEW)
    with pytest.raises(SettingsError, match="markdown"):
        render("pdf", VIEW)


def test_roles_of_furniture_are_left_to_the_page() -> None:
    made = view((K.TITLE, "Т"))
    line = ViewBlock(index=1, kind=K.FURNITURE, text="Also in", role=LANGUAGE_LINE)
    for known in SUFFIXES:
        content = render(
            known, View(**{f: getattr(made, f) for f in made.__slots__} | {"blocks": (*made.blocks, line)})
        )
        assert b"Also in" not in content
