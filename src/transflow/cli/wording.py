"""What is said to people for each outcome: lines of reports, tables, and how a wrong command line is explained."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from transflow import i18n
from transflow.cli import shapes
from transflow.cli.output import paint, say_error
from transflow.cli.revisions import change_words, report
from transflow.domain.findings import Severity
from transflow.errors import N_, UsageError
from transflow.i18n import _, fill, ngettext, number

if TYPE_CHECKING:
    from transflow.domain.findings import Finding
    from transflow.workflow.checking import Checked
    from transflow.workflow.export import Exported
    from transflow.workflow.importing import Imported
    from transflow.workflow.intake import Added
    from transflow.workflow.publishing import Published
    from transflow.workflow.review import Decided, Reviewed

#: A sign for each state, so that it can be told without colour.
SIGNS: Final[Mapping[str, str]] = {
    "new": "○",
    "drafted": "◔",
    "translated": "◑",
    "reviewed": "◕",
    "approved": "●",
    "rejected": "✗",
    "stale": "≠",
    "obsolete": "∅",
}
_COLOUR: Final = {Severity.BLOCKING: "red", Severity.WARNING: "yellow", Severity.INFO: "grey"}


def interrupted() -> str:
    """What is said after Ctrl-C."""
    return _("Interrupted. What was done until now is kept; run the command again to go on.")


def wrong_use(error: Exception, command: str) -> UsageError:
    """An exception of the parser as an error in the user's language."""
    template, fields = _misuse(error)
    path = f"transflow {command}".strip()
    return UsageError(template, remedy=N_("'{command} --help' explains it."), **{"command": path, **fields})


def _misuse(error: Any) -> tuple[str, dict[str, Any]]:
    message = str(getattr(error, "message", "") or "")
    name = type(error).__name__
    if name == "NoSuchOption":
        near = ", ".join(sorted(getattr(error, "possibilities", None) or ()))
        if near:
            return N_("There is no option {name}; did you mean {near}?"), {"name": error.option_name, "near": near}
        return N_("There is no option {name}."), {"name": error.option_name}
    if name == "MissingParameter":
        param = getattr(error, "param", None)
        shown = param.metavar or param.name.upper() if param is not None and param.param_type_name == "argument" else ""
        return N_("{name} is missing."), {"name": shown or (param.opts[-1] if param is not None else "?")}
    if name == "BadParameter":
        param = getattr(error, "param", None)
        shown = "" if param is None else max(param.opts, key=len) if param.opts else param.name
        return N_("The value of {name} cannot be used."), {"name": shown}
    if name == "BadOptionUsage":
        return N_("The option {name} needs a value."), {"name": error.option_name}
    if message.startswith("No such command"):
        parts = message.split("'")
        if len(parts) > 3:
            return N_("There is no command “{name}”; did you mean “{near}”?"), {"name": parts[1], "near": parts[3]}
        return N_("There is no command “{name}”."), {"name": parts[1] if len(parts) > 1 else ""}
    if message.startswith("Missing command"):
        return N_("Name a command."), {}
    if message.startswith("Got unexpected extra argument"):
        return N_("Too many arguments: {names}."), {"names": message.partition("(")[2].rstrip(")")}
    return N_("The command was used wrongly."), {}


def say(line: str = "") -> None:
    """A line on standard output."""
    print(line)


def table(header: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> list[str]:
    """Lines of a table; columns whose numbers are in ``right`` are flushed right."""
    widths = [max(len(row[i]) for row in (header, *rows)) for i in range(len(header))]
    lines = []
    for row in (header, *rows):
        cells = [c.rjust(w) if i in right else c.ljust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))]
        lines.append("  ".join(cells).rstrip())
    return lines


def units_and_words(units: int, words: int) -> str:
    """How much there is."""
    return _("{units}, {words}").format(
        units=ngettext("{count} unit", "{count} units", units),
        words=ngettext("{count} word", "{count} words", words),
    )


def findings(found: Sequence[Finding], article: str, *, place: str = "") -> None:
    """Findings, one a line: how much it matters, where, what."""
    terminal = sys.stdout.isatty()
    for f in found:
        word = paint(i18n.severity(f.severity.value), _COLOUR[f.severity], terminal)
        if f.line:
            say(f"{word}: {place or article}:{f.line}: {i18n.finding(f.code, f.params)} [{f.code}]")
        else:
            say(f"{word}: {f.locale} {f.unit}: {i18n.finding(f.code, f.params)} [{f.code}]")


