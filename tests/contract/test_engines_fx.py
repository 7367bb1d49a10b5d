"""The engine ``fx`` with real, tiny models: its files, its process, and what happens when either breaks."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.engines.google_page import Reply, google_page

from transflow.engines.base import Draft, Failure
from transflow.engines.calling import Caller, Request
from transflow.engines.fx import FxEngine, Worker, WorkerGoneError, decode_bytes
from transflow.engines.fx_models import find_model
from transflow.engines.registry import create_engine
from transflow.errors import BadOutputError, EngineCrashedError, EngineError, ModelMissingError, SettingsError

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "models" / "tiny"
ANALYSIS = "Analysis"


def pairs(target: str) -> list[tuple[str, str]]:
    """The sentence pairs that the tiny model was trained on."""
    lines = (MODELS / f"pairs.en-{target}.tsv").read_text(encoding="utf-8").splitlines()
    return [(line.split("\t")[0], line.split("\t")[1]) for line in lines if "\t" in line]


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[list[FxEngine]]:
    """Engines put in here are closed afterwards."""
    made: list[FxEngine] = []
    yield made
    for engine in made:
        engine.close()


def offline(engines: list[FxEngine], models: Path | None, cache: Path, processes: int = 1) -> FxEngine:
    engines.append(FxEngine(models=models, cache_dir=cache, processes=processes, offline=True))
    return engines[-1]


def error_of(answer: Draft | Failure) -> EngineError:
    assert isinstance(answer, Failure)
    return answer.error


# -- translating -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["tr", "ru"])
def test_the_tiny_models_reproduce_their_pairs(target: str, engines: list[FxEngine], tmp_path: Path) -> None:
    known = pairs(target)
    answers = offline(engines, MODELS, tmp_path).translate([source for source, _ in known], source="en", target=target)
    right = [answer == Draft(wanted) for answer, (_, wanted) in zip(answers, known, strict=True)]
    assert sum(right) >= 0.9 * len(known)


def test_a_second_process_is_started_only_for_a_second_thread(engines: list[FxEngine], tmp_path: Path) -> None:
    engine = offline(engines, MODELS, tmp_path, processes=2)
    assert engine.running == []
    alone = engine.translate([ANALYSIS] * 5, source="en", target="tr")
    assert len(engine.running) == 1
    replies = [
        reply.answers
        for some in Caller(engine, source="en", target="tr").replies([Request((ANALYSIS,) * 16)] * 8)
        for reply in some
    ]
    assert len(engine.running) == 2
    assert {answer for answers in replies for answer in answers} == set(alone)
    engine.close()
    assert engine.running == []


def test_both_languages_share_a_process(engines: list[FxEngine], tmp_path: Path) -> None:
    engine = offline(engines, MODELS, tmp_path)
    turkish = engine.translate([ANALYSIS], source="en", target="tr")
    russian = engine.translate([ANALYSIS], source="en", target="ru")
    assert turkish != russian
    assert len(engine.running) == 1


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        ("ba<0xC5><0x9F>ka", "başka"),
        ("<0x51>", "Q"),
        ("<0xd0><0xAF>", "Я"),
        ("a<0xC5>b", "ab"),
        ("<0xC5> <0x9F>", " "),
        ("<0xZZ> <51>", "<0xZZ> <51>"),
    ],
)
def test_byte_pieces_become_characters(text: str, decoded: str) -> None:
    assert decode_bytes(text) == decoded


# -- files -------------------------------------------------------------------------------------------------------


def test_without_a_model_every_item_has_the_same_failure(engines: list[FxEngine], tmp_path: Path) -> None:
    engine = offline(engines, None, tmp_path)
    answers = engine.translate(["One.", "", "Two."], source="en", target="tr")
    assert isinstance(error_of(answers[0]), ModelMissingError)
    assert answers[0] == answers[2]
    assert error_of(answers[0]).remedy
    assert engine.running == []


def test_a_model_that_cannot_be_fetched_is_missing(
    engines: list[FxEngine], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FXTRANSLATE_RECORDS_URL", "http://127.0.0.1:9/records")  # nobody listens there
    engine = FxEngine(models=None, cache_dir=tmp_path / "new" / "cache", offline=False)
    engines.append(engine)
    answers = engine.translate(["One.", "Two."], source="en", target="tr")
    assert [type(error_of(answer)) for answer in answers] == [ModelMissingError] * 2
    assert engine.translate(["One."], source="en", target="tr")[0] == answers[0]  # it is not tried again


def test_models_are_looked_for_where_the_settings_say(engines: list[FxEngine], tmp_path: Path) -> None:
    with google_page(lambda number, text: Reply(status=404)) as served:
        settings = {"records_url": served.url}
        engine = create_engine("fx", settings, cache_dir=tmp_path)
        assert isinstance(engine, FxEngine)
        engines.append(engine)
        (answer,) = engine.translate(["One."], source="en", target="tr")
        assert isinstance(error_of(answer), ModelMissingError)
        assert served.asked
    with pytest.raises(SettingsError, match="records_url"):
        create_engine("fx", {"records_url": "file:///etc"}, cache_dir=tmp_path)


def test_of_many_threads_one_fetches(engines: list[FxEngine], tmp_path: Path) -> None:
    with google_page(lambda number, text: Reply(status=404)) as served:
        alone = FxEngine(models=None, cache_dir=tmp_path, processes=1, records_url=served.url)
        engines.append(alone)
        alone.translate(["One."], source="en", target="tr")
        once = len(served.asked)
        engine = FxEngine(models=None, cache_dir=tmp_path, processes=4, records_url=served.url)
        engines.append(engine)
        caller = Caller(engine, source="en", target="tr")
        assert all(caller.replies([Request(("One.",))] * 20)) is not None
        assert len(served.asked) == 2 * once


def test_ctrl_c_ends_a_download(engines: list[FxEngine], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, int, int | None]] = []

    def progress(*report: object) -> None:
        told.append(report)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with google_page(lambda number, text: Reply(hang=True)) as served:
        monkeypatch.setenv("FXTRANSLATE_RECORDS_URL", served.url)
        engine = FxEngine(models=None, cache_dir=tmp_path, progress=progress)
        engines.append(engine)
        with pytest.raises(KeyboardInterrupt):
            engine.translate(["One."], source="en", target="tr")
        assert engine.running == []
        assert told == [("en-tr", 0, None)]


def test_the_folder_of_the_settings_comes_before_the_cache(tmp_path: Path) -> None:
    shutil.copytree(MODELS / "en-tr", tmp_path / "en-tr")
    cached = find_model((tmp_path,), "en", "tr")
    chosen = find_model((MODELS, tmp_path), "en", "tr")
    assert cached is not None
    assert cached.model.parent == tmp_path / "en-tr"
    assert chosen is not None
    assert chosen.model.parent == MODELS / "en-tr"


def test_vocabularies_may_be_parted_and_a_shortlist_may_lie_there(tmp_path: Path) -> None:
    place = tmp_path / "en-tr"
    place.mkdir()
    for name in ("model.entr.intgemm.alphas.bin", "srcvocab.entr.spm", "trgvocab.entr.spm", "lex.50.50.entr.s2t.bin"):
        (place / name).touch()
    found = find_model((tmp_path,), "en", "tr")
    assert found is not None
    assert [path.name for path in found.vocabularies] == ["srcvocab.entr.spm", "trgvocab.entr.spm"]
    assert found.shortlist == place / "lex.50.50.entr.s2t.bin"


@pytest.mark.parametrize("missing", ["model.entr.intgemm.alphas.bin", "vocab.entr.spm"])
def test_an_unfinished_download_is_no_model(missing: str, tmp_path: Path) -> None:
    shutil.copytree(MODELS / "en-tr", tmp_path / "en-tr")
    (tmp_path / "en-tr" / missing).rename(tmp_path / "en-tr" / f"{missing}.partial")
    assert find_model((tmp_path,), "en", "tr") is None


def test_the_fingerprint_tells_models_apart(engines: list[FxEngine], tmp_path: Path) -> None:
    shutil.copytree(MODELS / "en-tr", tmp_path / "one" / "en-tr")
    here = offline(engines, tmp_path / "one", tmp_path / "cache").fingerprint
    assert here == offline(engines, tmp_path / "one", tmp_path / "elsewhere").fingerprint
    with next((tmp_path / "one" / "en-tr").glob("model.*")).open("r+b") as model:
        model.seek(-1, os.SEEK_END)
        model.write(b"\x7f")
    assert here != offline(engines, tmp_path / "one", tmp_path / "cache").fingerprint


def damaged(folder: Path, change: str) -> Path:
    """A copy of the tiny Turkish model with something wrong in it."""
    shutil.copytree(MODELS / "en-tr", folder / "en-tr")
    (model,) = (folder / "en-tr").glob("model.*.bin")
    content = model.read_bytes()
    if change == "cut":
        content = content[: len(content) // 2]
    elif change == "junk":
        content = b"junk" * 1000
    else:  # a weight has another name: the library panics, with an exception that is no Exception
        content = content.replace(b"encoder_l1_self_Wk_QuantMultA", b"encoder_l1_self_Wk_QuantMultB")
    model.write_bytes(content)
    return folder


@pytest.mark.parametrize("change", ["cut", "junk"])
def test_a_damaged_model_is_named(change: str, engines: list[FxEngine], tmp_path: Path) -> None:
    engine = offline(engines, damaged(tmp_path, change), tmp_path / "cache")
    answers = engine.translate(["One.", "Two."], source="en", target="tr")
    assert isinstance(error_of(answers[0]), ModelMissingError)
    assert answers[0] == answers[1]
    assert "damaged" in str(error_of(answers[0]))


def test_a_panic_costs_the_process_and_not_us(engines: list[FxEngine], tmp_path: Path) -> None:
    engine = offline(engines, damaged(tmp_path, "panic"), tmp_path / "cache", processes=2)
    answers = engine.translate(["One.", "Two.", "", "Four.", "Five."] * 20, source="en", target="tr")
    assert {type(error_of(answer)) for answer in answers if answer != Draft("")} <= {
        EngineCrashedError,
        ModelMissingError,
    }
    assert answers.count(Draft("")) == 20
    assert engine.running == []


def test_an_answer_of_nothing_is_no_draft(engines: list[FxEngine], tmp_path: Path) -> None:
    shutil.copytree(MODELS / "en-tr", tmp_path / "en-tr")
    (tmp_path / "en-tr" / "vocab.entr.spm").write_bytes(b"junk")  # the library takes it, and answers with nothing
    (answer,) = offline(engines, tmp_path, tmp_path / "cache").translate(["One."], source="en", target="tr")
    assert isinstance(error_of(answer), BadOutputError)


# -- the process -------------------------------------------------------------------------------------------------


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker()
    yield made
    made.end()


def loaded(worker: Worker) -> int:
    """Give it the Turkish model; the process id."""
    files = find_model((MODELS,), "en", "tr")
    assert files is not None
    assert worker.load("en-tr", files)
    assert worker.pid is not None
    return worker.pid


def test_a_process_that_dies_at_work_is_noticed_and_replaced(worker: Worker) -> None:
    first = loaded(worker)
    os.kill(first, signal.SIGSTOP)  # so that it surely dies before it can answer
    worker.send({"pair": "en-tr", "text": ANALYSIS})
    os.kill(first, signal.SIGKILL)
    with pytest.raises(WorkerGoneError):
        worker.receive(60)
    assert loaded(worker) != first
    assert worker.ask({"pair": "en-tr", "text": ANALYSIS})["text"]


def test_a_process_that_hangs_is_ended(worker: Worker) -> None:
    os.kill(loaded(worker), signal.SIGSTOP)
    with pytest.raises(WorkerGoneError):
        worker.ask({"pair": "en-tr", "text": ANALYSIS}, patience=0.01)
    assert worker.pid is None


def test_ctrl_c_is_not_for_the_process(worker: Worker) -> None:
    os.kill(loaded(worker), signal.SIGINT)
    assert worker.ask({"pair": "en-tr", "text": ANALYSIS})["text"]


def test_a_request_that_it_cannot_answer_does_no_harm(worker: Worker) -> None:
    loaded(worker)
    assert "error" in worker.ask({"pair": "en-de", "text": ANALYSIS})
    assert worker.ask({"pair": "en-tr", "text": ANALYSIS})["text"]


def test_a_death_while_it_was_idle_costs_nothing(engines: list[FxEngine], tmp_path: Path) -> None:
    engine = offline(engines, MODELS, tmp_path)
    good = engine.translate([ANALYSIS], source="en", target="tr")[0]
    os.kill(engine.running[0], signal.SIGKILL)
    os.waitid(os.P_PID, engine.running[0], os.WEXITED | os.WNOWAIT)
    assert engine.translate([ANALYSIS] * 5, source="en", target="tr") == [good] * 5


_SCRIPT = """
import os, sys
from pathlib import Path
from transflow.engines.calling import Caller, Request
from transflow.engines.fx import FxEngine

