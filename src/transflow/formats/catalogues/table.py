"""A catalogue as a table, CSV or XLSX, for people without a translation tool: they fill in one column.

The last column holds a short hash of each text as it was written, so that what somebody edited counts as translated, and
a draft that was left as it is stays a draft, unless something is written in the column ``ok``. Its heading says what the
file was exported from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from io import BytesIO
from typing import Final

from transflow.errors import N_, CatalogueError, TooLargeError
from transflow.formats.catalogues.base import Catalogue, CatalogueEntry, Incoming
from transflow.formats.catalogues.sheets import Kind, read_rows, write_rows
from transflow.formats.catalogues.xliff import FILE_LIMIT, TEXT_LIMIT, UNFINISHED, sort_out

#: The columns, in order; the heading of the last one is followed by locale, article and base.
COLUMNS: Final = ("id", "place", "state", "source", "target", "ok", "comment", "transflow")
_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")


def write_table(catalogue: Catalogue, kind: Kind) -> bytes:
    """The catalogue as a table. Obsolete entries are left out."""
    return b"".join(write_rows(_rows(catalogue, kind), kind))


def _rows(catalogue: Catalogue, kind: Kind) -> Iterator[Sequence[str]]:
    base = f"{COLUMNS[-1]} {catalogue.locale} {catalogue.base} {catalogue.name}"
    yield (*COLUMNS[:-1], base)
    for entry in catalogue.entries:
        if entry.obsolete:
            continue
        row = (entry.unit, entry.place, entry.state, entry.source, entry.target, "", entry.translator_comment)
        yield (*(_safe(cell) if kind == "csv" else cell for cell in row), _mark(entry.target, entry.state))


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before what looks like one."""
    return f"'{cell}" if cell.lstrip("'").startswith(_SIGNS) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_SIGNS) else cell


def _mark(target: str, state: str) -> str:
    """State and a short hash of a text, without white space at its ends, which spreadsheets do not keep."""
    return f"{state} {sha256(_folded(target).encode('utf-8', 'replace')).hexdigest()[:12]}"


def _folded(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def is_table(head: str) -> bool:
    """Whether a text begins as our CSV does, whatever its separator."""
    first = head.partition("\n")[0].lower().replace('"', "")
    if first.startswith("sep="):
        first = head.split("\n", 2)[1].lower().replace('"', "") if head.count("\n") else ""
    return first.startswith(tuple(f"id{separator}place{separator}" for separator in ",;\t"))


def read_table(content: bytes, kind: Kind) -> Incoming:
    """The catalogue in a table. Raises CatalogueError where columns are missing, and what reading a sheet raises."""
    if len(content) > FILE_LIMIT:
        raise TooLargeError(size=len(content), limit=FILE_LIMIT)
    rows = read_rows(BytesIO(content), kind)
    _, heading = next(rows, (1, []))
    names = [cell.strip().lower().partition(" ")[0] for cell in heading]
    missing = [name for name in ("id", "source", "target") if name not in names]
    if missing:
        raise CatalogueError(
            N_("The table has no column “{name}”."),
            name=missing[0],
            line=1,
            remedy=N_("Keep the headings of the first row as they were exported."),
        )
    stated = next((cell for cell in heading if cell.lower().startswith(COLUMNS[-1])), "").split(" ", 3)
    locale, base, name = [*stated[1:], "", "", ""][:3]
    entries, problems = sort_out(_entries(rows, {name: place for place, name in enumerate(names)}, kind))
    return Incoming(
        entries=tuple(entries), problems=tuple(problems), name=name.strip(), locale=locale.replace("_", "-"), base=base
    )


def _entries(
    rows: Iterator[tuple[int, list[str]]], places: dict[str, int], kind: Kind
) -> Iterator[tuple[CatalogueEntry, bool]]:
    for line, row in rows:

        def cell(name: str, row: list[str] = row) -> str:
            place = places.get(name, len(row))
            words = row[place] if place < len(row) else ""
            return _plain(words) if kind == "csv" else words

        target = _folded(cell("target"))
        state, _, mark = cell(COLUMNS[-1]).strip().partition(" ")
        untouched = bool(mark) and f"{state} {mark}" == _mark(target, state)
        unfinished = state in UNFINISHED and untouched and not cell("ok").strip()
        entry = CatalogueEntry(
            unit=cell("id").strip(),
            source=cell("source"),
            target=target,
            fuzzy=bool(target) and unfinished,
            translator_comment=_folded(cell("comment")),
            line=line,
        )
        yield entry, len(target) > TEXT_LIMIT
