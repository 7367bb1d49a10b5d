"""G8 and the catalogues themselves: what is on disk is merged before it is overwritten, or left as it is."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import polib
import pytest
from tests.workflow.desk import HARBOUR, Desk, files_below

from transflow.domain.states import Action, State
from transflow.errors import CatalogueError, ConflictError, UnknownThingError
from transflow.workflow import export as exporting
from transflow.workflow.export import export


def test_a_catalogue_says_all_a_translator_needs(desk: Desk) -> None:
    desk.add()
    desk.draft()
    result = desk.export()
    assert (result.outcome, result.entries) == ("written", len(desk.units()))
    file = polib.pofile(desk.catalogue().read_text("utf-8"))
    assert [e.msgctxt for e in file] == [u.id for u in desk.units()], "in document order"
    entry = desk.entry("Ministers met")
    assert "paragraph 1, sentence 3 of 4" in entry.comment
    assert "[2] = Ibid." in entry.comment
    assert (
        "[3] = The plan was first proposed by the port workers. It was changed twice before the summer."
        in entry.comment
    )
    assert "draft by mt:echo" in entry.comment
    assert "fuzzy" in entry.flags
    assert entry.occurrences == [("articles/harbour.txt", "11")]
    assert file.metadata["Plural-Forms"] == "nplurals=2; plural=(n != 1);"
    assert file.metadata["X-Transflow-Base"] == result.base


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="GNU gettext is not installed")
def test_msgfmt_is_content(desk: Desk) -> None:
    desk.add()
    desk.draft()
    desk.export()
    subprocess.run(["msgfmt", "--check", "-o", "/dev/null", desk.catalogue()], check=True, capture_output=True)


def test_twice_is_once(desk: Desk) -> None:
    desk.add()
    desk.draft()
    desk.export()
    before, events = files_below(desk.root / "locales"), desk.events()
    assert desk.export().outcome == "unchanged"
    assert (files_below(desk.root / "locales"), desk.events()) == (before, events)


def test_g8_a_changed_file_is_merged_first(desk: Desk) -> None:
    desk.add()
    desk.export()
    desk.edit({"Nobody doubts": "Metin."})
    result = desk.export()
    assert result.merged is not None
    assert result.merged.count("accepted") == 1
    assert desk.entry("Nobody doubts").msgstr == "Metin."
    assert desk.target("Nobody doubts").editor == "Ayşe"


def test_g8_a_conflict_is_kept_as_a_suggestion_before_the_file_is_overwritten(desk: Desk) -> None:
    desk.add()
    desk.export()
    desk.edit({"Nobody doubts": "Ayşe'nin metni."})
    desk.review(Action.TRANSLATE, "Mehmet", "Nobody doubts", text="Mehmet'in metni.")
    desk.export()
    entry = desk.entry("Nobody doubts")
    assert entry.msgstr == "Mehmet'in metni."
    assert "suggestion by Ayşe: Ayşe'nin metni." in entry.comment


def broken_tail(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3]


def conflict_marks(content: bytes) -> bytes:
    return content.replace(b'msgid "Nobody', b'<<<<<<< mine\nmsgid "Nobody', 1)


@pytest.mark.parametrize(
    "damage", [broken_tail, conflict_marks, lambda c: b"", lambda c: c.replace(b"harbour/", b"wrong/")]
)
def test_g8_a_broken_file_is_left_byte_for_byte(desk: Desk, damage) -> None:
    desk.add()
    desk.export()
    desk.edit({"Nobody doubts": "Metin."})
    content = damage(desk.catalogue().read_bytes())
    desk.catalogue().write_bytes(content)
    result = desk.export()
    assert result.outcome == "refused"
    assert result.error is not None
    assert result.error.remedy
    assert desk.catalogue().read_bytes() == content
    assert desk.states() == {State.NEW}, "nothing of it was taken"


def test_g8_a_single_bad_entry_keeps_the_file(desk: Desk) -> None:
    desk.add()
    desk.export()
    path = desk.edit({"Nobody doubts": "Metin.", "The two ports": "İki."})
    text = path.read_text("utf-8")
    block = next(b for b in text.split("\n\n") if "The two ports" in b)
    path.write_text(f"{text}\n{block.replace('İki.', 'Başka.')}\n", "utf-8")
    content = path.read_bytes()
    result = desk.export()
    assert result.outcome == "refused"
    assert result.error is not None
    assert result.error.line is not None
    assert path.read_bytes() == content


def test_g8_saved_while_the_export_runs(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The translator's editor saves between our look at the file and our writing."""
    desk.add()
    desk.export()
    desk.draft()
    original = exporting.catalogue_of

    def slow(*arguments):
        desk.edit({"Nobody doubts": "Son anda."})
        return original(*arguments)

    monkeypatch.setattr(exporting, "catalogue_of", slow)
    result = desk.export()
    monkeypatch.undo()
    assert result.outcome == "refused"
    assert isinstance(result.error, ConflictError)
    assert desk.entry("Nobody doubts").msgstr == "Son anda."
    desk.export()
    assert desk.target("Nobody doubts").text == "Son anda."


