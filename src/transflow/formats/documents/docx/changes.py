"""Tracked changes: refused, or read as accepted; what is translated has none left."""

from __future__ import annotations

import re
from typing import Final

from transflow.errors import N_, InputError
from transflow.formats.documents.docx.looks import Prefix
from transflow.formats.documents.xml import Kind, Xml

#: The setting that reads a document as if its changes had been accepted.
ACCEPT: Final = "accept"
#: Changes of words, rows, paragraphs, looks and layout (ECMA-376 part 1, 17.13.5).
_CHANGES: Final = frozenset(
    {"w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:cellIns", "w:cellDel", "w:cellMerge", "w:rPrChange", "w:pPrChange"}
    | {"w:sectPrChange", "w:tblPrChange", "w:tblPrExChange", "w:tcPrChange", "w:trPrChange", "w:tblGridChange"}
    | {"w:numberingChange"}
)


def refuse_changes(xml: Xml, policy: str) -> None:
    """InputError where a part has tracked changes and the workspace does not accept them."""
    if policy == ACCEPT:
        return
    count = sum(1 for token in xml.tokens if token.name in _CHANGES and token.kind is not Kind.END)
    if count:
        raise InputError(
            N_("The document has tracked changes ({count} in “{part}”)."),
            remedy=N_(
                'Accept or reject them in Word (Review, Accept All Changes), or write tracked_changes = "accept" under '
                "[intake] in transflow.toml."
            ),
            count=count,
            part=xml.part,
        )


def without_changes(properties: str, prefix: Prefix) -> str:
    """The raw ``w:pPr`` of a paragraph without what tracks its changes; the very same text where nothing does."""
    name = re.escape(prefix.element)
    before = re.compile(rf"<{name}(pPrChange|numberingChange)(?=[\s>]).*?</{name}\1\s*>", re.DOTALL)
    marks = re.compile(rf"<{name}(ins|del|moveFrom|moveTo)(?=[\s/>])[^<>]*?(?:/>|></{name}\1\s*>)")
    changed = re.compile(rf"<{name}rPrChange(?=[\s>]).*?</{name}rPrChange\s*>", re.DOTALL)
    return marks.sub("", changed.sub("", before.sub("", properties)))
