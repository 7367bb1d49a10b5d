"""A disk that cannot be written: what only looks goes on, what changes something says so and leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]

#: Root may write everywhere; the program runs without that privilege (prctl: PR_CAPBSET_DROP, CAP_DAC_OVERRIDE).
WITHOUT_PRIVILEGE = """
import ctypes, os, sys
if os.geteuid() == 0:
    assert ctypes.CDLL(None).prctl(24, 1, 0, 0, 0) == 0
os.execv(sys.executable, [sys.executable, "-m", "transflow", *sys.argv[1:]])
"""

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="permissions are taken away as Linux does")


def transflow(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_PRIVILEGE, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def read_only(drafted: Any) -> Iterator[Path]:
    """A drafted workspace in which nothing may be written."""
    folder: Path = drafted.folder
    paths = [folder, *folder.rglob("*")]
    modes = {path: path.stat().st_mode for path in paths}
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield folder
    for path in paths:
        path.chmod(modes[path])


@pytest.mark.parametrize(
    "arguments",
    [
        ("status",),
        ("show", "ports", "--locale", "tr"),
        ("check", "--dry-run"),
        ("publish", "--dry-run"),
        ("draft", "--dry-run"),
        ("export", "--dry-run"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_what_only_looks_needs_no_right_to_write(read_only: Path, drafted: Any, arguments: tuple[str, ...]) -> None:
    before = {path: path.read_bytes() for path in read_only.rglob("*") if path.is_file()}
    ran = transflow(read_only, *arguments)
    assert ran.returncode == drafted(*arguments).code, ran.stderr
    assert "error:" not in ran.stderr
    assert ran.stdout == drafted(*arguments).out
    assert {path: path.read_bytes() for path in read_only.rglob("*") if path.is_file()} == before


def test_what_changes_something_says_that_it_cannot(read_only: Path) -> None:
    for arguments in (
        ("review", "ports", "--locale", "tr", "--confirm", "--all", "--as", "Ayşe"),
        ("segment", "--split", "ports/AAAAAAAA", "3", "--as", "Ayşe"),
        ("check",),
    ):
        ran = transflow(read_only, *arguments)
        assert ran.returncode == 3, ran
        assert ran.stderr.startswith("error: "), ran.stderr
        assert "read-only" in ran.stderr
        assert "Traceback" not in ran.stderr
