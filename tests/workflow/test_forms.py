"""Catalogues in other forms than PO: guards G7 and G8 hold, and nothing is raised above translated."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.workflow.desk import TURKISH, Desk

from transflow.domain.states import Action, State
from transflow.formats.catalogues.forms import FORMS
from transflow.workflow.export import Exported, export
from transflow.workflow.importing import Imported, import_catalogues

RETURNING = [name for name, form in FORMS.items() if form.returns and name != "po"]


def out(desk: Desk, form: str) -> Exported:
    (exported,) = export(desk.space, ["harbour"], form=form, locales=["tr"], actor="Ann")
    return exported


def path_of(desk: Desk, form: str) -> Path:
    return desk.space.catalogue_path("tr", "harbour", FORMS[form].suffix)


def back(desk: Desk, path: Path, translator: str = "Ayşe") -> Imported:
    (imported,) = import_catalogues(desk.space, [path], translator=translator, actor="Ann")
    return imported


def replaced(path: Path, old: str, new: str) -> None:
    if path.suffix == ".xlsx":
        from openpyxl import load_workbook

        book = load_workbook(path)
        for row in book.worksheets[0].iter_rows():
            for cell in row:
                if cell.value == old:
                    cell.value = new
        book.save(path)
        return
    text = path.read_bytes().decode("utf-8")
    assert old in text
    path.write_bytes(text.replace(old, new).encode("utf-8"))


@pytest.mark.parametrize("form", RETURNING)
def test_a_catalogue_goes_out_and_comes_back_unchanged(desk: Desk, form: str) -> None:
    desk.add()
    desk.translate()
    events = desk.events()
    assert out(desk, form).outcome == "written"
    assert out(desk, form).outcome == "unchanged"
    imported = back(desk, path_of(desk, form))
    assert imported.base_known
    assert imported.count("unchanged") == len(imported.entries) == len(desk.units())
    assert desk.events() == events


@pytest.mark.parametrize("form", RETURNING)
def test_an_edit_comes_in_as_translated_and_no_higher(desk: Desk, form: str) -> None:
    desk.add()
    desk.translate()
    desk.review(Action.ACCEPT, "Mehmet", "Nobody doubts")
    out(desk, form)
    replaced(path_of(desk, form), TURKISH["Nobody doubts"], "Kimse kuşku duymuyor.")
    imported = back(desk, path_of(desk, form))
    assert (imported.count("accepted"), imported.count("refused")) == (1, 0)
    target = desk.target("Nobody doubts")
    assert (target.text, target.state, target.editor) == ("Kimse kuşku duymuyor.", State.TRANSLATED, "Ayşe")


@pytest.mark.parametrize("form", RETURNING)
def test_two_people_at_once_lose_nothing(desk: Desk, form: str) -> None:
    desk.add()
    desk.translate()
    out(desk, form)
    replaced(path_of(desk, form), TURKISH["Nobody doubts"], "Birinci metin.")
    desk.export()
    desk.bring(desk.edit({"Nobody doubts": "İkinci metin."}), translator="Bora")
    imported = back(desk, path_of(desk, form))
    assert imported.count("conflict") == 1
    assert desk.target("Nobody doubts").text == "İkinci metin."
    with desk.space.store.read() as tx:
        assert [s.text for s in tx.suggestions.open([1], "tr")] == ["Birinci metin."]


@pytest.mark.parametrize("form", RETURNING)
def test_a_changed_file_is_merged_before_it_is_written_again(desk: Desk, form: str) -> None:
    desk.add()
    desk.translate()
    out(desk, form)
    replaced(path_of(desk, form), TURKISH["Nobody doubts"], "Dosyadaki metin.")
    exported = out(desk, form)
    assert exported.merged is not None
    assert desk.target("Nobody doubts").text == "Dosyadaki metin."


@pytest.mark.parametrize("form", ["xliff12", "xliff21"])
def test_a_tool_that_says_final_raises_nothing_above_translated(desk: Desk, form: str) -> None:
    desk.add()
    desk.draft()
    out(desk, form)
    path = path_of(desk, form)
    text = path.read_text("utf-8")
    text = text.replace('state="needs-review-translation"', 'state="final"').replace('state="initial"', 'state="final"')
    path.write_text(text, "utf-8")
    assert back(desk, path).count("confirmed") > 0
    assert desk.states() <= {State.TRANSLATED, State.DRAFTED}


@pytest.mark.parametrize("form", RETURNING)
def test_every_entry_is_accounted_for(desk: Desk, form: str) -> None:
    desk.add()
    desk.translate()
    out(desk, form)
    replaced(path_of(desk, form), TURKISH["Nobody doubts"], "Yeni metin.")
    imported = back(desk, path_of(desk, form))
    kinds = ("accepted", "confirmed", "doubted", "unchanged", "conflict", "refused")
    assert sum(imported.count(kind) for kind in kinds) == len(imported.entries) == len(desk.units())


def test_a_page_is_written_over_without_asking_and_never_imported(desk: Desk) -> None:
    desk.add()
    assert out(desk, "html").outcome == "written"
    desk.translate()
    assert out(desk, "html").outcome == "written"
    imported = back(desk, path_of(desk, "html"))
    assert imported.error is not None
    assert desk.space.catalogue_path("tr", "harbour", ".html") not in [
        Path(i.path) for i in import_catalogues(desk.space, [], actor="Ann")
    ]


def test_the_two_kinds_of_xliff_share_a_file_and_neither_loses_what_is_in_it(desk: Desk) -> None:
    desk.add()
    desk.translate()
    for form, text in (("xliff12", "Birinci metin."), ("xliff21", "İkinci metin."), ("xliff12", "Üçüncü metin.")):
        exported = out(desk, form)
        assert exported.error is None
        replaced(path_of(desk, form), desk.target("Nobody doubts").text, text)
        other = "xliff21" if form == "xliff12" else "xliff12"
        assert out(desk, other).merged is not None
        assert desk.target("Nobody doubts").text == text
