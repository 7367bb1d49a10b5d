"""Codes: each tag of the source once in the target of its own group, no others, and pairs closed as they were opened."""

from __future__ import annotations

from collections import Counter

from transflow.domain.checks.ground import Ground, Group
from transflow.domain.codes import Tag, find_tags, misnested, numbers_of, written
from transflow.domain.findings import Finding


def check(group: Group, ground: Ground) -> list[Finding]:
    """Findings ``code-lost``, ``code-doubled``, ``code-foreign`` and ``code-nesting`` of one group.

    Where the source writes such a thing as words ("<1>" in a text without codes), it is words in the target too.
    """
    if "<" not in group.target and not group.codes:
        return []
    expected = Counter(_tag(t) for unit in group.units for t in find_tags(unit.source, numbers_of(unit.codes)))
    literal = Counter(_tag(t) for unit in group.units for t in find_tags(unit.source)) - expected
    tags = find_tags(group.target)
    seen: Counter[str] = Counter()
    findings: list[Finding] = []
    for tag in tags:
        shown, span = _tag(tag), (tag.start, tag.end)
        seen[shown] += 1
        if shown not in expected:
            if shown not in literal:
                findings.append(ground.finding("code-foreign", group, {"code": shown}, span))
        elif seen[shown] == expected[shown] + 1:
            params: dict[str, str | int] = {
                "code": shown,
                "count": sum(_tag(t) == shown for t in tags),
                "expected": expected[shown],
            }
            findings.append(ground.finding("code-doubled", group, params, span))
    findings += [
        ground.finding("code-lost", group, {"code": shown}) for shown, count in expected.items() if seen[shown] < count
    ]
    wrong = misnested([tag for tag in tags if _tag(tag) in expected])
    if wrong is not None and not findings:
        findings.append(ground.finding("code-nesting", group, {"code": _tag(wrong)}, (wrong.start, wrong.end)))
    return findings


def _tag(tag: Tag) -> str:
    return written(tag.number, tag.side)
