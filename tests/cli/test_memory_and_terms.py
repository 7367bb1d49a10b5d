"""``memory``, ``terms`` and ``status --analyse`` on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

TMX = """<tmx version="1.4"><header/><body>
<tu><tuv xml:lang="en"><seg>The port is open.</seg></tuv><tuv xml:lang="tr"><seg>Liman açık.</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>The port was open in 2023.</seg></tuv><tuv xml:lang="tr"><seg>Liman 2023’te açıktı.</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg></seg></tuv><tuv xml:lang="tr"><seg>Boş.</seg></tuv></tu>
</body></tmx>
"""


@pytest.fixture
def approved(drafted: Any) -> Any:
    """An article translated and approved in Turkish."""
    assert drafted.translate("tr").code == 0
    for flag, person in (("--accept", "Mehmet"), ("--approve", "Elif")):
        assert drafted("review", "ports", "--locale", "tr", flag, "--all", "--as", person).code == 0
    return drafted


def test_a_memory_comes_in_is_asked_and_goes_out(run: Any) -> None:
    run("init")
    path = run.write("old.tmx", TMX)
    ran = run("memory", "import", str(path))
    assert ran.code == 1  # one entry was left out, and is named
    assert "2 pairs added, 0 known already, 1 entry left out" in ran.out
    assert ":4: A text without words was left out." in ran.out
    lines = run.write("lines.txt", "The port is open.\nThe port was open in 2026.\nThe port is open again.\n")
    asked = run("memory", "match", "--from", str(lines), "--json").content["results"]
    assert [[(m["kind"], m["score"]) for m in one["matches"]][:1] for one in asked] == [
        [("exact", 100)],
        [("adapted", 99)],
        [],
    ]
    assert asked[1]["matches"][0]["target"] == "Liman 2026’da açıktı."
    shown = run("memory", "match", "--from", str(lines)).out
    assert "The port was open in [-2023-]{+2026+}." in shown
    with_difference = run("memory", "match", "--from", str(lines), "--difference", "--json").content["results"]
    assert {"what": "removed", "text": "2023"} in with_difference[1]["matches"][0]["difference"]
    assert "Liman açık." in run("memory", "search", "açık", "liman").out
    out = run.folder / "new.tmx"
    assert run("memory", "export", str(out), "--dry-run").code == 0
    assert not out.exists()
    assert "2 sentences, 2 pairs" in run("memory", "export", str(out)).out
    assert run("memory", "forget", "The port is open.", "--dry-run").code == 0
    assert run("memory", "forget", "The port is open.").out == "1 pair forgotten\n"
    assert run("memory", "forget", "--undo", "The port is open.").out == "1 pair brought back\n"
    assert run("memory", "forget", "Nothing of it.").code == 2
    (tr, _) = run("memory", "stats", "--verify", "--json").content["locales"]
    assert (tr["pairs"], tr["files"]) == (2, {"old.tmx": 2})


def test_a_file_that_breaks_off_is_named_with_its_line(run: Any) -> None:
    run("init")
    path = run.write("old.tmx", TMX.replace("</body></tmx>", ""))
    ran = run("memory", "import", str(path))
    assert ran.code == 2
    assert ran.err.startswith("error: old.tmx:6: The file is cut off here.")
    assert "2 pairs added" in ran.out


def test_a_file_that_is_not_there(run: Any) -> None:
    run("init")
    assert run("memory", "import", "nowhere.tmx").code == 2
    assert run("terms", "import", "nowhere.tbx").code == 2
    assert run("memory", "import", "notes.txt").code == 2


def test_terms_are_entered_exchanged_and_taken_out(run: Any, tmp_path: Path) -> None:
    run("init")
    assert run("terms", "add", "port", "--target", "tr=liman", "--target", "ru=порт", "--forbid", "tr=iskele").out == (
        "“port”: added\n"
    )
    assert run("terms", "add", "port", "--target", "tr=liman").out == "“port”: nothing new\n"
    assert run("terms", "add", "Harbour Forum", "--keep", "--dry-run").code == 0
    (term,) = run("terms", "list", "--json").content["terms"]
    assert (term["targets"], term["forbidden"]) == ({"ru": ["порт"], "tr": ["liman"]}, {"tr": ["iskele"]})
    for name in ("terms.tbx", "terms.csv", "terms.xlsx"):
        path = run.folder / name
        assert run("terms", "export", str(path)).code == 0
        taken = run("terms", "import", str(path), "--json").content["files"][0]
        assert (taken["added"], taken["changed"], taken["known"]) == (0, 0, 1)
    assert "“port”: taken out (tr: liman ✗ iskele; ru: порт)" in run("terms", "remove", "port").out
    assert run("terms", "remove", "port").code == 2
    for wrong in (
        ["port"],
        ["port", "--target", "liman"],
        ["port", "--target", "de=Hafen"],
        ["p", "--keep", "--target", "tr=l"],
    ):
        assert run("terms", "add", *wrong).code == 2


def test_terms_are_checked_and_suggested(approved: Any) -> None:
    assert approved("terms", "check", "--locale", "tr").code in (0, 1)
    assert approved("terms", "suggest", "--locale", "tr", "--json").content["suggestions"].keys() == {"tr"}
    path = approved.folder / "candidates.csv"
    assert approved("terms", "suggest", "--output", str(path)).code == 0
    assert path.is_file()


def test_the_analysis_as_table_csv_and_json(approved: Any) -> None:
    table = approved("status", "--analyse").out.splitlines()
    assert table[0].split() == [
        "article",
        "locale",
        "repeated",
        "in",
        "context",
        "exact",
        "95-99",
        "%",
        "85-94",
        "%",
        "75-84",
        "%",
        "new",
        "words",
    ]
    rows = approved("status", "--analyse", "--csv").out.splitlines()
    assert rows[0] == "article,locale,band,units,words"
    assert len(rows) == 1 + 2 * 7
    first = approved("status", "--analyse", "--json").content["analysis"][0]
    assert sum(band["words"] for band in first["bands"].values()) == first["words"] > 0
    assert approved("status", "--csv").code == 2
