"""Targets in the places of their source: what is written, to the byte, and what a parser that others wrote reads there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from transflow.domain.reassembly import AssembledNote, Assembly, assemble
from transflow.formats.documents.anatomy import Anatomy
from transflow.formats.documents.markdown import MarkdownFormat

MARKDOWN = MarkdownFormat()
ANATOMY = Anatomy()
OTHERS = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def translated(
    source: str,
    texts: Mapping[int, str],
    notes: Sequence[AssembledNote] | None = None,
    replacements: Mapping[int, str] | None = None,
) -> str:
    """``source`` with some blocks' texts in the target; ``notes`` are those of the source where none are given."""
    content = source.encode()
    assembly = assemble(MARKDOWN.read(content, ANATOMY), [], {}, "tr")
    assembly = replace(assembly, texts={**assembly.texts, **texts})
    if notes is not None:
        assembly = replace(assembly, notes=tuple(notes))
    return MARKDOWN.write(content, ANATOMY, assembly, replacements=replacements or {}).decode()


def note(number: int, text: str, source: int | None, *more: str, tag: str = "") -> AssembledNote:
    return AssembledNote(number=number, texts=(text, *more), source=source, tag=tag)


def rewritten(source: str, text: str) -> str:
    """A source of one block with another text."""
    return translated(source, {0: text})


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("One\ntwo\n", "Bir iki", "Bir iki\n"),
        ("> One\n> two\nlazy\n", "Bir", "> Bir\n"),
        ("1. One\n   two\n", "Bir", "1. Bir\n"),
        ("- [x] One\n", "Bir", "- [x] Bir\n"),
        ("> > - One\n> >   two\n", "Bir", "> > - Bir\n"),
        ("## One ##\n", "Bir", "## Bir ##\n"),
        ("One\ntwo\n===\n", "Bir", "Bir\n===\n"),
        ("| One |\n|---|\n", "A | B", "| A \\| B |\n|---|\n"),
        ("One  \ntwo\n", "Bir<1/>İki", "Bir  \nİki\n"),
        ("> One\\\n> two\n", "Bir <1/> İki", "> Bir\\\n> İki\n"),
        ("One <br> two\n", "Bir<1/>İki", "Bir<br>İki\n"),
        ("See `a\nb` there\n", "Orada <1/>", "Orada `a\nb`\n"),
        ("One\r\ntwo\r\n", "Bir", "Bir\r\n"),
        ("\ufeffOne\rtwo\r", "Bir", "\ufeffBir\r"),
        ("One", "Bir\r\niki\n", "Bir iki"),
    ],
)
def test_a_block_is_written_as_one_line_in_its_place(source: str, text: str, expected: str) -> None:
    assert rewritten(source, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2 * 3, snake_case, a_b_c, 5 < 6 & 7 > 3, AT&T, [sic], [2024], {x}, ~50, ^2, C:\\dir, #1, 5$, US$6-$7!",
        "“Tırnak” ‘tek’ – çizgi — uzun… no\u00a0break",
        "https://example.org/a_b_c*d?x=1&y=~z",
        "A - b + c = d; 1.5 or 1) there",
        "-5 derece",
        "#etiket",
        "1.5 milyon",
        "a | b",
    ],
)
def test_what_reads_literally_anyway_is_not_escaped(text: str) -> None:
    assert rewritten("Words\n", text) == f"{text}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Bir", "\\# Bir"),
        ("- bir", "\\- bir"),
        ("1986. yıl", "1986\\. yıl"),
        ("1) bir", "1\\) bir"),
        ("> bir", "\\> bir"),
        ("---", "\\---"),
        ("===", "\\==="),
        ("***", "\\***"),
        ("```", "\\`\\`\\`"),
        ("~~~", "\\~\\~\\~"),
        ("*bir*", "\\*bir\\*"),
        ("_bir_", "\\_bir\\_"),
        ("a*b", "a\\*b"),
        ("[bir](iki)", "\\[bir](iki)"),
        ("[bir]: iki", "\\[bir]: iki"),
        ("<b>", "\\<b>"),
        ("&amp;", "\\&amp;"),
        ("\\*", "\\\\\\*"),
        ("$a+b$", "\\$a+b$"),
        ("^[bir]", "\\^[bir]"),
        ("{{< x >}}", "\\{{< x >}}"),
        ("+++", "\\+++"),
        (": bir", "\\: bir"),
        ("::: bir", "\\::: bir"),
    ],
)
def test_what_would_mean_something_is_escaped_once(text: str, expected: str) -> None:
    written = rewritten("Words\n", text)
    assert written == f"{expected}\n"
    (paragraph,) = (token for token in OTHERS.parse(written) if token.type == "inline")
    assert "".join(child.content for child in paragraph.children or ()) == text


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("a **b** c\n", "а <1>б</1> в", "а **б** в\n"),
        ("a **b** c\n", "а<1> б </1>в", "а **б** в\n"),
        ("a **b** c\n", "а <1></1> в", "а в\n"),
        ("a **b** c\n", "<1>“Kurum”</1>’un", "**“Kurum”**’un\n"),
        ("a **b** c\n", "<1>Kurum</1>un", "**Kurum**un\n"),
        ("a _b_ c\n", "<1>Kurum</1>un", "*Kurum*un\n"),
        ("a **b** c\n", "<1>(CP4)</1>nın", "**(CP4)**&#110;ın\n"),
        ("a **b** c\n", "вот<1>«он»</1>", "во&#1090;**«он»**\n"),
        ("*a* **b**\n", "<1>а</1><2>б</2>", "*а***б**\n"),
        ("a ~~b~~ c\n", "<1>~б~</1>", "~~\\~б\\~~~\n"),
        ("**a *b* c**\n", "<1><2>а</2> б</1>", "***а* б**\n"),
    ],
)
def test_emphasis_holds_wherever_the_translator_puts_it(source: str, text: str, expected: str) -> None:
    assert rewritten(source, text) == expected


