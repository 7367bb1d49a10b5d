"""``export``, ``import``: catalogues go out and come back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from transflow.cli.call import ArticlesArgument, Call, LocalesOption, register, words_of
from transflow.cli.output import FINDINGS, Answer, outcome_code
from transflow.errors import N_
from transflow.i18n import _


def export(
    call: Call,
    articles: ArticlesArgument = None,
    locales: LocalesOption = None,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="DIR", help=N_("Write below this folder instead of locales/."))
    ] = None,
    tmx: Annotated[
        bool,
        typer.Option(
            "--tmx", help=N_("Beside each catalogue write the memory's matches for it, for OmegaT or Poedit.")
        ),
    ] = False,
) -> Answer:
    """Write a PO catalogue for each article and locale."""
    from transflow.cli import shapes, wording
    from transflow.workflow.export import export as step

    with call.open() as workspace:
        results = step(
            workspace,
            articles or [],
            locales=words_of(locales),
            output=output,
            tmx=tmx,
            actor=call.actor,
            dry_run=call.dry_run,
        )
    refused = [r.error for r in results if r.error is not None]
    return Answer(
        content={"catalogues": [shapes.exported(r) for r in results]},
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
) -> Answer:
    """Merge catalogues that come back; nobody's newer work is undone."""
    from transflow.cli import shapes, wording
    from transflow.workflow.importing import import_catalogues

    with call.open() as workspace:
        results = import_catalogues(
            workspace,
            files or [],
            locale=locale,
            translator=translator,
            actor=call.actor,
            checks=not no_check,
            dry_run=call.dry_run,
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
    register(app, "export", N_("Write a PO catalogue for each article and locale."), changes=True)(export)
    register(app, "import", N_("Merge catalogues that come back."), changes=True)(import_)
