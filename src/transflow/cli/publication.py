"""``publish``, ``releases``, ``verify``: what is approved becomes releases and files, and stays what it was."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from transflow.cli.call import ArticlesArgument, Call, LocalesOption, register, words_of
from transflow.cli.output import FINDINGS, Answer, paint
from transflow.errors import N_, UsageError
from transflow.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from transflow.workflow.releases import Compared, Listed, Moved
    from transflow.workflow.verifying import Verified


def publish(
    call: Call,
    articles: ArticlesArgument = None,
    locales: LocalesOption = None,
    rollback: Annotated[
        int | None, typer.Option("--rollback", metavar="N", min=1, help=N_("Publish the article's release N again."))
    ] = None,
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help=N_("Take the articles out of what is published; needs --reason."))
    ] = False,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=N_("Why."))] = "",
) -> Answer:
    """Publish what is approved; what is blocked says which units and why."""
    if rollback is not None and withdraw:
        raise UsageError(N_("{one} and {other} do not go together."), one="--rollback", other="--withdraw")
    if withdraw or rollback is not None:
        return _move(call, articles or [], words_of(locales), rollback, reason.strip())
    from transflow.cli import shapes, wording
    from transflow.workflow.publishing import publish as step

    with call.open() as workspace:
        results = step(workspace, articles or [], locales=words_of(locales), actor=call.actor, dry_run=call.dry_run)
    return Answer(
        content={"releases": [shapes.published(r) for r in results]},
        show=lambda: wording.published(results),
        exit_code=FINDINGS if any(r.outcome == "blocked" for r in results) else 0,
    )


def _move(call: Call, articles: list[str], locales: list[str], number: int | None, reason: str) -> Answer:
    """Take back to an earlier release, or withdraw."""
    from transflow.workflow.releases import roll_back, withdraw

    if number is None and not reason:
        raise UsageError(N_("--{option} needs a reason."), option="withdraw", remedy=N_("Give it with --reason “…”."))
    with call.open() as workspace:
        step = partial(withdraw, reason=reason) if number is None else partial(roll_back, number=number)
        moved = step(workspace, articles, locales=locales, actor=call.actor, dry_run=call.dry_run)
    return Answer(
        content={"releases": [_moved(move) for move in moved]},
        show=lambda: _say_moved(moved),
        exit_code=FINDINGS if any(move.kept for move in moved) else 0,
    )


def _moved(move: Moved) -> dict[str, object]:
    return {
        "article": move.name,
        "locale": move.locale,
        "outcome": move.outcome,
        "release": move.release,
        "restores": move.restores or None,
        "reason": move.reason or None,
        "written": list(move.written),
        "removed": list(move.removed),
        "kept": list(move.kept),
    }


def _say_moved(moved: Sequence[Moved]) -> None:
    from transflow.cli.wording import say

    if not moved:
        say(_("Nothing is published there."))
    for move in moved:
        if move.outcome == "withdrawn":
            template = _("{name} {locale}: release {release} is withdrawn: {reason}")
        elif move.reason:
            template = _("{name} {locale}: release {release} was withdrawn already: {reason}")
        elif move.restores:
            template = _("{name} {locale}: release {release} repeats release {restores} until a text changes")
        else:
            template = _("{name} {locale}: release {release} is published already")
        fields = {"release": move.release, "restores": move.restores, "reason": move.reason}
        say(template.format(name=move.name, locale=move.locale, **fields))
        for path in move.written:
            say(f"  {path}")
        for path in move.removed:
            say(_("  {path}: removed; it is not published any more").format(path=path))
        for path in move.kept:
            line = _("  {path}: somebody changed it since it was published, so it stays; remove it yourself")
            say(paint(line.format(path=path), "yellow", sys.stdout.isatty()))


def releases(
    call: Call,
    articles: ArticlesArgument = None,
    locales: LocalesOption = None,
    difference: Annotated[
        str | None,
        typer.Option(
            "--difference",
            metavar="N[..M]",
            help=N_("What readers see changed from release N to M (to the latest), word by word; one article."),
        ),
    ] = None,
) -> Answer:
    """List what is published, by whom and when; of named articles also every earlier release."""
    from transflow.workflow.releases import compare, listed

    names, chosen = articles or [], words_of(locales)
    if difference is None:
        with call.open() as workspace:
            found = listed(workspace, names, locales=chosen)
        return Answer(content={"releases": [_listed(each) for each in found]}, show=lambda: _say_listed(found))
    before, after = _range(difference)
    if len(names) != 1:
        raise UsageError(N_("Name the one article that is meant."), remedy=N_("Run the command once for each."))
    with call.open() as workspace:
        wanted = chosen or list(workspace.settings.locales)
        compared = [compare(workspace, names[0], locale, before=before, after=after) for locale in wanted]
    return Answer(content={"differences": [_compared(each) for each in compared]}, show=lambda: _say_compared(compared))


def _range(text: str) -> tuple[int, int]:
    """ "2..4", "2" or "2..": release numbers, 0 for the latest."""
    first, _dots, last = text.partition("..")
    if not first.isdecimal() or (last and not last.isdecimal()) or int(first) < 1:
        raise UsageError(
            N_("“{text}” names no releases."), text=text, remedy=N_("Write 2 or 2..4, by the numbers of the releases.")
        )
    return int(first), int(last or 0)


def _listed(each: Listed) -> dict[str, object]:
    release = each.release
    return {
        "article": each.name,
        "locale": release.locale,
        "release": release.number,
        "current": each.current,
        "revision": release.revision,
        "digest": release.digest,
        "title": release.title or None,
        "at": release.at,
        "by": release.by,
        "restores": release.restores or None,
        "withdrawn": {"reason": release.withdrawn, "by": release.withdrawn_by, "at": release.withdrawn_at}
        if release.withdrawn
        else None,
    }


def _say_listed(found: Sequence[Listed]) -> None:
    from transflow.cli.wording import say

    if not found:
        say(_("Nothing is published yet."))
    for each in found:
        release = each.release
        mark = "*" if each.current else " "
        line = (
            f"{mark} {each.name} {release.locale} {release.number}  {release.at[:16].replace('T', ' ')}  {release.by}"
        )
        if release.restores:
            line += "  " + _("(as release {number})").format(number=release.restores)
        if release.withdrawn:
            line += "  " + _("(withdrawn by {person}: {reason})").format(
                person=release.withdrawn_by or "?", reason=release.withdrawn
            )
        say(line)


def _compared(each: Compared) -> dict[str, object]:
    return {
        "article": each.name,
        "locale": each.locale,
        "before": each.before.number,
        "after": each.after.number,
        "changes": [
            {"kind": c.kind.value, "note": c.number or None, "before": c.before or None, "after": c.after or None}
            for c in each.changes
        ],
    }


def _say_compared(compared: Sequence[Compared]) -> None:
    from transflow.cli.revisions import difference
    from transflow.cli.wording import say

    terminal = sys.stdout.isatty()
    for each in compared:
        head = _("{name} {locale}: from release {before} to {after}")
        fields = {"before": each.before.number, "after": each.after.number}
        say(paint(head.format(name=each.name, locale=each.locale, **fields), "blue", terminal))
        for change in each.changes:
            place = f"[{change.number}] " if change.number else ""
            say(f"  {place}{difference(change.difference(), terminal=terminal)}")
        if not each.changes:
            say("  " + _("Readers see no difference."))


def verify(
    call: Call,
    articles: ArticlesArgument = None,
    locales: LocalesOption = None,
    thorough: Annotated[
        bool,
        typer.Option("--thorough", help=N_("Also make Word, OpenDocument, EPUB and PDF files anew to compare them.")),
    ] = False,
) -> Answer:
    """Look whether everything published is, byte for byte, what was released."""
    from transflow.workflow.verifying import verify as step

    with call.open() as workspace:
        results = step(workspace, articles or [], locales=words_of(locales), thorough=thorough)
    return Answer(
        content={"files": sum(len(r.files) for r in results), "releases": [_verified(r) for r in results]},
        show=lambda: _say_verified(results),
        exit_code=FINDINGS if not all(r.sound for r in results) else 0,
    )


def _verified(result: Verified) -> dict[str, object]:
    return {
        "article": result.name or None,
        "locale": result.locale or None,
        "release": result.release or None,
        "sound": result.sound,
        "altered": list(result.altered),
        "missing": list(result.missing),
        "left": list(result.left),
        "damaged": result.damaged,
    }


def _say_verified(results: Sequence[Verified]) -> None:
    from transflow.cli.wording import say

    terminal = sys.stdout.isatty()
    for r in results:
        for paths, template in (
            (r.altered, _("{path}: is not what was released")),
            (r.missing, _("{path}: is missing")),
            (r.left, _("{path}: is still there, though it was withdrawn")),
        ):
            for path in paths:
                say(paint(template.format(path=path), "yellow", terminal))
        if r.damaged:
            line = _("{name} {locale}: release {release} in the database is damaged; restore a backup")
            say(paint(line.format(name=r.name, locale=r.locale, release=r.release), "red", terminal))
    files = sum(len(r.files) for r in results)
    if all(r.sound for r in results):
        say(ngettext("{count} file is what was released", "{count} files are what was released", files))
    elif any(r.altered or r.missing or r.left for r in results):
        say(_("'transflow publish ARTICLE' writes the files of a release again."))


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    register(app, "publish", N_("Publish what is approved; take back or withdraw what was."), changes=True)(publish)
    register(app, "releases", N_("List what is published, and what changed from one release to the next."))(releases)
    register(app, "verify", N_("Look whether everything published is still what was released."))(verify)
