"""Engines by name: the names that ``engines = […]`` in ``transflow.toml`` may hold.

A name is an engine's own ("fx", "deep:google"), or a family and what it shall be of it ("openai:llama3.1"). Other
packages add engines by an entry point of the group ``transflow.engines``: its name is the engine's, and it points to a
:data:`Factory`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Final

from transflow.engines.base import Engine, Progress
from transflow.engines.settings import Settings, Surroundings
from transflow.errors import N_, UsageError

#: Makes an engine from its table in the settings; nothing is started or fetched yet. Reads every setting it knows;
#: what is left in the table is a mistake, which the caller finds (:meth:`Settings.finish`).
Factory = Callable[[Settings, Surroundings], Engine]

#: The providers of deep-translator; a test compares them with the table.
DEEP: Final = ("baidu", "deepl", "google", "libre", "microsoft", "mymemory")
#: Name, or family with a colon at its end → the module whose ``create`` is its factory. Imported when it is asked for.
OURS: Final[Mapping[str, str]] = {
    **{f"deep:{name}": "transflow.engines.deep" for name in DEEP},
    "ct2": "transflow.engines.ct2",
    "fx": "transflow.engines.fx",
    "libre": "transflow.engines.libre",
    "openai:": "transflow.engines.openai",
    "pseudo": "transflow.engines.pseudo",
}
#: Where other packages announce their engines.
GROUP: Final = "transflow.engines"


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

    ``extra`` adds engines that are not ours (test doubles). Raises ``UsageError`` for an unknown name and
    ``SettingsError`` for a setting that the engine does not know or whose value does not fit.
    """
    factory = _factory(name, extra or {})
    table = Settings(name, settings)
    engine = factory(table, Surroundings(name=name, cache_dir=cache_dir, offline=offline, progress=progress))
    table.finish()
    return engine


def known_engines() -> tuple[str, ...]:
    """The names of the engines that can be asked for here, sorted; a family has a colon at its end."""
    return tuple(sorted({*OURS, *entry_points(group=GROUP).names}))


def _factory(name: str, extra: Mapping[str, Factory]) -> Factory:
    family = f"{name.partition(':')[0]}:"
    for known in (name, family):
        if known in extra:
            return extra[known]
        if known in OURS and (known != family or name != family):
            found: Factory = import_module(OURS[known]).create
            return found
        for entry in entry_points(group=GROUP, name=known):
            loaded: Factory = entry.load()
            return loaded
    raise UsageError(
        N_("There is no engine “{name}”. Known engines: {known}."),
        remedy=N_("Correct --engine or engines = […] in transflow.toml."),
        name=name,
        known=", ".join(sorted({*known_engines(), *extra})),
    )
