"""Sentence segmentation against libraries: accuracy on the labelled policy paragraphs, speed, one run, one machine.

    PYTHONPATH=src python benchmarks/segmentation.py [--half held-out|dev|fresh] [--json] [--errors NAME]

Every segmenter gets each paragraph twice: as it stands, with its note markers, and with the markers cut out. A boundary
is the offset, counted in characters that are not white space, at which a sentence ends; the end of the paragraph does
not count. Accuracy is the share of paragraphs with exactly the labelled boundaries. Libraries that are not installed
are said to be so: syntok, pysbd, sentencex, blingfire, sentence_splitter (rules only; punkt needs a model file).
"""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

POLICY = Path(__file__).parents[1] / "tests" / "fixtures" / "segmentation" / "policy.txt"
BOUNDARY = "⏎"
MARKERS = re.compile(r"\s?\[\d+(?:, \d+)*\](?:[–,]? ?\[\d+\])*|(?<=[.,;”])[¹²³](?:,[¹²³])*")
#: Characters of text in one timed pass; slow segmenters get a tenth of it.
SIZE = 1_000_000

Split = Callable[[str], Iterable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What one segmenter did on one form of the paragraphs."""

    name: str
    version: str
    exact: float
    precision: float
    recall: float
    f1: float
    exact_hidden: float
    f1_hidden: float
    mchars_per_second: float


def labelled(half: str | None) -> list[str]:
    """The labelled paragraphs of one part, or of all."""
    rows, current = [], ""
    for line in POLICY.read_text(encoding="utf-8").splitlines():
        if line.startswith("# half: "):
            current = line.removeprefix("# half: ")
        elif line and not line.startswith("# ") and half in (None, current):
            rows.append(line)
    return rows


def hide(paragraph: str) -> str:
    """``paragraph`` (labelled) without its note markers; a glued boundary gets its space back."""
    return re.sub(rf"(?<=\S){BOUNDARY}", f" {BOUNDARY}", MARKERS.sub("", paragraph))


def ends(sentences: Iterable[str]) -> list[int]:
    """Where sentences end, in characters that are not white space."""
    total, result = 0, []
    for sentence in sentences:
        if size := len("".join(sentence.split())):
            total += size
            result.append(total)
    return result


def measure(split: Split, paragraphs: Sequence[str]) -> tuple[float, float, float, float, list[tuple[str, list[str]]]]:
    """(share of exact paragraphs, precision, recall, F1, the paragraphs that went wrong with what was said)."""
    right = found = wanted = exact = 0
    wrong = []
    for paragraph in paragraphs:
        want = set(ends(paragraph.split(BOUNDARY))[:-1])
        said = list(split(paragraph.replace(BOUNDARY, "")))
        got = set(ends(said)[:-1])
        right, found, wanted = right + len(want & got), found + len(got), wanted + len(want)
        if want == got:
            exact += 1
        else:
            wrong.append((paragraph, said))
    precision, recall = right / max(found, 1), right / max(wanted, 1)
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return exact / len(paragraphs), precision, recall, f1, wrong


def speed(split: Split, paragraphs: Sequence[str]) -> float:
    """Million characters a second over paragraphs, the best of three passes."""
    plain = [paragraph.replace(BOUNDARY, "") for paragraph in paragraphs]
    size = sum(map(len, plain))

    def timed(repeats: int) -> float:
        begin = time.perf_counter()
        for _ in range(repeats):
            for paragraph in plain:
                for _sentence in split(paragraph):
                    pass
        return size * repeats / (time.perf_counter() - begin) / 1e6

    first = timed(1)
    repeats = max(1, (SIZE if first > 1 else SIZE // 10) // size)
    return max(timed(repeats) for _ in range(3)) if first > 0.02 else first


def own() -> Split:
    """This project's segmenter."""
    segmentation = importlib.import_module("transflow.domain.segmentation")
    sentences: Split = segmentation.Segmenter("en").sentences
    return sentences


def syntok() -> Split:
    """syntok: tokens joined as they stood."""
    module: Any = importlib.import_module("syntok.segmenter")

    def split(text: str) -> list[str]:
        return [
            "".join(token.spacing + token.value for token in sentence)
            for part in module.analyze(text)
            for sentence in part
        ]

    return split


def pysbd() -> Split:
    """pysbd without cleaning."""
    module: Any = importlib.import_module("pysbd")
    split: Split = module.Segmenter(language="en", clean=False).segment
    return split


def sentencex() -> Split:
    """sentencex."""
    module: Any = importlib.import_module("sentencex")
    return lambda text: module.segment("en", text)


def blingfire() -> Split:
    """blingfire."""
    module: Any = importlib.import_module("blingfire")
    return lambda text: module.text_to_sentences(text).split("\n")


def sentence_splitter() -> Split:
    """The Moses rules."""
    module: Any = importlib.import_module("sentence_splitter")
    split: Split = module.SentenceSplitter(language="en").split
    return split


SEGMENTERS: dict[str, Callable[[], Split]] = {
    "transflow": own,
    "syntok": syntok,
    "pysbd": pysbd,
    "sentencex": sentencex,
    "blingfire": blingfire,
    "sentence-splitter": sentence_splitter,
}


def version(name: str) -> str:
    """The installed version of a distribution, "source" for the working tree."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "source"


def main() -> None:
    """Measure and print a table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=["held-out", "dev", "fresh"])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--errors", metavar="NAME", help="print the paragraphs that this segmenter got wrong")
    options = parser.parse_args()
    paragraphs = labelled(options.half)
    hidden = [hide(paragraph) for paragraph in paragraphs]
    scores, missing = [], []
    for name, make in SEGMENTERS.items():
        try:
            split = make()
        except ImportError as error:
            missing.append(f"{name}: not installed ({error})")
            continue
        exact, precision, recall, f1, wrong = measure(split, paragraphs)
        exact_hidden, _, _, f1_hidden, _ = measure(split, hidden)
        rate = speed(split, paragraphs)
        scores.append(
            Score(
                name=name,
                version=version(name),
                exact=exact,
                precision=precision,
                recall=recall,
                f1=f1,
                exact_hidden=exact_hidden,
                f1_hidden=f1_hidden,
                mchars_per_second=rate,
            )
        )
        if options.errors == name:
            for paragraph, said in wrong:
                print(f"{paragraph}\n    {BOUNDARY.join(said)}", file=sys.stderr)
    if options.json:
        print(json.dumps({"paragraphs": len(paragraphs), "scores": [asdict(s) for s in scores], "missing": missing}))
        return
    print(f"{len(paragraphs)} paragraphs ({options.half or 'all parts'}); 'hidden': note markers cut out beforehand")
    print(f"{'':24}{'exact':>8}{'prec.':>8}{'recall':>8}{'F1':>8}{'exact':>10}{'F1':>8}{'Mchar/s':>10}{'ratio':>8}")
    print(f"{'':24}{'with markers':>32}{'hidden':>18}")
    for score in scores:
        title = f"{score.name} {score.version}"
        print(
            f"{title:24}{score.exact:8.3f}{score.precision:8.3f}{score.recall:8.3f}{score.f1:8.3f}"
            f"{score.exact_hidden:10.3f}{score.f1_hidden:8.3f}{score.mchars_per_second:10.2f}"
            f"{score.mchars_per_second / scores[0].mchars_per_second:8.2f}"
        )
    for line in missing:
        print(line)


if __name__ == "__main__":
    main()
