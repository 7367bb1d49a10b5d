"""Engines by name: the names that ``engines = […]`` in ``transflow.toml`` may hold, and their settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from transflow.engines.base import Engine, Progress
from transflow.errors import N_, SettingsError, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What an engine may use of the machine; given by the caller, never looked up."""

    cache_dir: Path
    offline: bool
    progress: Progress | None


#: Makes an engine from its table in the settings.
Factory = Callable[[Mapping[str, object], Surroundings], Engine]


def create_engine(
    name: str,
    settings: Mapping[str, object],
    *,
    cache_dir: Path,
    offline: bool = False,
    progress: Progress | None = None,
    extra: Mapping[str, Factory] | None = None,
) -> Engine:
    """The engine ``name`` with its table ``[engine.NAME]`` (paths in it absolute); nothing is started or fetched yet.

    ``extra`` adds engines that are not ours (test doubles, plug-ins). Raises ``UsageError`` for an unknown name and
    ``SettingsError`` for a setting that the engine does not know or whose value does not fit.
    """
    factories = {**FACTORIES, **(extra or {})}
    factory = factories.get(name)
    if factory is None:
        raise UsageError(
            N_("There is no engine “{name}”. Known engines: {known}."),
            remedy=N_("Correct --engine or engines = […] in transflow.toml."),
            name=name,
            known=", ".join(sorted(factories)),
        )
    return factory(settings, Surroundings(cache_dir=cache_dir, offline=offline, progress=progress))


def known_engines() -> tuple[str, ...]:
    """The names of the engines that come with transflow, sorted."""
    return tuple(sorted(FACTORIES))


class Settings:
    """Reads one ``[engine.NAME]`` table: typed, with defaults; what was not asked for is a mistake of the user."""

    def __init__(self, engine: str, table: Mapping[str, object]) -> None:
        self._engine = engine
        self._left = dict(table)

    def text(self, name: str, default: str = "") -> str:
        """A string."""
        value = self._left.pop(name, default)
        if not isinstance(value, str):
            raise self._wrong(name, N_("a text"))
        return value

    def count(self, name: str, default: int, *, least: int = 1) -> int:
        """A whole number, at least ``least``."""
        value = self._left.pop(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise self._wrong(name, N_("a whole number"))
        return value

    def seconds(self, name: str, default: float) -> float:
        """A positive number of seconds."""
        value = self._left.pop(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
            raise self._wrong(name, N_("a number of seconds"))
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


def _fx(table: Mapping[str, object], surroundings: Surroundings) -> Engine:
    from transflow.engines.fx import FxEngine

    settings = Settings("fx", table)
    models = settings.text("models")
    processes = settings.count("processes", os.cpu_count() or 1)
    settings.finish()
    return FxEngine(
        models=Path(models) if models else None,
        cache_dir=surroundings.cache_dir,
        processes=processes,
        offline=surroundings.offline,
        progress=surroundings.progress,
    )


def _deep_google(table: Mapping[str, object], surroundings: Surroundings) -> Engine:
    from transflow.engines.deep_google import GoogleEngine

    settings = Settings("deep:google", table)
    engine = GoogleEngine(
        url=settings.text("url"),
        concurrency=settings.count("concurrency", 4),
        timeout=settings.seconds("timeout", 15.0),
        connect_timeout=settings.seconds("connect_timeout", 5.0),
        retries=settings.count("retries", 2, least=0),
        longest_wait=settings.seconds("longest_wait", 30.0),
        offline=surroundings.offline,
    )
    settings.finish()
    return engine


def _pseudo(table: Mapping[str, object], surroundings: Surroundings) -> Engine:
    from transflow.engines.pseudo import PseudoEngine

    Settings("pseudo", table).finish()
    return PseudoEngine()


FACTORIES: Final[Mapping[str, Factory]] = {"fx": _fx, "deep:google": _deep_google, "pseudo": _pseudo}
