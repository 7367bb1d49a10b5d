"""Forms of a word: whether a word of a text is a given word with an ending that its language declines it with.

Stems alone take a neighbour for the word itself (anlaşma and anlaşmazlık, союз and союзник), so in Turkish and Russian the
rest behind the base must be a chain of inflections. Other languages trust their stems. Words are compared folded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from transflow.domain.language import words

#: A piece of a word between hyphens, with what stands behind its apostrophe.
PIECE: Final = re.compile(r"[^\W_]+(?:[’'‘ʼ][^\W_]+)*")

_Base = tuple[str, re.Pattern[str]]

# Turkish, folded (ı is i): plural, possessive, case, -ki, copula.
_KI: Final = r"(?:ki(?:l[ae]r)?(?:n[iuü]n?|n[ae]|n?d[ae]n?|yl[ae]|l[ae])?)?"
_CASE: Final = r"(?:n?[iuü]n?|n?[ae]|n?[dt][ae]n?|y?l[ae])?"
_BEHIND: Final = r"(?:(?:y?[dt][iuü]r?|y?m[iuü]ş|y?s[ae]|y?ken|y?[iuü][mz]|s[iuü]n(?:[iuü]z)?)(?:l[ae]r)?)?"
_CONSONANT: Final = rf"(?:l[ae]r)?(?:[iuü](?:m(?:[iuü]z)?|n(?:[iuü]z)?)?)?{_CASE}{_KI}{_BEHIND}"
_VOWEL: Final = (
    rf"(?:l[ae]r(?:[iuü](?:m(?:[iuü]z)?|n(?:[iuü]z)?)?)?{_CASE}|(?:m(?:[iuü]z)?|n(?:[iuü]z)?)(?:[iuü]n?|[ae]|[dt][ae]n?|l[ae])?|"
    r"(?:s[iuü])?(?:[yn][iuü]n?|[yn][ae]|n?d[ae]n?|yl[ae])?|y[iuü](?:m(?:[iuü]z)?|n[iuü]?|nd[ae]n?|yl[ae])?)"
    rf"{_KI}(?:(?:d[iuü]r|[dt][iuü]r|y(?:d[iuü]|m[iuü]ş|s[ae]|ken)|y[iuü][mz])(?:l[ae]r)?)?"
)
_AFTER_CONSONANT: Final = re.compile(_CONSONANT)
_AFTER_VOWEL: Final = re.compile(_VOWEL)
_BEFORE_VOWEL: Final = re.compile(rf"(?=[aeiouöü]){_CONSONANT}")
_OF_NAMES: Final = re.compile(rf"l[iuü](?:{_VOWEL})")  # Avrupalı, Koreli
_VERB: Final = re.compile(r".*")
_TURKISH_VOWELS: Final = "aeioöuü"
_SOFT: Final = {"p": "b", "ç": "c", "t": "d", "k": "ğ", "g": "ğ"}
_HARD: Final = {"b": "p", "c": "ç", "d": "t", "ğ": "k", "g": "k"}
_TURKISH_FUNCTION: Final = frozenset({"ve", "ile", "için", "da", "de", "veya", "ya", "bir"})
#: What looks like a form and is nearly always another word: "together" is no "in the union".
_OTHERS: Final = frozenset({"birlikte"})

# Russian, folded (ё is е).
_ADJECTIVE: Final = re.compile(
    r"ый|ий|ой|ого|его|ому|ему|ым|им|ом|ем|ая|яя|ую|юю|ой|ей|ою|ею|ое|ее|ые|ие|ых|их|ыми|ими"
)
_RELATIONAL: Final = re.compile(rf"(?:и?онн|[её]?нн?|альн|ичн|и?ческ|е?ск|е?йск|[ое]в)(?:{_ADJECTIVE.pattern})")
_PALATAL: Final = {"к": "ч", "ц": "ч", "г": "ж", "х": "ш"}
_FEMININE: Final = re.compile(r"|а|я|ы|и|е|у|ю|ой|ей|ою|ею|й|ам|ям|ами|ями|ах|ях")
_NEUTER: Final = re.compile(r"|о|е|а|я|у|ю|ом|ем|и|й|ам|ям|ами|ями|ах|ях|ев")
_MASCULINE: Final = re.compile(r"|а|я|у|ю|ом|ем|е|ы|и|ов|ев|ей|ам|ям|ами|ями|ах|ях")
_MASCULINE_ENDED: Final = re.compile(r"а|я|у|ю|ом|ем|е|ы|и|ов|ев|ей|ам|ям|ами|ями|ах|ях")
_PLURAL: Final = re.compile(r"|о|а|я|ы|и|й|е|у|ю|ь|ью|ой|ей|ом|ем|ов|ев|ам|ям|ами|ями|ьми|ах|ях")
_OBLIQUE_END: Final = re.compile(r"(?:ов|ев|ей|ам|ям|ами|ями|ах|ях)$")
_SOFT_SIGN: Final = re.compile(r"ь|и|ью|ей|е|ем|я|ю|ям|ями|ях|ьми")
_SHORT_I: Final = re.compile(r"й|я|ю|ем|е|и|ев|ям|ями|ях")
_NONE: Final = re.compile(r"")
_SURNAME: Final = re.compile(r"ым|ой|ых|ыми")
_NAME_NEUTER: Final = re.compile(r"я|ени|енем|ена|ен|енам|енами|енах")
_ADJECTIVE_END: Final = re.compile(
    r"(?:ый|ий|ой|ого|его|ому|ему|ым|им|ом|ем|ая|яя|ую|юю|ей|ою|ое|ее|ые|ие|ых|их|ыми|ими)$"
)
_VERB_END: Final = re.compile(r"[аеиоуыюя]?(?:ть|ться|ти|тись)$")
_RUSSIAN_VOWELS: Final = "аеиоуыэюя"
#: Nouns whose plural has another stem.
_RUSSIAN_PLURALS: Final = {
    word: (stem, re.compile(endings))
    for word, stem, endings in (
        ("судно", "суд", "а|ов|ам|ами|ах"),
        ("человек", "люд", "и|ей|ям|ьми|ях"),
        ("ребенок", "дет", "и|ей|ям|ьми|ях"),
        ("друг", "друз", "ья|ей|ьям|ьями|ьях"),
        ("брат", "брат", "ья|ьев|ьям|ьями|ьях"),
        ("сын", "сынов", "ья|ей|ьям|ьями|ьях"),
        ("мать", "матер", "и|ью|ей|ям|ями|ях"),
        ("дочь", "дочер", "и|ью|ей|ям|ьми|ях"),
    )
}
_RUSSIAN_FUNCTION: Final = {"в": "во", "с": "со", "о": "об", "к": "ко"}


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of one word, ``surface`` as it was given: whole words, bases with what may follow them, or a stem.

    An abbreviation that stands in capitals may have an ending in small letters (МИДа), or what :meth:`among` gets without
    its apostrophe.
    """

    surface: str
    whole: frozenset[str]
    bases: tuple[_Base, ...] = ()
    stem: str = ""
    algorithm: str = ""
    language: str = ""
    abbreviation: re.Pattern[str] | None = None

    def among(self, word: str, full: str, folded: str) -> bool:
        """Whether a word of a text is one of the forms; given as it stands, folded, and without what its apostrophe adds."""
        if folded in self.whole or full in self.whole:
            return True
        if full in _OTHERS:
            return False
        if self.abbreviation is not None:
            size = len(self.surface)
            return word[:size] == self.surface and self.abbreviation.fullmatch(word, size) is not None
        for base, endings in self.bases:
            if folded.startswith(base) and endings.fullmatch(folded, len(base)):
                return True
        return bool(self.stem) and self._stemmed(word, folded)

    def _stemmed(self, word: str, folded: str) -> bool:
        return folded[:2] == self.stem[:2] and words.stem(word, self.algorithm, self.language) == self.stem


