"""Where the article is in a saved page."""

from __future__ import annotations

from math import fsum

import pytest
from tests.fixtures.saved_pages import NAMES, TITLE, page

from transflow.formats.documents.maincontent import main_span

PROSE = (
    "The corridor links the ports of the Caspian with the railways of Anatolia, and its share has grown every year. "
    * 3
)
PARAGRAPHS = f"<p>{PROSE}</p>" * 4


def held(html: str) -> str:
    span = main_span(html)
    assert span is not None
    start, end = span
    assert 0 <= start < end <= len(html)
    return html[start:end]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_the_article_is_lost(name: str) -> None:
    saved = page(name)
    span = main_span(saved.text)
    assert span is not None
    assert saved.article - saved.held(*span) == set()
    assert TITLE in saved.text[slice(*span)]
    assert main_span(saved.text) == span


def test_nearly_nothing_of_the_surroundings_is_taken() -> None:
    taken: list[float] = []
    for name in NAMES:
        saved = page(name)
        span = main_span(saved.text)
        assert span is not None
        around = saved.held(*span) & saved.surroundings
        assert len(around) <= 0.4 * len(saved.surroundings), name
        taken.append(len(around) / max(1, len(saved.surroundings)))
    assert fsum(taken) / len(NAMES) < 0.05


@pytest.mark.parametrize(
    "html",
    ["", "words", f"<h1>T</h1>{PARAGRAPHS}", f"<div>{PARAGRAPHS}</div>", "<p>&lt;body&gt;</p>"],
    ids=["nothing", "words", "article", "div", "escaped"],
)
def test_a_fragment_is_an_article_as_a_whole(html: str) -> None:
    assert main_span(html) is None


@pytest.mark.parametrize(
    "body",
    ["", "<p>Short.</p>", "<ul>" + "<li><a href='#'>A link to another page of ours.</a></li>" * 50 + "</ul>"],
    ids=["nothing", "short", "links"],
)
def test_where_no_prose_stands_out_nothing_is_said(body: str) -> None:
    assert main_span(f"<html><body>{body}</body></html>") is None


def test_a_title_outside_begins_the_article() -> None:
    html = (
        "<html><head><title>Ports and rails | House</title></head><body><h1>House of Analysis</h1><div class=top><a>x</a>"
        f"</div><div class=hero><h2>Ports and rails</h2><p>In short.</p></div><div class=text>{PARAGRAPHS}</div></body>"
    )
    assert held(html).startswith("<h2>Ports and rails</h2><p>In short.")
    assert held(html).endswith(f"{PARAGRAPHS}</div>")


def test_the_name_of_the_site_is_no_title() -> None:
    html = (
        "<html><head><title>House of Analysis - Ports and rails</title></head><body><h1>House of Analysis</h1>"
        f"<div class=related>{PARAGRAPHS}</div><div class=text><h2>Ports and rails</h2>{PARAGRAPHS}</div></body>"
    )
    assert held(html) == f"<div class=text><h2>Ports and rails</h2>{PARAGRAPHS}</div>"


def test_notes_behind_the_article_belong_to_it() -> None:
    text = PARAGRAPHS.replace("</p>", '<a href="#n1" id="r1">1</a></p>', 1)
    notes = '<div class="n"><p id="n1">One. <a href="#r1">back</a></p><p>And more of it.</p></div>'
    html = f"<html><body><h1>T</h1><div class=text>{text}</div><p>© House</p>{notes}<div>end</div></body></html>"
    assert held(html).endswith(notes)


def test_a_link_that_nothing_answers_brings_nothing_in() -> None:
    text = PARAGRAPHS.replace("</p>", '<a href="#respond">comment</a></p>', 1)
    html = f"<html><body><div class=text>{text}</div><div id=respond><p>Leave a word.</p></div></body></html>"
    assert held(html) == f"<div class=text>{text}</div>"


def test_comments_that_outweigh_the_article_are_not_the_article() -> None:
    html = f"<html><body><div class=a>{PARAGRAPHS}</div><div class=comments>{PARAGRAPHS * 5}</div></body></html>"
    assert held(html) == f"<div class=a>{PARAGRAPHS}</div>"


def test_a_page_that_a_dialogue_hides_is_there_all_the_same() -> None:
    html = (
        f'<html><body><div id=app aria-hidden="true"><div class=a>{PARAGRAPHS * 2}</div></div>'
        f'<div role=dialog><p>{PROSE}</p></div></body></html>'
    )  # fmt: skip
    assert held(html) == f"<div class=a>{PARAGRAPHS * 2}</div>"


def test_a_wrapper_named_after_its_sidebar_is_no_sidebar() -> None:
    html = f"<html><body><div class=content-sidebar-wrap><div class=x>{PARAGRAPHS}</div></div></body></html>"
    assert held(html) == f"<div class=x>{PARAGRAPHS}</div>"


def test_pieces_of_the_same_make_are_one_article() -> None:
    pieces = [f"<div class=block>{part}</div>" for part in (PARAGRAPHS * 3, f"<p>{PROSE}</p>", f"<p>{PROSE}</p>")]
    html = f"<html><body><div class=all>{''.join(pieces)}</div></body></html>"
    assert held(html) == f"<div class=all>{''.join(pieces)}</div>"


def test_the_pages_own_word_counts() -> None:
    more = f"<div class=x>{PARAGRAPHS}</div>"
    html = f"<html><body>{more}<main><div class=y>{PARAGRAPHS}</div></main></body></html>"
    assert held(html) == f"<div class=y>{PARAGRAPHS}</div>"
    cards = f"<article><p>{PROSE}</p></article>" * 2
    html = f"<html><body><section>{cards}</section><article><div>{PARAGRAPHS * 4}</div></article></body></html>"
    assert held(html) == f"<div>{PARAGRAPHS * 4}</div>"


@pytest.mark.parametrize(
    "html",
    [
        "<body>" + "<div>" * 100_000 + PROSE + "</div>" * 100_000,
        "<body>" + "<h1><div>" * 30_000 + PROSE,
        "<body>" + "<p>" * 50_000 + PROSE,
        "<body>" + f'<p id="a"><a href="#a">{PROSE[:100]}</a></p>' * 20_000,
        "<title>x" * 50_000 + "<body>" + PROSE,
        "<body>" + f"<div><p>{PROSE}</p></div>" * 5_000,
    ],
    ids=["nested", "headings", "paragraphs", "links", "titles", "siblings"],
)
def test_monstrous_pages_are_no_trouble(html: str) -> None:
    span = main_span(html)
    assert span is None or 0 <= span[0] < span[1] <= len(html)
