"""The engine ``fx``: Firefox Translations models through fxtranslate, on this machine, in processes of its own.

Models are looked for in the folder of the settings, then in the user's cache; without one the pair is fetched once, with
progress, unless we work offline. Models found on disk are loaded from their bytes: no request leaves the machine.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from transflow.engines.base import (
    NO_HINTS,
    Capabilities,
    Draft,
    Failure,
    Hints,
    Progress,
    complete,
    language_of,
    screen,
    unsupported,
)
from transflow.engines.fx_models import LANGUAGES, ModelFiles, find_model, fingerprint, folder_size
from transflow.engines.settings import Settings, Surroundings
from transflow.errors import (
    N_,
    BadOutputError,
    EngineCrashedError,
    EngineError,
    ModelMissingError,
    SettingsError,
    UnsupportedPairError,
)

ID: Final = "fx"
#: Who publishes the models.
ORIGIN: Final = "Firefox Translations"
#: Longest sentence in characters: the models were trained on far shorter ones and cut what is past their context.
_LIMIT: Final = 1_000
#: Sentences in one call: enough that the caller's queue costs nothing, few enough that all processes end together.
_BATCH: Final = 16
#: Seconds one sentence may take; then the process hangs and is ended.
_PATIENCE: Final = 60.0
#: Seconds between two looks at a download, and those without growth after which it is given up (the library itself
#: tries four times with 30 seconds each).
_LOOK: Final = 0.2
_STALLED: Final = 150.0
#: An answer longer than this many times its source, plus a little, is a loop of the model.
_LOOP: Final = (8, 64)
_BYTES: Final = re.compile(r"(?:<0x[0-9A-Fa-f]{2}>)+")
_DAMAGED: Final = N_("The model of {engine} for {source} to {target} is damaged ({path}).")
_REPLACE: Final = N_("Delete the folder {source}-{target} with the model; it is fetched again.")
_FETCH: Final = N_("Run it once with the network, or set models under [engine.fx] to a folder that holds the model.")
_NOTHING: Final = N_("nothing in it")
_UNREADABLE: Final = N_("it cannot be read")
_ENDLESS: Final = N_("it repeats itself")
#: CREATE_NEW_PROCESS_GROUP of Windows.
_NEW_GROUP: Final = 0x200
_WORKER: Final = Path(__file__).with_name("fx_worker.py")


class WorkerGoneError(Exception):
    """The process ended, hung or panicked while it was working on a request."""


class Worker:
    """One process with its models; started on first use. For one thread at a time.

    ``records_url``: where it looks for models to fetch, "" for the project's own address.
    """

    def __init__(self, *, records_url: str = "") -> None:
        self._environment = {**os.environ, "FXTRANSLATE_RECORDS_URL": records_url} if records_url else None
        self._child: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[bytes | None] = queue.Queue()
        self._loaded: set[str] = set()
        self._closed = False

    def ask(self, request: dict[str, object], *, patience: float = _PATIENCE) -> dict[str, object]:
        """Send one request and wait for its answer. Raises :class:`WorkerGoneError`; the next one starts a new process."""
        self.send(request)
        answer = self.receive(patience)
        if answer is None:
            self.end()
            raise WorkerGoneError
        return answer

    def send(self, request: dict[str, object]) -> None:
        """Hand a request over, starting the process where there is none."""
        child = self._child or self._start()
        assert child.stdin is not None
        try:
            child.stdin.write(json.dumps(request).encode("ascii") + b"\n")
            child.stdin.flush()
        except (OSError, ValueError):  # it died, or another thread ended it: the pipe is broken, or closed
            self.end()
            raise WorkerGoneError from None

    def receive(self, patience: float) -> dict[str, object] | None:
        """The next answer, or None where none came in time. Raises :class:`WorkerGoneError` when the process ended."""
        try:
            line = self._answers.get(timeout=patience)
        except queue.Empty:
            return None
        answer: dict[str, object] = json.loads(line) if line else {"error": "panic"}
        if answer.get("error") == "panic":
            self.end()
            raise WorkerGoneError
        return answer

    def load(self, pair: str, files: ModelFiles) -> bool:
        """Make sure that the process holds the model; False when the files are no model.

        Damaged files are refused, or they take the process down: either way one more try tells them from bad luck.
        """
        request: dict[str, object] = {
            "load": pair,
            "model": str(files.model),
            "vocabularies": [str(path) for path in files.vocabularies],
            "shortlist": str(files.shortlist) if files.shortlist else None,
        }
        self.forget_dead()
        for _ in range(2):
            if self._child is not None and pair in self._loaded:
                return True
            with contextlib.suppress(WorkerGoneError):
                if "loaded" in self.ask(request):
                    self._loaded.add(pair)
        return self._child is not None and pair in self._loaded

    def forget_dead(self) -> None:
        """Notice that the process died while it was idle, so that no request is blamed for it."""
        if self._child is not None and self._child.poll() is not None:
            self.end()

    @property
    def pid(self) -> int | None:
        """The process id, None while nothing runs."""
        return self._child.pid if self._child else None

    def end(self) -> None:
        """End the process: politely when it is idle, by force when it does not listen."""
        child, self._child = self._child, None
        self._loaded.clear()
        if child is None:
            return
        assert child.stdin is not None
        with contextlib.suppress(OSError):  # it was gone already
            child.stdin.close()
        child.kill()  # it keeps nothing that could be lost
        child.wait()

    def close(self) -> None:
        """End the process, and start none again: a thread that waits for an answer finds it gone."""
        self._closed = True
        self.end()

    def _start(self) -> subprocess.Popen[bytes]:
        if self._closed:
            raise WorkerGoneError
        self._answers = queue.Queue()
        windows = sys.platform == "win32"
        child = subprocess.Popen(
            [sys.executable, "-P", str(_WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self._environment,
            # Out of the terminal's process group: Ctrl-C reaches us alone, and we end the process.
            process_group=None if windows else 0,
            creationflags=_NEW_GROUP if windows else 0,
        )
        threading.Thread(target=_listen, args=(child, self._answers), daemon=True).start()
        self._child = child
        return child


def _listen(child: subprocess.Popen[bytes], answers: queue.Queue[bytes | None]) -> None:
    assert child.stdout is not None
    with child.stdout:
        for line in child.stdout:
            answers.put(line)
    answers.put(None)


class FxEngine:
    """Local neural translation in up to ``processes`` processes, each started when a thread first needs it.

    ``models``: folder looked at first; ``cache_dir``: the user's cache, where fetched models go. ``progress`` is told
    (pair, bytes so far, None) while a model is fetched. ``records_url``: where models are published, "" for the
    project's own address.
    """

    id: Final = ID

    def __init__(
        self,
        *,
        models: Path | None,
        cache_dir: Path,
        processes: int = 1,
        offline: bool = False,
        progress: Progress | None = None,
        records_url: str = "",
    ) -> None:
        self.capabilities: Final = Capabilities(
            max_characters=_LIMIT,
            max_batch=_BATCH,
            concurrency=processes,
            separate_process=True,
            needs_network=False,
        )
        self._cache = cache_dir
        self._folders = (models, cache_dir) if models is not None else (cache_dir,)
        self._offline = offline
        self._progress = progress
        self._workers = [Worker(records_url=records_url) for _ in range(processes)]
        # The one that was used last is taken first: short lists need one process only.
        self._idle: queue.LifoQueue[Worker] = queue.LifoQueue()
        for worker in reversed(self._workers):
            self._idle.put(worker)
        self._refused: dict[str, EngineError] = {}
        self._looking = threading.Lock()

    @property
    def fingerprint(self) -> str:
        """The library's version and a digest of the models that are on this machine."""
        return f"fxtranslate/{version('fxtranslate')}:{fingerprint(self._folders)}"

    @property
    def running(self) -> list[int]:
        """The ids of the processes that run now."""
        return [worker.pid for worker in self._workers if worker.pid is not None]

    def supports(self, source: str, target: str) -> bool:
        """Whether a model of the pair is on this machine or published."""
        pair = (language_of(source), language_of(target))
        if pair[0] == pair[1]:
            return False
        return (set(pair) <= LANGUAGES and "en" in pair) or find_model(self._folders, *pair) is not None

    def translate(
        self, sources: Sequence[str], *, source: str, target: str, hints: Hints = NO_HINTS
    ) -> list[Draft | Failure]:
        """Translate single sentences; see :class:`transflow.engines.base.Engine`."""
        languages = (language_of(source), language_of(target))
        if languages[0] == languages[1]:
            return unsupported(sources, engine=ID, source=source, target=target)
        answers, open_indexes = screen(sources, engine=ID, limit=_LIMIT)
        if not open_indexes:
            return complete(answers)
        worker = self._idle.get()
        try:
            files = self._files(worker, *languages)
            stopped = self._work(worker, files, "-".join(languages), sources, open_indexes, answers)
        except EngineError as error:
            return [Failure(error) for _ in sources] if len(open_indexes) == len(sources) else complete(answers, error)
        except BaseException:  # Ctrl-C: the process must not go on
            worker.end()
            raise
        finally:
            self._idle.put(worker)
        return complete(answers, stopped)

    def fetch(self, source: str, target: str) -> None:
        """Fetch the model of a pair now, where it is not here yet. Raises ``EngineError`` where that is not possible."""
        worker = self._idle.get()
        try:
            self._files(worker, source, target)
        except BaseException:
            worker.end()
            raise
        finally:
            self._idle.put(worker)

    def close(self) -> None:
        """End the processes."""
        for worker in self._workers:
            worker.close()

    def _work(
        self,
        worker: Worker,
        files: ModelFiles,
        pair: str,
        sources: Sequence[str],
        indexes: Sequence[int],
        answers: list[Draft | Failure | None],
    ) -> EngineError | None:
        """Fill the answers, sentence by sentence. A process that dies costs its sentence and is started again; when it
        dies twice without an answer in between, the rest of the call is not tried: that error is returned."""
        died = False
        for index in indexes:
            try:
                if not worker.load(pair, files):
                    source, target = pair.split("-")
                    raise ModelMissingError(
                        _DAMAGED, remedy=_REPLACE, engine=ID, source=source, target=target, path=files.model.name
                    )
                answer = worker.ask({"pair": pair, "text": sources[index]})
            except WorkerGoneError:
                error = EngineCrashedError(engine=ID)
                answers[index] = Failure(error)
                if died:
                    return error
                died = True
            else:
                died = False
                answers[index] = _checked(sources[index], answer)
        return None

    def _files(self, worker: Worker, source: str, target: str) -> ModelFiles:
        """The model of a pair, fetched where it is missing; a failure is remembered for the life of the engine."""
        pair = f"{source}-{target}"
        with self._looking:  # of several threads one fetches, and the others find it done
            found = find_model(self._folders, source, target)
            if found is not None:
                return found
            if pair not in self._refused:
                if not {source, target} <= LANGUAGES or "en" not in (source, target):
                    self._refused[pair] = UnsupportedPairError(engine=ID, source=source, target=target)
                else:
                    if not self._offline and self._fetch(worker, source, target):
                        found = find_model(self._folders, source, target)
                        if found is not None:
                            return found
                    self._refused[pair] = ModelMissingError(remedy=_FETCH, engine=ID, source=source, target=target)
            raise self._refused[pair]

    def _fetch(self, worker: Worker, source: str, target: str) -> bool:
        """Let a process fetch the model (the library does not give the interpreter free) and watch the folder grow."""
        pair = f"{source}-{target}"
        before = size = folder_size(self._cache)
        quiet = 0.0
        try:
            self._cache.mkdir(parents=True, exist_ok=True)
            worker.forget_dead()
            worker.send({"fetch": [source, target], "cache": str(self._cache)})
            while (answer := worker.receive(_LOOK)) is None:
                now = folder_size(self._cache)
                quiet = 0.0 if now != size else quiet + _LOOK
                size = now
                if self._progress is not None:
                    self._progress(pair, size - before, None)
                if quiet > _STALLED:
                    worker.end()
                    return False
        except (WorkerGoneError, OSError):
            return False
        if self._progress is not None and "route" in answer:
            size = folder_size(self._cache)
            self._progress(pair, size - before, size - before)
        return answer.get("route") == "direct"


