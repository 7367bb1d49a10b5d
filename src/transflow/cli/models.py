"""``models``: the translation models on this machine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from transflow.cli.call import Call, register
from transflow.cli.help import Group
from transflow.cli.output import FINDINGS, Answer
from transflow.errors import N_, UsageError
from transflow.i18n import _, number

if TYPE_CHECKING:
    from transflow.engines.model_fetching import Brought
    from transflow.engines.model_library import Installed
    from transflow.workflow.models import Offered, Places, Verified

PairArgument = Annotated[str, typer.Argument(metavar="PAIR", help=N_("A pair of languages: en-tr."))]
AnyPairArgument = Annotated[
    str, typer.Argument(metavar="[PAIR]", help=N_("A pair of languages: en-tr; all where none is given."))
]
OneEngineOption = Annotated[
    str, typer.Option("--engine", metavar="ct2|fx", help=N_("The engine whose model is meant."))
]
PrefixOption = Annotated[
    str,
    typer.Option(
        "--prefix",
        metavar="TOKEN",
        help=N_("What a model of several target languages wants before a sentence: >>tur<<."),
    ),
]

_WHAT: Final = {
    "missing": N_("{name} is missing"),
    "changed": N_("{name} is not what it was"),
    "unreadable": N_("{name} cannot be read"),
}
_OUTCOMES: Final = {
    "fetched": N_("{engine} {pair}: fetched from {origin}"),
    "converted": N_("{engine} {pair}: converted from {origin}"),
    "unchanged": N_("{engine} {pair}: nothing new"),
}


def list_(call: Call) -> Answer:
    """The models on this machine, and those that can be fetched."""
    from transflow.workflow import models as step

    places = _places(call)
    here = step.models(places)
    offered = step.offers(places)

    def show() -> None:
        _show_models(here)
        if places.mirror:
            print(_("Models are fetched from {place}.").format(place=_shown(places.mirror)))
        elif offered:
            _show_offers(offered)

    content = {
        "models": [_model(model) for model in here],
        "mirror": _shown(places.mirror) or None,
        "available": [
            {"engine": o.engine, "pair": o.pair, "origin": o.origin, "license": o.license or None} for o in offered
        ],
    }
    return Answer(content=content, show=show)


def fetch(
    call: Call,
    pair: PairArgument,
    engine: Annotated[
        str, typer.Option("--engine", metavar="ct2|fx", help=N_("The engine that the model is for."))
    ] = "ct2",
    place: Annotated[
        str,
        typer.Option("--from", metavar="ADDRESS", help=N_("An address or a folder with models, or an archive (.zip).")),
    ] = "",
    prefix: PrefixOption = "",
) -> Answer:
    """Fetch a model, compare it with its checksums, and put it where the engine finds it."""
    from transflow.cli.progress import Meter
    from transflow.workflow import models as step

    with Meter(call.command) as meter:
        result = step.fetch(
            _places(call),
            pair,
            engine=engine,
            place=place,
            prefix=prefix,
            progress=None if call.as_json else meter.fetching,
            dry_run=call.dry_run,
        )
    return _told(result)


def convert(
    call: Call,
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help=N_("A model of OPUS-MT, Marian or Transformers, or its archive (.zip).")),
    ],
    pair: PairArgument,
    prefix: PrefixOption = "",
) -> Answer:
    """Make a model for the engine ct2."""
    from transflow.workflow import models as step

    if not call.dry_run:
        call.talk(_("Converting {name} …").format(name=folder.name))
    return _told(step.convert(_places(call), folder, pair, prefix=prefix, dry_run=call.dry_run))


def verify(call: Call, pair: AnyPairArgument = "", engine: OneEngineOption = "") -> Answer:
    """Compare models with the checksums that they came with."""
    from transflow.workflow import models as step

    results = step.verify(_places(call), pair, engine)

    def show() -> None:
        for result in results:
            print(f"{result.model.engine} {result.model.pair}: {_verdict(result)}")
        if not results:
            print(_("There are no models on this machine yet."))

    content = {
        "models": [
            {
                **_model(result.model),
                "sound": None if result.faults is None else not result.faults,
                "faults": [{"name": fault.name, "what": fault.what} for fault in result.faults or ()],
            }
            for result in results
        ]
    }
    return Answer(content=content, show=show, exit_code=FINDINGS if any(r.faults for r in results) else 0)


def remove(
    call: Call,
    pair: PairArgument,
    engine: OneEngineOption = "",
    yes: Annotated[bool, typer.Option("--yes", help=N_("Do not ask."))] = False,
) -> Answer:
    """Delete a model from this machine."""
    from transflow.engines.model_library import remove as delete
    from transflow.workflow import models as step

    model = step.to_remove(_places(call), pair, engine)
    if not (yes or call.dry_run):
        if call.as_json or not sys.stdin.isatty():
            raise UsageError(
                N_("Nobody can be asked whether {folder} may be deleted."),
                remedy=N_("Say so with --yes; --dry-run shows what would go."),
                folder=str(model.folder),
            )
        if not _agreed(_("Delete {folder} ({size} bytes)?").format(folder=model.folder, size=number(model.size))):
            return Answer(content={"removed": [], "freed": 0}, show=lambda: print(_("Nothing was deleted.")))
    freed = model.size if call.dry_run else delete(model)

    def show() -> None:
        print(_("{folder}: deleted, {size} bytes freed").format(folder=model.folder, size=number(freed)))

    return Answer(content={"removed": [_model(model)], "freed": freed}, show=show)


def _agreed(question: str) -> bool:
    """Ask on standard error; anything but a yes is a no."""
    print(f"{question} [{_('yes')}/{_('no')}]", end=" ", file=sys.stderr, flush=True)
    said = sys.stdin.readline().strip().casefold()
    return said in {"y", "yes", _("yes").casefold(), _("yes").casefold()[:1]}


def _places(call: Call) -> Places:
    import os

    from platformdirs import user_cache_path

    from transflow.workflow.models import places_at

    return places_at(call.start, cache=user_cache_path("transflow"), environment=os.environ)


def _shown(place: str) -> str:
    """A place without the key that its address may hold."""
    from urllib.parse import urlsplit

    parts = urlsplit(place)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}" if parts.netloc else place


def _show_models(here: list[Installed]) -> None:
    from transflow.cli.wording import table

    if not here:
        print(_("There are no models on this machine yet."))
        return
    rows = []
    for model in here:
        origin = model.manifest.origin if model.manifest is not None else ""
        rows.append((model.engine, model.pair, number(model.size), origin or "–", _checksums(model), str(model.folder)))
    header = (_("engine"), _("pair"), _("bytes"), _("origin"), _("checksums"), _("folder"))
    print("\n".join(table(header, rows, right=(2,))))


def _checksums(model: Installed) -> str:
    if model.manifest is None:
        return _("none")
    return _("of the publisher") if model.manifest.verified else _("of this machine")


def _show_offers(offered: list[Offered]) -> None:
    from transflow.cli.wording import table

    print()
    print(_("Can be fetched:"))
    rows = [(o.engine, o.pair, o.license or "–", o.origin) for o in offered]
    print("\n".join(table((_("engine"), _("pair"), _("licence"), _("origin")), rows)))


def _told(result: Brought) -> Answer:
    def show() -> None:
        print(_(_OUTCOMES[result.outcome]).format(engine=result.engine, pair=result.pair, origin=result.origin))
        size = f" ({_('{size} bytes').format(size=number(result.size))})" if result.size else ""
        print(f"  {result.folder}{size}")
        if result.outcome == "fetched" and result.manifest is not None and not result.manifest.verified:
            print("  " + _("No published checksum was known; what came is written down as it came."))

    manifest = result.manifest
    content = {
        "outcome": result.outcome,
        "engine": result.engine,
        "pair": result.pair,
        "folder": str(result.folder),
        "bytes": result.size,
        "origin": result.origin or None,
        "revision": (manifest.revision or None) if manifest is not None else None,
        "license": (manifest.license or None) if manifest is not None else None,
        "prefix": (manifest.target_prefix or None) if manifest is not None else None,
        "verified": manifest.verified if manifest is not None else None,
    }
    return Answer(content={"model": content}, show=show)


def _verdict(result: Verified) -> str:
    if result.faults is None:
        return _("not known: it came without checksums")
    if not result.faults:
        return _("sound")
    return "; ".join(_(_WHAT[fault.what]).format(name=fault.name) for fault in result.faults)


def _model(model: Installed) -> dict[str, object]:
    manifest = model.manifest
    return {
        "engine": model.engine,
        "pair": model.pair,
        "folder": str(model.folder),
        "bytes": model.size,
        "origin": (manifest.origin or None) if manifest is not None else None,
        "revision": (manifest.revision or None) if manifest is not None else None,
        "license": (manifest.license or None) if manifest is not None else None,
        "verified": manifest.verified if manifest is not None else None,
    }


def add_to(app: typer.Typer) -> None:
    """Register the group."""
    models = typer.Typer(cls=Group, rich_markup_mode=None, no_args_is_help=True)
    register(models, "list", N_("The models on this machine, and those that can be fetched."))(list_)
    register(models, "fetch", N_("Fetch a model, and compare it with its checksums."), changes=True)(fetch)
    register(models, "convert", N_("Make a model for the engine ct2."), changes=True)(convert)
    register(models, "verify", N_("Compare models with the checksums that they came with."))(verify)
    register(models, "remove", N_("Delete a model from this machine."), changes=True)(remove)
    app.add_typer(models, name="models", help=N_("Translation models on this machine."))
