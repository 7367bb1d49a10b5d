"""A folder as destination: every file written whole or not at all; a file that is right already is left alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from transflow.errors import N_, UsageError
from transflow.files import write_whole


def write_files(root: Path, files: Mapping[str, bytes]) -> list[str]:
    """Write ``files`` (path below ``root`` with ``/`` → bytes); returns the paths that changed, in order.

    :class:`UsageError`, before anything is written, where a symbolic link would lead the writing out of ``root``.
    """
    for folder in sorted({(root / path).parent for path in files}):
        _refuse_way_out(root, folder)
    return [path for path, content in sorted(files.items()) if write_whole(root / path, content)]


def _refuse_way_out(root: Path, folder: Path) -> None:
    """``root`` may be reached through links, but is none itself that leads out of the folder it lies in."""
    try:
        around = root.parent.resolve()
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
