"""The commands put together, and the way in: language, parsing, exit code."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Sequence
from typing import Annotated, Final

import typer

from transflow import __version__, i18n
from transflow.cli import (
    drafting,
    facts,
    intake,
    memory,
    models,
    operations,
    publication,
    reviewing,
    terms,
    translation,
)
from transflow.cli.call import INTERRUPTED, DebugOption, JsonOption, LanguageOption, WorkspaceOption
from transflow.cli.help import Group
from transflow.cli.output import fail, unexpected
from transflow.errors import N_, TransflowError, UsageError

PROGRAM: Final = "transflow"

app = typer.Typer(
    cls=Group,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help=N_("An English article in, approved Turkish and Russian versions out."),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _print_version(asked: bool) -> None:
    if asked:
        print(f"{PROGRAM} {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help=N_("Print the version."), is_eager=True, callback=_print_version)
    ] = False,
    json: JsonOption = False,
    workspace: WorkspaceOption = None,
    lang: LanguageOption = None,
    debug: DebugOption = False,
) -> None:
    """Options that may also stand before a command; each command reads them from here."""


# As people meet them: from the source file to the published article.
intake.add_to(app)
drafting.add_to(app)
translation.add_to(app)
reviewing.add_to(app)
facts.add_to(app)
publication.add_to(app)
memory.add_to(app)
terms.add_to(app)
models.add_to(app)
operations.add_to(app)


def run(arguments: Sequence[str]) -> int:
    """Run a command line; returns the exit code."""
    _tolerant_streams()
    as_json, debug = "--json" in arguments or _is_set("TRANSFLOW_JSON"), "--debug" in arguments
    i18n.activate(i18n.LANGUAGES[0])
    try:
        i18n.activate(i18n.choose(_value_of("--lang", arguments), os.environ))
        code = typer.main.get_command(app).main(list(arguments), prog_name=PROGRAM, standalone_mode=False)
    except TransflowError as error:
        return fail(error, command="", as_json=as_json, debug=debug)
    except typer.Abort:
        return INTERRUPTED
    except Exception as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            print(error, file=sys.stderr)
            return UsageError.exit_code
        if not hasattr(error, "format_message"):
            return fail(unexpected(error), command="", as_json=as_json, debug=debug)
        from transflow.cli.wording import wrong_use

        command = _command_in(arguments)
        return fail(wrong_use(error, command), command=command, as_json=as_json, debug=debug)
    return code if isinstance(code, int) else 0


def _command_in(arguments: Sequence[str]) -> str:
    """The command that a command line names, even where it cannot be parsed; "" where it names none."""
    command, words = typer.main.get_command(app), list[str]()
    for argument in arguments:
        inner = getattr(command, "commands", {}).get(argument)
        if inner is not None:
            command = inner
            words.append(argument)
    return " ".join(words)


def _value_of(option: str, arguments: Sequence[str]) -> str | None:
    """The value of an option that is needed before the command line is parsed."""
    for position, argument in enumerate(arguments):
        if argument == "--":
            return None
        if argument == option:
            return arguments[position + 1] if position + 1 < len(arguments) else None
        if argument.startswith(f"{option}="):
            return argument.partition("=")[2]
    return None


def _is_set(name: str) -> bool:
    return os.environ.get(name, "").lower() in ("1", "true", "yes", "on", "t", "y")


def _tolerant_streams() -> None:
    """A terminal that cannot show a character shows a question mark, and no command fails for it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(OSError, ValueError):
                stream.reconfigure(errors="replace")
