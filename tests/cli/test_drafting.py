"""``draft`` on the command line: the plan, the price, how a draft came about, engines side by side."""

from __future__ import annotations

import pytest
from tests.cli.conftest import Line

PRICES = '\n[prices]\ncurrency = "EUR"\npseudo = 20000\n'


@pytest.fixture
def priced(workspace: Line) -> Line:
    settings = workspace.folder / "transflow.toml"
    settings.write_text(settings.read_text("utf-8") + PRICES, "utf-8")
    return workspace


def test_a_dry_run_is_a_plan(priced: Line) -> None:
    ran = priced("draft", "--engine", "pseudo", "--locale", "tr", "--dry-run", "--json")
    assert ran.code == 0
    (plan,) = ran.content["drafted"]
    load = plan["asked"]["pseudo"]
    assert load["cost"] == pytest.approx(load["characters"] * 0.02)
    assert plan["bands"]["machine"]["units"] == load["sentences"]
    assert ran.content["currency"] == "EUR"
    assert priced("status", "--json").content["articles"][0]["units"]["new"] > 0


def test_a_plan_for_people_has_bands_engines_and_a_price(priced: Line) -> None:
    ran = priced("draft", "--engine", "pseudo", "--dry-run")
    assert ran.code == 0
    assert "for machines" in ran.out
    assert "pseudo" in ran.out
    assert "€" in ran.out


def test_what_was_spent_is_said(priced: Line) -> None:
    ran = priced("draft", "--engine", "pseudo")
    assert ran.code == 0
    assert "Spent: €" in ran.out
    again = priced("draft", "--engine", "pseudo")
    assert "Spent" not in again.out


def test_an_explanation(workspace: Line) -> None:
    workspace("draft", "--engine", "pseudo", "--locale", "tr")
    shown = workspace("show", "ports", "--json").content
    unit = next(u["unit"] for u in shown["units"] if "40 percent" in u["source"])
    (told,) = workspace("draft", "--explain", unit, "--locale", "tr", "--json").content["explained"]
    assert told["masked"] == "They handle 40 percent of all goods."
    assert told["pieces"] == [{"mask": None, "text": "[1]"}]
    assert told["raw"].startswith("«")
    assert told["draft"].endswith("[1]")
    assert told["engine"] == "pseudo/1"
    ran = workspace("draft", "--explain", unit, "--locale", "tr")
    assert ran.code == 0
    assert told["raw"] in ran.out


def test_an_explanation_of_nothing(workspace: Line) -> None:
    ran = workspace("draft", "--explain", "ports/AAAAAAAA")
    assert ran.code == 2
    assert "ports/AAAAAAAA" in ran.err


def test_a_comparison(workspace: Line) -> None:
    ran = workspace("draft", "--compare", "pseudo", "--sample", "3", "--locale", "tr", "--json")
    assert ran.code == 0
    assert len(ran.content["compared"]) == 3
    (summary,) = ran.content["engines"]
    assert (summary["engine"], summary["units"], summary["failed"]) == ("pseudo", 3, 0)
    assert workspace("status", "--json").content["articles"][0]["units"].get("drafted", 0) == 0
    people = workspace("draft", "--compare", "pseudo", "--sample", "3", "--locale", "tr")
    assert people.code == 0
    assert "pseudo" in people.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("--explain", "ports/X", "--compare", "pseudo"),
        ("--explain", "ports/X", "--engine", "pseudo"),
        ("ports", "--explain", "ports/X"),
        ("--compare", "pseudo", "--engine", "fx"),
        ("--sample", "3"),
        ("--compare", "nothing"),
        ("--compare", "pseudo", "--sample", "0"),
    ],
)
def test_what_does_not_go_together_is_refused(workspace: Line, arguments: tuple[str, ...]) -> None:
    ran = workspace("draft", *arguments)
    assert ran.code == 2
    assert ran.err.startswith("error:")


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ("[prices]\nfx = -1\n", "fx"),
        ('[prices]\nfx = "free"\n', "fx"),
        ("[draft]\nsecond = true\n", "second"),
        ('[[terms]]\nsource = "NATO"\ntranslate = false\ntr = ["NATO"]\n', "NATO"),
        ('[engine.pseudo]\nkey = "sk-1234567890"\n', "key_variable"),
        ("[engine.pseudo]\nretries = -2\n", "retries"),
        ("[engine.pseudo]\nlongest_wait = 0\n", "longest_wait"),
    ],
)
def test_settings_that_cannot_be(workspace: Line, settings: str, word: str) -> None:
    file = workspace.folder / "transflow.toml"
    file.write_text(file.read_text("utf-8") + "\n" + settings, "utf-8")
    ran = workspace("draft", "--engine", "pseudo")
    assert ran.code == 2
    assert word in ran.err
    assert "1234567890" not in ran.out + ran.err


def test_the_most_doubtful_first(workspace: Line) -> None:
    workspace("draft", "--engine", "pseudo", "--locale", "tr")
    risky = workspace("show", "ports", "--riskiest", "--json").content["riskiest"]
    assert [r["risk"] for r in risky] == sorted((r["risk"] for r in risky), reverse=True)
    assert {r["origin"] for r in risky} == {"mt:pseudo"}
    ran = workspace("show", "ports", "--riskiest", "--locale", "tr")
    assert ran.code == 0
    assert ran.out.index(risky[0]["text"]) < ran.out.index(risky[-1]["text"])
    assert workspace("show", "ports", "--riskiest", "--changed").code == 2
    assert (
        workspace("show", "ports", "--riskiest", "--locale", "ru").out.strip()
        == "No machine's draft waits for anybody."
    )
