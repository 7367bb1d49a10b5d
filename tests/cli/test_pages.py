"""The pages that people read: status, show, doctor, publish, demo."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import polib
import pytest

from transflow.cli.pages import bar
from transflow.domain.states import State

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("units", "drawn"),
    [
        ({}, "········"),
        ({State.NEW: 3}, "○○○○○○○○"),
        ({State.APPROVED: 1, State.NEW: 1}, "●●●●○○○○"),
        ({State.APPROVED: 999, State.NEW: 1}, "●●●●●●●○"),
        ({State.APPROVED: 1, State.NEW: 999}, "●○○○○○○○"),
        ({State.NEW: 1, State.REJECTED: 1, State.STALE: 1, State.DRAFTED: 1, State.TRANSLATED: 1}, None),
    ],
)
def test_a_bar_shows_every_state_that_has_units(units: dict[State, int], drawn: str | None) -> None:
    assert len(bar(units, 8)) == 8
    assert drawn is None or bar(units, 8) == drawn
    assert drawn is not None or set(bar(units, 8)) == set("○✗≠◔◑")


def test_status_shows_articles_by_locales(workspace: Any) -> None:
    workspace.write("articles/later.txt", "Later\n\nNot yet.\n")
    ran = workspace("status")
    units = workspace("status", "--json").content["articles"][0]["units"]["new"]
    words = workspace("status", "--json").content["articles"][0]["words"]["new"]
    open_units = f"{units} units"
    assert ran.out == (
        f"article  locale  progress          %  words  stage  {'open':{len(open_units)}}  next\n"
        f"ports    tr      ○○○○○○○○○○○○○○○○  0  {words:>5}  new    {open_units}  drafting\n"
        f"ports    ru      ○○○○○○○○○○○○○○○○  0  {words:>5}  new    {open_units}  drafting\n"
        "\n"
        "● approved  ◕ reviewed  ◑ translated  ◔ drafted  ≠ stale  ✗ rejected  ○ new\n"
        "articles/later.txt: not added yet\n"
    )
    assert ran.err == ""


def test_status_shows_open_questions_until_they_are_answered(drafted: Any) -> None:
    path = drafted.folder / "locales/tr/ports.po"
    catalogue = polib.pofile(str(path), wrapwidth=0)
    catalogue[0].tcomment = "? Which kind of analysis?"
    catalogue.save(str(path))
    drafted("import", "--translator", "Ayşe")
    unit = catalogue[0].msgctxt
    asked = f"Question to the author ({unit}, tr): Which kind of analysis?"
    assert asked in drafted("status").out
    assert "1 question" in drafted("status").out
    answer = drafted("review", "ports", unit, "--locale", "tr", "--answer", "A political one.")
    assert answer.code == 0
    assert asked not in drafted("status").out


def test_an_empty_workspace_says_what_to_do(run: Any) -> None:
    run("init")
    assert run("status").out == "There are no articles yet. Put one into articles/ and run 'transflow add'.\n"


def test_show_prints_the_article_with_unit_states(drafted: Any) -> None:
    source = drafted("show", "ports").out
    assert source.startswith("ports, revision 1 (articles/ports.txt)\n\n── kicker\n")
    assert "── furniture\n   Share\n" in source
    assert "They handle 40 percent of all goods.[1]" in source
    turkish = drafted("show", "ports", "--locale", "tr").out
    assert "  tr  ◔ drafted  (mt:pseudo)\n" in turkish
    assert "  tr  ◔ drafted  (rule:citation)\n" in turkish


def test_publish_says_what_blocks(drafted: Any) -> None:
    ran = drafted("publish", "--locale", "tr")
    first, second = ran.out.splitlines()
    units = [e.msgctxt.rpartition("/")[2] for e in polib.pofile(str(drafted.folder / "locales/tr/ports.po"))]
    assert first == f"ports tr: blocked by {len(units)} units"
    assert second == f"  ◔ drafted: {', '.join(units)}"


def test_doctor_finds_a_workspace_sound(drafted: Any) -> None:
    ran = drafted("doctor")
    assert ran.code == 0
    assert ran.out.startswith("Sound: 1 article, ")


def test_doctor_brings_a_clone_back_with_its_approvals(drafted: Any) -> None:
    drafted.translate("tr")
    drafted("review", "ports", "--locale", "tr", "--accept", "--all", "--as", "Mehmet")
    drafted("review", "ports", "--locale", "tr", "--approve", "--all", "--as", "Elif")
    drafted("export")
    drafted("check")  # a rebuild checks what it brings back
    before = drafted("status", "--json").content["articles"]
    shutil.rmtree(drafted.folder / ".transflow")
    assert "transflow doctor --rebuild" in drafted("status").out
    planned = drafted("doctor", "--rebuild", "--dry-run").out
    assert "locales/tr/ports.signatures.jsonl: would be read" in planned
    assert drafted("status", "--json").content["articles"] == []
    assert "signatures restored" in drafted("doctor", "--rebuild").out
    assert drafted("status", "--json").content["articles"] == before
    again = drafted("doctor", "--rebuild")
    assert again.code == 0
    assert "0 signatures restored" in again.out


def test_terms_are_listed(run: Any) -> None:
    run("init")
    assert run("terms", "list").out.startswith("There are no terms yet.")
    settings = run.folder / "transflow.toml"
    text = settings.read_text("utf-8")
    settings.write_text(f'{text}\n[[terms]]\nsource = "port"\ntr = ["liman"]\nru = ["порт", "гавань"]\n', "utf-8")
    assert run("terms", "list").out == "term  tr     ru\nport  liman  порт | гавань\n"
    (term,) = run("terms", "list", "--json").content["terms"]
    assert (term["source"], term["targets"]) == ("port", {"tr": ["liman"], "ru": ["порт", "гавань"]})
    assert (term["case_sensitive"], term["from_settings"]) == (False, True)


def test_memory_stats_count_what_is_approved(drafted: Any) -> None:
    assert drafted("memory", "stats").out == "0 sentences\ntr: 0 units, 0 words\nru: 0 units, 0 words\n"


@pytest.mark.skipif(not (ROOT / "models/tiny/en-tr").is_dir(), reason="the tiny models are not here")
def test_the_demo_runs_the_whole_job(run: Any, tmp_path: Path) -> None:
    ran = run("demo", "--keep", str(tmp_path / "shown"))
    assert ran.code == 0, ran.err
    lines = ran.out.splitlines()
    steps = [line.split()[2] for line in lines if line.startswith("$ transflow ")]
    assert steps == [
        "add",
        "draft",
        "check",
        "export",
        "import",
        "review",
        "review",
        "review",
        "review",
        "publish",
        "status",
    ]
    published = [tmp_path / "shown/published" / locale / "middle-corridor.txt" for locale in ("tr", "ru")]
    assert [line for line in lines if line.startswith(str(tmp_path))] == [str(path) for path in published]
    assert all(path.is_file() for path in published)
    assert any(line.startswith("blocking: ") for line in lines), "the check finds what the drafts got wrong"
    assert "know only this article" in ran.err
    assert any(line.startswith("● approved") for line in lines[-4:])
    assert lines[-1].startswith("fx "), "what people made of the drafts"
    again = run("demo", "--keep", str(tmp_path / "shown"))
    assert again.code == 2
    assert "is not empty" in again.err
