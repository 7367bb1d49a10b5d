"""Bytes to text: what is not UTF-8 text is refused with a word about what it looks like."""

from __future__ import annotations

from typing import Final

from transflow.errors import N_, EmptyInputError, EncodingError, InputError, NotTextError, TooLargeError

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
#: Candidates for text that is not UTF-8, by the name that iconv knows, the likeliest of each script first: of two that
#: read a text equally well the first is named. Ours are English, Turkish and Russian texts.
_CANDIDATES: Final = {
    "cp1252": "windows-1252",
    "cp1254": "windows-1254",
    "cp1251": "windows-1251",
    "koi8_r": "KOI8-R",
    "cp866": "CP866",
    "iso8859_5": "ISO-8859-5",
    "mac_roman": "MACINTOSH",
    "mac_turkish": "MACTURKISH",
    "mac_cyrillic": "MACCYRILLIC",
}
#: How much of a file is looked at to guess its encoding, in bytes from the first wrong one.
_SAMPLE: Final = 8_192
#: Letters of Russian from frequent to rare, and accented letters of the languages that a Latin table is for.
_CYRILLIC: Final = {
    letter: weight
    for letters, weight in (("оеаинтсрвл", 3.0), ("кмдпуяыьгзбчй", 2.0), ("хжшюцщэфъё", 1.0))
    for letter in letters
}
_WESTERN: Final = frozenset("éèêëàâäáãåæíìîïóòôöõøœúùûüñçß")
_TURKISH: Final = frozenset("çğıöşüâîû")
_ACCENTED: Final = {"cp1254": _TURKISH, "mac_turkish": _TURKISH}
_SIGNS: Final = frozenset("“”‘’„«»–—…°€£№§©•\xa0¿¡")
_WRONG: Final = -3.0


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
        if _is_mixed(content):
            raise EncodingError(
                remedy=N_("Only parts of it are: save it anew as UTF-8 with the program that wrote it."),
                looks_like=N_("a mix of UTF-8 and another encoding"),
                line=line,
            ) from None
        raise EncodingError(looks_like=guess(content, error.start), line=line) from None
    if not text.strip().strip(BOM).strip():
        raise EmptyInputError()
    return text


def decode_as(content: bytes, encoding: str, declared: str, limit: int = LIMIT) -> str:
    """``content`` in another ``encoding``, which it ``declared`` under that name; encoding the text gives the same bytes.

    Raises TooLargeError, EmptyInputError, NotTextError, InputError (with the line of the first wrong byte).
    """
    if len(content) > limit:
        raise TooLargeError(size=len(content), limit=limit)
    if not content or content.isspace():
        raise EmptyInputError()
    wide = encoding.startswith(("utf-16", "utf-32"))
    if not wide:
        _refuse_known_kinds(content)
        if b"\x00" in content:
            raise NotTextError(looks_like="binary")
    try:
        text = content.decode(encoding)
        wrong = -1 if text.encode(encoding) == content else 0
    except UnicodeError as error:
        text, wrong = "", getattr(error, "start", 0)
    if wrong >= 0:
        raise InputError(
            N_("The file says that it is in {declared}, but it holds bytes that are not."),
            remedy=N_("Save it as UTF-8 and correct the declaration."),
            line=content.count(b"\n", 0, wrong) + 1,
            declared=declared,
        )
    if not text.strip().strip(BOM).strip():
        raise EmptyInputError()
    return text


def kind_of(content: bytes) -> str:
    """The kind of a well-known file that is no text ("DOCX", "PDF"), "" where it may be text."""
    if content.startswith(b"PK\x03\x04"):
        return next((name for inside, name in _INSIDE_ZIP if inside in content), "ZIP")
    return next((name for magic, name in _MAGIC if content.startswith(magic)), "")


def _is_mixed(content: bytes) -> bool:
    """Whether text that is not UTF-8 is so in part: then no other encoding reads it, and a guess would do harm."""
    text = content.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    return sum(not character.isascii() for character in text) - wrong > wrong // 4


def _refuse_known_kinds(content: bytes) -> None:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            raise EncodingError(looks_like=encoding, line=1)
    if kind := kind_of(content):
        raise NotTextError(looks_like=kind)


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
    start = max(0, first_wrong - 32)
    sample = content[start : start + _SAMPLE]
    return _CANDIDATES[max(_CANDIDATES, key=lambda encoding: _plausibility(sample, encoding))]


def _plausibility(sample: bytes, encoding: str) -> float:
    """How well a text reads in an encoding: letters of its languages speak for it, signs inside words against it."""
    text = f" {sample.decode(encoding, 'replace')} "
    accented = _ACCENTED.get(encoding, _WESTERN)
    return sum(_weight(text[i - 1], char, text[i + 1], accented) for i, char in enumerate(text) if not char.isascii())


def _weight(before: str, char: str, after: str, accented: frozenset[str]) -> float:
    """How much a character beyond ASCII speaks for the reading in which it stands between ``before`` and ``after``."""
    inside = before.isalpha() and after.isalpha()
    if char in _SIGNS:
        return 2.5 if inside and char == "’" else 2.0 if not inside or char in "–—" else 0.0
    if not char.isalpha():
        return _WRONG
    if char.isupper() and before.islower():
        return _WRONG  # "pOrT" is no word
    small = "i" if char == "İ" else char.lower()
    if small in _CYRILLIC:
        if any(c.isascii() and c.isalpha() for c in (before, after)):
            return _WRONG  # two scripts in one word
        if not before.isalpha() and not after.isalpha():
            return 0.5
        # A capital that begins a word is what other tables read as an opening quote or a dash.
        return _CYRILLIC[small] + (0.0 if char.islower() else 1.0 if after.islower() else -0.5)
    if not before.isascii() and before.isalpha():
        return 0.0  # a Latin word is mostly of plain letters
    if char == "İ" or small in accented:
        return 2.0
    return 1.0 if small in "ðþýÿš" else 0.0
