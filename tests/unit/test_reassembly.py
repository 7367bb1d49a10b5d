"""Units and targets back to blocks: merged sentences, swapped markers, translators' notes, uncited notes."""

from __future__ import annotations

import pytest
from tests.unit.articles import article_of

from transflow.domain.article import Article, BlockKind
from transflow.domain.reassembly import Assembly, assemble, join_blocks
from transflow.domain.segmentation import Segmenter
from transflow.domain.units import Unit, cut, identify

A, B, C = (
    "“The Quiet Sea”, Harbour Review, 2020.",
    "“Winter Ports”, Northgate Press, 2021.",
    "“Old Ships”, Review, 2022.",
)


def units_of(article: Article) -> list[Unit]:
    return identify("a", article, cut(article, Segmenter()))


def put_together(article: Article, texts: dict[str, str]) -> Assembly:
    """``texts`` maps source texts to targets."""
    units = units_of(article)
    assert set(texts) <= {u.source for u in units}
    return assemble(article, units, {u.id: texts[u.source] for u in units if u.source in texts}, "tr")


def listed(assembly: Assembly) -> list[tuple[int, int | None, str]]:
    return [(n.number, n.source, n.texts[0]) for n in assembly.notes]


def test_sentences_are_joined_in_order() -> None:
    article = article_of(["The port grew. The town did not."])
    done = put_together(article, {"The port grew.": "Liman büyüdü.", "The town did not.": "Kent büyümedi."})
    assert done.texts == {0: "Liman büyüdü. Kent büyümedi."}


def test_an_untranslated_sentence_shows_its_source() -> None:
    article = article_of(["The port grew. The town did not."])
    assert put_together(article, {"The port grew.": "Liman büyüdü."}).texts == {0: "Liman büyüdü. The town did not."}


def test_a_merged_sentence_stands_in_the_one_before() -> None:
    article = article_of(["The port grew. The town did not. Ships came."])
    done = put_together(
        article,
        {
            "The port grew.": "Liman büyürken kent büyümedi.",
            "The town did not.": "{^}",
            "Ships came.": "Gemiler geldi.",
        },
    )
    assert done.texts == {0: "Liman büyürken kent büyümedi. Gemiler geldi."}


def test_the_last_sentence_merged() -> None:
    article = article_of(["The port grew. The town did not."])
    done = put_together(article, {"The port grew.": "Liman büyürken kent büyümedi.", "The town did not.": "{^}"})
    assert done.texts == {0: "Liman büyürken kent büyümedi."}


def test_glued_sentences_get_a_space() -> None:
    units = [
        Unit(id="a/1", kind=BlockKind.PARAGRAPH, ordinal=0, block=0, source="It grew.[1]", gap="", notes=(1,)),
        Unit(id="a/2", kind=BlockKind.PARAGRAPH, ordinal=1, block=0, source="Ships came."),
    ]
    blocks = article_of(["It grew.[1]Ships came."], [A]).blocks
    targets = {"a/1": "Büyüdü.[1]", "a/2": "Gemiler geldi."}
    assert join_blocks(units, targets, blocks) == {0: "Büyüdü.[1] Gemiler geldi."}


def test_swapped_markers_are_numbered_by_first_appearance() -> None:
    article = article_of(["It grew[1] and shrank.[2]", "Ships came.[3]"], [A, B, C])
    done = put_together(article, {"It grew[1] and shrank.[2]": "Küçüldü[2] ve büyüdü.[1]"})
    assert done.texts == {0: "Küçüldü[1] ve büyüdü.[2]", 1: "Ships came.[3]"}
    assert listed(done) == [(1, 2, B), (2, 1, A), (3, 3, C)]


def test_markers_moved_over_sentences_of_a_merged_group() -> None:
    article = article_of(["It grew.[1] Then it shrank.[2]"], [A, B])
    done = put_together(article, {"It grew.[1]": "Küçülmeden[2] önce büyüdü.[1]", "Then it shrank.[2]": "{^}"})
    assert done.texts == {0: "Küçülmeden[1] önce büyüdü.[2]"}
    assert [n.source for n in done.notes] == [2, 1]


def test_a_note_that_lost_its_marker_is_kept_last() -> None:
    article = article_of(["It grew.[1]", "Ships came.[2]"], [A, B])
    done = put_together(article, {"It grew.[1]": "Büyüdü."})
    assert done.texts == {0: "Büyüdü.", 1: "Ships came.[1]"}
    assert listed(done) == [(1, 2, B), (2, 1, A)]


