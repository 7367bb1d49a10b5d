"""Pairs of a translation memory in sheets: a column a language, or source, target and locale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from transflow.errors import N_, CatalogueError
from transflow.formats.catalogues.base import Problem
from transflow.formats.catalogues.languages import best, code_of, same_language
from transflow.formats.catalogues.pairs import TEXT_LIMIT, Pair, empty, moment, too_long
from transflow.formats.catalogues.sheets import Kind, read_rows, write_rows

_SOURCE: Final = frozenset({"source", "source text", "original", "kaynak", "исходный текст", "источник"})
_TARGET: Final = frozenset({"target", "target text", "translation", "çeviri", "hedef", "перевод"})
_LOCALE: Final = frozenset({"locale", "language", "target language", "dil", "язык"})
_OTHERS: Final = ("author", "changed", "article", "note")


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where things stand in a row: the source, each locale's target or the one target, and the rest by name."""

    source: int
    targets: dict[str, int]
    target: int = -1
    locale: int = -1
    others: dict[str, int] | None = None


def read_pairs(stream: BinaryIO, kind: Kind, *, source: str, locales: Sequence[str]) -> Iterator[Pair | Problem]:
    """The pairs of ``source`` with each of ``locales`` in a sheet; what cannot be taken as a Problem.

    The first row names the columns by language (code or name), or as source, target and locale; without such a row the
    first two columns are source and target of the only locale. Raises as :func:`read_rows` does, and CatalogueError where
    the columns cannot be told.
    """
    rows = read_rows(stream, kind)
    columns: _Columns | None = None
    for number, row in rows:
        if columns is None:
            columns = _columns(row, source, locales)
            if columns is None:
                columns = _without_header(number, row, locales)
            else:
                continue
        yield from _pairs(number, row, columns, locales)


def _columns(row: Sequence[str], source: str, locales: Sequence[str]) -> _Columns | None:
    """The columns that a first row names; None where it names none."""
    names = [cell.strip().casefold() for cell in row]
    codes = [code_of(cell, (source, *locales)) for cell in row]
    plain = next((n for n, name in enumerate(names) if name in _SOURCE), -1)
    of_language = [n for n, code in enumerate(codes) if code and same_language(code, source)]
    at = plain if plain >= 0 else of_language[0] if of_language else -1
    if at < 0:
        return None
    places = {
        locale: found[0]
        for locale in locales
        if (found := best([n for n in range(len(codes)) if n != at and codes[n]], locale, codes.__getitem__))
    }
    target = next((n for n, name in enumerate(names) if name in _TARGET), -1)
    locale_at = next((n for n, name in enumerate(names) if name in _LOCALE), -1)
    others: dict[str, int] = {name: names.index(name) for name in _OTHERS if name in names}
    if not places and target < 0:
        return None
    if not places and locale_at < 0 and len(locales) == 1:
        places = {locales[0]: target}
    return _Columns(at, places, target, locale_at, others)


def _without_header(number: int, row: Sequence[str], locales: Sequence[str]) -> _Columns:
    if len(row) < 2 or len(locales) != 1:
        raise CatalogueError(
            N_("The first row does not say which column is which."),
            line=number,
            remedy=N_("Name the columns by their languages (en, tr, ru), or give the locale with --locale."),
        )
    return _Columns(0, {locales[0]: 1})


def _pairs(number: int, row: Sequence[str], columns: _Columns, locales: Sequence[str]) -> Iterator[Pair | Problem]:
    def cell(place: int) -> str:
        return row[place].strip() if 0 <= place < len(row) else ""

    source = cell(columns.source)
    if columns.targets:
        found = [(locale, cell(place)) for locale, place in columns.targets.items()]
    else:
        code = cell(columns.locale)
        found = [(locale, cell(columns.target)) for locale in locales if code and same_language(code, locale)][:1]
    others = {name: cell(place) for name, place in (columns.others or {}).items()}
    for locale, target in found:
        if not source or not target:
            if target or (source and not columns.targets):  # with a column a language, not all are there
                yield empty(number, "")
        elif len(source) > TEXT_LIMIT or len(target) > TEXT_LIMIT:
            yield too_long(number, "")
        else:
            yield Pair(
                source=source,
                target=target,
                locale=locale,
                author=others.get("author", ""),
                changed=moment(others.get("changed", "")),
                note=others.get("note", ""),
                article=others.get("article", ""),
                line=number,
            )


def write_pairs(pairs: Iterable[Sequence[Pair]], kind: Kind, *, source: str, locales: Sequence[str]) -> Iterator[bytes]:
    """A sheet with a row for each sequence of ``pairs`` (of one source) and a column a language."""

    def rows() -> Iterator[list[str]]:
        yield [source, *locales, "author", "changed", "article"]
        for several in pairs:
            if several:
                by_locale = {pair.locale: pair.target for pair in several}
                last = several[0]
                targets = [by_locale.get(locale, "") for locale in locales]
                yield [last.source, *targets, last.author, last.changed, last.article]

    return write_rows(rows(), kind)
