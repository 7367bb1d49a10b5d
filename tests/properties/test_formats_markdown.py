"""Markdown, whatever it is: untouched it is byte-identical; translated words read as they were meant, to others too."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from hypothesis import assume, example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from transflow.domain.article import Article, BlockKind
from transflow.domain.codes import CodeKind, Side, are_nested, find_tags, numbers_of
from transflow.domain.inline import InlineText
from transflow.domain.reassembly import Assembly, assemble
from transflow.errors import TransflowError
from transflow.formats.documents.anatomy import Anatomy
from transflow.formats.documents.markdown import MarkdownFormat
from transflow.formats.documents.markdown.inline import Setting, scan
from transflow.formats.documents.markdown.patterns import AUTOLINK
from transflow.formats.documents.skeleton import Tagged, Words

ANATOMY = Anatomy()
MARKDOWN = MarkdownFormat()
#: A parser that others wrote, which reads what we have written.
REFEREE = MarkdownIt("commonmark").enable(["table", "strikethrough"])

signs = st.text("ab 1\\`*_[]()<>!&#|~$^{}:;.,-+=%\"'жş\u00a0’«»", min_size=1, max_size=30)
fragments = st.sampled_from(
    [
        *(
            "*",
            "**",
            "***",
            "_",
            "__",
            "~~",
            "`",
            "``",
            "[",
            "![",
            "]",
            "](u)",
            '](u "t")',
            "][r]",
            "[r]",
            "[^1]",
            "^[",
        ),
        *(
            "<b>w</b>",
            "<i>",
            "</u>",
            "<br>",
            "<!-- c -->",
            '<img alt="x">',
            "<http://a.b>",
            "https://a.b/c_d_e",
            "&amp;",
            "&#33;",
        ),
        *("{{< x >}}", "{% y %}", "$a+b$", "\\", "  \n", "\\\n", "\n", " ", "word", "word", "ж", ".", "(", ")", "1"),
    ]
)
inlines = st.lists(fragments, min_size=1, max_size=12).map("".join)
prefixes = st.sampled_from(
    ["", "", "", "# ", "## ", "> ", "- ", "1. ", "> - ", "    ", "[^1]: ", "[^x]: ", "| ", "+ [ ] ", ">> ", "***\n"]
)
newlines = st.sampled_from(["\n", "\r\n", "\r"])
specials = st.sampled_from(
    [
        *("", "", "", "---", "+++", "===", "```", "~~~", "$$", "[r]: u", "[^1]: a", "[^1]: b", "[^x]:"),
        *(
            "\n| a | *b* |\n|---|---|\n| c[^1] | d |",
            "<div>",
            "</div>",
            "<!--",
            "-->",
            "Share",
            "[1] A note.",
            "text.[1]",
            "1. A note.",
            "::: x",
        ),
        *("title: x", "description: >", "{% raw %}", "{% endraw %}", "\ufeff", "\t- a", ": d", "# T {#i}", "x\\"),
    ]
)


@st.composite
def rough(draw: st.DrawFn) -> bytes:
    """Lines of every shape in any order, with any mixture of line ends."""
    lines = draw(st.lists(st.one_of(specials, st.tuples(prefixes, st.one_of(inlines, signs)).map("".join)), min_size=1))
    return "".join(line + draw(newlines) for line in lines).encode()


def nothing() -> Assembly:
    return Assembly(locale="ru", texts={}, notes=())


def read(content: bytes) -> Article | None:
    try:
        return MARKDOWN.read(content, ANATOMY)
    except TransflowError:
        return None


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode), rough()))
def test_whatever_comes_is_read_or_refused_and_stays_as_it_was(content: bytes) -> None:
    article = read(content)
    if article is None:
        return
    assert MARKDOWN.write(content, ANATOMY, nothing()) is content
    assert MARKDOWN.write(content, ANATOMY, assemble(article, [], {}, "ru")) == content
    lines = [block.line for block in article.blocks]
    assert lines == sorted(lines)
    for block in article.blocks:
        tags = find_tags(block.content.text, numbers_of(block.content.codes))
        assert are_nested(tags)
        assert {tag.number for tag in tags} == numbers_of(block.content.codes)


def shown(article: Article) -> list[tuple[Any, ...]]:
    """What a reader is to see of an article: blocks, words with codes by what they are, and markers."""
    shapes = (BlockKind.KICKER, BlockKind.BYLINE)  # paragraphs, by their length
    return [
        (
            BlockKind.PARAGRAPH if block.kind in shapes else block.kind,
            block.level,
            block.cell,
            tight(block.content),
            [(c.kind, c.paired) for c in block.content.codes],
        )
        for block in article.blocks
    ]


def tight(content: InlineText) -> str:
    """Words without the white space around line breaks."""
    for code in content.codes:
        if code.kind is CodeKind.BREAK:
            content = replace(content, text=re.sub(rf" *<{code.number}/> *", f"<{code.number}/>", content.text))
    return content.text


rude = signs.map(lambda text: " ".join(re.sub(r"[\d\u00a0'\"]", "", text).split())).filter(bool)


@given(rough(), st.one_of(st.sampled_from(["Ж", "x", "1.", "-"]), rude), st.booleans())
def test_words_before_and_behind_are_read_back(content: bytes, more: str, behind: bool) -> None:
    """Every block gets some words more: the same blocks come back, with them, and with every code."""
    assume(not content.startswith((b"---", b"+++")))  # words before may make front matter of what was none
    assume(not re.search(rb"[\r\n](?:\d+\.|#)[^\r\n]*\|[^\r\n]*[\r\n]+-", content))  # or a table of an item, and a line
    article = read(content)
    if article is None:
        return
    assembly = assemble(article, [], {}, "ru")

    def change(text: str) -> str:
        if not text:  # a note without words has no unit
            return text
        return f"{text} {more}" if behind else f"{more} {text}"

    texts = {index: change(text) for index, text in assembly.texts.items()}
    notes = tuple(replace(note, texts=tuple(map(change, note.texts))) for note in assembly.notes)
    written = MARKDOWN.write(content, ANATOMY, replace(assembly, texts=texts, notes=notes))
    again = MARKDOWN.read(written, ANATOMY)
    assert shown(again) == [
        (
            kind,
            *where,
            text if kind is BlockKind.FURNITURE else tight(replace(block.content, text=change(block.content.text))),
            codes,
        )
        for block, (kind, *where, text, codes) in zip(article.blocks, shown(article), strict=True)
    ]


targets = st.lists(
    signs.map(lambda text: " ".join(text.replace("\u00a0", " ").split())).filter(bool), min_size=9, max_size=9
)
FORMS = b"""# a

