"""DOCX, ODT and EPUB by pandoc, a program of its own (GPL) that gets our model of the article and gives the file back.

It always runs in its sandbox: no file is read but the templates that come with us, nothing is fetched. Time and memory are
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
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Final

from transflow.domain.release import View
from transflow.errors import N_, TooLargeError, UnavailableError
from transflow.formats.renderings.house_style import adapted
from transflow.formats.renderings.pandoc_ast import pandoc_ast

#: Seconds after which the program is stopped: a thousand times what an article takes.
_TIME_LIMIT: Final = 120
#: How its run-time system is told what it may use of the memory.
_BOUNDS: Final = ("+RTS", "-M2g", "-RTS")
#: Bytes of a model that it is given, and of a file that is taken from it.
_INPUT_LIMIT: Final = 100_000_000
_OUTPUT_LIMIT: Final = 100_000_000
#: The time that every file says it was made. (In its sandbox pandoc has no clock and says so anyway.)
_EPOCH: Final = "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A format of pandoc's: its name there, and what is ours instead of pandoc's.

    ``pattern``: the file of pandoc's data that a document is modelled on, and that we change.
    """

    to: str
    template: str = ""
    pattern: str = ""
    options: tuple[str, ...] = ()
    book: bool = False


#: Name of a rendering → what pandoc is asked for.
TARGETS: Final[Mapping[str, Target]] = {
    "docx": Target(to="docx", template="docx.xml", pattern="reference.docx"),
    "odt": Target(to="odt", template="odt.xml", pattern="reference.odt"),
    "epub": Target(to="epub3", template="epub.xhtml", options=("--epub-title-page=false",), book=True),
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


def command(program: Path, target: Target, folder: Path) -> list[str]:
    """How pandoc is called. ``folder`` holds what is ours, and no settings of the user's change what is written."""
    return [
        str(program),
        "--sandbox",
        "--standalone",
        "--from=json",
        f"--to={target.to}",
        f"--data-dir={folder / 'none'}",
        *([f"--template={folder / target.template}"] if target.template else []),
        *([f"--reference-doc={folder / target.pattern}"] if target.pattern else []),
        *target.options,
        "--output=-",
        *_BOUNDS,
    ]


def convert(program: Path, target: Target, model: bytes) -> bytes:
    """``model``, pandoc's JSON, as a file of ``target``."""
    if len(model) > _INPUT_LIMIT:
        raise TooLargeError(size=len(model), limit=_INPUT_LIMIT)
    ours = resources.files("transflow.formats.renderings").joinpath("templates")
    with tempfile.TemporaryDirectory(prefix="transflow-") as name:
        folder = Path(name)
        if target.template:
            (folder / target.template).write_bytes(ours.joinpath(target.template).read_bytes())
        if target.pattern:
            (folder / target.pattern).write_bytes(_pattern(program, target.to, target.pattern))
        written = _run(command(program, target, folder), folder, model)
    if len(written) > _OUTPUT_LIMIT:
        raise TooLargeError(size=len(written), limit=_OUTPUT_LIMIT)
    return written


@lru_cache(maxsize=4)
def _pattern(program: Path, format: str, file: str) -> bytes:
    """The document that pandoc models its documents on, as we want it."""
    with tempfile.TemporaryDirectory(prefix="transflow-") as folder:
        arguments = [
            str(program),
            "--sandbox",
            f"--data-dir={folder}/none",
            f"--print-default-data-file={file}",
            *_BOUNDS,
        ]
        return adapted(format, _run(arguments, Path(folder), b""))


def _run(arguments: list[str], folder: Path, given: bytes) -> bytes:
    """What pandoc says, or an error that says why it did not."""
    try:
        done = subprocess.run(
            arguments, input=given, capture_output=True, cwd=folder, env=_environment(folder), timeout=_TIME_LIMIT
        )
    except subprocess.TimeoutExpired as error:
        raise UnavailableError(N_("pandoc did not finish within {seconds} seconds."), seconds=_TIME_LIMIT) from error
    except OSError as error:
        raise UnavailableError(N_("pandoc cannot be started: {reason}."), reason=error.strerror or error) from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise UnavailableError(
            N_("pandoc failed (exit code {status}): {reason}."),
            status=done.returncode,
            reason=" ".join(said.split())[:300].rstrip(".") or "?",
        )
    return done.stdout


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of the caller's environment but what Windows needs to start a program at all."""
    needed = {name: os.environ[name] for name in ("SYSTEMROOT", "SYSTEMDRIVE") if name in os.environ}
    return {**needed, "HOME": str(folder), "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": _EPOCH}
