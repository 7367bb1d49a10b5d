"""From what an export says of an item to a post."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Final

from transflow.domain.findings import Finding, Severity
from transflow.formats.containers.naming import readable
from transflow.formats.containers.posts import Footnote, Post, citations

#: Where plugins for several languages leave a post's language: Bogo and others a locale, WPML's exporter a code.
_LANGUAGE_KEYS: Final = ("_locale", "_wpml_import_language_code", "_post_language", "_language")
#: Polylang keeps it as a category of this domain.
_LANGUAGE_DOMAIN: Final = "language"
_FOOTNOTES: Final = "footnotes"
#: What is kept of a post's further fields; builders of pages leave megabytes in others.
META_KEYS: Final = frozenset({*_LANGUAGE_KEYS, _FOOTNOTES})
_INSTANT: Final = re.compile(r"(?!0000)(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)")


@dataclass(slots=True)
class Item:
    """An item as it is read: ``line`` where it begins, ``fields`` by their name with WordPress's own prefix."""

    line: int
    fields: dict[str, str] = field(default_factory=dict)
    terms: list[tuple[str, str, str]] = field(default_factory=list)  # domain, nicename, name
    meta: dict[str, str] = field(default_factory=dict)


def post_of(item: Item, site_language: str, authors: Mapping[str, str]) -> Post:
    """The post that ``item`` describes; ``authors`` gives the name of each author by login."""
    given = item.fields.get
    content, title = given("content:encoded", ""), given("title", "").strip()
    footnotes, problem = _footnotes(item.meta.get(_FOOTNOTES, ""))
    findings = []
    if problem:
        params: dict[str, str | int] = {"title": title, "reason": problem}
        findings.append(_warning("footnotes-unreadable", item.line, params))
    else:
        missing = citations(content) - {note.id for note in footnotes}
        if missing:
            findings.append(_warning("footnotes-missing", item.line, {"title": title, "count": len(missing)}))
    login = given("dc:creator", "").strip()
    number = given("wp:post_id", "").strip()
    return Post(
        slug=readable(given("wp:post_name", "").strip()),
        id=int(number) if number.isascii() and number.isdecimal() and len(number) < 20 else 0,
        title=title,
        language=_language(item) or site_language,
        status=given("wp:status", "").strip(),
        kind=given("wp:post_type", "").strip(),
        link=given("link", "").strip(),
        content=content,
        excerpt=given("excerpt:encoded", ""),
        footnotes=footnotes,
        categories=_names(item, "category"),
        tags=_names(item, "post_tag"),
        author=authors.get(login, login),
        date=_instant(given("wp:post_date_gmt", "")),
        line=item.line,
        protected=bool(given("wp:post_password", "").strip()),
        findings=tuple(findings),
    )


def _warning(code: str, line: int, params: Mapping[str, str | int]) -> Finding:
    return Finding(code=code, severity=Severity.WARNING, params=params, line=line)


def _names(item: Item, wanted: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(unescape(name).strip() for domain, _, name in item.terms if domain == wanted))


def _language(item: Item) -> str:
    """What a plugin recorded, "" where none did."""
    named = next((nicename for domain, nicename, _ in item.terms if domain == _LANGUAGE_DOMAIN and nicename), "")
    return named or next((item.meta[key].strip() for key in _LANGUAGE_KEYS if item.meta.get(key, "").strip()), "")


def _instant(written: str) -> str:
    match = _INSTANT.fullmatch(written.strip())
    return f"{match[1]}T{match[2]}Z" if match else ""


def _footnotes(written: str) -> tuple[tuple[Footnote, ...], str]:
    """The notes of WordPress's own footnotes (a JSON list of id and content), or what is wrong with them."""
    if not written.strip():
        return (), ""
    try:
        listed = json.loads(written)
        if not isinstance(listed, list):
            return (), "not a list"
        notes = tuple(Footnote(entry["id"], entry["content"]) for entry in listed)
        for part in (part for note in notes for part in note):
            part.encode()
    except json.JSONDecodeError as error:
        return (), f"{error.msg}, character {error.pos + 1}"
    except (KeyError, TypeError, AttributeError):
        return (), "an entry without id and content"
    except UnicodeEncodeError:
        return (), "half a character"
    except RecursionError:
        return (), "nested too deeply"
    return notes, ""
