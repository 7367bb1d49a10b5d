"""Notes of every convention, written anew: turned round, with a translator's own, with a marker moved."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from transflow.domain.article import Article, BlockKind
from transflow.domain.inline import plain, renumber
from transflow.domain.reassembly import AssembledNote, Assembly, assemble
from transflow.formats.documents.anatomy import Anatomy
from transflow.formats.documents.html import HtmlFormat

CASES = Path(__file__).parent / "cases"
ANATOMY = Anatomy()
HTML = HtmlFormat()
NOTES = [path for path in sorted(CASES.glob("*notes*ml")) if HTML.read(path.read_bytes(), ANATOMY).notes]
SOUND = [path for path in NOTES if not HTML.read(path.read_bytes(), ANATOMY).findings]
SEVERAL = [path for path in SOUND if len(HTML.read(path.read_bytes(), ANATOMY).notes) > 1]
#: Conventions in which the words stand inside the mark: there is no list to put in order.
INSIDE = {"notes-inside", "notes-modern-footnotes", "notes-shortcodes", "notes-tufte"}
#: Two lists on one page: each is in order for itself.
LISTS_APART = {"notes-docutils"}
WORDS = 'Own <words> & "more"'


def body_of(article: Article, number: int) -> list[str]:
    note = next(note for note in article.notes if note.number == number)
    return [article.blocks[index].content.text for index in note.blocks]


def words_of(article: Article, number: int) -> list[str]:
    """A note's body without the markers in it."""
    return [plain(text) for text in body_of(article, number)]


def marked(text: str) -> str:
    """``text`` with a letter in front of its words, behind its opening tags."""
    return re.sub(r"^(?:<\d+>)*", r"\g<0>Ж", text)


def untranslated(article: Article) -> Assembly:
    return assemble(article, [], {}, "tr")


def turned(article: Article) -> Assembly:
    """The same texts, with the numbers of the notes in the reverse order."""
    numbers = sorted(note.number for note in article.notes)
    to = dict(zip(numbers, reversed(numbers), strict=True))
    assembly = untranslated(article)
    notes = [
        replace(note, number=to[note.number], texts=tuple(renumber(text, to) for text in note.texts))
        for note in assembly.notes
    ]
    return replace(
        assembly,
        texts={index: renumber(text, to) for index, text in assembly.texts.items()},
        notes=tuple(sorted(notes, key=lambda note: note.number)),
    )


def with_own(article: Article, *, first: bool) -> Assembly:
    """A translator's own note where the notes are first cited: before them all, or behind them all."""
    assembly = untranslated(article)
    numbers = [note.number for note in article.notes]
    own = 1 if first else max(numbers) + 1
    to = {number: number + first for number in numbers}
    cites = [b.index for b in article.blocks if b.content.notes and b.kind is not BlockKind.NOTE]
    texts = {index: renumber(text, to) for index, text in assembly.texts.items()}
    if first:
        texts[cites[0]] = f"Own[{own}] {texts[cites[0]]}"
    else:
        texts[cites[-1]] += f" Own[{own}]"
    notes = [
        replace(note, number=to[note.number], texts=tuple(renumber(text, to) for text in note.texts))
        for note in assembly.notes
    ]
    notes.append(AssembledNote(number=own, texts=(WORDS,), tag="ç.n."))
    return replace(assembly, texts=texts, notes=tuple(sorted(notes, key=lambda note: note.number)))


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_the_list_follows_the_numbers(path: Path) -> None:
    content = path.read_bytes()
    article = HTML.read(content, ANATOMY)
    again = HTML.read(HTML.write(content, ANATOMY, turned(article)), ANATOMY)
    assert not again.findings
    assert len(again.notes) == len(article.notes)
    if path.stem in INSIDE | LISTS_APART:
        return
    labels = [note.label for note in sorted(article.notes, key=lambda note: note.number)]
    if not any(article.blocks[index].content.notes for note in article.notes for index in note.blocks):
        before = [body_of(article, note.number) for note in sorted(article.notes, key=lambda n: n.number)]
        listed = sorted(again.notes, key=lambda note: note.blocks[0])
        bodies = [[again.blocks[index].content.text for index in note.blocks] for note in listed]
        assert bodies == before[::-1]
        assert [note.label for note in listed] == labels


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_a_mark_still_cites_the_note_it_cited(path: Path) -> None:
    content = path.read_bytes()
    article = HTML.read(content, ANATOMY)
    again = HTML.read(HTML.write(content, ANATOMY, turned(article)), ANATOMY)
    cited = [words_of(article, number) for block in running(article) for number in block.content.notes]
    assert [words_of(again, number) for block in running(again) for number in block.content.notes] == cited


