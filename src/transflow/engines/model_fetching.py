"""Models brought to this machine: from a source with checksums, from OPUS-MT's archives, from a folder to be converted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from transflow.engines.base import Progress
from transflow.engines.model_catalogue import OFFERS, Offer
from transflow.engines.model_converting import convert, kind_of, longest_in, prefix_for, unpack
from transflow.engines.model_library import (
    Installed,
    faults,
    languages_of,
    model_in,
    own_files,
    put_in_place,
    staging,
)
from transflow.engines.model_manifest import (
    MAX_TOKENS,
    NAME,
    Manifest,
    marks_of,
    parse_manifest,
    read_manifest,
    sha256_of,
    write_manifest,
)
from transflow.engines.model_sources import Source, WebSource, offered
from transflow.errors import N_, InputError, UnavailableError

_DAMAGED: Final = N_("{name} came damaged: it is not what its checksum says.")
_ANEW: Final = N_("Run the command again; if that does not help, tell whoever offers the model.")

Outcome = Literal["fetched", "converted", "unchanged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What became of a model that was asked for; in a plan, what would. ``size`` is None where nobody knows it yet."""

    outcome: Outcome
    engine: str
    pair: str
    folder: Path
    origin: str
    size: int | None = None
    manifest: Manifest | None = None


def fetch(
    source: Source, engine: str, pair: str, home: Path, *, progress: Progress | None = None, dry_run: bool = False
) -> Brought:
    """The model of a pair, file by file, into ``home``/PAIR; nothing is done where exactly these files are there.

    Raises :class:`UnavailableError` for files that do not fit their checksums: nothing is put in place then.
    """
    languages_of(pair)
    files = offered(source, engine, pair)
    wanted = {name: digest for name, (_, digest) in files.items() if name != NAME}
    here = model_in(engine, home / pair)
    if here is not None and _is_the_same(here, wanted):
        return brought("unchanged", here, source.label)
    if dry_run:
        return Brought(outcome="fetched", engine=engine, pair=pair, folder=home / pair, origin=source.label)
    with staging(home, pair) as stage:
        made = stage / "model"
        made.mkdir(exist_ok=True)
        done, total = 0, None
        for name in sorted(files, key=lambda name: name != NAME):  # the manifest first: it knows the sizes
            path, digest = files[name]
            if not (digest and (made / name).is_file() and sha256_of(made / name) == digest):
                before = done

                def told(count: int, _size: int | None, before: int = before, total: int | None = total) -> None:
                    if progress is not None:
                        progress(pair, before + count, total)

                source.copy(path, made / name, told)
                _expect(made / name, digest)
            done += (made / name).stat().st_size
            if name == NAME:
                total = _size(made)
        for path_left in made.iterdir():
            if path_left.name not in files:
                path_left.unlink()
        theirs = _theirs(made)
        for name, mark in theirs.files.items():  # a folder without a list of checksums may have those of its manifest
            if name in files and not files[name][1]:
                _expect(made / name, mark.sha256)
        _describe(made, engine, pair, theirs, origin=theirs.origin or source.label, verified=all(wanted.values()))
        put_in_place(made, home / pair)
    return brought("fetched", _model(engine, home / pair), source.label)


def fetch_archive(
    url: str, pair: str, home: Path, *, prefix: str = "", progress: Progress | None = None, dry_run: bool = False
) -> Brought:
    """OPUS-MT's archive at ``url``, fetched, compared with its checksum where one is known, and converted."""
    source = WebSource(url)
    offer = next((offer for offer in OFFERS if offer.url == url), None)
    revision = Path(urlsplit(url).path).name.removesuffix(".zip").replace("%2B", "+")
    here = model_in("ct2", home / pair)
    if here is not None and here.manifest is not None and here.manifest.origin == source.label and not faults(here):
        return brought("unchanged", here, source.label)
    if dry_run:
        return Brought(outcome="fetched", engine="ct2", pair=pair, folder=home / pair, origin=source.label)
    with staging(home, pair) as stage:
        archive = stage / "archive.zip"
        digest = offer.sha256 if offer is not None else ""
        if not (digest and archive.is_file() and sha256_of(archive) == digest):

            def told(count: int, size: int | None) -> None:
                if progress is not None:
                    progress(pair, count, size)

            source.copy("", archive, told)
            _expect(archive, digest)
        _convert_archive(archive, stage, pair, home, prefix, offer, origin=source.label, revision=revision)
    return brought("fetched", _model("ct2", home / pair), source.label)


