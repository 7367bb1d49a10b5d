"""What every exchange format of terminology says, whatever its syntax."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

#: Longest term, and longest definition or note, in code points.
TERM_LIMIT: Final = 1_000
REMARK_LIMIT: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TermEntry:
    """A source expression with its admitted and forbidden targets by locale, as a file has it.

    ``targets``: the preferred one first. ``keep``: it stays as it is in every locale. ``enforce``: engines do not see it.
    ``domain`` is the field it belongs to. ``line`` is where it begins in the file (1-based), 0 where nobody knows.
    """

    source: str
    targets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    forbidden: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keep: bool = False
    case_sensitive: bool = False
    enforce: bool = False
    domain: str = ""
    note: str = ""
    definition: str = ""
    line: int = 0
