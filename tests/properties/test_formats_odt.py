"""OpenDocument texts, whatever is in them: untouched they are byte-identical, and no translation loses a code or a note."""

from __future__ import annotations

import random
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Mapping
from itertools import count

from hypothesis import given
from hypothesis import strategies as st
from tests.formats.odt.desk import ACCEPT, ODT, body_of, content_xml, note, odt, read, texts, untranslated

from transflow.domain.article import Article, BlockKind
from transflow.domain.codes import find_tags, numbers_of
from transflow.domain.inline import find_markers
from transflow.domain.reassembly import AssembledNote, Assembly
from transflow.errors import InputError

words = st.text("abc ABCğışЖй’“.,–0123456789[]()<>/&\u00a0\n", min_size=1, max_size=20).map(
    lambda text: text.replace("&", "&amp;").replace("<", "&lt;")
)
alone = st.sampled_from(
    [
        *("<text:s/>", '<text:s text:c="3"/>', "<text:tab/>", "<text:line-break/>", "<text:soft-page-break/>"),
        *(
            '<text:bookmark text:name="x"/>',
            '<text:bookmark-start text:name="a"/>',
            '<text:bookmark-end text:name="a"/>',
        ),
        *('<text:bookmark-start text:name="_GoBack"/>', '<text:bookmark-end text:name="_GoBack"/>'),
        *(
            '<text:change text:change-id="c"/>',
            '<text:change-start text:change-id="d"/>',
            "<text:page-number>3</text:page-number>",
        ),
        *("<!-- said -->", "<text:span/>", '<text:alphabetical-index-mark text:string-value="x"/>'),
        *('<draw:frame><draw:image xlink:href="p"/></draw:frame>', "<loext:thing/>", "<?said so?>"),
        "<office:annotation><text:p>Is this so?</text:p></office:annotation>",
        "<draw:frame><draw:text-box><text:p>In a box.</text:p></draw:text-box><svg:title>Quay</svg:title></draw:frame>",
    ]
)
styles = st.sampled_from(["B", "I", "I2", "UP", "RED", "LANG", "RSID", "Source_20_Text", "nobody's"])


