"""Train the sample's tiny neural models: a recipe, not part of the program.

The two models know the sentences of the sample article and nothing else.  They let the tests and ``transflow demo`` run a
real neural engine (fxtranslate) without a network.  They are no translators.

Way of a pair: ``middle-corridor.tsv`` → masked source as the engine receives it → rough draft → ``pairs.en-LOCALE.tsv``.
The network (``network.py``) has the architecture that fxtranslate reads, Marian's "student": a post-norm transformer
encoder, a decoder whose self-attention is replaced by an SSRU cell (Kim et al. 2019, "From Research to Production and
Back"), one embedding table for source, target and output.  It is trained until it knows its pairs by heart, then written
with 8-bit weights (``marian.py``).

Usage::

    python train.py              # make both pair files, train both models, write SHA256SUMS
    python train.py --locale tr  # one language only
    python train.py --pairs-only # only derive the pair files; needs neither torch nor sentencepiece

The measured exactness is printed by ``verify.py``, which needs fxtranslate and no torch.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import math
import random
import re
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from marian import INT8, Item, marian_file, quantised
from network import Batch, Shape, Student

if TYPE_CHECKING:
    import sentencepiece
    import torch

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parents[1] / "tests" / "fixtures" / "sample" / "middle-corridor.tsv"
LOCALES = ("tr", "ru")

EOS, UNK = 0, 1  # the piece numbers that fxtranslate expects of a vocabulary
MARKER = r"\[\d+\]"
ADDRESS = r"https?://[^\s,;)]*[^\s,;).]"


# --- pairs -----------------------------------------------------------------------------------------------------------


def masked(source: str) -> str:
    """Return ``source`` as an engine receives it.

    Markers at the sentence's edges are taken off; markers and addresses inside become ``[X0X]``, ``[X1X]``, … from left to
    right.  This repeats the program's masking on purpose: a model must not change because the program did.
    """
    core = re.sub(rf"^(?:{MARKER})+\s*|\s*(?:{MARKER})+$", "", source)
    count = iter(range(len(core)))
    return re.sub(rf"{MARKER}|{ADDRESS}", lambda _: f"[X{next(count)}X]", core)


def read_pairs(sample: Path, locale: str) -> list[tuple[str, str]]:
    """Return (masked source, draft) for every row that has a draft in ``locale``: document order, each source once."""
    with sample.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    pairs = {masked(row["source"]): row[f"draft_{locale}"] for row in rows if row[f"draft_{locale}"]}
    return list(pairs.items())


def write_pairs(path: Path, pairs: Iterable[tuple[str, str]]) -> None:
    """Write ``pairs`` as lines of source, tab, target (UTF-8, LF)."""
    path.write_text("".join(f"{source}\t{target}\n" for source, target in pairs), encoding="utf-8", newline="\n")


# --- training --------------------------------------------------------------------------------------------------------


def train_vocabulary(pairs: Sequence[tuple[str, str]], size: int) -> bytes:
    """Return a sentencepiece model with one vocabulary for both languages and byte pieces for what it has not seen."""
    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([text for pair in pairs for text in pair]),
        model_writer=model,
        vocab_size=size,
        hard_vocab_limit=False,
        model_type="unigram",
        byte_fallback=True,
        normalization_rule_name="identity",  # the usual rule would turn № into No, and its table weighs 240 kB
        character_coverage=1.0,
        eos_id=EOS,
        unk_id=UNK,
        bos_id=-1,
        pad_id=-1,
        num_threads=1,
        minloglevel=2,
    )
    return model.getvalue()


def make_batch(coded: Sequence[tuple[list[int], list[int]]]) -> Batch:
    """Pad pairs of piece numbers, each ending in EOS, to one rectangle a side."""
    import torch

    def rectangle(lines: list[list[int]], filler: int) -> torch.Tensor:
        longest = max(map(len, lines))
        return torch.tensor([line + [filler] * (longest - len(line)) for line in lines])

    sources, targets = [source for source, _ in coded], [target for _, target in coded]
    lengths = torch.tensor([len(source) for source in sources])
    source = rectangle(sources, EOS)
    hidden = torch.where(torch.arange(source.shape[1]) < lengths[:, None], 0.0, -1e9)
    return Batch(source=source, target=rectangle(targets, EOS), labels=rectangle(targets, -100), hidden=hidden)


def shuffled(coded: Sequence[tuple[list[int], list[int]]], size: int) -> Iterator[Batch]:
    """Yield all pairs once, in random order, ``size`` a batch."""
    order = random.sample(range(len(coded)), len(coded))
    for start in range(0, len(order), size):
        yield make_batch([coded[index] for index in order[start : start + size]])


def train(student: Student, coded: Sequence[tuple[list[int], list[int]]], *, goal: float, minutes: float) -> float:
    """Train until the mean loss of an epoch (nats a piece) is under ``goal`` or ``minutes`` are over; return that loss."""
    import torch

    weights = list(student.parameters.values())
    optimiser = torch.optim.AdamW(weights, betas=(0.9, 0.98), weight_decay=0.0)
    began, steps, epoch, mean = time.monotonic(), 0, 0, math.inf
    while mean > goal and time.monotonic() - began < minutes * 60:
        losses = []
        for batch in shuffled(coded, 20):
            steps += 1
            rate = 3e-3 * min(steps / 60, math.sqrt(60 / steps))  # linear warm-up, then inverse square root
            for group in optimiser.param_groups:
                group["lr"] = rate
            flat = student.logits(batch).flatten(0, 1)
            loss = torch.nn.functional.cross_entropy(flat, batch.labels.flatten(), ignore_index=-100)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(weights, 1.0)
            optimiser.step()
            losses.append(loss.item())
        mean, epoch = sum(losses) / len(losses), epoch + 1
        if epoch % 25 == 0:
            print(f"  {time.monotonic() - began:5.0f} s  epoch {epoch}  loss {mean:.4f}", file=sys.stderr, flush=True)
    print(f"  {time.monotonic() - began:5.0f} s  {steps} steps  loss {mean:.4f}", file=sys.stderr, flush=True)
    return mean


# --- files ------------------------------------------------------------------------------------------------------------


def write_model(folder: Path, locale: str, student: Student, vocabulary: bytes) -> None:
    """Write ``en-LOCALE/`` in ``folder`` as fxtranslate's cache lays it out."""
    pair = folder / f"en-{locale}"
    pair.mkdir(parents=True, exist_ok=True)
    description = student.shape.model_yml().encode() + b"\0"
    shown = Item(name="special:model.yml", kind=INT8, shape=(len(description),), content=description)
    items = [*quantised(student), shown]
    (pair / f"model.en{locale}.intgemm.alphas.bin").write_bytes(marian_file(items))
    (pair / f"vocab.en{locale}.spm").write_bytes(vocabulary)


