"""The ZIP package that Word and OpenDocument files are: read within limits, written with its other files as they were.

Reading leans on :mod:`zipfile`. Writing copies what is not replaced byte by byte: local header, compressed content and
data descriptor as they stand; only offsets in the central directory move (APPNOTE 6.3.10, sections 4.3 and 4.4).
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from itertools import pairwise
from types import MappingProxyType
from typing import Final, TypeAlias

from transflow.errors import N_, EmptyInputError, InputError, TooLargeError
from transflow.formats.decoding import LIMIT
from transflow.formats.documents.xml import decoded

#: Most files in one package.
MOST_FILES: Final = 20_000
#: Largest file inside a package that is read, in bytes after decompression.
FILE_LIMIT: Final = 100_000_000
#: Largest sum of all files of a package, in bytes after decompression.
TOTAL_LIMIT: Final = 1_000_000_000
#: A package that grows by more than this factor is a bomb (prose in XML grows 5 to 30 times, generated tables 150 times).
RATIO_LIMIT: Final = 300
#: Up to this many bytes no factor is looked at: small things compress well and harm nobody.
RATIO_FREE: Final = 20_000_000

_LOCAL: Final = struct.Struct("<4s5H3I2H")
_CENTRAL: Final = struct.Struct("<4s6H3I5H2I")
_END: Final = struct.Struct("<4s4H2IH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_OLE_MARK: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Flags: encrypted (plainly, strongly, central directory), sizes in a data descriptor, hints of the compressor, UTF-8 name.
_ENCRYPTED, _DESCRIPTOR, _HINTS, _UTF8_NAME = 0x2041, 0x0008, 0x0006, 0x0800
_ZIP64: Final = 1
_UNSET: Final = 0xFFFFFFFF
#: The time of added files: the earliest that ZIP knows, so that the same input gives the same bytes.
_NO_TIME: Final = (0, 0x0021)

#: What zipfile lets through of malformed input.
_FOREIGN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    EOFError,
    OSError,
)

_DAMAGED: Final = N_("The package is damaged: its file “{name}” cannot be read.")
_AGAIN: Final = N_("Open it in the program that wrote it, save it again, and try the new file.")


#: In the class below, ``bytes`` names a method.
_Content: TypeAlias = bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    """One file of the archive: its span [start, end) there, up to the next one, and its record in the central directory."""

    info: zipfile.ZipInfo
    start: int
    end: int
    record: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Package:
    """An opened package. Names are as the archive writes them, in the order of its central directory."""

    content: bytes
    _files: Mapping[str, _Stored]
    _archive: zipfile.ZipFile = field(repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all files."""
        return tuple(self._files)

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def bytes(self, name: str) -> bytes:
        """The file ``name``, decompressed and checked; KeyError where there is none, InputError where it is damaged."""
        info = self._files[name].info
        if info.file_size > FILE_LIMIT:
            raise TooLargeError(
                N_("“{name}” in the package is too large: {size} bytes, the limit is {limit}."),
                name=name,
                size=info.file_size,
                limit=FILE_LIMIT,
            )
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise InputError(
                N_("“{name}” in the package is compressed in a way (method {method}) that documents do not use."),
                remedy=_AGAIN,
                name=name,
                method=info.compress_type,
            )
        try:
            return self._archive.read(info)
        except _FOREIGN:
            raise InputError(_DAMAGED, remedy=_AGAIN, name=name) from None

    def text(self, name: str) -> str:
        """The XML file ``name`` as text by its byte order mark or declaration; a byte order mark stays in the text."""
        return decoded(self.bytes(name), name)[0]

    def encoded(self, name: str, text: str) -> _Content:
        """``text`` in the encoding of the XML file ``name``; characters that it lacks become references."""
        return text.encode(decoded(self.bytes(name), name)[1], "xmlcharrefreplace")

    def replaced(
        self, changed: Mapping[str, _Content], added: Mapping[str, _Content] = MappingProxyType({})
    ) -> _Content:
        """A package with the contents of ``changed`` in their files' places and ``added`` at the end.

        Every other file stays byte-identical in the archive. The very same bytes come back where nothing differs.
        """
        if doubled := added.keys() & self._files.keys():
            raise ValueError(f"already in the package: {sorted(doubled)}")
        changed = {name: new for name, new in changed.items() if new != self.bytes(name)}
        if not changed and not added:
            return self.content
        records: dict[str, bytes] = {}
        files = sorted(self._files.items(), key=lambda item: item[1].start)
        pieces = [self.content[: files[0][1].start]] if files else []
        offset = len(pieces[0]) if files else 0
        for name, stored in files:
            if name in changed:
                raw, record = _rewritten(self.content, stored, changed[name])
            else:
                raw, record = self.content[stored.start : stored.end], stored.record
            records[name] = _moved(record, offset)
            pieces.append(raw)
            offset += len(raw)
        for name, new in added.items():
            raw, record = _made(name, new)
            records[name] = _moved(record, offset)
            pieces.append(raw)
            offset += len(raw)
        directory = b"".join([*(records[name] for name in self._files), *(records[name] for name in added)])
        comment = self._archive.comment
        count = len(records)
        end = _END.pack(_END_MARK, 0, 0, count, count, len(directory), offset, len(comment))
        return b"".join([*pieces, directory, end, comment])


