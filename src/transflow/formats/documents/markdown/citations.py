"""Citations that Markdown does not know: ``[1]``, ``\\[1\\]``, ``[\\[1\\]](#_ftn1)``, ``<sup>1</sup>``, ``¹``.

A newsroom's Markdown often comes from a converter that knew no notes: the numbers are plain text, or links within the
page, and the notes a list at the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Final

from transflow.formats.documents.markdown.patterns import inline_target, label_at, normal
from transflow.formats.documents.markers import SUPERSCRIPTS, find_citations, label_number
from transflow.formats.documents.skeleton import Mark

#: Finds the citations of a text: the offset of each, and the mark.
Citations = Callable[[str], Mapping[int, Mark]]

_NUMBER: Final = r"(\d{1,4})"
_LIST: Final = r"(\d{1,4}(?: ?[,;–-] ?\d{1,4}){0,30})"
#: A link within the page whose words are a number, however converters wrap it.
_LINKED: Final = re.compile(
    rf"(?:<sup[^<>]{{0,80}}>)?\[(?:<sup>)?(?:\\?\[)?{_NUMBER}(?:\\?\])?(?:</sup>)?\]\(#[^\s()]{{1,200}}\)(?:</sup>)?"
)
_RAISED: Final = re.compile(rf"<sup[^<>]{{0,80}}>\[?{_LIST}\]?</sup>", re.IGNORECASE)
_ESCAPED: Final = re.compile(rf"\\\[{_LIST}\\\]")
_ONE: Final = re.compile(r"\d{1,4}")


def no_citations(text: str) -> Mapping[int, Mark]:
    """For documents without a list of notes."""
    return {}


def plain_citations(labels: Mapping[int, str], references: Collection[str], *, superscript: bool) -> Citations:
    """Finds citations of the notes ``labels`` (number → key). ``superscript``: raised digits cite, too."""

    def find(text: str) -> Mapping[int, Mark]:
        found: dict[int, Mark] = {}
        if "[" in text or superscript:
            for start, end, numbers in find_citations(text, labels, superscript=superscript)[0]:
                bound = not _is_link(text, start, end, references) if text[start] == "[" else not _is_power(text, start)
                if bound:
                    template = "" if text[start] != "[" else "[{}]"
                    keys = [labels[number] for number in numbers]
                    found[start] = _mark(start, end, keys, _own_label(text, start, end), template)
        for pattern, template in ((_ESCAPED, "\\[{}\\]"), (_RAISED, "<sup>{}</sup>"), (_LINKED, "")):
            if template and template[:2] not in text:
                continue
            for match in pattern.finditer(text):
                keys = _keys(match.group(1), labels)
                if keys:
                    found[match.start()] = _mark(*match.span(), keys, match.span(1), template)
        return found

    return find


def _keys(listed: str, labels: Mapping[int, str]) -> list[str]:
    """The keys of the notes that a list of numbers names; empty where one is unknown."""
    inside = f"[{listed}]"
    citations, _ = find_citations(inside, labels)
    if len(citations) != 1 or citations[0].end != len(inside):
        return []
    return [labels[number] for number in citations[0].labels]


def _mark(start: int, end: int, keys: list[str], label: tuple[int, int], template: str) -> Mark:
    if len(keys) > 1:
        return Mark(start, end, tuple(keys), None, template or "{}")
    return Mark(start, end, tuple(keys), label)


def _own_label(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the number of a citation stands; raised digits are nothing else."""
    return (start + 1, end - 1) if text[start] == "[" else (start, end)


def _is_power(text: str, start: int) -> bool:
    """Whether raised digits follow a letter that stands for a quantity: x², E=mc²."""
    return re.search(r"(?:^|[^\w])(?:[A-Za-z]|mc)$", text[max(0, start - 3) : start]) is not None


def _is_link(text: str, start: int, end: int, references: Collection[str]) -> bool:
    """Whether brackets with a number are the words of a link, which they are to Markdown first of all."""
    if inline_target(text, end, len(text)) is not None:
        return True
    if not references:
        return False
    given = label_at(text, end, len(text)) if text.startswith("[", end) else None
    return normal((given and given[0]) or text[start + 1 : end - 1]) in references


#: What begins a note of a list: its label, and what is between the label and the words.
LABEL: Final = re.compile(
    r"(?:<a\s[^<>]{1,80}>(?:</a>)?)?"
    r"(?:\[(?:<sup>)?(?:\\?\[)?(?P<linked>\d{1,4})(?:\\?\])?(?:</sup>)?\]\(#[^\s()]{1,200}\)"
    r"|\\?\[(?P<bracket>\d{1,4})\\?\](?![(:\[])"
    r"|<sup[^<>]{0,80}>\[?(?P<sup>\d{1,4})\]?</sup>"
    rf"|(?P<raised>[{SUPERSCRIPTS}]{{1,4}}))"
    r"(?:</a>)?(?:[ \t]*[.:])?[ \t]*"
)


def label_of(match: re.Match[str]) -> tuple[str, int, int]:
    """The label that begins a note, and its span."""
    group = next(name for name in ("linked", "bracket", "sup", "raised") if match[name] is not None)
    return match[group], match.start(group), match.end(group)


def cited_numbers(text: str) -> set[int]:
    """Every number that ``text`` may cite a note with, program text apart."""
    text = re.sub(r"(?<!\\)`[^`\n]*`", " ", text)
    shown = {int(m.group(1)) for p in (_BRACKET, _LINKED) for m in p.finditer(text)}
    lists = [match.group(1) for pattern in (_RAISED, _LISTED) for match in pattern.finditer(text)]
    for listed in lists:
        numbers = {int(number) for number in _ONE.findall(listed)}
        shown |= numbers if 0 not in numbers else set()  # [0, 1] is an interval
    return shown | {label_number(match.group()) for match in _SIGNS.finditer(text)}


_BRACKET: Final = re.compile(rf"\\?\[{_NUMBER}\\?\](?![(:])")
_LISTED: Final = re.compile(rf"\\?\[{_LIST}\\?\](?![(:])")
_SIGNS: Final = re.compile(rf"(?<=\S)[{SUPERSCRIPTS}]{{1,4}}")
