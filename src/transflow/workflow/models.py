"""Models of translation on this machine: what is there, fetching, converting, verifying, removing. Needs no workspace."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from transflow.engines import library
from transflow.engines.base import Progress
from transflow.engines.library import PAIR, Installed, Manifest, Offered
from transflow.errors import N_, InputError, UnavailableError, UnknownThingError, UsageError

#: Engines whose models lie in folders.
ENGINES: Final = ("ct2", "fx")
#: Seconds that a conversion may take; large models need some minutes.
_PATIENCE: Final = 3_600
_CONVERTER: Final = Path(library.__file__).with_name("ct2_convert.py")
_SPM: Final = ("source.spm", "target.spm", "sentencepiece.bpe.model", "spiece.model")
_NO_PAIR: Final = N_("“{name}” is no pair of languages.")
_WRITE_PAIR: Final = N_("Write it as en-tr.")
_NOT_HERE: Final = N_("There is no model of {name} on this machine.")
_LIST: Final = N_("'transflow models list' tells which there are, with --available also those that can be fetched.")
_NOT_OFFERED: Final = N_("No model of {name} is offered there.")
_NO_MODEL: Final = N_("There is no model in this folder that can be converted.")
_WHAT: Final = N_(
    "It must hold an OPUS-MT model (decoder.yml), a Marian model (*.npz), a Transformers model (config.json), or one that was"
    " converted already (model.bin)."
)
_PACKAGE: Final = N_("To convert this model, the package {package} is needed.")
_INSTALL: Final = N_("Install it in the environment of transflow: pip install {package}.")
_FAILED: Final = N_("The conversion failed: {reason}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where models lie, by engine, the folder that fetched ones go to last; and where they are fetched from."""

    folders: Mapping[str, Sequence[Path]]
    mirror: str = ""
    offline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A model and its files that are damaged; ``known`` is False where it has no manifest to compare with."""

    model: Installed
    known: bool
    damaged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A model that was fetched, or would be: its bytes, and the folder it went to."""

    engine: str
    pair: str
    size: int
    folder: str
    origin: str = ""
    skipped: bool = field(default=False)


def models(places: Places) -> list[Installed]:
    """The models on this machine, by engine and pair; of one that lies in two folders the one that is used."""
    found: dict[tuple[str, str], Installed] = {}
    for engine in ENGINES:
        for folder in places.folders.get(engine, ()):
            for model in library.installed(engine, folder):
                found.setdefault((engine, model.pair), model)
    return [found[key] for key in sorted(found)]


def available(places: Places, source: str = "") -> list[Offered]:
    """What can be fetched from ``source``, else from the mirror of the settings."""
    return library.offered(source or places.mirror)


def fetch(
    places: Places,
    pair: str,
    *,
    engine: str = "ct2",
    source: str = "",
    progress: Progress | None = None,
    dry_run: bool = False,
) -> Fetched:
    """Fetch the model of a pair from a mirror (``source``, else that of the settings). Models of ``fx`` are published by
    their project, so they need none."""
    _pair(pair)
    folder = places.folders[engine][-1]
    if places.offline and not (source and not source.startswith("http")):
        raise UnavailableError(N_("Nothing is fetched: TRANSFLOW_OFFLINE is set."))
    if engine == "fx" and not source and not places.mirror:
        return _fetch_published(pair, folder, progress, dry_run=dry_run)
    offers = [offer for offer in available(places, source) if (offer.engine, offer.pair) == (engine, pair)]
    if not offers:
        raise UnknownThingError(_NOT_OFFERED, name=f"{engine} {pair}", remedy=_LIST)
    offer = offers[0]
    if not dry_run:
        library.fetch(offer, source or places.mirror, folder, progress)
    return Fetched(engine=engine, pair=pair, size=offer.size, folder=str(folder / pair), origin=offer.manifest.origin)


def _fetch_published(pair: str, folder: Path, progress: Progress | None, *, dry_run: bool) -> Fetched:
    """A model of Firefox Translations, from where its project publishes it."""
    from transflow.engines.fx import ORIGIN, FxEngine

    size = 0
    if not dry_run:
        engine = FxEngine(models=None, cache_dir=folder, progress=progress)
        try:
            engine.fetch(*pair.split("-"))
        finally:
            engine.close()
        library.write_manifest(folder / pair, Manifest(origin=ORIGIN, licence="MPL-2.0"))
        size = next(model.size for model in library.installed("fx", folder) if model.pair == pair)
    return Fetched(engine="fx", pair=pair, size=size, folder=str(folder / pair), origin=ORIGIN)


