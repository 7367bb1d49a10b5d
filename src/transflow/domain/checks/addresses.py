"""Addresses: each web or mail address of the source stands letter by letter in the target."""

from __future__ import annotations

from collections import Counter

from transflow.domain.checks.ground import Ground, Group
from transflow.domain.findings import Finding
from transflow.domain.inline import ADDRESS


def check(group: Group, ground: Ground) -> list[Finding]:
    """Findings ``address-changed`` of one group. A suffix behind an apostrophe (``…org’dan``) changes no address."""
    source = group.source
    if "://" not in source and "www." not in source and "@" not in source:
        return []
    there = [(match.group(), match.span()) for match in ADDRESS.finditer(group.words)]
    findings = []
    for address, count in Counter(ADDRESS.findall(source)).items():
        if sum(_same(address, found) for found, _ in there) < count:
            findings.append(ground.finding("address-changed", group, {"address": address}, _likely(address, there)))
    return findings


def _same(address: str, found: str) -> bool:
    return found == address or (found.startswith(address) and found[len(address)] in "’'")


def _likely(address: str, there: list[tuple[str, tuple[int, int]]]) -> tuple[int, int] | None:
    """The span of the address in the target that was probably meant: the one with the same beginning."""
    head = address[:12]
    return next((span for found, span in there if found != address and found.startswith(head)), None)