def swapped_with_own(article: Article) -> Assembly:
    """The first two notes change places, and a translator's own stands between them."""
    assembly = untranslated(article)
    order = sorted(note.number for note in article.notes)
    to = {number: number + 1 for number in order} | {order[0]: order[0] + 2, order[1]: order[0]}
    own = order[0] + 1
    texts = {index: renumber(text, to) for index, text in assembly.texts.items()}
    first = next(b.index for b in article.blocks if order[0] in b.content.notes and b.kind is not BlockKind.NOTE)
    texts[first] += f" Own[{own}]"
    notes = [
        replace(note, number=to[note.number], texts=tuple(renumber(text, to) for text in note.texts))
        for note in assembly.notes
    ]
    notes.append(AssembledNote(number=own, texts=("Own words",), tag="ç.n."))
    return replace(assembly, texts=texts, notes=tuple(sorted(notes, key=lambda note: note.number)))


def cited_words(article: Article) -> Counter[str]:
    """What the marks of the running text cite, without codes."""
    numbers = (number for block in running(article) for number in block.content.notes)
    return Counter(re.sub(r"</?\d+/?>", "", " ".join(words_of(article, number))) for number in numbers)


@pytest.mark.parametrize("path", SEVERAL, ids=lambda path: path.stem)
def test_notes_that_change_places_beside_a_translators_own_stay_bound(path: Path) -> None:
    content = path.read_bytes()
    article = HTML.read(content, ANATOMY)
    again = HTML.read(HTML.write(content, ANATOMY, swapped_with_own(article)), ANATOMY)
    assert not again.findings
    assert cited_words(again) == cited_words(article) + Counter(["Own words (ç.n.)"])
    assert len(again.notes) == len(article.notes) + 1


def running(article: Article) -> list:  # type: ignore[type-arg]
    return [block for block in article.blocks if block.kind is not BlockKind.NOTE]


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_a_translators_own_note_is_one_of_them(path: Path, first: bool) -> None:
    content = path.read_bytes()
    article = HTML.read(content, ANATOMY)
    written = HTML.write(content, ANATOMY, with_own(article, first=first))
    again = HTML.read(written, ANATOMY)
    assert len(again.notes) == len(article.notes) + 1
    own = [n for n in again.notes if WORDS in plain(body_of(again, n.number)[0], None, codes_of(again, n.blocks[0]))]
    assert len(own) == 1
    assert plain(body_of(again, own[0].number)[-1], None, codes_of(again, own[0].blocks[-1])) == f"{WORDS} (ç.n.)"
    assert len(own[0].citations) == 1
    assert not again.findings


@pytest.mark.parametrize("path", sorted(set(NOTES) - set(SOUND)), ids=lambda path: path.stem)
def test_of_a_broken_apparatus_nothing_is_lost(path: Path) -> None:
    content = path.read_bytes()
    article = HTML.read(content, ANATOMY)
    for assembly in (turned(article), with_own(article, first=False), with_own(article, first=True)):
        written = HTML.write(content, ANATOMY, assembly).decode()
        assert Counter(re.findall(r"[A-Z]\w+ ?\w*", content.decode())) <= Counter(re.findall(r"[A-Z]\w+ ?\w*", written))


def codes_of(article: Article, index: int) -> tuple:  # type: ignore[type-arg]
    return article.blocks[index].content.codes


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_names_stay_unique_and_ways_lead_somewhere(path: Path) -> None:
    content = path.read_bytes()
    before = content.decode()
    after = HTML.write(content, ANATOMY, with_own(HTML.read(content, ANATOMY), first=False)).decode()
    names = Counter(re.findall(r"\s(?:id|name)=[\"']?([^\s\"'>]+)", after))
    assert all(count == 1 for name, count in names.items() if f'"{name}"' not in before or name.startswith("tn"))
    for way in re.findall(r"href=[\"']#(tn[^\"']*)", after):
        assert way in names


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_translated_notes_keep_their_apparatus(path: Path) -> None:
    content = path.read_bytes()
    article = HTML.read(content, ANATOMY)
    assembly = untranslated(article)
    notes = tuple(replace(note, texts=tuple(map(marked, note.texts))) for note in assembly.notes)
    written = HTML.write(content, ANATOMY, replace(assembly, notes=notes))
    ways = re.compile(r"href=[\"'][^\"']*#")
    assert ways.findall(written.decode()) == ways.findall(content.decode())
    again = HTML.read(written, ANATOMY)
    for note in article.notes:
        assert body_of(again, note.number) == [marked(text) for text in body_of(article, note.number)]


