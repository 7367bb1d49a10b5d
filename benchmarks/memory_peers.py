"""Others who can find a similar sentence among many, behind one small protocol, for the benchmarks of the memory.

Each looks up the best row of at least 75 % by ``rapidfuzz.distance.Levenshtein.normalized_similarity``: whatever a peer
finds by its own measure is scored anew with that one, so that all answer the same question. Texts of the candidates are
taken from a list in this process where that is faster for the peer.

Needed are PyPI ``tantivy``, and for PostgreSQL ``psycopg`` and a server that has the extension pg_trgm (Debian:
``postgresql``); a throw-away cluster is started from its programs. Who is missing is passed over with a line.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from benchmarks.measuring import say
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

LEAST = 0.75
#: Candidates that a peer may hand over to be scored.
TOP = 100
_WORD = re.compile(r"\w+")

Row = tuple[int, str]
Found = tuple[int, float] | None


class Peer(Protocol):
    """One that is built once from (id, text) rows and then asked."""

    #: How it is called in the report.
    name: str
    #: How many queries it is asked; a slow one gets the first few of a fixed shuffle.
    sample: int

    def build(self, rows: Sequence[Row]) -> None:
        """Take in all rows."""

    def search(self, text: str) -> Found:
        """Id and similarity of the best row found, None where none reaches :data:`LEAST`."""

    def cpu(self) -> float:
        """Processor seconds spent so far on its behalf: this process and, where there is one, its server's backend."""

    def size(self) -> int:
        """Bytes on disk; 0 where nothing is kept there."""

    def close(self) -> None:
        """End servers, remove files."""


def best(text: str, candidates: Sequence[Row]) -> Found:
    """The candidate most similar to ``text``."""
    found = process.extractOne(
        text, [row[1] for row in candidates], scorer=Levenshtein.normalized_similarity, score_cutoff=LEAST
    )
    return None if found is None else (candidates[found[2]][0], found[1])


def folder_size(folder: Path) -> int:
    """Bytes of all files below."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


class _Local:
    """A peer within this process, with a folder of its own."""

    sample = 1000

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tm-"))

    def cpu(self) -> float:
        return time.process_time()

    def size(self) -> int:
        return folder_size(self.folder)

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


class Tantivy(_Local):
    """The full-text engine: all words of the query, any of them, its 100 best by BM25."""

    name = "tantivy, 100 best by words"

    def build(self, rows: Sequence[Row]) -> None:
        tantivy: Any = importlib.import_module("tantivy")

        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("id", stored=True, indexed=False)
        builder.add_text_field("text", stored=False)
        self._schema = builder.build()
        index = tantivy.Index(self._schema, path=str(self.folder))
        writer = index.writer(heap_size=256_000_000, num_threads=1)
        for number, text in rows:
            writer.add_document(tantivy.Document(id=number, text=[text]))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher: Any = index.searcher()
        self._texts = dict(rows)

    def search(self, text: str) -> Found:
        tantivy: Any = importlib.import_module("tantivy")

        words = dict.fromkeys(_WORD.findall(text.lower()))
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "text", word)) for word in words]
        )
        hits = self._searcher.search(query, TOP, count=False).hits
        numbers = [self._searcher.doc(address)["id"][0] for _, address in hits]
        return best(text, [(number, self._texts[number]) for number in numbers])


class Fts5(_Local):
    """SQLite's full-text index: the four rarest words of the query, any of them, its 100 best by BM25."""

    name = "SQLite FTS5, 4 rarest words"
    words = 4

    def build(self, rows: Sequence[Row]) -> None:
        self._base = base = sqlite3.connect(self.folder / "fts.db")
        base.execute("CREATE VIRTUAL TABLE fts USING fts5(text)")
        base.executemany("INSERT INTO fts(rowid, text) VALUES (?, ?)", rows)
        base.execute("INSERT INTO fts(fts) VALUES ('optimize')")
        base.commit()
        base.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(fts, row)")
        self._rows_of: dict[str, int] = dict(base.execute("SELECT term, doc FROM vocabulary"))

    def search(self, text: str) -> Found:
        words = [word for word in dict.fromkeys(_WORD.findall(text.lower())) if word in self._rows_of]
        rare = sorted(words, key=self._rows_of.__getitem__)[: self.words]
        if not rare:
            return None
        match = " OR ".join(f'"{word}"' for word in rare)
        found = self._base.execute("SELECT rowid, text FROM fts WHERE fts MATCH ? ORDER BY rank LIMIT ?", (match, TOP))
        return best(text, found.fetchall())

    def close(self) -> None:
        self._base.close()
        super().close()


class BruteForce(_Local):
    """RapidFuzz over every row, in memory."""

    name = "rapidfuzz extractOne, every row"
    sample = 20

    def build(self, rows: Sequence[Row]) -> None:
        self._numbers, self._texts = [row[0] for row in rows], [row[1] for row in rows]

    def search(self, text: str) -> Found:
        found = process.extractOne(
            text, self._texts, scorer=Levenshtein.normalized_similarity, score_cutoff=LEAST, processor=None
        )
        return None if found is None else (self._numbers[found[2]], found[1])


