"""Quotation marks: of the language's own kind, closed where they are opened, the stop on the right side of them.

U+2019 is an apostrophe and a closing mark: only double marks, and what opens and closes around words, are looked at.
"""

from __future__ import annotations

import re
from typing import Final

from transflow.domain.checks.fixing import Edit, finding
from transflow.domain.checks.ground import Ground, Group
from transflow.domain.findings import Finding

_DOUBLE: Final = re.compile('["“”„«»]')
#: English single marks: before a word, and behind one or its stop. A possessive plural looks like the latter.
_SINGLE_OPEN: Final = re.compile(r"(?:^|(?<=[\s(]))['‘](?=\w)")
_SINGLE_CLOSE: Final = re.compile(r"(?<=[\w.,!?…])['’](?=[\s.,;:!?)]|$)")
_STOP_INSIDE: Final = re.compile(r"(?<![.?!…])([.,])([»“”\"])(?=\s|$|\[\d+\](?:\s|$))")


def check(group: Group, ground: Ground) -> list[Finding]:
    """Findings ``quote-unbalanced``, ``quote-kind`` and ``stop-in-quote`` of one group."""
    text = group.own_text
    places = [match.start() for match in _DOUBLE.finditer(text)]
    if not places:
        return []
    signs = [text[place] for place in places]
    opens = _opening(signs, text, places)
    if opens is None:
        if _goes_on(group.source) or (ground.target.language == "ru" and _closed_together(signs)):
            return []
        return [ground.finding("quote-unbalanced", group, {"found": signs[-1]}, (places[-1], places[-1] + 1))]
    found = finding("quote-kind", group, ground, _other_kind(signs, places, opens, ground))
    if not found and ground.target.typography.stop_outside:
        edits: list[Edit] = [
            (match.start(1), match.end(2), match[2] + match[1])
            for match in _STOP_INSIDE.finditer(text)
            if match.start(2) in places and not opens[places.index(match.start(2))]
        ]
        found = finding("stop-in-quote", group, ground, edits)
    return found


def _closed_together(signs: list[str]) -> bool:
    """Whether only one of two equal marks that met is written, as Russian does: «Он читал «Войну и мир» (Milchin, 9.3)."""
    return signs.count("«") > signs.count("»") > 0


def _goes_on(source: str) -> bool:
    """Whether a quotation of the source began in another sentence, or goes on in the next one."""
    places = [match.start() for match in _DOUBLE.finditer(source)]
    if places and _opening([source[place] for place in places], source, places) is None:
        return True
    return len(_SINGLE_OPEN.findall(source)) != len(_SINGLE_CLOSE.findall(source))


def _opening(signs: list[str], text: str, places: list[int]) -> list[bool] | None:
    """Which signs open a quotation, by what stands around them; None where what opens and what closes do not agree.

    “ opens in English and Turkish, and closes in Russian and German: what stands before and behind says which it is.
    """
    if len(signs) % 2:
        return None
    opens = []
    depth = 0
    for sign, place in zip(signs, places, strict=True):
        before = text[place - 1] if place else " "
        behind = text[place + 1] if place + 1 < len(text) else " "
        if sign in "„«":
            opening = True
        elif sign in "»”":
            opening = False
        elif before.isspace() or before in "([—–-„«/>":
            opening = not (depth and (behind.isspace() or behind in ".,;:!?)"))
        else:
            opening = not depth
        depth += 1 if opening else -1
        if depth < 0:
            return None
        opens.append(opening)
    return opens if depth == 0 else None


def _other_kind(signs: list[str], places: list[int], opens: list[bool], ground: Ground) -> list[Edit]:
    """The signs that are not of the language, with what should stand there by how deep they are nested."""
    typography = ground.target.typography
    if not typography.dash:
        return []
    edits: list[Edit] = []
    depth = 0
    for sign, place, opening in zip(signs, places, opens, strict=True):
        depth -= not opening
        outer, inner = typography.quotes
        wanted = (outer if depth == 0 or inner[0] in "‘‚" else inner)[0 if opening else 1]
        if depth == 0 and sign != wanted:
            edits.append((place, place + 1, wanted))
        elif depth and sign == '"':
            return []  # straight marks within marks: a person sees better which is which
        elif depth and sign != wanted and (inner[0] not in "‘‚" or sign not in outer):
            edits.append((place, place + 1, wanted))
        depth += opening
    return edits
