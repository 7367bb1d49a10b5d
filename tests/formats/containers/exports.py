"""Exports made to measure: as WordPress writes them, and as sites in the wild spoil them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

HEAD = """<?xml version="1.0" encoding="{encoding}" ?>
<!-- This is a WordPress eXtended RSS file. -->
<!-- generator="WordPress/6.8" created="2026-01-15 09:00" -->
<rss version="2.0"
\txmlns:excerpt="http://wordpress.org/export/{version}/excerpt/"
\txmlns:content="http://purl.org/rss/1.0/modules/content/"
\txmlns:wfw="http://wellformedweb.org/CommentAPI/"
\txmlns:dc="http://purl.org/dc/elements/1.1/"
\txmlns:wp="http://wordpress.org/export/{version}/"
>

<channel>
\t<title>A Think Tank</title>
\t<link>https://example.org</link>
\t<description>Analysis</description>
\t<pubDate>Thu, 15 Jan 2026 09:00:00 +0000</pubDate>
\t<language>{language}</language>
\t<wp:wxr_version>{version}</wp:wxr_version>
\t<wp:base_site_url>https://example.org</wp:base_site_url>
\t<wp:author><wp:author_id>3</wp:author_id><wp:author_login><![CDATA[ayse]]></wp:author_login>\
<wp:author_email><![CDATA[ayse@example.org]]></wp:author_email>\
<wp:author_display_name><![CDATA[Ayşe Yılmaz]]></wp:author_display_name></wp:author>
\t<wp:category><wp:term_id>1</wp:term_id><wp:category_nicename><![CDATA[energy]]></wp:category_nicename>\
<wp:cat_name><![CDATA[Energy]]></wp:cat_name></wp:category>
\t<generator>https://wordpress.org/?v=6.8</generator>
"""
TAIL = "</channel>\n</rss>\n"


def cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def item(
    number: int = 1,
    *,
    slug: str = "hello",
    title: str = "Hello",
    content: str = "<!-- wp:paragraph -->\n<p>Words.</p>\n<!-- /wp:paragraph -->",
    excerpt: str = "",
    status: str = "publish",
    kind: str = "post",
    password: str = "",
    terms: Sequence[tuple[str, str, str]] = (("category", "energy", "Energy"),),
    meta: Mapping[str, str] | None = None,
    extra: str = "",
) -> str:
    categories = "".join(f'\t\t<category domain="{d}" nicename="{n}">{cdata(t)}</category>\n' for d, n, t in terms)
    fields = "".join(
        f"\t\t<wp:postmeta>\n\t\t<wp:meta_key>{cdata(k)}</wp:meta_key>\n\t\t<wp:meta_value>{cdata(v)}</wp:meta_value>\n"
        "\t\t</wp:postmeta>\n"
        for k, v in (meta or {}).items()
    )
    return f"""\t<item>
\t\t<title>{cdata(title)}</title>
\t\t<link>https://example.org/?p={number}</link>
\t\t<pubDate>Mon, 15 Jan 2024 09:00:00 +0000</pubDate>
\t\t<dc:creator>{cdata("ayse")}</dc:creator>
\t\t<guid isPermaLink="false">https://example.org/?p={number}</guid>
\t\t<description></description>
\t\t<content:encoded>{cdata(content)}</content:encoded>
\t\t<excerpt:encoded>{cdata(excerpt)}</excerpt:encoded>
\t\t<wp:post_id>{number}</wp:post_id>
\t\t<wp:post_date>{cdata("2024-01-15 12:00:00")}</wp:post_date>
\t\t<wp:post_date_gmt>{cdata("2024-01-15 09:00:00")}</wp:post_date_gmt>
\t\t<wp:comment_status>{cdata("closed")}</wp:comment_status>
\t\t<wp:post_name>{cdata(slug)}</wp:post_name>
\t\t<wp:status>{cdata(status)}</wp:status>
\t\t<wp:post_parent>0</wp:post_parent>
\t\t<wp:menu_order>0</wp:menu_order>
\t\t<wp:post_type>{cdata(kind)}</wp:post_type>
\t\t<wp:post_password>{cdata(password)}</wp:post_password>
\t\t<wp:is_sticky>0</wp:is_sticky>
{categories}{fields}{extra}\t</item>
"""


def export(*items: str, version: str = "1.2", language: str = "en-US", encoding: str = "UTF-8") -> str:
    return HEAD.format(version=version, language=language, encoding=encoding) + "".join(items) + TAIL
