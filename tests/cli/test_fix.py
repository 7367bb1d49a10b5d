"""``check --fix`` on the command line."""

from __future__ import annotations

from typing import Any


def spoilt(line: Any) -> None:
    path = line.folder / "locales/tr/ports.po"
    text = path.read_text("utf-8").replace("#, fuzzy\n", "")
    lines = [
        part.replace(" ", "  ", 2).replace("msgstr  ", "msgstr ") if part.startswith("msgstr") else part
        for part in text.split("\n")
    ]
    line.write("incoming/x.po", "\n".join(lines))
    assert line("import", "incoming/x.po", "--translator", "Ayşe").code in (0, 1)


def test_fixes_are_shown_first_and_made_once(drafted: Any) -> None:
    spoilt(drafted)
    planned = drafted("check", "--locale", "tr", "--fix", "--only", "space-doubled", "--dry-run", "--json").content
    assert planned["fixed"]
    assert {code for fix in planned["fixed"] for code in fix["codes"]} == {"space-doubled"}
    made = drafted("check", "--locale", "tr", "--fix", "--only", "space-doubled", "--json").content
    assert made == planned
    again = drafted("check", "--locale", "tr", "--fix", "--only", "space-doubled", "--json").content
    assert again["fixed"] == []


def test_a_wrong_use_is_explained(drafted: Any) -> None:
    assert drafted("check", "--only", "space-doubled").code == 2
    ran = drafted("check", "--fix", "--only", "no-such")
    assert (ran.code, "space-doubled" in ran.err) == (2, True)


def test_hints_are_counted_and_shown_on_request(drafted: Any) -> None:
    spoilt(drafted)
    assert "[space-doubled]" not in drafted("check", "--locale", "tr").out
    assert "--hints" in drafted("check", "--locale", "tr").out
    assert "[space-doubled]" in drafted("check", "--locale", "tr", "--hints").out
