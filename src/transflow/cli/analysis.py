"""The analysis of what was there before: a table for people, CSV for spreadsheets, JSON for programs."""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from transflow.cli.wording import say, table
from transflow.domain.match import BANDS
from transflow.errors import N_
from transflow.i18n import _, number

if TYPE_CHECKING:
    from transflow.workflow.analysing import Analysed

#: Words for the bands that have a name; the others are ranges of scores.
_NAMES: Final[Mapping[str, str]] = {
    "repetition": N_("repeated"),
    "in-context": N_("in context"),
    "exact": N_("exact"),
    "new": N_("new"),
}


def page(results: Sequence[Analysed]) -> None:
    """Source words by band, an article and locale a line, and the sums of each locale."""
    header = (_("article"), _("locale"), *(_(_NAMES[b]) if b in _NAMES else f"{b} %" for b in BANDS), _("words"))
    rows = [(r.name, r.locale, *(number(r.bands[band][1]) for band in BANDS), number(r.words)) for r in results]
    locales = list(dict.fromkeys(r.locale for r in results))
    if len(results) > len(locales):
        for locale in locales:
            here = [r for r in results if r.locale == locale]
            sums = [number(sum(r.bands[band][1] for r in here)) for band in BANDS]
            rows.append((_("all"), locale, *sums, number(sum(r.words for r in here))))
    for line in table(header, rows, right=range(2, len(header))):
        say(line)


def as_csv(results: Sequence[Analysed]) -> None:
    """One line an article, locale and band, so that any spreadsheet can sum and pivot."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("article", "locale", "band", "units", "words"))
    for r in results:
        writer.writerows((r.name, r.locale, band, *r.bands[band]) for band in BANDS)


def fields(results: Sequence[Analysed]) -> dict[str, object]:
    """The analysis as ``data`` of the envelope."""
    return {
        "analysis": [
            {
                "article": r.name,
                "locale": r.locale,
                "words": r.words,
                "bands": {band: {"units": units, "words": words} for band, (units, words) in r.bands.items()},
            }
            for r in results
        ]
    }
