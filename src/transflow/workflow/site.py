"""The published folder as a site: lists, sitemap and feeds, written after whatever changes what is published."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from transflow.destinations.folder import write_files
from transflow.domain.language import profile
from transflow.formats.renderings import SUFFIXES
from transflow.workflow.composing import Snapshot
from transflow.workflow.workspace import Workspace

if TYPE_CHECKING:
    from transflow.formats.renderings.site import Page
    from transflow.store.records import ArticleRecord, ReleaseRecord

_PAGE = SUFFIXES["html"]


def keep_site(workspace: Workspace) -> list[str]:
    """Bring the site's own files up to date, where ``[site]`` names an address; returns the paths that changed."""
    return write_files(
        workspace.root / workspace.settings.publish_folder, files_of_site(workspace), within=workspace.root
    )


def files_of_site(workspace: Workspace) -> dict[str, bytes]:
    """Path below the published folder → bytes of what the site has besides articles; {} where no site is set up."""
    settings = workspace.settings
    if not settings.site:
        return {}
    from transflow.formats.renderings.site import Site, site_files

    pages = _pages(workspace)
    site = Site(
        address=settings.site,
        titles=settings.site_titles,
        languages={page.locale: profile(page.locale).name for page in pages},
    )
    articles = {page.href for page in pages}
    return {path: content for path, content in site_files(site, pages).items() if path not in articles}


def _pages(workspace: Workspace) -> list[Page]:
    with workspace.store.read() as tx:
        records = {record.id: record for record in tx.articles.all()}
        latest = [release for release in tx.releases.latest().values() if not release.withdrawn]
        untitled = [release.article_id for release in latest if not release.title]
        known = tx.releases.latest(untitled, snapshots=True) if untitled else {}
    pages = []
    for release in latest:
        record = records[release.article_id]
        if not _has_page(workspace, record):
            continue
        title, description = release.title, release.description
        if not title:  # made before releases knew their titles
            view = Snapshot.unpacked(known[release.article_id, release.locale].snapshot).view
            title, description = view.title, view.description
        pages.append(_page(record, release, title, description))
    return pages


def _page(record: ArticleRecord, release: ReleaseRecord, title: str, description: str) -> Page:
    from transflow.formats.renderings.site import Page

    return Page(
        locale=release.locale,
        article=record.name,
        href=f"{release.locale}/{record.name}{_PAGE}",
        title=title,
        description=description,
        updated=release.at,
    )


def _has_page(workspace: Workspace, record: ArticleRecord) -> bool:
    return "html" in workspace.settings.formats or PurePosixPath(record.path).suffix == _PAGE
