"""Renderings: a complete HTML page whose notes are linked both ways, and Markdown in which words stay words."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from transflow.config import RENDERINGS
from transflow.domain.article import ATTRIBUTE, HEADER, LANGUAGE_LINE, ORDERED, BlockKind
from transflow.domain.codes import Code, CodeKind
from transflow.domain.release import Sibling, View, ViewBlock, ViewNote
from transflow.errors import SettingsError
from transflow.formats.renderings import SUFFIXES, render
from transflow.formats.renderings.losses import MESSAGES, Loss, losses
from transflow.formats.renderings.pieces import safe_link

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
    assert tuple(SUFFIXES) == RENDERINGS
    assert SUFFIXES["text"] == ".txt"
    assert len(set(SUFFIXES.values())) == len(SUFFIXES)
    for known in ("html", "markdown", "text"):
        assert render(known, VIEW) == render(known, VIEW)
    with pytest.raises(SettingsError, match="markdown"):
        render("latex", VIEW)


def test_roles_of_furniture_are_left_to_the_page() -> None:
    made = view((K.TITLE, "Т"))
    line = ViewBlock(index=1, kind=K.FURNITURE, text="Also in", role=LANGUAGE_LINE)
    for known in SUFFIXES:
        content = render(
            known, View(**{f: getattr(made, f) for f in made.__slots__} | {"blocks": (*made.blocks, line)})
        )
        assert b"Also in" not in content


C = CodeKind


def pair(number: int, kind: CodeKind, reference: str = "") -> Code:
    return Code(number=number, kind=kind, paired=True, reference=reference)


def alone(number: int, kind: CodeKind, reference: str = "") -> Code:
    return Code(number=number, kind=kind, paired=False, reference=reference)


def with_codes(text: str, *codes: Code, kind: BlockKind = K.PARAGRAPH, locale: str = "ru") -> View:
    made = view(notes=(ViewNote(number=1, texts=("n",)),))
    return replace(made, locale=locale, blocks=(ViewBlock(index=0, kind=kind, text=text, codes=codes),))


def html_of(text: str, *codes: Code, **more: Any) -> str:
    """The paragraph that a text becomes."""
    return re.findall(r"^<p>(.*)</p>$", render("html", with_codes(text, *codes, **more)).decode(), re.MULTILINE)[0]


def markdown_of(text: str, *codes: Code, **more: Any) -> str:
    return render("markdown", with_codes(text, *codes, **more)).decode().split("\n\n")[2]


def text_of(text: str, *codes: Code, **more: Any) -> str:
    return render("text", with_codes(text, *codes, **more)).decode().split("\n\n")[1]


@pytest.mark.parametrize(
    ("text", "codes", "html", "markdown", "plain"),
    [
        ("a <1>b</1> c", (pair(1, C.STRONG),), "a <strong>b</strong> c", "a **b** c", "a b c"),
        ("a <1>b</1> c", (pair(1, C.EMPHASIS),), "a <em>b</em> c", "a *b* c", "a b c"),
        ("a <1>b</1> c", (pair(1, C.UNDERLINE),), "a <u>b</u> c", "a <u>b</u> c", "a b c"),
        ("a <1>b</1> c", (pair(1, C.STRIKE),), "a <s>b</s> c", "a ~~b~~ c", "a b c"),
        ("m<1>2</1>", (pair(1, C.SUPERSCRIPT),), "m<sup>2</sup>", "m<sup>2</sup>", "m²"),
        ("H<1>2</1>O", (pair(1, C.SUBSCRIPT),), "H<sub>2</sub>O", "H<sub>2</sub>O", "H₂O"),
        ("1<1>er</1>", (pair(1, C.SUPERSCRIPT),), "1<sup>er</sup>", "1<sup>er</sup>", "1er"),
        ("a <1>b</1> c", (pair(1, C.SPAN),), "a b c", "a b c", "a b c"),
        ("a<1/>b", (alone(1, C.BREAK),), "a<br>b", "a\\\nb", "a\nb"),
        ("a<1/># b", (alone(1, C.BREAK),), "a<br># b", "a\\\n\\# b", "a\n# b"),
        ("<1/>a<2/>", (alone(1, C.BREAK), alone(2, C.BREAK)), "a", "a", "a"),
        (
            "a <1/> b",
            (alone(1, C.VERBATIM, "x<`y`>"),),
            "a <code>x&lt;`y`&gt;</code> b",
            "a ``x<`y`>`` b",
            "a x<`y`> b",
        ),
        ("a <1/>", (alone(1, C.FIELD, "3 мая"),), "a 3 мая", "a 3 мая", "a 3 мая"),
        ("a<1/>b<2/>", (alone(1, C.IMAGE, "x.png"), alone(2, C.OBJECT)), "ab", "ab", "ab"),
        ("<1>a<2>b</2></1>", (pair(1, C.QUOTE), pair(2, C.QUOTE)), "«a„b“»", "«a„b“»", "«a„b“»"),
    ],
)
def test_every_kind_of_code(text: str, codes: tuple[Code, ...], html: str, markdown: str, plain: str) -> None:
    assert html_of(text, *codes) == html
    assert markdown_of(text, *codes) == markdown
    assert text_of(text, *codes) == plain


def test_quotation_marks_are_those_of_the_language() -> None:
    codes = (pair(1, C.QUOTE), pair(2, C.QUOTE))
    assert text_of("<1>a <2>b</2></1>", *codes, locale="tr") == "“a ‘b’”"


def test_spaces_stand_outside_of_markup_and_empty_markup_vanishes() -> None:
    codes = (pair(1, C.STRONG), pair(2, C.EMPHASIS), pair(3, C.STRONG))
    assert html_of("a<1> b </1>c<2></2>", *codes) == "a <strong>b</strong> c"
    assert markdown_of("<1>a</1><3>b</3>", *codes) == "**ab**"
    assert markdown_of("<1>a <3>b</3></1>", *codes) == "**a b**"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a<1>“b”</1>c", "a<strong>“b”</strong>c"),
        ("a <1>“b”</1>.", "a **“b”**."),
        ("a<1>b</1>c", "a**b**c"),
        ("a<1>€</1>", "a<strong>€</strong>"),
        ("<1><2>a</2></1>", "**<em>a</em>**"),
        ("\\*<1>a</1>", "\\\\\\*<strong>a</strong>"),
    ],
)
def test_marks_are_marks_where_they_stand(text: str, expected: str) -> None:
    assert markdown_of(text, pair(1, C.STRONG), pair(2, C.EMPHASIS)) == expected


def test_a_marker_stands_in_no_link_and_is_not_raised_twice() -> None:
    cite = '<sup><a href="#fn-1" id="fnref-1" role="doc-noteref">1</a></sup>'
    link = '<a href="https://a.example" rel="noopener">'
    assert html_of("<1>a[1] b</1>", pair(1, C.LINK, "https://a.example")) == f"{link}a</a>{cite} {link}b</a>"
    assert html_of("a<1>[1]</1>", pair(1, C.SUPERSCRIPT)) == f"a{cite}"
    assert html_of("<1>a[1]</1>", pair(1, C.STRONG)) == f"<strong>a{cite}</strong>"
    assert markdown_of("Ах![1]") == "Ах\\![^1]"


@pytest.mark.parametrize(
    ("reference", "in_page", "in_document"),
    [
        ("https://a.example/x y", "https://a.example/x%20y", "https://a.example/x%20y"),
        ("HTTP://a.example", "HTTP://a.example", "HTTP://a.example"),
        ("mailto:a@b.example", "mailto:a@b.example", "mailto:a@b.example"),
        ("../b/c.html", "../b/c.html", ""),
        ("/about", "/about", ""),
        ("#part", "", ""),
        ("", "", ""),
        ("https://", "", ""),
        ("javascript:alert(1)", "", ""),
        ("\x01JavaScript:alert(1)", "", ""),
        ("java\nscript:alert(1)", "", ""),
        ("data:text/html,x", "", ""),
        ("vbscript:x", "", ""),
        ("file:///etc/passwd", "", ""),
        ("\\\\host\\share", "", ""),
    ],
)
def test_links_lead_only_where_it_is_safe(reference: str, in_page: str, in_document: str) -> None:
    assert safe_link(reference, relative=True) == in_page
    assert safe_link(reference) == in_document
    page = Page(render("html", with_codes("<1>a</1>", pair(1, C.LINK, reference))))
    assert [found["href"] for found in page.all("a", rel="noopener")] == ([in_page] if in_page else [])


def test_an_address_inside_a_link_is_words() -> None:
    shown = html_of("<1>https://b.example/x</1>", pair(1, C.LINK, "https://a.example"))
    assert shown == '<a href="https://a.example" rel="noopener">https://b.example/x</a>'


def test_text_says_where_a_link_leads_once() -> None:
    assert text_of("<1>a</1>", pair(1, C.LINK, "https://a.example/b")) == "a (https://a.example/b)"
    assert text_of("<1>a.example</1>", pair(1, C.LINK, "https://a.example/")) == "a.example"
    assert text_of("<1>a@b.example</1>", pair(1, C.LINK, "mailto:a@b.example")) == "a@b.example"


def test_tags_that_are_no_codes_are_words() -> None:
    assert html_of("<1> und <2>") == "&lt;1&gt; und &lt;2&gt;"
    assert html_of("<1>a</2></1>", pair(1, C.STRONG)) == "<strong>a&lt;/2&gt;</strong>"


def blocks(*made: tuple[BlockKind, str, dict[str, Any]]) -> View:
    return replace(
        view(), blocks=tuple(ViewBlock(index=i, kind=k, text=t, **more) for i, (k, t, more) in enumerate(made))
    )


def test_headings_begin_below_the_title_and_leave_no_step_out() -> None:
    made = blocks(*((K.HEADING, f"h{level}", {"level": level}) for level in (1, 3, 2, 6, 0)))
    page = render("html", made).decode()
    assert re.findall(r"<h(\d)>h(\d)", page) == [("2", "1"), ("3", "3"), ("3", "2"), ("4", "6"), ("2", "0")]
    low = blocks((K.HEADING, "a", {"level": 3}), (K.HEADING, "b # #", {"level": 4}))
    assert render("markdown", low).decode().split("\n\n")[2:4] == ["## a", "### b # \\#\n"]


def test_lists_in_lists() -> None:
    made = blocks(
        (K.LIST_ITEM, "a", {"level": 2, "role": ORDERED}),
        (K.LIST_ITEM, "b", {"level": 2}),
        (K.LIST_ITEM, "c", {"level": 9}),
        (K.LIST_ITEM, "d", {"level": 1, "role": ORDERED}),
        (K.LIST_ITEM, "e", {"level": 1}),
    )
    html = "".join(render("html", made).decode().split("<ol>", 1)[1].split("</article>")[0].split())
    assert html == "<li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ol><ul><li>e</li></ul>"
    assert render("markdown", made).decode().split("\n\n", 2)[2] == "1. a\n   - b\n     - c\n2. d\n\n- e\n"


def test_tables() -> None:
    made = blocks(
        *((K.TABLE_CELL, t, {"cell": (0, 0, c), "role": HEADER}) for c, t in enumerate(["", "a|b", "c"])),
        (K.TABLE_CELL, "x", {"cell": (0, 4, 0), "role": HEADER}),
        (K.TABLE_CELL, "y", {"cell": (0, 4, 2)}),
        (K.TABLE_CELL, "z", {"cell": (0, 4, 2)}),
        (K.TABLE_CELL, "apart", {"cell": (1, 0, 0)}),
    )
    page = Page(render("html", made))
    assert [found.get("scope") for found in page.all("th")] == ["col", "col", "col", "row"]
    assert len(page.all("table")) == 2
    assert render("markdown", made).decode().split("\n\n")[2:] == [
        "|  | a\\|b | c |\n| --- | --- | --- |\n| x |  | y<br>z |",
        "|  |\n| --- |\n| apart |\n",
    ]
    assert render("text", made).decode().split("\n\n")[1] == " | a|b | c\nx |  | y / z"


def test_a_page_without_tables_says_nothing_of_tables() -> None:
    assert b"table" not in render("html", VIEW)


def test_quotations_of_several_paragraphs_are_one() -> None:
    made = blocks((K.QUOTE, "a", {}), (K.QUOTE, "b", {}))
    assert b"<blockquote><p>a</p><p>b</p></blockquote>" in render("html", made)
    assert render("markdown", made).decode().endswith("\n\n> a\n>\n> b\n")
    assert render("text", made).decode().endswith("\n\n> a\n>\n> b\n")


def test_words_in_attributes_are_not_shown() -> None:
    made = blocks((K.CAPTION, "a map", {"role": ATTRIBUTE}), (K.CAPTION, "Figure 1", {}))
    for known in ("html", "markdown", "text"):
        assert b"a map" not in render(known, made)
        assert b"Figure 1" in render(known, made)


def test_codes_in_notes_belong_to_their_paragraph() -> None:
    note = ViewNote(number=1, texts=("<1>a</1>", "<1>b</1>"), codes=((pair(1, C.EMPHASIS),), ()))
    shown = render("markdown", replace(view((K.PARAGRAPH, "x[1]")), notes=(note,))).decode()
    assert shown.endswith("[^1]: *a*\n\n    \\<1\\>b\\</1\\>\n")


def test_text_as_a_whole() -> None:
    assert render("text", VIEW).decode() == (
        "Analiz\n\nLiman & <deniz>[1]\n\n- Birinci nokta.\n- İkinci nokta.\n\n"
        "Bekliyor.[1] Yine bekliyor.[2] [2024] yılı, $2.3 milyar, *yıldız* ve _çizgi_.\n\n"
        "Sonra ne oldu?\n\n> Söz verildi.\n\n- tuğla\n- kum\n\n"
        "1. Bu bir liste değil. Bkz. https://a.example/x_y?b=1&c=2.\n\n"
        "Ada MARIN\n\nAda MARIN\n\nAda Marin <script>alert(1)</script> yazar.\n\n"
        "Çeviren: Ayşe Demir, Oya <b>\n\nNotlar\n\n"
        "[1] “Quay”, https://h.example/q, (Erişim Tarihi: 02.04.2024).\n\n    javascript:alert(1)\n\n"
        "[2] Çevirenin notu.\n\n[3] Kimse anmıyor.\n"
    )


def test_losses_are_declared() -> None:
    made = with_codes(
        "<1/><2/><3>a</3><4>b</4><5>漢</5>",
        *(alone(1, C.IMAGE), alone(2, C.OBJECT), pair(3, C.LINK, "b.html"), pair(4, C.LINK, "javascript:x")),
        pair(5, C.STRONG),
    )
    assert [(loss.what, loss.count) for loss in losses("html", made)] == [("pictures", 1), ("objects", 1), ("links", 1)]
    assert [(loss.what, loss.count) for loss in losses("docx", made)] == [("pictures", 1), ("objects", 1), ("links", 2)]
    assert ("looks", 1) in [(loss.what, loss.count) for loss in losses("text", made)]
    assert losses("pdf", made)[-1] == Loss(what="letters", count=1, letters="漢")
    assert losses("markdown", VIEW) == ()
    for loss in losses("text", made):
        assert str(loss.count) in MESSAGES[loss.what].format(count=loss.count, letters=loss.letters)


def test_an_address_that_shows_itself_is_a_link() -> None:
    address = "https://auto.example/a?b=1&c=2"
    assert (
        '<a href="https://auto.example/a?b=1&amp;c=2" rel="noopener">https://auto.example/a?b=1&amp;c=2</a>'
    ) in html_of("See <1/>.", alone(1, CodeKind.ADDRESS, address))
    assert "See a@example.org." in html_of("See <1/>.", alone(1, CodeKind.ADDRESS, "a@example.org"))
