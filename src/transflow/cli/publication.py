"""``publish``: what is approved becomes releases and files."""

from __future__ import annotations

import typer

from transflow.cli.call import ArticlesArgument, Call, LocalesOption, register, words_of
from transflow.cli.output import FINDINGS, Answer
from transflow.errors import N_


def publish(call: Call, articles: ArticlesArgument = None, locales: LocalesOption = None) -> Answer:
    """Publish what is approved; what is blocked says which units and why."""
    from transflow.cli import shapes, wording
    from transflow.workflow.publishing import publish as step

    with call.open() as workspace:
        results = step(workspace, articles or [], locales=words_of(locales), actor=call.actor, dry_run=call.dry_run)
    return Answer(
        content={"releases": [shapes.published(r) for r in results]},
        show=lambda: wording.published(results),
        exit_code=FINDINGS if any(r.outcome == "blocked" for r in results) else 0,
    )


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    register(app, "publish", N_("Publish what is approved."), changes=True)(publish)
