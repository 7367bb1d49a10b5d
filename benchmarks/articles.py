"""Articles to measure with: the bundled sample, made into as many different ones as are wanted.

Every sentence of every article gets an invented name of its own, in the source and in its translations, so that no two
articles share a sentence and nothing can be answered from a cache or a memory. Anatomy, notes, markers and lengths stay.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
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
    return Made(name=f"article-{number:05}", text="".join(parts) + text[position:], rows=tuple(made))


def make_many(count: int) -> Iterator[Made]:
    """Articles 0 … ``count`` - 1."""
    return (make(number) for number in range(count))


def write_workspace(root: Path, count: int, *, formats: tuple[str, ...] = ()) -> None:
    """A workspace with ``count`` articles: the sample's settings, and the further ``formats`` published."""
    (root / "articles").mkdir(parents=True)
    settings = SETTINGS.read_text("utf-8")
    written = ", ".join(f'"{name}"' for name in formats)
    settings, found = re.subn(r"(?m)^formats = .*$", f"formats = [{written}]", settings)
    assert found == 1, "transflow.toml of the sample names the formats to publish"
    (root / "transflow.toml").write_text(settings, "utf-8")
    for article in make_many(count):
        (root / "articles" / f"{article.name}.txt").write_text(article.text, "utf-8")
