"""Markdown with front matter: CommonMark plus ``[^1]`` notes, in which every word of the article reads literally."""

from __future__ import annotations

import json
import re
from typing import Final

from transflow.domain.article import BlockKind
from transflow.domain.inline import without_markers
from transflow.domain.release import Sibling, View, ViewBlock
from transflow.formats.renderings.pieces import Cutter, Piece, is_safe_reference, numbers_of, one_line, shown

#: Characters that mean something to CommonMark, GFM or pandoc anywhere in a line; a dollar before a digit is money.
_ACTIVE: Final = re.compile(r"[\\`*_\[\]<>|~^]|&(?=#?\w)|\$(?!\d)")
#: What means something at the beginning of a block only.
_OPENING: Final = re.compile(r"(?:[#+=:-]|\d{1,9}[.)])(?=\s|$)|[#=-]{2,}")
#: A marker followed by something that would make it a definition or a link.
_AFTER_MARKER: Final = re.compile(r"[:(]")
#: What JSON leaves bare and YAML does not read back: control characters, other line ends, a byte order mark.
_YAML_TENDER: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")

_PREFIXES: Final = {
    BlockKind.TITLE: "# ",
    BlockKind.HEADING: "## ",
    BlockKind.HIGHLIGHT: "- ",
    BlockKind.LIST_ITEM: "- ",
    BlockKind.QUOTE: "> ",
}


def render_markdown(view: View) -> bytes:
    """``view`` as Markdown in UTF-8."""
    cutter = Cutter(numbers_of(view))
    parts = [_front_matter(view)]
    previous: BlockKind | None = None
    titled = False
    blocks = shown(view)
    if not any(block.kind is BlockKind.TITLE for block in blocks):
        blocks.insert(0, ViewBlock(index=-1, kind=BlockKind.TITLE, text=without_markers(view.title, numbers_of(view))))
    for block in blocks:
        joined = previous is block.kind and block.kind in (BlockKind.LIST_ITEM, BlockKind.HIGHLIGHT)
        parts.append("\n" if joined else "\n\n")
        parts.append(_PREFIXES.get(block.kind, "") + _inline(cutter.pieces(block.text)))
        if block.kind is BlockKind.TITLE and not titled:
            parts.append(_languages(view))
            titled = True
        previous = block.kind
    if view.translators:
        label = f"{_literal(view.label_translator)}: " if view.label_translator else ""
        parts.append(f"\n\n{label}{_literal(', '.join(view.translators))}")
    for note in sorted(view.notes, key=lambda note: note.number):
        paragraphs = "\n\n    ".join(_inline(cutter.pieces(text)) for text in note.texts)
        parts.append(f"\n\n[^{note.number}]: {paragraphs}")
    return ("".join(parts) + "\n").encode("utf-8")


def _front_matter(view: View) -> str:
    title = one_line(without_markers(view.title, numbers_of(view)))
    fields = [
        ("title", _scalar(title)),
        ("slug", _scalar(view.slug)),
        ("description", _scalar(one_line(view.description))),
    ]
    fields.append(("tags", f"[{', '.join(_scalar(tag) for tag in view.tags)}]"))
    fields.append(("lang", _scalar(view.locale)))
    if view.translators:
        fields.append(("translator", _scalar(", ".join(view.translators))))
    fields.append(("translation_of", _scalar(view.name)))
    fields.append(("source_lang", _scalar(view.source_locale)))
    return "---\n" + "".join(f"{name}: {value}\n" for name, value in fields) + "---"


def _scalar(text: str) -> str:
    """A YAML double-quoted scalar: JSON's, with what YAML would not read back escaped too."""
    quoted = json.dumps(text, ensure_ascii=False)
    return _YAML_TENDER.sub(lambda match: f"\\u{ord(match.group()):04x}", quoted)


def _languages(view: View) -> str:
    siblings = [sibling for sibling in view.siblings if is_safe_reference(sibling.href)]
    if not siblings:
        return ""
    links = " ".join(_sibling(sibling) for sibling in siblings)
    return f"\n\n{_literal(view.label_languages)} {links}" if view.label_languages else f"\n\n{links}"


def _sibling(sibling: Sibling) -> str:
    """A link, or the bare name of a language whose version has no address here (the source)."""
    name = _escape(sibling.language)
    return f"[{name}](<{_destination(sibling.href)}>)" if sibling.href else name


def _destination(href: str) -> str:
    return re.sub(r"[<>\\\r\n]", lambda match: f"%{ord(match.group()):02X}", href)


def _literal(text: str) -> str:
    return _opened(_escape(one_line(text)))


def _escape(text: str) -> str:
    return _ACTIVE.sub(lambda match: "\\" + match.group(), text)


def _opened(text: str) -> str:
    """``text`` so that it does not begin a heading, a list, a rule or a definition."""
    match = _OPENING.match(text)
    if not match:
        return text
    digits = re.match(r"\d+", text)
    place = digits.end() if digits else 0
    return f"{text[:place]}\\{text[place:]}"


def _inline(pieces: list[Piece]) -> str:
    parts: list[str] = []
    after_marker = False
    for piece in pieces:
        if piece.number:
            parts.append(f"[^{piece.number}]")
        elif piece.href:
            parts.append(f"<{piece.href}>")
        else:
            text = _escape(piece.text)
            if after_marker and _AFTER_MARKER.match(text):
                text = "\\" + text
            parts.append(text if parts else _opened(text))
        after_marker = bool(piece.number)
    return "".join(parts)
