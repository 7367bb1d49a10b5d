"""The main job at size: add, export, import, publish, with the database, through the same steps as the commands."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.articles import LOCALES, TRANSLATORS, extras, make, translation, write_workspace
from benchmarks.measuring import OMEGAT_MS, Taken, apart, heading, median, middle, say, taken, talk, verdict

if TYPE_CHECKING:
    from transflow.workflow.workspace import Workspace

#: The steps of the whole way of one locale, and what may be done between them without being counted.
WAY = ("add", "export", "import", "publish")
#: Articles that are reviewed through the review step itself, to say what a person's signature costs.
REVIEWED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One pass through the main job. ``review`` is for one article and one signature on all its units."""

    articles: int
    locales: tuple[str, ...]
    steps: dict[str, Taken]
    review: Taken | None = None
    findings: int = 0

    def way(self) -> float:
        """Milliseconds of wall time an article for :data:`WAY`."""
        return sum(self.steps[name].each for name in WAY)


def run(
    count: int, locales: Sequence[str], *, checks: bool, reviews: int = 0, again: bool = True, suffix: str = ".txt"
) -> Run:
    """Do the main job for ``count`` articles in a folder of its own; says what each step took, and, ``again``, once more."""
    from transflow.bootstrap import open_workspace
    from transflow.workflow.checking import check
    from transflow.workflow.export import export
    from transflow.workflow.importing import import_catalogues
    from transflow.workflow.intake import add
    from transflow.workflow.publishing import publish
    from transflow.workflow.reporting import status

    locales = tuple(locales)
    steps: dict[str, Taken] = {}
    with tempfile.TemporaryDirectory(prefix="transflow-benchmark-") as folder:
        root = Path(folder)
        if suffix == ".txt":
            write_workspace(root, count)
        else:
            from benchmarks.documents import document

            write_workspace(root, count, suffix=suffix, document=lambda number: document(suffix, number))
        with open_workspace(root) as workspace:
            steps["add"], added = taken("add", count, lambda: add(workspace, [], actor="Deniz Arslan"))
            _expect(len(added), count, [a.outcome for a in added], "new")
            steps["export"], exported = taken(
                "export", count, lambda: export(workspace, locales=locales, actor="Deniz Arslan")
            )
            _expect(len(exported), count * len(locales), [e.outcome for e in exported], "written")
            translate(root, count, locales)
            steps["import"], imported = taken(
                "import", count, lambda: import_catalogues(workspace, [], actor="Deniz Arslan", checks=checks)
            )
            wrong = [i for i in imported if i.error or i.count("accepted") != len(i.entries)]
            assert not wrong, wrong[:1]
            assert len(imported) == count * len(locales), len(imported)
            findings = sum(f.blocks for i in imported for f in i.findings)
            assert not findings, [f for i in imported for f in i.findings if f.blocks][:3]
            if checks:
                steps["check"], _ = taken("check", count, lambda: check(workspace, locales=locales))
            review = _review(workspace, reviews, locales) if reviews else None
            approve(workspace, locales)
            steps["publish"], published = taken(
                "publish", count, lambda: publish(workspace, locales=locales, actor="Deniz Arslan")
            )
            _expect(len(published), count * len(locales), [p.outcome for p in published], "published")
            steps["status"], _ = taken("status", count, lambda: status(workspace))
            if again:
                steps["export again"], _ = taken(
                    "export again", count, lambda: export(workspace, locales=locales, actor="Deniz Arslan")
                )
                steps["import again"], _ = taken(
                    "import again", count, lambda: import_catalogues(workspace, [], actor="Deniz Arslan", checks=False)
                )
                steps["publish again"], _ = taken(
                    "publish again", count, lambda: publish(workspace, locales=locales, actor="Deniz Arslan")
                )
    return Run(articles=count, locales=locales, steps=steps, review=review, findings=findings)


def _expect(found: int, wanted: int, outcomes: Sequence[str], outcome: str) -> None:
    """A benchmark of work that was not done says nothing."""
    assert found == wanted, (found, wanted)
    assert set(outcomes) == {outcome}, set(outcomes)


def translate(root: Path, count: int, locales: Sequence[str]) -> None:
    """Fill in the catalogues as translators would; not timed."""
    for number in range(count):
        article = make(number)
        for locale in locales:
            path = root / "locales" / locale / f"{article.name}.po"
            rows = (*article.rows, *extras(number))
            known = {_quoted(row.source): _quoted(row.targets[locale]) for row in rows}
            lines = []
            source = ""
            for line in path.read_text("utf-8").split("\n"):
                if line.startswith('"Last-Translator:'):
                    line = f'"Last-Translator: {TRANSLATORS[locale]}\\n"'
                elif line.startswith('msgid "'):
                    source = line[7:-1]
                elif line == 'msgstr ""' and source:
                    line = f'msgstr "{translation(source, known)}"'
                lines.append(line)
            path.write_text("\n".join(lines), "utf-8")


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _review(workspace: Workspace, count: int, locales: Sequence[str]) -> Taken:
    """What a signature costs through the review step: checks, guards, events, and the journal on the disk."""
    from transflow.domain.states import Action
    from transflow.workflow.review import Ruling, review

    def sign() -> None:
        for number in range(count):
            for locale in locales:
                done = review(
                    workspace,
                    f"article-{number:05}",
                    locale,
                    Ruling(action=Action.ACCEPT),
                    everything=True,
                    actor="Mehmet Aydın",
                )
                assert not done.refused, done.refused[:2]
                assert not done.skipped, done.skipped

    return taken("review", count * len(locales), sign)[0]


