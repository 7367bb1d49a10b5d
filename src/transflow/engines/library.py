"""The models on this machine: what is there, fetched from where, and whether it is still what it was.

Beside the files of a model lies a manifest, ``transflow-model.json``: origin, licence, and the SHA-256 of each file. It
is written when a model is fetched or converted; a folder that somebody put there by hand has none and cannot be verified.

A *mirror* is an HTTP address or a folder that holds ``index.json``::

    {"models": [{"engine": "ct2", "pair": "en-tr", "origin": "…", "licence": "…", "prefix": "",
                 "files": [{"name": "model.bin", "bytes": 1234, "sha256": "…"}, …]}]}

and the files below ``ENGINE/PAIR/NAME``.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final, cast
from urllib.parse import urlsplit

from transflow.engines.base import Progress
from transflow.errors import N_, DiskError, InputError, UnavailableError, UnknownThingError

MANIFEST: Final = "transflow-model.json"
INDEX: Final = "index.json"
#: A pair of languages as folders are named; nothing else becomes part of a path.
PAIR: Final = re.compile(r"[a-z]{2,3}(?:_[A-Za-z]{2,4})?-[a-z]{2,3}(?:_[A-Za-z]{2,4})?")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
#: Most bytes of an index, and of one file of a model.
_INDEX_LIMIT: Final = 5_000_000
_FILE_LIMIT: Final = 4_000_000_000
_CHUNK: Final = 1 << 20
_TIMEOUT: Final = (10.0, 60.0)
_BROKEN_INDEX: Final = N_("The index of models cannot be read.")
_MIRROR: Final = N_("Give an address or a folder with --from, or mirror under [models] in transflow.toml.")
_DAMAGED: Final = N_("{name} came damaged: its SHA-256 is another one.")
_AGAIN: Final = N_("Run the command again; what came whole is kept.")
_UNREACHABLE: Final = N_("{name} could not be fetched ({reason}).")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What is known of a model: ``files`` maps names to SHA-256, ``prefix`` is a token for models of several targets."""

    origin: str = ""
    licence: str = ""
    prefix: str = ""
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A model in a mirror's index: ``files`` are (name, bytes, SHA-256)."""

    engine: str
    pair: str
    manifest: Manifest
    files: tuple[tuple[str, int, str], ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(size for _, size, _ in self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """A model on this machine: ``size`` in bytes."""

    engine: str
    pair: str
    folder: Path
    size: int
    manifest: Manifest


def installed(engine: str, folder: Path) -> list[Installed]:
    """The models of an engine below a folder, by pair."""
    places = sorted(p for p in folder.glob("*-*") if p.is_dir() and PAIR.fullmatch(p.name)) if folder.is_dir() else []
    return [
        Installed(engine=engine, pair=place.name, folder=place, size=size, manifest=manifest_of(place))
        for place in places
        if (size := sum(f.stat().st_size for f in place.iterdir() if f.is_file() and f.name != MANIFEST))
    ]


def manifest_of(folder: Path) -> Manifest:
    """The manifest of a model; an empty one where there is none, or it cannot be read."""
    try:
        content = json.loads((folder / MANIFEST).read_text("utf-8"))
        return Manifest(
            origin=str(content.get("origin", "")),
            licence=str(content.get("licence", "")),
            prefix=str(content.get("prefix", "")),
            files={str(name): str(digest) for name, digest in content.get("files", {}).items()},
        )
    except (OSError, ValueError, AttributeError):
        return Manifest()


def damaged(model: Installed) -> list[str]:
    """The files of a model that are missing or are not what they were, by its manifest."""
    return [name for name, digest in model.manifest.files.items() if _digest(model.folder / name) != digest]


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write a manifest with the digests of the files as they are now."""
    files = {p.name: _digest(p) for p in sorted(folder.iterdir()) if p.is_file() and p.name != MANIFEST}
    content = {"origin": manifest.origin, "licence": manifest.licence, "prefix": manifest.prefix, "files": files}
    (folder / MANIFEST).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")


def offered(mirror: str) -> list[Offered]:
    """The models in a mirror. Raises ``UnavailableError`` where it cannot be reached, ``InputError`` for a broken index."""
    if not mirror:
        raise UnavailableError(N_("No place is known to fetch models from."), remedy=_MIRROR)
    with _opened(mirror, INDEX) as file:
        content = file.read(_INDEX_LIMIT + 1)
    try:
        if len(content) > _INDEX_LIMIT:
            raise ValueError
        return [_offer(entry) for entry in json.loads(content)["models"]]
    except (ValueError, LookupError, TypeError, AttributeError):
        raise InputError(_BROKEN_INDEX, file=f"{mirror.rstrip('/')}/{INDEX}") from None


def _offer(entry: Any) -> Offered:
    """One entry of an index. Names and sizes become paths and limits: what does not look like one is refused."""
    files = tuple((str(f["name"]), int(f["bytes"]), str(f["sha256"]).lower()) for f in entry["files"])
    if entry["engine"] not in ("ct2", "fx") or not PAIR.fullmatch(entry["pair"]) or not files:
        raise ValueError
    for name, size, digest in files:
        if not _NAME.fullmatch(name) or not 0 <= size <= _FILE_LIMIT or not re.fullmatch("[0-9a-f]{64}", digest):
            raise ValueError
    return Offered(
        engine=entry["engine"],
        pair=entry["pair"],
        files=files,
        manifest=Manifest(
            origin=str(entry.get("origin", "")),
            licence=str(entry.get("licence", "")),
            prefix=str(entry.get("prefix", "")),
        ),
    )


def fetch(offer: Offered, mirror: str, folder: Path, progress: Progress | None = None) -> Path:
    """Fetch a model into ``folder``/PAIR; the folder appears when every file is whole. Returns it.

    Files are collected in ``folder``/.PAIR.part; those that came whole are not fetched again after an interruption.
    """
    target, waiting = folder / offer.pair, folder / f".{offer.pair}.part"
    done = 0
    try:
        waiting.mkdir(parents=True, exist_ok=True)
        for name, size, digest in offer.files:
            place = waiting / name
            if _digest(place) != digest:
                for count in _copied(mirror, f"{offer.engine}/{offer.pair}/{name}", place, size):
                    if progress is not None:
                        progress(offer.pair, done + count, offer.size)
                if _digest(place) != digest:
                    place.unlink()
                    raise UnavailableError(_DAMAGED, name=name, remedy=_AGAIN)
            done += size
        write_manifest(waiting, offer.manifest)
        exchange(waiting, target)
    except OSError as error:
        raise DiskError(reason=error.strerror or type(error).__name__, file=str(folder)) from None
    return target


def exchange(made: Path, target: Path) -> None:
    """Put a finished folder in the place of ``target``; the old one, if any, goes when the new one stands."""
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    made.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def remove(model: Installed) -> None:
    """Delete a model's folder."""
    try:
        shutil.rmtree(model.folder)
    except OSError as error:
        raise DiskError(reason=error.strerror or type(error).__name__, file=str(model.folder)) from None


def _copied(mirror: str, name: str, place: Path, size: int) -> Iterator[int]:
    """Copy a file of a mirror to ``place``, at most ``size`` bytes of it; yields how many came so far."""
    count = 0
    with _opened(mirror, name) as file, place.open("wb") as out:
        while count <= size and (part := file.read(min(_CHUNK, size + 1 - count))):
            out.write(part)
            count += len(part)
            yield count


@contextlib.contextmanager
def _opened(mirror: str, name: str) -> Iterator[IO[bytes]]:
    """A file of a mirror. Raises ``UnavailableError`` where it cannot be had."""
    if urlsplit(mirror).scheme not in ("http", "https"):
        try:
            with (Path(mirror) / name).open("rb") as file:
                yield file
        except FileNotFoundError:
            raise UnknownThingError(name=str(Path(mirror) / name), remedy=_MIRROR) from None
        return
    import requests

    try:
        with requests.get(f"{mirror.rstrip('/')}/{name}", stream=True, timeout=_TIMEOUT) as response:
            if response.status_code != 200:
                raise UnavailableError(_UNREACHABLE, name=name, reason=response.status_code)
            response.raw.decode_content = True
            yield cast("IO[bytes]", response.raw)
    except requests.RequestException as error:
        raise UnavailableError(_UNREACHABLE, name=name, reason=type(error).__name__, remedy=_AGAIN) from None


def _digest(path: Path) -> str:
    """SHA-256 of a file, "" where there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
