"""Terminology: terms of the workspace listed, entered, exchanged, checked, and found in what was approved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from transflow import __version__
from transflow.domain.language import profile
from transflow.domain.match import bare, compared
from transflow.domain.people import Right
from transflow.domain.terms import Term
from transflow.errors import N_, TransflowError, UnknownThingError, UsageError
from transflow.files import opened, write_stream
from transflow.formats.catalogues.base import Problem
from transflow.store.records import StoredTerm
from transflow.workflow.checking import Checked, check
from transflow.workflow.workspace import Workspace, authorise, choose_locales

if TYPE_CHECKING:
    from transflow.domain.term_candidates import Candidate
    from transflow.formats.catalogues.terms import TermEntry
    from transflow.store.database import Transaction

#: File suffixes that terms are read from and written to.
FORMATS: Final = (".tbx", ".csv", ".tsv", ".xlsx")
#: How the codes of the term check begin.
_CODES: Final = "term-"
#: Terms that a source may have at most; a file with more is no glossary.
_MOST: Final = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A term and where it is from: ``settings``, or who entered it (``author``, ``at``)."""

    term: Term
    author: str = ""
    at: str = ""
    settings: bool = False


def list_terms(workspace: Workspace, *, domain: str = "") -> list[Listed]:
    """All terms, by source: those of the settings and those that people entered. A domain leaves out the others."""
    own = {(term.source, term.domain) for term in workspace.settings.terms}
    with workspace.store.read() as tx:
        entered = [s for s in tx.terms.all() if (s.term.source, s.term.domain) not in own]
    listed = [Listed(term=term, settings=True) for term in workspace.settings.terms]
    listed += [Listed(term=s.term, author=s.author, at=s.at) for s in entered]
    chosen = [one for one in listed if not domain or one.term.domain == domain]
    return sorted(chosen, key=lambda one: (one.term.source.casefold(), one.term.source, one.term.domain))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What became of a term: ``added``, ``changed`` (there was one, and both were joined or it was replaced), ``known``."""

    term: Term
    outcome: str


def enter(workspace: Workspace, term: Term, *, actor: str, replacing: bool = False, dry_run: bool = False) -> Entered:
    """Enter a term. One that is there is joined with it (its own targets first), or with ``replacing`` replaced."""
    return _enter(workspace, [term], actor, replacing, dry_run)[0]


def remove(workspace: Workspace, source: str, *, domain: str = "", actor: str, dry_run: bool = False) -> Term:
    """Take out a term that was entered; :class:`UnknownThingError` where there is none, or the settings have it."""
    with workspace.store.read() as tx:
        entered = [s.term for s in tx.terms.all()]
    found = next((term for term in entered if (term.source, term.domain) == (source, domain)), None)
    if found is None:
        in_settings = any(term.source == source for term in workspace.settings.terms)
        raise UnknownThingError(
            N_("There is no term “{name}” that was entered here."),
            name=source,
            remedy=N_("It stands in transflow.toml; take it out there.")
            if in_settings
            else N_("'transflow terms list' shows them all."),
        )
    if not dry_run:
        with workspace.store.write() as tx:
            _authorise(tx, workspace, actor)
            tx.terms.remove([(found.source, found.domain)])
        workspace.forget_terms()
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsTaken:
    """What became of a file of terms."""

    file: str
    entered: tuple[Entered, ...] = ()
    problems: tuple[Problem, ...] = ()
    error: TransflowError | None = None


def import_terms(
    workspace: Workspace, files: Sequence[Path], *, actor: str, replacing: bool = False, dry_run: bool = False
) -> list[TermsTaken]:
    """Take in files of terms (TBX-Basic, CSV, XLSX), each whole or, where it cannot be read to its end, not at all."""
    for file in files:
        _known_format(file)
    results = []
    for file in files:
        shown = workspace.shown(file)
        problems: list[Problem] = []
        terms: list[Term] = []
        try:
            with opened(file, shown) as stream:
                for one in _read(stream, file.suffix.lower(), workspace.settings.source, workspace.settings.locales):
                    if isinstance(one, Problem):
                        problems.append(one)
                    else:
                        terms.append(_term(one))
        except TransflowError as error:
            error.file = error.file or shown
            results.append(TermsTaken(file=shown, problems=tuple(problems), error=error))
            continue
        entered = _enter(workspace, terms[:_MOST], actor, replacing, dry_run)
        results.append(TermsTaken(file=shown, entered=tuple(entered), problems=tuple(problems)))
    return results


def export_terms(workspace: Workspace, file: Path, *, domain: str = "", dry_run: bool = False) -> int:
    """Write all terms, those of the settings too, to ``file`` (TBX-Basic, CSV or XLSX by its suffix); how many."""
    terms = [_entry(listed.term) for listed in list_terms(workspace, domain=domain)]
    _write(workspace, file, terms, dry_run=dry_run)
    return len(terms)


def _write(workspace: Workspace, file: Path, terms: Sequence[TermEntry], *, dry_run: bool = False) -> None:
    _known_format(file)
    source, locales = workspace.settings.source, workspace.settings.locales
    suffix = file.suffix.lower()
    content: Iterable[bytes]
    if suffix == ".tbx":
        from transflow.formats.catalogues import tbx

        content = tbx.write(terms, source=source, version=__version__)
    else:
        from transflow.formats.catalogues.term_sheets import write_terms

        content = write_terms(terms, "xlsx" if suffix == ".xlsx" else "csv", source=source, locales=locales)
    if dry_run:
        for _ in content:
            pass
    else:
        write_stream(file, content)


def check_terms(workspace: Workspace, names: Sequence[str] = (), *, locales: Sequence[str] = ()) -> list[Checked]:
    """What the checks say of terms alone; nothing is stored."""
    found = check(workspace, names, locales=locales, dry_run=True)
    return [replace(one, findings=tuple(f for f in one.findings if f.code.startswith(_CODES))) for one in found]


def suggest(
    workspace: Workspace, *, locales: Sequence[str] = (), least: int = 3, most: int = 50
) -> dict[str, list[Candidate]]:
    """Locale → expressions that come often in approved pairs and are no term yet, with what they mostly became."""
    from transflow.domain.term_candidates import candidates

    known = [term.source for term in workspace.terms()]
    source = profile(workspace.settings.source)
    found = {}
    for locale in choose_locales(workspace.settings, locales):
        pairs = _approved_pairs(workspace, locale)
        found[locale] = candidates(pairs, source, profile(locale), known=known, least=least, most=most)
    return found


def write_candidates(workspace: Workspace, file: Path, found: Mapping[str, Sequence[Candidate]]) -> None:
    """Write candidates as terms with their likeliest target, for a person to go through and import."""
    targets: dict[str, dict[str, tuple[str, ...]]] = {}
    for locale, several in found.items():
        for candidate in several:
            if candidate.targets:
                targets.setdefault(candidate.source, {})[locale] = (candidate.targets[0][0],)
    _write(workspace, file, [_entry(Term(source=source, targets=by_locale)) for source, by_locale in targets.items()])


def _approved_pairs(workspace: Workspace, locale: str) -> Iterator[tuple[str, str]]:
    after = 0
    while True:
        with workspace.store.read() as tx:
            page = tx.memory.live_after(after, workspace.settings.source, [locale])
        if not page:
            return
        yield from ((compared(pair.source), bare(pair.target)) for pair in page)
        after = page[-1].source_id


def _enter(workspace: Workspace, terms: Sequence[Term], actor: str, replacing: bool, dry_run: bool) -> list[Entered]:
    for term in terms:
        _refuse_senseless(term)
    with workspace.store.read() if dry_run else workspace.store.write() as tx:
        if not dry_run:
            _authorise(tx, workspace, actor)
        there = {(s.term.source, s.term.domain): s.term for s in tx.terms.all()}
        entered: list[Entered] = []
        changed: dict[tuple[str, str], Term] = {}
        for term in terms:
            key = (term.source, term.domain)
            before = there.get(key)
            after = term if before is None or replacing else joined(before, term)
            outcome = "added" if before is None else "known" if after == before else "changed"
            entered.append(Entered(term=after, outcome=outcome))
            there[key] = after
            if outcome != "known":
                changed[key] = after
        if not dry_run:
            now = workspace.now()
            tx.terms.put([StoredTerm(term=term, author=actor, at=now) for term in changed.values()])
    workspace.forget_terms()
    return entered


def joined(one: Term, other: Term) -> Term:
    """Two entries for one expression as one: the first one's targets first, nothing of either lost.

    What one of them admits and the other forbids stays as the first one has it.
    """
    admitted = _both(one.targets, other.targets, one.forbidden)
    return replace(
        one,
        targets=admitted,
        forbidden=_both(one.forbidden, other.forbidden, admitted),
        keep=one.keep and other.keep,
        enforce=one.enforce or other.enforce,
        case_sensitive=one.case_sensitive or other.case_sensitive,
        note=_words(one.note, other.note),
        definition=_words(one.definition, other.definition),
    )


def _both(
    one: Mapping[str, tuple[str, ...]], other: Mapping[str, tuple[str, ...]], without: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    result = {}
    for locale in dict.fromkeys((*one, *other)):
        texts = dict.fromkeys((*one.get(locale, ()), *other.get(locale, ())))
        kept = tuple(text for text in texts if text not in without.get(locale, ()))
        if kept:
            result[locale] = kept
    return result


def _words(one: str, other: str) -> str:
    return one if not other or other in one else f"{one}\n{other}" if one else other


def _refuse_senseless(term: Term) -> None:
    if not term.source.strip():
        raise UsageError(N_("A term needs words."))
    if term.keep and term.targets:
        raise UsageError(
            N_("The term “{source}” is not to be translated, and has translations."),
            source=term.source,
            remedy=N_("Leave out one of the two."),
        )
    if not (term.keep or any(term.targets.values()) or any(term.forbidden.values())):
        raise UsageError(
            N_("The term “{source}” has no translation."),
            source=term.source,
            remedy=N_("Give one with --target LOCALE=WORDS, or --keep where it stays as it is."),
        )


def _authorise(tx: Transaction, workspace: Workspace, actor: str) -> None:
    for locale in workspace.settings.locales:
        authorise(tx, actor, Right.TRANSLATE, locale)


def _known_format(file: Path) -> None:
    if file.suffix.lower() not in FORMATS:
        raise UsageError(N_("“{name}” is in no format for terms ({known})."), name=str(file), known=", ".join(FORMATS))


def _read(stream: BinaryIO, suffix: str, source: str, locales: Sequence[str]) -> Iterator[TermEntry | Problem]:
    if suffix == ".tbx":
        from transflow.formats.catalogues import tbx

        return tbx.read(stream, source=source, locales=locales)
    from transflow.formats.catalogues.term_sheets import read_terms

    return read_terms(stream, "xlsx" if suffix == ".xlsx" else "csv", source=source, locales=locales)


def _term(entry: TermEntry) -> Term:
    return Term(
        source=entry.source,
        targets=entry.targets,
        forbidden=entry.forbidden,
        keep=entry.keep,
        case_sensitive=entry.case_sensitive,
        enforce=entry.enforce,
        domain=entry.domain,
        note=entry.note,
        definition=entry.definition,
    )


def _entry(term: Term) -> TermEntry:
    from transflow.formats.catalogues.terms import TermEntry

    return TermEntry(
        source=term.source,
        targets=term.targets,
        forbidden=term.forbidden,
        keep=term.keep,
        case_sensitive=term.case_sensitive,
        enforce=term.enforce,
        domain=term.domain,
        note=term.note,
        definition=term.definition,
    )
