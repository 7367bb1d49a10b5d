"""The rules of the house that no tool knows: names, docstrings, declared dependencies, pins."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
OTHERS = sorted(path for folder in ("tests", "benchmarks", "models") for path in (ROOT / folder).rglob("*.py"))
#: Words that say nothing about what a thing is; for modules also the drawers into which anything goes.
FORBIDDEN = {"data", "util", "utils", "helper", "helpers", "manager", "entity", "string", "process"}
DRAWERS = FORBIDDEN | {"common", "misc", "shared"}
PIN = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*==[0-9][0-9a-z.+]*", re.IGNORECASE)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def defined_names(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Every name that the module itself gives: functions, classes, arguments, variables, fields."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name, node.lineno
            case ast.ClassDef(name=name):
                yield re.findall(r"[A-Z][a-z]*|[a-z]+", name)[-1], node.lineno
            case ast.arg(arg=name):
                yield name, node.lineno
            case ast.Name(id=name, ctx=ast.Store()):
                yield name, node.lineno


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not PIN.fullmatch(line)] == [], "a pin is a name and a version, nothing else"
    return {canonicalize_name(pinned): version for pinned, version in (line.split("==") for line in lines)}


@pytest.mark.parametrize("path", [*SOURCES, *OTHERS], ids=named)
def test_modules_have_telling_names(path: Path) -> None:
    parts = {part.lower().strip("_") for part in path.relative_to(ROOT).with_suffix("").parts}
    words = parts | {part.removeprefix("test_") for part in parts}
    assert words & DRAWERS == set()


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_things_have_telling_names(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [(name, line) for name, line in defined_names(tree) if name.lower().strip("_") in FORBIDDEN] == []


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_modules_say_what_they_are(path: Path) -> None:
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert said, "a module of the house begins with a docstring"
    assert said.splitlines()[0].strip()


def test_every_dependency_is_justified() -> None:
    page = ROOT / "ARCHITECTURE.md"
    if not page.exists():
        pytest.skip("ARCHITECTURE.md is not written yet")
    lines = page.read_text(encoding="utf-8").lower().splitlines()
    extras = project()["project"]["optional-dependencies"]
    declared = [Requirement(entry).name.lower() for group in extras.values() for entry in group]
    declared += [Requirement(entry).name.lower() for entry in project()["project"]["dependencies"]]
    unexplained = {
        name
        for name in declared
        if name != "transflow"
        and not any(
            re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", line) and len(line) > len(name) + 20 for line in lines
        )
    }
    assert unexplained == set(), "each dependency has a line in ARCHITECTURE.md that says what it spares us"


def test_all_extras_are_in_all() -> None:
    extras = project()["project"]["optional-dependencies"]
    everything = {extra for entry in extras["all"] for extra in Requirement(entry).extras}
    assert everything == set(extras) - {"all"}


def test_pins_fit_what_is_declared() -> None:
    running, testing = pins("requirements.lock"), pins("requirements-test.lock")
    measuring = pins("requirements-benchmarks.lock")
    assert running.items() <= testing.items(), "what runs is tested at the same versions"
    assert testing.items() <= measuring.items(), "and measured at the same versions"
    needed = [Requirement(entry) for entry in project()["project"]["dependencies"]]
    needed += [Requirement(entry) for entry in project()["build-system"]["requires"]]
    assert [str(entry) for entry in needed if running.get(canonicalize_name(entry.name)) not in entry.specifier] == []
    tools = [Requirement(entry) for entry in project()["dependency-groups"]["test"]]
    tools += [Requirement(entry) for entry in project()["project"]["optional-dependencies"]["postgres"]]
    assert [
        str(entry) for entry in tools if testing.get(canonicalize_name(entry.name), "") not in entry.specifier
    ] == []
