"""The two pages of the command line: where everything stands, and one article as it stands."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from transflow import i18n
from transflow.cli.drafts import risks
from transflow.cli.output import paint
from transflow.cli.revisions import difference
from transflow.cli.wording import SIGNS, findings, say, table
from transflow.domain.revision import source_difference
from transflow.domain.states import State
from transflow.i18n import _, ngettext, number

if TYPE_CHECKING:
    from transflow.domain.states import Target
    from transflow.domain.statistics import Effort
    from transflow.domain.units import Unit
    from transflow.workflow.reporting import Overview, Shown, Standing, Strayed

#: Characters of a progress bar.
BAR: Final = 16
#: In a bar the furthest state stands on the left.
ORDER: Final = (
    State.APPROVED,
    State.REVIEWED,
    State.TRANSLATED,
    State.DRAFTED,
    State.STALE,
    State.REJECTED,
    State.NEW,
)


def bar(units: Mapping[State, int], width: int = BAR) -> str:
    """A bar of signs by state; a state that has units has at least one sign."""
    present = [s for s in ORDER if units.get(s)]
    total = sum(units[s] for s in present)
    if not total:
        return "·" * width
    sizes = {s: max(1, units[s] * width // total) for s in present}
    while sum(sizes.values()) != width:
        step = 1 if sum(sizes.values()) < width else -1
        # The state whose share is furthest from its due gives or takes.
        chosen = max(present, key=lambda s: (step * (units[s] * width / total - sizes[s]), sizes[s]))
        sizes[chosen] += step
    return "".join(SIGNS[s.value] * sizes[s] for s in present)


def overview(result: Overview) -> None:
    """The status page."""
    header = (_("article"), _("locale"), _("progress"), "%", _("words"), _("stage"), _("open"), _("next"))
    rows = [_row(s) for s in result.standings]
    if rows:
        for line in table(header, rows, right=(3, 4)):
            say(line)
        say("")
        say("  ".join(f"{SIGNS[s.value]} {i18n.state(s.value)}" for s in ORDER))
    for s in result.standings:
        for question in s.questions:
            say(
                _("Question to the author ({unit}, {locale}): {text}").format(
                    unit=question.unit, locale=s.locale, text=question.text.lstrip("? ")
                )
            )
    _effort(result.effort)
    for path in result.not_added:
        say(_("{path}: not added yet").format(path=path))
    strayed(result.strayed)
    if not rows and not result.not_added:
        say(_("There are no articles yet. Put one into articles/ and run 'transflow add'."))
    if result.signatures_waiting:
        say(
            _("There are signatures beside the catalogues; 'transflow doctor --rebuild' brings them into the database.")
        )


def _effort(effort: Sequence[Effort]) -> None:
    """How much people changed what each engine drafted, over all months."""
    sums: dict[tuple[str, str], list[Effort]] = {}
    for e in effort:
        sums.setdefault((e.engine, e.locale), []).append(e)
    for (engine, locale), months in sums.items():
        units, characters = sum(e.units for e in months), sum(e.characters for e in months)
        edited = sum(e.character_edits for e in months) / characters if characters else 0.0
        say(
            _(
                "{engine} {locale}: {units} approved, {unchanged} of them as drafted, {rate} of the characters edited"
            ).format(
                engine=engine,
                locale=locale,
                units=ngettext("{count} unit", "{count} units", units),
                unchanged=number(sum(e.unchanged for e in months)),
                rate=i18n.percent(edited),
            )
        )


def strayed(sources: Sequence[Strayed]) -> None:
    """Source files that are not what was added."""
    for source in sources:
        template = _("{path}: changed since it was added")
        if source.what == "gone":
            template = _("{path}: the file is gone; what was added stands")
        say(template.format(path=source.path))


def _row(s: Standing) -> tuple[str, ...]:
    done = s.units.get(State.APPROVED, 0)
    share = f"{100 * done // s.total}" if s.total else "0"
    return (
        s.name,
        s.locale,
        bar(s.units),
        share,
        number(sum(s.words.values())),
        i18n.stage(s.stage, s.release),
        _obstacles(s),
        i18n.next_person(s.next),
    )


def _obstacles(s: Standing) -> str:
    """What stands between the article and its publication, in short."""
    waiting = s.total - s.units.get(State.APPROVED, 0)
    parts = []
    if waiting:
        parts.append(ngettext("{count} unit", "{count} units", waiting))
    if s.findings:
        parts.append(ngettext("{count} blocking finding", "{count} blocking findings", s.findings))
    if s.warnings:
        parts.append(ngettext("{count} warning", "{count} warnings", s.warnings))
    if s.questions:
        count = len(s.questions)
        parts.append(ngettext("{count} question", "{count} questions", count))
    if s.suggestions:
        parts.append(ngettext("{count} suggestion", "{count} suggestions", s.suggestions))
    return ", ".join(parts) or "–"


def article(result: Shown) -> None:
    """The article's page: block by block, the units with their states."""
    say(_("{name}, revision {revision} ({path})").format(name=result.name, revision=result.revision, path=result.path))
    units: dict[int, list[Unit]] = {}
    for unit in result.units:
        units.setdefault(unit.block, []).append(unit)
    for block in result.article.blocks:
        label = i18n.kind(block.kind.value)
        if block.note is not None:
            label = f"{label} {block.note}"
        say("")
        say(paint(f"── {label}", "grey", sys.stdout.isatty()))
        if block.index not in units:
            _text(block.content.text, "   ")
        for unit in units.get(block.index, ()):
            _unit(unit, {locale: targets.get(unit.id) for locale, targets in result.targets.items()})
    seen: Counter[tuple[str, str]] = Counter()
    for suggestion in result.suggestions:
        seen[suggestion.unit, suggestion.locale] += 1
        say("")
        say(
            _("Suggestion {number} for {unit} ({locale}) by {author}: {text}").format(
                number=seen[suggestion.unit, suggestion.locale],
                unit=suggestion.unit.rpartition("/")[2],
                locale=suggestion.locale,
                author=suggestion.author or "?",
                text=suggestion.text,
            )
        )
    if result.findings or result.article.findings:
        say("")
        findings([*result.article.findings, *result.findings], result.name, place=result.path)