@pytest.mark.parametrize(
    ("source", "texts", "expected"),
    [
        ('[a](u "t")\n', {0: "<1>б</1>", 1: 'д "е"'}, '[б](u "д \\"е\\"")\n'),
        ("[a](u (t))\n", {1: "д (е)"}, "[a](u (д \\(е\\)))\n"),
        ("![a](u)\n", {0: "б [в] *г*"}, "![б \\[в\\] \\*г\\*](u)\n"),
        ("![a](u)\n", {0: "^] б"}, "![\\^\\] б](u)\n"),
        ("[a*]\n\n[a*]: u\n", {0: "ж <1>a*</1>"}, "ж [a\\*][a*]\n\n[a*]: u\n"),
        ("[a]\n\n[a]: u\n", {0: "<1>б</1>"}, "[б][a]\n\n[a]: u\n"),
        ("[a][]\n\n[a]: u\n", {0: "<1>б</1>"}, "[б][a]\n\n[a]: u\n"),
        ("x [a]\n\n[a]: u\n", {0: "ж <1>A</1>"}, "ж [A]\n\n[a]: u\n"),
        ("![a]\n\n[a]: u\n", {0: "б"}, "![б][a]\n\n[a]: u\n"),
        ("![a][]\n\n[a]: u\n", {0: "б"}, "![б][a]\n\n[a]: u\n"),
        ("x\n\n[a]: u\n", {0: "ж [a]"}, "ж \\[a]\n\n[a]: u\n"),
        ("x [a](u)\n", {0: "Ура!<1>а</1>"}, "Ура\\![а](u)\n"),
        ("x [a](u) y\n", {0: "<1>а [б] `</1>"}, "[а \\[б\\] \\`](u)\n"),
        ('<img alt="a" src="u">\n', {0: "x"}, '<img alt="a" src="u">\n'),
        (
            'w <img alt="a" src="u">\n',
            {1: 'б "в" <г> &amp;'},
            'w <img alt="б &quot;в&quot; &lt;г> &amp;amp;" src="u">\n',
        ),
        ('{{< figure src="u" caption="a" >}}\n', {0: 'б "в"'}, '{{< figure src="u" caption="б \\"в\\"" >}}\n'),
        ('{% image caption="a" %}\n', {0: 'б "в"'}, '{% image caption="б &quot;в&quot;" %}\n'),
        ("| ![a](u) |\n|---|\n", {0: "б|в"}, "| ![б\\|в](u) |\n|---|\n"),
    ],
)
def test_links_and_pictures_keep_where_they_lead(source: str, texts: dict[int, str], expected: str) -> None:
    assert translated(source, texts) == expected


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("Words", "Слова", "Слова"),
        ("Words", "Слова: ещё", '"Слова: ещё"'),
        ("Words", "#1", '"#1"'),
        ("Words", "yes", '"yes"'),
        ("Words # comment", "Слова", "Слова # comment"),
        ("'Words'", "O'nun", "'O''nun'"),
        ('"Words"', 'a "b" \\', '"a \\"b\\" \\\\"'),
        (">-\n  Words\n  more", "Слова", '"Слова"'),
        ("Words\n  more", "Слова", "Слова"),
    ],
)
def test_front_matter_values_stay_values(value: str, text: str, expected: str) -> None:
    source = f"---\na: 1\ntitle: {value}\nb: 2\n---\n\nText\n"
    assert translated(source, {0: text}) == f"---\na: 1\ntitle: {expected}\nb: 2\n---\n\nText\n"


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [('"Words"', 'a "b"', '"a \\"b\\""'), ("'Words'", 'a "b"', "'a \"b\"'"), ("'Words'", "O'nun", '"O\'nun"')],
)
def test_front_matter_in_toml(value: str, text: str, expected: str) -> None:
    source = f"+++\ntitle = {value}\n+++\n\nText\n"
    assert translated(source, {0: text}) == f"+++\ntitle = {expected}\n+++\n\nText\n"


