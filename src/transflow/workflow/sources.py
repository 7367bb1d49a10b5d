"""From what a person names to the files to read: folders become everything below them that can be an article."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

#: Folder of the interface's catalogues: nothing in it is an article.
INTERFACE: Final = "LC_MESSAGES"
#: How editors and offices name what they keep beside a file: copies, and locks while it is open.
_BACKUP_ENDS: Final = ("~", ".bak", ".swp", ".swo", ".tmp", ".part", ".orig")
_BACKUP_STARTS: Final = ("~$", "#")
#: What browsers call the folder of a saved page's pictures and frames, after the page's own name.
_PAGE_FOLDERS: Final = ("_files", ".files", "_dosyalar")
_PAGES: Final = (".html", ".htm")


class Reason(StrEnum):
    """Why a file or folder below a named folder is not taken."""

    SUFFIX = "suffix"  #: no format that can be read
    HIDDEN = "hidden"  #: its name begins with a dot
    BACKUP = "backup"  #: an editor's copy or lock
    INTERFACE = "interface"  #: the folder of the interface's own catalogues
    PAGE_PARTS = "page-parts"  #: what a browser saved beside a page
    LINK = "link"  #: a symbolic link to a folder, or to nothing
    UNREADABLE = "unreadable"  #: a folder that may not be listed
    SPECIAL = "special"  #: a device or a pipe


#: Reasons that a person should hear of; the others are what anybody expects.
TOLD: Final = frozenset({Reason.SUFFIX, Reason.LINK, Reason.UNREADABLE, Reason.SPECIAL})


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder that was not taken, and why."""

    path: Path
    reason: Reason


@dataclass(frozen=True, slots=True)
class Expansion:
    """The files to read, each once, in the order they were named and by name inside a folder; and what was passed over."""

    files: tuple[Path, ...]
    skipped: tuple[Skipped, ...]


def expand(paths: Iterable[Path], suffixes: Collection[str]) -> Expansion:
    """``paths`` with every folder replaced by the files below it that end in one of ``suffixes`` (lower case, with the dot).

    A file that is named itself is taken whatever it is called, and so is what does not exist: reading it says what is
    wrong. Symbolic links to files are followed, links to folders only where they are named themselves, so that no link can
    lead in a circle.
    """
    files: dict[Path, None] = {}
    skipped: dict[Path, Skipped] = {}
    for path in paths:
        if not path.is_dir():
            files.setdefault(path)
            continue
        for found in _below(path, suffixes):
            if isinstance(found, Skipped):
                skipped.setdefault(found.path, found)
            else:
                files.setdefault(found)
    return Expansion(tuple(files), tuple(passed for passed in skipped.values() if passed.path not in files))


def _below(folder: Path, suffixes: Collection[str]) -> Iterator[Path | Skipped]:
    """Everything below ``folder`` in the order of the names; a stack instead of recursion, since folders may be deep."""
    visited = {_identity(folder)}
    waiting = [_entries(folder, suffixes)]
    while waiting:
        found = next(waiting[-1], None)
        if found is None:
            waiting.pop()
        elif isinstance(found, _Folder):
            identity = _identity(found.path)
            if identity is not None and identity in visited:  # a junction of Windows, which is no symbolic link
                yield Skipped(found.path, Reason.LINK)
                continue
            visited.add(identity)
            waiting.append(_entries(found.path, suffixes))
        else:
            yield found


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder to look into."""

    path: Path


def _identity(folder: Path) -> tuple[int, int] | None:
    """What tells a folder from all others, None where the system does not say."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found.st_ino else None


def _entries(folder: Path, suffixes: Collection[str]) -> Iterator[Path | _Folder | Skipped]:
    """What ``folder`` itself holds, by name."""
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError:
        yield Skipped(folder, Reason.UNREADABLE)
        return
    pages = {entry.name.rpartition(".")[0] for entry in entries if entry.name.lower().endswith(_PAGES)}
    for entry in entries:
        path = folder / entry.name
        reason = _reason(entry, pages, suffixes)
        if reason is not None:
            yield Skipped(path, reason)
        else:
            yield _Folder(path) if entry.is_dir() else path


def _reason(entry: os.DirEntry[str], pages: Collection[str], suffixes: Collection[str]) -> Reason | None:
    """Why an entry of a folder is passed over; None where it is a file to read or a folder to look into."""
    name = entry.name
    if name.startswith("."):
        return Reason.HIDDEN
    if name.startswith(_BACKUP_STARTS) or name.lower().endswith(_BACKUP_ENDS):
        return Reason.BACKUP
    try:
        if entry.is_dir():
            if entry.is_symlink():
                return Reason.LINK
            if name == INTERFACE:
                return Reason.INTERFACE
            beside = any(name.endswith(end) and name.removesuffix(end) in pages for end in _PAGE_FOLDERS)
            return Reason.PAGE_PARTS if beside else None
        if Path(name).suffix.lower() not in suffixes:
            return Reason.SUFFIX
        if not entry.is_file():
            return Reason.LINK if entry.is_symlink() else Reason.SPECIAL
    except OSError:  # a link that leads back to itself
        return Reason.LINK
    return None
