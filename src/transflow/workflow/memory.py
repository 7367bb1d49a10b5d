"""The memory of approved targets: exact matches, answered by the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transflow.domain.codes import codes_shown
from transflow.domain.inline import find_markers
from transflow.domain.units import memory_key
from transflow.workflow.workspace import Workspace, batches, choose_locales


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A memory hit: what was approved, how alike its source is (0 to 100), and the kind (``exact``)."""

    source: str
    target: str
    locale: str
    score: int
    kind: str


def match(workspace: Workspace, lines: Sequence[str], *, locales: Sequence[str] = ()) -> list[list[Match]]:
    """For each line its matches, best first; in the order of the lines."""
    chosen = choose_locales(workspace.settings, locales)
    keys = [memory_key(line, [m.number for m in find_markers(line)], codes_shown(line)) for line in lines]
    hits: dict[tuple[str, str], tuple[str, str]] = {}
    with workspace.store.read() as tx:
        for locale in chosen:
            for part in batches(list(dict.fromkeys(keys)), 500):
                hits |= {(locale, key): hit for key, hit in tx.targets.approved(locale, part).items()}
    return [
        [
            Match(source=hits[locale, key][0], target=hits[locale, key][1], locale=locale, score=100, kind="exact")
            for locale in chosen
            if (locale, key) in hits
        ]
        for key in keys
    ]
