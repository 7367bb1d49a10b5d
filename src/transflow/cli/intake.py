"""``init``, ``add``, ``segment``: from a folder and its files to units."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from transflow.cli.call import Call, register, words_of
from transflow.cli.output import Answer, outcome_code
from transflow.errors import N_, NoWorkspaceError, TransflowError, UsageError
from transflow.i18n import _

if TYPE_CHECKING:
    from transflow.domain.segmentation import Segmenter
    from transflow.workflow.segmenting import Recut


def init(
    call: Call,
    locales: Annotated[
        str, typer.Option("--locales", metavar="LOCALE,…", help=N_("The languages to translate to."))
    ] = "tr,ru",
) -> Answer:
    """Make this folder a workspace; what is there already stays as it is."""
    from transflow.config import DEFAULT_ENGINES, parse
    from transflow.workflow.workspace import initialise

    wanted = words_of([locales])
    if not wanted:
        raise UsageError(N_("Name at least one locale."), remedy=N_("Use codes such as tr, ru, pt-BR."))
    settings = parse({"locales": wanted}, {})
    root = call.start
    created = initialise(root, locales=settings.locales, engines=DEFAULT_ENGINES, dry_run=call.dry_run)

    def show() -> None:
        for path in created:
            print(_("{path}: created").format(path=path))
        if not created:
            print(_("This is a workspace already; nothing was changed."))
        elif not call.dry_run:
            call.talk(_("Put articles into articles/, then run 'transflow add'."))

    return Answer(content={"created": created}, show=show)


def add(
    call: Call,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help=N_("Source files; everything below articles/ where none is given.")),
    ] = None,
) -> Answer:
    """Take articles in, or their new revisions."""
    from transflow.cli import shapes, wording
    from transflow.workflow.intake import add as step

    with call.open() as workspace:
        results = step(workspace, files or [], actor=call.actor, dry_run=call.dry_run)
    refused = [r.error for r in results if r.error is not None]
    found = [(r, f) for r in results for f in r.findings]
    counted = [r for r in results if r.outcome != "skipped"]  # what nobody reads is no input
    code = outcome_code(len(refused), len(counted), findings=shapes.matters(f for _, f in found))
    content = {
        "files": [shapes.added(r) for r in results],
        "findings": [shapes.finding(f, r.name) for r, f in found],
    }
    return Answer(
        content=content,
        show=lambda: wording.added(results),
        exit_code=code,
        error=_all_refused(refused, len(counted)),
    )


def _all_refused(refused: list[TransflowError], total: int) -> TransflowError | None:
    return refused[0] if refused and len(refused) == total else None


def segment(
    call: Call,
    file: Annotated[
        str, typer.Argument(metavar="[FILE|-]", help=N_("Paragraphs, one a line; '-' is standard input."))
    ] = "-",
    split: Annotated[
        tuple[str, int] | None,
        typer.Option("--split", metavar="ID OFFSET", help=N_("Split a unit at a character of its source.")),
    ] = None,
    join: Annotated[
        tuple[str, str] | None, typer.Option("--join", metavar="ID ID", help=N_("Make two neighbouring units one."))
    ] = None,
) -> Answer:
    """Cut paragraphs into sentences; or split and join units by hand."""
    if split is not None or join is not None:
        return _recut(call, split, join)
    from transflow.domain.segmentation import Segmenter
    from transflow.files import read_bounded
    from transflow.formats.decoding import decode

    shown = _("standard input") if file == "-" else file
    if file == "-" and sys.stdin.isatty():
        call.talk(_("Waiting for paragraphs on standard input; Ctrl-D ends them."))
    content = sys.stdin.buffer.read() if file == "-" else read_bounded(Path(file), shown)
    try:
        text = decode(content)
    except TransflowError as error:
        error.file = shown
        raise
    lines = [line.strip("\r") for line in text.removeprefix("\ufeff").split("\n")]
    segmenter = _segmenter(call) or Segmenter()
    paragraphs = [segmenter.sentences(line) for line in lines if line.strip()]

    def show() -> None:
        print("\n\n".join("\n".join(sentences) for sentences in paragraphs))

    return Answer(content={"paragraphs": [{"sentences": sentences} for sentences in paragraphs]}, show=show)


def _segmenter(call: Call) -> Segmenter | None:
    """The segmenter of the workspace around, None where there is none."""
    from transflow.config import FILE_NAME, load
    from transflow.domain.segmentation import Segmenter
    from transflow.workflow.workspace import find_root

    try:
        settings = load(find_root(call.start.resolve()) / FILE_NAME)
    except NoWorkspaceError:
        return None
    return Segmenter(settings.source, settings.abbreviations)


def _recut(call: Call, split: tuple[str, int] | None, join: tuple[str, str] | None) -> Answer:
    """Split or join by hand."""
    from transflow.workflow import segmenting

    if split is not None and join is not None:
        raise UsageError(
            N_("Give one of {options}."), options="--split, --join", remedy=N_("Run the command once for each.")
        )
    with call.open() as workspace:
        if split is not None:
            recut: Recut = segmenting.split(workspace, *split, actor=call.actor, dry_run=call.dry_run)
        else:
            assert join is not None
            recut = segmenting.join(workspace, *join, actor=call.actor, dry_run=call.dry_run)

    def show() -> None:
        if not recut.changed:
            already = _("{name}: joined already") if split is None else _("{name}: split already")
            print(already.format(name=recut.name))
        for unit in recut.units:
            print(f"{unit.id}: {unit.source}")

    units = [{"unit": u.id, "source": u.source} for u in recut.units]
    outcome = ("split" if split is not None else "joined") if recut.changed else "unchanged"
    content = {"article": recut.name, "outcome": outcome, "units": units, "stale": recut.outdated}
    return Answer(content=content, show=show)


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    register(app, "init", N_("Make this folder a workspace."), changes=True)(init)
    register(app, "add", N_("Take articles in, or their new revisions."), changes=True)(add)
    register(app, "segment", N_("Cut paragraphs into sentences; split and join units by hand."), changes=True)(segment)
