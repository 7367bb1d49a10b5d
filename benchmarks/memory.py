"""The translation memory's index among real sentences: build, size, opening, lookups, recall, and the same of others.

The rows are sentences of this machine's documentation (:mod:`benchmarks.memory_corpus`); 1,000 queries are looked up: 500
sentences that are not among the rows and 500 rows with one to four edited words. Truth is a comparison with every row.
Lookups are timed by processor time, as others use the machine too; a peer that is a server pays for its backend as well.

    python -m benchmarks.memory [--segments N] [--large] [--folder DIR] [--no-peers]
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import Taken, apart, heading, median, say, taken, talk, verdict
from benchmarks.memory_corpus import corpus, held_out, truth
from benchmarks.memory_peers import LEAST, Peer, Row, folder_size, peers
from rapidfuzz.distance import Levenshtein

from transflow.memory.index import Index

ROOT = Path(__file__).resolve().parent.parent
MILLION = 1_000_000
#: Promises, for a million segments; a smaller memory has to keep all but the ratios, which grow with the size.
MEDIAN_MS, SLOW_MS, RECALL, BULK, SIZE_MB, BUILD_S, OPEN_MS = 1.5, 3.0, 0.99, 900, 160, 25, 10
TIMES_TRIGRAMS, TIMES_TANTIVY = 300, 5
#: Sizes of a sum of an id list in one statement of SQLite.
_VARIABLES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookups:
    """Single lookups: processor milliseconds of each, and the similarity of what was found (0: nothing)."""

    each: tuple[float, ...]
    found: tuple[float, ...]

    def at(self, share: float) -> float:
        """The time that ``share`` of the lookups do not exceed."""
        return sorted(self.each)[min(int(len(self.each) * share), len(self.each) - 1)]


def report(segments: int = 100_000, *, large: bool, folder: Path | None = None, others: bool = True) -> list[bool]:
    """Measure with ``segments`` rows and, if ``large``, with a million; whether each promise was kept."""
    heading("The translation memory's corpus")
    sentences = corpus(folder)
    say(f"  {len(sentences):,} distinct sentences of this machine's documentation, all real")
    kept: list[bool] = []
    for size in dict.fromkeys((segments, MILLION) if large else (segments,)):
        rows, queries = held_out(sentences, size)
        if len(rows) < size:
            say(
                f"  no {size:,} sentences here ({len(rows):,}): --more of benchmarks.memory_corpus installs documentation"
            )
        if rows:
            kept += _measured(rows, queries.all, folder, gist=size < MILLION, others=others)
    return kept


def _measured(
    texts: Sequence[str], queries: Sequence[str], folder: Path | None, *, gist: bool, others: bool
) -> list[bool]:
    heading(f"A memory of {len(texts):,} segments")
    best = truth(texts, queries, folder, least=LEAST)
    say(f"  {len(queries):,} queries, {sum(score > 0 for score in best):,} with a segment of at least {LEAST:.0%}")
    rows = list(enumerate(texts, 1))
    with tempfile.TemporaryDirectory(prefix="tm-") as name:
        place = Path(name)
        database(place / "rows.db", rows)
        kept, ours = _index(place, rows, queries, best)
    if others:
        kept += _beside(rows, queries, best, ours, gist=gist)
    return kept


# This program's index.


def database(path: Path, rows: Iterable[Row]) -> None:
    """A plain table of the rows: what the index takes for the truth."""
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE memory (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
    base.executemany("INSERT INTO memory VALUES (?, ?)", rows)
    base.commit()
    base.close()


def opened(place: Path) -> tuple[Index, sqlite3.Connection]:
    """The index in ``place`` over the table there."""
    base = sqlite3.connect(place / "rows.db", check_same_thread=False)

    def rows(after: int) -> Iterable[Row]:
        return base.execute("SELECT id, text FROM memory WHERE id > ? ORDER BY id", (after,))

    def texts(ids: Sequence[int]) -> Mapping[int, str]:
        found: dict[int, str] = {}
        for start in range(0, len(ids), _VARIABLES):
            some = [int(number) for number in ids[start : start + _VARIABLES]]
            marks = ",".join("?" * len(some))
            found.update(base.execute(f"SELECT id, text FROM memory WHERE id IN ({marks})", some))
        return found

    return Index.open(place / "index", "en", rows, texts), base


def _index(
    place: Path, rows: Sequence[Row], queries: Sequence[str], best: Sequence[float]
) -> tuple[list[bool], Lookups]:
    talk(f"index, {len(rows):,}")

    built = apart(_build, place)
    megabytes = folder_size(place / "index") / 1e6
    say(f"  built in {built.wall:.1f} s ({built.cpu:.1f} s of processor), {built.peak:,.0f} MB of memory at most")
    kept = [verdict("build", built.wall, BUILD_S, "s"), verdict("size on disk", megabytes, SIZE_MB, "MB")]
    kept.append(_opening(place))
    index, base = opened(place)
    for text in queries[:50]:  # pages of the files come into memory
        index.search(text)
    known = dict(rows)
    ours = _lookups(queries, time.process_time, lambda text: _first(index.search(text, LEAST), known, text))
    kept += [
        verdict("a lookup, half of them", ours.at(0.5), MEDIAN_MS, "ms CPU"),
        verdict("a lookup, 95 %", ours.at(0.95), SLOW_MS, "ms CPU"),
        _recall("recall", queries, ours.found, best),
        _bulk(index, queries, best, known),
        _added(index, base, len(rows)),
    ]
    index.close()
    base.close()
    return kept, ours


def _build(place: Path) -> Taken:
    """Make the index, to be called in a process of its own."""

    def build() -> None:
        index, base = opened(place)
        index.refresh()
        index.close()
        base.close()

    return taken("build", 1, build)[0]


def _first(hits: Sequence[tuple[int, float]], known: Mapping[int, str], text: str) -> float:
    """The similarity of the first hit by the measure of the truth, whatever the index says of it."""
    return Levenshtein.normalized_similarity(text, known[hits[0][0]]) if hits else 0.0


def _lookups(queries: Sequence[str], cpu: Callable[[], float], search: Callable[[str], float]) -> Lookups:
    each, found = [], []
    for text in queries:
        began = cpu()
        score = search(text)
        each.append((cpu() - began) * 1000)
        found.append(score)
    return Lookups(each=tuple(each), found=tuple(found))


def recall(found: Sequence[float], best: Sequence[float]) -> tuple[int, int]:
    """How many of the queries that have a match got one as good as the best, and how many have one."""
    pairs = [(one, wanted) for one, wanted in zip(found, best, strict=True) if wanted > 0]
    return sum(one >= wanted - 1e-9 for one, wanted in pairs), len(pairs)


def _recall(label: str, queries: Sequence[str], found: Sequence[float], best: Sequence[float]) -> bool:
    right, all_ = recall(found, best)
    for text, one, wanted in zip(queries, found, best, strict=True):
        if one < wanted - 1e-9:
            talk(f"missed: {one:.3f} instead of {wanted:.3f} for {text!r}")
    share = right / all_ if all_ else 1.0
    kept = share >= RECALL
    say(
        f"  {'kept' if kept else 'MISSED':6}  {label} of the best: {right} of {all_}, {share:.2%} (at least {RECALL:.0%})"
    )
    return kept


def _opening(place: Path) -> bool:
    """In this process, and in fresh ones, where nothing but the imports came before; the middle of five."""
    own = []
    for _ in range(5):
        began = time.perf_counter()
        index, base = opened(place)
        own.append((time.perf_counter() - began) * 1000)
        index.close()
        base.close()
    fresh = []
    for _ in range(5):
        shown = subprocess.run(
            [sys.executable, "-m", "benchmarks.memory", "--open", str(place)],
            capture_output=True, text=True, cwd=ROOT, check=True,
        ).stdout.split()  # fmt: skip
        fresh.append([float(word) for word in shown])
    opening, first = (median(column) for column in zip(*fresh, strict=True))
    say(f"  opened in {median(own):.1f} ms here; in a fresh process {opening:.1f} ms, its first lookup {first:.1f} ms")
    return verdict("open, fresh process", opening, OPEN_MS, "ms")


def _open_once(place: Path) -> None:
    began = time.perf_counter()
    index, _ = opened(place)
    ready = time.perf_counter()
    index.search("The quick brown fox jumps over the lazy dog.")
    print((ready - began) * 1000, (time.perf_counter() - ready) * 1000)
    index.close()


def _bulk(index: Index, queries: Sequence[str], best: Sequence[float], known: Mapping[int, str]) -> bool:
    began = time.process_time()
    hits = index.search_many(queries, LEAST)
    rate = len(queries) / (time.process_time() - began)
    kept = rate >= BULK
    say(f"  {'kept' if kept else 'MISSED':6}  in bulk: {rate:,.0f} segments/s of one core (at least {BULK:,})")
    found = [_first(some, known, text) for some, text in zip(hits, queries, strict=True)]
    return _recall("in bulk, recall", queries, found, best) and kept


def _added(index: Index, base: sqlite3.Connection, last: int) -> bool:
    text = "Zebras quietly negotiate the tariff of 1,911 forgotten lighthouses."
    base.execute("INSERT INTO memory VALUES (?, ?)", (last + 1, text))
    base.commit()
    began = time.perf_counter()
    index.refresh()
    hits = index.search(text.replace("quietly", "silently"))
    spent = (time.perf_counter() - began) * 1000
    kept = bool(hits) and hits[0][0] == last + 1
    say(
        f"  {'kept' if kept else 'MISSED':6}  an added segment is found by the next lookup, {spent:.1f} ms with the refresh"
    )
    return kept


# Peers, on the very same queries.


def _beside(
    rows: Sequence[Row], queries: Sequence[str], best: Sequence[float], ours: Lookups, *, gist: bool
) -> list[bool]:
    say("  Others, processor time of a lookup (with the backend's, where there is a server):")
    order = list(range(len(queries)))
    random.Random(8).shuffle(order)
    kept: list[bool] = []
    for peer in peers(gist=gist):
        talk(f"{peer.name}, {len(rows):,}")
        try:
            kept += _against(peer, rows, queries, best, ours, sorted(order[: peer.sample]))
        finally:
            peer.close()
    return kept


def _against(
    peer: Peer, rows: Sequence[Row], queries: Sequence[str], best: Sequence[float], ours: Lookups, asked: Sequence[int]
) -> list[bool]:
    built, _ = taken("build", len(rows), lambda: peer.build(rows))
    some = [queries[n] for n in asked]
    for text in some[:5]:
        peer.search(text)
    theirs = _lookups(some, peer.cpu, lambda text: (peer.search(text) or (0, 0.0))[1])
    own = Lookups(each=tuple(ours.each[n] for n in asked), found=tuple(ours.found[n] for n in asked))
    wanted = [best[n] for n in asked]
    right, all_ = recall(theirs.found, wanted)
    times = theirs.at(0.5) / own.at(0.5)
    least = {"PostgreSQL pg_trgm GIN": TIMES_TRIGRAMS, "tantivy, 100 best by words": TIMES_TANTIVY}.get(peer.name)
    judged = least if len(rows) >= MILLION else None
    promise = "" if judged is None else f" ({'kept' if times >= judged else 'MISSED'}: at least {judged})"
    sample = "" if len(some) == len(queries) else f", {len(some)} queries"
    say(
        f"    {peer.name}: {theirs.at(0.5):.3g} ms, 95 % {theirs.at(0.95):.3g} ms{sample}; recall {right} of {all_}, "
        f"ours {recall(own.found, wanted)[0]}; built in {built.wall:.0f} s, {peer.size() / 1e6:,.0f} MB; "
        f"ours is {times:,.1f} times as fast{promise}"
    )
    return [] if judged is None else [times >= judged]


def main() -> None:
    """Run this part alone."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=__doc__)
    parser.add_argument("--segments", type=int, default=100_000, help="size of the memory (100,000)")
    parser.add_argument("--large", action="store_true", help="also a million segments; takes some ten minutes")
    parser.add_argument("--folder", type=Path, help="where corpus and truth are kept (the user's cache)")
    parser.add_argument("--no-peers", action="store_true", help="the index alone")
    parser.add_argument("--open", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.open:
        _open_once(options.open)
        return
    kept = report(options.segments, large=options.large, folder=options.folder, others=not options.no_peers)
    sys.exit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
