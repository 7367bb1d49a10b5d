"""What a rendering cannot say of a view: declared, counted, so that nothing is left out in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from transflow.domain.codes import Code, CodeKind
from transflow.domain.release import View
from transflow.errors import N_
from transflow.formats.renderings.pieces import RELATIVE_LINKS, STYLES, safe_link, shown

#: What may be lost → how it is said; the keys are stable.
MESSAGES: Final[Mapping[str, str]] = {
    "pictures": N_("pictures left out: {count}"),
    "objects": N_("embedded objects left out: {count}"),
    "links": N_("links kept as bare words: {count}"),
    "looks": N_("words in bold, italics and the like, set plain: {count}"),
    "letters": N_("characters without a glyph, shown as boxes: {letters}"),
}
#: What plain text can say of markup.
_PLAIN: Final = frozenset({CodeKind.LINK, CodeKind.SUPERSCRIPT, CodeKind.SUBSCRIPT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """One kind of loss: a key of :data:`MESSAGES`, how often, and the letters that are missing."""

    what: str
    count: int
    letters: str = ""


def losses(format: str, view: View) -> tuple[Loss, ...]:
    """What ``view`` loses in ``format``, in the order of :data:`MESSAGES`; empty where it loses nothing."""
    found: Counter[str] = Counter()
    for code in _codes(view):
        if code.kind is CodeKind.IMAGE:
            found["pictures"] += 1
        elif code.kind is CodeKind.OBJECT:
            found["objects"] += 1
        elif code.kind is CodeKind.LINK and not safe_link(code.reference, relative=format in RELATIVE_LINKS):
            found["links"] += 1
        elif format == "text" and code.kind in STYLES - _PLAIN:
            found["looks"] += 1
    letters = ""
    if format == "pdf":
        from transflow.formats.renderings.pdf import missing_letters

        letters = "".join(missing_letters(view))
        found["letters"] = len(letters)
    return tuple(
        Loss(what=what, count=found[what], letters=letters if what == "letters" else "")
        for what in MESSAGES
        if found[what]
    )


def _codes(view: View) -> Iterator[Code]:
    for block in shown(view):
        yield from block.codes
    for note in view.notes:
        for codes in note.codes:
            yield from codes
