"""``transflow models``: fetching over a real socket, converting what OPUS-MT publishes, verifying, removing."""

from __future__ import annotations

import hashlib
import importlib.util
import io
import json
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.engines.files_served import Served, files_served
from tests.engines.marian_folder import opus_folder

from transflow.engines.base import Draft
from transflow.engines.ct2 import Ct2Engine

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "models" / "tiny"
MODELS = TINY / "ct2"
ANALYSIS = "Analysis"
#: Where a transfer breaks off: what came in whole blocks is on the disk by then.
CUT = 131_072
NAMES = ["config.json", "model.bin", "shared_vocabulary.json", "source.spm", "target.spm", "transflow-model.json"]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the models of this user go."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "transflow"


@pytest.fixture
def models(run: Any, cache: Path) -> Callable[..., Any]:
    return lambda *arguments: run("models", *arguments)


@pytest.fixture
def mirror() -> Iterator[Served]:
    """The tiny models of both engines behind HTTP, as ``sha256sum`` lists them."""
    files = {f"ct2/{p.relative_to(MODELS).as_posix()}": p.read_bytes() for p in MODELS.glob("en-*/*")}
    files |= {f"fx/{p.relative_to(TINY).as_posix()}": p.read_bytes() for p in TINY.glob("en-*/*")}
    with files_served({**files, "SHA256SUMS": sums(files)}) as served:
        yield served


def sums(files: dict[str, bytes]) -> bytes:
    return "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items()).encode()


def works(folder: Path, target: str = "tr") -> bool:
    """Whether the engine translates with the model in ``folder``/en-TARGET."""
    engine = Ct2Engine(models=folder, cache_dir=folder)
    (answer,) = engine.translate([ANALYSIS], source="en", target=target)
    engine.close()
    lines = (TINY / f"pairs.en-{target}.tsv").read_text("utf-8").splitlines()
    return answer == Draft(dict(line.split("\t") for line in lines)[ANALYSIS])


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob(".*")) if folder.is_dir() else []


# -- list --------------------------------------------------------------------------------------------------------


def test_without_models_it_says_what_can_be_fetched(models: Any) -> None:
    ran = models("list")
    assert (ran.code, ran.err) == (0, "")
    assert "There are no models on this machine yet." in ran.out
    assert "ct2" in ran.out
    assert "Firefox Translations" in ran.out
    found = models("list", "--json").content
    assert (found["models"], found["mirror"]) == ([], None)
    assert {(o["engine"], o["pair"]) for o in found["available"]} == {
        ("ct2", "en-tr"), ("ct2", "en-ru"), ("fx", "en-tr"), ("fx", "en-ru"),
    }  # fmt: skip


def test_models_of_the_workspace_and_of_the_cache_are_listed(run: Any, models: Any, cache: Path) -> None:
    assert run("init").code == 0
    shutil.copytree(MODELS / "en-tr", run.folder / "own" / "en-tr")
    shutil.copytree(MODELS / "en-ru", cache / "ct2" / "en-ru")
    shutil.copytree(MODELS / "en-tr", cache / "ct2" / "en-tr")
    shutil.copytree(TINY / "en-tr", cache / "en-tr")
    (cache / "en-xx").mkdir()
    settings = run.folder / "transflow.toml"
    settings.write_text(settings.read_text("utf-8") + '\n[engine.ct2]\nmodels = "own"\n', "utf-8")
    found = models("list", "--json").content["models"]
    assert [(m["engine"], m["pair"], m["folder"]) for m in found] == [
        ("ct2", "en-ru", str(cache / "ct2" / "en-ru")),
        ("ct2", "en-tr", str(run.folder / "own" / "en-tr")),
        ("fx", "en-tr", str(cache / "en-tr")),
    ]
    assert found[0]["bytes"] == sum(p.stat().st_size for p in (MODELS / "en-ru").iterdir())
    assert found[0]["verified"] is True
    assert found[2]["verified"] is None


