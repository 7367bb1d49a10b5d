"""The checks by code: how much a finding matters unless the workspace says otherwise, what it is about, and its words.

``MESSAGES`` are English templates, marked for translation; the faces fill in a finding's parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from transflow.domain.findings import Severity
from transflow.errors import N_


class Check(NamedTuple):
    """A code's default severity and what it looks for, in a line."""

    severity: Severity
    description: str


#: Code → default severity and description, in the order of the reference.
CHECKS: Final[Mapping[str, Check]] = {
    "marker-lost": Check(Severity.BLOCKING, N_("A note marker of the source is missing in the translation.")),
    "marker-doubled": Check(Severity.BLOCKING, N_("A note marker occurs more often than in the source.")),
    "marker-foreign": Check(Severity.BLOCKING, N_("A note marker stands in a sentence that it does not belong to.")),
    "marker-moved": Check(Severity.BLOCKING, N_("A note marker moved into another sentence.")),
    "marker-placement": Check(
        Severity.INFO, N_("A note marker at the end stands on the other side of the stop than the language has it.")
    ),
    "markers-swapped": Check(Severity.WARNING, N_("Note markers stand in another order than in the source.")),
    "note-reference": Check(
        Severity.WARNING,
        N_("The source refers to a note by its number, and the translation does not, or to another note."),
    ),
    "code-lost": Check(Severity.BLOCKING, N_("A code of the source (markup, an image) is missing in the translation.")),
    "code-doubled": Check(Severity.BLOCKING, N_("A code occurs more often than in the source.")),
    "code-foreign": Check(Severity.BLOCKING, N_("A code stands in a sentence that it does not belong to.")),
    "code-nesting": Check(Severity.BLOCKING, N_("Codes overlap, or close before they open.")),
    "address-changed": Check(Severity.BLOCKING, N_("A web or mail address of the source is missing or altered.")),
    "number-changed": Check(Severity.BLOCKING, N_("A number differs between source and translation.")),
    "date-changed": Check(
        Severity.BLOCKING,
        N_("A date is another one in the translation: day and month turned round, or parts exchanged."),
    ),
    "percent-changed": Check(Severity.WARNING, N_("A number is a percentage in one language only.")),
    "currency-changed": Check(Severity.WARNING, N_("An amount of money has another currency, or none.")),
    "target-empty": Check(Severity.BLOCKING, N_("The translation holds no text.")),
    "target-untranslated": Check(Severity.BLOCKING, N_("The translation repeats the words of the source.")),
    "words-untranslated": Check(
        Severity.WARNING,
        N_("Several words in a row are left as the source has them in a sentence otherwise translated."),
    ),
    "length-extreme": Check(
        Severity.WARNING, N_("The translation is longer or shorter than any translation of such a sentence.")
    ),
    "length-unusual": Check(
        Severity.INFO, N_("The translation is longer or shorter than nearly all translations of such a sentence.")
    ),
    "source-inconsistent": Check(
        Severity.INFO, N_("The same sentence of the source is translated in different ways in the article.")
    ),
    "target-repeated": Check(
        Severity.WARNING, N_("Different sentences of the source have the same translation in the article.")
    ),
    "spelling": Check(
        Severity.INFO, N_("A word is not in the dictionary. Only where the workspace turned spelling on.")
    ),
    "term-missed": Check(Severity.WARNING, N_("A term of the workspace is not translated as agreed.")),
    "term-forbidden": Check(
        Severity.WARNING, N_("A term of the workspace is translated in a way that the workspace forbids.")
    ),
    "term-case": Check(
        Severity.WARNING, N_("A term is in the translation, but not in capital and small letters as agreed.")
    ),
    "merged-without-previous": Check(
        Severity.BLOCKING, N_("A sentence is marked as merged, but nothing translated stands before it in its block.")
    ),
    "merge-mark-in-text": Check(Severity.BLOCKING, N_("The mark of a merged sentence stands beside other text.")),
    "control-character": Check(Severity.BLOCKING, N_("The translation holds an invisible control character.")),
    "ibid-referent": Check(
        Severity.WARNING, N_("An “Ibid.” would follow another note in the translation than in the source.")
    ),
    "piece-repaired": Check(
        Severity.BLOCKING, N_("An engine lost a marker or an address; it was put back at the end and wants its place.")
    ),
    "end-question": Check(Severity.WARNING, N_("One is a question, the other is none.")),
    "end-punctuation": Check(Severity.INFO, N_("The translation ends otherwise than the source.")),
    "initial-capital": Check(Severity.INFO, N_("The translation begins with a small letter.")),
    "quote-unbalanced": Check(Severity.WARNING, N_("A quotation is opened and not closed, or closed and not opened.")),
    "quote-kind": Check(Severity.INFO, N_("The quotation marks are not those of the language.")),
    "stop-in-quote": Check(Severity.INFO, N_("A stop stands before the closing quotation mark instead of behind it.")),
    "bracket-unbalanced": Check(Severity.WARNING, N_("A bracket is opened and not closed, or closed and not opened.")),
    "word-doubled": Check(Severity.WARNING, N_("A word stands there twice.")),
    "space-doubled": Check(Severity.INFO, N_("There are two spaces in a row.")),
    "space-before-stop": Check(Severity.WARNING, N_("A space stands before a comma or a stop.")),
    "space-missing": Check(Severity.WARNING, N_("No space stands behind a comma.")),
    "script-mixed": Check(Severity.WARNING, N_("A word mixes Latin and Cyrillic letters that look alike.")),
    "name-case": Check(Severity.WARNING, N_("A Turkish name is written with the wrong i.")),
    "apostrophe-missing": Check(Severity.INFO, N_("An acronym has its ending without an apostrophe.")),
    "percent-form": Check(Severity.INFO, N_("A percentage is not written as in this language.")),
    "dash-kind": Check(Severity.INFO, N_("A hyphen stands where a dash belongs.")),
    "space-breaks": Check(Severity.INFO, N_("A space may break where none should.")),
    "doubt": Check(Severity.WARNING, N_("The translator marked the translation as doubtful.")),
}