_ADDED: Final = {
    "new": N_("{path}: added as “{name}” ({amount}; {notes})"),
    "revision": N_("{path}: revision {revision} of “{name}” ({amount}; {notes}; {changes})"),
    "reported": N_("{path}: revision {revision} of “{name}” ({amount}; {notes})"),
    "unchanged": N_("{path}: nothing new (revision {revision} of “{name}”)"),
    "reread": N_("{path}: revision {revision} of “{name}” read anew ({amount}; {notes}; {changes})"),
    "opened": N_("{path}: {documents} taken out"),
    "skipped": N_("{path}: passed over, since it is in no format that can be read"),
}


#: Of more new revisions than this only a line each is said.
_REPORTS: Final = 3


def _changes(changes: Mapping[str, int], outdated: int) -> str:
    parts = [change_words(change, n) for change, n in changes.items() if n]
    if outdated:
        parts.append(
            ngettext("{count} translation to look at again", "{count} translations to look at again", outdated)
        )
    return ", ".join(parts)


def added(results: Sequence[Added]) -> None:
    """What became of each source file; a new revision with its report, unless there are many."""
    shown = sum(r.report is not None for r in results) <= _REPORTS
    for r in results:
        if r.error is not None:
            say_error(r.error)
            continue
        notes = ngettext("{count} note", "{count} notes", r.notes)
        told = r.report is not None and shown
        say(
            _(_ADDED["reported" if told else r.outcome]).format(
                path=r.path,
                name=r.name,
                revision=r.revision,
                amount=units_and_words(r.units, r.words),
                notes=notes,
                changes=_changes(r.changes, r.outdated),
                documents=ngettext("{count} article", "{count} articles", r.documents),
            )
        )
        if r.report is not None and told:
            for line in report(r.report):
                say(line)
        findings(r.findings, r.name, place=r.path)


def exported(results: Sequence[Exported]) -> None:
    """What became of each catalogue that was to be written."""
    for r in results:
        if r.merged is not None:
            imported([r.merged])
        if r.error is not None:
            say_error(r.error)
        elif r.outcome == "unchanged":
            say(_("{path}: nothing new").format(path=r.path))
        else:
            entries = ngettext("{count} entry", "{count} entries", r.entries)
            say(_("{path}: written ({entries})").format(path=r.path, entries=entries))


def losses_of(form: str) -> list[str]:
    """What a form of catalogue cannot say."""
    from transflow.formats.catalogues.forms import FORMS

    return [_(loss) for loss in FORMS[form].losses]


def imported(results: Sequence[Imported]) -> None:
    """What importing each catalogue did; conflicts and refused entries by line."""
    for r in results:
        if r.error is not None:
            say_error(r.error)
            continue
        words = {
            "accepted": N_("accepted {count}"),
            "confirmed": N_("drafts confirmed {count}"),
            "doubted": N_("doubts {count}"),
            "unchanged": N_("unchanged {count}"),
            "conflict": N_("conflicts {count}"),
            "refused": N_("refused {count}"),
        }
        told = ", ".join(_(words[o]).format(count=number(n)) for o, n in shapes.counts(r).items())
        by = f" ({r.translator})" if r.translator else ""
        say(f"{r.path}{by}: " + (told or _("nothing in it")))
        back = sum(entry.back for entry in r.entries)
        if back:
            again = ngettext(
                "  {count} text was taken back before and was left out; --again takes it",
                "  {count} texts were taken back before and were left out; --again takes them",
                back,
            )
            say(again)
        if not r.base_known:
            template = _("{path}: it no longer says what it was exported from; older texts count as untouched.")
            if r.base_stated:
                template = _("{path}: this workspace did not export it; older texts count as untouched.")
            sys.stdout.flush()  # it follows the file's own line where both streams go to one place
            print(template.format(path=r.path), file=sys.stderr)
        for e in r.entries:
            if e.outcome == "conflict":
                say(
                    _("  line {line}: {unit}: conflict; the text was kept as a suggestion").format(
                        line=e.line, unit=e.unit
                    )
                )
            elif e.outcome == "refused":
                reason = fill(e.reason, e.reason_fields)
                say(_("  line {line}: refused: {reason}").format(line=e.line, reason=reason))
        findings([f for f in r.findings if f.severity is not Severity.INFO], r.name)


