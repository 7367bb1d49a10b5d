"""The speed of all checks together over 100,000 unit targets, and of pofilter with all its tests on the same pairs.

The pairs are human translations of news (``../shared/data/parallel``) where they lie beside the repository, else those of
the sample article, repeated; each repetition gets an invented name in source and target, so that no two are equal and no
cache answers for the work. Units stand in articles of 40, so that the checks of whole articles are in the figure.

    python -m benchmarks checks
"""

from __future__ import annotations

import csv
import gc
import html
import importlib.util
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count, islice
from pathlib import Path
from typing import NamedTuple

from benchmarks.measuring import heading, say, talk, verdict

from transflow.domain.article import BlockKind
from transflow.domain.checks import check_article, prepare
from transflow.domain.states import State, Target
from transflow.domain.units import Unit

ROOT = Path(__file__).resolve().parents[1]
PARALLEL = ROOT.parent / "shared" / "data" / "parallel"
SAMPLE = ROOT / "tests" / "fixtures" / "sample" / "middle-corridor.tsv"
LOCALES = ("tr", "ru")
TARGETS = 100_000
#: pofilter gets fewer: its speed does not depend on how many there are.
FILTERED = 6_000
ARTICLE = 40
#: What is promised: so many units a second, and so many times as many as pofilter.
SPEED, RATIO = 2_500, 2.0


class Pair(NamedTuple):
    """A sentence and its translation."""

    source: str
    target: str


def pairs(locale: str) -> list[Pair]:
    """Real pairs of a locale."""
    if PARALLEL.is_dir():
        texts = [
            html.unescape((PARALLEL / f"wmt18.en-{locale}.{name}").read_text("utf-8")).rstrip("\n").split("\n")
            for name in ("source.en", f"reference.{locale}")
        ]
        return [Pair(*both) for both in zip(*texts, strict=True)]
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Pair(row["source"], row[locale]) for row in rows if row[locale] != "{^}"]


def many(locale: str) -> Iterator[Pair]:
    """The pairs over and over, each time with another invented name in front."""
    known = pairs(locale)
    for turn in count():
        name = "".join(chr(ord("a") + int(digit)) for digit in f"{turn:03}").capitalize()
        for place, (source, target) in enumerate(known):
            who = f"{name}{chr(ord('a') + place % 26)}"
            yield Pair(f"{who}: {source}", f"{who}: {target}")


def articles(locale: str, size: int) -> list[tuple[list[Unit], dict[str, Target]]]:
    """``size`` pairs as units with targets, in articles."""
    made = []
    chosen = list(islice(many(locale), size))
    for start in range(0, size, ARTICLE):
        some = chosen[start : start + ARTICLE]
        units = [
            Unit(id=f"a/{n}", kind=BlockKind.PARAGRAPH, ordinal=n, block=n // 4, source=pair.source, gap=" ")
            for n, pair in enumerate(some)
        ]
        targets = {
            unit.id: Target(unit=unit.id, locale=locale, state=State.TRANSLATED, text=pair.target)
            for unit, pair in zip(units, some, strict=True)
        }
        made.append((units, targets))
    return made


def own(locale: str, size: int) -> tuple[float, Counter[str]]:
    """Seconds of processor time for all checks over ``size`` targets, and how often each code came."""
    work = articles(locale, size)
    ground = prepare(locale)
    found: Counter[str] = Counter()
    gc.collect()
    began = time.process_time()
    for units, targets in work:
        found.update(finding.code for finding in check_article(units, targets, locale, ground=ground))
    return time.process_time() - began, found


def filtered(locale: str, chosen: Sequence[Pair]) -> float:
    """Seconds of processor time for pofilter's filter with all its tests; reading and writing files is left out."""
    from translate.filters.checks import CheckerConfig, StandardChecker, StandardUnitChecker, TeeChecker
    from translate.storage.po import pounit

    checker = TeeChecker(
        checkerconfig=CheckerConfig(targetlanguage=locale),
        checkerclasses=[StandardChecker, StandardUnitChecker],
        languagecode=locale,
    )
    units = []
    for source, target in chosen:
        unit = pounit(source)
        unit.target = target
        units.append(unit)
    gc.collect()
    began = time.process_time()
    for unit in units:
        checker.run_filters(unit, categorised=True)
    return time.process_time() - began


def report() -> list[bool]:
    """Print the figures; whether each promise was kept."""
    talk("checks")
    heading("All checks")
    if not PARALLEL.is_dir():
        say("  real pairs are not here: the sentences of the sample article stand in for them")
    half = TARGETS // len(LOCALES)
    taken, found = 0.0, Counter[str]()
    for locale in LOCALES:
        seconds, codes = own(locale, half)
        taken, found = taken + seconds, found + codes
        say(f"  {locale}: {half:,} unit targets in {seconds:.1f} s of one core: {half / seconds:,.0f} a second")
    speed = TARGETS / taken
    say(f"  found: {', '.join(f'{code} {number}' for code, number in found.most_common())}")
    kept = [verdict("time of 1,000 unit targets", 1000 / speed, 1000 / SPEED, "s")]
    if importlib.util.find_spec("translate") is None:
        say("  pofilter (translate-toolkit) is not installed: no ratio")
        return kept
    share = FILTERED // len(LOCALES)
    other = sum(filtered(locale, list(islice(many(locale), share))) for locale in LOCALES)
    say(
        f"  pofilter, all tests: {FILTERED / other:,.0f} units a second; {speed * other / FILTERED:.1f} times as many here"
    )
    return [*kept, verdict("time here for one of pofilter's", FILTERED / other / speed, 1 / RATIO, "")]


if __name__ == "__main__":
    sys.exit(0 if all(report()) else 1)
