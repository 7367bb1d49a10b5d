"""The apparatus of a citation note: Ibid., access dates, pages. Cited titles, publishers and addresses stay untouched.

What each language writes is given by its profile (:class:`Apparatus`); the rules here only know how English notes are
built (Chicago and the house style of policy institutes). Norms: İSNAD and TDK for Turkish, GOST R 7.0.5 and Milchin's
handbook for Russian; where they disagree the profile decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from transflow.domain.codes import TAG
from transflow.domain.inline import ADDRESS

#: What a localised note must not touch: quoted titles, addresses and tags.
_KEPT: Final = re.compile(
    rf"“[^”]*”|(?<!\w)‘(?:[^’]|’(?=\w))*’|\"[^\"]*\"|«[^»]*»|„[^“”]*[“”]|{ADDRESS.pattern}|{TAG.pattern}"
)

_PAGES: Final = r"(?P<{0}>\d+|[ivxlc]+\b)(?:\s?[-–—]\s?(?P<{1}>\d+|[ivxlc]+\b))?"
IBID: Final = re.compile(
    r"\bibid(?:em)?\b(?P<dot>\.?)(?:,?\s*(?:(?P<mark>pp?\.)\s*)?"
    + _PAGES.format("first", "last")
    + r"(?P<end>\.?)(?=\s*(?:;|$)))?",
    re.IGNORECASE,
)
PAGE: Final = re.compile(r"(?<![\w.])pp?\.\s*" + _PAGES.format("first", "last"))
_MONTH_NAMES: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTH: Final = "|".join(f"{name[:3]}(?:{name[3:]}|{'t' if name[:3] == 'Sep' else ''}\\.?)" for name in _MONTH_NAMES)
DATE: Final = (
    r"(?P<numeric>\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d{2}-\d{2})"
    rf"|(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?P<month>{_MONTH}),?\s(?P<year>\d{{4}})"
    rf"|(?P<month2>{_MONTH})\s(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year2>\d{{4}})"
)
ACCESS: Final = re.compile(
    r"(?P<open>\(?)\b(?:date\s+of\s+access|access(?:ed)?\s+date|date\s+accessed|accessed(?:\s+on)?"
    rf"|last\s+accessed(?:\s+on)?|retrieved(?:\s+on)?)\s*:?\s*(?:{DATE})",
    re.IGNORECASE,
)
#: At the beginning of a citation: of the note, or behind a semicolon.
_SEE: Final = re.compile(r"(?P<before>^|;\s+)(?:(?P<also>see also)|(?P<see>see))\b:?\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Apparatus:
    """The apparatus words of a language. ``{first}``, ``{last}``, ``{date}`` are filled in.

    ``ibid`` ends with a stop; ``ibid_page`` and ``ibid_pages`` have none at their end. ``page``, ``pages`` and ``access``
    stand behind whatever the source has before them, a comma or a bracket. ``words`` are patterns and what they become.
    ``for_latin``: it is for sources in Latin script alone; others are cited as the house does.
    ``date`` is how the day of access is written, of ``{day}``, ``{month}``, ``{name}`` (out of ``months``) and ``{year}``.
    """

    ibid: str
    ibid_page: str
    ibid_pages: str
    page: str
    pages: str
    access: str
    see: str
    see_also: str
    words: tuple[tuple[str, str], ...] = ()
    for_latin: bool = False
    date: str = "{day:02}.{month:02}.{year}"
    months: tuple[str, ...] = ()


def localise(body: str, apparatus: Apparatus) -> str:
    """A citation's body with its apparatus in the language of ``apparatus``.

    Idempotent on what it does not know: an unknown form stays as the source writes it.
    """
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match.group())
        return f"\u0001{len(kept) - 1}\u0002"

    text = _KEPT.sub(keep, body)
    text = _SEE.sub(_see(apparatus), text)
    text = ACCESS.sub(_access(apparatus), text)
    text = IBID.sub(_ibid(apparatus), text)
    text = PAGE.sub(_page(apparatus), text)
    for pattern, word in apparatus.words:
        text = re.sub(pattern, partial(_worded, word), text)
    return re.sub("\u0001(\\d+)\u0002", lambda m: kept[int(m.group(1))], text)


def _worded(word: str, match: re.Match[str]) -> str:
    """``word`` with a capital where what it stands for has one."""
    return word[:1].upper() + word[1:] if match.group()[:1].isupper() else word


def _see(apparatus: Apparatus) -> Callable[[re.Match[str]], str]:
    def write(match: re.Match[str]) -> str:
        word = apparatus.see_also if match["also"] else apparatus.see
        if match["before"]:
            word = word[:1].lower() + word[1:]
        return f"{match['before']}{word} "

    return write


def _ibid(apparatus: Apparatus) -> Callable[[re.Match[str]], str]:
    def write(match: re.Match[str]) -> str:
        first, last = match["first"], match["last"]
        if not first:
            # "Ibid." has the stop of an abbreviation; words that are none have theirs only where the sentence ends.
            goes_on = match.string[match.end() : match.end() + 1] in (";", ",") and " " in apparatus.ibid
            return apparatus.ibid.rstrip(".") if goes_on or not match["dot"] else apparatus.ibid
        form = apparatus.ibid_pages if last else apparatus.ibid_page
        return form.format(first=first, last=last) + (match["end"] or "")

    return write


def _page(apparatus: Apparatus) -> Callable[[re.Match[str]], str]:
    def write(match: re.Match[str]) -> str:
        first, last = match["first"], match["last"]
        return (apparatus.pages if last else apparatus.page).format(first=first, last=last)

    return write


def _access(apparatus: Apparatus) -> Callable[[re.Match[str]], str]:
    def write(match: re.Match[str]) -> str:
        date = match["numeric"]
        if date:
            date = _numeric(date, apparatus)
        else:
            name = (match["month"] or match["month2"])[:3].casefold()
            month = next(n for n, full in enumerate(_MONTH_NAMES, start=1) if full[:3].casefold() == name)
            date = _date(apparatus, int(match["day"] or match["day2"]), month, match["year"] or match["year2"])
        return match["open"] + apparatus.access.format(date=date)

    return write


def _numeric(date: str, apparatus: Apparatus) -> str:
    """A date in digits as the style writes it; one that may be read in two ways (5/4/2024) stays as it is."""
    if not apparatus.months:
        return date
    found = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})|(\d{4})-(\d{2})-(\d{2})", date)
    if found is None:
        return date
    day, month, year = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    return _date(apparatus, int(day), int(month), year) if 1 <= int(month) <= 12 else date


def _date(apparatus: Apparatus, day: int, month: int, year: str) -> str:
    name = apparatus.months[month - 1] if apparatus.months else ""
    return apparatus.date.format(day=day, month=month, name=name, year=year)