def checked(results: Sequence[Checked], *, hints: bool = False) -> None:
    """What the checks say, and how many of each weight; ``hints`` also of what only informs."""
    for c in results:
        findings([f for f in c.findings if hints or f.severity is not Severity.INFO], c.name)
    every = [f for c in results for f in c.findings]
    units = sum(c.units for c in results)
    blocking = sum(f.severity is Severity.BLOCKING for f in every)
    warnings = sum(f.severity is Severity.WARNING for f in every)
    told = [
        ngettext("{count} translation checked", "{count} translations checked", units),
        ngettext("{count} blocking finding", "{count} blocking findings", blocking),
        ngettext("{count} warning", "{count} warnings", warnings),
    ]
    say(", ".join(told))
    notes = len(every) - blocking - warnings
    if notes and not hints:
        say(ngettext("{count} hint; --hints shows it", "{count} hints; --hints shows them", notes))


#: Why a guard passed over units.
_PASSED_OVER: Final[Mapping[str, str]] = {
    "blocking": N_("blocking findings; correct the text, or take responsibility with --waive"),
    "no-finding": N_("there is no such finding"),
    "own-text": N_("who signs also wrote the text; another person must sign"),
    "own-review": N_("who approves also reviewed it; another person must sign"),
    "no-translator": N_("nobody knows who translated it; import the catalogue with --translator NAME"),
    "source-changed": N_("the source changed since this was translated"),
    "markers-changed": N_("the note markers changed; the text must follow"),
}


def reviewed(result: Reviewed) -> None:
    """What a review did."""
    done = ngettext("{count} unit", "{count} units", len(result.done))
    say(f"{result.name} {result.locale}: {i18n.action(result.action.value)}: {done}")
    if result.unchanged:
        say("  " + ngettext("{count} unit was so already", "{count} units were so already", len(result.unchanged)))
    for reason, count in result.skipped.items():
        skipped = ngettext("{count} unit passed over: {state}", "{count} units passed over: {state}", count)
        shown = _(_PASSED_OVER[reason]) if reason in _PASSED_OVER else i18n.state(reason)
        say("  " + skipped.format(state=shown))
    if "blocking" in result.skipped:
        findings([f for f in result.findings if f.blocks], result.name)
    for _unit, error in result.refused:
        say_error(error)


def decided(result: Decided, article: str) -> None:
    """What became of a suggestion."""
    template = _("{unit} {locale}: the suggestion was dismissed")
    if result.target is not None:
        template = _("{unit} {locale}: the suggestion is the translation now")
    say(template.format(unit=result.unit, locale=result.locale))
    findings(result.findings, article)


def published(results: Sequence[Published]) -> None:
    """What publishing did; a blocked article says which units and why."""
    from transflow.formats.renderings.losses import MESSAGES as LOSSES

    terminal = sys.stdout.isatty()
    for r in results:
        if r.outcome == "blocked":
            count = ngettext("{count} unit", "{count} units", len(r.blocked))
            head = _("{name} {locale}: blocked by {units}").format(name=r.name, locale=r.locale, units=count)
            if not r.blocked:
                head = _("{name} {locale}: blocked: it has no units").format(name=r.name, locale=r.locale)
            say(paint(head, "yellow", terminal))
            for reason in dict.fromkeys(b.reason for b in r.blocked):
                units = ", ".join(b.unit.rpartition("/")[2] for b in r.blocked if b.reason == reason)
                say(f"  {blocked_reason(reason)}: {units}")
            for error in r.refused:
                say_error(error)
            _removed(r)
            continue
        template = _("{name} {locale}: release {release}")
        if r.outcome == "withdrawn":
            template = _(
                "{name} {locale}: release {release} was withdrawn; publish the article by name to bring it back"
            )
        elif r.restores:
            template = _("{name} {locale}: release {release} repeats release {restores} until a text changes")
        elif r.outcome == "unchanged":
            template = _("{name} {locale}: release {release} is published already")
        say(template.format(name=r.name, locale=r.locale, release=r.release, restores=r.restores))
        for path in r.written:
            lost = "; ".join(
                fill(LOSSES[loss.what], {"count": loss.count, "letters": loss.letters}) for loss in r.lost.get(path, ())
            )
            say(f"  {path} ({lost})" if lost else f"  {path}")
        for error in r.refused:
            say_error(error)
        _removed(r)


def _removed(result: Published) -> None:
    """Files that no longer belong to a release."""
    for path in result.removed:
        say(_("  {path}: removed; it is not published any more").format(path=path))


def blocked_reason(reason: str) -> str:
    """Why a unit keeps its article from being published."""
    if reason == "changed":
        return _("changed since it was approved")
    if reason == "reread":
        return _("this transflow reads its source differently than when it was added; run 'transflow add' again")
    if reason not in SIGNS:
        return _("blocking findings: {codes}").format(codes=reason)
    return f"{SIGNS.get(reason, '')} {i18n.state(reason)}".strip()
