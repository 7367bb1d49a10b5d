"""Writing files whole or not at all, and reading them within limits."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from transflow.errors import N_, DiskError, InputError, TooLargeError, UnknownThingError

#: No source or catalogue is larger than this (bytes); a larger one is a mistake or an attack.
SIZE_LIMIT: Final = 50_000_000
#: What file systems say that cannot sync a folder.
_NO_FOLDER_SYNC: Final = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES})


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
        # The name says nothing of the file's own, which may be as long as a name can be.
        temporary = path.with_name(f".{secrets.token_hex(8)}.part")
        try:
            with temporary.open("xb") as file:
                file.write(content)
                if durable:
                    file.flush()
                    os.fsync(file.fileno())
            temporary.replace(path)
            if durable:
                _keep_folder(path.parent)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
    return True


def write_stream(path: Path, pieces: Iterable[bytes]) -> None:
    """:func:`write_whole` for what is too large to be held: a reader sees the old file or all of the new one."""
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{secrets.token_hex(8)}.part")
        try:
            with temporary.open("xb") as file:
                for piece in pieces:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
            _keep_folder(path.parent)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise


def _keep_folder(folder: Path) -> None:
    """Wait until the disk knows the new names in ``folder``, where the platform lets a folder be opened for that."""
    try:
        opened = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders
        return
    try:
        os.fsync(opened)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(opened)


def read_bounded(path: Path, shown: str) -> bytes:
    """The bytes of ``path``; ``shown`` is how messages name it."""
    with opened(path, shown) as stream:
        size = os.fstat(stream.fileno()).st_size
        if size > SIZE_LIMIT:
            raise TooLargeError(
                file=shown, size=size, limit=SIZE_LIMIT, remedy=N_("Check that this is the right file, or split it.")
            )
        return stream.read()


@contextlib.contextmanager
def opened(path: Path, shown: str) -> Iterator[BinaryIO]:
    """``path`` open for reading, of any size; a folder, a device, or what cannot be read is an error that says so."""
    try:
        if path.is_dir():
            raise InputError(
                N_("This is a folder, not a file."),
                file=shown,
                remedy=N_("Name the files in it, for example FOLDER/*."),
            )
        if path.exists() and not path.is_file():
            raise InputError(  # a device or a pipe may never end
                N_("This is a device or a pipe, not a file."), file=shown, remedy=N_("Save it to a file first.")
            )
        with path.open("rb") as stream:
            yield stream
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