def open_package(content: bytes) -> Package:
    """The package in ``content``; raises an InputError where it is none, is cut off, encrypted, unsafe or over a limit."""
    if len(content) > LIMIT:
        raise TooLargeError(size=len(content), limit=LIMIT)
    if not content:
        raise EmptyInputError()
    if content.startswith(_OLE_MARK):
        raise InputError(
            N_("The document is encrypted with a password, or is of an old kind (.doc)."),
            remedy=N_("Open it, take the password away, and save it as .docx or .odt."),
        )
    if _END_MARK not in content:
        if content.startswith(_LOCAL_MARK):
            raise InputError(
                N_("The file is cut off: the end of the package is missing."),
                remedy=N_("Copy or download it again, completely."),
            )
        raise InputError(
            N_("The file is not a package (ZIP), as Word and OpenDocument files are."),
            remedy=N_("Check its ending, or save the article as .docx or .odt."),
        )
    # Counted before zipfile makes an object of each.
    _refuse_many(content.count(_CENTRAL_MARK))
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except _FOREIGN:
        raise _broken() from None
    _refuse_unsafe(archive.infolist())
    _refuse_bombs(archive.infolist(), len(content))
    return Package(content, _located(content, archive), archive)


def is_package(content: bytes) -> bool:
    """Whether ``content`` begins as a ZIP archive does."""
    return content.startswith(b"PK\x03\x04")


def contents_digest(content: _Content) -> str:
    """SHA-256 over the names and the unpacked bytes of all entries, in order: the same however they are compressed."""
    package, total = open_package(content), sha256()
    for name in package.names:
        total.update(f"{name}\0{sha256(package.bytes(name)).hexdigest()}\0".encode())
    return total.hexdigest()


def _broken() -> InputError:
    return InputError(N_("The package (ZIP) is damaged."), remedy=_AGAIN)


def _refuse_many(count: int) -> None:
    if count > MOST_FILES:
        raise TooLargeError(
            N_("The package holds too many files: {size}, the limit is {limit}."), size=count, limit=MOST_FILES
        )


def _refuse_unsafe(infos: list[zipfile.ZipInfo]) -> None:
    """Names that lead out of the package or stand twice, and encryption."""
    seen: set[str] = set()
    for info in infos:
        name = info.filename
        steps = name.replace("\\", "/").split("/")
        if not name or "\0" in info.orig_filename or steps[0] in ("", "..") or ".." in steps or ":" in steps[0]:
            raise InputError(
                N_("The package holds a file with an unsafe name: “{name}”."), remedy=_AGAIN, name=info.orig_filename
            )
        if name in seen:
            raise InputError(N_("The package holds the file “{name}” twice."), remedy=_AGAIN, name=name)
        seen.add(name)
        if info.flag_bits & _ENCRYPTED:
            raise InputError(
                N_("The package is encrypted: “{name}” needs a password."),
                remedy=N_("Save the document without a password."),
                name=name,
            )


def _refuse_bombs(infos: list[zipfile.ZipInfo], size: int) -> None:
    """What would fill the memory, by the sizes declared; zipfile never gives more than these."""
    total = sum(info.file_size for info in infos)
    if total > TOTAL_LIMIT:
        raise TooLargeError(
            N_("The package is too large: {size} bytes unpacked, the limit is {limit}."), size=total, limit=TOTAL_LIMIT
        )
    if total > RATIO_FREE and total > RATIO_LIMIT * size:
        raise TooLargeError(
            N_("The package unpacks to {size} bytes, over {limit} times its own size: that is no document."),
            size=total,
            limit=RATIO_LIMIT,
        )


