"""Articles to measure with: the bundled sample, made into as many different ones as are wanted.

Every sentence of every article gets an invented name of its own, in the source and in its translations, so that no two
articles share a sentence and nothing can be answered from a cache or a memory. Anatomy, notes, markers and lengths stay.
:func:`blocks` gives the same article as the marked-up formats want it: with headings, a table, a picture and inline markup.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "articles" / "middle-corridor.txt"
ROWS = ROOT / "tests" / "fixtures" / "sample" / "middle-corridor.tsv"
SETTINGS = ROOT / "transflow.toml"
LOCALES = ("tr", "ru")
TRANSLATORS = {"tr": "Ayşe Yılmaz", "ru": "Ирина Соколова"}

#: The end of a sentence, with closing quotes and note markers.
_END = re.compile(r"[.!?…]+[”’»\"']*(?:\[\d+\])*$")
_SYLLABLES = tuple(a + b for a in "bdgklmnprstvz" for b in "aeiou")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One unit: its kind, its source and the translations to publish, by locale."""

    kind: str
    source: str
    targets: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One article: its name, its text, its units in document order."""

    name: str
    text: str
    rows: tuple[Row, ...]


@cache
def sample() -> tuple[str, tuple[Row, ...]]:
    """The bundled article and its units."""
    with ROWS.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        units = tuple(Row(kind=r["kind"], source=r["source"], targets={x: r[x] for x in LOCALES}) for r in rows)
    return SAMPLE.read_text("utf-8"), units


def invented(number: int) -> str:
    """A name that no other number has."""
    parts = []
    base = len(_SYLLABLES)
    while number or len(parts) < 3:
        number, rest = divmod(number, base)
        parts.append(_SYLLABLES[rest])
    return "".join(reversed(parts)).capitalize()


def varied(text: str, name: str) -> str:
    """``text`` with ``name`` in brackets at its end, before the full stop."""
    if text == "{^}":
        return text
    end = _END.search(text)
    place = end.start() if end else len(text)
    return f"{text[:place]} ({name}){text[place:]}"


def name_of(number: int) -> str:
    """The name of article ``number``."""
    return f"article-{number:05}"


def make(number: int) -> Made:
    """Article ``number``; the same number gives the same article."""
    text, rows = sample()
    made: list[Row] = []
    parts: list[str] = []
    position = 0
    for place, row in enumerate(rows):
        start = text.index(row.source, position)
        if row.kind in ("kicker", "byline") or row.source == "Ibid.":
            new = row
        else:
            name = invented(number * len(rows) + place)
            new = Row(
                kind=row.kind,
                source=varied(row.source, name),
                targets={locale: varied(target, name) for locale, target in row.targets.items()},
            )
        made.append(new)
        parts += (text[position:start], new.source)
        position = start + len(row.source)
    return Made(name=name_of(number), text="".join(parts) + text[position:], rows=tuple(made))


def make_many(count: int) -> Iterator[Made]:
    """Articles 0 … ``count`` - 1."""
    return (make(number) for number in range(count))


def write_workspace(
    root: Path,
    count: int,
    *,
    formats: tuple[str, ...] = (),
    suffix: str = ".txt",
    document: Callable[[int], bytes] = lambda number: make(number).text.encode(),
) -> None:
    """A workspace with ``count`` articles: the sample's settings, and the further ``formats`` published.

    ``document`` gives the file of an article by its number, ``suffix`` says what it is.
    """
    (root / "articles").mkdir(parents=True)
    settings = SETTINGS.read_text("utf-8")
    written = ", ".join(f'"{name}"' for name in formats)
    settings, found = re.subn(r"(?m)^formats = .*$", f"formats = [{written}]", settings)
    assert found == 1, "transflow.toml of the sample names the formats to publish"
    (root / "transflow.toml").write_text(settings, "utf-8")
    for number in range(count):
        (root / "articles" / f"{name_of(number)}{suffix}").write_bytes(document(number))


#: An invented name where a sentence shows it, an address, a note marker.
_INLINE = re.compile(r"(?<=\()(?P<name>[A-Z][a-z]{5,})(?=\))|(?P<address>https?://[\w./-]*\w)|\[(?P<note>\d+)\]")
#: The marker of the sample that has no space after it; the marked-up articles have one, as everybody puts it there.
_TAGS = re.compile(r"</?\d+>")
_GLUED = re.compile(r"(\[\d+\])(?=[A-Z])")
#: What a marked-up article has and the text has not, with its translations; a kind of "cell 1 2" is row 1, column 2.
_EXTRAS = (
    ("heading", "Three Roads Compared", "Üç Yolun Karşılaştırması", "Сравнение трех дорог"),
    ("heading", "Prospects", "Beklentiler", "Перспективы"),
    ("alt", "Ferries in the port of Aktau", "Aktau limanındaki feribotlar", "Паромы в порту Актау"),
    ("caption", "The port of Aktau in the spring.", "İlkbaharda Aktau limanı.", "Порт Актау весной."),
    ("cell 0 0", "Road & rail", "Kara yolu & demir yolu", "Дорога & рельсы"),
    ("cell 0 1", "Transit countries", "Transit ülkeler", "Страны транзита"),
    ("cell 1 0", "Middle Corridor", "Orta Koridor", "Средний коридор"),
    (
        "cell 1 1",
        "Kazakhstan, Azerbaijan, Georgia",
        "Kazakistan, Azerbaycan, Gürcistan",
        "Казахстан, Азербайджан, Грузия",
    ),
    ("cell 2 0", "Southern sea route", "Güney deniz yolu", "Южный морской путь"),
    ("cell 2 1", "Egypt and the high seas", "Mısır ve açık denizler", "Египет и открытое море"),
)


@dataclass(frozen=True, slots=True)
class Run:
    """Some words of a block: how they look ("strong", "emphasis", "link", "note" or "") and where a link leads."""

    text: str
    look: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A block of an article: its kind, its paragraphs as runs (one, but for a long note), the number of its note."""

    kind: str
    paragraphs: tuple[tuple[Run, ...], ...]
    note: int = 0

    @property
    def runs(self) -> tuple[Run, ...]:
        """The first paragraph."""
        return self.paragraphs[0]

    @property
    def text(self) -> str:
        """The words of the first paragraph."""
        return "".join(run.text for run in self.runs)


