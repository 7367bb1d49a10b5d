"""The import contracts of ``pyproject.toml`` hold, and each of them can fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("contracts")

#: One wrong arrow a contract: the module that is added, what it imports, and words of the contract that must break.
WRONG_ARROWS = {
    "domain-to-store": ("domain/wrong", "transflow.store", "point downwards"),
    "errors-to-domain": ("errors", "transflow.domain", "point downwards"),
    "formats-to-engines": ("formats/wrong", "transflow.engines", "point downwards"),
    "workflow-to-cli": ("workflow/wrong", "transflow.cli", "point downwards"),
    "room-without-a-floor": ("wrong", "transflow.errors", "point downwards"),
    "domain-does-io": ("domain/wrong", "pathlib", "domain is pure"),
    "domain-checks-babel": ("domain/checks/wrong", "babel", "domain.language"),
    "workflow-sql": ("workflow/wrong", "sqlmodel", "SQL belongs"),
    "documents-polib": ("formats/documents/wrong", "polib", "polib belongs"),
    "workflow-network": ("workflow/wrong", "requests", "network"),
    "workflow-terminal": ("workflow/wrong", "rich", "Terminals"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of ``folder/pyproject.toml`` on the package in ``folder/src``."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    environment = os.environ | {"PYTHONPATH": str(folder / "src"), "NO_COLOR": "1", "COLUMNS": "200"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(repository_root: Path, tmp_path: Path) -> Path:
    """The package and its contracts, to be spoiled."""
    shutil.copy(repository_root / "pyproject.toml", tmp_path)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(repository_root / "src" / "transflow", tmp_path / "src" / "transflow", ignore=ignored)
    return tmp_path


def test_contracts_hold(repository_root: Path) -> None:
    result = lint(repository_root)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(("module", "imported", "contract"), WRONG_ARROWS.values(), ids=WRONG_ARROWS.keys())
def test_a_wrong_arrow_breaks_its_contract(copy: Path, module: str, imported: str, contract: str) -> None:
    path = copy / "src" / "transflow" / f"{module}.py"
    with path.open("a", encoding="utf-8") as spoiled:
        spoiled.write(f"\nimport {imported}\n")
    result = lint(copy)
    assert result.returncode == 1, result.stdout + result.stderr
    broken = [line for line in result.stdout.splitlines() if " BROKEN" in line]
    assert [line for line in broken if contract in line], result.stdout
