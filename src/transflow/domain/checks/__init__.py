"""Checks: what can be wrong with a translation, one check a file. They say codes and parameters, never words.

:func:`check_article` looks at an article in one locale, :func:`check_unit` at one group of it. ``CHECKS`` lists the codes
with their default severity, ``MESSAGES`` their words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from transflow.domain.checks import (
    addresses,
    brackets,
    characters,
    codes,
    consistency,
    crossrefs,
    dates,
    doubles,
    doubt,
    emptiness,
    endings,
    ibid,
    lengths,
    letters,
    markers,
    merging,
    moved,
    numbers,
    placement,
    quantities,
    quotes,
    repairs,
    setting,
    spelling,
)
from transflow.domain.checks import terms as terms_check
from transflow.domain.checks.ground import Ground, Group
from transflow.domain.checks.messages import CHECKS, MESSAGES, Check
from transflow.domain.findings import Finding, Severity
from transflow.domain.language import profile
from transflow.domain.states import Target
from transflow.domain.terms import Term
from transflow.domain.units import Unit

__all__ = ["CHECKS", "MESSAGES", "Check", "Ground", "Group", "check_article", "check_unit", "prepare"]

#: The checks of one group, in the order of their findings.
_GROUP_CHECKS = (
    characters.check,
    merging.check,
    emptiness.check,
    lengths.check,
    markers.check,
    placement.check,
    crossrefs.check,
    codes.check,
    addresses.check,
    dates.check,
    numbers.check,
    quantities.check,
    terms_check.check,
    endings.check,
    quotes.check,
    brackets.check,
    doubles.check,
    letters.check,
    setting.check,
    spelling.check,
    repairs.check,
    doubt.check,
)


def prepare(
    locale: str,
    terms: Sequence[Term] = (),
    *,
    source_locale: str = "en",
    severities: Mapping[str, Severity] | None = None,
    speller: spelling.Speller | None = None,
) -> Ground:
    """The ground for checking targets in ``locale``: profiles looked up, terms indexed; no spelling without a speller."""
    source, target = profile(source_locale), profile(locale)
    return Ground(
        locale=locale,
        source=source,
        target=target,
        terms=terms_check.ready(terms, locale, source),
        severities=severities or {},
        speller=speller,
    )


def check_unit(group: Group, ground: Ground) -> list[Finding]:
    """All findings of one group. An empty target has one finding only: that it is empty."""
    findings: list[Finding] = []
    for check in _GROUP_CHECKS:
        found = check(group, ground)
        if found:
            findings += found
            if found[0].code == "target-empty":
                break
    return findings


def check_article(
    units: Sequence[Unit],
    targets: Mapping[str, Target],
    locale: str,
    terms: Sequence[Term] = (),
    *,
    source_locale: str = "en",
    severities: Mapping[str, Severity] | None = None,
    ground: Ground | None = None,
) -> list[Finding]:
    """All findings of an article in ``locale``, in the order of its units.

    ``targets`` maps unit ids to targets; units that are new, obsolete or missing in it yield none. ``severities`` are
    those of the workspace. A ``ground`` made by :func:`prepare` spares preparing the terms for every article.
    """
    ready = ground or prepare(locale, terms, source_locale=source_locale, severities=severities)
    groups, findings = merging.groups(units, targets, ready)
    for group in groups:
        findings += check_unit(group, ready)
    findings = moved.joined(findings, groups, ready)
    findings += consistency.check_article(groups, ready)
    findings += codes.check_blocks(groups, ready, {f.unit for f in findings if f.code.startswith("code-")})
    findings += ibid.check(units, targets, ready)
    place = {unit.id: unit.ordinal for unit in units}
    return sorted(findings, key=lambda finding: place[finding.unit])
