"""``export``, ``import``: catalogues go out and come back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from transflow.cli.call import ArticlesArgument, Call, LocalesOption, register, words_of
from transflow.cli.output import FINDINGS, Answer, outcome_code
from transflow.errors import N_, UsageError
from transflow.i18n import _


def export(
    call: Call,
    articles: ArticlesArgument = None,
    locales: LocalesOption = None,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="DIR", help=N_("Write below this folder instead of locales/."))
    ] = None,
    form: Annotated[
        str,
        typer.Option(
            "--format", metavar="FORMAT", help=N_("po, xliff12, xliff21, csv, xlsx, or html or docx to read.")
        ),
    ] = "",
    split: Annotated[
        str, typer.Option("--split", metavar="SPLIT", help=N_("What an entry is: sentence or paragraph."))
    ] = "",
    wrap: Annotated[
        int | None, typer.Option("--wrap", metavar="N", min=0, help=N_("Wrap PO files at column N; 0: never."))
    ] = None,
    tmx: Annotated[
        bool,
        typer.Option(
            "--tmx", help=N_("Beside each catalogue write the memory's matches for it, for OmegaT or Poedit.")
        ),
    ] = False,
) -> Answer:
    """Write a catalogue for each article and locale: PO, or another form."""
    from transflow.cli import shapes, wording
    from transflow.config import CATALOGUE_FORMS, SPLITS
    from transflow.workflow.export import export as step

    if form and form not in CATALOGUE_FORMS:
        raise UsageError(
            N_("“{form}” is no form of catalogue; known: {known}."), form=form, known=", ".join(CATALOGUE_FORMS)
        )
    if split and split not in SPLITS:
        raise UsageError(N_("“{value}” is not one of {known}."), value=split, known=", ".join(SPLITS))
    with call.open() as workspace:
        results = step(
            workspace,
            articles or [],
            locales=words_of(locales),
            output=output,
            form=form,
            split=split,
            wrap=wrap,
            tmx=tmx,
            actor=call.actor,
            dry_run=call.dry_run,
        )
        form = form or workspace.settings.export_form
    refused = [r.error for r in results if r.error is not None]
    losses = wording.losses_of(form)
    if losses and any(r.outcome == "written" for r in results):
        call.talk(_("Not in {form}: {what}.").format(form=form, what="; ".join(losses)))
    return Answer(
        content={"catalogues": [shapes.exported(r) for r in results], "format": form, "losses": losses},
        show=lambda: wording.exported(results),
        exit_code=outcome_code(len(refused), len(results)),
        error=refused[0] if refused and len(refused) == len(results) else None,
    )


def import_(
    call: Call,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE]...", help=N_("Catalogues; those of all articles below locales/ where none is given.")
        ),
    ] = None,
    locale: Annotated[str, typer.Option("--locale", metavar="LOCALE", help=N_("The locale they must be for."))] = "",
    translator: Annotated[
        str, typer.Option("--translator", metavar="NAME", help=N_("Who translated (else: the file's Last-Translator)."))
    ] = "",
    no_check: Annotated[bool, typer.Option("--no-check", help=N_("Do not check what comes in."))] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help=N_("Take the last import back, or the one whose number is given."))
    ] = False,
    listed: Annotated[bool, typer.Option("--list", help=N_("Show the last imports, with their numbers."))] = False,
    again: Annotated[bool, typer.Option("--again", help=N_("Also take texts that were taken back."))] = False,
) -> Answer:
    """Merge catalogues that come back; nobody's newer work is undone."""
    from transflow.cli import shapes, wording
    from transflow.workflow.importing import import_catalogues

    if undo and listed:
        raise UsageError(N_("{one} and {other} do not go together."), one="--undo", other="--list")
    if undo or listed:
        from transflow.cli import undoing

        return undoing.take_back(call, files or []) if undo else undoing.listed(call)
    with call.open() as workspace:
        results = import_catalogues(
            workspace,
            files or [],
            locale=locale,
            translator=translator,
            actor=call.actor,
            checks=not no_check,
            dry_run=call.dry_run,
            again=again,
        )
    refused = [r.error for r in results if r.error is not None]
    trouble = any(r.count("refused") or r.count("conflict") or any(f.blocks for f in r.findings) for r in results)
    if any((r.count("accepted") or r.count("confirmed")) and not r.translator for r in results):
        call.talk(_("No translator is named; nobody will be able to sign these texts. Give one with --translator."))
    return Answer(
        content={
            "catalogues": [shapes.imported(r) for r in results],
            "findings": [shapes.finding(f, r.name) for r in results for f in r.findings],
        },
        show=lambda: wording.imported(results),
        exit_code=outcome_code(len(refused), len(results), findings=trouble) if refused else FINDINGS if trouble else 0,
        error=refused[0] if refused and len(refused) == len(results) else None,
    )


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    register(app, "export", N_("Write a catalogue for each article and locale."), changes=True)(export)
    register(app, "import", N_("Merge catalogues that come back."), changes=True)(import_)
