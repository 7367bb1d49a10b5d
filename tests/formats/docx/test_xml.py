"""XML as tokens: offsets, names by namespace, references, and everything that is no XML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transflow.errors import InputError, TooLargeError
from transflow.formats.documents import xml as subject
from transflow.formats.documents.xml import Kind, decoded, escaped, escaped_value, parse, unescaped

SPACES = {"urn:word": "w"}


def kinds(text: str) -> list[tuple[str, str]]:
    found = parse(text, SPACES)
    return [(token.kind.value, found.raw(index)) for index, token in enumerate(found.tokens)]


def test_every_character_belongs_to_one_token() -> None:
    text = '\ufeff<?xml version="1.0"?>\n<a><!-- <b> --><b c=">"/>x &amp; y<![CDATA[<z>]]><?p q?></a>\n'
    assert kinds(text) == [
        ("pi", '<?xml version="1.0"?>'),
        ("text", "\n"),
        ("start", "<a>"),
        ("comment", "<!-- <b> -->"),
        ("empty", '<b c=">"/>'),
        ("text", "x &amp; y"),
        ("cdata", "<![CDATA[<z>]]>"),
        ("pi", "<?p q?>"),
        ("end", "</a>"),
        ("text", "\n"),
    ]


def test_names_are_told_by_namespace_not_by_prefix() -> None:
    found = parse('<x:a xmlns:x="urn:word" xmlns:w="urn:other" x:v="1" v="2"><w:a/><a xmlns="urn:word"/></x:a>', SPACES)
    names = [token.name for token in found.tokens if token.kind is not Kind.END]
    assert names == ["w:a", "{urn:other}:a", "w:a"]
    assert found.attributes(0)["w:v"] == "1"
    assert found.attributes(0)["v"] == "2"


def test_a_declaration_ends_with_its_element() -> None:
    found = parse('<a><x:b xmlns:x="urn:word"/><x:b xmlns:x="urn:other"/></a>', SPACES)
    assert [token.name for token in found.tokens] == ["a", "w:b", "x:b", "a"]


def test_partners_children_and_words() -> None:
    found = parse("<a>1<b>2<c/></b>3<![CDATA[&4]]></a>", {})
    assert found.ends[0] == len(found.tokens) - 1
    assert [found.raw(child) for child in found.children(0)] == ["1", "<b>", "3", "<![CDATA[&4]]>"]
    assert found.content(0) == "123&4"
    assert found.text[slice(*found.span(2))] == "<b>2<c/></b>"


def test_attributes_have_their_span() -> None:
    found = parse("<a one='1 &quot; 2' two = \"&#65;&#x42;\"/>", {})
    one = found.attribute(0, "one")
    assert one is not None
    assert (one.value, found.text[one.start : one.end]) == ('1 " 2', "1 &quot; 2")
    assert found.value(0, "two") == "AB"
    assert found.value(0, "three", "-") == "-"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "words",
        "<a>",
        "</a>",
        "<a></b>",
        "<a><b></a></b>",
        "<a/><b/>",
        "<a/>words",
        "<a",
        "<a b=1/>" + "<",
        '<a b="<"/>',
        "<a><!-- </a>",
        "<a><![CDATA[</a>",
        "<a>&lt;<</a>",
        "<1/>",
        "<a></a b='1'>",
    ],
)
def test_what_is_no_xml_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"“part\.xml” in the file is damaged"):
        parse(text, {}, "part.xml")


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        "<?xml version='1.0'?>\n<!DOCTYPE a><a/>",
    ],
)
def test_a_document_type_is_refused_by_name(text: str) -> None:
    with pytest.raises(InputError, match="declares a document type"):
        parse(text, {}, "part.xml")


def test_depth_is_limited_without_recursion() -> None:
    with pytest.raises(InputError, match="more than 512 elements inside one another"):
        parse("<a>" * 100_000 + "</a>" * 100_000, {}, "part.xml")


def test_size_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "SIZE_LIMIT", 10)
    with pytest.raises(TooLargeError):
        parse("<a>1234567</a>", {}, "part.xml")


@given(st.text())
def test_escaped_words_read_back(text: str) -> None:
    fit = "".join(c for c in text if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff")
    assert parse(f"<a>{escaped(text)}</a>", {}).content(0) == fit
    assert parse(f'<a b="{escaped_value(text)}"/>', {}).value(0, "b") == fit


def test_references_that_are_none_stay() -> None:
    assert unescaped("&amp;lt; &nbsp; & &#0; &#x110000; &#xD800;") == "&lt; &nbsp; & &#0; &#x110000; &#xD800;"


@pytest.mark.parametrize(
    "content",
    [
        "<a>ş</a>".encode(),
        b"\xef\xbb\xbf<a/>",
        '<?xml version="1.0" encoding="windows-1254"?><a>ş</a>'.encode("cp1254"),
        "\ufeff<a>ж</a>".encode("utf-16-le"),
        "\ufeff<a>ж</a>".encode("utf-16-be"),
    ],
)
def test_encodings_lead_back_to_the_same_bytes(content: bytes) -> None:
    text, codec = decoded(content)
    assert text.encode(codec) == content
    assert "a" in text


@pytest.mark.parametrize("content", [b"<a>\xff</a>", b'<?xml version="1.0" encoding="no-such"?><a/>'])
def test_a_wrong_encoding_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match="not in the encoding"):
        decoded(content, "part.xml")
