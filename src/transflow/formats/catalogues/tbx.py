"""TBX-Basic: terminology as other programs exchange it (ISO 30042), streamed.

Both dialects are read: the older one of TBX version 2 (``martif``, ``termEntry``, ``langSet``, ``tig`` or ``ntig``) and that
of version 3 (``tbx``, ``conceptEntry``, ``langSec``, ``termSec``; categories as attributes or as elements). Version 3 in the
style DCA is written. What TBX has no category for is written as ``<admin type="x-transflow-…">``, which others pass over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from transflow.errors import N_, CatalogueError
from transflow.formats.catalogues.base import Problem
from transflow.formats.catalogues.languages import best, normal, same_language
from transflow.formats.catalogues.terms import REMARK_LIMIT, TERM_LIMIT, TermEntry
from transflow.formats.catalogues.xmlstream import Listener, Words, read_xml
from transflow.formats.documents.xml import escaped, escaped_value

#: Most terms of one concept in all languages.
CONCEPT_LIMIT: Final = 500

_ENTRIES: Final = frozenset({"termEntry", "conceptEntry"})
_LANGUAGES: Final = frozenset({"langSet", "langSec"})
_TERMS: Final = frozenset({"tig", "ntig", "termSec"})
#: Elements that hold words of a category; in the style DCT their name is the category.
_REMARKS: Final = frozenset({"descrip", "admin", "note", "termNote"})
_BY_NAME: Final = frozenset({"administrativeStatus", "subjectField", "definition"})
#: administrativeStatus → usage: the picklists of both versions, with and without their suffix.
_PREFERRED: Final = frozenset({"preferredterm", "standardizedterm"})
_FORBIDDEN: Final = frozenset({"deprecatedterm", "supersededterm", "obsoleteterm"})
_PRIVATE: Final = "x-transflow-"
_FLAGS: Final = ("keep", "case_sensitive", "enforce")


@dataclass(slots=True)
class _Term:
    words: Words
    code: str
    status: str = ""

    @property
    def usage(self) -> str:
        status = self.status.strip().removesuffix("-admn-sts").casefold()
        return "forbidden" if status in _FORBIDDEN else "preferred" if status in _PREFERRED else "admitted"


@dataclass(slots=True)
class _Concept:
    line: int
    name: str
    terms: list[_Term] = field(default_factory=list)
    domain: str = ""
    notes: list[str] = field(default_factory=list)
    definitions: list[tuple[str, str]] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)


def read(stream: BinaryIO, *, source: str, locales: Sequence[str]) -> Iterator[TermEntry | Problem]:
    """The terms of ``source`` with their targets in ``locales``, concept by concept; what cannot be taken as a Problem.

    Of several source terms of a concept each becomes an entry with the same targets. Raises what
    :func:`~transflow.formats.catalogues.xmlstream.read_xml` does.
    """
    return read_xml(stream, _Reader(source, locales))


class _Reader(Listener[TermEntry | Problem]):
    """Concepts out of tags and words."""

    def __init__(self, source: str, locales: Sequence[str]) -> None:
        super().__init__()
        self.source = source
        self.locales = [locale for locale in dict.fromkeys(locales) if normal(locale) != normal(source)]
        self.concept: _Concept | None = None
        self.code = ""
        self.term: _Term | None = None
        self.words: Words | None = None
        self.category = ""

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth == 1 and name not in ("martif", "tbx"):
            raise CatalogueError(
                N_("This is no TBX file: it begins with <{name}>."),
                remedy=N_("Export the terms as TBX-Basic."),
                line=self.line,
                name=name[:60],
            )
        if name in _ENTRIES:
            self.concept = _Concept(self.line, attributes.get("id", "")[:200])
            self.code, self.term = "", None
        elif self.concept is None:
            return
        elif name in _LANGUAGES:
            self.code = attributes.get("xml:lang") or attributes.get("lang", "")
        elif name in _TERMS:
            self.term = None
        elif name == "term":
            self.term = _Term(Words(TERM_LIMIT), self.code)
            if len(self.concept.terms) < CONCEPT_LIMIT:
                self.concept.terms.append(self.term)
            self.hear(self.term.words.add)
        elif name in _REMARKS or name in _BY_NAME:
            self.category = name if name in _BY_NAME else attributes.get("type", "note")
            self.words = Words(REMARK_LIMIT)
            self.hear(self.words.add)

    def closed(self, name: str) -> None:
        if self.concept is None:
            return
        if name in _ENTRIES:
            self._finish(self.concept)
            self.concept = None
        elif name in _LANGUAGES:
            self.code = ""
        elif name in _TERMS:
            self.term = None
        elif name == "term":
            self.hear(None)
        elif self.words is not None and (name in _REMARKS or name in _BY_NAME):
            self.hear(None)
            self._remark(self.concept, self.category, self.words.text)
            self.words = None

    def _remark(self, concept: _Concept, category: str, words: str) -> None:
        if category == "administrativeStatus" and self.term is not None:
            self.term.status = words
        elif category == "subjectField":
            concept.domain = concept.domain or words
        elif category == "definition" and words:
            concept.definitions.append((self.code, words))
        elif category.startswith(_PRIVATE):
            concept.flags.add(category.removeprefix(_PRIVATE))
        elif category == "note" and words:
            concept.notes.append(words)

    def _finish(self, concept: _Concept) -> None:
        """Entries and problems of a whole concept."""
        if any(term.words.over for term in concept.terms):
            self.ready.append(
                Problem(
                    code="term-too-long",
                    line=concept.line,
                    unit=concept.name,
                    template=N_("A term is longer than {limit} characters; it was not taken."),
                    fields={"limit": TERM_LIMIT},
                )
            )
        sound = [term for term in concept.terms if term.words.text]
        sources = best(sound, self.source, _code)
        own = [term for term in sources if term.usage == "preferred"] + [t for t in sources if t.usage == "admitted"]
        if not own:
            return
        others = [term for term in sound if term not in sources]
        targets: dict[str, tuple[str, ...]] = {}
        forbidden: dict[str, tuple[str, ...]] = {}
        for locale in self.locales:
            here = best(others, locale, _code)
            good = [t for t in here if t.usage == "preferred"] + [t for t in here if t.usage == "admitted"]
            if good:
                targets[locale] = tuple(dict.fromkeys(term.words.text for term in good))
            if bad := [term.words.text for term in here if term.usage == "forbidden"]:
                forbidden[locale] = tuple(dict.fromkeys(bad))
        keep = "keep" in concept.flags
        if not (targets or forbidden or keep):
            return
        definitions = sorted(concept.definitions, key=lambda one: not same_language(one[0] or self.source, self.source))
        for words in dict.fromkeys(term.words.text for term in own):
            self.ready.append(
                TermEntry(
                    source=words,
                    targets={} if keep else targets,
                    forbidden=forbidden,
                    keep=keep,
                    case_sensitive="case_sensitive" in concept.flags,
                    enforce="enforce" in concept.flags,
                    domain=concept.domain,
                    note="\n".join(dict.fromkeys(concept.notes)),
                    definition=definitions[0][1] if definitions else "",
                    line=concept.line,
                )
            )


def _code(term: _Term) -> str:
    return term.code


def write(terms: Iterable[TermEntry], *, source: str, version: str) -> Iterator[bytes]:
    """TBX-Basic, version 3, style DCA, in UTF-8, a concept for each of ``terms``; ``version`` is ours.

    The same terms give the same bytes; characters that XML cannot hold are left out.
    """
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<tbx style="dca" type="TBX-Basic" xml:lang="{escaped_value(source)}" xmlns="urn:iso:std:iso:30042:ed-2">\n'
        "<tbxHeader><fileDesc><sourceDesc>"
        f"<p>transflow {escaped(version)}</p></sourceDesc></fileDesc></tbxHeader>\n<text><body>\n"
    ).encode()
    for number, term in enumerate(terms, start=1):
        yield _concept(number, term, source).encode()
    yield b"</body></text>\n</tbx>\n"


def _concept(number: int, term: TermEntry, source: str) -> str:
    lines = [f'<conceptEntry id="c{number}">']
    if term.domain:
        lines.append(f'<descrip type="subjectField">{escaped(term.domain)}</descrip>')
    if term.definition:
        lines.append(f'<descrip type="definition">{escaped(term.definition)}</descrip>')
    lines += [f'<admin type="{_PRIVATE}{flag}">yes</admin>' for flag in _FLAGS if getattr(term, flag)]
    if term.note:
        lines.append(f"<note>{escaped(term.note)}</note>")
    lines += _language(source, [(term.source, "preferred")])
    for locale in dict.fromkeys((*term.targets, *term.forbidden)):
        admitted = term.targets.get(locale, ())
        words = [(text, "admitted" if place else "preferred") for place, text in enumerate(admitted)]
        lines += _language(locale, [*words, *((text, "deprecated") for text in term.forbidden.get(locale, ()))])
    lines.append("</conceptEntry>\n")
    return "\n".join(lines)


def _language(code: str, terms: Sequence[tuple[str, str]]) -> list[str]:
    lines = [f'<langSec xml:lang="{escaped_value(code)}">']
    for words, status in terms:
        lines.append(
            f"<termSec><term>{escaped(words)}</term>"
            f'<termNote type="administrativeStatus">{status}Term-admn-sts</termNote></termSec>'
        )
    return [*lines, "</langSec>"]
