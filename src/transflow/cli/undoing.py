"""``import --list`` and ``import --undo``: the last imports, and taking one back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from transflow.cli.output import Answer
from transflow.errors import N_, UsageError
from transflow.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from transflow.cli.call import Call
    from transflow.workflow.undoing import Run, Undone


def listed(call: Call) -> Answer:
    """The last imports."""
    from transflow.workflow.undoing import runs

    with call.open() as workspace:
        found = runs(workspace)
    return Answer(content={"imports": [_run(run) for run in found]}, show=lambda: _say_runs(found))


def _run(run: Run) -> dict[str, object]:
    return {
        "number": run.number,
        "at": run.at,
        "by": run.actor,
        "files": [{"path": path, "changed": count} for path, count in run.files],
        "taken_back": {"at": run.undone_at, "by": run.undone_by} if run.undone_at else None,
    }


def _say_runs(found: Sequence[Run]) -> None:
    from transflow.cli.wording import say

    for run in found:
        changed = ngettext("{count} translation", "{count} translations", sum(count for _path, count in run.files))
        more = f" +{len(run.files) - 1}" if len(run.files) > 1 else ""
        line = f"{run.number:>4}  {run.at[:16].replace('T', ' ')}  {run.actor}  {run.files[0][0]}{more}  {changed}"
        if run.undone_at:
            line += "  " + _("(taken back by {person})").format(person=run.undone_by)
        say(line)
    if not found:
        say(_("No import has changed anything yet."))


def take_back(call: Call, arguments: Sequence[Path]) -> Answer:
    """Take one import back."""
    from transflow.cli import shapes
    from transflow.workflow.undoing import take_back as step

    words = [str(argument) for argument in arguments]
    if len(words) > 1 or not all(word.isdecimal() for word in words):
        raise UsageError(
            N_("--undo takes the number of one import."), remedy=N_("'transflow import --list' shows the last ones.")
        )
    with call.open() as workspace:
        number, results = step(workspace, int(words[0]) if words else 0, actor=call.actor, dry_run=call.dry_run)
    content = {
        "import": number,
        "files": [_undone(result) for result in results],
        "findings": [shapes.finding(f, r.name) for r in results for f in r.findings],
    }
    return Answer(content=content, show=lambda: _say_undone(number, results))


def _undone(result: Undone) -> dict[str, object]:
    return {
        "path": result.path,
        "article": result.name,
        "locale": result.locale,
        "back": list(result.back),
        "kept": list(result.kept),
    }


def _say_undone(number: int, results: Sequence[Undone]) -> None:
    from transflow.cli.wording import say

    say(_("Import {number}:").format(number=number))
    for result in results:
        count = len(result.back)
        say(
            f"  {result.path}: "
            + ngettext("{count} translation is as before", "{count} translations are as before", count)
        )
        if result.kept:
            kept = ngettext(
                "{count} was changed since and stays as it is: {units}",
                "{count} were changed since and stay as they are: {units}",
                len(result.kept),
            )
            say("    " + kept.format(units=", ".join(unit.rpartition("/")[2] for unit in result.kept)))
    say(_("What is still in the files counts as taken back; --again takes it once more. Suggestions stay open."))
