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
