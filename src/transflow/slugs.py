"""Addresses for titles in any script."""

from __future__ import annotations

import re
from typing import Final

_APART: Final = re.compile(r"[^a-z0-9]+")
#: Longest slug in characters: servers cut longer ones, and people do not read them.
LIMIT: Final = 80


def slugify(title: str) -> str:
    """``title`` in lower-case ASCII with hyphens, cut at a word: "Güney Kore’nin" → "guney-korenin"."""
    from anyascii import anyascii  # its tables are read only when something is published

    plain = anyascii(title.replace("’", "").replace("'", "")).lower()
    slug = _APART.sub("-", plain).strip("-")
    return slug if len(slug) <= LIMIT else slug[: LIMIT + 1].rpartition("-")[0] or slug[:LIMIT]
