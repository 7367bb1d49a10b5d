"""``export --format``."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(("form", "suffix"), [("xliff12", "xlf"), ("xliff21", "xlf"), ("csv", "csv"), ("html", "html")])
def test_a_catalogue_in_another_form_says_what_it_cannot_say(drafted: Any, form: str, suffix: str) -> None:
    ran = drafted("export", "--locale", "tr", "--format", form)
    assert ran.code == 0
    assert f"Not in {form}" in ran.err
    assert (drafted.folder / f"locales/tr/ports.{suffix}").is_file()
    content = drafted("export", "--locale", "tr", "--format", form, "--json").content
    assert content["format"] == form
    assert content["losses"]


def test_an_unknown_form_is_explained(drafted: Any) -> None:
    ran = drafted("export", "--format", "docx1")
    assert ran.code == 2
    assert "xliff21" in ran.err


def test_the_settings_say_which_form(drafted: Any) -> None:
    settings = drafted.folder / "transflow.toml"
    settings.write_text(settings.read_text("utf-8") + '\n[export]\nformat = "xliff21"\n', "utf-8")
    assert drafted("export", "--locale", "tr").code == 0
    assert (drafted.folder / "locales/tr/ports.xlf").read_text("utf-8").count("<unit ") == 10
    assert drafted("import", "--translator", "Ann").code == 0


def test_an_import_is_listed_and_taken_back(drafted: Any) -> None:
    assert drafted.translate("tr").code == 0
    (listed,) = drafted("import", "--list", "--json").content["imports"]
    assert (listed["number"], [file["changed"] for file in listed["files"]], listed["taken_back"]) == (1, [10], None)
    ran = drafted("import", "--undo", "--json")
    assert (ran.code, len(ran.content["files"][0]["back"])) == (0, 10)
    states = {
        u["targets"]["tr"]["state"] for u in drafted("show", "ports", "--locale", "tr", "--json").content["units"]
    }
    assert states == {"drafted"}
    assert drafted("import", "--undo").code == 2
    assert drafted("import", "--undo", "x.po").code == 2
    again = drafted("import", "incoming/tr/ports.po", "--translator", "Ayşe", "--again", "--json")
    assert again.code == 0
