"""The journal of signatures beside the catalogues (guard G4): a clone without its database keeps its approvals."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from transflow.domain.states import SIGNATURES, SIGNED, TEXT_ACTIONS, Action, Event, State, Target, apply, signature
from transflow.files import disk_errors, write_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """One line of a journal: who signed what, and who had written it.

    ``signature`` binds source, target and note links, also where the line rejects or waives. ``replaces``: the signature
    that a carry (G5) put this one in place of. A line ``translate`` or ``draft`` says that earlier ones are void.
    """

    unit: str
    action: Action
    by: str
    at: str
    signature: str
    translator: str
    reason: str = ""
    code: str = ""
    replaces: str = ""

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
        fields |= {
            key: value
            for key, value in (("reason", self.reason), ("code", self.code), ("replaces", self.replaces))
            if value
        }
        return json.dumps(fields, ensure_ascii=False)


#: What was damaged in a journal is written back as it was.
_AS_IS: Final = "surrogateescape"

#: What is worth remembering outside the database whatever it was done to.
_ALWAYS: Final = frozenset({Action.ACCEPT, Action.APPROVE, Action.SETTLE, Action.WAIVE, Action.REJECT})
#: What is worth remembering where it ends or moves one of these.
_WHERE_SIGNED: Final = TEXT_ACTIONS | {Action.CARRY}


def speaks_of(target: Target) -> bool:
    """Whether a journal says something of a target as it is, so that it must say when this ends."""
    return bool(target.signature or target.waived) or target.state is State.REJECTED


def lines_of(events: Iterable[Event]) -> list[Signed]:
    """What a journal has to say of a history (one locale, in the order it was recorded)."""
    targets: dict[str, Target] = {}
    lines = []
    for event in events:
        before = targets.get(event.unit) or Target(unit=event.unit, locale=event.locale)
        after = targets[event.unit] = apply(before, event)
        if event.action is Action.UNDO:
            lines += _brought_back(event, before, after)
        elif event.action in _ALWAYS or (event.action in _WHERE_SIGNED and speaks_of(before)):
            bound, earlier = signature(after.source_key, after.text), signature(before.source_key, before.text)
            carried = event.action is Action.CARRY
            if carried and bound == earlier:
                continue
            lines.append(
                Signed(
                    unit=event.unit,
                    action=event.action,
                    by=event.actor,
                    at=event.at,
                    signature=event.signature or bound,
                    translator=after.editor,
                    reason=event.reason,
                    code=event.detail.get("code", ""),
                    replaces=earlier if carried else "",
                )
            )
    return lines


def _brought_back(event: Event, before: Target, after: Target) -> list[Signed]:
    """What a journal says where an import is taken back: what it signed is void, and what stood before is signed again."""
    bound = signature(after.source_key, after.text)
    line = Signed(
        unit=event.unit,
        action=Action.TRANSLATE,
        by=event.actor,
        at=event.at,
        signature=bound,
        translator=after.editor,
    )
    lines = [line] if speaks_of(before) or after.state in SIGNED else []
    if after.state in SIGNED:
        lines.append(replace(line, action=Action.ACCEPT, by=after.reviewer))
    if after.state is State.APPROVED:
        lines.append(replace(line, action=Action.APPROVE, by=after.approver))
    return lines


def bring_up_to_date(path: Path, events: Iterable[Event]) -> None:
    """Append what a journal lacks of a history; nothing in it is ever taken away, and no event gives a second line.

    The journal may begin before the history does (the database was rebuilt from it).
    """
    present = _raw(path)
    # Counted, not compared in order: a rebuilt history tells the same things in another order, and what was signed, taken
    # back and signed again within one second is two equal lines.
    there = Counter(present)
    missing = []
    for line in (signed.line() for signed in lines_of(events)):
        if there[line]:
            there[line] -= 1
        else:
            missing.append(line)
    if missing:
        write_whole(path, "".join(f"{line}\n" for line in [*present, *missing]).encode("utf-8", _AS_IS))


def _raw(path: Path) -> list[str]:
    with disk_errors(path):
        text = path.read_text("utf-8", _AS_IS) if path.exists() else ""
    return text.removesuffix("\n").split("\n") if text else []  # str.splitlines would cut at U+2028, too


def standing(lines: Sequence[Signed]) -> list[Signed]:
    """The lines of one unit that still count: what was voided later is left out, what was carried counts as carried, too."""
    result: list[Signed] = []
    for line in lines:
        if line.action in TEXT_ACTIONS:
            result = []
        elif line.action is Action.REJECT:
            result = [line]
        elif line.action is Action.CARRY:
            result += [replace(r, signature=line.signature) for r in result if r.signature == line.replaces]
        else:
            if line.action in SIGNATURES:
                result = [r for r in result if r.action is not Action.REJECT]
            result.append(line)
    return result


def read(path: Path) -> list[Signed]:
    """The lines of a journal, in order; a line that cannot be read is left out (it signs nothing)."""
    result = []
    for line in _raw(path):
        try:
            fields = json.loads(line)
            result.append(Signed(**{**fields, "action": Action(fields["action"])}))
        except (ValueError, TypeError, KeyError):
            continue
    return result
