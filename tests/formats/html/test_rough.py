"""Pages that would break a careless reader: deep, wide, cut off. What takes quadratic time here would not come back."""

from __future__ import annotations

import pytest

from transflow.domain.reassembly import assemble
from transflow.formats.documents.anatomy import Anatomy
from transflow.formats.documents.html import HtmlFormat

ANATOMY = Anatomy()
HTML = HtmlFormat()
DEEP = 100_000
MANY = 20_000
LINKS = 2_000


def links(template: str) -> str:
    return "".join(template.replace("#", str(number)) for number in range(1, LINKS))


ROUGH = {
    "nested blocks": "<div>" * DEEP + "x" + "</div>" * DEEP,
    "nested inline": "<b>" * MANY + "x" + "</b>" * MANY,
    "never closed": "<b>" * MANY + "x" + "</i>" * MANY,
    "nested tables": "<table><tr><td>" * (MANY // 4) + "x" + "</section>" * (MANY // 4),
    "items in blocks": "<ul><li>" + "<div>" * (MANY // 4) + "<li>y" * (MANY // 4),
    "tags cut off": "<a " * MANY,
    "quotes left open": '<a href="x>' * MANY,
    "signs": "<" * MANY,
    "comments left open": "<!-- " * MANY,
    "sections left open": "<![CDATA[" * MANY,
    "drawings left open": "<svg>" * MANY,
    "crossed": "<svg><math>" * (MANY // 2) + "</svg>" * (MANY // 2),
    "shortcodes left open": "<p>x" + "[note]" * (MANY // 4),
    "references": "<p>x" + "&nbsp;" * MANY,
    "attributes": "<p " + "a=b " * MANY + ">x",
    "notes in one block": "<p>x" + links('<a href="&n#">#</a> '.replace("&", "#")) + "</p>",
    "lines with notes": "<div>"
    + links("x<a href='%n#'>#</a> ").replace("%", "#")
    + links("<br><a name='n#'></a># body "),
    "plain notes in lines": "<p>x[1][2]</p><p>" + links("[#] body<br>"),
    "one note, many marks": "<p>x" + '<a href="#n1">1</a> ' * LINKS + "</p><ol><li id=n1>body</ol>",
    "many titles": "<html><body>" + "<header><h1>x</h1></header>" * LINKS,
}


@pytest.mark.parametrize("source", ROUGH.values(), ids=ROUGH)
def test_a_rough_page_is_read_and_kept(source: str) -> None:
    content = source.encode()
    article = HTML.read(content, ANATOMY)
    assert HTML.write(content, ANATOMY, assemble(article, [], {}, "tr")) == content


def test_lines_with_notes_are_notes() -> None:
    article = HTML.read(ROUGH["lines with notes"].encode(), ANATOMY)
    assert len(article.notes) == LINKS - 1
    assert [block.content.text for block in article.blocks[1:3]] == ["body", "body"]


def test_the_deepest_words_are_read() -> None:
    assert [block.content.text for block in HTML.read(ROUGH["nested blocks"].encode(), ANATOMY).blocks] == ["x"]
    (block,) = HTML.read(ROUGH["nested inline"].encode(), ANATOMY).blocks
    assert len(block.content.codes) == MANY
