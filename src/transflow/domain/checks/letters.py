"""Letters: of one script within a word, the dotted and dotless i of Turkish names, the apostrophe behind an acronym."""

from __future__ import annotations

import re
from typing import Final

from transflow.domain.checks.fixing import Edit, finding
from transflow.domain.checks.ground import Ground, Group
from transflow.domain.findings import Finding

#: Letters that look alike, Latin → Cyrillic.
_ALIKE: Final = dict(zip("AaBCcEeHKMOoPpTXxy", "АаВСсЕеНКМОоРрТХху", strict=True))
_BACK: Final = {cyrillic: latin for latin, cyrillic in _ALIKE.items()}
_MIXED: Final = re.compile(r"[A-Za-zА-Яа-яЁё]*(?:[A-Za-z][А-Яа-яЁё]|[А-Яа-яЁё][A-Za-z])[A-Za-zА-Яа-яЁё]*")
_BESIDE: Final = re.compile(r"[A-Za-z][А-Яа-яЁё]|[А-Яа-яЁё][A-Za-z]")
#: i with a dot of its own above, which a wrong lower-casing of İ leaves behind.
_STRAY: Final = "i\u0307"


#: An acronym with a case ending right behind it: TDK wants an apostrophe between them (NATO’nun).
_SUFFIXED: Final = re.compile(r"\b([A-ZÇĞİÖŞÜ]{2,6})(?:n?[ıiuü]n|[dt][ae]n?|[yn]?[ae]|[yn]?[ıiuü]|yl[ae])(?![\w’'])")


def check(group: Group, ground: Ground) -> list[Finding]:
    """Findings ``script-mixed``, ``name-case`` and ``apostrophe-missing`` of one group."""
    text = group.own_text
    findings: list[Finding] = []
    if _BESIDE.search(text):
        edits = [edit for match in _MIXED.finditer(text) for edit in _one_script(match)]
        findings += finding("script-mixed", group, ground, edits)
    if ground.target.language == "tr":
        edits = [(match.start(), match.end(), "i") for match in re.finditer(_STRAY, text)] if _STRAY in text else []
        if "I" in text:
            for wrong, right in ground.target.typography.names:
                if wrong in text:
                    found = re.finditer(rf"\b{wrong}(?=\w*)", text)
                    edits += [(m.start(), m.end(), right) for m in found if not _stays(m, group)]
        findings += finding("name-case", group, ground, edits)
        edits = [(m.end(1), m.end(1), "’") for m in _SUFFIXED.finditer(text) if m.group() not in group.source]
        findings += finding("apostrophe-missing", group, ground, edits)
    return findings


def _one_script(match: re.Match[str]) -> list[Edit]:
    """The letters of a word to replace, where all of one script have a twin in the other and are the fewer."""
    word = match.group()
    latin = [place for place, letter in enumerate(word) if letter.isascii()]
    cyrillic = [place for place, letter in enumerate(word) if not letter.isascii()]
    few, twins = (latin, _ALIKE) if len(latin) <= len(cyrillic) else (cyrillic, _BACK)
    if not all(word[place] in twins for place in few):
        return []  # IT-компания, Wi-Fi-сеть and the like are joined on purpose
    return [(match.start() + place, match.start() + place + 1, twins[word[place]]) for place in few]


def _stays(match: re.Match[str], group: Group) -> bool:
    """Whether the word stands in the source with a neighbour of its, as here: in a title that stayed in English."""
    around = re.search(r"\w*\s?$", match.string[: match.start()])
    behind = re.match(r"\w+\s\w+", match.string[match.start() :])
    word = re.match(r"\w+", match.string[match.start() :])
    before = around.group() + word.group() if around and word and around.group().strip() else ""
    return bool((before and before in group.source) or (behind and behind.group() in group.source))
