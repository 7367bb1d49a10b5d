"""Placing: the latest releases of an article as files in the folder, naming each other and leaving nothing old behind."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from transflow.destinations.folder import remove_files, write_files
from transflow.domain.language import profile
from transflow.domain.release import Sibling
from transflow.errors import DiskError, TransflowError
from transflow.files import read_bounded
from transflow.formats.renderings import SUFFIXES, WITHOUT_SIBLINGS, render
from transflow.formats.renderings.losses import Loss, losses
from transflow.workflow.composing import LANGUAGES_SLOT, Snapshot
from transflow.workflow.workspace import Workspace

if TYPE_CHECKING:
    from transflow.store.records import ArticleRecord, ReleaseRecord

#: So often files are written anew because somebody else published meanwhile; who published last writes them too.
_ROUNDS: Final = 3


@dataclass(slots=True, kw_only=True)
class Placed:
    """What became of the files of one article in one locale: sets of paths, relative to the workspace.

    ``kept``: files of a withdrawn release that somebody changed, so that they were not removed. ``lost``: what a format
    could not say, by path. ``refused``: why a format could not be made at all; the others are there.
    """

    files: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    lost: dict[str, tuple[Loss, ...]] = field(default_factory=dict)
    refused: list[TransflowError] = field(default_factory=list)


def place(workspace: Workspace, records: Sequence[ArticleRecord]) -> dict[tuple[str, str], Placed]:
    """Write the latest release of each article in each locale to the folder, naming the published siblings.

    Returns (article, locale) → its files. No lock is held: where another publisher was faster than this one's writing,
    its releases are written after all (:data:`_ROUNDS` times at most), so that older files do not stay.
    """
    ids = {r.id: r for r in records}
    result: dict[tuple[str, str], Placed] = {}
    latest = _latest(workspace, list(ids), snapshots=True)
    for _ in range(_ROUNDS):
        _place(workspace, ids, latest, result)
        now = _latest(workspace, list(ids))
        if all(_stands(release) == _stands(latest.get(key)) for key, release in now.items()):
            break
        latest = _latest(workspace, list(ids), snapshots=True)
    return result


def _latest(
    workspace: Workspace, ids: Sequence[int], *, snapshots: bool = False
) -> dict[tuple[int, str], ReleaseRecord]:
    with workspace.store.read() as tx:
        return tx.releases.latest(ids, snapshots=snapshots)


def _stands(release: ReleaseRecord | None) -> tuple[int, str] | None:
    """What decides which files there are: the release's number, and why it was withdrawn."""
    return (release.number, release.withdrawn) if release is not None else None


def _place(
    workspace: Workspace,
    ids: Mapping[int, ArticleRecord],
    latest: Mapping[tuple[int, str], ReleaseRecord],
    result: dict[tuple[str, str], Placed],
) -> None:
    """Write these releases, after removing what their last manifests list and they no longer have."""
    by_article: dict[int, list[ReleaseRecord]] = {}
    for (article_id, locale), release in sorted(latest.items(), key=lambda item: item[0]):
        if not release.withdrawn:
            by_article.setdefault(article_id, []).append(release)
        else:
            name = ids[article_id].name
            _take_away(workspace, f"{locale}/{name}", result.setdefault((name, locale), Placed()))
    prefix = workspace.settings.publish_folder
    root = workspace.root / prefix
    for article_id, releases in by_article.items():
        record = ids[article_id]
        locales = [r.locale for r in releases]
        for release in releases:
            stem = f"{release.locale}/{record.name}"
            manifest = manifest_on_disk(root, stem)
            rendered = render_release(workspace, record, release, locales, still_good(root, manifest, release))
            files = rendered.files
            refused = [str(error.file).removeprefix(f"{prefix}/") for error in rendered.refused]
            stale = left_over(stem, manifest, {*files, *refused} if manifest.get("digest") == release.digest else files)
            # First of all: after a crash the old manifest still knows what is to go.
            removed = remove_files(root, stale, within=workspace.root)
            written = write_files(root, files, within=workspace.root)
            placed = result.setdefault((record.name, release.locale), Placed())
            placed.files = {f"{prefix}/{path}" for path in files}
            placed.lost = {f"{prefix}/{path}": what for path, what in rendered.lost.items()}
            placed.refused = rendered.refused
            placed.written = (placed.written | {f"{prefix}/{path}" for path in written}) & placed.files
            placed.removed = (placed.removed | {f"{prefix}/{path}" for path in removed}) - placed.files