#: Code → message template.
MESSAGES: Final[Mapping[str, str]] = {
    "marker-lost": N_("The note marker {marker} is missing."),
    "marker-doubled": N_("The note marker {marker} occurs {count} times; the source has it {expected} times."),
    "marker-foreign": N_("The note marker {marker} does not belong to this sentence."),
    "marker-moved": N_("The note marker {marker} belongs to “{home}” and stands in “{place}”."),
    "marker-placement": N_("The note marker {marker} belongs on the other side of the stop."),
    "markers-swapped": N_("The note markers stand in the order {found}; in the source it is {expected}."),
    "note-reference": N_(
        "The source refers to note {number}; the translation has no such reference that could follow a renumbering."
    ),
    "code-lost": N_("The code {code} is missing."),
    "code-doubled": N_("The code {code} occurs {count} times; the source has it {expected} times."),
    "code-foreign": N_("The code {code} does not belong to this sentence."),
    "code-nesting": N_("The code {code} closes where another one is still open, or before it opens."),
    "address-changed": N_("The address {address} is missing or was altered."),
    "number-changed": N_("The numbers differ: {source} in the source, {target} in the translation."),
    "date-changed": N_("The dates differ: {source} in the source, {target} in the translation."),
    "percent-changed": N_("Only one is a percentage: {source} in the source, {target} in the translation."),
    "currency-changed": N_("The currencies differ: {source} in the source, {target} in the translation."),
    "target-empty": N_("The translation holds no text."),
    "target-untranslated": N_("The translation repeats the source: “{words}”."),
    "words-untranslated": N_("“{words}” is left as the source has it."),
    "length-extreme": N_(
        "The translation has {target} characters for {source} of the source: something is missing, or too much."
    ),
    "length-unusual": N_("The translation has {target} characters for {source} of the source, which is unusual."),
    "source-inconsistent": N_("The same sentence is translated differently elsewhere: “{other}”."),
    "target-repeated": N_("Another sentence has the same translation: “{other}”."),
    "spelling": N_("The word “{word}” is not in the dictionary."),
    "term-missed": N_("The term “{term}” should be translated as “{expected}”."),
    "term-forbidden": N_("The term “{term}” must not be translated as “{found}”; agreed is “{expected}”."),
    "term-case": N_("The term “{term}” is written “{found}”; agreed is “{expected}”."),
    "merged-without-previous": N_(
        "The sentence is marked as merged into the one before it, but there is no translated sentence to merge it into."
    ),
    "merge-mark-in-text": N_("The mark {mark} stands beside other text: it must stand alone, or not at all."),
    "control-character": N_("The translation holds the invisible character {character}."),
    "ibid-referent": N_("Note {number} repeats the note before it, which in this language is another note."),
    "piece-repaired": N_("The engine lost {pieces}; it was put back at the end of the sentence."),
    "end-question": N_("The source ends with “{wanted}”, the translation with “{found}”."),
    "end-punctuation": N_("The source ends with “{wanted}”, the translation with “{found}”."),
    "initial-capital": N_("It begins with “{found}”, the source with a capital letter."),
    "quote-unbalanced": N_("The quotation mark {found} has no counterpart."),
    "quote-kind": N_("The quotation mark {found} should be {wanted}."),
    "stop-in-quote": N_("“{found}” should be “{wanted}”."),
    "bracket-unbalanced": N_("The bracket {found} has no counterpart."),
    "word-doubled": N_("“{word}” stands there twice."),
    "space-doubled": N_("There are two spaces in a row."),
    "space-before-stop": N_("A space stands before a comma or a stop."),
    "space-missing": N_("No space stands behind a comma."),
    "script-mixed": N_("“{found}” is of another script than the rest of its word; it should be “{wanted}”."),
    "name-case": N_("“{found}” should be “{wanted}”."),
    "apostrophe-missing": N_("An apostrophe belongs between an acronym and its ending."),
    "percent-form": N_("“{found}” is written “{wanted}” in this language."),
    "dash-kind": N_("“{found}” should be “{wanted}”."),
    "space-breaks": N_("This space should be one that does not break."),
    "doubt": N_("The translator marked this translation as doubtful."),
}
