"""WordPress exports: what is read of them, and what becomes of those that are broken."""

from __future__ import annotations

import json

import pytest
from tests.formats.containers.exports import HEAD, TAIL, export, item

from transflow.domain.findings import Finding
from transflow.errors import EmptyInputError, EncodingError, InputError, TooLargeError
from transflow.formats.containers.messages import MESSAGES
from transflow.formats.containers.planning import plan
from transflow.formats.containers.posts import Footnote, Post
from transflow.formats.containers.wxr import posts
from transflow.formats.decoding import LIMIT


def read(text: str | bytes) -> tuple[list[Post], list[Finding]]:
    found = list(posts(text.encode() if isinstance(text, str) else text))
    return [f for f in found if isinstance(f, Post)], [f for f in found if isinstance(f, Finding)]


def one(text: str | bytes) -> Post:
    (post,), findings = read(text)
    assert findings == []
    return post


def codes(findings: list[Finding] | tuple[Finding, ...]) -> list[str]:
    assert {f.code for f in findings} <= set(MESSAGES), "every finding has its words"
    for finding in findings:
        MESSAGES[finding.code].format(**finding.params)
    return [f.code for f in findings]


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_a_post_is_read_whole(version: str) -> None:
    notes = json.dumps([{"content": "See <em>there</em>.", "id": "a1"}, {"content": "Ibid.", "id": "b2"}])
    content = 'A "claim" &amp; more<sup data-fn="a1">1</sup> ]]> <!-- wp:footnotes /-->'
    post = one(
        export(
            item(
                7,
                slug="middle-corridor",
                title="The <em>Middle</em> Corridor &amp; us",
                content=content,
                excerpt="In short.",
                terms=[("category", "energy", "Energy"), ("post_tag", "oil-gas", "Oil &amp; gas")],
                meta={"_edit_last": "3", "footnotes": notes},
            ),
            version=version,
        )
    )
    assert post == Post(
        slug="middle-corridor",
        id=7,
        title="The <em>Middle</em> Corridor &amp; us",
        language="en-US",
        status="publish",
        kind="post",
        link="https://example.org/?p=7",
        content=content,
        excerpt="In short.",
        footnotes=(Footnote("a1", "See <em>there</em>."), Footnote("b2", "Ibid.")),
        categories=("Energy",),
        tags=("Oil & gas",),
        author="Ayşe Yılmaz",
        date="2024-01-15T09:00:00Z",
        line=HEAD.count("\n") + 1,
    )


@pytest.mark.parametrize(
    ("terms", "meta", "language"),
    [
        ([("language", "tr", "Türkçe"), ("category", "x", "X")], {}, "tr"),
        ([], {"_locale": "ru_RU"}, "ru_RU"),
        ([], {"_wpml_import_language_code": "tr"}, "tr"),
        ([("language", "en", "English")], {"_locale": "tr_TR"}, "en"),
        ([], {"_locale": " "}, "en-US"),
        ([("language", "", "")], {}, "en-US"),
    ],
    ids=["polylang", "bogo", "wpml", "polylang-first", "empty-meta", "empty-term"],
)
def test_the_language_is_the_recorded_one(
    terms: list[tuple[str, str, str]], meta: dict[str, str], language: str
) -> None:
    assert one(export(item(terms=terms, meta=meta))).language == language


def test_other_prefixes_mean_the_same() -> None:
    text = export(item(content="Words")).replace("wp:", "w:").replace("content:", "c:")
    text = text.replace("xmlns:wp=", "xmlns:w=").replace("xmlns:content=", "xmlns:c=")
    assert one(text).content == "Words"
    assert one(text).slug == "hello"


def test_prefixes_that_a_plugin_forgot_to_declare_do_no_harm() -> None:
    assert one(export(item(extra="<podcast:episode>5</podcast:episode>"))).slug == "hello"


def test_text_of_comments_is_not_the_posts() -> None:
    comment = (
        "<wp:comment><wp:comment_content>Spam</wp:comment_content><title>no</title>"
        "<wp:commentmeta><wp:meta_key>footnotes</wp:meta_key><wp:meta_value>[]x</wp:meta_value></wp:commentmeta>"
        "</wp:comment>"
    )
    post = one(export(item(extra=comment)))
    assert (post.title, post.findings) == ("Hello", ())


def test_addresses_are_read_as_people_read_them() -> None:
    slug = "%d1%81%d1%80%d0%b5%d0%b4%d0%bd%d0%b8%d0%b9-%d0%ba%d0%be%d1%80%d0%b8%d0%b4%d0%be%d1%80-%d1"
    assert one(export(item(slug=slug))).slug == "средний-коридор-", "half a letter at the end is dropped"


