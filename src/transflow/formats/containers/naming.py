"""File names for addresses: readable in any script, and safe on every file system."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final
from unicodedata import category, normalize
from urllib.parse import unquote_to_bytes

#: Longest name without its suffix, in bytes of UTF-8: file systems take 255, and others are made from it.
LIMIT: Final = 100
#: What Windows takes for a device whatever the suffix, and the folder of the interface's catalogues.
_RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", "lc_messages"}
    | {f"{device}{number}" for device in ("com", "lpt") for number in "0123456789¹²³"}
)
_APART: Final = re.compile(r"[ -]* [ -]*")
#: How much of an address is looked at, in code points: no site makes longer ones.
_LOOKED_AT: Final = 1_000


def readable(slug: str) -> str:
    """An address as people read it: percent-decoded. A letter that was cut in two at the end is dropped."""
    return unquote_to_bytes(slug).decode("utf-8", "ignore") if "%" in slug else slug


def file_name(slug: str, fallback: str) -> str:
    """``slug`` as the name of a file without suffix; ``fallback``, itself a safe name, where nothing of it is left.

    Letters of every script and digits stay, everything else becomes a hyphen: no separator, no hidden file, no name that
    a system keeps for itself, at most :data:`LIMIT` bytes, cut between words where that is possible.
    """
    letters = "".join(char if _speaks(char) else " " for char in normalize("NFC", slug[:_LOOKED_AT]))
    name = _shortened(_APART.sub("-", letters).strip("-._ "), LIMIT)
    if not name:
        return fallback
    return f"{name}-" if name.partition(".")[0].casefold() in _RESERVED else name


def _speaks(char: str) -> bool:
    """Whether a character belongs into a name: letters, marks, numbers, and what joins them."""
    return category(char)[0] in "LMN" or char in "-_."


def _shortened(name: str, limit: int) -> str:
    raw = name.encode()
    if len(raw) <= limit:
        return name
    cut = raw[: limit + 1].decode("utf-8", "ignore")
    whole = cut.rpartition("-")[0]
    if len(whole.encode()) < limit // 2:
        whole = raw[:limit].decode("utf-8", "ignore")
    return whole.rstrip("-._")


def distinct(names: Mapping[int, str], order: Iterable[int]) -> dict[int, str]:
    """``names`` by key, made different from one another: in ``order`` the first keeps its name, others get ``-2``, ``-3``.

    Names that differ by case alone are one to some file systems. A name that stands for itself is never given to another.
    """
    given: dict[int, str] = {}
    later: list[int] = []
    taken: set[str] = set()
    for key in order:
        folded = _folded(names[key])
        if folded in taken:
            later.append(key)
        else:
            taken.add(folded)
            given[key] = names[key]
    last: dict[str, int] = {}
    for key in later:
        folded = _folded(names[key])
        number = last.get(folded, 1)
        candidate = names[key]
        while _folded(candidate) in taken:
            number += 1
            candidate = f"{_shortened(names[key], LIMIT - len(str(number)) - 1)}-{number}"
        last[folded] = number
        taken.add(_folded(candidate))
        given[key] = candidate
    return given


def _folded(name: str) -> str:
    return normalize("NFC", normalize("NFC", name).casefold())
