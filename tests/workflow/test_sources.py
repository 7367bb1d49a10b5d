"""Folders as sources: what is taken of them, in which order, and what is passed over."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from transflow.workflow.sources import INTERFACE, TOLD, Expansion, Reason, Skipped, expand
from transflow.workflow.workspace import article_files

SUFFIXES = (".txt", ".html", ".docx")


def make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", "utf-8")


def taken(root: Path, found: Expansion) -> list[str]:
    return [path.relative_to(root).as_posix() for path in found.files]


def passed(root: Path, found: Expansion) -> dict[str, str]:
    return {skipped.path.relative_to(root).as_posix(): skipped.reason.value for skipped in found.skipped}


def test_a_folder_becomes_the_files_below_it(tmp_path: Path) -> None:
    make(tmp_path, "b.txt", "a/z.html", "a.txt", "a/deep/er/x.DOCX", "picture.png", "Z.txt")
    found = expand([tmp_path], SUFFIXES)
    assert taken(tmp_path, found) == ["Z.txt", "a/deep/er/x.DOCX", "a/z.html", "a.txt", "b.txt"]
    assert passed(tmp_path, found) == {"picture.png": "suffix"}


def test_files_that_are_named_come_in_the_order_named_and_once(tmp_path: Path) -> None:
    make(tmp_path, "b.txt", "a.txt", "c.png")
    named = [tmp_path / "b.txt", tmp_path, tmp_path / "missing.txt", tmp_path / "c.png", tmp_path / "a.txt"]
    found = expand(named, SUFFIXES)
    assert taken(tmp_path, found) == ["b.txt", "a.txt", "missing.txt", "c.png"]
    assert found.skipped == (), "what was named itself is not passed over"


def test_what_programs_keep_beside_files_is_passed_over(tmp_path: Path) -> None:
    make(
        tmp_path,
        "a.txt",
        ".a.txt",
        ".git/x.txt",
        "a.txt~",
        "a.txt.bak",
        ".a.txt.swp",
        "~$b.docx",
        ".~lock.b.docx#",
        "#a.txt#",
        "b.docx",
        f"{INTERFACE}/c.txt",
        "page.html",
        "page_files/frame.html",
        "notes_files/d.txt",
    )
    found = expand([tmp_path], SUFFIXES)
    assert taken(tmp_path, found) == ["a.txt", "b.docx", "notes_files/d.txt", "page.html"]
    assert passed(tmp_path, found) == {
        ".a.txt": "hidden",
        ".git": "hidden",
        ".a.txt.swp": "hidden",
        ".~lock.b.docx#": "hidden",
        "a.txt~": "backup",
        "a.txt.bak": "backup",
        "~$b.docx": "backup",
        "#a.txt#": "backup",
        INTERFACE: "interface",
        "page_files": "page-parts",
    }
    assert not {skipped.reason for skipped in found.skipped} & TOLD


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_cannot_lead_in_a_circle(tmp_path: Path) -> None:
    make(tmp_path, "in/a.txt", "out/b.txt")
    inside = tmp_path / "in"
    (inside / "loop").symlink_to(inside)
    (inside / "away").symlink_to(tmp_path / "out")
    (inside / "self.txt").symlink_to(inside / "self.txt")
    (inside / "gone.txt").symlink_to(inside / "nothing")
    (inside / "file.txt").symlink_to(tmp_path / "out" / "b.txt")
    found = expand([inside], SUFFIXES)
    assert taken(inside, found) == ["a.txt", "file.txt"]
    assert passed(inside, found) == dict.fromkeys(["away", "gone.txt", "loop", "self.txt"], "link")
    assert taken(inside / "loop", expand([inside / "loop"], SUFFIXES)) == ["a.txt", "file.txt"], "named itself"


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes there")
def test_devices_and_pipes_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert expand([tmp_path], SUFFIXES).skipped == (Skipped(tmp_path / "pipe.txt", Reason.SPECIAL),)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_listed_is_reported(tmp_path: Path) -> None:
    make(tmp_path, "shut/a.txt", "b.txt")
    (tmp_path / "shut").chmod(0)
    try:
        found = expand([tmp_path], SUFFIXES)
    finally:
        (tmp_path / "shut").chmod(0o755)
    assert taken(tmp_path, found) == ["b.txt"]
    assert passed(tmp_path, found) == {"shut": "unreadable"}


def test_the_folder_of_articles_is_read_by_the_same_rule(tmp_path: Path) -> None:
    make(tmp_path, "articles/b.txt", "articles/a/c.txt", "articles/a.txt", "articles/.hidden.txt")
    assert article_files(tmp_path) == list(expand([tmp_path / "articles"], (".txt", ".text")).files)
