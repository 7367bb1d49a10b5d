"""``memory`` and ``terms``: what was approved before, and what must be called how."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from transflow.cli.call import Call, LocalesOption, register, words_of
from transflow.cli.help import Group
from transflow.cli.output import Answer
from transflow.cli.wording import table, units_and_words
from transflow.errors import N_, TransflowError
from transflow.i18n import _


def match(
    call: Call,
    source: Annotated[
        str, typer.Option("--from", metavar="FILE", help=N_("Sentences, one a line; '-' is standard input."))
    ],
    locales: LocalesOption = None,
) -> Answer:
    """Look sentences up in the memory of approved translations."""
    from transflow.files import read_bounded
    from transflow.formats.decoding import decode
    from transflow.workflow.memory import match as step

    shown = _("standard input") if source == "-" else source
    content = sys.stdin.buffer.read() if source == "-" else read_bounded(Path(source), shown)
    try:
        lines = [line.strip("\r") for line in decode(content).removeprefix("\ufeff").split("\n")]
    except TransflowError as error:
        error.file = shown
        raise
    if lines and not lines[-1]:
        lines.pop()
    with call.open() as workspace:
        results = step(workspace, lines, locales=words_of(locales))

    def show() -> None:
        for line, matches in zip(lines, results, strict=True):
            print(line)
            for m in matches:
                print(f"  {m.locale}  {m.score}  {m.target}")
            if not matches:
                print("  " + _("no match"))

    return Answer(content={"results": [{"matches": [asdict(m) for m in matches]} for matches in results]}, show=show)


def stats(call: Call, locales: LocalesOption = None) -> Answer:
    """How much the memory holds."""
    from transflow.domain.states import State
    from transflow.workflow.reporting import status
    from transflow.workflow.workspace import choose_locales

    with call.open() as workspace:
        chosen = choose_locales(workspace.settings, words_of(locales))
        standings = status(workspace, locales=chosen).standings
    held = {
        locale: (
            sum(s.units.get(State.APPROVED, 0) for s in standings if s.locale == locale),
            sum(s.words.get(State.APPROVED, 0) for s in standings if s.locale == locale),
        )
        for locale in chosen
    }

    def show() -> None:
        for locale, (units, words) in held.items():
            print(f"{locale}: {units_and_words(units, words)}")

    content = {"locales": [{"locale": loc, "units": units, "words": words} for loc, (units, words) in held.items()]}
    return Answer(content=content, show=show)


def terms(call: Call) -> Answer:
    """The terms of this workspace."""
    from transflow.config import FILE_NAME, load
    from transflow.workflow.workspace import find_root

    settings = load(find_root(call.start.resolve()) / FILE_NAME)

    def show() -> None:
        header = (_("term"), *settings.locales)
        rows = [(t.source, *(" | ".join(t.admitted(loc)) for loc in settings.locales)) for t in settings.terms]
        if rows:
            print("\n".join(table(header, rows)))
        else:
            print(_("There are no terms in transflow.toml."))

    content = {
        "terms": [
            {
                "source": t.source,
                "targets": {loc: list(targets) for loc, targets in t.targets.items()},
                "case_sensitive": t.case_sensitive,
            }
            for t in settings.terms
        ]
    }
    return Answer(content=content, show=show)


def add_to(app: typer.Typer) -> None:
    """Register the two groups."""
    memory = typer.Typer(cls=Group, rich_markup_mode=None, no_args_is_help=True)
    register(memory, "match", N_("Look sentences up in the memory of approved translations."))(match)
    register(memory, "stats", N_("How much the memory holds."))(stats)
    app.add_typer(memory, name="memory", help=N_("What was approved before."))
    glossary = typer.Typer(cls=Group, rich_markup_mode=None, no_args_is_help=True)
    register(glossary, "list", N_("The terms of this workspace."))(terms)
    app.add_typer(glossary, name="terms", help=N_("What must be called how."))
