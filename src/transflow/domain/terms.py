"""Terms of a workspace: a source expression, how it must be rendered, how it must not; and finding them in sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from transflow.domain.language import Profile

#: A word of a source; the parts of hyphened words are words of their own, an apostrophe stays inside.
_WORD: Final = re.compile(r"[^\W_]+(?:[’'‘ʼ][^\W_]+)*")
#: How words begin: by that most sentences are known to hold no term.
_BEGINNING: Final = re.compile(r"(?<![^\W_])[^\W_]{1,3}")
_HYPHENS: Final = "-\u2010\u2011"
_POSSESSIVE: Final = re.compile(r"^[’'‘ʼ]s?(?!\w)")
_LOOSE: Final = re.compile(r"[\s\u2010-\u2015-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A source expression with its admitted and forbidden targets by locale, the preferred one first.

    ``keep``: it stays as it is in every locale. ``enforce``: engines do not see it either, its preferred target is put in
    their translation as it stands, whatever ending the language would want there. ``domain`` is the field it belongs to,
    ``note`` a remark for translators, ``definition`` what it means.
    """

    source: str
    targets: Mapping[str, tuple[str, ...]]
    forbidden: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    case_sensitive: bool = False
    keep: bool = False
    enforce: bool = False
    domain: str = ""
    note: str = ""
    definition: str = ""

    def admitted(self, locale: str) -> tuple[str, ...]:
        """The targets that ``locale`` admits, the preferred one first; none where it has no rule."""
        return (self.source,) if self.keep else _of(self.targets, locale)

    def banned(self, locale: str) -> tuple[str, ...]:
        """The targets that ``locale`` must not use; those of its language where it has none of its own."""
        return _of(self.forbidden, locale)


def _of(targets: Mapping[str, tuple[str, ...]], locale: str) -> tuple[str, ...]:
    return tuple(targets.get(locale) or targets.get(locale.partition("-")[0]) or ())


class Found(NamedTuple):
    """A term in a source, at [start, end). ``terms`` are several where they are written alike."""

    start: int
    end: int
    terms: tuple[Term, ...]


class _Word(NamedTuple):
    """A word of a text, without its possessive: its key, its place, and what stands between it and the word before."""

    key: str
    surface: str
    start: int
    end: int
    gap: str
    glued: bool


class _Words:
    """The words of a text, each looked at closely when it is asked for: of most, how they begin says enough."""

    __slots__ = ("_key", "_known", "_owner", "_places", "_text")

    def __init__(self, text: str, owner: Callable[[str], str], key: Callable[[str], str]) -> None:
        self._text = text
        self._owner = owner
        self._key = key
        self._places = list(_WORD.finditer(text))
        self._known: dict[int, _Word] = {}

    def __len__(self) -> int:
        return len(self._places)

    def beginning(self, wanted: Callable[[str], bool]) -> list[int]:
        """The places of the words that are ``wanted`` by how they begin, in lower case."""
        return [place for place, match in enumerate(self._places) if wanted(match.group()[:3].lower())]

    def __getitem__(self, wanted: slice) -> list[_Word]:
        return [self._known.get(place) or self._look(place) for place in range(*wanted.indices(len(self)))]

    def _look(self, place: int) -> _Word:
        match = self._places[place]
        surface, start = self._owner(match.group()), match.start()
        before = self._end(place - 1) if place else 0
        between = self._text[before:start]
        glued = place > 0 and len(between) == 1 and between in _HYPHENS
        gap = " " if between == " " else _gap(between)
        self._known[place] = _Word(self._key(surface), surface, start, start + len(surface), gap, glued)
        return self._known[place]

    def _end(self, place: int) -> int:
        match = self._places[place]
        return match.start() + len(self._owner(match.group()))


class _Entry(NamedTuple):
    """A term in the index: its words, and how much of it stands before the first and behind the last of them."""

    term: Term
    words: tuple[_Word, ...]
    lead: int
    tail: int


class _Match(NamedTuple):
    """A possible finding: its words [first, last), its characters, and whether case had to be right."""

    first: int
    last: int
    start: int
    end: int
    entry: _Entry


