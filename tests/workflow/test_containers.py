"""Folders, saved pages and WordPress exports as a person adds them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.fixtures.saved_pages import page
from tests.formats.containers.exports import export, item

from transflow.domain.units import cut, identify
from transflow.formats.documents import reader_for
from transflow.testing import workspace_at
from transflow.workflow.intake import Added, add
from transflow.workflow.workspace import Workspace

#: A page without <main> and <article>, with menus and comments around it.
PAGE = page("joomla").text.encode()
POST = (
    '<!-- wp:paragraph -->\n<p>The port grew.<sup data-fn="abc" class="fn"><a href="#abc" id="abc-link">1</a></sup></p>\n'
    "<!-- /wp:paragraph -->\n<!-- wp:footnotes /-->"
)
NOTES = {"footnotes": '[{"id":"abc","content":"A <em>note</em>."}]'}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return workspace_at(tmp_path / "desk")


def outcomes(results: list[Added]) -> list[tuple[str, str]]:
    return [(r.path, r.outcome) for r in results]


def written(workspace: Workspace, name: str, *items: str) -> Path:
    path = workspace.root.parent / name
    path.write_bytes(export(*items).encode())
    return path


def test_every_post_of_an_export_becomes_an_article(workspace: Workspace) -> None:
    path = written(
        workspace, "export.xml", item(1, slug="ports", content=POST, meta=NOTES), item(2, slug="draft", status="draft")
    )
    opened, post = add(workspace, [path], actor="Ann")
    assert (opened.outcome, opened.documents) == ("opened", 1)
    assert [f.code for f in opened.findings] == ["posts-not-published"]
    assert (post.path, post.outcome, post.notes) == ("articles/ports.html", "new", 1)
    assert (workspace.root / "articles" / "ports.html").read_text("utf-8").startswith("<h1>Hello</h1>")


def test_the_same_export_again_changes_nothing_and_a_newer_one_makes_revisions(workspace: Workspace) -> None:
    path = written(workspace, "export.xml", item(1, slug="ports", content=POST, meta=NOTES))
    add(workspace, [path], actor="Ann")
    assert outcomes(add(workspace, [path], actor="Ann"))[1] == ("articles/ports.html", "unchanged")
    newer = written(workspace, "newer.xml", item(1, slug="ports", content=POST.replace("grew", "shrank"), meta=NOTES))
    assert outcomes(add(workspace, [newer], actor="Ann"))[1] == ("articles/ports.html", "revision")


def test_a_post_that_somebody_edited_here_is_not_overwritten(workspace: Workspace) -> None:
    path = written(workspace, "export.xml", item(1, slug="ports", content=POST, meta=NOTES))
    add(workspace, [path], actor="Ann")
    file = workspace.root / "articles" / "ports.html"
    file.write_text(file.read_text("utf-8").replace("grew", "grew fast"), "utf-8")
    newer = written(workspace, "newer.xml", item(1, slug="ports", content=POST.replace("grew", "shrank"), meta=NOTES))
    assert outcomes(add(workspace, [newer], actor="Ann"))[1] == ("articles/ports.html", "refused")
    assert "grew fast" in file.read_text("utf-8")


def test_a_dry_run_of_an_export_writes_nothing(workspace: Workspace) -> None:
    path = written(workspace, "export.xml", item(1, slug="ports", content=POST, meta=NOTES))
    assert outcomes(add(workspace, [path], actor="Ann", dry_run=True))[1] == ("articles/ports.html", "new")
    assert list((workspace.root / "articles").iterdir()) == []


def test_what_is_no_export_is_refused_by_name(workspace: Workspace) -> None:
    path = workspace.root.parent / "feed.xml"
    path.write_bytes(b"<?xml version='1.0'?><feed><entry/></feed>")
    (refused,) = add(workspace, [path], actor="Ann")
    assert refused.outcome == "refused"
    assert refused.error is not None
    assert str(refused.error.file).endswith("feed.xml")


def test_a_folder_is_everything_below_it(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "from-the-author"
    (folder / "deep").mkdir(parents=True)
    (folder / "one.txt").write_text("One\n\nThe port grew.\n")
    (folder / "deep" / "two.md").write_text("# Two\n\nThe port grew.\n")
    (folder / "~$one.docx").write_bytes(b"lock")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    results = add(workspace, [folder], actor="Ann")
    assert sorted(outcomes(results), key=lambda found: found[1]) == [
        ("articles/two.md", "new"),
        ("articles/one.txt", "new"),
        (str(folder / "picture.png"), "skipped"),
    ]


def test_where_the_article_lies_is_kept_with_the_revision(workspace: Workspace) -> None:
    """Publishing reads by what intake found, so that a better rule moves no unit of an article that is in work."""
    path = workspace.root / "articles" / "saved.html"
    path.write_bytes(PAGE)
    assert outcomes(add(workspace, [path], actor="Ann")) == [("articles/saved.html", "new")]
    with workspace.store.read() as tx:
        (record,) = tx.articles.all()
        stored = [u.source for u in tx.units.of([record.id])[record.id]]
        content = tx.articles.content(record.id)
    assert record.revision.main is not None
    assert content == PAGE

    def sources(main: tuple[int, int] | None) -> list[str]:
        article = reader_for(".html").read(content, workspace.anatomy(main))
        return [u.source for u in identify("a", article, cut(article, workspace.segmenter()))]

    assert sources(record.revision.main) == stored
    assert len(sources(None)) > len(stored)


@pytest.mark.parametrize(
    ("name", "content", "looks_like"),
    [
        ("a.txt", b"<!DOCTYPE html><html><body><p>The port grew.</p></body></html>", "HTML"),
        ("a.md", b"\xef\xbb\xbf<!-- x --><html><body><p>The port grew.</p></body></html>", "HTML"),
        ("a.html", b"The port grew.[1]\n\n[1] A note.", "plain text"),
        ("a.docx", b"The port grew.", ""),
        ("a.odt", b"PK\x03\x04 not really", ""),
        ("a.txt", b"PK\x03\x04 word/document.xml", "DOCX"),
    ],
)
def test_an_ending_that_lies_is_refused(workspace: Workspace, name: str, content: bytes, looks_like: str) -> None:
    path = workspace.root / "articles" / name
    path.write_bytes(content)
    (refused,) = add(workspace, [path], actor="Ann")
    assert refused.outcome == "refused"
    assert refused.error is not None
    assert looks_like in str(refused.error)
    assert refused.error.remedy
