"""What every document format promises, on every case of ``tests/formats/cases`` in every line-end costume.

A new format joins by being registered and by bringing cases with its suffix.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from transflow.domain.article import Article, BlockKind
from transflow.domain.inline import collapse, find_markers
from transflow.domain.reassembly import Assembly, assemble
from transflow.formats.documents import SUFFIXES, Anatomy, DocumentFormat, reader_for

CASES = Path(__file__).resolve().parents[1] / "formats" / "cases"
SOURCES = sorted(path for suffix in SUFFIXES for path in CASES.glob(f"*{suffix}"))
ANATOMY = Anatomy()
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


def test_one_changed_block_changes_its_own_bytes_only(reader: DocumentFormat, content: bytes) -> None:
    article = reader.read(content, ANATOMY)
    if any(note.label != str(note.number) for note in article.notes):
        pytest.skip("labels are written anew where they do not follow the first citation")
    before = content.decode()
    for block in article.blocks:
        if not block.translatable or block.kind is BlockKind.NOTE:
            continue
        assembly = untranslated(article)
        new = f"Değişti: {block.content.text}"
        changed = replace(assembly, texts={**assembly.texts, block.index: new})
        after = reader.write(content, ANATOMY, changed).decode()
        start = len(os.path.commonprefix([before, after]))
        end = len(os.path.commonprefix([before[start:][::-1], after[start:][::-1]]))
        touched = before[start : len(before) - end]
        gone = collapse(touched.lstrip("> ").replace("\n>", "\n").replace("\r>", "\r"))
        assert reader.write(after.encode(), ANATOMY, NOTHING).decode() == after
        assert len(gone) <= len(block.content.text) + 2 * len(block.content.notes) + 2
        assert after[start : len(after) - end] in new or not block.content.notes or "[" in touched


def test_a_whole_translation_reads_back(reader: DocumentFormat, content: bytes) -> None:
    article = reader.read(content, ANATOMY)
    assembly = untranslated(article)
    texts = {index: f"Ж{text[:1].upper()}{text[1:]}" for index, text in assembly.texts.items()}
    notes = tuple(replace(note, texts=tuple(f"Ж{text}" for text in note.texts)) for note in assembly.notes)
    written = reader.write(content, ANATOMY, replace(assembly, texts=texts, notes=notes))
    again = reader.read(written, ANATOMY)
    if any(finding.code == "marker-without-note" for finding in article.findings):
        return  # a bracket that binds nothing may come to mean a note once the notes have moved up
    kinds = Counter(block.kind for block in article.blocks)
    assert Counter(block.kind for block in again.blocks) == kinds
    assert {b.index: b.content.text for b in again.blocks if b.index in texts} == texts
    bodies = {note.number: tuple(again.blocks[i].content.text for i in note.blocks) for note in again.notes}
    assert bodies == {note.number: note.texts for note in notes}


def test_every_marker_is_written_once(reader: DocumentFormat, content: bytes) -> None:
    article = reader.read(content, ANATOMY)
    if any(finding.code == "marker-without-note" for finding in article.findings):
        pytest.skip("a bracket without a note stands in the text")
    assembly = untranslated(article)
    texts = {index: f"Ж {text}" for index, text in assembly.texts.items()}
    again = reader.read(reader.write(content, ANATOMY, replace(assembly, texts=texts)), ANATOMY)
    before = [len(block.content.notes) for block in article.blocks if block.kind is not BlockKind.NOTE]
    assert [len(block.content.notes) for block in again.blocks if block.kind is not BlockKind.NOTE] == before
    labels = [note.label for note in again.notes]
    assert len(set(labels)) == len(labels)


def test_furniture_is_replaced_whole_and_alone(reader: DocumentFormat, content: bytes) -> None:
    article = reader.read(content, ANATOMY)
    for block in article.blocks:
        if block.translatable:
            continue
        written = reader.write(content, ANATOMY, NOTHING, replacements={block.index: "ЖЖЖ"})
        assert written.decode() == content.decode().replace(block.content.text, "ЖЖЖ", 1)