engine = FxEngine(models=Path({models!r}), cache_dir=Path({models!r}), processes=2, offline=True)
from transflow.engines.calling import Caller, Request
from itertools import repeat

replies = Caller(engine, source="en", target="tr").replies(repeat(Request(({text!r},) * 16)))
try:
    while len(engine.running) < 2:
        next(replies)
    print(*engine.running, flush=True)
    while True:
        next(replies)
except KeyboardInterrupt:
    engine.close()
    print("closed")
"""


def parent() -> subprocess.Popen[str]:
    """A process of ours that translates for ever with two workers, in a session of its own as behind a terminal."""
    return subprocess.Popen(
        [sys.executable, "-c", _SCRIPT.format(models=str(MODELS), text=ANALYSIS)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs Linux")
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_the_processes_end_with_their_parent(end: signal.Signals) -> None:
    with parent() as ours:
        assert ours.stdout is not None
        watched = [os.pidfd_open(int(word)) for word in ours.stdout.readline().split()]
        ours.send_signal(end)
        try:
            for descriptor in watched:  # readable when the process has ended
                assert select.select([descriptor], [], [], 60)[0]
        finally:
            for descriptor in watched:
                os.close(descriptor)
    assert len(watched) == 2


def test_ctrl_c_prints_nothing_of_the_processes() -> None:
    with parent() as ours:
        assert ours.stdout is not None
        ours.stdout.readline()
        os.killpg(ours.pid, signal.SIGINT)
        out, errors = ours.communicate(timeout=60)
    assert (out, errors, ours.returncode) == ("closed\n", "", 0)
