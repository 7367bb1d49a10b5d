"""The articles as HTML pages and as Markdown files, as a site and a repository hold them."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from itertools import groupby

from benchmarks.articles import Part, Run, blocks

_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="/theme/site.css?v=3.1">
<style>.table-wrap{{overflow-x:auto}} h1>a{{color:#123 !important}}</style>
<script>if (window.innerWidth < 600 && !document.body) {{ window.small = "<p>no</p>"; }}</script>
</head>
<body class="single post-{number}">
<!-- header: theme 3.1 -->
<div class="entry-content" data-id='{number}'>
"""
_TAIL = """</div>
<!-- /content -->
<iframe src="https://player.example.org/embed/{number}" width="560" height="315" allowfullscreen></iframe>
</body>
</html>
"""
#: Tag and attributes of the kinds that are one element.
_ELEMENTS = {
    "kicker": ("p", ' class="kicker"'),
    "title": ("h1", ' class="entry-title" id="top"'),
    "heading": ("h2", ""),
    "furniture": ("div", ' class="share"'),
    "byline": ("p", ' class="byline"'),
    "biography": ("p", ' class="biography"'),
}


def as_html(number: int, count: int = 1) -> str:
    """Article ``number``, or ``count`` from there, as a page: notes as pandoc writes them, with the roles of DPUB-ARIA."""
    return html_page(blocks(number, count), number)


def html_page(parts: list[Part], number: int = 0) -> str:
    """A page of ``parts``."""
    title = html.escape(_title(parts), quote=False)
    body = "".join(_HTML.get(kind, _html_elements)(list(group)) for kind, group in groupby(parts, _group))
    return _HEAD.format(title=title, number=number) + body + _TAIL.format(number=number)


def _group(part: Part) -> str:
    return "cell" if part.kind.startswith("cell") else "figure" if part.kind in ("alt", "caption") else part.kind


def _title(parts: Iterable[Part]) -> str:
    return next(part.text for part in parts if part.kind == "title")


def _html_runs(runs: Iterable[Run]) -> str:
    return "".join(map(_html_run, runs))


def _html_run(run: Run) -> str:
    words = html.escape(run.text, quote=False)
    if run.look == "note":
        return f'<a href="#fn{words}" class="footnote-ref" id="fnref{words}" role="doc-noteref"><sup>{words}</sup></a>'
    if run.look == "link":
        return f'<a href="{run.href}" rel="noopener" target="_blank">{words}</a>'
    tag = {"strong": "strong", "emphasis": "em"}.get(run.look)
    return f"<{tag}>{words}</{tag}>" if tag else words


def _html_elements(parts: list[Part]) -> str:
    lines = []
    for part in parts:
        tag, attributes = _ELEMENTS.get(part.kind, ("p", ""))
        lines.append(f"<{tag}{attributes}>{_html_runs(part.runs)}</{tag}>\n")
    return "".join(lines)


def _html_list(parts: list[Part]) -> str:
    items = "".join(f"<li>{_html_runs(part.runs)}</li>\n" for part in parts)
    return f'<ul class="highlights">\n{items}</ul>\n'


def _html_figure(parts: list[Part]) -> str:
    alt, caption = parts
    return (
        f'<figure class="wp-block-image"><img src="/media/aktau.jpg" width="800" height=533 '
        f'alt="{html.escape(alt.text)}"/><figcaption>{_html_runs(caption.runs)}</figcaption></figure>\n'
    )


def _html_table(parts: list[Part]) -> str:
    rows = []
    for row, cells in groupby(parts, lambda part: part.kind.split()[1]):
        tag = "th" if row == "0" else "td"
        rows.append("<tr>" + "".join(f"<{tag}>{_html_runs(cell.runs)}</{tag}>" for cell in cells) + "</tr>\n")
    return f'<div class="table-wrap"><table>\n<tbody>\n{"".join(rows)}</tbody>\n</table></div>\n'


def _html_notes(parts: list[Part]) -> str:
    items = []
    for part in parts:
        *first, last = [_html_runs(paragraph) for paragraph in part.paragraphs]
        back = f'<a href="#fnref{part.note}" class="footnote-back" role="doc-backlink">↩︎</a>'
        paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in (*first, f"{last} {back}"))
        items.append(f'<li id="fn{part.note}" role="doc-endnote">{paragraphs}</li>\n')
    return (
        '<section id="footnotes" class="footnotes footnotes-end-of-document" role="doc-endnotes">\n<hr />\n<ol>\n'
        f"{''.join(items)}</ol>\n</section>\n"
    )


_HTML: dict[str, Callable[[list[Part]], str]] = {
    "highlight": _html_list,
    "figure": _html_figure,
    "cell": _html_table,
    "note": _html_notes,
}


def as_markdown(number: int, count: int = 1) -> str:
    """Article ``number``, or ``count`` from there, as Markdown with footnotes, a table and front matter."""
    return markdown_file(blocks(number, count), number)


def markdown_file(parts: list[Part], number: int = 0) -> str:
    """A file of ``parts``."""
    body = "\n".join(_MARKDOWN.get(kind, _md_paragraphs)(list(group)) for kind, group in groupby(parts, _group))
    return f"---\nslug: article-{number}\ndate: 2026-03-12\n---\n\n{body}"


def _md_runs(runs: Iterable[Run]) -> str:
    return "".join(map(_md_run, runs))


def _md_run(run: Run) -> str:
    if run.look == "note":
        return f"[^{run.text}]"
    if run.look == "link":
        return f"<{run.href}>" if run.text == run.href else f"[{run.text}]({run.href})"
    mark = {"strong": "**", "emphasis": "*"}.get(run.look, "")
    return f"{mark}{run.text}{mark}"


def _md_paragraphs(parts: list[Part]) -> str:
    before = {"title": "# ", "heading": "## "}
    return "".join(f"{before.get(part.kind, '')}{_md_runs(part.runs)}\n\n" for part in parts).rstrip("\n") + "\n"


def _md_list(parts: list[Part]) -> str:
    return "".join(f"- {_md_runs(part.runs)}\n" for part in parts)


def _md_figure(parts: list[Part]) -> str:
    alt, caption = parts
    return f"![{alt.text}](/media/aktau.jpg)\n\n{_md_runs(caption.runs)}\n"


def _md_table(parts: list[Part]) -> str:
    rows = [
        "| " + " | ".join(_md_runs(cell.runs) for cell in cells) + " |\n"
        for _, cells in groupby(parts, lambda part: part.kind.split()[1])
    ]
    return "".join((rows[0], "|---|---|\n", *rows[1:]))


def _md_notes(parts: list[Part]) -> str:
    notes = []
    for part in parts:
        first, *more = [_md_runs(paragraph) for paragraph in part.paragraphs]
        notes.append(f"[^{part.note}]: {first}\n" + "".join(f"\n    {paragraph}\n" for paragraph in more))
    return "\n".join(notes)


_MARKDOWN: dict[str, Callable[[list[Part]], str]] = {
    "highlight": _md_list,
    "figure": _md_figure,
    "cell": _md_table,
    "note": _md_notes,
}
