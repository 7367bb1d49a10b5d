"""What every document format promises, on every case of ``tests/formats/cases`` in every line-end costume.

A new format joins by being registered and by bringing cases with its suffix.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from transflow.domain.article import Article, BlockKind
from transflow.domain.inline import collapse, find_markers, renumber
from transflow.domain.reassembly import Assembly, assemble
from transflow.formats.documents import SUFFIXES, Anatomy, DocumentFormat, reader_for

CASES = Path(__file__).resolve().parents[1] / "formats" / "cases"
SOURCES = sorted(path for suffix in SUFFIXES for path in CASES.glob(f"*{suffix}"))
ANATOMY = Anatomy()
#: Kinds that the words of the source's language may tell ("By …", "Works Cited"): other words could be another kind.
TOLD_BY_WORDS = frozenset({BlockKind.BYLINE, BlockKind.HEADING})
NOTHING = Assembly(locale="tr", texts={}, notes=())

COSTUMES: dict[str, Callable[[bytes], bytes]] = {
    "lf": lambda content: content,
    "crlf": lambda content: content.replace(b"\n", b"\r\n"),
    "cr": lambda content: content.replace(b"\n", b"\r"),
    "bom": lambda content: b"\xef\xbb\xbf" + content,
    "bom-crlf": lambda content: b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"),
    "no-last-newline": lambda content: content.rstrip(b"\n"),
    "many-last-newlines": lambda content: content + b"\n\n \t\n",
    "trailing-blanks": lambda content: content.replace(b"\n", b" \t\n"),
}


#: Cases in which every bracket that looks like a marker has its note, once: the others cannot read back as they were.
SOUND = [path for path in SOURCES if not reader_for(path.suffix).read(path.read_bytes(), ANATOMY).findings]


@pytest.fixture(params=SOURCES, ids=lambda path: path.stem)
def case(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture
def reader(case: Path) -> DocumentFormat:
    return reader_for(case.suffix)


@pytest.fixture(params=COSTUMES)
def content(case: Path, request: pytest.FixtureRequest) -> bytes:
    return COSTUMES[request.param](case.read_bytes())


@pytest.fixture(params=SOUND, ids=lambda path: path.stem)
def sound(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture(params=COSTUMES)
def sound_content(sound: Path, request: pytest.FixtureRequest) -> bytes:
    return COSTUMES[request.param](sound.read_bytes())


def shared_start(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def bodies(article: Article) -> list[list[str]]:
    """The paragraphs of each note in list order."""
    return [[article.blocks[index].content.text for index in note.blocks] for note in article.notes]


def untranslated(article: Article) -> Assembly:
    return assemble(article, [], {}, "tr")


def test_there_are_cases_for_every_format() -> None:
    assert {path.suffix for path in SOURCES} >= {".txt"}


def test_nothing_translated_is_byte_identical(reader: DocumentFormat, content: bytes) -> None:
    assert reader.write(content, ANATOMY, NOTHING) == content


def test_everything_left_as_it_was_is_byte_identical(reader: DocumentFormat, content: bytes) -> None:
    article = reader.read(content, ANATOMY)
    assert reader.write(content, ANATOMY, untranslated(article)) == content


def test_line_ends_do_not_change_the_article(case: Path, reader: DocumentFormat, content: bytes) -> None:
    assert reader.read(content, ANATOMY) == reader.read(case.read_bytes(), ANATOMY)


def test_blocks_are_in_order_and_know_their_place(reader: DocumentFormat, content: bytes) -> None:
    article = reader.read(content, ANATOMY)
    assert [block.index for block in article.blocks] == list(range(len(article.blocks)))
    lines = [block.line for block in article.blocks]
    assert lines == sorted(lines)
    assert all(line >= 1 for line in lines)


def test_markers_and_notes_are_bound_to_each_other(reader: DocumentFormat, content: bytes) -> None:
    article = reader.read(content, ANATOMY)
    numbers = {note.number for note in article.notes}
    assert len(numbers) == len(article.notes)
    for block in article.blocks:
        assert [m.number for m in find_markers(block.content.text, numbers)] == list(block.content.notes)
    for note in article.notes:
        assert note.blocks
        assert all(article.blocks[i].kind is BlockKind.NOTE for i in note.blocks)
        assert all(article.blocks[i].note == note.number for i in note.blocks)
        assert all(note.number in article.blocks[i].content.notes for i in note.citations)


def test_one_changed_block_changes_its_own_bytes_only(sound: Path, sound_content: bytes) -> None:
    reader = reader_for(sound.suffix)
    article = reader.read(sound_content, ANATOMY)
    before = sound_content.decode()
    for block in article.blocks:
        if not block.translatable or block.kind is BlockKind.NOTE:
            continue
        assembly = untranslated(article)
        changed = replace(assembly, texts={**assembly.texts, block.index: f"Ж{block.content.text}Ж"})
        after = reader.write(sound_content, ANATOMY, changed).decode()
        start = shared_start(before, after)
        end = shared_start(before[start:][::-1], after[start:][::-1])
        assert after[start] == after[len(after) - end - 1] == "Ж"
        touched = before[start : len(before) - end]
        assert len(collapse(touched.replace(">", ""))) <= len(block.content.text)


def test_a_whole_translation_reads_back(sound: Path, sound_content: bytes) -> None:
    reader = reader_for(sound.suffix)
    article = reader.read(sound_content, ANATOMY)
    assembly = untranslated(article)
    kinds = {block.index: block.kind for block in article.blocks}
    texts = {i: text if kinds[i] in TOLD_BY_WORDS else f"Ж{text}" for i, text in assembly.texts.items()}
    notes = tuple(replace(note, texts=tuple(f"Ж{text}" for text in note.texts)) for note in assembly.notes)
    again = reader.read(reader.write(sound_content, ANATOMY, replace(assembly, texts=texts, notes=notes)), ANATOMY)
    assert {block.index: block.kind for block in again.blocks} == kinds
    assert {block.index: block.content.text for block in again.blocks if block.index in texts} == texts
    written = zip((note.number for note in again.notes), map(tuple, bodies(again)), strict=True)
    assert dict(written) == {note.number: note.texts for note in notes}


def test_notes_turned_round_keep_every_marker_once(sound: Path, sound_content: bytes) -> None:
    reader = reader_for(sound.suffix)
    article = reader.read(sound_content, ANATOMY)
    last = len(article.notes) + 1
    assembly = untranslated(article)
    turned = {number: last - number for number in range(1, last)}
    kinds = {block.index: block.kind for block in article.blocks}
    texts = {
        index: ("" if kinds[index] in TOLD_BY_WORDS else "Ж") + renumber(text, turned)
        for index, text in assembly.texts.items()
    }
    notes = tuple(
        replace(note, number=turned[note.number], texts=tuple(renumber(text, turned) for text in note.texts))
        for note in assembly.notes
    )
    again = reader.read(reader.write(sound_content, ANATOMY, replace(assembly, texts=texts, notes=notes)), ANATOMY)
    count = [len(block.content.notes) for block in article.blocks if block.kind is not BlockKind.NOTE]
    assert [len(block.content.notes) for block in again.blocks if block.kind is not BlockKind.NOTE] == count
    if not any(article.blocks[index].content.notes for note in article.notes for index in note.blocks):
        assert bodies(again) == bodies(article)[::-1]
    else:
        assert len(again.notes) == len(article.notes)


def test_furniture_is_replaced_whole_and_alone(reader: DocumentFormat, content: bytes) -> None:
    article = reader.read(content, ANATOMY)
    for block in article.blocks:
        if block.translatable:
            continue
        written = reader.write(content, ANATOMY, NOTHING, replacements={block.index: "ЖЖЖ"})
        assert written.decode() == content.decode().replace(block.content.text, "ЖЖЖ", 1)
