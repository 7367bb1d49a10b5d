"""Export: a catalogue an article and locale, for the tools translators love; what was exported is remembered (G7, G8)."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from transflow.errors import N_, ConflictError, InputError, TransflowError
from transflow.files import write_whole
from transflow.formats.catalogues.forms import FORMS, Form, read_catalogue
from transflow.workflow import suggesting
from transflow.workflow.checking import load
from transflow.workflow.entries import catalogue_of
from transflow.workflow.importing import EntryOutcome, Imported, all_articles, import_catalogues
from transflow.workflow.merging import is_fuzzy
from transflow.workflow.paragraphs import by_paragraph
from transflow.workflow.workspace import Workspace, batches, choose_articles, choose_locales

if TYPE_CHECKING:
    from transflow.store.database import Transaction
    from transflow.store.records import ArticleRecord, ExportRecord, Suggestion

_DATE: Final = re.compile(rb'^"(?:PO-Revision-Date|X-Transflow-Exported): .*\n', re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What became of one catalogue.

    ``outcome``: ``written``, ``unchanged`` (the file says this already) or ``refused`` (it changed and could not be
    merged; ``error`` says why). ``merged`` is the import that went before, where the file had changed.
    """

    name: str
    locale: str
    path: str
    outcome: str
    entries: int = 0
    base: str = ""
    merged: Imported | None = None
    error: TransflowError | None = None


