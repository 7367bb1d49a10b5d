"""Drafts a workspace in a process of its own, to be killed: ``chaos_driver.py ROOT ENGINE URL``. Exit status 0: nothing is left."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import stamina

from transflow.config import Settings
from transflow.engines.deep import DeepEngine
from transflow.engines.libre import LibreEngine
from transflow.errors import NoEngineError
from transflow.testing import workspace_at
from transflow.workflow.drafting import draft

SETTINGS = Settings(locales=("tr",), engine_settings={"chaos": {"retries": 4}})


def main(root: str, engine: str, url: str) -> int:
    """Draft everything; 3 where sentences are left because of the engine."""
    if engine == "libre":
        made = LibreEngine(url=url, concurrency=4, timeout=0.5, batch=16)
    else:
        made = DeepEngine("google", url=url, concurrency=4, timeout=0.5)
    space = workspace_at(Path(root), settings=SETTINGS, engine=made)
    try:
        results = draft(space, engines=["chaos"], actor="Ann")
    except NoEngineError as error:
        return error.exit_code
    finally:
        space.store.close()
    return 3 if any(r.left for r in results) else 0


if __name__ == "__main__":
    with stamina.set_testing(True, attempts=10, cap=True):
        status = main(*sys.argv[1:4])
    os._exit(status)  # threads that still wait for an answer are not waited for
