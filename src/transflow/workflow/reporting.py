"""Reporting: where everything stands, derived from the store each time it is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from transflow.domain.article import Article
from transflow.domain.findings import Finding
from transflow.domain.states import SIGNATURES, State, Target
from transflow.domain.statistics import Effort
from transflow.domain.units import Unit
from transflow.formats.documents import reader_for
from transflow.workflow import journal
from transflow.workflow.checking import find, load
from transflow.workflow.workspace import LOCALES, Workspace, article_files, choose_articles, choose_locales

if TYPE_CHECKING:
    from transflow.store.records import ArticleRecord, ReleaseRecord, Suggestion

#: From the state that is furthest back to who has to act next.
NEXT: Mapping[State, str] = {
    State.NEW: "draft",
    State.STALE: "translator",
    State.REJECTED: "translator",
    State.DRAFTED: "translator",
    State.TRANSLATED: "reviewer",
    State.REVIEWED: "approver",
}
#: States in which somebody has yet to look at a machine's draft.
_UNSETTLED = frozenset({State.DRAFTED, State.TRANSLATED, State.REVIEWED})


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """A question to the author that nobody answered."""

    unit: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one article stands in one locale.

    ``units`` and ``words`` count by state (all current units; source words). ``blocking`` are blocking findings as of the
    last check, ``next`` who has to act: ``draft``, ``translator``, ``reviewer``, ``approver``, ``publisher``, ``nobody``.
    """

    name: str
    locale: str
    stage: str
    units: Mapping[State, int]
    words: Mapping[State, int]
    next: str
    findings: int = 0
    warnings: int = 0
    questions: tuple[OpenQuestion, ...] = ()
    suggestions: int = 0
    release: int = 0

    @property
    def total(self) -> int:
        """All current units."""
        return sum(self.units.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Strayed:
    """A source file that is not what was added: ``what`` is ``changed`` or ``gone``."""

    path: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Articles × locales, and where the folders say something else than the database.

    ``not_added``: files that no article is made of. ``strayed``: as :func:`strayed_sources` says. ``signatures_waiting``:
    a journal holds signatures of which the database knows nothing. ``effort``: how much people changed the drafts of each
    engine, by month.
    """

    standings: tuple[Standing, ...]
    not_added: tuple[str, ...] = ()
    strayed: tuple[Strayed, ...] = ()
    signatures_waiting: bool = False
    effort: tuple[Effort, ...] = ()


def status(workspace: Workspace, names: Sequence[str] = (), *, locales: Sequence[str] = ()) -> Overview:
    """The overview of articles (all where ``names`` is empty)."""
    chosen = choose_locales(workspace.settings, locales)
    with workspace.store.read() as tx:
        records = choose_articles(tx, names)
        rows, totals = tx.targets.tally(), tx.targets.totals()
        findings = tx.findings.counts()
        questions = tx.targets.questions()
        suggestions = tx.suggestions.open([r.id for r in records]) if records else []
        latest = tx.releases.latest()
        effort = tx.effort.by_month([r.id for r in records] if names else None)
    by_state: dict[tuple[int, str], dict[State, tuple[int, int]]] = {}
    versions: dict[tuple[int, str], int] = {}
    for row in rows:
        key = (row.article_id, row.locale)
        by_state.setdefault(key, {})[row.state] = (row.units, row.words)
        versions[key] = versions.get(key, 0) + row.versions
    counts = {(c.article_id, c.locale, c.severity): c.findings for c in findings}
    asked: dict[tuple[int, str], list[OpenQuestion]] = {}
    for question in questions:
        asked.setdefault((question.article_id, question.locale), []).append(
            OpenQuestion(unit=question.unit, text=question.comment)
        )
    offered: dict[tuple[int, str], int] = {}
    for suggestion in suggestions:
        key = (suggestion.article_id, suggestion.locale)
        offered[key] = offered.get(key, 0) + 1
    standings = []
    for record in records:
        total = totals.get(record.id)
        for locale in chosen:
            key = (record.id, locale)
            states = by_state.get(key, {})
            units, words = _counts(states, total.units if total else 0, total.words if total else 0)
            release = latest.get(key)
            stage, next_person = stage_of(units, release, record.revision.number, versions.get(key, 0))
            standings.append(
                Standing(
                    name=record.name,
                    locale=locale,
                    stage=stage,
                    units=units,
                    words=words,
                    next=next_person,
                    findings=counts.get((*key, "blocking"), 0),
                    warnings=counts.get((*key, "warning"), 0),
                    questions=tuple(asked.get(key, ())),
                    suggestions=offered.get(key, 0),
                    release=release.number if release is not None and not release.withdrawn else 0,
                )
            )
    known = {r.path for r in records}
    paths = [] if names else [p.relative_to(workspace.root).as_posix() for p in article_files(workspace.root)]
    return Overview(
        standings=tuple(standings),
        not_added=tuple(p for p in paths if p not in known),
        strayed=strayed_sources(workspace, records),
        signatures_waiting=_signatures_wait(workspace, records, chosen, by_state),
        effort=tuple(e for e in effort if e.locale in chosen),
    )


def strayed_sources(
    workspace: Workspace, records: Sequence[ArticleRecord], *, thorough: bool = False
) -> tuple[Strayed, ...]:
    """The source files of ``records`` that are gone, or are not what was last added.

    Only files written to since then are read, unless ``thorough``: a thousand of them take longer than all else here.
    """
    found = []
    for record in records:
        path = workspace.root / record.path
        try:
            if not thorough and path.stat().st_mtime < _seconds(record.revision.added_at):
                continue
            digest = sha256(path.read_bytes()).hexdigest()
        except (FileNotFoundError, NotADirectoryError):
            found.append(Strayed(path=record.path, what="gone"))
            continue
        except OSError:
            continue  # there, but nobody may read it: whoever adds it hears about that
        if digest != record.revision.digest:
            found.append(Strayed(path=record.path, what="changed"))
    return tuple(found)


def _seconds(instant: str) -> float:
    """An instant of the store as seconds since 1970."""
    return datetime.fromisoformat(instant).timestamp()


def _signatures_wait(
    workspace: Workspace,
    records: Sequence[ArticleRecord],
    locales: Sequence[str],
    by_state: Mapping[tuple[int, str], Mapping[State, object]],
) -> bool:
    """Whether a journal holds signatures that stand, of an article × locale that nobody ever signed in the database."""
    if not records:
        return any((workspace.root / LOCALES).rglob("*.signatures.jsonl"))
    for record in records:
        for locale in locales:
            if not {State.REVIEWED, State.APPROVED}.isdisjoint(by_state.get((record.id, locale), ())):
                continue
            path = workspace.journal_path(locale, record.name)
            if not path.exists() or not _holds_signatures(journal.read(path)):
                continue
            with workspace.store.read() as tx:
                if not any(event.action in SIGNATURES for event in tx.targets.events(record.id, locale)):
                    return True
    return False


def _holds_signatures(lines: Sequence[journal.Signed]) -> bool:
    """Whether a signature of a journal still counts."""
    by_unit: dict[str, list[journal.Signed]] = {}
    for line in lines:
        by_unit.setdefault(line.unit, []).append(line)
    return any(line.action in SIGNATURES for its in by_unit.values() for line in journal.standing(its))


def _counts(
    states: Mapping[State, tuple[int, int]], units: int, words: int
) -> tuple[dict[State, int], dict[State, int]]:
    """Units and words by state; what the tally does not count is new."""
    counted: dict[State, int] = {s: n for s, (n, _) in states.items() if s not in (State.NEW, State.OBSOLETE)}
    counted_words: dict[State, int] = {s: w for s, (_, w) in states.items() if s not in (State.NEW, State.OBSOLETE)}
    rest, rest_words = units - sum(counted.values()), words - sum(counted_words.values())
    if rest:
        counted[State.NEW], counted_words[State.NEW] = rest, rest_words
    order = [s for s in State if s in counted]
    return {s: counted[s] for s in order}, {s: counted_words[s] for s in order}


def stage_of(
    units: Mapping[State, int], release: ReleaseRecord | None, revision: int, versions: int
) -> tuple[str, str]:
    """The derived state of article × locale, and who has to act next; ``versions`` as in :class:`TallyRow`."""
    total = sum(units.values())
    approved = units.get(State.APPROVED, 0)
    waiting = next((NEXT[s] for s in NEXT if units.get(s)), "publisher" if total else "nobody")
    if release is not None:
        if release.withdrawn:
            return "withdrawn", waiting
        if approved == total and (release.seen_revision, release.versions) == (revision, versions):
            return "published", "nobody"
        return "published, outdated", waiting
    if total and approved == total:
        return "approved", "publisher"
    if total and units.get(State.NEW, 0) == total:
        return "new", waiting
    behind = (State.NEW, State.DRAFTED, State.STALE, State.REJECTED)
    return ("in translation" if any(units.get(s) for s in behind) else "in review"), waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An article as it stands: its anatomy, its units, and for each locale asked for its targets and findings."""

    name: str
    path: str
    revision: int
    article: Article
    units: tuple[Unit, ...]
    targets: Mapping[str, Mapping[str, Target]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()

    def riskiest(self) -> list[tuple[float, Unit, Target]]:
        """What machines drafted and nobody approved yet, the highest risk first, else in document order."""
        risky = [
            (target.risk, unit, target)
            for of in self.targets.values()
            for unit in self.units
            if (target := of.get(unit.id)) is not None and target.risk is not None and target.state in _UNSETTLED
        ]
        return sorted(risky, key=lambda found: -found[0])


def show(workspace: Workspace, name: str, *, locales: Sequence[str] = ()) -> Shown:
    """One article with its units, and the targets of ``locales`` (none where empty: the source alone)."""
    chosen = choose_locales(workspace.settings, locales) if locales else ()
    with workspace.store.read() as tx:
        record = choose_articles(tx, [name])[0]
        content = tx.articles.content(record.id)
        units, stored = load(tx, [record])[record.id]
        suggestions = tx.suggestions.open([record.id])
    targets = {locale: {unit: target for (unit, of), target in stored.items() if of == locale} for locale in chosen}
    findings = [f for locale in chosen for f in find(workspace, units, targets[locale], locale)]
    return Shown(
        name=record.name,
        path=record.path,
        revision=record.revision.number,
        article=reader_for(PurePosixPath(record.path).suffix).read(content, workspace.anatomy(record.revision.main)),
        units=tuple(units),
        targets=targets,
        findings=tuple(findings),
        suggestions=tuple(s for s in suggestions if s.locale in chosen),
    )