# -- fetch -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["address", "folder", "folder of the model", "variable", "settings"])
def test_a_model_is_fetched_and_works(
    place: str, models: Any, cache: Path, mirror: Served, monkeypatch: pytest.MonkeyPatch, run: Any
) -> None:
    more: list[str] = []
    if place == "variable":
        monkeypatch.setenv("TRANSFLOW_MODELS_URL", mirror.url)
    elif place == "settings":
        run("init")
        settings = run.folder / "transflow.toml"
        settings.write_text(f'{settings.read_text("utf-8")}\n[models]\nmirror = "{mirror.url}/"\n', "utf-8")
    else:
        known = {"address": mirror.url, "folder": str(MODELS), "folder of the model": str(MODELS / "en-tr")}
        more = ["--from", known[place]]
    ran = models("fetch", "en-tr", *more)
    assert ran.code == 0, ran
    assert ran.err == "Fetching en-tr …\n"
    assert sorted(p.name for p in (cache / "ct2" / "en-tr").iterdir()) == NAMES
    assert works(cache / "ct2")
    assert leftovers(cache / "ct2") == []
    assert models("verify").code == 0


def test_the_second_time_nothing_is_fetched(models: Any, cache: Path, mirror: Served) -> None:
    first = models("fetch", "en-tr", "--from", mirror.url, "--json")
    assert first.content["model"]["outcome"] == "fetched"
    assert first.content["model"]["verified"] is True
    assert first.content["model"]["origin"] == "models/tiny/ct2"
    before = {p: p.stat().st_mtime_ns for p in (cache / "ct2").rglob("*")}
    mirror.asked.clear()
    again = models("fetch", "en-tr", "--from", mirror.url, "--json")
    assert again.content["model"] == {**first.content["model"], "outcome": "unchanged"}
    assert mirror.asked == [("SHA256SUMS", "")]
    assert {p: p.stat().st_mtime_ns for p in (cache / "ct2").rglob("*")} == before


def test_a_newer_model_takes_the_place_of_the_old_one(models: Any, cache: Path, mirror: Served) -> None:
    shutil.copytree(MODELS / "en-ru", cache / "ct2" / "en-tr")
    assert models("fetch", "en-tr", "--from", mirror.url).code == 0
    assert works(cache / "ct2")
    assert leftovers(cache / "ct2") == []


def test_the_other_engine_has_its_models_too(models: Any, cache: Path, mirror: Served) -> None:
    assert models("fetch", "en-ru", "--engine", "fx", "--from", mirror.url).code == 0
    assert (cache / "en-ru" / "model.enru.intgemm.alphas.bin").is_file()
    assert models("fetch", "en-tr", "--engine", "fx", "--from", str(TINY)).code == 0
    assert [m["engine"] for m in models("list", "--json").content["models"]] == ["fx", "fx"]


def test_a_dry_run_changes_nothing(models: Any, cache: Path, mirror: Served) -> None:
    ran = models("fetch", "en-tr", "--from", mirror.url, "--dry-run")
    assert ran.code == 0
    assert "This was a dry run" in ran.err
    assert not cache.exists()
    assert mirror.asked == [("SHA256SUMS", "")]


def test_a_file_that_is_not_what_its_checksum_says_is_not_put_in_place(
    models: Any, cache: Path, mirror: Served
) -> None:
    good = mirror.files["ct2/en-tr/model.bin"]
    mirror.files["ct2/en-tr/model.bin"] = good[:-1] + b"\x7f"
    ran = models("fetch", "en-tr", "--from", mirror.url, "--json")
    assert (ran.code, ran.document["error"]["code"]) == (3, "unavailable")
    assert "model.bin" in ran.document["error"]["message"]
    assert not (cache / "ct2" / "en-tr").exists()
    mirror.files["ct2/en-tr/model.bin"] = good
    mirror.asked.clear()
    assert models("fetch", "en-tr", "--from", mirror.url).code == 0
    assert [path for path, _ in mirror.asked if path.endswith(("config.json", ".bin"))] == ["ct2/en-tr/model.bin"]


