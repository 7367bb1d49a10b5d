"""Codes: each tag of the source once in the target of its own group, no others, and pairs closed as they were opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import groupby

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


def check_blocks(groups: Sequence[Group], ground: Ground, wrong: Collection[str]) -> list[Finding]:
    """Findings ``code-nesting`` of pairs that begin in one sentence and end in another, seen over whole blocks.

    ``wrong``: units whose codes have a finding already. What is not translated yet is not looked at.
    """
    findings: list[Finding] = []
    for _, several in groupby(groups, key=lambda group: group.units[0].block):
        members = list(several)
        if not any(group.codes for group in members) or any(group.units[0].id in wrong for group in members):
            continue
        owners: list[Group] = []
        tags: list[Tag] = []
        for group in members:
            known = numbers_of(group.codes)
            here = find_tags(group.target, known)
            # Tags between sentences stand in nobody's text; between joined ones they come behind the joined text.
            between = [tag for unit in group.units for tag in find_tags(unit.gap)]
            tags += [*here, *between]
            owners += [group] * (len(here) + len(between))
        found = misnested(tags)
        if found is not None:
            owner = next(owners[place] for place, tag in enumerate(tags) if tag is found)
            findings.append(ground.finding("code-nesting", owner, {"code": _tag(found)}))
    return findings


def _tag(tag: Tag) -> str:
    return written(tag.number, tag.side)