@lru_cache(maxsize=16384)
def forms_of(text: str, algorithm: str, language: str) -> tuple[Forms, ...]:
    """The forms of each word of an expression, the parts of hyphened words being words of their own."""
    pieces = PIECE.findall(text)
    last = len(pieces) - 1
    return tuple(_forms(p, algorithm, language, closes=bool(last) and n == last) for n, p in enumerate(pieces))


@lru_cache(maxsize=4096)
def relational(text: str, language: str) -> tuple[Forms, ...]:
    """The adjectives of a Russian noun (рынок → рыночный, правительство → правительственный); none of anything else.

    Where English puts a noun before a noun (market rates), Russian has them.
    """
    word = folds(text, language)[1]
    if language != "ru" or len(word) < 3 or not word.isalpha() or text.isupper():
        return ()
    base = word.rstrip("аеийоыьюя")
    stems = [base, *_without_fleeting(base), *_with_fleeting(base)]
    stems += [stem[:-1] + _PALATAL[stem[-1]] for stem in (base, *stems) if stem[-1:] in _PALATAL]
    return (Forms(text, frozenset(), tuple((stem, _RELATIONAL) for stem in dict.fromkeys(stems) if len(stem) > 2)),)


def _forms(word: str, algorithm: str, language: str, *, closes: bool) -> Forms:
    full, folded = folds(word, language)
    whole = {full}
    if language == "tr":
        behind = full[len(folded) + 1 :]
        if not behind or _AFTER_CONSONANT.fullmatch(behind) or _AFTER_VOWEL.fullmatch(behind):
            whole.add(folded)  # else the apostrophe is a letter of the word itself (Kur’an)
    shortened = words.bare(word)
    if language in ("tr", "ru") and len(shortened) > 1 and shortened.isupper():
        chain = re.compile(rf"{_CONSONANT}|{_VOWEL}") if language == "tr" else _MASCULINE
        return Forms(shortened, frozenset(whole), abbreviation=chain)
    if language == "tr":
        if folded not in whole or folded in _TURKISH_FUNCTION:
            return Forms(word, frozenset(whole))
        return Forms(word, frozenset(whole), tuple(dict.fromkeys(_turkish(folded, word[0].isupper(), closes))))
    if language == "ru":
        if len(folded) < 3:
            return Forms(word, frozenset({*whole, _RUSSIAN_FUNCTION.get(folded, folded)}))
        return Forms(word, frozenset(whole), tuple(dict.fromkeys(_russian(folded, word[0].isupper()))))
    return Forms(
        word, frozenset(whole), stem=words.stem(word, algorithm, language), algorithm=algorithm, language=language
    )


