"""Plain text, whatever it is: what is untouched is byte-identical, and markers and notes are never lost."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from transflow.domain.article import BlockKind
from transflow.domain.inline import find_markers
from transflow.domain.reassembly import AssembledNote, Assembly, assemble
from transflow.errors import InputError
from transflow.formats.documents import Anatomy
from transflow.formats.documents.text import TextFormat

ANATOMY = Anatomy()
TEXT = TextFormat()
NOTHING = Assembly(locale="ru", texts={}, notes=())

words = st.text("abcdefgh ABCğışЖйц’“”.,-–0123456789[]()¹²\u00a0", min_size=1, max_size=40)
lines = st.one_of(
    words,
    st.sampled_from(
        [
            *("Share", "This post is also available in: Türkçe", "By Ada Marin", "Ada Marin", "***", "", "", ""),
            *("[1] A note.", "[2] Ibid.", "[1]", "    indented", "¹ Raised.", "text.¹", "text.[2]", "[1]–[3] [1, 2]"),
            *("1. Item", "- Item", "> Quoted", "# Heading", "It is a sentence."),
        ]
    ),
)
newlines = st.sampled_from(["\n", "\r\n", "\r"])


@st.composite
def rough_texts(draw: st.DrawFn) -> bytes:
    """Lines of every shape in any order, with any mixture of line ends."""
    text = "".join(line + draw(newlines) for line in draw(st.lists(lines, min_size=1, max_size=25)))
    if draw(st.booleans()):
        text = text.rstrip("\r\n")
    return (draw(st.sampled_from(["", "\ufeff"])) + text).encode()


@given(rough_texts() | st.text().map(str.encode) | st.binary(max_size=200))
def test_untouched_is_byte_identical(content: bytes) -> None:
    try:
        article = TEXT.read(content, ANATOMY)
    except InputError:
        return
    assert TEXT.write(content, ANATOMY, NOTHING) == content
    assert TEXT.write(content, ANATOMY, assemble(article, [], {}, "ru")) == content


@given(rough_texts())
def test_markers_are_bound_both_ways(content: bytes) -> None:
    try:
        article = TEXT.read(content, ANATOMY)
    except InputError:
        return
    numbers = {note.number for note in article.notes}
    assert len(numbers) == len(article.notes)
    for block in article.blocks:
        assert [m.number for m in find_markers(block.content.text, numbers)] == list(block.content.notes)
        assert (block.kind is BlockKind.NOTE) == (block.note in numbers)
    for note in article.notes:
        assert all(note.number in article.blocks[index].content.notes for index in note.citations)


sentences = st.text("abcdefg hijk", min_size=3, max_size=30).map(lambda s: f"The {' '.join(s.split())} port waits.")


@st.composite
def articles(draw: st.DrawFn) -> tuple[bytes, int]:
    """A well-formed article: title, paragraphs that cite every note in random order, the note list; and its notes."""
    count = draw(st.integers(0, 6))
    cited = draw(st.permutations(range(1, count + 1)))
    cited += draw(st.lists(st.sampled_from(cited), max_size=3)) if cited else []
    paragraphs = [draw(sentences) + f"[{number}] {draw(sentences)}" for number in cited] or [draw(sentences)]
    notes = [f"[{number}] {draw(sentences)}" for number in range(1, count + 1)]
    end = draw(newlines)
    text = (end * 2).join(["A Title Above It All", *paragraphs, *notes]) + draw(st.sampled_from(["", end]))
    return (draw(st.sampled_from(["", "\ufeff"])) + text).encode(), count


@given(articles(), st.data())
def test_a_translation_keeps_every_note_with_its_marker(made: tuple[bytes, int], draws: st.DataObject) -> None:
    content, count = made
    article = TEXT.read(content, ANATOMY)
    assert len(article.notes) == count
    own = draws.draw(st.booleans())
    assembly = assemble(article, [], {}, "ru")
    # Targets cite the same notes, in the reverse order of the blocks; note bodies name the note they are.
    running = sorted(assembly.texts)
    texts = {index: "Ж " + assembly.texts[mirror] for index, mirror in zip(running, running[::-1], strict=True)}
    known = frozenset(note.number for note in article.notes)
    order = list(dict.fromkeys(m.number for index in running for m in find_markers(texts[index], known)))
    number_of = {source: place for place, source in enumerate(order, start=1)}
    texts = {index: _renumber(text, number_of) for index, text in texts.items()}
    notes = [AssembledNote(number=number_of[n.number], texts=(f"Ж{n.number}",), source=n.number) for n in article.notes]
    if own:
        notes.append(AssembledNote(number=count + 1, texts=("Ж own",), tag="прим. пер."))
        texts[running[-1]] += f" [{count + 1}]"
    written = TEXT.write(content, ANATOMY, replace(assembly, texts=texts, notes=tuple(notes)))
    again = TEXT.read(written, ANATOMY)
    bodies = {n.number: again.blocks[n.blocks[0]].content.text for n in again.notes}
    expected = {number_of[n.number]: f"Ж{n.number}" for n in article.notes}
    if own:
        expected[count + 1] = "Ж own (прим. пер.)"
    assert bodies == expected
    assert [int(n.label) for n in again.notes] == list(range(1, len(expected) + 1))
    assert {b.index: b.content.text for b in again.blocks if b.kind is not BlockKind.NOTE} == texts
    assert written.startswith(b"\xef\xbb\xbf") == content.startswith(b"\xef\xbb\xbf")
    assert (b"\r" in written, b"\n" in written) == (b"\r" in content, b"\n" in content)


def _renumber(text: str, number_of: dict[int, int]) -> str:
    for source, number in number_of.items():
        text = text.replace(f"[{source}]", f"<{number}>")
    return text.replace("<", "[").replace(">", "]")