def test_a_wordpress_note_in_full() -> None:
    content = (CASES / "notes-wordpress.html").read_bytes()
    written = HTML.write(content, ANATOMY, with_own(HTML.read(content, ANATOMY), first=True)).decode()
    assert '<p>Own<sup data-fn="tn-1" class="fn"><a href="#tn-1" id="tnref-1">1</a></sup> The corridor' in written
    assert (
        '<ol class="wp-block-footnotes"><li id="tn-1">Own &lt;words&gt; &amp; "more" (ç.n.) <a href="#tnref-1" '
        'aria-label="Jump to footnote reference 1">↩︎</a></li>\n<li id="1a2b-3c">“A Shorter Way”' in written
    )
    assert 'id="1a2b-3c-link">2</a>' in written
    assert 'id="4d5e-6f-link">3</a>' in written


@pytest.mark.parametrize(
    ("stem", "said"),
    [("notes-wordpress", "Jump to footnote reference"), ("notes-gfm", "Back to reference")],
)
def test_a_way_back_says_the_new_number(stem: str, said: str) -> None:
    content = (CASES / f"{stem}.html").read_bytes()
    article = HTML.read(content, ANATOMY)
    numbers = re.compile(rf'aria-label="{said} ([\d-]+)"')
    for assembly in (with_own(article, first=True), swapped_with_own(article)):
        assert numbers.findall(HTML.write(content, ANATOMY, assembly).decode()) == ["1", "2", "3"]
    assert numbers.findall(HTML.write(content, ANATOMY, turned(article)).decode()) == ["1", "2"]


def test_a_way_back_to_a_further_mark_says_the_new_number() -> None:
    content = (CASES / "notes-aloud.html").read_bytes()
    written = HTML.write(content, ANATOMY, with_own(HTML.read(content, ANATOMY), first=True)).decode()
    assert re.findall(r'aria-label="([^"]*)"', written) == [
        *("Footnote 1", "Footnote 2", "Footnote 3", "Footnote 2, again"),
        *("Section 1, back to 1", "Back to reference 2", "Back to reference 2-2", "Section 1, back to 3"),
    ]


def test_a_note_made_after_words_own_has_a_number_of_its_own() -> None:
    content = (CASES / "notes-word.html").read_bytes()
    written = HTML.write(content, ANATOMY, with_own(HTML.read(content, ANATOMY), first=True)).decode()
    mark, entry = re.findall(r"<a style='mso-footnote-id:(ftn3)' href=\"#(\w+)\" name=\"(\w+)\"", written)
    assert mark == ("ftn3", "_ftn3", "_ftnref3")
    assert entry == ("ftn3", "_ftnref3", "_ftn3")
    assert "<div style='mso-element:footnote' id=ftn3>" in written
    assert Counter(re.findall(r"mso-footnote-id:(\w+)", written)) == {"ftn1": 2, "ftn2": 2, "ftn3": 2}


def test_all_that_names_the_note_that_an_own_one_is_made_after_is_new() -> None:
    content = (CASES / "notes-aloud.html").read_bytes()
    article = HTML.read(content, ANATOMY)
    written = HTML.write(content, ANATOMY, with_own(article, first=False)).decode()
    for name in ("n2", "r2"):
        assert len(re.findall(rf"(?<!\w){name}(?!\w)", written)) == len(
            re.findall(rf"(?<!\w){name}(?!\w)", content.decode())
        )
    assert "https://example.org/n2" in written


def test_roman_numerals_count_on() -> None:
    content = (CASES / "notes-word-endnotes.html").read_bytes()
    written = HTML.write(content, ANATOMY, with_own(HTML.read(content, ANATOMY), first=True)).decode()
    assert re.findall(r"<sup>(\w+)</sup>", written) == ["i", "ii", "iii", "i", "ii", "iii"]