@pytest.mark.parametrize("ranges", [True, False])
def test_a_transfer_that_breaks_off_goes_on_where_it_stopped(
    ranges: bool, models: Any, cache: Path, mirror: Served
) -> None:
    mirror.ranges = ranges
    mirror.cut["ct2/en-tr/model.bin"] = CUT
    ran = models("fetch", "en-tr", "--from", mirror.url)
    assert ran.code == 3
    assert "could not be fetched" in ran.err
    assert not (cache / "ct2" / "en-tr").exists()
    mirror.asked.clear()
    assert models("fetch", "en-tr", "--from", mirror.url).code == 0
    assert ("ct2/en-tr/model.bin", f"bytes={CUT}-") in mirror.asked
    assert "ct2/en-tr/config.json" not in dict(mirror.asked)
    assert works(cache / "ct2")
    assert leftovers(cache / "ct2") == []


def test_what_is_left_of_another_file_is_thrown_away(models: Any, cache: Path, mirror: Served) -> None:
    stage = cache / "ct2" / ".en-tr.part" / "model"
    stage.mkdir(parents=True)
    (stage / "config.json.part").write_bytes(b"x" * 5000)  # more than the file has: the server answers 416
    (stage / "source.spm.part").write_bytes(b"x" * 100)
    assert models("fetch", "en-tr", "--from", mirror.url).code == 3  # source.spm was continued wrongly
    assert models("fetch", "en-tr", "--from", mirror.url).code == 0
    assert works(cache / "ct2")


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_refusal_is_told(status: int, models: Any, cache: Path, mirror: Served) -> None:
    mirror.statuses["ct2/en-tr/model.bin"] = status
    ran = models("fetch", "en-tr", "--from", mirror.url)
    assert ran.code == (2 if status == 404 else 3)
    assert "model.bin" in ran.err
    assert not (cache / "ct2" / "en-tr").exists()


def test_an_address_where_nobody_listens(models: Any) -> None:
    ran = models("fetch", "en-tr", "--from", "http://user:secret@127.0.0.1:9/models?key=secret")
    assert ran.code == 3
    assert "it cannot be reached" in ran.err
    assert "secret" not in ran.err


def test_from_the_network_nothing_is_taken_without_checksums(models: Any, mirror: Served) -> None:
    del mirror.files["SHA256SUMS"]
    ran = models("fetch", "en-tr", "--from", mirror.url)
    assert ran.code == 2
    assert "SHA256SUMS" in ran.err


def test_a_folder_without_checksums_is_taken_as_it_is(models: Any, cache: Path, tmp_path: Path) -> None:
    shutil.copytree(MODELS / "en-tr", tmp_path / "model" / "en-tr")
    (tmp_path / "model" / "en-tr" / "transflow-model.json").unlink()
    (tmp_path / "model" / "en-tr" / "notes.txt").write_text("mine")
    ran = models("fetch", "en-tr", "--from", str(tmp_path / "model"))
    assert ran.code == 0
    assert "No published checksum was known" in ran.out
    assert sorted(p.name for p in (cache / "ct2" / "en-tr").iterdir()) == NAMES
    (found,) = models("list", "--json").content["models"]
    assert (found["verified"], found["origin"]) == (False, f"{tmp_path.name}/model")


def test_a_damaged_copy_is_noticed_by_its_own_manifest(models: Any, cache: Path, tmp_path: Path) -> None:
    shutil.copytree(MODELS / "en-tr", tmp_path / "model" / "en-tr")
    (tmp_path / "model" / "en-tr" / "target.spm").write_bytes(b"junk")
    ran = models("fetch", "en-tr", "--from", str(tmp_path / "model"))
    assert ran.code == 3
    assert "target.spm came damaged" in ran.err
    assert not (cache / "ct2" / "en-tr").exists()


@pytest.mark.parametrize("content", [b"junk\n", b"\xff\xfe", b"12  ct2/en-tr/model.bin\n"])
def test_a_list_of_checksums_that_is_none(content: bytes, models: Any, mirror: Served) -> None:
    mirror.files["SHA256SUMS"] = content
    ran = models("fetch", "en-tr", "--from", mirror.url, "--json")
    assert (ran.code, ran.document["error"]["code"], ran.document["error"]["line"]) == (2, "input", 1)


