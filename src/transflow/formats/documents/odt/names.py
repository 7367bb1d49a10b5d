"""Names of the OpenDocument schema (ODF 1.3, part 3): namespaces, and what the elements in a paragraph are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_OASIS: Final = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT: Final = f"{_OASIS}text:1.0"

#: Address of a namespace → what it is called here, whatever prefix a document gives it.
NAMESPACES: Final[Mapping[str, str]] = {
    f"{_OASIS}office:1.0": "office",
    f"{_OASIS}style:1.0": "style",
    TEXT: "text",
    f"{_OASIS}table:1.0": "table",
    f"{_OASIS}drawing:1.0": "draw",
    f"{_OASIS}dr3d:1.0": "dr3d",
    f"{_OASIS}svg-compatible:1.0": "svg",
    f"{_OASIS}xsl-fo-compatible:1.0": "fo",
    f"{_OASIS}form:1.0": "form",
    f"{_OASIS}manifest:1.0": "manifest",
    "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0": "loext",
    "urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0": "field",
    "http://openoffice.org/2009/office": "officeooo",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://www.w3.org/1998/Math/MathML": "math",
}

#: What holds no words of the article: declarations, deleted text, comments, objects, and indexes that a program makes.
PASSED_OVER: Final = frozenset(
    {
        "text:tracked-changes",
        "text:variable-decls",
        "text:sequence-decls",
        "text:user-field-decls",
        "text:dde-connection-decls",
        "text:alphabetical-index-auto-mark-file",
        "text:table-of-content",
        "text:illustration-index",
        "text:table-index",
        "text:object-index",
        "text:user-index",
        "text:alphabetical-index",
        "text:bibliography",
        "text:section-source",
        "text:note-citation",
        "office:forms",
        "office:binary-data",
        "office:event-listeners",
        "office:dde-source",
        "draw:object",
        "draw:object-ole",
        "draw:glue-point",
        "draw:enhanced-geometry",
        "math:math",
        "table:dde-links",
    }
)

#: Marks of a place that show nothing; a changed paragraph keeps them at its ends. True: at the last of the two.
UNSEEN: Final[Mapping[str, bool]] = {
    "text:bookmark": False,
    "text:reference-mark": False,
    "text:alphabetical-index-mark": False,
    "text:toc-mark": False,
    "text:user-index-mark": False,
    "text:change": False,
    "text:change-start": False,
    "text:change-end": True,
}

#: The marks at the two ends of a stretch of words, and the attribute that says which of them belong together.
STRETCHES: Final = (
    ("text:bookmark-start", "text:bookmark-end", "text:name"),
    ("text:reference-mark-start", "text:reference-mark-end", "text:name"),
    ("text:alphabetical-index-mark-start", "text:alphabetical-index-mark-end", "text:id"),
    ("text:toc-mark-start", "text:toc-mark-end", "text:id"),
    ("text:user-index-mark-start", "text:user-index-mark-end", "text:id"),
    ("field:fieldmark-start", "field:fieldmark-end", ""),
    ("office:annotation", "office:annotation-end", "office:name"),
)

#: Bookmarks that programs make by themselves; nobody misses them in the middle of a sentence.
IDLE_BOOKMARKS: Final = ("_GoBack", "__DdeLink__", "__UnoMark__", "_Hlk", "OLE_LINK", "_Toc", "__RefHeading")
