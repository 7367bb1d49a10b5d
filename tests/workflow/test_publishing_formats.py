"""Publishing in many formats: what one article or one format cannot do never stops the others."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from tests.contract.one_article import HTML, in_every_format
from tests.formats.docx import building as word

from transflow.config import Settings
from transflow.domain.states import Action
from transflow.engines.base import Engine
from transflow.engines.pseudo import PseudoEngine
from transflow.formats.documents import reader_for
from transflow.formats.documents.package import contents_digest
from transflow.testing import EchoEngine, workspace_at
from transflow.workflow.drafting import draft
from transflow.workflow.intake import add
from transflow.workflow.publishing import Published, publish
from transflow.workflow.review import Ruling, review
from transflow.workflow.workspace import Workspace


def desk(root: Path, sources: dict[str, bytes], engine: Engine | None = None, **settings: object) -> Workspace:
    """A workspace with ``sources`` (file name → bytes), drafted by ``engine`` and approved by two people in Turkish."""
    own = Settings(locales=("tr",), **settings)  # type: ignore[arg-type]
    workspace = workspace_at(root, settings=own, engine=engine or PseudoEngine())
    for name, content in sources.items():
        (root / "articles").mkdir(parents=True, exist_ok=True)
        (root / "articles" / name).write_bytes(content)
    added = add(workspace, [], actor="Ann")
    assert {a.outcome for a in added} == {"new"}, [str(a.error) for a in added]
    draft(workspace, engines=["pseudo"], actor="Ann")
    for name in sources:
        for action, actor in ((Action.CONFIRM, "Ayşe"), (Action.ACCEPT, "Mehmet"), (Action.APPROVE, "Elif")):
            review(workspace, Path(name).stem, "tr", Ruling(action=action), ids=[], everything=True, actor=actor)
    return workspace


def outcomes(results: list[Published]) -> dict[str, str]:
    return {r.name: r.outcome for r in results}


def test_every_source_goes_the_whole_way_in_every_format(tmp_path: Path) -> None:
    sources = {f"ports-{suffix[1:]}{suffix}": content for suffix, content in in_every_format().items()}
    workspace = desk(tmp_path, sources, formats=("html", "markdown", "text", "docx", "odt", "epub", "pdf"))
    results = publish(workspace, actor="Pub")
    assert set(outcomes(results).values()) == {"published"}
    assert all(r.refused == () for r in results)
    for name, content in sources.items():
        suffix = Path(name).suffix
        written = (tmp_path / "published" / "tr" / name).read_bytes()
        before = reader_for(suffix).read(content, workspace.anatomy())
        after = reader_for(suffix).read(written, workspace.anatomy())
        assert [b.kind for b in after.blocks] == [b.kind for b in before.blocks]
        assert [(n.number, n.citations) for n in after.notes] == [(n.number, n.citations) for n in before.notes]
        files = {p.suffix for p in (tmp_path / "published" / "tr").glob(f"{Path(name).stem}.*")}
        assert files == {".html", ".md", ".txt", ".docx", ".odt", ".epub", ".pdf", ".json"}
    again = publish(workspace, actor="Pub")
    assert set(outcomes(again).values()) == {"unchanged"}
    assert all(r.written == () for r in again)


def test_a_language_line_in_an_uncompressed_package_does_it_no_harm(tmp_path: Path) -> None:
    packed = word.docx(
        word.p("Ports", "Baslik") + word.p("This post is also available in: Türkçe") + word.p("It grew.")
    )
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as archive:
        for name, content in word.files(packed).items():
            archive.writestr(zipfile.ZipInfo(name), content)
    workspace = desk(tmp_path, {"ports.docx": stored.getvalue()})
    assert outcomes(publish(workspace, actor="Pub")) == {"ports": "published"}
    assert "word/document.xml" in word.files((tmp_path / "published" / "tr" / "ports.docx").read_bytes())


def test_an_article_that_cannot_be_read_any_more_stops_no_other(tmp_path: Path) -> None:
    tracked = word.docx(
        word.p("Ports", "Baslik") + word.p(f'<w:ins w:id="1" w:author="A">{word.r("It grew.")}</w:ins>')
    )
    workspace = desk(tmp_path, {"a.docx": tracked, "b.html": HTML.encode()}, tracked_changes="accept")
    workspace = replace(workspace, settings=replace(workspace.settings, tracked_changes="refuse"))
    results = publish(workspace, actor="Pub")
    assert outcomes(results) == {"a": "blocked", "b": "published"}
    (error,) = results[0].refused
    assert error.file == "articles/a.docx"
    assert "tracked_changes" in error.remedy


def test_a_format_that_cannot_hold_an_article_is_said_and_the_others_are_written(tmp_path: Path) -> None:
    """The fonts of the PDF know no Chinese; every other format does."""
    chinese = "<h1>港口</h1><p>" + "这是一个关于港口的句子。" * 20 + "</p>"
    turkish = b"<h1>Liman</h1><p>Liman.</p>"
    workspace = desk(tmp_path, {"a.html": chinese.encode(), "b.html": turkish}, EchoEngine(), formats=("text", "pdf"))
    first, second = publish(workspace, actor="Pub")
    assert [str(e.file) for e in first.refused] == ["published/tr/a.pdf"]
    assert [Path(p).name for p in first.written] == ["a.html", "a.manifest.json", "a.txt"]
    assert "published/tr/b.pdf" in second.written
    again, _ = publish(workspace, actor="Pub")
    assert (again.outcome, again.written) == ("unchanged", ())


def test_the_same_words_packed_by_another_zlib_are_the_same_release() -> None:
    content = word.docx(word.p("It grew."))
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, inside in word.files(content).items():
            archive.writestr(name, inside)
    assert other.getvalue() != content
    assert contents_digest(other.getvalue()) == contents_digest(content)


@pytest.mark.parametrize("format", ["docx", "odt", "epub", "pdf"])
def test_a_missing_extra_is_said_before_anything_is_released(
    tmp_path: Path, format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import importlib.util
    import sys

    from transflow.errors import UnavailableError

    workspace = desk(tmp_path, {"b.html": HTML.encode()}, formats=(format,))
    monkeypatch.setitem(sys.modules, "typst", None)
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == "pypandoc" else real(name, *rest)
    )
    with pytest.raises(UnavailableError) as raised:
        publish(workspace, actor="Pub")
    assert "pip install" in raised.value.remedy
    with workspace.store.read() as tx:
        assert tx.releases.latest() == {}
