"""Digests and identities: derived from content, never drawn, so that the same input gives the same identity anywhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable


def digest(*parts: str) -> str:
    """32 hexadecimal characters of the SHA-256 over the parts, unambiguous in where each part ends."""
    return hashlib.sha256("\x1f".join(f"{len(p)}:{p}" for p in parts).encode()).hexdigest()[:32]


def new_id(name: str, source: str, occurrence: int, taken: Iterable[str] = ()) -> str:
    """Identity of a new unit: from the article's name, its text and which occurrence of that text it is.

    Derived, not drawn: a clone of a workspace without its database creates the same ids again.
    """
    used = taken if isinstance(taken, (set, frozenset, dict)) else set(taken)
    attempt = occurrence
    while True:
        raw = hashlib.sha256(f"{name}\x1f{source}\x1f{attempt}".encode()).digest()
        candidate = f"{name}/{base64.b32encode(raw[:5]).decode()}"
        if candidate not in used:
            return candidate
        attempt += 1_000_003
