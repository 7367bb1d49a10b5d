"""Note markers: each of the source once in the target of its own group, no others, and in the same order."""

from __future__ import annotations

from collections import Counter

from transflow.domain.checks.ground import Ground, Group
from transflow.domain.findings import Finding
from transflow.domain.inline import find_markers

#: A number in brackets from here on is no slip of a marker but a year or the like (``[2024]``).
_NO_MARKER = 1000


def check(group: Group, ground: Ground) -> list[Finding]:
    """Findings ``marker-lost``, ``marker-doubled``, ``marker-foreign`` and ``markers-swapped`` of one group."""
    if not group.notes and "[" not in group.target:
        return []
    expected = Counter(group.notes)
    markers = find_markers(group.own_text)
    literal = group.literal_brackets if markers else frozenset()
    seen: Counter[int] = Counter()
    findings: list[Finding] = []
    for marker in markers:
        number, span = marker.number, (marker.start, marker.end)
        if number in expected:
            seen[number] += 1
            if seen[number] == expected[number] + 1:
                count = sum(m.number == number for m in markers)
                params: dict[str, str | int] = {
                    "marker": f"[{number}]",
                    "count": count,
                    "expected": expected[number],
                }
                findings.append(ground.finding("marker-doubled", group, params, span))
        elif number < _NO_MARKER and number not in literal:
            findings.append(ground.finding("marker-foreign", group, {"marker": f"[{number}]"}, span))
    findings += [
        ground.finding("marker-lost", group, {"marker": f"[{number}]"})
        for number, count in expected.items()
        if seen[number] < count
    ]
    found = list(seen)
    if len(found) > 1 and seen == expected and found != list(expected):
        first = {m.number: (m.start, m.end) for m in reversed(markers)}
        wrong = next(number for number, want in zip(found, expected, strict=True) if number != want)
        orders = {"found": _listed(found), "expected": _listed(list(expected))}
        findings.append(ground.finding("markers-swapped", group, orders, first[wrong]))
    return findings


def _listed(numbers: list[int]) -> str:
    return "".join(f"[{number}]" for number in numbers)