def test_a_translators_note_is_numbered_with_the_rest() -> None:
    article = article_of(["It grew.[1]", "Ships came.[2]"], [A, B])
    done = put_together(article, {"It grew.[1]": "Liman [ç.n.: Eski adı Kuzey Kapı.] büyüdü.[1]"})
    assert done.texts == {0: "Liman[1] büyüdü.[2]", 1: "Ships came.[3]"}
    assert listed(done) == [(1, None, "Eski adı Kuzey Kapı."), (2, 1, A), (3, 2, B)]
    assert [n.tag for n in done.notes] == ["ç.n.", "", ""]


@pytest.mark.parametrize("opening", ["ç.n. ", "ç.n.: "])
def test_a_translators_note_with_and_without_a_colon(opening: str) -> None:
    article = article_of(["It grew.[1]"], [A])
    done = put_together(article, {"It grew.[1]": f"Liman [{opening}Eski adı Kuzey Kapı.] büyüdü.[1]"})
    assert done.texts == {0: "Liman[1] büyüdü.[2]"}
    assert listed(done) == [(1, None, "Eski adı Kuzey Kapı."), (2, 1, A)]


def test_several_translators_notes() -> None:
    article = article_of(["It grew.[1]"], [A])
    done = put_together(article, {"It grew.[1]": "Порт [прим. пер.: Один.] вырос[1] [прим. пер.: Два.]."})
    assert done.texts == {0: "Порт[1] вырос[2][3]."}
    assert listed(done) == [(1, None, "Один."), (2, 1, A), (3, None, "Два.")]


def test_no_note_gets_a_number_that_stands_in_brackets_without_being_a_marker() -> None:
    """A literal [2] beside a note [2] could not be told apart by a reader."""
    article = article_of(["Pier [2] grew.[1]"], [A])
    done = put_together(article, {"Pier [2] grew.[1]": "[2] numaralı iskele büyüdü.[1] [ç.n.: Eski iskele.]"})
    assert listed(done) == [(1, 1, A), (3, None, "Eski iskele.")]
    assert done.texts[0].endswith("büyüdü.[1][3]")


def test_a_year_in_brackets_is_no_marker() -> None:
    article = article_of(["In [2024] it grew.[1]"], [A])
    done = put_together(article, {"In [2024] it grew.[1]": "[2024] yılında büyüdü.[1]"})
    assert done.texts == {0: "[2024] yılında büyüdü.[1]"}


def test_note_bodies_are_translated_and_follow_the_numbers() -> None:
    article = article_of(["It grew[1] and shrank.[2]"], [A, "Ibid."])
    done = put_together(article, {"It grew[1] and shrank.[2]": "Küçüldü[2] ve büyüdü.[1]", "Ibid.": "Aynı yer."})
    assert listed(done) == [(1, 2, "Aynı yer."), (2, 1, A)]


def test_untranslated_is_the_source() -> None:
    article = article_of(["The port grew.[1] The town did not.", "It has ships.[2]"], [A, B])
    done = put_together(article, {})
    assert done.texts == {0: "The port grew.[1] The town did not.", 1: "It has ships.[2]"}
    assert listed(done) == [(1, 1, A), (2, 2, B)]


SEEN = ["It grew[1] and shrank.[2]", "As note 2 above shows, and see note 1, ships came.[3]"]
SWAPPED = {"It grew[1] and shrank.[2]": "Küçüldü[2] ve büyüdü.[1]"}


def test_cross_references_follow_their_notes() -> None:
    article = article_of(SEEN, [A, B, C])
    done = put_together(
        article, {**SWAPPED, SEEN[1]: "Yukarıda 2. dipnotun gösterdiği gibi (bkz. dipnot 1) gemiler geldi.[3]"}
    )
    assert done.texts[1] == "Yukarıda 1. dipnotun gösterdiği gibi (bkz. dipnot 2) gemiler geldi.[3]"


def test_cross_references_of_untranslated_sentences_follow_too() -> None:
    assert put_together(article_of(SEEN, [A, B, C]), SWAPPED).texts[1] == (
        "As note 1 above shows, and see note 2, ships came.[3]"
    )


def test_without_a_new_order_no_number_is_touched() -> None:
    article = article_of(SEEN, [A, B, C])
    assert put_together(article, {SEEN[1]: "Bkz. dipnot 2, dipnot 7.[3]"}).texts[1] == "Bkz. dipnot 2, dipnot 7.[3]"