class Finder:
    """Terms ready to be found in sources, in any number and behind any hyphen; of overlapping ones the longest counts.

    With ``exact``, kept and enforced terms are found only as they are written. A sentence takes time by its own length,
    not by the number of terms: the keys of its words lead to the terms that begin with them.
    """

    def __init__(self, terms: Iterable[Term], source: Profile, *, exact: bool = False) -> None:
        from transflow.domain.language import words  # what reads the settings needs none of it

        self._key = partial(words.key, algorithm=source.stemmer, language=source.language)
        self._same = partial(words.same_word, language=source.language)
        self._owner = partial(words.owner, language=source.language)
        self._exact = exact
        self._lengths: dict[str, set[int]] = {}
        self._entries: dict[tuple[str, ...], list[_Entry]] = {}
        self._beginnings: set[str] = set()
        for term in terms:
            found = self._words(term.source)[:]
            if not found:
                continue
            keys = tuple(word.key for word in found)
            entry = _Entry(term, tuple(found), found[0].start, len(term.source) - found[-1].end)
            self._entries.setdefault(keys, []).append(entry)
            self._lengths.setdefault(keys[0], set()).add(len(keys))
            self._beginnings.add(_shared(found[0].surface.lower(), keys[0])[:3])

    def __bool__(self) -> bool:
        return bool(self._entries)

    def find(self, text: str) -> list[Found]:
        """The terms in ``text`` in their order, none overlapping another."""
        if not self._may_hold(text):
            return []
        words = self._words(text)
        matches = [match for first in words.beginning(self._begins) for match in self._at(text, words, first)]
        matches.sort(key=lambda m: (m.first - m.last, m.start - m.end, m.first))
        taken = [False] * len(words)
        found: dict[int, list[_Match]] = {}
        for match in matches:
            before = found.get(match.first)
            if before and before[0].last == match.last:
                before.append(match)
            elif not any(taken[match.first : match.last]):
                taken[match.first : match.last] = [True] * (match.last - match.first)
                found[match.first] = [match]
        return [Found(m[0].start, m[0].end, _chosen(m)) for _, m in sorted(found.items())]

    def _may_hold(self, text: str) -> bool:
        """Whether a word of ``text`` begins as a term does: no form of a word changes its first letters."""
        return "" in self._beginnings or any(map(self._begins, _BEGINNING.findall(text.lower())))

    def _begins(self, word: str) -> bool:
        """Whether a term begins as ``word``, in lower case, does."""
        known = self._beginnings
        return word[:3] in known or word[:2] in known or word[:1] in known or "" in known

    def _at(self, text: str, words: _Words, first: int) -> list[_Match]:
        """The terms that begin with the word ``first``."""
        found = []
        for length in self._lengths.get(words[first : first + 1][0].key, ()):
            here = words[first : first + length]
            for entry in self._entries.get(tuple([word.key for word in here]), ()):
                exact = self._exact and (entry.term.keep or entry.term.enforce)
                if exact:
                    span = here[0].start - entry.lead, here[-1].end + entry.tail
                    fits = _as_written(entry.term, text, span)
                else:
                    span = here[0].start, here[-1].end
                    behind = words[first + length : first + length + 1]
                    fits = self._fits(entry, here, behind[0] if behind else None)
                if fits:
                    found.append(_Match(first, first + length, *span, entry))
        return found

    def _fits(self, entry: _Entry, here: Sequence[_Word], behind: _Word | None) -> bool:
        """Whether words are a form of a term. In a hyphened word only a name is one (NATO-led, not cease-fire)."""
        ours = entry.words
        if here[0].glued and not ours[0].surface[0].isupper():
            return False
        if behind is not None and behind.glued and not ours[-1].surface[0].isupper():
            return False
        last = len(ours) - 1
        for place, (word, wanted) in enumerate(zip(here, ours, strict=True)):
            if place and word.gap != wanted.gap:
                return False
            if word.surface != wanted.surface:
                if entry.term.case_sensitive and not same_case(wanted.surface, word.surface):
                    return False
                if not self._same(wanted.surface, word.surface, verbs=place < last):
                    return False
        return True

    def _words(self, text: str) -> _Words:
        return _Words(text, self._owner, self._key)


class Lexicon:
    """The terms of a locale, ready for drafting. Of overlapping ones the longest counts.

    Masks stand only where a term is written as it is, so that nothing else is hidden; a glossary helps with any form.
    """

    def __init__(self, terms: Sequence[Term], locale: str, *, source_locale: str = "en") -> None:
        from transflow.domain.language import profile

        self._finder = Finder((t for t in terms if t.admitted(locale)), profile(source_locale), exact=True)
        self._locale = locale

    def masked(self, source: str) -> dict[tuple[int, int], str]:
        """Spans of ``source`` that no engine may see, and what stands in their place in the target."""
        return {
            (start, end): source[start:end] if term.keep else term.admitted(self._locale)[0]
            for start, end, (term, *_) in self._found(source)
            if term.keep or term.enforce
        }

    def glossary(self, source: str) -> dict[str, str]:
        """The terms in ``source`` that an engine sees, with their preferred targets."""
        return {
            term.source: term.admitted(self._locale)[0]
            for _, _, (term, *_) in self._found(source)
            if not (term.keep or term.enforce)
        }

    def _found(self, source: str) -> list[Found]:
        return self._finder.find(source) if self._finder else []


def _shared(one: str, other: str) -> str:
    """How both words begin."""
    length = next(
        (n for n, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other))
    )
    return one[:length]


def same_case(wanted: str, word: str) -> bool:
    """Whether two forms of a word are written in the same case as far as their letters are the same."""
    for one, other in zip(wanted, word, strict=False):
        if one != other:
            return one.casefold() != other.casefold()
    return True


def _chosen(matches: Sequence[_Match]) -> tuple[Term, ...]:
    """Of terms that are written alike, those whose case had to be right, else all."""
    strict = [m.entry.term for m in matches if m.entry.term.case_sensitive]
    return tuple(strict or [m.entry.term for m in matches])


def _as_written(term: Term, text: str, span: tuple[int, int]) -> bool:
    start, end = span
    here = text[max(start, 0) : end]
    if here != term.source and (term.case_sensitive or here.casefold() != term.source.casefold()):
        return False
    return not (start and _joins(text[start - 1])) and not (end < len(text) and _joins(text[end]))


def _joins(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


@lru_cache(maxsize=4096)
def _gap(between: str) -> str:
    """What stands between two words, a space and a hyphen being the same, and a possessive nothing."""
    rest = _POSSESSIVE.sub("", between)
    return " " if _LOOSE.fullmatch(rest) else " ".join(rest.split())