def test_notes_follow_their_markers_and_a_translators_own_stands_between_them() -> None:
    source = "A[^1] b[^2].\n\n[^1]: One\n    more.\n\n    Second.\n\n[^2]: Two.\n"
    notes = [note(1, "İki.", 2), note(2, "Kendi.", None, tag="ç.n."), note(3, "Bir.", 1, "Devam.")]
    assert translated(source, {0: "B[1], kendi[2] a[3]."}, notes) == (
        "B[^1], kendi[^2] a[^3].\n\n[^1]: İki.\n\n[^2]: Kendi. (ç.n.)\n\n[^3]: Bir.\n\n    Devam.\n"
    )


def test_notes_with_names_keep_them() -> None:
    source = "A[^a] b[^b].\n\n[^a]: One.\n[^b]: Two.\n[^tn1]: Taken[^a].\n"
    notes = [note(1, "Two.", 2), note(2, "One.", 1), note(3, "Taken[2].", 3), note(4, "Kendi.", None)]
    assert translated(source, {0: "B[1] a[2] kendi[4]."}, notes) == (
        "B[^b] a[^a] kendi[^tn2].\n\n[^b]: Two.\n[^a]: One.\n[^tn1]: Taken[^a].\n[^tn2]: Kendi.\n"
    )


def test_a_document_without_notes_gets_its_first_one_at_the_end() -> None:
    notes = [note(1, "Kendi *not*.", None, tag="ç.n.")]
    expected = "Kelime[^1].\r\n\r\n[^1]: Kendi \\*not\\*. (ç.n.)\r\n"
    assert translated("Word.\r\n", {0: "Kelime[1]."}, notes) == expected


def test_notes_inside_the_text_stay_there() -> None:
    notes = [note(1, "Bir.", 1), note(2, "Kendi]", None, tag="ç.n.")]
    assert translated("A^[One.] b.\n", {0: "B a[1] c[2]."}, notes) == "B a^[Bir.] c^[Kendi\\] (ç.n.)].\n"


def test_a_colon_behind_a_marker_defines_nothing() -> None:
    source = "A[^1].\n\n[^1]: One.\n"
    assert translated(source, {0: "[1]: а"}) == "[^1]\\: а\n\n[^1]: One.\n"