@pytest.mark.parametrize("head", ["\ufeff", "\n\n  ", "<br />\n<b>Warning</b>: headers already sent\n"])
def test_what_a_site_prints_before_the_export_is_passed_over(head: str) -> None:
    (post,), _ = read(head + export(item()))
    assert post.line == HEAD.count("\n") + 1 + head.count("\n")


def test_what_stands_after_the_end_is_passed_over() -> None:
    assert len(read(export(item()) + "<b>Fatal</b> error & more")[0]) == 1


@pytest.mark.parametrize(
    ("codec", "declared"), [("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("cp1254", "windows-1254"), ("cp1251", "windows-1251")]
)  # fmt: skip
def test_declared_encodings_are_kept_to(codec: str, declared: str) -> None:
    words = "Средний коридор" if codec == "cp1251" else "Güneş ve İğne"
    text = export(item(title=words), encoding=declared)
    if codec == "cp1251":
        text = text.replace("Ayşe Yılmaz", "A")
    assert one(text.encode(codec)).title == words


def test_a_false_declaration_is_an_error_that_says_so() -> None:
    content = export(item(title="Güneş"), encoding="US-ASCII").encode()
    with pytest.raises(EncodingError) as caught:
        read(content)
    assert "us-ascii" in str(caught.value)
    assert caught.value.line == content[: content.index("ş".encode())].count(b"\n") + 1


def test_an_unknown_encoding_is_an_error() -> None:
    with pytest.raises(InputError, match="klingon"):
        read(export(item(), encoding="klingon"))


def test_a_post_in_another_encoding_is_left_out_and_the_rest_taken() -> None:
    text = export(item(1, title="One"), item(2, title="Gune@"), item(3, title="Three"))
    found, findings = read(text.encode().replace(b"Gune@", "Güneş".encode("cp1254")))
    assert [post.id for post in found] == [1, 3]
    assert codes(findings) == ["post-not-utf8"]
    assert findings[0].line == text[: text.index("Gune@")].count("\n") + 1
    assert findings[0].params["looks_like"] == "windows-1254"


def test_a_post_that_is_not_well_formed_is_left_out_and_the_rest_taken() -> None:
    text = export(item(1), item(2, extra="<a>Fish & chips</a>\n"), item(3), item(4, extra="</b>"), item(5))
    found, findings = read(text)
    assert [post.id for post in found] == [1, 3, 5]
    assert codes(findings) == ["post-unreadable", "post-unreadable"]
    assert [f.line for f in findings] == [text[: text.index(bad)].count("\n") + 1 for bad in ("Fish", "</b>")]
    lines = text.splitlines()
    assert [lines[post.line - 1].strip() for post in found] == ["<item>"] * 3


def test_an_entity_that_nobody_declared_is_a_problem_of_one_post() -> None:
    found, findings = read(export(item(1, extra="<x>&nbsp;</x>"), item(2)))
    assert [post.id for post in found] == [2]
    assert codes(findings) == ["post-unreadable"]


def test_control_characters_are_taken_out() -> None:
    text = export(item(content="one\x0btwo th\x1free\x00 four"))
    (post,), findings = read(text)
    assert post.content == "one two three four"
    assert codes(findings) == ["controls-taken-out"]
    assert findings[0].params == {"count": 3}
    assert findings[0].line == text[: text.index("one\x0b")].count("\n") + 1


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]>',
        '<!DOCTYPE rss SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "http://127.0.0.1/x">]>',
        "<!DOCTYPE rss>",
    ],
    ids=["billion-laughs", "external-subset", "external-entity", "plain"],
)
def test_a_document_type_is_refused(prolog: str) -> None:
    with pytest.raises(InputError, match="document type"):
        read(export(item(content="&lol2;")).replace("<rss", f"{prolog}\n<rss", 1))


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n",
        b"just words",
        b"<?xml version='1.0'?><feed/>",
        b"<html><body>rss</body></html>",
        b"<?xml version='1.0'?><rss version='2.0'><channel><item><title>a</title></item></channel></rss>",
        b"<?xml version='1.0'?>",
        b"<rss",
    ],
    ids=["pdf", "text", "feed", "html", "rss-feed", "declaration", "half-a-tag"],
)
def test_what_is_no_export_is_an_error(content: bytes) -> None:
    with pytest.raises(InputError, match="not a WordPress export"):
        read(content)


@pytest.mark.parametrize("content", [b"", b" \n"])
def test_nothing_is_an_error(content: bytes) -> None:
    with pytest.raises(EmptyInputError):
        read(content)


