"""Front matter: YAML between ``---``, TOML between ``+++``. Kept, but for the few values that readers see.

A value keeps its way of writing (plain, in quotes) where the new words allow it; else it is written in double quotes.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from transflow.formats.documents.markdown.patterns import fold

#: Keys whose values are words for readers.
SPOKEN: Final = ("title", "subtitle", "description", "summary", "excerpt")


class Writing(StrEnum):
    """How a value is written."""

    PLAIN = "plain"
    SINGLE = "single"
    DOUBLE = "double"
    BASIC = "basic"  # TOML's double quotes
    LITERAL = "literal"  # TOML's single quotes


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value: its key, its span with the quotes, the line it begins in (1-based), its words, how it is written."""

    key: str
    start: int
    end: int
    line: int
    text: str
    writing: Writing


@dataclass(slots=True)
class Front:
    """Front matter: where it ends (the article begins there), the values in it, and (line, key) of those left alone."""

    end: int
    scalars: list[Scalar] = field(default_factory=list)
    kept: list[tuple[int, str]] = field(default_factory=list)


_YAML: Final = re.compile(
    r"---[ \t]*(?:\r\n?|\n)(?P<body>.*?(?:\r\n?|\n))??(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)", re.DOTALL
)
_TOML: Final = re.compile(r"\+\+\+[ \t]*(?:\r\n?|\n)(?P<body>.*?(?:\r\n?|\n))??\+\+\+[ \t]*(?:\r\n?|\n|\Z)", re.DOTALL)
_KEY_LINE: Final = re.compile(r"\s*+(?:#[^\r\n]*+[\r\n]\s*+)*+(?:[\w\"'.-][^:\r\n]{0,99}:(?:\s|$)|\Z)")
#: Where a line begins, whatever ended the one before.
_FIRST: Final = r"(?<![^\r\n])"
_NAMES: Final = "|".join(SPOKEN)
_YAML_VALUE: Final = re.compile(rf"{_FIRST}[\"']?({_NAMES})[\"']?[ \t]*:[ \t]+(?=\S)")
_TOML_VALUE: Final = re.compile(rf"{_FIRST}[\"']?({_NAMES})[\"']?[ \t]*=[ \t]*(?=\S)")
_TOML_TABLE: Final = re.compile(rf"{_FIRST}[ \t]*\[")
_DOUBLE: Final = re.compile(r"\"((?:[^\"\\]|\\.)*+)\"", re.DOTALL)
_SINGLE: Final = re.compile(r"'((?:[^']|'')*+)'", re.DOTALL)
_REST: Final = re.compile(r"[ \t]*(?:[ \t]#[^\r\n]*)?(?:\r\n?|\n|\Z)")
_CONTINUED: Final = re.compile(r"(?:\r\n?|\n)(?=[ \t]+\S)")
_LINE_END: Final = re.compile(r"\r\n?|\n")
_COMMENT: Final = re.compile(r"[ \t]#")
_FOLDED: Final = re.compile(r">[+-]?[ \t]*(?:\r\n?|\n)((?:[ \t]++[^\r\n]*+(?:\r\n?|\n|\Z))++)")
_ESCAPE: Final = re.compile(r"\\(x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\r\n?[ \t]*|\n[ \t]*|.)", re.DOTALL)
_NAMED: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "", "_": "\xa0", "N": "\x85", "e": "\x1b"}
_TENDER: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
#: What YAML takes for something else than words, or for their end.
_UNSAFE: Final = re.compile(
    r"[-?:,\[\]{}#&*!|>'\"%@`=\s]|.*(?::(?:\s|$)|\s#|\s$)"
    r"|(?:true|false|null|yes|no|on|off|y|n|~|[-+]?[\d.][\d_.,:eExXoTZ\s/+-]*|\.nan|\.inf)$",
    re.IGNORECASE | re.DOTALL,
)


