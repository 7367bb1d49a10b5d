"""What a language has to say about its sentence boundaries, as one value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Sentence rules of one language. Abbreviations are written without their last full stop ("e.g", "Prof").

    A word in several sets belongs to the first in this order: ``never``, ``times``, ``final``; it may be in
    ``numeric`` besides.
    Words of lower case stand for their capitalised form too, in ``times`` and ``final`` also for capitals.
    """

    #: Language code (BCP 47, the primary subtag).
    language: str
    #: Never end a sentence: titles before a name, "e.g.", "vs.".
    never: frozenset[str]
    #: No boundary before a number: "No. 5", "Art. IV", "Jan. 2025". Elsewhere they are ordinary words.
    numeric: frozenset[str]
    #: Clock abbreviations ("p.m"), after a digit: a boundary before a capital, except before a word of :attr:`after_time`
    #: and where they stand at the head of the sentence ("At 5 p.m. Ankara replied.").
    times: frozenset[str] = frozenset()
    #: Words that go on with a time of day: days, months, time zones.
    after_time: frozenset[str] = frozenset()
    #: Abbreviations that may end a sentence ("Inc", "etc"): a boundary only before a word of :attr:`starters`.
    #: Acronyms with full stops ("U.S") count as such without being listed.
    final: frozenset[str]
    #: Capitalised words that begin a sentence and hardly ever continue a name: a closed list.
    starters: frozenset[str]
    #: Nouns that take a letter as their label ("Plan B"): there the letter is no initial.
    labelled: frozenset[str] = frozenset()
    #: Single letters that are words ("I"): a boundary after them before a starter.
    words_of_one_letter: frozenset[str] = frozenset()
    #: Names that end in a mark of their own ("Yahoo!"), with the mark.
    names_with_mark: frozenset[str] = frozenset()
    #: Verbs of saying that follow a quoted question or exclamation and its speaker: “Who pays?” Karaca asked.
    speech: frozenset[str] = frozenset()
    #: Whether a number of up to three digits with a full stop is an ordinal ("2. Dünya Savaşı").
    ordinals: bool = False
    #: Characters that close a quotation here although they open one in English ("“" after „).
    extra_closers: str = ""
    #: Characters that open a quotation here although they close one in English.
    extra_openers: str = ""
