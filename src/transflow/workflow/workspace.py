"""A workspace on disk: where its files are, what is in it, and what every step is handed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TypeVar
from unicodedata import normalize

from transflow.config import FILE_NAME, TEMPLATE, Settings
from transflow.domain.checks import Ground, prepare
from transflow.domain.people import Person, Right
from transflow.domain.segmentation import Segmenter
from transflow.domain.terms import Term
from transflow.errors import N_, GuardError, NoWorkspaceError, UnknownThingError, UsageError
from transflow.files import disk_errors, write_whole
from transflow.formats.documents import SUFFIXES, Anatomy
from transflow.workflow.sources import INTERFACE, expand

if TYPE_CHECKING:
    from transflow.engines.base import Engine
    from transflow.engines.calling import Policy
    from transflow.memory.index import Index
    from transflow.store.database import Store, Transaction
    from transflow.store.records import ArticleRecord

T = TypeVar("T")

ARTICLES: Final = "articles"
LOCALES: Final = "locales"
#: How many articles one transaction holds: large enough for bulk statements, small enough to lose little at a crash.
BATCH: Final = 25


class Progress(Protocol):
    """Told how far a long step is: what it is doing, how many are done, of how many."""

    def __call__(self, label: str, done: int, total: int) -> None: ...


def silent(label: str, done: int, total: int) -> None:
    """A :class:`Progress` that says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """What a step works in. Wired together in ``transflow.bootstrap``; tests hand in a fixed clock and an echo engine."""

    root: Path
    settings: Settings
    store: Store
    now: Callable[[], str]
    engine: Callable[[str], Engine]
    progress: Progress = field(default=silent)
    _grounds: dict[str, Ground] = field(default_factory=dict, repr=False)
    _terms: list[tuple[Term, ...]] = field(default_factory=list, repr=False)
    _indexes: dict[str, Index] = field(default_factory=dict, repr=False)

    def terms(self) -> tuple[Term, ...]:
        """The terms of the settings, and those people entered; of two for one expression and domain the settings' counts."""
        if not self._terms:
            own = {(term.source, term.domain): term for term in self.settings.terms}
            with self.store.read() as tx:
                entered = {(s.term.source, s.term.domain): s.term for s in tx.terms.all()}
            self._terms.append(tuple({**entered, **own}.values()))
        return self._terms[0]

    def forget_terms(self) -> None:
        """Read the terms anew where they are next wanted: somebody entered one."""
        self._terms.clear()
        self._grounds.clear()

    def ground(self, locale: str) -> Ground:
        """What the checks of a locale need of the settings, prepared once."""
        if locale not in self._grounds:
            own = self.settings
            terms, speller = self.terms(), None
            if own.spelling:
                from transflow.workflow import spelling

                words = [word for term in terms for said in term.targets.get(locale, ()) for word in said.split()]
                words += [word for term in terms for word in term.source.split()]
                speller = spelling.speller(self.root, own, locale, words)
            self._grounds[locale] = prepare(
                locale, terms, source_locale=own.source, severities=own.severities, speller=speller
            )
        return self._grounds[locale]

    def index(self, language: str) -> Index:
        """The memory's index of the source language's sentences, or of the targets in another language; up to date."""
        from transflow.workflow.recall import open_index

        if language in self._indexes:
            self._indexes[language].refresh()
        else:
            self._indexes[language] = open_index(self, language)
        return self._indexes[language]

    def policy(self, engine: str) -> Policy:
        """How often and how long an engine is asked again: ``retries`` and ``longest_wait`` of its table."""
        from transflow.engines.calling import policy_of
        from transflow.engines.settings import Settings as EngineSettings

        return policy_of(EngineSettings(engine, self.settings.engine_table(engine)))

    def segmenter(self) -> Segmenter:
        """The segmenter of the source language with the workspace's abbreviations."""
        return Segmenter(self.settings.source, self.settings.abbreviations)

    def anatomy(self, main: tuple[int, int] | None = None) -> Anatomy:
        """How this workspace's pages are built; ``main`` is where the article lies in a saved page (its revision knows)."""
        own = self.settings
        return Anatomy(
            furniture=own.furniture,
            language_line=own.language_line,
            tracked_changes=own.tracked_changes,
            main=main,
            relabel_language=own.source if own.language_attribute else "",
        )

    def catalogue_path(self, locale: str, name: str, suffix: str = ".po") -> Path:
        """Where the catalogue of an article lies."""
        return self.root / LOCALES / locale / f"{name}{suffix}"

    def journal_path(self, locale: str, name: str) -> Path:
        """Where the signatures of an article lie (guard G4)."""
        return self.root / LOCALES / locale / f"{name}.signatures.jsonl"

    def keep_journal(self, name: str, locale: str, article_id: int, tx: Transaction | None = None) -> None:
        """Bring an article's journal of signatures up to date with its events; a crash before this is healed by the next.

        Under the database's write lock, so that two people who sign at once do not overwrite each other's lines.
        """
        from transflow.workflow import journal

        with nullcontext(tx) if tx is not None else self.store.write() as writing:
            journal.bring_up_to_date(self.journal_path(locale, name), writing.targets.events(article_id, locale))

    def shown(self, path: Path) -> str:
        """``path`` as messages name it: relative to the workspace where it is inside."""
        try:
            return path.resolve().relative_to(self.root.resolve()).as_posix()
        except (ValueError, OSError, RuntimeError):  # outside, or a symbolic link that leads back to itself
            return str(path)