def approve(workspace: Workspace, locales: Sequence[str]) -> None:
    """Two signatures on every unit, in bulk; not timed, since people take longer than any program."""
    from transflow.domain.groups import grouping, texts_of
    from transflow.domain.states import Action, State, advance, apply
    from transflow.workflow.checking import load
    from transflow.workflow.workspace import batches

    with workspace.store.read() as tx:
        records = tx.articles.all()
    for batch in batches(records):
        with workspace.store.write() as tx:
            changes = []
            loaded = load(tx, batch)
            for record in batch:
                units, targets = loaded[record.id]
                for locale in locales:
                    groups = grouping(units, texts_of({unit: t for (unit, of), t in targets.items() if of == locale}))
                    for unit in units:
                        target = targets[unit.id, locale]
                        for action in (Action.ACCEPT, Action.APPROVE):
                            if action is Action.ACCEPT and target.state is not State.TRANSLATED:
                                continue
                            key = groups.key(unit)
                            event = advance(target, action, actor="Elif Kaya", at=workspace.now(), source_key=key)
                            target = apply(target, event)
                            changes.append((record.id, event, target))
            tx.targets.record(changes)
        for record in batch:
            for locale in locales:
                workspace.keep_journal(record.name, locale, record.id)


def report(count: int, *, large: bool) -> list[bool]:
    """Every figure of the main job, printed; whether each promise was kept."""
    kept = _report_steps(count)
    kept += _report_way(max(count // 2, 1))
    return kept + _report_scale(count, large=large)


def _report_steps(count: int) -> list[bool]:
    talk(f"the main job, {count} articles, two locales, all checks")
    full = apart(run, count, LOCALES, checks=True, reviews=REVIEWED)
    heading(f"The main job: {count:,} articles of 66 units, two locales, all checks at import")
    say(f"  {'step':14} {'seconds':>8} {'cpu s':>8} {'articles/s':>11} {'ms/article':>11} {'peak MB':>8}")
    for name, step in full.steps.items():
        rate = step.amount / step.wall
        say(f"  {name:14} {step.wall:8.2f} {step.cpu:8.2f} {rate:11.0f} {step.each:11.2f} {step.peak:8.0f}")
    assert full.review is not None
    say(f"  review, one signature on the 66 units of one article and locale: {full.review.each:.1f} ms")
    say('  ("import" checks as it goes; "check" is the command of that name afterwards; approvals are not timed;')
    say('  "again" is the same command a second time: nothing changes but what it has to find out)')
    return []


def _report_way(count: int) -> list[bool]:
    plain, checked = [], []
    for number in range(3):
        talk(f"the whole way of one locale, run {number + 1} of 3")
        plain.append(apart(run, count, LOCALES[:1], checks=False, again=False))
        checked.append(apart(run, count, LOCALES[:1], checks=True, again=False))
    heading(f"The whole way of one locale: {count:,} articles, medians of 3 runs")
    for label, runs in (("without checks", plain), ("with all checks", checked)):
        steps = [middle([r.steps[name] for r in runs]) for name in WAY]
        parts = ", ".join(f"{s.label} {s.each:.2f}" for s in steps)
        cpu = sum(s.each_cpu for s in steps)
        say(f"  {label}: {median([r.way() for r in runs]):.2f} ms an article ({parts}; {cpu:.2f} ms of processor time)")
    way = median([r.way() for r in plain])
    say(f"  load average meanwhile: {os.getloadavg()[0]:.1f}; where others work too, trust the processor time")
    say(f"  OmegaT, published figure of another run: {OMEGAT_MS} ms an article; ratio {OMEGAT_MS / way:.1f}")
    return [
        verdict("whole way without checks", way, OMEGAT_MS, "ms/article"),
        verdict("whole way with all checks", median([r.way() for r in checked]), 45, "ms/article"),
    ]


def _report_scale(count: int, *, large: bool) -> list[bool]:
    sizes = sorted({max(count // 10, 1), count, *([count * 10] if large else [])})
    runs = {}
    for size in sizes:
        talk(f"{size} articles, one locale")
        runs[size] = apart(run, size, LOCALES[:1], checks=False)
    heading("Does it grow with the number of articles? Processor ms an article, one locale, without checks")
    say("  " + " " * 14 + "".join(f"{size:>10,}" for size in sizes) + "   last : first")
    for name in runs[sizes[0]].steps:
        each = [runs[size].steps[name].each_cpu for size in sizes]
        say(f"  {name:14}" + "".join(f"{e:10.3f}" for e in each) + f"   {each[-1] / each[0]:.2f}")
    ways = {size: sum(runs[size].steps[name].each_cpu for name in WAY) for size in sizes}
    say(
        f"  {'whole way':14}"
        + "".join(f"{ways[s]:10.3f}" for s in sizes)
        + f"   {ways[sizes[-1]] / ways[sizes[0]]:.2f}"
    )
    peaks = {size: max(s.peak for s in runs[size].steps.values()) for size in sizes}
    say(f"  {'peak MB':14}" + "".join(f"{peaks[s]:10.0f}" for s in sizes))
    if not large:
        say(f"  (--large adds {count * 10:,})")
        return []
    return [verdict(f"cost at {count * 10:,} : at {count:,}", ways[count * 10] / ways[count], 1.2, "×")]
