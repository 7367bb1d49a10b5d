"""Word documents of any content: identity, a translation comes back, nothing else changes; any bytes end in an InputError."""

from __future__ import annotations

import re
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.docx.building import assembly, body_of, cite, docx, files, note, p, packed, r

from transflow.domain.article import Article, BlockKind
from transflow.domain.codes import find_tags, numbers_of
from transflow.domain.inline import find_markers
from transflow.errors import InputError
from transflow.formats.documents import Anatomy
from transflow.formats.documents.docx import DocxFormat
from transflow.formats.documents.xml import escaped, parse

FORMAT = DocxFormat()
#: Each makes a package and reads it twice; the "explore" profile has the default of more.
EXAMPLES = max(50, settings.default.max_examples // 2) if settings.default is not None else 50
ANATOMY = Anatomy()
ACCEPT = Anatomy(tracked_changes="accept")

WORDS = st.text(st.sampled_from("abc ÇğжЯ.&<>\"'[]1\u2011\u00ad\u00a0 "), min_size=1, max_size=12)
LOOKS = st.sampled_from(
    ["", "", "", "<w:b/>", "<w:i/>", '<w:b/><w:lang w:val="de"/>', '<w:u w:val="single"/>', "<w:vanish/>"]
)
FIELD = (
    r('<w:fldChar w:fldCharType="begin"/>') + r("<w:instrText>{}</w:instrText>")
    + r('<w:fldChar w:fldCharType="separate"/>') + "{}" + r('<w:fldChar w:fldCharType="end"/>')
)  # fmt: skip
THINGS = st.sampled_from(
    [
        r("<w:tab/>"),
        r("<w:br/>"),
        r("<w:noBreakHyphen/>"),
        r('<w:drawing><wp:inline><wp:docPr id="1" name="x" descr="A picture"/></wp:inline></w:drawing>'),
        FIELD.format("PAGE", r("7")),
        FIELD.format("XE x", r("")),
        "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>",
        '<w:bookmarkStart w:id="1" w:name="b"/>',
        '<w:bookmarkEnd w:id="1"/>',
        '<w:proofErr w:type="spellStart"/>',
        r('<w:commentReference w:id="1"/>'),
        cite(1),
        cite(2),
        cite(99),
    ]
)
RUNS = st.builds(lambda text, look: r(f'<w:t xml:space="preserve">{escaped(text)}</w:t>', look), WORDS, LOOKS)
ENCLOSING = st.sampled_from(
    [
        '<w:hyperlink w:anchor="x">{}</w:hyperlink>',
        "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
        "<w:smartTag>{}</w:smartTag>",
        FIELD.replace("{}", "HYPERLINK x", 1),
        FIELD.replace("{}", "ADDIN CITE x", 1),
    ]
)
CONTENT = st.recursive(
    st.one_of(RUNS, RUNS, THINGS),
    lambda inner: st.builds(
        lambda around, parts: around.replace("{}", "".join(parts)), ENCLOSING, st.lists(inner, min_size=1, max_size=3)
    ),
    max_leaves=6,
)
PARAGRAPHS = st.builds(
    lambda parts, style: p("".join(parts), style),
    st.lists(CONTENT, min_size=1, max_size=6),
    st.sampled_from(["", "", "H1", "Zitat", "Bul"]),
)
BODIES = st.lists(PARAGRAPHS, min_size=1, max_size=5).map("".join)
NOTES = note(1, "First note.") + note(2, "Second note.")
KEPT = (
    "drawing",
    "bookmarkStart",
    "bookmarkEnd",
    "commentReference",
    "footnoteReference",
    "instrText",
    "fldChar",
    "sdt",
    "br",
)


def turned(article: Article) -> dict[int, str]:
    """Every block with its words in the other case; codes, markers and what stands at the ends as they are."""
    texts: dict[int, str] = {}
    for block in article.blocks:
        text, content = block.content.text, block.content
        spans = [(tag.start, tag.end) for tag in find_tags(text, numbers_of(content.codes))]
        spans += [(marker.start, marker.end) for marker in find_markers(text, content.notes)]
        pieces, position = [], 0
        for start, end in sorted(spans):
            pieces += [text[position:start].swapcase(), text[start:end]]
            position = end
        if block.translatable:
            texts[block.index] = "".join([*pieces, text[position:].swapcase()])
    return texts


def counted(body: str) -> dict[str, int]:
    return {name: len(re.findall(rf"<w:{name}[ />]", body)) for name in KEPT}


@settings(max_examples=EXAMPLES)
@given(BODIES)
def test_untouched_is_the_same_bytes(body: str) -> None:
    source = docx(body, footnotes=NOTES)
    article = FORMAT.read(source, ANATOMY)
    assert FORMAT.write(source, ANATOMY, assembly(article, {})) is source


@settings(max_examples=EXAMPLES)
@given(BODIES)
def test_a_translation_comes_back_and_nothing_is_lost(body: str) -> None:
    source = docx(body, footnotes=NOTES)
    article = FORMAT.read(source, ANATOMY)
    texts = turned(article)
    out = FORMAT.write(source, ANATOMY, assembly(article, texts))
    again = FORMAT.read(out, ANATOMY)
    assert [block.content.text for block in again.blocks] == [
        texts.get(block.index, block.content.text) for block in article.blocks
    ]
    # Whether a paragraph without a style reads like a heading depends on its words.
    told = {BlockKind.QUOTE, BlockKind.LIST_ITEM, BlockKind.NOTE, BlockKind.CAPTION}
    assert [(b.kind if b.kind in told else "", b.role, b.note, b.content.codes) for b in again.blocks] == [
        (b.kind if b.kind in told else "", b.role, b.note, b.content.codes) for b in article.blocks
    ]
    assert counted(body_of(out)) == counted(body_of(source))
    before, after = files(source), files(out)
    assert {name for name in before if before[name] != after[name]} <= {"word/document.xml", "word/footnotes.xml"}


@settings(max_examples=EXAMPLES)
@given(st.lists(PARAGRAPHS, min_size=1, max_size=4), st.data())
def test_one_paragraph_changes_and_the_others_do_not(paragraphs: list[str], data: st.DataObject) -> None:
    source = docx("".join(paragraphs), footnotes=NOTES)
    article = FORMAT.read(source, ANATOMY)
    blocks = [b for b in article.blocks if b.note is None and b.role != "attribute"]
    if not blocks:
        return
    block = data.draw(st.sampled_from(blocks))
    text = turned(article)[block.index]
    out = body_of(FORMAT.write(source, ANATOMY, assembly(article, {block.index: text})))
    # A paragraph's line is its number: there are no text boxes here.
    place = sum(map(len, paragraphs[: block.line - 1]))
    assert out[:place] == "".join(paragraphs[: block.line - 1])
    assert out.endswith("".join(paragraphs[block.line :]))


@settings(max_examples=EXAMPLES)
@given(BODIES, st.data())
def test_any_order_of_codes_and_markers_is_well_formed(body: str, data: st.DataObject) -> None:
    source = docx(body, footnotes=NOTES)
    article = FORMAT.read(source, ANATOMY)
    texts = {}
    for block in article.blocks:
        pieces = re.findall(r"</?\d+/?>|\[\d+\]|[^<\[]+|.", block.content.text)
        texts[block.index] = "".join(data.draw(st.permutations(pieces)) if len(pieces) < 12 else reversed(pieces))
    out = FORMAT.write(source, ANATOMY, assembly(article, texts))
    parse(files(out)["word/document.xml"].decode(), {})
    assert FORMAT.read(out, ANATOMY).blocks


@settings(max_examples=EXAMPLES)
@given(BODIES, st.integers(0, 3), st.sampled_from(["w:ins", "w:del", "w:moveTo"]))
def test_accepted_changes_are_gone_from_what_was_translated(body: str, place: int, name: str) -> None:
    numbers = count()
    runs = re.sub(
        r"<w:r>(?:(?!</w:r>).)*</w:r>",
        lambda match: f'<{name} w:id="1">{match.group()}</{name}>' if next(numbers) == place else match.group(),
        body,
    )
    source = docx(runs, footnotes=NOTES)
    article = FORMAT.read(source, ACCEPT)
    texts = turned(article)
    out = FORMAT.write(source, ACCEPT, assembly(article, texts))
    again = FORMAT.read(out, ACCEPT)
    assert [b.content.text for b in again.blocks if b.note is None] == [
        texts[b.index] for b in article.blocks if b.note is None
    ]


@given(st.data())
def test_damage_anywhere_ends_in_a_word_not_in_a_traceback(data: st.DataObject) -> None:
    content = bytearray(docx(p("Some words.") + p(r("More") + cite(1)), footnotes=NOTES))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        article = FORMAT.read(bytes(content), ACCEPT)
        FORMAT.write(bytes(content), ACCEPT, assembly(article, {0: "Yeni."}))
    except InputError:
        pass


@given(st.data())
def test_damage_in_the_xml_ends_in_a_word_not_in_a_traceback(data: st.DataObject) -> None:
    parts = files(docx(p(r("Words ") + r("bold", "<w:b/>") + cite(1)) + p("[1] x", "Bul"), footnotes=NOTES))
    name = data.draw(st.sampled_from([name for name in parts if name.endswith((".xml", ".rels"))]))
    text = parts[name].decode()
    place = data.draw(st.integers(0, len(text)))
    end = min(len(text), place + data.draw(st.integers(0, 9)))
    new = data.draw(st.sampled_from(["", "<", ">", '"', "&", "/", "<w:p>", "</w:r>", "w:", "<w:t/>", "\x00", "9" * 30]))
    broken = packed({**parts, name: (text[:place] + new + text[end:]).encode()})
    try:
        article = FORMAT.read(broken, ACCEPT)
        FORMAT.write(broken, ACCEPT, assembly(article, {b.index: "Yeni." for b in article.blocks}))
    except InputError:
        pass
