"""What ``check --fix`` mended, in words and as an object."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from transflow.cli import wording
from transflow.cli.revisions import difference
from transflow.i18n import _, ngettext

if TYPE_CHECKING:
    from transflow.workflow.fixing import Fixes


def shape(result: Fixes) -> dict[str, object]:
    """The targets mended, with their texts, and how many were left alone."""
    return {
        "fixed": [
            {
                "article": f.name,
                "locale": f.locale,
                "unit": f.unit,
                "codes": list(f.codes),
                "before": f.before,
                "after": f.after,
            }
            for f in result.fixed
        ],
        "signed": result.signed,
        "waived": result.waived,
    }


def say(result: Fixes, *, dry_run: bool) -> None:
    """Every mended target in two lines: which and why, and what changed."""
    from transflow.domain.revision import difference as compared

    terminal = sys.stdout.isatty()
    for f in result.fixed:
        wording.say(f"{f.unit} {f.locale}: {', '.join(f.codes)}")
        wording.say(f"  {difference(compared(f.before, f.after), terminal=terminal)}")
    count = len(result.fixed)
    if dry_run:
        wording.say(ngettext("{count} translation would be mended", "{count} translations would be mended", count))
    else:
        wording.say(ngettext("{count} translation mended", "{count} translations mended", count))
    if result.signed:
        wording.say(
            ngettext(
                "{count} signed translation left alone; whoever signed it decides",
                "{count} signed translations left alone; whoever signed them decides",
                result.signed,
            )
        )
    if result.waived:
        wording.say(
            ngettext(
                "{count} translation left alone: a person took responsibility for its words",
                "{count} translations left alone: a person took responsibility for their words",
                result.waived,
            )
        )
    if not result.fixed and not result.signed and not result.waived:
        wording.say(_("There is nothing that could be mended safely."))
