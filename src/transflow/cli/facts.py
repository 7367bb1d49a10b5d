"""``facts``: every fact of an article side by side in its languages."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from transflow.cli.call import Call, LocalesOption, register, words_of
from transflow.cli.output import FINDINGS, Answer, paint
from transflow.errors import N_
from transflow.i18n import _, ngettext

if TYPE_CHECKING:
    from transflow.domain.facts import Row
    from transflow.workflow.facts import FactSheet

#: Verdict → sign and words.
_SAID: Final[Mapping[str, tuple[str, str]]] = {
    "differs": ("≠", N_("differs")),
    "missing": ("∅", N_("missing")),
    "unsure": ("?", N_("please read")),
    "untranslated": ("…", N_("not translated yet")),
    "same": ("=", N_("the same")),
}
_KINDS: Final[Mapping[str, str]] = {
    "number": N_("number"),
    "percent": N_("percentage"),
    "money": N_("money"),
    "date": N_("date"),
    "name": N_("name"),
    "title": N_("title"),
    "quotation": N_("quotation"),
    "address": N_("address"),
}
_COLOURS: Final = {"differs": "red", "missing": "red", "unsure": "yellow", "untranslated": "grey"}


def facts(
    call: Call,
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help=N_("The article."))],
    locales: LocalesOption = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help=N_("Write a sheet to print and sign to this file."))
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help=N_("Also show the facts that are the same."))] = False,
) -> Answer:
    """Put figures, dates, names, titles, quotations and addresses side by side in all languages, mismatches first."""
    from transflow.workflow.facts import fact_sheet

    with call.open() as workspace:
        sheet = fact_sheet(workspace, article, locales=words_of(locales))
    if html is not None:
        from transflow.cli.factpage import write

        write(sheet, html, kinds=_KINDS, said=_SAID)
    wrong = any(row.worst.value in ("differs", "missing") for row in sheet.rows)
    return Answer(
        content=_shape(sheet, html),
        show=lambda: _say(sheet, html, everything=everything),
        exit_code=FINDINGS if wrong else 0,
    )


def _shape(sheet: FactSheet, html: Path | None) -> dict[str, object]:
    return {
        "article": sheet.name,
        "file": str(html) if html is not None else None,
        "facts": [
            {
                "unit": row.unit.id,
                "place": sheet.places[row.unit.id],
                "kind": row.fact.kind.value,
                "source": row.fact.text,
                "value": row.fact.value or None,
                "verdict": row.worst.value,
                "locales": {
                    locale: {"text": found.text or None, "verdict": found.verdict.value}
                    for locale, found in row.counterparts.items()
                },
            }
            for row in sheet.rows
        ],
    }


def _say(sheet: FactSheet, html: Path | None, *, everything: bool) -> None:
    from transflow.cli.wording import say

    terminal = sys.stdout.isatty()
    shown = [row for row in sheet.rows if everything or row.worst.value != "same"]
    for row in shown:
        _say_row(row, sheet.places[row.unit.id], terminal)
    counts = [
        f"{sum(row.worst.value == verdict for row in sheet.rows)} {_(words)}"
        for verdict, (_sign, words) in _SAID.items()
        if any(row.worst.value == verdict for row in sheet.rows)
    ]
    head = ngettext("{count} fact", "{count} facts", len(sheet.rows))
    say(f"{head}: {', '.join(counts)}" if counts else head)
    if html is not None:
        say(_("{path}: written").format(path=html))


def _say_row(row: Row, place: str, terminal: bool) -> None:
    from transflow.cli.wording import say

    say(f"{_(_KINDS[row.fact.kind.value])}: {row.fact.text}  ({place})")
    for locale, found in row.counterparts.items():
        sign, words = _SAID[found.verdict.value]
        line = f"  {sign} {locale}  {found.text or '–'}  {_(words)}"
        colour = _COLOURS.get(found.verdict.value)
        say(paint(line, colour, terminal) if colour else line)


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    register(app, "facts", N_("Put figures, dates, names and addresses side by side in all languages."))(facts)
