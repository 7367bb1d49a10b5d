"""How the words of a place are written: what is around them decides what must be escaped."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from transflow.formats.documents.markdown.front import Writing


class Mode(StrEnum):
    """Where words stand."""

    FLOW = "flow"  # inline markup counts
    TITLE = "title"  # of a link: in quotes or parentheses
    ATTRIBUTE = "attribute"  # of an HTML tag
    PARAMETER = "parameter"  # of a site generator's tag
    VALUE = "value"  # of front matter


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What words must not do in their place.

    ``opens``: they begin a line, where they could begin another block. ``heading``: signs at the end would close it.
    ``underlined``: a bar would make a table of it and the line below. ``cell``: a bar would end it. ``bracketed``: a
    bracket would. ``quote``: the sign around them. ``label``: they are a picture's, whose source is found by them in the
    source (``![words]``): it is written behind them. ``writing``: how a value of front matter is written.
    """

    mode: Mode = Mode.FLOW
    opens: bool = False
    heading: bool = False
    underlined: bool = False
    cell: bool = False
    bracketed: bool = False
    quote: str = ""
    label: str = ""
    writing: Writing = Writing.DOUBLE


PARAGRAPH = Style(opens=True)
