"""One call of one command: what every command shares, and how its answer leaves the program."""

from __future__ import annotations

import contextlib
import inspect
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from transflow.cli.output import Answer, deliver, fail
from transflow.errors import N_, TransflowError
from transflow.i18n import _

if TYPE_CHECKING:
    from transflow.workflow.workspace import Workspace

#: What an interrupted command answers, as shells have it (128 + SIGINT).
INTERRUPTED: Final = 130

WorkspaceOption = Annotated[
    Path | None,
    typer.Option("--workspace", metavar="DIR", help=N_("The workspace, where it is not this folder or one above it.")),
]
LanguageOption = Annotated[
    str | None, typer.Option("--lang", metavar="en|tr|ru", help=N_("The language that transflow speaks with you."))
]
JsonOption = Annotated[bool, typer.Option("--json", help=N_("Answer with one JSON document on standard output."))]
DebugOption = Annotated[bool, typer.Option("--debug", help=N_("Show the traceback where something fails."))]
NameOption = Annotated[
    str | None,
    typer.Option("--as", metavar="NAME", envvar="TRANSFLOW_USER", help=N_("Who does this (else: your login).")),
]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help=N_("Say what would be done, and change nothing."))]
LocalesOption = Annotated[
    list[str] | None,
    typer.Option("--locale", metavar="LOCALE", help=N_("Only this locale; may be given several times.")),
]
ArticlesArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[ARTICLE]...", help=N_("Names of articles; all where none is given."))
]

#: Options of every command, and those of commands that change something: Python name → annotation and default.
SHARED: Final[Mapping[str, tuple[object, object]]] = {
    "json": (JsonOption, False),
    "workspace": (WorkspaceOption, None),
    "lang": (LanguageOption, None),
    "debug": (DebugOption, False),
}
CHANGING: Final[Mapping[str, tuple[object, object]]] = {"dry_run": (DryRunOption, False), "actor": (NameOption, None)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a command is called with besides its own arguments; a workspace is sought from ``start`` upwards."""

    command: str
    start: Path
    as_json: bool = False
    debug: bool = False
    dry_run: bool = False
    named: str = ""
    #: Lines for the person at the terminal, on standard error; silent with ``--json``.
    talk: Callable[[str], None] = field(default=lambda line: None)

    @property
    def actor(self) -> str:
        """Who does this: ``--as``, else the login."""
        return self.named or login()

    @contextlib.contextmanager
    def open(self) -> Iterator[Workspace]:
        """The workspace, with its store open and progress shown on a terminal."""
        from transflow.bootstrap import open_workspace
        from transflow.cli.progress import Meter

        with (
            Meter(self.command) as meter,
            open_workspace(self.start, progress=meter.progress, fetching=meter.fetching) as workspace,
        ):
            yield workspace


def login() -> str:
    """The login of whoever runs this; a container may know none."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid()) if hasattr(os, "getuid") else "unknown"


def register(
    app: typer.Typer, name: str, summary: str, *, changes: bool = False
) -> Callable[[Callable[..., Answer]], Callable[..., int]]:
    """Make a function ``(call, …) -> Answer`` the command ``name``, with the options that every command has.

    ``summary`` is its help, marked with ``N_``. What the function raises is said and becomes an exit code here.
    """
    from transflow.cli.help import Command

    def decorate(step: Callable[..., Answer]) -> Callable[..., int]:
        own = [p for p in inspect.signature(step, eval_str=True).parameters.values() if p.name != "call"]
        extra = {**(CHANGING if changes else {}), **SHARED}

        def run(**options: Any) -> int:
            context: typer.Context = options.pop("context")
            shared = {key: options.pop(key) for key in extra}
            return _run(step, _call(context, shared), options)

        run.__doc__ = step.__doc__
        parameters = [
            inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context),
            *(p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own),
            *(
                inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)
                for key, (annotation, default) in extra.items()
            ),
        ]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in parameters}
        app.command(name, cls=Command, help=summary)(run)
        return run

    return decorate


def _call(context: typer.Context, shared: Mapping[str, Any]) -> Call:
    """The call as its options before and after the command's name say, those after it first."""
    before: Mapping[str, Any] = context.find_root().params
    as_json = bool(shared["json"] or before.get("json"))
    folder = shared["workspace"] or before.get("workspace")
    return Call(
        command=context.command_path.partition(" ")[2],
        start=Path(folder) if folder else Path(),
        as_json=as_json,
        debug=bool(shared["debug"] or before.get("debug")),
        dry_run=bool(shared.get("dry_run")),
        named=(shared.get("actor") or "").strip(),
        talk=(lambda line: None) if as_json else _to_stderr,
    )


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr)


def _run(step: Callable[..., Answer], call: Call, options: Mapping[str, Any]) -> int:
    """Run a command and deliver its answer; every way it can end becomes an exit code."""
    answer: Answer | None = None
    try:
        answer = step(call, **options)
        deliver(answer, command=call.command, as_json=call.as_json)
        if call.dry_run:
            call.talk(_("This was a dry run: nothing was changed."))
        return answer.exit_code
    except TransflowError as error:
        return fail(error, command=call.command, as_json=call.as_json, debug=call.debug)
    except KeyboardInterrupt:
        from transflow.cli.wording import interrupted

        _to_stderr(interrupted())
        return INTERRUPTED
    except BrokenPipeError:
        # Who reads us has had enough; the interpreter must not complain about that when it closes the stream.
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return answer.exit_code if answer is not None else 0
    except Exception as error:  # nothing may reach a user as a traceback
        from transflow.cli.output import unexpected

        return fail(unexpected(error), command=call.command, as_json=call.as_json, debug=call.debug)


def words_of(items: Sequence[str] | None) -> list[str]:
    """A list option as a list; values may also be separated by commas."""
    return [part.strip() for item in items or () for part in item.split(",") if part.strip()]
