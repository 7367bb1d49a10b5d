"""Two at once, and a person who presses Ctrl-C."""

from __future__ import annotations

import shutil
from pathlib import Path

import polib
import pytest
from tests.reliability.conftest import Server, Stage, told

from transflow.domain.states import State


def of(stages: list[Stage], label: str) -> Stage:
    return next(stage for stage in stages if stage.label == label)


def share_out(root: Path, name: str, parity: int) -> Path:
    """A translator's copy of a catalogue: every second sentence done, and the first one by everybody."""
    file = polib.pofile((root / "locales/tr/harbour.po").read_text("utf-8"), wrapwidth=0)
    file.metadata["Last-Translator"] = name
    for number, entry in enumerate(file):
        if number == 0 or number % 2 == parity:
            entry.msgstr = f"{name} {entry.msgid}"
            entry.flags = []
    path = root / f"{name}.po"
    path.write_text(str(file), "utf-8")
    return path


@pytest.mark.parametrize("round_", range(5))
def test_two_importers_at_once_lose_nothing(server: Server, stages: list[Stage], tmp_path: Path, round_: int) -> None:
    place = tmp_path / "w"
    shutil.copytree(of(stages, "export").after, place)
    paths = [share_out(place, "Ayşe", 0), share_out(place, "Zeynep", 1)]
    ended = server.run(*({"root": str(place), "step": "import", "paths": [str(p)]} for p in paths))
    assert [e["code"] for e in ended] == [0, 0]
    now = told(place)
    texts = {t.text for t in now["targets"].values()} | {s[2] for s in now["suggestions"]}
    for path in paths:
        for entry in polib.pofile(path.read_text("utf-8")):
            if entry.msgstr.startswith(path.stem):
                assert entry.msgstr in texts
    assert len(now["suggestions"]) == 1


def test_two_reviewers_at_once_keep_one_journal(server: Server, stages: list[Stage], tmp_path: Path) -> None:
    stage = of(stages, "first signature")
    place = tmp_path / "w"
    shutil.copytree(stage.before, place)
    request = {"root": str(place), "step": "accept"}
    assert [e["code"] for e in server.run(request, request)] == [0, 0]
    assert told(place) == stage.told


def test_two_publishers_at_once_make_one_release(server: Server, stages: list[Stage], tmp_path: Path) -> None:
    stage = of(stages, "publishing")
    place = tmp_path / "w"
    shutil.copytree(stage.before, place)
    request = {"root": str(place), "step": "publish"}
    assert [e["code"] for e in server.run(request, request, request)] == [0, 0, 0]
    assert told(place) == stage.told


def test_a_draft_and_an_import_at_once(server: Server, stages: list[Stage], tmp_path: Path) -> None:
    place = tmp_path / "w"
    shutil.copytree(of(stages, "intake").after, place)
    assert server.step(place, "export")["code"] == 0
    path = share_out(place, "Ayşe", 0)
    ended = server.run(
        {"root": str(place), "step": "draft"}, {"root": str(place), "step": "import", "paths": [str(path)]}
    )
    assert [e["code"] for e in ended] == [0, 0]
    done = [t for t in told(place)["targets"].values() if t.editor == "Ayşe" and t.text.startswith("Ayşe ")]
    assert len(done) == sum(e.msgstr.startswith("Ayşe ") for e in polib.pofile(path.read_text("utf-8")))
    assert {t.state for t in done} == {State.TRANSLATED}


@pytest.mark.parametrize("after", [4, 12, 30])
def test_ctrl_c_keeps_what_was_drafted(server: Server, stages: list[Stage], tmp_path: Path, after: int) -> None:
    stage = of(stages, "drafting")
    place = tmp_path / "w"
    shutil.copytree(stage.before, place)
    assert server.step(place, "draft", stop=after)["code"] == 130
    drafted = [t for t in told(place)["targets"].values() if t.origin == "mt:echo"]
    assert after <= len(drafted) < sum(t.origin == "mt:echo" for t in stage.told["targets"].values())
    assert server.step(place, "draft")["code"] == 0
    assert told(place) == stage.told
