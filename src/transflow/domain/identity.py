"""Digests and identities: derived from content, never drawn, so that the same input gives the same identity anywhere."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from itertools import product
from typing import Final

#: Ten bits each, in base32 (RFC 4648): four of them are an identity.
_PAIRS: Final = tuple(map("".join, product("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", repeat=2)))


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
        number = int.from_bytes(raw[:5], "big")
        letters = "".join(_PAIRS[number >> shift & 1023] for shift in (30, 20, 10, 0))
        candidate = f"{name}/{letters}"
        if candidate not in used:
            return candidate
        attempt += 1_000_003
