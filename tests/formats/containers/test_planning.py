"""What an export becomes below ``articles/``."""

from __future__ import annotations

import pytest
from tests.formats.containers.exports import export, item

from transflow.domain.findings import Severity
from transflow.formats.containers.messages import MESSAGES
from transflow.formats.containers.naming import LIMIT, distinct, file_name
from transflow.formats.containers.planning import Contents, plan, same_language


def planned(*items: str, source: str = "en", language: str = "en-US") -> Contents:
    contents = plan(export(*items, language=language).encode(), source)
    for finding in (*contents.findings, *(f for document in contents.documents for f in document.findings)):
        MESSAGES[finding.code].format(**finding.params)
    return contents


def paths(contents: Contents) -> list[str]:
    return [document.path for document in contents.documents]


def codes(contents: Contents) -> list[str]:
    return [finding.code for finding in contents.findings]


def test_each_post_and_page_is_a_document() -> None:
    contents = planned(item(1, slug="a", title="A", content="<p>x</p>"), item(2, slug="b", kind="page"))
    assert paths(contents) == ["a.html", "b.html"]
    assert contents.documents[0].content == b"<h1>A</h1>\n\n<p>x</p>"
    assert contents.findings == ()


def test_the_same_export_gives_the_same_bytes() -> None:
    items = [item(n, slug=f"s{n % 3}") for n in range(9)]
    assert planned(*items) == planned(*items)


def test_what_readers_do_not_see_is_left_out_and_counted() -> None:
    contents = planned(
        item(1, status="draft"),
        item(2, status="private"),
        item(3, kind="attachment", status="inherit"),
        item(4, kind="nav_menu_item"),
        item(5, kind="report"),
        item(6, kind="report"),
    )
    assert contents.documents == ()
    assert [(f.code, dict(f.params)) for f in contents.findings] == [
        ("posts-not-published", {"count": 2}),
        ("kind-left-out", {"count": 2, "kind": "report"}),
        ("export-without-posts", {}),
    ]


def test_drafts_and_other_kinds_on_demand() -> None:
    content = export(item(1, slug="a", status="draft"), item(2, slug="b", kind="report")).encode()
    contents = plan(content, "en", statuses=("publish", "draft"), kinds=("post", "report"))
    assert paths(contents) == ["a.html", "b.html"]


def test_posts_in_other_languages_are_never_mixed_in() -> None:
    contents = planned(
        item(1, slug="en", terms=[("language", "en", "English")]),
        item(2, slug="tr", terms=[("language", "tr", "Türkçe")]),
        item(3, slug="ru", meta={"_locale": "ru_RU"}),
        item(4, slug="mixed", content="[:en]Words[:tr]Sözler[:]"),
        item(5, slug="default"),
    )
    assert paths(contents) == ["en.html", "default.html"]
    assert codes(contents) == ["post-in-other-language", "post-in-other-language", "post-mixes-languages"]
    assert contents.findings[0].params == {"title": "Hello", "language": "tr", "source": "en"}


def test_the_language_of_the_site_counts_where_no_plugin_says_more() -> None:
    contents = planned(item(1), item(2, slug="x", meta={"_locale": "en_GB"}), language="tr-TR")
    assert paths(contents) == ["x.html"]


@pytest.mark.parametrize(
    ("recorded", "wanted", "same"),
    [
        ("", "en", True),
        ("en_US", "en", True),
        ("EN", "en-GB", True),
        ("tr", "en", False),
        ("zh-Hans", "zh-Hant", False),
        ("sr", "sr-Cyrl", True),
        ("english", "en", False),
        ("English", "english", True),
    ],
)
def test_languages_are_compared_without_regions(recorded: str, wanted: str, same: bool) -> None:
    assert same_language(recorded, wanted) is same


def test_empty_and_protected_posts_are_left_out() -> None:
    contents = planned(item(1, content=" \n"), item(2, password="secret"), item(3, slug="c"))
    assert paths(contents) == ["c.html"]
    assert codes(contents) == ["post-without-words", "post-protected"]
    assert all(f.severity is Severity.WARNING and f.line for f in contents.findings)


def test_an_address_is_given_once_and_the_lowest_id_keeps_it() -> None:
    items = [item(9, slug="same"), item(2, slug="same"), item(5, slug="Same"), item(1, slug="same-2")]
    contents = planned(*items)
    named = {document.post.id: document.path for document in contents.documents}
    assert named == {2: "same.html", 1: "same-2.html", 5: "Same-3.html", 9: "same-4.html"}
    assert {d.post.id: d.path for d in planned(*reversed(items)).documents} == named, "whatever the order of the file"
    renamed = [d.post.id for d in contents.documents for f in d.findings if f.code == "post-renamed"]
    assert sorted(renamed) == [5, 9]


def test_an_excerpt_is_reported() -> None:
    (document,) = planned(item(1, excerpt="In short.")).documents
    assert [f.code for f in document.findings] == ["excerpt-left-out"]


@pytest.mark.parametrize(
    ("slug", "title", "path"),
    [
        ("%d1%81%d1%80%d0%b5%d0%b4%d0%bd%d0%b8%d0%b9", "", "средний.html"),
        ("", "Что <em>значит</em> &amp; зачем?", "что-значит-зачем.html"),
        ("", "", "post-7.html"),
        ("%2e%2e%2fetc%2fpasswd", "", "etc-passwd.html"),
        ("..", "", "post-7.html"),
        ("con", "", "con-.html"),
        ("LC_MESSAGES", "", "LC_MESSAGES-.html"),
    ],
)
def test_paths_are_readable_and_safe(slug: str, title: str, path: str) -> None:
    assert paths(planned(item(7, slug=slug, title=title))) == [path]


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("a/b\\c:d*e", "a-b-c-d-e"),
        (".hidden", "hidden"),
        ("~$lock", "lock"),
        ("trailing. ", "trailing"),
        ("v1.2-notes", "v1.2-notes"),
        ("a -- b", "a-b"),
        ("nul.tar", "nul.tar-"),
        ("com¹", "com¹-"),
        ("güneş", "güneş"),
        ("gu\u0308nes\u0327", "güneş"),
        ("हिन्दी", "हिन्दी"),
        ("a\x00\u202eb\nc", "a-b-c"),
        ("😀", "F"),
        ("", "F"),
    ],
)
def test_names(slug: str, name: str) -> None:
    assert file_name(slug, "F") == name


def test_long_names_are_cut_between_words() -> None:
    name = file_name("-".join(["коридор"] * 30), "F")
    assert len(name.encode()) <= LIMIT
    assert set(name.split("-")) == {"коридор"}
    assert file_name("я" * 300, "F") == "я" * (LIMIT // 2)
    assert file_name("a" * 98 + "-bc", "F") == "a" * 98


def test_numbers_are_put_to_long_names_within_the_limit() -> None:
    names = distinct(dict.fromkeys(range(12), "я" * (LIMIT // 2)), range(12))
    assert len(set(names.values())) == 12
    assert all(len(name.encode()) <= LIMIT for name in names.values())
