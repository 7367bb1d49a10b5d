"""Verifying: whether what is published is, byte for byte, what was released."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from transflow.errors import TransflowError
from transflow.files import read_bounded
from transflow.workflow.composing import Snapshot
from transflow.workflow.placing import left_over, manifest_on_disk, render_release, still_good
from transflow.workflow.site import files_of_site
from transflow.workflow.workspace import Workspace, batches, choose_articles, choose_locales

if TYPE_CHECKING:
    from transflow.store.records import ArticleRecord, ReleaseRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was found of one published article in one locale, or, without a name, of the site's own files.

    ``files`` are all that belong to the release (paths relative to the workspace). ``altered`` differ from it, ``missing``
    are not there, ``left`` are there although the release was withdrawn. ``damaged``: the release in the database is not
    what its own digest says.
    """

    name: str
    locale: str
    release: int
    files: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    damaged: bool = False

    @property
    def sound(self) -> bool:
        """Whether everything is as it was released."""
        return not (self.altered or self.missing or self.left or self.damaged)


def verify(
    workspace: Workspace, names: Sequence[str] = (), *, locales: Sequence[str] = (), thorough: bool = False
) -> list[Verified]:
    """Compare everything published with the releases in the database.

    Every file is made anew from its release and compared. Word, OpenDocument, EPUB and PDF files, which are dear to make,
    are compared with the hash in their manifest instead, which is itself compared, unless ``thorough``.
    """
    chosen = choose_locales(workspace.settings, locales)
    with workspace.store.read() as tx:
        records = choose_articles(tx, names)
    results: list[Verified] = []
    for done, batch in enumerate(batches(records, 50), start=1):
        with workspace.store.read() as tx:
            latest = tx.releases.latest([record.id for record in batch], snapshots=True)
        for record in batch:
            mine = {locale: release for (i, locale), release in latest.items() if i == record.id}
            results += _verified(workspace, record, mine, chosen, thorough)
        workspace.progress("verify", min(done * 50, len(records)), len(records))
    if not names:
        results += _site(workspace)
    return results


def _site(workspace: Workspace) -> Iterator[Verified]:
    """The files that the site has besides articles."""
    prefix = workspace.settings.publish_folder
    wanted = files_of_site(workspace)
    if wanted:
        found = {path: _content(workspace.root / prefix, path) for path in wanted}
        yield Verified(
            name="",
            locale="",
            release=0,
            files=tuple(f"{prefix}/{path}" for path in wanted),
            altered=tuple(f"{prefix}/{p}" for p, content in found.items() if content not in (None, wanted[p])),
            missing=tuple(f"{prefix}/{path}" for path, content in found.items() if content is None),
        )


def _verified(
    workspace: Workspace,
    record: ArticleRecord,
    releases: dict[str, ReleaseRecord],
    locales: Sequence[str],
    thorough: bool,
) -> Iterator[Verified]:
    prefix = workspace.settings.publish_folder
    root = workspace.root / prefix
    published = [locale for locale, release in sorted(releases.items()) if not release.withdrawn]
    for locale in locales:
        release = releases.get(locale)
        if release is None:
            continue
        stem = f"{locale}/{record.name}"
        manifest = manifest_on_disk(root, stem)
        damaged = Snapshot.unpacked(release.snapshot).digest() != release.digest
        if release.withdrawn:
            there = [path for path in left_over(stem, manifest, ()) if (root / path).is_file()]
            left = tuple(f"{prefix}/{path}" for path in there)
            yield Verified(name=record.name, locale=locale, release=release.number, left=left, damaged=damaged)
            continue
        good = {} if thorough else still_good(root, manifest, release)
        wanted = render_release(workspace, record, release, published, good).files
        altered, missing = [], []
        for path, content in sorted(wanted.items()):
            found = _content(root, path)
            if found is None:
                missing.append(f"{prefix}/{path}")
            elif found != content:
                altered.append(f"{prefix}/{path}")
        yield Verified(
            name=record.name,
            locale=locale,
            release=release.number,
            files=tuple(f"{prefix}/{path}" for path in sorted(wanted)),
            altered=tuple(altered),
            missing=tuple(missing),
            damaged=damaged,
        )


def _content(root: Path, path: str) -> bytes | None:
    """The bytes of a published file; None where it is not there, b"" where it cannot be read as a plain file."""
    if not (root / path).exists():
        return None
    try:
        return read_bounded(root / path, path)
    except TransflowError:
        return b""
