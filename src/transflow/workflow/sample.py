"""The bundled sample, run through the whole main job: what ``transflow demo`` shows."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from transflow.config import FILE_NAME
from transflow.domain.states import Action
from transflow.errors import N_, UsageError
from transflow.files import disk_errors
from transflow.workflow.checking import Checked, check
from transflow.workflow.drafting import draft
from transflow.workflow.export import Exported, export
from transflow.workflow.importing import Imported, import_catalogues
from transflow.workflow.intake import Added, add
from transflow.workflow.publishing import Published, publish
from transflow.workflow.reporting import Overview, status
from transflow.workflow.review import Reviewed, Ruling, review
from transflow.workflow.windows import Drafted
from transflow.workflow.workspace import ARTICLES, LOCALES, Workspace

#: Name of the sample's article.
ARTICLE: Final = "middle-corridor"
#: Where the translators' finished catalogues are laid, as if they had been sent by mail.
INCOMING: Final = "incoming"
#: The people of the sample, by locale: who reviews and who approves. Translators are named in the catalogues.
REVIEWERS: Final = {"tr": "Mehmet Aydın", "ru": "Павел Орлов"}
APPROVER: Final = "Elif Kaya"
PUBLISHER: Final = "Deniz Arslan"

Report = (
    list[Added]
    | list[Drafted]
    | list[Checked]
    | list[Exported]
    | list[Imported]
    | Reviewed
    | list[Published]
    | Overview
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One step of the demo: the command a person would type, and what the step reported."""

    command: str
    report: Report


def lay_out(sample: Path, folder: Path) -> None:
    """Copy the sample to an empty ``folder``: settings, article, the tiny models, and catalogues as if sent by mail."""
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(
            N_("The folder {folder} is not empty."), folder=str(folder), remedy=N_("Name another one with --keep.")
        )
    with disk_errors(folder):
        shutil.copytree(sample / ARTICLES, folder / ARTICLES, dirs_exist_ok=True)
        for locale in REVIEWERS:
            target = folder / INCOMING / locale / f"{ARTICLE}.po"
            target.parent.mkdir(parents=True)
            shutil.copyfile(sample / LOCALES / locale / f"{ARTICLE}.po", target)
            models = Path("models", "tiny", f"en-{locale}")
            shutil.copytree(sample / models, folder / models)
        settings = (sample / FILE_NAME).read_text("utf-8")
        # The tiny models know this article only, so no workspace but the demo's names them.
        (folder / FILE_NAME).write_text(f'{settings}\n[engine.fx]\nmodels = "models/tiny"\n', "utf-8")


def run(folder: Path, open_workspace: Callable[[Path], AbstractContextManager[Workspace]]) -> Iterator[Stage]:
    """The main job in a laid-out ``folder``, stage by stage; each stage is done when it is yielded."""
    with open_workspace(folder) as workspace:
        yield Stage(command="add", report=add(workspace, [], actor=PUBLISHER))
        yield Stage(command="draft --engine fx", report=draft(workspace, engines=["fx"], actor=PUBLISHER))
        yield Stage(command="check", report=check(workspace))
        yield Stage(command="export", report=export(workspace, actor=PUBLISHER))
        paths = sorted((folder / INCOMING).glob("*/*.po"))
        yield Stage(command=f"import {INCOMING}/*/*.po", report=import_catalogues(workspace, paths, actor=PUBLISHER))
        for locale, reviewer in REVIEWERS.items():
            for action, person in ((Action.ACCEPT, reviewer), (Action.APPROVE, APPROVER)):
                report = review(workspace, ARTICLE, locale, Ruling(action=action), everything=True, actor=person)
                command = f'review {ARTICLE} --locale {locale} --{action.value} --all --as "{person}"'
                yield Stage(command=command, report=report)
        yield Stage(command="publish", report=publish(workspace, actor=PUBLISHER))
        yield Stage(command="status", report=status(workspace))
