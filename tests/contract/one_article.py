"""One article in every format that can be read: the same words, markup and notes, as each format writes them."""

from __future__ import annotations

from tests.formats.docx import building as word
from tests.formats.odt import desk as open_document

HTML = """\
<!DOCTYPE html>
<html><head><meta charset="utf-8"><script>if (1 < 2) { run("<p>not words</p>"); }</script></head>
<body>
<!-- a remark that nobody reads -->
<main>
<h1>Ports of the Future</h1>
<p class="lead">The <strong>port of Mersin</strong> doubled its trade.<sup><a href="#fn1" id="fnref1">1</a></sup> It is
described <a href="https://example.org/a?b=1&amp;c=2">in a report</a><sup><a href="#fn2" id="fnref2">2</a></sup>, and the work
goes on.</p>
<h2>What comes next</h2>
<ul>
<li>A common tariff</li>
<li>A <em>second</em> quay<sup><a href="#fn3" id="fnref3">3</a></sup></li>
</ul>
<table><tr><th>Year</th><th>Ships</th></tr><tr><td>Last year</td><td>Many &amp; more</td></tr></table>
<blockquote><p>Nobody doubts that it will be hard.</p></blockquote>
<p>Trade will not wait.<sup><a href="#fn1" id="fnref1:2">1</a></sup></p>
</main>
<section class="footnotes"><ol>
<li id="fn1"><p>“A Shorter Way”, <em>Harbour Forum</em>, 2023, p. 14. <a href="#fnref1">↩</a> <a href="#fnref1:2">↩</a></p></li>
<li id="fn2"><p>Ibid. <a href="#fnref2">↩</a></p></li>
<li id="fn3"><p>The plan was first proposed by the port workers. It was changed twice. <a href="#fnref3">↩</a></p></li>
</ol></section>
<footer>All rights reserved</footer>
</body></html>
"""

MARKDOWN = """\
---
layout: post
tags: [ports]
---
# Ports of the Future

The **port of Mersin** doubled its trade.[^1] It is
described [in a report](https://example.org/a?b=1&c=2)[^2], and the work
goes on.

## What comes next

- A common tariff
- A *second* quay[^3]

| Year | Ships |
|------|-------|
| Last year | Many & more |

> Nobody doubts that it will be hard.

Trade will not wait.[^1]

<!-- a remark that nobody reads -->

[^1]: “A Shorter Way”, *Harbour Forum*, 2023, p. 14.

[^2]: Ibid.

[^3]: The plan was first proposed by the port workers.
    It was changed twice.
"""

TEXT = """\
Ports of the Future

The port of Mersin doubled its trade.[1] It is described in a report[2], and the work goes on.

What comes next

- A common tariff
- A second quay[3]

> Nobody doubts that it will be hard.

Trade will not wait.[1]

[1] “A Shorter Way”, Harbour Forum, 2023, p. 14.

[2] Ibid.

[3] The plan was first proposed by the port workers. It was changed twice.
"""


def docx() -> bytes:
    """The article as Word writes it."""
    r, p, cite = word.r, word.p, word.cite
    cells = "".join(
        f"<w:tr>{''.join(f'<w:tc>{p(r(text))}</w:tc>' for text in row)}</w:tr>"
        for row in (("Year", "Ships"), ("Last year", "Many &amp; more"))
    )
    link = '<w:hyperlink r:id="rLink">' + r("in a report") + "</w:hyperlink>"
    item = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr>'
    body = (
        p("Ports of the Future", "Baslik")
        + p(
            r("The ")
            + r("port of ", "<w:b/>")
            + r("Mersin", "<w:b/>")
            + r(" doubled its trade.")
            + cite(1)
            + r(" It is described ")
            + link
            + cite(2)
            + r(", and the work goes on.")
        )
        + p("What comes next", "H2")
        + p("A common tariff", more=item)
        + p(r("A ") + r("second", "<w:i/>") + r(" quay") + cite(3), more=item)
        + f"<w:tbl>{cells}</w:tbl>"
        + p("Nobody doubts that it will be hard.", "Zitat")
        + p(r("Trade will not wait.") + cite(4))
    )
    cited = r(" “A Shorter Way”, ") + r("Harbour Forum", "<w:i/>") + r(", 2023, p. 14.")
    notes = (
        word.note(1, cited)
        + word.note(2, "Ibid.")
        + word.note(3, "The plan was first proposed by the port workers. It was changed twice.")
        + word.note(4, cited)
    )
    return word.docx(body, footnotes=notes, links={"rLink": "https://example.org/a?b=1&amp;c=2"})


def odt() -> bytes:
    """The article as LibreOffice writes it."""
    note = open_document.note
    cited = '“A Shorter Way”, <text:span text:style-name="I">Harbour Forum</text:span>, 2023, p. 14.'
    rows = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in row)
        + "</table:table-row>"
        for row in (("Year", "Ships"), ("Last year", "Many &amp; more"))
    )
    return open_document.odt(
        '<text:p text:style-name="Title">Ports of the Future</text:p>'
        '<text:p>The <text:span text:style-name="B">port of Mersin</text:span> doubled its trade.'
        + note(cited, 1)
        + ' It is described <text:a xlink:href="https://example.org/a?b=1&amp;c=2">in a report</text:a>'
        + note("Ibid.", 2)
        + ", and the work goes on.</text:p>"
        '<text:h text:outline-level="2">What comes next</text:h>'
        "<text:list><text:list-item><text:p>A common tariff</text:p></text:list-item>"
        '<text:list-item><text:p>A <text:span text:style-name="I">second</text:span> quay'
        + note("The plan was first proposed by the port workers. It was changed twice.", 3)
        + "</text:p></text:list-item></text:list>"
        f"<table:table>{rows}</table:table>"
        '<text:p text:style-name="Quotations">Nobody doubts that it will be hard.</text:p>'
        f"<text:p>Trade will not wait.{note(cited, 4)}</text:p>"
    )


def in_every_format() -> dict[str, bytes]:
    """Suffix → the article. Word and OpenDocument cite no note twice: there a fourth one says the same as the first."""
    return {
        ".txt": TEXT.encode(),
        ".md": MARKDOWN.encode(),
        ".html": HTML.encode(),
        ".docx": docx(),
        ".odt": odt(),
    }
