"""``models``: the translation models on this machine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from transflow.cli.call import Call, register
from transflow.cli.help import Group
from transflow.cli.output import FINDINGS, Answer
from transflow.cli.progress import Meter
from transflow.cli.wording import say, table
from transflow.errors import N_, UsageError
from transflow.i18n import _, number

if TYPE_CHECKING:
    from transflow.engines.library import Installed, Offered
    from transflow.workflow.models import Fetched, Places, Verified

PairArgument = Annotated[str, typer.Argument(metavar="PAIR", help=N_("A pair of languages, such as en-tr."))]
EngineOption = Annotated[str, typer.Option("--engine", metavar="ct2|fx", help=N_("The engine that the model is for."))]
SourceOption = Annotated[
    str,
    typer.Option("--from", metavar="ADDRESS", help=N_("An address or a folder with models, instead of the mirror.")),
]


def list_(
    call: Call,
    available: Annotated[bool, typer.Option("--available", help=N_("Also those that can be fetched."))] = False,
    source: SourceOption = "",
) -> Answer:
    """The translation models on this machine."""
    from transflow.workflow import models as step

    places = _places(call)
    here = step.models(places)
    offers = step.available(places, source) if available or source else []

    def show() -> None:
        if here:
            rows = [(m.engine, m.pair, number(m.size), m.manifest.origin or "–", str(m.folder)) for m in here]
            header = (_("engine"), _("pair"), _("bytes"), _("origin"), _("folder"))
            for line in table(header, rows, right=(2,)):
                say(line)
        else:
            say(_("There are no models on this machine yet."))
        if offers:
            say()
            say(_("Can be fetched:"))
            for line in table(
                (_("engine"), _("pair"), _("bytes"), _("origin")),
                [(o.engine, o.pair, number(o.size), o.manifest.origin or "–") for o in offers],
                right=(2,),
            ):
                say(line)

    return Answer(
        content={"models": [_installed(m) for m in here], "available": [_offered(o) for o in offers]}, show=show
    )


def fetch(call: Call, pair: PairArgument, engine: EngineOption = "ct2", source: SourceOption = "") -> Answer:
    """Fetch a model, compare it with its hashes, and put it where the engine looks."""
    from transflow.workflow import models as step

    with Meter(call.command) as meter:
        result = step.fetch(
            _places(call), pair, engine=_engine(engine), source=source, progress=meter.fetching, dry_run=call.dry_run
        )
    return _told(result, call)


def convert(
    call: Call,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=N_("An OPUS-MT, Marian or Transformers model."))],
    pair: PairArgument,
    prefix: Annotated[
        str,
        typer.Option("--prefix", metavar="TOKEN", help=N_("What a model of several targets wants in front: >>rus<<.")),
    ] = "",
    origin: Annotated[str, typer.Option("--origin", metavar="TEXT", help=N_("Where the model is from."))] = "",
) -> Answer:
    """Make a model for the engine ct2."""
    from transflow.workflow import models as step

    result = step.convert(_places(call), folder, pair, prefix=prefix, origin=origin, dry_run=call.dry_run)
    return _told(result, call)


def verify(
    call: Call, pair: Annotated[str, typer.Argument(metavar="[PAIR]", help=N_("All where none is given."))] = ""
) -> Answer:
    """Compare the files of models with the hashes they came with."""
    from transflow.workflow import models as step

    results = step.verify(_places(call), pair)
    broken = any(r.damaged for r in results)

    def show() -> None:
        for r in results:
            say(f"{r.model.engine} {r.model.pair}: {_state(r)}")
        if not results:
            say(_("There are no models on this machine yet."))

    return Answer(
        content={
            "models": [
                {**_installed(r.model), "verified": r.known and not r.damaged, "damaged": list(r.damaged)}
                for r in results
            ]
        },
        show=show,
        exit_code=FINDINGS if broken else 0,
    )


def remove(
    call: Call,
    pair: PairArgument,
    engine: Annotated[str, typer.Option("--engine", metavar="ct2|fx", help=N_("Only that of this engine."))] = "",
    yes: Annotated[bool, typer.Option("--yes", help=N_("Do not ask."))] = False,
) -> Answer:
    """Delete a model from this machine."""
    from transflow.workflow import models as step

    places = _places(call)
    chosen = step.remove(places, pair, engine=_engine(engine) if engine else "", dry_run=True)
    if not (yes or call.dry_run):
        question = _("Delete {names}?").format(names=", ".join(str(m.folder) for m in chosen))
        if call.as_json or not sys.stdin.isatty():
            raise UsageError(N_("Say --yes to delete it."), remedy=N_("With --dry-run you see what would be deleted."))
        typer.confirm(question, abort=True, err=True)
    if not call.dry_run:
        step.remove(places, pair, engine=engine)

    def show() -> None:
        for m in chosen:
            say(_("{folder}: deleted ({size} bytes)").format(folder=m.folder, size=number(m.size)))

    return Answer(content={"removed": [_installed(m) for m in chosen]}, show=show)


def _places(call: Call) -> Places:
    from transflow.bootstrap import model_places

    return model_places(call.start)


def _engine(name: str) -> str:
    from transflow.workflow.models import ENGINES

    if name not in ENGINES:
        raise UsageError(
            N_("The engine “{name}” has no models of its own ({known} have)."), name=name, known=", ".join(ENGINES)
        )
    return name


def _told(result: Fetched, call: Call) -> Answer:
    def show() -> None:
        if not call.dry_run:
            say(_("{folder}: ready ({size} bytes)").format(folder=result.folder, size=number(result.size)))
        else:
            say(_("{folder}: would be made").format(folder=result.folder))

    content = {"engine": result.engine, "pair": result.pair, "bytes": result.size, "folder": result.folder}
    return Answer(content={"model": {**content, "origin": result.origin or None}}, show=show)


def _state(r: Verified) -> str:
    if not r.known:
        return _("not known (it came without hashes)")
    return _("damaged: {names}").format(names=", ".join(r.damaged)) if r.damaged else _("as it came")


def _installed(m: Installed) -> dict[str, object]:
    manifest = m.manifest
    return {
        "engine": m.engine,
        "pair": m.pair,
        "bytes": m.size,
        "folder": str(m.folder),
        "origin": manifest.origin or None,
        "licence": manifest.licence or None,
    }


def _offered(o: Offered) -> dict[str, object]:
    return {"engine": o.engine, "pair": o.pair, "bytes": o.size, "origin": o.manifest.origin or None}


def add_to(app: typer.Typer) -> None:
    """Register the group."""
    models = typer.Typer(cls=Group, rich_markup_mode=None, no_args_is_help=True)
    register(models, "list", N_("The translation models on this machine."))(list_)
    register(models, "fetch", N_("Fetch a model."), changes=True)(fetch)
    register(models, "convert", N_("Make a model for the engine ct2."), changes=True)(convert)
    register(models, "verify", N_("Compare models with the hashes they came with."))(verify)
    register(models, "remove", N_("Delete a model."), changes=True)(remove)
    app.add_typer(models, name="models", help=N_("Translation models on this machine."))
