"""``export --split paragraph``: whole paragraphs out, single sentences back."""

from __future__ import annotations

import polib
import pytest
from tests.workflow.desk import HARBOUR, TURKISH, Desk

from transflow.domain.states import State
from transflow.workflow.export import Exported, export
from transflow.workflow.importing import Imported, import_catalogues

OLD = TURKISH["Nobody doubts"]


def out(desk: Desk, form: str = "po") -> Exported:
    (exported,) = export(desk.space, ["harbour"], locales=["tr"], split="paragraph", form=form, actor="Ann")
    return exported


def back(desk: Desk) -> Imported:
    (imported,) = import_catalogues(desk.space, [desk.catalogue()], translator="Ayşe", actor="Ann")
    return imported


def edited(desk: Desk, old: str, new: str) -> None:
    file = polib.pofile(str(desk.catalogue()), wrapwidth=0)
    (entry,) = [e for e in file if old in e.msgstr]
    entry.msgstr = entry.msgstr.replace(old, new)
    file.save(str(desk.catalogue()))


@pytest.fixture
def translated(desk: Desk) -> Desk:
    desk.add()
    desk.translate()
    return desk


def test_a_paragraph_is_one_entry(translated: Desk) -> None:
    assert out(translated).outcome == "written"
    file = polib.pofile(str(translated.catalogue()))
    entry = next(e for e in file if OLD in e.msgstr)
    assert entry.msgid.startswith("The next step")
    assert entry.msgid.endswith("is updated.")
    assert "+" in entry.msgctxt
    assert out(translated).outcome == "unchanged"


def test_untouched_it_changes_nothing(translated: Desk) -> None:
    events = translated.events()
    out(translated)
    imported = back(translated)
    assert imported.count("unchanged") == len(imported.entries) == len(translated.units())
    assert translated.events() == events


def test_an_edit_touches_only_its_sentence(translated: Desk) -> None:
    out(translated)
    edited(translated, OLD, "Kimse kuşku duymuyor.")
    imported = back(translated)
    assert imported.count("accepted") == 1
    assert translated.target("Nobody doubts").text == "Kimse kuşku duymuyor."
    assert translated.target("The next step").text == TURKISH["The next step"]


def test_sentences_that_became_one_are_merged(translated: Desk) -> None:
    out(translated)
    both = f"{TURKISH['The next step']} {OLD}"
    edited(translated, both, "Sıradaki adım, zor olacağından kimsenin kuşku duymadığı ortak bir tarife.[4]")
    back(translated)
    assert translated.target("The next step").text.endswith("ortak bir tarife.[4]")
    assert translated.target("Nobody doubts").text == "{^}"
    assert translated.target("The list is").text == TURKISH["The list is"]


def test_a_new_paragraph_is_cut_where_the_sentences_are_certain(desk: Desk) -> None:
    desk.add()
    out(desk)
    file = polib.pofile(str(desk.catalogue()), wrapwidth=0)
    for entry in file:
        if entry.msgid.startswith("The next step"):
            entry.msgstr = " ".join(TURKISH[start] for start in ("The next step", "Nobody doubts", "The list is"))
    file.save(str(desk.catalogue()))
    back(desk)
    for start in ("The next step", "Nobody doubts", "The list is"):
        assert (desk.target(start).text, desk.state(start)) == (TURKISH[start], State.TRANSLATED)


def test_two_people_in_one_paragraph_do_not_undo_each_other(translated: Desk) -> None:
    out(translated)
    edited(translated, OLD, "Birinci metin.")
    mine = translated.catalogue().read_bytes()
    translated.catalogue().unlink()
    translated.export()
    translated.bring(
        translated.edit({"The list is": "Liste https://www.example.org/works adresinde."}), translator="Bora"
    )
    translated.catalogue().write_bytes(mine)
    back(translated)
    assert translated.target("Nobody doubts").text == "Birinci metin."
    assert translated.target("The list is").text == "Liste https://www.example.org/works adresinde."


def test_after_a_revision_a_paragraph_that_cannot_be_told_apart_is_a_suggestion(translated: Desk) -> None:
    out(translated)
    edited(translated, OLD, "Yeni metin.")
    mine = translated.catalogue().read_bytes()
    translated.add(
        HARBOUR.replace("Nobody doubts that it will be hard.", "Everybody knows how hard it is going to be.")
    )
    translated.catalogue().write_bytes(mine)
    imported = back(translated)
    assert imported.count("conflict") == 1
    with translated.space.store.read() as tx:
        assert any("Yeni metin." in s.text for s in tx.suggestions.open([1], "tr"))


def test_a_changed_file_is_merged_before_it_is_written_again(translated: Desk) -> None:
    out(translated)
    edited(translated, OLD, "Dosyadaki metin.")
    assert out(translated).merged is not None
    assert translated.target("Nobody doubts").text == "Dosyadaki metin."


@pytest.mark.parametrize("form", ["xliff12", "xliff21", "csv"])
def test_other_forms_hold_paragraphs_too(translated: Desk, form: str) -> None:
    out(translated, form)
    suffix = ".csv" if form == "csv" else ".xlf"
    path = translated.space.catalogue_path("tr", "harbour", suffix)
    (imported,) = import_catalogues(translated.space, [path], translator="Ayşe", actor="Ann")
    assert imported.count("unchanged") == len(imported.entries) == len(translated.units())


def test_a_wrapped_file_is_the_same_to_the_merge(translated: Desk) -> None:
    export(translated.space, ["harbour"], locales=["tr"], wrap=60, actor="Ann")
    assert max(map(len, translated.catalogue().read_text("utf-8").splitlines())) < 140
    imported = back(translated)
    assert imported.count("unchanged") == len(imported.entries)
