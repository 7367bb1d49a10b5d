"""What leaves the program: answers on standard output, errors and talk on standard error, exit codes."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from transflow.errors import N_, DiskError, TransflowError, UnavailableError
from transflow.i18n import _, message_of, remedy_of

#: The exit codes of the contract.
DONE: Final = 0
FINDINGS: Final = 1
REFUSED: Final = 2
ENVIRONMENT: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command says: ``content`` as JSON (``data`` of the envelope), ``show`` for people, the exit code.

    ``error`` stands in the envelope where everything that was asked for was refused; ``show`` has told it by then.
    """

    content: Mapping[str, object]
    show: Callable[[], None]
    exit_code: int = DONE
    error: TransflowError | None = field(default=None)


class InternalError(UnavailableError):
    """Something that should not happen happened."""

    code = "internal"
    message = N_("Internal error: {reason}.")
    default_remedy = N_("Run the command again with --debug and report what it prints; nothing was half-written.")


def unexpected(error: Exception) -> TransflowError:
    """An exception that no part of transflow has mapped, as an error that can be shown."""
    if isinstance(error, OSError):
        mapped: TransflowError = DiskError(file=_name(error), reason=error.strerror or type(error).__name__)
    else:
        mapped = InternalError(reason=type(error).__name__)
    mapped.__cause__ = error
    return mapped


def _name(error: OSError) -> str | None:
    return str(error.filename) if error.filename else None


def deliver(answer: Answer, *, command: str, as_json: bool) -> None:
    """Print an answer."""
    if as_json:
        print_document(command, answer.content, answer.error)
    else:
        answer.show()
    sys.stdout.flush()


def fail(error: TransflowError, *, command: str, as_json: bool, debug: bool) -> int:
    """Say an error; returns its exit code."""
    if as_json:
        print_document(command, {}, error)
    else:
        say_error(error)
    if debug:
        traceback.print_exception(error.__cause__ or error, file=sys.stderr)
    return error.exit_code


def print_document(command: str, content: Mapping[str, object], error: TransflowError | None) -> None:
    """Print the one JSON document of a call."""
    document = {"command": command, "data": content, "error": error_fields(error) if error else None}
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    print(json.dumps(document, ensure_ascii=not unicode, indent=1), flush=True)


def error_fields(error: TransflowError) -> dict[str, object]:
    """An error as JSON shows it."""
    return {
        "code": error.code,
        "message": message_of(error),
        "file": error.file,
        "line": error.line,
        "remedy": remedy_of(error) or None,
    }


def say_error(error: TransflowError) -> None:
    """An error in a line, what to do about it in another, on standard error."""
    place = f"{error.file}:{error.line}: " if error.file and error.line else f"{error.file}: " if error.file else ""
    label = _("error")
    print(f"{paint(label, 'red', sys.stderr.isatty())}: {place}{message_of(error)}", file=sys.stderr)
    remedy = remedy_of(error)
    if remedy:
        print(f"  → {remedy}", file=sys.stderr)


_COLOURS: Final = {"red": 31, "green": 32, "yellow": 33, "blue": 34, "grey": 90}


def paint(text: str, colour: str, terminal: bool) -> str:
    """``text`` in colour on a terminal; colour never says what the words do not."""
    import os

    if not terminal or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return text
    return f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m"


def outcome_code(refused: int, total: int, *, findings: bool = False) -> int:
    """The exit code of a command that took ``total`` inputs and refused some."""
    if refused and refused == total:
        return REFUSED
    return FINDINGS if refused or findings else DONE
