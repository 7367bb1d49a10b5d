"""Writing files whole or not at all, and reading them within limits."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from transflow.errors import N_, DiskError, InputError, TooLargeError, UnknownThingError

#: No source or catalogue is larger than this (bytes); a larger one is a mistake or an attack.
SIZE_LIMIT: Final = 50_000_000


@contextlib.contextmanager
def disk_errors(path: Path | str) -> Iterator[None]:
    """Map the operating system's refusal to write into :class:`DiskError`."""
    try:
        yield
    except OSError as error:
        raise DiskError(file=str(path), reason=error.strerror or type(error).__name__) from error


def write_whole(path: Path, content: bytes, *, durable: bool = True) -> bool:
    """Write ``content`` to ``path`` by a temporary file and a rename; False where it already holds exactly this.

    A reader sees the old bytes or the new ones. ``durable`` waits for the disk (a crash of the machine loses nothing).
    """
    with disk_errors(path):
        try:
            if path.stat().st_size == len(content) and path.read_bytes() == content:
                return False
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        try:
            with temporary.open("xb") as file:
                file.write(content)
                if durable:
                    file.flush()
                    os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
    return True


def read_bounded(path: Path, shown: str) -> bytes:
    """The bytes of ``path``; ``shown`` is how messages name it."""
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise InputError(
                N_("This is a folder, not a file."),
                file=shown,
                remedy=N_("Name the files in it, for example FOLDER/*."),
            )
        if not path.is_file():
            raise InputError(  # a device or a pipe may never end
                N_("This is a device or a pipe, not a file."), file=shown, remedy=N_("Save it to a file first.")
            )
        if size > SIZE_LIMIT:
            raise TooLargeError(
                file=shown, size=size, limit=SIZE_LIMIT, remedy=N_("Check that this is the right file, or split it.")
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise UnknownThingError(
            N_("The file does not exist."), file=shown, remedy=N_("Check the path and its spelling.")
        ) from None
    except OSError as error:
        raise InputError(
            N_("Cannot read the file: {reason}."),
            file=shown,
            reason=error.strerror or type(error).__name__,
            remedy=N_("Check that the file may be read, then run the command again."),
        ) from error
