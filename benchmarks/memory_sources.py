"""Sentences out of files of documentation and source: how each kind of file is read, and what counts as a sentence."""

from __future__ import annotations

import gzip
import html
import os
import re
import struct
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

from transflow.domain.segmentation import Segmenter

_LETTERS = re.compile(r"[A-Za-z]")
_PLAIN = re.compile(r"[A-Za-z ,.'’-]")
_FIRST = re.compile(r"[\"'“‘(]?[A-Z0-9]")
_LAST = re.compile(r"[.!?:…][\"'”’)]*$")
_COMMON = frozenset(
    re.findall(
        r"\w+",
        "the a an of to in is are and or for be this that with if not on by as it from when can will was which has have at "
        "you your must should may does do no all one any only use used using its than then into but we there",
    )
)


# How blocks of prose come out of each kind of file.

_PARAGRAPHS = re.compile(r"\n[ \t]*\n")
_BULLET = re.compile(
    r"^[ \t]*(?:[-*•+]|\d{1,2}[.)]|[:@]\w+[^:\n]{0,30}:|\w[\w.]*(?: \([^)\n]*\))?:)\s+|^[ \t]*[-=~]{3,}[ \t]*$", re.M
)
_SPACE = re.compile(r"\s+")
_TRIPLE = re.compile(r"(?:^|[\s=(,])[rRuU]?(\"\"\"|''')(.{15,}?)\1", re.S)
_COMMENT = re.compile(r"/\*[*!]?\s(.{15,}?)\*/", re.S)
_STAR = re.compile(r"^[ \t]*\*+[ \t]?", re.M)
_SLASHES = re.compile(r"(?:^[ \t]*//[/!]?[^\n]*\n)+", re.M)
_SLASH = re.compile(r"^[ \t]*//[/!]? ?", re.M)
_JAVADOC_INLINE = re.compile(r"\{@\w+\s+([^{}]*)\}")
_JAVADOC_BLOCK = re.compile(r"^\s*[@\\]\w+(?:[ \t]+[\w.<>]+)?", re.M)
_HIDDEN = re.compile(
    r"<(pre|script|style|nav|head|h\d class=\"code-header\")\b.*?</(?:pre|script|style|nav|head|h\d)>", re.S
)
_BLOCK = re.compile(
    r"</?(?:p|li|ul|ol|dl|dd|dt|td|th|tr|table|div|section|article|h[1-6]|blockquote|details|summary|body|br|hr|header"
    r"|footer|figure|main|aside)\b[^>]*>",
    re.I,
)
_TAG = re.compile(r"<[^<>]*>")
_ROFF_FONT = re.compile(r"\\f(?:\[\w*\]|\(..|.)|\\[&|^/,cz:%]|\\s[-+]?\d|\\\*(?:\(..|\[\w*\]|.)")
_ROFF_MACRO = re.compile(r"^[.'][ \t]*([A-Za-z]+)[ \t]*(.*)$")
_ROFF_SIGNS = {r"\-": "-", r"\(aq": "'", r"\(dq": '"', r"\(lq": "“", r"\(rq": "”", r"\(oq": "‘", r"\(cq": "’",
               r"\e": "\\", r"\ ": " ", r"\~": " ", r"\(em": "—", r"\(en": "–", r"\(bu": "•", r"\(cqs": "’s"}  # fmt: skip
_MARKUP = re.compile(
    r"``?([^`\n]*)``?(?:_+)?|:[\w:+-]+:`([^`<]*)(?:<[^>]*>)?`|\[([^\]\n]+)\]\([^)\n]*\)|\*{1,2}([^*\n]+)\*{1,2}"
)
_POD = re.compile(r"[A-Z]<+ ?([^<>]*?) ?>+")


def _plain(text: str) -> Iterator[str]:
    """Paragraphs and list items of text, reStructuredText and Markdown; code and tables fall to the later sieve."""
    for paragraph in _PARAGRAPHS.split(text):
        if paragraph.count("  ") > 6 + 3 * paragraph.count("\n") or "```" in paragraph:
            continue
        yield from _BULLET.split(paragraph)


def _rst(text: str) -> Iterator[str]:
    yield from _plain(_MARKUP.sub(lambda m: next((g for g in m.groups() if g), ""), text))


def _python(text: str) -> Iterator[str]:
    for match in _TRIPLE.finditer(text):
        yield from _rst(match.group(2))


def _c_like(text: str) -> Iterator[str]:
    for match in _COMMENT.finditer(text):
        inner = _JAVADOC_BLOCK.sub("\n\n", _JAVADOC_INLINE.sub(r"\1", _STAR.sub("", match.group(1))))
        yield from (part for block in _BLOCK.split(inner) for part in _rst(_TAG.sub("", html.unescape(block))))
    for match in _SLASHES.finditer(text):
        if len(match.group()) > 40:
            yield from _rst(_SLASH.sub("", match.group()))


def _html(text: str) -> Iterator[str]:
    for block in _BLOCK.split(_HIDDEN.sub("<p>", text)):
        if len(block) > 15 and " " in block:
            yield html.unescape(_TAG.sub("", block))


