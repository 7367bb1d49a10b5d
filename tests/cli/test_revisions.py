"""A new revision on the command line: what ``add`` reports, how ``show`` tells a stale text, what ``--changed`` lists."""

from __future__ import annotations

from typing import Any

import pytest
from tests.cli.conftest import ARTICLE

REVISED = ARTICLE.replace("They handle 40 percent of all goods.[1]", "They handle 45 percent of all goods.[1]").replace(
    "The second paragraph has one sentence only.", "The second paragraph has one sentence only. This one is new."
)


@pytest.fixture
def approved(drafted: Any) -> Any:
    """… translated, signed and published in both languages."""
    for locale in ("tr", "ru"):
        drafted.translate(locale)
        drafted("review", "ports", "--locale", locale, "--accept", "--all", "--as", "Mehmet")
        drafted("review", "ports", "--locale", locale, "--approve", "--all", "--as", "Elif")
    assert drafted("publish").code == 0
    drafted.write("articles/ports.txt", REVISED)
    return drafted


def test_add_reports_a_revision_on_one_screen(approved: Any) -> None:
    planned = approved("add", "--dry-run")
    ran = approved("add")
    assert ran.code == 0
    assert ran.out == planned.out
    lines = ran.out.splitlines()
    assert lines[0].startswith("articles/ports.txt: revision 2 of “ports” (")
    assert lines[1].endswith("1 edited (7 words), 1 new (4 words)")
    assert [line.split(": ", 1)[0].strip() for line in lines[2:4]] == ["tr", "ru"]
    assert all("7 words to look at again, 4 words to translate anew" in line for line in lines[2:4])
    assert lines[4:] == [
        "  ≠ They handle [-40-]{+45+} percent of all goods.[1]",
        "  + This one is new.",
    ]


def test_a_report_never_fills_more_than_a_screen(approved: Any) -> None:
    many = "\n\n".join(
        f"Paragraph {n} is as long as a usual sentence of an article is, and quite new." for n in range(400)
    )
    approved.write("articles/ports.txt", REVISED.replace("This one is new.", f"\n\n{many}\n\n"))
    ran = approved("add", "--dry-run")
    assert len(ran.out.splitlines()) <= 24
    assert all(len(line) <= 100 for line in ran.out.splitlines()[4:])
    assert "… and 393 more; '--json' has them all" in ran.out
    changed = approved("add", "--dry-run", "--json").content["files"][0]["report"]["changed"]
    assert len(changed) == 401


def test_many_revisions_are_a_line_each(approved: Any) -> None:
    for n in range(5):
        approved.write(f"articles/a{n}.txt", f"Title {n}\n\nOne sentence is here.\n")
    approved("add")
    for n in range(5):
        approved.write(f"articles/a{n}.txt", f"Title {n}\n\nOne sentence is there.\n")
    lines = approved("add").out.splitlines()
    assert len(lines) == 6
    assert lines[0].endswith("1 unchanged, 1 edited)")


def test_the_report_as_json(approved: Any) -> None:
    (file,) = approved("add", "--json").content["files"]
    told = file["report"]
    assert told["amounts"]["edited"] == {"units": 1, "words": 7}
    assert told["locales"]["tr"]["stale"] == {"units": 1, "words": 7}
    assert told["locales"]["ru"]["new"] == {"units": 1, "words": 4}
    assert told["notes"] == {"inserted": [], "removed": [], "renumbered": []}
    edited, new = told["changed"]
    assert (edited["change"], new["change"], new["before"]) == ("edited", "new", None)
    assert edited["difference"] == [
        ["kept", "They handle "],
        ["removed", "40"],
        ["added", "45"],
        ["kept", " percent of all goods.[1]"],
    ]
    (again,) = approved("add", "--json").content["files"]
    assert (again["outcome"], again["report"]) == ("unchanged", None)


def test_show_tells_a_stale_text_by_its_source_then_and_now(approved: Any) -> None:
    approved("add")
    lines = approved("show", "ports", "--locale", "tr").out.splitlines()
    at = next(n for n, line in enumerate(lines) if "≠ stale" in line)
    assert lines[at + 2 : at + 4] == [
        "   Source then: They handle 40 percent of all goods.[1]",
        "   Source now: They handle [-40-]{+45+} percent of all goods.[1]",
    ]
    units = approved("show", "ports", "--locale", "tr", "--json").content["units"]
    told = [(u["targets"]["tr"]["previous_source"], u["targets"]["tr"]["difference"]) for u in units if u["targets"]]
    (stale,) = [pair for pair in told if pair != (None, None)]
    assert stale[0] == "They handle 40 percent of all goods.[1]"
    assert ["added", "45"] in stale[1]


def test_show_changed_lists_what_was_touched_since_the_release(approved: Any) -> None:
    assert approved("show", "ports", "--changed").out == (
        "ports tr: 0 sentences touched since release 1, 0 to sign again\n"
        "ports ru: 0 sentences touched since release 1, 0 to sign again\n"
    )
    approved("add")
    ran = approved("show", "ports", "--changed", "--locale", "tr")
    lines = ran.out.splitlines()
    assert lines[0] == "ports tr: 2 sentences touched since release 1, 2 to sign again"
    assert lines[1].endswith("≠ stale  its source changed  → translator")
    assert lines[2] == "     They handle [-40-]{+45+} percent of all goods.[1]"
    assert lines[4].endswith("○ new  new since then  → translator")
    (told,) = approved("show", "ports", "--changed", "--locale", "tr", "--json").content["corrections"]
    assert (told["release"], [t["what"] for t in told["touched"]]) == (1, ["source", "new"])


def test_show_changed_of_an_article_that_was_never_published(workspace: Any) -> None:
    assert workspace("show", "ports", "--changed", "--locale", "tr").out == "ports tr: not published yet\n"
