"""Which encoding a page is in: its byte order mark, its XML declaration, its ``<meta charset>``, else UTF-8."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from transflow.errors import N_, InputError
from transflow.formats.decoding import LIMIT, decode, decode_as

#: How far a declaration is looked for, in bytes (the standard says 1,024; pages exceed it).
_HEAD: Final = 4_096
_XML: Final = re.compile(rb"""\A\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']""")
_META: Final = re.compile(rb"""<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_COMMENT: Final = re.compile(rb"<!--.*?-->", re.DOTALL)
#: Names that browsers take for a larger encoding (Encoding Standard, "names and labels").
_TAKEN_FOR: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "utf-16": "utf-8",  # a declaration that can be read byte by byte is not true
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}
_WIDE: Final = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's text and the encoding that gives its bytes back."""

    text: str
    encoding: str

    def encoded(self, text: str) -> bytes:
        """``text`` in the page's encoding; characters that it lacks as numeric character references."""
        return text.encode(self.encoding, "xmlcharrefreplace")


def decoded(content: bytes, limit: int = LIMIT) -> Decoded:
    """The text of ``content``, which is an HTML page or fragment.

    Raises an InputError where it is no text, or not in the encoding that it says: with the line of the first wrong byte.
    """
    for mark, wide in _WIDE:
        if content.startswith(mark) and not content.startswith(b"\xff\xfe\x00\x00"):
            return Decoded(decode_as(content, wide, wide.upper(), limit), wide)
    declared, encoding = ("", "utf-8") if content.startswith(codecs.BOM_UTF8) else _declared(content)
    if encoding == "utf-8":
        return Decoded(decode(content, limit), encoding)
    text = decode_as(content, encoding, declared, limit)
    _refuse_utf8(content, declared)
    return Decoded(text, encoding)


def _declared(content: bytes) -> tuple[str, str]:
    """The encoding that a page names, as it writes it and as Python calls it."""
    head = content[:_HEAD]
    match = _XML.search(head) or _META.search(_COMMENT.sub(b"", head))
    if match is None:
        return "", "utf-8"
    label = match.group(1).decode("ascii", "replace")
    try:
        known = codecs.lookup(label)
    except LookupError:
        known = None
    # Codecs that are no character encodings ("base64", "idna") read no page.
    if known is None or not getattr(known, "_is_text_encoding", True) or known.name in ("idna", "punycode", "utf-7"):
        raise InputError(
            N_("The page says that it is in the encoding “{declared}”, which is not known."),
            remedy=N_("Correct the declaration, or save the page as UTF-8."),
            line=content.count(b"\n", 0, match.start()) + 1,
            declared=label,
        )
    return label, _TAKEN_FOR.get(known.name, known.name)


def _refuse_utf8(content: bytes, declared: str) -> None:
    """Refuse text that is UTF-8 through and through where the page says something else: one of the two is wrong."""
    if content.isascii():
        return
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return
    wrong = next(place for place, byte in enumerate(content) if byte > 127)
    raise InputError(
        N_("The page says that it is in {declared}, but its text is UTF-8."),
        remedy=N_('Write <meta charset="utf-8"> into the page, or save it in the encoding that it names.'),
        line=content.count(b"\n", 0, wrong) + 1,
        declared=declared,
    )
