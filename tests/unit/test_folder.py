"""The folder as destination: what is written stays in it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from transflow.destinations.folder import remove_files, write_files
from transflow.errors import UsageError

FILES = {"tr/a.txt": b"bir", "tr/deep/b.txt": b"iki"}


def test_files_are_written_below_the_root_and_only_once(tmp_path: Path) -> None:
    assert write_files(tmp_path / "out", FILES) == ["tr/a.txt", "tr/deep/b.txt"]
    assert write_files(tmp_path / "out", FILES) == []


@pytest.mark.parametrize("link", ["out", "out/tr", "out/tr/deep"])
def test_nothing_is_written_through_a_link_out_of_the_root(tmp_path: Path, link: str) -> None:
    away = tmp_path / "away"
    away.mkdir()
    root = tmp_path / "space" / "out"
    place = tmp_path / "space" / link
    place.parent.mkdir(parents=True)
    place.symlink_to(away)
    with pytest.raises(UsageError):
        write_files(root, FILES)
    assert list(away.iterdir()) == []
    assert not (root / "tr" / "a.txt").exists(), "nothing at all is written"


def test_a_link_that_leads_back_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tr").symlink_to(tmp_path / "tr")
    with pytest.raises(UsageError):
        write_files(tmp_path, FILES)


def test_a_link_that_stays_inside_is_followed(tmp_path: Path) -> None:
    (tmp_path / "out" / "real").mkdir(parents=True)
    (tmp_path / "out" / "tr").symlink_to(tmp_path / "out" / "real")
    write_files(tmp_path / "out", FILES)
    assert (tmp_path / "out" / "real" / "a.txt").read_bytes() == b"bir"


def test_a_root_reached_through_a_link_is_fine(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "door").symlink_to(tmp_path / "real")
    write_files(tmp_path / "door" / "out", FILES)
    assert (tmp_path / "real" / "out" / "tr" / "a.txt").read_bytes() == b"bir"


def test_a_folder_above_the_root_may_not_lead_out_of_the_workspace(tmp_path: Path) -> None:
    """A publish folder site/public was written through the link site."""
    away = tmp_path / "away"
    away.mkdir()
    space = tmp_path / "space"
    space.mkdir()
    (space / "site").symlink_to(away)
    with pytest.raises(UsageError):
        write_files(space / "site" / "public", FILES, within=space)
    assert list(away.iterdir()) == []


def test_a_folder_above_the_root_may_be_a_link_within_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "site").symlink_to(tmp_path / "real")
    write_files(tmp_path / "site" / "public", FILES, within=tmp_path)
    assert (tmp_path / "real" / "public" / "tr" / "a.txt").read_bytes() == b"bir"


def test_only_what_is_as_it_was_written_is_removed(tmp_path: Path) -> None:
    root = tmp_path / "out"
    write_files(root, {**FILES, "tr/c.txt": b"edited", "tr/keep.txt": b"keep"})
    (tmp_path / "away.txt").write_bytes(b"bir")
    (root / "link.txt").symlink_to(root / "tr" / "a.txt")
    (root / "up").symlink_to(tmp_path)
    bir = sha256(b"bir").hexdigest()
    asked = dict.fromkeys(["../away.txt", "up/away.txt", "link.txt", "gone.txt", "tr", "tr/c.txt", "tr/a.txt"], bir)
    assert remove_files(root, asked, within=tmp_path) == ["tr/a.txt"]
    assert not (root / "tr" / "a.txt").exists()
    assert (tmp_path / "away.txt").read_bytes() == b"bir"
    assert (root / "link.txt").is_symlink()
    assert (root / "tr" / "c.txt").read_bytes() == b"edited"
