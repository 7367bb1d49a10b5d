"""The step behind ``transflow models``: which models there are, fetching, converting, verifying, removing.

It needs no workspace: without one, models lie in the user's cache.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from transflow.config import FILE_NAME, Settings, load
from transflow.engines.model_library import LAYOUTS, Fault, Installed, faults, installed, languages_of
from transflow.errors import N_, NoWorkspaceError, UnavailableError, UnknownThingError, UsageError
from transflow.workflow.workspace import find_root

if TYPE_CHECKING:
    from transflow.engines.base import Progress
    from transflow.engines.model_fetching import Brought

#: Who publishes the models of ``fx``, and under which licence.
_FX_ORIGIN: Final = "Firefox Translations"
_FX_LICENSE: Final = "MPL-2.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where models lie by engine, the folder for new ones first, and where they are fetched from ("": from whoever
    publishes them)."""

    folders: Mapping[str, tuple[Path, ...]]
    settings: Settings
    mirror: str
    offline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A model that could be fetched."""

    engine: str
    pair: str
    origin: str
    license: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A model and what is wrong with it; ``faults`` is None where nothing is known to compare it with."""

    model: Installed
    faults: tuple[Fault, ...] | None


def places_at(start: Path, *, cache: Path, environment: Mapping[str, str]) -> Places:
    """The places of the workspace at or above ``start``, if there is one, and of the user's ``cache``."""
    root, settings = None, Settings()
    try:
        root = find_root(start.resolve())
        settings = load(root / FILE_NAME, environment)
    except NoWorkspaceError:
        pass
    folders: dict[str, tuple[Path, ...]] = {}
    for engine in LAYOUTS:
        usual = cache / engine if engine == "ct2" else cache
        own = settings.engine_table(engine).get("models")
        chosen = root / own if root is not None and isinstance(own, str) and own else None
        folders[engine] = (usual,) if chosen is None else (chosen, usual)
    mirror = settings.models_mirror
    if mirror and root is not None and not _is_address(mirror):
        mirror = str(root / mirror)
    return Places(
        folders=folders,
        settings=settings,
        mirror=environment.get("TRANSFLOW_MODELS_URL") or mirror,
        offline=bool(environment.get("TRANSFLOW_OFFLINE")),
    )


def models(places: Places, pair: str = "", engine: str = "") -> list[Installed]:
    """The models on this machine, by engine and pair: all, or those of one pair or engine.

    Raises :class:`UnknownThingError` where there are none of a pair that was named.
    """
    if pair:
        languages_of(pair)
    engines = (known(engine),) if engine else tuple(LAYOUTS)
    found = [model for name in engines for model in installed(name, places.folders[name]) if pair in ("", model.pair)]
    if pair and not found:
        raise UnknownThingError(
            N_("There is no model for {name} on this machine."),
            remedy=N_("'transflow models list' tells which there are."),
            name=f"{pair} ({engine})" if engine else pair,
        )
    return found


def offers(places: Places) -> list[Offered]:
    """What can be fetched from those who publish it, and is not here yet; nothing is asked of the network.

    Of the many pairs of ``fx`` only those of the workspace's locales.
    """
    from transflow.engines.fx_models import LANGUAGES
    from transflow.engines.model_catalogue import OFFERS

    here = {(model.engine, model.pair) for model in models(places)}
    found = [
        Offered(engine="ct2", pair=o.pair, origin=o.url, license=o.license)
        for o in OFFERS
        if ("ct2", o.pair) not in here
    ]
    source = places.settings.source
    for locale in places.settings.locales:
        target = locale.replace("_", "-").partition("-")[0].lower()
        if {source, target} <= LANGUAGES and "en" in (source, target) and ("fx", f"{source}-{target}") not in here:
            found.append(Offered(engine="fx", pair=f"{source}-{target}", origin=_FX_ORIGIN, license=_FX_LICENSE))
    return sorted(found, key=lambda o: (o.engine, o.pair))


