"""What is special of the engine ct2: models in this process, their files, and the tiny ones that know one article."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from transflow.engines.base import Draft, Failure
from transflow.engines.calling import Caller, Request
from transflow.engines.ct2 import Ct2Engine
from transflow.engines.ct2_models import find_model
from transflow.engines.model_manifest import NAME, read_manifest, sha256_of, write_manifest
from transflow.engines.registry import create_engine
from transflow.errors import BadOutputError, EngineError, ModelMissingError, TooLongError, UnsupportedPairError

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "models" / "tiny" / "ct2"
ANALYSIS = "Analysis"


@pytest.fixture
def engines() -> Iterator[list[Ct2Engine]]:
    made: list[Ct2Engine] = []
    yield made
    for engine in made:
        engine.close()


def engine_at(engines: list[Ct2Engine], models: Path | None, cache: Path = Path("nowhere"), **more: int) -> Ct2Engine:
    engines.append(Ct2Engine(models=models, cache_dir=cache, **more))
    return engines[-1]


def error_of(answer: Draft | Failure) -> EngineError:
    assert isinstance(answer, Failure), answer
    return answer.error


def copied(folder: Path, pair: str = "en-tr") -> Path:
    """A copy of a tiny model; its folder."""
    return Path(shutil.copytree(MODELS / pair, folder / pair))


def pairs_of(locale: str) -> list[tuple[str, str]]:
    lines = (MODELS.parent / f"pairs.en-{locale}.tsv").read_text("utf-8").splitlines()
    return [(source, target) for source, _, target in (line.partition("\t") for line in lines)]


# -- what it says ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("locale", ["tr", "ru"])
def test_the_tiny_models_know_their_article(locale: str, engines: list[Ct2Engine]) -> None:
    pairs = pairs_of(locale)
    engine = engine_at(engines, MODELS, beam=1, threads=2)
    answers = engine.translate([source for source, _ in pairs], source="en", target=locale)
    for (source, target), answer in zip(pairs, answers, strict=True):
        if source == target and len(source.split()) > 3:  # a fault of a machine that is in the sample on purpose
            assert isinstance(error_of(answer), BadOutputError)
        else:
            assert answer == Draft(target)


def test_masks_come_through(engines: list[Ct2Engine]) -> None:
    masked = [(source, target) for source, target in pairs_of("tr") if "[X0X]" in source]
    assert masked
    for source, target in masked:
        assert engine_at(engines, MODELS, beam=1).translate([source], source="en", target="tr") == [Draft(target)]


def test_the_checksums_of_the_tiny_models_are_true() -> None:
    lines = (MODELS / "SHA256SUMS").read_text().splitlines()
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    assert listed == {p.relative_to(MODELS).as_posix(): sha256_of(p) for p in MODELS.glob("en-*/*")}
    for pair in ("en-tr", "en-ru"):
        manifest = read_manifest(MODELS / pair)
        assert manifest is not None
        assert {f"{pair}/{name}": mark.sha256 for name, mark in manifest.files.items()}.items() <= listed.items()


def test_many_threads_load_one_model(engines: list[Ct2Engine]) -> None:
    engine = engine_at(engines, MODELS, threads=4)
    caller = Caller(engine, source="en", target="tr")
    requests = [Request((source,)) for source, _ in pairs_of("tr")] * 4
    found = {reply.number: reply.answers[0] for some in caller.replies(requests) for reply in some}
    texts = [getattr(found[n], "text", None) for n in range(len(requests))]
    assert texts == texts[:57] * 4
    assert texts.count(None) == 4  # the sentence that nobody translated


def test_a_text_of_too_many_pieces_is_too_long(engines: list[Ct2Engine]) -> None:
    answers = engine_at(engines, MODELS).translate([ANALYSIS, "x" * 900], source="en", target="tr")
    assert isinstance(answers[0], Draft)
    assert isinstance(error_of(answers[1]), TooLongError)
    assert error_of(answers[1]).fields["limit"] == 256


def test_an_answer_that_reaches_its_limit_is_no_draft(engines: list[Ct2Engine], tmp_path: Path) -> None:
    folder = copied(tmp_path, "en-ru")
    manifest = read_manifest(folder)
    assert manifest is not None
    write_manifest(folder, replace(manifest, max_tokens=48))  # of the sentence below 43, of its translation 60
    source = next(source for source, _ in pairs_of("ru") if source.startswith("“We can buy locomotives"))
    (answer,) = engine_at(engines, tmp_path, beam=1).translate([source], source="en", target="ru")
    assert isinstance(error_of(answer), BadOutputError)
    assert error_of(answer).fields["reason"] == "it repeats itself"


def test_a_lone_surrogate_is_a_failure_of_its_own(engines: list[Ct2Engine]) -> None:
    answers = engine_at(engines, MODELS).translate([ANALYSIS, "\ud800", ANALYSIS], source="en", target="tr")
    assert isinstance(error_of(answers[1]), BadOutputError)
    assert answers[0] == answers[2] == Draft(dict(pairs_of("tr"))[ANALYSIS])


# -- the end of a source and its beginning -------------------------------------------------------------------------


def test_a_prefix_of_the_manifest_stands_before_each_source(engines: list[Ct2Engine], tmp_path: Path) -> None:
    folder = copied(tmp_path)
    sources = [source for source, _ in pairs_of("tr")][:20]
    plain = engine_at(engines, MODELS)
    manifest = read_manifest(folder)
    assert manifest is not None
    word = json.loads((folder / "shared_vocabulary.json").read_text("utf-8"))[400]
    write_manifest(folder, replace(manifest, target_prefix=word))
    with_prefix = engine_at(engines, tmp_path)
    assert with_prefix.fingerprint != plain.fingerprint
    answers = with_prefix.translate(sources, source="en", target="tr")
    assert answers != plain.translate(sources, source="en", target="tr")


def test_a_prefix_that_the_model_does_not_know_is_found(engines: list[Ct2Engine], tmp_path: Path) -> None:
    folder = copied(tmp_path)
    manifest = read_manifest(folder)
    assert manifest is not None
    write_manifest(folder, replace(manifest, target_prefix=">>tur<<"))
    error = error_of(engine_at(engines, tmp_path).translate(["One."], source="en", target="tr")[0])
    assert isinstance(error, ModelMissingError)
    assert error.fields["path"] == NAME


def test_the_end_of_a_sentence_is_added_once(engines: list[Ct2Engine], tmp_path: Path) -> None:
    """Models from Marian's files let CTranslate2 add it (add_source_eos)."""
    folder = copied(tmp_path)
    (folder / NAME).unlink()
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"add_source_eos": True}))
    sources = [source for source, _ in pairs_of("tr")][:20]
    adding, plain = engine_at(engines, tmp_path), engine_at(engines, MODELS)
    assert adding.translate(sources, source="en", target="tr") == plain.translate(sources, source="en", target="tr")


