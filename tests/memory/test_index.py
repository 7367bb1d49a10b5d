"""The index: finds what brute force finds, survives damage, and sees at once what is added."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from transflow.memory import index as module
from transflow.memory import sealing, trigrams
from transflow.memory.index import Index

WORDS = [
    "alliance",
    "treaty",
    "border",
    "summit",
    "minister",
    "energy",
    "price",
    "export",
    "harbour",
    "vessel",
    "council",
    "vote",
    "reform",
    "budget",
    "partner",
    "region",
    "security",
    "market",
    "growth",
    "policy",
    "agreed",
    "announced",
    "rejected",
    "visited",
    "strengthened",
    "northern",
    "southern",
    "joint",
]


class Rows:
    """A database of sentences, as the index sees one."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self.texts = list(texts)

    def after(self, known: int) -> Iterable[tuple[int, str]]:
        return list(enumerate(self.texts, start=1))[known:]

    def of(self, ids: Sequence[int]) -> Mapping[int, str]:
        return {i: self.texts[i - 1] for i in ids if i <= len(self.texts)}

    def open(self, folder: Path, **options: object) -> Index:
        return Index.open(folder, "en", self.after, self.of, **options)  # type: ignore[arg-type]


def sentences(count: int, seed: int = 1) -> list[str]:
    rnd = random.Random(seed)
    return [
        " ".join(rnd.choice(WORDS) for _ in range(rnd.randint(3, 14))).capitalize() + f" {rnd.randint(1, 9999)}."
        for _ in range(count)
    ]


@pytest.fixture
def rows() -> Rows:
    return Rows(sentences(6000))


def edited(text: str, rnd: random.Random) -> str:
    words = text.split()
    words[rnd.randrange(len(words))] = rnd.choice(WORDS)
    return " ".join(words)


def test_it_finds_the_best_that_brute_force_finds(rows: Rows, tmp_path: Path) -> None:
    index = rows.open(tmp_path)
    rnd = random.Random(2)
    missed = 0
    queries = [edited(rnd.choice(rows.texts), rnd) for _ in range(200)]
    for query, hits in zip(queries, index.search_many(queries), strict=True):
        truth = process.extractOne(query, rows.texts, scorer=Levenshtein.normalized_similarity, score_cutoff=0.75)
        if truth is not None:
            missed += not hits or hits[0][1] < truth[1] - 1e-9
    assert missed <= 2
    assert index.search(queries[0]) == index.search_many(queries)[0]


def test_scores_are_similarities_of_the_texts_best_first(rows: Rows, tmp_path: Path) -> None:
    index = rows.open(tmp_path)
    hits = index.search(rows.texts[17], limit=3)
    assert hits[0] == (18, 1.0)
    assert [score for _, score in hits] == sorted((score for _, score in hits), reverse=True)
    for id_, score in hits:
        assert score == pytest.approx(Levenshtein.normalized_similarity(rows.texts[17], rows.texts[id_ - 1]))


def test_what_is_added_is_found_at_once_and_by_another_process(rows: Rows, tmp_path: Path) -> None:
    index, other = rows.open(tmp_path), rows.open(tmp_path)
    rows.texts.append("A quite unheard-of sentence about zebras.")
    for one in (index, other):
        one.refresh()
        assert one.search("A quite unheard of sentence about zebras.")[0][0] == len(rows.texts)


def test_a_sealed_index_is_opened_not_built(rows: Rows, tmp_path: Path) -> None:
    rows.open(tmp_path).close()
    told: list[int] = []
    manifest = (tmp_path / "en" / "manifest.json").read_bytes()
    assert rows.open(tmp_path, told=told.append).size == 6000
    assert (tmp_path / "en" / "manifest.json").read_bytes() == manifest


def test_small_shards_are_sealed_together(tmp_path: Path) -> None:
    rows = Rows(sentences(5000))
    index = rows.open(tmp_path)
    for part in range(1, 5):
        rows.texts += sentences(5000, seed=part + 10)
        index.refresh()
    shards = sealing.read_manifest(tmp_path / "en")
    assert sum(shard.size for shard in shards) + len(index._pending) == 25_000 == index.size
    assert len(shards) <= 3
    assert index.search(rows.texts[-1])[0][1] == index.search(rows.texts[0])[0][1] == 1.0
    assert rows.open(tmp_path).search(rows.texts[12_345])[0][1] == 1.0


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "manifest.json").unlink(),
        lambda folder: (folder / "manifest.json").write_text("{"),
        lambda folder: (folder / "manifest.json").write_text(json.dumps({"format": 99, "shards": []})),
        lambda folder: next(folder.glob("shard-*/postings.npy")).unlink(),
        lambda folder: next(folder.glob("shard-*/ids.npy")).write_bytes(b""),
        lambda folder: next(folder.glob("shard-*/arrays.json")).write_text("[]"),
    ],
)
def test_a_damaged_index_is_made_anew(rows: Rows, tmp_path: Path, damage: object) -> None:
    rows.open(tmp_path).close()
    damage(tmp_path / "en")  # type: ignore[operator]
    index = rows.open(tmp_path)
    assert index.size == 6000
    assert index.search(rows.texts[3])[0] == (4, 1.0)


