"""Files of the translation memory: TMX, PO, CSV and XLSX in, TMX and CSV out, streamed, so that size does not matter."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from transflow import __version__
from transflow.domain.match import canonical, key_of
from transflow.domain.people import Right
from transflow.errors import N_, InputError, TransflowError, UsageError
from transflow.files import disk_errors, opened, write_stream
from transflow.formats.catalogues.base import Problem
from transflow.formats.catalogues.languages import best
from transflow.formats.catalogues.pairs import Pair
from transflow.store.records import MemoryPair, NewPair
from transflow.workflow.workspace import Workspace, authorise, choose_locales

if TYPE_CHECKING:
    from transflow.store.database import Transaction

#: File suffixes that can be imported, and those that can be exported.
INCOMING: Final = (".tmx", ".po", ".csv", ".tsv", ".xlsx")
OUTGOING: Final = (".tmx", ".csv", ".xlsx")
#: Pairs that one transaction takes in: what an interruption costs, and how long others wait.
_BATCH: Final = 5000
#: The language in the header of a PO file, and how far that is looked for, in bytes.
_LANGUAGE: Final = re.compile(rb'^"Language: *([A-Za-z_@.-]+)', re.MULTILINE)
_HEADER: Final = 10_000
#: Problems that are kept word for word; of more only the number.
_TOLD: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What became of a file: pairs that are new, that were there already, and entries that were left out, with reasons.

    ``error`` says why the rest of the file could not be read; what came before it is kept, and another run goes on.
    """

    file: str
    added: int = 0
    known: int = 0
    problems: tuple[Problem, ...] = ()
    left_out: int = 0
    error: TransflowError | None = None


def import_files(
    workspace: Workspace,
    files: Sequence[Path],
    *,
    locales: Sequence[str] = (),
    actor: str,
    dry_run: bool = False,
) -> list[TakenIn]:
    """Take files into the memory, batch by batch; what is there already stays, so a second run adds nothing.

    ``locales``: the target locales that are wanted. A file that names no language itself (PO without a header, a sheet
    of two columns) needs exactly one.
    """
    chosen = choose_locales(workspace.settings, locales)
    for file in files:
        if file.suffix.lower() not in INCOMING:
            raise UsageError(
                N_("“{name}” is in no format that the memory reads ({known})."),
                name=str(file),
                known=", ".join(INCOMING),
            )
    if not dry_run:
        with workspace.store.write() as tx:
            for locale in chosen:
                authorise(tx, actor, Right.TRANSLATE, locale)
    results = [_import(workspace, file, chosen, actor, dry_run) for file in files]
    if not dry_run and any(result.added for result in results):
        workspace.index(workspace.settings.source)  # now, while somebody watches the progress
    return results


def _import(workspace: Workspace, file: Path, locales: Sequence[str], actor: str, dry_run: bool) -> TakenIn:
    shown = workspace.shown(file)
    counts: Counter[str] = Counter()
    problems: list[Problem] = []
    error: TransflowError | None = None
    try:
        with opened(file, shown) as stream:
            size = file.stat().st_size
            read = _sound(_read(stream, file.suffix.lower(), workspace.settings.source, locales), problems, counts)
            for batch in _batches(read):
                taken = _keep(workspace, batch, file.name, actor, dry_run)
                counts.update(added=taken[0], known=taken[1])
                workspace.progress(f"memory {shown}", min(stream.tell(), size), size)
    except TransflowError as failed:
        failed.file = failed.file or shown
        error = failed
    return TakenIn(
        file=shown,
        added=counts["added"],
        known=counts["known"],
        problems=tuple(problems),
        left_out=counts["left out"],
        error=error,
    )


def _batches(pairs: Iterable[Pair]) -> Iterator[list[Pair]]:
    """Pairs in batches; where reading on fails, what was read before is given first."""
    batch: list[Pair] = []
    try:
        for pair in pairs:
            batch.append(pair)
            if len(batch) == _BATCH:
                yield batch
                batch = []
    except TransflowError:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _read(stream: BinaryIO, suffix: str, source: str, locales: Sequence[str]) -> Iterator[Pair | Problem]:
    match suffix:
        case ".tmx":
            from transflow.formats.catalogues import tmx

            return tmx.read(stream, source=source, locales=locales)
        case ".po":
            from transflow.formats.catalogues.pairs import read_po_pairs

            content = stream.read()
            return read_po_pairs(content, _language_of(content, locales))
        case _:
            from transflow.formats.catalogues.pair_sheets import read_pairs

            return read_pairs(stream, "xlsx" if suffix == ".xlsx" else "csv", source=source, locales=locales)