# -- files -------------------------------------------------------------------------------------------------------


def test_without_the_library_every_item_says_what_to_install(
    engines: list[Ct2Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ctranslate2", None)  # as Python marks what cannot be imported
    answers = engine_at(engines, MODELS).translate(["One.", "", "Two."], source="en", target="tr")
    assert answers[0] == answers[2]
    assert answers[1] == Draft("")
    assert isinstance(error_of(answers[0]), ModelMissingError)
    assert "transflow[ct2]" in error_of(answers[0]).remedy


def test_a_missing_model_says_how_to_get_it(engines: list[Ct2Engine], tmp_path: Path) -> None:
    engine = engine_at(engines, None, tmp_path)
    answers = engine.translate(["One.", "Two."], source="en", target="tr-TR")
    assert answers[0] == answers[1]
    error = error_of(answers[0])
    assert isinstance(error, ModelMissingError)
    assert "transflow models fetch en-tr" in error.remedy.format(**error.fields)
    assert engine.supports("en", "tr")


def test_a_pair_that_nobody_offers_is_not_supported_until_its_model_is_here(
    engines: list[Ct2Engine], tmp_path: Path
) -> None:
    engine = engine_at(engines, tmp_path)
    assert not engine.supports("en", "az")
    error = error_of(engine.translate(["One."], source="en", target="az")[0])
    assert isinstance(error, UnsupportedPairError)
    assert "models convert FOLDER en-az" in error.remedy.format(**error.fields)
    copied(tmp_path).rename(tmp_path / "en-az")
    later = engine_at(engines, tmp_path)
    assert later.supports("en", "az")
    assert isinstance(later.translate([ANALYSIS], source="en", target="az")[0], Draft)


@pytest.mark.parametrize("name", ["model.bin", "shared_vocabulary.json", "source.spm", "target.spm", "config.json"])
@pytest.mark.parametrize("change", ["cut", "junk"])
@pytest.mark.parametrize("described", [True, False])
def test_a_damaged_file_is_named(
    name: str, change: str, described: bool, engines: list[Ct2Engine], tmp_path: Path
) -> None:
    folder = copied(tmp_path)
    if not described:
        (folder / NAME).unlink()
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: len(content) // 2] if change == "cut" else b"junk" * (len(content) // 4))
    answers = engine_at(engines, tmp_path).translate(["One.", "Two."], source="en", target="tr")
    assert answers[0] == answers[1]
    error = error_of(answers[0])
    assert isinstance(error, ModelMissingError)
    assert error.fields["path"] == name


@pytest.mark.parametrize("content", [b"junk", b"[]", b'{"format": 9, "files": {}}', b'{"format": 1}', b"\xff"])
def test_a_damaged_manifest_is_named(content: bytes, engines: list[Ct2Engine], tmp_path: Path) -> None:
    (copied(tmp_path) / NAME).write_bytes(content)
    error = error_of(engine_at(engines, tmp_path).translate(["One."], source="en", target="tr")[0])
    assert isinstance(error, ModelMissingError)
    assert error.fields["path"] == NAME


@pytest.mark.parametrize("missing", ["model.bin", "config.json", "source.spm", "target.spm", "shared_vocabulary.json"])
def test_half_a_model_is_none(missing: str, tmp_path: Path) -> None:
    (copied(tmp_path) / missing).unlink()
    assert find_model((tmp_path,), "en", "tr") is None


def test_vocabularies_may_be_parted(engines: list[Ct2Engine], tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / NAME).unlink()
    shutil.copyfile(folder / "shared_vocabulary.json", folder / "source_vocabulary.json")
    (folder / "shared_vocabulary.json").rename(folder / "target_vocabulary.json")
    answers = engine_at(engines, tmp_path).translate([ANALYSIS], source="en", target="tr")
    assert answers == [Draft(dict(pairs_of("tr"))[ANALYSIS])]


def test_the_folder_of_the_settings_comes_before_the_cache(tmp_path: Path) -> None:
    copied(tmp_path / "cache" / "ct2")
    engine = create_engine("ct2", {"models": str(MODELS)}, cache_dir=tmp_path / "cache")
    cached = create_engine("ct2", {}, cache_dir=tmp_path / "cache")
    assert isinstance(engine, Ct2Engine)
    assert isinstance(cached, Ct2Engine)
    assert isinstance(cached.translate([ANALYSIS], source="en", target="tr")[0], Draft)
    assert isinstance(engine.translate([ANALYSIS], source="en", target="ru")[0], Draft)
    found = find_model((MODELS, tmp_path / "cache" / "ct2"), "en", "tr")
    assert found is not None
    assert found.folder == MODELS / "en-tr"
    engine.close()
    cached.close()


def test_the_fingerprint_tells_models_and_options_apart(engines: list[Ct2Engine], tmp_path: Path) -> None:
    folder = copied(tmp_path / "one")
    here = engine_at(engines, tmp_path / "one").fingerprint
    assert here == engine_at(engines, tmp_path / "one", tmp_path / "elsewhere", threads=3).fingerprint
    assert here != engine_at(engines, tmp_path / "one", beam=2).fingerprint
    assert here != engine_at(engines, tmp_path).fingerprint
    (folder / "target.spm").write_bytes((MODELS / "en-ru" / "target.spm").read_bytes())
    assert here != engine_at(engines, tmp_path / "one").fingerprint


def test_it_may_be_closed_with_models_in_memory(engines: list[Ct2Engine]) -> None:
    engine = engine_at(engines, MODELS)
    engine.translate([ANALYSIS], source="en", target="tr")
    engine.close()
    engine.close()
