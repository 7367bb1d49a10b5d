"""Rows of spreadsheets: CSV as any program writes it, and XLSX through openpyxl (extra ``sheets``), row by row."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from tempfile import TemporaryFile
from types import ModuleType
from typing import BinaryIO, Final, Literal

from transflow.errors import N_, CatalogueError, EmptyInputError, TooLargeError, UnavailableError
from transflow.formats.decoding import decode

#: What a sheet can be.
Kind = Literal["csv", "xlsx"]
#: Largest CSV file, and largest content of an XLSX file when unpacked, in bytes; most rows, and most cells of a row.
CSV_LIMIT: Final = 500_000_000
UNPACKED_LIMIT: Final = 1_000_000_000
ROWS_LIMIT: Final = 2_000_000
CELLS_LIMIT: Final = 1_000
#: Longest cell, in code points.
CELL_LIMIT: Final = 1_000_000
#: An archive that grows more than so many times, beyond a few megabytes, is no honest one.
_RATIO: Final = 200
_SMALL: Final = 20_000_000
_SEPARATORS: Final = ",;\t"
_PIECE: Final = 1 << 16


def read_rows(stream: BinaryIO, kind: Kind) -> Iterator[tuple[int, list[str]]]:
    """(number of the row or line, 1-based; cells as text) of a sheet, empty rows left out.

    Raises EncodingError, NotTextError, EmptyInputError, TooLargeError, CatalogueError for what is no such file, and
    UnavailableError for XLSX without the extra.
    """
    return _xlsx_rows(stream) if kind == "xlsx" else _csv_rows(stream)


def write_rows(rows: Iterable[Sequence[str]], kind: Kind) -> Iterator[bytes]:
    """A sheet of ``rows``, piece by piece. CSV is UTF-8 with a byte order mark, which spreadsheets need to see."""
    return _xlsx_bytes(rows) if kind == "xlsx" else _csv_bytes(rows)


def _csv_rows(stream: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    content = stream.read(CSV_LIMIT + 1)
    text = _decoded(content)
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise CatalogueError(N_("There is a NUL character in it."), line=text[: text.index("\0")].count("\n") + 1)
    first = text.partition("\n")[0].rstrip("\r")
    if first.lower().startswith("sep=") and len(first) == 5:  # how spreadsheets say it themselves
        separator, text = first[4], text.partition("\n")[2]
        before = 1
    else:
        separator, before = max(_SEPARATORS, key=lambda sign: (first.count(sign), sign == ",")), 0
    csv.field_size_limit(CELL_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        while True:
            line = reader.line_num + before + 1
            row = next(reader)
            if any(cell.strip() for cell in row):
                yield line, row[:CELLS_LIMIT]
    except StopIteration:
        return
    except csv.Error as error:
        raise CatalogueError(
            N_("The sheet cannot be read here: {reason}."), line=reader.line_num + before, reason=str(error)
        ) from None


def _decoded(content: bytes) -> str:
    """The text of a CSV file; spreadsheets also write UTF-16."""
    if content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return decode(content, CSV_LIMIT)
    try:
        return content.decode("utf-16")
    except UnicodeDecodeError as error:
        line = content[: error.start].decode("utf-16", "replace").count("\n") + 1
        raise CatalogueError(
            N_("The file says that it is in {encoding}, but it is not."),
            remedy=N_("Save it as UTF-8 with the program that made it."),
            encoding="UTF-16",
            line=line,
        ) from error


def _csv_bytes(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf"
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in rows:
        writer.writerow(row)
        if buffer.tell() > _PIECE:
            yield buffer.getvalue().encode("utf-8", "replace")
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode("utf-8", "replace")


def _openpyxl() -> ModuleType:
    try:
        import openpyxl  # 0.2 s, and an extra
    except ImportError as error:
        raise UnavailableError(
            N_("The format “{format}” needs a part of transflow that is not installed."),
            remedy=N_("Install it: pip install 'transflow[sheets]'."),
            format="xlsx",
        ) from error
    return openpyxl


def _xlsx_rows(stream: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    library = _openpyxl()
    _refuse_bombs(stream)
    try:
        book = library.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl raises whatever comes up in a broken file
        raise _no_workbook(error) from error
    try:
        sheet = book.worksheets[0] if book.worksheets else None
        rows = sheet.iter_rows(values_only=True, max_row=ROWS_LIMIT, max_col=CELLS_LIMIT) if sheet else ()
        try:
            for number, row in enumerate(rows, start=1):
                cells = ["" if cell is None else str(cell)[:CELL_LIMIT] for cell in row]
                while cells and not cells[-1].strip():
                    cells.pop()
                if cells:
                    yield number, cells
        except (KeyError, ValueError, TypeError, SyntaxError, zipfile.BadZipFile) as error:
            raise _no_workbook(error) from error
    finally:
        book.close()


def _no_workbook(error: Exception) -> CatalogueError:
    return CatalogueError(
        N_("It is no XLSX workbook that can be read: {reason}."),
        reason=type(error).__name__,
        remedy=N_("Save it anew as XLSX, or as CSV in UTF-8."),
    )


def _refuse_bombs(stream: BinaryIO) -> None:
    """Look at how much an archive would unpack to before anything of it is."""
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile as error:
        raise _no_workbook(error) from error
    if not entries:
        raise EmptyInputError()
    unpacked, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    if unpacked > UNPACKED_LIMIT or (unpacked > _SMALL and unpacked > _RATIO * max(packed, 1)):
        raise TooLargeError(
            size=unpacked, limit=UNPACKED_LIMIT, remedy=N_("Check that this is the right file, or split it.")
        )
    stream.seek(0)


def _xlsx_bytes(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = _openpyxl().Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        cells = []
        for words in row:
            cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", words))
            cell.data_type = "s"  # words that begin with "=" are words, and no formula
            cells.append(cell)
        sheet.append(cells)
    with TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece
