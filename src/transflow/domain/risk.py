"""How likely a machine's draft is a bad one: signals that cost little, weighed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transflow.domain.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """``score`` from 0 (as good as any) to 1; ``reasons``: code and weight, weightiest first."""

    score: float
    reasons: tuple[tuple[str, float], ...] = ()


def assess(
    source: str,
    target: str,
    *,
    locale: str,
    findings: Sequence[Finding] = (),
    lost: Sequence[str] = (),
    language: float | None = None,
    other: float | None = None,
) -> Risk:
    """First version, to be replaced: findings and lost pieces."""
    reasons = [(finding.code, 0.5 if finding.blocks else 0.2) for finding in findings]
    if other is not None and other < 0.5:
        reasons.append(("disagreement", 0.3))
    return Risk(score=min(1.0, sum(weight for _, weight in reasons)), reasons=tuple(reasons))
