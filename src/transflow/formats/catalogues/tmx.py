"""TMX 1.1 to 1.4b, the exchange format of translation memories: read as a stream with flat memory, written as 1.4b.

This file alone knows its names: ``tu`` is a unit, ``tuv`` a variant of it in one language, ``seg`` that variant's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from transflow.errors import N_, CatalogueError
from transflow.formats.catalogues.base import Problem
from transflow.formats.catalogues.inline_codes import Inline, marked_up, shown_together
from transflow.formats.catalogues.languages import best, normal, same_language
from transflow.formats.catalogues.pairs import TEXT_LIMIT, Pair, empty, moment, too_long
from transflow.formats.catalogues.xmlstream import Listener, Words, read_xml
from transflow.formats.documents.xml import escaped, escaped_value

#: Most variants of one unit that are looked at, and longest note or property in code points (more of it is left out).
VARIANTS_LIMIT: Final = 200
NOTE_LIMIT: Final = 10_000

_TOOL: Final = "transflow"
_ARTICLE: Final = "x-article"

# reading


@dataclass(slots=True, eq=False)
class _Remarks:
    """Who, when, notes and article of a unit or of a variant."""

    line: int
    attributes: dict[str, str]
    notes: list[str] = field(default_factory=list)
    article: str = ""

    @property
    def author(self) -> str:
        """Who changed it last, "" where nobody says."""
        return (self.attributes.get("changeid") or self.attributes.get("creationid") or "").strip()[:500]

    @property
    def changed(self) -> str:
        """When it was changed last, as in :attr:`Pair.changed`."""
        when = self.attributes.get("changedate") or self.attributes.get("creationdate")
        return moment(when) if when else ""

    @property
    def name(self) -> str:
        """What the file calls it, "" where it has no name."""
        return self.attributes.get("tuid", "")[:200]

    def take(self, name: str, kind: str, words: str) -> None:
        """A note or a property."""
        if name == "note" and words:
            self.notes.append(words)
        elif kind == _ARTICLE:
            self.article = words


@dataclass(slots=True, eq=False)
class _Variant(_Remarks):
    """A unit in one language."""

    code: str = ""
    text: Inline = field(default_factory=lambda: Inline(TEXT_LIMIT))


@dataclass(slots=True, eq=False)
class _Unit(_Remarks):
    """A unit with those variants that somebody asked for."""

    variants: list[_Variant] = field(default_factory=list)


def read(stream: BinaryIO, *, source: str, locales: Sequence[str]) -> Iterator[Pair | Problem]:
    """The pairs of ``source`` with each of ``locales`` in a TMX file, as they come in; what cannot be taken as a Problem.

    Of the variants of a unit those in exactly the language asked for count, else those that serve for it ("tr-TR" for
    "tr"). Units without ``source`` or without any of ``locales`` are passed over. Raises what
    :func:`~transflow.formats.catalogues.xmlstream.read_xml` does; pairs before the place were given already.
    """
    return read_xml(stream, _Reader(source, locales))


class _Reader(Listener[Pair | Problem]):
    """Units out of tags and words."""

    def __init__(self, source: str, locales: Sequence[str]) -> None:
        super().__init__()
        self.source = source
        self.locales = [locale for locale in dict.fromkeys(locales) if normal(locale) != normal(source)]
        self.ours = False
        self.unit: _Unit | None = None
        self.variant: _Variant | None = None
        self.in_variant = False
        self.text: Inline | None = None
        self.words: Words | None = None
        self.kind = ""
        self.asked_for: dict[str, bool] = {}

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if self.text is not None:
            self.text.opened(name, attributes)
        elif name == "seg":
            if self.variant is not None:
                self.text = self.variant.text
                self.hear(self.text.said)
        elif name == "tuv":
            self.in_variant = True
            self._variant(attributes)
        elif name == "tu":
            self.unit = _Unit(self.line, attributes)
        elif name in ("note", "prop") and self.unit is not None:
            if self.variant is not None or not self.in_variant:
                self.kind = attributes.get("type", "")
                self.words = Words(NOTE_LIMIT)
                self.hear(self.words.add)
        elif self.depth == 1 and name != "tmx":
            raise CatalogueError(
                N_("This is no TMX file: it begins with <{name}>."),
                remedy=N_("Export the memory as TMX (Translation Memory eXchange)."),
                line=self.line,
                name=name[:60],
            )
        elif name == "header":
            self.ours = attributes.get("creationtool") == _TOOL

    def closed(self, name: str) -> None:
        if self.text is not None:
            if name != "seg":
                self.text.closed(name)
            else:
                self.text = None
                self.hear(None)
        elif self.words is not None:
            if name in ("note", "prop"):
                owner = self.variant or self.unit
                if owner is not None:
                    owner.take(name, self.kind, self.words.text)
                self.words = None
                self.hear(None)
        elif name == "tuv":
            self.in_variant, self.variant = False, None
        elif name == "tu":
            if self.unit is not None:
                self._finish(self.unit)
            self.unit = None

    def _variant(self, attributes: dict[str, str]) -> None:
        code = attributes.get("xml:lang") or attributes.get("lang", "")
        wanted = self.asked_for.get(code)
        if wanted is None:
            wanted = any(same_language(code, locale) for locale in (self.source, *self.locales))
            if len(self.asked_for) < 10_000:
                self.asked_for[code] = wanted
        if not wanted or self.unit is None:
            return
        if len(self.unit.variants) < VARIANTS_LIMIT:
            self.variant = _Variant(self.line, attributes, code=code)
            self.unit.variants.append(self.variant)
        elif len(self.unit.variants) == VARIANTS_LIMIT:
            self.ready.append(
                Problem(
                    code="too-many-variants",
                    line=self.line,
                    unit=self.unit.name,
                    template=N_("A unit has more than {limit} texts; the others were not taken."),
                    fields={"limit": VARIANTS_LIMIT},
                )
            )

    def _finish(self, unit: _Unit) -> None:
        """Pairs and problems of a whole unit."""
        sources = best(unit.variants, self.source, _code)
        if not sources:
            return
        first, others = sources[0], [variant for variant in unit.variants if variant not in sources]
        chosen = [(locale, variant) for locale in self.locales for variant in best(others, locale, _code)]
        if not chosen:
            return
        if first.text.over:
            self.ready.append(too_long(first.line, unit.name))
            return
        source, targets = shown_together(first.text, (variant.text for _, variant in chosen), ours=self.ours)
        if not source:
            self.ready.append(empty(first.line, unit.name))
            return
        for (locale, variant), target in zip(chosen, targets, strict=True):
            if variant.text.over:
                self.ready.append(too_long(variant.line, unit.name))
            elif not target:
                self.ready.append(empty(variant.line, unit.name))
            else:
                self.ready.append(
                    Pair(
                        source=source,
                        target=target,
                        locale=locale,
                        author=variant.author or unit.author,
                        changed=variant.changed or unit.changed,
                        note="\n".join(dict.fromkeys((*unit.notes, *variant.notes))),
                        article=variant.article or unit.article,
                        line=unit.line,
                    )
                )


def _code(variant: _Variant) -> str:
    return variant.code


# writing


def write(pairs: Iterable[Sequence[Pair]], *, source: str, version: str, created: str) -> Iterator[bytes]:
    """TMX 1.4b in UTF-8, piece by piece: one unit for each sequence of ``pairs``, which have the same source.

    ``source`` is the language of the sources, ``version`` ours, ``created`` a time as in :attr:`Pair.changed`. Codes and
    note markers become inline markup. The same pairs give the same bytes; characters that XML cannot hold are left out.
    There is no document type in it: many tools would look for its file.
    """
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
        f'<header creationtool="{_TOOL}" creationtoolversion="{escaped_value(version)}" segtype="sentence"'
        f' o-tmf="{_TOOL}" adminlang="en" srclang="{escaped_value(source)}" datatype="plaintext"'
        f"{_dated('creationdate', created)}/>\n<body>\n"
    ).encode()
    for unit in pairs:
        if unit:
            yield _written(unit, source).encode()
    yield b"</body>\n</tmx>\n"


def _written(unit: Sequence[Pair], source: str) -> str:
    first = unit[0]
    same_article = all(pair.article == first.article for pair in unit)
    same_note = all(pair.note == first.note for pair in unit)
    lines = ["<tu>"]
    lines += _remarks(first.note if same_note else "", first.article if same_article else "")
    lines.append(f'<tuv xml:lang="{escaped_value(source)}"><seg>{marked_up(first.source)}</seg></tuv>')
    for pair in unit:
        author = f' changeid="{escaped_value(pair.author)}"' if pair.author else ""
        opening = f'<tuv xml:lang="{escaped_value(pair.locale)}"{_dated("changedate", pair.changed)}{author}>'
        remarks = _remarks("" if same_note else pair.note, "" if same_article else pair.article)
        lines.append(f"{opening}{''.join(remarks)}<seg>{marked_up(pair.target)}</seg></tuv>")
    lines.append("</tu>\n")
    return "\n".join(lines)


def _remarks(note: str, article: str) -> list[str]:
    lines = [f"<note>{escaped(note)}</note>"] if note else []
    if article:
        lines.append(f'<prop type="{_ARTICLE}">{escaped(article)}</prop>')
    return lines


def _dated(name: str, when: str) -> str:
    """An attribute with a time as TMX writes it; "" for none."""
    there = moment(when) if when else ""
    return f' {name}="{re.sub("[-:]", "", there[:19])}Z"' if there else ""
