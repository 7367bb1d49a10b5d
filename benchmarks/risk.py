"""How well the risk of a draft ranks drafts: does it find those that are worst by chrF against a person's translation?

Needs the parallel texts beside the repository (``../shared/data/parallel``); says so and ends where they are absent. The
weights were fitted on the odd lines (first, third …); everything printed is of the even lines.

    python benchmarks/risk.py
"""

from __future__ import annotations

import html
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from transflow.domain.article import BlockKind
from transflow.domain.checks import check_article, prepare
from transflow.domain.risk import assess, left_share
from transflow.domain.states import State, Target
from transflow.domain.units import Unit, source_key

PARALLEL = Path(__file__).resolve().parents[2] / "shared" / "data" / "parallel"
#: Recorded engines: the name here → the name of the file.
ENGINES = {"google": "google", "fx (tiny)": "bergamot-tiny"}
#: The share of drafts that are called the worst.
WORST = 0.1


def lines(name: str) -> list[str]:
    # The recorded engine output still holds HTML entities.
    return html.unescape((PARALLEL / name).read_text(encoding="utf-8")).rstrip("\n").split("\n")


def auc(scores: Sequence[float], worst: Sequence[bool]) -> float:
    """The chance that one of the worst has a higher score than one of the others; ties count half."""
    ranks = {}
    ordered = sorted(range(len(scores)), key=lambda n: scores[n])
    start = 0
    while start < len(ordered):
        end = start
        while end < len(ordered) and scores[ordered[end]] == scores[ordered[start]]:
            end += 1
        for n in ordered[start:end]:
            ranks[n] = (start + end + 1) / 2
        start = end
    positive = sum(worst)
    total = sum(ranks[n] for n, bad in enumerate(worst) if bad)
    return (total - positive * (positive + 1) / 2) / (positive * (len(worst) - positive))


def found(scores: Sequence[float], worst: Sequence[bool], share: float) -> float:
    """How many of the worst stand in the riskiest ``share``."""
    first = sorted(range(len(scores)), key=lambda n: -scores[n])[: round(len(scores) * share)]
    return sum(worst[n] for n in first) / sum(worst)


def measure(locale: str) -> None:
    from sacrebleu.metrics import CHRF

    sentence = CHRF().sentence_score
    sources, references = lines(f"wmt18.en-{locale}.source.en"), lines(f"wmt18.en-{locale}.reference.{locale}")
    drafts = {name: lines(f"wmt18.en-{locale}.{file}.{locale}") for name, file in ENGINES.items()}
    ground = prepare(locale)
    for name, ours in drafts.items():
        theirs = next(other for key, other in drafts.items() if key != name)
        quality = [sentence(draft, [reference]).score for draft, reference in zip(ours, references, strict=True)]
        limit = sorted(quality)[round(len(quality) * WORST)]
        rows = [n for n in range(len(sources)) if n % 2 == 1]
        worst = [quality[n] < limit for n in rows]
        units = [Unit(id=f"a/{n}", kind=BlockKind.PARAGRAPH, ordinal=n, block=n, source=sources[n]) for n in rows]
        findings = [
            check_article(
                [unit],
                {unit.id: Target(unit=unit.id, locale=locale, state=State.DRAFTED, text=ours[n] or " ", version=1,
                                 source=unit.source, source_key=source_key(unit))},
                locale,
                ground=ground,
            )
            for n, unit in zip(rows, units, strict=True)
        ]  # fmt: skip
        began = time.perf_counter()
        alone = [
            assess(sources[n], ours[n], locale=locale, findings=f).score for n, f in zip(rows, findings, strict=True)
        ]
        spent = (time.perf_counter() - began) / len(rows) * 1e6
        both = [
            assess(sources[n], ours[n], locale=locale, findings=f, other=theirs[n]).score
            for n, f in zip(rows, findings, strict=True)
        ]
        rankings = {
            "risk, one engine": alone,
            "risk, two engines": both,
            "short sources first": [-float(len(sources[n].split())) for n in rows],
            "unlike lengths first": [abs(len(ours[n]) / max(1, len(sources[n])) - 1) for n in rows],
            "findings alone": [float(sum(f.blocks for f in of)) for of in findings],
        }
        print(f"en → {locale}, {name}: {len(rows)} drafts, mean chrF {sum(quality) / len(quality):.1f}, "
              f"worst tenth below {limit:.1f}, {spent:.0f} µs an assessment")  # fmt: skip
        for label, scores in rankings.items():
            print(f"  {label:22} AUC {auc(scores, worst):.3f}   of the worst tenth in the first tenth "
                  f"{found(scores, worst, 0.1):.0%}, in the first fifth {found(scores, worst, 0.2):.0%}")  # fmt: skip


def language(locale: str) -> None:
    """How often text that was left in the source's language is noticed."""
    sources, references = lines(f"wmt18.en-{locale}.source.en"), lines(f"wmt18.en-{locale}.reference.{locale}")

    def noticed(made: Callable[[str, str], str]) -> float:
        pairs = list(zip(sources, references, strict=True))
        flagged = [
            left_share(s.split(), made(s, r).replace(",", "").replace(".", "").split(), locale) > 0.15 for s, r in pairs
        ]
        return sum(flagged) / len(pairs)

    def half(source: str, reference: str) -> str:
        mine, theirs = reference.split(), source.split()
        return " ".join([*mine[: len(mine) // 2], *theirs[len(theirs) // 2 :]])

    print(f"en → {locale}, text left in English is noticed in: a person's translation {noticed(lambda s, r: r):.1%} "
          f"(false alarms), the source itself {noticed(lambda s, r: s):.1%}, half of each {noticed(half):.1%}")  # fmt: skip


def main() -> None:
    if not PARALLEL.is_dir():
        print("risk: the parallel texts are not beside the repository; nothing to measure")
        sys.exit(0)
    for locale in ("tr", "ru"):
        measure(locale)
        language(locale)


if __name__ == "__main__":
    main()