def convert(
    places: Places, source: Path, pair: str, *, prefix: str = "", origin: str = "", dry_run: bool = False
) -> Fetched:
    """Make a model for ``ct2`` of a folder with an OPUS-MT, Marian or Transformers model, or take one that was converted.

    ``prefix`` is the token that a model of several targets wants in front of a sentence (">>rus<<").
    """
    _pair(pair)
    kind = _kind(source)
    folder = places.folders["ct2"][-1]
    made = folder / f".{pair}.part"
    if not dry_run:
        shutil.rmtree(made, ignore_errors=True)
        made.parent.mkdir(parents=True, exist_ok=True)
        try:
            if kind == "ready":
                made.mkdir()
                for path in source.iterdir():
                    if (
                        path.is_file()
                        and path.suffix in (".bin", ".json", ".spm", ".txt")
                        and path.name != library.MANIFEST
                    ):
                        shutil.copyfile(path, made / path.name)
            else:
                _run(kind, source, made)
                _copy_pieces(source, made)
            library.write_manifest(made, Manifest(origin=origin or source.name, prefix=prefix))
            library.exchange(made, folder / pair)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    size = sum(p.stat().st_size for p in (folder / pair).glob("*")) if not dry_run else 0
    return Fetched(engine="ct2", pair=pair, size=size, folder=str(folder / pair), origin=origin or source.name)


def _kind(source: Path) -> str:
    names = {path.name for path in source.iterdir()} if source.is_dir() else set()
    if "model.bin" in names and "config.json" in names and "source.spm" in names:
        return "ready"
    if "decoder.yml" in names:
        return "opus"
    if any(name.endswith(".npz") for name in names):
        return "marian"
    if "config.json" in names:
        return "transformers"
    raise InputError(_NO_MODEL, remedy=_WHAT, file=str(source))


def _run(kind: str, source: Path, made: Path) -> None:
    """Convert in a process of its own."""
    try:
        ended = subprocess.run(
            [sys.executable, "-P", str(_CONVERTER), kind, str(source), str(made)],
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise InputError(_FAILED, reason=N_("it took too long"), file=str(source)) from None
    last = ended.stderr.strip().splitlines()[-1:] or [""]
    if ended.returncode == 4:
        raise UnavailableError(_PACKAGE, package=last[0], remedy=_INSTALL)
    if ended.returncode:
        raise InputError(_FAILED, reason=last[0].rstrip("."), file=str(source))


def _copy_pieces(source: Path, made: Path) -> None:
    """The SentencePiece models, under the names that the engine looks for."""
    present = [source / name for name in _SPM if (source / name).is_file()]
    if not present:
        raise InputError(N_("The folder holds no SentencePiece model (source.spm)."), file=str(source))
    shutil.copyfile(present[0], made / "source.spm")
    shutil.copyfile(source / "target.spm" if (source / "target.spm").is_file() else present[0], made / "target.spm")


def verify(places: Places, pair: str = "") -> list[Verified]:
    """Compare the files of all models, or of those of one pair, with their manifests."""
    return [
        Verified(model=model, known=bool(model.manifest.files), damaged=tuple(library.damaged(model)))
        for model in _chosen(places, pair, "")
    ]


def remove(places: Places, pair: str, *, engine: str = "", dry_run: bool = False) -> list[Installed]:
    """Delete the models of a pair, of one engine where it is named."""
    chosen = _chosen(places, _pair(pair), engine)
    for model in chosen if not dry_run else ():
        library.remove(model)
    return chosen


def _chosen(places: Places, pair: str, engine: str) -> list[Installed]:
    found = [m for m in models(places) if pair in ("", m.pair) and engine in ("", m.engine)]
    if not found and pair:
        raise UnknownThingError(_NOT_HERE, name=f"{engine} {pair}".strip(), remedy=_LIST)
    return found


def _pair(name: str) -> str:
    if not PAIR.fullmatch(name):
        raise UsageError(_NO_PAIR, name=name, remedy=_WRITE_PAIR)
    return name