def write_checksums(folder: Path) -> None:
    """Write ``SHA256SUMS`` of pairs, models and vocabularies, readable by ``sha256sum --check``."""
    files = sorted([*folder.glob("pairs.*.tsv"), *folder.glob("en-*/*")])
    sums = {file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    lines = "".join(f"{digest}  {name}\n" for name, digest in sums.items())
    (folder / "SHA256SUMS").write_text(lines, encoding="utf-8", newline="\n")


def make_model(folder: Path, locale: str, pairs: Sequence[tuple[str, str]], options: argparse.Namespace) -> None:
    """Train the model of one language on ``pairs`` and write it under ``folder``."""
    import sentencepiece
    import torch

    random.seed(options.seed)
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    vocabulary = train_vocabulary(pairs, options.vocabulary)
    pieces: sentencepiece.SentencePieceProcessor = sentencepiece.SentencePieceProcessor(model_proto=vocabulary)
    coded = [([*pieces.encode(source), EOS], [*pieces.encode(target), EOS]) for source, target in pairs]
    student = Student(Shape(vocabulary=pieces.get_piece_size()))
    print(f"en-{locale}: {len(pairs)} pairs, {pieces.get_piece_size()} pieces", file=sys.stderr, flush=True)
    train(student, coded, goal=options.goal, minutes=options.minutes)
    student.measure(shuffled(coded, 20))
    write_model(folder, locale, student, vocabulary)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sample", type=Path, default=SAMPLE, help="the sample's TSV (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=HERE, help="where the models go (default: this folder)")
    parser.add_argument("--locale", choices=LOCALES, action="append", help="train only this language (repeatable)")
    parser.add_argument("--pairs-only", action="store_true", help="derive the pair files and stop")
    parser.add_argument("--vocabulary", type=int, default=1500, help="pieces wanted at most (default: %(default)s)")
    parser.add_argument("--goal", type=float, default=0.002, help="stop at this mean loss (default: %(default)s)")
    parser.add_argument(
        "--minutes", type=float, default=8.0, help="stop at the latest after this (default: %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=11)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for locale in options.locale or LOCALES:
        pairs = read_pairs(options.sample, locale)
        write_pairs(options.out / f"pairs.en-{locale}.tsv", pairs)
        if not options.pairs_only:
            make_model(options.out, locale, pairs, options)
    write_checksums(options.out)


if __name__ == "__main__":
    main()
