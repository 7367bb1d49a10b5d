"""``doctor`` and ``demo``: is everything sound, and what does all this look like."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from transflow.cli.call import Call, register
from transflow.cli.output import FINDINGS, Answer
from transflow.errors import N_
from transflow.i18n import _, ngettext

if TYPE_CHECKING:
    from transflow.workflow.operations import Diagnosis, Rebuilt
    from transflow.workflow.sample import Report, Stage
    from transflow.workflow.workspace import Workspace


def doctor(
    call: Call,
    rebuild: Annotated[
        bool,
        typer.Option("--rebuild", help=N_("Bring the database back from articles, catalogues and signatures.")),
    ] = False,
) -> Answer:
    """Look whether the workspace is sound, and bring its database back."""
    from transflow.workflow.operations import diagnose

    rebuilt: Rebuilt | None = None
    aside: Path | None = None
    if rebuild:
        from transflow.bootstrap import damaged_database
        from transflow.store.repair import set_aside

        damaged = damaged_database(call.start)
        if damaged is not None and call.dry_run:
            return _plan_anew(damaged)
        if damaged is not None:
            aside = set_aside(damaged)
            call.talk(_("The database could not be read; it was set aside as {path}.").format(path=aside))
    with call.open() as workspace:
        if rebuild and call.dry_run:
            return _plan(call, workspace)
        if rebuild:
            from transflow.workflow.operations import rebuild as step

            rebuilt = step(workspace, actor=call.actor)
        diagnosis = diagnose(workspace)
    content: dict[str, object] = {
        "articles": diagnosis.articles,
        "units": diagnosis.units,
        "targets": diagnosis.targets,
        "events": diagnosis.events,
        "ailments": [{"code": code, "what": what} for code, what in diagnosis.ailments],
        "strayed": [{"path": s.path, "what": s.what} for s in diagnosis.strayed],
    }
    trouble = bool(diagnosis.ailments)
    if rebuilt is not None:
        content["rebuilt"] = {**_rebuilt_fields(rebuilt), "set_aside": aside.name if aside is not None else None}
        trouble |= bool(rebuilt.unfit) or any(r.error for r in rebuilt.added) or any(r.error for r in rebuilt.imported)

    def show() -> None:
        if rebuilt is not None:
            _say_rebuilt(rebuilt)
        _say_diagnosis(diagnosis)

    return Answer(content=content, show=show, exit_code=FINDINGS if trouble else 0)


def _rebuilt_fields(rebuilt: Rebuilt) -> dict[str, object]:
    from transflow.cli import shapes

    return {
        "files": [shapes.added(r) for r in rebuilt.added],
        "catalogues": [shapes.imported(r) for r in rebuilt.imported],
        "signatures": rebuilt.restored,
        "unfit": rebuilt.unfit,
    }


def _say_rebuilt(rebuilt: Rebuilt) -> None:
    from transflow.cli import wording

    wording.added(rebuilt.added)
    wording.imported(rebuilt.imported)
    again = ngettext("{count} signature restored", "{count} signatures restored", rebuilt.restored)
    print(again)
    if rebuilt.unfit:
        lost = ngettext(
            "{count} signature does not fit the text any more and was left out",
            "{count} signatures do not fit the text any more and were left out",
            rebuilt.unfit,
        )
        print(lost)


def _say_diagnosis(diagnosis: Diagnosis) -> None:
    from transflow.cli import pages

    pages.strayed(diagnosis.strayed)
    for code, what in diagnosis.ailments:
        print(f"{what}: {_ailment(code)} [{code}]")
    if not diagnosis.ailments:
        print(
            _("Sound: {articles}, {units}, {targets}, {events}.").format(
                articles=ngettext("{count} article", "{count} articles", diagnosis.articles),
                units=ngettext("{count} unit", "{count} units", diagnosis.units),
                targets=ngettext("{count} translation", "{count} translations", diagnosis.targets),
                events=ngettext("{count} event", "{count} events", diagnosis.events),
            )
        )


def _ailment(code: str) -> str:
    return {
        "state-differs-from-events": _("its state is not what its events lead to"),
        "spelling-without-library": _("spelling is on, but the library is missing; install this"),
        "spelling-list-unreadable": _("this list of words cannot be read; save it as UTF-8"),
        "spelling-without-dictionary": _(
            "spelling is on, but there is no dictionary; name a folder in [spelling] dictionaries, or install the system’s"
        ),
    }.get(code, code)


def _plan_anew(damaged: Path) -> Answer:
    """What a rebuild would do with a database that cannot be read."""

    def show() -> None:
        print(_("{path} cannot be read; it would be set aside, and a new database made.").format(path=damaged))

    return Answer(content={"would_set_aside": damaged.name}, show=show)


def _plan(call: Call, workspace: Workspace) -> Answer:
    """What a rebuild would do."""
    from transflow.cli import shapes, wording
    from transflow.workflow.intake import add
    from transflow.workflow.workspace import article_files

    added = add(workspace, [], actor=call.actor, dry_run=True) if article_files(workspace.root) else []
    paths = [
        workspace.shown(path)
        for locale in workspace.settings.locales
        for r in added
        if r.name
        for path in (workspace.catalogue_path(locale, r.name), workspace.journal_path(locale, r.name))
        if path.is_file()
    ]

    def show() -> None:
        wording.added(added)
        for path in paths:
            print(_("{path}: would be read").format(path=path))

    return Answer(content={"files": [shapes.added(r) for r in added], "would_read": paths}, show=show)


def demo(
    call: Call,
    keep: Annotated[
        Path | None, typer.Option("--keep", metavar="DIR", help=N_("The empty folder to run it in (else: a new one)."))
    ] = None,
) -> Answer:
    """Run the whole job on the bundled sample article."""
    import tempfile

    from transflow.bootstrap import open_workspace, sample_root
    from transflow.workflow import sample

    folder = keep.resolve() if keep is not None else Path(tempfile.mkdtemp(prefix="transflow-demo-"))
    sample.lay_out(sample_root(), folder)
    call.talk(_("The sample workspace is {folder}.").format(folder=folder))
    call.talk(
        _(
            "Its tiny models know only this article; a real workspace uses the engines of transflow.toml (fx, deep:google)."
        )
    )
    stages: list[Stage] = []
    for step in sample.run(folder, open_workspace):
        stages.append(step)
        if not call.as_json and step.command != "status":
            print(f"\n$ transflow {step.command}", flush=True)
            _say_stage(step.report)
    files = [str(folder / path) for s in stages for path in _articles_of(s.report)]

    def show() -> None:
        print()
        print("\n".join(files))
        print("\n$ transflow status")
        _say_stage(stages[-1].report)

    return Answer(
        content={
            "folder": str(folder),
            "stages": [{"command": s.command, "summary": _summary(s.report)} for s in stages],
            "files": files,
        },
        show=show,
    )


def _articles_of(report: Report) -> list[str]:
    """The published articles themselves, in the format of their source."""
    from transflow.workflow.publishing import Published

    published = [p for p in report if isinstance(p, Published)] if isinstance(report, list) else []
    return [path for p in published for path in p.files if path.endswith(".txt")]


def _say_stage(report: Report) -> None:
    """A stage's report in a line or a few; of the findings the first ones."""
    from transflow.cli import drafts, pages, wording
    from transflow.workflow.checking import Checked
    from transflow.workflow.export import Exported
    from transflow.workflow.importing import Imported
    from transflow.workflow.intake import Added
    from transflow.workflow.publishing import Published
    from transflow.workflow.reporting import Overview
    from transflow.workflow.review import Reviewed
    from transflow.workflow.windows import Drafted

    if isinstance(report, Reviewed):
        wording.reviewed(report)
        return
    if isinstance(report, Overview):
        pages.overview(report)
        return
    wording.added([r for r in report if isinstance(r, Added)])
    drafts.drafted([r for r in report if isinstance(r, Drafted)])
    wording.exported([r for r in report if isinstance(r, Exported)])
    wording.imported([r for r in report if isinstance(r, Imported)])
    wording.published([r for r in report if isinstance(r, Published)])
    checked = [r for r in report if isinstance(r, Checked)]
    if checked:
        wording.checked(checked)


def _summary(report: Report) -> object:
    from transflow.cli import drafts, shapes
    from transflow.workflow.checking import Checked
    from transflow.workflow.export import Exported
    from transflow.workflow.importing import Imported
    from transflow.workflow.intake import Added
    from transflow.workflow.publishing import Published
    from transflow.workflow.reporting import Overview
    from transflow.workflow.review import Reviewed
    from transflow.workflow.windows import Drafted

    if isinstance(report, Reviewed):
        return shapes.reviewed(report)
    if isinstance(report, Overview):
        return shapes.overview(report)
    rows: list[object] = []
    for r in report:
        match r:
            case Added():
                rows.append(shapes.added(r))
            case Drafted():
                rows.append(drafts.shape(r))
            case Exported():
                rows.append(shapes.exported(r))
            case Imported():
                rows.append(shapes.imported(r))
            case Published():
                rows.append(shapes.published(r))
            case Checked():
                rows.append(shapes.checked([r]))
    return rows


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    register(app, "doctor", N_("Look whether the workspace is sound; bring its database back."), changes=True)(doctor)
    register(app, "demo", N_("Run the whole job on the bundled sample article."))(demo)
