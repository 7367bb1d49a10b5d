"""``draft``: machines propose; and what an engine made of a sentence, or several of them of many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from transflow.cli.call import ArticlesArgument, Call, LocalesOption, register, words_of
from transflow.cli.output import Answer, say_error
from transflow.errors import N_, NoEngineError, UsageError

if TYPE_CHECKING:
    from transflow.workflow.windows import Drafted


def draft(
    call: Call,
    articles: ArticlesArgument = None,
    locales: LocalesOption = None,
    engines: Annotated[
        list[str] | None,
        typer.Option(
            "--engine", metavar="ENGINE", help=N_("Engines instead of those in transflow.toml, the first one first.")
        ),
    ] = None,
    explain: Annotated[
        str, typer.Option("--explain", metavar="ID", help=N_("Show how the draft of this unit came about."))
    ] = "",
    compare: Annotated[
        list[str] | None,
        typer.Option(
            "--compare", metavar="ENGINE,ENGINE", help=N_("Draft a sample with each of these engines, side by side.")
        ),
    ] = None,
    sample: Annotated[
        int | None, typer.Option("--sample", metavar="N", min=1, help=N_("Units to compare (20)."))
    ] = None,
) -> Answer:
    """Propose a translation for what has none: from repetition, memory, rules and machines."""
    _refuse_mixed(bool(articles), bool(engines), explain, compare, sample)
    if explain:
        return _explain(call, explain, words_of(locales))
    if compare:
        return _compare(call, articles or [], words_of(locales), words_of(compare), sample)
    return _draft(call, articles or [], words_of(locales), words_of(engines))


def _refuse_mixed(
    articles: bool, engines: bool, explain: str, compare: Sequence[str] | None, sample: int | None
) -> None:
    """Options that would silently be ignored are refused."""
    pairs = (
        ("--explain", "--compare", bool(explain and compare)),
        ("--explain", "--engine", bool(explain and engines)),
        ("--explain", "ARTICLE", bool(explain and articles)),
        ("--compare", "--engine", bool(compare and engines)),
    )
    for one, other, given in pairs:
        if given:
            raise UsageError(N_("{one} and {other} do not go together."), one=one, other=other)
    if sample is not None and not compare:
        raise UsageError(N_("{one} needs {other}."), one="--sample", other="--compare")


def _draft(call: Call, articles: Sequence[str], locales: Sequence[str], engines: Sequence[str]) -> Answer:
    from transflow.cli import drafts
    from transflow.workflow.drafting import draft as step

    results: Sequence[Drafted]
    unreachable: NoEngineError | None = None
    with call.open() as workspace:
        currency = workspace.settings.currency
        try:
            results = step(
                workspace, articles, locales=locales, engines=engines, actor=call.actor, dry_run=call.dry_run
            )
        except NoEngineError as error:
            results, unreachable = error.results, error

    def show() -> None:
        drafts.drafted(results, currency=currency, planned=call.dry_run)
        if unreachable is not None:
            say_error(unreachable)

    return Answer(
        content={"drafted": [drafts.shape(r) for r in results], "currency": currency},
        show=show,
        exit_code=unreachable.exit_code if unreachable is not None else 0,
        error=unreachable,
    )


def _explain(call: Call, unit: str, locales: Sequence[str]) -> Answer:
    from transflow.cli import drafts
    from transflow.workflow.explaining import explain

    with call.open() as workspace:
        currency = workspace.settings.currency
        results = explain(workspace, unit, locales=locales)
    return Answer(
        content={"explained": [drafts.explained_shape(r) for r in results], "currency": currency},
        show=lambda: drafts.explained(results, currency),
    )


def _compare(
    call: Call, articles: Sequence[str], locales: Sequence[str], engines: Sequence[str], sample: int | None
) -> Answer:
    from transflow.cli import drafts
    from transflow.workflow.comparing import SAMPLE, compare

    with call.open() as workspace:
        currency = workspace.settings.currency
        results = compare(
            workspace, articles, locales=locales, engines=engines, sample=sample or SAMPLE, dry_run=call.dry_run
        )
    return Answer(
        content={
            "compared": [drafts.compared_shape(r) for r in results],
            "engines": drafts.summaries(results),
            "currency": currency,
        },
        show=lambda: drafts.compared(results, currency),
    )


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    register(app, "draft", N_("Propose translations: from memory, rules and machines."), changes=True)(draft)
