"""What every document format promises of one and the same article: text, Markdown, HTML, Word, OpenDocument."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.contract.one_article import in_every_format

from transflow.domain.article import Article, BlockKind
from transflow.domain.codes import CodeKind, find_tags, numbers_of
from transflow.domain.reassembly import Assembly, assemble
from transflow.domain.segmentation import Segmenter
from transflow.domain.units import Unit, cut, identify
from transflow.formats.documents import SUFFIXES, Anatomy, DocumentFormat, reader_for

ANATOMY = Anatomy()
ARTICLES = in_every_format()
PACKAGES = (".docx", ".odt")
NOTHING = Assembly(locale="tr", texts={}, notes=())

#: The sentences of the article as a translator sees them; where a format has no markup, without its codes.
SENTENCES = [
    "Ports of the Future",
    "The <1>port of Mersin</1> doubled its trade.[1]",
    "It is described <2>in a report</2>[2], and the work goes on.",
    "What comes next",
    "A common tariff",
    "A <1>second</1> quay[3]",
    "Nobody doubts that it will be hard.",
    "Trade will not wait.",
    "“A Shorter Way”, <1>Harbour Forum</1>, 2023, p. 14.",
    "Ibid.",
    "The plan was first proposed by the port workers.",
    "It was changed twice.",
]
CELLS = ["Year", "Ships", "Last year", "Many & more"]
COSTUMES: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda content: content,
    "crlf": lambda content: content.replace(b"\n", b"\r\n"),
    "bom": lambda content: b"\xef\xbb\xbf" + content,
    "cr": lambda content: content.replace(b"\n", b"\r"),
}
EVERY = [
    pytest.param((suffix, costume), id=f"{suffix[1:]}-{costume}")
    for suffix in ARTICLES
    for costume in (["as it is"] if suffix in PACKAGES else COSTUMES)
]


@pytest.fixture(params=EVERY)
def source(request: pytest.FixtureRequest) -> tuple[DocumentFormat, bytes]:
    suffix, costume = request.param
    return reader_for(suffix), COSTUMES[costume](ARTICLES[suffix])


@pytest.fixture(params=ARTICLES)
def suffix(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def units_of(article: Article) -> list[Unit]:
    return identify("ports", article, cut(article, Segmenter()))


def translated(document: DocumentFormat, content: bytes, say: Callable[[Unit], str]) -> bytes:
    article = document.read(content, ANATOMY)
    units = units_of(article)
    assembly = assemble(article, units, {u.id: say(u) for u in units}, "tr")
    return document.write(content, ANATOMY, assembly)


def bare(text: str) -> str:
    return re.sub(r"</?\d/?>", "", text)


def test_the_suite_knows_every_format() -> None:
    modules = {type(reader_for(suffix)) for suffix in SUFFIXES}
    assert {type(reader_for(suffix)) for suffix in ARTICLES} == modules


def test_every_format_shows_the_same_sentences(suffix: str) -> None:
    article = reader_for(suffix).read(ARTICLES[suffix], ANATOMY)
    assert article.findings == ()
    found = {u.source for u in units_of(article)}
    wanted = [bare(s) for s in SENTENCES] if suffix == ".txt" else [*SENTENCES, *CELLS]
    marked = {"Trade will not wait.": f"Trade will not wait.[{4 if suffix in PACKAGES else 1}]"}
    assert {marked.get(s, s) for s in wanted} <= found
    assert len(article.notes) == (4 if suffix in PACKAGES else 3)
    assert [note.number for note in article.notes] == list(range(1, len(article.notes) + 1))


def test_every_format_knows_what_its_blocks_are(suffix: str) -> None:
    blocks = reader_for(suffix).read(ARTICLES[suffix], ANATOMY).blocks
    kinds = {bare(b.content.text): b for b in blocks}
    assert kinds["Ports of the Future"].kind is BlockKind.TITLE
    assert kinds["What comes next"].kind is BlockKind.HEADING
    assert kinds["A common tariff"].kind is BlockKind.LIST_ITEM
    assert kinds["Nobody doubts that it will be hard."].kind is BlockKind.QUOTE
    if suffix != ".txt":
        assert kinds["What comes next"].level == 2
        assert kinds["A common tariff"].level == 1
        cells = [b for b in blocks if b.kind is BlockKind.TABLE_CELL]
        assert [(b.content.text, b.cell) for b in cells] == [(text, (0, n // 2, n % 2)) for n, text in enumerate(CELLS)]


def test_links_say_where_they_lead(suffix: str) -> None:
    if suffix == ".txt":
        return
    blocks = reader_for(suffix).read(ARTICLES[suffix], ANATOMY).blocks
    links = [code for block in blocks for code in block.content.codes if code.kind is CodeKind.LINK]
    assert [link.reference for link in links] == ["https://example.org/a?b=1&c=2"]


def test_nothing_translated_is_byte_identical(source: tuple[DocumentFormat, bytes]) -> None:
    document, content = source
    assert document.write(content, ANATOMY, NOTHING) == content


def test_everything_left_as_it_was_is_byte_identical(source: tuple[DocumentFormat, bytes]) -> None:
    document, content = source
    assert translated(document, content, lambda unit: unit.source) == content


def test_a_whole_translation_reads_back(source: tuple[DocumentFormat, bytes]) -> None:
    document, content = source
    before = document.read(content, ANATOMY)
    after = document.read(translated(document, content, lambda unit: f"Ж{unit.source}"), ANATOMY)
    assert [b.kind for b in after.blocks] == [b.kind for b in before.blocks]
    assert [u.source for u in units_of(after)] == [f"Ж{u.source}" for u in units_of(before)]
    assert [(n.number, n.label, n.blocks, n.citations) for n in after.notes] == [
        (n.number, n.label, n.blocks, n.citations) for n in before.notes
    ]
    for old, new in zip(before.blocks, after.blocks, strict=True):
        assert new.content.notes == old.content.notes
        tags = [(t.number, t.side) for t in find_tags(new.content.text, numbers_of(new.content.codes))]
        assert tags == [(t.number, t.side) for t in find_tags(old.content.text, numbers_of(old.content.codes))]
        assert [(c.kind, c.reference) for c in new.content.codes] == [(c.kind, c.reference) for c in old.content.codes]


def test_one_translated_sentence_changes_its_own_block_only(source: tuple[DocumentFormat, bytes]) -> None:
    document, content = source
    packed = content.startswith(b"PK")
    before = main_part(content) if packed else content.decode()
    for chosen in units_of(document.read(content, ANATOMY)):
        done = translated(
            document, content, lambda unit, chosen=chosen: "Ж" + unit.source if unit == chosen else unit.source
        )
        if packed and chosen.note is not None and main_part(done) == before:
            continue  # the notes have a part of their own
        after = main_part(done) if packed else done.decode()
        start = shared_start(before, after)
        end = shared_start(before[start:][::-1], after[start:][::-1])
        touched = before[start : len(before) - end]
        assert "Ж" in after[start : len(after) - end]
        assert len(touched) <= (1500 if packed else 300), touched


def test_special_characters_come_back_as_words(source: tuple[DocumentFormat, bytes]) -> None:
    document, content = source
    words = "<b>5 < 6 & 7 > 2</b> *a* _b_ `c` &amp; \\ | #"

    def say(unit: Unit) -> str:
        return words if unit.source == "A common tariff" else unit.source

    after = document.read(translated(document, content, say), ANATOMY)
    assert words in [block.content.text for block in after.blocks]


def test_swapped_markers_keep_their_notes(source: tuple[DocumentFormat, bytes]) -> None:
    """Both markers of a paragraph go into one sentence, the other way round: the notes follow by first appearance."""
    document, content = source
    article = document.read(content, ANATOMY)

    def say(unit: Unit) -> str:
        if bare(unit.source).startswith("The port of Mersin"):
            return (
                bare(unit.source).replace("[1]", "[2] and again.[1]")
                if not unit.codes
                else ("The <1>port</1>[2] of <2>Mersin</2>.[1]")
            )
        return "{^}" if bare(unit.source).startswith("It is described") else unit.source

    after = document.read(translated(document, content, say), ANATOMY)
    first = next(b for b in after.blocks if "Mersin" in b.content.text)
    assert first.content.notes == (1, 2)
    bodies = {n.number: bare(after.blocks[n.blocks[0]].content.text) for n in after.notes}
    assert bodies[1] == "Ibid."
    assert bodies[2].startswith("“A Shorter Way”")
    if not content.startswith(b"PK"):
        assert next(b for b in after.blocks if "Trade will" in b.content.text).content.notes == (2,)
        labels = [note.label for note in sorted(after.notes, key=lambda note: note.blocks[0])]
        assert labels == ["1", "2", "3"], "the list follows"
    assert len(after.notes) == len(article.notes)


def test_a_translators_own_note_is_a_note(source: tuple[DocumentFormat, bytes]) -> None:
    document, content = source

    def say(unit: Unit) -> str:
        return (
            "Ticaret[ç.n. Yani deniz ticareti.] beklemez." + unit.source[-3:]
            if "will not wait" in unit.source
            else unit.source
        )

    after = document.read(translated(document, content, say), ANATOMY)
    before = document.read(content, ANATOMY)
    assert len(after.notes) == len(before.notes) + 1
    own = next(b for b in after.blocks if "Yani deniz ticareti." in b.content.text)
    assert own.kind is BlockKind.NOTE
    assert "ç.n." in own.content.text
    cited = next(b for b in after.blocks if "Ticaret" in b.content.text)
    assert own.note in cited.content.notes
    assert after.findings == ()


@pytest.mark.parametrize("suffix", PACKAGES)
def test_other_parts_of_a_package_stay_as_they_are(suffix: str) -> None:
    content = ARTICLES[suffix]
    done = translated(reader_for(suffix), content, lambda unit: f"Ж{unit.source}")
    before, after = parts(content), parts(done)
    assert list(after) == list(before)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == ({"word/document.xml", "word/footnotes.xml"} if suffix == ".docx" else {"content.xml"})
    assert done == translated(reader_for(suffix), content, lambda unit: f"Ж{unit.source}")


def test_a_lost_marker_loses_no_note(source: tuple[DocumentFormat, bytes]) -> None:
    """Checks block it; but whatever gets through, a note is never dropped."""
    document, content = source
    before = document.read(content, ANATOMY)
    done = translated(document, content, lambda u: re.sub(r"\[\d\]", "", u.source))
    written = b" ".join(parts(done).values()) if done.startswith(b"PK") else done
    said = " ".join(re.sub(r"<[^<>]*>|[*]", "", written.decode("utf-8", "replace")).split())
    bodies = {bare(b.content.text) for b in before.blocks if b.kind is BlockKind.NOTE}
    assert [body for body in bodies if body not in said] == []


def test_a_lost_code_does_no_harm(source: tuple[DocumentFormat, bytes]) -> None:
    document, content = source
    before = document.read(content, ANATOMY)
    after = document.read(translated(document, content, lambda unit: bare(unit.source)), ANATOMY)
    assert [bare(b.content.text) for b in after.blocks] == [bare(b.content.text) for b in before.blocks]


def test_ill_nested_codes_do_no_harm(source: tuple[DocumentFormat, bytes]) -> None:
    document, content = source
    before = document.read(content, ANATOMY)

    def say(unit: Unit) -> str:
        return re.sub(r"<(\d)>", r"</\1>x<\1><\1>", unit.source)

    after = document.read(translated(document, content, say), ANATOMY)
    assert [b.kind for b in after.blocks] == [b.kind for b in before.blocks]


def test_reading_twice_and_in_between_is_the_same(source: tuple[DocumentFormat, bytes]) -> None:
    document, content = source
    first = document.read(content, ANATOMY)
    translated(document, content, lambda unit: f"Ж{unit.source}")
    assert document.read(content, ANATOMY) == first
    assert document.read(content, replace(ANATOMY, furniture=())) == first


def shared_start(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def main_part(content: bytes) -> str:
    found = parts(content)
    return found.get("word/document.xml", found.get("content.xml", b"")).decode()


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
