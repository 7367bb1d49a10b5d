"""``check``, ``review``, ``show``, ``status``: what is wrong, who signs, where everything stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Final

import typer

from transflow.cli.call import ArticlesArgument, Call, LocalesOption, register, words_of
from transflow.cli.output import FINDINGS, Answer
from transflow.errors import N_, UsageError

if TYPE_CHECKING:
    from transflow.workflow.review import Ruling


def check(
    call: Call,
    articles: ArticlesArgument = None,
    locales: LocalesOption = None,
    fix: Annotated[
        bool, typer.Option("--fix", help=N_("Mend what has a safe correction, in what nobody signed yet."))
    ] = False,
    hints: Annotated[bool, typer.Option("--hints", help=N_("Also show what only informs."))] = False,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="CODE", help=N_("With --fix: only findings of this code."))
    ] = None,
) -> Answer:
    """Look for what is wrong: lost notes, changed numbers and addresses, missed terms."""
    from transflow.cli import shapes, wording
    from transflow.workflow.checking import check as step

    if fix:
        return _fix(call, articles or [], words_of(locales), words_of(only))
    if only:
        raise UsageError(N_("--only goes with --fix."))
    with call.open() as workspace:
        results = step(workspace, articles or [], locales=words_of(locales), dry_run=call.dry_run)
    found = shapes.matters(f for c in results for f in c.findings)
    return Answer(
        content=shapes.checked(results),
        show=lambda: wording.checked(results, hints=hints),
        exit_code=FINDINGS if found else 0,
    )


def _fix(call: Call, articles: list[str], locales: list[str], codes: list[str]) -> Answer:
    """Mend what has a safe correction."""
    from transflow.cli import fixes
    from transflow.domain.checks import CHECKS
    from transflow.workflow.fixing import fix as step

    unknown = [code for code in codes if code not in CHECKS]
    if unknown:
        raise UsageError(N_("“{code}” is no check; known: {known}."), code=unknown[0], known=", ".join(CHECKS))
    with call.open() as workspace:
        result = step(workspace, articles, locales=locales, codes=codes, actor=call.actor, dry_run=call.dry_run)
    return Answer(content=fixes.shape(result), show=lambda: fixes.say(result, dry_run=call.dry_run))


def review(
    call: Call,
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help=N_("The article."))],
    locale: Annotated[str, typer.Option("--locale", metavar="LOCALE", help=N_("The locale."))],
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help=N_("Units."))] = None,
    everything: Annotated[bool, typer.Option("--all", help=N_("Every unit that is eligible."))] = False,
    confirm: Annotated[bool, typer.Option("--confirm", help=N_("Take a draft as it is: translated."))] = False,
    accept: Annotated[bool, typer.Option("--accept", help=N_("First signature: reviewed."))] = False,
    approve: Annotated[bool, typer.Option("--approve", help=N_("Second signature: approved."))] = False,
    reject: Annotated[bool, typer.Option("--reject", help=N_("Send it back; needs --reason."))] = False,
    settle: Annotated[
        bool, typer.Option("--settle", help=N_("The source changed, and the translation is still valid."))
    ] = False,
    waive: Annotated[
        str | None,
        typer.Option("--waive", metavar="CODE", help=N_("Take responsibility for a finding; needs --reason.")),
    ] = None,
    answer: Annotated[
        str | None, typer.Option("--answer", metavar="TEXT", help=N_("Answer the translator's question."))
    ] = None,
    text: Annotated[str | None, typer.Option("--text", metavar="TEXT", help=N_("Give a new text."))] = None,
    take: Annotated[
        int | None, typer.Option("--take", metavar="N", help=N_("Take the unit's suggestion number N."))
    ] = None,
    dismiss: Annotated[
        int | None, typer.Option("--dismiss", metavar="N", help=N_("Dismiss the unit's suggestion number N."))
    ] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=N_("Why."))] = "",
) -> Answer:
    """Sign, send back, settle or answer; nobody signs a text of their own."""
    from transflow.cli import shapes, wording
    from transflow.domain.states import Action
    from transflow.workflow.review import review as step

    flags = {
        Action.CONFIRM: confirm,
        Action.ACCEPT: accept,
        Action.APPROVE: approve,
        Action.REJECT: reject,
        Action.SETTLE: settle,
        Action.WAIVE: waive is not None,
        Action.ANSWER: answer is not None,
        Action.TRANSLATE: text is not None,
    }
    actions = [a.value for a, given in flags.items() if given]
    if take is not None or dismiss is not None:
        return _decide(call, article, locale, words_of(ids), actions, take, dismiss)
    ruling = _ruling(actions, reason, waive, answer if text is None else text)
    with call.open() as workspace:
        result = step(
            workspace,
            article,
            locale,
            ruling,
            ids=words_of(ids),
            everything=everything,
            actor=call.actor,
            dry_run=call.dry_run,
        )
    return Answer(
        content=shapes.reviewed(result),
        show=lambda: wording.reviewed(result),
        exit_code=FINDINGS if result.refused or "blocking" in result.skipped else 0,
    )


_ACTIONS: Final = "--confirm, --accept, --approve, --reject, --settle, --waive, --answer, --text, --take, --dismiss"


def _decide(
    call: Call, article: str, locale: str, ids: list[str], actions: list[str], take: int | None, dismiss: int | None
) -> Answer:
    """Take or dismiss one suggestion."""
    from transflow.cli import shapes, wording
    from transflow.workflow.review import decide

    if actions or (take is not None and dismiss is not None):
        raise UsageError(N_("Give one of {options}."), options=_ACTIONS, remedy=N_("Run the command once for each."))
    if len(ids) != 1:
        raise UsageError(
            N_("Name the one unit whose suggestion is meant."),
            remedy=N_("'transflow show ARTICLE --locale LOCALE' lists the units."),
        )
    with call.open() as workspace:
        result = decide(
            workspace,
            article,
            locale,
            ids[0],
            take=take is not None,
            position=take or dismiss or 0,
            actor=call.actor,
            dry_run=call.dry_run,
        )
    return Answer(content=shapes.decided(result, article), show=lambda: wording.decided(result, article))


def _ruling(actions: list[str], reason: str, code: str | None, text: str | None) -> Ruling:
    """What is asked for: exactly one action."""
    from transflow.domain.states import Action
    from transflow.workflow.review import Ruling

    if len(actions) != 1:
        raise UsageError(
            N_("Give one of {options}."),
            options=_ACTIONS,
            command="transflow review",
            remedy=N_("Run the command once for each.") if actions else N_("'{command} --help' explains it."),
        )
    action = Action(actions[0])
    if action in (Action.REJECT, Action.WAIVE) and not reason.strip():
        raise UsageError(N_("--{option} needs a reason."), option=action.value, remedy=N_("Give it with --reason “…”."))
    return Ruling(action=action, reason=reason, code=code or "", text=text or "")


def show(
    call: Call,
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help=N_("The article."))],
    locales: LocalesOption = None,
    changed: Annotated[
        bool,
        typer.Option("--changed", help=N_("Only what was touched in each language since its latest release.")),
    ] = False,
    riskiest: Annotated[
        bool, typer.Option("--riskiest", help=N_("Only what machines drafted, the most doubtful first."))
    ] = False,
    unit: Annotated[
        str,
        typer.Option("--unit", metavar="ID", help=N_("One unit in its context: paragraph, notes, matches, history.")),
    ] = "",
) -> Answer:
    """Print an article as it stands, with its units and their states."""
    from transflow.cli import pages, shapes
    from transflow.workflow.reporting import show as step

    if unit and (changed or riskiest):
        other = "--changed" if changed else "--riskiest"
        raise UsageError(N_("{one} and {other} do not go together."), one="--unit", other=other)
    if unit:
        return _in_context(call, article, unit, words_of(locales))
    if changed and riskiest:
        raise UsageError(N_("{one} and {other} do not go together."), one="--changed", other="--riskiest")
    if changed:
        return _corrections(call, article, words_of(locales))
    with call.open() as workspace:
        wanted = words_of(locales) or (list(workspace.settings.locales) if riskiest else [])
        result = step(workspace, article, locales=wanted)
    if riskiest:
        return Answer(content={"riskiest": shapes.riskiest(result)}, show=lambda: pages.riskiest(result))
    return Answer(content=shapes.shown(result), show=lambda: pages.article(result))


def _in_context(call: Call, article: str, unit: str, locales: list[str]) -> Answer:
    """One unit with all that helps to decide on it."""
    from transflow.cli import unitpage
    from transflow.workflow.context import in_context

    with call.open() as workspace:
        found = in_context(workspace, article, unit, locales=locales)
    return Answer(content=unitpage.shape(found), show=lambda: unitpage.page(found))


def _corrections(call: Call, article: str, locales: list[str]) -> Answer:
    """What was touched since the latest releases."""
    from transflow.cli import revisions, shapes, wording
    from transflow.workflow.revising import corrections

    with call.open() as workspace:
        found = corrections(workspace, article, locales=locales)

    def show() -> None:
        for line in revisions.corrections(found):
            wording.say(line)

    return Answer(content={"corrections": [shapes.correction(c) for c in found]}, show=show)


def status(
    call: Call,
    articles: ArticlesArgument = None,
    locales: LocalesOption = None,
    analyse: Annotated[
        bool, typer.Option("--analyse", help=N_("How many words were translated before, in the bands one is paid by."))
    ] = False,
    csv: Annotated[bool, typer.Option("--csv", help=N_("With --analyse: as CSV."))] = False,
) -> Answer:
    """Where every article stands in every locale, what blocks it, and who is next."""
    from transflow.cli import pages, shapes

    if csv and not analyse:
        raise UsageError(N_("--csv goes with --analyse."))
    if analyse:
        return _analysis(call, articles or [], words_of(locales), csv)
    from transflow.workflow.reporting import status as step

    with call.open() as workspace:
        result = step(workspace, articles or [], locales=words_of(locales))
    return Answer(content=shapes.overview(result), show=lambda: pages.overview(result))


def _analysis(call: Call, articles: Sequence[str], locales: Sequence[str], csv: bool) -> Answer:
    from transflow.cli import analysis
    from transflow.workflow.analysing import analyse

    with call.open() as workspace:
        results = analyse(workspace, articles, locales=locales)
    shown = analysis.as_csv if csv else analysis.page
    return Answer(content=analysis.fields(results), show=lambda: shown(results))


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    register(app, "check", N_("Look for what is wrong: notes, numbers, addresses, terms."), changes=True)(check)
    register(app, "review", N_("Sign, send back, settle or answer."), changes=True)(review)
    register(app, "show", N_("Print an article as it stands, with its units and their states."))(show)
    register(app, "status", N_("Where everything stands, what blocks it, and who is next."))(status)
