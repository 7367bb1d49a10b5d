"""How a sentence ends and begins: with the source's kind of stop, and with a capital letter where the source has one."""

from __future__ import annotations

import re
from typing import Final

from transflow.domain.article import BlockKind
from transflow.domain.checks.ground import Ground, Group
from transflow.domain.findings import Finding
from transflow.domain.inline import MERGED
from transflow.domain.segmentation import is_citation

#: What may stand behind the last stop: markers, closing marks, spaces.
_CLOSING: Final = " \t\n\u00a0\"'“”’»)]>"
_OPENED: Final = re.compile(r"\[\d{1,4}|</?\d+/?")
_SENTENCES: Final = frozenset(
    {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE, BlockKind.NOTE, BlockKind.HIGHLIGHT}
)
_ASKED: Final = re.compile(r"\?[!.…]*[\"'“”’»)]")
_KINDS: Final = {".": ".", "…": ".", "?": "?", "!": "!", "。": ".", ":": ":", ";": ";"}


def check(group: Group, ground: Ground) -> list[Finding]:
    """Findings ``end-punctuation`` and ``initial-capital`` of one group."""
    if MERGED in group.target:
        return []
    first = group.units[0]
    if first.kind not in _SENTENCES or (first.kind is BlockKind.NOTE and is_citation(group.source)):
        return []
    source, target = _body(group.source), _body(group.own_text)
    if not source or not target:
        return []
    findings: list[Finding] = []
    wanted, found = _KINDS.get(source[-1], ""), _KINDS.get(target[-1], "")
    # A question inside a quotation or brackets is another's: “Why?” he asked.
    if "?" in (wanted, found) and (_ASKED.search(group.source) or _ASKED.search(group.own_text)):
        return findings
    if wanted != found and {wanted, found} & {"?", "."} and not (wanted == "." and source[-2:-1].isupper()):
        at = len(target)
        shown = {"found": target[-1] if found else "", "wanted": source[-1] if wanted else ""}
        code = "end-question" if "?" in (wanted, found) else "end-punctuation"
        findings.append(ground.finding(code, group, shown, (at - 1, at)))
    if source[0].isupper() and target[0].islower() and len(target) > 1 and not target[1].isupper():
        findings.append(ground.finding("initial-capital", group, {"found": target[0]}, (0, 1)))
    return findings


def _body(text: str) -> str:
    """``text`` up to its last stop or word."""
    while True:
        text = text.rstrip(_CLOSING)
        at = max(text.rfind("["), text.rfind("<"))
        if at < 0 or not _OPENED.fullmatch(text, at):
            return text
        text = text[:at]