b

> c

- d
- e

1. f

| g | h |
|---|---|

Set
===
"""


@given(targets)
@example(["#", "# a", "1. a", "- a", "---", "1)", "|", "a|b\\", "==="])
@example(["a #", "```", "~~~ a", "+ b", "[r]: u", "***", "*a*", "_a_", "<b> &amp; \\*"])
def test_any_words_read_literally_to_another_parser(words: list[str]) -> None:
    assembly = Assembly(locale="ru", texts=dict(enumerate(words)), notes=())
    written = MARKDOWN.write(FORMS, ANATOMY, assembly)
    tokens = REFEREE.parse(written.decode())
    assert [re.sub(r"\s+", " ", visible(token)) for token in tokens if token.type == "inline"] == words
    kinds = [token.tag for token in tokens if token.nesting == 1]
    assert kinds == [token.tag for token in REFEREE.parse(FORMS.decode()) if token.nesting == 1]


def visible(token: Token) -> str:
    """The words that a reader sees; markup of any kind shows as a sign that no words hold."""
    return "".join(
        child.content if child.type == "text" else " " if child.type.endswith("break") else "☒"
        for child in token.children or ()
    )


@given(signs, signs, signs, st.sampled_from(["*", "_", "**", "__", "~~"]))
def test_emphasis_stays_where_the_translator_put_it(before: str, inside: str, after: str, sign: str) -> None:
    """Glued to letters or signs, with spaces at its ends: other parsers find the same words emphasised."""
    content = f"a {sign}b{sign} c\n".encode()
    before, inside, after = (re.sub(r"\s+", " ", text.replace("1", "a")) for text in (before, inside, after))
    text = f"{before}<1>{inside}</1>{after}"
    if not inside.strip() or not (before + inside + after).strip():
        return
    article = MARKDOWN.read(content, ANATOMY)
    assert [block.kind for block in article.blocks] == [BlockKind.PARAGRAPH]
    written = MARKDOWN.write(content, ANATOMY, Assembly(locale="ru", texts={0: text}, notes=())).decode()
    (token,) = [token for token in REFEREE.parse(written) if token.type == "inline"]
    depth, emphasised, words = 0, "", ""
    for child in token.children or ():
        raw = re.sub(r"</?", "", child.content) in ("em>", "strong>", "del>")
        depth += child.nesting or (0 if not raw else -1 if child.content.startswith("</") else 1)
        if child.type == "text":
            words += child.content
            emphasised += child.content if depth else ""
        else:
            assert raw or child.nesting, child
    assert " ".join(words.split()) == " ".join((before + inside + after).split())
    assert emphasised == inside.strip(" ")


def found_by_us(text: str) -> list[str]:
    """Inline structure of a paragraph: words as they are, markup as names in angle quotes."""
    ends = {Side.OPEN: "+", Side.CLOSE: "-", Side.ALONE: ""}
    result: list[str] = []
    for piece in scan(text, Setting(references={"R": "u"}, inline_notes=False)).pieces:
        if isinstance(piece, Words):
            result.append(piece.text)
        elif isinstance(piece, Tagged):
            raw = text[piece.start : piece.end]
            html = raw.startswith("<") and not AUTOLINK.match(raw)
            result += re.findall(r"<[^<>]*(?:--)?>", raw) if html else [f"«{piece.kind}{ends[piece.side]}»"]
    return result


def found_by_the_referee(text: str) -> list[str]:
    """The same of markdown-it's tokens."""
    (token,) = [token for token in REFEREE.parse(f"{text}\n\n[r]: u\n") if token.type == "inline"]
    names = {"em": "emphasis", "strong": "strong", "s": "strike", "a": "link"}
    ends = {1: "+", -1: "-"}
    result: list[str] = []
    auto = False
    for child in token.children or ():
        if child.markup == "autolink":
            auto = child.nesting > 0
            result += ["«address»"] if auto else []
        elif child.nesting:
            result.append(f"«{names[child.tag]}{ends[child.nesting]}»")
        elif child.type == "text":
            result.append("" if auto else child.content)
        else:
            shapes = {"code_inline": "«verbatim»", "softbreak": " ", "hardbreak": "«break»", "image": "«image»"}
            result.append(shapes.get(child.type, child.content))
    return result


