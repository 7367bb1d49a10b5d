"""Machine drafting: how much of an engine's own speed is left, against deep-translator, what the runner costs, memory.

Services are replayed on loopback in a process of their own, with 50 ms before each answer. ``--large`` adds the memory of
100,000 sentences.

    python -m benchmarks engines [--large]
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue

from benchmarks.measuring import heading, say, taken, talk

from transflow.config import Settings
from transflow.engines.base import Engine
from transflow.engines.calling import Caller, Request
from transflow.engines.registry import create_engine
from transflow.testing import EchoEngine, workspace_at
from transflow.workflow.drafting import draft
from transflow.workflow.intake import add

ROOT = Path(__file__).resolve().parent.parent
LATENCY = 0.05
THREADS = 8
_SERVER = """
import sys
from tests.engines.replay import replay
with replay(sys.argv[1], latency=float(sys.argv[2])) as service:
    print(service.url, flush=True)
    sys.stdin.read()
"""


def report(*, large: bool) -> list[bool]:
    """Measure; whether each promise was kept."""
    kept = [*_services(), _overhead()]
    _local()
    kept.append(_memory((10_000, 30_000, 100_000) if large else (10_000, 30_000)))
    return kept


@contextmanager
def service(protocol: str) -> Iterator[str]:
    """The address of a replayed service in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVER, protocol, str(LATENCY)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.communicate()