def convert_into(folder: Path, pair: str, home: Path, *, prefix: str = "", dry_run: bool = False) -> Brought:
    """Make the model in ``folder``, or in a ZIP archive, one of ``ct2`` in ``home``/PAIR."""
    languages_of(pair)
    origin = folder.resolve().name
    packed = folder.is_file()
    if not packed:
        kind_of(folder)
    if dry_run:
        return Brought(outcome="converted", engine="ct2", pair=pair, folder=home / pair, origin=origin)
    with staging(home, pair) as stage:
        if packed:
            _convert_archive(folder, stage, pair, home, prefix, None, origin=origin, revision="")
        else:
            _convert(folder, stage / "model", pair, prefix, None, origin=origin, revision="")
            put_in_place(stage / "model", home / pair)
    return brought("converted", _model("ct2", home / pair), origin)


def record(engine: str, pair: str, folder: Path, *, origin: str, license_: str) -> Brought:
    """Write down what a model is that an engine fetched by its own way."""
    _describe(folder, engine, pair, Manifest(engine=engine, source="", target="", license=license_), origin=origin)
    return brought("fetched", _model(engine, folder), origin)


def _convert_archive(
    archive: Path, stage: Path, pair: str, home: Path, prefix: str, offer: Offer | None, *, origin: str, revision: str
) -> None:
    unpack(archive, stage / "unpacked")
    _convert(stage / "unpacked", stage / "model", pair, prefix, offer, origin=origin, revision=revision)
    put_in_place(stage / "model", home / pair)


def _convert(
    folder: Path, made: Path, pair: str, prefix: str, offer: Offer | None, *, origin: str, revision: str
) -> None:
    convert(folder, made)
    theirs = Manifest(
        engine="ct2",
        source="",
        target="",
        revision=revision,
        license=offer.license if offer is not None else "",
        target_prefix=prefix_for(made, languages_of(pair)[1], prefix),
        max_tokens=longest_in(folder),
    )
    _describe(made, "ct2", pair, theirs, origin=origin, verified=offer is not None)


def _describe(folder: Path, engine: str, pair: str, theirs: Manifest, *, origin: str, verified: bool = False) -> None:
    """Write the manifest of a model as it lies in ``folder`` now, with what its publisher says of it."""
    source, target = languages_of(pair)
    files = [path for path in own_files(engine, folder) if path.name != NAME]
    write_manifest(
        folder,
        Manifest(
            engine=engine,
            source=source,
            target=target,
            origin=origin,
            revision=theirs.revision,
            license=theirs.license,
            target_prefix=theirs.target_prefix,
            max_tokens=theirs.max_tokens,
            verified=verified,
            files=marks_of(files),
        ),
    )


def _theirs(folder: Path) -> Manifest:
    """The manifest that came with a model, or an empty one. Raises :class:`InputError` for one that cannot be read."""
    try:
        return read_manifest(folder) or Manifest(engine="", source="", target="", max_tokens=MAX_TOKENS)
    except ValueError:
        raise InputError(
            N_("The manifest of the model cannot be read."), remedy=N_("Tell whoever offers the model."), file=NAME
        ) from None


def _size(folder: Path) -> int | None:
    """Bytes of all files by the manifest, None where it says nothing."""
    try:
        manifest = parse_manifest((folder / NAME).read_bytes())
    except ValueError:
        return None
    return sum(mark.size for mark in manifest.files.values()) + (folder / NAME).stat().st_size or None


def _expect(path: Path, digest: str) -> None:
    if digest and sha256_of(path) != digest:
        path.unlink()
        raise UnavailableError(_DAMAGED, remedy=_ANEW, name=path.name)


def _is_the_same(here: Installed, wanted: dict[str, str]) -> bool:
    """Whether a model holds exactly the wanted files, all of them sound. Without checksums nobody can tell."""
    if here.manifest is None or not all(wanted.values()):
        return False
    return {name: mark.sha256 for name, mark in here.manifest.files.items()} == wanted and not faults(here)


def _model(engine: str, folder: Path) -> Installed:
    model = model_in(engine, folder)
    assert model is not None
    return model


def brought(outcome: Outcome, model: Installed, origin: str) -> Brought:
    """What is told of a model that is in its place."""
    return Brought(
        outcome=outcome,
        engine=model.engine,
        pair=model.pair,
        folder=model.folder,
        origin=model.manifest.origin if model.manifest is not None else origin,
        size=model.size,
        manifest=model.manifest,
    )
