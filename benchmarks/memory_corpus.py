"""Real English sentences from the documentation this machine carries, for the benchmarks of the translation memory.

Read are manual pages, ``/usr/share/doc``, ``/usr/share/info``, help files, the msgids of compiled catalogues, and the
docstrings and doc comments of installed Python, Perl, Rust, Java, JavaScript and C software. Nothing is made up: every
row is a sentence somebody wrote, cut by this program's own :class:`Segmenter`, of 3–60 words and 15–400 characters.

    python -m benchmarks.memory_corpus [--folder DIR] [--more]

How a machine reaches 1,000,000: one with a few compilers, a JDK with its source, Rust's HTML documentation or several Python
versions has them already; ``--more`` (on Debian, as root) installs documentation packages (:data:`MORE`) first.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import site
import subprocess
import sys
import sysconfig
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from benchmarks.measuring import say, talk
from benchmarks.memory_sources import READERS, read
from platformdirs import user_cache_path
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

#: Debian packages of documentation that ``--more`` installs, as far as the distribution has them.
MORE = (
    "linux-doc", "python3-doc", "postgresql-doc", "debian-reference-en", "debian-handbook", "developers-reference",
    "manpages-dev", "perl-doc", "gcc-doc", "glibc-doc", "gdb-doc", "make-doc", "bash-doc", "gawk-doc", "sqlite3-doc",
    "apache2-doc", "php-doc", "ruby-doc", "python-django-doc", "python-numpy-doc", "python-scipy-doc",
    "python-pandas-doc", "python-matplotlib-doc", "python-sqlalchemy-doc", "python-sklearn-doc", "sympy-doc",
    "erlang-doc", "libboost-doc", "cppreference-doc-en-html", "qtbase5-doc-html", "libgtk-3-doc", "libglib2.0-doc",
    "octave-doc", "gnuplot-doc", "gimp-help-en", "libreoffice-help-en-us", "r-doc-html",
    "aptitude-doc-en", "maint-guide", "postfix-doc", "openjdk-17-source",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Queries:
    """What is looked up: ``fresh`` sentences are not in the corpus, ``edited`` ones are, before the edits."""

    fresh: tuple[str, ...]
    edited: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Both kinds, fresh ones first."""
        return self.fresh + self.edited


# Where the files are.


def roots() -> dict[str, list[Path]]:
    """Folders and archives to look in, by a name for the report; those that exist."""
    home, share = Path.home(), Path("/usr/share")
    python = [Path(sysconfig.get_path("stdlib")), *map(Path, site.getsitepackages())]
    python += sorted(home.glob(".pyenv/versions/*/lib/python*"))
    python += [*sorted(Path("/usr/lib").glob("python3*")), Path("/usr/local/lib"), Path("/usr/lib/google-cloud-sdk")]
    rust = sorted(home.glob(".rustup/toolchains/*/share/doc/rust/html"))[-1:]  # toolchains repeat one another
    found = {
        "catalogues": [share / "locale"],
        "manuals": [share / "man" / f"man{n}" for n in range(1, 10)] + [share / "info"],
        "documents": [share / name for name in ("doc", "gtk-doc", "help", "vim", "postgresql")]
        + sorted(share.glob("cmake-*")),
        "Perl": [Path("/usr/lib/x86_64-linux-gnu/perl"), share / "perl"],
        "Rust": [*rust, Path("/usr/share/doc/rust-doc")],
        "Java": sorted(Path("/usr/lib/jvm").glob("*/lib/src.zip")) + sorted(Path("/usr/lib/jvm").glob("*/src.zip")),
        "Python": python,
        "JavaScript": [Path("/usr/lib/node_modules"), Path("/usr/local/lib/node_modules"), *share.glob("nodejs")],
        "C": [Path("/usr/include"), Path("/usr/lib/gcc"), *sorted(Path("/usr/local").glob("cuda*/include"))],
    }
    return {name: [path for path in dict.fromkeys(paths) if path.exists()] for name, paths in found.items()}


def _files(paths: Iterable[Path], known: set[str]) -> Iterator[str]:
    """Paths of the readable files below, each once, also where links lead twice to it."""
    for root in paths:
        if root.is_file():
            real = str(root.resolve())
            if real not in known:
                known.add(real)
                yield real
            continue
        for folder, folders, names in os.walk(root):
            real = os.path.realpath(folder)
            if real in known:
                folders.clear()
                continue
            known.add(real)
            folders.sort()
            for name in sorted(names):
                bare = name.removesuffix(".gz")
                suffix = os.path.splitext(bare)[1].lower()  # noqa: PTH122
                documented = "/doc/" in folder or "/man/" in folder or "/info" in folder
                if suffix == ".mo" or suffix in READERS or (documented and name == bare and "." not in name) or (
                    documented and name.endswith(".gz")
                ):  # fmt: skip
                    yield f"{folder}/{name}"


def _chunks(paths: Iterable[str], size: int) -> Iterator[list[str]]:
    chunk: list[str] = []
    for path in paths:
        chunk.append(path)
        if len(chunk) == size or path.endswith(".zip"):
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _order(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=8).digest()