def test_a_dry_run_writes_nothing(desk: Desk) -> None:
    desk.add()
    assert desk.export(dry_run=True).outcome == "written"
    assert not desk.catalogue().exists()
    desk.export()
    desk.edit({"Nobody doubts": "Metin."})
    content = desk.catalogue().read_bytes()
    desk.export(dry_run=True)
    assert desk.catalogue().read_bytes() == content
    assert desk.states() == {State.NEW}


def test_to_another_folder(desk: Desk, tmp_path: Path) -> None:
    desk.add()
    desk.export(output=tmp_path / "out")
    path = tmp_path / "out" / "tr" / "harbour.po"
    desk.edit({"Nobody doubts": "Metin."}, path=path)
    assert desk.export(output=tmp_path / "out").outcome == "written"
    assert desk.target("Nobody doubts").text == "Metin.", "G8 holds there too"


def test_stale_rejected_and_obsolete_entries(desk: Desk) -> None:
    desk.approved()
    desk.review(Action.REJECT, "Mehmet", "The two ports", reason="wrong season")
    changed = HARBOUR.replace("it will be hard", "it will be very hard").replace(" The plan has four parts.", "")
    changed = changed.replace("[3]The plan has four parts.", "[3]")
    desk.add(changed)
    desk.export()
    stale = desk.entry("Nobody doubts")
    assert "fuzzy" in stale.flags
    assert stale.previous_msgid == "Nobody doubts that it will be hard."
    assert stale.msgstr == "Zor olacağından kimse kuşku duymuyor."
    assert "rejected: wrong season" in desk.entry("The two ports").comment
    gone = desk.entry("The plan has")
    assert gone.obsolete
    assert gone.msgstr == "Planın dört bölümü var."
    assert desk.export().outcome == "unchanged"
    desk.bring()
    assert desk.state("Nobody doubts") is State.STALE


def test_unknown_names(desk: Desk) -> None:
    desk.add()
    with pytest.raises(UnknownThingError):
        export(desk.space, ["nowhere"], actor="Ann")
    with pytest.raises(UnknownThingError):
        export(desk.space, locales=["de"], actor="Ann")


def test_the_catalogue_of_another_article_in_its_place_is_left(desk: Desk) -> None:
    desk.add()
    desk.export()
    content = desk.catalogue().read_bytes()
    desk.write(HARBOUR.replace("harbour", "port"), "port.txt")
    desk.name = "port"
    desk.add(None)
    desk.catalogue().write_bytes(content)
    result = desk.export()
    assert isinstance(result.error, CatalogueError)
    assert desk.catalogue().read_bytes() == content


def test_a_stale_unit_says_how_its_source_changed(desk: Desk) -> None:
    desk.approved()
    desk.add(HARBOUR.replace("Nobody doubts that it will be hard.", "Nobody doubts that it will be very hard."))
    desk.export()
    assert "source changed: Nobody doubts that it will be {+very +}hard." in desk.entry("Nobody doubts").comment
    assert desk.export().outcome == "unchanged"