@pytest.mark.parametrize(
    ("source", "texts", "expected"),
    [
        (
            "A[1] b[2].\n\n[1] One.\n[2] Two.\n",
            "B[1] kendi[2] a[3].",
            "B[1] kendi[2] a[3].\n\n[1] Two.\n[2] Kendi. (ç.n.)\n[3] One.\n",
        ),
        (
            "A\\[1\\] b\\[2\\].\n\n\\[1\\] One.\n\n\\[2\\] Two.\n",
            "B[1] kendi[2] a[3].",
            "B\\[1\\] kendi\\[2\\] a\\[3\\].\n\n\\[1\\] Two.\n\n\\[2\\] Kendi. (ç.n.)\n\n\\[3\\] One.\n",
        ),
        (
            "Aa¹ bb².\n\n1. One.\n2. Two.\n",
            "B[1] kendi[2] a[3].",
            "B¹ kendi² a³.\n\n1. Two.\n2. Kendi. (ç.n.)\n3. One.\n",
        ),
        (
            "A<sup>1</sup> b<sup>2</sup>.\n\n<sup>1</sup> One.\n\n<sup>2</sup> Two.\n",
            "B[1] kendi[2] a[3].",
            "B<sup>1</sup> kendi<sup>2</sup> a<sup>3</sup>.\n\n"
            "<sup>1</sup> Two.\n\n<sup>2</sup> Kendi. (ç.n.)\n\n<sup>3</sup> One.\n",
        ),
    ],
)
def test_lists_of_notes_in_plain_text_are_numbered_anew(source: str, texts: str, expected: str) -> None:
    notes = [note(1, "Two.", 2), note(2, "Kendi.", None, tag="ç.n."), note(3, "One.", 1)]
    assert translated(source, {0: texts}, notes) == expected


def test_links_within_the_page_go_with_their_notes() -> None:
    source = "A[\\[1\\]](#_ftn1) b[\\[2\\]](#_ftn2).\n\n[\\[1\\]](#_ftnref1) One.\n\n[\\[2\\]](#_ftnref2) Two.\n"
    assert translated(source, {0: "B[1] a[2]."}, [note(1, "Two.", 2), note(2, "One.", 1)]) == (
        "B[\\[1\\]](#_ftn2) a[\\[2\\]](#_ftn1).\n\n[\\[1\\]](#_ftnref2) Two.\n\n[\\[2\\]](#_ftnref1) One.\n"
    )


def test_the_line_of_languages_is_replaced_whole() -> None:
    source = "# T\n\nThis post is also available in: [Türkçe](/tr)\n"
    expected = "# T\n\nBu yazının dilleri: English\\*\n"
    assert translated(source, {}, replacements={1: "Bu yazının dilleri: English*"}) == expected


def test_markup_at_the_beginning_of_a_line_makes_no_block_of_html() -> None:
    """A comment that a translator moves to the front would hide the whole line."""
    written = rewritten("Words <!-- c --> more\n", "<1/>Kelimeler")
    assert written == "&#32;<!-- c -->Kelimeler\n"
    assert [token.type for token in OTHERS.parse(written)] == ["paragraph_open", "inline", "paragraph_close"]


def test_a_heading_before_a_line_of_dashes_does_not_become_a_table() -> None:
    assert rewritten("Words\n---\n", "a | b") == "a &#124; b\n---\n"
    assert rewritten("> Words\n---\n", "a | b") == "> a &#124; b\n---\n"
    assert rewritten("# Words\n--\n", "a | b") == "# a &#124; b\n--\n"


def test_only_the_bytes_of_units_differ() -> None:
    source = "\ufeff---\nx:  1 \n---\r\n\n\n*  One \n\n\t* Two\t\n\n<div>\r</div>\n\n| a|b |  c|\n|-|-|-|\n\n```\n[^1]\n```\nEnd"
    content = source.encode()
    article = MARKDOWN.read(content, ANATOMY)
    texts = {block.index: f"Ж{block.index}" for block in article.blocks}
    written = MARKDOWN.write(content, ANATOMY, Assembly(locale="ru", texts=texts, notes=())).decode()
    words = ["One", "Two", "a", "b", "c", "End"]
    assert [block.content.text for block in article.blocks] == words
    for index, word in enumerate(words):
        source = source.replace(word, f"Ж{index}", 1)
    assert written == source