def joined(parts: list[str]) -> str:
    text = re.sub(r"[ \t\n]+", " ", "".join(part.replace("<br>", "«break»") for part in parts))
    return re.sub(r" ?(«break») ?", r"\1", text).strip(" \u00a0")


common = st.sampled_from(
    [
        *(
            "*",
            "**",
            "***",
            "_",
            "__",
            "~~",
            "`",
            "``",
            "[",
            "![",
            "]",
            "](u)",
            '](u "t")',
            "](<a b>)",
            "][r]",
            "[r]",
            "[]",
        ),
        *(
            "<b>",
            "</b>",
            "<br>",
            "<!-- c -->",
            '<img alt="x">',
            "<http://a.b>",
            "&amp;",
            "&#33;",
            "&nope;",
            "<i a='*'>",
            "(u)",
        ),
        *(
            "\\",
            "  \n",
            "\\\n",
            "\n",
            " ",
            "word",
            "ж",
            ".",
            "(",
            ")",
            "1",
            "«",
            "€",
            "\u00a0",
            "<",
            ">",
            "!",
            '"',
            "'",
        ),
    ]
)


#: What makes a block of a line; what the referee reads in its own way (a bracket inside a label or a picture's words, a
#: target that is none, a backslash before spaces); runs of tildes, of which GFM pairs only two.
OTHERWISE = re.compile(
    r"(?m)^[^\w(«€.\u00a0*_!\[\\]|^[*_](?: |$)|^[*_ ]{3,}$|^1[.)]|^\[r\]:|~~~|^[ \u00a0]*$|\\ |!\[[^\]]*\["
    r"|\]\[(?!\]|r\])|\]\((?!u\)|u \"t\"\)|<a b>\))"
)


@given(st.lists(common, min_size=1, max_size=25).map("".join))
def test_inline_markup_is_what_another_parser_finds(text: str) -> None:
    text += " z"  # markdown-it does not fall back to a reference where a target is cut off by the end
    lines = [line.strip(" \t") for line in text.split("\n")]
    # Block structure, and runs of tildes (GFM pairs two of them only), are not what is compared here.
    assume(lines[0] and not OTHERWISE.search(text))
    tokens = REFEREE.parse(f"{text}\n\n[r]: u\n")
    assume([token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"])
    assert joined(found_by_us(text.strip(" \t"))) == joined(found_by_the_referee(text))
