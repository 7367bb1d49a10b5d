"""The command line's contract, sentence by sentence."""

from __future__ import annotations

import inspect
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import polib
import pytest
import typer

from transflow.cli.app import app
from transflow.cli.help import BUILT_IN

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = [
    "init",
    "add",
    "show",
    "segment",
    "draft",
    "export",
    "import",
    "check",
    "review",
    "status",
    "facts",
    "publish",
    "releases",
    "verify",
    "memory",
    "models",
    "terms",
    "doctor",
    "demo",
]
CHANGING = ["init", "add", "segment", "draft", "export", "import", "check", "review", "publish", "doctor"]
FINDING = {"code", "severity", "article", "locale", "unit", "message", "span", "fix"}


def commands() -> Iterator[tuple[str, Any]]:
    """Every command that can be run, by its whole name."""

    def walk(command: Any, path: str) -> Iterator[tuple[str, Any]]:
        inner = getattr(command, "commands", None)
        if not inner:
            yield path, command
        for name, child in (inner or {}).items():
            yield from walk(child, f"{path} {name}".strip())

    yield from walk(typer.main.get_command(app), "")


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object inside a JSON document."""
    if isinstance(value, dict):
        yield value
        for child in value.values():
            yield from objects(child)
    elif isinstance(value, list):
        for child in value:
            yield from objects(child)


def approve(line: Any, locale: str, *people: str) -> None:
    """Both signatures on everything."""
    first, second = people or ("Mehmet", "Elif")
    assert line("review", "ports", "--locale", locale, "--accept", "--all", "--as", first).code == 0
    assert line("review", "ports", "--locale", locale, "--approve", "--all", "--as", second).code == 0


@pytest.fixture
def approved(drafted: Any) -> Any:
    """… translated and approved in Turkish."""
    assert drafted.translate("tr").code == 0
    approve(drafted, "tr")
    return drafted


def entries(line: Any, locale: str = "tr", name: str = "ports") -> polib.POFile:
    return polib.pofile(str(line.folder / "locales" / locale / f"{name}.po"), wrapwidth=0)


def returned(line: Any, change: Any, locale: str = "tr") -> Path:
    """A catalogue as it comes back, after ``change`` was made to it."""
    catalogue = entries(line, locale)
    change(catalogue)
    path = line.folder / "incoming.po"
    catalogue.save(str(path))
    return Path(path)


# --- the commands


def test_these_are_the_commands() -> None:
    assert {path.split()[0] for path, _ in commands()} == set(COMMANDS)


@pytest.mark.parametrize(
    "command", ["", *COMMANDS, "memory match", "memory import", "memory stats", "terms list", "terms add"]
)
def test_every_command_explains_itself(run: Any, command: str) -> None:
    ran = run(*command.split(), "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: transflow {command}".rstrip())


def test_data_on_stdout_talk_on_stderr(run: Any) -> None:
    ran = run("init")
    assert "transflow.toml: created" in ran.out
    assert ran.err == "Put articles into articles/, then run 'transflow add'.\n"


def test_the_optional_features_are_extras_all_of_them_together_all() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    (whole,) = extras["all"]
    assert {x.strip() for x in whole.partition("[")[2].rstrip("]").split(",")} == set(extras) - {"all"}
    assert any(d.startswith("fxtranslate") for d in project["dependencies"])


def test_no_traceback_reaches_a_user_debug_shows_it(workspace: Any) -> None:
    quiet, loud = workspace("show", "nothing"), workspace("show", "nothing", "--debug")
    assert quiet.code == loud.code == 2
    assert "Traceback" not in quiet.err
    assert "Traceback" in loud.err
    assert quiet.err.startswith("error: “nothing” is not known here.\n  → ")


def test_an_unexpected_error_is_one_line(workspace: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transflow.workflow.reporting.status", lambda *_, **__: 1 / 0)
    ran = workspace("status")
    assert ran.code == 3
    assert ran.err.splitlines()[0] == "error: Internal error: ZeroDivisionError."
    assert "Traceback" not in ran.err
    assert json.loads(workspace("status", "--json").out)["error"]["code"] == "internal"


def test_every_option_has_an_environment_variable() -> None:
    for path, command in commands():
        for param in command.params:
            if param.param_type_name == "option" and param.name not in BUILT_IN:
                assert re.fullmatch(r"TRANSFLOW_[A-Z_]+", param.envvar), (path, param.name)


def test_an_environment_variable_stands_for_its_option(workspace: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRANSFLOW_JSON", "1")
    monkeypatch.setenv("TRANSFLOW_LOCALE", "ru")
    assert {row["locale"] for row in workspace("status").content["articles"]} == {"ru"}


@pytest.mark.parametrize("command", CHANGING)
def test_commands_that_change_things_have_dry_run_and_as(command: str) -> None:
    (found,) = [c for path, c in commands() if path == command]
    assert {"--dry-run", "--as"} <= {o for p in found.params for o in p.opts}


def test_dry_run_prints_the_plan_and_changes_nothing(run: Any) -> None:
    planned = run("init", "--dry-run", "--json").content
    assert run.files() == {}
    assert planned == run("init", "--json").content
    text = "Title of It\n\nOne sentence. Another one.\n"
    run.write("articles/a.txt", text)
    for line in (
        ("add",),
        ("draft", "--engine", "pseudo"),
        ("export",),
        ("import",),
        ("review", "a", "--locale", "tr", "--confirm", "--all"),
        ("review", "a", "--locale", "tr", "--accept", "--all", "--as", "Mehmet"),
        ("review", "a", "--locale", "tr", "--approve", "--all", "--as", "Elif"),
        ("publish", "--locale", "tr"),
    ):
        files, before = run.files(), run("status", "--json")
        planned = run(*line, "--dry-run", "--json")
        assert (run.files(), run("status", "--json")) == (files, before), line
        done = run(*line, "--json")
        content = done.content
        for row in content.get("releases", ()):
            assert row["files"]
            row["files"] = row["written"] = []  # not known before they are written
        assert (planned.code, planned.content) == (done.code, content), line


# --- JSON


def test_json_is_one_document_with_command_data_and_error(drafted: Any) -> None:
    for line in (
        ("status",),
        ("add",),
        ("show", "ports"),
        ("check",),
        ("export",),
        ("publish",),
        ("doctor",),
        ("terms", "list"),
        ("memory", "stats"),
        ("show", "nothing"),
        ("frobnicate",),
        ("status", "--frobnicate"),
    ):
        ran = drafted(*line, "--json")
        assert set(ran.document) == {"command", "data", "error"}, line
        assert isinstance(ran.content, dict)
        error = ran.document["error"]
        assert (error is None) == (ran.code < 2), line
        if error:
            assert set(error) == {"code", "message", "file", "line", "remedy"}
        assert ran.err == ""
    assert drafted("terms", "list", "--json").document["command"] == "terms list"


def test_json_may_stand_before_the_command(workspace: Any) -> None:
    assert workspace("--json", "status").document == workspace("status", "--json").document


def test_wrong_use_is_an_envelope_too(run: Any) -> None:
    ran = run("review", "--json")
    assert ran.code == 2
    assert ran.document["command"] == "review"
    assert ran.document["error"]["code"] == "usage"


def test_findings_have_exactly_these_fields(drafted: Any) -> None:
    def spoil(catalogue: polib.POFile) -> None:
        for entry in catalogue:
            entry.flags = []
            entry.msgstr = entry.msgstr.replace("[1]", "") + " 77"

    drafted("import", str(returned(drafted, spoil)), "--translator", "Ayşe")
    ran = drafted("check", "--json", "--locale", "tr")
    found = ran.content["findings"]
    assert {"marker-lost", "number-changed"} <= {f["code"] for f in found}
    texts = {
        u["unit"]: u["targets"]["tr"]["text"]
        for u in drafted("show", "ports", "--locale", "tr", "--json").content["units"]
    }
    for f in found:
        assert set(f) == FINDING
        assert f["severity"] in ("blocking", "warning", "info")
        assert (f["article"], f["locale"]) == ("ports", "tr")
        assert f["message"]
        if f["span"] is not None:
            start, end = f["span"]
            assert 0 <= start <= end <= len(texts[f["unit"]])
        assert f["fix"] is None or isinstance(f["fix"], str)


def test_no_other_object_has_a_key_severity_level_or_blocking(drafted: Any) -> None:
    for line in (("status",), ("show", "ports", "--locale", "tr"), ("check",), ("publish",), ("doctor",)):
        for found in objects(drafted(*line, "--json").document):
            if set(found) != FINDING:
                assert not {"severity", "level", "blocking"} & set(found), line


def test_status_depends_on_content_only(workspace: Any) -> None:
    before = workspace("status", "--json").out
    for line in (("add",), ("status",), ("check",), ("doctor",), ("export",), ("import",)):
        workspace(*line)
    assert workspace("status", "--json").out == before


# --- exit codes


def test_0_is_done(workspace: Any) -> None:
    assert workspace("status").code == workspace("add").code == workspace("check").code == 0


def test_2_is_wrong_use(run: Any) -> None:
    assert run("status").code == 2  # no workspace
    run("init")
    for line in (
        ("frobnicate",),
        ("add", "--frobnicate"),
        ("review",),
        ("status", "--locale", "de"),
        ("--lang", "xx", "status"),
    ):
        ran = run(*line)
        assert ran.code == 2, line
        assert ran.err.startswith("error: ")


def test_2_is_all_input_refused_1_is_part_and_every_refused_file_is_named(run: Any) -> None:
    run("init")
    bad, worse = run.write("articles/bad.txt", b"\xff\xfe\x00"), run.write("articles/empty.txt", "")
    ran = run("add", str(bad), str(worse))
    assert ran.code == 2
    run.write("articles/good.txt", "Title\n\nA sentence.\n")
    ran = run("add")
    assert ran.code == 1
    assert "articles/bad.txt" in ran.err
    assert "articles/empty.txt" in ran.err
    assert "good" in ran.out
    as_json = run("add", "--json")
    refused = [f["path"] for f in as_json.content["files"] if f["error"]]
    assert refused == ["articles/bad.txt", "articles/empty.txt"]


def test_3_is_the_environment(workspace: Any) -> None:
    (workspace.folder / ".transflow/transflow.db").write_bytes(b"this is no database, whatever its name says" * 100)
    ran = workspace("status")
    assert ran.code == 3
    assert ran.err.startswith("error: ")


def test_3_where_no_engine_can_be_reached(workspace: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRANSFLOW_OFFLINE", "1")
    monkeypatch.setenv("XDG_CACHE_HOME", str(workspace.folder / "cache"))
    ran = workspace("draft", "--engine", "fx")
    assert ran.code == 3
    assert ran.err.splitlines()[-2].startswith("error: No engine could be reached")
    assert ".;" not in ran.err
    ran = workspace("draft", "--engine", "fx,deep:google", "--json")
    assert ran.code == 3
    assert (ran.document["error"]["code"], ran.document["error"]["message"].count(".;")) == ("no-engine", 0)
    assert [(d["article"], d["locale"]) for d in ran.content["drafted"]] == [("ports", "tr"), ("ports", "ru")]
    assert all(d["left"] > 0 for d in ran.content["drafted"])
    kept = workspace("status", "--json").content["articles"][0]["units"]
    assert kept["drafted"] > 0, "what the cascade found without engines is kept"


def test_check_exits_1_on_a_finding_and_units_that_are_new_yield_none(workspace: Any) -> None:
    ran = workspace("check", "--json")
    assert (ran.code, ran.content["findings"]) == (0, [])
    workspace("draft", "--engine", "pseudo")
    workspace("export")

    def spoil(catalogue: polib.POFile) -> None:
        catalogue[0].msgstr, catalogue[0].flags = "Çözümleme 12", []

    workspace("import", str(returned(workspace, spoil)), "--translator", "Ayşe")
    ran = workspace("check", "--locale", "tr")
    assert ran.code == 1
    assert ran.out.splitlines()[0].startswith("blocking: tr ports/")


def test_import_exits_1_only_for_refused_conflict_or_blocking(drafted: Any) -> None:
    def translate(catalogue: polib.POFile) -> None:
        catalogue[0].msgstr, catalogue[0].flags = "Analiz", []

    fine = returned(drafted, translate)
    assert drafted("import", str(fine), "--translator", "Ayşe").code == 0
    assert drafted("import", str(fine), "--translator", "Ayşe").code == 0

    def unknown(catalogue: polib.POFile) -> None:
        catalogue[0].msgctxt = "ports/AAAAAAAA"

    ran = drafted("import", str(returned(drafted, unknown)))
    assert ran.code == 1
    assert re.search(r"line \d+: refused: The article “ports” has no unit “ports/AAAAAAAA”", ran.out)

    def other(catalogue: polib.POFile) -> None:
        catalogue[0].msgstr, catalogue[0].flags = "Tahlil", []

    ran = drafted("import", str(returned(drafted, other)), "--translator", "Fatma")
    assert ran.code == 1
    assert "conflict" in ran.out
    (kept,) = drafted("show", "ports", "--locale", "tr", "--json").content["suggestions"]
    assert (kept["text"], kept["author"]) == ("Tahlil", "Fatma")
    review = ("review", "ports", kept["unit"], "--locale", "tr", "--as", "Mehmet")
    assert drafted(*review, "--take", "2").code == 2
    assert drafted(*review, "--take", "1", "--accept").code == 2
    assert drafted(*review, "--take", "1").out == f"{kept['unit']} tr: the suggestion is the translation now\n"
    shown = drafted("show", "ports", "--locale", "tr", "--json").content
    target = shown["units"][0]["targets"]["tr"]
    assert (target["text"], target["translator"], shown["suggestions"]) == ("Tahlil", "Fatma", [])


def test_publish_exits_1_only_if_something_was_blocked(approved: Any) -> None:
    assert approved("publish", "--locale", "tr").code == 0
    ran = approved("publish", "--locale", "ru")
    assert ran.code == 1
    assert "ports ru: blocked by" in ran.out
    assert "drafted" in ran.out


def test_an_unsettled_marker_swap_warns_and_publishes(run: Any) -> None:
    run("init", "--locales", "tr")
    run.write(
        "articles/ports.txt",
        "Title of It\n\nOne grew,[1] and another grew.[2]\n\n[1] First note here.\n[2] Second note here.\n",
    )
    run("add")
    run("draft", "--engine", "pseudo")
    run("export")

    def swap(catalogue: polib.POFile) -> None:
        for entry in catalogue:
            entry.flags = []
            if "[1]" in entry.msgid:
                entry.msgstr = "Öteki büyüdü,[2] biri de büyüdü.[1]"

    path = returned(run, swap)
    ran = run("import", str(path), "--translator", "Ayşe", "--json")
    found = [f["code"] for f in ran.content["findings"] if f["severity"] != "info"]
    assert found == ["markers-swapped"]
    assert ran.code == 0
    approve(run, "tr")
    assert run("publish").code == 0
    assert "Öteki büyüdü,[1] biri de büyüdü.[2]" in (run.folder / "published/tr/ports.txt").read_text("utf-8")


# --- init


def test_init_writes_these_settings_without_a_terminal(run: Any) -> None:
    assert run("init").code == 0
    text = (run.folder / "transflow.toml").read_text("utf-8")
    settings = tomllib.loads(text)
    assert settings["locales"] == ["tr", "ru"]
    assert settings["engines"] == ["fx", "deep:google"]
    assert "engine" not in settings
    assert len(re.findall(r"^engines = \[.*\]$", text, re.MULTILINE)) == 1
    files = run.files()
    assert "nothing was changed" in run("init").out
    assert run.files() == files


def test_transflow_engines_and_draft_engine_override_the_settings(
    workspace: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRANSFLOW_ENGINES", "pseudo")
    assert "mt:pseudo" in workspace("draft", "--locale", "tr", "--json").content["drafted"][0]["drafts"]
    monkeypatch.setenv("TRANSFLOW_ENGINES", "fx")
    ran = workspace("draft", "--locale", "ru", "--engine", "pseudo", "--json")
    assert "mt:pseudo" in ran.content["drafted"][0]["drafts"]


# --- without arguments


def test_add_draft_export_publish_without_arguments_mean_everything(workspace: Any) -> None:
    workspace.write("articles/deep/other.txt", "Another Title\n\nA sentence.\n")
    assert [f["article"] for f in workspace("add", "--json").content["files"]] == ["deep/other", "ports"]
    every = {("deep/other", "tr"), ("deep/other", "ru"), ("ports", "tr"), ("ports", "ru")}
    for line, key in (
        (("draft", "--engine", "pseudo"), "drafted"),
        (("export",), "catalogues"),
        (("publish",), "releases"),
    ):
        rows = workspace(*line, "--json").content[key]
        assert {(r["article"], r["locale"]) for r in rows} == every, line


def test_segment_needs_no_workspace(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path = run.write("p.txt", "Dr. Roe left. He came back.\nOne. Two.\n")
    assert run("segment", str(path)).out == "Dr. Roe left.\nHe came back.\n\nOne.\nTwo.\n"
    assert run("segment", str(path), "--json").content == {
        "paragraphs": [{"sentences": ["Dr. Roe left.", "He came back."]}, {"sentences": ["One.", "Two."]}]
    }


def test_segment_uses_the_abbreviations_of_the_workspace(run: Any) -> None:
    path = run.write("p.txt", "See Frobn. Three of it. End.\n")
    assert len(run("segment", str(path)).out.splitlines()) == 3
    run("init")
    settings = run.folder / "transflow.toml"
    settings.write_text(
        settings.read_text("utf-8").replace("abbreviations = []", 'abbreviations = ["Frobn."]'), "utf-8"
    )
    assert len(run("segment", str(path)).out.splitlines()) == 2


def test_entries_of_a_catalogue_are_in_document_order(drafted: Any) -> None:
    units = [u["unit"] for u in drafted("show", "ports", "--json").content["units"]]
    assert [e.msgctxt for e in entries(drafted)] == units


def test_publishing_the_same_again_makes_no_release(approved: Any) -> None:
    assert approved("publish", "--locale", "tr", "--json").content["releases"][0]["outcome"] == "published"
    files = approved.files()
    again = approved("publish", "--locale", "tr", "--json").content["releases"][0]
    assert (again["outcome"], again["release"], again["written"]) == ("unchanged", 1, [])
    assert approved.files() == files


# --- people


def test_as_or_transflow_user_says_who(drafted: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = entries(drafted)[0].msgctxt
    drafted("review", "ports", "--locale", "tr", "--confirm", unit, "--as", "Ayşe")
    monkeypatch.setenv("TRANSFLOW_USER", "Fatma")
    drafted("review", "ports", "--locale", "tr", "--accept", unit)
    found = drafted("show", "ports", "--locale", "tr", "--json").content["units"][0]["targets"]["tr"]
    assert (found["translator"], found["reviewer"], found["state"]) == ("Ayşe", "Fatma", "reviewed")


def test_review_leads_from_drafted_to_approved_and_back(drafted: Any) -> None:
    def state() -> str:
        shown = drafted("show", "ports", "--locale", "tr", "--json")
        return str(shown.content["units"][0]["targets"]["tr"]["state"])

    unit = entries(drafted)[0].msgctxt.rpartition("/")[2]
    review = ("review", "ports", unit, "--locale", "tr")
    for option, person, after in (
        ("--confirm", "Ayşe", "translated"),
        ("--accept", "Mehmet", "reviewed"),
        ("--approve", "Mehmet", "approved"),
    ):
        assert drafted(*review, option, "--as", person).code == 0
        assert state() == after
    ran = drafted(*review, "--reject", "--as", "Mehmet")
    assert ran.code == 2
    assert "--reason" in ran.err
    assert drafted(*review, "--reject", "--reason", "too stiff", "--as", "Mehmet").code == 0
    assert state() == "rejected"


def test_the_last_editor_cannot_sign(drafted: Any) -> None:
    drafted.translate("tr", "Ayşe")
    units = [entry.msgctxt for entry in entries(drafted)]
    ran = drafted("review", "ports", *units[:2], "--locale", "tr", "--accept", "--as", "Ayşe")
    assert ran.code == 1
    assert ran.err.count("Ayşe wrote this text and cannot sign it as well.") == 2
    ran = drafted("review", "ports", "--locale", "tr", "--accept", "--all", "--as", "Ayşe")
    assert (ran.code, ran.err) == (0, "")
    passed_over = f"{len(units)} units passed over: who signs also wrote the text; another person must sign"
    assert ran.out == f"ports tr: accept: 0 units\n  {passed_over}\n"


def test_all_skips_what_is_not_eligible_and_says_so(drafted: Any) -> None:
    unit = entries(drafted)[0].msgctxt
    drafted("review", "ports", unit, "--locale", "tr", "--confirm", "--as", "Ayşe")
    ran = drafted("review", "ports", "--locale", "tr", "--accept", "--all", "--as", "Mehmet")
    assert ran.code == 0
    total = len(entries(drafted))
    assert ran.out == f"ports tr: accept: 1 unit\n  {total - 1} units passed over: drafted\n"


def test_segment_splits_and_joins_units(workspace: Any) -> None:
    units = workspace("show", "ports", "--json").content["units"]
    sentence = next(u for u in units if u["source"].startswith("They handle"))
    at = sentence["source"].index("percent")
    ran = workspace("segment", "--split", sentence["unit"], str(at), "--json")
    assert [u["source"] for u in ran.content["units"]] == ["They handle 40", "percent of all goods.[1]"]
    first, second = [
        u["unit"]
        for u in workspace("show", "ports", "--json").content["units"]
        if u["source"] in ("They handle 40", "percent of all goods.[1]")
    ]
    workspace("segment", "--join", first, second)
    sources = [u["source"] for u in workspace("show", "ports", "--json").content["units"]]
    assert sources == [u["source"] for u in units]


# --- names and markers


def test_msgctxt_is_the_name_and_eight_base32_characters_and_lasts(drafted: Any) -> None:
    before = [e.msgctxt for e in entries(drafted)]
    assert all(re.fullmatch(r"ports/[A-Z2-7]{8}", context) for context in before)
    source = drafted.folder / "articles/ports.txt"
    source.write_text(
        source.read_text("utf-8").replace("Nobody expected that.", "Nobody at all expected that."), "utf-8"
    )
    drafted("add")
    drafted("export")
    assert [e.msgctxt for e in entries(drafted)] == before


def test_a_clash_of_names_or_lc_messages_is_refused(workspace: Any) -> None:
    path = workspace.write("articles/LC_MESSAGES/x.txt", "Title\n\nText here.\n")
    ran = workspace("add", str(path))
    assert ran.code == 2
    assert "LC_MESSAGES" in ran.err
    path.unlink()
    other = workspace.write("elsewhere/ports.txt", "Quite Another Title\n\nText here.\n")
    workspace.write("articles/ports.txt", "Changed by hand.\n\nAnd not added.\n")
    assert workspace("add", str(other)).code == 2
    assert (workspace.folder / "articles/ports.txt").read_text("utf-8").startswith("Changed by hand.")


def test_note_markers_are_numbers_in_brackets_in_source_order(drafted: Any) -> None:
    found = [m for e in entries(drafted) for m in re.findall(r"\[\d+\]", e.msgid)]
    assert found == ["[1]", "[2]"]


# --- catalogues


def test_a_catalogue_carries_its_base_and_is_deterministic(drafted: Any) -> None:
    base = entries(drafted).metadata["X-Transflow-Base"]
    assert base
    before = drafted.files()
    (drafted.folder / "locales/tr/ports.po").unlink()
    drafted("export")
    assert drafted.files() == before


def test_without_a_base_an_earlier_text_counts_as_untouched(drafted: Any) -> None:
    old = entries(drafted)
    old.metadata.pop("X-Transflow-Base")
    stale = drafted.folder / "old.po"
    old.save(str(stale))

    def translate(catalogue: polib.POFile) -> None:
        catalogue[0].msgstr, catalogue[0].flags = "Analiz", []

    drafted("import", str(returned(drafted, translate)), "--translator", "Ayşe")
    ran = drafted("import", str(stale), "--translator", "Fatma")
    assert ran.code == 0
    targets = drafted("show", "ports", "--locale", "tr", "--json").content["units"][0]["targets"]
    assert targets["tr"]["text"] == "Analiz"


def test_an_entry_with_a_lost_marker_is_stored_with_a_blocking_finding(drafted: Any) -> None:
    def lose(catalogue: polib.POFile) -> None:
        for entry in catalogue:
            if "[1]" in entry.msgid:
                entry.msgstr, entry.flags = "Malların yüzde 40’ını taşıyorlar.", []

    ran = drafted("import", str(returned(drafted, lose)), "--translator", "Ayşe", "--json")
    assert ran.code == 1
    (found,) = ran.content["findings"]
    assert (found["code"], found["severity"]) == ("marker-lost", "blocking")
    units = drafted("show", "ports", "--locale", "tr", "--json").content["units"]
    assert [u["targets"]["tr"]["state"] for u in units if u["unit"] == found["unit"]] == ["translated"]
    ran = drafted("review", "ports", found["unit"], "--locale", "tr", "--accept", "--as", "Mehmet")
    assert ran.code == 1
    assert "marker-lost" in ran.err
    review = ("review", "ports", "--locale", "tr", "--accept", "--all", "--as", "Mehmet")
    ran = drafted(*review, "--json")
    assert (ran.code, ran.content["skipped"]["blocking"], ran.content["refused"]) == (1, 1, [])
    ran = drafted(*review)
    assert (ran.code, ran.err) == (1, "")
    assert "1 unit passed over: blocking findings" in ran.out
    assert f"blocking: tr {found['unit']}: " in ran.out


def test_an_empty_entry_never_deletes_and_still_fuzzy_changes_nothing(drafted: Any) -> None:
    def empty(catalogue: polib.POFile) -> None:
        catalogue[0].msgstr = ""

    before = drafted("show", "ports", "--locale", "tr", "--json").out
    assert drafted("import", str(returned(drafted, empty)), "--translator", "Ayşe").code == 0
    assert drafted("show", "ports", "--locale", "tr", "--json").out == before


def test_an_entry_twice_with_different_targets_and_nul_are_refused(drafted: Any) -> None:
    def double(catalogue: polib.POFile) -> None:
        first = catalogue[0]
        catalogue.append(polib.POEntry(msgctxt=first.msgctxt, msgid=first.msgid, msgstr="Başka"))

    ran = drafted("import", str(returned(drafted, double)), "--translator", "Ayşe", "--json")
    assert ran.code == 1
    assert [e["code"] for e in ran.content["catalogues"][0]["entries"]] == ["duplicate-entry"]

    path = returned(drafted, lambda catalogue: None)
    content = path.read_bytes().replace("«".encode(), b"\x00\xc2\xab", 1)
    path.write_bytes(content)
    assert drafted("import", str(path), "--translator", "Ayşe").code in (1, 2)


def test_a_file_that_is_cut_off_is_refused(drafted: Any) -> None:
    path = returned(drafted, lambda catalogue: None)
    content = path.read_bytes()
    path.write_bytes(content[: content.rindex(b'"') - 3])
    ran = drafted("import", str(path), "--json")
    assert ran.code == 2
    error = ran.document["error"]
    assert error["code"] == "catalogue"
    assert error["file"] == "incoming.po"
    assert error["line"]
    assert error["remedy"]


# --- publishing and memory


def test_the_sources_own_format_is_always_written_and_formats_add(approved: Any) -> None:
    approved("publish", "--locale", "tr")
    own = {p for p in approved.files() if p.startswith("published/")}
    assert own == {"published/tr/ports.txt", "published/tr/ports.manifest.json"}
    settings = approved.folder / "transflow.toml"
    settings.write_text(settings.read_text("utf-8").replace("formats = []", 'formats = ["html", "markdown"]'), "utf-8")
    approved("publish", "--locale", "tr")
    more = {p for p in approved.files() if p.startswith("published/")}
    assert more - own == {"published/tr/ports.html", "published/tr/ports.md"}


def test_memory_match_answers_one_result_a_line_in_order(approved: Any) -> None:
    path = approved.write("lines.txt", "Nothing like it.\nAnalysis\n")
    first, second = approved("memory", "match", "--from", str(path), "--json").content["results"]
    assert first == {"matches": []}
    (match,) = second["matches"]
    assert set(match) == {"source", "target", "locale", "score", "kind"}
    assert (match["source"], match["locale"], match["kind"]) == ("Analysis", "tr", "exact")


# --- the process


def process(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TRANSFLOW_") and k not in ("LANG", "LC_ALL")}
    return subprocess.run(
        [sys.executable, "-m", "transflow", *arguments],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C.UTF-8", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
    )


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_and_version_import_nothing_heavy(argument: str, tmp_path: Path) -> None:
    heavy = "rich sqlmodel sqlalchemy alembic babel polib deep_translator pydantic jinja2 fxtranslate snowballstemmer"
    code = inspect.cleandoc(f"""
        import sys
        from transflow.cli import main
        code = main(["{argument}"])
        print([m for m in "{heavy}".split() if m in sys.modules], file=sys.stderr)
        sys.exit(code)
    """)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.strip()) == (0, "[]")
    assert "transflow" in done.stdout


def test_a_reader_who_has_had_enough_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "p.txt").write_text("A sentence here. " * 200_000, "utf-8")
    command = f"{shlex.quote(sys.executable)} -m transflow segment p.txt | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout == "A sentence here.\n0\n"


def test_standard_input_and_the_exit_code_of_the_process(tmp_path: Path) -> None:
    assert process("segment", "-", folder=tmp_path).returncode == 2  # nothing came
    assert process("status", folder=tmp_path).returncode == 2
    assert process("init", folder=tmp_path).returncode == 0


# --- what is done twice, and what is asked for wrongly


def test_segment_twice_says_that_it_was_done(workspace: Any) -> None:
    units = workspace("show", "ports", "--json").content["units"]
    here, following = next((a["unit"], b["unit"]) for a, b in pairwise(units) if a["source"].startswith("They handle"))
    assert workspace("segment", "--split", here, "11", "--json").content["outcome"] == "split"
    again = workspace("segment", "--split", here, "11")
    assert (again.code, again.out.splitlines()[0], again.err) == (0, "ports: split already", "")
    as_json = workspace("segment", "--split", here, "11", "--json")
    assert (as_json.code, as_json.content["outcome"], as_json.content["units"][0]["unit"]) == (0, "unchanged", here)
    assert workspace("segment", "--split", here, "5000").code == 2
    half = as_json.content["units"][1]["unit"]
    assert workspace("segment", "--join", half, following, "--json").code == 2, "a split is in the way"
    assert workspace("segment", "--join", here, half, "--json").content["outcome"] == "joined"
    again = workspace("segment", "--join", here, half)
    assert (again.code, again.out.splitlines()[0], again.err) == (0, "ports: joined already", "")


def test_review_twice_says_that_it_was_so_already(drafted: Any) -> None:
    drafted.translate("tr", "Ayşe")
    unit = entries(drafted)[0].msgctxt
    review = ("review", "ports", unit, "--locale", "tr", "--accept", "--as", "Mehmet")
    assert drafted(*review).code == 0
    journal = (drafted.folder / "locales/tr/ports.signatures.jsonl").read_bytes()
    again = drafted(*review)
    assert (again.code, again.err) == (0, "")
    assert again.out == "ports tr: accept: 0 units\n  1 unit was so already\n"
    as_json = drafted(*review, "--json").content
    assert (as_json["done"], as_json["unchanged"], as_json["refused"]) == ([], [unit], [])
    assert (drafted.folder / "locales/tr/ports.signatures.jsonl").read_bytes() == journal


@pytest.mark.parametrize(
    "arguments",
    [
        ("review", "ports", "--locale", "tr", "--all"),
        ("review", "ports", "--locale", "tr", "--accept"),
        ("review", "ports", "--locale", "tr", "--accept", "--approve", "--all"),
        ("review", "ports", "--locale", "tr", "--accept", "--take", "1", "UNIT"),
        ("review", "ports", "--locale", "tr", "--accept", "--all", "UNIT"),
        ("review", "ports", "--locale", "tr", "--take", "1"),
        ("review", "ports", "--locale", "tr", "--waive", "numbers", "--reason", "so be it", "UNIT"),
        ("status", "--lang", "zz"),
        ("segment", "--split", "UNIT", "0"),
        ("segment", "--split", "UNIT", "5000"),
        ("segment", "--split", "ports/AAAAAAAA", "3"),
        ("segment", "--split", "UNIT", "3", "--join", "UNIT", "UNIT"),
        ("segment", "--join", "UNIT", "UNIT"),
        ("init", "--locales", ","),
    ],
    ids=" ".join,
)
def test_what_is_asked_for_wrongly_is_told_what_to_do(drafted: Any, arguments: tuple[str, ...]) -> None:
    unit = entries(drafted)[0].msgctxt
    ran = drafted(*(unit if argument == "UNIT" else argument for argument in arguments))
    assert ran.code in (1, 2)
    error, remedy = ran.err.splitlines()
    assert error.startswith("error: ")
    assert remedy.startswith("  → ")
    assert "{" not in error + remedy
