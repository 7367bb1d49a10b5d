"""The journal of signatures beside the catalogues (guard G4): a clone without its database keeps its approvals."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from transflow.domain.states import Action, Event, Target
from transflow.files import write_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """One line of a journal: who signed what, and who had written it."""

    unit: str
    action: Action
    by: str
    at: str
    signature: str
    translator: str
    reason: str = ""
    code: str = ""

    def line(self) -> str:
        """The line as it is written: keys in order, so that equal content is equal bytes."""
        fields = {
            "unit": self.unit,
            "action": self.action.value,
            "by": self.by,
            "at": self.at,
            "signature": self.signature,
            "translator": self.translator,
        }
        if self.reason:
            fields["reason"] = self.reason
        if self.code:
            fields["code"] = self.code
        return json.dumps(fields, ensure_ascii=False)


#: What is worth remembering outside the database.
JOURNALLED = frozenset({Action.ACCEPT, Action.APPROVE, Action.SETTLE, Action.WAIVE})


def signed(event: Event, target: Target) -> Signed:
    """The journal's line for an event; ``target`` is what it led to."""
    return Signed(
        unit=event.unit,
        action=event.action,
        by=event.actor,
        at=event.at,
        signature=event.signature,
        translator=target.editor,
        reason=event.reason,
        code=event.detail.get("code", ""),
    )


def append(path: Path, lines: Sequence[Signed]) -> None:
    """Add lines to a journal; lines that are there already are not added again, and none is ever taken away."""
    present = path.read_text("utf-8").splitlines() if path.exists() else []
    known = set(present)
    new = [line for line in (s.line() for s in lines) if line not in known]
    if new:
        write_whole(path, "".join(f"{line}\n" for line in [*present, *new]).encode())


def read(path: Path) -> list[Signed]:
    """The lines of a journal, in order; a line that cannot be read is left out (it signs nothing)."""
    result = []
    for line in path.read_text("utf-8").splitlines() if path.exists() else []:
        try:
            fields = json.loads(line)
            result.append(Signed(**{**fields, "action": Action(fields["action"])}))
        except (ValueError, TypeError, KeyError):
            continue
    return result
