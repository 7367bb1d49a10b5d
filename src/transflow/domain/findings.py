"""What a check says: a code and parameters. Words in the user's language are put to it at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters: blocking ones stop a signature (guard G2), warnings never block."""

    BLOCKING = "blocking"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One problem of one unit (or of the article, where ``unit`` is empty).

    ``code`` is stable and documented, ``params`` fill the message of that code. ``span`` is [start, end) in code points
    of the target, ``fix`` a whole new target where a safe correction is known. ``line`` is 1-based, in the source file.
    """

    code: str
    severity: Severity
    params: Mapping[str, str | int] = field(default_factory=dict)
    unit: str = ""
    locale: str = ""
    span: tuple[int, int] | None = None
    fix: str | None = None
    line: int | None = None

    @property
    def blocks(self) -> bool:
        """Whether it stops a signature unless waived."""
        return self.severity is Severity.BLOCKING
