"""A folder as destination: every file written whole or not at all; a file that is right already is left alone."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from transflow.errors import N_, InputError, TooLargeError, UnknownThingError, UsageError
from transflow.files import disk_errors, read_bounded, write_whole


def write_files(root: Path, files: Mapping[str, bytes], *, within: Path | None = None) -> list[str]:
    """Write ``files`` (path below ``root`` with ``/`` → bytes); returns the paths that changed, in order.

    :class:`UsageError`, before anything is written, where a symbolic link would lead the writing out of ``root``, or
    ``root`` itself out of ``within`` (the folder it lies in, where none is given).
    """
    for folder in sorted({(root / path).parent for path in files}):
        _refuse_way_out(root, folder, within or root.parent)
    return [path for path, content in sorted(files.items()) if write_whole(root / path, content)]


def remove_files(root: Path, digests: Mapping[str, str], *, within: Path) -> list[str]:
    """Remove those of ``digests`` (path below ``root`` → SHA-256 in hex) that are as they were written; returns them.

    A file that somebody edited, a link, and whatever lies outside ``root`` stay where they are.
    """
    removed = []
    for path, digest in sorted(digests.items()):
        file = root / path
        try:
            _refuse_way_out(root, file.parent, within)
            _refuse_way_out(root, file, within)
            if file.is_symlink() or sha256(read_bounded(file, path)).hexdigest() != digest:
                continue
        except (UsageError, InputError, TooLargeError, UnknownThingError):
            continue
        with disk_errors(file):
            file.unlink(missing_ok=True)
        removed.append(path)
    return removed


def _refuse_way_out(root: Path, folder: Path, within: Path) -> None:
    """``within`` may be reached through links; no link further down leads out of it, and none below ``root`` out of it."""
    try:
        around = within.resolve()
        inside = root.resolve()
        safe = inside.is_relative_to(around) and folder.resolve().is_relative_to(inside)
    except (OSError, RuntimeError):  # a link that leads back to itself
        safe = False
    if not safe:
        raise UsageError(
            N_("A symbolic link leads out of the folder to write to."),
            file=str(folder),
            remedy=N_("Remove the link, or make it a folder."),
        )
