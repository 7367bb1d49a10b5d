"""Which notes are citations (one unit each) and which explain (segmented like a paragraph)."""

from __future__ import annotations

import re
from typing import Final

#: A repeated citation, in the apparatus of English, Turkish and Russian.
_REPEATED: Final = re.compile(
    r"\W*(?:ibid(?:em)?|id|op\.\s?cit|loc\.\s?cit|supra|a\.\s?g\.\s?[emky]|aynı yer|ibidem|там же|указ\.\s?соч)\b",
    re.IGNORECASE,
)
#: Date of access, as the house style of many journals writes it.
_ACCESS: Final = re.compile(
    r"access(?:ed)?\s+(?:date|on|\d)|date\s+(?:of\s+access|accessed)|last\s+(?:accessed|visited)|retrieved\s+(?:on|from)|\(accessed"
    r"|erişim\s+tarihi|e\.\s?t\.\s*:|дата\s+(?:обращения|доступа)",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"(?:https?://|www\.|doi:|doi\.org/)\S+", re.IGNORECASE)
_QUOTED: Final = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|„[^“”]*[“”]|‘[^’]*’")
#: Pages, volumes, editions, years in brackets or at the end: the figures of a bibliographic entry.
_FIGURES: Final = re.compile(
    r"\bpp?\.\s?\d|\bvol\.\s?\d|\bno\.\s?\d|\beds?\.|\(\d{4}[a-z]?\)|,\s\d{4}\b|\bs\.\s?\d+\s*\.?$|\bс\.\s?\d+|\bISBN\b|\bet al\b"
    r"|\bcilt\s\d|\b\d{1,2}[./]\d{1,2}[./]\d{4}\b",
    re.IGNORECASE,
)
#: Verbs in the finite forms of prose, lower case: a bibliographic entry has them only inside its title.
_FINITE: Final = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|may|might|must|does|did|do|not|refers?|means|includes?"
    r"|excludes?|denotes?|uses?|used|became|remains?|argues?|claims?|notes?|says?|said|took|made|comes?|covers?|counts?)\b"
)
_PRONOUN: Final = re.compile(r"(?:This|These|It|They|We|The author|Here|In this|For the purposes?)\b")


def is_citation(note_body: str) -> bool:
    """Whether a note's body cites (title, publisher, address, access date, "Ibid.") rather than explains.

    A citation is one unit for the translator; an explanatory note is prose and is segmented like a paragraph, also
    where it ends in a reference.
    """
    body = note_body.strip()
    if not body:
        return False
    if _REPEATED.match(body):
        return True
    mark = min((m.start() for m in (_QUOTED.search(body), _ADDRESS.search(body), _ACCESS.search(body)) if m), default=-1)
    prose = _ADDRESS.sub(" ", _QUOTED.sub(" ", body))
    head = body if mark < 0 else body[:mark]
    if len(head.split()) > 3 and (_FINITE.search(head) or _PRONOUN.match(head)):
        return bool(_FIGURES.search(body)) and not _PRONOUN.match(head) and len(_FINITE.findall(prose)) < 2 and mark < 0
    if _ACCESS.search(body) or _ADDRESS.search(body):
        return True
    finite = len(_FINITE.findall(prose))
    if _QUOTED.match(body) and re.match(r"\s*[,.]", body[_end_of_quote(body) :]) and finite < 2:
        return True
    return finite == 0 and not _PRONOUN.match(body) and (_FIGURES.search(body) is not None)


def _end_of_quote(body: str) -> int:
    """Where the quotation at the start of ``body`` ends."""
    match = _QUOTED.match(body)
    return match.end() if match else 0
