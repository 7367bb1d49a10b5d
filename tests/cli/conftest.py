"""A workspace in a temporary folder, and the command line run in this process."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from transflow import i18n
from transflow.cli import main

ARTICLE = """\
Analysis

Why Small Ports Matter

First highlight of the text.

Share

This post is also available in: Türkçe Русский

Small ports grew fast in 2024. They handle 40 percent of all goods.[1] Nobody expected that.[2]

The second paragraph has one sentence only.

[1] “Ports in Figures,” Harbour Review, https://example.org/ports, (Access Date: 3 March 2025).
[2] Ibid.

Jane Roe
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a command line."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document of standard output."""
        document: dict[str, Any] = json.loads(self.out)
        return document

    @property
    def content(self) -> Any:
        """``data`` of the envelope."""
        return self.document["data"]


class Line:
    """A command line in a folder."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capture = capture

    def __call__(self, *arguments: str) -> Ran:
        self._capture.readouterr()
        code = main([*arguments])
        out, err = self._capture.readouterr()
        return Ran(code, out, err)

    def write(self, path: str, text: str | bytes) -> Path:
        """A file of the workspace."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    def files(self) -> dict[str, bytes]:
        """Every file of the folder but the database, path → content."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and ".transflow" not in path.parts
        }

    def translate(self, locale: str, translator: str = "Ayşe", name: str = "ports") -> Ran:
        """Bring in the exported catalogue, every draft of it confirmed as it is."""
        path = self.folder / "locales" / locale / f"{name}.po"
        text = path.read_text("utf-8").replace("#, fuzzy\n", "")
        incoming = self.write(f"incoming/{locale}/{name}.po", text)
        return self("import", str(incoming), "--translator", translator)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Line]:
    """The command line in an empty folder, in English, as the person "tester"."""
    for name in [*os.environ]:
        if name.startswith("TRANSFLOW_") or name in i18n.VARIABLES:
            monkeypatch.delenv(name)
    monkeypatch.setenv("TRANSFLOW_USER", "tester")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)
    yield Line(tmp_path, capsys)
    i18n.activate("en")


@pytest.fixture
def workspace(run: Line) -> Line:
    """A workspace with one article that was added."""
    assert run("init").code == 0
    run.write("articles/ports.txt", ARTICLE)
    added = run("add")
    assert (added.code, added.err) == (0, ""), added
    return run


@pytest.fixture
def drafted(workspace: Line) -> Line:
    """… drafted by the pseudo engine, and exported."""
    assert workspace("draft", "--engine", "pseudo").code == 0
    assert workspace("export").code == 0
    return workspace
