"""Plain help in the user's language, and an environment variable for every option."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from typer.core import TyperCommand, TyperGroup, TyperOption

from transflow.errors import N_
from transflow.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Options that Typer adds itself: their help is given here, and they have no environment variable.
BUILT_IN: Final = {
    "help": N_("Show this help."),
    "install_completion": N_("Set up completion for the current shell."),
    "show_completion": N_("Print the completion script of the current shell."),
}


def variable(name: str) -> str:
    """The environment variable of the option ``--name``."""
    return f"TRANSFLOW_{name.lstrip('-').replace('-', '_').upper()}"


class _Plain:
    """What commands and groups share."""

    params: list[Any]
    help: str | None
    short_help: str | None

    def translate(self) -> None:
        """Put help into the user's language and give every option its environment variable."""
        self.help = _(self.help) if self.help else ""
        for param in self.params:
            if param.name in BUILT_IN:
                param.help = _(BUILT_IN[param.name])
                continue
            param.help = _(param.help) if param.help else ""
            if isinstance(param, TyperOption) and not param.envvar and param.name != "version":
                param.envvar = variable(next(o for o in param.opts if o.startswith("--")))

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        pieces = [_("[OPTIONS]"), *(p.metavar for p in self.params if p.param_type_name == "argument")]
        if isinstance(self, TyperGroup):
            pieces.append(_("COMMAND …"))
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=_("Usage:") + " ")

    def sections(self, ctx: Any) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Titles and rows of what can be given."""
        arguments, options = [], []
        for param in self.get_params(ctx):  # type: ignore[attr-defined]
            record = None if getattr(param, "hidden", False) else param.get_help_record(ctx)
            if record is None:
                continue
            name, text = record[0], _(BUILT_IN[param.name]) if param.name in BUILT_IN else param.help or ""
            if param.param_type_name == "argument":
                arguments.append((param.metavar or name, text))
            else:
                options.append((name, f"{text} [{param.envvar}]" if param.envvar else text))
        yield _("Arguments"), arguments
        yield _("Options"), options

    def format_options(self, ctx: Any, formatter: Any) -> None:
        for title, rows in self.sections(ctx):
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)
        if isinstance(self, TyperGroup):
            commands = [(name, command) for name in self.list_commands(ctx) if (command := self.get_command(ctx, name))]
            with formatter.section(_("Commands")):
                formatter.write_dl([(name, command.help or "") for name, command in commands])


class Command(_Plain, TyperCommand):
    """A command."""

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.translate()


class Group(_Plain, TyperGroup):
    """A command with commands."""

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.translate()
