"""Bytes to text: what is not UTF-8 text is refused with a word about what it looks like."""

from __future__ import annotations

from typing import Final

from transflow.errors import EmptyInputError, EncodingError, NotTextError, TooLargeError

#: Largest document, in bytes.
LIMIT: Final = 50_000_000

BOM: Final = "\ufeff"

#: First bytes of well-known kinds of files that are not plain text.
_MAGIC: Final = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "DOC"),
    (b"{\\rtf", "RTF"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"\x7fELF", "ELF"),
)
#: What a ZIP archive holds, by the names inside it.
_INSIDE_ZIP: Final = (
    (b"word/", "DOCX"),
    (b"application/vnd.oasis.opendocument.text", "ODT"),
    (b"application/epub+zip", "EPUB"),
    (b"xl/", "XLSX"),
    (b"ppt/", "PPTX"),
)
#: Byte order marks, the longer ones first. UTF-8's own is welcome and not listed.
_MARKS: Final = (
    (b"\xff\xfe\x00\x00", "UTF-32LE"),
    (b"\x00\x00\xfe\xff", "UTF-32BE"),
    (b"\xff\xfe", "UTF-16LE"),
    (b"\xfe\xff", "UTF-16BE"),
)
#: Candidates for text that is not UTF-8, by the name that iconv knows. Ours are English, Turkish and Russian texts.
_CANDIDATES: Final = {
    "cp1252": "windows-1252",
    "cp1254": "windows-1254",
    "cp1251": "windows-1251",
    "koi8_r": "KOI8-R",
    "cp866": "CP866",
    "iso8859_5": "ISO-8859-5",
    "mac_cyrillic": "MACCYRILLIC",
    "mac_turkish": "MACTURKISH",
    "mac_roman": "MACINTOSH",
}
#: How much of a file is looked at to guess its encoding, in bytes: the guess costs about 0.1 ms a kilobyte.
_SAMPLE: Final = 32_768


def decode(content: bytes, limit: int = LIMIT) -> str:
    """``content`` as text; a byte order mark and line ends are kept as they are, so encoding it gives the same bytes.

    Raises TooLargeError, EmptyInputError, NotTextError, EncodingError (with the line of the first wrong byte).
    """
    if len(content) > limit:
        raise TooLargeError(size=len(content), limit=limit)
    if not content or content.isspace():
        raise EmptyInputError()
    _refuse_known_kinds(content)
    if b"\x00" in content:
        wide = _wide(content)
        if wide:
            raise EncodingError(looks_like=wide, line=1)
        raise NotTextError(looks_like="binary")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise EncodingError(looks_like=guess(content, error.start), line=line) from None
    if not text.strip().strip(BOM).strip():
        raise EmptyInputError()
    return text


def _refuse_known_kinds(content: bytes) -> None:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            raise EncodingError(looks_like=encoding, line=1)
    if content.startswith(b"PK\x03\x04"):
        kind = next((name for inside, name in _INSIDE_ZIP if inside in content), "ZIP")
        raise NotTextError(looks_like=kind)
    for magic, name in _MAGIC:
        if content.startswith(magic):
            raise NotTextError(looks_like=name)


def _wide(content: bytes) -> str:
    """The two-byte encoding that a text with NUL bytes and without a byte order mark is in; "" for a true binary."""
    head = content[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if half and odd > 0.6 * half and even < 0.1 * half:
        return "UTF-16LE"
    if half and even > 0.6 * half and odd < 0.1 * half:
        return "UTF-16BE"
    return ""


def guess(content: bytes, first_wrong: int) -> str:
    """The likely encoding of text that is not UTF-8, by a name that iconv knows."""
    from charset_normalizer import from_bytes  # 60 ms to import, needed only for this message

    start = max(0, first_wrong - _SAMPLE // 2)
    best = from_bytes(content[start : start + _SAMPLE], cp_isolation=list(_CANDIDATES)).best()
    if best is None:
        return "windows-1252"
    # A small word or two of Turkish reads the same in both Latin tables but for six letters, which only Turkish has.
    if best.encoding == "cp1252" and any(byte in content for byte in (b"\xfd", b"\xfe", b"\xf0", b"\xdd", b"\xde")):
        return "windows-1254"
    return _CANDIDATES.get(best.encoding, best.encoding)
