"""``publish --rollback``, ``--withdraw``, ``releases`` and ``verify`` on the command line."""

from __future__ import annotations

from typing import Any

import pytest
from tests.cli.test_contract import approve, returned


@pytest.fixture
def published(drafted: Any) -> Any:
    """Two releases in Turkish."""
    assert drafted.translate("tr").code == 0
    approve(drafted, "tr")
    assert drafted("publish", "--locale", "tr").code == 0

    def change(catalogue: Any) -> None:
        entry = next(e for e in catalogue if e.msgstr.endswith("."))
        entry.msgstr = entry.msgstr[:-1] + ", yeniden."

    assert drafted("export", "--locale", "tr").code == 0
    assert drafted("import", str(returned(drafted, change)), "--translator", "Ayşe").code == 0
    approve(drafted, "tr")
    assert drafted("publish", "--locale", "tr").code == 0
    return drafted


def test_releases_are_listed_and_compared(published: Any) -> None:
    listed = published("releases", "ports", "--locale", "tr", "--json").content["releases"]
    assert [(r["release"], r["current"]) for r in listed] == [(2, True), (1, False)]
    assert "* ports tr 2" in published("releases", "ports").out
    told = published("releases", "ports", "--locale", "tr", "--difference", "1")
    assert "yeniden" in told.out
    (difference,) = published("releases", "ports", "--locale", "tr", "--difference", "1..2", "--json").content[
        "differences"
    ]
    assert (difference["before"], difference["after"], len(difference["changes"])) == (1, 2, 1)


@pytest.mark.parametrize("given", ["0", "x", "1..y", "9"])
def test_a_wrong_range_is_explained(published: Any, given: str) -> None:
    ran = published("releases", "ports", "--locale", "tr", "--difference", given)
    assert ran.code == 2
    assert "→" in ran.err


def test_a_release_is_taken_back_and_held(published: Any) -> None:
    page = published.folder / "published/tr/ports.txt"
    assert "yeniden" in page.read_text("utf-8")
    ran = published("publish", "ports", "--locale", "tr", "--rollback", "1", "--as", "Pat")
    assert (ran.code, "repeats release 1" in ran.out) == (0, True)
    assert "yeniden" not in page.read_text("utf-8")
    again = published("publish", "--locale", "tr", "--json").content["releases"][0]
    assert (again["outcome"], again["release"], again["restores"]) == ("unchanged", 3, 1)


def test_an_article_is_withdrawn_with_a_reason(published: Any) -> None:
    refused = published("publish", "ports", "--locale", "tr", "--withdraw")
    assert (refused.code, "reason" in refused.err) == (2, True)
    both = published("publish", "ports", "--withdraw", "--rollback", "1", "--reason", "x")
    assert both.code == 2
    assert published("publish", "--withdraw", "--reason", "wrong").code == 2
    assert published("publish", "ports", "--locale", "tr", "--withdraw", "--reason", "a name", "--dry-run").code == 0
    assert (published.folder / "published/tr/ports.txt").exists()
    ran = published("publish", "ports", "--locale", "tr", "--withdraw", "--reason", "a name", "--json")
    assert ran.code == 0
    assert not (published.folder / "published/tr/ports.txt").exists()
    again = published("publish", "--locale", "tr")
    assert (again.code, "withdrawn" in again.out) == (0, True)
    assert "a name" in published("releases").out


def test_verify_names_what_was_altered(published: Any) -> None:
    assert published("verify").code == 0
    page = published.folder / "published/tr/ports.txt"
    page.write_text("something else\n", "utf-8")
    ran = published("verify", "--json")
    assert ran.code == 1
    assert [r["altered"] for r in ran.content["releases"]] == [["published/tr/ports.txt"]]
    page.unlink()
    assert "is missing" in published("verify").out
    published("publish", "--locale", "tr")
    assert published("verify", "--thorough").code == 0
