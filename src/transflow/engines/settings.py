"""What an engine is made from: its table ``[engine.NAME]`` in the settings, and what it may use of the machine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from transflow.engines.base import Progress
from transflow.errors import N_, SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What an engine may use of the machine; given by the caller, never looked up.

    ``name`` is the whole name that was asked for ("deep:google", "openai:llama3.1"). ``environment`` is where keys are
    looked for.
    """

    name: str
    cache_dir: Path
    offline: bool
    progress: Progress | None
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)

    @property
    def variant(self) -> str:
        """What stands behind the first colon of the name: "llama3.1" of "openai:llama3.1"."""
        return self.name.partition(":")[2]


class Settings:
    """Reads one ``[engine.NAME]`` table: typed, with defaults; what was not asked for is a mistake of the user."""

    def __init__(self, engine: str, table: Mapping[str, object]) -> None:
        self._engine = engine
        self._left = dict(table)
        if "key" in self._left:
            raise SettingsError(
                N_("The key of the engine {engine} does not belong into transflow.toml, which others read."),
                remedy=N_("Put it into an environment variable, and name that with key_variable = “…”."),
                engine=engine,
            )

    def text(self, name: str, default: str = "") -> str:
        """A string."""
        value = self._left.pop(name, default)
        if not isinstance(value, str):
            raise self._wrong(name, N_("a text"))
        return value

    def choice(self, name: str, known: tuple[str, ...]) -> str:
        """One of the known strings, the first by default."""
        value = self.text(name, known[0])
        if value not in known:
            raise self._wrong(name, " | ".join(known))
        return value

    def flag(self, name: str, default: bool) -> bool:
        """true or false."""
        value = self._left.pop(name, default)
        if not isinstance(value, bool):
            raise self._wrong(name, "true | false")
        return value

    def count(self, name: str, default: int, *, least: int = 1) -> int:
        """A whole number, at least ``least``."""
        value = self._left.pop(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise self._wrong(name, N_("a whole number"))
        return value

    def seconds(self, name: str, default: float) -> float:
        """A positive number of seconds."""
        return self._positive(name, default, N_("a number of seconds"))

    def rate(self, name: str, default: float | None) -> float | None:
        """Calls a second; None where there is no limit."""
        return default if name not in self._left else self._positive(name, 0.0, N_("a number of calls a second"))

    def number(self, name: str, default: float) -> float:
        """A number that is not negative."""
        value = self._left.pop(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
            raise self._wrong(name, N_("a number, 0 or more"))
        return float(value)

    def _positive(self, name: str, default: float, expected: str) -> float:
        value = self._left.pop(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
            raise self._wrong(name, expected)
        return float(value)

    def finish(self) -> None:
        """Raise for a name that nobody asked for: a misspelt setting must not be ignored."""
        for name in sorted(self._left):
            raise SettingsError(N_("The engine {engine} has no setting “{name}”."), engine=self._engine, name=name)

    def _wrong(self, name: str, expected: str) -> SettingsError:
        return SettingsError(
            N_("The setting “{name}” of the engine {engine} must be {expected}."),
            engine=self._engine,
            name=name,
            expected=expected,
        )
