"""Texts as sets of hashed trigrams, a whole batch of texts at once.

A trigram is three neighbouring characters of the lower-case text, its edges marked, so that a text of one letter has one
too. It is hashed into one of 2¹⁸ buckets: English text has some 50,000 different ones, and what two of them share costs a
little time and never a hit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

#: Buckets, and texts of one batch, as powers of two; together they fill 32 bits, which sort twice as fast as 64.
BUCKET_BITS: Final = 18
BATCH_BITS: Final = 14
BUCKETS: Final = 1 << BUCKET_BITS
BATCH: Final = 1 << BATCH_BITS

_EDGE: Final = "\x01"
_BETWEEN: Final = "\x00"
_FACTORS: Final = (np.uint32(0x9E3779B1), np.uint32(0x85EBCA77), np.uint32(0xC2B2AE3D))
_SHIFT: Final = np.uint32(32 - BUCKET_BITS)

Keys = NDArray[np.uint32]


def of_batch(texts: Sequence[str]) -> Keys:
    """The distinct (bucket << 14 | place of the text) of at most 2¹⁴ texts, sorted."""
    lowered = [text.lower().replace(_BETWEEN, " ") for text in texts]
    joined = _BETWEEN.join(f"{_EDGE}{text}{_EDGE}" for text in lowered)
    characters = _characters(joined)
    lengths = np.fromiter(map(len, lowered), dtype=np.int64, count=len(lowered)) + 3  # two edges, one between
    buckets = _buckets(characters)
    places = np.repeat(np.arange(len(lowered), dtype=np.uint32), lengths)[: len(buckets)]
    # Of three neighbours none may stand between two texts; the edges are single, so looking at two of them is enough.
    whole = (characters[1:-1] != 0) & (characters[2:] != 0) & (characters[:-2] != 0)
    keys = (buckets[whole] << np.uint32(BATCH_BITS)) | places[whole]
    keys.sort()
    distinct: Keys = keys[_first(keys)]
    return distinct


def of_text(text: str) -> NDArray[np.int64]:
    """The distinct buckets of one text."""
    buckets = _buckets(_characters(f"{_EDGE}{text.lower()}{_EDGE}"))
    buckets.sort()
    return buckets[_first(buckets)].astype(np.int64)


def inside(word: str) -> NDArray[np.int64]:
    """The distinct buckets of the trigrams that every text has in which ``word`` stands; none of a word of two letters."""
    characters = _characters(word.lower())
    return np.unique(_buckets(characters)).astype(np.int64) if len(characters) > 2 else np.empty(0, np.int64)


def _characters(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _buckets(characters: NDArray[np.uint32]) -> NDArray[np.uint32]:
    mixed = characters[:-2] * _FACTORS[0] + characters[1:-1] * _FACTORS[1] + characters[2:] * _FACTORS[2]
    mixed ^= mixed >> np.uint32(15)
    mixed *= _FACTORS[0]
    buckets: NDArray[np.uint32] = mixed >> _SHIFT
    return buckets


def _first(ordered: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which values of a sorted array differ from the one before them."""
    first = np.empty(len(ordered), dtype=np.bool_)
    first[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return first
