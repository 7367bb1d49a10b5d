"""How our documents look where pandoc's own patterns of a document do not fit: pages in A4, footnotes small.

The patterns are pandoc's (it prints them itself); only what stands in :data:`CHANGES` is put into them.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Final

#: Rendering → part of the package → what is replaced in it: patterns and replacements.
CHANGES: Final[Mapping[str, Mapping[str, tuple[tuple[str, str], ...]]]] = {
    "docx": {
        "word/styles.xml": (
            (
                r'(<w:style\b[^>]*w:styleId="FootnoteText"[^>]*>.*?)(</w:style>)',
                r'\1<w:pPr><w:spacing w:before="0" w:after="60"/></w:pPr>'
                r'<w:rPr><w:sz w:val="19"/><w:szCs w:val="19"/></w:rPr>\2',
            ),
        ),
    },
    "odt": {
        "styles.xml": (
            (r'fo:page-width="[^"]*"', 'fo:page-width="210mm"'),
            (r'fo:page-height="[^"]*"', 'fo:page-height="297mm"'),
        ),
    },
}


def adapted(format: str, pattern: bytes) -> bytes:
    """Pandoc's pattern of a document of ``format``, a package, with our changes."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(pattern)) as package, zipfile.ZipFile(written, "w") as changed:
        for name in package.namelist():
            content = package.read(name)
            for old, new in CHANGES[format].get(name, ()):
                content = re.sub(old, new, content.decode("utf-8"), flags=re.DOTALL).encode("utf-8")
            changed.writestr(zipfile.ZipInfo(name), content)
    return written.getvalue()
