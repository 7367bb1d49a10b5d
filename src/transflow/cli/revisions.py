"""What is said of a new revision: what it changed, what it costs, and what was touched since the latest release."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from transflow import i18n
from transflow.cli.output import paint
from transflow.domain.leverage import Change
from transflow.domain.revision import Op
from transflow.errors import N_
from transflow.i18n import _, ngettext, number

if TYPE_CHECKING:
    from transflow.domain.revision import Amount, Changed, Cost, Piece, Report
    from transflow.workflow.revising import Correction, Touched

#: So many changed sentences are shown; the rest is counted.
SHOWN: Final = 8
#: So many locales and "Ibid." notes are told one by one.
_LISTED: Final = 4
_SIGNS: Final[Mapping[Change, str]] = {
    Change.EDITED: "≠",
    Change.SPLIT: "÷",
    Change.MERGED: "∪",
    Change.NEW: "+",
    Change.GONE: "−",
    Change.RESTORED: "↺",
    Change.MOVED: "↕",
}
_MARKS: Final = {Op.REMOVED: ("[-", "-]", "red"), Op.ADDED: ("{+", "+}", "green")}


def difference(pieces: Sequence[Piece], *, terminal: bool) -> str:
    """A difference in one line, as git writes words: [-removed-] and {+added+}."""
    shown = []
    for op, text in pieces:
        if op is Op.KEPT:
            shown.append(text)
        else:
            before, after, colour = _MARKS[op]
            shown.append(paint(f"{before}{text}{after}", colour, terminal))
    return "".join(shown)


def around_changes(pieces: Sequence[Piece], width: int) -> list[Piece]:
    """``pieces`` cut to about ``width`` characters: long kept text between changes becomes an ellipsis."""
    total = sum(len(text) for _, text in pieces)
    kept = sum(len(text) for op, text in pieces if op is Op.KEPT)
    if total <= width:
        return list(pieces)
    share = max(12, (width - (total - kept)) // max(1, sum(op is Op.KEPT for op, _ in pieces)))
    shown: list[Piece] = []
    for place, (op, text) in enumerate(pieces):
        if op is Op.KEPT:
            if len(text) > share:
                head = text[: share // 2] if place else ""
                tail = text[-(share // 2) :] if place + 1 < len(pieces) else ""
                text = f"{head.rstrip()}…{tail.lstrip()}" if head and tail else f"{head}…" if head else f"…{tail}"
        elif len(text) > width:
            text = f"{text[: width - 1]}…"
        shown.append((op, text))
    return shown


def report(told: Report) -> list[str]:
    """The lines of a report: one screen, whatever the article's size."""
    terminal = sys.stdout.isatty()
    lines = []
    amounts = [_amount(change, told.amounts[change]) for change in _ORDER if change in told.amounts]
    if amounts:
        lines.append("  " + ", ".join(amounts))
    notes = _notes(told)
    if notes:
        lines.append("  " + notes)
    for repeats in told.repeats[:_LISTED]:
        lines.append(
            "  "
            + _("Note {number} (“Ibid.”) stood for “{before}” and now stands for “{after}”.").format(
                number=repeats.number, before=_short(repeats.before, 30), after=_short(repeats.after, 30)
            )
        )
    if len(told.repeats) > _LISTED:
        more = len(told.repeats) - _LISTED
        lines.append("  " + ngettext("… and {count} more “Ibid.”", "… and {count} more “Ibid.”", more))
    lines += [_cost(cost) for cost in told.costs[:_LISTED]]
    if len(told.costs) > _LISTED:
        more = len(told.costs) - _LISTED
        lines.append("  " + ngettext("… and {count} more language", "… and {count} more languages", more))
    shown = [c for c in told.changed if c.change in _SIGNS]
    lines += [_changed(c, terminal) for c in shown[:SHOWN]]
    if len(shown) > SHOWN:
        rest = ngettext("… and {count} more; {hint}", "… and {count} more; {hint}", len(shown) - SHOWN)
        lines.append("  " + rest.replace("{hint}", _("'--json' has them all")))
    return lines


_ORDER: Final = (
    Change.UNCHANGED,
    Change.CARRIED,
    Change.MOVED,
    Change.RESTORED,
    Change.EDITED,
    Change.SPLIT,
    Change.MERGED,
    Change.NEW,
    Change.GONE,
)