def _checked(source: str, answer: dict[str, object]) -> Draft | Failure:
    """The draft in an answer, byte pieces decoded; a failure where it cannot be a translation."""
    text = answer.get("text")
    if not isinstance(text, str):  # the library refused the text, a lone surrogate for one
        return Failure(BadOutputError(engine=ID, reason=_UNREADABLE))
    text = decode_bytes(text) if not _BYTES.search(source) else text
    if not text.strip():
        return Failure(BadOutputError(engine=ID, reason=_NOTHING))
    if len(text) > _LOOP[0] * len(source) + _LOOP[1]:
        return Failure(BadOutputError(engine=ID, reason=_ENDLESS))
    return Draft(text)


def decode_bytes(text: str) -> str:
    """Characters that the vocabulary does not hold come out byte by byte: "<0xC5><0x9F>" is "ş" (UTF-8). Bytes that
    are no character are dropped."""

    def character(match: re.Match[str]) -> str:
        return bytes.fromhex(re.sub(r"<0x|>", "", match.group())).decode("utf-8", errors="ignore")

    return _BYTES.sub(character, text)


def create(settings: Settings, around: Surroundings) -> FxEngine:
    """The engine from its table: ``models``, ``processes``, ``records_url``."""
    models = settings.text("models")
    records_url = settings.text("records_url")
    if records_url and urlsplit(records_url).scheme not in ("http", "https"):
        raise SettingsError(
            N_("The setting “{name}” of the engine {engine} must be {expected}."),
            name="records_url",
            engine=ID,
            expected=N_("an address that begins with http:// or https://"),
        )
    return FxEngine(
        models=Path(models) if models else None,
        cache_dir=around.cache_dir,
        processes=settings.count("processes", os.cpu_count() or 1),
        offline=around.offline,
        progress=around.progress,
        records_url=records_url,
    )