def fetch(
    places: Places,
    pair: str,
    *,
    engine: str,
    place: str = "",
    prefix: str = "",
    progress: Progress | None = None,
    dry_run: bool = False,
) -> Brought:
    """Fetch the model of a pair: from ``place`` (an address or a folder), else from the mirror, else from whoever
    publishes it."""
    from transflow.engines.model_catalogue import offer_of
    from transflow.engines.model_fetching import convert_into, fetch_archive
    from transflow.engines.model_fetching import fetch as fetch_files
    from transflow.engines.model_sources import source_of

    languages = languages_of(pair)
    home = places.folders[known(engine)][0]
    wanted = place or places.mirror
    offer = offer_of(*languages) if engine == "ct2" and not wanted else None
    if offer is not None:
        wanted = offer.url
    if places.offline and (not wanted or _is_address(wanted)):
        raise UnavailableError(
            N_("Nothing is fetched from the network: TRANSFLOW_OFFLINE is set."),
            remedy=N_("Name a folder with --from, or unset TRANSFLOW_OFFLINE."),
        )
    if not wanted:
        if engine == "fx":
            return _fetch_published(places, pair, home, progress, dry_run=dry_run)
        raise UnknownThingError(
            N_("Nobody is known who offers a model of {engine} for {pair}."),
            remedy=N_("Name a place with --from, or convert a model: transflow models convert FOLDER {pair}."),
            engine=engine,
            pair=pair,
        )
    packed = engine == "ct2" and urlsplit(wanted).path.endswith(".zip")
    if prefix and not packed:
        raise UsageError(
            N_("--prefix is for models that are converted; what is fetched as it is knows its own."),
            remedy=N_("Leave --prefix away."),
        )
    if packed:
        if _is_address(wanted):
            return fetch_archive(wanted, pair, home, prefix=prefix, progress=progress, dry_run=dry_run)
        return convert_into(Path(wanted), pair, home, prefix=prefix, dry_run=dry_run)
    return fetch_files(source_of(wanted), engine, pair, home, progress=progress, dry_run=dry_run)


def _fetch_published(places: Places, pair: str, home: Path, progress: Progress | None, *, dry_run: bool) -> Brought:
    """A model of Firefox Translations, by the engine's own way."""
    from transflow.engines.fx import FxEngine
    from transflow.engines.model_fetching import Brought, brought, record

    here = next((model for model in installed("fx", (home,)) if model.pair == pair), None)
    if here is not None:
        return brought("unchanged", here, _FX_ORIGIN)
    if dry_run:
        return Brought(outcome="fetched", engine="fx", pair=pair, folder=home / pair, origin=_FX_ORIGIN)
    records_url = places.settings.engine_table("fx").get("records_url")
    engine = FxEngine(
        models=None, cache_dir=home, progress=progress, records_url=records_url if isinstance(records_url, str) else ""
    )
    try:
        engine.fetch(*languages_of(pair))
    finally:
        engine.close()
    return record("fx", pair, home / pair, origin=_FX_ORIGIN, license_=_FX_LICENSE)


def convert(places: Places, folder: Path, pair: str, *, prefix: str = "", dry_run: bool = False) -> Brought:
    """Make a model of OPUS-MT, Marian or Transformers one of ``ct2``."""
    from transflow.engines.model_fetching import convert_into

    if not folder.exists():
        raise UnknownThingError(
            N_("The file does not exist."), remedy=N_("Check the path and its spelling."), file=str(folder)
        )
    return convert_into(folder, pair, places.folders["ct2"][0], prefix=prefix, dry_run=dry_run)


def verify(places: Places, pair: str = "", engine: str = "") -> list[Verified]:
    """Compare models with what their manifests say."""
    results = []
    for model in models(places, pair, engine):
        found = faults(model)
        results.append(Verified(model=model, faults=None if found is None else tuple(found)))
    return results


def to_remove(places: Places, pair: str, engine: str = "") -> Installed:
    """The model that would be removed. Raises :class:`UsageError` where several engines have one of the pair."""
    found = models(places, pair, engine)
    if len(found) > 1:
        raise UsageError(
            N_("There are models for {pair} of several engines: {names}."),
            remedy=N_("Name one with --engine."),
            pair=pair,
            names=", ".join(model.engine for model in found),
        )
    return found[0]


def known(engine: str) -> str:
    """``engine``, where it is one whose models lie in folders; else a :class:`UsageError`."""
    if engine not in LAYOUTS:
        raise UsageError(
            N_("The engine “{name}” has no models on this machine; these have: {known}."),
            remedy=N_("Correct --engine."),
            name=engine,
            known=", ".join(LAYOUTS),
        )
    return engine


def _is_address(place: str) -> bool:
    return urlsplit(place).scheme in ("http", "https")
