"""Test doubles for transflow and for those who build on it: an engine that echoes, a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from transflow.config import Settings
from transflow.engines.base import NO_HINTS, Capabilities, Draft, Failure, Hints

if TYPE_CHECKING:
    from transflow.engines.base import Engine
    from transflow.workflow.workspace import Workspace

#: The instant at which a :func:`fixed_clock` stands.
INSTANT = "2026-01-02T03:04:05Z"


class EchoEngine:
    """Answers each source with ``answers[source]``, or else with the locale in front of the source."""

    id = "echo"
    fingerprint = "echo-1"
    capabilities = Capabilities(
        max_characters=10_000, max_batch=64, concurrency=1, separate_process=False, needs_network=False
    )

    def __init__(self, answers: Mapping[str, str] | None = None) -> None:
        self.answers = dict(answers or {})
        self.asked: list[str] = []

    def supports(self, source: str, target: str) -> bool:
        """Every pair."""
        return True

    def translate(
        self, sources: Sequence[str], *, source: str, target: str, hints: Hints = NO_HINTS
    ) -> list[Draft | Failure]:
        """One draft for each source, in order."""
        self.asked += sources
        return [Draft(self.answers.get(text, f"{target}: {text}")) for text in sources]

    def close(self) -> None:
        """Nothing to give back."""


def fixed_clock(instant: str = INSTANT) -> Callable[[], str]:
    """A clock that stands still."""
    return lambda: instant


def workspace_at(
    root: Path, *, settings: Settings | None = None, engine: Engine | None = None, url: str = ""
) -> Workspace:
    """A workspace in ``root`` with a fixed clock and an echo engine; the caller closes its ``store``."""
    from transflow.store.database import open_store
    from transflow.workflow.workspace import Workspace, initialise

    chosen = settings or Settings()
    initialise(root, locales=chosen.locales, engines=chosen.engines)
    echo = engine or EchoEngine()
    return Workspace(
        root=root,
        settings=chosen,
        store=open_store(url or f"sqlite:///{root.as_posix()}/.transflow/transflow.db"),
        now=fixed_clock(),
        engine=lambda _name: echo,
    )
