"""A folder as destination: every file written whole or not at all; a file that is right already is left alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from transflow.files import write_whole


def write_files(root: Path, files: Mapping[str, bytes]) -> list[str]:
    """Write ``files`` (path below ``root`` with ``/`` → bytes); returns the paths that changed, in order."""
    return [path for path, content in sorted(files.items()) if write_whole(root / path, content)]
