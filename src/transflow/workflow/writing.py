"""What a batch of imported files is to write, told to the database together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from transflow.domain.states import Event, Target
from transflow.workflow.merging import Received

if TYPE_CHECKING:
    from transflow.store.database import Transaction


@dataclass(slots=True, kw_only=True)
class How:
    """How files are imported, by whom; ``run`` is the number of this import once it has changed something."""

    actor: str
    checks: bool
    dry_run: bool
    again: bool = False
    run: int = 0


class Writing:
    """The events of several files, recorded together; and what each file changed, so that it can be taken back."""

    def __init__(self, tx: Transaction, how: How) -> None:
        self._tx = tx
        self._how = how
        self._changes: list[tuple[int, Event, Target]] = []
        self._articles: set[tuple[int, str]] = set()

    def concerns(self, file: Received) -> bool:
        """Whether something is still to be written about the article and locale of ``file``."""
        return (file.record.id, file.locale) in self._articles

    def add(self, file: Received, changes: Sequence[tuple[Event, Target]], now: str) -> None:
        """Take what a file changed."""
        from transflow.store.records import ImportRecord

        self._changes += [(file.record.id, event, target) for event, target in changes]
        self._articles.add((file.record.id, file.locale))
        self._how.run = self._how.run or self._tx.imports.next_run()
        numbers: dict[str, tuple[int, int]] = {}
        for event, _ in changes:
            first, _last = numbers.get(event.unit, (event.number, 0))
            numbers[event.unit] = (first, event.number)
        self._tx.imports.add(
            ImportRecord(
                run=self._how.run,
                article_id=file.record.id,
                locale=file.locale,
                path=file.path,
                translator=file.translator,
                actor=self._how.actor,
                at=now,
                changes=numbers,
            )
        )

    def flush(self) -> None:
        """Record the events that are waiting."""
        self._tx.targets.record(self._changes)
        self._changes.clear()
        self._articles.clear()
