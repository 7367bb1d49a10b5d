"""What people are told: each thing once, about a file that is named, in the order in which it happened."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import polib
import pytest

ROOT = Path(__file__).parents[2]
NOT_HERE = "this workspace did not export it; older texts count as untouched."
DROPPED = "it no longer says what it was exported from; older texts count as untouched."


def returned(line: Any, name: str, base: str | None) -> str:
    """A catalogue that comes back with this base in its header, or with none."""
    catalogue = polib.pofile(str(line.folder / "locales/tr/ports.po"), wrapwidth=0)
    del catalogue.metadata["X-Transflow-Base"]
    if base is not None:
        catalogue.metadata["X-Transflow-Base"] = base
    catalogue.save(str(line.folder / name))
    return name


@pytest.mark.parametrize(("base", "told"), [("0" * 32, NOT_HERE), (None, DROPPED)])
def test_why_older_texts_count_as_untouched(drafted: Any, base: str | None, told: str) -> None:
    """A header that names an export of another workspace was said to be missing."""
    files = [returned(drafted, name, base) for name in ("one.po", "two.po")]
    ran = drafted("import", *files, "--translator", "Ayşe")
    lines = [line for line in ran.err.splitlines() if "untouched" in line]
    assert lines == [f"{file}: {told}" for file in files]


def test_nothing_is_said_of_a_file_that_was_exported_here(drafted: Any) -> None:
    assert "untouched" not in drafted("import", "locales/tr/ports.po", "--translator", "Ayşe").err


def test_a_remark_follows_the_line_of_its_file_where_both_streams_are_one(drafted: Any) -> None:
    files = [returned(drafted, name, "0" * 32) for name in ("one.po", "two.po")]
    done = subprocess.run(
        [sys.executable, "-m", "transflow", "import", *files, "--translator", "Ayşe"],
        cwd=drafted.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        check=False,
    )
    beginnings = [line.partition(":")[0] for line in done.stdout.splitlines() if line.startswith(("one.po", "two.po"))]
    assert beginnings == ["one.po (Ayşe)", "one.po", "two.po (Ayşe)", "two.po"], done.stdout


def test_publishing_says_which_files_are_gone(drafted: Any) -> None:
    assert drafted.translate("tr").code == 0
    for flag, person in (("--accept", "Mehmet"), ("--approve", "Elif")):
        assert drafted("review", "ports", "--locale", "tr", flag, "--all", "--as", person).code == 0
    settings = drafted.folder / "transflow.toml"

    def publish(formats: str, *options: str) -> Any:
        text = re.sub(r"(?m)^#? ?formats = .*\n", "", settings.read_text("utf-8"))
        settings.write_text(text.replace("[publish]\n", f"[publish]\nformats = {formats}\n"), "utf-8")
        return drafted("publish", "--locale", "tr", *options)

    assert publish('["html", "markdown"]').code == 0
    assert (
        "  published/tr/ports.html: removed; it is not published any more" in publish('["markdown"]').out.splitlines()
    )
    (release,) = publish("[]", "--json").content["releases"]
    assert release["removed"] == ["published/tr/ports.md"]