class Trigrams:
    """PostgreSQL with pg_trgm, ``gin``: rows of at least 0.5 trigram similarity, the 10 most similar of them.

    With ``gist`` it is the 10 nearest rows in the order of the index. The server runs without
    sync, JIT and parallel workers.
    """

    sample = 20

    def __init__(self, method: str = "gin") -> None:
        self.name = f"PostgreSQL pg_trgm {'GIN' if method == 'gin' else 'GiST'}"
        self._method = method
        self._server: subprocess.Popen[bytes] | None = None
        self._folder = Path(tempfile.mkdtemp(prefix="tm-pg-"))  # short: the socket's path has a limit

    def build(self, rows: Sequence[Row]) -> None:
        import psycopg

        self._start(_programs()[0])
        self._base = base = psycopg.connect(
            host=str(self._folder), dbname="postgres", user="tm", autocommit=True, connect_timeout=30
        )
        for statement in (
            "CREATE EXTENSION pg_trgm",
            "CREATE TABLE memory (id integer PRIMARY KEY, text text NOT NULL)",
        ):
            base.execute(statement)
        with base.cursor().copy("COPY memory FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        for statement in (
            "SET maintenance_work_mem = '1GB'",
            "CREATE INDEX ON memory USING gin (text gin_trgm_ops)"
            if self._method == "gin"
            else "CREATE INDEX ON memory USING gist (text gist_trgm_ops)",
            "VACUUM ANALYZE memory",
            "SET pg_trgm.similarity_threshold = 0.5",
        ):
            base.execute(statement)
        self._backend = base.info.backend_pid

    def _start(self, programs: Path) -> None:
        cluster = self._folder / "data"
        # The server refuses to run as root: there it belongs to the user that the distribution made for it.
        owner = {"user": "postgres", "group": "postgres"} if hasattr(os, "geteuid") and os.geteuid() == 0 else {}
        if owner:
            shutil.chown(self._folder, **owner)
        common: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/", **owner}
        subprocess.run(
            [
                programs / "initdb",
                "-D",
                cluster,
                "-U",
                "tm",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-sync",
                "--locale=C.UTF-8",
            ],
            check=True,
            **common,
        )
        settings = {
            "listen_addresses": "", "unix_socket_directories": str(self._folder), "fsync": "off", "jit": "off",
            "shared_buffers": "1GB", "work_mem": "64MB", "max_wal_size": "4GB", "max_parallel_workers_per_gather": "0",
        }  # fmt: skip
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        self._server = subprocess.Popen([programs / "postgres", "-D", cluster, *options], **common)
        for _ in range(600):
            ready = subprocess.run([programs / "pg_isready", "-q", "-h", self._folder], check=False, **common)
            if ready.returncode == 0:
                return
            time.sleep(0.1)
        raise TimeoutError("the PostgreSQL server does not come up")

    def search(self, text: str) -> Found:
        if self._method == "gin":
            asked = "SELECT id, text FROM memory WHERE text %% %s ORDER BY similarity(text, %s) DESC LIMIT 10"
            return best(text, self._base.execute(asked, (text, text)).fetchall())
        return best(
            text, self._base.execute("SELECT id, text FROM memory ORDER BY text <-> %s LIMIT 10", (text,)).fetchall()
        )

    def cpu(self) -> float:
        return time.process_time() + _cpu_of(self._backend)

    def size(self) -> int:
        row = self._base.execute("SELECT pg_total_relation_size('memory')").fetchone()
        return int(row[0]) if row else 0

    def close(self) -> None:
        if getattr(self, "_base", None) is not None:
            self._base.close()
        if self._server is not None:
            self._server.terminate()
            self._server.wait(60)
        shutil.rmtree(self._folder, ignore_errors=True)


def _cpu_of(pid: int) -> float:
    """Processor seconds of another process of one thread, to the nanosecond where the kernel tells (Linux)."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        psutil: Any = importlib.import_module("psutil")

        times = psutil.Process(pid).cpu_times()
        return float(times.user + times.system)


def _programs() -> list[Path]:
    """Folders of PostgreSQL servers that have pg_trgm, the newest first."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name))
    if tool := shutil.which("pg_config"):
        shown = subprocess.run([tool, "--bindir"], capture_output=True, text=True, check=False).stdout.strip()
        folders.append(Path(shown))
    return [folder for folder in folders if (folder / "postgres").exists() and _has_trigrams(folder / "pg_config")]


def _has_trigrams(tool: Path) -> bool:
    if not tool.exists():  # Debian's is in a package for developers
        share = Path("/usr/share/postgresql", tool.parent.parent.name)
    else:
        share = Path(subprocess.run([tool, "--sharedir"], capture_output=True, text=True, check=False).stdout.strip())
    return (share / "extension" / "pg_trgm.control").is_file()


def peers(*, gist: bool = False) -> list[Peer]:
    """Those that can run here, the quick ones first; a line about each that cannot."""
    has = importlib.util.find_spec
    there: list[tuple[str, bool, Callable[[], Peer]]] = [
        ("tantivy", has("tantivy") is not None, Tantivy),
        ("SQLite FTS5", _has_fts5(), Fts5),
        ("rapidfuzz", True, BruteForce),
        ("PostgreSQL pg_trgm", has("psycopg") is not None and bool(_programs()), Trigrams),
    ]
    if gist:
        there.append(("PostgreSQL pg_trgm GiST", there[-1][1], lambda: Trigrams("gist")))
    for label, here, _ in there:
        if not here:
            say(f"  {label}: not installed, passed over")
    return [make() for _, here, make in there if here]


def _has_fts5() -> bool:
    base = sqlite3.connect(":memory:")
    try:
        base.execute("CREATE VIRTUAL TABLE probe USING fts5(text)")
    except sqlite3.OperationalError:
        return False
    finally:
        base.close()
    return True