def _located(content: bytes, archive: zipfile.ZipFile) -> dict[str, _Stored]:
    """Each file with its place in the archive; InputError where two overlap or a header is not where it should be."""
    records = _records(content, archive.start_dir, archive.infolist())
    starts = sorted(info.header_offset for info in archive.infolist())
    ends = dict(pairwise([*starts, archive.start_dir]))
    if len(ends) < len(starts):
        raise _broken()
    files: dict[str, _Stored] = {}
    for info, record in zip(archive.infolist(), records, strict=True):
        start, end = info.header_offset, ends[info.header_offset]
        if start < 0 or start + _LOCAL.size > end or content[start : start + 4] != _LOCAL_MARK:
            raise InputError(_DAMAGED, remedy=_AGAIN, name=info.filename)
        *_, name_length, extra_length = _LOCAL.unpack_from(content, start)
        if start + _LOCAL.size + name_length + extra_length + info.compress_size > end:
            raise InputError(_DAMAGED, remedy=_AGAIN, name=info.filename)
        files[info.filename] = _Stored(info=info, start=start, end=end, record=record)
    return files


def _records(content: bytes, position: int, infos: Sequence[zipfile.ZipInfo]) -> Iterator[bytes]:
    """The central directory, record by record, as zipfile has read it; InputError where one is longer than the directory."""
    for info in infos:
        *_, name_length, extra_length, comment_length = _CENTRAL.unpack_from(content, position)[:13]
        if (len(info.extra), len(info.comment)) != (extra_length, comment_length):
            raise _broken()
        length = _CENTRAL.size + name_length + extra_length + comment_length
        yield content[position : position + length]
        position += length


def _moved(record: bytes, offset: int) -> bytes:
    """A central record whose file now begins at ``offset``."""
    *fields, old = _CENTRAL.unpack_from(record)
    if old != _UNSET:
        return _CENTRAL.pack(*fields, offset) + record[_CENTRAL.size :]
    # The offset is the last of the 64-bit numbers in the extra field; those before it are there where theirs is unset.
    extra_start = _CENTRAL.size + fields[10]
    place = extra_start
    while place + 4 <= extra_start + fields[11]:
        kind, length = struct.unpack_from("<2H", record, place)
        if kind == _ZIP64:
            at = place + 4 + 8 * sum(fields[i] == _UNSET for i in (8, 9))
            return record[:at] + struct.pack("<Q", offset) + record[at + 8 :]
        place += 4 + length
    return record


def _rewritten(content: bytes, stored: _Stored, new: bytes) -> tuple[bytes, bytes]:
    """Local file and central record of a file with new content; name, times, attributes and extra fields stay."""
    header = list(_LOCAL.unpack_from(content, stored.start))
    record = list(_CENTRAL.unpack_from(stored.record))
    name_at = stored.start + _LOCAL.size
    extra_at = name_at + header[9]
    name, extra = content[name_at:extra_at], _without_zip64(content[extra_at : extra_at + header[10]])
    packed = _packed(new, stored.info.compress_type)
    sums = [zlib.crc32(new), len(packed), len(new)]
    header[2] &= ~(_DESCRIPTOR | _HINTS)
    header[3] = stored.info.compress_type
    header[6:9] = sums
    header[10] = len(extra)
    record_extra_at = _CENTRAL.size + record[10]
    record_extra = _without_zip64(stored.record[record_extra_at : record_extra_at + record[11]])
    tail = stored.record[record_extra_at + record[11] :]
    record[3] &= ~(_DESCRIPTOR | _HINTS)
    record[7:10] = sums
    record[11] = len(record_extra)
    record[16] = 0
    fixed = _CENTRAL.pack(*record) + stored.record[_CENTRAL.size : record_extra_at]
    return _LOCAL.pack(*header) + name + extra + packed, fixed + record_extra + tail


def _made(name: str, new: bytes) -> tuple[bytes, bytes]:
    """Local file and central record of an added file."""
    written = name.encode()
    flags = 0 if name.isascii() else _UTF8_NAME
    packed = _packed(new, zipfile.ZIP_DEFLATED)
    common = (20, flags, zipfile.ZIP_DEFLATED, *_NO_TIME, zlib.crc32(new), len(packed), len(new), len(written), 0)
    record = _CENTRAL.pack(_CENTRAL_MARK, 20, *common, 0, 0, 0, 0, 0)
    return _LOCAL.pack(_LOCAL_MARK, *common) + written + packed, record + written


def _packed(new: bytes, method: int) -> bytes:
    if method == zipfile.ZIP_STORED:
        return new
    deflate = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflate.compress(new) + deflate.flush()


def _without_zip64(extra: bytes) -> bytes:
    """Extra fields but for the 64-bit sizes, which a new content does not need."""
    kept: list[bytes] = []
    place = 0
    while place + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, place)
        if kind != _ZIP64:
            kept.append(extra[place : place + 4 + length])
        place += 4 + length
    return b"".join([*kept, extra[place:]])
