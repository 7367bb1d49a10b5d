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
    r"\bpp?\.\s?\d|\b(?:vol|no|cilt)\.?\s?\d|\beds?\.|\(\d{4}[a-z]?\)|,\s\d{4}\b|\b[sс]\.\s?\d+|\bISBN\b|\bet al\b"
    r"|\b\d{1,2}[./]\d{1,2}[./]\d{4}\b|\b(?:19|20)\d\d(?=,|\.?$)",
    re.IGNORECASE,
)
#: The note's own number, where a body still carries it.
_LABEL: Final = re.compile(r"\s*(?:\[\d{1,4}\]|\d{1,4}[.)]|[¹²³⁰⁴-⁹]{1,4})\s+")
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
    body = _LABEL.sub("", note_body, count=1).strip() if _LABEL.match(note_body) else note_body.strip()
    if not body:
        return False
    if _REPEATED.match(body):
        return True
    quoted, address = _QUOTED.search(body), _ADDRESS.search(body)
    if quoted and address and quoted.start() == 0:
        return True  # nothing but the title stands before the address: the most common shape by far
    access = _ACCESS.search(body)
    mark = min((m.start() for m in (quoted, address, access) if m), default=-1)
    head = body if mark < 0 else body[:mark]
    if _PRONOUN.match(body):
        return False
    prose_first = len(head.split()) > 3 and _FINITE.search(head) is not None
    if prose_first and mark >= 0:
        return False
    if access or address:
        return True
    prose = _ADDRESS.sub(" ", _QUOTED.sub(" ", body))
    finite = len(_FINITE.findall(prose))
    figures = _FIGURES.search(body) is not None
    if prose_first:
        # A title without quotation marks may hold one verb: "Why Nations are Failing, 2019".
        return figures and finite == 1
    if quoted and quoted.start() == 0 and body[quoted.end() :].lstrip()[:1] in (",", "."):
        return finite < 2
    return finite == 0 and figures
