"""A post as a document, and apart again."""

from __future__ import annotations

import dataclasses

import pytest

from transflow.formats.containers.posts import Footnote, Parts, Post, document_of, parts_of

POST = Post(
    slug="hello",
    id=1,
    title="Hello & <em>welcome</em>",
    language="en",
    status="publish",
    kind="post",
    link="",
    content="",
    excerpt="",
    footnotes=(),
    categories=(),
    tags=(),
    author="",
    date="",
    line=1,
)
NOTES = (Footnote("a1", "See <em>there</em>."), Footnote("b2", 'Ibid. <a href="#x">x</a>'))


def document(content: str, notes: tuple[Footnote, ...] = (), title: str = "T") -> str:
    return document_of(dataclasses.replace(POST, title=title, content=content, footnotes=notes)).decode()


def test_title_and_content_stand_as_they_are_stored() -> None:
    content = '<!-- wp:paragraph {"a":1} -->\n<p>Words &amp; [shortcode x="1"]</p>\n<!-- /wp:paragraph -->\n\nbare\r\n\n text '
    assert document(content, title=POST.title) == f"<h1>Hello & <em>welcome</em></h1>\n\n{content}"


def test_a_title_cannot_end_its_own_heading() -> None:
    assert document("c", title="a</h1><script></H1 >") == "<h1>a&lt;/h1><script>&lt;/H1 ></h1>\n\nc"


@pytest.mark.parametrize("settings", ["", ' {"className":"is-style-x","style":{"a":{"b":1}}}'])
def test_footnotes_are_rendered_into_their_place(settings: str) -> None:
    cited = '<p>One<sup data-fn="a1" class="fn"><a href="#a1" id="a1-link">1</a></sup></p>\n\n'
    made = document(f"{cited}<!-- wp:footnotes{settings} /-->\n\n<p>After</p>", NOTES)
    assert made == (
        f"<h1>T</h1>\n\n{cited}<!-- wp:footnotes{settings} -->\n"
        '<ol class="wp-block-footnotes"><li id="a1">See <em>there</em>. <a href="#a1-link">↩︎</a></li>'
        '<li id="b2">Ibid. <a href="#x">x</a> <a href="#b2-link">↩︎</a></li></ol>\n'
        "<!-- /wp:footnotes -->\n\n<p>After</p>"
    )


def test_footnotes_without_a_place_follow_the_content() -> None:
    content = '<p>One<sup data-fn="b2">1</sup></p>'
    made = document(content, NOTES)
    assert made.startswith(f'<h1>T</h1>\n\n{content}\n\n<ol class="wp-block-footnotes"><li id="a1">')
    assert made.endswith("</li></ol>\n")
    assert parts_of(made) == Parts("T", content, NOTES)


def test_footnotes_that_no_marker_leads_to_are_no_part_of_the_text() -> None:
    assert document("<p>One</p>", NOTES) == "<h1>T</h1>\n\n<p>One</p>"


def test_an_id_cannot_leave_its_attribute() -> None:
    note = Footnote('"><script>', "x")
    made = document("<!-- wp:footnotes /-->", (note,))
    assert "<script>" not in made
    assert parts_of(made).footnotes == (note,)


def test_a_document_comes_apart() -> None:
    content = "<p>a</p>\n\n<!-- wp:footnotes /-->\n\n<p>b</p>"
    assert parts_of(document(content, NOTES)) == Parts("T", content, NOTES)
    assert parts_of(document("\n\nx\n")) == Parts("T", "\n\nx\n", ())


def test_notes_come_apart_in_the_order_of_a_translation() -> None:
    made = document("<!-- wp:footnotes /-->", NOTES)
    first, second = (made[made.index(f'<li id="{key}"') :].partition("</li>")[0] + "</li>" for key in ("a1", "b2"))
    turned = made.replace(first + second, second + first)
    assert [note.id for note in parts_of(turned).footnotes] == ["b2", "a1"]


@pytest.mark.parametrize("text", ["", "<p>no heading</p>", "<h1>endless", "<h2>x</h2>"])
def test_what_is_no_document_of_ours_is_content_as_a_whole(text: str) -> None:
    assert parts_of(text) == Parts("", text, ())
