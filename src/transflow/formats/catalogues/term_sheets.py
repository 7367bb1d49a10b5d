"""Terms in sheets: a column a language, alternatives parted by "|", and columns for what is special about a term."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, Final

from transflow.errors import N_, CatalogueError
from transflow.formats.catalogues.base import Problem
from transflow.formats.catalogues.languages import best, code_of, same_language
from transflow.formats.catalogues.sheets import Kind, read_rows, write_rows
from transflow.formats.catalogues.terms import REMARK_LIMIT, TERM_LIMIT, TermEntry

_SOURCE: Final = frozenset({"source", "term", "kaynak", "terim", "термин"})
_FORBIDDEN: Final = " forbidden"
_FLAGS: Final = {"keep": "keep", "case sensitive": "case_sensitive", "enforce": "enforce"}
_WORDS: Final = ("domain", "note", "definition")
_YES: Final = frozenset({"yes", "y", "true", "1", "x", "evet", "да"})


def read_terms(stream: BinaryIO, kind: Kind, *, source: str, locales: Sequence[str]) -> Iterator[TermEntry | Problem]:
    """The terms of a sheet; rows that cannot be taken as a Problem. The first row names the columns.

    Raises as :func:`~transflow.formats.catalogues.sheets.read_rows` does, and CatalogueError without such a row.
    """
    columns: dict[str, int] = {}
    for number, row in read_rows(stream, kind):
        if not columns:
            columns = _columns(number, row, source, locales)
            continue
        yield from _term(number, row, columns, locales)


def _columns(number: int, row: Sequence[str], source: str, locales: Sequence[str]) -> dict[str, int]:
    names = [cell.strip().casefold().replace("_", " ") for cell in row]
    codes = [code_of(cell, (source, *locales)) for cell in row]
    own = [n for n, name in enumerate(names) if name in _SOURCE]
    own += [n for n, code in enumerate(codes) if code and same_language(code, source)]
    if not own:
        raise CatalogueError(
            N_("The first row does not say which column is which."),
            line=number,
            remedy=N_("Name the columns by their languages (en, tr, ru), or call the first one “source”."),
        )
    columns = {"source": own[0]}
    plain = [n for n in range(len(row)) if n != own[0] and codes[n]]
    banned = {n: code_of(name.removesuffix(_FORBIDDEN)) for n, name in enumerate(names) if name.endswith(_FORBIDDEN)}
    for locale in locales:
        if found := best(plain, locale, codes.__getitem__):
            columns[locale] = found[0]
        if found := best(list(banned), locale, banned.__getitem__):
            columns[locale + _FORBIDDEN] = found[0]
    return columns | {name: names.index(name) for name in (*_FLAGS, *_WORDS) if name in names}


def _term(
    number: int, row: Sequence[str], columns: dict[str, int], locales: Sequence[str]
) -> Iterator[TermEntry | Problem]:
    def cell(name: str) -> str:
        place = columns.get(name, len(row))
        return " ".join(row[place].split()) if place < len(row) else ""

    def several(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(words.strip() for words in cell(name).split("|") if words.strip()))

    source = cell("source")
    targets = {locale: found for locale in locales if (found := several(locale))}
    forbidden = {locale: found for locale in locales if (found := several(locale + _FORBIDDEN))}
    flags = {field: cell(name).casefold() in _YES for name, field in _FLAGS.items()}
    if not source:
        yield Problem(code="empty-term", line=number, unit="", template=N_("A row without a term was left out."))
    elif not (targets or forbidden or flags["keep"]):
        yield Problem(
            code="no-target",
            line=number,
            unit=source[:60],
            template=N_("The term “{term}” has no translation; it was left out."),
            fields={"term": source[:60]},
        )
    elif max(map(len, (source, *(t for texts in targets.values() for t in texts)))) > TERM_LIMIT:
        yield Problem(
            code="term-too-long",
            line=number,
            unit="",
            template=N_("A term is longer than {limit} characters; it was not taken."),
            fields={"limit": TERM_LIMIT},
        )
    else:
        if flags["keep"]:
            targets = {}
        domain, note, definition = (cell(name)[:REMARK_LIMIT] for name in _WORDS)
        yield TermEntry(
            source=source,
            targets=targets,
            forbidden=forbidden,
            domain=domain,
            note=note,
            definition=definition,
            line=number,
            **flags,
        )


def write_terms(terms: Iterable[TermEntry], kind: Kind, *, source: str, locales: Sequence[str]) -> Iterator[bytes]:
    """A sheet with a row for each term, in the order given; what :func:`read_terms` reads back."""

    def rows() -> Iterator[list[str]]:
        yield [source, *locales, *(locale + _FORBIDDEN for locale in locales), *_FLAGS, *_WORDS]
        for term in terms:
            yield [
                term.source,
                *("|".join(term.targets.get(locale, ())) for locale in locales),
                *("|".join(term.forbidden.get(locale, ())) for locale in locales),
                *("yes" if getattr(term, field) else "" for field in _FLAGS.values()),
                *(getattr(term, name) for name in _WORDS),
            ]

    return write_rows(rows(), kind)
