"""What is known of a model on this machine: the file ``transflow-model.json`` in its folder.

format          1
engine          "ct2", "fx"
source, target  language codes
origin          where it came from: an address without key and query, or the name of a folder
revision        the publisher's name of this version, "" where there is none
license         as the publisher names it, "" where nobody says
target_prefix   what a model of several target languages wants before each source (">>tur<<"), "" for none
max_tokens      longest source and longest answer, in pieces of words
verified        whether the publisher's checksums were known beforehand, and agreed
files           name → size in bytes and SHA-256
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from transflow.files import write_whole

NAME: Final = "transflow-model.json"
FORMAT: Final = 1
#: Pieces of words that OPUS-MT models were trained on at most.
MAX_TOKENS: Final = 512
#: A manifest is a page; more is none.
_LIMIT: Final = 1_000_000
_CHUNK: Final = 1 << 20
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
#: A plain file name: no folder, nothing hidden.
FILE_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+-]{0,119}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How a file is known again: its size in bytes and its SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The content of a manifest; see the module for the fields."""

    engine: str
    source: str
    target: str
    origin: str = ""
    revision: str = ""
    license: str = ""
    target_prefix: str = ""
    max_tokens: int = MAX_TOKENS
    verified: bool = False
    files: Mapping[str, Mark] = field(default_factory=dict)


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest in ``folder``; None where there is none. Raises ValueError for one that cannot be understood."""
    path = folder / NAME
    try:
        if path.stat().st_size > _LIMIT:
            raise ValueError(NAME)
        return parse_manifest(path.read_bytes())
    except FileNotFoundError:
        return None


def parse_manifest(content: bytes) -> Manifest:
    """A manifest from its bytes; ValueError where it is none, or of a later format."""
    raw = json.loads(content)  # UnicodeDecodeError and JSONDecodeError are ValueErrors
    if not isinstance(raw, dict) or raw.get("format") != FORMAT or not isinstance(raw.get("files"), dict):
        raise ValueError(NAME)
    longest = raw.get("max_tokens", MAX_TOKENS)
    if isinstance(longest, bool) or not isinstance(longest, int) or longest < 1:
        raise ValueError(NAME)
    return Manifest(
        **{name: _text(raw, name) for name in ("engine", "source", "target")},
        **{name: _text(raw, name) for name in ("origin", "revision", "license", "target_prefix")},
        max_tokens=longest,
        verified=raw.get("verified") is True,
        files={str(name): _mark(name, mark) for name, mark in raw["files"].items()},
    )


def _text(raw: Mapping[str, object], name: str) -> str:
    value = raw.get(name, "")
    if not isinstance(value, str):
        raise ValueError(NAME)
    return value


def _mark(name: str, raw: object) -> Mark:
    if not isinstance(raw, dict) or not FILE_NAME.fullmatch(name):
        raise ValueError(NAME)
    size, digest = raw.get("size"), raw.get("sha256")
    if not isinstance(size, int) or not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        raise ValueError(NAME)
    return Mark(size=size, sha256=digest)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest into ``folder``."""
    content = {"format": FORMAT, **asdict(manifest)}
    write_whole(folder / NAME, (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode())


def marks_of(paths: Iterable[Path]) -> dict[str, Mark]:
    """Size and digest of files, by name."""
    return {path.name: Mark(size=path.stat().st_size, sha256=sha256_of(path)) for path in sorted(paths)}


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
