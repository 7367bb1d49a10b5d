"""What cannot be taken: a message with file, line and remedy, nothing half-written, and the rest goes on."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.workflow.desk import HARBOUR, Desk, files_below

from transflow.config import Settings
from transflow.domain.states import Action, State
from transflow.errors import (
    CatalogueError,
    DiskError,
    EmptyInputError,
    EncodingError,
    InputError,
    NewerStoreError,
    NotTextError,
    TooLargeError,
    TransflowError,
    UnknownThingError,
    UsageError,
)
from transflow.testing import workspace_at
from transflow.workflow.importing import import_catalogues
from transflow.workflow.intake import Added, add
from transflow.workflow.reporting import status
from transflow.workflow.workspace import ARTICLES


def add_bytes(desk: Desk, content: bytes, name: str = "odd.txt") -> Added:
    path = desk.root / ARTICLES / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return add(desk.space, [path], actor="Ann")[0]


def refused(added: Added, kind: type[TransflowError]) -> TransflowError:
    assert added.outcome == "refused"
    assert isinstance(added.error, kind), added.error
    assert added.error.file
    assert added.error.remedy
    assert str(added.error)
    return added.error


RUSSIAN = "Заголовок статьи\n\nВ 2023 году торговля выросла на 12 процентов. Порты были заняты летом.\n" * 3


def test_an_empty_file(desk: Desk) -> None:
    for content in (b"", b"\n \n\t\n", b"\xef\xbb\xbf"):
        error = refused(add_bytes(desk, content), EmptyInputError)
        assert error.file == "articles/odd.txt"
    assert status(desk.space).standings == ()


def test_a_file_that_is_not_utf8(desk: Desk) -> None:
    error = refused(add_bytes(desk, RUSSIAN.encode("cp1251")), EncodingError)
    assert "1251" in str(error.fields["looks_like"])
    refused(add_bytes(desk, RUSSIAN.encode("utf-16")), EncodingError)


@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\n" + bytes(range(256)), b"PK\x03\x04" + bytes(300), b"%PDF-1.7\n\x00\x01", b"text\x00text"],
)
def test_a_binary(desk: Desk, content: bytes) -> None:
    refused(add_bytes(desk, content), NotTextError)


def test_a_file_of_an_unknown_kind(desk: Desk) -> None:
    refused(add_bytes(desk, HARBOUR.encode(), "odd.xyz"), InputError)


def test_a_folder_instead_of_a_file(desk: Desk) -> None:
    (desk.root / ARTICLES / "box.txt").mkdir(parents=True)
    refused(add(desk.space, [desk.root / ARTICLES / "box.txt"], actor="Ann")[0], TransflowError)


def test_a_file_that_is_not_there(desk: Desk) -> None:
    refused(add(desk.space, [desk.root / ARTICLES / "nope.txt"], actor="Ann")[0], UnknownThingError)


def test_nothing_to_add(desk: Desk) -> None:
    with pytest.raises(UnknownThingError) as caught:
        add(desk.space, [], actor="Ann")
    assert caught.value.remedy


def test_the_rest_goes_on(desk: Desk) -> None:
    bad, good = desk.root / ARTICLES / "a.txt", desk.write(HARBOUR)
    bad.write_bytes(b"")
    results = add(desk.space, [bad, good], actor="Ann")
    assert [r.outcome for r in results] == ["refused", "new"]
    assert status(desk.space).not_added == ("articles/a.txt",)


def test_the_same_file_named_twice(desk: Desk) -> None:
    path = desk.write(HARBOUR)
    results = add(desk.space, [path, path, path.parent / "." / path.name], actor="Ann")
    assert [r.outcome for r in results] == ["new"]


def test_two_files_of_one_name(desk: Desk) -> None:
    desk.add()
    other = desk.root.parent / "harbour.txt"
    other.write_text(HARBOUR.replace("busy", "quiet"), "utf-8")
    desk.write(HARBOUR.replace("busy", "crowded"))
    error = refused(add(desk.space, [other], actor="Ann")[0], UsageError)
    assert "harbour" in str(error)
    assert b"crowded" in (desk.root / ARTICLES / "harbour.txt").read_bytes(), "it was not overwritten"


def test_a_file_from_elsewhere_is_copied_in(desk: Desk) -> None:
    other = desk.root.parent / "port.txt"
    other.write_text(HARBOUR, "utf-8")
    assert add(desk.space, [other], actor="Ann", dry_run=True)[0].outcome == "new"
    assert not (desk.root / ARTICLES / "port.txt").exists()
    assert add(desk.space, [other], actor="Ann")[0].outcome == "new"
    assert (desk.root / ARTICLES / "port.txt").read_bytes() == other.read_bytes()
    assert add(desk.space, [desk.root / ARTICLES / "port.txt"], actor="Ann")[0].outcome == "unchanged"


def test_the_name_of_the_interface_catalogues(desk: Desk) -> None:
    refused(add_bytes(desk, HARBOUR.encode(), "LC_MESSAGES/transflow.txt"), UsageError)
    refused(add_bytes(desk, HARBOUR.encode(), "LC_MESSAGES.txt"), UsageError)


def test_names_with_folders_dots_spaces_and_umlauts(desk: Desk) -> None:
    for name in ("2026/may/öffnung der märkte.txt", "v1.2 draft.txt", "-odd.txt"):
        added = add_bytes(desk, HARBOUR.encode(), name)
        assert added.outcome == "new", added.error
        assert added.name == name.removesuffix(".txt")
    desk.name = "2026/may/öffnung der märkte"
    desk.translate()
    desk.approve()
    assert desk.publish().outcome == "published"
    assert "Liman bölge" in desk.published()


@pytest.mark.parametrize("name", ["two  spaces.txt", " leading.txt", "line\nbreak.txt", "tab\t.txt", "bell\x07.txt"])
def test_names_that_catalogues_cannot_keep(desk: Desk, name: str) -> None:
    refused(add_bytes(desk, HARBOUR.encode(), name), UsageError)


@pytest.mark.parametrize(
    "name", ['quo"te.txt', "back\\slash.txt", "100%.txt", "#1.txt", "[1].txt", "Şişli’de.txt", "a{b}.txt"]
)
def test_names_with_odd_characters_go_the_whole_way(desk: Desk, name: str) -> None:
    assert add_bytes(desk, HARBOUR.encode(), name).outcome == "new"
    desk.name = name.removesuffix(".txt")
    desk.translate()
    desk.approve()
    desk.export()
    assert desk.export().outcome == "unchanged"
    assert desk.publish().outcome == "published"


def test_pipes_and_links_that_lead_nowhere(desk: Desk) -> None:
    folder = desk.root / ARTICLES
    os.mkfifo(folder / "pipe.txt")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    for name in ("pipe.txt", "loop.txt", "gone.txt"):
        refused(add(desk.space, [folder / name], actor="Ann")[0], TransflowError)
    desk.write(HARBOUR)
    assert [a.outcome for a in add(desk.space, [], actor="Ann")] == ["new"]


def test_notes_that_do_not_fit_are_said_and_kept(desk: Desk) -> None:
    text = "A Title\n\nOne.[1] Two.[7] Three.[2]\n\n\n[1] Jones, A Book, p. 1.\n\n[2] Smith, p. 2.\n\n[2] Twice, p. 3.\n\n[9] Never cited, p. 4.\n"
    added = add_bytes(desk, text.encode())
    assert added.outcome == "new"
    found = {f.code: f.line for f in added.findings}
    assert set(found) >= {"marker-without-note", "duplicate-note-number", "note-without-marker"}
    assert all(found.values())


def test_a_paragraph_of_five_megabytes(desk: Desk) -> None:
    text = "A Title\n\n" + "This is one sentence of a very long paragraph. " * 110_000 + "\n"
    added = add_bytes(desk, text.encode())
    assert added.outcome in ("new", "refused")
    if added.error is None:
        assert "long-paragraph" in {f.code for f in added.findings}


def test_a_file_over_the_limit(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transflow.files.SIZE_LIMIT", 100)
    added = add_bytes(desk, HARBOUR.encode())
    assert isinstance(added.error, TooLargeError)


# catalogues


def spoil(desk: Desk, change: Callable[[bytes], bytes]) -> Path:
    path = desk.edit({"Nobody doubts": "Kimse.", "The two ports": "İki."}, to=desk.root / "back.po")
    path.write_bytes(change(path.read_bytes()))
    return path


def refuse_file(desk: Desk, path: Path, kind: type[TransflowError] = CatalogueError) -> TransflowError:
    before = desk.events()
    result = desk.bring(path)
    assert isinstance(result.error, kind), result.error
    assert result.error.file
    assert result.error.remedy
    assert desk.events() == before
    return result.error


@pytest.fixture
def waiting(desk: Desk) -> Desk:
    desk.add()
    desk.export()
    return desk


@pytest.mark.parametrize("share", [0.1, 0.35, 0.5, 0.77, 0.99])
def test_a_catalogue_cut_off(waiting: Desk, share: float) -> None:
    error = refuse_file(waiting, spoil(waiting, lambda c: c[: int(len(c) * share)]))
    assert error.line


def test_a_catalogue_that_lost_its_last_entries_cleanly(waiting: Desk) -> None:
    refuse_file(waiting, spoil(waiting, lambda c: b"\n\n".join(c.split(b"\n\n")[:-3]) + b"\n"))


@pytest.mark.parametrize("content", [b"", b"hello", b"\x00\x01\x02" * 50, b'{"json": true}'])
def test_no_catalogue_at_all(waiting: Desk, content: bytes) -> None:
    refuse_file(waiting, spoil(waiting, lambda _: content), InputError)


def test_a_catalogue_of_another_article(waiting: Desk) -> None:
    waiting.write(HARBOUR, "port.txt")
    add(waiting.space, [waiting.root / ARTICLES / "port.txt"], actor="Ann")
    path = waiting.catalogue(name="port")
    path.write_bytes(waiting.catalogue().read_bytes())
    refuse_file(waiting, path)
    elsewhere = spoil(waiting, lambda c: c.replace(b"X-Transflow-Article: harbour", b"X-Transflow-Article: unknown"))
    refuse_file(waiting, elsewhere)


def test_a_catalogue_of_another_locale(open_desk) -> None:
    desk = open_desk(settings=Settings(locales=("tr", "ru")))
    desk.add()
    desk.export()
    path = desk.catalogue("ru")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(desk.catalogue("tr").read_bytes())
    refuse_file(desk, path)
    refuse_file(desk, spoil(desk, lambda c: c.replace(b'"Language: tr', b'"Language: de')))
    with pytest.raises(UnknownThingError):
        import_catalogues(desk.space, [path], locale="de", actor="Ann")
    assert isinstance(
        import_catalogues(desk.space, [desk.catalogue()], locale="ru", actor="Ann")[0].error, CatalogueError
    )


def test_duplicates_with_different_targets_are_refused_with_their_lines(waiting: Desk) -> None:
    path = spoil(waiting, lambda c: c)
    text = path.read_text("utf-8")
    block = next(b for b in text.split("\n\n") if "Nobody doubts" in b)
    path.write_text(f"{text}\n{block.replace('Kimse.', 'Herkes.')}\n", "utf-8")
    result = waiting.bring(path)
    refusals = [e for e in result.entries if e.outcome == "refused"]
    assert refusals
    assert all(e.line for e in refusals)
    assert waiting.state("Nobody doubts") is State.NEW
    assert waiting.state("The two ports") is State.TRANSLATED, "the rest goes on"


def test_nul_and_broken_bytes_refuse_their_entries_only(waiting: Desk) -> None:
    result = waiting.bring(spoil(waiting, lambda c: c.replace(b"Kimse.", b"Kim\xffse.")))
    assert [e.outcome for e in result.entries if e.outcome != "unchanged"] == ["accepted", "refused"]
    result = waiting.bring(spoil(waiting, lambda c: c.replace(b"Kimse.", b"Kim\x00se.")))
    assert waiting.state("Nobody doubts") is State.NEW
    assert all(e.line for e in result.entries if e.outcome == "refused")


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c.replace(b"\n", b"\r\n"),
        lambda c: b"\xef\xbb\xbf" + c,
        lambda c: b"\xef\xbb\xbf" + c.replace(b"\n", b"\r\n"),
    ],
)
def test_line_ends_and_byte_order_marks_are_welcome(waiting: Desk, change: Callable[[bytes], bytes]) -> None:
    result = waiting.bring(spoil(waiting, change))
    assert result.error is None
    assert result.base_known
    assert waiting.target("Nobody doubts").text == "Kimse."
    assert waiting.target("The next step").text == ""


def test_control_characters_in_a_target_are_stored_and_flagged(waiting: Desk) -> None:
    waiting.bring(waiting.edit({"Nobody doubts": "Kimse\u200b \u0008kuşku."}))
    assert (
        not waiting.review(Action.ACCEPT, "Mehmet", "Nobody doubts").done
        or "\x08" not in waiting.target("Nobody doubts").text
    )


def test_a_refused_file_stops_no_other(waiting: Desk) -> None:
    bad = spoil(waiting, lambda c: c[:200])
    good = waiting.edit({"The next step": "Adım.[4]"}, to=waiting.root / "good.po")
    results = import_catalogues(waiting.space, [bad, good, waiting.root / "missing.po", waiting.root], actor="Ann")
    assert [r.error is None for r in results] == [False, True, False, False]
    assert all(r.error is None or r.error.file for r in results)


# the disk and the database


def no_space(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def read_only(*_: object) -> None:
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


@pytest.mark.parametrize("trouble", [no_space, read_only])
@pytest.mark.parametrize("call", ["replace", "fsync"])
def test_a_full_or_read_only_disk(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, trouble: Callable[..., None], call: str
) -> None:
    """Whatever step meets it: a clear error, the old files whole, no remains; then the same again works."""
    desk.add()
    desk.translate()
    desk.review(Action.ACCEPT, "Mehmet")
    before = files_below(desk.root / "locales")
    monkeypatch.setattr(os, call, trouble)
    with pytest.raises(DiskError) as caught:
        desk.review(Action.APPROVE, "Elif")
    assert caught.value.file
    assert caught.value.remedy
    assert files_below(desk.root / "locales") == before
    if call == "replace":
        desk.catalogue().unlink()
        with pytest.raises(DiskError):
            desk.export()
        assert files_below(desk.root / "locales") == {k: v for k, v in before.items() if not k.endswith(".po")}
    with pytest.raises(DiskError):
        desk.publish()
    assert files_below(desk.root / "published") == {}
    monkeypatch.undo()
    desk.review(Action.APPROVE, "Elif")
    desk.export()
    desk.publish()
    assert len(desk.journal().read_text("utf-8").splitlines()) == 2 * len(desk.units())
    assert "Liman bölge" in desk.published()
    assert not list(desk.root.rglob("*.part"))


def test_a_copy_that_cannot_be_written_adds_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    other = desk.root.parent / "port.txt"
    other.write_text(HARBOUR, "utf-8")
    monkeypatch.setattr(os, "replace", no_space)
    with pytest.raises(DiskError):
        add(desk.space, [other], actor="Ann")
    monkeypatch.undo()
    assert status(desk.space).standings == ()
    assert files_below(desk.root / ARTICLES) == {}
    assert add(desk.space, [other], actor="Ann")[0].outcome == "new"


def test_leftovers_of_a_killed_write_are_nobodys_article_or_catalogue(desk: Desk) -> None:
    desk.add()
    desk.export()
    (desk.root / ARTICLES / ".harbour.txt.abc123.part").write_text(HARBOUR, "utf-8")
    (desk.catalogue().parent / ".harbour.po.abc123.part").write_text("half", "utf-8")
    assert [a.outcome for a in add(desk.space, [], actor="Ann")] == ["unchanged"]
    assert [i.error for i in import_catalogues(desk.space, actor="Ann")] == [None]


def test_a_database_from_a_newer_version(tmp_path: Path) -> None:
    import sqlite3

    desk = Desk(tmp_path / "w")
    desk.add()
    desk.space.store.close()
    database = tmp_path / "w/.transflow/transflow.db"
    connection = sqlite3.connect(database)
    with connection:
        connection.execute("update alembic_version set version_num = '9999_from_the_future'")
    connection.close()
    with pytest.raises(NewerStoreError) as caught:
        workspace_at(tmp_path / "w", settings=Settings(locales=("tr",)))
    assert caught.value.remedy


def test_a_database_that_is_none(tmp_path: Path) -> None:
    folder = tmp_path / "w/.transflow"
    folder.mkdir(parents=True)
    (folder / "transflow.db").write_bytes(b"this is no database, but it is long enough to look at" * 40)
    with pytest.raises(TransflowError) as caught:
        workspace_at(tmp_path / "w")
    assert caught.value.remedy


def test_a_deleted_source_changes_nothing_that_stands(desk: Desk) -> None:
    desk.approved()
    (desk.root / ARTICLES / "harbour.txt").unlink()
    assert desk.publish().outcome == "published"
    assert desk.export().error is None
    assert refused(add(desk.space, [desk.root / ARTICLES / "harbour.txt"], actor="Ann")[0], UnknownThingError)
    shutil.rmtree(desk.root / ARTICLES)
    assert status(desk.space).standings[0].stage == "published"
