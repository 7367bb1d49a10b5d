"""Put every pair of ``pairs.en-LOCALE.tsv`` through the real engine and count the exact answers.

Needs fxtranslate, no torch and no network.  Exit status 1 if a language answers fewer than 97 % of its pairs exactly.

Usage::

    python verify.py [FOLDER]    # FOLDER: where the models lie (default: this folder)
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from fxtranslate import Translator

ENOUGH = 0.97


def load(folder: Path, locale: str) -> Translator:
    """Return the engine built from the files in ``folder``, without any look at the network."""
    pair = folder / f"en-{locale}"
    model = (pair / f"model.en{locale}.intgemm.alphas.bin").read_bytes()
    vocabulary = (pair / f"vocab.en{locale}.spm").read_bytes()
    return Translator(model, vocabulary, vocabulary)


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent
    good_enough = True
    for locale in ("tr", "ru"):
        began = time.monotonic()
        engine = load(folder, locale)
        loaded = time.monotonic()
        lines = (folder / f"pairs.en-{locale}.tsv").read_text(encoding="utf-8").splitlines()
        exact = 0
        for line in lines:
            source, wanted = line.split("\t")
            answer = engine.translate(source)
            exact += answer == wanted
            if answer != wanted:
                print(f"en-{locale} source {source}\n      wanted {wanted}\n      answer {answer}", file=sys.stderr)
        ended = time.monotonic()
        speed = f"loaded in {1000 * (loaded - began):.0f} ms, {1000 * (ended - loaded) / len(lines):.1f} ms a sentence"
        print(f"en-{locale}: {exact} of {len(lines)} exact ({exact / len(lines):.1%}), {speed}")
        good_enough = good_enough and exact >= ENOUGH * len(lines)
    return 0 if good_enough else 1


if __name__ == "__main__":
    sys.exit(main())