def test_names_that_lead_elsewhere_are_passed_over(models: Any, cache: Path, mirror: Served, tmp_path: Path) -> None:
    listed = {name: content for name, content in mirror.files.items() if name.startswith("ct2/en-tr/")}
    odd = {
        "ct2/en-tr/../../evil.spm": b"x",
        "ct2/en-tr//etc/evil": b"x",
        "ct2/en-tr/.hidden": b"x",
        "ct2/en-tr/x.py": b"",
    }
    mirror.files |= odd | {"SHA256SUMS": sums(listed | odd)}
    assert models("fetch", "en-tr", "--from", mirror.url).code == 0
    assert sorted(p.name for p in (cache / "ct2" / "en-tr").iterdir()) == NAMES
    assert not list(tmp_path.rglob("evil*"))


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["en-az"], 2, "models convert FOLDER en-az"),
        (["english"], 2, "Write it as en-tr"),
        (["en-en"], 2, "no pair of languages"),
        (["../x-y"], 2, "no pair of languages"),
        (["en-tr", "--engine", "libre"], 2, "ct2, fx"),
        (["en-tr", "--from", "nowhere"], 2, "There is no folder nowhere"),
        (["en-tr", "--from", str(MODELS), "--prefix", ">>tur<<"], 2, "Leave --prefix away"),
        (["de-tr", "--from", str(MODELS)], 2, "offers no model of ct2 for de-tr"),
    ],
)
def test_what_cannot_be_fetched_is_explained(arguments: list[str], code: int, words: str, models: Any) -> None:
    ran = models("fetch", *arguments)
    assert ran.code == code
    assert words in ran.err