def folds(word: str, language: str) -> tuple[str, str]:
    """``word`` in lower case, folded, whole and without what stands behind its apostrophe."""
    full = words.fold(words.lower(word, language))
    return full, words.bare(full)


def _turkish(word: str, name: bool, closes: bool) -> Iterator[_Base]:
    """Bases of a Turkish word. One that ``closes`` an expression may have lost its possessive (zinciri → zincirleri)."""
    if len(word) > 4 and word.endswith(("mak", "mek")):
        base = word[:-3]
        yield base, _VERB
        if base.endswith("t"):
            yield f"{base[:-1]}d", _VERB
        return
    yield from _declined(word)
    if name:
        yield word, _OF_NAMES
    if not closes:
        return
    for ending in ("lari", "leri", "si", "su", "sü", "yu"):
        if word.endswith(ending) and len(word) - len(ending) > 1:
            yield from _declined(word[: -len(ending)])
    if word.endswith("ii"):  # sanayii, now mostly sanayisi
        yield from _declined(word[:-1])
    elif word[-1] in "iuü" and len(word) > 3 and word[-2] not in _TURKISH_VOWELS:
        for base in _without_possessive(word[:-1]):
            yield from _declined(base)


def _without_possessive(base: str) -> Iterator[str]:
    """What a word may be whose possessive vowel is gone: güvenliğ → güvenlik, hakk → hak, nehr → nehir."""
    yield base
    if base[-1] in _HARD:
        yield base[:-1] + _HARD[base[-1]]
    if base[-1] == base[-2]:
        yield base[:-1]
    elif base[-2] not in _TURKISH_VOWELS:
        for vowel in "iuü":
            yield f"{base[:-1]}{vowel}{base[-1]}"


