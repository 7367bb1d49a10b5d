"""DOCX, ODT and EPUB by pandoc, a program of its own (GPL) that gets our model of the article and gives the file back.

It always runs in its sandbox: no file but the template that comes with us is read, nothing is fetched. Time and memory are
bounded. The same view gives the same bytes.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

from transflow.domain.release import View
from transflow.errors import N_, TooLargeError, UnavailableError
from transflow.formats.renderings.pandoc_ast import pandoc_ast

#: Seconds after which the program is stopped: a thousand times what an article takes.
_TIME_LIMIT: Final = 120
#: What the program may use of the memory, as its run-time system takes it.
_HEAP: Final = "2g"
#: Bytes of a model that it is given, and of a file that is taken from it.
_INPUT_LIMIT: Final = 100_000_000
_OUTPUT_LIMIT: Final = 100_000_000
#: The time that every file says it was made. (In its sandbox pandoc has no clock and says so anyway.)
_EPOCH: Final = "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A format of pandoc's: its name there, the template of ours that replaces pandoc's, and further options."""

    to: str
    template: str = ""
    options: tuple[str, ...] = ()
    book: bool = False


#: Name of a rendering → what pandoc is asked for.
TARGETS: Final[Mapping[str, Target]] = {
    "docx": Target(to="docx", template="docx.xml"),
    "odt": Target(to="odt", template="odt.xml"),
    "epub": Target(to="epub3", options=("--epub-title-page=false", "--split-level=1"), book=True),
}


def render_document(format: str, view: View) -> bytes:
    """``view`` in one of :data:`TARGETS`; UnavailableError without the extra ``documents``."""
    program = find_program(format)
    target = TARGETS[format]
    return convert(program, target, pandoc_ast(view, book=target.book))


def find_program(format: str) -> Path:
    """The pandoc that comes with the package ``pypandoc_binary``; that package itself is not imported.

    No other pandoc on the machine is used: another version writes other bytes.
    """
    found = importlib.util.find_spec("pypandoc")
    name = "pandoc.exe" if sys.platform == "win32" else "pandoc"
    for folder in (found.submodule_search_locations or ()) if found is not None else ():
        program = Path(folder) / "files" / name
        if program.is_file():
            return program
    raise UnavailableError(
        N_("The format “{format}” needs a part of transflow that is not installed."),
        remedy=N_("Install it: pip install 'transflow[documents]'."),
        format=format,
    )


def command(program: Path, target: Target, template: Path | None, folder: str) -> list[str]:
    """How pandoc is called. ``folder`` is empty: no settings of the user's change what is written."""
    return [
        str(program),
        "--sandbox",
        "--standalone",
        "--from=json",
        f"--to={target.to}",
        f"--data-dir={folder}",
        *([f"--template={template}"] if template is not None else []),
        *target.options,
        "--output=-",
        "+RTS",
        f"-M{_HEAP}",
        "-RTS",
    ]


def convert(program: Path, target: Target, model: bytes) -> bytes:
    """``model``, pandoc's JSON, as a file of ``target``."""
    if len(model) > _INPUT_LIMIT:
        raise TooLargeError(size=len(model), limit=_INPUT_LIMIT)
    templates = resources.files("transflow.formats.renderings").joinpath("templates")
    with (
        tempfile.TemporaryDirectory(prefix="transflow-") as folder,
        resources.as_file(templates.joinpath(target.template or "docx.xml")) as template,
    ):
        arguments = command(program, target, template if target.template else None, folder)
        try:
            done = subprocess.run(
                arguments, input=model, capture_output=True, cwd=folder, env=_environment(folder), timeout=_TIME_LIMIT
            )
        except subprocess.TimeoutExpired as error:
            raise UnavailableError(
                N_("pandoc did not finish within {seconds} seconds."), seconds=_TIME_LIMIT
            ) from error
        except OSError as error:
            raise UnavailableError(N_("pandoc cannot be started: {reason}."), reason=error.strerror or error) from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise UnavailableError(
            N_("pandoc failed (exit code {status}): {reason}."),
            status=done.returncode,
            reason=" ".join(said.split())[:300].rstrip(".") or "?",
        )
    if len(done.stdout) > _OUTPUT_LIMIT:
        raise TooLargeError(size=len(done.stdout), limit=_OUTPUT_LIMIT)
    return done.stdout


def _environment(folder: str) -> dict[str, str]:
    """Nothing of the caller's environment but what Windows needs to start a program at all."""
    needed = {name: os.environ[name] for name in ("SYSTEMROOT", "SYSTEMDRIVE") if name in os.environ}
    return {**needed, "HOME": folder, "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": _EPOCH}
