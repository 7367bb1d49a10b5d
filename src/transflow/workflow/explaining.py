"""Explaining a draft: what an engine saw of a unit, what it answered, and what became of that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from transflow.domain.states import Action, Event
from transflow.domain.terms import Lexicon
from transflow.errors import N_, UnknownThingError
from transflow.workflow.asking import masked_source
from transflow.workflow.workspace import Workspace, choose_locales


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """The last draft of a unit in one locale.

    ``masked`` is what engines see of the source, ``pieces`` what stands behind each mask ("" for a marker at the end:
    it has none). ``raw`` is what the engine answered, None where none was asked or the answer is gone; ``text`` the draft;
    ``repaired`` what was lost and put back at the end. ``milliseconds`` and ``cost`` are 0 where the answer was known
    already. ``now``: the text as it stands today.
    """

    unit: str
    locale: str
    source: str
    masked: str
    pieces: tuple[tuple[str, str], ...]
    origin: str = ""
    engine: str = ""
    raw: str | None = None
    text: str = ""
    repaired: str = ""
    at: str = ""
    milliseconds: int = 0
    cost: float = 0.0
    risk: float | None = None
    risks: tuple[str, ...] = ()
    now: str = ""


def explain(workspace: Workspace, unit_id: str, *, locales: Sequence[str] = ()) -> list[Explained]:
    """The last draft of a unit in each locale; one without a draft tells what engines would see."""
    explained = []
    with workspace.store.read() as tx:
        found = tx.units.get([unit_id]).get(unit_id)
        if found is None:
            raise UnknownThingError(name=unit_id, remedy=N_("'transflow show ARTICLE' lists the units."))
        article_id, unit = found
        for locale in choose_locales(workspace.settings, locales):
            events = tx.targets.events(article_id, locale, unit_id)
            last = next((event for event in reversed(events) if event.action is Action.DRAFT), None)
            key = last.detail.get("answer", "") if last else ""
            answer = tx.answers.get([key]).get(key)
            target = tx.targets.get([unit_id], locale).get(unit_id)
            masked = masked_source(unit, Lexicon(workspace.terms(), locale, source_locale=workspace.settings.source))
            plain = Explained(
                unit=unit_id,
                locale=locale,
                source=unit.source,
                masked=masked.text,
                pieces=(
                    *((f"[X{n}X]", piece.text) for n, piece in enumerate(masked.pieces)),
                    *(("", edge.marker) for edge in masked.edges),
                ),
                raw=answer.text if answer else None,
                now=target.text if target else "",
            )
            explained.append(_with_draft(plain, last) if last else plain)
    return explained


def _with_draft(plain: Explained, event: Event) -> Explained:
    """What the event of a draft says, too."""
    detail = event.detail
    return replace(
        plain,
        origin=event.origin or "",
        engine=detail.get("engine", ""),
        text=event.text or "",
        repaired=detail.get("repaired", ""),
        at=event.at,
        milliseconds=int(detail.get("milliseconds", 0)),
        cost=float(detail.get("cost", 0)),
        risk=float(detail["risk"]) if "risk" in detail else None,
        risks=tuple(detail.get("risks", "").split()),
    )