def export(
    workspace: Workspace,
    names: Sequence[str] = (),
    *,
    locales: Sequence[str] = (),
    output: Path | None = None,
    form: str = "",
    split: str = "",
    wrap: int | None = None,
    tmx: bool = False,
    actor: str,
    dry_run: bool = False,
) -> list[Exported]:
    """Write catalogues (of all articles where ``names`` is empty) below ``locales/``, or below ``output``.

    ``form`` is a name in :data:`~transflow.formats.catalogues.forms.FORMS`, "" for that of the settings.
    ``split``: ``sentence`` or ``paragraph``, "" likewise; ``wrap``: the column at which a PO file is wrapped, 0 for never.
    ``tmx``: beside each a file of the memory's matches for its sentences, for the translator's own tool.
    """
    chosen = choose_locales(workspace.settings, locales)
    settings = workspace.settings
    place = Place(
        workspace,
        output,
        FORMS[form or settings.export_form],
        paragraphs=(split or settings.export_split) == "paragraph",
        wrap=settings.export_wrap if wrap is None else wrap,
    )
    with workspace.store.read() as tx:
        records = choose_articles(tx, names)
    known = all_articles(workspace)
    results: list[Exported] = []
    for batch in batches(records):
        results += _export_batch(workspace, batch, chosen, place, actor, dry_run, known)
        if tmx and not dry_run:
            _write_matches(workspace, batch, chosen, place)
        workspace.progress("export", len(results) // len(chosen), len(records))
    return results


@dataclass(frozen=True, slots=True)
class Place:
    """Where catalogues go, and in which form."""

    workspace: Workspace
    output: Path | None
    form: Form
    paragraphs: bool = False
    wrap: int = 0

    def path(self, locale: str, name: str, suffix: str = "") -> Path:
        """The file of one catalogue."""
        suffix = suffix or self.form.suffix
        if self.output is None:
            return self.workspace.catalogue_path(locale, name, suffix)
        return self.output / locale / f"{name}{suffix}"


def _export_batch(
    workspace: Workspace,
    records: Sequence[ArticleRecord],
    locales: Sequence[str],
    place: Place,
    actor: str,
    dry_run: bool,
    known: Mapping[str, ArticleRecord],
) -> list[Exported]:
    """Merge what changed, render, write the files, and remember what they were exported from."""
    from transflow.store.records import ExportRecord

    merged, refused, seen = _merge_changed(workspace, records, locales, place, actor, dry_run, known)
    results: list[Exported] = []
    with workspace.store.read() as tx:
        loaded = load(tx, records)
        offered = _suggestions(tx, records)
        retired = {r.id: tx.units.retired(r.id) if r.revision.number > 1 else [] for r in records}
        changed_at = tx.targets.last_changes([r.id for r in records])
    told = suggesting.offers(workspace, records, loaded, locales)
    remembered: list[ExportRecord] = []
    contents: list[tuple[Path, bytes]] = []
    for record in records:
        units, stored = loaded[record.id]
        for locale in locales:
            path = place.path(locale, record.name)
            shown = workspace.shown(path)
            if (record.name, locale) in refused:
                error = refused[record.name, locale]
                results.append(Exported(name=record.name, locale=locale, path=shown, outcome="refused", error=error))
                continue
            targets = {unit: t for (unit, of), t in stored.items() if of == locale}
            gone = [u for u in retired[record.id] if u.id in targets]
            revised = changed_at.get((record.id, locale), record.revision.added_at)
            catalogue = catalogue_of(
                record,
                units,
                gone,
                targets,
                locale,
                offered.get((record.id, locale), []),
                revised,
                told[record.id, locale],
            )
            if place.paragraphs:
                catalogue = replace(catalogue, entries=tuple(by_paragraph(catalogue.entries, units)))
            content = place.form.write(replace(catalogue, wrap=place.wrap))
            present = path.read_bytes() if path.is_file() else b""
            same = _says_the_same(present, content)
            if same:
                content = present
            results.append(
                Exported(
                    name=record.name,
                    locale=locale,
                    path=shown,
                    outcome="unchanged" if same else "written",
                    entries=len(units),
                    base=catalogue.base,
                    merged=merged.get((record.name, locale)),
                )
            )
            if not place.form.returns:
                contents += [] if same else [(path, content)]
                continue
            remembered.append(
                ExportRecord(
                    article_id=record.id,
                    locale=locale,
                    base=catalogue.base,
                    digest=sha256(content).hexdigest(),
                    path=path.name if Path(shown).is_absolute() else shown,
                    entries={
                        u.id: (t.version, is_fuzzy(t), t.comment) for u in units if (t := targets.get(u.id)) is not None
                    },
                )
            )
            if not same:
                contents.append((path, content))
    if not dry_run:
        # Remembered before written: a file that is there can always be traced to its base.
        with workspace.store.write() as tx:
            tx.exports.remember(remembered)
        for path, content in contents:
            _write_unless_changed(workspace, path, content, seen.get(path), results)
    return results


def _write_unless_changed(
    workspace: Workspace, path: Path, content: bytes, seen: str | None, results: list[Exported]
) -> None:
    """Write a catalogue, unless somebody saved it since it was looked at: then it is left to the next export."""
    if path.is_file() and sha256(path.read_bytes()).hexdigest() != seen:
        shown = workspace.shown(path)
        at = next(i for i, result in enumerate(results) if result.path == shown)
        error = ConflictError(name=shown)
        results[at] = replace(results[at], outcome="refused", error=error)
        return
    write_whole(path, content, durable=False)


def _write_matches(
    workspace: Workspace, records: Sequence[ArticleRecord], locales: Sequence[str], place: Place
) -> None:
    """Write a TMX file beside each catalogue; one that would be empty is left out."""
    from transflow import __version__
    from transflow.formats.catalogues import tmx
    from transflow.formats.catalogues.pairs import Pair

    with workspace.store.read() as tx:
        units = tx.units.of([record.id for record in records])
    for record in records:
        for locale in locales:
            pairs = [
                [
                    Pair(
                        source=h.pair.source,
                        target=h.pair.target,
                        locale=locale,
                        author=h.pair.author,
                        changed=h.pair.at,
                    )
                ]
                for h in suggesting.matches_of(workspace, record, units[record.id], locale)
            ]
            if pairs:
                path = place.path(locale, record.name, ".tmx")
                written = tmx.write(pairs, source=record.source_locale, version=__version__, created=workspace.now())
                write_whole(path, b"".join(written), durable=False)


def _says_the_same(present: bytes, content: bytes) -> bool:
    """Whether a file would say what the one that is there says; no two workbooks are the same bytes."""
    if present == content:
        return True
    if present.startswith(b"PK"):
        with contextlib.suppress(TransflowError):
            return read_catalogue(present) == read_catalogue(content)
        return False
    return _undated(present) == _undated(content)


def _undated(content: bytes) -> bytes:
    """A catalogue without its date: a clone whose database was rebuilt rewrites no file that says the same."""
    return _DATE.sub(b"", content, count=2)


def _suggestions(tx: Transaction, records: Sequence[ArticleRecord]) -> dict[tuple[int, str], list[Suggestion]]:
    result: dict[tuple[int, str], list[Suggestion]] = {}
    for suggestion in tx.suggestions.open([r.id for r in records]):
        result.setdefault((suggestion.article_id, suggestion.locale), []).append(suggestion)
    return result


def _merge_changed(
    workspace: Workspace,
    records: Sequence[ArticleRecord],
    locales: Sequence[str],
    place: Place,
    actor: str,
    dry_run: bool,
    known: Mapping[str, ArticleRecord],
) -> tuple[dict[tuple[str, str], Imported], dict[tuple[str, str], TransflowError], dict[Path, str]]:
    """G8: a catalogue that changed since its export is imported first; where that fails it is not overwritten.

    Returns what was merged, what was refused, and the SHA-256 that each catalogue there was looked at with.
    """
    seen: dict[Path, str] = {}
    merged: dict[tuple[str, str], Imported] = {}
    refused: dict[tuple[str, str], TransflowError] = {}
    with workspace.store.read() as tx:
        last = {(i, loc): e for loc in locales for i, e in tx.exports.last([r.id for r in records], loc).items()}
    changed: dict[str, dict[Path, str]] = {locale: {} for locale in locales}
    for record in records:
        for locale in locales:
            path = place.path(locale, record.name)
            if not path.is_file():
                continue
            export = last.get((record.id, locale))
            seen[path] = sha256(path.read_bytes()).hexdigest()
            if not place.form.returns:
                continue  # nobody works in it
            if export is None or seen[path] != export.digest:
                changed[locale][path] = record.name
    for locale, names in changed.items():
        if not names:
            continue
        try:
            outcomes = import_catalogues(
                workspace, list(names), locale=locale, actor=actor, dry_run=dry_run, known=known
            )
        except TransflowError as error:
            refused |= {(name, locale): error for name in names.values()}
            continue
        for (path, name), outcome in zip(names.items(), outcomes, strict=True):
            lost = [e for e in outcome.entries if e.outcome == "refused"]
            if outcome.error is not None:
                refused[name, locale] = outcome.error
            elif lost:
                refused[name, locale] = _cannot_be_taken(workspace.shown(path), lost)
            else:
                merged[name, locale] = outcome
    return merged, refused, seen


def _cannot_be_taken(shown: str, lost: Sequence[EntryOutcome]) -> InputError:
    """Why a catalogue is not overwritten: it holds entries that its import had to leave out."""
    return InputError(
        N_("It changed since its export, and {count} of its entries cannot be taken (first: {reason})."),
        file=shown,
        line=lost[0].line,
        count=len(lost),
        reason=InputError(lost[0].reason, **lost[0].reason_fields),  # type: ignore[arg-type]
        remedy=N_("Correct or remove these entries, then export again; the file was left as it is."),
    )