def collect(processes: int | None = None) -> list[str]:
    """Every distinct sentence of this machine in the order of their hashes; says how many each kind of source gave."""
    found: set[str] = set()
    known: set[str] = set()
    counts: Counter[str] = Counter()
    with ProcessPoolExecutor(processes or os.cpu_count()) as pool:
        for name, paths in roots().items():
            talk(f"corpus: {name}")
            before = len(found)
            for sentences in pool.map(read, _chunks(_files(paths, known), 200)):
                found.update(sentences)
            counts[name] = len(found) - before
    say("  " + ", ".join(f"{name} {count:,}" for name, count in counts.items()))
    return sorted(found, key=_order)


def corpus_path(folder: Path | None = None) -> Path:
    """Where the corpus is kept: one sentence a line."""
    return (folder or user_cache_path("transflow") / "benchmarks") / "sentences.en.txt"


def corpus(folder: Path | None = None, *, more: bool = False) -> list[str]:
    """All sentences, from the file that an earlier run left in ``folder``, or else read from this machine."""
    path = corpus_path(folder)
    if more:
        install_more()
        path.unlink(missing_ok=True)
    if not path.is_file():
        sentences = collect()
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text("\n".join(sentences) + "\n", "utf-8")
        part.replace(path)
    return path.read_text("utf-8").split("\n")[:-1]


def held_out(sentences: Sequence[str], size: int, *, count: int = 1000, seed: int = 8) -> tuple[list[str], Queries]:
    """``size`` rows and ``count`` queries: half of them not among the rows, half rows with 1–4 edited words."""
    fresh, rows = sentences[: count // 2], list(sentences[count // 2 : count // 2 + size])
    chance = random.Random(seed)
    edited = tuple(_edited(text, rows, chance) for text in chance.sample(rows, count - len(fresh)))
    return rows, Queries(fresh=tuple(fresh), edited=edited)


def _edited(text: str, rows: Sequence[str], chance: random.Random) -> str:
    """``text`` after 1–4 edits: a word goes, comes, is replaced by one of another sentence, or swaps with the next."""
    words = text.split()
    for _ in range(chance.randint(1, 4)):
        at, foreign = chance.randrange(len(words)), chance.choice(chance.choice(rows).split())
        edit = chance.choice(("delete", "insert", "replace", "swap"))
        if edit == "delete" and len(words) > 2:
            del words[at]
        elif edit == "insert":
            words.insert(at, foreign)
        elif edit == "swap" and at + 1 < len(words):
            words[at : at + 2] = words[at + 1], words[at]
        else:
            words[at] = foreign
    return " ".join(words)


def truth(
    rows: Sequence[str], queries: Sequence[str], folder: Path | None = None, *, least: float = 0.75
) -> list[float]:
    """The best similarity of each query among all rows, 0 below ``least``: every row of a possible length is compared.

    A row whose length differs too much cannot reach ``least``, as an edit adds or takes one character. Takes minutes for a
    million rows; an earlier answer to the same question is kept in ``folder``.
    """
    asked = blake2b(digest_size=12)
    for text in (str(least), *queries, "", *rows):
        asked.update(text.encode() + b"\n")
    path = corpus_path(folder).with_name(f"truth-{len(rows)}-{asked.hexdigest()}.json")
    if path.is_file():
        kept: list[float] = json.loads(path.read_text("utf-8"))
        return kept
    talk(f"truth: {len(queries):,} queries by brute force among {len(rows):,}")
    found = _compare_all(rows, queries, least)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found), "utf-8")
    return found


def _compare_all(rows: Sequence[str], queries: Sequence[str], least: float, batch: int = 16) -> list[float]:
    by_length = sorted(rows, key=len)
    lengths = [len(row) for row in by_length]
    order = sorted(range(len(queries)), key=lambda n: len(queries[n]))
    best = [0.0] * len(queries)
    for start in range(0, len(order), batch):
        numbers = order[start : start + batch]
        texts = [queries[n] for n in numbers]
        low = bisect_left(lengths, int(len(texts[0]) * least))
        high = bisect_right(lengths, int(len(texts[-1]) / least) + 1)
        if low == high:
            continue
        scores = process.cdist(
            texts, by_length[low:high], scorer=Levenshtein.normalized_similarity, score_cutoff=least, workers=-1
        )
        for n, score, place in zip(numbers, scores.max(axis=1), scores.argmax(axis=1), strict=True):
            if score > 0:  # the matrix is of small floats: the winner is scored again
                best[n] = Levenshtein.normalized_similarity(queries[n], by_length[low + int(place)])
    return best


def install_more() -> None:
    """Install the documentation packages that the distribution has; needs root and ``apt-get``."""
    shown = subprocess.run(["apt-cache", "policy", *MORE], capture_output=True, text=True, check=False).stdout
    there = re.findall(r"^(\S+):\n  Installed: \(none\)\n  Candidate: (?!\(none\))", shown, re.M)
    if there:
        command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *there]
        subprocess.run(command, check=True, stdout=sys.stderr, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


def main() -> None:
    """Build the corpus and say how large it is."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory_corpus")
    parser.add_argument("--folder", type=Path, help="where it is kept (the user's cache)")
    parser.add_argument("--more", action="store_true", help="install documentation packages first, and read anew")
    options = parser.parse_args()
    say(f"  {len(corpus(options.folder, more=options.more)):,} distinct sentences in {corpus_path(options.folder)}")


if __name__ == "__main__":
    main()
