"""Pairs: what every exchange format of translation memory says, whatever its syntax; and those of any gettext catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from transflow.errors import N_, CatalogueError
from transflow.formats.catalogues import po
from transflow.formats.catalogues.base import Problem
from transflow.formats.catalogues.languages import code_of, same_language

#: Longest text of a pair, in code points.
TEXT_LIMIT: Final = 100_000

_MOMENT: Final = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d{1,9})?)?)?\s*(Z|[+-]\d\d:?\d\d)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A text and its translation. Codes are ``<1>…</1>`` and ``<2/>``, note markers ``[3]``.

    ``changed``: ISO 8601 in UTC ("2024-05-23T12:00:00+00:00"), "" where nobody says. ``article`` names what it is from.
    ``line`` is where it begins in the file (1-based), 0 where nobody knows.
    """

    source: str
    target: str
    locale: str
    author: str = ""
    changed: str = ""
    note: str = ""
    article: str = ""
    line: int = 0


def too_long(line: int, unit: str, limit: int = TEXT_LIMIT) -> Problem:
    """A text over the limit."""
    return Problem(
        code="segment-too-long",
        line=line,
        unit=unit,
        template=N_("A text is longer than {limit} characters; it was not taken."),
        fields={"limit": limit},
    )


def empty(line: int, unit: str) -> Problem:
    """A text without words, for which there is nothing to remember."""
    return Problem(
        code="empty-segment", line=line, unit=unit, template=N_("A text without words was left out."), fields={}
    )


@lru_cache(maxsize=4096)
def moment(text: str) -> str:
    """A date of any of these formats ("20240523T120000Z", "2024-05-23 15:00+0300") as :attr:`Pair.changed` has it.

    Without a zone it is taken for UTC; "" for what is no date.
    """
    match = _MOMENT.fullmatch(text.strip())
    if not match:
        return ""
    *numbers, zone = match.groups()
    year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
    offset = "+0000" if zone in (None, "Z") else zone.replace(":", "")
    try:
        there = datetime.strptime(
            f"{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}{offset}", "%Y-%m-%d %H:%M:%S%z"
        )
        return there.astimezone(UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError):
        return ""


def read_po_pairs(content: bytes, locale: str) -> Iterator[Pair | Problem]:
    """What a gettext catalogue of any program has translated: no drafts, nothing obsolete; of plurals the singular.

    Author and time are those of its header. Raises as :func:`~transflow.formats.catalogues.po.read_po` does, and
    CatalogueError where the catalogue says that it is in another language than ``locale``.
    """
    text = po._decode(content)
    po._check_structure(text)
    setting_aside = po._SettingAside(text)
    catalogue = po._parse(setting_aside.text)
    headers = catalogue.metadata
    _refuse_other_language(headers.get("Language", ""), locale)
    translator = headers.get("Last-Translator", "")
    author = "" if translator in po._DEFAULTS else translator.partition("<")[0].strip()
    changed = moment(headers.get("PO-Revision-Date", ""))
    article = headers.get(po.NAME, "")
    restore = setting_aside.restore if setting_aside.used else str
    for entry in catalogue:
        target = entry.msgstr or (entry.msgstr_plural or {}).get(0, "")
        if entry.obsolete or "fuzzy" in entry.flags or not target.strip() or not entry.msgid:
            continue
        source, target, note = restore(entry.msgid).strip(), restore(target).strip(), restore(entry.tcomment)
        line, unit = entry.linenum or 1, entry.msgctxt or ""
        if not source:
            yield empty(line, unit)
        elif len(source) > TEXT_LIMIT or len(target) > TEXT_LIMIT:
            yield too_long(line, unit)
        elif "\x00" in source + target or po._SURROGATE.search(source + target):
            yield Problem(
                code="broken-encoding",
                line=line,
                unit=unit,
                template=N_("An entry is not in the encoding of the catalogue; it was not taken."),
            )
        else:
            yield Pair(
                source=source,
                target=target,
                locale=locale,
                author=author,
                changed=changed,
                note=_sound(note),
                article=article,
                line=line,
            )


def _sound(note: str) -> str:
    """``note`` without NUL and broken bytes."""
    return po._SURROGATE.sub("", note.replace("\x00", "")).strip()


def _refuse_other_language(declared: str, locale: str) -> None:
    code = code_of(declared) if declared else ""
    if code and not same_language(code, locale):
        raise CatalogueError(
            N_("The catalogue is in “{found}”, not in “{locale}”."),
            remedy=N_("Name the locale that it is in."),
            line=1,
            found=declared,
            locale=locale,
        )
