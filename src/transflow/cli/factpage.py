"""The fact sheet as one page to print and sign."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

from transflow import i18n
from transflow.i18n import _

if TYPE_CHECKING:
    from transflow.workflow.facts import FactSheet

_STYLE: Final = """
body { margin: 2rem auto; max-width: 64rem; padding: 0 1rem; color: #1a1a1a; background: #fff; }
body { font: 1rem/1.45 Georgia, "Times New Roman", serif; }
h1 { font-size: 1.4rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-top: 1px solid #bbb; padding: .35rem .5rem; text-align: start; vertical-align: top; }
td { overflow-wrap: anywhere; }
th, .small { font: .8rem/1.5 system-ui, sans-serif; color: #555; }
tr { break-inside: avoid; }
thead { display: table-header-group; }
.differs, .missing { font-weight: bold; }
.differs, .missing { background: #fbe3e0; }
.unsure { background: #fdf4d8; }
.tick { width: 1.2rem; text-align: center; }
.sign { margin-top: 2rem; }
"""


def write(sheet: FactSheet, path: Path, *, kinds: Mapping[str, str], said: Mapping[str, tuple[str, str]]) -> None:
    """Write the page: no script, nothing from elsewhere, everything escaped."""
    from transflow.files import write_whole

    heads = "".join(f'<th scope="col">{escape(locale)}</th>' for locale in sheet.locales)
    rows = []
    for row in sheet.rows:
        cells = []
        for locale in sheet.locales:
            found = row.counterparts[locale]
            sign, words = said[found.verdict.value]
            cells.append(
                f'<td class="{found.verdict.value}" lang="{escape(locale)}" dir="auto">{escape(found.text) or "–"}'
                f'<br><span class="small">{sign} {escape(_(words))}</span></td>'
            )
        rows.append(
            f'<tr><td class="tick">☐</td><td>{escape(row.fact.text)}<br><span class="small">'
            f"{escape(_(kinds[row.fact.kind.value]))}, {escape(sheet.places[row.unit.id])}</span></td>"
            f"{''.join(cells)}</tr>"
        )
    title = _("Facts of {name}").format(name=sheet.name)
    page = (
        f'<!DOCTYPE html>\n<html lang="{i18n.language()}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>\n<table>\n<thead><tr><th></th>"
        f'<th scope="col">{escape(_("In the source"))}</th>{heads}</tr></thead>\n<tbody>\n'
        + "\n".join(rows)
        + f'\n</tbody>\n</table>\n<p class="sign">{escape(_("Checked by: ____________________   Date: ____________"))}</p>\n'
        "</body>\n</html>\n"
    )
    write_whole(path, page.encode("utf-8"))
