"""One sealed piece of the index: the sentences of a range of ids, never changed.

Sentences are numbered by length, so that those of a range of lengths are a range of numbers, and a posting list (the
numbers of the sentences that have a trigram, ascending) is cut to it by binary search. A trigram that more than 2.5 % of the
sentences have tells little and costs much; its list holds the short sentences alone, which have few others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from transflow.memory import trigrams

#: A trigram of more than this share of the sentences has no list, unless the list is short all the same.
_COMMON: Final = 0.025
_SHORT: Final = 1000
#: Below this length a sentence stands in all lists: it has few trigrams, and may have none that is rare.
_BRIEF: Final = 64
#: A lookup reads posting lists, the shortest first, until it has read so many numbers.
_BUDGET: Final = 30_000
#: Lengths beyond this are one length: the window of a longer sentence holds them all.
_LONGEST: Final = 65_535

_Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """Arrays by which sentences are found. They may be memory-mapped.

    ``ids[n]``: the id of sentence n. ``starts[length]``: the first sentence at least so long. ``offsets[b]`` to
    ``offsets[b + 1]``: where in ``postings`` the list of bucket b is; ``common[b]``: it holds short sentences alone.
    ``patterns`` (sorted hashes) and ``pattern_numbers``:
    the sentences that hold figures, by what they say apart from these.
    """

    ids: NDArray[Any]
    starts: _Numbers
    offsets: NDArray[np.int64]
    common: NDArray[np.bool_]
    postings: _Numbers
    patterns: NDArray[np.uint32]
    pattern_numbers: _Numbers

    def candidates(self, text: str, least: float, most: int) -> tuple[_Numbers, NDArray[np.int64]]:
        """Numbers of the ``most`` sentences that share the most of the rarest trigrams with ``text``, and how many.

        Only sentences whose length lets them be alike to at least ``least`` (0 to 1).
        """
        length = len(text)
        low = self._start(min(int(length * least + 0.999_999), _LONGEST))
        high = self._start(int(length / least) + 1)
        if low >= high:
            return _NONE, _NO_COUNTS
        buckets = trigrams.of_text(text)
        if high > self._start(_BRIEF):  # lists of the short ones alone would favour these
            buckets = buckets[~self.common[buckets]]
        begins, ends = self.offsets[buckets], self.offsets[buckets + 1]
        order = np.argsort(ends - begins, kind="stable")
        whole = low == 0 and high == len(self.ids)
        read, lists = 0, []
        # int32 against int32: a Python int would make searchsorted copy the whole list to 64 bits.
        window = np.array((low, high), dtype=np.int32)
        postings = self.postings
        for begin, end in zip(begins[order].tolist(), ends[order].tolist(), strict=True):
            if begin == end:
                continue
            found = postings[begin:end]
            if not whole:
                first, last = found.searchsorted(window)
                found = found[first:last]
            if len(found):
                lists.append(found)
                read += len(found)
                if read >= _BUDGET:
                    break
        if not lists:
            return _NONE, _NO_COUNTS
        return _most_frequent(np.concatenate(lists), low, most)

    def containing(self, words: Sequence[str]) -> _Numbers | None:
        """Numbers of sentences that may contain all ``words``; None where no trigram of them has a list."""
        buckets = np.unique(np.concatenate([trigrams.inside(word) for word in words])) if words else _NO_COUNTS
        buckets = buckets[~self.common[buckets]]
        begins, ends = self.offsets[buckets], self.offsets[buckets + 1]
        order = [n for n in np.argsort(ends - begins, kind="stable").tolist() if begins[n] < ends[n]]
        if not order:
            return None
        found: _Numbers | None = None
        for n in order[:8]:
            listed = self.postings[begins[n] : ends[n]]
            found = listed if found is None else found[np.isin(found, listed, assume_unique=True)]
            if len(found) <= _SHORT // 10:
                break
        return found

    def same_pattern(self, pattern: int) -> _Numbers:
        """Numbers of the sentences whose pattern has this hash."""
        first, last = self.patterns.searchsorted(np.array((pattern, pattern + 1), dtype=np.uint64).astype(np.uint32))
        if pattern == 0xFFFFFFFF:
            last = len(self.patterns)
        return self.pattern_numbers[first:last]

    def _start(self, length: int) -> int:
        """The number of the first sentence that is at least ``length`` characters long."""
        return int(self.starts[length]) if length < len(self.starts) else len(self.ids)


_NONE: Final[_Numbers] = np.empty(0, dtype=np.int32)
_NO_COUNTS: Final = np.empty(0, dtype=np.int64)


def _most_frequent(numbers: _Numbers, low: int, most: int) -> tuple[_Numbers, NDArray[np.int64]]:
    """The ``most`` most frequent values (none below ``low``) and how often each occurs, the most frequent first.

    Counting into an array of the whole range takes a quarter of the time that sorting does, and a threshold from the counts
    of counts a tenth of what a partition does: nearly all counts are 1, and ties are its worst case.
    """
    values = numbers - np.int32(low)
    counts = np.bincount(values)[values]  # a value that occurs n times stands here n times
    often = np.bincount(counts)
    often[1:] //= np.arange(1, len(often))
    from_above = np.cumsum(often[:0:-1])
    least = len(from_above) - int(np.searchsorted(from_above, min(most, int(from_above[-1]))))
    chosen = counts >= least
    values, first = np.unique(values[chosen], return_index=True)
    counts = counts[chosen][first]
    order = np.argsort(-counts, kind="stable")[:most]
    return values[order] + np.int32(low), counts[order]


def build(rows: Iterable[tuple[int, str, int | None]]) -> Shard:
    """A shard of ``rows``: id, text, and the hash of its pattern (32 bits; None where it holds no figures)."""
    ids, texts, patterns = _columns(rows)
    lengths = np.minimum(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)), _LONGEST)
    order = np.argsort(lengths, kind="stable")
    longest = int(lengths.max()) if len(texts) else 0
    starts = np.searchsorted(lengths[order], np.arange(longest + 2)).astype(np.int32)
    if longest == _LONGEST:
        starts = starts[: _LONGEST + 1]
    places = order.tolist()
    batches = [
        trigrams.of_batch([texts[n] for n in places[start : start + trigrams.BATCH]])
        for start in range(0, len(places), trigrams.BATCH)
    ]
    offsets, common, postings = _lists(batches, len(places), int(starts[min(_BRIEF, len(starts) - 1)]))
    numbers = np.empty(len(places), dtype=np.int32)
    numbers[order] = np.arange(len(places), dtype=np.int32)
    with_figures = np.array([n for n, pattern in enumerate(patterns) if pattern is not None], dtype=np.int64)
    hashes = np.array([pattern for pattern in patterns if pattern is not None], dtype=np.uint32)
    by_hash = np.argsort(hashes, kind="stable")
    kept = np.array(ids, dtype=np.int64)[order]
    return Shard(
        ids=kept.astype(np.uint32) if not len(kept) or kept.max() <= 0xFFFFFFFF else kept,
        starts=starts,
        offsets=offsets,
        common=common,
        postings=postings,
        patterns=hashes[by_hash],
        pattern_numbers=numbers[with_figures[by_hash]],
    )


def _columns(rows: Iterable[tuple[int, str, int | None]]) -> tuple[list[int], list[str], list[int | None]]:
    ids: list[int] = []
    texts: list[str] = []
    patterns: list[int | None] = []
    for number, text, pattern in rows:
        ids.append(number)
        texts.append(text)
        patterns.append(pattern)
    return ids, texts, patterns


def _lists(
    batches: Sequence[trigrams.Keys], size: int, brief: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_], _Numbers]:
    """The posting lists of all batches, bucket after bucket. Batches are in order, so each list ascends.

    Sentences below ``brief`` are in all lists, the others in those that are not too long.
    """
    shift = np.uint32(trigrams.BATCH_BITS)
    totals = np.zeros(trigrams.BUCKETS, dtype=np.int64)
    for keys in batches:
        totals += np.bincount(keys >> shift, minlength=trigrams.BUCKETS)
    common = totals > max(_SHORT, int(size * _COMMON))
    offsets = np.zeros(trigrams.BUCKETS + 1, dtype=np.int64)
    for place, keys in enumerate(batches):
        kept, _ = _wanted(keys, place, common, brief)
        offsets[1:] += np.bincount(kept, minlength=trigrams.BUCKETS)
    np.cumsum(offsets, out=offsets)
    postings = np.empty(int(offsets[-1]), dtype=np.int32)
    free = offsets[:-1].copy()  # the next free place of each list
    for place, keys in enumerate(batches):
        buckets, numbers = _wanted(keys, place, common, brief)
        counts = np.bincount(buckets, minlength=trigrams.BUCKETS)
        before = np.cumsum(counts) - counts  # how many of this batch lie in smaller buckets
        postings[free[buckets] + np.arange(len(buckets)) - before[buckets]] = numbers
        free += counts
    return offsets, common, postings


def _wanted(
    keys: trigrams.Keys, place: int, common: NDArray[np.bool_], brief: int
) -> tuple[NDArray[np.uint32], _Numbers]:
    """The buckets and the numbers of a batch that stand in lists."""
    buckets = keys >> np.uint32(trigrams.BATCH_BITS)
    numbers = (keys & np.uint32(trigrams.BATCH - 1)).astype(np.int32) + np.int32(place * trigrams.BATCH)
    wanted = ~common[buckets] | (numbers < brief)
    return buckets[wanted], numbers[wanted]
