"""How often each check fires on human reference translations, which are right: every alarm there is taken as false.

Needs the parallel texts beside the repository (``../shared/data/parallel``); says so and ends where they are absent.
The number rules were tuned on the odd lines; the figures to quote are those of the even lines.

    python benchmarks/false_alarms.py --table        # all 6,000 references, a Markdown table by check
    python benchmarks/false_alarms.py [--examples CODE] [--limit N] [--half odd|even|both] [--version google] [--sabotage]
"""

from __future__ import annotations

import argparse
import html
import random
import re
import sys
import time
from collections import Counter
from pathlib import Path

from transflow.domain.article import BlockKind
from transflow.domain.checks import CHECKS, Group, check_unit, prepare
from transflow.domain.units import Unit

LOCALES = ("tr", "ru")
PARALLEL = Path(__file__).resolve().parents[2] / "shared" / "data" / "parallel"


def lines(name: str) -> list[str]:
    # The recorded engine output still holds HTML entities.
    return html.unescape((PARALLEL / name).read_text(encoding="utf-8")).rstrip("\n").split("\n")


def measure(locale: str, half: str, version: str, examples: str, limit: int) -> None:
    pairs = list(
        zip(lines(f"wmt18.en-{locale}.source.en"), lines(f"wmt18.en-{locale}.{version}.{locale}"), strict=True)
    )
    chosen = [p for n, p in enumerate(pairs, start=1) if half == "both" or n % 2 == (half == "odd")]
    ground = prepare(locale)
    fired: Counter[str] = Counter()
    blocked, shown = 0, 0
    began = time.perf_counter()
    results = [
        check_unit(
            Group(units=(Unit(id=str(n), kind=BlockKind.PARAGRAPH, ordinal=n, block=n, source=s),), target=t), ground
        )
        for n, (s, t) in enumerate(chosen)
    ]
    spent = time.perf_counter() - began
    for (source, target), findings in zip(chosen, results, strict=True):
        fired.update({f.code for f in findings})
        blocked += any(f.blocks for f in findings)
        for finding in findings:
            if finding.code == examples and shown < limit:
                shown += 1
                print(f"{dict(finding.params)}\n    {source}\n    {target}")
    print(f"en → {locale}, {version}, {half} lines: {len(chosen)} pairs, {spent / len(chosen) * 1e6:.0f} µs a pair")
    for code, count in fired.most_common():
        print(f"  {code:20} {CHECKS[code].severity:9} {count:5}  {count / len(chosen):.2%}")
    print(f"  {'any blocking check':30} {blocked:5}  {blocked / len(chosen):.2%}")


def table() -> None:
    """Every check over all references of both languages, as Markdown."""
    fired: dict[str, Counter[str]] = {}
    totals: Counter[str] = Counter()
    for locale in LOCALES:
        chosen = list(
            zip(lines(f"wmt18.en-{locale}.source.en"), lines(f"wmt18.en-{locale}.reference.{locale}"), strict=True)
        )
        ground, totals[locale], fired[locale] = prepare(locale), len(chosen), Counter()
        for source, target in chosen:
            unit = Unit(id="1", kind=BlockKind.PARAGRAPH, ordinal=0, block=0, source=source)
            found = check_unit(Group(units=(unit,), target=target), ground)
            fired[locale].update({f.code for f in found})
            fired[locale]["any blocking check"] += any(f.blocks for f in found)
    number = sum(totals.values())
    print(f"| check | severity | {' | '.join(LOCALES)} | of {number:,} |\n|---|---|{'---:|' * (len(LOCALES) + 1)}")
    silent = []
    for code in [*CHECKS, "any blocking check"]:
        counts = [fired[locale][code] for locale in LOCALES]
        if not any(counts):
            silent.append(code)
            continue
        severity = CHECKS[code].severity.value if code in CHECKS else ""
        print(f"| {code} | {severity} | {' | '.join(map(str, counts))} | {sum(counts) / number:.2%} |")
    print(f"\nSilent on all: {', '.join(silent)}.")


def sabotage(locale: str, half: str) -> None:
    """Change one number in each reference that has one, and see how often the alarm goes off."""
    pairs = list(
        zip(lines(f"wmt18.en-{locale}.source.en"), lines(f"wmt18.en-{locale}.reference.{locale}"), strict=True)
    )
    ground, chance = prepare(locale), random.Random(14)
    done: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    for n, (source, target) in enumerate(pairs, start=1):
        if n % 2 != (half == "odd"):
            continue
        numbers = list(re.finditer(r"\d+", target))
        if not numbers:
            continue
        unit = Unit(id=str(n), kind=BlockKind.PARAGRAPH, ordinal=n, block=n, source=source)
        if any(f.blocks for f in check_unit(Group(units=(unit,), target=target), ground)):
            continue
        for name, spoiled in spoilt(target, chance.choice(numbers), chance).items():
            done[name] += 1
            findings = check_unit(Group(units=(unit,), target=spoiled), ground)
            caught[name] += any(f.code in ("number-changed", "date-changed") for f in findings)
    print(f"en → {locale}, {half} lines, one number spoilt in each reference")
    for name, count in done.items():
        print(f"  {name:30} {caught[name]:5} of {count:5}  {caught[name] / count:.1%}")


def spoilt(target: str, number: re.Match[str], chance: random.Random) -> dict[str, str]:
    """The target with one digit replaced, with the number left out, and with its magnitude changed."""
    start, end = number.span()
    place = chance.randrange(start, end)
    digit = chance.choice([d for d in "123456789" if d != target[place]])
    made = {
        "a digit replaced": target[:place] + digit + target[place + 1 :],
        "the number left out": target[:start] + target[end:],
    }
    for one, other in [("milyar", "milyon"), ("milyon", "milyar"), ("миллиард", "миллион"), ("миллион", "миллиард")]:
        if re.search(rf"\d\s?{one}", target):
            made["million for billion"] = re.sub(rf"(\d\s?){one}", rf"\g<1>{other}", target, count=1)
            break
    return made


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--examples", default="", help="print pairs on which this code fires")
    parser.add_argument("--limit", type=int, default=20)
    parser.add_argument("--half", choices=["odd", "even", "both"], default="")
    parser.add_argument("--version", default="reference", help="reference, google or bergamot-tiny")
    parser.add_argument("--sabotage", action="store_true", help="spoil the numbers instead, and count what is caught")
    parser.add_argument("--table", action="store_true", help="all references, a Markdown table by check")
    parser.add_argument("--locale", choices=["tr", "ru"])
    given = parser.parse_args()
    if not PARALLEL.is_dir():
        print("The parallel texts are not here; nothing measured.", file=sys.stderr)
        return 3
    if given.table:
        table()
        return 0
    for locale in [given.locale] if given.locale else ["tr", "ru"]:
        for half in [given.half] if given.half else ["odd", "even"]:
            if given.sabotage:
                sabotage(locale, half)
                continue
            measure(locale, half, given.version, given.examples, given.limit)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