def _declined(base: str) -> Iterator[_Base]:
    """A Turkish noun with its endings: also softened (kitab-ı), doubled (hakk-ı), and without its last vowel (nehr-i)."""
    if base[-1] in _TURKISH_VOWELS:
        yield base, _AFTER_VOWEL
        return
    yield base, _AFTER_CONSONANT
    if base[-1] in _SOFT:
        yield base[:-1] + _SOFT[base[-1]], _BEFORE_VOWEL
        if base.endswith("nk"):
            yield f"{base[:-1]}g", _BEFORE_VOWEL
    if len(base) <= 4:
        yield base + base[-1], _BEFORE_VOWEL
    if len(base) > 3 and base[-2] in "iuü" and base[-3] not in _TURKISH_VOWELS:
        yield base[:-2] + base[-1], _BEFORE_VOWEL
        if base[-1] in _SOFT:
            yield base[:-2] + _SOFT[base[-1]], _BEFORE_VOWEL


def _russian(word: str, name: bool) -> Iterator[_Base]:
    """Bases of a Russian word by how it ends: whatever class it may belong to."""
    if word in _RUSSIAN_PLURALS:
        yield _RUSSIAN_PLURALS[word]
    verb = _VERB_END.search(word)
    if verb and verb.start() > 2:
        yield word[: verb.start()], _VERB
    adjective = _ADJECTIVE_END.search(word)
    if adjective and adjective.start() > 1:
        yield word[: adjective.start()], _ADJECTIVE
    oblique = _OBLIQUE_END.search(word)
    if oblique and oblique.start() > 2:  # agreed as it stood in a sentence: правам человека
        yield word[: oblique.start()], _PLURAL
    base, end = word[:-1], word[-1]
    if word.endswith("мя"):
        yield base, _NAME_NEUTER
    elif end in "ая":
        yield base, _FEMININE
        yield base, _NEUTER
    elif end in "ое":
        yield base, _NEUTER
    elif end in "ыи":
        yield base, _PLURAL
    elif end == "ь":
        yield base, _SOFT_SIGN
    elif end == "й":
        yield base, _SHORT_I
    elif end not in _RUSSIAN_VOWELS:
        base = word
        yield word, _MASCULINE
        yield from ((stem, _MASCULINE_ENDED) for stem in _without_fleeting(word))
        if word.endswith(("анин", "янин")):
            yield word[:-2], _PLURAL
        if name and word.endswith(("ов", "ев", "ин")):
            yield word, _SURNAME
        return
    if end == "ь":
        yield from ((stem, _SOFT_SIGN) for stem in _without_fleeting(base))
    else:
        yield from ((stem, _NONE) for stem in _with_fleeting(base))


def _without_fleeting(base: str) -> Iterator[str]:
    """рынок → рынк, отец → отц, боец → бойц, лед → льд."""
    if len(base) > 2 and base[-2] in "ое" and base[-1] not in _RUSSIAN_VOWELS:
        for instead in ("", "ь", "й"):
            yield base[:-2] + instead + base[-1]


def _with_fleeting(base: str) -> Iterator[str]:
    """поставк → поставок, сделк → сделок, земл → земель, семь → семей."""
    if len(base) < 3:
        return
    if base[-1] == "ь":
        yield f"{base[:-1]}ей"
    elif base[-1] not in _RUSSIAN_VOWELS and base[-2] not in _RUSSIAN_VOWELS:
        head = base[:-2] if base[-2] in "ьй" else base[:-1]
        for vowel in "ое":
            yield head + vowel + base[-1]
            if base[-1] in "лн":
                yield f"{head}{vowel}{base[-1]}ь"
