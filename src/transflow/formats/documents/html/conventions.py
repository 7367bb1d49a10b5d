"""How the web writes notes: names and shapes as data, one place to add a convention.

Most conventions are one and the same thing, two links that lead to each other; what differs are the names. Seen in: Word's
HTML export, WordPress (core, Easy Footnotes, Modern Footnotes), pandoc, markdown-it, GitHub, kramdown, Asciidoctor,
docutils, DPUB-ARIA, EPUB, MediaWiki, Google Docs, Tufte CSS, LaTeXML.
"""

from __future__ import annotations

import re
from typing import Final

#: What a link that cites a note shows: ``1``, ``[1]``, ``(a)``, ``note 1``, ``*``, and ``[1:2]`` where it cites it again.
LABEL: Final = re.compile(
    r"\s*[\[(]?\s*(?:(?:note|nb|fn|n|ref)\.?\s*)?"
    r"(?P<label>\d{1,4}|[¹²³⁴⁵⁶⁷⁸⁹⁰]{1,4}|[ivxlc]{2,7}|[a-z]{1,2}|[*†‡§]{1,4})(?::\d{1,3})?\s*[\])]?[.,:]?\s*",
    re.IGNORECASE,
)
#: Roles and types of what cites a note, of a note, of a list of notes, of the way back (DPUB-ARIA 1.1, EPUB 3 SSV).
MARK_ROLES: Final = frozenset({"doc-noteref", "noteref"})
NOTE_ROLES: Final = frozenset({"doc-footnote", "doc-endnote", "footnote", "endnote", "rearnote", "note"})
LIST_ROLES: Final = frozenset({"doc-endnotes", "doc-footnotes", "footnotes", "endnotes", "rearnotes"})
BACK_ROLES: Final = frozenset({"doc-backlink", "referrer"})

MARK_CLASSES: Final = frozenset(
    {
        "easy-footnote",
        "fn",
        "footnote",
        "footnote-anchor",
        "footnote-link",
        "footnote-ref",
        "footnote-reference",
        "footnoteref",
        "msofootnotereference",
        "msoendnotereference",
        "note-ref",
        "noteref",
        "reference",
        "sdfootnoteanc",
        "sdendnoteanc",
    }
)
LIST_CLASSES: Final = frozenset(
    {
        "easy-footnotes-wrapper",
        "endnotes",
        "footnote-list",
        "footnotes",
        "footnotes-list",
        "mw-references",
        "references",
        "reflist",
        "wp-block-footnotes",
    }
)
NOTE_CLASSES: Final = frozenset(
    {"easy-footnote-single", "endnote", "footnote", "footnote-definition", "footnote-item", "fn", "note"}
)
BACK_CLASSES: Final = frozenset(
    {
        "easy-footnote-to-top",
        "fn-backref",
        "footnote-back",
        "footnote-backref",
        "footnote-return",
        "data-footnote-backref",
        "mw-cite-backlink",
        "reversefootnote",
    }
)
#: Attributes that say it by being there.
MARK_ATTRIBUTES: Final = frozenset({"data-footnote-ref", "data-fn"})
BACK_ATTRIBUTES: Final = frozenset({"data-footnote-backref"})
LIST_ATTRIBUTES: Final = frozenset({"data-footnotes"})
#: Word's own styles.
MARK_STYLE: Final = re.compile(r"mso-(?:foot|end)note-id", re.IGNORECASE)
NOTE_STYLE: Final = re.compile(r"mso-element:\s*(?:foot|end)note(?!-list)", re.IGNORECASE)
LIST_STYLE: Final = re.compile(r"mso-element:\s*(?:foot|end)note-list", re.IGNORECASE)
#: Names that notes have: ``_ftn1``, ``fn:1``, ``cite_note-Smith-1``, ``user-content-fn-1``, ``easy-footnote-bottom-1-12``.
NOTE_NAME: Final = re.compile(
    r"(?:user-content-)?_?(?:ftn|edn|ftnt|fn|cite_note|footnote|endnote|easy-footnote|sdfootnote|sdendnote|note|n|ref|en)"
    r"(?:def|sym|text)?[-_:.]?(?:bottom-)?.{0,60}\d.{0,10}|(?:user-content-)?(?:fn|cite_note)[-:_].{1,60}",
    re.IGNORECASE,
)
#: Comments of a word processor are no notes: the text and what points at it are left alone.
COMMENT_NAME: Final = re.compile(r"_?(?:cmnt|msocom|_com_)(?:_?ref)?_?\d+", re.IGNORECASE)

#: The way back, as it is shown.
BACK_TEXT: Final = re.compile(
    r"[\s\[(]*(?:[↑↩⤴⏎⇡⇧⮌↵\^«︎\ufe0e\ufe0f]+|back|return|top|(?:jump|go|back|return)[\w ]{0,30})?[\s\])]*", re.IGNORECASE
)

#: Elements inside a text whose content is the body of a note that stands right there.
BODY_CLASSES: Final = frozenset(
    {"modern-footnotes-footnote__note", "sidenote", "marginnote", "ltx_note_content", "footnote-content", "footnote"}
)
#: Classes of what is a note's marker in front of such a body.
TOGGLE_CLASSES: Final = frozenset({"margin-toggle", "modern-footnotes-footnote", "sidenote-number", "footnote-number"})
#: WordPress shortcodes round the body of a note.
NOTE_SHORTCODES: Final = frozenset({"mfn", "ref", "note", "footnote", "fn", "efn_note", "sidenote"})

#: Words over a list of notes.
NOTES_HEADING: Final = re.compile(
    r"(?:foot|end)?notes?|references|sources|citations|bibliography|works cited|literature|dipnotlar|примечания",
    re.IGNORECASE,
)
