"""The names that exports use: prefixes are the file's choice, what they stand for is not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_EXPORT: Final = re.compile(r"https?://wordpress\.org/export/[\d.]+/?")
#: Name spaces that are read, and the prefix that WordPress gives them.
_SPACES: Final = (
    (_EXPORT, "wp"),
    (re.compile(r"https?://wordpress\.org/export/[\d.]+/excerpt/?"), "excerpt"),
    (re.compile(r"https?://purl\.org/rss/1\.0/modules/content/?"), "content"),
    (re.compile(r"https?://purl\.org/dc/elements/1\.1/?"), "dc"),
)


class Vocabulary(dict[str, str]):
    """Name as written → name with WordPress's own prefix, learnt from the attributes of the root.

    A prefix that nobody declared (plugins forget) stands for itself.
    """

    def __init__(self, attributes: Mapping[str, str]) -> None:
        super().__init__()
        spaces = {name.removeprefix("xmlns:"): uri for name, uri in attributes.items() if name.startswith("xmlns:")}
        self._prefixes = {
            prefix: next((known for pattern, known in _SPACES if pattern.fullmatch(uri)), prefix)
            for prefix, uri in spaces.items()
        }
        #: Whether the file says that it is an export.
        self.speaks_wordpress = any(_EXPORT.fullmatch(uri) for uri in spaces.values())

    def __missing__(self, raw: str) -> str:
        prefix, colon, local = raw.partition(":")
        name = f"{self._prefixes.get(prefix, prefix)}:{local}" if colon else raw
        self[raw] = name
        return name
