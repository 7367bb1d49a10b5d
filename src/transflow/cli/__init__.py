"""The command line: parse, run a step, say what came of it. Section by section as ``transflow --help`` lists it."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``transflow`` with ``arguments`` (those of the process where None) and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given == ["--version"]:
        from transflow import __version__

        print(f"transflow {__version__}")
        return 0
    # A command makes many small values and no circles of them, then ends: looking for circles took a fifth of the time
    # of adding articles in HTML.
    gc.set_threshold(50_000, 20, 100)
    try:
        from transflow.cli.app import run

        return run(given)
    except KeyboardInterrupt:  # before a command took over, which says more
        print("transflow: ^C", file=sys.stderr)
        return 130
