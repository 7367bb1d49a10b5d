"""What makes a folder of pages a site: a list of articles a language, a sitemap, an Atom feed.

Norms: sitemaps.org 0.9 with the alternates that search engines read (``xhtml:link``), and RFC 4287 for Atom.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from transflow.formats.renderings.html import RIGHT_TO_LEFT
from transflow.formats.templating import page_template

if TYPE_CHECKING:
    from jinja2 import Template

#: Addresses in one file of a sitemap (sitemaps.org), and entries of a feed.
SITEMAP_SIZE: Final = 50_000
FEED_SIZE: Final = 50

_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAPS: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A published page: its address below the site, and what lists say of it. ``updated`` is ISO 8601 with a zone."""

    locale: str
    article: str
    href: str
    title: str
    description: str
    updated: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where the folder is to be seen (no slash at the end), and what it is called, by locale.

    ``languages``: locale → its language's own name.
    """

    address: str
    titles: Mapping[str, str]
    languages: Mapping[str, str]


def site_files(site: Site, pages: Sequence[Page]) -> dict[str, bytes]:
    """Path below the folder → bytes of everything that belongs to the site and to no article."""
    by_locale: dict[str, list[Page]] = {}
    for page in sorted(pages, key=lambda p: (p.updated, p.article), reverse=True):
        by_locale.setdefault(page.locale, []).append(page)
    files = dict(_sitemap(site, sorted(pages, key=lambda p: (p.article, p.locale))))
    for locale, mine in sorted(by_locale.items()):
        files[f"{locale}/feed.xml"] = _feed(site, locale, mine[:FEED_SIZE])
        files[f"{locale}/index.html"] = _index(site, locale, mine, sorted(by_locale))
    return files


def _sitemap(site: Site, pages: Sequence[Page]) -> Iterator[tuple[str, bytes]]:
    """One file, or, where there are too many addresses for one, several and their list."""
    alternates: dict[str, list[Page]] = {}
    for page in pages:
        alternates.setdefault(page.article, []).append(page)
    parts = [pages[start : start + SITEMAP_SIZE] for start in range(0, len(pages), SITEMAP_SIZE)] or [pages]
    names = ["sitemap.xml"] if len(parts) == 1 else [f"sitemap-{n}.xml" for n in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        lines = [f'{_XML}<urlset xmlns="{_SITEMAPS}" xmlns:xhtml="http://www.w3.org/1999/xhtml">']
        for page in part:
            lines.append(f"<url><loc>{_address(site, page)}</loc><lastmod>{escape(page.updated)}</lastmod>")
            lines += [
                f'<xhtml:link rel="alternate" hreflang={quoteattr(other.locale)} href={_quoted(_address(site, other))}/>'
                for other in alternates[page.article]
            ]
            lines.append("</url>")
        lines.append("</urlset>\n")
        yield name, "\n".join(lines).encode()
    if len(parts) > 1:
        listed = "".join(f"<sitemap><loc>{escape(site.address)}/{name}</loc></sitemap>\n" for name in names)
        yield "sitemap.xml", f'{_XML}<sitemapindex xmlns="{_SITEMAPS}">\n{listed}</sitemapindex>\n'.encode()


def _feed(site: Site, locale: str, pages: Sequence[Page]) -> bytes:
    title = escape(site.titles.get(locale) or site.address)
    own = f"{escape(site.address)}/{locale}"
    lines = [
        f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(locale)}>',
        f"<title>{title}</title>",
        f"<id>{own}/feed.xml</id>",
        f'<link rel="self" type="application/atom+xml" href="{own}/feed.xml"/>',
        f'<link rel="alternate" type="text/html" href="{own}/index.html"/>',
        f"<updated>{escape(max(page.updated for page in pages))}</updated>",
        f"<author><name>{title}</name></author>",
    ]
    for page in pages:
        address = _address(site, page)
        lines.append(f"<entry>\n<title>{escape(page.title)}</title>\n<id>{address}</id>")
        lines.append(f'<link rel="alternate" type="text/html" href={_quoted(address)}/>')
        lines.append(f"<updated>{escape(page.updated)}</updated>")
        if page.description:
            lines.append(f"<summary>{escape(page.description)}</summary>")
        lines.append("</entry>")
    return "\n".join([*lines, "</feed>\n"]).encode()


def _index(site: Site, locale: str, pages: Sequence[Page], locales: Sequence[str]) -> bytes:
    rendered = _template().render(
        locale=locale,
        direction="rtl" if locale.partition("-")[0] in RIGHT_TO_LEFT else "ltr",
        title=site.titles.get(locale) or site.languages.get(locale, locale),
        pages=[(page.href.partition("/")[2], page) for page in pages],
        others=[(other, site.languages.get(other, other)) for other in locales if other != locale],
    )
    return rendered.encode("utf-8")


def _address(site: Site, page: Page) -> str:
    """The page's whole address, as XML has it."""
    from urllib.parse import quote

    return escape(f"{site.address}/{quote(page.href)}")


def _quoted(escaped: str) -> str:
    return '"' + escaped.replace('"', "&quot;") + '"'


@lru_cache(maxsize=1)
def _template() -> Template:
    return page_template("transflow.formats.renderings", "index.html.jinja")
