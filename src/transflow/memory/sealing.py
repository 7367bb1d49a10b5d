"""Shards on disk: a folder of arrays each, and one manifest that says which of them count.

A shard's folder is complete before the manifest names it, and both appear by a rename, so that whoever reads at the same
time sees the old ones or the new ones. Two processes that seal at once both succeed; the manifest of the later one counts.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np

from transflow.files import write_whole
from transflow.memory.shard import Shard

#: Changes whenever another version of the program would read the arrays, or hash trigrams or patterns, differently.
FORMAT: Final = 1
_MANIFEST: Final = "manifest.json"
_ARRAYS: Final = tuple(field.name for field in fields(Shard))
#: A folder that no manifest names may be one that another process is about to name; after so many seconds it is not.
_ABANDONED: Final = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A shard on disk: its folder's name, the ids it covers (above ``after``, up to ``last``), how many sentences it holds,
    and a digest over the texts of some of them, by which a shard of another database is told.
    """

    name: str
    after: int
    last: int
    size: int
    witness: str


def read_manifest(folder: Path) -> list[Sealed]:
    """The sealed shards in order of their ids; none where there is no manifest, or none that can be read."""
    try:
        raw = json.loads((folder / _MANIFEST).read_bytes())
        if raw["format"] != FORMAT:
            return []
        found = [Sealed(**each) for each in raw["shards"]]
        if any(Path(each.name).name != each.name for each in found):
            return []
        ordered = all(one.last == other.after for one, other in pairwise(found))
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return found if ordered and (not found or found[0].after == 0) else []


def write_manifest(folder: Path, shards: Sequence[Sealed]) -> None:
    """Say which shards count. Those that counted before go at once, other folders once they are old enough."""
    before = {each.name for each in read_manifest(folder)}
    rows = [{field.name: getattr(each, field.name) for field in fields(Sealed)} for each in shards]
    write_whole(folder / _MANIFEST, json.dumps({"format": FORMAT, "shards": rows}, indent=1).encode())
    _tidy(folder, {each.name for each in shards}, before)


def seal(folder: Path, shard: Shard) -> str:
    """Write a shard's arrays; returns the name of its folder. Raises OSError, and leaves nothing behind then."""
    name = f"shard-{secrets.token_hex(8)}"
    making = folder / f"making-{name}"
    making.mkdir(parents=True)
    try:
        sums = {}
        for array in _ARRAYS:
            path = making / f"{array}.npy"
            with path.open("wb") as file:
                np.save(file, getattr(shard, array), allow_pickle=False)
                file.flush()
                os.fsync(file.fileno())
            sums[array] = {"bytes": path.stat().st_size, "crc32": _checksum(path)}
        write_whole(making / "arrays.json", json.dumps(sums, indent=1).encode())
        making.replace(folder / name)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return name


def load(folder: Path, sealed: Sealed, *, verify: bool = False) -> Shard | None:
    """The arrays of a shard, memory-mapped; None where one is missing, cut off or, with ``verify``, altered.

    Without ``verify`` sizes alone are looked at: reading 150 MB at each start would cost more than an altered bit, which
    loses a hit or gives a wrong candidate, and every candidate is compared with the text in the database anyway.
    """
    try:
        sums = json.loads((folder / sealed.name / "arrays.json").read_bytes())
        arrays: dict[str, Any] = {}
        for array in _ARRAYS:
            path = folder / sealed.name / f"{array}.npy"
            if path.stat().st_size != sums[array]["bytes"] or (verify and _checksum(path) != sums[array]["crc32"]):
                return None
            # An empty array cannot be mapped.
            loaded = np.load(path, mmap_mode="r" if path.stat().st_size > 1024 else None, allow_pickle=False)
            arrays[array] = loaded.view(np.ndarray)  # np.memmap costs a microsecond at each slice
    except (OSError, ValueError, KeyError, TypeError, EOFError):
        return None
    return Shard(**arrays) if len(arrays["ids"]) == sealed.size else None


def remove(folder: Path) -> None:
    """Remove an index altogether: it is derived, the next lookup makes it anew."""
    shutil.rmtree(folder, ignore_errors=True)


def _checksum(path: Path) -> int:
    value = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            value = zlib.crc32(block, value)
    return value


def _tidy(folder: Path, named: set[str], before: set[str]) -> None:
    for path in folder.iterdir():
        if path.is_dir() and path.name not in named and path.name.startswith(("shard-", "making-")):
            try:
                if path.name in before or time.time() - path.stat().st_mtime > _ABANDONED:
                    shutil.rmtree(path, ignore_errors=True)
            except OSError:
                continue
