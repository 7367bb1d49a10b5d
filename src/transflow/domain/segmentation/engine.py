"""The one engine of all languages: a pass of one regular expression finds candidates, set look-ups decide them.

A candidate is a run of ``. ! ? …`` with what closes after it (quotation marks, brackets, codes, note markers), then
white space or a glued capital. Note markers are hidden behind a sign of equal length before anything is matched, so
every offset is an offset of the paragraph and a marker stays with the words on its left.

Time is linear in the paragraph: all look-backs and look-aheads of a decision are bounded by :data:`WINDOW`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Final

from transflow.domain.segmentation.english import RULES as ENGLISH
from transflow.domain.segmentation.german import RULES as GERMAN
from transflow.domain.segmentation.lists import item_starts
from transflow.domain.segmentation.rules import Rules
from transflow.domain.segmentation.russian import RULES as RUSSIAN
from transflow.domain.segmentation.turkish import RULES as TURKISH

#: How far a decision looks back or ahead, in code points.
WINDOW: Final = 400

#: A time of day with at most so many spaces before it stands at the head of its sentence: "At about 5 p.m. Ankara …".
FRONTED: Final = 2

#: Stands in for every code point of a note marker: a noncharacter, so text never means anything by it.
HIDDEN: Final = "\ufdd0"

#: Note markers by shape: ``[1]``, ``[1, 2]``, ``[1–3]``, and superscripts after punctuation.
MARKER_SHAPE: Final = re.compile(
    r"\[\d{1,4}(?:\s?[,;–—-]\s?\d{1,4}){0,20}\]"
    r"|(?<=[.!?…,;:\"'”’»)\]])[¹²³⁰⁴-⁹]{1,4}(?:[,⁻–-][¹²³⁰⁴-⁹]{1,4}){0,20}"
)

#: No sentence begins with these (a dash before a capital is looked at separately).
NO_START: Final = frozenset(",;:.!?–—-)]}”’»…/&|=<>%" + HIDDEN)

_OPENERS: Final = "“‘\"'«‹„‚([{¿¡*_"
_CLOSERS: Final = "”’\"'»›)]}*_"
#: A brand that begins in lower case and still begins a sentence: iPhone, eIDAS, macOS, x86, e-Privacy.
_BRAND: Final = re.compile(r"[^\W\d_]{1,3}[A-Z]|[a-z]\d+\b|[a-z]-[A-Z]")
#: A list label in lower case: "b) …".
_LABEL: Final = re.compile(r"(?:[a-z]|[ivx]{1,4})\)\s")
_ITEM: Final = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*|[^\W\d_]|[ivxlcdm]{1,5}|[IVXLCDM]{1,5})")
_NUMBER: Final = re.compile(r"[\d№§]|[IVXLCDM]{2,}(?![^\W\d_])|[VXLCDM](?![^\W\d_.])|I(?=[,.;:)\]–-])|[A-Z](?=[\d-])")
_WORD: Final = re.compile(r"[^\W\d_]+(?:[.'’-][^\W\d_]+)*")
_QUOTED: Final = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»|„[^„“”]*[“”]|‘[^‘’]*(?:’(?=\w)[^‘’]*)*’")
_SEPARATORS: Final = re.compile(r"[•‣⁃▪●—–/([{“«„\"‘-]")
_SPACE: Final = re.compile(r"\s*")


class Kind(Enum):
    """What an abbreviation does at a full stop."""

    NEVER = "never"
    TIME = "time"
    FINAL = "final"


def candidates(rules: Rules) -> re.Pattern[str]:
    """The candidate expression of a language.

    Groups: 1 the terminators, 2 what closes and the markers, 3 the white space (may be empty), 4 what opens. The
    quantifiers are possessive, so that a failure costs the length of the match and no more.
    """
    closers = re.escape(_CLOSERS + rules.extra_closers)
    openers = re.escape("".join(c for c in _OPENERS if c not in rules.extra_closers) + rules.extra_openers)
    marker = rf"[ \u00a0]?{HIDDEN}++(?:\s?[,;–—-]\s?{HIDDEN}++)*+"
    return re.compile(
        r"((?<![.!?…])[.!?…]++(?:[ \u00a0]\.(?![^\s.])){0,8}+)"
        rf"((?:[{closers}]|</\d++>|<\d++/>|{marker})*+)"
        rf"(\s++|(?=[{openers}]*[^\W\d_]))"
        rf"((?:\[(?:…|\.{{3}})\]\s?|[{openers}]|<\d++/?>)*+)(?=[^\s])"
    )


def kinds(rules: Rules, abbreviations: Iterable[str]) -> dict[str, Kind]:
    """Abbreviation (without its last full stop) → what it does; those of the workspace never break."""
    result: dict[str, Kind] = {}
    for words, kind in ((rules.final, Kind.FINAL), (rules.times, Kind.TIME), (rules.never, Kind.NEVER)):
        for word in words:
            result[word] = kind
            if word.islower():
                result[capitalised(word, rules.language)] = kind
                if kind is not Kind.NEVER:
                    result[word.upper()] = kind
    for word in abbreviations:
        if bare := word.strip().rstrip("."):
            result[bare] = Kind.NEVER
    return result


def capitalised(word: str, language: str) -> str:
    """``word`` with a capital first letter; Turkish i becomes İ."""
    return ("İ" if language == "tr" and word[:1] == "i" else word[:1].upper()) + word[1:]


class Segmenter:
    """Sentence boundaries of one language; immutable, cheap to share.

    ``abbreviations`` are those of the workspace, with or without their full stop ("Gaz."): they never end a sentence.
    A language without rules of its own is read by those of English.
    """

    __slots__ = ("_candidate", "_kinds", "_numeric", "_rules")

    def __init__(self, language: str = "en", abbreviations: Iterable[str] = ()) -> None:
        rules = LANGUAGES.get(language.replace("_", "-").partition("-")[0].lower(), ENGLISH)
        self._rules: Final = rules
        self._candidate: Final = candidates(rules)
        self._kinds: Final = kinds(rules, abbreviations)
        self._numeric: Final = rules.numeric | {capitalised(w, rules.language) for w in rules.numeric if len(w) > 1}

    @property
    def language(self) -> str:
        """The language whose rules are used."""
        return self._rules.language

    def sentences(self, paragraph: str) -> list[str]:
        """The sentences of a paragraph, without surrounding white space."""
        return [paragraph[start:end] for start, end in self.spans(paragraph)]

    def spans(
        self, paragraph: str, *, markers: Sequence[tuple[int, int]] | None = None, note: bool = False
    ) -> list[tuple[int, int]]:
        """Spans [start, end) in code points of the sentences, in order; what is outside them is white space only.

        ``markers`` are the spans of the known note markers (None: recognised by shape; a marker at the start of the
        paragraph stays there, as its label). With ``note`` the paragraph is an explanatory note: no break inside
        quotation marks.
        """
        head = _SPACE.match(paragraph)
        start = head.end() if head else 0
        end = len(paragraph.rstrip())
        if start >= end:
            return []
        text = hidden(paragraph, markers)
        items = item_starts(text, start)
        result: list[tuple[int, int]] = []
        for left, right in self._boundaries(text, start, quotations(text) if note else [], items):
            result.append((start, left))
            start = right
        result.append((start, end))
        return result

    def _boundaries(
        self, text: str, start: int, quoted: Sequence[tuple[int, int]], items: Sequence[int]
    ) -> list[tuple[int, int]]:
        """(end of the left sentence, start of the right one) of every boundary, in order."""
        result: list[tuple[int, int]] = []
        inside = iter((*quoted, (len(text) + 1, len(text) + 1)))
        quote = next(inside)
        pending = list(reversed(items))
        for match in self._candidate.finditer(text):
            left, right = match.span(3)
            while pending and pending[-1] <= right:
                item = pending.pop()
                result.append((start + len(text[start:item].rstrip()), item))
                start = item
            if start == right:
                continue
            while quote[1] <= left:
                quote = next(inside)
            if quote[0] < match.start() and right < quote[1]:
                continue
            if self._breaks(text, match, start):
                result.append((left, right))
                start = right
        for item in reversed(pending):
            result.append((start + len(text[start:item].rstrip()), item))
            start = item
        return result

    def _breaks(self, text: str, match: re.Match[str], start: int) -> bool:
        """Whether a candidate is a boundary, given where its sentence starts."""
        term, closing, space = match.group(1), match.group(2), match.group(3)
        after = match.end()
        if not space and HIDDEN not in closing:
            return self._glued(text, match, start)
        nxt = text[after]
        if nxt.islower():
            if not (_BRAND.match(text, after) or _LABEL.match(text, after)) or len(term) > 1:
                return False
        elif not (nxt.isalnum() or nxt in "€$£¥₺₽#№§•@+"):
            dashed = nxt in "–—-" and term == "." and text[after + 1 : after + 3].strip()[:1].isupper()
            if not dashed and nxt in NO_START:
                return False
        pos = match.start()
        if pos - start <= 6 and not any(map(str.isalnum, text[start:pos])):
            return False  # nothing was said yet: "… and so on", "[1]. A note"
        if pos and text[pos - 1] in "([" and closing[:1] in (")", "]"):
            return False  # "(!)", "(…)", "[...]" stand for themselves
        if self._in_parenthesis(text, start, pos, match.end(2)):
            return False
        if term != ".":
            return self._strong(text, match, start, nxt)
        token = last_token(text, start, pos)
        if not token:
            return True
        return self._after_full_stop(text, token, start, pos, after, nxt)

    def _after_full_stop(self, text: str, token: str, start: int, pos: int, after: int, nxt: str) -> bool:
        """The decision at a single full stop after ``token``."""
        if (nxt.isdigit() or nxt.isupper() or nxt in "№§") and token in self._numeric and _NUMBER.match(text, after):
            return False
        kind = self._kind(token)
        if text[pos + 1] in ")]" and text[pos - len(token) - 1] in "([" and pos - len(token) - 1 > start:
            return self._starts(text, after)  # one word in brackets: "Adm. (Ret.) Keane"
        if kind is None:
            if len(token) == 1 and token.isalpha():
                return self._after_letter(text, token, start, pos, after)
            if _ITEM.fullmatch(token) and is_label(text, start, pos - len(token)):
                return False  # "1. Energy …", "iv. Energy …"
            if self._rules.ordinals and len(token) <= 2 and token.isdigit():
                return not nxt.isdigit() and self._starts(text, after)
            return True
        if kind is Kind.NEVER:
            return False
        if kind is Kind.TIME and text[max(start, pos - 48) : pos - len(token)].rstrip()[-1:].isdigit():
            fronted = text.count(" ", start, min(pos, start + WINDOW)) <= FRONTED
            return not fronted and word_at(text, after) not in self._rules.after_time
        return self._starts(text, after)

    def _kind(self, token: str) -> Kind | None:
        """What ``token`` does before its full stop; None for an ordinary word or number."""
        kind = self._kinds.get(token)
        if kind is None and "." in token:
            parts = token.split(".")
            if all(len(part) == 1 and part.isalpha() for part in parts):
                return Kind.FINAL  # an acronym: "U.S"
            if all(part in self._kinds for part in parts):
                return self._kinds[parts[-1]]  # written close: "Prof.Dr"
        return kind

    def _after_letter(self, text: str, letter: str, start: int, pos: int, after: int) -> bool:
        """The decision after one letter and a full stop: an initial, a list label, or a word."""
        if is_label(text, start, pos - 1):
            return False
        if letter in self._rules.words_of_one_letter:
            return self._starts(text, after)
        if letter.islower():
            return letter not in self._numeric or self._starts(text, after)
        if text[pos + 1] in "”\"'’»)":
            return self._starts(text, after)
        before = text[max(start, pos - 48) : pos - 1].split()[-1:] or [""]
        return before[0].lower() in self._rules.labelled and self._starts(text, after)

    def _strong(self, text: str, match: re.Match[str], start: int, nxt: str) -> bool:
        """The decision after an exclamation, a question or an ellipsis."""
        term, pos, after = match.group(1), match.start(), match.end()
        if "!" in term or "?" in term:
            closing = match.group(2)
            if closing and self._rules.speech and any(c in closing for c in "”\"'’»"):
                return not self._attributed(text, after)
            if term == "!" and last_token(text, start, pos) + term in self._rules.names_with_mark:
                return self._starts(text, after)
            return True
        spaced = pos > start and text[pos - 1].isspace()
        if nxt.isdigit():
            return not spaced
        if spaced and (term == "…" or term.count(".") <= 3):
            # An omission inside the sentence, unless a new one plainly begins.
            return text[after] not in self._rules.words_of_one_letter and self._starts(text, after)
        return True

    def _attributed(self, text: str, after: int) -> bool:
        """Whether a speaker and a verb of saying follow: “Who pays?” Aylin Karaca asked."""
        words = text[after : after + 60].split(None, 4)[:4]
        for index, word in enumerate(words):
            if word.strip(",.;:") in self._rules.speech:
                return index > 0
            if not word[:1].isupper() or word.endswith((",", "?", "!")):
                return False
        return False

    def _glued(self, text: str, match: re.Match[str], start: int) -> bool:
        """A full stop with no space after it ("the region.However"): a boundary before a starter only."""
        pos, after = match.start(), match.end()
        word = word_at(text, after)
        first = word.partition(".")[0]
        if first not in self._rules.starters and (first != word or self._kinds.get(word) is not Kind.NEVER):
            return False
        if len(first) == 1 or not first[0].isupper():
            return False
        token = last_token(text, start, pos)
        if (
            len(token) < 3
            or self._kind(token) is not None
            or not (token[-1].islower() or token.replace(",", "").isdigit())
        ):
            return False
        return not any(c in token for c in "@/\\:=&_<") and not token.startswith("www.") and "." not in token

    def _in_parenthesis(self, text: str, start: int, pos: int, end: int) -> bool:
        """Whether a bracket that opened inside this sentence closes only after ``end``."""
        low = max(start, pos - WINDOW)
        opened = text.rfind("(", low, pos)
        if opened <= start or text.rfind(")", opened, end) > opened:
            return False
        return text.find(")", end, end + WINDOW) >= 0

    def _starts(self, text: str, after: int) -> bool:
        """Whether the word at ``after`` is one of the closed list that begins a sentence."""
        return word_at(text, after) in self._rules.starters


def hidden(paragraph: str, markers: Sequence[tuple[int, int]] | None) -> str:
    """``paragraph`` with every marker replaced by as many :data:`HIDDEN` as it has code points."""
    if markers is None:
        return MARKER_SHAPE.sub(lambda m: HIDDEN * len(m.group()), paragraph)
    parts: list[str] = []
    done = 0
    for low, high in sorted(markers):
        if low < done:
            continue
        parts += (paragraph[done:low], HIDDEN * (high - low))
        done = high
    return "".join((*parts, paragraph[done:])) if parts else paragraph


def quotations(text: str) -> list[tuple[int, int]]:
    """Spans of the quotations, outermost only, in order."""
    return [m.span() for m in _QUOTED.finditer(text)]


def is_label(text: str, start: int, pos: int) -> bool:
    """Whether nothing but a bullet or a bracket stands between the start of the sentence and ``pos``."""
    return pos - start <= 3 and not text[start:pos].strip("•‣⁃▪●-–—(* \u00a0")


def last_token(text: str, start: int, pos: int) -> str:
    """The word before ``pos`` without the signs that open before it; empty where there is none."""
    tail = text[max(start, pos - 48) : pos]
    if tail[-1:] == HIDDEN:
        tail = tail.rstrip(HIDDEN).rstrip()
    words = tail.rsplit(None, 1)
    if not words or tail[-1].isspace():
        return ""
    token = words[-1]
    if token.isalpha():
        return token
    return _SEPARATORS.split(token.replace(HIDDEN, ""))[-1].lstrip("'’*_>")


def word_at(text: str, after: int) -> str:
    """The word that begins at ``after``, or nothing."""
    match = _WORD.match(text, after, after + 48)
    return match.group() if match else ""


#: The rules of each language by its primary subtag.
LANGUAGES: Final = {rules.language: rules for rules in (ENGLISH, TURKISH, RUSSIAN, GERMAN)}