def find_root(start: Path) -> Path:
    """The nearest folder at or above ``start`` that holds ``transflow.toml``."""
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file():
            return folder
    raise NoWorkspaceError()


def initialise(root: Path, *, locales: Sequence[str], engines: Sequence[str], dry_run: bool = False) -> list[str]:
    """Make ``root`` a workspace; what is there already is left as it is. Returns what was created, relative."""
    created = []
    content = TEMPLATE.format(locales=_toml_list(locales), engines=_toml_list(engines))
    if not (root / FILE_NAME).exists():
        created.append(FILE_NAME)
        if not dry_run:
            write_whole(root / FILE_NAME, content.encode())
    for folder in (ARTICLES, *(f"{LOCALES}/{locale}" for locale in locales)):
        if not (root / folder).is_dir():
            created.append(f"{folder}/")
            if not dry_run:
                with disk_errors(root / folder):
                    (root / folder).mkdir(parents=True)
    ignore = root / ".transflow" / ".gitignore"
    if not ignore.exists():
        created.append(".transflow/")
        if not dry_run:
            write_whole(ignore, b"*\n")
    return created


def _toml_list(values: Iterable[str]) -> str:
    return "[" + ", ".join(f'"{value}"' for value in values) + "]"


def article_name(path: Path) -> str:
    """Name of an article: its path under ``articles/`` without the suffix, with ``/`` between folders."""
    name = path.with_suffix("").as_posix()
    if INTERFACE in Path(name).parts:
        raise UsageError(
            N_("An article cannot be called “{name}”: that folder holds the catalogues of the interface."),
            name=name,
            remedy=N_("Rename the file."),
        )
    if " ".join(name.split()) != name or not name.isprintable():
        raise UsageError(
            N_("The file name of “{name}” holds control characters, or white space that is lost in catalogues."),
            name=name,
            remedy=N_("Rename the file."),
        )
    return name


def refuse_twins(name: str, known: dict[str, str]) -> None:
    """:class:`UsageError` where ``name`` differs from a known name by case or by the form of its accents alone.

    File systems of macOS and Windows hold only one of the two, so the workspace could not be copied there. ``known`` maps
    names as :func:`folded_name` gives them to the names themselves; a new one is added.
    """
    twin = known.setdefault(folded_name(name), name)
    if twin != name:
        raise UsageError(
            N_("“{name}” and “{other}” differ only in capitals or in the form of accents."),
            name=name,
            other=twin,
            remedy=N_("Rename one of the two: not every system can keep both."),
        )


def folded_name(name: str) -> str:
    """A name as file systems compare it that do not tell case or forms of accents apart."""
    return normalize("NFC", normalize("NFC", name).casefold())


def article_files(root: Path) -> list[Path]:
    """Every file below ``articles/`` whose format is known, in order."""
    return list(expand([folder], SUFFIXES).files) if (folder := root / ARTICLES).is_dir() else []


def choose_articles(tx: Transaction, names: Sequence[str]) -> list[ArticleRecord]:
    """The articles called ``names`` (a name, or the path of its file), all where empty; unknown names are an error."""
    everything = tx.articles.all()
    if not names:
        return everything
    by_name = {a.name: a for a in everything} | {a.path: a for a in everything}
    chosen = []
    for name in names:
        record = by_name.get(name) or by_name.get(Path(name).as_posix())
        if record is None:
            raise UnknownThingError(name=name)
        if record not in chosen:
            chosen.append(record)
    return chosen


def choose_locales(settings: Settings, locales: Sequence[str]) -> tuple[str, ...]:
    """The target locales of the workspace, or those asked for."""
    for locale in locales:
        if locale not in settings.locales:
            raise UnknownThingError(
                N_("“{name}” is not a locale of this workspace ({known})."),
                name=locale,
                known=", ".join(settings.locales),
                remedy=N_("Add it to locales = […] in transflow.toml."),
            )
    return tuple(dict.fromkeys(locales)) or settings.locales


def batches(items: Sequence[T], size: int = BATCH) -> Iterable[Sequence[T]]:
    """``items`` in slices of at most ``size``."""
    return (items[i : i + size] for i in range(0, len(items), size))


def authorise(tx: Transaction, name: str, right: Right, locale: str = "") -> Person:
    """The person ``name``, if they may do ``right``; an unknown name becomes a person with all rights."""
    person = tx.people.get(name)
    if person is None:
        if any(p.roles for p in tx.people.all()):
            raise GuardError(
                N_("{person} is not known in this workspace, and rights are configured here."),
                guard="rights",
                person=name,
                remedy=N_("Ask an administrator of the workspace."),
            )
        tx.people.ensure(name)
        return Person(name=name)
    if not person.may(right, locale):
        raise GuardError(N_("{person} has no right to “{right}” here."), guard="rights", person=name, right=right.value)
    return person