def riskiest(result: Shown) -> None:
    """What machines drafted, the most doubtful first: source and draft below each other."""
    found = result.riskiest()
    for risk, unit, target in found:
        head = f"{unit.id.rpartition('/')[2]}  {target.locale}  {i18n.decimal(risk)}  {risks(target.risks)}"
        say(f"{head.rstrip()}  ({target.origin})")
        _text(unit.source, "   ")
        _text(target.text, "   ")
    if not found:
        say(_("No machine's draft waits for anybody."))


def _unit(unit: Unit, targets: Mapping[str, Target | None]) -> None:
    short = unit.id.rpartition("/")[2]
    if not targets:
        _text(unit.source, f"{short}  ")
        return
    for locale, target in targets.items():
        state = target.state if target is not None else State.NEW
        sign = f"{SIGNS[state.value]} {i18n.state(state.value)}"
        head = f"{short}  {locale}  {sign}"
        if target is not None and target.origin and target.origin != "human":
            head += f"  ({target.origin})"
        elif target is not None and target.editor:
            head += f"  ({target.editor})"
        if target is not None and target.risks:
            head += f"  {_('risk')} {i18n.decimal(target.risk or 0.0)} {risks(target.risks)}"
        say(head)
        _text(target.text if target is not None and target.text else unit.source, "   ")
        pieces = source_difference(target, unit) if target is not None else None
        if pieces is not None and target is not None:
            _text(_("Source then: {text}").format(text=target.source), "   ")
            changed = difference(pieces, terminal=sys.stdout.isatty())
            say("   " + _("Source now: {text}").format(text=changed))
        if target is not None and target.reason:
            say("   " + _("Reason: {text}").format(text=target.reason))
        if target is not None and target.comment:
            say("   " + _("Comment: {text}").format(text=target.comment))


def _text(text: str, indent: str) -> None:
    """Text wrapped to the terminal; whole where nobody looks, so that it can be searched."""
    if not sys.stdout.isatty():
        say(f"{indent}{text}")
        return
    width = int(os.environ.get("COLUMNS") or shutil.get_terminal_size().columns)
    for line in textwrap.wrap(
        text, max(40, width), initial_indent=indent, subsequent_indent=" " * len(indent), break_on_hyphens=False
    ) or [indent]:
        say(line)