def test_a_list_that_starts_late_counts_on_from_there() -> None:
    content = (CASES / "notes-start.html").read_bytes()
    written = HTML.write(content, ANATOMY, with_own(HTML.read(content, ANATOMY), first=True)).decode()
    assert re.findall(r'value="(\d)"', written) == ["5", "6", "7"]
    assert re.findall(r">(\d)</a></sup>", written) == ["5", "6", "7"]


def test_each_list_of_a_page_is_its_own() -> None:
    content = (CASES / "two-lists.html").read_bytes()
    article = HTML.read(content, ANATOMY)
    assembly = untranslated(article)
    to = {1: 2, 2: 1}
    texts = {index: renumber(text, to) for index, text in assembly.texts.items()}
    notes = tuple(replace(note, number=to.get(note.number, note.number)) for note in assembly.notes)
    written = HTML.write(content, ANATOMY, replace(assembly, texts=texts, notes=notes)).decode()
    assert re.findall(r'<li id="(\w+)">', written) == ["a2", "a1", "b1", "b2"]
    assert re.findall(r"<sup>(\d)</sup>", written) == ["2", "1", "1", "2"]


def test_without_notes_a_translators_own_stands_in_brackets() -> None:
    content = b"<p>Words.</p>"
    article = HTML.read(content, ANATOMY)
    own = AssembledNote(number=1, texts=("Own <b>",), tag="ç.n.")
    assembly = replace(untranslated(article), texts={0: "Söz.[1]"}, notes=(own,))
    assert HTML.write(content, ANATOMY, assembly).decode() == "<p>Söz. [ç.n.: Own &lt;b&gt;]</p>"


def test_in_an_attribute_a_translators_own_stands_in_brackets() -> None:
    content = b'<p>Words.<sup>1</sup><img src="a" alt="A port"></p><p><sup>1</sup> Note.</p>'
    article = HTML.read(content, ANATOMY)
    alt = next(block.index for block in article.blocks if block.content.text == "A port")
    assembly = untranslated(article)
    notes = (*assembly.notes, AssembledNote(number=2, texts=("own",), tag="ç.n."))
    written = HTML.write(content, ANATOMY, replace(assembly, texts={**assembly.texts, alt: "Liman[2]"}, notes=notes))
    assert 'alt="Liman [ç.n.: own]"' in written.decode()


def test_a_marker_that_a_translator_moved_keeps_its_markup() -> None:
    content = (CASES / "notes-pandoc.html").read_bytes()
    article = HTML.read(content, ANATOMY)
    assembly = replace(untranslated(article), texts={0: "Kısa[2] ve uzun[1]."})
    assembly = replace(
        assembly, notes=tuple(replace(n, number=3 - n.number) for n in assembly.notes), texts={0: "Kısa[1] ve uzun[2]."}
    )
    written = HTML.write(content, ANATOMY, assembly).decode()
    first = unescape(written).splitlines()[0]
    assert first == (
        '<p>Kısa<a href="#fn2" class="footnote-ref" id="fnref2" role="doc-noteref"><sup>1</sup></a> ve uzun'
        '<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref"><sup>2</sup></a>.</p>'
    )
    assert re.findall(r'<li id="(\w+)">', written) == ["fn2", "fn1"]


def test_a_marker_that_got_lost_inside_takes_its_words_along() -> None:
    content = b"<p>Trade grew.[mfn]Forum.[/mfn] It fell.</p>"
    article = HTML.read(content, ANATOMY)
    written = HTML.write(content, ANATOMY, replace(untranslated(article), texts={0: "Ticaret."})).decode()
    assert written == "<p>Ticaret.[mfn]Forum.[/mfn]</p>"


def test_in_the_name_of_the_page_a_translators_own_stands_in_brackets() -> None:
    content = b"<title>Page</title><body><p>Words.<sup>1</sup></p><p><sup>1</sup> Note.</p>"
    assembly = untranslated(HTML.read(content, ANATOMY))
    notes = (*assembly.notes, AssembledNote(number=2, texts=("own",), tag="ç.n."))
    written = HTML.write(content, ANATOMY, replace(assembly, texts={**assembly.texts, 0: "Sayfa[2]"}, notes=notes))
    assert "<title>Sayfa [ç.n.: own]</title>" in written.decode()
