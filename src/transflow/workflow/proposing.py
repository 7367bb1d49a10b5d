"""Proposals that need no engine: what was translated before, and what a rule says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Final

from transflow.domain.article import BlockKind
from transflow.domain.codes import Code, before_and_after, renumber_codes
from transflow.domain.inline import ADDRESS, find_markers, is_merged, renumber
from transflow.domain.language import HOUSE, Profile
from transflow.domain.match import MatchKind, canonical, penalty
from transflow.domain.states import State, Target
from transflow.domain.units import Unit, memory_key
from transflow.workflow.recall import Hit

#: How much of a proposal was there before, in the order in which they are tried.
BANDS: Final = ("repetition", "in-context", "exact", "adapted", "fuzzy", "rule", "machine")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A draft for one unit: its text, where it is from, how much of it was there before, and the detail of its event.

    ``confirmed_by`` is who stands for it without looking again, "" for nobody.
    """

    unit: Unit
    text: str
    origin: str
    band: str
    detail: Mapping[str, str] = field(default_factory=dict)
    confirmed_by: str = ""


def repetitions(
    units: Sequence[Unit], targets: Mapping[str, Target], wanted: Iterable[Unit], *, band: str = "repetition"
) -> list[Proposal]:
    """Proposals for those of the ``wanted`` units of an article whose source already has a text in it."""
    asked = list(wanted)
    if not asked:
        return []
    known: dict[str, tuple[Unit, Target]] = {}
    for unit, following in zip_longest(units, units[1:]):
        target, after = targets.get(unit.id), targets.get(following.id) if following else None
        if target is None or is_merged(target.text) or (after is not None and is_merged(after.text)):
            continue  # a merged sentence says less, or more, than its own source
        if target.text and target.state not in (State.STALE, State.REJECTED, State.OBSOLETE):
            known.setdefault(key_of(unit), (unit, target))
    proposals = []
    for unit in asked if known else ():
        found = known.get(key_of(unit))
        if found is not None:
            twin, target = found
            text = _with_numbers(target.text, twin.notes, unit.notes)
            text = _with_codes(text, twin.source, unit, twin.codes)
            origin = target.origin if target.origin != "human" else "tm:100"
            proposals.append(Proposal(unit=unit, text=text, origin=origin, band=band, detail=_risk_of(target, origin)))
    return proposals


def _risk_of(target: Target, origin: str) -> dict[str, str]:
    """A machine's text is as risky the second time."""
    if target.risk is None or origin != target.origin:
        return {}
    return {"risk": str(target.risk), "risks": " ".join(target.risks)}


def remembered(unit: Unit, hits: Sequence[Hit], *, least: int, in_context: str = "") -> Proposal | None:
    """A proposal from the best match of a unit, where that is from ``least`` on and has the unit's markers and codes.

    An in-context match stands confirmed by who translated it then, where ``in_context`` is ``translated``.
    """
    for hit in hits:
        match = hit.match
        mine = canonical(unit.source, "", unit.notes, unit.codes)[0]
        if match.score < least or is_merged(match.target) or penalty(mine, match.source):
            continue
        text = _with_codes(_with_numbers(match.target, _numbers(match.source, unit), unit.notes), match.source, unit)
        known = {"match": match.kind.value, "from": match.origin, "by": match.author, "at": match.at}
        if match.kind not in (MatchKind.EXACT, MatchKind.IN_CONTEXT):
            known["source"] = match.source
        stands = in_context == State.TRANSLATED.value and match.kind is MatchKind.IN_CONTEXT and hit.pair.unit
        return Proposal(
            unit=unit,
            text=text,
            origin=f"tm:{match.score}",
            band=match.kind.value,
            detail={key: value for key, value in known.items() if value},
            confirmed_by=match.author if stands else "",
        )
    return None


def ruled(wanted: Iterable[Unit], language: Profile, style: str = HOUSE) -> list[Proposal]:
    """Proposals for citation notes (in a ``style``), names and bare addresses, which no engine may touch."""
    proposals = []
    for unit in wanted:
        if unit.kind is BlockKind.NOTE:
            text = language.localise_apparatus(unit.source, codes=unit.codes, style=style)
            if text is not None:
                proposals.append(Proposal(unit=unit, text=text, origin="rule:citation", band="rule"))
        elif unit.kind is BlockKind.BYLINE:
            proposals.append(Proposal(unit=unit, text=unit.source, origin="rule:name", band="rule"))
        elif ADDRESS.fullmatch(unit.plain):
            proposals.append(Proposal(unit=unit, text=unit.source, origin="rule:address", band="rule"))
    return proposals


def key_of(unit: Unit) -> str:
    """What units of the same source have in common, numbers of markers and codes apart."""
    return memory_key(unit.source, unit.notes, unit.codes)


def _with_numbers(text: str, before: Sequence[int], after: Sequence[int]) -> str:
    """``text`` with the markers of one unit numbered as in another of the same source."""
    return renumber(text, dict(zip(dict.fromkeys(before), dict.fromkeys(after), strict=False)))


def _with_codes(text: str, source: str, unit: Unit, codes: Sequence[Code] | None = None) -> str:
    """``text``, made for ``source`` (which equals ``unit``'s but for numbers), with its codes numbered as in ``unit``.

    ``codes`` are the source's own, None where it is from another article, and nobody knows them.
    """
    if not unit.codes:
        return text
    return renumber_codes(text, before_and_after(source, unit.source, unit.codes, codes) or {})


def _numbers(source: str, unit: Unit) -> list[int]:
    """Numbers of the markers in a remembered source: it equals ``unit``'s source but for them."""
    shown = [m.number for m in find_markers(source)]
    return shown if len(shown) == len(unit.notes) else list(unit.notes)