def front_matter(source: str, start: int) -> Front:
    """The front matter of ``source``, which begins at ``start``; without one it ends there."""
    match = _YAML.match(source, start)
    if match and _KEY_LINE.match(match["body"] or ""):
        return _read(source, match, _YAML_VALUE, match.end())
    match = _TOML.match(source, start)
    if match:
        table = _TOML_TABLE.search(source, match.start("body"), match.end("body")) if match["body"] else None
        return _read(source, match, _TOML_VALUE, table.start() if table else match.end())
    return Front(start)


def _read(source: str, block: re.Match[str], value: re.Pattern[str], limit: int) -> Front:
    front = Front(block.end())
    if not block["body"]:
        return front
    begin, end = block.span("body")
    line, counted = 1, 0
    for match in value.finditer(source, begin, min(limit, end)):
        line += len(_LINE_END.findall(source, counted, match.start()))
        counted = match.start()
        key = match.group(1)
        found = (_yaml if value is _YAML_VALUE else _toml)(source, match.end(), end)
        if found is None:
            front.kept.append((line, key))
            continue
        stop, text, writing = found
        text = fold(text).strip(" ")
        if any(map(str.isalnum, text)):
            front.scalars.append(Scalar(key, match.end(), stop, line, text, writing))
    return front


def _yaml(source: str, start: int, limit: int) -> tuple[int, str, Writing] | None:
    """Where a YAML value ends, its words, and how it is written; None where it is no simple one."""
    sign = source[start]
    if sign == '"':
        match = _DOUBLE.match(source, start, limit)
        if match and _REST.match(source, match.end(), limit):
            return match.end(), _unescaped(match.group(1)), Writing.DOUBLE
        return None
    if sign == "'":
        match = _SINGLE.match(source, start, limit)
        if match and _REST.match(source, match.end(), limit):
            return match.end(), match.group(1).replace("''", "'"), Writing.SINGLE
        return None
    if sign == ">":
        match = _FOLDED.match(source, start, limit)
        if match is None or not all(line.strip() for line in match.group(1).splitlines()):
            return None
        return start + len(match.group().rstrip()), match.group(1), Writing.DOUBLE
    if sign in "|[{&*!%@`#":
        return None
    end = _line_end(source, start, limit)
    comment = _COMMENT.search(source, start, end)
    if comment:
        end = comment.start()
    else:
        while _CONTINUED.match(source, end, limit):
            end = _line_end(source, end + (2 if source.startswith("\r\n", end) else 1), limit)
            if _COMMENT.search(source, start, end):
                return None
    text = source[start:end].rstrip()
    return start + len(text), text, Writing.PLAIN


def _toml(source: str, start: int, limit: int) -> tuple[int, str, Writing] | None:
    """As :func:`_yaml`, for TOML."""
    if source.startswith(('"""', "'''"), start):
        return None
    end = _line_end(source, start, limit)
    if source[start] == '"':
        match = _DOUBLE.match(source, start, end)
        return (match.end(), _unescaped(match.group(1)), Writing.BASIC) if match else None
    if source[start] == "'":
        close = source.find("'", start + 1, end)
        return (close + 1, source[start + 1 : close], Writing.LITERAL) if close > 0 else None
    return None


def _line_end(source: str, start: int, limit: int) -> int:
    match = re.compile(r"[\r\n]").search(source, start, limit)
    return match.start() if match else limit


def _unescaped(text: str) -> str:
    def write(match: re.Match[str]) -> str:
        sign = match.group(1)
        if sign[0] in "xuU" and len(sign) > 1:
            code = int(sign[1:], 16)
            return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
        return "" if sign[0] in "\r\n" else _NAMED.get(sign, sign)

    return _ESCAPE.sub(write, text) if "\\" in text else text


def written(text: str, writing: Writing) -> str:
    """``text`` as a value, in the given way where that can say it."""
    if writing is Writing.PLAIN and text and not _UNSAFE.match(text) and not _TENDER.search(text):
        return text
    if writing is Writing.SINGLE and not _TENDER.search(text):
        return "'" + text.replace("'", "''") + "'"
    if writing is Writing.LITERAL and "'" not in text and not _TENDER.search(text):
        return f"'{text}'"
    quoted = json.dumps(text, ensure_ascii=False)
    return _TENDER.sub(lambda match: f"\\u{ord(match.group()):04x}", quoted)