def test_too_much_is_an_error() -> None:
    with pytest.raises(TooLargeError):
        read(b" " * (LIMIT + 1))


@pytest.mark.parametrize(
    "written", ["[{", "{}", '[{"id": "a"}]', '["a"]', '[{"id": "a", "content": 5}]', "[" * 100_000]
)
def test_broken_footnotes_are_a_finding(written: str) -> None:
    post = one(export(item(meta={"footnotes": written}, content='x<sup data-fn="a">1</sup>')))
    assert post.footnotes == ()
    assert codes(post.findings) == ["footnotes-unreadable"]


def test_half_a_character_in_a_footnote_is_a_finding() -> None:
    post = one(export(item(meta={"footnotes": r'[{"id": "a", "content": "\ud83d"}]'})))
    assert codes(post.findings) == ["footnotes-unreadable"]


def test_missing_footnotes_are_a_finding() -> None:
    post = one(export(item(content='a<sup data-fn="a">1</sup> b<sup data-fn="b">2</sup><!-- wp:footnotes /-->')))
    assert codes(post.findings) == ["footnotes-missing"]
    assert post.findings[0].params["count"] == 2


def test_a_hundred_thousand_nested_elements_do_no_harm() -> None:
    deep = 100_000
    found, _ = read(export(item(1, extra="<x>" * deep + "</x>" * deep), item(2)))
    assert [post.id for post in found] == [1, 2]


def test_ten_thousand_broken_posts_are_ten_thousand_findings() -> None:
    found, findings = read(HEAD.format(version="1.2", language="en", encoding="UTF-8") + "<item><\n" * 10_000 + TAIL)
    assert found == []
    assert len(findings) == 10_000
    assert findings[-1].line == HEAD.count("\n") + 10_000


def test_a_file_that_is_cut_off_keeps_what_was_before() -> None:
    text = export(item(1), item(2), item(3))
    end = text.index("</item>", text.index("<wp:post_id>2")) + 3
    found, findings = read(text[:end])
    assert [post.id for post in found] == [1]
    assert codes(findings) == ["export-cut-off"]
    assert findings[0].line == text[:end].count("\n") + 1


def test_a_file_that_is_cut_off_inside_a_post_about_feeds_is_reported_once() -> None:
    text = export(item(1), item(2, content="<item>" * 50 + "END"))
    found, findings = read(text[: text.index("END")])
    assert [post.id for post in found] == [1]
    assert codes(findings) == ["export-cut-off"]


def test_cut_at_every_byte_nothing_before_is_lost() -> None:
    notes = json.dumps([{"content": "Not ş.", "id": "a"}], ensure_ascii=False)
    content = export(
        item(1, slug="bir", title="Bir ş", meta={"footnotes": notes}, content='Ğ<sup data-fn="a">1</sup>'), item(2)
    ).encode()
    ends = [place + len(b"</item>") for place in (content.find(b"</item>"), content.rfind(b"</item>"))]
    whole, _ = read(content)
    first = content.index(b"<item>") + len(b"<item>")
    for cut in range(first):
        with pytest.raises(InputError, match=r"cut off before its first post|not a WordPress export|empty"):
            read(content[:cut])
    for cut in range(first, len(content)):
        found, findings = read(content[:cut])
        assert found == whole[: sum(end <= cut for end in ends)], cut
        closed = cut >= content.index(b"</rss>") + len(b"</rss>")
        assert codes(findings) == ([] if closed else ["export-cut-off"]), cut


def test_with_any_byte_spoilt_the_other_posts_are_kept() -> None:
    content = export(item(1, slug="bir", title="Bir ş"), item(2), item(3)).encode()
    first, last = content.index(b"<item>") + len(b"<item>"), content.index(b"</item>")
    for place in range(first, last):
        for wrong in (b"<", b"&", b"\xff", b"]"):
            found, _ = read(content[:place] + wrong + content[place + 1 :])
            assert {2, 3} <= {post.id for post in found}, (place, wrong)


def test_items_in_items_do_not_take_for_ever() -> None:
    deep = 20_000
    found, findings = read(export("<item>" * deep + "</x>", item(2)))
    assert [post.id for post in found] == [2]
    assert set(codes(findings)) == {"post-unreadable"}


def test_plan_of_a_broken_export_never_says_nothing() -> None:
    contents = plan(export(item(1, extra="&")).encode(), "en")
    assert contents.documents == ()
    assert codes(contents.findings) == ["post-unreadable", "export-without-posts"]
