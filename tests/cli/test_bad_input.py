"""Bad input: a clear message with file, line and remedy, no traceback, nothing half-written."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import polib
import pytest

from transflow.cli import main

ROOT = Path(__file__).resolve().parents[2]
BODY = "Kicker\n\nTitle of It\n\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "articles/x.txt: The file is empty."),
        (b" \n\n ", "articles/x.txt: The file is empty."),
        (
            "Title\n\nÇalışma çok güzel bir iş oldu, değil mi?\n".encode("cp1254"),
            "articles/x.txt:3: The file is not UTF-8; it looks like windows-1254.",
        ),
        ("Title\n\nText.\n".encode("utf-16"), "articles/x.txt:1: The file is not UTF-8; it looks like UTF-16"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "articles/x.txt: The file is not text (it looks like PNG)."),
        (b"PK\x03\x04 word/document.xml", "articles/x.txt: The file ends in .txt, but what it holds is DOCX."),
    ],
    ids=["empty", "blank", "cp1254", "utf-16", "png", "docx"],
)
def test_a_file_that_cannot_be_taken(run: Any, content: bytes, message: str) -> None:
    run("init")
    run.write("articles/x.txt", content)
    files = run.files()
    ran = run("add")
    assert ran.code == 2
    first, remedy, *rest = ran.err.splitlines()
    assert first.startswith(f"error: {message}")
    assert remedy.startswith("  → ")
    assert not rest
    assert (ran.out, run.files()) == ("", files)
    assert run("status", "--json").content["articles"] == []


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (f"{BODY}Text one.[1] Text two.[7]\n\n[1] Note one here.\n", "marker-without-note", 5),
        (f"{BODY}Text one.[1] Text two.\n\n[1] Note one here.\n[2] Note two here.\n", "note-without-marker", 8),
        (f"{BODY}Text one.[1] Text two.[2]\n\n[1] Note one.\n[1] Again.\n[2] Two.\n", "duplicate-note-number", 8),
        (f"{BODY}Text one.[2] Text two.[1]\n\n[2] Note two.\n[1] Note one.\n", "notes-out-of-order", 8),
        (f"{BODY}{'Word by word it goes on. ' * 4200}\n", "long-paragraph", 5),
    ],
)
def test_odd_notes_and_paragraphs_are_told_and_taken(run: Any, text: str, code: str, line: int) -> None:
    run("init")
    run.write("articles/x.txt", text)
    ran = run("add")
    assert ran.code == 1
    assert "added as “x”" in ran.out
    assert f"warning: articles/x.txt:{line}: " in ran.out
    assert f"[{code}]" in ran.out
    (found,) = run("add", "--json").content["findings"]
    assert (found["code"], found["severity"], found["article"]) == (code, "warning", "x")


def test_a_file_that_is_not_there_a_folder_a_format_that_is_not_known(run: Any) -> None:
    run("init")
    run.write("articles/x.xyz", "text")
    for path in ("nowhere.txt", "articles", "articles/x.xyz"):
        ran = run("add", path)
        assert ran.code == 2
        assert ran.err.startswith(f"error: {path}: ")


def test_a_file_that_was_added_before(workspace: Any) -> None:
    assert "nothing new (revision 1 of “ports”)" in workspace("add").out
    source = workspace.folder / "articles/ports.txt"
    source.write_text(source.read_text("utf-8").replace("one sentence only", "one sentence and no more"), "utf-8")
    ran = workspace("add")
    assert ran.code == 0
    assert "revision 2 of “ports”" in ran.out
    assert "1 edited" in ran.out


@pytest.fixture
def catalogue(drafted: Any) -> polib.POFile:
    return polib.pofile(str(drafted.folder / "locales/tr/ports.po"), wrapwidth=0)


def test_a_catalogue_of_another_article(drafted: Any, catalogue: polib.POFile) -> None:
    catalogue.metadata["X-Transflow-Article"] = "harbours"
    catalogue.save(str(drafted.folder / "in.po"))
    ran = drafted("import", "in.po")
    assert ran.code == 2
    assert ran.err.startswith("error: in.po: It is a catalogue of the article “harbours”")


def test_a_catalogue_of_another_or_an_unknown_locale(drafted: Any, catalogue: polib.POFile) -> None:
    assert drafted("import", "locales/tr/ports.po", "--locale", "ru").code == 2
    catalogue.metadata["Language"] = "de"
    catalogue.save(str(drafted.folder / "in.po"))
    ran = drafted("import", "in.po")
    assert ran.code == 2
    assert "“de”" in ran.err
    assert "locales = […]" in ran.err


def test_a_catalogue_with_crlf_or_a_bom_is_taken(drafted: Any) -> None:
    content = (drafted.folder / "locales/tr/ports.po").read_bytes()
    drafted.write("crlf.po", content.replace(b"\n", b"\r\n"))
    drafted.write("bom.po", b"\xef\xbb\xbf" + content)
    before = drafted("show", "ports", "--locale", "tr", "--json").out
    assert drafted("import", "crlf.po", "bom.po").code == 0
    assert drafted("show", "ports", "--locale", "tr", "--json").out == before


def test_the_rest_goes_on_where_one_catalogue_is_refused(drafted: Any) -> None:
    drafted.write("bad.po", "this is no catalogue\n")
    ran = drafted("import", "bad.po", "locales/tr/ports.po")
    assert ran.code == 1
    assert ran.err.startswith("error: bad.po:1: ")
    assert "locales/tr/ports.po" in ran.out


def test_settings_that_cannot_be_understood(run: Any) -> None:
    run("init")
    good = (run.folder / "transflow.toml").read_text("utf-8")
    for text, message in (
        (good + "\nfrobnicate = \n", "transflow.toml:"),
        (good.replace("locales =", "locale ="), "“locale” is not known; did you mean “locales”?"),
        (good.replace('["tr", "ru"]', '["turkish"]'), "“turkish” is not a language code."),
        (good.replace("four_eyes = true", 'four_eyes = "often"'), "“review.four_eyes”"),
    ):
        run.write("transflow.toml", text)
        ran = run("status")
        assert ran.code == 2, text
        assert message in ran.err


def test_a_full_or_read_only_disk(drafted: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (drafted.folder / "locales/tr/ports.po").unlink()
    files = drafted.files()
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        ran = drafted("export")
    assert ran.code == 3
    assert ran.err.startswith("error: ")
    assert "No space left on device" in ran.err
    assert drafted.files() == files, "nothing half-written"
    assert drafted("export").code == 0


def test_a_database_from_a_newer_version(workspace: Any) -> None:
    path = workspace.folder / ".transflow/transflow.db"
    with sqlite3.connect(path) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999_from_the_future'")
    database.close()
    ran = workspace("status")
    assert ran.code == 3
    assert "newer transflow" in ran.err
    assert "Install the newer transflow" in ran.err


def test_ctrl_c_is_one_line(workspace: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("transflow.workflow.reporting.status", interrupt)
    ran = workspace("status")
    assert ran.code == 130
    assert ran.err == "Interrupted. What was done until now is kept; run the command again to go on.\n"


def test_ctrl_c_of_a_real_process(tmp_path: Path) -> None:
    terminal, inside = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "transflow", "segment"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C.UTF-8"},
        stdin=inside,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stderr is not None
        # It says that it waits for text: then it is inside the command.
        assert child.stderr.readline().startswith(b"Waiting for paragraphs")
        child.send_signal(signal.SIGINT)
        said = child.stderr.read()
        assert child.wait() == 130
    os.close(terminal)
    os.close(inside)
    assert said.startswith(b"Interrupted.")


def test_a_terminal_that_knows_few_characters(workspace: Any, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "transflow", "status"],
        cwd=workspace.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "iso-8859-9"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"????????" in done.stdout


def test_main_takes_the_arguments_of_the_process(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["transflow", "--version"])
    assert main() == 0
