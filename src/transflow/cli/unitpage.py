"""``show --unit``: one unit in its context, in words and as an object."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from transflow import i18n
from transflow.cli import shapes, wording
from transflow.cli.output import paint
from transflow.cli.revisions import difference
from transflow.cli.wording import SIGNS, say
from transflow.i18n import _

if TYPE_CHECKING:
    from transflow.domain.revision import Piece
    from transflow.workflow.context import InContext, InLocale


def shape(found: InContext) -> dict[str, object]:
    """The unit as an object."""
    return {
        "article": found.name,
        "unit": found.unit.id,
        "place": found.place,
        "source": found.unit.source,
        "paragraph": [{"unit": unit.id, "source": unit.source} for unit in found.paragraph],
        "notes": {str(number): text for number, text in found.notes.items()},
        "locales": {each.locale: _in_locale(each) for each in found.locales},
    }


def _in_locale(each: InLocale) -> dict[str, object]:
    target = each.target
    return {
        "state": target.state.value,
        "text": target.text or None,
        "origin": target.origin or None,
        "translator": target.editor or None,
        "comment": target.comment or None,
        "answer": target.answer or None,
        "paragraph": list(each.paragraph),
        "before": _changed(each.before),
        "source_then": _changed(each.source_then),
        "suggestions": [{"author": s.author, "text": s.text, "at": s.at} for s in each.suggestions],
        "matches": [
            {"source": h.match.source, "target": h.match.target, "score": h.match.score, "kind": h.match.kind.value}
            for h in each.matches
        ],
        "terms": [{"source": source, "targets": list(targets)} for source, targets in each.terms],
        "findings": [shapes.finding(f, target.unit.rpartition("/")[0]) for f in each.findings],
        "history": [
            {"at": e.at, "action": e.action.value, "by": e.actor, "state": e.after.value, "text": e.text}
            for e in each.history
        ],
    }


def _changed(found: tuple[str, Sequence[Piece]] | None) -> dict[str, object] | None:
    if found is None:
        return None
    text, pieces = found
    return {"text": text, "difference": [{"what": op.value, "text": piece} for op, piece in pieces]}


def page(found: InContext) -> None:
    """The unit in words, its sentence marked in its paragraph."""
    terminal = sys.stdout.isatty()
    say(paint(f"{found.unit.id}  ({found.place})", "blue", terminal))
    for unit in found.paragraph:
        mark = ">" if unit is found.unit else " "
        say(f"{mark} {unit.source}")
    for number, text in found.notes.items():
        say(f"  [{number}] = {text}")
    for each in found.locales:
        _locale_page(found, each, terminal)


def _locale_page(found: InContext, each: InLocale, terminal: bool) -> None:
    target = each.target
    say("")
    who = target.editor or target.origin
    say(f"{each.locale}  {SIGNS[target.state.value]} {i18n.state(target.state.value)}" + (f"  ({who})" if who else ""))
    for unit, text in zip(found.paragraph, each.paragraph, strict=True):
        mark = ">" if unit is found.unit else " "
        say(f"{mark} {text or '–'}")
    if each.source_then is not None:
        say("  " + _("Source then: {text}").format(text=each.source_then[0]))
        say("  " + _("Source now: {text}").format(text=difference(each.source_then[1], terminal=terminal)))
    if each.before is not None:
        say("  " + _("Since the text before: {text}").format(text=difference(each.before[1], terminal=terminal)))
    if target.comment:
        say("  " + _("Comment: {text}").format(text=target.comment))
    if target.answer:
        say("  " + _("Answer: {text}").format(text=target.answer))
    for source, targets in each.terms:
        say("  " + _("Term: {source} = {targets}").format(source=source, targets=" / ".join(targets) or source))
    for hit in each.matches:
        say(f"  {hit.match.score} %  {hit.match.source}")
        say(f"        {hit.match.target}")
    for suggestion in each.suggestions:
        say("  " + _("Suggestion by {person}: {text}").format(person=suggestion.author or "?", text=suggestion.text))
    wording.findings(each.findings, found.name)
    for event in each.history:
        line = f"  {event.at[:16].replace('T', ' ')}  {event.actor}  {i18n.action(event.action.value)}"
        say(paint(f"{line}  → {i18n.state(event.after.value)}", "grey", terminal))
