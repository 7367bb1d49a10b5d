"""Notes that are not counted from 1: what words say of them ("see note 6") is what readers see, in every format."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from tests.workflow.desk import Desk
from tests.workflow.test_codes_kept import put, translate

PAGE = (
    '<p>Alpha<sup><a href="#fn5" id="r5">5</a></sup> and beta<sup><a href="#fn6" id="r6">6</a></sup> came. '
    "All of it is told there, see note 6.</p><h2>Notes</h2>"
    '<ol start="5"><li id="fn5">First source of it.</li><li id="fn6">Second source of it.</li></ol>'
)
TEXT = (
    "Title here\n\nAlpha[5] and beta[6] came. All of it is told there, see note 6.\n\n\n"
    "[5] First source of it.\n\n[6] Second source of it.\n"
)
TURKISH = {
    "Title": "Başlık burada",
    "Alpha": "Önce alfa[1], sonra beta[2] geldi.",
    "All of": "Hepsi orada, bkz. not 6.",
    "Notes": "Notlar",
    "First": "İlk kaynak bu.",
    "Second": "İkinci kaynak bu.",
}
SWAPPED = {"Alpha": "Önce beta[2], sonra alfa[1] geldi."}
OWN = {"Alpha": "Önce alfa[1], hemen [ç.n.: Birinci.] sonra beta[2] geldi."}


def published(desk: Desk, source: str, suffix: str, texts: dict[str, str]) -> tuple[str, str]:
    """The document in its own format, and the rendering of its view as Markdown."""
    desk.space = replace(desk.space, settings=replace(desk.space.settings, formats=("markdown",)))
    put(desk, source, suffix)
    translate(desk, {**TURKISH, **texts})
    desk.approve()
    done = desk.publish()
    assert done.outcome == "published", done.blocked
    return desk.published(suffix), desk.published("md")


@pytest.mark.parametrize(
    ("texts", "label", "number"),
    [
        pytest.param({}, 6, 2, id="in-order"),
        pytest.param(SWAPPED, 5, 1, id="swapped"),
        pytest.param(OWN, 7, 3, id="own-note-between"),
    ],
)
def test_words_say_the_label_that_stands_at_the_note(
    desk: Desk, texts: dict[str, str], label: int, number: int
) -> None:
    """The words once said the note's number, where readers see labels from 5."""
    page, view = published(desk, PAGE, "html", texts)
    assert f"bkz. not {label}." in page
    shown = re.findall(r'<a href="#fn6"[^>]*>(\d+)</a>', page)
    assert shown == [str(label)]
    assert f"bkz. not {number}." in view
    assert re.search(rf"^\[\^{number}\]: İkinci", view, re.MULTILINE)


@pytest.mark.parametrize(("texts", "number"), [({}, 2), (SWAPPED, 1), (OWN, 3)])
def test_plain_text_counts_its_notes_from_one(desk: Desk, texts: dict[str, str], number: int) -> None:
    document, view = published(desk, TEXT, "txt", texts)
    for text in (document, view):
        assert f"bkz. not {number}." in text
    assert f"[{number}] İkinci kaynak bu." in document