def articles(root: Path, sentences: int, each: int = 100) -> None:
    """Articles of ``each`` sentences, all different."""
    for number in range(max(1, sentences // each)):
        lines = [f"Title of article {number}"]
        for block in range(each // 5):
            lines.append(
                " ".join(f"Ship {number} of line {block} carried {n + 2} tons of grain to the east." for n in range(5))
            )
        path = root / "articles" / f"a{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join(lines) + "\n", "utf-8")


def drafting(engine: Engine, sentences: int) -> tuple[float, int]:
    """Seconds of drafting a workspace, and its sentences; making the workspace is not counted."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        articles(root, sentences)
        space = workspace_at(root, settings=Settings(locales=("tr",)), engine=engine)
        add(space, [], actor="Ann")
        began = time.perf_counter()
        results = draft(space, engines=["measured"], actor="Ann")
        spent = time.perf_counter() - began
        space.store.close()
    assert not any(r.left for r in results)
    return spent, sum(sum(r.by_origin.values()) for r in results)


def own_client(engine: Engine, batches: Sequence[Sequence[str]], threads: int) -> float:
    """Seconds that so many threads take which do nothing but call ``translate``."""
    waiting: SimpleQueue[Sequence[str]] = SimpleQueue()
    for batch in batches:
        waiting.put(batch)

    def drive() -> None:
        while True:
            try:
                batch = waiting.get_nowait()
            except Empty:
                return
            engine.translate(batch, source="en", target="tr")

    began = time.perf_counter()
    running = [threading.Thread(target=drive) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return time.perf_counter() - began


def _sentences(count: int) -> list[str]:
    return [f"Ship {n // 100} of line {n % 100} carried {n} tons of grain to the east." for n in range(count)]


def _batches(engine: Engine, count: int) -> list[list[str]]:
    size = engine.capabilities.max_batch
    everything = _sentences(count)
    return [everything[n : n + size] for n in range(0, count, size)]


def _services() -> list[bool]:
    heading("Drafting through services that take 50 ms a request")
    kept = []
    for name, options, count, promised in (
        ("libre", {"batch": 4}, 4_000, True),
        # A service that answers 32 sentences as fast as one is faster than any that was measured: how far we could follow.
        ("libre", {}, 12_000, False),
        ("deep:google", {}, 2_000, True),
    ):
        protocol, theirs, wanted = ("libre", _their_libre, 10) if name == "libre" else ("google", _their_google, 6)
        talk(name)
        with service(protocol) as url, tempfile.TemporaryDirectory() as cache:

            def engine(address: str = url, of: str = name, folder: str = cache, more: object = options) -> Engine:
                table = {"url": address, "concurrency": THREADS, **more}  # type: ignore[dict-item]
                return create_engine(of, table, cache_dir=Path(folder))

            alone = own_client(engine(), _batches(engine(), count), THREADS)
            ours, made = drafting(engine(), count)
            share = (made / ours) / (count / alone)
            promise = " (promised 90 %)" if promised else ""
            size = engine().capabilities.max_batch
            say(f"  {name}, {size} a request: {made / ours:,.0f} sentences/s into the database; its own client with "
                f"{THREADS} threads {count / alone:,.0f}/s: {share:.0%}{promise}")  # fmt: skip
            if promised:
                few = 100
                their = theirs(url)(_sentences(few))
                times = (made / ours) / (few / their)
                kept += [share >= 0.9, times >= wanted]
                say(f"  {name}: deep-translator's translate_batch {few / their:,.1f}/s: {times:.1f} times as fast "
                    f"(promised {wanted})")  # fmt: skip
    return kept


def _their_libre(url: str) -> Callable[[list[str]], float]:
    from deep_translator import LibreTranslator

    translator = LibreTranslator(source="en", target="tr", api_key="key", custom_url=f"{url}/")
    # It puts the text into the address of a POST, which the replayed service does not read: it is given a form.
    import requests

    def ask(texts: list[str]) -> float:
        plain = requests.post
        requests.post = lambda address, params: plain(address, params)  # type: ignore[assignment,misc]
        try:
            return _timed(translator.translate_batch, texts)
        finally:
            requests.post = plain

    return ask


def _their_google(url: str) -> Callable[[list[str]], float]:
    from deep_translator import GoogleTranslator

    translator = GoogleTranslator(source="en", target="tr")
    translator._base_url = url
    return lambda texts: _timed(translator.translate_batch, texts)


def _timed(work: Callable[[list[str]], object], texts: list[str]) -> float:
    began = time.perf_counter()
    work(texts)
    return time.perf_counter() - began


def _overhead() -> bool:
    heading("What drafting costs besides the engine")
    talk("overhead")
    rows = []
    for each in (100, 5_000):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            articles(root, 5_000, each)
            space = workspace_at(root, settings=Settings(locales=("tr",)), engine=EchoEngine())
            add(space, [], actor="Ann")
            began = time.perf_counter()
            results = draft(space, engines=["measured"], actor="Ann")
            spent = time.perf_counter() - began
            space.store.close()
        units = sum(sum(r.by_origin.values()) for r in results)
        rows.append(spent / units * 1000)
        say(f"  articles of {each:,} sentences: {rows[-1]:.2f} ms a unit, with masks, cache, checks, risk and commits "
            f"(promised under 1)")  # fmt: skip
    return max(rows) < 1


def _local() -> None:
    heading("Engines on this machine, with the tiny models")
    for name, folder, option in (("fx", "models/tiny", "processes"), ("ct2", "models/tiny/ct2", "threads")):
        talk(name)
        lines = (ROOT / "models" / "tiny" / "pairs.en-tr.tsv").read_text("utf-8").splitlines()
        known = [line.split("\t")[0] for line in lines] * 10
        speeds = []
        for workers in dict.fromkeys((1, os.cpu_count() or 1)):
            with tempfile.TemporaryDirectory() as cache:
                engine = create_engine(name, {"models": str(ROOT / folder), option: workers}, cache_dir=Path(cache))
                size = engine.capabilities.max_batch
                requests = [Request(tuple(known[n : n + size])) for n in range(0, len(known), size)]
                caller = Caller(engine, source="en", target="tr")
                list(caller.replies(requests[: 2 * workers]))  # models are loaded, processes run
                began = time.perf_counter()
                list(caller.replies(requests))
                speeds.append(len(known) / (time.perf_counter() - began))
                engine.close()
        scale = (
            f", on {os.cpu_count()} cores {speeds[-1]:,.0f}/s ({speeds[-1] / speeds[0]:.2f} times)"
            if len(speeds) > 1
            else ""
        )
        say(f"  {name}: {speeds[0]:,.0f} sentences/s on one core{scale}")


def _memory(sizes: Sequence[int]) -> bool:
    heading("Memory")
    peaks = []
    for size in sizes:
        talk(f"memory, {size:,}")
        found = subprocess.run(
            [sys.executable, "-m", "benchmarks.engines", str(size)],
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=True,
        ).stdout.split()
        before, peak, each = (float(word) for word in found)
        peaks.append(peak)
        say(
            f"  {size:,} sentences in {size // 100:,} articles: {peak:.0f} MB at most "
            f"({before:.0f} before drafting), {each:.2f} ms a sentence"
        )
    return peaks[-1] < 1.3 * peaks[0]


def main(size: int) -> None:
    """Draft ``size`` sentences in this process, added by another; print the peak before and after, in MB."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        pid = os.fork()
        if not pid:
            articles(root, size)
            space = workspace_at(root, settings=Settings(locales=("tr",)), engine=EchoEngine())
            add(space, [], actor="Ann")
            space.store.close()
            os._exit(0)
        os.waitpid(pid, 0)

        class Forgetful(EchoEngine):
            def translate(self, sources: Sequence[str], **options: object):  # type: ignore[no-untyped-def,override]
                self.asked.clear()
                return super().translate(sources, **options)  # type: ignore[arg-type]

        space = workspace_at(root, settings=Settings(locales=("tr",)), engine=Forgetful())
        before, _ = taken("before", 1, lambda: None)
        drafting_, _ = taken("draft", size, lambda: draft(space, engines=["measured"], actor="Ann"))
        print(before.peak, drafting_.peak, drafting_.each)
        space.store.close()


if __name__ == "__main__":
    main(int(sys.argv[1]))