def inlines(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """What can stand around inline content."""
    some = st.lists(inner, max_size=4).map("".join)
    return st.one_of(
        st.tuples(styles, some).map(lambda pair: f'<text:span text:style-name="{pair[0]}">{pair[1]}</text:span>'),
        some.map(lambda inside: f'<text:a xlink:href="https://a.org">{inside}</text:a>'),
        some.map(
            lambda inside: (
                f"<text:ruby><text:ruby-base>{inside}</text:ruby-base><text:ruby-text>r</text:ruby-text></text:ruby>"
            )
        ),
        some.map(lambda inside: f"<loext:content-control>{inside}</loext:content-control>"),
    )


content = st.lists(st.recursive(st.one_of(words, alone), inlines, max_leaves=12), max_size=5).map("".join)
notes = st.tuples(content, st.integers(1, 9), st.sampled_from(["footnote", "endnote"])).map(lambda how: note(*how))
paragraphs = st.lists(st.one_of(content, notes), max_size=5).map(lambda inside: f"<text:p>{''.join(inside)}</text:p>")
bodies = st.lists(
    st.one_of(
        paragraphs,
        st.tuples(st.integers(1, 3), content).map(lambda how: f"<text:p>It[{how[0]}]{how[1]} was.</text:p>"),
        st.tuples(st.integers(1, 3), content).map(lambda how: f"<text:p>[{how[0]}] {how[1]}</text:p>"),
        content.map(lambda inside: f'<text:h text:outline-level="2">{inside}</text:h>'),
        paragraphs.map(lambda inside: f"<text:list><text:list-item>{inside}{inside}</text:list-item></text:list>"),
        paragraphs.map(
            lambda inside: (
                f"<table:table><table:table-row><table:table-cell>{inside}</table:table-cell></table:table-row></table:table>"
            )
        ),
    ),
    max_size=4,
).map("".join)


def opened(body: str) -> tuple[bytes, Article]:
    source = odt(body)
    return source, read(source, ACCEPT)


def permuted(article: Article, seed: int) -> Assembly:
    """A translation that says the words in capitals and turns codes and markers about, each pair still a pair."""
    chance = random.Random(seed)
    said: dict[int, str] = {}
    order: dict[int, int] = {}
    numbers = {n.number for n in article.notes}
    shown = {m.number for block in article.blocks for m in find_markers(block.content.text)} - numbers
    free = (number for number in count(1) if number not in shown)
    for block in article.blocks:
        codes, known = block.content.codes, frozenset(block.content.notes)
        text = block.content.text
        pieces = [f"<{c.number}>Ğ</{c.number}>" if c.paired else f"<{c.number}/>" for c in codes]
        pieces += [f"[{number}]" for number in block.content.notes]
        chance.shuffle(pieces)
        cuts = [(tag.start, tag.end) for tag in find_tags(text, numbers_of(codes))]
        cuts += [(marker.start, marker.end) for marker in find_markers(text, known)]
        for start, end in sorted(cuts, reverse=True):
            text = text[:start] + text[end:]
        said[block.index] = f"{text.upper()} {' '.join(pieces)}"
    running = [b for b in article.blocks if b.kind is not BlockKind.NOTE]
    for block in (*running, *(b for b in article.blocks if b.kind is BlockKind.NOTE)):
        for marker in find_markers(said[block.index], numbers):
            order[marker.number] = order.get(marker.number) or next(free)
    for known_note in article.notes:
        order[known_note.number] = order.get(known_note.number) or next(free)

    def final(index: int) -> str:
        text = said[index]
        for marker in reversed(find_markers(text, frozenset(article.blocks[index].content.notes))):
            text = f"{text[: marker.start]}[{order[marker.number]}]{text[marker.end :]}"
        return text

    return Assembly(
        locale="tr",
        texts={b.index: final(b.index) for b in running if b.translatable},
        notes=tuple(
            sorted(
                (
                    AssembledNote(number=order[n.number], texts=tuple(final(i) for i in n.blocks), source=n.number)
                    for n in article.notes
                ),
                key=lambda n: n.number,
            )
        ),
    )


def elements(body: str) -> Counter[tuple[str, str]]:
    """What must not get lost: elements that are no spans and no layout, with what tells them apart."""
    root = ElementTree.fromstring(content_xml(body))
    passing = ("span", "s", "soft-page-break", "tab", "p", "a")  # neighbouring links to one address are one
    return Counter(
        (element.tag.rpartition("}")[2], str(sorted(element.attrib.items())))
        for element in root.iter()
        if element.tag.rpartition("}")[2] not in passing
    )


@given(bodies)
def test_untouched_is_byte_identical(body: str) -> None:
    source, article = opened(body)
    assert ODT.write(source, ACCEPT, untranslated(article)) is source


@given(bodies)
def test_lines_ascend_and_codes_are_whole(body: str) -> None:
    _, article = opened(body)
    lines = [block.line for block in article.blocks]
    assert lines == sorted(lines)
    for block in article.blocks:
        tags: Mapping[int, int] = Counter(
            tag.number for tag in find_tags(block.content.text, numbers_of(block.content.codes))
        )
        assert tags == {code.number: 2 if code.paired else 1 for code in block.content.codes}


@given(bodies, st.integers(0, 2**16))
def test_a_translation_loses_nothing(body: str, seed: int) -> None:
    source, article = opened(body)
    result = ODT.write(source, ACCEPT, permuted(article, seed))
    after = body_of(result)
    assert elements(after) == elements(body)
    assert len(read(result, ACCEPT).notes) == len(article.notes)


@given(bodies, st.integers(0, 2**16))
def test_what_is_written_reads_back(body: str, seed: int) -> None:
    source, article = opened(body)
    assembly = permuted(article, seed)
    once = ODT.write(source, ACCEPT, assembly)
    again = read(once, ACCEPT)
    assert ODT.write(once, ACCEPT, untranslated(again)) is once
    assert texts(read(once, ACCEPT)) == texts(again)


@given(st.text("<>/=\"' textpspan:&;!-[]?a", max_size=60), st.integers(0, 2**32))
def test_damage_is_reported_or_harmless(piece: str, seed: int) -> None:
    chance = random.Random(seed)
    text = content_xml(f"<text:p>Words {note('Body.')} more</text:p>")
    at = chance.randrange(len(text))
    damaged = text[:at] + piece + text[at + chance.randrange(30) :]
    source = odt(content=damaged.encode())
    try:
        article = read(source, ACCEPT)
    except InputError:
        return
    assert ODT.write(source, ACCEPT, untranslated(article)) is source
