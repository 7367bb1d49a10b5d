"""HTML, whatever it is: tag soup is read without a crash, kept byte by byte, and translated words arrive."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from transflow.domain.article import Article, BlockKind
from transflow.domain.codes import find_tags, numbers_of
from transflow.domain.inline import find_markers
from transflow.domain.reassembly import AssembledNote, Assembly, assemble
from transflow.errors import TransflowError
from transflow.formats.documents.anatomy import Anatomy
from transflow.formats.documents.html import HtmlFormat

ANATOMY = Anatomy()
HTML = HtmlFormat()
NOTHING = Assembly(locale="ru", texts={}, notes=())

_NAMES = (
    *(
        "p",
        "div",
        "h1",
        "h2",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "tr",
        "td",
        "th",
        "blockquote",
        "section",
        "aside",
    ),
    *(
        "b",
        "i",
        "em",
        "a",
        "span",
        "sup",
        "code",
        "q",
        "custom-tag",
        "svg",
        "math",
        "pre",
        "button",
        "form",
        "nav",
        "main",
    ),
    *(
        "article",
        "header",
        "title",
        "script",
        "style",
        "textarea",
        "template",
        "html",
        "body",
        "head",
        "figure",
        "br",
        "img",
    ),
)
_ATTRIBUTES = (
    *("", ' id="fn1"', " id=fn2", ' id="r1"', ' name="r2"', ' href="#fn1"', ' href="#fn2"', ' href="#r1"', ' href="#"'),
    *(
        ' class="footnote"',
        ' class="footnotes"',
        ' class="sidenote"',
        ' role="doc-noteref"',
        ' title="A tip"',
        " alt=words",
    ),
    *(
        ' alt="',
        " hidden",
        ' translate="no"',
        " aria-label='Say \"it\"'",
        " data-fn=x",
        ' style="mso-element:footnote"',
        " /",
    ),
    *(' href="#cmnt1"', ' id="cmnt1"', ' value="3"', ' start="2"', ' colspan="2"', ' class="easy-footnote"'),
)
tags = st.builds(
    lambda close, name, attribute, end: f"<{close}{name}{attribute}{end}",
    st.sampled_from(["", "", "/"]),
    st.sampled_from(_NAMES),
    st.sampled_from(_ATTRIBUTES),
    st.sampled_from([">", ">", ">", "/>", ""]),
)
pieces = st.one_of(
    tags,
    tags,
    st.text("abcAB ğşЖ“”.,1[]()<>&;#'\"\u00a0\n", max_size=12),
    st.sampled_from(
        [
            *(
                "<!-- wp:x -->",
                "<!--",
                "-->",
                "<![CDATA[",
                "]]>",
                "<!DOCTYPE html>",
                "<?xml version='1.0'?>",
                "<!>",
                "</>",
            ),
            *(
                "[1]",
                "[1] One.",
                "[2]",
                "[1, 2]",
                "1. One",
                "¹",
                "* A",
                "<sup>1</sup>",
                "↩",
                "&amp;",
                "&nbsp;",
                "&lt;",
                "&#49;",
            ),
            *(
                "[mfn]",
                "[/mfn]",
                "[note]a b[/note]",
                "[caption id='x']",
                "[/caption]",
                "[gallery]",
                "Share",
                "Notes",
                "<1>",
                "</1>",
            ),
            *("This post is also available in: x", "<br><br>", "Words of it.", "\r\n", "\r"),
        ]
    ),
)
soups = st.lists(pieces, max_size=40).map("".join)


def read(content: bytes) -> Article | None:
    try:
        return HTML.read(content, ANATOMY)
    except TransflowError:
        return None


@given(soups.map(str.encode) | st.text().map(str.encode) | st.binary(max_size=200))
def test_untouched_is_byte_identical(content: bytes) -> None:
    article = read(content)
    if article is None:
        return
    assert HTML.write(content, ANATOMY, NOTHING) == content
    assert HTML.write(content, ANATOMY, assemble(article, [], {}, "ru")) == content


@given(soups)
def test_blocks_notes_and_codes_are_bound(soup: str) -> None:
    article = read(soup.encode())
    if article is None:
        return
    numbers = {note.number for note in article.notes}
    assert len(numbers) == len(article.notes)
    lines = [block.line for block in article.blocks]
    assert lines == sorted(lines)
    for index, block in enumerate(article.blocks):
        assert block.index == index
        content = block.content
        assert [m.number for m in find_markers(content.text, numbers)] == list(content.notes)
        assert (block.kind is BlockKind.NOTE) == (block.note in numbers)
        tags = find_tags(content.text, numbers_of(content.codes))
        assert len(tags) == sum(2 if code.paired else 1 for code in content.codes)
        assert content.text.strip(" ") == content.text
    for note in article.notes:
        assert note.blocks
        assert all(note.number in article.blocks[index].content.notes for index in note.citations)


@given(soups, st.data())
def test_a_changed_block_changes_its_own_place_only(soup: str, draws: st.DataObject) -> None:
    content = soup.encode()
    article = read(content)
    running = [b.index for b in article.blocks if b.kind is not BlockKind.NOTE] if article else []
    if article is None or not running:
        return
    index = draws.draw(st.sampled_from(running))
    assembly = assemble(article, [], {}, "ru")
    text = article.blocks[index].content.text
    written = HTML.write(content, ANATOMY, replace(assembly, texts={**assembly.texts, index: f"ЩЩ{text}ЩЩ"})).decode()
    before, _, rest = written.partition("ЩЩ")
    _, _, after = rest.rpartition("ЩЩ")
    assert written.count("ЩЩ") == 2
    assert content.decode().startswith(before.removesuffix('"'))
    assert content.decode().endswith(after.removeprefix('"'))


@given(soups)
def test_translated_words_arrive(soup: str) -> None:
    content = soup.encode()
    article = read(content)
    if article is None:
        return
    assembly = assemble(article, [], {}, "ru")
    texts = {index: f"Щ{index}щ {text}" for index, text in assembly.texts.items()}
    notes = tuple(
        replace(note, texts=tuple(f"Щn{note.number}x{i}щ {text}" for i, text in enumerate(note.texts)))
        for note in assembly.notes
    )
    written = HTML.write(content, ANATOMY, replace(assembly, texts=texts, notes=notes)).decode()
    for index in texts:
        assert written.count(f"Щ{index}щ") == 1
    for note in notes:
        for place in range(len(note.texts)):
            assert written.count(f"Щn{note.number}x{place}щ") == 1


@given(soups, st.data())
def test_any_target_can_be_written(soup: str, draws: st.DataObject) -> None:
    """Codes lost, doubled, crossed; markers moved to where they were not; a translator's own note; notes in any order."""
    content = soup.encode()
    article = read(content)
    if article is None or not article.blocks:
        return
    assembly = assemble(article, [], {}, "ru")
    rough = st.lists(
        st.sampled_from(
            ["<1>", "</1>", "<2/>", "<2>", "</2>", "<3/>", "[1]", "[2]", "[3]", "слово", " ", "&", "<", '"']
        ),
        max_size=10,
    ).map("".join)
    texts = {index: draws.draw(rough) for index in assembly.texts}
    order = draws.draw(st.permutations([note.number for note in assembly.notes]))
    notes = [replace(n, number=to, texts=(draws.draw(rough),)) for n, to in zip(assembly.notes, order, strict=True)]
    if draws.draw(st.booleans()):
        last = max([note.number for note in notes], default=0) + 1
        notes.append(AssembledNote(number=last, texts=("own & <b>",), tag="прим. пер."))
    written = HTML.write(content, ANATOMY, replace(assembly, texts=texts, notes=tuple(notes)))
    again = read(written)
    assert again is None or HTML.write(written, ANATOMY, NOTHING) == written
