"""Fuzzy lookups among a million sentences: sealed shards on disk, what came since in memory, the database behind both.

A lookup asks every shard for the sentences that share the most of the rarest trigrams, reads their texts from the database
and compares them character by character; so a damaged or outdated shard can lose a hit, never invent one.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Final, TypeVar

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from transflow.domain.identity import digest
from transflow.errors import DiskError
from transflow.memory import sealing
from transflow.memory.sealing import Sealed
from transflow.memory.shard import Shard, build

T = TypeVar("T")

#: (id, text) of every sentence whose id is above the one given, in the order of ids.
Rows = Callable[[int], Iterable[tuple[int, str]]]
#: Texts by id; ids that are gone are left out.
Texts = Callable[[Sequence[int]], Mapping[int, str]]

#: So many sentences are compared character by character in a lookup.
_COMPARED: Final = 100
#: Sentences in memory before they are sealed; each process that starts builds them anew (12 µs a sentence).
SEAL_AT: Final = 4096
#: Largest shard: a lookup counts in an array of its size.
_LARGEST: Final = 1 << 20
#: A shard that is less than so many times what is new is sealed anew together with it.
_GROWTH: Final = 2
#: Pieces in memory before they become one.
_PIECES: Final = 8
#: Lookups whose texts are read from the database at once.
_TOGETHER: Final = 128
_WITNESSES: Final = 8


class Index:
    """The sentences of one language. Threads may share it; processes each open their own over the same folder.

    :meth:`refresh` takes in what the database has beyond what is known here; it is cheap when that is nothing.
    """

    def __init__(
        self,
        folder: Path | None,
        rows: Rows,
        texts: Texts,
        pattern: Callable[[str], str | None],
        told: Callable[[int], None],
    ) -> None:
        self._folder = folder
        self._rows = rows
        self._texts = texts
        self._pattern = pattern
        self._told = told
        self._lock = Lock()
        self._sealed: list[Sealed] = []
        #: Replaced, never changed, so that a lookup beside a refresh sees one of the two.
        self._shards: tuple[Shard, ...] = ()
        self._pieces: list[Shard] = []
        self._pending: list[tuple[int, str]] = []

    @classmethod
    def open(
        cls,
        folder: Path,
        language: str,
        rows: Rows,
        texts: Texts,
        *,
        pattern: Callable[[str], str | None] = lambda text: None,
        told: Callable[[int], None] = lambda done: None,
    ) -> Index:
        """The index of ``language`` below ``folder``, built where it is missing, damaged or of another database.

        ``pattern``: what a text says apart from its figures, None where it has none (:meth:`same_pattern`). ``told`` hears
        how many sentences were taken in while that lasts.
        """
        index = cls(folder / language, rows, texts, pattern, told)
        index._load()
        index.refresh()
        return index

    @classmethod
    def of(cls, rows: Sequence[tuple[int, str]]) -> Index:
        """An index of a few thousand sentences (ids ascending) that is in memory alone, and stays as it is."""
        known = dict(rows)
        index = cls(
            None, lambda after: (), lambda ids: {i: known[i] for i in ids}, lambda text: None, lambda done: None
        )
        index._add(list(rows))
        return index

    def close(self) -> None:
        """Let go of the mapped files."""
        self._shards, self._pieces, self._pending = (), [], []

    @property
    def size(self) -> int:
        """Sentences in the index."""
        return sum(len(shard.ids) for shard in self._shards)

    @property
    def last(self) -> int:
        """The highest id in the index."""
        return self._pending[-1][0] if self._pending else self._sealed[-1].last if self._sealed else 0

    def refresh(self) -> None:
        """Take in the sentences that came since; many of them are sealed on disk."""
        with self._lock:
            for fresh in _slices(self._rows(self.last), SEAL_AT):
                if len(self._pending) + len(fresh) >= SEAL_AT and self._seal():
                    return
                self._add(fresh)

    def search(self, text: str, least: float = 0.75, limit: int = 5) -> list[tuple[int, float]]:
        """(id, similarity 0 to 1) of the sentences most like ``text``, the best first, none below ``least``."""
        return self.search_many([text], least, limit)[0]

    def search_many(self, texts: Sequence[str], least: float = 0.75, limit: int = 5) -> list[list[tuple[int, float]]]:
        """:meth:`search` for each of ``texts``; their candidates are read from the database together."""
        found: list[list[tuple[int, float]]] = []
        for start in range(0, len(texts), _TOGETHER):
            asked = texts[start : start + _TOGETHER]
            candidates = [self._candidates(text, least) for text in asked]
            known = self._texts(sorted({id_ for ids in candidates for id_ in ids}))
            found += [_best(text, ids, known, least, limit) for text, ids in zip(asked, candidates, strict=True)]
        return found

    def same_pattern(self, pattern: str, limit: int = 20) -> list[int]:
        """Ids of sentences that say the same apart from their figures; a few may not, so compare them."""
        hashed = _hash(pattern)
        return [int(i) for shard in self._shards for i in shard.ids[shard.same_pattern(hashed)].tolist()][:limit]

    def containing(self, words: Sequence[str], limit: int = 50) -> list[int]:
        """Ids of sentences that hold all ``words`` anywhere, whatever their case; short sentences first."""
        wanted = [word.lower() for word in words if word]
        if not wanted:
            return []
        found: list[int] = []
        for shard in self._shards:
            numbers = shard.containing(wanted)
            if numbers is None:  # nothing but common trigrams: there is no way but to read
                return list(islice((i for i, text in self._rows(0) if _holds(text, wanted)), limit))
            ids = shard.ids[numbers].tolist()
            for start in range(0, len(ids), 1000):
                known = self._texts(ids[start : start + 1000])
                found += [i for i in ids[start : start + 1000] if i in known and _holds(known[i], wanted)]
                if len(found) >= limit:
                    return found[:limit]
        return found

    def check(self) -> bool:
        """Whether everything on disk is as it was written; where not, it is made anew."""
        with self._lock:
            folder = self._folder
            sound = folder is None or all(sealing.load(folder, each, verify=True) is not None for each in self._sealed)
            if not sound:
                self._start_anew()
        if not sound:
            self.refresh()
        return sound

    def _candidates(self, text: str, least: float) -> list[int]:
        shards = self._shards
        if len(shards) == 1:
            numbers, _ = shards[0].candidates(text, least, _COMPARED)
            return [int(i) for i in shards[0].ids[numbers].tolist()]
        scored: list[tuple[int, int]] = []
        for shard in shards:
            numbers, counts = shard.candidates(text, least, _COMPARED)
            scored += zip((-counts).tolist(), shard.ids[numbers].tolist(), strict=True)
        # Shards read lists of different rarity, so their counts are only roughly comparable: keep a few more.
        scored.sort()
        return [id_ for _, id_ in scored[: _COMPARED * 2]]

    def _load(self) -> None:
        if self._folder is None:
            return
        for _ in range(2):  # between reading the manifest and opening a folder another process may have replaced both
            sealed = sealing.read_manifest(self._folder)
            shards = [shard for each in sealed if (shard := sealing.load(self._folder, each)) is not None]
            if len(shards) == len(sealed):
                if [self._witness(shard) for shard in shards] == [each.witness for each in sealed]:
                    self._sealed, self._shards = sealed, tuple(shards)
                return

    def _start_anew(self) -> None:
        self._sealed, self._shards, self._pieces, self._pending = [], (), [], []

    def _witness(self, shard: Shard) -> str:
        """A digest over the ids and texts of some of a shard's sentences, as the database has them now."""
        step = max(len(shard.ids) // _WITNESSES, 1)
        ids = [int(i) for i in shard.ids[::step][:_WITNESSES].tolist()]
        texts = self._texts(ids)
        return digest(*(f"{i} {texts.get(i, '')}" for i in ids))

    def _add(self, fresh: list[tuple[int, str]]) -> None:
        """Keep a few new sentences in memory."""
        self._pending += fresh
        if len(self._pieces) + 1 > _PIECES:
            self._pieces = [build(self._with_patterns(self._pending))]
        else:
            self._pieces.append(build(self._with_patterns(fresh)))
        self._shards = (*self._shards[: len(self._sealed)], *self._pieces)

    def _seal(self) -> bool:
        """Seal what is new, with the small shards before it; False where the folder cannot be written."""
        if self._folder is None:
            return False
        kept = list(self._sealed)
        fresh = len(self._pending) + SEAL_AT
        while kept and kept[-1].size < min(_GROWTH * fresh, _LARGEST):
            fresh += kept.pop().size
        shards = list(self._shards[: len(kept)])
        after, taken = kept[-1].last if kept else 0, 0
        try:
            for rows in _slices(self._rows(after), _LARGEST):
                counted = self._counted(rows, taken)
                taken += len(rows)
                shard = build(self._with_patterns(counted))
                last = rows[-1][0]
                name = sealing.seal(self._folder, shard)
                sealed = Sealed(name=name, after=after, last=last, size=len(rows), witness=self._witness(shard))
                shards.append(sealing.load(self._folder, sealed) or shard)
                kept.append(sealed)
                after = last
            sealing.write_manifest(self._folder, kept)
        except (OSError, DiskError):
            return False
        self._sealed, self._pieces, self._pending = kept, [], []
        self._shards = tuple(shards)
        return True

    def _counted(self, rows: Sequence[tuple[int, str]], before: int) -> Iterator[tuple[int, str]]:
        for place, row in enumerate(rows, start=before + 1):
            if not place % 10_000:
                self._told(place)
            yield row

    def _with_patterns(self, rows: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str, int | None]]:
        for id_, text in rows:
            pattern = self._pattern(text)
            yield id_, text, None if pattern is None else _hash(pattern)


def _hash(pattern: str) -> int:
    return zlib.crc32(pattern.encode("utf-8", "surrogatepass"))


def _holds(text: str, words: Sequence[str]) -> bool:
    lowered = text.lower()
    return all(word in lowered for word in words)


def _best(text: str, ids: Sequence[int], known: Mapping[int, str], least: float, limit: int) -> list[tuple[int, float]]:
    choices = {id_: known[id_] for id_ in ids if id_ in known}
    scored = process.extract(
        text, choices, scorer=Levenshtein.normalized_similarity, processor=None, score_cutoff=least, limit=limit
    )
    return [(id_, float(score)) for _, score, id_ in scored]


def _slices(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(rows)
    while some := list(islice(iterator, size)):
        yield some
