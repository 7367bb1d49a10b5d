"""``facts`` on the command line."""

from __future__ import annotations

from typing import Any


def test_facts_are_listed_and_written_as_a_page(drafted: Any) -> None:
    ran = drafted("facts", "ports", "--json")
    kinds = {fact["kind"] for fact in ran.content["facts"]}
    assert {"number", "percent", "address", "title"} <= kinds
    wrong = {fact["verdict"] for fact in ran.content["facts"]} & {"differs", "missing"}
    assert ran.code == (1 if wrong else 0)
    page = drafted.folder / "facts.html"
    drafted("facts", "ports", "--locale", "tr", "--html", str(page))
    text = page.read_text("utf-8")
    assert "https://example.org/ports" in text
    assert "<script" not in text


def test_a_wrong_figure_is_an_error_and_comes_first(drafted: Any) -> None:
    assert drafted.translate("tr").code == 0
    path = drafted.folder / "incoming/tr/ports.po"
    lines = path.read_text("utf-8").splitlines()
    wrong = [line.replace("2024", "2042") if line.startswith('msgstr "') else line for line in lines]
    assert wrong != lines
    path.write_text("\n".join(wrong) + "\n", "utf-8")
    assert drafted("import", str(path), "--translator", "Ayşe").code in (0, 1)
    ran = drafted("facts", "ports", "--locale", "tr", "--json")
    first = ran.content["facts"][0]
    assert (ran.code, first["source"], first["verdict"]) == (1, "2024", "differs")
    assert "2042" in (first["locales"]["tr"]["text"] or "")
    assert drafted("facts", "nowhere").code == 2


def test_nothing_of_a_translation_runs_in_the_page(drafted: Any) -> None:
    path = drafted.folder / "locales/tr/ports.po"
    text = path.read_text("utf-8").replace("“", "“<script>alert(1)</script>")
    drafted.write("incoming/x.po", text.replace("#, fuzzy\n", ""))
    drafted("import", "incoming/x.po", "--translator", "Ann")
    drafted("facts", "ports", "--locale", "tr", "--html", str(drafted.folder / "x.html"))
    assert "<script" not in (drafted.folder / "x.html").read_text("utf-8")


def test_nothing_of_a_source_runs_in_the_page(run: Any) -> None:
    run("init", "--locales", "tr")
    run.write("articles/x.txt", "Title of It\n\nThe <script>alert(1)</script> Bank “<b>x</b>” has 5 ports.\n")
    run("add")
    run("draft", "--engine", "pseudo")
    run("facts", "x", "--html", str(run.folder / "x.html"))
    assert "<script" not in (run.folder / "x.html").read_text("utf-8")
