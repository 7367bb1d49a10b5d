"""Fixes: what a check of typography may change, and what no fix touches."""

from __future__ import annotations

from collections.abc import Iterable

from transflow.domain.checks.ground import Ground, Group
from transflow.domain.checks.messages import MESSAGES
from transflow.domain.codes import TAG
from transflow.domain.findings import Finding
from transflow.domain.inline import ADDRESS, MARKER

#: A span [start, end) of a target, and what is to stand there.
Edit = tuple[int, int, str]


def edited(text: str, edits: Iterable[Edit]) -> str:
    """``text`` with ``edits`` made; they do not overlap."""
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def untouchable(text: str) -> list[tuple[int, int]]:
    """Spans of markers, codes and addresses in ``text``: what stands in them is not the translator's typography."""
    spans: list[tuple[int, int]] = []
    if "[" in text:
        spans += [match.span() for match in MARKER.finditer(text)]
    if "<" in text:
        spans += [match.span() for match in TAG.finditer(text)]
    if "://" in text or "www." in text or "@" in text:
        spans += [match.span() for match in ADDRESS.finditer(text)]
    return spans


def outside(edits: Iterable[Edit], spans: Iterable[tuple[int, int]]) -> list[Edit]:
    """Those of ``edits`` that touch none of ``spans``."""
    kept = list(spans)
    return [edit for edit in edits if not any(edit[0] < end and start < edit[1] for start, end in kept)]


def finding(code: str, group: Group, ground: Ground, edits: Iterable[Edit], **params: str | int) -> list[Finding]:
    """A finding of ``code`` whose fix makes all ``edits``, and whose span is the first of them; none where there are none.

    ``params`` besides ``found`` and ``wanted``, which are those of the first edit, as far as the message names them.
    """
    made = sorted(outside(edits, untouchable(group.target)))
    if not made:
        return []
    start, end, new = made[0]
    shown = {"found": group.target[start:end], "wanted": new, **params}
    shown = {name: value for name, value in shown.items() if f"{{{name}}}" in MESSAGES[code]}
    return [ground.finding(code, group, shown, (start, end), fix=edited(group.target, made))]
