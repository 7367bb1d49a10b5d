"""Containers, whatever is in them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.formats.containers.exports import export, item

from transflow.errors import TransflowError
from transflow.formats.containers.naming import LIMIT, distinct, file_name, readable
from transflow.formats.containers.planning import plan
from transflow.formats.containers.posts import Footnote, Parts, Post, document_of, parts_of
from transflow.formats.containers.wxr import posts
from transflow.formats.documents.maincontent import main_span
from transflow.workflow.workspace import article_name, folded_name

#: What XML can hold.
WORDS = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="\ufffe\uffff").filter(
        lambda c: c >= " " or c in "\t\n"
    ),
    max_size=60,
)
BROKEN = export(
    item(1, slug="bir", title="Bir", meta={"footnotes": json.dumps([{"id": "a", "content": "Not"}])}),
    item(2, slug="iki", content='x<sup data-fn="a">1</sup>'),
    item(3, slug="üç", extra="<!-- -->"),
).encode()


@given(st.one_of(st.text(max_size=300), st.text("abяşI-._/ ", max_size=300)))
def test_a_file_name_is_safe_everywhere(slug: str) -> None:
    name = file_name(slug, "post-1")
    assert 0 < len(name.encode()) <= LIMIT + 1
    assert not set(name) & set('/\\:*?"<>|~$ \t\r\n\0')
    assert name.isprintable()
    assert name[0] not in "-._"
    assert name[-1] not in ". "
    assert file_name(name, "post-1") == name, "a name is its own name"
    assert article_name(Path(f"{name}.html")) == name


@given(st.binary(max_size=60))
def test_any_percent_encoding_is_readable(raw: bytes) -> None:
    readable("".join(f"%{byte:02x}" for byte in raw)).encode()


@given(st.lists(st.sampled_from(["a", "A", "a-2", "a-3", "b", "я", "Я"]), max_size=12), st.randoms())
def test_names_are_made_distinct(wanted: list[str], chance: Random) -> None:
    names = dict(enumerate(wanted))
    order = list(names)
    chance.shuffle(order)
    given_names = distinct(names, order)
    assert given_names.keys() == names.keys()
    assert len({folded_name(name) for name in given_names.values()}) == len(wanted)
    assert {folded_name(name) for name in wanted} <= {folded_name(name) for name in given_names.values()}


@given(WORDS, WORDS, WORDS, st.lists(st.tuples(WORDS.filter(bool), WORDS), max_size=3, unique_by=lambda n: n[0]))
def test_what_is_written_is_read(title: str, slug: str, content: str, notes: list[tuple[str, str]]) -> None:
    listed = json.dumps([{"id": key, "content": body} for key, body in notes])
    (post,) = posts(export(item(slug=slug, title=title, content=content, meta={"footnotes": listed})).encode())
    assert isinstance(post, Post)
    assert (post.title, post.content) == (title.strip(), content)
    assert post.slug == readable(slug.strip())
    assert post.footnotes == tuple(Footnote(*note) for note in notes)


@given(
    WORDS.filter(lambda text: "</h1" not in text.lower()),
    WORDS.filter(lambda text: "wp" not in text),
    st.lists(st.tuples(WORDS.filter(bool), WORDS.filter(lambda b: "↩︎" not in b)), max_size=3, unique_by=lambda n: n[0]),
    st.booleans(),
)  # fmt: skip
def test_a_document_comes_apart_into_what_it_was_made_of(
    title: str, content: str, notes: list[tuple[str, str]], placed: bool
) -> None:
    footnotes = tuple(Footnote(*note) for note in notes)
    whole = f"{content}<!-- wp:footnotes /-->{content}" if placed else content
    (post,) = posts(export(item(title=title, content=whole)).encode())
    assert isinstance(post, Post)
    document = document_of(replace(post, footnotes=footnotes)).decode()
    assert parts_of(document) == Parts(title.strip(), whole, footnotes if placed else ())


@given(st.integers(0, len(BROKEN)), st.binary(max_size=12), st.integers(0, 12))
def test_a_broken_export_is_a_finding_or_an_error_of_ours(place: int, wrong: bytes, gone: int) -> None:
    content = BROKEN[:place] + wrong + BROKEN[place + gone :]
    try:
        contents = plan(content, "en")
    except TransflowError:
        return
    assert contents.documents or contents.findings
    for document in contents.documents:
        document.content.decode()


@given(st.text(max_size=60))
def test_text_that_is_no_export_is_an_error_of_ours(text: str) -> None:
    try:
        plan(text.encode("utf-8", "replace"), "en")
    except TransflowError:
        return
    raise AssertionError("taken for an export")


TAGS = st.sampled_from(
    re.findall(
        r"<\w+ [^>]*>|\S+",
        "<body> <div> </div> <p> </p> <h1>Ports</h1> <article> </article> <a href='#x' id='y'> </a> <p id='x' class='c'>"
        " <table> <td> </table> <aside> </main> <main> <!-- --> <title>Ports</title> < & <script> </script> <br><br>",
    )
)


@given(
    st.lists(
        st.one_of(TAGS, st.just("The corridor links the ports, and so on. " * 6), st.text(max_size=9)), max_size=40
    )
)
def test_a_span_lies_in_its_page(pieces: list[str]) -> None:
    html = "<body>" + "".join(pieces)
    span = main_span(html)
    if span is not None:
        assert 0 <= span[0] < span[1] <= len(html)
        assert html[slice(*span)].strip()