def change_words(change: str, count: int) -> str:
    """So many units to which this happened."""
    return {
        "unchanged": lambda: ngettext("{count} unchanged", "{count} unchanged", count),
        "carried": lambda: ngettext("{count} carried over", "{count} carried over", count),
        "moved": lambda: ngettext("{count} moved", "{count} moved", count),
        "edited": lambda: ngettext("{count} edited", "{count} edited", count),
        "split": lambda: ngettext("{count} from a split", "{count} from a split", count),
        "merged": lambda: ngettext("{count} from a merge", "{count} from a merge", count),
        "restored": lambda: ngettext("{count} restored", "{count} restored", count),
        "new": lambda: ngettext("{count} new", "{count} new", count),
        "gone": lambda: ngettext("{count} gone", "{count} gone", count),
    }[change]()


def _amount(change: Change, amount: Amount) -> str:
    words = ngettext("{count} word", "{count} words", amount.words)
    return _("{units} ({words})").format(units=change_words(change.value, amount.units), words=words)


def _notes(told: Report) -> str:
    """What became of the notes."""
    parts = []
    if told.inserted:
        inserted = ngettext("{count} note inserted ({list})", "{count} notes inserted ({list})", len(told.inserted))
        parts.append(inserted.replace("{list}", _some([str(n) for n in told.inserted])))
    if told.removed:
        removed = ngettext("{count} note removed ({list})", "{count} notes removed ({list})", len(told.removed))
        parts.append(removed.replace("{list}", _some([str(n) for n in told.removed])))
    if told.renumbered:
        moved = ngettext("{count} renumbered ({list})", "{count} renumbered ({list})", len(told.renumbered))
        parts.append(moved.replace("{list}", _some([f"{then}→{now}" for then, now in told.renumbered.items()])))
    return ", ".join(parts)


def _some(items: Sequence[str]) -> str:
    return ", ".join([*items[:6], "…"] if len(items) > 6 else items)


def _cost(cost: Cost) -> str:
    """What a revision costs in one language, in source words."""
    parts = [
        (cost.kept, N_("{words} kept")),
        (cost.carried, N_("{words} carried over")),
        (cost.restored, N_("{words} restored")),
        (cost.stale, N_("{words} to look at again")),
        (cost.anew, N_("{words} to translate anew")),
        (cost.untranslated, N_("{words} not translated before either")),
    ]
    told = [
        _(template).format(words=ngettext("{count} word", "{count} words", amount.words))
        for amount, template in parts
        if amount.units
    ]
    return f"  {cost.locale}: " + ", ".join(told)


def _changed(changed: Changed, terminal: bool) -> str:
    sign = _SIGNS[changed.change]
    width = _width() - 4
    if changed.change in (Change.EDITED, Change.SPLIT, Change.MERGED) and changed.before and changed.after:
        return f"  {sign} " + difference(around_changes(changed.difference, width), terminal=terminal)
    return f"  {sign} {_short(changed.after or changed.before, width)}"


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"


def _width() -> int:
    return max(40, int(os.environ.get("COLUMNS") or shutil.get_terminal_size().columns))


_WHAT: Final[Mapping[str, str]] = {
    "new": N_("new since then"),
    "source": N_("its source changed"),
    "text": N_("its translation changed"),
    "gone": N_("gone since then"),
}


def corrections(found: Sequence[Correction]) -> list[str]:
    """The page of what was touched since the latest releases."""
    terminal = sys.stdout.isatty()
    lines = []
    for correction in found:
        if not correction.release:
            lines.append(_("{name} {locale}: not published yet").format(name=correction.name, locale=correction.locale))
            continue
        open_now = sum(t.next != "nobody" for t in correction.touched)
        head = _("{name} {locale}: {touched} since release {release}, {open} to sign again").format(
            name=correction.name,
            locale=correction.locale,
            touched=ngettext("{count} sentence touched", "{count} sentences touched", len(correction.touched)),
            release=number(correction.release),
            open=number(open_now),
        )
        lines.append(head)
        for touched in correction.touched:
            lines += _touched(touched, terminal)
    return lines


def _touched(touched: Touched, terminal: bool) -> list[str]:
    from transflow.cli.wording import SIGNS

    short = touched.unit.rpartition("/")[2]
    state = f"{SIGNS[touched.state.value]} {i18n.state(touched.state.value)}"
    head = f"  {short}  {state}  {_(_WHAT[touched.what])}"
    if touched.next != "nobody":
        head += "  → " + i18n.next_person(touched.next)
    if touched.what == "source" and touched.source_before:
        source = difference(touched.difference, terminal=terminal)
    else:
        source = touched.source or touched.source_before
    lines = [head, f"     {source}"]
    text = touched.text or touched.text_before
    if text:
        lines.append(f"     {text}")
    return lines