def extras(number: int) -> tuple[Row, ...]:
    """What article ``number`` has beyond its text where a format has headings, tables and pictures."""
    made = []
    for place, (kind, source, *targets) in enumerate(_EXTRAS):
        name = invented(10_000_000 + number * len(_EXTRAS) + place)
        known = {locale: varied(target, name) for locale, target in zip(LOCALES, targets, strict=True)}
        made.append(Row(kind=kind, source=varied(source, name), targets=known))
    return tuple(made)


def runs_of(text: str, notes: int = 0) -> tuple[Run, ...]:
    """``text`` as runs: addresses are links; half of the invented names are strong, emphasised or linked; markers are notes.

    ``notes`` is how many notes stand before those of the text.
    """
    runs: list[Run] = []
    position = 0
    for match in _INLINE.finditer(text):
        runs.append(Run(text[position : match.start()]))
        position = match.end()
        if match["note"]:
            runs.append(Run(str(notes + int(match["note"])), "note"))
        elif match["address"]:
            runs.append(Run(match["address"], "link", match["address"]))
        else:
            name = match["name"]
            look = ("strong", "emphasis", "link", "", "", "")[sum(map(ord, name)) % 6]
            runs.append(Run(name, look, f"https://www.example.org/names/{name.lower()}" if look == "link" else ""))
    runs.append(Run(text[position:]))
    return tuple(run for run in runs if run.text)


def blocks(number: int, count: int = 1) -> list[Part]:
    """``count`` articles from ``number`` on as one marked-up document: the text's blocks with :func:`extras` among them.

    Kinds are those of the rows, and furniture; highlights are a list; a note of several sentences has a paragraph for each.
    Notes are numbered through, and stand behind everything else.
    """
    parts: list[Part] = []
    notes: list[Part] = []
    for place in range(number, number + count):
        for part in _blocks(place, len(notes)):
            (notes if part.kind == "note" else parts).append(part)
    return parts + notes


def _blocks(number: int, notes: int) -> list[Part]:
    """Article ``number``, with ``notes`` notes before its own."""
    article = make(number)
    starts = []
    position = 0
    for row in article.rows:
        starts.append((article.text.index(row.source, position), row))
        position = starts[-1][0] + len(row.source)
    parts: list[Part] = []
    for line in re.finditer(r"[^\n]+", article.text):
        rows = [row for place, row in starts if line.start() <= place < line.end()]
        kind = rows[0].kind if rows else "furniture"
        label = re.match(r"\[(\d+)\] ", line[0]) if kind == "note" else None
        if label:
            parts.append(Part(kind, tuple(runs_of(row.source) for row in rows), notes + int(label[1])))
        else:
            parts.append(Part(kind, (runs_of(_GLUED.sub(r"\1 ", line[0]), notes),)))
    more = [Part(row.kind, (runs_of(row.source),)) for row in extras(number)]
    body = [place for place, part in enumerate(parts) if part.kind == "paragraph"]
    for place, added in ((body[-1], more[1:2]), (body[6], more[2:4]), (body[5], more[4:]), (body[4], more[:1])):
        parts[place:place] = added
    return parts


def translation(source: str, known: Mapping[str, str]) -> str:
    """What ``known`` says of ``source`` without its tags, with the tags around the same names and addresses."""
    if "<" not in source:
        return known[source]
    target = known[_TAGS.sub("", source)]
    tags = list(_TAGS.finditer(source))
    for opening, closing in pairwise(tags):
        if "/" not in opening[0] and "/" in closing[0]:
            words = source[opening.end() : closing.start()]
            target = target.replace(words, f"{opening[0]}{words}{closing[0]}", 1)
    return target