def _manual(text: str) -> Iterator[str]:
    for sign, meant in _ROFF_SIGNS.items():
        text = text.replace(sign, meant)
    lines: list[str] = []
    code = False
    for line in _ROFF_FONT.sub("", text).split("\n"):
        macro = _ROFF_MACRO.match(line)
        if macro is None:
            if not code and not line.startswith((".", "'")):
                lines.append(line)
            continue
        name, words = macro.groups()
        code = {"nf": True, "EX": True, "fi": False, "EE": False, "Bd": True, "Ed": False}.get(name, code)
        if (
            name in {"B", "I", "BR", "IR", "RB", "RI", "BI", "IB", "Nm", "Fl", "Ar", "Xr", "Fn", "Va", "Dv", "Pa"}
            and words
        ):
            roman = name in {"BR", "IR", "RB", "RI", "BI", "IB"}
            lines.append(
                "".join(words.replace('"', "").split()) if roman and '"' not in words else words.replace('"', "")
            )
        else:
            yield " ".join(lines)
            lines = []
    yield " ".join(lines)


def _pod(text: str) -> Iterator[str]:
    for paragraph in _PARAGRAPHS.split(text):
        if not paragraph.startswith((" ", "\t", "=")):
            yield _POD.sub(r"\1", _POD.sub(r"\1", paragraph))


def _perl(text: str) -> Iterator[str]:
    for part in re.findall(r"^=(?:pod|head\d|over|item|encoding)\b.*?(?=^=cut\b|\Z)", text, re.S | re.M):
        yield from _pod(part)


def _info(text: str) -> Iterator[str]:
    yield from (part.replace("‘", "'").replace("’", "'") for part in _plain(text))


#: How the files of each suffix are read: text → blocks of prose.
READERS: dict[str, Callable[[str], Iterator[str]]] = {
    ".py": _python, ".pyi": _python, ".rst": _rst, ".md": _rst, ".txt": _rst, ".adoc": _rst, ".html": _html,
    ".htm": _html, ".xhtml": _html, ".pod": _pod, ".pm": _perl, ".pl": _perl, ".java": _c_like, ".h": _c_like,
    ".hpp": _c_like,
    ".ts": _c_like, ".js": _c_like, ".rs": _c_like, ".go": _c_like, ".cuh": _c_like, ".info": _info, ".page": _html,
}  # fmt: skip


def _source(path: str) -> Iterator[tuple[str, Callable[[str], Iterator[str]]]]:
    """The texts of a file and how each is read; archives have many."""
    name = path.removesuffix(".gz")
    suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122 - half a million of them
    if suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist():
                reader = READERS.get(os.path.splitext(member)[1])  # noqa: PTH122
                if reader:
                    yield archive.read(member).decode("utf-8", "replace"), reader
        return
    raw = Path(path).read_bytes()
    if name != path:
        raw = gzip.decompress(raw)
    if "/man/" in path and suffix[1:2].isdigit():
        yield raw.decode("utf-8", "replace"), _manual
    elif suffix in READERS:
        yield raw.decode("utf-8", "replace"), READERS[suffix]
    elif ("/doc/" in path or "/info/" in path) and b"\0" not in raw[:1000]:
        yield raw.decode("utf-8", "replace"), _info if "/info/" in path else _plain


def _messages(path: str) -> Iterator[str]:
    """The msgids of a compiled catalogue, contexts and plural forms apart; their language is English by custom."""
    raw = Path(path).read_bytes()
    order = {b"\xde\x12\x04\x95": "<", b"\x95\x04\x12\xde": ">"}.get(raw[:4])
    if order is None:
        return
    count, table = struct.unpack_from(f"{order}II", raw, 8)
    for length, start in struct.iter_unpack(f"{order}II", raw[table : table + 8 * count]):
        message = raw[start : start + length].decode("utf-8", "replace")
        for form in message.rpartition("\x04")[2].split("\0"):
            yield from form.split("\n\n")


@cache
def _segmenter() -> Segmenter:
    return Segmenter("en")


def is_sentence(text: str, *, message: bool = False) -> bool:
    """Whether ``text`` is English prose of a size that translators meet; a ``message`` may lack an end and small words."""
    if not 15 <= len(text) <= 400:
        return False
    words = text.split()
    if not 3 <= len(words) <= 60 or len(_PLAIN.findall(text)) < 0.85 * len(text):
        return False
    if sum(c > "\x7f" and c not in "“”‘’–—…" for c in text) > 2:
        return False
    if sum(len(_LETTERS.findall(word)) > 1 for word in words) < 3:
        return False
    if message:
        return True
    if " --" in text or not _FIRST.match(text) or not _LAST.search(text):
        return False
    return sum(word.strip(".,;:()\"'").lower() in _COMMON for word in words) >= (1 if len(words) < 8 else 2)


_SEEN: set[int] = set()


def read(paths: Sequence[str]) -> list[str]:
    """Distinct sentences of files; what cannot be read is passed over."""
    found: dict[str, None] = {}
    cut = _segmenter().sentences
    for path in paths:
        try:
            if path.endswith(".mo"):
                for message in _messages(path):
                    text = _SPACE.sub(" ", message).strip()
                    for piece in cut(text) if len(text) > 80 else [text]:
                        if is_sentence(piece, message=True):
                            found[piece] = None
                continue
            for text, reader in _source(path):
                for block in reader(text):
                    block = _SPACE.sub(" ", block).strip()
                    if len(block) < 15 or hash(block) in _SEEN or len(block) > 20_000:
                        continue
                    _SEEN.add(hash(block))
                    for piece in cut(block):
                        if is_sentence(piece):
                            found[piece] = None
        except (OSError, EOFError, ValueError, KeyError, struct.error, zipfile.BadZipFile):
            continue
    return list(found)
