"""``memory import`` and ``memory export``: files of other programs come in, and go out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from transflow import i18n
from transflow.cli.call import Call, LocalesOption, register, words_of
from transflow.cli.output import FINDINGS, Answer, error_fields, outcome_code, say_error
from transflow.cli.wording import say
from transflow.errors import N_
from transflow.i18n import _, ngettext

if TYPE_CHECKING:
    from transflow.formats.catalogues.base import Problem
    from transflow.workflow.memory_files import TakenIn

#: Problems of a file that are said one by one.
_SAID = 10


def import_(
    call: Call,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help=N_("TMX, PO, CSV or XLSX files."))],
    locales: LocalesOption = None,
) -> Answer:
    """Take translations of other programs into the memory; what is there already stays as it is."""
    from transflow.workflow.memory_files import import_files

    with call.open() as workspace:
        results = import_files(workspace, files, locales=words_of(locales), actor=call.actor, dry_run=call.dry_run)
    errors = [r.error for r in results if r.error is not None]
    left_out = any(r.left_out for r in results)
    refused = outcome_code(len(errors), len(results), findings=left_out)
    return Answer(
        content={"files": [_fields(r) for r in results]},
        show=lambda: _say_all(results),
        exit_code=refused if errors else FINDINGS if left_out else 0,
        error=errors[0] if errors and len(errors) == len(results) else None,
    )


def _say_all(results: Sequence[TakenIn]) -> None:
    for result in results:
        _say(result)


def _say(result: TakenIn) -> None:
    added = ngettext("{count} pair added", "{count} pairs added", result.added)
    known = ngettext("{count} known already", "{count} known already", result.known)
    line = f"{result.file}: {added}, {known}"
    if result.left_out:
        line += ", " + ngettext("{count} entry left out", "{count} entries left out", result.left_out)
    say(line)
    for problem in result.problems[:_SAID]:
        say(f"  {result.file}:{problem.line}: {_words(problem)}")
    if result.left_out > _SAID:
        say("  " + _("… and {count} more").format(count=i18n.number(result.left_out - _SAID)))
    if result.error is not None:
        say_error(result.error)


def _words(problem: Problem) -> str:
    return _(problem.template).format(**problem.fields)


def _fields(result: TakenIn) -> dict[str, object]:
    return {
        "file": result.file,
        "added": result.added,
        "known": result.known,
        "left_out": result.left_out,
        "problems": [
            {"code": problem.code, "line": problem.line, "message": _words(problem)} for problem in result.problems
        ],
        "error": error_fields(result.error) if result.error is not None else None,
    }


def export(
    call: Call,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("A TMX, CSV or XLSX file to be written."))],
    locales: LocalesOption = None,
    article: Annotated[str, typer.Option("--article", metavar="NAME", help=N_("Only what an article gave."))] = "",
    origin: Annotated[str, typer.Option("--file", metavar="NAME", help=N_("Only what an imported file gave."))] = "",
) -> Answer:
    """Write the memory to a file that other programs read."""
    from transflow.workflow.memory_files import export_file

    with call.open() as workspace:
        result = export_file(
            workspace, file, locales=words_of(locales), article=article, origin=origin, dry_run=call.dry_run
        )

    def show() -> None:
        sentences = ngettext("{count} sentence", "{count} sentences", result.sentences)
        pairs = ngettext("{count} pair", "{count} pairs", result.pairs)
        say(_("{path}: written ({sentences}, {pairs})").format(path=result.file, sentences=sentences, pairs=pairs))

    content = {"file": result.file, "sentences": result.sentences, "pairs": result.pairs}
    return Answer(content=content, show=show)


def add_to(group: typer.Typer) -> None:
    """Register the commands."""
    register(group, "import", N_("Take translations of other programs into the memory."), changes=True)(import_)
    register(group, "export", N_("Write the memory to a file that other programs read."), changes=True)(export)
