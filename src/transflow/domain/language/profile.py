"""What transflow knows of a language, as data and small pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from transflow.domain.article import BlockKind
from transflow.domain.codes import Code, without_tags
from transflow.domain.crossrefs import Suffix
from transflow.domain.language import words
from transflow.domain.language.apparatus import Apparatus, localise
from transflow.domain.language.numerals import Number, Numerals, read_months, read_numbers, read_words
from transflow.domain.language.typography import UNKNOWN, Typography
from transflow.domain.segmentation import is_citation

_CYRILLIC: Final = re.compile("[А-Яа-яЁё]")
#: The citation style of the house: what a profile has where nobody names another.
HOUSE: Final = "house"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Profile:
    """One language.

    ``name`` is its own name; ``language_line``, ``notes_heading`` and ``translator_credit`` are what is printed in a
    published article; ``note_tags`` introduce a translator's own note, the first one preferred. ``before_stops`` are the
    stops that a note marker stands before; a dot that matches ``abbreviation`` at a sentence's end is none of them.
    ``repeats`` matches a note body that stands for the note before it, ``note_references`` a cross reference to notes by
    number (every number in a match is a note's), ``suffix`` says how a suffix behind such a number follows it.
    ``correction`` is the heading of a correction notice and what it says where nobody says more. ``stemmer`` is a
    Snowball algorithm or "". ``typography`` is how its text is set, ``plurals`` its rule as
    GNU gettext writes it, by CLDR's categories ("" where nobody wrote it down here). ``styles``: name of a citation style →
    its apparatus, besides that of the house, which is ``apparatus``.
    """

    language: str
    name: str
    language_line: str
    notes_heading: str
    translator_credit: str
    note_tags: tuple[str, ...]
    repeats: re.Pattern[str]
    numerals: Numerals
    apparatus: Apparatus | None = None
    before_stops: str = ""
    abbreviation: re.Pattern[str] | None = None
    stemmer: str = ""
    note_references: re.Pattern[str] | None = None
    suffix: Suffix | None = None
    typography: Typography = UNKNOWN
    plurals: str = ""
    styles: Mapping[str, Apparatus] = field(default_factory=dict)
    correction: tuple[str, str] = ("Correction", "This text has been corrected since it was first published.")

    def place_edge(self, text: str, markers: Sequence[str]) -> str:
        """Put ``markers`` that were taken off the end of a sentence back where this language wants them.

        After the last stop and closing quote (İSNAD, and English), or before ``.``, ``,``, ``;``, ``:`` but after ``?``,
        ``!``, ``…`` and an abbreviation's dot (GOST, Milchin). White space at the end stays at the end.
        """
        if not markers:
            return text
        joined = "".join(markers)
        body = text.rstrip()
        space = text[len(body) :]
        if body and body[-1] in self.before_stops and not self._kept_stop(body):
            return f"{body[:-1]}{joined}{body[-1]}{space}"
        return f"{body}{joined}{space}"

    def _kept_stop(self, body: str) -> bool:
        """Whether the last stop belongs to what is before it: an ellipsis, ``?.``, an abbreviation's dot."""
        if body[-2:-1] in (".", "?", "!", "…"):
            return True
        return body[-1] == "." and self.abbreviation is not None and self.abbreviation.search(body) is not None

    def localise_apparatus(
        self, body: str, kind: BlockKind = BlockKind.NOTE, codes: Sequence[Code] = (), *, style: str = HOUSE
    ) -> str | None:
        """A citation note in this language, or None where ``body`` is prose (an engine's work) or no note at all.

        Only the apparatus changes (Ibid., pages, access date); titles, publishers and addresses are cited as they are.
        """
        if kind is not BlockKind.NOTE or not is_citation(without_tags(body, codes)):
            return None
        apparatus = self.styles.get(style, self.apparatus)
        if apparatus is not None and apparatus.for_latin and _CYRILLIC.search(body):
            apparatus = self.apparatus
        return body if apparatus is None else localise(body, apparatus)

    def repeats_note(self, body: str) -> bool:
        """Whether a note body in this language stands for the note before it (Ibid., Aynı yer, Там же)."""
        return self.repeats.match(body) is not None

    def correction_notice(self, words: str = "", on: str = "") -> str:
        """The line that says that a published text was corrected: "Düzeltme (14 Mayıs 2024): …".

        ``words`` say what, else the language's own do; ``on`` is an ISO 8601 date, or "" for none.
        """
        heading, said = self.correction
        return f"{heading}{f' ({self.long_date(on)})' if on else ''}: {words.strip() or said}"

    def long_date(self, on: str) -> str:
        """An ISO 8601 date as this language writes it in running text (CLDR)."""
        from babel.core import UnknownLocaleError
        from babel.dates import format_date

        try:
            return format_date(date.fromisoformat(on), format="long", locale=self.language)
        except (UnknownLocaleError, ValueError):
            return on  # a language without a calendar of its own here, or what is no date

    def numbers(self, text: str) -> tuple[Number, ...]:
        """The numbers written in digits in ``text``; markers and addresses hold none."""
        return read_numbers(text, self.numerals)

    def number_words(self, text: str) -> frozenset[Decimal]:
        """The values of spelled-out and Roman numbers in ``text``, and of their compounds."""
        return read_words(text, self.lower(text), self.numerals)

    def months(self, text: str) -> frozenset[Decimal]:
        """The months (1 to 12) that ``text`` names."""
        return read_months(text, self.numerals)

    def lower(self, text: str) -> str:
        """``text`` in lower case by this language's rule."""
        return words.lower(text, self.language)

    def stem(self, word: str) -> str:
        """The stem of one word, folded for comparison; a suffix behind an apostrophe is cut off."""
        return words.stem(word, self.stemmer, self.language)

    def stems(self, several: Iterable[str]) -> tuple[str, ...]:
        """The stems of ``several`` words, in order."""
        return tuple(words.stem(word, self.stemmer, self.language) for word in several)
