"""Notes that an author typed into an OpenDocument text."""

from __future__ import annotations

import pytest
from tests.formats.odt.desk import ANATOMY, ODT, body_of, note, odt, read, texts, untranslated, write

from transflow.domain.article import Article
from transflow.domain.reassembly import AssembledNote, Assembly

PLAIN = '<text:p text:style-name="P">{}</text:p>'
UP = '<text:span text:style-name="UP">{}</text:span>'
RSID = '<text:span text:style-name="RSID">{}</text:span>'


def body(*paragraphs: str) -> str:
    return "".join(PLAIN.format(inside) for inside in paragraphs)


BRACKETS = body(
    "It grew [1] and fell.[2]",
    "It rose [1, 2].",
    "[1] Smith &amp; Co.",
    "[2] <text:span text:style-name='I'>Ibid.</text:span>",
)
RAISED = body(
    f"It grew{UP.format('1')} and fell{UP.format('2')}.",
    f"{UP.format('1')} Smith.",
    f"{UP.format('2')}<text:tab/>Ibid.",
)
NUMBERED = body(f"It grew{UP.format('1')} and fell{UP.format('2')}.", "1. Smith.", "2. Ibid.")


def swapped(article: Article, text: str) -> Assembly:
    """An assembly in which the first paragraph cites the second note first."""
    bodies = {note.number: article.blocks[note.blocks[0]].content.text for note in article.notes}
    return Assembly(
        locale="tr",
        texts={0: text},
        notes=(
            AssembledNote(number=1, texts=(bodies[2],), source=2),
            AssembledNote(number=2, texts=(bodies[1],), source=1),
        ),
    )


@pytest.mark.parametrize(
    ("source", "first", "bodies"),
    [
        (BRACKETS, "It grew [1] and fell.[2]", ["Smith & Co.", "<1>Ibid.</1>"]),
        (RAISED, "It grew[1] and fell[2].", ["Smith.", "Ibid."]),
        (NUMBERED, "It grew[1] and fell[2].", ["Smith.", "Ibid."]),
    ],
)
def test_read(source: str, first: str, bodies: list[str]) -> None:
    article = read(odt(source))
    assert texts(article)[0] == first
    assert [article.blocks[n.blocks[0]].content.text for n in article.notes] == bodies
    assert [n.label for n in article.notes] == ["1", "2"]
    assert not article.findings
    assert ODT.write(odt(source), ANATOMY, untranslated(article)) == odt(source)


def test_a_body_changes_and_its_label_stays() -> None:
    assert body_of(write(odt(BRACKETS), {2: "Smith ve ort."})) == BRACKETS.replace("Smith &amp; Co.", "Smith ve ort.")
    assert body_of(write(odt(RAISED), {2: "A.g.e."})) == RAISED.replace("Ibid.", "A.g.e.")


def test_the_list_follows_the_citations() -> None:
    result = body_of(ODT.write(odt(BRACKETS), ANATOMY, swapped(read(odt(BRACKETS)), "Düştü [1] ve büyüdü.[2]")))
    assert result == body(
        "Düştü [1] ve büyüdü.[2]",
        "It rose [2][1].",
        "[1] <text:span text:style-name='I'>Ibid.</text:span>",
        "[2] Smith &amp; Co.",
    )
    result = body_of(ODT.write(odt(RAISED), ANATOMY, swapped(read(odt(RAISED)), "Düştü[1] ve büyüdü[2].")))
    assert result == body(
        f"Düştü{UP.format('1')} ve büyüdü{UP.format('2')}.",
        f"{UP.format('1')}<text:tab/>Ibid.",
        f"{UP.format('2')} Smith.",
    )


@pytest.mark.parametrize(
    ("source", "mark", "entry"), [(BRACKETS, "[2]", "[2] "), (RAISED, UP.format("2"), f"{UP.format('2')} ")]
)
def test_a_translators_own_note_joins_the_list(source: str, mark: str, entry: str) -> None:
    article = read(odt(source))
    notes = [article.blocks[n.blocks[0]].content.text for n in article.notes]
    assembly = Assembly(
        locale="tr",
        texts={0: "Büyüdü[1] söz[2] düştü[3]"},
        notes=(
            AssembledNote(number=1, texts=(notes[0],), source=1),
            AssembledNote(number=2, texts=("Söz & söz.",), tag="ç.n."),
            AssembledNote(number=3, texts=(notes[1],), source=2),
        ),
    )
    result = body_of(ODT.write(odt(source), ANATOMY, assembly))
    assert f"söz{mark} düştü" in result
    assert PLAIN.format(f"{entry}Söz &amp; söz. (ç.n.)") in result
    again = read(odt(result))
    assert texts(again)[0] == "Büyüdü[1] söz[2] düştü[3]"
    assert [again.blocks[n.blocks[0]].content.text for n in again.notes] == [notes[0], "Söz & söz. (ç.n.)", notes[1]]


def test_a_label_in_a_span_that_shows_nothing() -> None:
    source = body("It grew [1].", f"{RSID.format('[1] Smi')}th.")
    article = read(odt(source))
    assert texts(article) == ["It grew [1].", "Smith."]
    assert body_of(write(odt(source), {1: "Demir."})) == body("It grew [1].", "[1] Demir.")


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(body("In [2024] it was.", "[sic] was said."), id="no-list"),
        pytest.param(body("Nothing is cited.", "[1] A step.", "[2] Another."), id="no-citation"),
        pytest.param(body(f"5 km{UP.format('2')} of land.", "2. Two."), id="a-measure"),
        pytest.param(body(f"Real{note('Body.')} and [1].", "[1] Smith."), id="real-notes"),
    ],
)
def test_false_friends(source: str) -> None:
    assert [n.label for n in read(odt(source)).notes] == (["1"] if "note-body" in source else [])


def test_what_is_wrong_is_reported() -> None:
    article = read(odt(body("It grew [1] and [7].", "[1] Smith.", "[1] Again.")))
    assert [f.code for f in article.findings] == ["marker-without-note", "duplicate-note-number"]
