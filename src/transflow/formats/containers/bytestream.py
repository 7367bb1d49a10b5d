"""The bytes of an export before they are parsed: encodings, characters that no XML may hold, and where things begin."""

from __future__ import annotations

import re
from typing import Final

from transflow.domain.findings import Finding, Severity
from transflow.errors import N_, EmptyInputError, EncodingError, InputError, TooLargeError
from transflow.formats.decoding import LIMIT, guess

NOT_AN_EXPORT: Final = N_("This is not a WordPress export.")
EXPORT_IT: Final = N_("In WordPress, Tools → Export makes such a file.")

#: How far into a file its XML may begin, in bytes: some sites print empty lines or warnings before it.
_HEAD: Final = 1 << 16
_OPENING: Final = re.compile(rb"<\?xml\s|<rss[\s>]")
_DECLARED: Final = re.compile(rb"""<\?xml\s[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._\-]*)["']""")
_ITEM: Final = re.compile(rb"<item[\s>]")
#: Characters that XML 1.0 does not allow, except for two that part words and become spaces.
_CONTROLS: Final = bytes(code for code in range(32) if code not in b"\t\n\r")
_PARTING: Final = b"\x0b\x0c"
_TAKEN_OUT: Final = _CONTROLS.translate(None, _PARTING)
_SPACED: Final = bytes.maketrans(_PARTING, b"  ")
_UTF_8: Final = "utf-8"
#: How files begin that are in an encoding of Unicode, the longer marks first.
_MARKS: Final = (
    (b"\xef\xbb\xbf", _UTF_8),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)


def cleaned(content: bytes) -> tuple[bytes, list[Finding]]:
    """``content`` in UTF-8, without a mark and without characters that no XML may hold. Lines stay where they are."""
    if len(content) > LIMIT:
        raise TooLargeError(size=len(content), limit=LIMIT, remedy=N_("Export a part of the site at a time."))
    if not content.strip():
        raise EmptyInputError()
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    if not encoding:
        declared = _DECLARED.search(content, 0, _HEAD)
        encoding = declared[1].decode("ascii").lower() if declared else _UTF_8
    unicode = encoding in (_UTF_8, "utf8")
    content = content.removeprefix(_MARKS[0][0]) if unicode else _recoded(content, encoding)
    clean = content.translate(_SPACED, _TAKEN_OUT)
    if clean == content:
        return content, []
    places = [(content.count(code), content.find(code)) for code in _CONTROLS]
    first = min(place for count, place in places if count)
    note = Finding(
        code="controls-taken-out",
        severity=Severity.INFO,
        params={"count": sum(count for count, _ in places)},
        line=content.count(b"\n", 0, first) + 1,
    )
    return clean, [note]


def _recoded(content: bytes, encoding: str) -> bytes:
    try:
        return content.decode(encoding).encode(_UTF_8)
    except LookupError:
        raise InputError(
            N_("The file declares the encoding “{encoding}”, which is not known."),
            remedy=EXPORT_IT,
            encoding=encoding,
            line=1,
        ) from None
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        raise EncodingError(
            N_("The file declares the encoding “{encoding}”, but is not in it; it looks like {looks_like}."),
            encoding=encoding,
            looks_like=guess(content, start),
            line=content.count(b"\n", 0, start) + 1,
        ) from None


def beginning(content: bytes) -> int:
    """Where the XML begins; an InputError where nothing looks like an export."""
    opening = _OPENING.search(content, 0, _HEAD)
    if opening is None:
        raise InputError(NOT_AN_EXPORT, remedy=EXPORT_IT, line=1)
    return opening.start()


def next_item(content: bytes, position: int) -> int:
    """Where the next item begins at or after ``position``, -1 where there is none."""
    found = _ITEM.search(content, position)
    return found.start() if found else -1


def is_utf8_at(content: bytes, position: int) -> bool:
    """Whether a character of UTF-8 begins at ``position``."""
    try:
        content[position : position + 4].decode(_UTF_8)
    except UnicodeDecodeError as error:
        return error.start > 0
    return True
