"""Terms of a workspace: a source expression and how it must be rendered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A source expression and its admitted targets by locale, the first one preferred."""

    source: str
    targets: Mapping[str, tuple[str, ...]]
    case_sensitive: bool = False
