"""The models on this machine: which there are, whether they are still what they were, new ones, and their end.

An engine's models lie in folders that hold one folder a pair (``en-tr``). A new one is gathered in a folder beside it
(``.en-tr.part``) and moved to its place when it is whole, so that an engine never sees half a model.
"""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from transflow.engines import ct2_models
from transflow.engines.model_manifest import NAME as MANIFEST
from transflow.engines.model_manifest import Manifest, read_manifest, sha256_of
from transflow.errors import N_, ConflictError, UsageError
from transflow.files import disk_errors

#: A pair as folders are called; nothing else ever becomes part of a path.
PAIR: Final = re.compile(r"([a-z]{2,3})-([a-z]{2,3})")
_FX_FILE: Final = re.compile(r"(?:model|vocab|srcvocab|trgvocab|lex)\.[A-Za-z0-9._-]+\.(?:bin|spm)")
_NO_PAIR: Final = N_("“{name}” is no pair of languages.")
_WRITE_PAIR: Final = N_("Write it as en-tr.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How an engine's models look: which file names belong to one, and which names make it whole."""

    owns: Callable[[str], bool]
    whole: Callable[[frozenset[str]], bool]


def _fx_whole(names: frozenset[str]) -> bool:
    kinds = {name.partition(".")[0] for name in names if _FX_FILE.fullmatch(name)}
    return "model" in kinds and ("vocab" in kinds or {"srcvocab", "trgvocab"} <= kinds)


#: Engines whose models lie in folders. The first is meant where none is named.
LAYOUTS: Final[Mapping[str, Layout]] = {
    "ct2": Layout(owns=ct2_models.NAMES.__contains__, whole=ct2_models.is_whole),
    "fx": Layout(owns=lambda name: name == MANIFEST or _FX_FILE.fullmatch(name) is not None, whole=_fx_whole),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """A model on this machine; ``size`` in bytes. ``manifest`` is None where it has none, or none that can be read."""

    engine: str
    pair: str
    folder: Path
    size: int
    manifest: Manifest | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a file of a model: it is missing, it is not what it was, or (the manifest) cannot be read."""

    name: str
    what: Literal["missing", "changed", "unreadable"]


def languages_of(pair: str) -> tuple[str, str]:
    """The two languages of "en-tr". Raises :class:`UsageError` for what is no pair."""
    match = PAIR.fullmatch(pair)
    if match is None or match[1] == match[2]:
        raise UsageError(_NO_PAIR, remedy=_WRITE_PAIR, name=pair)
    return match[1], match[2]


def installed(engine: str, folders: Iterable[Path]) -> list[Installed]:
    """The models of an engine, by pair; of several of one pair the one that the engine uses (the first folder's)."""
    found: dict[str, Installed] = {}
    for folder in folders:
        for place in sorted(folder.glob("*-*")) if folder.is_dir() else ():
            if PAIR.fullmatch(place.name) and place.name not in found:
                model = model_in(engine, place)
                if model is not None:
                    found[place.name] = model
    return [found[pair] for pair in sorted(found)]


def model_in(engine: str, folder: Path) -> Installed | None:
    """The model in ``folder``; one with a manifest counts even where files are missing. None where there is none."""
    files = own_files(engine, folder)
    names = frozenset(path.name for path in files)
    if MANIFEST not in names and not LAYOUTS[engine].whole(names):
        return None
    manifest = None
    with contextlib.suppress(ValueError):
        manifest = read_manifest(folder)
    if manifest is not None and manifest.engine not in ("", engine):
        return None
    size = sum(path.stat().st_size for path in files)
    return Installed(engine=engine, pair=folder.name, folder=folder, size=size, manifest=manifest)


def own_files(engine: str, folder: Path) -> list[Path]:
    """The files in ``folder`` that belong to a model of the engine."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.is_file() and LAYOUTS[engine].owns(path.name))


def faults(model: Installed) -> list[Fault] | None:
    """What is wrong with the files of a model, by its manifest; None where it has none to compare with."""
    if model.manifest is None:
        return [Fault(name=MANIFEST, what="unreadable")] if (model.folder / MANIFEST).exists() else None
    found: list[Fault] = []
    for name, mark in model.manifest.files.items():
        path = model.folder / name
        if not path.is_file():
            found.append(Fault(name=name, what="missing"))
        elif path.stat().st_size != mark.size or sha256_of(path) != mark.sha256:
            found.append(Fault(name=name, what="changed"))
    return found


def remove(model: Installed) -> int:
    """Delete a model; returns the bytes that this freed. Files in its folder that are not its own stay.

    Raises :class:`UsageError` for a folder that is a link: what it leads to lies elsewhere and is not ours.
    """
    if model.folder.is_symlink():
        raise UsageError(
            N_("{folder} is a link; what it leads to is not deleted."),
            remedy=N_("Delete the link yourself."),
            folder=str(model.folder),
        )
    freed = 0
    with disk_errors(model.folder):
        # The manifest goes last: what is left after an interruption is then known to be damaged.
        for path in sorted(own_files(model.engine, model.folder), key=lambda path: path.name == MANIFEST):
            freed += path.lstat().st_size
            path.unlink()
        with contextlib.suppress(OSError):  # others' files lie there
            model.folder.rmdir()
    shutil.rmtree(_stage(model.folder.parent, model.pair), ignore_errors=True)
    return freed


def _stage(home: Path, pair: str) -> Path:
    return home / f".{pair}.part"


@contextlib.contextmanager
def staging(home: Path, pair: str) -> Iterator[Path]:
    """A folder to gather a model in; it is kept when that fails, so that the next try need not begin anew, and goes when
    it is done. Raises :class:`ConflictError` while another process gathers the same model."""
    stage = _stage(home, pair)
    with disk_errors(home):
        stage.mkdir(parents=True, exist_ok=True)
    with _alone(home / f".{pair}.lock", pair):
        yield stage
        shutil.rmtree(stage, ignore_errors=True)


@contextlib.contextmanager
def _alone(lock: Path, pair: str) -> Iterator[None]:
    """Hold a lock that the system gives up when we end, however we end. Without such locks (Windows) nothing is held."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with disk_errors(lock), lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConflictError(
                N_("Another transflow is fetching the model {name} now."),
                remedy=N_("Wait until it is done."),
                name=pair,
            ) from None
        yield
        lock.unlink(missing_ok=True)


def put_in_place(made: Path, place: Path) -> None:
    """Move a whole model to its place. An older one there is moved away first and deleted afterwards."""
    old = place.with_name(f".{place.name}.old")
    with disk_errors(place):
        shutil.rmtree(old, ignore_errors=True)
        if place.exists():
            place.replace(old)
        try:
            made.replace(place)
        except OSError:
            if old.exists():
                old.replace(place)
            raise
        shutil.rmtree(old, ignore_errors=True)
