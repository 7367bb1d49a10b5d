"""Measure what is promised, in one run: ``python -m benchmarks [PART …] [--articles N] [--large]``."""

from __future__ import annotations

import argparse
import runpy
import sys
from pathlib import Path

from benchmarks import catalogues, checks, documents, engines, memory, peers, startup, terms, workflow
from benchmarks.measuring import heading, machine, say, talk

HERE = Path(__file__).parent
#: Parts that are scripts of their own, with the options they take here.
SCRIPTS = {"segmentation": (), "false-alarms": ("--table",), "risk": ()}
PARTS = ("workflow", "peers", "documents", "catalogues", "startup", "engines", "memory", "terms", "checks", *SCRIPTS)


def main() -> int:
    """Run the parts asked for; 0 where every promise that was measured was kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"what to measure: {', '.join(PARTS)} (all)")
    parser.add_argument("--articles", type=int, default=1000, help="articles of the main job (1000)")
    parser.add_argument("--small", type=int, default=200, help="articles for the peers and the catalogues (200)")
    parser.add_argument("--large", action="store_true", help="also ten times as many articles; takes some minutes")
    options = parser.parse_args()
    unknown = [part for part in options.parts if part not in PARTS]
    if unknown:
        parser.error(f"unknown part: {', '.join(unknown)}")
    parts = options.parts or PARTS
    machine()
    kept: list[bool] = []
    if "workflow" in parts:
        kept += workflow.report(options.articles, large=options.large)
    if "peers" in parts:
        kept += peers.report(options.small)
    if "documents" in parts:
        kept += documents.report(options.articles, max(options.articles // 10, 1))
    if "catalogues" in parts:
        kept += catalogues.report(options.small)
    if "startup" in parts:
        kept += startup.report(options.articles)
    if "engines" in parts:
        kept += engines.report(large=options.large)
    if "memory" in parts:
        kept += memory.report(large=options.large)
    if "terms" in parts:
        kept += terms.report()
    if "checks" in parts:
        kept += checks.report()
    for name in SCRIPTS:
        if name in parts:
            _script(name)
    if kept:
        heading("In all")
        say(f"  {sum(kept)} of {len(kept)} promises kept in this run")
    return 0 if all(kept) else 1


def _script(name: str) -> None:
    """Run a part that is a script, where it is there."""
    path = HERE / f"{name.replace('-', '_')}.py"
    if not path.is_file():
        return
    heading(name.replace("-", " ").capitalize())
    talk(name)
    before, sys.argv = sys.argv, [str(path), *SCRIPTS[name]]
    try:
        runpy.run_path(str(path), run_name="__main__")
    except SystemExit as end:
        if isinstance(end.code, str) or end.code:
            say(f"  ended with: {end.code}")
    finally:
        sys.argv = before


if __name__ == "__main__":
    sys.exit(main())
