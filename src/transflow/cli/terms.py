"""``terms``: what must be called how, entered, exchanged, checked and suggested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from transflow import i18n
from transflow.cli.call import ArticlesArgument, Call, LocalesOption, register, words_of
from transflow.cli.help import Group
from transflow.cli.output import FINDINGS, Answer, error_fields, outcome_code, say_error
from transflow.cli.wording import say, table
from transflow.errors import N_, UsageError
from transflow.i18n import _, ngettext

if TYPE_CHECKING:
    from transflow.domain.term_candidates import Candidate
    from transflow.domain.terms import Term
    from transflow.workflow.terminology import Entered, Listed, TermsTaken

DomainOption = Annotated[str, typer.Option("--domain", metavar="NAME", help=N_("The field that a term belongs to."))]
ReplaceOption = Annotated[
    bool, typer.Option("--replace", help=N_("Replace what is there, instead of joining the two entries."))
]
#: Problems of a file that are said one by one.
_SAID = 10


def list_(call: Call, domain: DomainOption = "") -> Answer:
    """The terms of this workspace."""
    from transflow.workflow.terminology import list_terms

    with call.open() as workspace:
        listed = list_terms(workspace, domain=domain)
        locales = workspace.settings.locales

    def show() -> None:
        rows = [(_marked(one), *(_targets(one.term, locale) for locale in locales)) for one in listed]
        if rows:
            for line in table((_("term"), *locales), rows):
                say(line)
        else:
            say(_("There are no terms yet. 'transflow terms add' or 'transflow terms import' brings some."))

    return Answer(content={"terms": [_listed(one) for one in listed]}, show=show)


def _marked(one: Listed) -> str:
    """A term with what is special about it."""
    term = one.term
    signs = [term.domain] if term.domain else []
    signs += [_("stays as it is")] if term.keep else []
    signs += [_("capitals matter")] if term.case_sensitive else []
    return f"{term.source} ({', '.join(signs)})" if signs else term.source


def _targets(term: Term, locale: str) -> str:
    banned = "".join(f" ✗ {text}" for text in term.banned(locale))
    return (" | ".join(term.admitted(locale)) + banned).strip()


def fields(term: Term) -> dict[str, Any]:
    """A term as JSON."""
    return {
        "source": term.source,
        "targets": {locale: list(texts) for locale, texts in term.targets.items()},
        "forbidden": {locale: list(texts) for locale, texts in term.forbidden.items()},
        "case_sensitive": term.case_sensitive,
        "keep": term.keep,
        "enforce": term.enforce,
        "domain": term.domain,
        "note": term.note,
        "definition": term.definition,
    }


def _listed(one: Listed) -> dict[str, Any]:
    return {**fields(one.term), "from_settings": one.settings, "author": one.author, "at": one.at}


def add(
    call: Call,
    source: Annotated[str, typer.Argument(metavar="TERM", help=N_("The expression of the source language."))],
    targets: Annotated[
        list[str] | None,
        typer.Option("--target", metavar="LOCALE=WORDS", help=N_("What it is called; the first one is preferred.")),
    ] = None,
    forbidden: Annotated[
        list[str] | None,
        typer.Option("--forbid", metavar="LOCALE=WORDS", help=N_("What it must not be called.")),
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help=N_("It stays as it is in every language."))] = False,
    enforce: Annotated[
        bool, typer.Option("--enforce", help=N_("Machines do not see it; its target is put in as it stands."))
    ] = False,
    case_sensitive: Annotated[bool, typer.Option("--case-sensitive", help=N_("Its capitals matter."))] = False,
    domain: DomainOption = "",
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help=N_("A word to translators."))] = "",
    definition: Annotated[str, typer.Option("--definition", metavar="TEXT", help=N_("What it means."))] = "",
    replace: ReplaceOption = False,
) -> Answer:
    """Enter a term; what is known of it already is kept."""
    from transflow.domain.terms import Term
    from transflow.workflow.terminology import enter

    term = Term(
        source=" ".join(source.split()),
        targets=_by_locale(targets or []),
        forbidden=_by_locale(forbidden or []),
        case_sensitive=case_sensitive,
        keep=keep,
        enforce=enforce,
        domain=domain,
        note=note,
        definition=definition,
    )
    with call.open() as workspace:
        _refuse_unknown_locales(term, workspace.settings.locales)
        entered = enter(workspace, term, actor=call.actor, replacing=replace, dry_run=call.dry_run)
    return Answer(
        content={"outcome": entered.outcome, "term": fields(entered.term)},
        show=lambda: say(_outcome(entered)),
    )


def _by_locale(given: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """``tr=tedarik zinciri`` … by locale."""
    targets: dict[str, tuple[str, ...]] = {}
    for one in given:
        locale, equals, words = one.partition("=")
        if not equals or not locale.strip() or not words.strip():
            raise UsageError(
                N_("“{given}” is not of the form LOCALE=WORDS."),
                given=one,
                remedy=N_('Write for example --target "tr=tedarik zinciri".'),
            )
        targets[locale.strip()] = (*targets.get(locale.strip(), ()), " ".join(words.split()))
    return targets


def _refuse_unknown_locales(term: Term, locales: Sequence[str]) -> None:
    for locale in (*term.targets, *term.forbidden):
        if locale not in locales:
            raise UsageError(
                N_("“{name}” is not a locale of this workspace ({known})."), name=locale, known=", ".join(locales)
            )


_OUTCOMES: Mapping[str, str] = {
    "added": N_("“{term}”: added"),
    "changed": N_("“{term}”: changed"),
    "known": N_("“{term}”: nothing new"),
}


def _outcome(entered: Entered) -> str:
    return _(_OUTCOMES[entered.outcome]).format(term=entered.term.source)


def remove(
    call: Call,
    source: Annotated[str, typer.Argument(metavar="TERM", help=N_("The expression of the source language."))],
    domain: DomainOption = "",
) -> Answer:
    """Take out a term that was entered; what it was is printed, so that it can be entered again."""
    from transflow.workflow.terminology import remove as step

    with call.open() as workspace:
        term = step(workspace, source, domain=domain, actor=call.actor, dry_run=call.dry_run)
        locales = workspace.settings.locales

    def show() -> None:
        said = "; ".join(f"{locale}: {words}" for locale in locales if (words := _targets(term, locale)))
        say(_("“{term}”: taken out ({targets})").format(term=term.source, targets=said))

    return Answer(content={"term": fields(term)}, show=show)


def import_(
    call: Call,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help=N_("TBX-Basic, CSV or XLSX files."))],
    replace: ReplaceOption = False,
) -> Answer:
    """Take in terms of other programs; nothing that is there is lost."""
    from transflow.workflow.terminology import import_terms

    with call.open() as workspace:
        results = import_terms(workspace, files, actor=call.actor, replacing=replace, dry_run=call.dry_run)
    errors = [r.error for r in results if r.error is not None]
    trouble = any(r.problems for r in results)
    return Answer(
        content={"files": [_taken(r) for r in results]},
        show=lambda: _say_taken(results),
        exit_code=outcome_code(len(errors), len(results), findings=trouble) if errors else FINDINGS if trouble else 0,
        error=errors[0] if errors and len(errors) == len(results) else None,
    )


def _count(result: TermsTaken, outcome: str) -> int:
    return sum(one.outcome == outcome for one in result.entered)


def _say_taken(results: Sequence[TermsTaken]) -> None:
    for result in results:
        added = ngettext("{count} term added", "{count} terms added", _count(result, "added"))
        changed = ngettext("{count} changed", "{count} changed", _count(result, "changed"))
        known = ngettext("{count} known already", "{count} known already", _count(result, "known"))
        if result.error is not None:
            say_error(result.error)
        else:
            say(f"{result.file}: {added}, {changed}, {known}")
        for problem in result.problems[:_SAID]:
            say(f"  {result.file}:{problem.line}: {_(problem.template).format(**problem.fields)}")
        if len(result.problems) > _SAID:
            say("  " + _("… and {count} more").format(count=i18n.number(len(result.problems) - _SAID)))


def _taken(result: TermsTaken) -> dict[str, Any]:
    return {
        "file": result.file,
        **{outcome: _count(result, outcome) for outcome in _OUTCOMES},
        "problems": [
            {"code": p.code, "line": p.line, "message": _(p.template).format(**p.fields)} for p in result.problems
        ],
        "error": error_fields(result.error) if result.error is not None else None,
    }


def export(
    call: Call,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("A TBX, CSV or XLSX file to be written."))],
    domain: DomainOption = "",
) -> Answer:
    """Write all terms to a file that other programs read."""
    from transflow.workflow.terminology import export_terms

    with call.open() as workspace:
        count = export_terms(workspace, file, domain=domain, dry_run=call.dry_run)
    written = ngettext("{count} term", "{count} terms", count)
    return Answer(
        content={"file": str(file), "terms": count},
        show=lambda: say(_("{path}: written ({terms})").format(path=file, terms=written)),
    )


def check(call: Call, articles: ArticlesArgument = None, locales: LocalesOption = None) -> Answer:
    """Say where a term was missed, or called what it must not be called."""
    from transflow.cli import shapes, wording
    from transflow.workflow.terminology import check_terms

    with call.open() as workspace:
        results = check_terms(workspace, articles or [], locales=words_of(locales))
    found = shapes.matters(f for one in results for f in one.findings)
    return Answer(
        content=shapes.checked(results),
        show=lambda: wording.checked(results),
        exit_code=FINDINGS if found else 0,
    )


def suggest(
    call: Call,
    locales: LocalesOption = None,
    least: Annotated[int, typer.Option("--least", min=2, help=N_("It must come so often."))] = 3,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help=N_("At most so many."))] = 30,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", metavar="FILE", help=N_("Also write them to a sheet, to be imported once you went through it.")
        ),
    ] = None,
) -> Answer:
    """Expressions that come often in approved translations, and what they mostly became; 'terms add' takes one in."""
    from transflow.workflow.terminology import suggest as step
    from transflow.workflow.terminology import write_candidates

    with call.open() as workspace:
        found = step(workspace, locales=words_of(locales), least=least, most=limit)
        if output is not None:
            write_candidates(workspace, output, found)

    def show() -> None:
        for locale, several in found.items():
            header = (_("term"), locale, _("times"))
            rows = [(c.source, " | ".join(_alternatives(c)), i18n.number(c.occurrences)) for c in several]
            for line in table(header, rows, right=(2,)) if rows else ():
                say(line)
            if not rows:
                say(f"{locale}: " + _("nothing comes often enough yet"))

    return Answer(
        content={"suggestions": {locale: [_candidate(c) for c in several] for locale, several in found.items()}},
        show=show,
    )


def _alternatives(candidate: Candidate) -> list[str]:
    return [f"{text} ({i18n.number(count)})" for text, count in candidate.targets]


def _candidate(candidate: Candidate) -> dict[str, Any]:
    return {
        "source": candidate.source,
        "occurrences": candidate.occurrences,
        "score": round(candidate.score, 3),
        "targets": [{"text": text, "count": count} for text, count in candidate.targets],
        "examples": [{"source": source, "target": target} for source, target in candidate.examples],
    }


def add_to(app: typer.Typer) -> None:
    """Register the group."""
    group = typer.Typer(cls=Group, rich_markup_mode=None, no_args_is_help=True)
    register(group, "list", N_("The terms of this workspace."))(list_)
    register(group, "add", N_("Enter a term."), changes=True)(add)
    register(group, "remove", N_("Take out a term that was entered."), changes=True)(remove)
    register(group, "import", N_("Take in terms of other programs."), changes=True)(import_)
    register(group, "export", N_("Write all terms to a file that other programs read."), changes=True)(export)
    register(group, "check", N_("Say where a term was missed, or called what it must not be."))(check)
    register(group, "suggest", N_("Find terms in approved translations, for you to take in."))(suggest)
    app.add_typer(group, name="terms", help=N_("What must be called how."))
