"""What a house's articles look like: the settings of intake that tell furniture from words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Anatomy:
    """Settings of intake.

    ``furniture``: whole lines that belong to the page and are not translated, case ignored, ``*`` for any text.
    ``language_line``: how the line begins that names the languages an article is available in ("" for none); it is
    furniture too. ``bylines``: how a line above the body begins that names the author. ``tracked_changes``: what becomes
    of a document's tracked changes, ``refuse`` or ``accept``. ``main``: the span [start, end) of the article in a page, in
    code points of its text, where intake found it; what is outside is left alone. ``relabel_language``: the language whose
    name on a page (``<html lang="en">``) becomes that of the translation, "" to leave it as it is.
    """

    furniture: tuple[str, ...] = ("Share", "Share this:", "Similar Posts", "Related Posts", "Related Articles")
    language_line: str = "This post is also available in:"
    bylines: tuple[str, ...] = ("By ", "Author:", "Written by ")
    tracked_changes: str = "refuse"
    main: tuple[int, int] | None = None
    relabel_language: str = ""


@lru_cache(maxsize=64)
def furniture_pattern(anatomy: Anatomy) -> re.Pattern[str] | None:
    """One expression that matches a whole line of furniture (the language line apart); None where there is none."""
    shapes = [re.escape(shape.strip()).replace(r"\*", ".*") for shape in anatomy.furniture if shape.strip()]
    return re.compile("|".join(shapes), re.IGNORECASE) if shapes else None
