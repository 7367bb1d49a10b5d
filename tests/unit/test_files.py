"""Files written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from transflow.errors import DiskError, InputError, TooLargeError, UnknownThingError
from transflow.files import read_bounded, write_whole


def test_written_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "c.txt"
    assert write_whole(path, b"words")
    assert path.read_bytes() == b"words"


def test_the_same_content_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "c.txt"
    write_whole(path, b"words")
    os.utime(path, ns=(1, 1))
    assert not write_whole(path, b"words")
    assert path.stat().st_mtime_ns == 1
    assert write_whole(path, b"wordz"), "same size, other bytes"


def test_an_empty_file_is_a_file(tmp_path: Path) -> None:
    assert write_whole(tmp_path / "c.txt", b"")
    assert (tmp_path / "c.txt").read_bytes() == b""


def test_the_umask_decides_who_may_read(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "c.txt", b"words")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "c.txt").stat().st_mode) == 0o640


@pytest.mark.parametrize("call", ["replace", "fsync"])
def test_where_the_disk_refuses_the_old_file_stays_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "c.txt"
    write_whole(path, b"old")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, call, refuse)
    with pytest.raises(DiskError) as caught:
        write_whole(path, b"new")
    monkeypatch.undo()
    assert caught.value.fields["reason"] == os.strerror(errno.ENOSPC)
    assert caught.value.file == str(path)
    assert [p.name for p in tmp_path.iterdir()] == ["c.txt"]
    assert path.read_bytes() == b"old"


def test_an_interruption_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "c.txt", b"new")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "c.txt").mkdir()
    with pytest.raises(DiskError):
        write_whole(tmp_path / "c.txt", b"words")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DiskError):
        write_whole(tmp_path / "file" / "c.txt", b"words")


def test_reading_says_what_is_wrong_and_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "c.txt").write_bytes(b"words")
    assert read_bounded(tmp_path / "c.txt", "c.txt") == b"words"
    for path, kind in ((tmp_path / "none.txt", UnknownThingError), (tmp_path, InputError)):
        with pytest.raises(kind) as caught:
            read_bounded(path, "shown.txt")
        assert caught.value.file == "shown.txt"
        assert caught.value.remedy
    with pytest.raises(InputError):
        read_bounded(tmp_path / "c.txt" / "below", "below")
    monkeypatch.setattr("transflow.files.SIZE_LIMIT", 4)
    with pytest.raises(TooLargeError) as large:
        read_bounded(tmp_path / "c.txt", "c.txt")
    assert (large.value.fields["size"], large.value.fields["limit"]) == (5, 4)
    assert large.value.remedy


def test_a_name_as_long_as_names_may_be(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 251 + ".txt")
    assert write_whole(path, b"words")
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("durable", [True, False])
def test_a_durable_write_syncs_the_folder_after_the_rename(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, durable: bool
) -> None:
    path = tmp_path / "c.txt"
    synced: list[tuple[bool, bool]] = []

    def record(descriptor: int) -> None:
        synced.append((stat.S_ISDIR(os.fstat(descriptor).st_mode), path.exists()))

    monkeypatch.setattr(os, "fsync", record)
    write_whole(path, b"words", durable=durable)
    assert synced == ([(False, False), (True, True)] if durable else [])


def test_a_file_system_that_syncs_no_folders_is_good_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    monkeypatch.setattr(os, "fsync", refuse)
    assert write_whole(tmp_path / "c.txt", b"words")
    assert (tmp_path / "c.txt").read_bytes() == b"words"