def test_an_altered_array_is_noticed_by_the_check(rows: Rows, tmp_path: Path) -> None:
    index = rows.open(tmp_path)
    assert index.check()
    path = next((tmp_path / "en").glob("shard-*/postings.npy"))
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.unlink()  # the old file stays mapped
    path.write_bytes(bytes(content))
    assert not index.check()
    assert index.check()
    assert index.search(rows.texts[3])[0] == (4, 1.0)


def test_the_index_of_another_database_is_not_used(rows: Rows, tmp_path: Path) -> None:
    rows.open(tmp_path).close()
    restored = Rows(sentences(5500, seed=9))
    index = restored.open(tmp_path)
    assert index.size == 5500
    assert index.search(restored.texts[5])[0] == (6, 1.0)


def test_two_that_seal_at_once_both_succeed(rows: Rows, tmp_path: Path) -> None:
    first, second = rows.open(tmp_path), rows.open(tmp_path)
    rows.texts += sentences(5000, seed=3)
    first.refresh()
    second.refresh()
    assert first.size == second.size == 11_000
    assert rows.open(tmp_path).size == 11_000
    assert first.search(rows.texts[-1])[0][1] == second.search(rows.texts[-1])[0][1] == 1.0


def test_a_folder_that_cannot_be_written_costs_time_not_hits(rows: Rows, tmp_path: Path) -> None:
    (tmp_path / "en").write_text("a file where the folder should be")
    index = rows.open(tmp_path)
    assert index.size == 6000
    assert index.search(rows.texts[3])[0] == (4, 1.0)


def test_what_nobody_names_is_tidied_up(rows: Rows, tmp_path: Path) -> None:
    index = rows.open(tmp_path)
    before = set((tmp_path / "en").glob("shard-*"))
    rows.texts += sentences(5000, seed=4)
    index.refresh()
    assert not before & set((tmp_path / "en").glob("shard-*"))


def test_ids_that_are_gone_are_no_hits(rows: Rows, tmp_path: Path) -> None:
    index = rows.open(tmp_path)
    gone = rows.texts.pop()
    assert all(id_ <= len(rows.texts) for id_, _ in index.search(gone))


def test_words_are_found_anywhere_whatever_their_case(tmp_path: Path) -> None:
    rows = Rows(
        [*sentences(500), "The Strait of Hormuz was closed.", "Hormuz, closed the day after, is a strait.", "İstanbul"]
    )
    index = rows.open(tmp_path)
    assert index.containing(["hormuz", "STRAIT"]) == [501, 502]
    assert index.containing(["hormuz", "nowhere"]) == []
    assert index.containing(["of"])[0] == 501  # too short for a trigram: it is read through
    assert index.containing([]) == []


def test_sentences_of_one_pattern(tmp_path: Path) -> None:
    rows = Rows([*sentences(50), "Ships: 12.", "Ships: 7.", "Ships: many."])
    index = rows.open(
        tmp_path, pattern=lambda text: "Ships: #." if text.startswith("Ships") and "m" not in text else None
    )
    assert index.same_pattern("Ships: #.") == [51, 52]
    assert index.same_pattern("Boats: #.") == []


@pytest.mark.parametrize("text", ["", " ", "a", "ab", "\x00", "\ud800", "😀" * 3, "x" * 100_000])
def test_odd_texts_are_taken_and_found(tmp_path: Path, text: str) -> None:
    rows = Rows([*sentences(20), text])
    index = rows.open(tmp_path)
    assert index.size == 21
    index.search(text)
    if len(text) > 2:
        assert (21, 1.0) in index.search(text)


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    index = Rows().open(tmp_path)
    assert (index.size, index.last, index.search("x"), index.containing(["x"])) == (0, 0, [], [])


@given(st.lists(st.text(max_size=40), min_size=1, max_size=30))
@settings(max_examples=60, deadline=None)
def test_trigrams_of_a_batch_are_those_of_each_text(texts: list[str]) -> None:
    keys = trigrams.of_batch(texts)
    assert list(keys) == sorted(set(keys.tolist()))
    for place, text in enumerate(texts):
        mine = np.sort(keys[(keys & np.uint32(trigrams.BATCH - 1)) == place] >> np.uint32(trigrams.BATCH_BITS))
        # A NUL would end a text in the middle of a batch, so there it counts as a space.
        assert mine.tolist() == sorted(trigrams.of_text(text.replace("\x00", " ")).tolist())


def test_in_memory_alone() -> None:
    index = Index.of(list(enumerate(["One sentence here.", "Another one there."])))
    assert index.search("One sentence here!", 0.75)[0][0] == 0
    assert module.SEAL_AT > 1000