def test_offline_nothing_leaves_this_machine(
    models: Any, cache: Path, mirror: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRANSFLOW_OFFLINE", "1")
    for arguments in (["--from", mirror.url], ["--engine", "fx"], []):
        ran = models("fetch", "en-tr", *arguments)
        assert ran.code == 3
        assert "TRANSFLOW_OFFLINE" in ran.err
    assert mirror.asked == []
    assert models("fetch", "en-tr", "--from", str(MODELS)).code == 0


def test_a_model_of_the_project_that_cannot_be_reached(
    models: Any, run: Any, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("init")
    settings = run.folder / "transflow.toml"
    settings.write_text(
        f'{settings.read_text("utf-8")}\n[engine.fx]\nrecords_url = "http://127.0.0.1:9/records"\n', "utf-8"
    )
    ran = models("fetch", "en-tr", "--engine", "fx", "--json")
    assert (ran.code, ran.document["error"]["code"]) == (3, "engine-model-missing")


# -- convert -----------------------------------------------------------------------------------------------------


@pytest.fixture
def opus(tmp_path: Path) -> Path:
    return opus_folder(MODELS / "en-tr", tmp_path / "opus")


def packed(folder: Path, **more: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for path in sorted(folder.iterdir()):
            file.write(path, path.name)
        for name, content in more.items():
            file.writestr(name, content)
    return archive.getvalue()


def test_a_converted_model_says_what_the_first_one_said(models: Any, cache: Path, opus: Path) -> None:
    ran = models("convert", str(opus), "en-tr")
    assert ran.code == 0, ran
    assert "Converting opus …" in ran.err
    assert sorted(p.name for p in (cache / "ct2" / "en-tr").iterdir()) == NAMES
    sources = [line.split("\t")[0] for line in (TINY / "pairs.en-tr.tsv").read_text("utf-8").splitlines()]
    first, second = (Ct2Engine(models=folder, cache_dir=cache) for folder in (MODELS, cache / "ct2"))
    answers = [
        [getattr(a, "text", "") for a in e.translate(sources, source="en", target="tr")] for e in (first, second)
    ]
    assert answers[0] == answers[1]
    first.close()
    second.close()
    (found,) = models("list", "--json").content["models"]
    assert (found["origin"], found["verified"]) == ("opus", False)
    assert models("verify").code == 0
    assert leftovers(cache / "ct2") == []


def test_vocabularies_may_be_plain_lists(models: Any, cache: Path, tmp_path: Path) -> None:
    folder = opus_folder(MODELS / "en-ru", tmp_path / "plain", plain_vocabulary=True)
    assert models("convert", str(folder), "en-ru").code == 0
    assert works(cache / "ct2", "ru")


def test_weights_without_their_decoder_file(models: Any, cache: Path, opus: Path) -> None:
    (opus / "decoder.yml").unlink()
    assert models("convert", str(opus), "en-tr").code == 0
    assert works(cache / "ct2")


def test_an_archive_is_unpacked_and_converted(models: Any, cache: Path, opus: Path, tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.spm")
    link.external_attr = 0o120777 << 16
    content = io.BytesIO(packed(opus, **{"../../evil.txt": b"x", "LICENSE": b"CC-BY"}))
    with zipfile.ZipFile(content, "a") as file:
        file.writestr(link, "/etc/passwd")
    (tmp_path / "opus-2020.zip").write_bytes(content.getvalue())
    assert models("convert", str(tmp_path / "opus-2020.zip"), "en-tr").code == 0
    assert works(cache / "ct2")
    assert sorted(p.name for p in (cache / "ct2" / "en-tr").iterdir()) == NAMES
    assert not list(tmp_path.rglob("evil*"))


def test_an_archive_is_fetched_and_converted(models: Any, cache: Path, opus: Path) -> None:
    with files_served({"opus-2020-02-11.zip": packed(opus)}) as served:
        address = f"{served.url}/opus-2020-02-11.zip"
        served.cut["opus-2020-02-11.zip"] = CUT
        assert models("fetch", "en-tr", "--from", address).code == 3
        ran = models("fetch", "en-tr", "--from", address, "--json")
        assert ran.code == 0, ran
        assert served.asked[-1] == ("opus-2020-02-11.zip", f"bytes={CUT}-")
        model = ran.content["model"]
        assert (model["outcome"], model["origin"], model["verified"]) == ("fetched", address, False)
        assert model["revision"] == "opus-2020-02-11"
        served.asked.clear()
        assert models("fetch", "en-tr", "--from", address, "--json").content["model"]["outcome"] == "unchanged"
        assert served.asked == []
    assert works(cache / "ct2")
    assert leftovers(cache / "ct2") == []


def test_an_archive_that_is_none(models: Any, cache: Path) -> None:
    with files_served({"x.zip": b"<html>sorry</html>"}) as served:
        ran = models("fetch", "en-tr", "--from", f"{served.url}/x.zip", "--json")
    assert (ran.code, ran.document["error"]["code"]) == (2, "input")
    assert not (cache / "ct2" / "en-tr").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("nothing", "no model in it"),
        ("no pieces", "source.spm"),
        ("junk weights", "cannot be converted"),
        ("no vocabulary", "vocabulary"),
        ("ready", "fetch PAIR --from FOLDER"),
    ],
)
def test_what_cannot_be_converted_is_explained(change: str, words: str, models: Any, cache: Path, opus: Path) -> None:
    if change == "nothing":
        for path in opus.iterdir():
            path.unlink()
    elif change == "no pieces":
        (opus / "source.spm").unlink()
    elif change == "junk weights":
        next(opus.glob("*.npz")).write_bytes(b"junk")
    elif change == "no vocabulary":
        (opus / "opus.vocab.yml").unlink()
    else:
        shutil.rmtree(opus)
        shutil.copytree(MODELS / "en-tr", opus)
    ran = models("convert", str(opus), "en-tr")
    assert ran.code == 2
    assert words in ran.err
    assert not (cache / "ct2" / "en-tr").exists()


@pytest.mark.skipif(importlib.util.find_spec("transformers") is not None, reason="transformers is installed here")
def test_what_a_model_of_transformers_needs_is_said(models: Any, tmp_path: Path) -> None:
    folder = tmp_path / "hugging"
    folder.mkdir()
    (folder / "config.json").write_text('{"model_type": "marian"}')
    (folder / "model.safetensors").write_bytes(b"x")
    for name in ("source.spm", "target.spm"):
        shutil.copyfile(MODELS / "en-tr" / name, folder / name)
    ran = models("convert", str(folder), "en-tr")
    assert ran.code == 3
    assert "pip install transformers torch" in ran.err


def multilingual(folder: Path) -> Path:
    """A model whose vocabulary names several target languages."""
    opus_folder(MODELS / "en-tr", folder)
    vocabulary = folder / "opus.vocab.yml"
    lines = vocabulary.read_text("utf-8").splitlines()
    for number, word in ((300, ">>tur<<"), (301, ">>aze_Latn<<")):
        lines[number] = f"{json.dumps(word)}: {number}"
    vocabulary.write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def test_the_prefix_of_a_language_is_found_or_asked_for(models: Any, cache: Path, tmp_path: Path) -> None:
    folder = multilingual(tmp_path / "many")
    found = models("convert", str(folder), "en-tr", "--json").content["model"]
    assert found["prefix"] == ">>tur<<"
    ran = models("convert", str(folder), "en-az")
    assert ran.code == 2
    assert ">>aze_Latn<<" in ran.err
    assert not (cache / "ct2" / "en-az").exists()
    assert models("convert", str(folder), "en-az", "--prefix", ">>aze_Latn<<").code == 0
    assert models("convert", str(folder), "en-uz", "--prefix", ">>uzb<<").code == 2


def test_a_dry_run_of_a_conversion_changes_nothing(models: Any, cache: Path, opus: Path) -> None:
    ran = models("convert", str(opus), "en-tr", "--dry-run", "--json")
    assert (ran.code, ran.content["model"]["outcome"]) == (0, "converted")
    assert not cache.exists()
    assert models("convert", "nowhere", "en-tr").code == 2


# -- verify ------------------------------------------------------------------------------------------------------


def test_damage_is_found_and_named(models: Any, cache: Path) -> None:
    for pair in ("en-tr", "en-ru"):
        shutil.copytree(MODELS / pair, cache / "ct2" / pair)
    with (cache / "ct2" / "en-tr" / "model.bin").open("r+b") as file:
        file.seek(200_000)
        file.write(b"\x00\x01\x02")
    (cache / "ct2" / "en-tr" / "target.spm").unlink()
    ran = models("verify", "--json")
    assert ran.code == 1
    russian, turkish = ran.content["models"]
    assert (russian["pair"], russian["sound"], russian["faults"]) == ("en-ru", True, [])
    assert turkish["sound"] is False
    assert turkish["faults"] == [
        {"name": "model.bin", "what": "changed"},
        {"name": "target.spm", "what": "missing"},
    ]
    shown = models("verify", "en-tr")
    assert shown.code == 1
    assert "model.bin is not what it was; target.spm is missing" in shown.out
    assert models("verify", "en-ru").code == 0
    assert models("verify", "en-de").code == 2


def test_a_model_without_a_manifest_is_not_known(models: Any, cache: Path) -> None:
    shutil.copytree(TINY / "en-tr", cache / "en-tr")
    ran = models("verify", "--json")
    assert (ran.code, ran.content["models"][0]["sound"]) == (0, None)
    (cache / "en-tr" / "transflow-model.json").write_text("junk")
    assert models("verify", "--json").content["models"][0]["faults"] == [
        {"name": "transflow-model.json", "what": "unreadable"}
    ]


# -- remove ------------------------------------------------------------------------------------------------------


def test_without_a_terminal_nothing_is_removed_unasked(models: Any, cache: Path) -> None:
    shutil.copytree(MODELS / "en-tr", cache / "ct2" / "en-tr")
    ran = models("remove", "en-tr")
    assert ran.code == 2
    assert "--yes" in ran.err
    dry = models("remove", "en-tr", "--dry-run")
    assert dry.code == 0
    assert sorted(p.name for p in (cache / "ct2" / "en-tr").iterdir()) == NAMES
    size = sum(p.stat().st_size for p in (cache / "ct2" / "en-tr").iterdir())
    done = models("remove", "en-tr", "--yes", "--json")
    assert (done.code, done.content["freed"]) == (0, size)
    assert not (cache / "ct2" / "en-tr").exists()
    assert models("remove", "en-tr", "--yes").code == 2  # there is none any more


class Terminal(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("said", "removed"), [("yes\n", True), ("Y\n", True), ("no\n", False), ("\n", False), ("", False)]
)
def test_at_a_terminal_one_is_asked(
    said: str, removed: bool, models: Any, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(MODELS / "en-tr", cache / "ct2" / "en-tr")
    monkeypatch.setattr(sys, "stdin", Terminal(said))
    ran = models("remove", "en-tr")
    assert ran.code == 0
    assert "[yes/no]" in ran.err
    assert (cache / "ct2" / "en-tr").exists() is not removed
    assert ("bytes freed" if removed else "Nothing was deleted.") in ran.out


def test_what_is_not_the_models_own_stays(models: Any, cache: Path, tmp_path: Path) -> None:
    shutil.copytree(MODELS / "en-tr", cache / "ct2" / "en-tr")
    (cache / "ct2" / "en-tr" / "notes.txt").write_text("mine")
    (tmp_path / "elsewhere.spm").write_bytes(b"mine")
    (cache / "ct2" / "en-tr" / "source.spm").unlink()
    (cache / "ct2" / "en-tr" / "source.spm").symlink_to(tmp_path / "elsewhere.spm")
    assert models("remove", "en-tr", "--yes").code == 0
    assert [p.name for p in (cache / "ct2" / "en-tr").iterdir()] == ["notes.txt"]
    assert (tmp_path / "elsewhere.spm").read_bytes() == b"mine"


def test_a_link_is_not_followed(models: Any, cache: Path, tmp_path: Path) -> None:
    shutil.copytree(MODELS / "en-tr", tmp_path / "elsewhere")
    (cache / "ct2").mkdir(parents=True)
    (cache / "ct2" / "en-tr").symlink_to(tmp_path / "elsewhere")
    assert models("remove", "en-tr", "--yes").code == 2
    assert sorted(p.name for p in (tmp_path / "elsewhere").iterdir()) == NAMES


def test_of_two_engines_one_must_be_named(models: Any, cache: Path) -> None:
    shutil.copytree(MODELS / "en-tr", cache / "ct2" / "en-tr")
    shutil.copytree(TINY / "en-tr", cache / "en-tr")
    ran = models("remove", "en-tr", "--yes")
    assert ran.code == 2
    assert "ct2, fx" in ran.err
    assert models("remove", "en-tr", "--engine", "fx", "--yes").code == 0
    assert [m["engine"] for m in models("list", "--json").content["models"]] == ["ct2"]


# -- together ----------------------------------------------------------------------------------------------------


def test_two_at_the_same_time_do_not_mix(models: Any, cache: Path, mirror: Served) -> None:
    from transflow.engines.model_library import staging

    with staging(cache / "ct2", "en-tr"):
        ran = models("fetch", "en-tr", "--from", mirror.url)
    assert ran.code == 1
    assert "Another transflow is fetching" in ran.err
    assert models("fetch", "en-tr", "--from", mirror.url).code == 0


def test_drafts_are_made_with_a_fetched_model(workspace: Any, models: Any, cache: Path, mirror: Served) -> None:
    missing = workspace("draft", "--engine", "ct2", "--locale", "tr", "--json")
    assert missing.code == 3
    assert models("fetch", "en-tr", "--from", mirror.url).code == 0
    ran = workspace("draft", "--engine", "ct2", "--locale", "tr", "--json")
    assert ran.code in (0, 1)
    assert ran.content["drafted"][0]["drafts"]["mt:ct2"] > 0, ran