def _take_away(workspace: Workspace, stem: str, placed: Placed) -> None:
    """Remove the files of a withdrawn release; its manifest goes last, so that a crash leaves nothing unknown."""
    prefix = workspace.settings.publish_folder
    root = workspace.root / prefix
    files = left_over(stem, manifest_on_disk(root, stem), ())
    removed = remove_files(root, files, within=workspace.root)
    kept = [path for path in files if path not in removed and (root / path).exists()]
    manifest = f"{stem}.manifest.json"
    if not kept and (root / manifest).is_file():
        own = sha256(read_bounded(root / manifest, manifest)).hexdigest()
        removed += remove_files(root, {manifest: own}, within=workspace.root)
    placed.files, placed.written = set(), set()
    placed.removed |= {f"{prefix}/{path}" for path in removed}
    placed.kept = {f"{prefix}/{path}" for path in kept}


def manifest_on_disk(root: Path, stem: str) -> Mapping[str, Any]:
    """The manifest of what is published already, {} where there is none that can be read."""
    with contextlib.suppress(TransflowError, ValueError, RecursionError):
        path = f"{stem}.manifest.json"
        manifest = json.loads(read_bounded(root / path, path))
        if isinstance(manifest, dict) and isinstance(manifest.get("files"), dict):
            return manifest
    return {}


def left_over(stem: str, manifest: Mapping[str, Any], files: Collection[str]) -> dict[str, str]:
    """What the manifest on disk lists and ``files`` (paths) lack: path → SHA-256 as it was written.

    A manifest is a file that anybody may have changed: only ``stem`` with another ending is believed to be its own.
    """
    return {
        path: str(content_hash)
        for path, content_hash in manifest.get("files", {}).items()
        if path not in files and (ending := PurePosixPath(path).suffix).isprintable() and path == stem + ending
    }


def still_good(root: Path, manifest: Mapping[str, Any], release: ReleaseRecord) -> dict[str, bytes]:
    """Files on disk that are of exactly this release and name no sibling: path → bytes. Making them again is dear."""
    if manifest.get("digest") != release.digest or manifest.get("release") != release.number:
        return {}
    good: dict[str, bytes] = {}
    for path, content_hash in manifest["files"].items():
        if path.endswith(tuple(SUFFIXES[form] for form in WITHOUT_SIBLINGS)):
            with contextlib.suppress(TransflowError):
                content = read_bounded(root / path, path)
                if sha256(content).hexdigest() == content_hash:
                    good[path] = content
    return good


@dataclass(slots=True, kw_only=True)
class Rendered:
    """The files of a release, path → bytes; what formats could not say, and those that could not be made."""

    files: dict[str, bytes]
    lost: dict[str, tuple[Loss, ...]] = field(default_factory=dict)
    refused: list[TransflowError] = field(default_factory=list)


def render_release(
    workspace: Workspace,
    record: ArticleRecord,
    release: ReleaseRecord,
    published: Sequence[str],
    good: Mapping[str, bytes],
) -> Rendered:
    """Every file of one release; the language line names the source and what is ``published``. ``good`` are made already.

    An article that one format cannot hold (a script that no font has) is still written in all others.
    """
    snapshot = Snapshot.unpacked(release.snapshot)
    locale = release.locale
    stem = f"{locale}/{record.name}"
    own = profile(locale)
    others = [record.source_locale, *(other for other in published if other != locale)]
    line = f"{own.language_line} {' '.join(profile(other).name for other in others)}"
    files = {f"{stem}{snapshot.suffix}": snapshot.document.replace(LANGUAGES_SLOT.encode(), line.encode())}
    rendered = Rendered(files=files)
    for form in workspace.settings.formats:
        path = f"{stem}{SUFFIXES[form]}"
        if path in files:
            continue  # the source's own format, which keeps everything
        siblings = tuple(
            Sibling(
                locale=other,
                language=profile(other).name,
                href="" if other == record.source_locale else _relative(record.name, other, SUFFIXES[form]),
            )
            for other in others
        )
        try:
            files[path] = good.get(path) or render(form, replace(snapshot.view, siblings=siblings))
        except DiskError:
            raise
        except TransflowError as error:
            error.file = f"{workspace.settings.publish_folder}/{path}"
            rendered.refused.append(error)
            continue
        if what := losses(form, snapshot.view):
            rendered.lost[path] = what
    manifest = json.loads(release.manifest)
    manifest["files"] = {path: sha256(content).hexdigest() for path, content in sorted(files.items())}
    files[f"{stem}.manifest.json"] = _readable(manifest)
    return rendered


def _readable(manifest: Mapping[str, object]) -> bytes:
    """A manifest for people and diffs: a line a field, and a line a unit. (``json`` has only a slow way to indent.)"""
    lines = []
    for key, value in manifest.items():
        shown = json.dumps(value, ensure_ascii=False)
        if isinstance(value, list):
            shown = "[\n  " + ",\n  ".join(json.dumps(each, ensure_ascii=False) for each in value) + "\n ]"
        lines.append(f" {json.dumps(key)}: {shown}")
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _relative(name: str, locale: str, suffix: str) -> str:
    """Address of the sibling in ``locale`` from a file of the same article."""
    up = "../" * (name.count("/") + 1)
    return f"{up}{locale}/{name}{suffix}"
