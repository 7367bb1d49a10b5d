"""Small values in one column: JSON texts that are the same for the same value, and compressed bytes."""

from __future__ import annotations

import json
import zlib
from typing import Any


def to_json(value: object) -> str:
    """``value`` as compact JSON with sorted keys; "" for anything empty."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True) if value else ""


def from_json(text: str) -> Any:
    """The value of :func:`to_json`; an empty dictionary for ""."""
    return json.loads(text) if text else {}


def squeeze(content: bytes) -> bytes:
    """``content`` compressed; fast rather than small."""
    return zlib.compress(content, 3)


def unsqueeze(content: bytes) -> bytes:
    """The bytes that :func:`squeeze` was given."""
    return zlib.decompress(content)
