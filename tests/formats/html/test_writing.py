"""Words into a page: escaped as their place wants it, in the page's own encoding; all else as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from transflow.domain.article import ATTRIBUTE, LANGUAGE_LINE, BlockKind
from transflow.domain.reassembly import Assembly, assemble
from transflow.errors import EmptyInputError, EncodingError, InputError, NotTextError
from transflow.formats.documents.anatomy import Anatomy
from transflow.formats.documents.html import HtmlFormat

ANATOMY = Anatomy()
HTML = HtmlFormat()


def texts_of(content: bytes, anatomy: Anatomy = ANATOMY) -> list[str]:
    return [block.content.text for block in HTML.read(content, anatomy).blocks]


def written(content: bytes, texts: dict[int, str]) -> bytes:
    assembly = assemble(HTML.read(content, ANATOMY), [], {}, "tr")
    return HTML.write(content, ANATOMY, replace(assembly, texts={**assembly.texts, **texts}))


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("<p>Words</p>", 'A & B <1> "c"', '<p>A &amp; B &lt;1&gt; "c"</p>'),
        ("<p>  Words\n </p>", "Söz", "<p>  Söz\n </p>"),
        ("<p>&nbsp;Words&#160;</p>", "Söz", "<p>&nbsp;Söz&#160;</p>"),
        ("<p>5&nbsp;km</p>", "6\u00a0km", "<p>6&nbsp;km</p>"),
        ("<p>5 km</p>", "6\u00a0km", "<p>6\u00a0km</p>"),
        ("<P>One<P>Two", "Bir", "<P>Bir<P>Two"),
        ("<p>A <b>b</b> c</p>", "<1>B</1> ve C & D", "<p><b>B</b> ve C &amp; D</p>"),
        ('<p>A <a href="x?a=1&b=2">b</a></p>', "<1>B</1> A", '<p><a href="x?a=1&b=2">B</a> A</p>'),
        ("<p>A<br>b <img src=a> c</p>", "B<1/>A<2/>", "<p>B<br>A<img src=a></p>"),
        ("<p>A <b>b</b></p>", "B", "<p>B</p>"),
        ("<p>A <img src=a></p>", "B", "<p>B<img src=a></p>"),
        ("<p><b> A </b></p>", "<1>B</1>", "<p><b> B </b></p>"),
        ("<div>A <p>p</p></div>", "B", "<div>B <p>p</p></div>"),
        ("<td>A<script>if (a < b) {}</script></td>", "B", "<td>B<script>if (a < b) {}</script></td>"),
        ("<p>a <b>c <i>d</b> e</i> f", "F <1>C</1>", "<p>F <b>C</b><i></i>"),
    ],
)
def test_words_are_written_into_their_place(source: str, target: str, expected: str) -> None:
    assert written(source.encode(), {0: target}).decode() == expected


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ('<img alt="A">', "B & \"c\" <d> 'e'", "<img alt=\"B &amp; &quot;c&quot; &lt;d&gt; 'e'\">"),
        ("<img alt='A'>", "B & \"c\" 'e'", "<img alt='B &amp; \"c\" &#39;e&#39;'>"),
        ("<img alt=A src=x>", 'B c "d"', '<img alt="B c &quot;d&quot;" src=x>'),
        ("<p aria-label = ' A '></p>", "B", "<p aria-label = ' B '></p>"),
        ('<a TITLE="A">.</a>', "B", '<a TITLE="B">.</a>'),
        ("<title> A </title>", "B </title> & c", "<title> B &lt;/title&gt; &amp; c </title>"),
        ('<meta name="Description" content="A">', "B", '<meta name="Description" content="B">'),
    ],
)
def test_words_are_written_into_an_attribute(source: str, target: str, expected: str) -> None:
    content = source.encode()
    article = HTML.read(content, ANATOMY)
    assert [block.content.text for block in article.blocks] == ["A"]
    assert written(content, {0: target}).decode() == expected
    assert texts_of(written(content, {0: target})) == [" ".join(target.split())]


def test_an_attribute_inside_a_translated_block_is_translated_too() -> None:
    content = b'<p>See <img src="a" alt="A port"> here.</p>'
    assert texts_of(content) == ["See <1/> here.", "A port"]
    both = written(content, {0: "Burada <1/> bak.", 1: "Liman"})
    assert both.decode() == '<p>Burada <img src="a" alt="Liman"> bak.</p>'


def test_the_names_of_a_page_beside_its_heading_are_captions() -> None:
    article = HTML.read(b"<title>Page</title><body><h1>Article</h1>", ANATOMY)
    assert [(b.kind, b.role) for b in article.blocks] == [(BlockKind.CAPTION, ATTRIBUTE), (BlockKind.TITLE, "")]
    (block,) = HTML.read(b"<title>Page</title><body>", ANATOMY).blocks
    assert block.kind is BlockKind.TITLE


@pytest.mark.parametrize(
    ("declaration", "encoding", "words", "target", "expected"),
    [
        ('<meta charset="windows-1251">', "cp1251", "Слова", "Söz “я”", "S&#246;z “я”"),
        ("<meta charset=iso-8859-9>", "cp1254", "Söz ığş", "Я “ş”", "&#1071; “ş”"),
        (
            '<meta http-equiv="Content-Type" content="text/html; charset=Windows-1252">',
            "cp1252",
            "Café",
            "ış",
            "&#305;&#351;",
        ),
        ("<META CHARSET='latin1'>", "cp1252", "Café “x”", "é", "é"),
        ('<?xml version="1.0" encoding="iso-8859-5"?>', "iso8859-5", "Слова", "я", "я"),
        ("<meta charset=gb2312>", "gb18030", "汉字 words", "ü", "ü"),
        ("<meta charset=utf-8>", "utf-8", "Söz", "Я", "Я"),
        ("", "utf-8", "Söz", "Я", "Я"),
    ],
)
def test_a_page_keeps_its_encoding(declaration: str, encoding: str, words: str, target: str, expected: str) -> None:
    content = f"{declaration}\r\n<p>{words}</p>\r\n".encode(encoding)
    assert texts_of(content) == [words]
    assert written(content, {0: target}).decode(encoding) == f"{declaration}\r\n<p>{expected}</p>\r\n"


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_two_byte_encodings_are_known_by_their_mark(mark: bytes) -> None:
    encoding = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    content = mark + "<p>Söz</p>".encode(encoding)
    assert texts_of(content) == ["Söz"]
    assert written(content, {0: "Я"}) == mark + "<p>Я</p>".encode(encoding)


@pytest.mark.parametrize(
    ("content", "error", "line"),
    [
        (b"", EmptyInputError, None),
        (b" \n ", EmptyInputError, None),
        (b"<p>\n\nS\xf6z</p>", EncodingError, 3),
        (b"<meta charset=utf-8>\n<p>S\xf6z S\xc3\xb6z</p>", EncodingError, 2),
        ("<meta charset=windows-1251>\n\n<p>Söz</p>".encode(), InputError, 3),
        (b"<meta charset=iso-8859-5>\n<p>S\xc3\xb6z</p>", InputError, 2),
        (b"<p>\n<meta charset=klingon>", InputError, 2),
        (b"<meta charset=base64><p>x", InputError, 1),
        (b"<meta charset=shift_jis>\n<p>\x81", InputError, 2),
        (b"<p>\x00</p>", NotTextError, None),
        (b"PK\x03\x04 word/", NotTextError, None),
        (b"<meta charset=cp1252><p>\x81\x00", NotTextError, None),
        (b"\xff\xfe<", InputError, 1),
    ],
)
def test_what_is_no_page_is_refused_with_its_line(content: bytes, error: type[InputError], line: int | None) -> None:
    with pytest.raises(error) as raised:
        HTML.read(content, ANATOMY)
    assert raised.value.line == line
    assert str(raised.value)
    with pytest.raises(error):
        HTML.write(content, ANATOMY, Assembly(locale="tr", texts={}, notes=()))


def test_a_mark_of_the_byte_order_is_no_word() -> None:
    content = "\ufeffWords <b>in bold</b>.".encode()
    assert texts_of(content) == ["Words <1>in bold</1>."]
    assert written(content, {0: "Söz"}).decode() == "\ufeffSöz"
    assert texts_of("\ufeffWords".encode()) == ["Words"]


def test_a_declaration_in_a_comment_is_none() -> None:
    assert texts_of('<!-- <meta charset="windows-1251"> --><p>Söz</p>'.encode()) == ["Söz"]


def test_furniture_is_found_by_its_words_and_replaced() -> None:
    content = b"<p>Share</p><p>Words</p><p>This post is also available in: <a href=/tr>T</a></p>"
    article = HTML.read(content, ANATOMY)
    assert [b.kind for b in article.blocks] == [BlockKind.FURNITURE, BlockKind.PARAGRAPH, BlockKind.FURNITURE]
    assert [b.role for b in article.blocks] == ["", "", LANGUAGE_LINE]
    nothing = Assembly(locale="tr", texts={}, notes=())
    assert HTML.write(content, ANATOMY, nothing, replacements={0: "Paylaş & söyle"}).decode() == (
        content.decode().replace("Share", "Paylaş &amp; söyle")
    )


def test_only_the_article_is_read_where_intake_found_it() -> None:
    source = "<html><body><div><p>Menu</p></div><div><p>Words</p></div><p>End</p></body></html>"
    start = source.index("<p>Words")
    anatomy = Anatomy(main=(start, source.index("</div><p>End")))
    assert texts_of(source.encode(), anatomy) == ["Words"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<html><body><main><p>In</p></main><p>Out</p>", ["In"]),
        ("<html><body><article><p>In</p></article><p>Out</p>", ["In"]),
        ("<html><body><article><p>One</p></article><article><p>Two</p></article>Out", ["One", "Two"]),
        ("<html><body><article><p>The long one of them</p></article><article>2</article>", ["The long one of them"]),
        ("<html><body><nav>Out</nav><header>Out</header><p>In</p><aside>Out</aside><footer>Out</footer>", ["In"]),
        ("<html><body><div role=navigation>Out</div><div role=banner>Out</div><p>In</p>", ["In"]),
        ("<html><body><form><h1>In</h1><p>In</p><select><option>Out</select></form>", ["In", "In"]),
        ("<html><body><form><p>Out</p></form><p>In</p>", ["In"]),
        ("<html><body><p hidden>Out</p><p aria-hidden=true>Out</p><p translate=no>Out</p>In", ["In"]),
        ("<nav>Out</nav><header>In</header><aside>In</aside>", ["In", "In"]),
        ("<p>In</p><template><p>Out</p></template><noscript><p>Out</p></noscript>", ["In"]),
        ("<p>In</p><textarea>Out <p> out</textarea><button>Out</button>", ["In"]),
    ],
)
def test_what_surrounds_an_article_is_left_alone(source: str, expected: list[str]) -> None:
    assert texts_of(source.encode()) == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ('<html lang="en"><body><p>Port.</p>', '<html lang="tr"><body><p>Liman.</p>'),
        ("<!DOCTYPE html><HTML class=x xml:lang='en-GB' lang=en><p>Port.</p>", "<!DOCTYPE html><HTML class=x xml:lang='tr' lang=tr><p>Liman.</p>"),
        ('<html lang="fr"><body><p lang="en">Port.</p>', '<html lang="fr"><body><p lang="en">Liman.</p>'),
    ],
)  # fmt: skip
def test_a_page_may_name_the_language_of_its_translation(page: str, expected: str) -> None:
    anatomy = Anatomy(relabel_language="en")
    article = HTML.read(page.encode(), anatomy)
    done = Assembly(locale="tr", texts={b.index: "Liman." for b in article.blocks}, notes=())
    assert HTML.write(page.encode(), anatomy, done).decode() == expected
    left = HTML.write(page.encode(), Anatomy(), done).decode()
    assert left == page.replace("Port.", "Liman."), "unless somebody wants it, no byte outside of units changes"
    assert HTML.write(page.encode(), anatomy, Assembly(locale="tr", texts={}, notes=())) == page.encode()
