"""How a text is set: percent signs, dashes between words, spaces that must not break. Norms differ: these only inform."""

from __future__ import annotations

import re
from typing import Final

from transflow.domain.checks.fixing import Edit, finding
from transflow.domain.checks.ground import Ground, Group
from transflow.domain.findings import Finding
from transflow.domain.language.typography import NO_BREAK

_NUMBER: Final = r"\d+(?:[.,]\d+)?"
_PERCENT: Final = re.compile(rf"(?<![\w.,%-])(?:(%)(\s?)({_NUMBER})(?![\d.,]*\d)|({_NUMBER})(\s?)%(?![\w%]))")
_HYPHEN: Final = re.compile(r"(?<=\w[\s\u00a0])-(?=[\s\u00a0]\w)|(?<=[\s\u00a0])--(?=[\s\u00a0])")


def check(group: Group, ground: Ground) -> list[Finding]:
    """Findings ``percent-form``, ``dash-kind`` and ``space-breaks`` of one group."""
    text = group.own_text
    typography = ground.target.typography
    findings: list[Finding] = []
    if typography.percent and "%" in text:
        findings += finding("percent-form", group, ground, _percents(text, typography.percent))
    if typography.dash and "-" in text and (" -" in text or "\u00a0-" in text):
        edits: list[Edit] = [(*match.span(), typography.dash) for match in _HYPHEN.finditer(text)]
        findings += finding("dash-kind", group, ground, edits)
    if typography.bound is not None:
        # Blanked codes look like spaces.
        places = [match.start() for match in typography.bound.finditer(text) if group.target[match.start()] == " "]
        findings += finding("space-breaks", group, ground, [(at, at + 1, NO_BREAK) for at in places])
    return findings


def _percents(text: str, form: str) -> list[Edit]:
    edits: list[Edit] = []
    for match in _PERCENT.finditer(text):
        number = match[3] or match[4]
        wanted = form.format(n=number)
        # Thin and no-break spaces are the same to the eye.
        if match.group().replace("\u202f", NO_BREAK) != wanted:
            edits.append((*match.span(), wanted))
    return edits