def _language_of(content: bytes, locales: Sequence[str]) -> str:
    """The locale that a PO file is for: the only one asked for, else as its header says."""
    if len(locales) == 1:
        return locales[0]
    declared = _LANGUAGE.search(content[:_HEADER])
    found = best(locales, declared[1].decode("ascii"), str) if declared else []
    if not found:
        raise InputError(
            N_("It does not say that it is in a language of this workspace ({known})."),
            known=", ".join(locales),
            line=1,
            remedy=N_("Name the locale with --locale."),
        )
    return found[0]


def _sound(read: Iterable[Pair | Problem], problems: list[Problem], counts: Counter[str]) -> Iterator[Pair]:
    """The pairs; what could not be taken is noted."""
    for one in read:
        if isinstance(one, Pair):
            yield one
            continue
        counts["left out"] += 1
        if len(problems) < _TOLD:
            problems.append(one)


def _keep(workspace: Workspace, pairs: Sequence[Pair], origin: str, actor: str, dry_run: bool) -> tuple[int, int]:
    """Take in a batch; how many pairs were added, and how many were there."""
    new = []
    for pair in pairs:
        source, target = canonical(pair.source, pair.target)
        new.append(
            NewPair(
                key=key_of(pair.source),
                source=source,
                target=target,
                locale=pair.locale,
                author=pair.author or actor,
                at=pair.changed,
                origin=origin,
            )
        )
    if dry_run:
        with workspace.store.read() as tx:
            return _would_be_new(tx, workspace.settings.source, new)
    with workspace.store.write() as tx:
        taken = tx.memory.add(workspace.settings.source, new)
    return taken.added, taken.known


def _would_be_new(tx: Transaction, language: str, pairs: Sequence[NewPair]) -> tuple[int, int]:
    there = tx.memory.known(language, pairs)
    return len(pairs) - there, there


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtOut:
    """A file that was written: its path, and how many sentences and pairs it holds."""

    file: str
    sentences: int
    pairs: int
    locales: tuple[str, ...] = field(default=())


def export_file(
    workspace: Workspace,
    file: Path,
    *,
    locales: Sequence[str] = (),
    article: str = "",
    origin: str = "",
    dry_run: bool = False,
) -> BroughtOut:
    """Write the live pairs (of an article or of one imported file) to ``file``: TMX, CSV or XLSX by its suffix."""
    chosen = choose_locales(workspace.settings, locales)
    suffix = file.suffix.lower()
    if suffix not in OUTGOING:
        raise UsageError(
            N_("“{name}” is in no format that the memory writes ({known})."), name=str(file), known=", ".join(OUTGOING)
        )
    counts: Counter[str] = Counter()
    units = _counted(_sentences(workspace, chosen, article, origin), counts)
    source = workspace.settings.source
    with disk_errors(workspace.shown(file)):
        if suffix == ".tmx":
            from transflow.formats.catalogues import tmx

            content = tmx.write(units, source=source, version=__version__, created=workspace.now())
        else:
            from transflow.formats.catalogues.pair_sheets import write_pairs

            content = write_pairs(units, "xlsx" if suffix == ".xlsx" else "csv", source=source, locales=chosen)
        if dry_run:
            for _ in content:
                pass
        else:
            write_stream(file, content)
    return BroughtOut(
        file=workspace.shown(file), sentences=counts["sentences"], pairs=counts["pairs"], locales=tuple(chosen)
    )


def _counted(units: Iterable[list[Pair]], counts: Counter[str]) -> Iterator[list[Pair]]:
    for pairs in units:
        counts.update(sentences=1, pairs=len(pairs))
        yield pairs


def _sentences(workspace: Workspace, locales: Sequence[str], article: str, origin: str) -> Iterator[list[Pair]]:
    """Sentence by sentence its translations, the latest in each locale; older ones follow in units of their own."""
    after = 0
    while True:
        with workspace.store.read() as tx:
            page = tx.memory.live_after(after, workspace.settings.source, locales, article=article, origin=origin)
        if not page:
            return
        for _, pairs in groupby(page, key=lambda pair: pair.source_id):
            yield from _layers(list(pairs), locales)
        after = page[-1].source_id


def _layers(pairs: Sequence[MemoryPair], locales: Sequence[str]) -> Iterator[list[Pair]]:
    waiting: dict[str, list[MemoryPair]] = {locale: [] for locale in locales}
    for pair in pairs:
        waiting[pair.locale].append(pair)
    told: set[tuple[str, str]] = set()
    while any(waiting.values()):
        layer = []
        for several in waiting.values():
            while several:
                pair = several.pop(0)
                if (pair.locale, pair.target) not in told:
                    told.add((pair.locale, pair.target))
                    layer.append(_pair(pair))
                    break
        if layer:
            yield layer


def _pair(pair: MemoryPair) -> Pair:
    return Pair(
        source=pair.source,
        target=pair.target,
        locale=pair.locale,
        author=pair.author,
        changed=pair.at,
        article=pair.article,
    )
